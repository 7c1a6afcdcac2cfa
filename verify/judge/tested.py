"""Questions with one voice only: a proof that points may refute, and derived bounds that may prove and never refute."""

from __future__ import annotations

from dataclasses import dataclass

from verify.judge.questions import SECOND_VOICE, AtMost, Every, Follows, Identity, Question
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


def held_against(proof: Follows, test: AtMost | Identity) -> Tested:
    """Ask for a proof of what is stated, and try the stated comparison itself at points."""
    return Tested(proof, test)


@dataclass(frozen=True)
class Suffices:
    """Stated bounds that are weaker than derived ones, or the same: proved then, and else undecided.

    A derived bound need not be sharp, so that a stated one beyond it may be true all the same: only an instance refutes it.
    """

    questions: tuple[AtMost, ...]

    def decide(self) -> Evidence:
        """PROVED when every comparison with a derived bound is, else UNDECIDED with what is not shown."""
        found = Every(self.questions).decide()  # nothing at all is UNDECIDED there
        if found.verdict is Verdict.PROVED:
            return found
        text = f"not shown by the derived bound: {found.detail}"
        scope = self.questions[0].space.scope if self.questions else "nothing"
        return Evidence(Verdict.UNDECIDED, scope, "no proof found", text)

    def replay(self, point: Point) -> Evidence:
        """Nothing: a point of the derivation is no instance."""
        text = "this claim compares with a derived bound; it cannot be refuted at a point"
        return Evidence(Verdict.UNDECIDED, "one point", "replay", text)


@dataclass(frozen=True)
class Besides:
    """A question whose axiom also rests on computations of ours that no certificate holds: they are carried out first."""

    question: Question
    computations: tuple[Question, ...]

    def decide(self) -> Evidence:
        """The answer of the question, once every computation stands."""
        for computation in self.computations:
            found = computation.decide()
            if not found.verdict.stands:
                return found
        return self.question.decide()

    def replay(self, point: Point) -> Evidence:
        """The question at one pinned point."""
        return self.question.replay(point)


def besides(question: Question, *computations: Question) -> Besides:
    """Ask a question whose axiom names computations (`on_boxes`) that must stand as well."""
    return Besides(question, computations)


def suffices(*questions: AtMost) -> Suffices:
    """Ask whether stated bounds follow from derived ones, `at_most_everywhere` each."""
    return Suffices(questions)
