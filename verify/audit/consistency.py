"""Statements of one revision that contradict each other: one quantity, two formulas, and a point where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flint import ctx

from verify.audit import links
from verify.audit.changes import Change, key_of
from verify.audit.judgement import cases_of
from verify.audit.links import Link, statement
from verify.audit.strength import equal
from verify.audit.trials import POINTS, Recipe, Truth, plain, points_of, questions, truth_at
from verify.judge.cases import Case
from verify.judge.checking import not_admitted
from verify.judge.claims import Claim
from verify.judge.draws import pool
from verify.judge.run import Run
from verify.judge.search import DRAWS
from verify.judge.witness import spoken_recipe
from verify.paper.arithmetic import Exact
from verify.paper.formulas import Formula, Imprecise, Undefined
from verify.paper.statements import Revision, Statement


@dataclass(frozen=True)
class Contradiction:
    """Two statements about one quantity and a point, allowed by the assumptions of both, where their formulas differ."""

    link: Link
    under: str | None
    point: Recipe
    one_says: str
    other_says: str
    one: Truth  # what the claims say of each there
    other: Truth
    untried: tuple[str, ...] = ()  # assumptions on symbols that the point gives no value

    @property
    def spoken(self) -> str:
        """The point, ready to paste."""
        return spoken_recipe(self.point)

    @property
    def text(self) -> str:
        """One sentence for a report."""
        if not self.point:
            return self.link.why
        said = f"there {_named(self.link.one, self.link.part)} is {self.one_says} and "
        said += f"{_named(self.link.other, self.link.of)} is {self.other_says}"
        truths = ((self.link.one, self.one), (self.link.other, self.other))
        told = ", ".join(f"{id} {truth.value}" for id, truth in truths if truth is not Truth.OPEN)
        said = f"{said}: {told}" if told else said
        return f"{said}; whether the point meets {', '.join(self.untried)} is open" if self.untried else said


@dataclass(frozen=True)
class Open:
    """A link whose formulas differ in writing, neither proved equal nor seen to differ."""

    link: Link
    tried: int


def contradictions(
    revision: Revision, claims: Sequence[Claim], run: Run, found: Sequence[Link]
) -> tuple[list[Contradiction], list[Open]]:
    """What the links contradict, and what stays open. Nothing is said of links whose formulas are proved equal."""
    against: list[Contradiction] = []
    unsettled: list[Open] = []
    with ctx.workprec(int(run.dps * 3.33) + 64):
        for link in {x.pair: x for x in reversed(found)}.values():
            if links.gone(link, revision):
                against.append(Contradiction(link, None, {}, "", "", Truth.OPEN, Truth.OPEN))
                continue
            seen = _compare(link, revision, claims, run)
            if isinstance(seen, Contradiction):
                against.append(seen)
            elif isinstance(seen, Open):
                unsettled.append(seen)
    return against, unsettled


def all_links(revision: Revision, claims: Sequence[Claim], changed: Sequence[Change], every: bool = False) -> list[Link]:
    """The links of a revision that touch a changed statement; with `every`, those of all statements."""
    ids = [c.id for c in changed] + [c.old.id for c in changed if c.old is not None and c.old.id != c.id]
    if every:
        ids = [s.id for result in revision.results.values() for s in result.statements.values()]
    return [*links.quoted(revision, ids), *links.derived(revision, claims, ids)]


def _compare(link: Link, revision: Revision, claims: Sequence[Claim], run: Run) -> Contradiction | Open | None:
    one, other = statement(revision, link.one), statement(revision, link.other)
    if one is None or other is None:
        return None
    mine, theirs = one.printed.parts.get(link.part), other.printed.parts.get(link.of)
    if mine is None or theirs is None or key_of(mine) == key_of(theirs):
        return None
    own, its = (list(cases_of(s, claims, revision)) for s in (one, other))
    asked = [q for case in [*own, *its] if case.claim and case.claim.domain is None for q in questions(case)]
    if equal(mine, theirs, asked):
        return None
    tried, bound = 0, other.printed.bounds.get(link.of)
    for case, point, values in _places(own, its, run):
        if not _admit(one, other, revision, values):
            continue
        said = [_value(formula, values) for formula in (mine, theirs)]
        if None in said:
            continue
        tried += 1
        if _differ(said[0], said[1]) and not _follows(said[0], said[1], one.printed.bounds.get(link.part), bound):
            under = case.under.name if case.under else None
            truths = [_truth(cases, under, point) for cases in (own, its)]
            first, second = _spoken(said[0]), _spoken(said[1])
            untried = _untried(one, other, revision, values)
            return Contradiction(link, under, plain(point), first, second, truths[0], truths[1], untried)
    return Open(link, tried)


def _places(own: list[Case], its: list[Case], run: Run) -> Iterator[tuple[Case, Recipe, dict[str, Any]]]:
    """Points of the symbolic claims of either statement, then networks of the sampled ones, with all symbols' values."""
    mine, theirs = ({c.under.name for c in cases if c.under} for cases in (own, its))
    shared = mine & theirs if mine and theirs else mine | theirs  # a statement without readings is meant under all
    cases = [c for c in [*own, *its] if not c.under or c.under.name in shared]
    for case in cases:
        if case.claim is not None and case.claim.domain is None:
            for question in questions(case):
                for point in islice(points_of(question), POINTS):
                    values = _values(question, point)
                    if values:
                        yield case, point, values
    for case in cases:
        if case.claim is not None and case.claim.domain is not None:
            for recipe in islice(pool(case, run, DRAWS[0] * run.examples), run.examples):
                instance = case.claim.domain.build(recipe)
                if not_admitted(case, instance) is None:
                    yield case, recipe, dict(instance.facts)


def _values(question: Any, point: Recipe) -> dict[str, Any]:
    try:
        return dict(question.space.values(point) if hasattr(question, "space") else question.values(point))
    except Exception:
        return {}


def _admit(one: Statement, other: Statement, revision: Revision, values: dict[str, Any]) -> bool:
    """Whether no assumption of either statement, as far as it speaks of these symbols, is missed."""
    for found in (one, other):
        for formula in (*revision.results[found.result].conventions, *found.printed.given):
            if formula.names <= set(values):
                try:
                    if formula.holds(**values) is not True:
                        return False
                except (Undefined, Imprecise, KeyError, TypeError):
                    return False
    return True


def _untried(one: Statement, other: Statement, revision: Revision, values: dict[str, Any]) -> tuple[str, ...]:
    """The assumptions of either statement, conventions left out, that speak of a symbol without a value."""
    given = [*one.printed.given, *other.printed.given]
    return tuple(dict.fromkeys(str(formula) for formula in given if not formula.names <= set(values)))


def _value(formula: Formula, values: dict[str, Any]) -> Any:
    if not formula.names <= set(values):
        return None
    try:
        return formula.holds(**values) if formula.is_relation else formula.at(**values)
    except Undefined:
        return "no value"
    except (Imprecise, KeyError, TypeError):
        return None


def _differ(a: Any, b: Any) -> bool:
    if isinstance(a, str | bool) or isinstance(b, str | bool):
        return type(a) is not type(b) or bool(a != b)
    return Exact().compare("==", a, b) is False


def _follows(one: Any, other: Any, sense: str | None, its: str | None) -> bool:
    """Whether a stated bound is one that the bound which it repeats gives: no smaller from above, no larger from below."""
    if sense is None or sense != its or isinstance(one, str | bool) or isinstance(other, str | bool):
        return False
    return Exact().compare(">=" if sense == "upper" else "<=", one, other) is True


def _truth(cases: Sequence[Case], under: str | None, point: Recipe) -> Truth:
    """FAILS when any claim fails there, HOLDS when one holds and none fails."""
    seen = {truth_at(case, point) for case in cases if not case.under or under in (None, case.under.name)}
    return next((truth for truth in (Truth.FAILS, Truth.HOLDS) if truth in seen), Truth.OPEN)


def _spoken(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"about {text[:20]}…"


def _named(id: str, part: str) -> str:
    return id if part in ("", "value") else f"{id} ({part})"
