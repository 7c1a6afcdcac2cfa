"""Rigorous ball subdivision: an inequality certified on every point of a compact box, with a list of boxes to check again.

A test receives one ball for each coordinate and answers True only when the inequality certainly holds at every point of
those balls. The box is halved until each part passes. The rule of halving depends on the box alone, so a list of parts
is checked again by walking the same halvings: every part must pass once more, and no place may be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flint import arb, ctx, fmpq

Test = Callable[[tuple[arb, ...]], bool]


@dataclass(frozen=True)
class Box:
    """A product of closed intervals with rational ends."""

    ends: tuple[tuple[fmpq, fmpq], ...]

    @property
    def balls(self) -> tuple[arb, ...]:
        """Balls that enclose the intervals."""
        return tuple(arb(low).union(arb(high)) for low, high in self.ends)

    def halves(self, root: Box) -> tuple[Box, Box]:
        """Both halves across the side that is longest, measured by the sides of the root."""
        shares = [(b - a) / (d - c) for (a, b), (c, d) in zip(self.ends, root.ends)]
        side = shares.index(max(shares))
        low, high = self.ends[side]
        middle = (low + high) / 2
        return self._with(side, (low, middle)), self._with(side, (middle, high))

    def _with(self, side: int, ends: tuple[fmpq, fmpq]) -> Box:
        return Box((*self.ends[:side], ends, *self.ends[side + 1 :]))

    def __str__(self) -> str:
        return " x ".join(f"[{low}, {high}]" for low, high in self.ends)


@dataclass(frozen=True)
class Failure:
    """Where a subdivision stopped without a proof."""

    box: Box
    reason: str


def box(*ends: tuple[str | int, str | int]) -> Box:
    """A box from pairs of rationals, as integers or as text such as "1/2"."""
    return Box(tuple((_rational(low), _rational(high)) for low, high in ends))


def _rational(value: str | int) -> fmpq:
    numerator, _, denominator = str(value).partition("/")
    return fmpq(int(numerator), int(denominator or 1))


def cover(test: Test, root: Box, most: int = 20_000, bits: int = 96) -> list[Box] | Failure:
    """Parts that together make the root and pass the test each; a Failure when `most` parts do not suffice."""
    parts: list[Box] = []
    with ctx.workprec(bits):
        waiting = [root]
        while waiting:
            part = waiting.pop()
            if test(part.balls):
                parts.append(part)
            elif len(parts) + len(waiting) >= most:
                return Failure(part, f"more than {most} parts are needed")
            else:
                waiting += part.halves(root)[::-1]
    return parts


def covers(parts: Iterator[str] | list[str], test: Test, root: Box, bits: int = 192) -> bool:
    """Whether parts, given by their texts, leave no place of the root out and pass the test each, at other precision."""
    wanted, used = set(parts), set()
    with ctx.workprec(bits):
        waiting = [(root, 0)]
        while waiting:
            part, depth = waiting.pop()
            if str(part) in wanted:
                if not test(part.balls):
                    return False
                used.add(str(part))
            elif depth >= 200 or len(used) > len(wanted):
                return False
            else:
                waiting += [(half, depth + 1) for half in part.halves(root)]
                if len(waiting) > len(wanted) + 200:
                    return False
    return used == wanted
