"""A proof of a statement held against points: the proof can only prove, the comparison at points can only refute."""

from __future__ import annotations

from dataclasses import dataclass

from verify.judge.questions import SECOND_VOICE, AtMost, Follows, Identity, Question
from verify.judge.spaces import Point
from verify.judge.verdicts import Evidence, Verdict


@dataclass(frozen=True)
class Tested:
    """Proved when `proof` is, refuted at the simplest point that contradicts `test`."""

    proof: Question
    test: AtMost | Identity

    def search(self, most: int | None = None) -> Evidence:
        """The simplest of so many points that contradicts the statement."""
        return self.test.search(most)

    def decide(self) -> Evidence:
        """The proof, unless a point contradicts what is stated; without a proof, points decide nothing but a refutation."""
        found = self.proof.decide()
        seen = self.test.search(SECOND_VOICE if found.verdict is Verdict.PROVED else None)
        return seen if seen.verdict is Verdict.REFUTED else found

    def replay(self, point: Point) -> Evidence:
        """The comparison at one pinned point."""
        return self.test.replay(point)


def tested(proof: Follows, test: AtMost | Identity) -> Tested:
    """Ask for a proof of what is stated, and try the stated comparison itself at points."""
    return Tested(proof, test)
