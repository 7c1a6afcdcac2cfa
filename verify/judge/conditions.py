"""A stated comparison holds exactly where a derived expression is nonnegative: a question for all values."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp
from flint import arb, fmpq

from verify.errors import BadInput
from verify.judge.questions import Point, Space, _plain, _spoken
from verify.judge.scripts import python_source, sympy_source
from verify.judge.verdicts import Evidence, Exhibit, Verdict
from verify.paper.arithmetic import Imprecise, Undefined
from verify.paper.formulas import Formula
from verify.reason.algebra import rational_function
from verify.reason.variables import small_points


@dataclass(frozen=True)
class ExactlyWhere:
    """The stated a <= b is equivalent to derived >= 0: proved when b - a is a positive multiple of `derived`."""

    stated: Formula
    derived: sp.Expr
    space: Space
    what: str

    def decide(self) -> Evidence:
        """Prove, refute at the simplest point, or leave undecided."""
        a, relation, b = self.stated.sides(**self.space.leaves)
        quotient = rational_function((b - a) / self.derived)
        multiple = None if quotient is None else sp.cancel(sp.together(quotient))
        if relation == "<=" and multiple is not None and multiple.is_positive:
            method = f"right side - left side = ({multiple}) times the derived {self.derived}, and that factor is positive"
            return Evidence(Verdict.PROVED, self.space.scope, method, certificate=(f"{b} - ({a}) = ({multiple})*({self.derived})",))
        tried = 0
        for point in small_points(list(self.space.variables)):
            if self.space.admits(point):
                tried += 1
                evidence = self.replay(point)
                if evidence.verdict is Verdict.REFUTED:
                    return evidence
        return Evidence(Verdict.UNDECIDED, self.space.scope, "no proof found", f"{self.what}: not settled", tried=tried)

    def replay(self, point: Point) -> Evidence:
        """Both truths at one point."""
        if any(v.name not in point for v in self.space.variables):
            raise BadInput("witness: a value for every variable is needed")
        if not self.space.admits(point):
            return Evidence(Verdict.UNDECIDED, "pinned point", "substitution", f"{dict(point)} is not in the scope")
        values = self.space.values(point)
        try:
            printed, value = self.stated.holds(**values), self.space.at(self.derived, point)
        except (Undefined, Imprecise) as error:
            return Evidence(Verdict.UNDECIDED, _spoken(point), "substitution", f"{self.what}: {error}", tried=1)
        if printed is None or not isinstance(value, fmpq | arb):
            return Evidence(Verdict.UNDECIDED, _spoken(point), "balls", f"{self.what}: not certain", tried=1)
        true = bool(value >= 0)
        text = f"{self.what}: printed {printed} ({self.stated}), true {true} ({self.derived} = {value})"
        if printed == true:
            return Evidence(Verdict.SUPPORTED, f"the point {_spoken(point)}", "substitution", text, tried=1)
        setup = self.space.setup(point)
        exhibit = Exhibit(self.what, setup, python_source(self.stated, values), f"{sympy_source(self.derived)} >= 0")
        return Evidence(Verdict.REFUTED, _spoken(point), "substitution", text, 1, witness=_plain(point), exhibit=exhibit)
