"""Lemma 4: the head's lowest value, its contraction at every step, and its two phases from a small start. Uses Lemma 3.

Proof in words: docs/proofs/repaired/R.4.md.
"""

from __future__ import annotations

import sympy as sp
from flint import arb, fmpq

from lemmas import overshoot
from lemmas import singular_value_step as one
from lemmas.singular_value_step import L, eta, s, x
from verify import Space, Stated, agrees, all_of, at_most, claim, differs, follows_from, identity, integer, positive
from verify.judge.box_questions import on_boxes
from verify.judge.questions import in_cases
from verify.judge.real_questions import Region, argued, order
from verify.judge.tested import besides
from verify.nets.chosen import Chosen
from verify.nets.courses import Course, Courses
from verify.nets.recipes import over_reals

# notation: a step takes x to f(x) = x - eta x^(2L-1) + eta x^(L-1); y = x^(2-L)

COURSES = Courses(tails=("none", "tilted", "seen"))
START = Space((integer("L", 2), positive("lambda_0"), positive("eta")), also="0 < lambda_0 < 1, eta <= 1/L")
DEEP = Space((integer("L", 3), positive("lambda_0"), positive("eta")), also="0 < lambda_0 < 1, eta <= 1/L")


# derivation


def up_to_half() -> Region:
    """L >= 3, eta <= 1/L, y = lambda^(2-L) >= 1: the phase in which lambda^L <= 1/2, written in y."""
    y = sp.Symbol("y", positive=True)
    more = sp.Symbol("n", integer=True, nonnegative=True)
    made = {L: more + 3, y: 1 + s, eta: 1 / ((more + 3) * (1 + one.m))}
    return Region("y >= 1, eta <= 1/L", made, {more: L - 3, s: y - 1, one.m: 1 / (L * eta) - 1}, L, 3)


def small_runs(depth: int) -> list[dict]:
    """Runs from 1/4, 1/2 and 1/10 (deep networks: not so small), 300 steps."""
    heads = {2: ("1/4", "1/10", "1/100"), 3: ("1/4", "1/2", "1/10")}.get(depth, ("1/2", "3/5", "2/5"))
    sizes = {"L": depth, "widths": [1] * (depth + 1), "r": 1, "rank_xx": 1, "tail": [], "steps": 300}
    return [over_reals({**sizes, "head": [x0], "eta": f"{part}/{10 * depth}"}) for x0 in heads for part in (10, 5)]


SMALL = Chosen(Courses(tails=("none",)), small_runs)


def escape(net: Course) -> int | None:
    """The first t with lambda_t^L >= 1/2."""
    return next((t for t in range(net.steps + 1) if 2 * net.values(t)[0] ** net.L >= 1), None)


# claims


@claim("R.4", "lowest")
def is_the_least_of_three(stated: Stated):
    """Below 1 a step rises; from (1, M] a concave step ends at the least of f(M) and 1, or above."""
    M = positive("M").symbol
    made = one.step().subs(x, M)
    space = Space((integer("L", 2), positive("M"), positive("eta")))
    return argued(
        "a concave function on an interval is least at an end",
        in_cases(one.rises_below_one(), one.bounded_below()),
        identity(stated.after, made, space, "f(M)"),
    )


@claim("R.4", "lowest", domain=COURSES)
def is_the_infimum_of_every_path(stated: Stated, net: Course):
    """No lambda_{i,t}, i <= r, lies below min(1, lambda_{i,0}, f(M)), f(M) the stated value."""
    after = stated.after.at(**net.facts)
    low = min([fmpq(1), after, *net.initial.head])
    values = [v for t in range(net.steps + 1) for v in net.values(t)[: net.r]]
    return at_most(low, min(values) + net.rounding * 100, "lowest value")


@claim("R.4", "contraction")
def contracts_each_step(stated: Stated):
    """|1 - b^L| <= the stated factor times |1 - a^L| for one step from a to b: identities, and balls for a > 1 > b."""
    words = "contraction of each singular value"
    scope = "all real L >= 2; all real lambda > 1 > lambda' > 0; eta <= 1/L and eta lambda^(2L-2) <= 1"
    crossing = on_boxes(overshoot.crossing, overshoot.CURVE, scope, "a step that crosses 1")
    names = ("lambda_t", "lambda_next", "eta")
    space = Space(
        (integer("L", 2), *map(positive, names)), also="eta <= 1/L, eta lambda_t^(2L-2) <= 1, lambda_next after a step"
    )
    low = sp.Min(1, space.symbols["lambda_t"], space.symbols["lambda_next"])
    factor = sp.exp(-L * eta * low ** (2 * L - 2))
    return besides(follows_from(overshoot.steps(), [(stated.value, factor)], space, words), crossing)


@claim("R.4", "contraction", domain=COURSES)
def contracts_the_true_values(stated: Stated, net: Course):
    """At every step of gradient descent on the matrices |1 - lambda_i^L|, i <= r, shrinks by the stated factor at least."""
    answers = [agrees("no step")]
    for t in range(net.steps):
        for now, later in zip(net.values(t)[: net.r], net.values(t + 1)[: net.r]):
            factor = stated.value.at(**{**net.facts, "lambda_t": now, "lambda_next": later})
            before, after = abs(1 - now**net.L), abs(1 - later**net.L)
            answers.append(at_most(max(after - net.rounding * 100, fmpq(0)), factor * before, f"step {t + 1}"))
    return all_of(*answers)


@claim("R.4", "one_side")
def is_below_the_exact_factor(stated: Stated):
    """1 - b^L is 1 - a^L times 1 - eta a^(L-1) sum_l a^(L-l) b^(l-1); below 1 the sum is at least L a^(L-1): all b at a."""
    space = Space((integer("L", 2), *map(positive, ("lambda_t", "eta"))), also="0 < lambda_t < 1, eta <= 1/L")
    level = overshoot.contraction().subs(overshoot.b, overshoot.a).doit()
    made = [(stated.value, sp.simplify(level))]
    return follows_from(overshoot.steps(), made, space, "a sum of L terms, none below the first")


@claim("R.4", "one_side", domain=SMALL)
def shrinks_the_true_values_from_below(stated: Stated, net: Course):
    """At every step from below 1 on the matrices 1 - lambda^L shrinks by the stated factor at least."""
    answers = [agrees("no step")]
    for t in range(0, net.steps, 7):
        now, later = net.values(t)[0], net.values(t + 1)[0]
        factor = stated.value.at(**{**net.facts, "lambda_t": now})
        rest = max(1 - later**net.L - net.rounding * 100, fmpq(0))
        answers.append(at_most(rest, factor * (1 - now**net.L), f"step {t + 1}"))
    return all_of(*answers)


@claim("R.4", "escape")
def is_a_sum_of_small_gains(stated: Stated):
    """Up to lambda^L = 1/2 a step lowers y = lambda^(2-L) by (L-2) eta/3 at least and by (L-2) eta at most (Bernoulli)."""
    region, y = up_to_half(), sp.Symbol("y", positive=True)
    z, N = eta / (2 * y), L - 2
    loss = y * N * z / (1 + N * z)
    start = DEEP.symbols["lambda_0"]
    late = 1 + 3 * (start ** (2 - L) - 1) / ((L - 2) * DEEP.symbols["eta"])
    early = (start ** (2 - L) - 2 ** (1 - 2 / L)) / ((L - 2) * DEEP.symbols["eta"])
    return argued(
        "Bernoulli's inequality",
        identity(one.step(), x * (1 + eta * x ** (L - 2) * (1 - x**L)), one.REALS, "the step as x (1 + z)"),
        order(N * eta / 3, "<=", loss, region, "what y loses at least"),
        identity(y * (1 - N * (eta / y)), y - N * eta, Space((integer("L", 3), positive("y"), positive("eta"))), "at most"),
        identity(stated.latest, late, DEEP, "the latest escape"),
        identity(stated.earliest, early, DEEP, "the earliest escape"),
    )


@claim("R.4", "escape", domain=SMALL)
def encloses_the_true_escape(stated: Stated, net: Course):
    """The first step with lambda_t^L >= 1/2 lies between the stated numbers, for L >= 3."""
    t = escape(net)
    if t is None:
        return differs("a run of 300 steps that leaves", "leaves", "does not")
    return all_of(
        at_most(stated.earliest.at(**net.facts), fmpq(t), "earliest"),
        at_most(fmpq(t), stated.latest.at(**net.facts), "latest"),
    )


@claim("R.4", "second_phase")
def is_the_contraction_from_a_half(stated: Stated):
    """From lambda^L = 1/2 on, lambda^(2L-2) >= 2^(2/L-2), so the contraction's factor is at most the stated one."""
    space = Space((integer("L", 2), positive("eta")), also="0 < lambda_0 < 1, eta <= 1/L; lambda_t^L >= 1/2")
    level = overshoot.contraction().subs(overshoot.b, overshoot.a).doit()
    at_half = sp.simplify(1 - level).subs({overshoot.a: 2 ** (-1 / L)})
    return follows_from(
        overshoot.steps(), [(stated.value, sp.exp(-at_half))], space, "a sum of L terms, none below the first"
    )


@claim("R.4", "second_phase", domain=SMALL)
def bounds_the_true_second_phase(stated: Stated, net: Course):
    """From the escape on, 1 - lambda_t^L is at most 1/2 times that power of the stated factor, at every step."""
    begin = escape(net)
    if begin is None:
        return differs("a run of 300 steps that leaves", "leaves", "does not")
    factor, answers = arb(stated.value.at(**net.facts)), []
    for t in range(begin, net.steps + 1, 7):
        rest = max(1 - net.values(t)[0] ** net.L - net.rounding * 100, fmpq(0))
        answers.append(at_most(rest, factor ** (t - begin) / 2, f"1 - lambda^L at step {t}"))
    return all_of(*answers)
