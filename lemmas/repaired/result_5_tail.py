"""Lemma 5: the tail that Sigma_xx sees tends to 0 exactly for small first steps, like a power of t; a hidden tail rests.

Uses Lemma 1. Proof in words: docs/proofs/repaired/R.5.md.
"""

from __future__ import annotations

from flint import arb, fmpq

from lemmas import gradient_step as step
from lemmas import result_spectral_distances as distances
from lemmas import result_tails as tails
from lemmas import singular_value_step as one
from lemmas.repaired import kernel
from verify import Space, Stated, agrees, all_of, at_most, claim, differs, identity, integer
from verify.judge.real_questions import argued
from verify.nets.chosen import Chosen
from verify.nets.courses import Course, Courses
from verify.nets.recipes import over_reals

# notation: u = eta lambda_0^(2L-2); y = lambda_t^(2L-2)

FREE = Space(one.REALS.variables)
LIVE = Courses(tails=("seen", "both", "seen"))
BEYOND = Courses(tails=("seen",), beyond=True)
TIMES = 3  # so much nearer to its limit a quantity comes over the last nine tenths of a run


def long_runs(depth: int) -> list[dict]:
    """1000 steps with one seen tail value of 1/2, 1 or 9/10."""
    sizes = {"L": depth, "widths": [2] * (depth + 1), "r": 1, "rank_xx": 2, "head": ["1"], "steps": 1000}
    return [over_reals({**sizes, "tail": [x], "eta": f"9/{10 * depth}"}) for x in ("1", "1/2", "9/10")]


def steps_around_two(depth: int) -> list[dict]:
    """One step of a tail value with u below, at and above 1 and 2."""
    sizes = {"L": depth, "widths": [2] * (depth + 1), "r": 1, "rank_xx": 2, "head": ["1"], "steps": 1}
    rates = (fmpq(1, 2), fmpq(1), fmpq(3, 2), fmpq(2), fmpq(5, 2))
    small = fmpq(1, 4 ** (depth - 1))  # 2^(2-2L)
    return [{**sizes, "tail": [x], "eta": str(u * v)} for u in rates for x, v in (("1", fmpq(1)), ("2", small))]


LONG, AROUND = Chosen(Courses(), long_runs), Chosen(Courses(), steps_around_two)


# claims


@claim("R.5", "limit")
def tends_to_zero_exactly_where_the_first_step_shrinks(stated: Stated):
    """The stated condition is u < 2: there |x| falls by |1 - u| < 1, and u falls; elsewhere it never does."""
    limit = identity(stated.limit, one.sp.Integer(0), one.REALS, "the limit")
    return one.tail_tends_to_zero(stated.for_which, limit, FREE, True)


@claim("R.5", "limit", domain=AROUND)
@claim("R.5", "limit", domain=BEYOND, at="with_any_network")
def shrinks_exactly_when_stated(stated: Stated, net: Course):
    """The first step brings each seen live tail value nearer to the stated limit exactly where stated."""
    net = net if net.steps else Course({**net.recipe, "steps": 1})
    answers, limit = [agrees("no live tail value")], stated.limit.at(**net.facts)
    for i in net.seen:
        now, later = net.values(0)[i], net.values(1)[i]
        printed, true = stated.for_which.holds(**{**net.facts, "lambda_0": now}), abs(later - limit) < abs(now - limit)
        answers.append(agrees("nearer") if printed == true else differs(f"whether {now} comes nearer to 0", printed, true))
    return all_of(*answers)


@claim("R.5", "decay")
def add_up_the_steps(stated: Stated):
    """1/y grows in each step by at least m eta (Bernoulli), at most m eta (1 - eta y_0)^(-m-1) (mean value), m = 2L - 2."""
    return argued("Bernoulli's inequality", argued("the mean value theorem", distances.add_up_the_steps(stated)))


@claim("R.5", "decay", domain=LIVE)
@claim("R.5", "decay", domain=LONG, at="over_many_steps")
def enclose_each_tail_value(stated: Stated, net: Course):
    """At every step on the matrices the (2L-2)-th power of each seen live tail value lies between the stated ends."""
    answers = [agrees("no live tail value")]
    for t in range(net.steps + 1) if net.steps < 50 else range(0, net.steps + 1, 90):
        for i in net.seen:
            facts = {**net.facts, "t": t, "lambda_i": net.initial.values[i]}
            y, room = net.values(t)[i] ** (2 * net.L - 2), net.rounding * 100
            answers.append(at_most(kernel.lower(stated.lower.at(**facts)) - room, y, f"lower end at step {t}"))
            answers.append(at_most(y, kernel.upper(stated.upper.at(**facts)) + room, f"upper end at step {t}"))
    return all_of(*answers)


@claim("R.5", "rate")
def is_one_over_the_growth_of_its_inverse(stated: Stated):
    """1/y grows by 2L - 2 times eta in a step in the limit, so t y tends to the stated value (Stolz and Cesaro)."""
    return argued("Stolz and Cesaro", tails.is_one_over_the_growth_of_its_inverse(stated))


@claim("R.5", "rate", domain=LONG)
def is_approached_by_training(stated: Stated, net: Course):
    """Over 1000 steps on the matrices t lambda_t^(2L-2) comes nearer to the stated value."""
    limit, power = arb(stated.value.at(**net.facts)), 2 * net.L - 2
    far, close = (abs(t * arb(net.values(t)[-1]) ** power / limit - 1) for t in (net.steps // 10, net.steps))
    return agrees("rate") if TIMES * close < far else differs("distance from the limit", str(far), str(close))


@claim("R.5", "hidden")
def takes_no_step(stated: Stated):
    """Where sigma_i = 0 and s_i = 0 a step adds the stated amount, for every layer and depth (Lemma 1)."""
    added = step.next_value(step.lambda_t, 0, 0) - step.lambda_t
    return identity(stated.value, added, Space((integer("L", 2), *step.STEP)), "what a step adds")


@claim("R.5", "hidden", domain=Courses(tails=("hidden", "both")))
def rests(stated: Stated, net: Course):
    """Every live tail value that Sigma_xx does not see has moved by the stated amount at the last step."""
    moved = max((abs(net.now[i] - net.initial.values[i]) for i in net.hidden), default=fmpq(0))
    wanted = stated.value.at(**net.facts)
    good = abs(moved - wanted) <= net.rounding
    return agrees(f"moved by {wanted}") if good else differs("greatest move of a hidden value", wanted, moved)
