"""Questions about finitely many given sizes: a stated formula against an exact computation at each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from verify.errors import BadInput
from verify.judge.verdicts import Evidence, Verdict
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

    def decide(self) -> Evidence:
        """PROVED when every point agrees, REFUTED at the first that does not."""
        lines: list[str] = []
        for point in self.points:
            evidence = self.replay(point)
            if evidence.verdict is not Verdict.SUPPORTED:
                return evidence
            lines.append(f"at {_spoken(point)}: {evidence.detail}")
        scope = "; ".join([*map(_spoken, self.points), *([self.also] if self.also else [])])
        return Evidence(Verdict.PROVED, scope, "exact computation over Q at every size in the scope", certificate=tuple(lines))

    def replay(self, point: Point) -> Evidence:
        """The comparison at one point."""
        if not any(dict(point) == dict(known) for known in self.points):
            raise BadInput(f"witness: {dict(point)} is none of the sizes of this claim: {'; '.join(map(_spoken, self.points))}")
        printed, true = self.stated.at(**point), fmpq(self.true(point))
        same = Exact().compare("==", printed, true)
        text = f"{self.what}: printed {printed}, true {true}"
        verdict = {True: Verdict.SUPPORTED, False: Verdict.REFUTED, None: Verdict.UNDECIDED}[same]
        return Evidence(verdict, _spoken(point), "exact computation over Q", text, tried=1, witness=dict(point))


def computed(
    stated: Formula, points: list[Point], true: Callable[[Point], int | fmpq], what: str, also: str = ""
) -> Computed:
    """Ask whether the stated formula is what an exact computation gives at each of the listed sizes."""
    return Computed(stated, tuple(points), true, what, also)


def _spoken(point: Point) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point.items())
