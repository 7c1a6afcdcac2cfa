"""From a case to its evidence: a proof, a search on instances, or the replay of a pinned witness."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flint import ctx

from verify.errors import BadInput
from verify.judge.assumed import at_point, within
from verify.judge.cases import Case, cases
from verify.judge.checking import broken, check, misread, not_admitted
from verify.judge.claims import Stated
from verify.judge.proving import Context, proving
from verify.judge.readings import least_depth, noted, one_depth, with_readings
from verify.judge.run import Run
from verify.judge.search import search
from verify.judge.verdicts import Evidence, Outcome, Verdict
from verify.judge.witness import spoken_recipe
from verify.nets.limits import check_limits, check_point
from verify.paper.formulas import Imprecise, TooLarge, Undefined

__all__ = ["NO_CLAIM", "Case", "cases", "examine", "replay", "spoken_recipe"]

NO_CLAIM = "no claim of a lemma module checks this statement; how to write one: docs/add_a_lemma.md"


def examine(case: Case, run: Run, shrink: bool = True) -> Evidence:
    """The evidence for a case: the pinned witness where a refutation is expected, else a proof or a search.

    Without `shrink` a contradiction found by search is passed on as it was drawn, which is faster.
    """
    start = time.perf_counter()
    try:
        with ctx.workprec(int(run.dps * 3.33) + 64):
            evidence = _examine(case, run, shrink)
    except TooLarge as error:
        place = f'["{case.statement.result}".{case.statement.name}]'
        raise BadInput(f"{run.revision.removesuffix('.toml')}.toml: {place} {case.wording}: {error}") from None
    return replace(evidence, seconds=time.perf_counter() - start)


def _examine(case: Case, run: Run, shrink: bool) -> Evidence:
    if case.claim is None:
        return Evidence(Verdict.UNDECIDED, "nothing", "no check", NO_CLAIM)
    told = misread(case)
    if told is not None:
        return told
    finding = case.statement.finding
    if case.expects_refutation and finding is not None:
        reading = case.under.name if case.under else None
        try:
            return replay(case, finding.witness_under(reading) or {})
        except BadInput as error:
            key = reading if reading in finding.witness else "any"
            place = f'["{case.statement.result}".{case.statement.name}.finding.witness] {key}'
            raise BadInput(f"{run.revision.removesuffix('.toml')}.toml: {place}: {error}") from None
    if case.claim.domain is None:
        return _ask(case)
    return search(case, run, shrink)


def _ask(case: Case, point: Mapping[str, Any] | None = None) -> Evidence:
    """Put a symbolic claim's question, or answer it at one point."""
    assert case.claim is not None
    try:
        known = context_of(case)
        with proving(known), noted() as readings:
            question = case.claim.check(Stated(case.wording, case.under, case.statement.name))
            if point is not None:
                return at_point(case, question, question.replay(point))
            decided: Evidence = question.decide()
            if decided.verdict is Verdict.PROVED:
                decided = with_readings(decided, readings, known, case.wording.parts.values())
            evidence: Evidence = within(case, question, decided)
        uncovered = _uncovered_depth(case, evidence.scopes)
        if evidence.verdict is Verdict.PROVED and uncovered is not None:
            text = f"the proof covers {evidence.scope}; the assumptions of the statement also admit L = {uncovered}"
            return replace(evidence, verdict=Verdict.UNDECIDED, detail=text)
        return evidence
    except (TooLarge, BadInput):
        raise
    except Exception as error:
        return broken(case, error)


def context_of(case: Case) -> Context:
    """What the kernel is told of a case: its id, wording, reading, printed formulas and assumptions."""
    assumed = [*case.conventions, *case.wording.given, *(case.under.given if case.under else ())]
    reading = case.under.name if case.under else ""
    return Context(case.statement.id, case.id, case.reading, reading, dict(case.wording.parts), tuple(map(str, assumed)))


def _uncovered_depth(case: Case, scopes: tuple[Mapping[str, Any], ...]) -> int | None:
    """A depth below those of a proof that the statement's assumptions do not exclude; None when there is none."""
    if all(map(one_depth, scopes)):
        return None
    covered = [least for scope in scopes if (least := least_depth(scope)) is not None]
    depth = min(covered, default=1) - 1
    if depth < 1:
        return None
    for formula in (*case.conventions, *case.wording.given):
        if formula.names == {"L"}:
            try:
                if formula.holds(L=depth) is False:
                    return None
            except (Undefined, Imprecise):
                return None
    return depth


def replay(case: Case, witness: Mapping[str, Any]) -> Evidence:
    """The claim on one pinned witness. Raises BadInput for a witness that is no recipe or point."""
    assert case.claim is not None
    told = misread(case)
    if told is not None:
        return told
    if case.claim.domain is None:
        check_point(witness)
        return _ask(case, witness)
    check_limits(witness)
    try:
        instance = case.claim.domain.build(witness)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, MemoryError) as error:
        raise BadInput(f"recipe: {type(error).__name__}: {error}") from None
    try:
        failed = not_admitted(case, instance)
    except (ValueError, ArithmeticError, MemoryError) as error:
        raise BadInput(f"witness {spoken_recipe(witness)}: {error}") from None
    if failed is not None:
        text = f"the witness does not satisfy the assumption {failed}"
        return Evidence(Verdict.UNDECIDED, "the pinned witness", "replay", text, discarded=1)
    answer = check(case, instance)
    if isinstance(answer, Evidence):
        return answer
    verdict = {
        Outcome.AGREES: Verdict.SUPPORTED,
        Outcome.DIFFERS: Verdict.REFUTED,
        Outcome.UNDECIDED: Verdict.UNDECIDED,
        Outcome.NOTHING: Verdict.UNDECIDED,
    }[answer.outcome]
    return Evidence(
        verdict,
        spoken_recipe(witness),
        "one exact instance" if "seed" not in witness else f"one instance at {witness.get('digits', 50)} digits",
        str(answer),
        tried=1,
        trivial=int(answer.outcome is Outcome.NOTHING),
        strata=Counter(instance.strata),
        witness=dict(witness),
        exhibit=answer.exhibit,
    )
