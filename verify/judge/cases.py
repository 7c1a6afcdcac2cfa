"""The cases of a lemma module: each claim about each wording of a statement, under each reading it depends on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from verify.errors import BadInput
from verify.judge.claims import Claim, claims_of
from verify.judge.verdicts import Evidence, Verdict
from verify.paper.formulas import Formula
from verify.paper.statements import Reading, Revision, Statement, Wording


@dataclass(frozen=True)
class Case:
    """One claim about one wording of one statement, under one reading of the assumptions (or none)."""

    statement: Statement
    reading: str  # "printed" or "repaired"
    under: Reading | None
    claim: Claim | None  # None: the statement has no check at all
    expects_refutation: bool
    conventions: tuple[Formula, ...]

    @property
    def id(self) -> str:
        """For example A.9/bulk_multiplicity/printed/padded/counts_the_bulk."""
        parts = [self.statement.id, self.reading]
        parts += [self.under.name] if self.under else []
        return "/".join([*parts, self.claim.name if self.claim else "no_check"])

    @property
    def wording(self) -> Wording:
        """The printed or the repaired wording."""
        finding = self.statement.finding
        if self.reading == "repaired" and finding is not None and finding.repaired is not None:
            return finding.repaired
        return self.statement.printed

    def as_expected(self, evidence: Evidence) -> bool:
        """Refuted where a finding says so; standing everywhere else."""
        return evidence.verdict is Verdict.REFUTED if self.expects_refutation else evidence.verdict.stands

    def surprise(self, evidence: Evidence) -> str:
        """What an unexpected verdict means and what to do; empty when it is as expected."""
        if self.as_expected(evidence):
            return ""
        if self.expects_refutation and evidence.verdict is Verdict.UNDECIDED:
            return f"the witness decides nothing: {evidence.detail}. Check the witness and the derivation; keep the finding"
        if evidence.verdict is Verdict.REFUTED and self.reading == "repaired":
            return "the repaired statement is false: mend the repair"
        if self.expects_refutation:
            return (
                f"the finding is stale: its witness no longer refutes the printed statement ({evidence.verdict.value}: "
                f"{evidence.detail}). If the authors fixed it, remove the finding"
            )
        if evidence.verdict is Verdict.REFUTED:
            return "a new refutation: fix the transcription, or add a finding with this witness"
        return f"{evidence.verdict.value}: {evidence.detail or evidence.method}"


def cases(module: ModuleType, revision: Revision, reading: str = "both") -> Iterator[Case]:
    """All cases of a lemma module, in the order of the revision file. Raises BadInput for a finding that names no claim.

    `reading` "printed" leaves the repaired wordings out; "repaired" checks the repaired paper alone: the repaired wording
    where there is one, the printed one where nothing was found.
    """
    claims = claims_of(module)
    for label in dict.fromkeys(c.result for c in claims):
        result = revision.results.get(label)
        if result is None:
            continue
        for statement in result.statements.values():
            own = [c for c in claims if c.result == label and c.statement == statement.name]
            if not own:
                yield Case(statement, "printed", None, None, False, result.conventions)
            _check_finding(revision, statement, own)
            made = [
                case
                for wording in _wordings(statement, reading)
                for claim in own
                for case in _cases_of(revision, statement, wording, claim, result.conventions)
            ]
            if reading != "repaired":
                _check_witnesses(revision, statement, made)
            yield from made


def _wordings(statement: Statement, reading: str) -> tuple[str, ...]:
    if reading == "repaired":
        return ("repaired",) if statement.finding is not None else ("printed",)
    return ("printed",) if reading == "printed" else ("printed", "repaired")


def _check_finding(revision: Revision, statement: Statement, own: list[Claim]) -> None:
    finding = statement.finding
    if finding is not None and finding.refuted_by not in {c.name for c in own}:
        names = ", ".join(c.name for c in own)
        table = f'"{statement.result}".{statement.name}.finding'
        raise BadInput(
            f"revision {revision.name}: [{table}] refuted_by: no claim {finding.refuted_by!r}; the claims are: {names}"
        )


def _check_witnesses(revision: Revision, statement: Statement, made: list[Case]) -> None:
    """Raise BadInput for a pinned witness that no case replays: a finding that nobody looks at."""
    finding = statement.finding
    if finding is None:
        return
    replayed = {case.under.name if case.under else "any" for case in made if case.expects_refutation}
    for key in finding.witness:
        if key not in replayed and not (key == "any" and replayed):
            table = f'"{statement.result}".{statement.name}.finding'
            names = ", ".join(statement.readings) if statement.readings else "any"
            raise BadInput(
                f"revision {revision.name}: [{table}] witness.{key}: "
                f"no case of {finding.refuted_by!r} replays it; use {names}"
            )


def _cases_of(
    revision: Revision, statement: Statement, reading: str, claim: Claim, conventions: tuple[Formula, ...]
) -> Iterator[Case]:
    finding = statement.finding
    if reading == "repaired" and (finding is None or finding.repaired is None):
        return
    names: tuple[str | None, ...] = (statement.readings or tuple(revision.readings)) if claim.per_reading else (None,)
    for name in names:
        under = None if name is None else revision.readings[name]
        fails = reading == "printed" and finding is not None and finding.witness_under(name) is not None
        if fails and finding is not None and claim.name != finding.refuted_by:
            continue  # some checks cannot see the error: only the one that the finding names bears witness
        yield Case(statement, reading, under, claim, fails, conventions)
