"""Lemma A.3: the singular values i <= r converge to 1; those with i > r tend to 0 exactly when the first step shrinks them.

Uses Lemma A.2 (the matrices follow the update rules), the monotone convergence theorem and the continuity of the update.
The words of the proof, and the rates, are in docs/proofs/A.3.md.
"""

from __future__ import annotations

import sympy as sp
from flint import fmpq

import verify as v
from lemmas import singular_value_step as one
from lemmas.gradient_step import TRAINED
from lemmas.singular_value_step import REALS, UNDER_ONE, L, M, above, below, eta, start, step, x
from verify import Stated, TrainedNetwork, TrainedNetworks, claim, every, identity
from verify.judge import paths
from verify.judge.paths import head_of, next_is, steps, tail_of
from verify.judge.questions import in_cases
from verify.judge.real_questions import DEPTHS, argued, holds_everywhere, order
from verify.judge.steps import follows
from verify.nets.long_runs import LongRuns
from verify.nets.tilted import TiltedNetwork

# notation: x is lambda_{i,t}, start is lambda_{i,0}, u = eta x^(2L-2); steps and regions: lemmas/singular_value_step.py

ZERO, ONE = sp.Integer(0), sp.Integer(1)
RUNS = LongRuns()
TAILS = LongRuns(with_tail=True, heads=("1", "3/4", "1/2", "5/4"), etas=("9/10", "1/2", "99/100", "1/10", "3/2"))
RATIONAL = TrainedNetworks(v.BalancedNetworks(("wide", "uniform"), ("any", "zero"), reals=False), exact_steps=(1,))
STAYS = "induction over the steps"


def tail_space(stated: Stated) -> tuple[v.Space, bool]:
    """The reals with a tail index (i = 2 for r = 1, d* = 2) under the reading, and whether a step moves that value."""
    rank = stated.rank_xx(r=ONE, d_star=sp.Integer(2), d_0=sp.Integer(2))
    return v.Space(REALS.variables, {"i": sp.Integer(2), "rank_xx": rank}), bool(rank >= 2)


# claims, in the order of the paper


@claim("A.3", "head_limit", "limit_case_1", "limit_case_2")
def converges_by_monotone_convergence(stated: Stated):
    """Below 1 a step rises and stays below 1; above 1 it falls and stays positive; the stated value is the one limit."""
    limit = identity(stated.value, ONE, REALS, "the limit")
    return argued("monotone convergence to the fixed point", in_cases(one.rises_below_one(), one.falls_above_one()), limit)


@claim("A.3", "head_limit")
def is_approached_geometrically(stated: Stated):
    """A distance to the stated limit shrinks by 1 - eta S(x), in (0, 1) below 1, and grows less than L-fold across 1."""
    limit = identity(stated.value, ONE, REALS, "the limit")
    return argued("contraction towards the fixed point", one.contracts(), limit)


@claim("A.3", "head_limit", domain=RUNS, per_reading=False)
def approaches_it_geometrically(stated: Stated, net: TrainedNetwork):
    """The distance to the stated limit is at most max(1, L-1) |lambda_0 - 1| (1 - eta S(c))^(t-1), c the lowest value."""
    limit, found = stated.value.at(**net.facts), []
    for i in head_of(net):
        first = paths.path(net, i)[0]
        rate = one.contraction(one.lowest(first, net.eta, net.L), net.eta, net.L)
        found.append(paths.within(net, i, limit, max(1, net.L - 1) * abs(first - 1), rate, "distance to the limit"))
    return v.all_of(*found)


@claim("A.3", "tail_limit", per_reading=True)
def tends_to_zero_exactly_where_the_first_step_shrinks(stated: Stated):
    """The stated condition is eta lambda_0^(2L-2) < 2: there |x| falls by |1 - u| < 1, and u falls; elsewhere never."""
    return one.tail_tends_to_zero(stated.for_which, identity(stated.limit, ZERO, REALS, "the limit"), *tail_space(stated))


@claim("A.3", "tail_limit", domain=TAILS)
def shrinks_exactly_when_stated(stated: Stated, net: TrainedNetwork):
    """Each step brings lambda_{i,t}, i > r, closer to the stated limit exactly for the stated initial values."""
    limit = stated.limit.at(**net.facts)
    closer = lambda p: abs(p.next - limit) < abs(p.now - limit) or abs(p.now - limit) <= p.rounding  # noqa: E731
    return paths.happens_exactly_when(stated.for_which, closer, net, tail_of(net), "comes closer", "abs(later) < abs(now)")


@claim("A.3", "tail_limit", domain=TAILS)
def falls_like_a_power_of_t(stated: Stated, net: TrainedNetwork):
    """Where stated, 1/u_t, u_t = eta (lambda_t - limit)^k, k = 2L - 2, grows by k to k/(1 - k u_t) a step; else no fall."""
    k, limit = 2 * net.L - 2, stated.limit.at(**net.facts)

    def growth(p):
        now, later = net.eta * (p.now - limit) ** k, net.eta * (p.next - limit) ** k
        stays_away = stated.for_which.holds(**p.facts) is False
        if stays_away:
            return (now, later, fmpq(0), later)
        return (1 / now, 1 / later, fmpq(k), k / (1 - k * now)) if now > 0 and k * now < 1 and later > 0 else None

    return paths.grows_between(net, tail_of(net), growth, "growth of 1/u")


@claim("A.3", "remaining", "v_gram", "v_rank", domain=RATIONAL, per_reading=False)
def counts_for_all_networks(stated: Stated, net: TrainedNetwork):
    """The stated number: of singular values beyond the rank of Sigma_yx; of rows of V_1^T V_1; of the rank of V."""
    V, target = net.initial.V, net.initial.network.sigma_yx
    true = {"remaining": net.d_star - target.rank(), "v_gram": V.ncols(), "v_rank": V.rank()}
    code = {"remaining": "len(V[0]) - rank(Syx)", "v_gram": "len(V[0])", "v_rank": "rank(V)"}
    return paths.counted(true[stated.name], stated.value, net, stated.name, code[stated.name])


@claim("A.3", "step_size")
def keeps_the_interval(stated: Stated):
    """With eta below both stated numbers, a step from (0, 1) ends in (0, 1), and a step from (1, M] in (0, M]."""
    small, large = below(stated.depth.symbolic(L=L, M=M)), above(stated.size.symbolic(L=L, M=M))
    stays = order(one.step_through_sum(), "<", ONE, small, "stays below 1")
    positive = order(ZERO, "<", step(), small, "positive, from below 1"), order(ZERO, "<", step(), large, "positive")
    under = every(one.through_sum(), stays, positive[0])
    return argued(STAYS, in_cases(under, every(positive[1], order(step(), "<=", M, large, "at most M, from above 1"))))


@claim("A.3", "step_size")
def is_sharp_in_depth_and_sufficient_in_size(stated: Stated):
    """1/L is the largest eta without overshoot near 1; the size is below the eta that takes M to 0."""
    flat = sp.diff(step(), x).subs({x: 1, eta: stated.depth.symbolic(L=L)})
    largest = identity(flat, ZERO, REALS, "slope of the step at 1")
    return argued("", largest, order(stated.size, "<", one.sharp_size(), above(), "the size"))


@claim("A.3", "sigma_xx", "input_directions", domain=RATIONAL)
def is_a_rank(stated: Stated, net: TrainedNetwork):
    """Sigma_xx has the stated rank; the gradient of W^1 at most the stated rank: so many input directions contribute."""
    n, first = net.initial.network, "[gradient(W, Sxx, Syx)[k * len(Sxx):][:len(Sxx)] for k in range(len(W[0]))]"
    if stated.name == "sigma_xx":
        return paths.counted(n.sigma_xx.rank(), stated.value, net, "rank of Sigma_xx", "rank(Sxx)")
    rank = n.gradient()[0].rank()
    return paths.counted(rank, stated.value, net, "rank of the gradient of W^1", f"rank({first})", most=True)


@claim("A.3", "gradient", domain=TrainedNetworks(), per_reading=False)
def is_the_derivative_of_the_loss(stated: Stated, net: TrainedNetwork):
    """W^{k+1:L} (W^{L:1} Sigma_xx - Sigma_yx) W^{1:k-1} equals the differences of the loss, for every layer."""
    n = net.initial.network
    a, rows = n.arithmetic, [[y] for block in n.gradient() for y in n.arithmetic.entries(block)]
    true = a.matrix([[y] for y in v.differences.gradient_by_differences(n)], 1)
    return v.matrices_equal(a.exact(a.matrix(rows, 1)), a.exact(true), "the gradient", net.initial.gram.slack)


@claim("A.3", "updated", domain=TrainedNetworks())
def bounds_the_number_of_moving_values(stated: Stated, net: TrainedNetwork):
    """At most the stated number of singular values is changed by a step."""
    code = "sum(at(1)[0][i][i] != W[0][i][i] for i in range(len(V[0])))"
    return paths.counted(paths.changed(net), stated.value, net, "singular values that a step changes", code, most=True)


@claim("A.3", "eq_38", domain=TrainedNetworks())
def gives_the_next_value(stated: Stated, net: TrainedNetwork):
    """The stated rule takes lambda_{i,t}, i <= r, to lambda_{i,t+1} read off the weight matrices."""
    return next_is(stated.value, steps(net, head_of(net)))


@claim("A.3", "eq_38", "case_3_form", "eq_39")
def is_one_gradient_step(stated: Stated):
    """The stated expression is one gradient step of (x_1 … x_L - 1)^2 / 2 with all x_l equal."""
    return identity(stated.value, step(), REALS, "the next value")


@claim("A.3", "interval")
def holds_every_step(stated: Stated):
    """The stated ends enclose a step from below 1 and a step from above 1."""
    lower = (order(stated.lower, "<", step(), region, "the lower end") for region in (below(), above()))
    upper = order(one.step_through_sum(), "<=", stated.upper, below(), "the upper end, from below 1")
    under, over = every(one.through_sum(), next(lower), upper), order(step(), "<=", stated.upper, above(), "the upper end")
    return argued(STAYS, in_cases(under, every(next(lower), over)))


@claim("A.3", "interval", domain=RUNS, per_reading=False)
def holds_the_path(stated: Stated, net: TrainedNetwork):
    """Every lambda_{i,t} with i <= r, read off the matrices, lies in the stated interval."""
    return paths.between(net, head_of(net), stated.lower.at(**net.facts), stated.upper.at(**net.facts), "the interval")


@claim("A.3", "case_1_rises", "case_1_positive", "case_1_below", "stays_below")
def holds_below_one(stated: Stated):
    """The stated comparison holds for a step from anywhere in (0, 1)."""
    leaves = {"lambda_next": one.step_through_sum()}
    return argued("", one.through_sum(), holds_everywhere(stated.value, below(), "a step from below 1", leaves))


@claim("A.3", "case_1_rises", "case_1_below", "stays_below", "case_3_falls", "limit_case_2_falls")
def is_sharp_at_one(stated: Stated):
    """The two stated sides meet at x = 1: no smaller, or larger, side would do."""
    left, _, right = stated.value.sides(lambda_t=x, lambda_next=step(), L=L, eta=eta, M=M)
    return identity(left.subs(x, 1), right.subs(x, 1), REALS, "the sides at 1")


@claim("A.3", "case_1_overshoot", "case_1_slip")
def is_the_step_size_that_lands_on_one(stated: Stated):
    """A step from x < 1 passes 1 exactly when eta exceeds the stated value: at that eta it lands on 1."""
    return identity(stated.value, one.critical_eta(), UNDER_ONE, "the step size that lands on 1")


@claim("A.3", "factorisation")
def telescopes(stated: Stated):
    """The two stated sides agree for every L."""
    left, right = (side.symbolic(**UNDER_ONE.leaves) / (1 - x) for side in (stated.left, stated.right))
    return identity(right, left, UNDER_ONE, "(1 - x^L)/(1 - x)")


@claim("A.3", "stays_below", "case_1_bound")
def holds_at_each_depth(stated: Stated):
    """What is stated of a step from anywhere in (0, 1) holds: Sturm sequences at each depth."""
    if stated.name == "case_1_bound":
        return order(stated.least, "<=", stated.threshold, below(), "the least threshold", DEPTHS)
    return holds_everywhere(stated.value, below(), "a step from below 1", {"lambda_next": step()}, DEPTHS)


@claim("A.3", "case_1_bound")
def exceeds_the_stated_least_value(stated: Stated):
    """The stated threshold is the step size that lands on 1, and it is at least the stated least value."""
    turned = 1 / stated.threshold.symbolic(**UNDER_ONE.leaves)
    same = identity(turned, 1 / one.critical_eta(), UNDER_ONE, "1/threshold")
    return argued("", same, order(stated.least, "<=", stated.threshold, below(), "the least threshold"))


@claim("A.3", "one_below_M")
def holds_wherever_a_step_begins(stated: Stated):
    """The stated comparison holds for a step from anywhere in (0, 1), at the end of case 1, and from (1, M]."""
    regions = (below(), above())
    return in_cases(*(holds_everywhere(stated.value, region, "the comparison with M") for region in regions))


@claim("A.3", "case_2")
def stays_at_one(stated: Stated):
    """A step from 1 ends at the stated value."""
    return identity(stated.value, step().subs(x, 1), REALS, "a step from 1")


@claim("A.3", "case_3_falls", "case_3_bounded", "limit_case_2_falls")
def holds_above_one(stated: Stated):
    """The stated comparison holds for a step from anywhere in (1, M]."""
    return holds_everywhere(stated.value, above(), "a step from above 1", {"lambda_next": step()})


@claim("A.3", "case_3_chain")
def descends(stated: Stated):
    """A step from (1, M] is more than the first stated value, that at least the second, that more than the last."""
    first = order(stated.first, "<", step(), above(), "first"), order(stated.second, "<=", stated.first, above(), "second")
    return argued("", *first, order(stated.last, "<", stated.second, above(), "last"))


@claim("A.3", "case_3_chain")
def leaves_out_what_it_says(stated: Stated):
    """First: a step without its gain eta x^(L-1). Second: its factor at x = M, the least. Last: that at the largest eta."""
    first, second, last = (side.symbolic(lambda_t=x, L=L, eta=eta, M=M) for side in stated.wording.parts.values())
    sides = {
        "first": (first, step() - eta * x ** (L - 1)),
        "second": (second / x, (first / x).subs(x, M)),
        "last": (last, sp.powsimp(second.subs(eta, M ** (2 - 2 * L)))),
    }
    into = {sp.Symbol(name, positive=True): made for name, made in one.FROM_ABOVE.defined.items()}
    inside = {name: tuple(side.subs(into, simultaneous=True) for side in pair) for name, pair in sides.items()}
    return v.every(*(identity(*pair, one.FROM_ABOVE, name) for name, pair in inside.items()))


@claim("A.3", "fixed_points")
def are_the_fixed_points(stated: Stated):
    """A step leaves the stated two values where they are, and no other x >= 0."""
    two = one.fixed_point_depths(stated)
    first, second = stated.first.symbolic(), stated.second.symbolic()
    fixed = (identity(one.moved(y, two), ZERO, two, "how far a step moves it") for y in (first, second))
    both = identity(first * second, ZERO, two, "0 is one of them")
    total = identity(first + second, sp.Integer(1), two, "0 + 1, their sum")
    others = order(x, "<", step(), below(), "no other"), order(step(), "<", x, above(), "no other")
    return every(*fixed, both, total, in_cases(*others))


@claim("A.3", "eq_40", "tail_equation", per_reading=True)
def is_one_gradient_step_of_the_tail(stated: Stated):
    """The stated expression is one gradient step of (x_1 … x_L)^2 / 2 where Sigma_xx reaches, and no step elsewhere."""
    space, moves = tail_space(stated)
    return identity(stated.value, step(0) if moves else x, space, "the next value")


@claim("A.3", "eq_40", domain=TAILS)
def gives_the_next_tail_value(stated: Stated, net: TrainedNetwork):
    """The stated rule takes lambda_{i,t}, i > r, to lambda_{i,t+1} read off the weight matrices."""
    return next_is(stated.value, steps(net, tail_of(net)))


@claim("A.3", "eq_40", domain=TRAINED)
def is_what_gradient_descent_does_to_the_tail(stated: Stated, net: TiltedNetwork):
    """Entry i > r of every layer follows the stated rule at every step of gradient descent on the matrices."""
    return follows(net, "next", stated.value, range(1, net.L + 1), range(net.r + 1, net.d_star + 1))


@claim("A.3", "tail_decreasing", "tail_bounded", domain=TAILS)
def happens_exactly_when_stated(stated: Stated, net: TrainedNetwork):
    """Each lambda_{i,t}, i > r, falls at every step (is at least the stated bound) exactly for the stated initial values."""
    happens, tail = paths.happens_exactly_when, tail_of(net)
    if stated.name == "tail_decreasing":
        return happens(stated.for_which, lambda p: p.next < p.now, net, tail, "it falls", "later < now")
    low = stated.lower.at(**net.facts)
    return happens(stated.for_which, lambda p: p.next >= low - p.rounding, net, tail, "bounded below", f"later >= {low}")


@claim("A.3", "tail_decreasing", "tail_bounded", per_reading=True)
def is_the_condition_for_one_sign(stated: Stated):
    """The stated condition is that u_0 is below (for the bound: up to) 1: then a step keeps the sign, and falls."""
    return one.tail_keeps_its_sign(stated.for_which, stated.name == "tail_bounded", *tail_space(stated))


@claim("A.3", "tail_fixed_point", per_reading=True)
def is_the_only_fixed_point_of_the_tail(stated: Stated):
    """The stated value solves the limit equation, and no x > 0 does."""
    solved = identity((step(0) - x).subs(x, stated.value.symbolic()), ZERO, REALS, "moved there")
    return argued("", solved, order(step(0).subs(x, start), "<", start, one.ANY_TAIL, "no x > 0 is fixed"))
