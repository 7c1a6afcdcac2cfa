"""Statements of one revision that contradict each other: one quantity, two formulas, and a point where they differ."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from flint import ctx, fmpq

from verify.auditing import links
from verify.auditing.changes import Change, key_of
from verify.auditing.judgement import cases_of
from verify.auditing.links import Link, statement
from verify.auditing.strength import equal
from verify.auditing.trials import POINTS, Recipe, Truth, plain, points_of, questions, truth_at
from verify.judge.cases import Case
from verify.judge.checking import not_admitted, unread
from verify.judge.claims import Claim
from verify.judge.draws import pool, untrained
from verify.judge.run import Run
from verify.judge.search import DRAWS
from verify.judge.witness import spoken_recipe
from verify.paper.arithmetic import Exact
from verify.paper.formulas import Formula, Imprecise, Undefined
from verify.paper.statements import Revision, Statement

PARTIAL = 20  # points kept that leave an assumption open, before networks are asked


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
    untried: tuple[str, ...] = ()  # assumptions on symbols that the point gives no value; the claims count them in
    within: Recipe = field(default_factory=dict)  # a network with the same values that meets every assumption of both

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
        if self.within:
            return f"{said}; the network {spoken_recipe(self.within)} has these values and meets every assumption of both"
        return f"{said}; {', '.join(self.untried)}: as the claims take it, not read off the point" if self.untried else said


@dataclass(frozen=True)
class Open:
    """A link whose formulas differ in writing, neither proved equal nor seen to differ where both statements speak.

    They may differ at a `point` of which nobody knows whether it meets the assumptions in `untried`.
    """

    link: Link
    tried: int
    point: Recipe = field(default_factory=dict)
    untried: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What was seen, for a report."""
        if not self.point:
            return f"{self.tried} points agree"
        names = ", ".join(self.untried)
        return f"they differ at {spoken_recipe(self.point)}, which does not say whether {names} holds, nor does any instance"


def contradictions(
    revision: Revision,
    claims: Sequence[Claim],
    run: Run,
    found: Sequence[Link],
    added: Mapping[str, Collection[str]] | None = None,
) -> tuple[list[Contradiction], list[Open]]:
    """What the links contradict, and what stays open. Nothing is said of links whose formulas are proved equal.

    `added` are the assumptions that the revision adds, by the id of their statement. Claims were not written with them in
    mind: a point that does not say whether they hold contradicts nothing, unless a network shows that they can.
    """
    against: list[Contradiction] = []
    unsettled: list[Open] = []
    with ctx.workprec(int(run.dps * 3.33) + 64):
        for link in {x.pair: x for x in reversed(found)}.values():
            if links.gone(link, revision):
                against.append(Contradiction(link, None, {}, "", "", Truth.OPEN, Truth.OPEN))
                continue
            seen = _compare(link, revision, claims, run, added or {})
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


def _compare(
    link: Link, revision: Revision, claims: Sequence[Claim], run: Run, added: Mapping[str, Collection[str]]
) -> Contradiction | Open | None:
    one, other = statement(revision, link.one), statement(revision, link.other)
    if one is None or other is None:
        return None
    mine, theirs = one.printed.parts.get(link.part), other.printed.parts.get(link.of)
    if mine is None or theirs is None or key_of(mine) == key_of(theirs):
        return None
    if any(found.misread or unread(found, found.printed) for found in (one, other)):
        return Open(link, 0)  # the claims would read other quantities than the revision means
    own, its = (list(cases_of(s, claims, revision)) for s in (one, other))
    asked = [q for case in [*own, *its] if case.claim and case.claim.domain is None for q in questions(case)]
    if equal(mine, theirs, asked):
        return None
    tried, partial = 0, list[tuple[Contradiction, dict[str, Any]]]()
    for case, point, values in _places(own, its, run):
        said = _differing(one, other, link, revision, values)
        if said is None:
            continue
        tried += 1
        if not said:
            continue
        under = case.under.name if case.under else None
        truths = [_truth(cases, under, point) for cases in (own, its)]
        untried = _untried(one, other, revision, values, added)
        seen = Contradiction(link, under, plain(point), said[0], said[1], truths[0], truths[1], untried)
        if not untried:
            return seen
        partial.append((seen, values))
        if len(partial) == PARTIAL:
            break
    if not partial:
        return Open(link, tried)
    names = mine.names | theirs.names
    meeting: list[tuple[int, tuple[Any, ...], Recipe]] = []  # the place of a point with the same values, size, network
    for networks in _networks(one, other, claims, revision, run):
        for under, recipe, facts in networks:
            if not _untried(one, other, revision, facts, added) and _differing(one, other, link, revision, facts):
                for place, (seen, values) in enumerate(partial):
                    if seen.under in (None, under) and all(_same(facts[name], values[name]) for name in names):
                        meeting.append((place, _size(recipe), recipe))
        if meeting:
            break  # the smallest of one domain is small enough; the next domains cost more
    if meeting:
        place, _, recipe = min(meeting, key=lambda found: found[:2])
        return replace(partial[place][0], untried=(), within=recipe)
    for seen, _ in partial:
        if all(_counted_in(s, truth, seen, added, revision) for s, truth in ((one, seen.one), (other, seen.other))):
            return seen
    first = partial[0][0]
    return Open(link, tried, first.point, first.untried)


def _differing(
    one: Statement, other: Statement, link: Link, revision: Revision, values: dict[str, Any]
) -> tuple[str, ...] | None:
    """What both parts say where they differ; () where they agree; None where a statement says nothing, or has no value."""
    if not _admit(one, other, revision, values):
        return None
    said = [_value(s.printed.parts[part], values) for s, part in ((one, link.part), (other, link.of))]
    if None in said:
        return None
    senses = one.printed.bounds.get(link.part), other.printed.bounds.get(link.of)
    if _differ(said[0], said[1]) and not _follows(said[0], said[1], *senses):
        return _spoken(said[0]), _spoken(said[1])
    return ()


def _counted_in(
    found: Statement, truth: Truth, seen: Contradiction, added: Mapping[str, Collection[str]], revision: Revision
) -> bool:
    """Whether the claims of a statement answer for its assumptions that the point does not speak of: they were written with
    them in mind, and say at the point whether the statement holds."""
    own = (*found.printed.given, *revision.results[found.result].conventions)
    unsaid = {str(formula) for formula in own} & set(seen.untried)
    return not unsaid or (truth is not Truth.OPEN and not unsaid & set(added.get(found.id, ())))


def _networks(
    one: Statement, other: Statement, claims: Sequence[Claim], revision: Revision, run: Run
) -> Iterator[Iterator[tuple[str | None, Recipe, dict[str, Any]]]]:
    """Networks of the sampled claims about the two results, domain by domain, each domain once, the cheapest kind first;
    with the reading and all symbols' values."""
    for found in (one, other):
        domains = {c.domain: c for c in claims if c.domain is not None and c.result == found.result}
        for domain in sorted(domains, key=lambda domain: not untrained(domain)):
            yield _of_domain(found, domains[domain], revision, run)


def _of_domain(
    found: Statement, claim: Claim, revision: Revision, run: Run
) -> Iterator[tuple[str | None, Recipe, dict[str, Any]]]:
    assert claim.domain is not None
    most = None if untrained(claim.domain) else run.examples  # facts of trained networks cost more
    for case in cases_of(found, [replace(claim, statement=found.name)], revision):
        for recipe in islice(pool(case, run, DRAWS[0] * run.examples), most):
            instance = claim.domain.build(recipe)
            if not_admitted(case, instance) is None:
                yield case.under.name if case.under else None, recipe, dict(instance.facts)


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


def _untried(
    one: Statement, other: Statement, revision: Revision, values: dict[str, Any], added: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """The assumptions of either statement that speak of a symbol without a value; conventions only where they were added."""
    given = [*one.printed.given, *other.printed.given]
    for found in (one, other):
        given += [f for f in revision.results[found.result].conventions if str(f) in added.get(found.id, ())]
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


def _size(recipe: Recipe) -> tuple[Any, ...]:
    """Smaller is simpler: exact, shallow, narrow, few words."""
    return "seed" in recipe, recipe.get("L", 0), sum(recipe.get("widths", ())), len(spoken_recipe(recipe))


def _same(a: Any, b: Any) -> bool:
    try:
        return not _differ(fmpq(a) if isinstance(a, int) else a, fmpq(b) if isinstance(b, int) else b)
    except TypeError:
        return False  # an indexed symbol: its values are not compared


def _spoken(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"about {text[:20]}…"


def _named(id: str, part: str) -> str:
    return id if part in ("", "value") else f"{id} ({part})"
