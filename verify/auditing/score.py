"""How strong the checks of one statement are: which mutants of a wording that stands do its own claims refute?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flint import ctx

from verify.auditing.judgement import cases_of
from verify.auditing.mutations import Mutant, assumption_mutants, mutants
from verify.auditing.spying import Spy, patched
from verify.errors import BadInput
from verify.judge.assumed import at_point
from verify.judge.cases import Case
from verify.judge.checking import check, not_admitted
from verify.judge.claims import Claim, Stated
from verify.judge.draws import pool
from verify.judge.questions import Every, Question
from verify.judge.run import Run
from verify.judge.runner import examine, replay
from verify.judge.search import DRAWS
from verify.judge.verdicts import Answer, Evidence, Outcome, Verdict
from verify.judge.witness import spoken_recipe
from verify.paper.formulas import Formula, TooLarge
from verify.paper.statements import Revision, Statement, Wording

STATUSES = {
    "killed": "a claim refutes the mutant with a witness, under a reading in which the wording itself stands",
    "survived": "every claim accepts the mutant: it may say the same or less, or the claims are blind to it",
    "undecided": "no claim refutes the mutant, and at least one does not settle it",
    "undecided (time)": "the time for one mutant ran out",
    "no value in places": "refuted, but only where it has no value: no kill",
    "no value": "the mutant has no value at any place where a claim asks for one: refuted, but not counted as a kill",
    "not understood": "a claim breaks on the mutant and none refutes it",
}
ASSUMPTION_STATUSES = {
    "needed": "an instance outside the assumption contradicts the statement",
    "possibly superfluous": "instances outside the assumption were tried, and none contradicts the statement",
    "out of reach": "no claim draws an instance outside the assumption",
}
NO_VALUE = "no value ("  # how an answer says that the stated formula has none
QUICK = 48  # simplest points tried before any proof
HINTS = 24  # witnesses kept for each case
MOST_OUTSIDE = 50  # instances wanted when those outside an assumption are looked for


@dataclass(frozen=True)
class Fate:
    """What became of one mutant."""

    id: str
    part: str
    kind: str
    change: str
    status: str
    by: str = ""  # the case that refuted it
    witness: Mapping[str, Any] | None = None
    detail: str = ""


@dataclass
class Subject:
    """One wording that stands: its cases, those of them in which it stands, and the symbols each part may use."""

    statement: Statement
    wording: Wording
    reading: str  # "printed" or "repaired"
    revision: Revision
    claims: Sequence[Claim]
    run: Run
    standing: frozenset[str] = frozenset()  # case ids
    known: dict[str, frozenset[str]] = field(default_factory=dict)
    hints: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)  # by case id, the best killer first

    def judge(self) -> None:
        """Judge the wording itself, and learn which symbols its claims give a value to."""
        spied = replace(self.wording, parts={part: Spy(f.text, f.tree) for part, f in self.wording.parts.items()})
        standing = []
        for case in cases_of(self.statement, self.claims, self.revision, spied):
            if examine(case, self.run).verdict.stands:
                standing.append(case.id)
        self.standing = frozenset(standing)
        self.known = {part: formula.known for part, formula in spied.parts.items() if isinstance(formula, Spy)}

    def mutants(self) -> Iterator[Mutant]:
        """All mutants, those of the formulas first."""
        yield from mutants(self.statement.id, self.wording, self.revision.about, self.known)
        yield from assumption_mutants(self.statement.id, self.wording, self.revision.about)

    def cases(self, wording: Wording) -> list[Case]:
        """The cases that may refute a mutant: those in which the wording itself stands."""
        every = cases_of(self.statement, self.claims, self.revision, wording)
        return [case for case in every if case.id in self.standing]

    def fate(self, mutant: Mutant) -> Fate:
        """What becomes of a mutant."""
        with ctx.workprec(int(self.run.dps * 3.33) + 64):
            return self._of_assumption(mutant) if mutant.of_assumption else self._of_formula(mutant)

    def _of_formula(self, mutant: Mutant) -> Fate:
        cases = self.cases(mutant.wording)
        if not cases:
            return _fate(mutant, "undecided", detail="the wording itself stands under no claim")
        without_value: Evidence | None = None
        sampled: dict[str, Evidence] = {}
        for case, evidence in self._refutations(cases, sampled):
            if NO_VALUE not in evidence.detail:
                self._remember(case, evidence)
                return _fate(mutant, "killed", case.id, evidence.witness, evidence.detail)
            without_value = without_value or evidence
        if without_value is not None:
            return self._where_it_has_a_value(mutant, without_value)
        return self._in_full(mutant, cases, sampled)

    def _where_it_has_a_value(self, mutant: Mutant, without_value: Evidence) -> Fate:
        """The fate of a mutant that lacks a value at some place: a missing value is no kill, a wrong one is."""
        made = patched(mutant.wording.parts[mutant.part], self.wording.parts[mutant.part])
        wording = replace(mutant.wording, parts={**mutant.wording.parts, mutant.part: made})
        for case, evidence in self._refutations(self.cases(wording), {}):
            if NO_VALUE not in evidence.detail:
                self._remember(case, evidence)
                return _fate(mutant, "killed", case.id, evidence.witness, evidence.detail)
        status = "no value in places" if made.places.valued else "no value"
        return _fate(mutant, status, "", without_value.witness, without_value.detail)

    def _refutations(self, cases: list[Case], sampled: dict[str, Evidence]) -> Iterator[tuple[Case, Evidence]]:
        """Refutations by witnesses of earlier mutants, then by the simplest points, then by drawn instances.

        `sampled` takes what the drawn instances say, by case.
        """
        for case in cases:
            for hint in self.hints.get(case.id, [])[:HINTS]:
                if (seen := _at(case, hint)) is not None:
                    yield case, seen
                    break
        for case in cases:
            assert case.claim is not None
            if case.claim.domain is None and (seen := _at_simple_points(case)) is not None:
                yield case, seen
        for case in cases:
            assert case.claim is not None
            if case.claim.domain is not None:
                sampled[case.id] = seen = _examined(case, self.run)
                if seen.verdict is Verdict.REFUTED:
                    yield case, seen

    def _in_full(self, mutant: Mutant, cases: list[Case], sampled: Mapping[str, Evidence]) -> Fate:
        """Every case in full: the drawn instances are behind us, so it is the proofs that are asked now."""
        found: list[tuple[Case, Evidence]] = []
        for case in cases:
            evidence = sampled.get(case.id) or _examined(case, self.run)
            if evidence.verdict is Verdict.REFUTED:
                self._remember(case, evidence)
                return _fate(mutant, "killed", case.id, evidence.witness, evidence.detail)
            found.append((case, evidence))
        for verdict, status in ((Verdict.ERROR, "not understood"), (Verdict.UNDECIDED, "undecided")):
            for case, evidence in found:
                if evidence.verdict is verdict:
                    return _fate(mutant, status, case.id, None, evidence.detail)
        accepted = (f"{e.verdict.value} {c.id}{f' at {e.tried} instances' if e.tried else ''}" for c, e in found)
        return _fate(mutant, "survived", detail="; ".join(dict.fromkeys(accepted)))

    def _of_assumption(self, mutant: Mutant) -> Fate:
        assert mutant.removed is not None
        tried = 0
        run = replace(self.run, examples=min(self.run.examples, MOST_OUTSIDE))
        drawn = [(old, stage * run.examples) for stage in DRAWS[:2] for old in self.cases(self.wording)]
        for old, draws in drawn:
            if tried and draws > DRAWS[0] * run.examples:
                break  # more draws only where the first few held no instance outside it
            case = replace(old, statement=replace(old.statement, printed=mutant.wording))
            assert case.claim is not None
            if case.claim.domain is None:
                continue
            for recipe in pool(old, run, draws):  # what was drawn for the wording itself
                instance = case.claim.domain.build(recipe)
                if _certainly(mutant.removed, instance.facts) or not_admitted(case, instance) is not None:
                    continue
                tried += 1
                answer = check(case, instance)
                if isinstance(answer, Answer) and answer.outcome is Outcome.DIFFERS:
                    return _fate(mutant, "needed", case.id, recipe, str(answer))
        if not tried:
            return _fate(mutant, "out of reach", detail="no claim draws an instance outside it")
        return _fate(mutant, "possibly superfluous", detail=f"{tried} instances outside it, none contradicts")

    def _remember(self, case: Case, evidence: Evidence) -> None:
        """Keep a killing witness, the last one to kill in front."""
        if evidence.witness is None:
            return
        kept = [hint for hint in self.hints.get(case.id, []) if hint != evidence.witness]
        self.hints[case.id] = [evidence.witness, *kept][:HINTS]


def subjects(claims: Sequence[Claim], revision: Revision, run: Run) -> Iterator[Subject]:
    """The wordings of a module's statements that stand: printed where nothing was found, repaired where something was."""
    for label in dict.fromkeys(c.result for c in claims):
        result = revision.results.get(label)
        for statement in result.statements.values() if result else ():
            reading, wording = standing_wording(statement)
            if wording is not None and wording.parts and any(c.statement == statement.name for c in claims):
                yield Subject(statement, wording, reading, revision, claims, run)


def standing_wording(statement: Statement) -> tuple[str, Wording | None]:
    """Which wording of a statement is said to be true, and that wording; None where the finding repairs nothing."""
    if statement.finding is None:
        return "printed", statement.printed
    return "repaired", statement.finding.repaired


def _fate(
    mutant: Mutant, status: str, by: str = "", witness: Mapping[str, Any] | None = None, detail: str = ""
) -> Fate:
    return Fate(mutant.id, mutant.part, mutant.kind, mutant.change, status, by, witness, detail)


def _at(case: Case, hint: Mapping[str, Any]) -> Evidence | None:
    """The refutation of a case by a witness; None where it does not refute."""
    try:
        seen = replay(case, hint)
    except (BadInput, TooLarge):
        return None
    return seen if seen.verdict is Verdict.REFUTED else None


def _at_simple_points(case: Case) -> Evidence | None:
    """The refutation of a symbolic claim by one of the simplest points."""
    assert case.claim is not None
    try:
        question = case.claim.check(Stated(case.wording, case.under, case.statement.name))
        seen = _simplest(question)
        return seen if seen is not None and at_point(case, question, seen).verdict is Verdict.REFUTED else None
    except Exception:
        return None  # the examination in full says what is wrong with it


def _simplest(question: Question) -> Evidence | None:
    for one in question.questions if isinstance(question, Every) else (question,):
        if isinstance(one, Every):
            seen = _simplest(one)
        else:
            search = getattr(one, "search", None)
            seen = None if search is None or "most" not in search.__code__.co_varnames else search(QUICK)
        if seen is not None and seen.verdict is Verdict.REFUTED:
            return seen
    return None


def _examined(case: Case, run: Run) -> Evidence:
    """The evidence for a case as found, not shrunk; a formula beyond the limits of size breaks the check."""
    try:
        return examine(case, run, shrink=False)
    except BadInput as error:
        return Evidence(Verdict.ERROR, "nothing", "the check broke", str(error))


def _certainly(assumption: Formula, facts: Mapping[str, Any]) -> bool:
    try:
        return assumption.holds(**facts) is not False
    except Exception:
        return True


def spoken_witness(fate: Fate) -> str:
    """The witness in one line."""
    return spoken_recipe(fate.witness) if fate.witness else ""


__all__ = ["ASSUMPTION_STATUSES", "STATUSES", "Fate", "Subject", "spoken_witness", "subjects"]
