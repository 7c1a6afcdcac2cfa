"""Is a point that refutes a symbolic claim one of which the statement speaks: do its printed assumptions hold there?

A symbolic claim fixes its own range. An assumption that a revision adds to the statement, or to all statements of a result
or a reading, is no part of that range, so a point of it may lie outside what is claimed. Where assumptions speak of more
symbols than the point has, some values of those must meet them all together with the point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import Any

from flint import fmpq

from verify.judge.cases import Case
from verify.judge.questions import Every
from verify.judge.real_questions import Argued
from verify.judge.tested import Tested
from verify.judge.verdicts import Evidence, Verdict
from verify.nets.matrices import rational
from verify.paper.formulas import Budget, Formula, Imprecise, TooLarge, Undefined
from verify.paper.printing import text_of
from verify.reason.variables import small_points

COMPLETIONS = 3000  # values that are tried for the symbols which assumptions name beside those of a point
TRIED = ("0", "1", "2", "3", "1/2", "4", "1/4", "1/64", "8")
POINTS = 200  # points inside the assumptions that are tried after one outside them


def missed(case: Case, question: Any, point: Mapping[str, Any]) -> str:
    """Which assumption keeps the statement from speaking of the point, and how; empty where all can be met there."""
    named = _read_in(case)
    conventions = [formula for formula in case.conventions if formula not in named]
    assumed = (*conventions, *case.wording.given, *(case.under.given if case.under else ()))
    assumed = tuple(formula for formula in assumed if not _is_stated(formula, case))
    for one in single(question):
        values = _values(one, point)
        if not values:
            continue
        for formula in assumed:
            if formula.names <= set(values) and _truth(formula, values) is False:
                return f"{formula} does not hold"
        more = [formula for formula in assumed if not formula.names <= set(values) and not formula.indexed]
        if not _can_be_met(more, values):
            return f"{' and '.join(map(str, more))} cannot be met, as far as small values of its other symbols tell,"
    return ""


def _is_stated(formula: Formula, case: Case) -> bool:
    """Whether an assumption compares what a part of the statement compares: "… is equivalent to …" does not assume it."""
    parts = [part.relation.sides for part in case.wording.parts.values() if part.is_relation]
    return len(parts) > 1 and any(_bare(sides) == _bare(formula.relation.sides) for sides in parts)


def _bare(sides: Iterable[Any]) -> set[str]:
    return {text_of(side) for side in sides}


def _read_in(case: Case) -> list[Formula]:
    """The conventions of which a finding of that severity says in its reason that they have to be read in."""
    finding = case.statement.finding
    if not case.expects_refutation or finding is None or finding.severity != "convention":
        return []
    return [formula for formula in case.conventions if f"{formula} has to be read in" in finding.because]


def _told(case: Case, question: Any, evidence: Evidence) -> Evidence:
    """The evidence; a refutation outside a convention that the finding is about says so."""
    if evidence.verdict is not Verdict.REFUTED or evidence.witness is None:
        return evidence
    for one in single(question):
        values = _values(one, evidence.witness)
        for formula in _read_in(case):
            if formula.names <= set(values) and _truth(formula, values) is False:
                text = f"outside the convention {formula}"
                return replace(evidence, scope=f"{evidence.scope}, {text}", detail=f"{text}: {evidence.detail}")
    return evidence


def _can_be_met(formulas: list[Formula], values: Mapping[str, Any]) -> bool:
    try:
        return _completed(formulas, values, Budget(COMPLETIONS))
    except TooLarge:  # not found among so many
        return False


def _completed(open_: list[Formula], values: Mapping[str, Any], budget: Budget) -> bool:
    """Whether small values of the symbols that are missing meet all assumptions, tried one symbol after the other."""
    left = [formula for formula in open_ if not formula.names <= set(values)]
    if any(_truth(formula, values) is not True for formula in open_ if formula not in left):
        return False
    if not left:
        return True
    name = min(min(left, key=lambda formula: len(formula.names - set(values))).names - set(values))
    near = [x for x in dict.fromkeys(map(fmpq, values.values()))]
    for value in dict.fromkeys([*(str(x + step) for x in near for step in (0, 1, -1)), *TRIED]):
        budget.spend()
        if _completed(left, {**values, name: rational(value)}, budget):
            return True
    return False


def _truth(formula: Formula, values: Mapping[str, Any]) -> bool | None:
    try:
        return formula.holds(**values)
    except (Undefined, Imprecise, TypeError, KeyError):
        return None


def within(case: Case, question: Any, evidence: Evidence) -> Evidence:
    """The evidence; a refutation outside the printed assumptions gives way to one inside them, or stays UNDECIDED."""
    outside = _outside(case, question, evidence)
    if not outside:
        return _told(case, question, evidence)
    for one in single(question):
        inside = (point for point in _points(one) if not missed(case, one, point))
        for point in islice(inside, POINTS):
            seen: Evidence = one.replay(point)
            if seen.verdict is Verdict.REFUTED:
                return _told(case, one, seen)
    text = f"refuted at {evidence.scope} only, where the assumption {outside} and the claim does not use it"
    return replace(evidence, verdict=Verdict.UNDECIDED, detail=text, witness=None, exhibit=None)


def at_point(case: Case, question: Any, evidence: Evidence) -> Evidence:
    """The evidence of one point; a refutation outside the printed assumptions is none."""
    outside = _outside(case, question, evidence)
    if not outside:
        return _told(case, question, evidence)
    text = f"at the witness the assumption {outside} so that the statement does not speak of it"
    return replace(evidence, verdict=Verdict.UNDECIDED, detail=text, witness=None, exhibit=None)


def single(question: Any) -> Iterator[Any]:
    """The single questions of one that is made of several, each of which a point may refute."""
    if isinstance(question, Tested):
        question = question.test
    inner = question.questions if isinstance(question, Every) else question.parts if isinstance(question, Argued) else None
    for part in inner or ():
        yield from single(part)
    if inner is None:
        yield question


def _outside(case: Case, question: Any, evidence: Evidence) -> str:
    if evidence.verdict is not Verdict.REFUTED or evidence.witness is None:
        return ""
    return missed(case, question, evidence.witness)


def _points(question: Any) -> Iterator[Mapping[str, Any]]:
    space, region = getattr(question, "space", None), getattr(question, "region", None)
    if space is not None:
        return (point for point in _small_steps(list(space.variables)) if space.admits(point))
    return iter(region.points() if region is not None else ())


def _small_steps(variables: list[Any]) -> Iterator[Mapping[str, Any]]:
    """The small points, each also with one real variable far smaller, as assumptions on a step size ask."""
    for point in small_points(variables):
        yield point
        for v in variables:
            if not v.integer:
                yield {**point, v.name: Fraction(1, 16)}


def _values(question: Any, point: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values of all symbols at a point of the question; none for a point of another question."""
    try:
        return dict(question.space.values(point) if hasattr(question, "space") else question.values(point))
    except Exception:
        return {}
