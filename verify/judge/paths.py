"""Comparisons along a trajectory of gradient descent on weight matrices: each singular value, from each step to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Any

from flint import arb, fmpq

from verify.judge.agreement import number_agrees
from verify.judge.compare import all_of, at_most
from verify.judge.scripts import fraction, matrix_source, python_source, setup_of
from verify.judge.verdicts import Answer, Exhibit, Outcome, agrees, differs, nothing, undecided
from verify.nets.training import TrainedNetwork
from verify.paper.arithmetic import Exact
from verify.paper.formulas import Formula

RUNAWAY = 10  # a value beyond this, in a run over mpmath reals, ends what is compared


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
        return self.net.rounding * (1 + abs(self.now) + abs(self.next))


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
    found = []
    for place in places:
        printed = stated.at(**place.facts)
        what = f"lambda_({place.i},{place.t + 1})"
        answer = number_agrees(printed, place.next, what, slack=place.rounding)
        if answer.outcome is Outcome.DIFFERS:
            return replace(answer, exhibit=_exhibit(place, python_source(stated, place.facts), "later", what))
        found.append(answer)
    return all_of(*found)


def happens_exactly_when(
    stated: Formula, happens: Callable[[Step], bool], net: TrainedNetwork, numbers: Iterable[int], what: str, code: str
) -> Answer:
    """`happens(step)` is true at every step exactly for those singular values that meet the stated condition.

    `code` is Python source of `happens` in the exact values `now` and `later`, for stand-alone scripts.
    """
    numbers = list(numbers)
    for i in numbers:
        own = list(steps(net, [i]))
        stated_truth = stated.holds(**own[0].facts)
        if stated_truth is None:
            return undecided(f"{stated} is not certain")
        failing = next((step for step in own if not happens(step)), None)
        if stated_truth == (failing is None):
            continue
        shown = failing or own[0]
        true = f"{failing is None}: at step {shown.t}, {shown.now} goes to {shown.next}"
        exhibit = _exhibit(shown, python_source(stated, shown.facts), code, what)
        return differs(f"{what}, for i = {i}", stated_truth, true, exhibit)
    return agrees(what) if numbers else nothing(f"{what}: no such value")


def within(net: TrainedNetwork, i: int, limit: Any, factor: fmpq, rate: fmpq, what: str) -> Answer:
    """|lambda_{i,t} - limit| <= factor * rate^(t-1) at every step t >= 1, to within rounding; upwards rounded powers."""
    bound, found = arb(factor), list[Answer]()
    for t, value in enumerate(path(net, i)[1:], 1):
        found.append(at_most(abs(value - limit) - net.rounding, bound, f"{what} of lambda_{i} at step {t}"))
        bound *= arb(rate)
    return all_of(*found)


def between(net: TrainedNetwork, numbers: Iterable[int], low: Any, high: Any, what: str) -> Answer:
    """low < lambda_{i,t} <= high for the named i and all t, to within rounding above; `what` names the values."""
    values = [y for i in numbers for y in path(net, i)]
    if not values:
        return nothing(f"{what}: no such value")
    over = max(values) - net.rounding
    return all_of(strictly_above(min(values) - net.rounding, low, what), at_most(over, high, what))


def reaches(small: Any, large: Any, net: TrainedNetwork, what: str) -> Answer:
    """small <= large, to within the rounding of the run."""
    return at_most(small - net.rounding, large, what)


def grows_between(
    net: TrainedNetwork, numbers: Iterable[int], quantity: Callable[[Step], tuple[fmpq, fmpq, fmpq, fmpq] | None], what: str
) -> Answer:
    """At each step `quantity` gives (before, after, least, most): after - before lies between; None leaves the step out."""
    answer = nothing(f"{what}: no such step")
    for place in steps(net, numbers):
        found = quantity(place)
        if found is None:
            continue
        answer = agrees(what)
        before, after, least, most = found
        spare = net.rounding * (1 + after * after)
        if not least - spare <= after - before <= most + spare:
            return differs(f"{what} from {place.now} to {place.next}", f"{least} to {most}", after - before)
    return answer


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


def counted(true: int, stated: Formula, net: TrainedNetwork, what: str, code: str, most: bool = False) -> Answer:
    """A counted number is the stated one (or at most that). `code` counts it in a stand-alone script."""
    printed = stated.at(**net.facts)
    truth = Exact().compare(">=" if most else "==", printed, fmpq(true))
    if truth is None:
        return undecided(f"{what}: printed {printed}, true {true}")
    if truth:
        return agrees(what)
    exhibit = None
    if not {"seed", "U", "V"} & set(net.recipe):
        fails = "printed < true" if most else "printed != true"
        exhibit = Exhibit(what, _setup(net), python_source(stated, net.facts), code, fails)
    return differs(what, printed, true, exhibit)


def _setup(net: TrainedNetwork) -> tuple[str, ...]:
    """Lines of a stand-alone script: the network, V, eta, and `at(t)` for the weights after t steps."""
    return (
        *setup_of(net.initial, "gram"),
        f"V = {matrix_source(net.arithmetic.exact(net.initial.V))}",
        f"eta = {fraction(net.eta)}",
        "def at(t):",
        "    return W if t == 0 else descend(at(t - 1), Sxx, Syx, eta)",
        "def rank(A):",
        "    return len(A[0]) - multiplicity(times(transpose(A), A), F(0))",
    )


def _exhibit(place: Step, printed: str, true: str, what: str) -> Exhibit | None:
    """A stand-alone descent; for exact networks whose singular vectors are coordinate vectors."""
    if {"seed", "U", "V"} & set(place.net.recipe):
        return None
    entry = f"[0][{place.i - 1}][{place.i - 1}]"
    lines = (*_setup(place.net), f"now, later = at({place.t}){entry}, at({place.t + 1}){entry}", "print(now, later)")
    return Exhibit(f"{what}, for i = {place.i}, from t = {place.t}", lines, printed, true)


def _all_values(net: TrainedNetwork) -> list[list[fmpq]]:
    found = net.__dict__.get("_paths")
    if found is None:
        found = [net.values(t) for t in range(net.steps + 1)]
        if net.rounding:  # over mpmath reals a value that runs away takes the digits of all others with it
            found = list(takewhile(lambda values: all(abs(x) < RUNAWAY for x in values), found)) or found[:1]
        net.__dict__["_paths"] = found
    return found
