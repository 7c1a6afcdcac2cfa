"""Long gradient-descent runs on tiny networks: what settles runs for up to 1000 steps over mpmath reals, the rest exactly.

The head lies below, at and above 1, eta inside, at and beyond min(1/L, 1/M^(2L-2)), the tail is zero, small, or so large
that a step overshoots. Runs that may blow up take a few exact steps, because their digits grow with every step.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import fmpq
from hypothesis import strategies as st

from verify.nets.domains import Choices
from verify.nets.matrices import rational
from verify.nets.training import TrainedNetwork

HEADS = ("3/4", "5/4", "1/2", "3/2", "1", "2", "1/3", "3")
TAILS = {"short": (Fraction(1, 100), Fraction(1)), "over": (Fraction(1), Fraction(2)), "beyond": (Fraction(2), Fraction(9))}


class LongRun(TrainedNetwork):
    """A trained network whose strata also say how far the first step carries each tail value: u = eta lambda^(2L-2)."""

    @property
    def strata(self) -> list[str]:
        us = {self.eta * x ** (2 * self.L - 2) for x in self.initial.tail}
        names = {"u = 0" if u == 0 else "0 < u < 1" if u < 1 else "1 <= u < 2" if u < 2 else "u >= 2" for u in us}
        return [*super().strata, *sorted(names)]


@lru_cache(maxsize=1024)
def _run(text: str) -> LongRun:
    return LongRun(json.loads(text))


@dataclass(frozen=True)
class LongRuns:
    """Trained networks of width at most 3. `lengths` are numbers of mpmath steps, `etas` multiples of the printed bound."""

    lengths: tuple[int, ...] = (15, 15, 15, 40, 1000)
    etas: tuple[str, ...] = ("9/10", "1/2", "99/100", "1/10", "1", "3/2")
    heads: tuple[str, ...] = HEADS
    tails: tuple[str, ...] = ("short", "over", "beyond", "zero")  # where u = eta lambda^(2L-2) lies, see TAILS
    with_tail: bool = False  # always r < d_star
    largest: int = 2  # of d_star
    reads_covariance: bool = True

    def build(self, recipe: Mapping[str, Any]) -> TrainedNetwork:
        """The trained network of a recipe. Raises BadInput."""
        return _run(json.dumps(dict(recipe), sort_keys=True))

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices, rank_xx left to the reading."""

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            if choices.widths is None:
                L = draw(st.sampled_from(sorted(choices.depths)))
                least = (choices.rank or 1) + self.with_tail
                inner = draw(st.integers(least, max(self.largest, least)))
                first, last = draw(st.sampled_from([(0, 0), (1, 0), (0, 1)]))
                widths = [inner + first, *([inner] * (L - 1)), inner + last]
            else:
                widths, L = list(choices.widths), len(choices.widths) - 1
            d_star = min(widths[0], widths[-1])
            r = choices.rank or draw(st.integers(1, max(1, d_star - self.with_tail)))
            made: dict[str, Any] = {"L": L, "widths": widths, "r": r}
            made["head"] = [draw(st.sampled_from(self.heads)) for _ in range(r)]
            M = max([fmpq(1), *map(rational, made["head"])])
            bound = min(fmpq(1, L), 1 / M ** (2 * L - 2))
            eta = bound * rational(draw(st.sampled_from(self.etas)))
            tail = [_tail_value(draw(st.sampled_from(self.tails)), eta, L) for _ in range(d_star - r)]
            if tail:
                made["tail"] = tail
            made["eta"] = str(eta)
            if eta > bound or any(eta * rational(x) ** (2 * L - 2) >= 2 for x in tail):
                return {**made, "steps": 3 if L == 2 else 2}
            if L == 1:  # geometric, soon below any rounding; exact steps are cheap here
                return {**made, "steps": 15}
            short = [n for n in self.lengths if n * L <= 2000] or [min(self.lengths)]
            return {**made, "seed": draw(st.integers(0, 99)), "digits": choices.dps, "steps": draw(st.sampled_from(short))}

        return recipe()


def _tail_value(wanted: str, eta: fmpq, L: int) -> str:
    """The simplest rational whose u = eta lambda^(2L-2) lies in the wanted range; 1 where there is none (L = 1)."""
    if wanted == "zero":
        return "0"
    low, high = (rational(end) for end in TAILS[wanted])
    for denominator in range(1, 16):
        for numerator in range(1, 12 * denominator):
            if low <= eta * fmpq(numerator, denominator) ** (2 * L - 2) < high:
                return str(fmpq(numerator, denominator))
    return "1"
