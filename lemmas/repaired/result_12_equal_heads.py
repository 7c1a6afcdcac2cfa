"""Corollary C: equal head values and no tail: ratio, order and sharpness in closed form at every step. Uses Theorem A.

Proof in words: docs/proofs/repaired/R.12.md.
"""

from __future__ import annotations

import sympy as sp

from lemmas import result_exact_spectrum as exact
from lemmas import result_spectral_distances as distances
from lemmas.result_exact_spectrum import L, bulk, dominant, mu, noise
from verify import (
    Space,
    Stated,
    agrees,
    all_of,
    at_most_everywhere,
    claim,
    differs,
    identity,
    integer,
    nonnegative,
)
from verify.judge.norms import norm_at_least, norm_at_most
from verify.judge.real_questions import Region, argued, order
from verify.nets.courses import Course, Courses

# notation: c = (mu^L - 1) mu^(L-2)

UNIFORM = exact.UNIFORM
LEVEL = Courses(tails=("none",), level=True)
m = nonnegative("m").symbol
more = integer("n").symbol
BELOW_ONE = Region("0 < mu <= 1", {L: more + 2, mu: 1 / (1 + m)}, {more: L - 2, m: 1 / mu - 1}, L, 2)


def at(net: Course) -> dict:
    """The facts of a course, with mu the common head value at its last step."""
    return {**net.facts, "mu": net.now[0]}


# claims


@claim("R.12", "ratio_up", "ratio_down")
def multiplies_the_bulk_to_the_dominant(stated: Stated):
    """The stated ratio times the bulk eigenvalue is the dominant eigenvalue of the whole Hessian."""
    sign = 1 if stated.name == "ratio_up" else -1
    return identity(stated.value.symbolic(**UNIFORM.leaves) * bulk(), dominant(sign), UNIFORM, "dominant eigenvalue")


@claim("R.12", "ratio_up", "ratio_down", domain=LEVEL)
def is_a_ratio_of_true_eigenvalues(stated: Stated, net: Course):
    """The stated multiple of mu^(2L-2) is an eigenvalue of the true Hessian with the stated multiplicity or more."""
    facts = at(net)
    one = net.now[0] ** (2 * net.L - 2)
    value, number = stated.value.at(**facts) * one, stated.times.at(**facts)
    slack = net.whole.slack
    found = net.whole.size - net.whole.below(value - slack) - net.whole.above(value + slack)
    what = f"multiplicity of the stated multiple {value} of the bulk eigenvalue, at least"
    return agrees(what) if found >= number else differs(what, number, found)


@claim("R.12", "ratio_up", "ratio_down")
def counts_the_pairs(stated: Stated):
    """The stated multiplicity is the number of blocks D and P (sign +), or of blocks P alone, with both indices <= r."""
    r = integer("r", 1).symbol
    pairs = r * (r - 1) / 2
    true = r + pairs if stated.name == "ratio_up" else pairs
    return identity(stated.times, true, Space((integer("r", 1),)), "multiplicity")


@claim("R.12", "order")
def has_the_sign_of_the_two_gaps(stated: Stated):
    """2 mu^(L-2) times the difference of the sides is bulk over -c, and dominant over bulk up to the factor L - 1."""
    return distances.has_the_sign_of_the_two_gaps(stated)


@claim("R.12", "order", domain=LEVEL)
def holds_exactly_when_the_clusters_are_in_order(stated: Stated, net: Course):
    """The condition holds exactly when the r^2 dominant eigenvalues exceed the bulk, and the rest is smaller in size."""
    H, x, margin, L_ = net.whole, net.now[0], net.whole.slack, net.L
    one = x ** (2 * L_ - 2)
    clear = H.above(one + margin) == net.r**2
    inside = H.below(margin - one) + H.count(-one, -one) == 0
    number = net.r * (net.initial.rank_xx + net.initial.d_L - 2 * net.r)
    there = H.size - H.below(one - margin) - H.above(one + margin) == number
    ordered, condition = clear and inside and there, stated.condition.holds(**at(net))
    what = "the clusters of the true Hessian are in order"
    return agrees(what) if ordered == condition else differs(what, condition, ordered)


@claim("R.12", "norm")
def is_the_size_of_a_row_sum(stated: Stated):
    """The square of the stated norm is that of (L - 1) c, the eigenvalue of C on the vector 1 and its largest row sum."""
    square = identity(stated.value.symbolic(**UNIFORM.leaves) ** 2, ((L - 1) * noise()) ** 2, UNIFORM, "squared norm")
    size = at_most_everywhere(sp.Integer(0), stated.value, UNIFORM, "the norm")
    return argued("row sums bound the spectral norm", square, size)


@claim("R.12", "norm", domain=LEVEL)
def is_the_true_norm(stated: Stated, net: Course):
    """No eigenvalue of the true functional Hessian is larger in size than the stated norm, and one is as large."""
    value = stated.value.at(**at(net))
    return all_of(norm_at_most(net.functional, value, "|H_f|"), norm_at_least(net.functional, value, "|H_f|"))


@claim("R.12", "sharpness")
def is_the_larger_dominant_eigenvalue(stated: Stated):
    """The stated value is the dominant eigenvalue of the sign -, rises with mu, and is the largest for mu <= 1."""
    value = stated.value.symbolic(**UNIFORM.leaves)
    others = {"the sign +": dominant(1), "-c": -noise(), "c": noise(), "bulk": bulk()}
    return argued(
        "the eigenvalues of an equal head",
        identity(stated.value, dominant(-1), UNIFORM, "dominant eigenvalue of the sign -"),
        at_most_everywhere(sp.Integer(0), sp.diff(value, mu), UNIFORM, "its derivative in mu"),
        *(order(other, "<=", value, BELOW_ONE, f"{name} is not larger") for name, other in others.items()),
    )


@claim("R.12", "sharpness", domain=LEVEL)
def is_the_largest_eigenvalue(stated: Stated, net: Course):
    """The stated value is the largest eigenvalue of the true Hessian, at every step with mu <= 1."""
    if net.now[0] > 1:
        return agrees("mu > 1 at this step")
    value, slack = stated.value.at(**at(net)), net.whole.slack
    above, from_it = net.whole.above(value + slack), net.whole.size - net.whole.below(value - slack)
    what = f"eigenvalues above {value}, and from it on"
    return agrees(what) if not above and from_it else differs(what, (0, "some"), (above, from_it))
