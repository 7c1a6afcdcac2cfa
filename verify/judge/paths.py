"""Comparisons along a trajectory of gradient descent on weight matrices: each singular value, from each step to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from verify.judge.scripts import fraction, python_source, setup_of
from verify.judge.verdicts import Answer, Exhibit, agrees, differs, undecided
from verify.nets.training import TrainedNetwork
from verify.paper.arithmetic import Exact
from verify.paper.formulas import Formula

DESCEND = """def descend(W, steps, eta):
    for _ in range(steps):
        slope = lambda u: (loss(bumped(W, (u, 1)), Sxx, Syx) - loss(bumped(W, (u, -1)), Sxx, Syx)) / 2
        W = bumped(W, *[(u, -eta * slope(u)) for u in places(W)])
    return W"""


@dataclass(frozen=True)
class Step:
    """Singular value number i at step t and one step later, with what a stated formula needs."""

    net: TrainedNetwork
    i: int
    t: int
    start: fmpq
    now: fmpq
    next: fmpq

    @property
    def facts(self) -> dict[str, Any]:
        own = {"i": fmpq(self.i), "t": fmpq(self.t)}
        values = {"lambda_i": self.now, "lambda_t": self.now, "lambda_next": self.next, "lambda_0": self.start}
        return {**self.net.facts, **own, **values}

    @property
    def rounding(self) -> fmpq:
        """Below this, differences of this step's values are rounding."""
        return self.net.tolerance * (1 + abs(self.now) + abs(self.next))


def head_of(net: TrainedNetwork) -> range:
    """The numbers i <= r."""
    return range(1, net.r + 1)


def tail_of(net: TrainedNetwork) -> range:
    """The numbers r < i <= d*."""
    return range(net.r + 1, net.d_star + 1)


def path(net: TrainedNetwork, i: int) -> list[fmpq]:
    """lambda_{i,0}, lambda_{i,1}, …, from the matrices."""
    return [values[i - 1] for values in _all_values(net)]


def steps(net: TrainedNetwork, numbers: Iterable[int]) -> Iterator[Step]:
    """Every step of the named singular values."""
    for i in numbers:
        values = path(net, i)
        for t, (now, later) in enumerate(zip(values, values[1:])):
            yield Step(net, i, t, values[0], now, later)


def next_is(stated: Formula, places: Iterable[Step]) -> Answer:
    """The stated rule takes each value to the next one, exactly or to within rounding."""
    for place in places:
        printed = stated.at(**place.facts)
        gap = printed - place.next
        if Exact().compare("<=", abs(gap), place.rounding) is not True:
            what = f"lambda_({place.i},{place.t + 1})"
            return differs(what, printed, place.next, _exhibit(place, stated, what))
    return agrees("the rule, at every step")


def holds_at_each(stated: Formula, places: Iterable[Step], **more: Any) -> Answer:
    """A stated comparison holds at each step; sides that differ by rounding only are taken as equal or not, as it needs."""
    sides = [Formula(stated.text, side) for side in stated.relation.sides]
    for place in places:
        facts = {**place.facts, **more}
        values = [side.at(**facts) for side in sides]
        for left, relation, right in zip(values, stated.relation.relations, values[1:]):
            close = place.rounding > 0 and abs(left - right) <= place.rounding
            if close or Exact().compare(relation, left, right) is True:
                continue
            what = f"lambda_({place.i},{place.t}) to lambda_({place.i},{place.t + 1}): {stated}"
            return differs(what, f"{left} {relation} {right}", "false")
    return agrees("the comparison, at every step")


def happens_exactly_when(
    stated: Formula, happens: Any, net: TrainedNetwork, numbers: Iterable[int], what: str, code: str = ""
) -> Answer:
    """`happens(step)` is true at every step exactly for those singular values that meet the stated condition."""
    for i in numbers:
        own = list(steps(net, [i]))
        stated_truth = stated.holds(**own[0].facts)
        if stated_truth is None:
            return undecided(f"{stated} is not certain")
        failing = next((step for step in own if not happens(step)), None)
        if stated_truth and failing is not None:
            true = f"false at step {failing.t}: {failing.now} goes to {failing.next}"
            return differs(f"{what}, for i = {i}", "true", true, _exhibit(failing, None, what))
        if not stated_truth and failing is None:
            return differs(f"{what}, for i = {i}", "false", "true at every step", _exhibit(own[0], None, what))
    return agrees(what)


def within(value: fmpq, bound: Any, rounding: fmpq, what: str) -> Answer:
    """|value| <= bound, to within rounding."""
    if Exact().compare("<=", abs(value), bound + rounding) is True:
        return agrees(what)
    return differs(f"{what}: bound", bound, abs(value))


def _exhibit(place: Step, stated: Formula | None, what: str) -> Exhibit | None:
    """A stand-alone descent; for exact networks whose singular vectors are coordinate vectors."""
    if {"seed", "U", "V"} & set(place.net.recipe):
        return None
    lines = (*setup_of(place.net.initial, "gram"), *DESCEND.splitlines())
    place_of = f"[0][{place.i - 1}][{place.i - 1}]"
    true = f"descend(W, {place.t + 1}, {fraction(place.net.eta)}){place_of}"
    if stated is not None:
        return Exhibit(what, lines, python_source(stated, place.facts), true)
    before = f"descend(W, {place.t}, {fraction(place.net.eta)}){place_of}"
    return Exhibit(f"{what}; true: before and after step {place.t}", lines, "'claimed'", f"({before}, {true})")


def _all_values(net: TrainedNetwork) -> list[list[fmpq]]:
    found = net.__dict__.get("_paths")
    if found is None:
        found = net.__dict__["_paths"] = [net.values(t) for t in range(net.steps + 1)]
    return found  # type: ignore[no-any-return]
