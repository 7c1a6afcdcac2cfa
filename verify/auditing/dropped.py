"""What an audit says of dropped assumptions and of changed words: no support without a proof that they add nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from verify.auditing.beyond import Beyond
from verify.auditing.changes import Change
from verify.auditing.judgement import Found, Judgement
from verify.auditing.separation import Separation
from verify.auditing.strength import Relation, implied
from verify.judge.verdicts import Verdict
from verify.paper.statements import Revision


class Problem(Enum):
    """What is not as it should be, in the new revision."""

    REFUTED = "a new refutation"
    UNDECIDED = "not decided"
    STALE = "a stale finding"
    REPAIR = "a repair that does not stand"


@dataclass(frozen=True)
class Surprise:
    """One problem of one statement, under one reading (or none), in a sentence that says what to do."""

    problem: Problem
    under: str | None
    text: str


def with_refuted(after: Judgement, refuted: Sequence[Found]) -> Judgement:
    """The judgement with refutations in the place of what the same cases found within all assumptions."""
    by_case = {(f.case.claim.name if f.case.claim else "", f.under): f for f in refuted}
    founds = [by_case.get((f.case.claim.name if f.case.claim else "", f.under), f) for f in after.founds]
    return Judgement(after.statement, tuple(founds))


def not_implied(found: Separation, change: Change, old: Revision, new: Revision) -> list[str]:
    """The dropped assumptions that do not follow from the others, as far as arguments show."""
    if not change.dropped or found.relation is Relation.EQUIVALENT or change.old is None or change.new is None:
        return []
    was, now = (
        (*s.printed.given, *book.results[s.result].conventions) for s, book in ((change.old, old), (change.new, new))
    )
    return [text for text in change.dropped if not implied(text, was, now)]


def open_beyond(
    found: Separation, change: Change, after: Judgement, past: Beyond, old: Revision, new: Revision
) -> list[Surprise]:
    """Dropped assumptions that are not shown to be superfluous: support within them is none beyond them."""
    proved = bool(after.founds) and all(f.evidence.verdict is Verdict.PROVED for f in after.founds)
    open_ = not_implied(found, change, old, new)
    own = {f.text for f in change.old.printed.given} if change.old is not None else set()
    # what a reading says of Sigma_xx is asked under the new reading itself: that something was tried is enough
    left = [text for text in open_ if text not in found.passed or (text in own and not proved)]
    if not left:
        return []
    names = ", ".join(left)
    tried = past.asked + sum(1 for text in left if text in found.passed)
    if not tried:
        text = f"{names} was dropped, and nothing that was tried lies beyond it: the claims do not reach what is new here"
    else:
        text = f"{names} was dropped: it is not shown to be superfluous, and none of the {tried} instances beyond it refutes"
    return [Surprise(Problem.UNDECIDED, None, text)]


def not_read(change: Change) -> list[Surprise]:
    """Words that differ: claims read formulas and assumptions, so no verdict says anything of them."""
    if change.old is None or change.new is None or not change.new.printed.sentence or not change.sentence:
        return []
    text = "the sentence differs, and claims read formulas and assumptions only: compare the words by hand"
    return [Surprise(Problem.UNDECIDED, None, f"{text} ({change.new.printed.sentence!r})")]
