"""The verdict on one wording of one statement, whatever is expected of it: all its claims, each under each reading.

A case of the report replays the pinned witness of a finding and looks no further. Here nothing is pinned: witnesses are
hints, tried first, and a claim that they do not refute is asked in full.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flint import ctx

from verify.errors import BadInput
from verify.judge.assumed import at_point
from verify.judge.cases import Case
from verify.judge.checking import misread
from verify.judge.claims import Claim, Stated
from verify.judge.questions import SECOND_VOICE
from verify.judge.run import Run
from verify.judge.runner import examine, replay
from verify.judge.verdicts import Evidence, Verdict
from verify.paper.formulas import Formula, TooLarge
from verify.paper.statements import Reading, Revision, Statement, Wording

# the strongest doubt first: a statement is as good as the worst of its cases
WORST_FIRST = (Verdict.REFUTED, Verdict.ERROR, Verdict.UNDECIDED, Verdict.SUPPORTED, Verdict.PROVED)


@dataclass(frozen=True)
class Found:
    """One claim about the wording, under one reading of the assumptions (or none), and its evidence."""

    case: Case
    evidence: Evidence

    @property
    def under(self) -> str | None:
        """The name of the reading."""
        return self.case.under.name if self.case.under else None


@dataclass(frozen=True)
class Judgement:
    """What all claims found about one wording of one statement."""

    statement: Statement
    founds: tuple[Found, ...]

    @property
    def readings(self) -> tuple[str | None, ...]:
        """The readings that the verdict may depend on; (None,) when no claim depends on one."""
        named = tuple(dict.fromkeys(f.under for f in self.founds if f.under))
        return named or (None,)

    def under(self, reading: str | None) -> Found | None:
        """The worst finding under a reading, claims that depend on none included; None when nothing checks it."""
        seen = [f for f in self.founds if f.under in (None, reading)]
        return min(seen, key=lambda f: WORST_FIRST.index(f.evidence.verdict), default=None)

    @property
    def worst(self) -> Found | None:
        """The worst finding under any reading."""
        return min(self.founds, key=lambda f: WORST_FIRST.index(f.evidence.verdict), default=None)

    @property
    def verdict(self) -> Verdict:
        """The verdict of the worst case; UNDECIDED when nothing checks the statement."""
        return self.worst.evidence.verdict if self.worst else Verdict.UNDECIDED


def judge(
    statement: Statement,
    claims: Sequence[Claim],
    revision: Revision,
    run: Run,
    *,
    wording: Wording | None = None,
    hints: Sequence[Mapping[str, Any]] = (),
    first_refutation: bool = False,
) -> Judgement:
    """Judge the printed wording of a statement (or the given one) by all claims of the module that name it.

    `hints` are recipes or points tried before anything else; one that does not fit a claim is passed over.
    `first_refutation` ends the work with the first refutation. Raises BadInput as `examine` does.
    """
    founds: list[Found] = []
    for case in cases_of(statement, claims, revision, wording):
        found = Found(case, _evidence(case, run, hints))
        founds.append(found)
        if first_refutation and found.evidence.verdict is Verdict.REFUTED:
            break
    return Judgement(statement, tuple(founds))


def cases_of(
    statement: Statement, claims: Sequence[Claim], revision: Revision, wording: Wording | None = None
) -> Iterator[Case]:
    """Every claim on a wording under every reading it depends on, symbolic claims first; no finding, nothing expected."""
    bare = replace(statement, printed=wording or statement.printed, finding=None)
    conventions: tuple[Formula, ...] = revision.results[statement.result].conventions
    own = [c for c in claims if c.result == statement.result and c.statement == statement.name]
    for claim in sorted(own, key=lambda c: c.domain is not None):
        names: tuple[str | None, ...] = (None,)
        if claim.per_reading:
            names = statement.readings or tuple(revision.readings)
        for name in names:
            under: Reading | None = None if name is None else revision.readings[name]
            yield Case(bare, "printed", under, claim, False, conventions)


def _evidence(case: Case, run: Run, hints: Sequence[Mapping[str, Any]]) -> Evidence:
    start = time.perf_counter()
    told = misread(case)
    if told is not None:
        return told
    with ctx.workprec(int(run.dps * 3.33) + 64):
        for hint in hints:
            try:
                seen = replay(case, hint)
            except (BadInput, TooLarge):
                continue  # a witness of another kind of claim
            if seen.verdict is Verdict.REFUTED:
                return replace(seen, seconds=time.perf_counter() - start)
        quick = _simple_points(case)
    return examine(case, run) if quick is None else replace(quick, seconds=time.perf_counter() - start)


def _simple_points(case: Case) -> Evidence | None:
    """A refutation of a symbolic claim at one of the simplest points, before any simplifier is asked."""
    assert case.claim is not None
    if case.claim.domain is not None:
        return None
    try:
        question = case.claim.check(Stated(case.wording, case.under, case.statement.name))
        search = getattr(question, "search", None)
        seen = search(SECOND_VOICE) if search is not None else None
    except Exception:
        return None  # examine says what is wrong with it
    refuted = isinstance(seen, Evidence) and at_point(case, question, seen).verdict is Verdict.REFUTED
    return seen if refuted else None
