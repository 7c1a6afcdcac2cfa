"""Hypothesis strategies for recipes: they hit the degenerate strata on purpose and shrink towards the smallest network."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from hypothesis import strategies as st

from verify.errors import BadInput
from verify.nets.recipes import BalancedNetwork, balanced

VALUES = ["1", "2", "1/2", "3", "3/2", "2/3", "5/4", "1/3"]
TURNS = ["0", "1", "-1", "2", "1/2", "-1/3"]
ROOM = 3  # the width that two tail values beside one of the head need
REALS_LIMIT = 40  # parameters of the largest network drawn over mpmath reals


class Choices(Protocol):
    """What a user may fix from outside; None leaves it to the draw."""

    @property
    def depths(self) -> tuple[int, ...]: ...
    @property
    def widths(self) -> tuple[int, ...] | None: ...
    @property
    def rank(self) -> int | None: ...
    @property
    def dps(self) -> int: ...


class Domain(Protocol):
    """Where instances of a sampled claim come from."""

    @property
    def reads_covariance(self) -> bool: ...

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """A strategy for recipes. Where the domain reads the covariance, the reading adds rank_xx to each recipe."""
        ...

    def build(self, recipe: Mapping[str, Any]) -> Any:
        """The instance of a recipe."""
        ...


def largest_width(L: int) -> int:
    """The largest width drawn at depth L: keeps p = sum d_l d_{l-1} near 60."""
    return max(2, min(4, int((60 / L) ** 0.5)))


@dataclass(frozen=True)
class BalancedNetworks:
    """Balanced networks of Initialization 2.1. `heads` are the shapes of the first r singular values, most wanted first.

    `tails` likewise: "zero", "small", "any". Repeating an entry makes it more frequent. One head in six holds a value of 0,
    at the saddle from which training does not move it; where `saddle` is False, none does.
    """

    heads: tuple[str, ...] = ("uniform", "close", "tied", "edge", "wide")
    tails: tuple[str, ...] = ("zero",)
    reals: bool = True
    reads_covariance: bool = True
    largest: int | None = None  # largest of d_0 and d_L; None lets the depth decide
    saddle: bool = True

    def build(self, recipe: Mapping[str, Any]) -> BalancedNetwork:
        """The network of a recipe. Raises BadInput."""
        return balanced(recipe)

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices, rank_xx left to the reading. Raises BadInput for widths with a bottleneck."""
        if choices.widths is not None and min(choices.widths) < min(choices.widths[0], choices.widths[-1]):
            raise BadInput(
                f"--widths {','.join(map(str, choices.widths))}: Initialization 2.1 needs every hidden width to be at least "
                f"d* = {min(choices.widths[0], choices.widths[-1])}"
            )

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            widths = draw(_widths(choices, self.largest, ROOM if self.tails != ("zero",) else 0))
            L, d_0, d_L = len(widths) - 1, widths[0], widths[-1]
            d_star = min(d_0, d_L)
            tailed = self.tails != ("zero",)
            more = [*range(1, d_star), *([1, 1, 1] if d_star >= ROOM else [])] if tailed else range(2, d_star + 1)
            r = choices.rank or draw(st.sampled_from([*range(1, d_star + 1), *more]))
            made: dict[str, Any] = {"L": L, "widths": list(widths), "r": r}
            real = self.reals and _parameters(widths) <= REALS_LIMIT and draw(st.sampled_from([False, False, True]))
            shape = draw(st.sampled_from([*self.heads, "sampled"] if real else self.heads))
            if shape != "sampled":
                made["head"] = draw(_head(shape, r, L))
            tail = draw(st.sampled_from(self.tails))
            if tail != "zero" and r < d_star and shape != "sampled":
                made["tail"] = draw(_tail(tail, d_star - r, L))
            if real:
                made |= {"seed": draw(st.integers(0, 999)), "digits": choices.dps}
            else:
                for key, size in (("U", d_L), ("V", d_0)):
                    turns = draw(st.lists(st.sampled_from(TURNS), max_size=min(3, size * (size - 1) // 2)))
                    if any(turn != "0" for turn in turns):
                        made[key] = turns
            slack = draw(st.sampled_from(["1/64", "0", "1/8", "0", "1/500", "1/2"]))
            if slack != "0":
                made["slack"] = slack
            if self.saddle and "head" in made:
                made["head"] = draw(with_zero(made["head"], shape == "uniform"))
            return made

        return recipe()


@st.composite
def _widths(draw: st.DrawFn, choices: Choices, largest: int | None = None, room: int = 0) -> tuple[int, ...]:
    if choices.widths is not None:
        return choices.widths
    L = draw(st.sampled_from(sorted(choices.depths)))
    top = max(min(largest or 4, largest_width(L)), choices.rank or 1)
    if top < room and L == 2:  # two tail values beside a head, where they are cheap
        top = draw(st.sampled_from([top, top, room]))
    least = choices.rank or 1
    small = draw(
        st.sampled_from([least, *(d for d in range(least + 1, top + 1) for _ in range(2))])
    )  # 1 is a small world
    relation = draw(st.sampled_from(["=", ">", "<"]))
    large = small if relation == "=" else draw(st.integers(small + 1, max(small + 1, top)))
    d_0, d_L = (large, small) if relation == ">" else (small, large)
    hidden = draw(st.sampled_from(["equal", "larger", "uneven"] if L <= 10 else ["equal", "equal", "uneven"]))
    if hidden == "equal":
        inner = [small] * (L - 1)
    elif hidden == "larger":
        inner = [small + 1] * (L - 1)
    else:
        wide = draw(st.integers(0, L - 2)) if L > 10 else -1  # deep networks: one wider layer
        inner = [small + (l == wide if L > 10 else draw(st.integers(0, 2 if L < 5 else 1))) for l in range(L - 1)]
    return (d_0, *inner, d_L)


@st.composite
def _head(draw: st.DrawFn, shape: str, r: int, L: int) -> list[str]:
    base = draw(st.sampled_from(VALUES))
    if shape == "uniform":
        return [base] * r
    if shape == "edge":  # as far apart as the gap condition lets them be, to 1/64
        step = max(j for j in range(64) if Fraction(64 + j, 64) ** (2 * L - 2) < max(L, 2))
        return [base, *([_times(base, 64 + step, 64)] * (r - 1))]
    if shape == "wide":
        return [base, *(draw(st.sampled_from(VALUES)) for _ in range(r - 1))]
    # close enough for the gap condition at this depth: base * (1 + j / (8 L)), j = 0, …, 4
    near = [f"{base}", *(_times(base, 8 * L + j, 8 * L) for j in (1, 2, 4))]
    if shape == "tied" and r > 1:
        pair = [base, base]
        return pair + [draw(st.sampled_from(near)) for _ in range(r - 2)]
    return [base, *(draw(st.sampled_from(near[1:])) for _ in range(r - 1))]


@st.composite
def with_zero(draw: st.DrawFn, head: list[str], all_alike: bool = False) -> list[str]:
    """The head, one in six with a value of 0 in it; all of them where they are to be alike."""
    if not draw(st.sampled_from([False] * 5 + [True])):
        return head
    place = draw(st.integers(0, len(head) - 1))
    return ["0" if all_alike or i == place else x for i, x in enumerate(head)]


@st.composite
def _tail(draw: st.DrawFn, kind: str, length: int, L: int) -> list[str]:
    loud = ["4"] if L <= 3 else []  # above any head; deeper, one step would throw it beyond what digits tell
    values = {"small": ["1/8", "1/100"], "any": ["1/2", "1", "1/8", "2", *loud]}[kind]
    if length > 1:
        shape = draw(st.sampled_from(["free", "tied", "gone"]))
        if shape == "tied":
            return [draw(st.sampled_from(values))] * length
        if shape == "gone":  # a value of 0 before one that is not
            return ["0", *(draw(st.sampled_from(values)) for _ in range(length - 1))]
    return [draw(st.sampled_from(values)) for _ in range(length)]


def _parameters(widths: tuple[int, ...]) -> int:
    return sum(a * b for a, b in itertools.pairwise(widths))


def _times(base: str, numerator: int, denominator: int) -> str:
    return str(Fraction(base) * Fraction(numerator, denominator))
