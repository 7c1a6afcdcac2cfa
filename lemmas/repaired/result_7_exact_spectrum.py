"""Theorem A: the exact spectrum of the whole Hessian at an aligned point, and the rank-one normal form of its pair blocks.

Uses the derivation of the blocks in lemmas/aligned_blocks.py. Proof in words: docs/proofs/repaired/R.7.md.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp
from flint import fmpq, fmpq_mat

from lemmas import aligned_blocks as blocks
from lemmas import result_exact_spectrum as exact
from lemmas.aligned_blocks import DERIVED, AlignedSpectrum, Shapes
from lemmas.repaired import kernel
from verify import Space, Stated, SymmetricMatrix, agrees, all_of, claim, every, identity, integer, positive
from verify.judge.norms import norm_at_most
from verify.judge.polynomials import has_characteristic_polynomial, with_roots
from verify.judge.real_questions import argued
from verify.nets.aligned import AlignedNetwork, AlignedNetworks
from verify.nets.courses import Course, Courses

# notation: v_k = lambda_i^(L-k) lambda_j^(k-1); P = omega_j / lambda_i^L, Q = omega_i / lambda_j^L; x = lambda_j / lambda_i

L, a, b, n = blocks.L, blocks.a, blocks.b, blocks.n
omega_i, omega_j = (sp.Symbol(name, real=True) for name in ("omega_i", "omega_j"))
NUMBERS = (integer("L", 2), positive("lambda_i"), positive("lambda_j"))
RESIDUES = {"omega_i": omega_i, "omega_j": omega_j}
PAIR = Space((*NUMBERS, integer("k", 1), integer("n", 2)), RESIDUES, also="all real omega_i, omega_j; 1 <= k < n")
TAILED = Space(
    (*NUMBERS, integer("k", 1), integer("n", 2)),
    {"omega_i": omega_i, "omega_j": b**L},
    also="all real omega_i; omega_j = lambda_j^L",
)
SERIES = Space((positive("x"), integer("N", 1)), given=(sp.Ne(positive("x").symbol, 1),))
ANY, LIVE = Courses(), Courses(tails=("seen", "both"))
STILL = Courses(tails=("seen", "none"), still=True)


# derivation


def product_of_places() -> sp.Expr:
    """v_k v_l with l = n - k."""
    v = blocks.pair_vector()
    return v * v.subs(blocks.k, n - blocks.k)


def put(expression: sp.Expr) -> sp.Expr:
    """The residuals as plain real numbers."""
    return expression.subs({blocks.omega_i: omega_i, blocks.omega_j: omega_j})


def shapes(stated: Stated) -> Shapes:
    """The blocks' entries as stated; as derived where a statement does not name them."""
    return replace(DERIVED, **{name: part.at for name, part in stated.wording.parts.items()})


def remainder(net: Course, i: int, j: int, sign: int) -> SymmetricMatrix:
    """N - (1 + sign x^L) v v^T for a head value i and a seen tail value j."""
    one, other, depth = net.now[i], net.now[j], net.L
    residuals = one**depth - 1, other**depth
    v = kernel.outer(kernel.pair_vector(one, other, depth))
    made: fmpq_mat = sign * kernel.coupling(one, other, residuals, depth) - v * (sign * (other / one) ** depth)
    return SymmetricMatrix(made, net.rounding * 10**6 if net.rounding else fmpq(0), "remainder")


# claims


@claim("R.7", "spectrum", domain=AlignedNetworks())
def is_the_product_of_the_blocks(stated: Stated, net: AlignedNetwork):
    """The true Hessian has the characteristic polynomial of the stated blocks, for any sigma, s and lambda of any sign."""
    return has_characteristic_polynomial(net.hessian, AlignedSpectrum(kernel.setting(net), shapes(stated)).hessian)


@claim("R.7", "spectrum", domain=ANY, at="along_training")
def is_the_product_of_the_blocks_in_training(stated: Stated, net: Course):
    """The true Hessian after gradient steps on the matrices has the characteristic polynomial of the stated blocks."""
    return has_characteristic_polynomial(net.whole, AlignedSpectrum(kernel.setting(net), shapes(stated)).hessian)


@claim("R.7", "spectrum")
def has_the_derived_entries(stated: Stated):
    """The stated entries are the first-order changes, and the couplings by the second differential, for every depth."""
    level = {"k": blocks.k, "n": n}
    space = Space((*NUMBERS, integer("k", 1), integer("n", 2)), {**RESIDUES, **level}, also="all real omega_i, omega_j")
    true = {
        "vector": blocks.pair_vector(),
        "below": put(blocks.pair_coupling_below()),
        "middle": sp.Integer(0),
        "above": put(blocks.pair_coupling_above()),
        "diagonal": blocks.diagonal_first_order(),
        "off_diagonal": put(blocks.diagonal_coupling()),
        "rim": put(blocks.outer_coupling()),
    }
    parts = [identity(getattr(stated, name), value, space, name) for name, value in true.items()]
    return argued("second differential of the loss", *parts)


@claim("R.7", "diagonal")
def are_those_of_a_shifted_rank_one_matrix(stated: Stated):
    """The stated values are the eigenvalues of D on the vector 1 and on its complement."""
    return exact.are_those_of_a_shifted_rank_one_matrix(stated)


@claim("R.7", "one_layer")
def weigh_one_layer_by_the_input_variance(stated: Stated):
    """The stated values are the squared first-order changes of layer 1 at (i, j) and of layer L at (j, i), weighted."""
    return exact.weigh_one_layer_by_the_input_variance(stated)


@claim("R.7", "sizes")
def add_up_to_p(stated: Stated):
    """The stated numbers of parameters add up to p for all widths and depths."""
    return exact.add_up_to_p(stated)


@claim("R.7", "sizes", domain=AlignedNetworks())
def count_the_parameters_of_each_family(stated: Stated, net: AlignedNetwork):
    """The stated numbers are the numbers of parameters (l, i, j) of each family."""
    return exact.count_the_parameters_of_each_family(stated, net)


@claim("R.7", "normal_form")
def factors_out_of_the_couplings(stated: Stated):
    """v_k v_l times the stated P, or Q, is the coupling of the places k, l with k + l <= L, or >= L + 2."""
    scaled = {name: getattr(stated, name).symbolic(**PAIR.leaves) * product_of_places() for name in ("P", "Q")}
    return every(
        identity(scaled["P"], put(blocks.pair_coupling_below()), PAIR, "C below the middle"),
        identity(scaled["Q"], put(blocks.pair_coupling_above()), PAIR, "C above the middle"),
    )


@claim("R.7", "remainder")
def is_a_geometric_row_sum(stated: Stated):
    """C less x^L v v^T is 0 below the middle; beyond it a row is two geometric series, each at most 1/(1 - x)."""
    ratio = b / a
    level = put(blocks.pair_coupling_below()).subs(omega_j, b**L) - ratio**L * product_of_places()
    over = put(blocks.pair_coupling_above()) - ratio**L * product_of_places()
    top, tail = omega_i * a ** (L - 2), b ** (2 * L - 1) / a
    x, terms = SERIES.symbols["x"], SERIES.symbols["N"]
    m = sp.Symbol("m", integer=True, nonnegative=True)
    series = sp.Sum(x ** (m - 1), (m, 1, terms))
    size = sp.Symbol("size", nonnegative=True)
    space = Space(NUMBERS, {"w_t": size}, given=(b < a,), also="w_t = |omega_i|")
    bound = (b ** (2 * L - 1) / a + size * a ** (L - 2)) / (1 - ratio)
    return argued(
        "row sums bound the spectral norm",
        identity(level, sp.Integer(0), TAILED, "below the middle"),
        identity(over, top * ratio ** (n - L - 2) - tail * ratio ** (n - L - 1), TAILED, "beyond it"),
        identity(series, (1 - x**terms) / (1 - x), SERIES, "a geometric series", induct="N"),
        identity(stated.value, bound, space, "e"),
    )


@claim("R.7", "remainder", domain=LIVE)
def bounds_the_remainder(stated: Stated, net: Course):
    """No eigenvalue of v v^T +- C - (1 +- x^L) v v^T exceeds the stated value, for head values above a seen tail."""
    answers = [agrees("no pair with a smaller tail value")]
    for i in range(net.r):
        for j in net.seen:
            one, other = net.now[i], net.now[j]
            if not 0 < other < one:
                continue
            facts = {**net.facts, "lambda_i": one, "lambda_j": other, "w_t": abs(one**net.L - 1)}
            bound = stated.value.at(**facts)
            answers += [norm_at_most(remainder(net, i, j, sign), bound, "N - (1 +- x^L) v v^T") for sign in (1, -1)]
    return all_of(*answers)


@claim("R.7", "uniform")
def evaluates_and_counts_the_blocks(stated: Stated):
    """The stated eigenvalues and multiplicities are those of the blocks of a uniform head, for all depths and widths."""
    return every(exact.evaluates_the_blocks_of_a_uniform_head(stated), exact.counts_the_blocks_of_a_uniform_head(stated))


@claim("R.7", "uniform", domain=Courses(tails=("none",), level=True))
def is_the_whole_spectrum(stated: Stated, net: Course):
    """The true Hessian has exactly the stated eigenvalues with the stated multiplicities, and zeros."""
    facts = {**net.facts, "mu": net.now[0]}
    values = {name: part.at(**facts) for name, part in stated.wording.parts.items()}
    roots = [(values[name], int(values[f"{name}_count"])) for name in ("up", "down", "bulk", "plus", "minus")]
    return has_characteristic_polynomial(net.whole, with_roots(roots, net.whole.size))
