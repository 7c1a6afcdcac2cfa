"""Lemma 3: where the head converges, up to the sharp step size 2/L, and what happens at it and beyond. Uses Lemma 1.

One step takes x > 0 to f(x) = x - eta G(x), G(x) = x^(2L-1) - x^(L-1). Proof in words: docs/proofs/repaired/R.3.md.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import arb, fmpq

from lemmas import singular_value_step as one
from lemmas.singular_value_step import L, eta, n, s, start, w, x
from verify import (
    Space,
    Stated,
    agrees,
    all_of,
    at_most_everywhere,
    claim,
    differs,
    follows_from,
    identity,
    integer,
    nonnegative,
    positive,
)
from verify.judge.box_questions import on_boxes
from verify.judge.conditions import ExactlyWhere
from verify.judge.questions import in_cases
from verify.judge.real_questions import Region, argued, exactly_on, holds_everywhere
from verify.nets.chosen import Chosen
from verify.nets.courses import Course, Courses
from verify.nets.recipes import over_reals
from verify.reason.boxes import box

# notation: G' = x^(L-2) (A - (L-1)) with A = (2L-1) x^L, so G rises where A >= L - 1; B = A - (L-1); e = 1/L; y = f(x)

DEEP = Space((integer("L", 2), positive("lambda_0"), positive("eta")))
VALUES = Space((integer("L", 2), positive("lambda_t"), positive("eta")))
RISING = Space((integer("L", 2), nonnegative("B")))
RATE = Space((integer("L", 2), positive("eta")))
x1, y1 = positive("x").symbol, positive("y").symbol
SHALLOW = Space((positive("x"), positive("y"), positive("eta")), also="L = 2")
STEP_OF_TWO = Space((positive("eta"),), also="L = 2")
E = box((0, "1/2"))
HALF, ONE = arb(1) / 2, arb(1)
COPPEL = "Coppel's theorem"


# derivation


def landing() -> sp.Expr:
    """eta x^(L-2) (x^L - 1) = 1 - f(x)/x: at the value 1 a step lands on 0."""
    return sp.expand(sp.powsimp(1 - one.step() / x))


def bend() -> tuple[sp.Expr, sp.Expr]:
    """(3 G''^2 - G' G''') x^(6-2L)/(L-1), whose sign is that of the third derivative of the inverse of G; and it in B."""
    G = x ** (2 * L - 1) - x ** (L - 1)
    d1, d2, d3 = (sp.diff(G, x, order) for order in (1, 2, 3))
    B = RISING.symbols["B"]
    quadratic = (8 * L - 6) * B**2 + L * (9 * L - 7) * B + 3 * L**2 * (L - 1)
    put = quadratic.subs(B, (2 * L - 1) * x**L - (L - 1))
    return (3 * d2**2 - d1 * d3) * x ** (6 - 2 * L) / (L - 1), put


def quadratic() -> sp.Expr:
    """The second expression of `bend` as a quadratic in B >= 0, with positive coefficients."""
    B = RISING.symbols["B"]
    return (8 * L - 6) * B**2 + L * (9 * L - 7) * B + 3 * L**2 * (L - 1)


def stays(balls: tuple[arb, ...]) -> bool:
    """2e y^(L-2) (y^L - 1) < 1 at y = 1 + 2 e g, g = max x^(L-1) (1 - x^L): what f can reach from [0, 1] lies below X."""
    e0, e1 = balls[0].lower().max(arb(0)), balls[0].upper().min(HALF)
    e = e0.union(e1)
    g = ((1 - e) * ((1 - e) / (2 - e)).log()).exp() / (2 - e)
    z = 2 * e * g
    low = z.lower()
    slope = low.log1p() / low if low > 0 else ONE  # log(1 + z)/z falls from 1
    grown = 2 * g * slope
    return bool(2 * e1 * ((1 - 2 * e) * grown).exp() * (grown.exp() - 1) < 1)


def no_cycle():
    """No 2-cycle for eta <= 2/L: the inverse of G has slope 1/L at 0 and a positive third derivative where it exists."""
    left, right = bend()
    slope = sp.diff(x ** (2 * L - 1) - x ** (L - 1), x)
    return (
        identity(slope.subs(x, 1), L, VALUES, "G'(1)"),
        identity(slope, x ** (L - 2) * ((2 * L - 1) * x**L - (L - 1)), VALUES, "G'"),
        identity(left, right, VALUES, "3 G''^2 - G' G'''"),
        at_most_everywhere(sp.Integer(1), quadratic(), RISING, "the same for B >= 0"),
    )


def inside() -> tuple[Region, Region]:
    """Starts above 1 whose first step stays positive, and those whose first step does not."""
    room = sp.expand(sp.powsimp(start ** (2 * L - 2) - start ** (L - 2)))
    made = {L: n + 2, start: 1 + s}
    top = room.subs({L: n + 2, start: 1 + s}, simultaneous=True)
    back = {n: L - 2, s: start - 1}
    h = one.h
    small = Region(
        "lambda_0 > 1, f(lambda_0) > 0", {**made, eta: 1 / (top * (1 + h))}, {**back, h: 1 / (eta * room) - 1}, L, 2
    )
    large = Region("lambda_0 > 1, f(lambda_0) <= 0", {**made, eta: (1 + w) / top}, {**back, w: eta * room - 1}, L, 2)
    return small, large


def low() -> Region:
    """Starts in (0, 1]."""
    m = one.m
    made = {L: n + 2, start: 1 / (1 + m), eta: eta}
    return Region("0 < lambda_0 <= 1, eta > 0", made, {n: L - 2, m: 1 / start - 1, eta: eta}, L, 2)


def second_iterate() -> sp.Expr:
    """At eta = 2/L, f(f(1+u)) = 1 + u - 2 kappa u^3 + …, kappa = (f''/2)^2 + f'''/6 at 1, so t u^2 -> 1/(2 kappa)."""
    f = one.step().subs(eta, 2 / L)
    second, third = (sp.diff(f, x, k).subs(x, 1) for k in (2, 3))
    return 1 / (2 * (second**2 / 4 + third / 6))


def runs(depth: int) -> list[dict[str, Any]]:
    """400 steps of one value from below and above 1, at step sizes up to 2/L, at it, and beyond."""
    sizes = {"L": depth, "widths": [1] * (depth + 1), "r": 1, "rank_xx": 1, "tail": [], "steps": 400}
    rates = (fmpq(1, depth), fmpq(3, 2 * depth), fmpq(19, 10 * depth), fmpq(2, depth), fmpq(9, 4 * depth))
    return [over_reals({**sizes, "head": [x0], "eta": str(rate)}) for rate in rates for x0 in ("1/2", "9/8")]


def edge(depth: int) -> list[dict[str, Any]]:
    """Runs at the step size 2/L exactly."""
    return [run for run in runs(depth) if run["eta"] == str(fmpq(2, depth))] + [
        over_reals({**runs(depth)[0], "eta": str(fmpq(2, depth)), "head": ["3/4"]})
    ]


def cycles(depth: int) -> list[dict[str, Any]]:
    """L = 2 beyond eta = 1: 400 steps at 1 < eta < sqrt 5 - 1, where the 2-cycle attracts."""
    if depth != 2:
        return []
    sizes = {"L": 2, "widths": [1, 1, 1], "r": 1, "rank_xx": 1, "tail": [], "steps": 400}
    return [over_reals({**sizes, "head": ["1/2"], "eta": rate}) for rate in ("9/8", "6/5", "11/10")]


RUNS, EDGE, CYCLES = (Chosen(Courses(tails=("none",)), listed) for listed in (runs, edge, cycles))
TIMES = 2  # so much nearer the second of two late values is to a limit, at least


# claims


@claim("R.3", "limit")
def converges_up_to_two_over_depth(stated: Stated):
    """Every start whose first step stays positive tends to the stated limit, for every step size up to the stated one."""
    fixed = identity(stated.limit, sp.Integer(1), RATE, "the limit")
    first = ExactlyWhere(stated.depth, 2 - L * eta, 1 / L, RATE, "the step size")
    scope = "all real L >= 2; all eta <= 2/L; all x in [0, 1]"
    kept = on_boxes(stays, E, scope, "a step from [0, 1] stays below X")
    small, large = inside()
    size = (
        exactly_on(stated.size, small, large, "the first step stays positive"),
        holds_everywhere(stated.size, low(), "the size condition from below 1"),
    )
    return argued(COPPEL, *no_cycle(), fixed, first, kept, in_cases(*size))


@claim("R.3", "limit", domain=RUNS)
def comes_nearer_exactly_when_stated(stated: Stated, net: Course):
    """From step 50 to step 400 of training the value comes at least twice as near to the limit, exactly where stated."""
    limit, facts = stated.limit.at(**net.facts), net.facts
    early, late = (abs(net.values(t)[0] - limit) for t in (net.steps // 8, net.steps))
    nearer = TIMES * late <= early or late <= net.rounding
    printed = stated.depth.holds(**facts) and stated.size.holds(**facts)
    what = f"whether lambda_t tends to {limit}"
    return agrees(what) if printed == nearer else differs(what, printed, nearer)


@claim("R.3", "edge")
def lands_on_zero(stated: Stated):
    """At the stated step size the first step from lambda_0 lands on 0; there f(x)/x changes its sign."""
    where = stated.value.symbolic(**DEEP.leaves)
    above = Space((integer("L", 2), positive("over")), {"lambda_0": 1 + positive("over").symbol}, also="lambda_0 > 1")
    landed = one.step().subs({eta: where.subs(start, x)})
    return identity(landed.subs(x, above.defined["lambda_0"]), sp.Integer(0), above, "the step")


@claim("R.3", "slope")
def is_the_slope_at_the_minimum(stated: Stated):
    """The stated value is the derivative of a step at 1; beyond 2/L it is below -1."""
    return identity(stated.value, sp.diff(one.step(), x).subs(x, 1), RATE, "slope")


@claim("R.3", "critical")
def is_read_off_the_second_iterate(stated: Stated):
    """At eta = 2/L two steps take u to u - 2 kappa u^3 + …; 1/u^2 grows by 4 kappa in two steps (Stolz and Cesaro)."""
    return identity(stated.value, second_iterate(), Space((integer("L", 2),), also="eta = 2/L"), "limit")


@claim("R.3", "critical", domain=EDGE)
def is_approached_at_the_edge(stated: Stated, net: Course):
    """Over 400 steps at eta = 2/L, t (lambda_t - 1)^2 comes nearer to the stated value, and near it."""
    limit = stated.value.at(**net.facts)
    early, late = (abs(t * (net.values(t)[0] - 1) ** 2 - limit) for t in (net.steps // 8, net.steps))
    what = "t (lambda_t - 1)^2"
    near = TIMES * late <= early or 4 * TIMES**2 * late <= limit
    return agrees(what) if near and 2 * late <= limit else differs(what, limit, arb(late).str(5, radius=False))


@claim("R.3", "cycle")
def is_the_only_cycle_of_two_layers(stated: Stated):
    """Two different positive numbers swap exactly when their squares have the stated sum and product; (x^2 - y^2)^2 is the
    stated gap, positive exactly for eta > 1; two steps have the stated slope there."""
    rate = SHALLOW.symbols["eta"]

    def f(value: sp.Expr) -> sp.Expr:
        return one.step().subs(L, 2).subs({x: value, eta: rate}, simultaneous=True)

    slopes = [sp.diff(one.step().subs(L, 2), x).subs({x: value, eta: rate}, simultaneous=True) for value in (x1, y1)]
    total, product = 1 + 1 / rate, 1 / rate**2
    steps = [
        (f(x1) - y1 + f(y1) - x1, rate * (x1 + y1) * (1 - (x1**2 - x1 * y1 + y1**2))),
        (f(x1) - y1 - (f(y1) - x1), (x1 - y1) * (2 + rate - rate * (x1**2 + x1 * y1 + y1**2))),
        (sp.Mul(*slopes), (1 + rate) ** 2 - 3 * rate * (1 + rate) * (x1**2 + y1**2) + 9 * rate**2 * x1**2 * y1**2),
        (f(x1) - y1, rate * x1 * (total - x1**2 - y1**2) + y1 * (rate * x1 * y1 - 1)),
    ]
    derived = [
        (stated.sum, total),
        (stated.product, product),
        (stated.gap, total**2 - 4 * product),
        (stated.multiplier, (1 + rate) ** 2 - 3 * rate * (1 + rate) * total + 9 * rate**2 * product),
    ]
    return follows_from(steps, derived, STEP_OF_TWO, "two different values that a step swaps")


@claim("R.3", "cycle", domain=CYCLES)
def is_where_two_layers_end_up(stated: Stated, net: Course):
    """From step 100 to step 400 two successive values come nearer to the stated sum and product of squares."""
    answers = []
    for name in ("sum", "product"):
        printed = getattr(stated, name).at(**net.facts)
        early, late = (_swapped(net, name, t) - printed for t in (net.steps // 4, net.steps))
        near = TIMES * abs(late) <= abs(early) or abs(late) <= net.rounding
        answers.append(agrees(name) if near else differs(name, printed, arb(late + printed).str(8, radius=False)))
    return all_of(*answers)


def _swapped(net: Course, name: str, t: int) -> fmpq:
    """The sum, or the product, of the squares of two successive values."""
    last, before = (net.values(k)[0] ** 2 for k in (t, t - 1))
    return last + before if name == "sum" else last * before
