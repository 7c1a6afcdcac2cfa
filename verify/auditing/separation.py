"""What tells an old wording from a new one: an instance where one holds and the other fails, or why there can be none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flint import ctx

from verify.auditing.changes import Change
from verify.auditing.judgement import cases_of
from verify.auditing.strength import Argument, Relation, Sense, argue, senses
from verify.auditing.trials import Printed, Recipe, Trial, Truth, questions, trials
from verify.judge.cases import Case
from verify.judge.checking import check, not_admitted
from verify.judge.claims import Claim
from verify.judge.draws import pool
from verify.judge.run import Run
from verify.judge.search import DRAWS
from verify.judge.verdicts import Answer, Outcome
from verify.paper import grammar
from verify.paper.formulas import Formula
from verify.paper.statements import Revision, Wording

PROBED = 4  # networks on which a part is raised and lowered, to see which way a claim takes it
FAR = 10**6


@dataclass(frozen=True)
class Separation:
    """How a new wording stands to the old one, why, the instances that show it, and how many were tried."""

    relation: Relation
    why: str
    only_old: Trial | None  # the new wording fails here, the old one does not
    only_new: Trial | None  # the old wording fails here, the new one does not
    beyond: Trial | None  # one wording speaks here and holds, the other one assumes something that is not so
    counts: Mapping[tuple[Truth, Truth], int]
    checks: tuple[Any, ...] = ()
    passed: frozenset[str] = frozenset()  # old assumptions that do not hold at an instance where the new wording speaks

    @property
    def witness(self) -> Trial | None:
        """The simplest separating instance; None when none was found."""
        found = [trial for trial in (self.only_old, self.only_new) if trial is not None]
        return min(found, key=lambda trial: trial.size, default=None)

    @property
    def tried(self) -> int:
        """How many instances and points were tried."""
        return sum(self.counts.values())

    def spoken_counts(self) -> str:
        """For example "40 tried: both hold 28, the old one fails and the new one holds 12"."""
        parts = [_spoken(pair, number) for pair, number in sorted(self.counts.items(), key=lambda item: -item[1])]
        return f"{self.tried} instances and points tried" + (f": {', '.join(parts)}" if parts else "")


def separate(
    change: Change, old: Revision, new: Revision, claims: Sequence[Claim], run: Run, hints: Sequence[Recipe] = ()
) -> Separation:
    """Hold the two wordings of a changed statement side by side.

    The relation is argued from the text (see `strength`); two witnesses, one each way, argue "incomparable". Samples alone
    never make a relation: it is then "not settled", with the counts. Raises ValueError for a statement that is only in one.
    """
    if change.old is None or change.new is None:
        raise ValueError(f"{change.id} is not in both revisions")
    sides = Printed(change.old, old), Printed(change.new, new)
    also = [w for book in (new, old) for w in _beside(change, book)] if change.dropped else []
    seen = list(trials(*sides, claims, run, _each_once([*pinned(change), *hints, *also])))
    only_old = _simplest(seen, new=Truth.FAILS)
    only_new = _simplest(seen, old=Truth.FAILS)
    beyond = _simplest([t for t in seen if {t.old, t.new} == {Truth.HOLDS, Truth.SILENT}])
    argument = _argued(change, sides, claims, run, only_old, only_new)
    counts = Counter((trial.old, trial.new) for trial in seen)
    passed = frozenset().union(*(t.missed for t in seen if t.old is Truth.SILENT and t.new in (Truth.HOLDS, Truth.FAILS)))
    return Separation(argument.relation, argument.text, only_old, only_new, beyond, counts, argument.checks, passed)


def pinned(change: Change) -> list[Recipe]:
    """The witnesses of both findings: recipes or points worth trying first."""
    found = [s.finding for s in (change.new, change.old) if s is not None and s.finding is not None]
    return [witness for finding in found for witness in finding.witness.values()]


def _beside(change: Change, book: Revision) -> list[Recipe]:
    """Witnesses pinned at other statements of the result: where an assumption is dropped, these lie beyond it on purpose."""
    result = book.results.get(change.statement.result)
    findings = [s.finding for s in result.statements.values() if s.finding is not None] if result else []
    return [witness for finding in findings for witness in finding.witness.values()]


def _each_once(recipes: Sequence[Recipe]) -> list[Recipe]:
    return list({repr(sorted(recipe.items(), key=lambda item: item[0])): recipe for recipe in recipes}.values())


def _simplest(seen: Sequence[Trial], **wanted: Truth) -> Trial | None:
    fitting = [t for t in seen if not wanted or (t.separates and all(getattr(t, k) is v for k, v in wanted.items()))]
    return min(fitting, key=lambda trial: trial.size, default=None)


def _argued(
    change: Change,
    sides: tuple[Printed, Printed],
    claims: Sequence[Claim],
    run: Run,
    only_old: Trial | None,
    only_new: Trial | None,
) -> Argument:
    with ctx.workprec(int(run.dps * 3.33) + 64):
        asked, taken = _questions(sides, claims)
        before, after = (side.revision.results[side.statement.result].conventions for side in sides)
        argument = _unless_contradicted(argue(change, asked, taken, (before, after)), only_old, only_new)
        if argument.relation is not Relation.NOT_SETTLED:
            return argument
        silent = Truth.SILENT
        if only_old and only_new and silent not in (only_old.new, only_old.old, only_new.new, only_new.old):
            return Argument(Relation.INCOMPARABLE, "each of them fails at an instance where the other one holds")
        unknown = [name for name in change.parts if name not in taken]
        if unknown and change.new and set(change.new.printed.parts) == set(change.old.printed.parts if change.old else ()):
            taken = {**taken, **_probed(sides, claims, run, unknown)}
            again = _unless_contradicted(argue(change, asked, taken, (before, after)), only_old, only_new)
            if again.relation is not Relation.NOT_SETTLED:
                return replace(again, text=f"{again.text}; that it is a bound is read off {PROBED} networks")
        values = [name for name in change.parts if taken.get(name) is Sense.VALUE]
        differs = only_old or only_new
        if values == list(change.parts) and differs and silent not in (differs.old, differs.new):
            text = f"{', '.join(values)}: two values of one quantity, which differ at the witness, so at most one is right"
            return Argument(Relation.INCOMPARABLE, text)
        if differs:
            return Argument(
                Relation.NOT_SETTLED, f"not equivalent (see the witness); that one implies the other: {argument.text}"
            )
        return argument


def _unless_contradicted(argument: Argument, only_old: Trial | None, only_new: Trial | None) -> Argument:
    """The argument, unless an instance says otherwise: then the argument covers less than the claims do."""
    against = {
        Relation.EQUIVALENT: only_old or only_new,
        Relation.STRENGTHENED: only_new,  # the new wording holds, or is silent, where the old one fails
        Relation.WEAKENED: only_old,
    }.get(argument.relation)
    if against is None:
        return argument
    return Argument(Relation.NOT_SETTLED, f"{argument.text}; but the claims reach further, see the witness")


def _questions(sides: Sequence[Printed], claims: Sequence[Claim]) -> tuple[list[Any], dict[str, Sense]]:
    asked: list[Any] = []
    taken: dict[str, Sense] = {}
    for side in sides:
        own = [
            question
            for case in cases_of(side.statement, claims, side.revision)
            if case.claim is not None and case.claim.domain is None
            for question in questions(case)
        ]
        taken |= senses(side.statement.printed.parts, own)
        bounds = side.statement.printed.bounds.items()
        taken |= {name: Sense[bound.upper()] for name, bound in bounds if bound in ("upper", "lower")}
        asked += own
    return asked, taken


def _probed(sides: Sequence[Printed], claims: Sequence[Claim], run: Run, names: Sequence[str]) -> dict[str, Sense]:
    """How sampled claims take each part: does a larger value still pass, does a smaller one, on a few networks."""
    found: dict[str, set[Sense]] = {name: set() for name in names}
    for side in sides:
        for case in cases_of(side.statement, claims, side.revision):
            if case.claim is None or case.claim.domain is None:
                continue
            looked = 0
            for recipe in pool(case, run, DRAWS[0] * run.examples):
                if looked == PROBED:
                    break
                instance = case.claim.domain.build(recipe)
                if not_admitted(case, instance) is not None or _outcome(case, instance) is not Outcome.AGREES:
                    continue
                looked += 1
                for name in names:
                    found[name] |= _senses_on(case, instance, name)
    return {name: seen.pop() for name, seen in found.items() if len(seen) == 1}


def _senses_on(case: Case, instance: Any, name: str) -> frozenset[Sense]:
    """The sense that the claim shows on one network; none where it shows none, all where it shows that there is none."""
    formula = case.wording.parts[name]
    if formula.is_relation:
        return frozenset()
    far = {way: _outcome(_with(case, name, _shifted(formula, way, FAR)), instance) for way in ("+", "-")}
    near = {way: _outcome(_with(case, name, _shifted(formula, way, 1)), instance) for way in ("+", "-")}
    up, down = (
        Outcome.AGREES
        if far[way] is Outcome.AGREES and near[way] is Outcome.AGREES
        else Outcome.DIFFERS
        if far[way] is Outcome.DIFFERS
        else None
        for way in ("+", "-")
    )
    if up is Outcome.DIFFERS and down is Outcome.DIFFERS:
        if Outcome.AGREES in near.values():  # two numbers pass: no value of one quantity, whatever other networks show
            return frozenset(Sense)
        return frozenset({Sense.VALUE} if set(near.values()) == {Outcome.DIFFERS} else ())
    if up is Outcome.AGREES and down is Outcome.DIFFERS:
        return frozenset({Sense.UPPER})
    return frozenset({Sense.LOWER} if up is Outcome.DIFFERS and down is Outcome.AGREES else ())


def _with(case: Case, name: str, formula: Formula) -> Case:
    wording = case.statement.printed
    changed = Wording({**wording.parts, name: formula}, wording.latex, wording.given, wording.sentence)
    return replace(case, statement=replace(case.statement, printed=changed))


def _shifted(formula: Formula, way: str, by: int) -> Formula:
    tree = grammar.Operation(0, way, formula.tree, grammar.Integer(0, by))
    return Formula(f"({formula.text}) {way} {by}", tree)


def _outcome(case: Case, instance: Any) -> Outcome | None:
    try:
        answer = check(case, instance)
    except Exception:
        return None
    return answer.outcome if isinstance(answer, Answer) else None


def _spoken(pair: tuple[Truth, Truth], number: int) -> str:
    old, new = pair
    if old is new:
        return f"both {'hold' if old is Truth.HOLDS else 'fail' if old is Truth.FAILS else 'are open'} {number}"
    return f"the old one {old.value} and the new one {new.value} {number}"
