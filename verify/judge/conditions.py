"""A stated comparison holds exactly where a derived expression is nonnegative: a question for all values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice

import sympy as sp
from flint import arb, fmpq

from verify.errors import BadInput
from verify.judge import boundary as edge
from verify.judge.goals import equivalent
from verify.judge.questions import SECOND_VOICE
from verify.judge.scripts import python_source, sympy_source
from verify.judge.spaces import Point, Space, plain_point, spoken_point
from verify.judge.verdicts import Evidence, Exhibit, Verdict
from verify.paper.arithmetic import Imprecise, Undefined
from verify.paper.formulas import Formula
from verify.reason.variables import all_points, carried_out, small_points, substituted

BOUNDARY = 120  # simplest points from which a boundary point is looked for


@dataclass(frozen=True)
class ExactlyWhere:
    """The stated a <= b is equivalent to derived >= 0: proved when b - a = factor * derived with a positive factor.

    With `relation` "<" the stated comparison must be strict, and is equivalent to derived > 0.
    """

    stated: Formula
    derived: sp.Expr
    factor: sp.Expr
    space: Space
    what: str
    relation: str = "<="

    def prove(self) -> Evidence:
        """PROVED by the kernel: b - a = factor * derived and factor > 0, on the whole space."""
        derived = sp.Integer(0), self.relation, self.derived
        found = equivalent(self.stated, derived, "factor", self.factor, self.space)
        if found.verdict is Verdict.PROVED:
            return found
        for number in multiples(self.stated, self.factor * self.derived, self.space):
            other = equivalent(self.stated, derived, "factor", number * self.factor, self.space)
            if other.verdict is Verdict.PROVED:
                return other
        return found

    def decide(self) -> Evidence:
        """Prove, refute at the simplest point, or leave undecided."""
        found = self.prove()
        if found.verdict is Verdict.PROVED:
            for near in islice(filter(self.space.admits, small_points(list(self.space.variables))), SECOND_VOICE):
                evidence = self.replay(near)
                if evidence.verdict is Verdict.REFUTED:
                    return evidence
            return found
        tried = 0
        for point in chain(self.boundary(), all_points(list(self.space.variables))):
            if self.space.admits(point):
                tried += 1
                evidence = self.replay(point)
                if evidence.verdict is Verdict.REFUTED:
                    return evidence
        for place in edge.places(self.derived, self.space):
            plain = edge.rational(place)
            evidence = self.at_place(place) if plain is None else self.replay(plain)
            if evidence.verdict is Verdict.REFUTED:
                return evidence
        return Evidence(
            Verdict.UNDECIDED, self.space.scope, "no proof found", f"{self.what}: not settled ({found.detail})", tried=tried
        )

    def boundary(self) -> Iterator[Point]:
        """Points at which derived = 0, where a variable that occurs linearly can be solved for: conditions differ there."""
        reals = [v for v in self.space.variables if not v.integer]
        for point in small_points(list(self.space.variables), BOUNDARY):
            for v in reals:
                others = {name: value for name, value in point.items() if name != v.name}
                line = sp.expand(substituted(self.derived, self.space.symbols, others))
                slope = line.coeff(v.symbol)
                root = -line.subs(v.symbol, 0) / slope if slope.is_Rational and slope != 0 else sp.nan
                if root.is_Rational and sp.expand(line - slope * (v.symbol - root)) == 0:
                    yield {**others, v.name: Fraction(int(root.p), int(root.q))}

    def at_place(self, place: edge.Place) -> Evidence:
        """Both truths at an algebraic point."""
        said = ", ".join(f"{name} = {value}" for name, value in place.items())
        printed = edge.truth(self.stated, self.space, place)
        values = {self.space.symbols[name]: x for name, x in place.items()}
        sign = edge.sign_of(carried_out(self.derived, values))
        if printed is None or sign is None:
            return Evidence(Verdict.UNDECIDED, said, "substitution", f"{self.what}: not certain", tried=1)
        true = sign > 0 if self.relation == "<" else sign >= 0
        told = "= 0" if sign == 0 else "!= 0"
        text = f"{self.what}: printed {printed} ({self.stated}), true {true} ({self.derived} {told})"
        if printed == true:
            return Evidence(Verdict.SUPPORTED, f"the point {said}", "substitution", text, tried=1)
        return Evidence(Verdict.REFUTED, said, "exact substitution", text, 1, witness=edge.written(place))

    def replay(self, point: Point) -> Evidence:
        """Both truths at one point."""
        if any(v.name not in point for v in self.space.variables):
            raise BadInput("witness: a value for every variable is needed")
        if (place := edge.read(point)) is not None:
            return self.at_place(place)
        if not self.space.admits(point):
            text = f"{dict(point)} is not in the scope"
            return Evidence(Verdict.UNDECIDED, "pinned point", "substitution", text)
        try:
            values, value = self.space.values(point), self.space.at(self.derived, point)
            printed = self.stated.holds(**values)
        except (Undefined, Imprecise) as error:
            return Evidence(Verdict.UNDECIDED, spoken_point(point), "substitution", f"{self.what}: {error}", tried=1)
        if printed is None or not isinstance(value, fmpq | arb):
            return Evidence(Verdict.UNDECIDED, spoken_point(point), "balls", f"{self.what}: not certain", tried=1)
        true = bool(value > 0 if self.relation == "<" else value >= 0)
        text = f"{self.what}: printed {printed} ({self.stated}), true {true} ({self.derived} = {value})"
        if printed == true:
            return Evidence(Verdict.SUPPORTED, f"the point {spoken_point(point)}", "substitution", text, tried=1)
        true_source = f"{sympy_source(self.derived)} {'>' if self.relation == '<' else '>='} 0"
        exhibit = Exhibit(self.what, self.space.setup(point), python_source(self.stated, values), true_source)
        method = "exact substitution"
        return Evidence(Verdict.REFUTED, spoken_point(point), method, text, 1, witness=plain_point(point), exhibit=exhibit)


def multiples(stated: Formula, expected: sp.Expr, space: Space) -> Iterator[sp.Expr]:
    """By how many times the gap of a stated comparison is the expected one, where that is one term: 2 x > 1 for x > 1/2."""
    try:
        left, sign, right = stated.sides(**space.leaves)
        gap = right - left if sign in ("<", "<=") else left - right
        ratio = sp.powsimp(sp.simplify(gap / expected))
    except Exception:
        return
    if not ratio.has(sp.Add) or not ratio.free_symbols:
        yield ratio


def exceeds_zero(stated: Formula, derived: sp.Expr, factor: sp.Expr, space: Space, what: str) -> ExactlyWhere:
    """Ask whether a stated strict comparison holds exactly where a derived expression is positive."""
    return ExactlyWhere(stated, derived, factor, space, what, "<")
