"""Lemma A.11: by Weyl's inequality the eigenvalues of the whole Hessian are near those of the outer-product Hessian.

Uses A.9 and A.10 (eigenvalues and eigenvectors of H_o), A.8 (decay of H_f), A.4 (the lower bound alpha), Weyl's
inequality. The rate is derived from gradient descent on one singular value: its slope at the limit 1 of a head value, and
at the limit 0 of a tail value. The distance at finite t, with its constant, is statement "moved" of
lemmas/result_spectral_distances.py.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import fmpq

from lemmas import outer_product as gram
from lemmas.bifurcation import assumes_no_tail
from lemmas.corner_cases import LATE
from lemmas.lemma_a1 import widths
from lemmas.lemma_a10 import vectors
from lemmas.result_spectral_distances import a, descent_step, s_i, sigma_i
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Space,
    Stated,
    all_of,
    at_most,
    at_most_everywhere,
    claim,
    identity,
    integer,
    is_eigenvalue,
    kronecker,
    matrices_equal,
    nonnegative,
    positive,
    rank_is,
    whole,
)
from verify.judge.descents import TAIL_STEP
from verify.judge.falling import functional_norm_falls, least_eigenvalue_falls
from verify.judge.polynomials import has_characteristic_polynomial, moved_at_most, rank_equals, spectrum, with_roots
from verify.nets.snapshots import Snapshot, Snapshots

# notation: alpha = 1 / (1 + slower) is any number in (0, 1]: lambda_i tends to 1, so no lower bound exceeds 1

L, r, d_L = gram.L, gram.r, gram.d_L
slower = nonnegative("slower").symbol
eta = positive("eta").symbol
RATES = Space(
    (integer("L", 2), positive("eta", "1/8", "1/3"), nonnegative("slower")),
    {"alpha": 1 / (1 + slower)},
    (L * eta < 1,),
    "alpha = 1/(1 + slower); t to infinity, each lambda_i tending to its limit (A.3: 1 for i <= r; 0 for a tail)",
    ("tail == 0", "Product(lambdas[i], (i, 1, r)) > 0", "eta < Min(1/L, 1/M**(2*L-2))"),
)
ANY = BalancedNetworks(heads=("close", "wide", "uniform", "tied"), tails=("zero", "any", "small"))
LEVEL_TAIL = BalancedNetworks(heads=("close", "wide", "uniform"), tails=("zero",))
RATIONAL = BalancedNetworks(heads=("wide", "uniform", "close"), tails=("zero", "any"), reals=False, largest=3)
LEFT_OVER = Snapshots(heads=("one", "above"), tails=("zero", "any", "small"), exact_steps=(1,), reals=False)


# derivation


def slope(limit: int, target: int) -> sp.Expr:
    """By what factor a small distance from the limit changes in one step, sigma_i = 1: lambda -> limit, s_i = target."""
    later = sp.Symbol("(L-2)", integer=True, nonnegative=True)  # a positive exponent of a then shows itself to be one
    factor = sp.powsimp(sp.expand(sp.diff(descent_step().subs({sigma_i: 1, s_i: target}), a)).subs(L, later + 2))
    return factor.subs(a, limit).subs(later, L - 2)


def decay_exponent(tail: bool) -> sp.Expr:
    """A lower bound of -log of the slowest factor: 0 for a tail (slope 1); -log(1 - x) >= x for a head."""
    if tail:
        return -sp.log(slope(0, 0))
    return sp.expand(1 - slope(1, 1))


def tail_moves(stated: Stated) -> bool:
    """Whether a nonzero tail is admitted and has input variance: under Sigma_xx ~ I_r it stays where it is."""
    symbols = {name: sp.Symbol(name) for name in ("r", "d_0", "d_star")}
    return not assumes_no_tail(stated) and stated.rank_xx(**symbols) != symbols["r"]


def layer_sum(net: BalancedNetwork, i: int, j: int) -> fmpq:
    """nu_ij with singular values zero beyond d* (indices from 1)."""
    padded = [*net.values, *[fmpq(0)] * max(net.d_0, net.d_L)]
    x, y = padded[i - 1], padded[j - 1]
    return sum((x ** (2 * (net.L - l)) * y ** (2 * (l - 1)) for l in range(1, net.L + 1)), fmpq(0))


def extremes(net: BalancedNetwork) -> dict[str, Any]:
    """The least and the largest eigenvalue of the true functional Hessian, and its spectral norm."""
    found = sorted(spectrum(net.functional_hessian), key=float)
    return {"hf_min": found[0], "hf_max": found[-1], "hf_norm": max(abs(found[0]), abs(found[-1]), key=float)}


# claims


@claim("A.11", "f_value", domain=ANY)
def is_an_eigenvalue_for_every_pair(stated: Stated, net: BalancedNetwork):
    """For i <= d_L, j <= r the stated value exists and is an eigenvalue of the true outer-product Hessian, any tail."""
    pairs = [(i, j) for i in range(1, net.d_L + 1) for j in range(1, net.r + 1)]
    found = (is_eigenvalue(net.outer_product_hessian, stated.value, net, i=i, j=j) for i, j in pairs)
    return all_of(*found)


@claim("A.11", "f_value", domain=RATIONAL)
def belongs_to_its_eigenvector(stated: Stated, net: BalancedNetwork):
    """For i <= d_L, j <= r the true outer-product Hessian takes A_o(u_i x v_j) to the stated multiple of it, any tail."""
    H, A, answers = net.outer_product_hessian, kronecker.jacobian(net.network).transpose(), []
    places = [(i, j) for i in range(net.d_L) for j in range(net.r)]
    for (i, j), x in zip(places, vectors(net, places)):
        value = stated.value.at(**net.facts, i=i + 1, j=j + 1)
        answers.append(matrices_equal(A * x * value, H.matrix * (A * x), f"H_o A_o(u_{i + 1} x v_{j + 1})", H.slack))
    return all_of(*answers)


@claim("A.11", "index_set", domain=ANY)
def gives_all_nonzero_eigenvalues(stated: Stated, net: BalancedNetwork):
    """The true H_o has the eigenvalues nu_ij for the stated pairs, with multiplicities, and zeros: lambda_k(H_o) = f(k)."""
    rows, columns = (whole(end, "number of pairs", **net.facts) for end in (stated.i_to, stated.j_to))
    values = [(layer_sum(net, i, j), 1) for i in range(1, rows + 1) for j in range(1, columns + 1)]
    H = net.outer_product_hessian
    nonzero = [value for value in values if value[0] != 0]
    counted = rank_equals(H, len(nonzero), net)
    return all_of(counted, has_characteristic_polynomial(H, with_roots(nonzero, H.size)))


@claim("A.11", "value_count", domain=LEVEL_TAIL)
def has_as_many_values_as_nonzero_eigenvalues(stated: Stated, net: BalancedNetwork):
    """The true outer-product Hessian has exactly the stated number of nonzero eigenvalues."""
    return rank_is(net.outer_product_hessian, stated.value, net)


@claim("A.11", "value_count", per_reading=True, uses=("A.9/part_counts",))
def counts_all_nonzero_pairs(stated: Stated):
    """The stated number is the number of dominant and bulk pairs of A.9."""
    space = widths(stated)
    true = gram.dominant_pairs() + gram.bulk_pairs(space.defined["rank_xx"])
    return identity(stated.value, true, space, "number of nonzero eigenvalues")


@claim("A.11", "rate", "norm_rate", "conclusion_rate", per_reading=True, uses=("A.8/eq_44", "A.3/head_limit"))
def decays_at_least_at_the_stated_rate(stated: Stated):
    """The stated exponent is at most that of the slowest value near its limit: L eta (head), 0 (tail that moves)."""
    moves = tail_moves(stated)
    shown = TAIL_STEP if moves else None
    return at_most_everywhere(stated.value, decay_exponent(moves), RATES, "exponent against the true one", shown)


@claim("A.11", "rate", "conclusion_rate", domain=LEFT_OVER)
def is_kept_by_the_least_eigenvalue(stated: Stated, net: Snapshot):
    """With the head at 1 or equal above it, lambda_k(H) at the last k (0 for H_o) falls by e^-(stated) or more in a step."""
    return least_eigenvalue_falls(net, stated.value)


@claim("A.11", "rate", "conclusion_rate", domain=LATE)
def is_kept_by_it_late_in_training(stated: Stated, net: Snapshot):
    """The least eigenvalue of H, with the head close to 1 and no tail, falls by e^-(stated) or more in a step."""
    return least_eigenvalue_falls(net, stated.value)


@claim("A.11", "norm_rate", domain=LATE)
def is_kept_by_the_norm_late_in_training(stated: Stated, net: Snapshot):
    """|H_f|_2, with the head close to 1 and no tail, falls by e^-(stated) or more in a step."""
    return functional_norm_falls(net, stated.value)


@claim("A.11", "norm_rate", domain=LEFT_OVER)
def is_kept_by_the_norm(stated: Stated, net: Snapshot):
    """With the head at its limit 1, or equal and above it, |H_f|_2 falls by e^-(stated) or more in a step."""
    return functional_norm_falls(net, stated.value)


@claim("A.11", "largest", domain=RATIONAL)
def bounds_the_largest_eigenvalue(stated: Stated, net: BalancedNetwork):
    """The largest eigenvalue of the true functional Hessian is at most the stated value."""
    ends = extremes(net)
    return at_most(ends["hf_max"], stated.value.at(**net.facts, **ends), "largest eigenvalue of H_f")


@claim("A.11", "weyl", domain=RATIONAL)
def keeps_every_eigenvalue_within_the_bounds(stated: Stated, net: BalancedNetwork):
    """lambda_k(H_o) - below <= lambda_k(H) <= lambda_k(H_o) + above for every k, on the true Hessians."""
    ends = extremes(net)
    below, above = (end.at(**net.facts, **ends) for end in (stated.below, stated.above))
    return moved_at_most(net.hessian, net.outer_product_hessian, below, above, net)
