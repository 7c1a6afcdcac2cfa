"""Balanced networks on their course: heads away from 1, live tails that Sigma_xx sees or not, seen at their last step.

Recipes are those of a trained network. The tail values number r + 1, …, rank_xx are seen by Sigma_xx, the further ones are
hidden from it; both kinds, and zeros between live values, are drawn on purpose.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from flint import arb, fmpq
from hypothesis import strategies as st

from verify.nets.domains import TURNS, Choices, with_zero
from verify.nets.matrices import rational
from verify.nets.tilted import TiltedNetwork
from verify.nets.training import EXACT_STEPS
from verify.spectra.exact import SymmetricMatrix

HEADS = ("1", "1/2", "3/2", "2/3", "9/10", "5/4", "2", "1/3")
TAILS = ("1/2", "0", "1/8", "1", "1/2", "3/2")
PARTS = ("1", "1/2", "9/10", "1/10")  # of the bound on the step size
PARAMETERS = 26  # of the largest network drawn


class Course(TiltedNetwork):
    """A trained network, V tilted or not, the Hessians of its last step, and the constants that its start alone decides."""

    @cached_property
    def now(self) -> list[fmpq]:
        """lambda_{1,t}, …, lambda_{d*,t} at the last step."""
        return self.values(self.steps)

    @cached_property
    def seen(self) -> list[int]:
        """The tail indices (from 0) of live values that Sigma_xx sees."""
        first = self.initial
        return [i for i in range(self.r, min(self.d_star, first.rank_xx)) if first.values[i] != 0]

    @cached_property
    def hidden(self) -> list[int]:
        """The tail indices (from 0) of live values that Sigma_xx does not see."""
        first = self.initial
        return [i for i in range(max(self.r, first.rank_xx), self.d_star) if first.values[i] != 0]

    @cached_property
    def omegas(self) -> list[fmpq]:
        """The diagonal of U^T Omega V at the last step, from the matrices."""
        a, first = self.arithmetic, self.initial
        core = a.exact(a.transpose(first.U) * self.network.omega() * first.V)
        return [core[i, i] for i in range(self.d_star)]

    @cached_property
    def whole(self) -> SymmetricMatrix:
        """The whole Hessian at the last step."""
        return self.hessian(self.steps)

    @cached_property
    def outer(self) -> SymmetricMatrix:
        """H_o at the last step."""
        return self.outer_product_hessian(self.steps)

    @cached_property
    def functional(self) -> SymmetricMatrix:
        """H_f at the last step."""
        return self.functional_hessian(self.steps)

    def decay(self, t: int) -> fmpq | arb:
        """w_0 e^(-L alpha eta t) with alpha = c^(2L-2)."""
        w, c = self._constants["w_0"], self._constants["c"]
        rate = self.L * c ** (2 * self.L - 2) * self.eta * t
        return w * (-arb(rate)).exp() if w and rate else w

    @cached_property
    def _constants(self) -> dict[str, fmpq]:
        head, L = self.initial.head, self.L
        M = max([fmpq(1), *head])
        after = M - self.eta * M ** (2 * L - 1) + self.eta * M ** (L - 1)
        return {"M": M, "c": min([fmpq(1), after, *head]), "w_0": max(abs(1 - x**L) for x in head)}

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Values of the symbols: sizes, constants of the start, and what stands at the last step."""
        start, now, head = self.initial.values, self.now, self.now[: self.r]
        eps = self.decay(self.steps)
        return {
            **super().facts,
            **self._constants,
            "eta": self.eta,
            "t": self.steps,
            "eps": eps,
            "q_t": _root(1 - eps, self.L),
            "h_t": _root(1 + eps, self.L),
            "lambdas_t": {i + 1: x for i, x in enumerate(now)},
            "theta_0": max((start[i] for i in self.seen), default=fmpq(0)),
            "theta_t": max((abs(now[i]) for i in self.seen), default=fmpq(0)),
            "kappa": max((start[i] for i in self.hidden), default=fmpq(0)),
            "seen": len(self.seen),
            "hidden": len(self.hidden),
            "w_t": max(abs(x**self.L - 1) for x in head),
            "omega_t": max(abs(x) for x in self.omegas),
            "top_t": max(abs(x) for x in now),
            "live": sum(x != 0 for x in start[self.r :]),
            "lambda_0": start[0],
            "lambda_t": now[0],
            "low_t": min(abs(x) for x in head),
            "own_t": max(abs(w) * abs(x) ** (self.L - 2) for w, x in zip(self.omegas, now)),
        }

    @property
    def strata(self) -> list[str]:
        """Those of a tilted network, and which kinds of tail are alive."""
        kinds = [name for name, found in (("seen tail", self.seen), ("hidden tail", self.hidden)) if found]
        return [*super().strata, *(kinds or ["no live tail"])]


def _root(x: fmpq | arb, n: int) -> fmpq | arb:
    """The n-th root of a positive number; 1 where it is 1; 0 where the number is not certainly positive."""
    return fmpq(1) if x == 1 else arb(x).root(n) if x > 0 else fmpq(0)


@lru_cache(maxsize=512)
def _course(text: str) -> Course:
    return Course(json.loads(text))


@dataclass(frozen=True)
class Courses:
    """Courses with step sizes up to the bound min(1/L, M^(2-2L)), the bound itself included.

    `tails` are the kinds drawn: "none", "seen", "hidden", "both", "tilted" (across the range of
    Sigma_xx); `beyond` also draws steps beyond the bound.
    """

    tails: tuple[str, ...] = ("seen", "none", "hidden", "both")
    level: bool = False  # all values of the head equal
    beyond: bool = False
    still: bool = False  # no step: any point
    largest: int = PARAMETERS
    depths: tuple[int, ...] | None = None  # None: those of the run, up to 6
    reals: bool = True
    reads_covariance: bool = False

    def build(self, recipe: Mapping[str, Any]) -> Course:
        """The course of a recipe. Raises BadInput."""
        return _course(json.dumps(dict(recipe), sort_keys=True))

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices."""

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            kind = draw(st.sampled_from(self.tails))
            L = draw(st.sampled_from(self.depths or [L for L in choices.depths if L <= 6] or [min(choices.depths)]))
            widths, r, rank = draw(_sizes(kind, L, self.largest, choices))
            L, star = len(widths) - 1, min(widths[0], widths[-1])
            head = [draw(st.sampled_from(HEADS)) for _ in range(r)]
            head = draw(with_zero(head[:1] * r if self.level else head, self.level))
            tail = [draw(st.sampled_from(TAILS)) if kind != "none" else "0" for _ in range(star - r)]
            M = max([fmpq(1), *map(rational, head)])
            bound = min(fmpq(1, L), 1 / M ** (2 * L - 2))
            part = draw(st.sampled_from([*PARTS, *(("3/2", "2") if self.beyond else ())]))
            made = {"L": L, "widths": widths, "r": r, "rank_xx": rank, "head": head, "tail": tail}
            real = self.reals and not self.beyond and draw(st.sampled_from([False, False, True]))
            if real:
                most = max(map(rational, tail), default=fmpq(0))
                part = "1/2" if most > 1 else part
                made |= {"seed": draw(st.integers(0, 99)), "digits": choices.dps}
            else:
                for key, size in (("U", widths[-1]), ("V", widths[0])):
                    turns = draw(st.lists(st.sampled_from(TURNS), max_size=min(2, size * (size - 1) // 2)))
                    if any(turn != "0" for turn in turns):
                        made[key] = turns
            if kind == "tilted" and not real:
                made["tilt"] = [draw(st.sampled_from(["1/2", "1", "-1/3"]))]
            steps = (1, 8, 40) if real else tuple(t for t in (0, 1, 2) if t < EXACT_STEPS.get(L, 1)) or (0,)
            loud = max((rational(x) for x in tail), default=fmpq(0))
            rate = bound * rational(part)
            if real:  # a loud tail that runs away over many steps takes the digits along
                rate = min(rate, 9 / (10 * max(loud, fmpq(1)) ** (2 * L - 2)))
            made |= {"eta": str(rate), "steps": 0 if self.still else draw(st.sampled_from(steps))}
            return made

        return recipe()


@st.composite
def _sizes(draw: st.DrawFn, kind: str, L: int, largest: int, choices: Choices) -> tuple[list[int], int, int]:
    """Widths, r and the rank of Sigma_xx, with room for the kind of tail."""
    need = {"none": 1, "seen": 2, "hidden": 2, "both": 3, "tilted": 2}[kind]
    if choices.widths is not None:
        widths, star = list(choices.widths), min(choices.widths[0], choices.widths[-1])
    else:
        star = max(need, draw(st.sampled_from([2, 3, 1, 3] if L < 4 else [2, 1, 3])))
        ends = [(1, 0)] if kind == "tilted" else [(0, 0), (1, 0), (0, 1)]
        d_0, d_L = (star + more for more in draw(st.sampled_from(ends)))
        widths = [d_0, *(star + draw(st.sampled_from([0, 0, 1])) for _ in range(L - 1)), d_L]
        if sum(a * b for a, b in pairwise(widths)) > largest:
            widths = [star + (kind == "tilted"), *[star] * L]
    top = max(1, star - need + 1)
    r = min(star, choices.rank or draw(st.sampled_from([top, top, 1])))
    if kind == "tilted":
        return widths, r, star
    if kind == "hidden":
        return widths, r, r
    if kind == "both":
        return widths, r, min(star - 1, r + 1) if star > r + 1 else r
    return widths, r, draw(st.sampled_from(sorted({star, widths[0]} if kind == "seen" else {r, star, widths[0]})))
