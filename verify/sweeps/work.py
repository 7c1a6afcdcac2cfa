"""One row of a sweep's table from the plan and an index: what a worker does, the same in every process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flint import arb, ctx

from verify import catalogue
from verify.errors import BadInput
from verify.judge.cases import Case
from verify.judge.checking import check, not_admitted
from verify.judge.claims import claims_of
from verify.judge.verdicts import Answer, Outcome
from verify.nets.large_runs import PaperRuns
from verify.paper.formulas import Formula, Imprecise, TooLarge, Undefined
from verify.paper.statements import Revision, Statement, Wording
from verify.spectra.enclosures import NotCertified
from verify.sweeps.grid import Plan, parse
from verify.sweeps.measures import MEASURES, Subject, Unusable, outward

WORST_FIRST = ("REFUTED", "ERROR", "UNDECIDED", "SUPPORTED")
SMALL = 60  # parameters up to which every claim is tried; above, those made for large networks
READING = {"isotropic": "isotropic", "padded": "padded", "rank_r": "rank_r"}  # covariance -> reading of Assumption 3.1
CALIBRATION = "calibration"  # a measure that spends `milliseconds` and measures nothing: for benchmarks and tests
DEADLY = "VERIFY_SWEEP_DEADLY_INSTANCES"  # indices that kill their worker: for tests of the machinery


@dataclass(frozen=True)
class Worker:
    """A plan made ready: its formulas and statements found in the revision. Raises BadInput for what is not there."""

    plan: Plan
    formulas: tuple[tuple[str, Formula], ...]
    cases: tuple[tuple[str, tuple[Case, ...]], ...]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Name and SQL type of each column between the index and the failure."""
        made = [(name, "TEXT") for name in self.plan.columns]
        for name in (*self.plan.measures, *self.plan.formulas):
            made += [(f"{name} low", "REAL"), (f"{name} high", "REAL")]
        return made + [(name, "TEXT") for name in self.plan.verdicts]

    def row(self, index: int) -> tuple[Any, ...]:
        """(index, varied parameters, values, verdicts, None); a quantity that does not exist is NULL, not a failure."""
        if str(index) in os.environ.get(DEADLY, "").split(","):
            os.kill(os.getpid(), signal.SIGKILL)
        parameters = self.plan.parameters(index)
        spoken = [str(parameters[name]) for name in self.plan.columns]
        values: list[Any] = []
        if self.plan.measures == (CALIBRATION,):
            end = time.perf_counter() + int(parameters["milliseconds"]) / 1000
            while time.perf_counter() < end:
                pass
            return (index, *spoken, index, index, None)
        try:
            subject = Subject(parameters)
        except Unusable:
            width = 2 * (len(self.plan.measures) + len(self.formulas))
            return (index, *spoken, *[None] * width, *["no such network"] * len(self.cases), None)
        for name in self.plan.measures:
            values += _measured(MEASURES[name][1], subject)
        for _, formula in self.formulas:
            values += _stated(formula, subject)
        verdicts = [_judged(cases, subject) for _, cases in self.cases]
        return (index, *spoken, *values, *verdicts, None)


def _measured(measure: Callable[[Subject], Any], subject: Subject) -> tuple[float | None, float | None]:
    """The enclosure, or nothing where the quantity does not exist or is not certified."""
    try:
        return outward(*measure(subject))
    except (Unusable, NotCertified, BadInput):
        return None, None


def _stated(formula: Formula, subject: Subject) -> tuple[float | None, float | None]:
    """A printed value at the instance, or nothing where it has none."""
    try:
        with ctx.workprec(200):
            value = formula.at(**subject.facts)
            if isinstance(value, arb):
                return outward(value.lower().fmpq(), value.upper().fmpq())
            return outward(value, value)
    except (Undefined, Imprecise, TooLarge, KeyError, Unusable, BadInput):
        return None, None


def _judged(cases: tuple[Case, ...], subject: Subject) -> str:
    """The worst that a statement's claims say of the instance; why none says anything, where none does."""
    if subject.blocks:
        return "needs the matrix"
    found, reason = [], "no claim takes this network"
    for case in cases:
        assert case.claim is not None and case.claim.domain is not None
        if case.under is not None and case.under.name != READING[str(subject.parameters["covariance"])]:
            continue
        large = isinstance(case.claim.domain, PaperRuns)
        if large == (subject.p <= SMALL):
            continue
        try:
            instance = case.claim.domain.build(_recipe(subject, large))
            missed = not_admitted(case, instance)
            if missed is not None:
                reason = f"outside: {missed}"
                continue
            answer = check(case, instance)
        except (BadInput, TooLarge, NotCertified):
            continue
        if not isinstance(answer, Answer):
            found.append("ERROR")
        else:
            found.append({Outcome.AGREES: "SUPPORTED", Outcome.DIFFERS: "REFUTED"}.get(answer.outcome, "UNDECIDED"))
    return min(found, key=WORST_FIRST.index) if found else reason


def _recipe(subject: Subject, large: bool) -> dict[str, Any]:
    """The recipe for a domain of trained networks; of balanced ones, where nothing is trained."""
    made = dict(subject.recipe)
    if subject.steps or large:
        made |= {"eta": str(subject.eta), "steps": subject.steps}
    if large or subject.steps > 1:  # many steps over Q have too many digits
        made = {k: v for k, v in made.items() if k not in ("U", "V")}
        made |= {"seed": int(subject.parameters["turns"]), "digits": max(50, subject.digits + 20)}
    return made


def batch(text: str, indices: list[int]) -> list[tuple[Any, ...]]:
    """The rows of some instances of a plan, in their order: what is sent to a worker process."""
    ready = worker(text)
    return [_guarded(ready, index) for index in indices]


def _guarded(ready: Worker, index: int) -> tuple[Any, ...]:
    try:
        return ready.row(index)
    except Exception as error:  # one instance that breaks the work must not end the sweep
        return failed(ready, index, f"{type(error).__name__}: {error}")


def failed(ready: Worker, index: int, why: str) -> tuple[Any, ...]:
    """The row of an instance that could not be done, with all its parameters."""
    parameters = ready.plan.parameters(index)
    spoken = [str(parameters[name]) for name in ready.plan.columns]
    empty = [None] * (len(ready.columns) - len(spoken))
    whole = ", ".join(f"{name} = {value}" for name, value in parameters.items())
    return (index, *spoken, *empty, f"{why} [{whole}]")


@lru_cache(maxsize=4)
def worker(text: str) -> Worker:
    """The worker of a plan by its text; the same object again in the same process."""
    return prepared(parse(text, "the plan"))


def prepared(plan: Plan, file: str = "the plan") -> Worker:
    """Find what a plan names. Raises BadInput."""
    if plan.measures != (CALIBRATION,):
        for name in plan.measures:
            if name not in MEASURES:
                known = ", ".join(MEASURES)
                raise BadInput(f"{file}: measures: unknown measure {name!r}; known are: {known}")
    formulas, cases = [], []
    if plan.formulas or plan.verdicts:
        book = catalogue.revision(plan.revision)
        for text in plan.formulas:
            formulas.append((text, _formula(book, plan, text, file)))
        for text in plan.verdicts:
            cases.append((text, _cases(book, plan, text, file)))
    return Worker(plan, tuple(formulas), tuple(cases))


def _statement(book: Revision, text: str, file: str, key: str) -> Statement:
    label, _, name = text.partition("/")
    if label not in book.results or name not in book.results[label].statements:
        raise BadInput(f"{file}: {key}: {text!r} is no statement of revision {book.name}; see: python -m verify list")
    return book.results[label].statements[name]


def _wording(statement: Statement, plan: Plan) -> Wording:
    finding = statement.finding
    if plan.reading == "repaired" and finding is not None and finding.repaired is not None:
        return finding.repaired
    return statement.printed


def _formula(book: Revision, plan: Plan, text: str, file: str) -> Formula:
    """The formula "A.9/gap.bulk_to": a statement and, unless its only part is the value, a part of it."""
    label, _, rest = text.partition("/")
    name, _, part = rest.partition(".")
    statement = _statement(book, f"{label}/{name}", file, "formulas")
    parts = _wording(statement, plan).parts
    wanted = part or "value"
    if wanted not in parts or parts[wanted].is_relation:
        values = [n if n != "value" else "(no part)" for n, f in parts.items() if not f.is_relation]
        raise BadInput(
            f"{file}: formulas: {text!r}: the parts of {label}/{name} with a value are: {', '.join(values) or 'none'}"
        )
    return parts[wanted]


def _cases(book: Revision, plan: Plan, text: str, file: str) -> tuple[Case, ...]:
    from verify.auditing.judgement import cases_of

    statement = _statement(book, text, file, "verdicts")
    made: list[Case] = []
    for name in catalogue.module_names(book.paper):
        claims = [c for c in claims_of(catalogue.lemma(name)) if c.result == statement.result and c.domain is not None]
        made += cases_of(statement, claims, book, _wording(statement, plan))
    if not made:
        raise BadInput(f"{file}: verdicts: {text} is checked for all values, not on instances; there is nothing to sweep")
    return tuple(made)
