"""Questions about finitely many given sizes: a stated formula against an exact computation at each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from flint import fmpq

from verify.errors import BadInput
from verify.judge.goals import goal_of
from verify.judge.proving import context, joined, proved
from verify.judge.scripts import fraction, python_source
from verify.judge.verdicts import Evidence, Exhibit, Verdict
from verify.paper.arithmetic import Exact
from verify.paper.formulas import Formula

Point = Mapping[str, Any]


@dataclass(frozen=True)
class Computed:
    """The stated formula equals what `true` computes, exactly, at every point. The points are the whole scope."""

    stated: Formula
    points: tuple[Point, ...]
    true: Callable[[Point], int | fmpq]
    what: str
    also: str = ""  # a part of the scope that is not in the points
    source: Callable[[Point], str] | None = None  # how a stand-alone script computes the true value at a point

    def decide(self) -> Evidence:
        """PROVED when every point agrees, REFUTED at the first that does not."""
        for point in self.points:
            evidence = self.replay(point)
            if evidence.verdict is not Verdict.SUPPORTED:
                return evidence
        return joined("cases", [self.proved_at(point) for point in self.points], context())

    def proved_at(self, point: Point) -> Evidence:
        """PROVED by the kernel that the formula has the computed value at one point, or UNDECIDED."""
        true = fmpq(self.true(point))
        scope = {"variables": {k: {"is": str(v)} for k, v in point.items()}, "given": [], "defined": {}}
        known = context()
        value = sp.Rational(int(true.p), int(true.q))
        goal = goal_of(known, self.stated, "==", value, scope)
        node = {**goal, "proof": {"rule": "direct"}}
        settings = (f"{self.what}: exact computation over Q", *([self.also] if self.also else []))
        return proved(node, known, settings=settings, hints=(point,))

    def replay(self, point: Point) -> Evidence:
        """The comparison at one point."""
        if not any(dict(point) == dict(known) for known in self.points):
            known = "; ".join(map(_spoken, self.points))
            raise BadInput(f"witness: {dict(point)} is none of the sizes of this claim: {known}")
        printed, true = self.stated.at(**point), fmpq(self.true(point))
        same = Exact().compare("==", printed, true)
        text = f"{self.what}: printed {printed}, true {true}"
        verdict = {True: Verdict.SUPPORTED, False: Verdict.REFUTED, None: Verdict.UNDECIDED}[same]
        code = self.source(point) if self.source else fraction(true)
        shown = Exhibit(self.what, (), python_source(self.stated, point), code) if same is False else None
        method = "exact computation over Q"
        return Evidence(verdict, _spoken(point), method, text, tried=1, witness=dict(point), exhibit=shown)


def computed(
    stated: Formula,
    points: list[Point],
    true: Callable[[Point], int | fmpq],
    what: str,
    also: str = "",
    source: Callable[[Point], str] | None = None,
) -> Computed:
    """Ask whether the stated formula is what an exact computation gives at each of the listed sizes."""
    return Computed(stated, tuple(points), true, what, also, source)


def _spoken(point: Point) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point.items())
