"""From a lemma module to evidence: its cases, the search on instances, the replay of pinned witnesses."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from flint import ctx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from verify.errors import BadInput
from verify.judge.claims import Claim, Stated, claims_of
from verify.judge.run import Run
from verify.judge.verdicts import Answer, Evidence, Outcome, Verdict, differs, undecided
from verify.paper.formulas import Formula, Imprecise, TooLarge, Undefined
from verify.paper.statements import Reading, Revision, Statement, Wording

LEAST_INSTANCES = 3  # fewer than this many instances support nothing
SESSION = 8  # draws of one Hypothesis session
SESSIONS = 10_007  # seeds kept apart for one --seed
DRAWS = (3, 15)  # draws spent on one wanted instance: at first, and where the assumptions discard most


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
        if self.expects_refutation:
            return (
                f"the finding is stale: its witness no longer refutes the printed statement ({evidence.verdict.value}: "
                f"{evidence.detail}). If the authors fixed it, remove the finding"
            )
        if evidence.verdict is Verdict.REFUTED:
            return "a new refutation: fix the transcription, or add a finding with this witness"
        return f"{evidence.verdict.value}: {evidence.detail or evidence.method}"


def cases(module: ModuleType, revision: Revision) -> Iterator[Case]:
    """All cases of a lemma module, in the order of the revision file. Raises BadInput for a finding that names no claim."""
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
            for reading in ("printed", "repaired"):
                for claim in own:
                    yield from _cases_of(revision, statement, reading, claim, result.conventions)


def _check_finding(revision: Revision, statement: Statement, own: list[Claim]) -> None:
    finding = statement.finding
    if finding is not None and finding.refuted_by not in {c.name for c in own}:
        names = ", ".join(c.name for c in own)
        table = f'"{statement.result}".{statement.name}.finding'
        raise BadInput(f"{revision.name}.toml: [{table}] refuted_by: no claim {finding.refuted_by!r}; the claims are: {names}")


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


def examine(case: Case, run: Run) -> Evidence:
    """The evidence for a case: the pinned witness where a refutation is expected, else a proof or a search."""
    start = time.perf_counter()
    try:
        with ctx.workprec(int(run.dps * 3.33) + 64):
            evidence = _examine(case, run)
    except TooLarge as error:
        place = f'["{case.statement.result}".{case.statement.name}]'
        raise BadInput(f"{run.revision}.toml: {place} {case.wording}: {error}") from None
    return replace(evidence, seconds=time.perf_counter() - start)


def _examine(case: Case, run: Run) -> Evidence:
    if case.claim is None:
        return Evidence(Verdict.UNDECIDED, "nothing", "no check", "no claim of the lemma's module checks this statement")
    finding = case.statement.finding
    if case.expects_refutation and finding is not None:
        witness = finding.witness_under(case.under.name if case.under else None)
        return replay(case, witness or {})
    if case.claim.domain is None:
        return _ask(case)
    return _search(case, run)


def _ask(case: Case, point: Mapping[str, Any] | None = None) -> Evidence:
    """Put a symbolic claim's question, or answer it at one point."""
    assert case.claim is not None
    try:
        question = case.claim.check(Stated(case.wording, case.under, case.statement.name))
        evidence: Evidence = question.decide() if point is None else question.replay(point)
        return evidence
    except (TooLarge, BadInput):
        raise
    except Exception as error:
        return _broken(error)


def replay(case: Case, witness: Mapping[str, Any]) -> Evidence:
    """The claim on one pinned witness. Raises BadInput for a witness that is no recipe or point."""
    assert case.claim is not None
    if case.claim.domain is None:
        return _ask(case, witness)
    instance = case.claim.domain.build(witness)
    failed = _not_admitted(case, instance)
    if failed is not None:
        text = f"the witness does not satisfy the assumption {failed}"
        return Evidence(Verdict.UNDECIDED, "the pinned witness", "replay", text, discarded=1)
    answer = _check(case, instance)
    if isinstance(answer, Evidence):
        return answer
    verdict = {
        Outcome.AGREES: Verdict.SUPPORTED,
        Outcome.DIFFERS: Verdict.REFUTED,
        Outcome.UNDECIDED: Verdict.UNDECIDED,
    }[answer.outcome]
    return Evidence(
        verdict,
        spoken_recipe(witness),
        "one exact instance" if "seed" not in witness else f"one instance at {witness.get('digits', 50)} digits",
        str(answer),
        tried=1,
        strata=Counter(instance.strata),
        witness=dict(witness),
        exhibit=answer.exhibit,
    )


class _Contradicted(Exception):
    pass


def _search(case: Case, run: Run) -> Evidence:
    """Try drawn instances until enough met the assumptions, or one contradicts the statement; then shrink that one."""
    tally = _Tally()
    for draws in (DRAWS[0] * run.examples, DRAWS[1] * run.examples):
        tally = _Tally()
        for drawn in _pool(case, run, draws):
            recipe = _under(case, drawn)
            if tally.tried >= run.examples or tally.stopped:
                break
            _try(case, recipe, tally)
        if tally.tried >= run.examples or tally.stopped:
            break
    if tally.answer is None:
        return tally.support(run)
    return _shrunk(case, run, draws, tally)


def _try(case: Case, recipe: dict[str, Any], tally: _Tally) -> None:
    """One recipe: discarded, or checked and counted."""
    assert case.claim is not None and case.claim.domain is not None
    instance = case.claim.domain.build(recipe)
    if _not_admitted(case, instance) is not None:
        tally.discarded += 1
        return
    answer = _check(case, instance)
    if isinstance(answer, Evidence):
        tally.broken = replace(answer, witness=recipe)
    else:
        tally.add(recipe, instance, answer)


def _shrunk(case: Case, run: Run, draws: int, found: _Tally) -> Evidence:
    """The simplest instance that Hypothesis reaches from the same draws; the one found first when it reaches none."""
    tally = _Tally()

    def body(drawn: dict[str, Any]) -> None:
        before, recipe = tally.answer, _under(case, drawn)
        _try(case, recipe, tally)
        if tally.answer is not before:
            raise _Contradicted

    try:
        _draw(case, run, draws, SESSIONS * run.seed, body)
    except _Contradicted:
        return replace(tally.refutation(), tried=found.tried, discarded=found.discarded, strata=found.strata)
    return found.refutation()


def _draw(case: Case, run: Run, draws: int, seed: int, body: Callable[[dict[str, Any]], None]) -> None:
    """Run a body on that many drawn recipes; when it raises, Hypothesis shrinks the recipe before passing it on."""
    assert case.claim is not None and case.claim.domain is not None

    def draw(recipe: dict[str, Any]) -> None:
        body(recipe)

    limits = settings(
        max_examples=draws,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    seeded(seed)(limits(given(case.claim.domain.recipes(run))(draw)))()


def _under(case: Case, recipe: dict[str, Any]) -> dict[str, Any]:
    """The drawn recipe with the rank of Sigma_xx that the case's reading gives it (isotropic where there is none)."""
    assert case.claim is not None and case.claim.domain is not None
    if not case.claim.domain.reads_covariance:
        return recipe
    d_0, d_L = recipe["widths"][0], recipe["widths"][-1]
    sizes = {"L": recipe["L"], "d_0": d_0, "d_L": d_L, "d_star": min(d_0, d_L), "r": recipe["r"]}
    rank = d_0 if case.under is None else int(case.under.rank_xx.at(**sizes))
    return {**{k: recipe[k] for k in ("L", "widths", "r")}, "rank_xx": rank, **recipe}


_POOLS: dict[Any, list[dict[str, Any]]] = {}


def _pool(case: Case, run: Run, draws: int) -> list[dict[str, Any]]:
    """Drawn recipes, each once; the mpmath ones spread evenly, so that a small run meets some.

    Short sessions with seeds of their own: within one session Hypothesis varies what it drew before, and strata suffer.
    """
    assert case.claim is not None
    key = (case.claim.domain, run, draws)
    if key not in _POOLS:
        drawn: list[dict[str, Any]] = []
        for session in range(-(-draws // SESSION)):
            _draw(case, run, SESSION, SESSIONS * run.seed + session, drawn.append)
        unique = list({repr(recipe): recipe for recipe in drawn}.values())
        _POOLS[key] = _interleaved([x for x in unique if "seed" not in x], [x for x in unique if "seed" in x])
    return _POOLS[key]


def _interleaved(many: list[dict[str, Any]], few: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One of `few` after every three of `many`, as long as both last."""
    mixed: list[dict[str, Any]] = []
    rest = iter(few)
    for k, recipe in enumerate(many, 1):
        mixed.append(recipe)
        if k % 3 == 0 and (extra := next(rest, None)) is not None:
            mixed.append(extra)
    return [*mixed, *rest]


class _Tally:
    """What a search has seen."""

    def __init__(self) -> None:
        self.tried = self.discarded = 0
        self.strata: Counter[str] = Counter()
        self.depths: set[int] = set()
        self.answer: Answer | None = None
        self.recipe: dict[str, Any] = {}
        self.open: tuple[dict[str, Any], Answer] | None = None
        self.broken: Evidence | None = None

    @property
    def stopped(self) -> bool:
        """Whether the search is over: a contradiction, or a check that broke."""
        return self.answer is not None or self.broken is not None

    def add(self, recipe: dict[str, Any], instance: Any, answer: Answer) -> None:
        self.tried += 1
        self.strata.update(instance.strata)
        self.depths.add(recipe.get("L", 0))
        if answer.outcome is Outcome.DIFFERS:
            self.recipe, self.answer = recipe, answer
        elif answer.outcome is Outcome.UNDECIDED:
            self.open = recipe, answer

    def refutation(self) -> Evidence:
        assert self.answer is not None
        return Evidence(
            Verdict.REFUTED,
            spoken_recipe(self.recipe),
            "one instance, found by search and shrunk",
            str(self.answer),
            tried=self.tried,
            discarded=self.discarded,
            strata=self.strata,
            witness=self.recipe,
            exhibit=self.answer.exhibit,
        )

    def support(self, run: Run) -> Evidence:
        if self.broken is not None:
            return self.broken
        depths = ", ".join(map(str, sorted(self.depths)))
        scope = f"{self.tried} instances at L = {depths}" if self.tried else "no instance"
        counts: dict[str, Any] = {"tried": self.tried, "discarded": self.discarded, "strata": self.strata}
        if self.open is not None:
            recipe, answer = self.open
            return Evidence(Verdict.UNDECIDED, scope, "search", str(answer), witness=recipe, **counts)
        least = min(LEAST_INSTANCES, run.examples)
        if self.tried < least:
            text = f"{self.tried} of {self.tried + self.discarded} drawn instances met the assumptions; {least} are needed"
            return Evidence(Verdict.UNDECIDED, scope, "search", text, **counts)
        reals = self.strata.get("mpmath", 0)
        method = "exact instances over Q" if not reals else f"{self.tried - reals} exact over Q, {reals} at {run.dps} digits"
        return Evidence(Verdict.SUPPORTED, scope, method, **counts)


def _check(case: Case, instance: Any) -> Answer | Evidence:
    """The claim's answer on one instance; ERROR evidence when the check itself breaks."""
    assert case.claim is not None
    try:
        answer: Answer = case.claim.check(Stated(case.wording, case.under, case.statement.name), instance)
        return answer
    except Undefined as error:
        return differs("the stated formula", f"no value ({error})", "a value is claimed")
    except Imprecise as error:
        return undecided(str(error))
    except (TooLarge, BadInput):
        raise
    except Exception as error:
        return _broken(error)


def _broken(error: Exception) -> Evidence:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
    return Evidence(Verdict.ERROR, "nothing", "the check broke", f"{type(error).__name__}: {error}{place}")


def _not_admitted(case: Case, instance: Any) -> str | None:
    """The first assumption that the instance does not certainly satisfy; None when it satisfies all."""
    facts = instance.facts
    assumed = [*case.conventions, *case.wording.given, *(case.under.given if case.under else ())]
    for formula in assumed:
        try:
            holds = formula.holds(**facts)
        except (Undefined, Imprecise, KeyError):
            holds = None
        if holds is not True:
            return str(formula)
    if case.under is not None and "rank_xx" in facts and case.under.rank_xx.at(**facts) != facts["rank_xx"]:
        return f"rank_xx == {case.under.rank_xx}"
    return None


def spoken_recipe(recipe: Mapping[str, Any]) -> str:
    """A recipe as one line of TOML, ready to paste behind `witness =`."""
    return ", ".join(f"{key} = {_toml(value)}" for key, value in recipe.items())


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    return str(value)
