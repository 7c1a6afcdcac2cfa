"""Drawing networks with data and labels: bottlenecks, lost ranks, raw and whitened inputs, every kind of residual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from verify.nets.domains import TURNS, VALUES, Choices
from verify.nets.labelled import LabelledNetwork, labelled

NUMBERS = ["1", "0", "-1", "2", "1/2", "-3"]
WIDEST = 3
# sizes of classes and scales with rational weights, at every depth (0) and at depth 2
EXACT_CLASSES = {
    0: [([1], "1"), ([1, 1], "1"), ([4, 4], "2"), ([1, 1, 1], "1"), ([4], "2")],
    2: [([16, 1], "1"), ([4], "1/2"), ([1, 16, 1], "4"), ([1, 1], "1/4")],
}


@dataclass(frozen=True)
class LabelledNetworks:
    """Networks with X and Y, at most `largest` parameters. Each tuple lists what is drawn; repeating makes it more frequent.

    `weights`: "balanced", "factors" (free layers with rational singular values), "any". `inputs`: "white", "raw".
    `residuals`: "none" (loss 0), "orthogonal" (Omega = 0, loss > 0), "any". `depths` overrides the run's depths.
    """

    weights: tuple[str, ...] = ("balanced", "factors", "any")
    inputs: tuple[str, ...] = ("white", "raw")
    residuals: tuple[str, ...] = ("none", "orthogonal", "any")
    depths: tuple[int, ...] | None = None
    largest: int = 30
    most_samples: int = 5
    least: int = 1  # smallest width
    etas: tuple[str, ...] = ()  # step sizes, for what a gradient step does
    reals: bool = True
    reads_covariance: bool = False

    def build(self, recipe: Mapping[str, Any]) -> LabelledNetwork:
        """The network of a recipe. Raises BadInput."""
        return labelled(recipe)

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices."""
        wanted = sorted(self.depths or [L for L in choices.depths if L <= 6] or [min(choices.depths)])

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            widths = draw(_widths(wanted, self.largest, self.least))
            if choices.widths is not None and self.depths is None:
                widths = list(choices.widths)
            made: dict[str, Any] = {"L": len(widths) - 1, "widths": widths}
            weights, inputs = draw(st.sampled_from(self.weights)), draw(st.sampled_from(self.inputs))
            residual = draw(st.sampled_from(self.residuals))
            real = self.reals and draw(st.sampled_from([False, False, True]))
            most = max(self.most_samples, widths[0])
            n = draw(st.integers(widths[0] if inputs == "white" or residual == "orthogonal" else 1, most))
            if real:
                made |= {"seed": draw(st.integers(0, 999)), "digits": choices.dps, "samples": n}
                made |= {"residual": residual} if residual != "none" else {}
                if weights == "balanced":
                    made |= {"balanced": 1, "rank": draw(st.integers(1, min(widths)))}
            else:
                made |= draw(_weights(weights, widths))
            if inputs == "white" or residual == "orthogonal":
                made |= {"samples": n, "scale": draw(st.sampled_from(["1", "2", "1/2", "3"]))}
                if not real:
                    turns = draw(st.lists(st.sampled_from(TURNS), max_size=4))
                    made |= {"data_turns": turns} if any(t != "0" for t in turns) else {}
            elif not real:
                made["x"] = [draw(_numbers(widths[0])) for _ in range(n)]
            if not real and residual == "orthogonal":
                made["noise"] = draw(_numbers(widths[-1] * (n - widths[0])))
            elif not real and residual == "any":
                made["y"] = [draw(_numbers(widths[-1])) for _ in range(n)]
            return {**made, "eta": draw(st.sampled_from(self.etas))} if self.etas else made

        return recipe()


@dataclass(frozen=True)
class OneHotNetworks:
    """Balanced networks that fit one-hot labels exactly, with whitened inputs; `depths` overrides the run's depths."""

    depths: tuple[int, ...] | None = None
    reads_covariance: bool = False

    def build(self, recipe: Mapping[str, Any]) -> LabelledNetwork:
        """The network of a recipe. Raises BadInput."""
        return labelled(recipe)

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices: over Q only such class sizes that the weights are rational."""
        wanted = sorted(self.depths or [L for L in choices.depths if L <= 4] or [min(choices.depths)])

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            L = draw(st.sampled_from(wanted))
            if draw(st.booleans()):
                counts, scale = draw(st.sampled_from(EXACT_CLASSES[2 if L == 2 else 0]))
                C = len(counts)
                widths = [C, *(C + draw(st.integers(0, 1)) for _ in range(L))]
                turns = [draw(st.lists(st.sampled_from(TURNS), max_size=2)) for _ in range(L)]
                return {"L": L, "widths": widths, "classes": list(counts), "scale": scale, "turns": turns}
            counts = draw(st.lists(st.integers(1, 6), min_size=1, max_size=3))
            C = len(counts)
            inner = [C + draw(st.integers(0, 1)) for _ in range(L - 1)]
            widths = [C + min(draw(st.integers(0, 1)), sum(counts) - C), *inner, C + draw(st.integers(0, 1))]
            made = {"L": L, "widths": widths, "classes": counts, "scale": draw(st.sampled_from(["1", "2", "1/2", "3"]))}
            return {**made, "seed": draw(st.integers(0, 999)), "digits": choices.dps}

        return recipe()


@st.composite
def _widths(draw: st.DrawFn, depths: list[int], largest: int, least: int) -> list[int]:
    L = draw(st.sampled_from(depths))
    widths = [least] * (L + 1)
    for _ in range(draw(st.integers(0, 8))):
        place = draw(st.sampled_from([0, L, *range(L + 1)]))
        widths[place] += 1 if widths[place] < WIDEST else 0
        if sum(a * b for a, b in pairwise(widths)) > largest:
            widths[place] -= 1
    return widths


@st.composite
def _numbers(draw: st.DrawFn, size: int) -> list[str]:
    return draw(st.lists(st.sampled_from(NUMBERS), min_size=min(size, draw(st.sampled_from([size, 0]))), max_size=size))


@st.composite
def _weights(draw: st.DrawFn, kind: str, widths: list[int]) -> dict[str, Any]:
    def values(most: int) -> list[str]:
        size = draw(st.sampled_from([most, most, *range(1, most + 1)]))
        drawn = [draw(st.sampled_from(VALUES)) for _ in range(size)]
        return [drawn[0]] * size if draw(st.sampled_from([False, False, True])) else drawn

    if kind == "any":
        return {"weights": [draw(_numbers(a * b)) for a, b in pairwise(widths)]}
    sizes = widths if kind == "balanced" else [d for a, b in pairwise(widths) for d in (a, b)]
    turns = [draw(st.lists(st.sampled_from(TURNS), max_size=min(3, d * (d - 1) // 2))) for d in sizes]
    made: dict[str, Any] = {"turns": turns} if any(t != "0" for turn in turns for t in turn) else {}
    if kind == "balanced":
        return {"values": values(min(widths)), **made}
    return {"factors": [values(min(a, b)) for a, b in pairwise(widths)], **made}
