"""Lemma A.4: the singular values i <= r stay above a positive constant, and so do their powers 2L - 2.

Uses Lemma A.3. The printed proof names no constant; its best one is the least of 1, all lambda_{i,0} and, for M > 1, the
value M - eta M^(2L-1) + eta M^(L-1) one step from M: a path rises below 1, and above 1 the step is concave.
"""

from __future__ import annotations

import sympy as sp
from flint import fmpq

from lemmas import singular_value_step as one
from lemmas.singular_value_step import REALS, above, below, step, x
from verify import Space, Stated, TrainedNetwork, all_of, at_most, at_most_everywhere, claim, every, identity, nonnegative
from verify.judge.paths import head_of, path, reaches, strictly_above
from verify.judge.questions import in_cases
from verify.judge.real_questions import argued, order
from verify.nets.long_runs import LongRuns

# notation: C is the lowest value that the paths i <= r can reach; T is the first step from which all are within 1/2 of 1

RUNS = LongRuns(etas=("99/100", "9/10", "1/2", "1", "3/2"))
HALF = sp.Rational(1, 2)
CONSTANT = Space((one.DEPTH, nonnegative("more")), {"C_min": 1 / (2 + nonnegative("more").symbol)}, also="C_min <= 1/2")
PATHS = "a concave function on an interval is least at an end"

# derivation


def floor(net: TrainedNetwork) -> fmpq:
    """C: the infimum of lambda_{i,t} over i <= r and all t."""
    return min(one.lowest(first, net.eta, net.L) for first in net.initial.head)


def settled_from(net: TrainedNetwork) -> int | None:
    """T: the first step from which all lambda_{i,t}, i <= r, of this run are within 1/2 of 1; None if the last is not."""
    far = [t for i in head_of(net) for t, y in enumerate(path(net, i)) if 2 * abs(y - 1) >= 1]
    last = max(far, default=-1) + 1
    return last if last <= net.steps else None


def early(net: TrainedNetwork) -> list[fmpq]:
    """The set S_finite of eq. (42), with at least the step t = 0 in it."""
    until = settled_from(net)
    return [y for i in head_of(net) for y in path(net, i)[: max(1, net.steps + 1 if until is None else until)]]


def lowest_seen(net: TrainedNetwork) -> fmpq:
    """The least lambda_{i,t} of the run."""
    return min(y for i in head_of(net) for y in path(net, i))


# claims, in the order of the paper


@claim("A.4", "bounded_away", "alpha_positive", "positive", uses=("A.3/head_limit", "A.3/interval"))
def is_below_the_lowest_value(stated: Stated):
    """A path is at least the least of its start, 1 and one step from M, and each of these is above the stated value."""
    low = stated.value
    return argued(
        PATHS,
        in_cases(
            every(
                one.rises_below_one(),
                order(low, "<", x, below(), "the start, below 1"),
                order(low, "<", sp.Integer(1), below(), "the limit"),
            ),
            every(one.bounded_below(), order(low, "<", step(), above(), "one step from above 1")),
        ),
    )


@claim("A.4", "bounded_away", domain=RUNS, per_reading=False)
def bounds_every_path(stated: Stated, net: TrainedNetwork):
    """On real weight matrices all lambda_{i,t}, i <= r, are at least C, and C is above the stated value."""
    low = floor(net)
    reached = reaches(low, lowest_seen(net), net, "C against the lowest value of the run")
    return all_of(reached, strictly_above(low, stated.value.at(**net.facts), "C"))


@claim("A.4", "bounded_away", domain=RUNS, per_reading=False)
def is_attained(stated: Stated, net: TrainedNetwork):
    """C, which is above the stated value, is a value of the run by t = 1, or the limit 1: no larger constant serves."""
    low, best = floor(net), min([fmpq(1), *(y for i in head_of(net) for y in path(net, i)[:2])])
    reached = reaches(best, low, net, "best constant against C")
    return all_of(reached, strictly_above(low, stated.value.at(**net.facts), "C"))


@claim("A.4", "alpha_positive", domain=RUNS, per_reading=False)
def bounds_every_power(stated: Stated, net: TrainedNetwork):
    """On real weight matrices all lambda_{i,t}^(2L-2), i <= r, are at least C^(2L-2), which is above the stated value."""
    power = 2 * net.L - 2
    alpha = floor(net) ** power
    seen = reaches(alpha, lowest_seen(net) ** power, net, "C^(2L-2)")
    return all_of(seen, strictly_above(alpha, stated.value.at(**net.facts), "C^(2L-2)"))


@claim("A.4", "eq_41")
def follows_from_the_distance(stated: Stated):
    """A number closer to 1 than the stated radius is above the stated lower value, and no larger lower value would do."""
    return identity(stated.lower, 1 - stated.radius.symbolic(), REALS, "1 - radius")


@claim("A.4", "eq_41", domain=RUNS, per_reading=False)
def is_kept_from_some_step_on(stated: Stated, net: TrainedNetwork):
    """Once lambda_{i,t} is within the stated radius and below 1, it stays so and above the stated lower value."""
    radius, lower = stated.radius.at(**net.facts), stated.lower.at(**net.facts)
    found = [at_most(0, 0, "no path is close to 1 yet")]
    for i in head_of(net):
        values = path(net, i)
        close = next((t for t, y in enumerate(values) if y <= 1 and 1 - y < radius), len(values))
        found += [strictly_above(y, lower, "lambda") for y in values[close:]]
        found += [reaches(abs(y - 1), radius, net, "the radius") for y in values[close:]]
    return all_of(*found)


@claim("A.4", "positive", domain=RUNS, per_reading=False)
def is_below_every_path(stated: Stated, net: TrainedNetwork):
    """All lambda_{i,t}, i <= r, read off the matrices, are above the stated value."""
    return strictly_above(lowest_seen(net), stated.value.at(**net.facts), "the lowest lambda")


@claim("A.4", "eq_42", domain=RUNS, per_reading=False)
def counts_the_early_values(stated: Stated, net: TrainedNetwork):
    """S_finite has at most the stated number of elements, and its least is positive."""
    until, found = settled_from(net) or 1, set(early(net))
    number = stated.value.at(**net.facts, T=fmpq(max(1, until if settled_from(net) is not None else net.steps + 1)))
    return all_of(at_most(fmpq(len(found)), number, "elements of S_finite"), strictly_above(min(found), fmpq(0), "c_finite"))


@claim("A.4", "C_min", domain=RUNS, per_reading=False)
def bounds_early_and_late_values(stated: Stated, net: TrainedNetwork):
    """The stated constant is at most every lambda_{i,t}, i <= r, of the run and at most its limit 1."""
    constant = stated.value.at(**net.facts, c_finite=min(early(net)))
    seen = min(fmpq(1), lowest_seen(net))
    return all_of(reaches(constant, seen, net, "C_min"), strictly_above(constant, fmpq(0), "C_min"))


@claim("A.4", "C_min")
def bounds_numbers_within_the_radius(stated: Stated):
    """For any c_finite > 0 the stated constant is at most c_finite and at most 1/2, and one of them."""
    c = sp.Symbol("lambda_t", positive=True)
    return identity(stated.value.symbolic(c_finite=c), sp.Min(c, HALF), Space(REALS.variables), "C_min")


@claim("A.4", "alpha", domain=RUNS, per_reading=False)
def is_below_every_power(stated: Stated, net: TrainedNetwork):
    """The stated alpha, from the best constant C, is positive and at most every lambda_{i,t}^(2L-2), i <= r."""
    alpha = stated.value.at(**net.facts, C_min=floor(net))
    seen = min(fmpq(1), lowest_seen(net)) ** (2 * net.L - 2)
    return all_of(reaches(alpha, seen, net, "alpha"), strictly_above(alpha, fmpq(0), "alpha"))


@claim("A.4", "alpha")
def is_the_power_of_the_constant(stated: Stated):
    """Powers 2L - 2 keep the order of positive numbers, and the stated alpha is at most that power of C_min."""
    return at_most_everywhere(stated.value, CONSTANT.defined["C_min"] ** (2 * one.L - 2), CONSTANT, "alpha")
