"""The search for a contradiction among drawn instances; Hypothesis shrinks what it finds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from flint import ctx

from verify.judge.biting import Bite, Probe
from verify.judge.cases import Case
from verify.judge.checking import check, not_admitted
from verify.judge.draws import SESSIONS, draw, listing, pool, under
from verify.judge.run import Run
from verify.judge.verdicts import Answer, Evidence, Outcome, Verdict, nothing
from verify.judge.witness import spoken_recipe

LEAST_INSTANCES = 3  # fewer than this many instances that are not trivial support nothing
DRAWS = (3, 6, 15)  # draws spent on one wanted instance: at first, and where the assumptions discard more and more


class _Contradicted(Exception):
    pass


def search(case: Case, run: Run, shrink: bool = True) -> Evidence:
    """Try drawn instances until enough met the assumptions, or one contradicts the statement; then shrink that one.

    Of a domain that lists its instances all are tried, and the first that contradicts is the simplest already.
    """
    tally, listed = _Tally(), listing(case, run)
    wanted, probe = len(listed) or max(run.examples, LEAST_INSTANCES), Probe(case)
    for draws in (stage * wanted for stage in DRAWS):
        tally = _Tally()
        for recipe in pool(case, run, draws):
            if (tally.tried >= wanted and tally.biting >= LEAST_INSTANCES) or tally.stopped:
                break
            _try(case, recipe, tally, probe)
        if listed or (tally.tried >= wanted and tally.biting >= LEAST_INSTANCES) or tally.stopped:
            break
    if tally.answer is None:
        return tally.support(run)
    return _shrunk(case, run, draws, tally) if shrink and not listed else tally.refutation()


def _try(case: Case, recipe: dict[str, Any], tally: _Tally, probe: Probe | None = None) -> None:
    """One recipe: discarded, or checked and counted; the probe, if there is one, tells a trivial instance."""
    assert case.claim is not None and case.claim.domain is not None
    instance = case.claim.domain.build(recipe)
    failed = not_admitted(case, instance)
    if failed is not None:
        tally.missed[failed] += 1
        tally.discarded += 1
        return
    answer = check(case, instance)
    if isinstance(answer, Answer) and answer.outcome in (Outcome.DIFFERS, Outcome.UNDECIDED) and "seed" in recipe:
        # over reals, a contradiction and an open answer are looked at again with twice the digits before they count
        recipe = {**recipe, "digits": min(1000, 2 * recipe.get("digits", 50))}
        with ctx.workprec(2 * ctx.prec):
            instance = case.claim.domain.build(recipe)
            answer = check(case, instance)
    if isinstance(answer, Evidence):
        tally.broken = replace(answer, witness=recipe)
    else:
        if answer.outcome is Outcome.AGREES and probe is not None:
            bite = probe.look(instance)
            tally.zero += bite is Bite.ZERO
            answer = nothing(bite.value) if bite is Bite.NOTHING else answer
        tally.add(recipe, instance, answer)


def _shrunk(case: Case, run: Run, draws: int, found: _Tally) -> Evidence:
    """The simplest instance that Hypothesis reaches from the same draws; the one found first when it reaches none."""
    assert case.claim is not None and case.claim.domain is not None
    tally = _Tally()

    def body(drawn: dict[str, Any]) -> None:
        before, recipe = tally.answer, under(case, drawn)
        _try(case, recipe, tally)
        if tally.answer is not before:
            raise _Contradicted

    try:
        draw(case.claim.domain, run, draws, SESSIONS * run.seed, body)
    except _Contradicted:
        shrunk = replace(tally.refutation(), tried=found.tried, discarded=found.discarded, strata=found.strata)
        return replace(shrunk, trivial=found.trivial)
    return found.refutation()


class _Tally:
    """What a search has seen."""

    def __init__(self) -> None:
        self.tried = self.discarded = self.empty = self.zero = 0
        self.strata: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()  # the first assumption that a discarded instance misses
        self.depths: set[int] = set()
        self.answer: Answer | None = None
        self.recipe: dict[str, Any] = {}
        self.open: tuple[dict[str, Any], Answer] | None = None
        self.broken: Evidence | None = None

    @property
    def stopped(self) -> bool:
        """Whether the search is over: a contradiction, or a check that broke."""
        return self.answer is not None or self.broken is not None

    @property
    def biting(self) -> int:
        """The instances on which the statement could have failed.

        0 = 0 counts only where no instance of the case has another value: that the value is 0 is then what is stated.
        """
        return self.tried - self.empty - self.zero or self.zero

    @property
    def trivial(self) -> int:
        """The others."""
        return self.tried - self.biting

    def add(self, recipe: dict[str, Any], instance: Any, answer: Answer) -> None:
        self.tried += 1
        self.strata.update(instance.strata)
        self.depths.add(recipe.get("L", 0))
        if answer.outcome is Outcome.DIFFERS:
            self.recipe, self.answer = recipe, answer
        elif answer.outcome is Outcome.UNDECIDED:
            self.open = recipe, answer
        elif answer.outcome is Outcome.NOTHING:
            self.empty += 1

    def refutation(self) -> Evidence:
        assert self.answer is not None
        return Evidence(
            Verdict.REFUTED,
            spoken_recipe(self.recipe),
            "one instance, found by search and shrunk",
            str(self.answer),
            tried=self.tried,
            trivial=self.trivial,
            discarded=self.discarded,
            strata=self.strata,
            witness=self.recipe,
            exhibit=self.answer.exhibit,
        )

    def support(self, run: Run) -> Evidence:
        if self.broken is not None:
            return self.broken
        depths = ", ".join(map(str, sorted(self.depths)))
        apart = f", {self.trivial} of them trivial," if self.trivial else ""
        scope = f"{self.tried} instances{apart} at L = {depths}" if self.tried else "no instance"
        counts: dict[str, Any] = {"tried": self.tried, "discarded": self.discarded, "strata": self.strata}
        counts["trivial"] = self.trivial
        if self.open is not None:
            recipe, answer = self.open
            return Evidence(Verdict.UNDECIDED, scope, "search", str(answer), witness=recipe, **counts)
        if self.tried < LEAST_INSTANCES:
            drawn = self.tried + self.discarded
            text = f"{self.tried} of {drawn} drawn instances met the assumptions; {LEAST_INSTANCES} are needed"
            if not self.tried and self.missed:
                text = f"no instance at these sizes meets the assumption {self.missed.most_common(1)[0][0]}: {text}"
            return Evidence(Verdict.UNDECIDED, scope, "search", text, **counts)
        if self.biting < LEAST_INSTANCES:
            text = (
                f"{self.trivial} of {self.tried} instances are trivial: nothing that the statement says could have failed "
                f"there; {LEAST_INSTANCES} that could are needed"
            )
            return Evidence(Verdict.UNDECIDED, scope, "search", text, **counts)
        reals = self.strata.get("mpmath", 0)
        method = "exact instances over Q" if not reals else f"{self.tried - reals} exact over Q, {reals} at {run.dps} digits"
        return Evidence(Verdict.SUPPORTED, scope, method, **counts)
