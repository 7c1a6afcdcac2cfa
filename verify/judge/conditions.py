"""A stated comparison holds exactly where a derived expression is nonnegative: a question for all values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

import sympy as sp
from flint import arb, fmpq

from verify.errors import BadInput
from verify.judge.scripts import python_source, sympy_source
from verify.judge.spaces import Point, Space, plain_point, spoken_point
from verify.judge.verdicts import Evidence, Exhibit, Verdict
from verify.paper.arithmetic import Imprecise, Undefined
from verify.paper.formulas import Formula
from verify.reason.algebra import Proof, prove_equal
from verify.reason.variables import small_points, substituted

BOUNDARY = 120  # simplest points from which a boundary point is looked for


@dataclass(frozen=True)
class ExactlyWhere:
    """The stated a <= b is equivalent to derived >= 0: proved when b - a = factor * derived with a positive factor."""

    stated: Formula
    derived: sp.Expr
    factor: sp.Expr
    space: Space
    what: str

    def prove(self) -> Proof | None:
        """The identity b - a = factor * derived, or None."""
        a, relation, b = self.stated.sides(**self.space.leaves)
        if relation != "<=" or not self.factor.is_positive:
            return None
        return prove_equal(b - a, self.factor * self.derived)

    def decide(self) -> Evidence:
        """Prove, refute at the simplest point, or leave undecided."""
        proof = self.prove()
        if proof is not None:
            method = f"right - left side = ({self.factor}) * ({self.derived}), {proof.method}; the factor is positive"
            lines = tuple(map(str, proof.lines))
            return Evidence(Verdict.PROVED, self.space.scope, method, certificate=lines, checks=proof.lines)
        tried = 0
        for point in chain(self.boundary(), small_points(list(self.space.variables))):
            if self.space.admits(point):
                tried += 1
                evidence = self.replay(point)
                if evidence.verdict is Verdict.REFUTED:
                    return evidence
        return Evidence(Verdict.UNDECIDED, self.space.scope, "no proof found", f"{self.what}: not settled", tried=tried)

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

    def replay(self, point: Point) -> Evidence:
        """Both truths at one point."""
        if any(v.name not in point for v in self.space.variables):
            raise BadInput("witness: a value for every variable is needed")
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
        true = bool(value >= 0)
        text = f"{self.what}: printed {printed} ({self.stated}), true {true} ({self.derived} = {value})"
        if printed == true:
            return Evidence(Verdict.SUPPORTED, f"the point {spoken_point(point)}", "substitution", text, tried=1)
        true_source = f"{sympy_source(self.derived)} >= 0"
        exhibit = Exhibit(self.what, self.space.setup(point), python_source(self.stated, values), true_source)
        method = "exact substitution"
        return Evidence(Verdict.REFUTED, spoken_point(point), method, text, 1, witness=plain_point(point), exhibit=exhibit)
