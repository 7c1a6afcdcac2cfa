"""The audit of a revision against another: verdicts before and after, what separates the wordings, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from verify.auditing import links
from verify.auditing.beyond import Beyond, beyond
from verify.auditing.changes import Change, Kind, changes
from verify.auditing.consistency import Contradiction, Open, all_links, contradictions
from verify.auditing.dropped import Problem, Surprise, not_implied, not_read, open_beyond, with_refuted
from verify.auditing.judgement import Found, Judgement, judge
from verify.auditing.separation import Separation, pinned, separate
from verify.auditing.strength import Relation
from verify.auditing.trials import Recipe, pointwise, values_at
from verify.errors import BadInput
from verify.judge.cases import Case
from verify.judge.checking import unread
from verify.judge.claims import Claim
from verify.judge.run import Run
from verify.judge.runner import NO_CLAIM, examine
from verify.judge.verdicts import Verdict
from verify.paper.formulas import Formula, Imprecise, Undefined
from verify.paper.statements import Finding, Revision, Statement

SEPARABLE = frozenset(
    {Kind.ASSUMPTION_ADDED, Kind.ASSUMPTION_DROPPED, Kind.ASSUMPTIONS_CHANGED, Kind.CONSTANTS_CHANGED, Kind.CHANGED}
)


@dataclass(frozen=True)
class Entry:
    """One statement of the audit. `before` and `after` are None where that revision does not have it or was not asked."""

    change: Change
    before: Judgement | None = None
    after: Judgement | None = None
    separation: Separation | None = None
    surprises: tuple[Surprise, ...] = ()
    implied: bool = False  # the old wording stands and implies the new one, which its claims leave undecided

    @property
    def wrong_before(self) -> bool:
        """Whether the old wording is refuted."""
        return self.before is not None and self.before.verdict is Verdict.REFUTED

    @property
    def wrong_after(self) -> bool:
        """Whether the new wording is refuted."""
        return self.after is not None and self.after.verdict is Verdict.REFUTED

    @property
    def fixed(self) -> bool:
        """Whether a false statement was replaced by one that stands."""
        return self.wrong_before and self.after is not None and self.after.verdict.stands


@dataclass(frozen=True)
class Audit:
    """Everything that an audit found; `entries` holds every statement, examined or not, in the order of `changes`."""

    old: Revision
    new: Revision
    entries: tuple[Entry, ...]
    fresh: tuple[Contradiction, ...] = ()  # contradictions that the old revision did not have
    known: tuple[Contradiction, ...] = ()  # those that it had already
    resolved: tuple[Contradiction, ...] = ()  # those of the old revision that are gone
    unsettled: tuple[Open, ...] = ()
    doubtful: tuple[Open, ...] = ()  # may contradict each other, and did not before: an assumption cannot be evaluated
    every: bool = False  # whether unchanged statements were examined too

    @property
    def examined(self) -> tuple[Entry, ...]:
        """The entries that were looked at."""
        return tuple(e for e in self.entries if e.before is not None or e.after is not None)

    def half_shown(self, found: Contradiction) -> bool:
        """Whether the old revision quotes parts of the paper only, and not both statements: then nothing "became" so."""
        return self.old.partial and _hidden(found, self.old)

    @property
    def surprises(self) -> int:
        """How much is new and wrong, or open: problems of statements, and contradictions that were not there before."""
        return sum(len(e.surprises) for e in self.entries) + len(self.fresh) + len(self.doubtful)


@dataclass
class Auditor:
    """Holds what every statement of an audit needs: both revisions, the claims of the paper, the options of the run."""

    old: Revision
    new: Revision
    claims: Sequence[Claim]
    run: Run
    step: Callable[[str], None] = field(default=lambda what: None)  # told before each piece of work: see `pieces`
    known: Callable[[Entry], None] = field(default=lambda entry: None)  # told of each statement as soon as it is examined

    def audit(self, every: bool = False) -> Audit:
        """Compare, judge and separate every changed statement (with `every`, judge the unchanged ones too)."""
        found = changes(self.old, self.new)
        entries = tuple(self.examined(change, every) for change in found)
        partial = self.old.partial or self.new.partial  # then what is shown is held against the whole of the other one
        shown = [c for c in found if c.kind is not Kind.NOT_SHOWN]
        touched = shown if partial else [c for c in shown if self.matters(c)]
        after, unsettled = self.contradictions(self.new, touched, every)
        before, _ = self.contradictions(self.old, touched, every)
        renamed = {c.old.id for c in found if c.kind is Kind.RENAMED and c.old is not None}
        same = [c for c in before if {c.link.one, c.link.other} & renamed]  # claims do not see it under its new name
        undecided = {x.link.pair for x in unsettled}
        known, still = ({c.link.pair for c in contradicting} for contradicting in (before, [*after, *same]))
        doubtful = [x for x in unsettled if x.point and x.link.pair not in known]
        return Audit(
            self.old,
            self.new,
            entries,
            tuple(c for c in after if c.link.pair not in known),
            tuple(c for c in [*after, *(s for s in same if s not in after)] if c.link.pair in known),
            tuple(c for c in before if c.link.pair not in still | undecided and not _unseen(c, self.new)),
            tuple(x for x in unsettled if x not in doubtful),
            tuple(doubtful),
            every,
        )

    def pieces(self, every: bool = False) -> int:
        """How many times `step` is called: once for each statement that is examined, and once for each revision's links."""
        return len(self.todo(every)) + 2

    def examined(self, change: Change, every: bool) -> Entry:
        """One statement, told to `known` when anything was asked about it."""
        entry = self.entry(change, every)
        if entry.before is not None or entry.after is not None:
            self.known(entry)
        return entry

    def todo(self, every: bool = False) -> list[Change]:
        """The changes that `audit` will look into."""
        found = changes(self.old, self.new)
        return [c for c in found if c.kind is not Kind.NOT_SHOWN and (every or self.matters(c))]

    def matters(self, change: Change) -> bool:
        """Whether the statement has to be looked at: not for readings that no claim of it depends on."""
        if change.kind is Kind.UNCHANGED:
            return change.finding
        if change.readings and not change.statement.readings:
            return any(c.per_reading for c in self.own(change.statement))
        return True

    def own(self, statement: Statement) -> list[Claim]:
        """The claims that name the statement."""
        return [c for c in self.claims if (c.result, c.statement) == (statement.result, statement.name)]

    def entry(self, change: Change, every: bool = False) -> Entry:
        """One statement: examined when it changed (or with `every`) and is in the new revision or was removed from it."""
        if change.kind is Kind.NOT_SHOWN or not (every or self.matters(change)):
            return Entry(change)
        self.step(change.id)
        hints: list[Recipe] = pinned(change)
        separation = None
        if change.kind in SEPARABLE and not change.meanings and not _misread(change):
            separation = separate(change, self.old, self.new, self.claims, self.run)
            hints += [t.recipe for t in (separation.only_old, separation.only_new) if t is not None]
        unread = change.kind is Kind.MEANING_CHANGED and change.statement.misread  # an old verdict says nothing of it
        before = None if change.old is None or unread else self.judged(change.old, self.old, hints)
        if change.new is None:
            return Entry(change, before)
        if before is not None and change.kind in (Kind.RENAMED, Kind.UNCHANGED):
            after = before  # claims are entered under the old name; the wording is the same
        else:
            after = self.within(change, self.judged(change.new, self.new, hints))
        assert after is not None
        past = Beyond()
        if separation is not None and (open_ := not_implied(separation, change, self.old, self.new)):
            past = beyond(change, open_, self.old, self.new, self.claims, self.run)
            after = with_refuted(after, past.refuted)
        if separation is not None and before is not None:
            separation = _both_proved(separation, change, before, after)
        if change.kind is Kind.RENAMED and change.old is not None:  # the claims know it by its old name
            asked, book = replace(change.old, finding=change.new.finding), self.old
        else:
            asked, book = change.new, self.new
        surprises = tuple(self.surprises(asked, after, book))
        if separation is not None and after.verdict is not Verdict.REFUTED:
            surprises += tuple(open_beyond(separation, change, after, past, self.old, self.new))
        surprises += tuple(not_read(change))
        left = tuple(s for s in surprises if not _follows(s, separation, before))
        implied, surprises = left != surprises, left
        return Entry(change, before, after, separation, surprises, implied)

    def judged(self, statement: Statement, revision: Revision, hints: Sequence[Recipe]) -> Judgement:
        """The verdict of the printed wording by all its claims, whatever was found about it."""
        return judge(statement, self.claims, revision, self.run, hints=hints)

    def within(self, change: Change, after: Judgement) -> Judgement:
        """The judgement without refutations by symbolic claims at points that an added assumption excludes, or may exclude.

        Symbolic claims fix their own range; an assumption that is new is not part of it. Where no other claim is left, the
        verdict is UNDECIDED.
        """
        added = _formulas(change, self.new)
        kept: list[Found] = []
        for found in after.founds:
            claim, e = found.case.claim, found.evidence
            if not added or e.verdict is not Verdict.REFUTED or claim is None or claim.domain is not None:
                kept.append(found)
                continue
            missed = [f for f in added if not _satisfied(f, found)]
            if missed:
                text = f"refuted at {e.scope}, where {missed[0]} is not known to hold; the claim cannot see this assumption"
                e = replace(e, verdict=Verdict.UNDECIDED, detail=text, witness=None, exhibit=None)
                if any(f.under in (None, found.under) and f.case.claim and f.case.claim.domain for f in after.founds):
                    continue
            kept.append(replace(found, evidence=e))
        return Judgement(after.statement, tuple(kept))

    def surprises(self, statement: Statement, after: Judgement, book: Revision) -> list[Surprise]:
        """What is not as the new revision expects: no finding where a reading fails, a finding where it does not."""
        finding = statement.finding
        if statement.misread:
            return [Surprise(Problem.UNDECIDED, reading, statement.misread) for reading in after.readings]
        if not after.founds:
            return [Surprise(Problem.UNDECIDED, None, NO_CLAIM)]
        found: list[Surprise] = []
        for reading in after.readings:
            seen = after.under(reading)
            assert seen is not None
            witness = None if finding is None else finding.witness_under(reading)
            if reading is not None and book.readings[reading].misread:
                found.append(Surprise(Problem.UNDECIDED, reading, book.readings[reading].misread))
            elif finding is not None and witness is not None:
                found += self.of_finding(statement, finding, reading, after, book)
            elif seen.evidence.verdict is Verdict.REFUTED:
                text = f"a new refutation by {_claim(seen.case)}: fix the statement, or add a finding with this witness"
                found.append(Surprise(Problem.REFUTED, reading, text))
            elif not seen.evidence.verdict.stands:
                text = f"{seen.evidence.verdict.value} by {_claim(seen.case)}: {seen.evidence.detail}"
                found.append(Surprise(Problem.UNDECIDED, reading, text))
        stale = any(s.problem is Problem.STALE for s in found)  # then the repair is history, too
        if finding is not None and finding.repaired is not None and not stale:
            repaired = judge(statement, self.claims, book, self.run, wording=finding.repaired)
            if repaired.worst is not None and not repaired.verdict.stands:
                worst = repaired.worst
                text = f"the repaired wording is {repaired.verdict.value} by {_claim(worst.case)}: {worst.evidence.detail}"
                found.append(Surprise(Problem.REPAIR, worst.under, text))
        return found

    def of_finding(
        self, statement: Statement, finding: Finding, reading: str | None, after: Judgement, book: Revision
    ) -> list[Surprise]:
        """The finding's own claim on its pinned witness; what it means when that no longer refutes."""
        claim = next((c for c in self.own(statement) if c.name == finding.refuted_by), None)
        if claim is None:
            table = f'["{statement.result}".{statement.name}.finding]'
            names = ", ".join(c.name for c in self.own(statement))
            raise BadInput(
                f"revision {self.new.name}: {table} refuted_by: no claim {finding.refuted_by!r}; the claims are: {names}"
            )
        under = book.readings[reading] if reading is not None and claim.per_reading else None
        case = Case(statement, "printed", under, claim, True, book.results[statement.result].conventions)
        evidence = examine(case, self.run)
        if evidence.verdict is Verdict.REFUTED:
            return []
        seen = after.under(reading)
        assert seen is not None
        if seen.evidence.verdict.stands:
            text = (
                f"the finding is stale: its witness no longer refutes the statement, which now stands "
                f"({seen.evidence.verdict.value}). If the authors fixed it, remove the finding"
            )
        elif seen.evidence.verdict is Verdict.REFUTED:
            text = "the finding is stale: its witness no longer refutes the statement, another one does; pin that one"
        else:
            text = (
                f"the finding is stale: its witness no longer refutes the statement, which is {seen.evidence.verdict.value}"
            )
        return [Surprise(Problem.STALE, reading, text)]

    def contradictions(
        self, revision: Revision, touched: Sequence[Change], every: bool
    ) -> tuple[list[Contradiction], list[Open]]:
        """What contradicts what in one revision, among the statements that changed and those linked to them."""
        self.step(f"contradictions within {revision.name}")
        found = all_links(revision, self.claims, touched, every)
        found += [x for x in links.copies(touched, self.new) if links.statement(revision, x.one)]
        old, added = revision is self.old, {c.id: c.added for c in touched if c.old is not None}
        return contradictions(revision, self.claims, self.run, found, {} if old else added)


def _misread(change: Change) -> bool:
    """Whether the verifier reads a symbol of either wording otherwise than its revision means it, or not at all."""
    return any(s is not None and (s.misread or unread(s, s.printed)) for s in (change.old, change.new))


def _both_proved(found: Separation, change: Change, before: Judgement, after: Judgement) -> Separation:
    """Two wordings that are both proved are equivalent as theorems, whatever their formulas: no instance separates them."""
    proved = all(f.evidence.verdict is Verdict.PROVED for judgement in (before, after) for f in judgement.founds)
    settled = found.relation is not Relation.NOT_SETTLED or found.witness is not None
    if settled or not proved or not after.founds or change.added or change.dropped:
        return found
    text = "both are proved under the same assumptions, so no instance can separate them; equal formulas were not shown"
    return replace(found, relation=Relation.EQUIVALENT, why=text)


def _follows(surprise: Surprise, found: Separation | None, before: Judgement | None) -> bool:
    """Whether a wording that is left undecided follows from the old one, which stands under the same reading."""
    if found is None or before is None or surprise.problem is not Problem.UNDECIDED:
        return False
    seen = before.under(surprise.under)
    stands = seen is not None and seen.evidence.verdict.stands
    return stands and found.relation in (Relation.WEAKENED, Relation.EQUIVALENT)


def _formulas(change: Change, revision: Revision) -> list[Formula]:
    """The added assumptions as formulas."""
    assert change.new is not None
    own = (*change.new.printed.given, *revision.results[change.new.result].conventions)
    return [formula for formula in own if formula.text in change.added]


def _satisfied(formula: Formula, found: Found) -> bool:
    """Whether an assumption certainly holds at the point of a symbolic refutation."""
    for question in pointwise(found.case):
        values = values_at(question, found.evidence.witness or {})
        if formula.names <= set(values):
            try:
                return formula.holds(**values) is True
            except (Undefined, Imprecise, KeyError, TypeError):
                return False
    return False


def _hidden(found: Contradiction, revision: Revision) -> bool:
    return any(links.statement(revision, id) is None for id in (found.link.one, found.link.other))


def _unseen(found: Contradiction, revision: Revision) -> bool:
    """Whether the revision cannot say that the contradiction is gone: it leaves a statement out, or no claim can read it."""
    both = [links.statement(revision, id) for id in (found.link.one, found.link.other)]
    return (revision.partial and None in both) or any(s is not None and s.misread for s in both)


def _claim(case: Case) -> str:
    return case.claim.name if case.claim else "no claim"
