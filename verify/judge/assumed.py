"""Is a point that refutes a symbolic claim one of which the statement speaks: do its printed assumptions hold there?

A symbolic claim fixes its own range. An assumption that a revision adds to the statement is no part of that range, so a
point of it may lie outside what is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from verify.judge.cases import Case
from verify.judge.questions import Every
from verify.judge.real_questions import Argued
from verify.judge.tested import Tested
from verify.judge.verdicts import Evidence, Verdict
from verify.paper.formulas import Formula, Imprecise, Undefined
from verify.reason.variables import small_points

POINTS = 200  # points inside the assumptions that are tried after one outside them


def missed(case: Case, question: Any, point: Mapping[str, Any]) -> Formula | None:
    """A printed assumption that speaks of the point's symbols alone and certainly does not hold there."""
    for one in single(question):
        values = _values(one, point)
        for formula in case.wording.given:
            try:
                if formula.names <= set(values) and formula.holds(**values) is False:
                    return formula
            except (Undefined, Imprecise, TypeError, KeyError):
                continue
    return None


def within(case: Case, question: Any, evidence: Evidence) -> Evidence:
    """The evidence; a refutation outside the printed assumptions gives way to one inside them, or stays UNDECIDED."""
    outside = _outside(case, question, evidence)
    if outside is None:
        return evidence
    for one in single(question):
        inside = (point for point in _points(one) if missed(case, one, point) is None)
        for point in islice(inside, POINTS):
            seen: Evidence = one.replay(point)
            if seen.verdict is Verdict.REFUTED:
                return seen
    text = f"refuted at {evidence.scope} only, where the assumption {outside} does not hold, which the claim does not use"
    return replace(evidence, verdict=Verdict.UNDECIDED, detail=text, witness=None, exhibit=None)


def at_point(case: Case, question: Any, evidence: Evidence) -> Evidence:
    """The evidence of one point; a refutation outside the printed assumptions is none."""
    outside = _outside(case, question, evidence)
    if outside is None:
        return evidence
    text = f"the witness does not satisfy the assumption {outside}"
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


def _outside(case: Case, question: Any, evidence: Evidence) -> Formula | None:
    if evidence.verdict is not Verdict.REFUTED or evidence.witness is None or not case.wording.given:
        return None
    return missed(case, question, evidence.witness)


def _points(question: Any) -> Iterator[Mapping[str, Any]]:
    space, region = getattr(question, "space", None), getattr(question, "region", None)
    if space is not None:
        return (point for point in small_points(list(space.variables)) if space.admits(point))
    return iter(region.points() if region is not None else ())


def _values(question: Any, point: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values of all symbols at a point of the question; none for a point of another question."""
    try:
        return dict(question.space.values(point) if hasattr(question, "space") else question.values(point))
    except Exception:
        return {}
