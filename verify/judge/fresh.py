"""Many fresh instances of one case: drawn again seed after seed, judged once, and only counted where they agree.

Unlike `search` it asks for no rare strata first and shrinks nothing: it looks for one contradiction among thousands.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from flint import ctx

from verify.errors import BadInput
from verify.judge.biting import Bite, Probe
from verify.judge.cases import Case
from verify.judge.checking import check, not_admitted
from verify.judge.draws import SESSIONS, draw, listing, under
from verify.judge.run import Run
from verify.judge.verdicts import Evidence, Outcome
from verify.judge.witness import spoken_recipe

BATCH = 40  # draws under one seed of Hypothesis: a longer batch varies what was drawn before
MISSES = 8  # draws spent on one wanted instance before the case is left with fewer
PROBED = 20  # instances whose worth is looked at; the share of trivial ones among them stands for all


@dataclass
class Found:
    """What the instances of one case said."""

    case: str
    seed: int
    wanted: int
    tried: int = 0
    discarded: int = 0
    probed: int = 0
    trivial: int = 0  # of those probed
    undecided: int = 0
    strata: Counter[str] = field(default_factory=Counter)
    contradiction: str = ""  # recipe and the two values of the first instance that contradicts
    open: str = ""  # the same of the first undecided one, or of a check that broke

    def as_json(self) -> dict[str, Any]:
        """One line of the file that a long search keeps."""
        return {**asdict(self), "strata": dict(sorted(self.strata.items()))}


def is_drawn(case: Case, run: Run) -> bool:
    """Whether a case is judged on drawn instances, not for all values or on a list that is always the same."""
    return (
        case.claim is not None and case.claim.domain is not None and not case.expects_refutation and not listing(case, run)
    )


def fresh(case: Case, run: Run, wanted: int) -> Found:
    """Judge a case on so many different instances that meet its assumptions; stop at the first contradiction."""
    assert case.claim is not None and case.claim.domain is not None
    found, probe, seen = Found(case.id, run.seed, wanted), Probe(case), set[str]()
    with ctx.workprec(int(run.dps * 3.33) + 64):
        for batch in range(-(-wanted * MISSES // BATCH)):
            if found.tried >= wanted or found.contradiction:
                break
            drawn: list[dict[str, Any]] = []
            draw(case.claim.domain, run, BATCH, SESSIONS * run.seed + 7919 * (batch + 1), drawn.append)
            for recipe in (under(case, one) for one in drawn):
                if repr(recipe) not in seen and found.tried < wanted and not found.contradiction:
                    seen.add(repr(recipe))
                    _judge(case, recipe, found, probe)
    return found


def _judge(case: Case, recipe: dict[str, Any], found: Found, probe: Probe) -> None:
    """One instance, counted; one that does not agree over reals is looked at again with twice the digits."""
    assert case.claim is not None and case.claim.domain is not None
    try:
        instance = case.claim.domain.build(recipe)
        if not_admitted(case, instance) is not None:
            found.discarded += 1
            return
        answer = check(case, instance)
        if not isinstance(answer, Evidence) and answer.outcome in (Outcome.DIFFERS, Outcome.UNDECIDED) and "seed" in recipe:
            recipe = {**recipe, "digits": min(1000, 2 * recipe.get("digits", 50))}
            with ctx.workprec(2 * ctx.prec):
                answer = check(case, case.claim.domain.build(recipe))
    except BadInput as error:
        found.open = found.open or f"{spoken_recipe(recipe)}: {error}"
        found.discarded += 1
        return
    found.tried += 1
    found.strata.update(instance.strata)
    told = f"{spoken_recipe(recipe)}: {answer.detail if isinstance(answer, Evidence) else answer}"
    if isinstance(answer, Evidence) or answer.outcome is Outcome.UNDECIDED:
        found.undecided += 1
        found.open = found.open or told
    elif answer.outcome is Outcome.DIFFERS:
        found.contradiction = told
    elif answer.outcome is Outcome.NOTHING:
        found.probed += 1
        found.trivial += 1
    elif found.probed < PROBED:
        found.probed += 1
        found.trivial += probe.look(instance) is Bite.NOTHING


def rests_on_instances(cases: list[Case], run: Run) -> list[Case]:
    """The drawn cases of statements of which no claim asks a question for all values: instances are all their support."""
    asked = {case.statement.id for case in cases if case.claim is not None and case.claim.domain is None}
    return [case for case in cases if is_drawn(case, run) and case.statement.id not in asked]


def shared(cases: list[Case], examples: int, seeds: int) -> list[tuple[Case, int]]:
    """How many instances each case of a statement is given under one seed: together `examples`, over all seeds."""
    numbers = Counter(case.statement.id for case in cases)
    return [(case, max(1, -(-examples // (numbers[case.statement.id] * seeds)))) for case in cases]


def with_seed(run: Run, seed: int) -> Run:
    """The run with another seed."""
    return replace(run, seed=seed)
