"""Seeded errors and correct rewordings: what the audit of one corpus file says, and the rates over a whole corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flint import ctx

from verify.auditing.changes import Kind, changes
from verify.auditing.judgement import Judgement, cases_of, judge
from verify.auditing.trials import Truth, truth_at
from verify.errors import BadInput
from verify.judge.cases import Case
from verify.judge.claims import Claim
from verify.judge.run import Run
from verify.judge.verdicts import Verdict
from verify.paper.statements import Revision, Statement

CORPORA = ("errors", "rewordings")
NUMBERED = (*(f"A.{n}" for n in range(1, 12)), "3.4", "3.5", "3.6")  # results that need a share of the errors


@dataclass(frozen=True)
class Outcome:
    """The verdict on the one statement that a corpus file changes.

    `claim` and `under` name the check and the reading that gave it, `scope` is the witness of a refutation, else what was
    looked at; `detail` says what was printed and what is true.
    """

    corpus: str  # "errors" or "rewordings"
    file: str
    title: str
    change: str  # the kind of slip or rewording, as the file names it
    statement: str
    verdict: Verdict
    claim: str = ""
    under: str | None = None
    scope: str = ""
    detail: str = ""
    seconds: float = 0.0

    @property
    def result(self) -> str:
        """The label of the result, e.g. A.9."""
        return self.statement.split("/", 1)[0]

    @property
    def hit(self) -> bool:
        """Whether the verdict is the right one: a slip refuted, a rewording proved or supported."""
        return self.verdict is Verdict.REFUTED if self.corpus == "errors" else self.verdict.stands

    @property
    def wrong(self) -> bool:
        """Whether a slip went undetected, or a rewording was refuted or broke a check; an undecided rewording is neither."""
        return not self.hit and (self.corpus == "errors" or self.verdict is not Verdict.UNDECIDED)


@dataclass(frozen=True)
class Rate:
    """So many of all."""

    hits: int
    of: int

    def __str__(self) -> str:
        return f"{self.hits} of {self.of}"


def tried(
    corpus: str, file: str, old: Revision, new: Revision, claims_of: Callable[[str], Sequence[Claim]], run: Run
) -> Outcome:
    """The audit of one corpus file against the revision that it extends; `claims_of` gives the checks of a result.

    Raises BadInput unless the file changes the wording of exactly one statement and names the kind of change.
    """
    changed = [c for c in changes(standing(old), standing(new)) if c.kind is not Kind.UNCHANGED]
    if len(changed) != 1 or changed[0].new is None or changed[0].old is None:
        named = ", ".join(c.id for c in changed) or "none"
        raise BadInput(f"{file}: a corpus file changes the wording of exactly one statement; this one changes {named}")
    if bool(changed[0].parts) == bool(changed[0].added or changed[0].dropped):
        raise BadInput(
            f"{file}: {changed[0].id}: a corpus file changes formulas or assumptions, not both, of the wording that stands: "
            f"the printed one, or the repaired one where something was found. Assumptions added: "
            f"{', '.join(changed[0].added) or 'none'}; dropped: {', '.join(changed[0].dropped) or 'none'}"
        )
    if not new.change:
        raise BadInput(f"{file}: change is missing: the kind of slip or rewording, for example change = 'lost square'")
    claims, before = claims_of(changed[0].new.result), changed[0].old
    judgement = judge(changed[0].new, claims, new, run, first_refutation=True)
    if _caused(judgement, before, claims, old, run) != judgement:  # the first one proves nothing: look at all of them
        judgement = _caused(judge(changed[0].new, claims, new, run), before, claims, old, run)
    worst, statement = judgement.worst, changed[0].id
    if worst is None:
        return Outcome(corpus, file, new.title, new.change, statement, Verdict.UNDECIDED, detail="no claim checks it")
    e = worst.evidence
    seconds = sum(found.evidence.seconds for found in judgement.founds)
    claim = worst.case.claim.name if worst.case.claim else ""
    detail = e.detail or e.method
    return Outcome(corpus, file, new.title, new.change, statement, e.verdict, claim, worst.under, e.scope, detail, seconds)


def _caused(judgement: Judgement, old: Statement, claims: Sequence[Claim], base: Revision, run: Run) -> Judgement:
    """The judgement without refutations that fall on the wording before the change as well: those are not its doing."""
    found = {_name(found.case): found for found in judgement.founds}
    for case in cases_of(old, claims, base):
        seen = found.get(_name(case))
        if seen is None or seen.evidence.verdict is not Verdict.REFUTED or seen.evidence.witness is None:
            continue
        with ctx.workprec(int(run.dps * 3.33) + 64):
            before = truth_at(case, seen.evidence.witness)
        if before is Truth.FAILS:
            text = f"the wording before the change is refuted at {seen.evidence.scope} too"
            evidence = replace(seen.evidence, verdict=Verdict.UNDECIDED, detail=text, witness=None, exhibit=None)
            found[_name(case)] = replace(seen, evidence=evidence)
    return Judgement(judgement.statement, tuple(found.values()))


def _name(case: Case) -> tuple[str, str | None]:
    return case.claim.name if case.claim else "", case.under.name if case.under else None


def standing(revision: Revision) -> Revision:
    """The revision with every repaired wording in the place of the refuted one, and no findings."""
    results = {
        label: replace(result, statements={name: _stands(s) for name, s in result.statements.items()})
        for label, result in revision.results.items()
    }
    return replace(revision, results=results)


def _stands(statement: Statement) -> Statement:
    repaired = statement.finding.repaired if statement.finding else None
    return replace(statement, printed=repaired or statement.printed, finding=None)


def rate(outcomes: Iterable[Outcome], counts: Callable[[Outcome], bool] = lambda o: o.hit) -> Rate:
    """How many outcomes count (by default: are right), of how many."""
    counted = [counts(outcome) for outcome in outcomes]
    return Rate(sum(counted), len(counted))


def grouped(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> Mapping[str, list[Outcome]]:
    """Outcomes by result or by kind of change, in the order in which they come."""
    made: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        made.setdefault(key(outcome), []).append(outcome)
    return made
