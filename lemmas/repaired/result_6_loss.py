"""Lemma 6: the excess loss in closed form, its bound from the start, and its exact power law beside a seen tail.

Uses Lemmas 4 and 5. Proof in words: docs/proofs/repaired/R.6.md.
"""

from __future__ import annotations

import sympy as sp
from flint import arb, fmpq

from lemmas import overshoot
from lemmas import result_tails as tails
from lemmas.repaired import kernel
from lemmas.repaired.result_5_tail import LONG, TIMES
from verify import (
    Space,
    Stated,
    agrees,
    at_most,
    claim,
    differs,
    follows_from,
    identity,
    integer,
    nonnegative,
    positive,
)
from verify.judge.box_questions import on_boxes
from verify.judge.questions import in_cases
from verify.judge.real_questions import argued
from verify.judge.tested import besides
from verify.nets.courses import Course, Courses

# notation: excess = loss less the least loss of any linear map

L = integer("L", 2).symbol
COURSES = Courses(tails=("seen", "none", "both", "hidden"))
NAMES = (positive("c"), positive("eta"), integer("t"), nonnegative("head_0"), nonnegative("tail_0"))
START = Space((integer("L", 2), *NAMES), also="all widths; c = min(1, lambda_{i,0}, f(M))")
RATE = Space((integer("L", 2), positive("eta"), integer("seen", 1)))


def excess(net: Course, t: int) -> fmpq:
    """The loss at step t less its least value, from the moments: the second moment of y is the least that they allow."""
    value = net.trajectory[t].loss()
    return net.arithmetic.exact(net.arithmetic.matrix([[value]]))[0, 0]


# claims


@claim("R.6", "closed")
def adds_up_the_singular_directions(stated: Stated):
    """tr(P Sigma_xx P^T) - 2 tr(Sigma_yx P^T) is the sum of sigma_i x^2 - 2 s_i x with x = lambda_i^L, and each term is
    (x - s_i)^2 - s_i where sigma_i = 1, and 0 where sigma_i = 0; s_i = 1 for i <= r, 0 beyond."""
    at, i = sp.IndexedBase("lambdas_t"), sp.Symbol("i", integer=True, positive=True)
    head, gap, extra = integer("r", 1), integer("gap"), integer("extra")
    questions, few = [], head.symbol + gap.symbol
    for star, rank in ((few, few + extra.symbol), (few + extra.symbol, few)):
        sizes = {"d_star": star, "rank_xx": rank, "lambdas_t": at}
        space = Space((integer("L", 2), head, gap, extra), sizes, also="any head, any tail")
        first, rest = ((at[i] ** L) ** 2 - 2 * s * at[i] ** L + s for s in (1, 0))
        made = (sp.Sum(first, (i, 1, head.symbol)) + sp.Sum(rest, (i, head.symbol + 1, few))) / 2
        questions.append(identity(stated.value, made, space, "excess loss"))
    return argued("a trace adds up its diagonal", in_cases(*questions))


@claim("R.6", "closed", domain=COURSES)
def is_the_true_excess(stated: Stated, net: Course):
    """At the last step the loss of the network exceeds its least value by exactly the stated sum."""
    true, printed = excess(net, net.steps), stated.value.at(**net.facts)
    good = abs(true - printed) <= net.rounding * 100
    return agrees("excess loss") if good else differs("excess loss", printed, true)


@claim("R.6", "bound")
def shrinks_with_each_value(stated: Stated):
    """The head's part shrinks by e^(-2 L c^(2L-2) eta) a step, by Lemma 4; the tail's part never grows."""
    x = START.leaves
    made = sp.exp(-2 * L * x["c"] ** (2 * L - 2) * x["eta"] * x["t"]) * x["head_0"]
    scope = "all real L >= 2; all real lambda > 1 > lambda' > 0; eta <= 1/L and eta lambda^(2L-2) <= 1"
    crossing = on_boxes(overshoot.crossing, overshoot.CURVE, scope, "a step that crosses 1")
    proof = follows_from(overshoot.steps(), [(stated.value, made)], START, "contraction of each singular value")
    return besides(proof, crossing)


@claim("R.6", "bound", domain=Courses(tails=("none", "hidden")))
def bounds_the_true_excess(stated: Stated, net: Course):
    """At every step on the matrices the excess loss is at most the stated value, where Sigma_xx sees no tail."""
    start = sum(((1 - x**net.L) ** 2 for x in net.initial.head), fmpq(0)) / 2
    answers = []
    for t in range(net.steps + 1):
        bound = stated.value.at(**{**net.facts, "t": t, "head_0": start})
        answers.append(at_most(max(excess(net, t) - net.rounding * 100, fmpq(0)), bound, f"excess at step {t}"))
    return kernel.joined(answers)


@claim("R.6", "law")
def is_the_power_of_the_tails_law(stated: Stated):
    """Each seen live value adds tau^(2L)/2 = y^(L/(L-1))/2 with t y -> 1/((2L-2) eta); the head's part vanishes faster."""
    y = sp.simplify(1 / tails.growth()).subs({tails.L: L, tails.eta: RATE.symbols["eta"]})
    base = stated.base.symbolic(**RATE.leaves)
    power = stated.power.symbolic(**RATE.leaves)
    return argued(
        "Stolz and Cesaro",
        identity(base, y, RATE, "limit of t y"),
        identity(power, L / (L - 1), RATE, "2L over 2L - 2"),
        identity(stated.factor, RATE.symbols["seen"] / sp.Integer(2), RATE, "one half for each value"),
    )


@claim("R.6", "law", domain=LONG)
def is_approached_by_the_true_excess(stated: Stated, net: Course):
    """Over 1000 steps on the matrices t^(L/(L-1)) times the excess loss comes nearer to factor base^power."""
    factor, base, power = (arb(getattr(stated, x).at(**net.facts)) for x in ("factor", "base", "power"))
    limit = factor * base**power
    far, close = (abs(arb(t) ** power * arb(excess(net, t)) / limit - 1) for t in (net.steps // 10, net.steps))
    return agrees("law") if TIMES * close < far else differs("distance from the limit", str(far), str(close))
