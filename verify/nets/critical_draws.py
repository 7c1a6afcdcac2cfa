"""Drawing networks at critical points: level, balanced and free layers, white and raw inputs, narrow hidden layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from verify.nets.critical import CriticalNetwork, critical
from verify.nets.domains import TURNS, VALUES, Choices

CLOSE = ["1", "9/8", "8/7", "7/6", "6/5", "5/4", "4/3", "7/5", "3/2"]  # around L^(1/(2L-2)) for L = 2, 3, 4
SPREADS = ["1", "1/2", "3/2", "2", "3", "4/5"]
DEEPEST = 4  # deeper networks add cost here, and nothing that these do not show
REALS_LIMIT = 18  # parameters of the largest network drawn over mpmath reals


@dataclass(frozen=True)
class CriticalNetworks:
    """Networks at critical points. Each tuple lists what is drawn; repeating makes it more frequent.

    `layers`: "level" (all values 1), "uniform" (one value for all), "even" (multiples of isometries), "balanced" (one
    list for all layers), "close" (that, near the edge of separation), "free", "near" (free and close).
    `inputs`: "white", "multiple" (of I), "raw", "aligned" (raw, with the v_j as eigenvectors), "inverse" (aligned, so that
    Sigma_yx = U I_r V^T for balanced layers).
    `learns`: "all" (the loss is zero), "part" (some directions of the target are missing), "room" (hidden widths from 1 on:
    as many directions as fit in). `targets`: "any", "identity" (Sigma_yx = I). `depths` overrides the run's depths.
    """

    layers: tuple[str, ...] = ("level", "even", "balanced")
    inputs: tuple[str, ...] = ("white",)
    learns: tuple[str, ...] = ("all",)
    targets: tuple[str, ...] = ("any",)
    depths: tuple[int, ...] | None = None
    largest: int = 30
    reals: bool = True
    reads_covariance: bool = False

    def build(self, recipe: Mapping[str, Any]) -> CriticalNetwork:
        """The network of a recipe. Raises BadInput."""
        return critical(recipe)

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices."""
        wanted = sorted(self.depths or [L for L in choices.depths if L <= DEEPEST] or [min(choices.depths)])

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            L, learns = draw(st.sampled_from(wanted)), draw(st.sampled_from(self.learns))
            same = draw(st.sampled_from(self.targets)) == "identity"
            r = choices.rank or draw(st.sampled_from([1, 2, 2]))
            ends = (r, r) if same else (r + draw(st.integers(0, 2)), r + draw(st.integers(0, 2)))
            least = 1 if learns == "room" else r
            widths = [ends[0], *(least + draw(st.integers(0, 1)) for _ in range(L - 1)), ends[1]]
            if choices.widths is not None and self.depths is None:
                widths, L = list(choices.widths), len(choices.widths) - 1
                r = min(r, widths[0], widths[-1], *(widths if learns != "room" else ()))
            while sum(a * b for a, b in pairwise(widths)) > self.largest and max(widths) > r:
                widths[widths.index(max(widths))] -= 1
            same = same and widths[0] == widths[-1] == r
            room = min(r, *widths)
            learned = draw(st.integers(0, r - 1)) if learns == "part" and L > 1 else room
            made: dict[str, Any] = {"L": L, "widths": widths, "values": draw(_values(self, L, learned, same))}
            if learned < r:
                made["missing"] = r - learned
            inputs = draw(st.sampled_from(self.inputs))
            if learned == r and inputs != "white":
                drawn = [draw(st.sampled_from(SPREADS)) for _ in range(widths[0])]
                made["sigmas"] = [drawn[0]] * widths[0] if inputs == "multiple" else drawn
            if learned == r and inputs == "inverse" and not isinstance((made["values"] or [""])[0], list):
                made["sigmas"][:r] = [str(1 / Fraction(x) ** L) for x in made["values"]]
            if inputs in ("aligned", "inverse"):
                made["aligned"] = 1
            if same:
                made["same"] = 1
            small = sum(a * b for a, b in pairwise(widths)) <= REALS_LIMIT
            if self.reals and small and draw(st.sampled_from([False, False, True])):
                return {**made, "seed": draw(st.integers(0, 999)), "digits": choices.dps}
            for key, size in (("U", widths[-1]), ("V", widths[0]), ("T", widths[0])):
                turns = draw(st.lists(st.sampled_from(TURNS), max_size=min(3, size * (size - 1) // 2)))
                if any(turn != "0" for turn in turns) and (key != "T" or inputs == "raw"):
                    made[key] = turns
            return made

        return recipe()


@st.composite
def _values(draw: st.DrawFn, domain: CriticalNetworks, L: int, learned: int, level: bool) -> list[Any]:
    kind = "level" if level else draw(st.sampled_from(domain.layers))
    if kind == "level" or not learned:
        return ["1"] * learned
    if kind == "uniform":
        return [draw(st.sampled_from(VALUES))] * learned
    if kind == "even":
        return [[draw(st.sampled_from(VALUES))] * learned for _ in range(L)]
    if kind == "near":
        return [[draw(st.sampled_from(["1", *CLOSE])) for _ in range(learned)] for _ in range(L)]
    if kind == "free":
        return [[draw(st.sampled_from(VALUES)) for _ in range(learned)] for _ in range(L)]
    if kind == "close":
        base = Fraction(draw(st.sampled_from(VALUES)))
        return [str(base), *(str(base * Fraction(draw(st.sampled_from(CLOSE)))) for _ in range(learned - 1))]
    return [draw(st.sampled_from(VALUES)) for _ in range(learned)]
