"""Theorem B, continued: all other eigenvalues, the time from which the clusters are apart, ratios, and exact rates.

Uses the first half in result_10_bifurcation.py. Proof in words: docs/proofs/repaired/R.11.md.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import arb, fmpq

from lemmas import aligned_blocks as blocks
from lemmas import result_tails as tails
from lemmas import theorem_3_5 as theorem
from lemmas.repaired import bifurcation as both
from lemmas.repaired import kernel
from lemmas.repaired.bifurcation import CLOSE, L, eps
from verify import (
    Space,
    Stated,
    agrees,
    all_of,
    claim,
    differs,
    every,
    identity,
    integer,
    nonnegative,
    positive,
)
from verify.judge.box_questions import on_boxes
from verify.judge.orders import Comparison
from verify.judge.placement import holds_at_least, kth_largest, ratio_at_least, ratio_at_most
from verify.judge.real_questions import Region, argued, order
from verify.nets.chosen import Chosen
from verify.nets.courses import Course, Courses
from verify.nets.recipes import over_reals

# notation: theta the largest seen tail value at step t, theta_0 at the start; kappa the largest hidden one

theta, theta_0, M, kappa = (positive(name).symbol for name in ("theta_t", "theta_0", "M", "kappa"))
NAMES = ("theta_t", "theta_0", "M", "kappa", "q_t", "h_t")
TAILS = Space((integer("L", 2), *map(positive, NAMES), nonnegative("eps")), given=(theta < positive("q_t").symbol,))
q, h_t = positive("q_t").symbol, positive("h_t").symbol
RATE = Space((integer("L", 2), positive("eta")))
SEEN, FROZEN = Courses(tails=("seen", "seen", "none")), Courses(tails=("hidden", "hidden", "none"))
BITS = 90  # of the brackets around single eigenvalues
NEAR_ENOUGH = fmpq(1, 8)  # of the limit: so near it a quantity is after 1000 steps


def rest(net: Course) -> int:
    """The number of eigenvalues outside the dominant cluster and the bulk."""
    first = net.initial
    return int(first.facts["p"]) - net.r * (first.rank_xx + first.d_L - net.r)


def near_the_edge(depth: int) -> list[dict[str, Any]]:
    """eps and theta^(2L-2) at most, and nearly, 1/(8L): one and two head values, a tail or none; and trained networks."""
    top = {2: "103/100", 3: "101/100", 4: "1007/1000"}.get(depth, "1001/1000")
    tail = {2: "1/4", 3: "9/20", 4: "14/25"}.get(depth, "1/2")
    sizes = {"L": depth, "r": 1, "rank_xx": 2, "eta": f"1/{2 * depth}", "steps": 0}
    one = {**sizes, "widths": [2] * (depth + 1), "head": [top], "tail": [tail]}
    two = {**sizes, "r": 2, "rank_xx": 3, "widths": [3] * (depth + 1), "head": [top, "99/100"], "tail": [tail]}
    trained = over_reals({**one, "head": ["4/5"], "tail": ["1"], "steps": 80})
    loud = over_reals({**one, "head": ["4/5"], "tail": ["5/4"], "eta": f"1/{3 * depth}", "steps": 150})
    plain = {**one, "widths": [2, *[1] * depth], "tail": [], "head": ["4/5"], "eta": f"1/{depth}", "steps": 60}
    return [one, *([two] if depth < 4 else []), {**one, "head": ["1"]}, trained, loud, over_reals(plain)]


def resting(depth: int) -> list[dict[str, Any]]:
    """The head at its limit beside a frozen tail value below 1."""
    sizes = {"L": depth, "r": 1, "rank_xx": 1, "eta": f"1/{2 * depth}", "steps": 0, "head": ["1"]}
    return [{**sizes, "widths": [2] * (depth + 1), "tail": [x]} for x in ("1/2", "9/10", "1/8", "3/4")]


def long_runs(depth: int) -> list[dict[str, Any]]:
    """1000 steps with one head value at 1 and a tail value that Sigma_xx sees."""
    sizes = {"L": depth, "widths": [2] * (depth + 1), "r": 1, "rank_xx": 2, "head": ["1"], "steps": 1000}
    return [over_reals({**sizes, "tail": [x], "eta": f"9/{10 * depth}"}) for x in ("1", "1/2", "9/10")]


def heads_near_one(depth: int) -> list[dict[str, Any]]:
    """No tail, a bulk, and head values with eps up to 1/8."""
    sizes = {"L": depth, "r": 2, "rank_xx": 2, "widths": [2] * depth + [3], "eta": f"1/{2 * depth}", "steps": 0}
    offsets = [(fmpq(1, 9), 0), (0, fmpq(-1, 9)), (fmpq(1, 10), fmpq(-1, 10)), (fmpq(1, 20), fmpq(1, 30))]
    return [{**sizes, "head": [str(1 + fmpq(x) / depth) for x in pair]} for pair in offsets]


EDGE, RESTING, LONG, NEAR = (Chosen(Courses(), listed) for listed in (near_the_edge, resting, long_runs, heads_near_one))


# claims: all other eigenvalues


@claim("R.11", "rest", "rest_any", "rest_frozen")
def is_the_largest_of_the_derived_bounds(stated: Stated):
    """The stated value is the largest of the bounds of the families: tail with tail, couplings of the head, remainders."""
    v = blocks.pair_vector().subs({blocks.a: theta, blocks.b: theta})
    own = L * v**2 + (L - 1) * theta**L * theta ** (L - 2)  # |v v^T| and |C| of a pair of equal tail values
    derived = {
        "own": own,
        "head": (L - 1) * eps * h_t ** (L - 2),
        "remainder": (theta ** (2 * L - 1) / q + eps * h_t ** (L - 2)) / (1 - theta / q),
        "couplings": (L - 1) * sp.Max(eps, theta**L) * sp.Max(M, theta_0) ** (L - 2),
        "value": (L - 1) * eps * sp.Max(h_t, kappa) ** (L - 2),
    }
    return argued(
        "row sums and Weyl's inequality, family by family",
        *(identity(part, derived[name], TAILS, name) for name, part in stated.wording.parts.items()),
    )


@claim("R.11", "rest", "rest_any", domain=SEEN)
@claim("R.11", "rest_frozen", domain=FROZEN)
@claim("R.11", "rest", "rest_any", domain=EDGE, at="late_in_training")
def confines_the_others(stated: Stated, net: Course):
    """All other eigenvalues of the true Hessian, as many as there are, are at most the stated value in size."""
    size = max(kernel.upper(part.at(**net.facts)) for part in stated.wording.parts.values())
    return holds_at_least(net.whole, -size, size, rest(net), net)


# claims: the separation


@claim("R.11", "separation")
def follows_on_balls(stated: Stated):
    """The stated ends are those that a subdivision of all real L >= 2 certifies for eps, theta^(2L-2) <= 1/(8L)."""
    scope = "all real L >= 2; all eps, theta_t^(2L-2) in [0, 1/(8L)]"
    depth = Space((integer("L", 2),))
    ends = {
        "rest": sp.Rational(1, 4),
        "bulk_from": sp.Rational(7, 10),
        "bulk_to": 7 * L / 10,
        "dominant": L - sp.Rational(2, 5),
    }
    return argued(
        "convexity, and four numbers on balls",
        on_boxes(both.separated, both.E, scope, "the chain"),
        *(identity(getattr(stated, name), value, depth, name) for name, value in ends.items()),
    )


@claim("R.11", "separation", domain=EDGE)
def separates_the_true_clusters(stated: Stated, net: Course):
    """The true Hessian has exactly r^2 eigenvalues from the stated dominant end on, all bulk eigenvalues between the
    stated bulk ends, and all others within the stated size."""
    H, first = net.whole, net.initial
    size, low, high, top = (getattr(stated, x).at(**net.facts) for x in ("rest", "bulk_from", "bulk_to", "dominant"))
    bulk = net.r * (first.rank_xx + first.d_L - 2 * net.r)
    found = (H.size - H.below(top), H.count(low, high), H.count(-size, size))
    wanted = (net.r**2, bulk, rest(net))
    what = "eigenvalues of the three clusters"
    ordered = size < low and high < top
    return agrees(what) if found == wanted and ordered else differs(what, wanted, found)


@claim("R.11", "time")
def is_when_both_bounds_meet(stated: Stated):
    """At the stated number of steps the tail's bound 1/((2L-2) eta t) is 1/(8L), and the head's bound with it as stated."""
    L_, eta, t = L, RATE.symbols["eta"], stated.tail.symbolic(**RATE.leaves)
    space = Space((integer("L", 2), positive("c"), positive("w_0"), positive("eta"), integer("t", 1)))
    c, w = space.symbols["c"], space.symbols["w_0"]
    left, relation, right = stated.head.sides(**space.leaves)
    if relation != "<=":
        raise ValueError("the head's condition is a comparison <=")
    bound = w * sp.exp(-L_ * c ** (2 * L_ - 2) * space.symbols["eta"] * space.symbols["t"])
    return every(
        identity(1 / ((2 * L_ - 2) * eta * t), 1 / (8 * L_), RATE, "the tail's bound"),
        identity(8 * L_ * bound * right, left, space, "the head's bound, times 8L and the right side"),
    )


@claim("R.11", "time", domain=EDGE)
def are_met_exactly_and_in_time(stated: Stated, net: Course):
    """The head's condition holds exactly where eps <= 1/(8L); after the stated number of steps the tail is as small."""
    facts, edge = net.facts, fmpq(1, 8 * net.L)
    printed, true = stated.head.holds(**facts), bool(kernel.upper(facts["eps"]) <= edge)
    answers = [agrees("head") if printed == true else differs("whether eps <= 1/(8L)", printed, true)]
    first = int(kernel.upper(stated.tail.at(**facts)).ceil())
    if net.seen and 0 <= first <= net.steps:
        theta = max(abs(net.values(first)[i]) for i in net.seen)
        answers.append(kernel.at_most_in(net, theta ** (2 * net.L - 2), edge, f"theta^(2L-2) at step {first}"))
    return all_of(*answers)


# claims: ratios


@claim("R.11", "ratio")
def divides_the_ends(stated: Stated):
    """The stated distance covers both quotients of the dominant ends by the bulk ends, for eps <= 1/8."""
    region = both.small(sp.Rational(1, 8))
    up, down = L + (L - 1) * (3 * eps + 2 * eps**2), L - (L - 1) * (3 * eps + 2 * eps**2)
    return argued(
        "quotients of the ends",
        order(up, "<=", stated.upper.symbolic(**CLOSE.leaves) * (1 - 2 * eps), region, "upper end"),
        order(stated.lower.symbolic(**CLOSE.leaves) * (1 + eps) ** 2, "<=", down, region, "lower end"),
    )


@claim("R.11", "ratio", domain=NEAR)
def encloses_the_true_ratios(stated: Stated, net: Course):
    """The least dominant over the greatest bulk eigenvalue, and the reverse, lie in the stated interval."""
    number = net.r * (net.initial.rank_xx + net.initial.d_L - 2 * net.r)
    low, high = stated.lower.at(**net.facts), stated.upper.at(**net.facts)
    return all_of(
        ratio_at_least(net.whole, net.r**2, net.r**2 + 1, low, "least ratio", net),
        ratio_at_most(net.whole, 1, net.r**2 + number, high, "greatest ratio", net),
    )


@claim("R.11", "frozen_ratio")
def lies_between_the_ends(stated: Stated):
    """The stated limit is L/nu(1, kappa), and the stated least value lies below it: a geometric series."""
    k = kappa
    closed = L * (1 - k**2) / (1 - k ** (2 * L))
    l = sp.Symbol("l", integer=True, positive=True)
    series = sp.Sum(k ** (2 * (l - 1)), (l, 1, L))
    space = Space((integer("L", 2), positive("kappa")), given=(k < 1,))
    h, n = sp.Symbol("h", positive=True), sp.Symbol("n", integer=True, nonnegative=True)
    region = Region("0 < kappa < 1", {L: n + 2, k: 1 / (1 + h)}, {n: L - 2, h: 1 / k - 1}, L, 2)
    return argued(
        "Weyl's inequality",
        identity(series, (1 - k ** (2 * L)) / (1 - k**2), space, "nu(1, kappa)"),
        identity(stated.limit, L / series, space, "the limit"),
        order(stated.least, "<=", closed, region, "the least value"),
    )


@claim("R.11", "frozen_ratio", domain=RESTING)
def is_a_ratio_of_true_eigenvalues(stated: Stated, net: Course):
    """With the head at 1, L over the stated limit is an eigenvalue of the true Hessian, and the least value is below it."""
    limit, least = stated.limit.at(**net.facts), stated.least.at(**net.facts)
    value = net.L / limit
    found, what = net.whole.count(value, value), f"L over the limit, {value}, is an eigenvalue"
    return agrees(what) if found and least <= limit else differs(what, (limit, least), found)


@claim("R.11", "depth")
def compares_two_depths(stated: Stated):
    """The stated order of L^(1/(2(L-1))) and (L+1)^(1/(2L)) is that of L^L and (L+1)^(L-1), for every L."""
    return theorem.compares_the_condition_at_two_depths(stated)


@claim("R.11", "depth_of_target")
def compares_two_depths_of_a_target(stated: Stated):
    """The stated order of L^(L/(2(L-1))) and (L+1)^((L+1)/(2L)) is that of L^(L^2) and (L+1)^(L^2-1), that is of L + 1 and
    (1 + 1/L)^(L^2) >= (1 + 1/L)(1 + (L^2-1)/L)."""
    least = ((1 + 1 / L) * (1 + (L**2 - 1) / L), L + 1 + (1 - 1 / L**2))
    sides = L ** (L**2), (L + 1) ** (L**2 - 1)
    space = Space((integer("L", 2),))
    return Comparison(stated.value, space, 2 * L * (L - 1), *sides, "Bernoulli's inequality", [least], [L**2 - 1])


# claims: exact rates beside a seen tail


@claim("R.11", "rates")
def combine_the_growth_of_the_inverse(stated: Stated):
    """t y tends to 1/((2L-2) eta), y = tau^(2L-2): the largest of the rest is (2L-1) y, and |H_f| is tau^L in the limit."""
    y = 1 / tails.growth()
    here = {tails.L: L, tails.eta: RATE.symbols["eta"]}
    limit = sp.simplify(y.subs(here))
    base, exponent = stated.functional.symbolic(**RATE.leaves).as_base_exp()
    return argued(
        "Stolz and Cesaro",
        identity(stated.rest, (2 * L - 1) * limit, RATE, "t max |rest|"),
        identity(base**-1, limit, RATE, "t^(L/(2L-2)) |H_f| is a power of that limit"),
        identity(-exponent, L / (2 * L - 2), RATE, "its exponent"),
    )


@claim("R.11", "rates", domain=LONG)
def are_approached_over_a_long_run(stated: Stated, net: Course):
    """After 1000 steps the largest of the rest and |H_f|, off the Hessian, are nearer to their limits than after 100."""
    power, answers = 2 * net.L - 2, []
    place = 1 + net.r**2 + net.r * (net.initial.rank_xx + net.initial.d_L - 2 * net.r)
    for name, exponent, number, matrix in (
        ("rest", power, place, net.hessian),
        ("functional", net.L, 1, net.functional_hessian),
    ):
        limit, share = arb(stated.wording.parts[name].at(**net.facts)), arb(exponent) / power
        far, close = (
            abs(arb(t) ** share * arb(kth_largest(matrix(t), number, BITS)[0]) / limit - 1)
            for t in (net.steps // 10, net.steps)
        )
        good = bool(close < far) and bool(close < NEAR_ENOUGH)
        answers.append(agrees(name) if good else differs(f"distance from the limit, {name}", str(far), str(close)))
    return all_of(*answers)
