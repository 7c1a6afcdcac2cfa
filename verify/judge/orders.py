"""A question about a stated comparison: a < b everywhere, proved after raising both positive sides to one power."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sympy as sp

from verify.errors import BadInput
from verify.judge.questions import SECOND_VOICE
from verify.judge.scripts import fraction, python_source
from verify.judge.spaces import Point, Space
from verify.judge.verdicts import Evidence, Exhibit, Verdict
from verify.paper.arithmetic import Undefined
from verify.paper.formulas import Formula
from verify.reason.algebra import prove_equal
from verify.reason.signs import never_negative
from verify.reason.variables import small_points, with_least_values

Identity = tuple[sp.Expr, sp.Expr]


@dataclass(frozen=True)
class Comparison:
    """The stated comparison holds everywhere in the space.

    With both sides positive, small < large exactly when small**power < large**power (power > 0). `lower` and `higher` are
    those powers; that lower < higher is what `steps` (identities) and `signs` (expressions >= 0) carry, by `method`.
    """

    stated: Formula
    space: Space
    power: sp.Expr
    lower: sp.Expr
    higher: sp.Expr
    method: str
    steps: Sequence[Identity] = ()
    signs: Sequence[sp.Expr] = ()

    def decide(self) -> Evidence:
        lines = self.proof() if self.steps or self.signs else None  # without an argument nothing is proved
        if lines is not None:
            for point in islice(filter(self.space.admits, small_points(list(self.space.variables))), SECOND_VOICE):
                evidence = self.replay(point)
                if evidence.verdict is Verdict.REFUTED:
                    return evidence
            method = f"x < y exactly when x**({self.power}) < y**({self.power}), for x, y > 0; {self.method}"
            return Evidence(Verdict.PROVED, self.space.scope, method, certificate=lines)
        tried = 0
        for point in small_points(list(self.space.variables)):
            if self.space.admits(point):
                tried += 1
                evidence = self.replay(point)
                if evidence.verdict is Verdict.REFUTED:
                    return evidence
        return Evidence(Verdict.UNDECIDED, self.space.scope, "no proof found", f"{self.stated}: not settled", tried=tried)

    def proof(self) -> tuple[str, ...] | None:
        try:
            left, relation, right = self.stated.sides(**self.space.leaves)
        except Undefined:
            return None
        if relation in (">", ">="):
            left, right = right, left
        elif relation not in ("<", "<="):
            return None
        small, large, power = (with_least_values(x, self.space.variables) for x in (left, right, self.power))
        if not all(x.is_positive for x in (small, large, power)):
            return None
        raised = [(_raised(small, power), self.lower), (_raised(large, power), self.higher)]
        lines: list[str] = []
        for one, other in (*raised, *self.steps):
            found = prove_equal(*(with_least_values(x, self.space.variables) for x in (one, other)))
            if found is None:
                return None
            lines += map(str, found.lines)
        for sign in self.signs:
            if not never_negative(with_least_values(sign, self.space.variables)):
                return None
            lines.append(f"never negative: {sign}")
        return tuple(lines)

    def replay(self, point: Point) -> Evidence:
        if any(v.name not in point for v in self.space.variables):
            raise BadInput("witness: a value for every variable is needed")
        spoken = ", ".join(f"{k} = {v}" for k, v in point.items())
        if not self.space.admits(point):
            return Evidence(Verdict.UNDECIDED, "pinned point", "substitution", f"{spoken} is not in the scope")
        values = self.space.values(point)
        try:
            truth = self.stated.holds(**values)
        except Undefined as error:
            text = f"{self.stated}: no value at {spoken} ({error}), a value is claimed"
            return Evidence(Verdict.REFUTED, spoken, "substitution", text, 1, witness=_plain(point))
        if truth is None:
            return Evidence(Verdict.UNDECIDED, spoken, "balls", f"{self.stated}: not certain", tried=1)
        text = f"{self.stated} is {truth} at {spoken}"
        if truth:
            return Evidence(Verdict.SUPPORTED, f"the point {spoken}", "substitution", text, tried=1)
        setup = tuple(f"{name} = {fraction(x)}" for name, x in values.items())
        shown = Exhibit("the stated comparison", setup, python_source(self.stated, values), "True")
        return Evidence(Verdict.REFUTED, spoken, "substitution", text, 1, witness=_plain(point), exhibit=shown)


def _raised(base: sp.Expr, power: sp.Expr) -> sp.Expr:
    """base**power for base > 0, with the exponents multiplied out."""
    inner, exponent = base.as_base_exp() if base.is_Pow else (base, sp.Integer(1))
    return inner ** sp.cancel(exponent * power)


def _plain(point: Mapping[str, Any]) -> dict[str, Any]:
    return {k: int(str(v)) if "/" not in str(v) else str(v) for k, v in point.items()}
