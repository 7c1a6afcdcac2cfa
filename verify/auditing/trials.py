"""Two wordings of one statement tried side by side, on the same networks and at the same points, by the same claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import islice
from typing import Any

from flint import ctx

from verify.auditing.judgement import cases_of
from verify.errors import BadInput
from verify.judge.assumed import single
from verify.judge.cases import Case
from verify.judge.checking import check, not_admitted
from verify.judge.claims import Claim, Stated
from verify.judge.draws import pool
from verify.judge.run import Run
from verify.judge.search import DRAWS
from verify.judge.verdicts import Answer, Outcome, Verdict
from verify.judge.witness import spoken_recipe
from verify.paper.formulas import Formula, Imprecise, TooLarge, Undefined
from verify.paper.statements import Revision, Statement
from verify.reason.variables import small_points

POINTS = 40  # points of a symbolic claim at which both wordings are evaluated
Recipe = Mapping[str, Any]


class Truth(Enum):
    """What a wording says of one instance or point."""

    HOLDS = "holds"
    FAILS = "fails"
    SILENT = "says nothing"  # an assumption is not met
    OPEN = "is open"  # the digits, or the check, cannot tell


@dataclass(frozen=True)
class Trial:
    """One instance or point, seen by one claim under one reading: what the old and the new wording say of it."""

    claim: str
    under: str | None
    recipe: Recipe
    old: Truth
    new: Truth
    old_answer: str
    new_answer: str
    missed: frozenset[str] = frozenset()  # every assumption of the old wording that does not hold here

    @property
    def separates(self) -> bool:
        """Whether one wording holds here, or says nothing, and the other fails."""
        return (self.old is Truth.FAILS) != (self.new is Truth.FAILS) and Truth.OPEN not in (self.old, self.new)

    @property
    def spoken(self) -> str:
        """The instance as it is pasted into a revision file."""
        return spoken_recipe(self.recipe)

    @property
    def size(self) -> tuple[Any, ...]:
        """Smaller is simpler: both wordings speak, exact, shallow, narrow, few symbols."""
        silent = Truth.SILENT in (self.old, self.new)
        widths = self.recipe.get("widths", ())
        return silent, "seed" in self.recipe, self.recipe.get("L", 0), sum(widths), len(self.spoken), self.spoken


@dataclass(frozen=True)
class Printed:
    """A statement in its revision; the judge of its wording looks at nothing that was found about it."""

    statement: Statement
    revision: Revision


def trials(old: Printed, new: Printed, claims: Sequence[Claim], run: Run, hints: Sequence[Recipe] = ()) -> Iterator[Trial]:
    """Every claim that names the statement, under every reading of either revision, on hints, points and networks.

    At most `run.examples` networks for each sampled claim and reading, and POINTS points for each part of a symbolic one.
    """
    was = {_name(case): case for case in cases_of(old.statement, claims, old.revision)}
    now = {_name(case): case for case in cases_of(new.statement, claims, new.revision)}
    with ctx.workprec(int(run.dps * 3.33) + 64):
        for name in dict.fromkeys([*now, *was]):
            one, other = was.get(name), now.get(name)
            claim = (one or other).claim  # type: ignore[union-attr]
            assert claim is not None
            yield from (_points if claim.domain is None else _networks)(one, other, run, hints)


def questions(case: Case) -> list[Any]:
    """The single questions of a symbolic claim, those of Every and Argued taken apart; none when it cannot be put."""
    assert case.claim is not None
    try:
        return list(_apart(case.claim.check(Stated(case.wording, case.under, case.statement.name))))
    except (TooLarge, BadInput):
        raise
    except Exception:
        return []  # the judge of the wording says what is wrong with it


def pointwise(case: Case) -> list[Any]:
    """Those questions of a symbolic claim to which a point may say no; a derived bound that need not be sharp is none."""
    assert case.claim is not None
    try:
        return list(single(case.claim.check(Stated(case.wording, case.under, case.statement.name))))
    except (TooLarge, BadInput):
        raise
    except Exception:
        return []  # the judge of the wording says what is wrong with it


def _apart(question: Any) -> Iterator[Any]:
    inner = getattr(question, "questions", None) or getattr(question, "parts", None)
    if inner is None:
        yield question
    else:
        for part in inner:
            yield from _apart(part)


def points_of(question: Any) -> Iterator[Recipe]:
    """Points of a question's space, simplest first."""
    space, region = getattr(question, "space", None), getattr(question, "region", None)
    if space is not None:
        return (point for point in small_points(list(space.variables)) if space.admits(point))
    return iter(region.points() if region is not None else ())


def truth_at(case: Case, place: Recipe) -> Truth:
    """What the wording of a case says of one point or network; OPEN for a place that its claim cannot use."""
    assert case.claim is not None
    try:
        if case.claim.domain is not None:
            return _truth(case, case.claim.domain.build(place))[0]
        seen = {_at(case, question, place)[0] for question in pointwise(case)}
    except Exception:
        return Truth.OPEN
    return next((truth for truth in (Truth.FAILS, Truth.HOLDS, Truth.SILENT) if truth in seen), Truth.OPEN)


def _name(case: Case) -> tuple[str, str | None]:
    return case.claim.name if case.claim else "", case.under.name if case.under else None


def _networks(old: Case | None, new: Case | None, run: Run, hints: Sequence[Recipe]) -> Iterator[Trial]:
    known = [case for case in (new, old) if case is not None]
    domain = known[0].claim.domain  # type: ignore[union-attr]
    assert domain is not None
    drawn = [pool(case, run, DRAWS[0] * run.examples) for case in known]
    seen: set[str] = set()
    tried = -len(hints)  # what is pinned comes on top
    for recipe in _in_turn(hints, *drawn):
        if tried >= run.examples:
            break
        if spoken_recipe(recipe) in seen:
            continue
        seen.add(spoken_recipe(recipe))
        try:
            made = _on(domain, recipe, old, new)
        except (BadInput, ValueError, ArithmeticError, MemoryError, KeyError, TypeError):
            continue  # a witness of another kind of claim
        if {made.old, made.new} != {Truth.SILENT}:
            tried += 1
            yield made


def _on(domain: Any, recipe: Recipe, old: Case | None, new: Case | None) -> Trial:
    instance = domain.build(recipe)
    (was, before), (now, after) = (_truth(case, instance) for case in (old, new))
    if "seed" in recipe and {was, now} & {Truth.FAILS, Truth.OPEN}:  # over reals, look again with twice the digits
        recipe = {**recipe, "digits": min(1000, 2 * recipe.get("digits", 50))}
        with ctx.workprec(2 * ctx.prec):
            instance = domain.build(recipe)
            (was, before), (now, after) = (_truth(case, instance) for case in (old, new))
    claim, under = _name(old or new)  # type: ignore[arg-type]
    return Trial(claim, under, dict(recipe), was, now, before, after, _missed(old, under, instance.facts))


def _truth(case: Case | None, instance: Any) -> tuple[Truth, str]:
    if case is None:
        return Truth.SILENT, "not claimed under this reading"
    missed = not_admitted(case, instance)
    if missed is not None:
        return Truth.SILENT, f"assumes {missed}"
    try:
        answer = check(case, instance)
    except (TooLarge, BadInput) as error:
        return Truth.OPEN, str(error)
    if not isinstance(answer, Answer):
        return Truth.OPEN, answer.detail
    if answer.outcome is Outcome.NOTHING:
        return Truth.SILENT, str(answer)
    truths = {Outcome.AGREES: Truth.HOLDS, Outcome.DIFFERS: Truth.FAILS, Outcome.UNDECIDED: Truth.OPEN}
    return truths[answer.outcome], str(answer)


def _missed(case: Case | None, reading: str | None, values: Mapping[str, Any]) -> frozenset[str]:
    """All assumptions of a case that are certainly not met by these values, as `changes` words them."""
    if case is None:
        return frozenset({f"not under the reading {reading}"})
    under = case.under
    told = {str(f): f for f in (*case.conventions, *case.wording.given)}
    if under is not None:
        told |= {f"under the reading {under.name}, {f}": f for f in under.given}
    missed = {text for text, formula in told.items() if _certainly_not(formula, values)}
    known = under is not None and {"rank_xx", *under.rank_xx.names} <= set(values)
    if under is not None and known and under.rank_xx.at(**values) != values["rank_xx"]:
        missed.add(f"under the reading {under.name}, rank_xx == {under.rank_xx}")
    return frozenset(missed)


def _certainly_not(formula: Formula, values: Mapping[str, Any]) -> bool:
    try:
        return formula.names <= set(values) and formula.holds(**values) is False
    except (Undefined, Imprecise, TypeError, KeyError):
        return False


def _points(old: Case | None, new: Case | None, run: Run, hints: Sequence[Recipe]) -> Iterator[Trial]:
    was, now = ([] if case is None else pointwise(case) for case in (old, new))
    if old is not None and new is not None and len(was) != len(now):
        return  # the claim asks other questions of the new wording: nothing to hold side by side
    alone = [_assumed_by(one, other) for one, other in ((old, new), (new, old))]
    for place in range(max(len(was), len(now))):
        one, other = (asked[place] if asked else None for asked in (was, now))
        drawn = _in_turn(hints, islice(points_of(other or one), POINTS), islice(points_of(one or other), POINTS))
        for point in {spoken_recipe(plain(point)): point for point in drawn}.values():
            (a, before), (b, after) = _at(old, one, point, alone[0]), _at(new, other, point, alone[1])
            if {a, b} <= {Truth.SILENT, Truth.OPEN}:
                continue
            claim, under = _name(old or new)  # type: ignore[arg-type]
            missed = _missed(old, under, values_at(other or one, point))
            yield Trial(claim, under, plain(point), a, b, before, after, missed)


def _assumed_by(case: Case | None, other: Case | None) -> tuple[Formula, ...]:
    """The assumptions of one wording that the other one does not have: the claims were not written with them in mind."""
    if case is None or other is None:
        return ()
    shared = {f.text for f in (*other.conventions, *other.wording.given)}
    return tuple(f for f in (*case.conventions, *case.wording.given) if f.text not in shared)


def _at(case: Case | None, question: Any, point: Recipe, alone: Sequence[Formula] = ()) -> tuple[Truth, str]:
    if case is None or question is None:
        return Truth.SILENT, "not claimed under this reading"
    missed = missed_at((*case.conventions, *case.wording.given), question, point)
    if missed is not None:
        return Truth.SILENT, f"assumes {missed}"
    unknown = next((f for f in alone if not f.names <= set(values_at(question, point))), None)
    if unknown is not None:
        return Truth.OPEN, f"the point does not say whether {unknown}"
    try:
        evidence = question.replay(point)
    except Exception as error:
        return Truth.OPEN, str(error)
    if evidence.verdict is Verdict.REFUTED:
        return Truth.FAILS, evidence.detail
    return (Truth.HOLDS if evidence.verdict.stands else Truth.OPEN), evidence.detail


def values_at(question: Any, point: Recipe) -> Mapping[str, Any]:
    """The values of all symbols that a question's space defines at a point."""
    try:
        values: Mapping[str, Any] = question.space.values(point)
    except Exception:
        return dict(point)
    return values


def missed_at(assumed: Iterable[Formula], question: Any, point: Recipe) -> Formula | None:
    """An assumption that speaks of the point's symbols alone and does not hold there."""
    values = values_at(question, point)
    return next((formula for formula in assumed if _certainly_not(formula, values)), None)


def _in_turn(*sources: Iterable[Recipe]) -> Iterator[Recipe]:
    """The hints, then the others in turn, so that a short run sees both pools."""
    first, *others = sources
    yield from first
    rests = [iter(source) for source in others]
    while rests:
        for rest in list(rests):
            found = next(rest, None)
            if found is None:
                rests.remove(rest)
            else:
                yield found


def plain(point: Recipe) -> dict[str, Any]:
    """The point with whole numbers and fractions as they are written in a revision file."""
    return {k: _written(v) if isinstance(v, Fraction) else v for k, v in point.items()}


def _written(x: Fraction) -> int | str:
    return int(x) if x.denominator == 1 else str(x)
