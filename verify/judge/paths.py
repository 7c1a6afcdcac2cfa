"""Comparisons along a trajectory of gradient descent on weight matrices: each singular value, from each step to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import arb, fmpq

from verify.judge.compare import all_of, at_most
from verify.judge.scripts import fraction, python_source, setup_of
from verify.judge.verdicts import Answer, Exhibit, agrees, differs, undecided
from verify.nets.training import TrainedNetwork
from verify.paper.arithmetic import Exact
from verify.paper.formulas import Formula


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
        for t, (now, later) in enumerate(pairwise(values)):
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


def happens_exactly_when(
    stated: Formula, happens: Callable[[Step], bool], net: TrainedNetwork, numbers: Iterable[int], what: str, code: str = ""
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


def within(net: TrainedNetwork, i: int, limit: Any, factor: fmpq, rate: fmpq, what: str) -> Answer:
    """|lambda_{i,t} - limit| <= factor * rate^(t-1) at every step t >= 1, to within rounding; upwards rounded powers."""
    bound = arb(factor)
    for t, value in enumerate(path(net, i)[1:], 1):
        if Exact().compare("<=", abs(value - limit), bound + net.tolerance) is False:
            return differs(f"{what} of lambda_{i} at step {t}", f"at most {bound}", abs(value - limit))
        bound *= arb(rate)
    return agrees(what)


def between(net: TrainedNetwork, numbers: Iterable[int], low: Any, high: Any, what: str) -> Answer:
    """low < lambda_{i,t} <= high for the named i and all t, to within rounding above; `what` names the values."""
    values = [y for i in numbers for y in path(net, i)]
    over = max(values) - net.tolerance
    return all_of(strictly_above(min(values) - net.tolerance, low, what), at_most(over, high, what))


def reaches(small: Any, large: Any, net: TrainedNetwork, what: str) -> Answer:
    """small <= large, to within the rounding of the run."""
    return at_most(small - net.tolerance, large, what)


def grows_between(
    net: TrainedNetwork, numbers: Iterable[int], quantity: Callable[[Step], tuple[fmpq, fmpq, fmpq, fmpq] | None], what: str
) -> Answer:
    """At each step `quantity` gives (before, after, least, most): after - before lies between; None leaves the step out."""
    for place in steps(net, numbers):
        found = quantity(place)
        if found is None:
            continue
        before, after, least, most = found
        spare = net.tolerance * (1 + after * after)
        if not least - spare <= after - before <= most + spare:
            return differs(f"{what} from {place.now} to {place.next}", f"{least} to {most}", after - before)
    return agrees(what)


def strictly_above(value: Any, bound: Any, what: str) -> Answer:
    """value > bound, for exact numbers or balls."""
    truth = Exact().compare(">", value, bound)
    if truth is None:
        return undecided(f"{what}: {value} against {bound}")
    return agrees(what) if truth else differs(f"{what} (should be above the stated value)", bound, value)


def changed(net: TrainedNetwork) -> int:
    """The number of singular values that the first step changes by more than rounding."""
    first = [step for i in range(1, net.d_star + 1) for step in steps(net, [i]) if step.t == 0]
    return sum(abs(step.next - step.now) > step.rounding for step in first)


def _exhibit(place: Step, stated: Formula | None, what: str) -> Exhibit | None:
    """A stand-alone descent; for exact networks whose singular vectors are coordinate vectors."""
    if {"seed", "U", "V"} & set(place.net.recipe):
        return None
    lines = (
        *setup_of(place.net.initial, "gram"),
        f"eta = {fraction(place.net.eta)}",
        "def at(t):  # after t steps",
        "    return W if t == 0 else descend(at(t - 1), Sxx, Syx, eta)",
    )
    place_of = f"[0][{place.i - 1}][{place.i - 1}]"
    true, before = f"at({place.t + 1}){place_of}", f"at({place.t}){place_of}"
    if stated is not None:
        return Exhibit(what, lines, python_source(stated, place.facts), true)
    return Exhibit(f"{what}; true: before and after step {place.t}", lines, "'claimed'", f"({before}, {true})")


def _all_values(net: TrainedNetwork) -> list[list[fmpq]]:
    found = net.__dict__.get("_paths")
    if found is None:
        found = net.__dict__["_paths"] = [net.values(t) for t in range(net.steps + 1)]
    return found
