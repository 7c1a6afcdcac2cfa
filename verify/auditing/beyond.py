"""Beyond a dropped assumption: instances and points that break this one alone, where the new wording says something new.

An assumption that is dropped is superfluous only by proof. Instances beyond it can refute the new wording, or leave it open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from flint import ctx

from verify.auditing.changes import Change
from verify.auditing.judgement import Found, cases_of
from verify.errors import BadInput
from verify.judge.assumed import missed, single
from verify.judge.cases import Case
from verify.judge.checking import check, not_admitted
from verify.judge.claims import Claim, Stated
from verify.judge.draws import draw, under
from verify.judge.questions import AtMost, Identity
from verify.judge.run import Run
from verify.judge.verdicts import Answer, Evidence, Outcome, Verdict
from verify.judge.wider import rare, widenings
from verify.judge.witness import spoken_recipe
from verify.paper.formulas import Formula, Imprecise, TooLarge, Undefined
from verify.paper.statements import Revision
from verify.reason.variables import small_points

DRAWN = 48  # recipes of a wider domain
LOOKED = 6  # instances beyond the assumption, and instances within all, at which a claim is asked
POINTS = 200  # points of a symbolic claim


@dataclass(frozen=True)
class Beyond:
    """What lies beyond the dropped assumptions: refutations, and at how many instances the new wording was asked."""

    refuted: tuple[Found, ...] = ()
    asked: int = 0


def beyond(
    change: Change, dropped: Sequence[str], old: Revision, new: Revision, claims: Sequence[Claim], run: Run
) -> Beyond:
    """Ask the claims of a statement where a dropped assumption fails and all that the new wording assumes holds.

    A claim is asked about a network outside the domain that it was written for only where the old wording holds, by the
    same claim, at all networks of the wider domain that meet the old assumptions.
    """
    assert change.old is not None and change.new is not None
    gone = [formula for formula in _all(change.old, old) if formula.text in dropped]
    before = {_name(case): case for case in cases_of(change.old, claims, old)}
    refuted, asked = [], 0
    with ctx.workprec(int(run.dps * 3.33) + 64):
        for case in cases_of(change.new, claims, new):
            was = before.get(_name(case))
            if was is None or case.claim is None:
                continue
            try:
                found, more = _points(case, gone) if case.claim.domain is None else _wider(case, was, gone, run)
            except (BadInput, TooLarge):
                continue
            asked += more
            if found is not None:
                refuted.append(Found(case, found))
    return Beyond(tuple(refuted), asked)


def _all(statement: Any, book: Revision) -> tuple[Formula, ...]:
    return (*statement.printed.given, *book.results[statement.result].conventions)


def _name(case: Case) -> tuple[str, str | None]:
    return case.claim.name if case.claim else "", case.under.name if case.under else None


def _fails(formula: Formula, values: Mapping[str, Any]) -> bool:
    try:
        return formula.names <= set(values) and formula.holds(**values) is False
    except (Undefined, Imprecise, KeyError, TypeError):
        return False


def _wider(case: Case, was: Case, gone: Sequence[Formula], run: Run) -> tuple[Evidence | None, int]:
    """The first refutation in a wider domain, and how many instances beyond the assumption were asked in all of them."""
    assert case.claim is not None
    asked = 0
    for domain in widenings(case.claim.domain):
        found, more = _networks(domain, case, was, gone, run)
        asked += more
        if found is not None:
            return found, asked
    return None, asked


def _recipes(domain: Any, case: Case, run: Run) -> Iterator[Mapping[str, Any]]:
    yield from (under(case, dict(recipe)) for recipe in rare(domain))
    drawn: list[dict[str, Any]] = []
    draw(domain, run, DRAWN, 31 + run.seed, drawn.append)
    yield from ({repr(r): under(case, r) for r in drawn}).values()


def _networks(domain: Any, case: Case, was: Case, gone: Sequence[Formula], run: Run) -> tuple[Evidence | None, int]:
    """The simplest network beyond a dropped assumption that the new wording fails on, and how many were asked."""
    assert case.claim is not None and case.claim.domain is not None
    outside: list[tuple[Mapping[str, Any], Any]] = []
    inside = 0
    for recipe in _recipes(domain, case, run):
        if len(outside) >= LOOKED and inside >= LOOKED:
            break
        try:
            instance = case.claim.domain.build(recipe)
            facts = instance.facts
        except (BadInput, ValueError, ArithmeticError):
            continue
        if not_admitted(case, instance) is not None:
            continue
        if not_admitted(was, instance) is None:
            if inside < LOOKED and _outcome(was, instance) is Outcome.DIFFERS:
                return None, 0  # the claim cannot be asked this far out
            inside += 1
        elif len(outside) < LOOKED and any(_fails(formula, facts) for formula in gone):
            outside.append((recipe, instance))
    failing = []
    for recipe, instance in outside:
        answer = _answer(case, instance)
        if answer is not None and answer.outcome is Outcome.DIFFERS:
            failing.append((recipe, answer))
    if not failing or not inside:
        return None, len(outside)
    recipe, answer = min(failing, key=lambda one: (one[0].get("L", 0), sum(one[0].get("widths", ())), len(str(one[0]))))
    told = next(str(f) for f in gone if _fails(f, case.claim.domain.build(recipe).facts))
    method = f"one instance beyond the dropped assumption {told}"
    made = Evidence(Verdict.REFUTED, spoken_recipe(recipe), method, str(answer), tried=len(outside), witness=dict(recipe))
    return replace(made, exhibit=answer.exhibit), len(outside)


def _answer(case: Case, instance: Any) -> Answer | None:
    try:
        answer = check(case, instance)
    except (BadInput, TooLarge):
        return None
    return answer if isinstance(answer, Answer) else None


def _outcome(case: Case, instance: Any) -> Outcome | None:
    answer = _answer(case, instance)
    return None if answer is None else answer.outcome


def _points(case: Case, gone: Sequence[Formula]) -> tuple[Evidence | None, int]:
    """A point beyond a dropped assumption at which two stated sides are not as stated, and how many were asked.

    Derived sides are left out: they were derived under the assumptions.
    """
    assert case.claim is not None
    question = case.claim.check(Stated(case.wording, case.under, case.statement.name))
    asked = 0
    for one in single(question):
        if not isinstance(one, Identity | AtMost) or not all(isinstance(side, Formula) for side in (one.left, one.right)):
            continue
        wide = replace(one, space=replace(one.space, given=()))
        for point in islice(filter(wide.space.admits, small_points(list(one.space.variables))), POINTS):
            values = wide.space.values(point)
            if not any(_fails(formula, values) for formula in gone) or missed(case, wide, point):
                continue
            asked += 1
            found = wide.replay(point)
            if found.verdict is Verdict.REFUTED:
                return found, asked
    return None, asked
