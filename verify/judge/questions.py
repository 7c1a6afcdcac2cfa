"""Questions for all values: identities, inequalities and equivalences that a symbolic claim asks about a stated formula.

A question is data. It is answered by a proof, or by the simplest point that contradicts it, or stays undecided; a pinned
point is answered again by substitution alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Protocol

import sympy as sp

from verify.errors import BadInput
from verify.judge import boundary
from verify.judge.goals import compared, equivalent
from verify.judge.proving import context, joined, weakest
from verify.judge.scripts import python_source
from verify.judge.spaces import Point, Side, Space, plain_point, spoken_point
from verify.judge.verdicts import Answer, Evidence, Exhibit, Outcome, Verdict, agrees, differs, undecided
from verify.paper.arithmetic import Exact, Imprecise, Undefined
from verify.paper.formulas import Formula
from verify.reason.variables import all_points, small_points

SECOND_VOICE = 16  # points at which a proved statement is also evaluated exactly, as printed


class Question(Protocol):
    """What a symbolic claim returns."""

    def decide(self) -> Evidence:
        """Prove, refute at the simplest point, or leave undecided."""
        ...

    def replay(self, point: Point) -> Evidence:
        """Answer at one pinned point, by substitution."""
        ...


@dataclass(frozen=True)
class _Compared:
    """Two sides over a space, and the search for the simplest point where they are not as claimed."""

    left: Side
    right: Side
    space: Space
    what: str

    relation = "=="

    def decide(self) -> Evidence:
        for corner in self.corners():
            if (problem := self.undefined_at(corner)) is not None:
                return problem
        found = self.prove()
        # a second voice at the smallest points: exact evaluation of the printed text, which is not the kernel's
        seen = self.search(SECOND_VOICE if found.verdict is Verdict.PROVED else None)
        if seen.verdict is Verdict.REFUTED:
            return seen
        return found if found.verdict is Verdict.PROVED else replace(seen, detail=f"{seen.detail} ({found.detail})")

    def prove(self) -> Evidence:
        """PROVED by the kernel on the whole space, or UNDECIDED with the reason."""
        return compared(self.left, self.relation, self.right, self.space)

    def corners(self) -> tuple[Mapping[str, str], ...]:
        return ()

    def undefined_at(self, corner: Mapping[str, str]) -> Evidence | None:
        raise NotImplementedError

    def search(self, most: int | None = None) -> Evidence:
        tried = 0
        for point in all_points(list(self.space.variables)):
            if tried == most:
                break
            if not self.space.admits(point):
                continue
            tried += 1
            answer = self.answer(point)
            if answer.outcome is Outcome.DIFFERS:
                return self.refuted(point, answer, tried)
        method = "no proof found, no small point contradicts"
        return Evidence(Verdict.UNDECIDED, self.space.scope, method, f"{self.what}: not settled", tried=tried)

    def replay(self, point: Point) -> Evidence:
        missing = [v.name for v in self.space.variables if v.name not in point]
        if missing:
            raise BadInput(f"witness: no value for {', '.join(missing)}")
        if not self.space.admits(point):
            text = f"the point {dict(point)} is not in the scope: {self.space.scope}"
            return Evidence(Verdict.UNDECIDED, "pinned point", "substitution", text)
        answer = self.answer(point)
        if answer.outcome is Outcome.DIFFERS:
            return self.refuted(point, answer, 1)
        verdict = Verdict.SUPPORTED if answer.outcome is Outcome.AGREES else Verdict.UNDECIDED
        return Evidence(verdict, f"the point {spoken_point(point)}", "substitution", str(answer), tried=1)

    def refuted(self, point: Point, answer: Answer, tried: int) -> Evidence:
        return Evidence(
            Verdict.REFUTED,
            spoken_point(point),
            "exact substitution",
            str(answer),
            tried=tried,
            witness=plain_point(point),
            exhibit=answer.exhibit,
        )

    def answer(self, point: Point) -> Answer:
        try:
            left, right = self.space.at(self.left, point), self.space.at(self.right, point)
        except Undefined as error:
            return differs(self.what, f"no value ({error})", "a value is claimed")
        except Imprecise as error:
            return undecided(str(error))
        truth = Exact().compare(self.relation, left, right)
        if truth is None:
            return undecided(f"{self.what}: {left} against {right}")
        if truth:
            return agrees(self.what)
        printed, true = (right, left) if self.stated_right else (left, right)
        return differs(self.what, printed, true, self.exhibit(point))

    @property
    def stated_right(self) -> bool:
        """Whether the right side is the stated one, so that `printed` means it."""
        return isinstance(self.right, Formula) and not isinstance(self.left, Formula)

    def exhibit(self, point: Point) -> Exhibit:
        left, right = self.space.source(self.left, point), self.space.source(self.right, point)
        claimed = isinstance(self.right, sp.Number) and not isinstance(self.left, Formula)  # "moves by 0": left is computed
        if self.stated_right or claimed:
            return Exhibit(self.what, self.space.setup(point), right, left, f"not (true {self.relation} printed)")
        return Exhibit(self.what, self.space.setup(point), left, right, f"not (printed {self.relation} true)")


@dataclass(frozen=True)
class Identity(_Compared):
    """left = right everywhere in the space. `induct` is the variable for induction on a sum's upper limit."""

    degenerate: tuple[Mapping[str, str], ...] = ()
    induct: str = "L"

    def corners(self) -> tuple[Mapping[str, str], ...]:
        return self.degenerate

    def undefined_at(self, corner: Mapping[str, str]) -> Evidence | None:
        """REFUTED when the left side has no value where two of its variables coincide."""
        for point in small_points(list(self.space.variables)):
            merged = {name: point[corner.get(name, name)] for name in point}
            if not self.space.admits(merged):
                continue
            answer = self.answer(merged)
            return self.refuted(merged, answer, 1) if answer.outcome is Outcome.DIFFERS else None
        return None


@dataclass(frozen=True)
class AtMost(_Compared):
    """left <= right everywhere in the space. `shown`: lines and source of a number >= right, for a stand-alone script."""

    relation = "<="
    shown: tuple[tuple[str, ...], str] | None = None

    def exhibit(self, point: Point) -> Exhibit:
        if self.shown is None:
            return super().exhibit(point)
        lines, true = self.shown
        setup = (*self.space.setup(point), *lines)
        return Exhibit(self.what, setup, self.space.source(self.left, point), true, "printed > true")

    def undefined_at(self, corner: Mapping[str, str]) -> Evidence | None:
        return None


@dataclass(frozen=True)
class Equivalence:
    """Two comparisons a < b with positive sides hold for the same values, because (a1/b1)**power = a2/b2, power > 0."""

    first: Formula
    second: Formula
    power: sp.Expr
    space: Space
    what: str

    def decide(self) -> Evidence:
        found = self.prove()
        if found.verdict is Verdict.PROVED:
            for point in islice(filter(self.space.admits, small_points(list(self.space.variables))), SECOND_VOICE):
                evidence = self.replay(point)
                if evidence.verdict is Verdict.REFUTED:
                    return evidence
            return found
        tried = 0
        for point in filter(self.space.admits, all_points(list(self.space.variables))):
            tried += 1
            evidence = self.replay(point)
            if evidence.verdict is Verdict.REFUTED:
                return evidence
        for evidence in self.at_equality():
            if evidence.verdict is Verdict.REFUTED:
                return evidence
        return Evidence(Verdict.UNDECIDED, self.space.scope, "no proof found", f"{self.what}: not settled", tried=tried)

    def prove(self) -> Evidence:
        """PROVED by the kernel: both comparisons hold for the same values, since (a/b)**power = c/d."""
        return equivalent(self.first, self.second, "power", self.power, self.space)

    def at_equality(self) -> Iterator[Evidence]:
        """Both comparisons where the second, then the first, holds with equality."""
        for stated in (self.second, self.first):
            left, _, right = stated.sides(**self.space.leaves)
            for place in boundary.places(left - right, self.space):
                plain = boundary.rational(place)
                yield self.at_place(place) if plain is None else self.replay(plain)

    def at_place(self, place: boundary.Place) -> Evidence:
        """Both comparisons at an algebraic point."""
        said = ", ".join(f"{name} = {value}" for name, value in place.items())
        one, two = (boundary.truth(stated, self.space, place) for stated in (self.first, self.second))
        if one is None or two is None:
            return Evidence(Verdict.UNDECIDED, said, "substitution", f"{self.what}: not certain", tried=1)
        text = f"{self.what}: {self.first} is {one}, {self.second} is {two}"
        if one == two:
            return Evidence(Verdict.SUPPORTED, f"the point {said}", "substitution", text, tried=1)
        return Evidence(Verdict.REFUTED, said, "exact substitution", text, 1, witness=boundary.written(place))

    def replay(self, point: Point) -> Evidence:
        if any(v.name not in point for v in self.space.variables):
            raise BadInput("witness: a value for every variable is needed")
        if (place := boundary.read(point)) is not None:
            return self.at_place(place)
        if not self.space.admits(point):
            return Evidence(Verdict.UNDECIDED, "pinned point", "substitution", f"{dict(point)} is not in the scope")
        values = self.space.values(point)
        try:
            one, two = self.first.holds(**values), self.second.holds(**values)
        except Undefined as error:
            text = f"{self.what}: no value ({error}), a value is claimed"
            return Evidence(Verdict.REFUTED, spoken_point(point), "substitution", text, 1, witness=plain_point(point))
        if one is None or two is None:
            return Evidence(Verdict.UNDECIDED, spoken_point(point), "balls", f"{self.what}: not certain", tried=1)
        text = f"{self.what}: {self.first} is {one}, {self.second} is {two}"
        if one == two:
            return Evidence(Verdict.SUPPORTED, f"the point {spoken_point(point)}", "substitution", text, tried=1)
        exhibit = Exhibit(self.what, (), python_source(self.second, values), python_source(self.first, values))
        verdict = Verdict.REFUTED
        return Evidence(verdict, spoken_point(point), "substitution", text, 1, witness=plain_point(point), exhibit=exhibit)


@dataclass(frozen=True)
class Follows:
    """The stated sides are the derived ones, and the identities of a proof hold; that they carry the statement is an axiom.

    `method` is the axiom's name in `verify/kernel/axioms.json`. Proves or stays undecided.
    """

    stated: tuple[tuple[Side, sp.Expr], ...]
    steps: tuple[tuple[sp.Expr, sp.Expr], ...]
    space: Space
    method: str

    def decide(self) -> Evidence:
        found = [compared(side, "==", derived, self.space) for side, derived in (*self.stated, *self.steps)]
        proof = joined("axiom", found, context(), self.method)
        if proof.verdict is Verdict.PROVED:  # a second evaluation of the printed sides
            for side, derived in self.stated:
                seen = Identity(side, derived, self.space, "the stated side").search(SECOND_VOICE)
                if seen.verdict is Verdict.REFUTED:
                    return seen
        return proof

    def replay(self, point: Point) -> Evidence:
        return Evidence(Verdict.UNDECIDED, "one point", "replay", "this claim is a proof; it cannot be refuted at a point")


@dataclass(frozen=True)
class Every:
    """Several questions of one claim: it stands when all stand, and falls with the first that falls."""

    questions: tuple[Question, ...]
    rule: str = "all"  # "cases": each holds on its own scope, and the conclusion on all of them together

    def decide(self) -> Evidence:
        return joined(self.rule, [question.decide() for question in self.questions], context())

    def replay(self, point: Point) -> Evidence:
        """At one point: a part that refutes decides."""
        return weakest([question.replay(point) for question in self.questions])


def every(*questions: Question) -> Every:
    """All of several questions: the conclusion holds where all of their scopes meet."""
    return Every(questions)


def in_cases(*questions: Question) -> Every:
    """One question for each case of a distinction: the conclusion holds on the scopes of all of them together."""
    return Every(questions, "cases")


def identity(
    stated: Side,
    derived: Side,
    space: Space,
    what: str = "the stated value",
    *,
    degenerate: Any = (),
    induct: str = "L",
) -> Identity:
    """Ask whether the stated formula equals the derived expression everywhere; `degenerate` lists {name: same_as}."""
    return Identity(stated, derived, space, what, tuple(degenerate), induct)


def follows_from(
    steps: list[tuple[sp.Expr, sp.Expr]], stated: list[tuple[Side, sp.Expr]], space: Space, method: str
) -> Follows:
    """Ask whether the stated sides are the derived ones, given that the identities `steps` carry the proof `method`."""
    return Follows(tuple(stated), tuple(steps), space, method)


def at_most_everywhere(
    small: Side, large: Side, space: Space, what: str, shown: tuple[tuple[str, ...], str] | None = None
) -> AtMost:
    """Ask whether small <= large everywhere in the space; `shown` computes a number >= large in a stand-alone script."""
    return AtMost(small, large, space, what, shown)
