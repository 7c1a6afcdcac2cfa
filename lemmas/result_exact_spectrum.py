"""Exact spectrum of the whole Hessian at an aligned balanced point (new): small blocks, in every regime of widths and tails.

Uses the blocks derived in lemmas/aligned_blocks.py, A.9's counting of index pairs, and Weyl's inequality. Proof in words:
docs/proofs/X.1.md. Symbolic claims hold for lambda_i > 0; zero and negative values meet the true Hessians below.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp
from flint import fmpq

from lemmas import aligned_blocks as blocks
from lemmas import outer_product as gram
from lemmas.aligned_blocks import AlignedSpectrum, Setting, Shapes, setting_at, setting_of
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Space,
    Stated,
    TrainedNetwork,
    TrainedNetworks,
    all_of,
    claim,
    differs,
    every,
    identity,
    integer,
    nonnegative,
    positive,
    value_is,
    whole,
)
from verify.judge.polynomials import has_characteristic_polynomial, has_eigenvalues, with_roots
from verify.nets.aligned import AlignedNetwork, AlignedNetworks

# notation: omega_i = sigma_i lambda_i^L - s_i; c = (mu^L - 1) mu^(L-2); `hidden` is the sum of d_1, …, d_{L-1}

L, k, n, a, b = blocks.L, blocks.k, blocks.n, blocks.a, blocks.b
DEPTH, mu = integer("L", 2), positive("mu").symbol
SPECTRAL = tuple(nonnegative(f"{name}_{i}") for name in ("sigma", "s") for i in "ij")
sigma_i, sigma_j, s_i, s_j = (v.symbol for v in SPECTRAL)
OMEGAS = {"omega_i": sigma_i * a**L - s_i, "omega_j": sigma_j * b**L - s_j}
NUMBERS = (DEPTH, positive("lambda_i"), positive("lambda_j"), *SPECTRAL)
ALIGNED = ("unaligned == 0", "d_hidden >= d_star")
PAIR = Space(NUMBERS, OMEGAS, assumes=ALIGNED)
PAIR_VECTOR = Space((*NUMBERS, integer("k", 1)), OMEGAS, (k <= L,), assumes=ALIGNED)
PAIR_BELOW = Space((integer("L", 1), *NUMBERS[1:], integer("n", 2)), OMEGAS, (n <= L,), assumes=ALIGNED)
PAIR_ABOVE = Space((*NUMBERS, integer("n", 4)), OMEGAS, (n >= L + 2, n <= 2 * L), assumes=ALIGNED)
UNIFORM = Space(
    (DEPTH, positive("mu")), also="uniform head, zero tail", assumes=("spread == 0", "tail == 0", *ALIGNED)
)
NAMES = ("d_star", "d_0", "d_L", "rank_xx", "r", "hidden", "p")
d_star, d_0, d_L, rank_xx, r, hidden, p = (integer(name, 1).symbol for name in NAMES)
SIZED = tuple(integer(str(x), 1) for x in (p, d_star, d_0, d_L, hidden))
SIZES = Space((*SIZED, DEPTH), {"d": sp.IndexedBase("d")})
COUNTED = tuple(integer(str(x), 1) for x in (r, d_star, d_L, rank_xx, hidden))
COUNTS = Space((*COUNTED, DEPTH), {"d": sp.IndexedBase("d")}, (r <= d_star,))
ANY = BalancedNetworks(heads=("wide", "close", "uniform", "tied"), tails=("any", "zero", "small"))
LEVEL = BalancedNetworks(heads=("uniform",), tails=("zero",))
SMALL = BalancedNetworks(heads=("wide", "uniform"), tails=("any", "small", "zero"), largest=2)
TRAINED = TrainedNetworks(networks=SMALL, exact_steps=(1,))


# derivation


def put(expression: sp.Expr) -> sp.Expr:
    """The expression with omega_i, omega_j replaced by their definition."""
    return expression.subs({blocks.omega_i: OMEGAS["omega_i"], blocks.omega_j: OMEGAS["omega_j"]})


def diagonal_block() -> tuple[sp.Expr, sp.Expr]:
    """D = x 11^T + y I: the eigenvalue L x + y on 1, and y on its complement."""
    coupling = put(blocks.diagonal_coupling())
    x, y = sigma_i * blocks.diagonal_first_order() ** 2 + coupling, -coupling
    return L * x + y, y


def noise() -> sp.Expr:
    """c at a uniform head: all couplings of D, P and R3 agree, so C = c (11^T - J), J the exchange of k, L + 1 - k."""
    found = [blocks.pair_coupling_below(), blocks.pair_coupling_above(), blocks.diagonal_coupling(), blocks.outer_coupling()]
    level = {blocks.omega_i: mu**L - 1, blocks.omega_j: mu**L - 1, a: mu, b: mu}
    values = {sp.powsimp(x.subs(level)) for x in found}
    if len(values) != 1:
        raise ValueError("the couplings of a uniform head differ")
    return values.pop()


def dominant(sign: int) -> sp.Expr:
    """The eigenvalue of D (sign +) and of mu^(2L-2) 11^T +- C on the vector 1: each row of C holds c L - 1 times."""
    return L * sp.powsimp(blocks.pair_vector().subs({a: mu, b: mu})) ** 2 + sign * (L - 1) * noise()


def bulk() -> sp.Expr:
    """P for i <= r < j has v = (lambda_i^(L-1), 0, …, 0) and C zero outside k + l = L + 2; R1 and R2 are one layer alone."""
    return sp.powsimp(blocks.first_order(blocks.X, sp.Integer(1))[0, 1].subs(a, mu)) ** 2


def widths_added(expression: sp.Expr) -> sp.Expr:
    """Sums over layers of polynomials in d_l and d_{l-1}, written in `hidden`, d_0, d_L and p."""
    d = sp.IndexedBase("d")

    def added(series: sp.Sum) -> sp.Expr:
        (l, low, high), total = series.limits[0], sp.Integer(0)
        if low != 1 or high not in (L, L - 1):
            raise ValueError(f"not a sum over layers: {series}")
        top = {d[l]: hidden + (d_L if high == L else 0), d[l - 1]: hidden + d_0, d[l] * d[l - 1]: p, sp.Integer(1): high}
        for term in sp.Add.make_args(sp.expand(series.function)):
            factor, rest = term.as_independent(d[l], d[l - 1], as_Add=False)
            total += factor * top[rest]
        return total

    return sp.expand(expression.replace(lambda e: isinstance(e, sp.Sum), added))


def noise_pairs() -> sp.Expr:
    """How often + c occurs: L - 1 times for each pair i < j with i <= r, and for each i <= r and hidden index beyond d*."""
    return (L - 1) * (r * (r - 1) / 2 + r * (d_star - r)) + r * (hidden - (L - 1) * d_star)


def shapes(stated: Stated) -> Shapes:
    """The blocks' entries as stated; as derived where a statement does not name them."""
    return replace(blocks.DERIVED, **{name: part.at for name, part in stated.wording.parts.items()})


def of(net: AlignedNetwork) -> Setting:
    """The setting of an aligned network."""
    return Setting(net.widths, tuple(net.values), tuple(net.sigmas), tuple(net.targets))


# claims: the blocks


@claim("X.1", "spectrum", domain=AlignedNetworks())
def is_the_product_of_the_blocks(stated: Stated, net: AlignedNetwork):
    """The true Hessian has the characteristic polynomial of the stated blocks, for any sigma, s and lambda of any sign."""
    return has_characteristic_polynomial(net.hessian, AlignedSpectrum(of(net), shapes(stated)).hessian)


@claim("X.1", "spectrum", domain=ANY, per_reading=True)
def is_the_product_of_the_blocks_as_initialised(stated: Stated, net: BalancedNetwork):
    """The stated blocks give the characteristic polynomial of the Hessian at the paper's initialisation, under each reading
    of Sigma_xx."""
    return has_characteristic_polynomial(net.hessian, AlignedSpectrum(setting_of(net), shapes(stated)).hessian)


@claim("X.1", "spectrum", domain=TRAINED, per_reading=True)
def is_the_product_of_the_blocks_after_training(stated: Stated, net: TrainedNetwork):
    """The stated blocks give the characteristic polynomial of the Hessian after gradient steps, from that step's singular
    values."""
    made = AlignedSpectrum(setting_at(net, net.steps), shapes(stated)).hessian
    return has_characteristic_polynomial(net.hessian(net.steps), made)


@claim("X.1", "functional_spectrum", domain=AlignedNetworks())
def is_the_product_of_the_coupling_blocks(stated: Stated, net: AlignedNetwork):
    """The true functional Hessian has the characteristic polynomial of the stated blocks without their rank-one parts."""
    return has_characteristic_polynomial(net.functional_hessian, AlignedSpectrum(of(net), shapes(stated)).functional_hessian)


@claim("X.1", "depth_one", domain=AlignedNetworks(depths=(1,)))
def repeats_the_input_spectrum(stated: Stated, net: AlignedNetwork):
    """At depth 1 each eigenvalue of Sigma_xx occurs the stated number of times in the true Hessian."""
    copies, p = whole(stated.value, "times that each eigenvalue occurs", **net.facts), net.network.p
    if copies * net.d_0 != p:
        return differs("eigenvalues listed, d_0 times the stated number", copies * net.d_0, p)
    return has_characteristic_polynomial(net.hessian, with_roots([(x, copies) for x in net.sigmas], p))


@claim("X.1", "pair_vector")
def is_the_first_order_change(stated: Stated):
    """The stated value is what layer k adds to entry (i, j) of the product, the layers of the (j, i) entries reversed."""
    return identity(stated.value, blocks.pair_vector(), PAIR_VECTOR, "v_k")


@claim("X.1", "pair_below")
def is_the_coupling_below(stated: Stated):
    """The stated value is the coupling of layer k of (i, j) and layer L + 1 - l of (j, i) in H_f, for k + l = n <= L."""
    return identity(stated.value, put(blocks.pair_coupling_below()), PAIR_BELOW, "h(n)")


@claim("X.1", "pair_above")
def is_the_coupling_above(stated: Stated):
    """The stated value is the coupling h(n) of layers k and l with k + l = n >= L + 2."""
    return identity(stated.value, put(blocks.pair_coupling_above()), PAIR_ABOVE, "h(n)")


@claim("X.1", "diagonal_eigenvalues")
def are_those_of_a_shifted_rank_one_matrix(stated: Stated):
    """The stated values are the eigenvalues of D on the vector 1 and on its complement."""
    once, often = diagonal_block()
    return every(identity(stated.simple, once, PAIR, "on 1"), identity(stated.multiple, often, PAIR, "on the complement"))


@claim("X.1", "rim_eigenvalue")
def is_the_coupling_of_neighbours(stated: Stated):
    """The stated value is the coupling of E^{l+1}_{ij} and E^l_{ji} for a hidden index j beyond d*."""
    return identity(stated.value, put(blocks.outer_coupling()), PAIR, "coupling")


@claim("X.1", "one_layer_eigenvalues")
def weigh_one_layer_by_the_input_variance(stated: Stated):
    """The stated values are the squared first-order changes of layer 1 at (i, j) and of layer L at (j, i), weighted."""
    first, last = blocks.first_order(blocks.X, sp.Integer(1))[0, 1], blocks.first_order(blocks.Y, L)[1, 0]
    return every(
        identity(stated.input, sigma_j * first**2, PAIR, "R1"), identity(stated.output, sigma_i * last**2, PAIR, "R2")
    )


@claim("X.1", "sizes")
def add_up_to_p(stated: Stated):
    """The stated numbers of parameters add up to p for all widths and depths."""
    total = sum(part.symbolic(**SIZES.leaves) for part in stated.wording.parts.values())
    return identity(widths_added(total), p, SIZES, "sum of the sizes")


@claim("X.1", "sizes", domain=AlignedNetworks())
def count_the_parameters_of_each_family(stated: Stated, net: AlignedNetwork):
    """The stated numbers are the numbers of parameters (l, i, j) of each family."""
    found, star = dict.fromkeys(stated.wording.parts, 0), net.d_star
    for l, i, j in net.network.places:
        inner, rim = max(i, j) < star, "R1" if l == 0 and j >= star else "R2" if l == net.L - 1 and i >= star else "R3"
        found["D" if inner and i == j else "P" if inner else "Z" if min(i, j) >= star else rim] += 1
    return all_of(*(value_is(fmpq(m), stated.wording.parts[name], net, f"family {name}") for name, m in found.items()))


# claims: uniform head and zero tail


@claim("X.1", "uniform_spectrum")
def evaluates_the_blocks_of_a_uniform_head(stated: Stated):
    """The stated eigenvalues are those of the blocks on the vector 1, on its complement, and of one layer alone."""
    true = {"up": dominant(1), "down": dominant(-1), "bulk": bulk(), "plus": noise(), "minus": -noise()}
    return every(*(identity(getattr(stated, name), value, UNIFORM, name) for name, value in true.items()))


@claim("X.1", "uniform_spectrum")
def counts_the_blocks_of_a_uniform_head(stated: Stated):
    """The stated multiplicities are the numbers of blocks and index pairs, for all widths and ranks."""
    pairs = r * (r - 1) / 2
    true = {"up": r + pairs, "down": pairs, "bulk": gram.bulk_pairs(), "plus": noise_pairs()}
    true["minus"] = noise_pairs() + r * (L - 1)
    made = {name: widths_added(getattr(stated, f"{name}_count").symbolic(**COUNTS.leaves)) for name in true}
    return every(*(identity(made[name], true[name], COUNTS, f"times {name}") for name in true))


@claim("X.1", "uniform_spectrum", domain=LEVEL)
def is_the_whole_spectrum(stated: Stated, net: BalancedNetwork):
    """The true Hessian has exactly the stated eigenvalues with the stated multiplicities, and zeros."""
    names = ("up", "down", "bulk", "plus", "minus")
    counts = [whole(getattr(stated, f"{name}_count"), f"times {name}", **net.facts) for name in names]
    return has_eigenvalues(net.hessian, zip([getattr(stated, name).at(**net.facts) for name in names], counts))
