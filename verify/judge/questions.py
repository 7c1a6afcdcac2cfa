"""Questions for all values: identities, inequalities and equivalences that a symbolic claim asks about a stated formula.

A question is data. It is answered by a proof, or by the simplest point that contradicts it, or stays undecided; a pinned
point is answered again by substitution alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import sympy as sp

from verify.errors import BadInput
from verify.judge.scripts import python_source
from verify.judge.spaces import Point, Side, Space, plain_point, spoken_point
from verify.judge.verdicts import Answer, Evidence, Exhibit, Outcome, Verdict, agrees, differs, undecided
from verify.paper.arithmetic import Exact, Imprecise, Undefined
from verify.paper.formulas import Formula
from verify.reason.algebra import Line, Proof, prove_equal
from verify.reason.logarithms import equal_powers
from verify.reason.signs import never_negative
from verify.reason.variables import small_points, with_least_values

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
        proof = self.prove()
        if proof is None:
            return self.search()
        # a second voice: SymPy cancels a printed 0/0 as it is built, exact evaluation of the printed text does not
        seen = self.search(SECOND_VOICE)
        if seen.verdict is Verdict.REFUTED:
            return seen
        scope = "; ".join([self.space.scope, *self.space.doubts(self.left, self.right)])
        lines = tuple(str(line) for line in proof.lines)
        return Evidence(Verdict.PROVED, scope, proof.method, certificate=lines, checks=proof.lines)

    def corners(self) -> tuple[Mapping[str, str], ...]:
        return ()

    def undefined_at(self, corner: Mapping[str, str]) -> Evidence | None:
        raise NotImplementedError

    def prove(self) -> Proof | None:
        raise NotImplementedError

    def search(self, most: int | None = None) -> Evidence:
        tried = 0
        for point in small_points(list(self.space.variables)):
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
        if self.stated_right:
            return Exhibit(self.what, self.space.setup(point), right, left, f"not (true {self.relation} printed)")
        return Exhibit(self.what, self.space.setup(point), left, right, f"not (printed {self.relation} true)")


@dataclass(frozen=True)
class Identity(_Compared):
    """left = right everywhere in the space. `induct` is the variable for induction on a sum's upper limit."""

    degenerate: tuple[Mapping[str, str], ...] = ()
    induct: str = "L"

    def corners(self) -> tuple[Mapping[str, str], ...]:
        return self.degenerate

    def prove(self) -> Proof | None:
        try:
            left, right = self.space.symbolic(self.left), self.space.symbolic(self.right)
        except Undefined:
            return None
        variable = next((v for v in self.space.variables if v.name == self.induct), None)
        least = variable.least or 0 if variable else 1
        return prove_equal(left, right, variable.symbol if variable else None, least)

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

    def prove(self) -> Proof | None:
        try:
            left, right = self.space.symbolic(self.left), self.space.symbolic(self.right)
        except Undefined:
            return None
        variable = next((v for v in self.space.variables if v.name == "L"), None)
        equal = prove_equal(left, right, variable.symbol if variable else None, variable.least or 0 if variable else 1)
        if equal is not None:
            return Proof(f"equality, {equal.method}: the bound is attained", equal.lines)
        if never_negative(with_least_values(right - left, self.space.variables)):
            return Proof(f"every part of {sp.expand(right - left)} is nonnegative", ())
        return None

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
        proof = self.prove()
        if proof is not None:
            for point in islice(filter(self.space.admits, small_points(list(self.space.variables))), SECOND_VOICE):
                evidence = self.replay(point)
                if evidence.verdict is Verdict.REFUTED:
                    return evidence
            lines = tuple(str(line) for line in proof.lines)
            method = f"x < 1 exactly when x**({self.power}) < 1, for x > 0; {proof.method}"
            return Evidence(Verdict.PROVED, self.space.scope, method, certificate=lines, checks=proof.lines)
        tried = 0
        for point in filter(self.space.admits, small_points(list(self.space.variables))):
            tried += 1
            evidence = self.replay(point)
            if evidence.verdict is Verdict.REFUTED:
                return evidence
        return Evidence(Verdict.UNDECIDED, self.space.scope, "no proof found", f"{self.what}: not settled", tried=tried)

    def prove(self) -> Proof | None:
        try:
            (a, r, b), (c, s, d) = (_upward(f.sides(**self.space.leaves)) for f in (self.first, self.second))
        except Undefined:
            return None
        sides = [with_least_values(x, self.space.variables) for x in (a, b, c, d, self.power)]
        if r != s or r not in ("<", "<=") or not all(x.is_positive for x in sides):
            return None
        a, b, c, d, power = sides
        return prove_equal((a / b) ** power, c / d) or equal_powers(a / b, power, c / d)

    def replay(self, point: Point) -> Evidence:
        if any(v.name not in point for v in self.space.variables):
            raise BadInput("witness: a value for every variable is needed")
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
        exhibit = Exhibit(self.what, (), python_source(self.first, values), python_source(self.second, values))
        verdict = Verdict.REFUTED
        return Evidence(verdict, spoken_point(point), "substitution", text, 1, witness=plain_point(point), exhibit=exhibit)


@dataclass(frozen=True)
class Follows:
    """The stated sides are the derived ones, and the identities of a proof hold. Proves or stays undecided."""

    stated: tuple[tuple[Side, sp.Expr], ...]
    steps: tuple[tuple[sp.Expr, sp.Expr], ...]
    space: Space
    method: str

    def decide(self) -> Evidence:
        lines: list[Line] = []
        for side, derived in (*self.stated, *self.steps):
            proof = prove_equal(self.space.symbolic(side), derived)
            if proof is None:
                text = f"not shown: {side} = {derived}"
                return Evidence(Verdict.UNDECIDED, self.space.scope, "no proof found", text)
            lines += proof.lines
        shown = tuple(map(str, lines))
        return Evidence(Verdict.PROVED, self.space.scope, self.method, certificate=shown, checks=tuple(lines))

    def replay(self, point: Point) -> Evidence:
        return Evidence(Verdict.UNDECIDED, "one point", "replay", "this claim is a proof; it cannot be refuted at a point")


@dataclass(frozen=True)
class Every:
    """Several questions of one claim: it stands when all stand, and falls with the first that falls."""

    questions: tuple[Question, ...]

    def decide(self) -> Evidence:
        return self._joined([question.decide() for question in self.questions])

    def replay(self, point: Point) -> Evidence:
        return self._joined([question.replay(point) for question in self.questions])

    def _joined(self, found: list[Evidence]) -> Evidence:
        for verdict in (Verdict.REFUTED, Verdict.UNDECIDED, Verdict.SUPPORTED):
            for evidence in found:
                if evidence.verdict is verdict:
                    return evidence
        methods = "; ".join(dict.fromkeys(e.method for e in found))
        lines = tuple(line for e in found for line in e.certificate)
        checks = tuple(check for e in found for check in e.checks)
        scopes = " | ".join(dict.fromkeys(e.scope for e in found))  # where they differ, none may stand for the others
        return Evidence(Verdict.PROVED, scopes, methods, certificate=lines, checks=checks)


def every(*questions: Question) -> Every:
    """All of several questions."""
    return Every(questions)


def _upward(sides: tuple[sp.Expr, str, sp.Expr]) -> tuple[sp.Expr, str, sp.Expr]:
    """A comparison with its smaller side first."""
    left, relation, right = sides
    return (right, {">": "<", ">=": "<="}[relation], left) if relation in (">", ">=") else sides


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
