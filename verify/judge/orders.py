"""A question about a stated comparison: a < b everywhere, proved after raising both positive sides to one power."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sympy as sp

from verify.errors import BadInput
from verify.judge.goals import compared, equivalent, ordered, unproved
from verify.judge.proving import context, joined
from verify.judge.questions import SECOND_VOICE
from verify.judge.scripts import fraction, python_source
from verify.judge.spaces import Point, Space
from verify.judge.verdicts import Evidence, Exhibit, Verdict
from verify.paper.arithmetic import Undefined
from verify.paper.formulas import Formula
from verify.reason.variables import small_points

Identity = tuple[sp.Expr, sp.Expr]
OPPOSITE = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Comparison:
    """The stated comparison holds everywhere in the space.

    With both sides positive, small < large exactly when small**power < large**power (power > 0). `lower` and `higher` are
    those powers; the kernel shows both equalities. Where it cannot show lower < higher by signs, `steps` (identities) and
    `signs` (expressions >= 0) carry it by the axiom of the name `method`.
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
        found = self.prove()
        if found.verdict is Verdict.PROVED:
            for point in islice(filter(self.space.admits, small_points(list(self.space.variables))), SECOND_VOICE):
                evidence = self.replay(point)
                if evidence.verdict is Verdict.REFUTED:
                    return evidence
            return found
        tried = 0
        for point in small_points(list(self.space.variables)):
            if self.space.admits(point):
                tried += 1
                evidence = self.replay(point)
                if evidence.verdict is Verdict.REFUTED:
                    return evidence
        text = f"{self.stated}: not settled ({found.detail})"
        return Evidence(Verdict.UNDECIDED, self.space.scope, "no proof found", text, tried=tried)

    def prove(self) -> Evidence:
        """PROVED by the kernel, by signs of the powers' difference, or with the axiom; else UNDECIDED."""
        relation = self.stated.relation.relations[0]
        if len(self.stated.relation.relations) != 1 or relation not in OPPOSITE:
            return unproved(self.space.scope, f"{self.stated} is no order of two sides")
        lower, higher = (self.lower, self.higher) if relation in ("<", "<=") else (self.higher, self.lower)
        by_signs = ordered(self.stated, self.power, lower, higher, self.space)
        if by_signs.verdict is Verdict.PROVED or not (self.steps or self.signs):
            return by_signs
        raised = equivalent(self.stated, (lower, relation, higher), "raised", self.power, self.space)
        found = [raised, *(compared(a, "==", b, self.space) for a, b in self.steps)]
        found += [compared(sp.Integer(0), "<=", sign, self.space) for sign in self.signs]
        return joined("axiom", found, context(), self.method)

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
        shown = Exhibit("the stated comparison", setup, "True", python_source(self.stated, values))
        return Evidence(Verdict.REFUTED, spoken, "substitution", text, 1, witness=_plain(point), exhibit=shown)


def _plain(point: Mapping[str, Any]) -> dict[str, Any]:
    return {k: int(str(v)) if "/" not in str(v) else str(v) for k, v in point.items()}
