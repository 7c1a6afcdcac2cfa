"""Lemma A.7: the excess loss decays like e^(-2 L alpha eta t).

Uses Lemmas A.2 to A.4 and e^x >= 1 + x. The step that squares an inequality fails for lambda > 1, yet the bound is true for
every L where Sigma_xx does not see the tail: proved in lemmas/overshoot.py and docs/proofs/A.7.md. A tail that Sigma_xx
sees decays polynomially, and so does its part of the loss.
"""

from __future__ import annotations

import sympy as sp
from flint import fmpq_mat

from lemmas import overshoot
from lemmas.corner_cases import CROSSING, RESTING_HEADS, ROUGH_TAILS, SHARP, STARTS, TIGHT
from lemmas.overshoot import L, a, alpha, b, eta, excess_t, lambdas, lambdas_t, r, split_bound, split_step, whole_bound
from verify import (
    Space,
    Stated,
    all_of,
    at_most_everywhere,
    claim,
    every,
    follows_from,
    identity,
    integer,
    matrices_equal,
    nonnegative,
    positive,
)
from verify.judge.box_questions import on_boxes
from verify.judge.descents import at_most_on, diagonal_on, each_at_most, each_next_is, value_on
from verify.judge.steps import product_is
from verify.judge.tested import besides, held_against
from verify.nets.losses import WatchedDescent, WatchedDescents
from verify.nets.matrices import RATIONALS, diagonal
from verify.nets.samples import CubeSample
from verify.nets.tilted import TiltedNetwork, TiltedNetworks
from verify.nets.training import TrainedNetworks

# notation: a is lambda_t, b is lambda_{t+1}; lambdas[i] are the values at t = 0, x a real number in [0, 1]

x = nonnegative("x").symbol
STEP = Space(
    (integer("L", 2), positive("lambda_t"), positive("lambda_t1"), positive("eta")),
    also="eta < 1/L and eta lambda_t^(2L-2) < 1, lambda_t1 the value after one step",
    assumes=("eta < Min(1/L, 1/M**(2*L-2))",),
)
SLOW = 1 / (L * (1 + positive("halt").symbol) * (1 + a) ** (2 * L - 2))  # a step size below both bounds
AFTER = Space(
    (integer("L", 2), positive("lambda_t"), positive("halt")),
    {"eta": SLOW, "lambda_t1": overshoot.update().subs(eta, SLOW)},
)
UNIT = Space((nonnegative("x"),), given=(x <= 1,))
DESCENTS = WatchedDescents()
STILL = WatchedDescents(exact_steps=(1,), real_steps=(5,))
TILTED = TiltedNetworks(TrainedNetworks(DESCENTS.networks, exact_steps=(1, 2), real_steps=(5,)))


# derivation


def proof_of_contraction(stated: list, space: Space, axiom: str = "contraction of each singular value"):
    """|1 - b^L| <= e^(-L eta min(1, a, b)^(2L-2)) |1 - a^L| for every L >= 2: identities, and balls for a > 1 > b."""
    scope = "all real L >= 2; all real lambda > 1 > lambda' > 0; eta <= 1/L and eta lambda^(2L-2) <= 1"
    crossing = on_boxes(overshoot.crossing, overshoot.CURVE, scope, "a step that crosses 1")
    return besides(follows_from(overshoot.steps(), stated, space, axiom), crossing)


# claims, in the order of the paper


@claim("A.7", "eq_43", "one_step", per_reading=True, uses=("A.3/interval", "A.4/alpha_positive"))
def follows_from_the_contraction_of_each_value(stated: Stated):
    """The stated bound is what the contraction of each singular value gives for the loss, whatever L, the widths and t."""
    d_star = sp.Symbol("d_star", integer=True, positive=True)
    rank_xx = stated.rank_xx(r=r, d_star=d_star, d_0=integer("d_0", 1).symbol)
    seen = not stated.value.names & {"excess_0", "excess_t"}
    split, whole = split_bound(rank_xx), whole_bound()
    if stated.name == "one_step":
        split, whole = split_step(rank_xx), excess_t * sp.exp(-2 * L * alpha * eta)
    bound = split if seen else whole if rank_xx == r else sp.Symbol("no_bound_without_the_tail")
    variables = (
        integer("L", 2),
        integer("r", 1),
        integer("t"),
        positive("eta"),
        nonnegative("alpha"),
        nonnegative("excess_0"),
    )
    named = {"lambdas": lambdas, "lambdas_t": lambdas_t, "excess_t": excess_t, "d_star": d_star, "rank_xx": rank_xx}
    limits, assumes = ["all widths", "eta < min(1/L, 1/M^(2L-2))"], ["eta < Min(1/L, 1/M**(2*L-2))"]
    if seen:
        assumes.append("misplaced == 0")
    if seen and stated.name != "one_step":  # one step takes the tail to what the bound says, wherever that is
        limits.append("eta tail^(2L-2) < 1")
        assumes.append("eta*tail**(2*L-2) < 1")
    sizes = (r <= d_star, d_star <= integer("d_0", 1).symbol)
    space = Space(variables, named, sizes, "; ".join([*limits, "alpha as in Lemma A.4"]), tuple(assumes))
    return proof_of_contraction([(stated.value, bound)], space)


@claim("A.7", "eq_43", domain=DESCENTS)
def bounds_the_excess_loss_of_the_real_network(stated: Stated, net: WatchedDescent):
    """After t steps of gradient descent on the matrices the excess loss is at most the stated bound."""
    return at_most_on(net, net.excess(net.steps), stated.value, "excess loss at step t", "excess")


@claim("A.7", "eq_43", domain=TIGHT)
def bounds_it_where_the_bound_is_tight(stated: Stated, net: WatchedDescent):
    """After t steps of gradient descent on the matrices the excess loss is at most the stated bound. Tried one step from
    below 1, from near 1, and with tails that decay slowly or overshoot."""
    return bounds_the_excess_loss_of_the_real_network(stated, net)


@claim("A.7", "eq_43", domain=STARTS)
def bounds_it_where_training_starts(stated: Stated, net: WatchedDescent):
    """After t steps of gradient descent on the matrices the excess loss is at most the stated bound. Tried at t = 0, where
    both sides are equal."""
    return bounds_the_excess_loss_of_the_real_network(stated, net)


@claim("A.7", "eq_43", domain=SHARP)
def bounds_it_where_the_bound_is_met(stated: Stated, net: WatchedDescent):
    """After t steps of gradient descent on the matrices the excess loss is at most the stated bound. Tried where both sides
    agree, or nearly: before the first step, and after small steps."""
    return bounds_the_excess_loss_of_the_real_network(stated, net)


@claim("A.7", "minimum", domain=STILL)
def is_the_least_population_loss(stated: Stated, net: WatchedDescent):
    """The stated value is half of E|y|^2 - tr(Sigma_yx Sigma_xx^+ Sigma_xy), the least loss of any linear map."""
    return value_on(net, net.least_loss, stated.value, "least population loss")


@claim("A.7", "alignment", domain=STILL)
def are_orthonormal_rows(stated: Stated, net: WatchedDescent):
    """The first r rows of V are orthogonal with the stated squared length."""
    V = net.arithmetic.exact(net.initial.V)
    first = fmpq_mat(net.r, V.ncols(), V.entries()[: net.r * V.ncols()])
    wanted = diagonal(RATIONALS, [stated.value.at(**net.facts)] * net.r, net.r, net.r)
    return matrices_equal(wanted, first * first.transpose(), "V_1 V_1^T", net.slack)


@claim("A.7", "expansion", domain=STILL)
def is_the_mean_square_error(stated: Stated, net: WatchedDescent):
    """The stated combination of moments is the mean of |y - yhat|^2 / 2 over a distribution with these moments."""
    noise = 1 if net.noise else 0
    sample = CubeSample(net.noisy(net.steps), net.initial.rank_xx, noise)
    return value_on(net, sample.mean(sample.squared_residual) / 2, stated.value, "mean square error", **net.moments)


@claim("A.7", "traces", domain=STILL)
def are_the_means_over_a_distribution(stated: Stated, net: WatchedDescent):
    """The stated traces are the means of y^T yhat and yhat^T yhat over a distribution with these moments."""
    sample = CubeSample(net.network, net.initial.rank_xx)
    cross = sample.mean(lambda x, y: (y.transpose() * sample.map * x)[0, 0])
    square = sample.mean(lambda x, y: (x.transpose() * sample.map.transpose() * sample.map * x)[0, 0])
    stated_pair = ((cross, stated.cross, "E y^T yhat"), (square, stated.square, "E |yhat|^2"))
    return all_of(*(value_on(net, true, formula, what, **net.moments) for true, formula, what in stated_pair))


@claim("A.7", "product", domain=TILTED)
def multiplies_to_the_powers(stated: Stated, net: TiltedNetwork):
    """The product of the trained weight matrices is U diag(stated values) V^T, entry by entry."""
    return product_is(net, stated.value)


@claim("A.7", "cross", "square", domain=STILL)
def is_the_second_moment(stated: Stated, net: WatchedDescent):
    """The stated value is E tr(y^T yhat), or E tr(yhat yhat^T), of the trained network."""
    return value_on(net, net.moments[stated.name], stated.value, f"second moment ({stated.name})", stated.name)


@claim("A.7", "projection", domain=STILL)
def is_the_covariance_in_the_coordinates_of_V(stated: Stated, net: WatchedDescent):
    """V^T Sigma_xx V is diagonal with the stated entries."""
    V, xx = (net.arithmetic.exact(m) for m in (net.initial.V, net.network.sigma_xx))
    return diagonal_on(net, stated.value, V.transpose() * xx * V, "V^T Sigma_xx V", "projection")


@claim("A.7", "loss", "excess", domain=STILL)
def is_the_loss(stated: Stated, net: WatchedDescent):
    """The stated value is the population loss of the trained network, or what it exceeds its least value by."""
    true = net.loss(net.steps) if stated.name == "loss" else net.excess(net.steps)
    return value_on(net, true, stated.value, f"population loss ({stated.name})", stated.name)


@claim("A.7", "tail_static", domain=DESCENTS)
def moves_the_tail(stated: Stated, net: WatchedDescent):
    """One step of gradient descent on the matrices takes each of lambda_{r+1}, …, lambda_{d*} to the stated value."""
    return each_next_is(net, stated.value, tail=True)


@claim("A.7", "completed", "factored")
def are_equal_lines(stated: Stated):
    """The three stated lines are equal."""
    first, second, third = (f.symbolic(**STEP.leaves) for f in (stated.first, stated.second, stated.third))
    return every(identity(first, second, STEP, "first line"), identity(second, third, STEP, "second line"))


@claim("A.7", "minimiser", domain=STILL)
def is_what_is_left_when_the_head_is_one(stated: Stated, net: WatchedDescent):
    """With lambda_1 = … = lambda_r = 1 and the tail as it is, the excess loss is the stated value."""
    there = WatchedDescent({**net.recipe, "head": ["1"] * net.r, "steps": 0})
    now = {"lambdas_t": {n: x for n, x in enumerate(net.values(net.steps), 1)}}  # not the tail of which this speaks
    return value_on(there, there.excess(0), stated.value, "excess loss with the head at 1", "excess", **now)


@claim("A.7", "minimiser", domain=RESTING_HEADS)
def is_what_is_left_beside_a_head_of_one(stated: Stated, net: WatchedDescent):
    """With lambda_1 = … = lambda_r = 1 and the tail as it is, the excess loss is the stated value. Tried on tails of two
    sizes, below and above 1, at each depth."""
    return is_what_is_left_when_the_head_is_one(stated, net)


@claim("A.7", "update", domain=DESCENTS)
def steps_each_singular_value(stated: Stated, net: WatchedDescent):
    """One step of gradient descent on the matrices takes each of lambda_1, …, lambda_r to the stated value."""
    return each_next_is(net, stated.value)


@claim("A.7", "convexity")
def lies_above_the_tangent(stated: Stated):
    """lambda'^L less the stated tangent is never negative, and both stated forms of the tangent agree."""
    tangent, moved = b**L - overshoot.tangent_defect(L), a**L + L * a ** (L - 1) * (overshoot.update() - a)
    sides = [(stated.left, b**L), (stated.tangent, tangent), (stated.expanded, moved)]
    words = "a power lies above its tangent"
    same = identity(stated.tangent.symbolic(**STEP.leaves).subs(b, overshoot.update()), moved, STEP, "the expanded tangent")
    printed = identity(stated.expanded, moved, STEP, "the expanded tangent, as stated")
    return every(same, printed, follows_from(overshoot.convexity_steps(), sides, STEP, words))


@claim("A.7", "convexity", domain=DESCENTS)
def lies_above_the_stated_tangent(stated: Stated, net: WatchedDescent):
    """The stated tangent is at most the stated left side for each of lambda_1, …, lambda_r at each step."""
    return each_at_most(net, stated.tangent, stated.left, "convexity")


@claim("A.7", "squared", "exponential_step", "bounded", domain=DESCENTS)
def holds_for_each_singular_value_and_step(stated: Stated, net: WatchedDescent):
    """The stated inequality holds for each of lambda_1, …, lambda_r at each step of gradient descent on the matrices."""
    return each_at_most(net, stated.left, stated.right, stated.name)


@claim("A.7", "squared", "exponential_step", "bounded", domain=CROSSING)
def holds_where_a_step_crosses_one(stated: Stated, net: WatchedDescent):
    """The stated inequality holds for each of lambda_1, …, lambda_r at each step of gradient descent on the matrices. Tried
    where the step passes 1."""
    return holds_for_each_singular_value_and_step(stated, net)


@claim("A.7", "bounded")
def follows_from_convexity(stated: Stated):
    """The stated sides are 1 - lambda'^L and 1 less the tangent."""
    sides = [(stated.left, 1 - b**L), (stated.right, 1 - a**L - L * a ** (L - 1) * (overshoot.update() - a))]
    return follows_from(overshoot.convexity_steps(), sides, STEP, "a power lies above its tangent")


@claim("A.7", "squared")
def factorises_exactly(stated: Stated):
    """The stated right side is the square of the exact factor of 1 - lambda'^L."""
    exact = overshoot.contraction() ** 2 * (1 - a**L) ** 2
    sides = [(stated.left, (1 - b**L) ** 2), (stated.right, exact)]
    proof = follows_from(overshoot.steps(), sides, STEP, "telescoping from n to n + 1")
    return held_against(proof, identity(stated.left, stated.right, AFTER, "(1 - lambda'^L)^2"))


@claim("A.7", "exponential")
def squares_the_inequality_of_the_exponential(stated: Stated):
    """The stated sides are the squares of 1 - x and e^-x; both are nonnegative for x in [0, 1], and e^-x >= 1 - x."""
    words = "the exponential lies above its tangent"
    proof = follows_from([], [(stated.left, (1 - x) ** 2), (stated.right, sp.exp(-x) ** 2)], UNIT, words)
    return held_against(proof, at_most_everywhere(stated.left, stated.right, UNIT, "(1 - x)^2"))


@claim("A.7", "exponential_step")
def contracts_each_singular_value(stated: Stated):
    """The stated factor is the proved contraction of (1 - lambda^L)^2 in one step."""
    factor = sp.exp(-2 * L * eta * sp.Min(1, a, b) ** (2 * L - 2))
    return proof_of_contraction([(stated.left, (1 - b**L) ** 2), (stated.right, factor * (1 - a**L) ** 2)], STEP)


@claim("A.7", "one_step", domain=DESCENTS)
def bounds_the_next_excess_loss(stated: Stated, net: WatchedDescent):
    """At every step the next excess loss is at most the stated bound."""
    answers = []
    for k in range(net.steps):
        now = {"excess_t": net.excess(k), "lambdas_t": {n: v for n, v in enumerate(net.values(k), 1)}}
        answers.append(at_most_on(net, net.excess(k + 1), stated.value, f"excess loss at step {k + 1}", "excess", **now))
    return all_of(*answers)


@claim("A.7", "one_step", domain=RESTING_HEADS)
def bounds_it_where_only_the_tail_moves(stated: Stated, net: WatchedDescent):
    """At every step the next excess loss is at most the stated bound. Tried with the head at its limit, where both sides are
    equal, or near it."""
    return bounds_the_next_excess_loss(stated, net)


@claim("A.7", "one_step", domain=ROUGH_TAILS)
def bounds_it_where_the_tail_overshoots(stated: Stated, net: WatchedDescent):
    """At every step the next excess loss is at most the stated bound. Tried beside a tail beyond what the step size bears;
    with the head at its limit both sides are equal too."""
    return bounds_the_next_excess_loss(stated, net)
