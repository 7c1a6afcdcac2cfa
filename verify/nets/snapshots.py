"""A trained network seen at its last step: the instances of claims about the Hessian H_{L,t} at a time t."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from flint import arb, fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.nets import descent, kronecker
from verify.nets.domains import BalancedNetworks, Choices, with_zero
from verify.nets.matrices import dyadic, identity, rational
from verify.nets.matrices import kronecker as kronecker_product
from verify.nets.networks import Network, least_second_moment
from verify.nets.training import EXACT_STEPS, TrainedNetwork, tamed
from verify.spectra.exact import SymmetricMatrix

NEAR_ONE = ("1", "-1/16", "-1/32", "1/32", "-1/80", "1/16")  # 1, or offsets from 1 in units of 1/L
NEAR_BOUND = fmpq(49, 50)  # of the bound on eta: the step from just above 1 then ends just below it
BISECTIONS = 140  # a norm that is not rational is compared to within 2^-100, also with itself
MAY_REST = ("near", "equal", "below", "levels", "any")  # heads in which a value of 0, the saddle, is drawn too
PARAMETERS = 22  # of the largest network drawn: every instance needs the spectra of three matrices


class Snapshot:
    """A balanced network after `steps` steps of gradient descent, and what the theorem's symbols mean at that step.

    Recipe: that of a trained network, and `noise`, the part of E|y|^2 that no function of x explains (default 0).
    """

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self.recipe = dict(recipe)
        self.trained = TrainedNetwork({k: v for k, v in recipe.items() if k != "noise"})
        self.noise = rational(recipe.get("noise", "0"))
        first = self.trained.initial
        self.L, self.r, self.d_0, self.d_L, self.d_star = first.L, first.r, first.d_0, first.d_L, first.d_star
        self.rank_xx, self.arithmetic, self.steps = first.rank_xx, first.arithmetic, self.trained.steps
        self.p = int(first.facts["p"])

    @property
    def network(self) -> Network:
        """The network at the last step."""
        return self.trained.network

    @property
    def trajectory(self) -> list[Network]:
        """The networks at t = 0, …, steps."""
        return self.trained.trajectory

    @property
    def eta(self) -> fmpq:
        """The step size."""
        return self.trained.eta

    @property
    def rounding(self) -> fmpq:
        """Within this, numbers of the trajectory are known; 0 over Q."""
        return self.trained.rounding

    @cached_property
    def values(self) -> list[fmpq]:
        """lambda_{1,t}, …, lambda_{d*,t} at the last step, read off the matrices."""
        return self.trained.values(self.steps)

    @property
    def head(self) -> list[fmpq]:
        """lambda_{1,t}, …, lambda_{r,t}."""
        return self.values[: self.r]

    def residuals(self, t: int) -> list[fmpq]:
        """The diagonal of U^T Omega_t V, from the matrices: the singular values of Omega_t up to signs."""
        a, first = self.arithmetic, self.trained.initial
        core = a.exact(a.transpose(first.U) * self.trained.trajectory[t].omega() * first.V)
        return [core[i, i] for i in range(self.d_star)]

    def residual_norm(self, t: int) -> fmpq:
        """|Omega_t|_2."""
        return max(abs(x) for x in self.residuals(t))

    @cached_property
    def hessian(self) -> SymmetricMatrix:
        """The whole Hessian at the last step."""
        return self.trained.hessian(self.steps)

    @cached_property
    def outer_product_hessian(self) -> SymmetricMatrix:
        """H_o at the last step."""
        return self.trained.outer_product_hessian(self.steps)

    @cached_property
    def functional_hessian(self) -> SymmetricMatrix:
        """H_f at the last step."""
        return self.trained.functional_hessian(self.steps)

    @cached_property
    def functional_norm(self) -> fmpq | arb:
        """|H_f|_2 at the last step: exact where an eigenvalue of a diagonal direction attains it, else a narrow ball."""
        guesses = [(self.L - 1) * abs(w) * x ** (self.L - 2) for w, x in zip(self.residuals(self.steps), self.values)]
        return spectral_norm(self.functional_hessian, max(guesses, default=fmpq(0)))

    @cached_property
    def weighted_gram(self) -> SymmetricMatrix:
        """B^(1/2) J J^T B^(1/2) with B = I x Sigma_xx and J the Jacobian of the product; Sigma_xx is its own root here."""
        net, a = self.network, self.arithmetic
        root = kronecker_product(a, identity(a, net.widths[-1]), net.sigma_xx)
        return self.trained.initial.exactly(root * kronecker.gram(net) * root, "weighted Gram matrix")

    def loss(self, t: int) -> fmpq:
        """The population loss at step t, with the unexplained part of E|y|^2."""
        net = self.trained.trajectory[t]
        least = least_second_moment(net.arithmetic, net.sigma_xx, net.sigma_yx)
        value = replace(net, yy=least + net.arithmetic.number(self.noise), checked=False).loss()
        return value if isinstance(value, fmpq) else dyadic(value)

    @property
    def loss_source(self) -> str:
        """Python source of the loss at the last step, from the loss without E|y|^2 / 2 of the stand-alone kit."""
        net = self.network
        half = (least_second_moment(net.arithmetic, net.sigma_xx, net.sigma_yx) + net.arithmetic.number(self.noise)) / 2
        return f"loss(W, Sxx, Syx) + F('{half}')"

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Values of the symbols; m_t, delta_t, … at the last step."""
        first, L, head = self.trained.facts, self.L, self.head
        slack = rational(self.recipe.get("slack", "0"))
        spread = max(head) - min(head)
        facts = {
            **first,
            "m_t": (min(head) + max(head)) / 2,
            "delta_t": spread / 2 + slack,
            "mu_t": head[0],
            "spread_t": spread if spread > self.rounding else fmpq(0),
            "tail_t": max((abs(x) for x in self.values[self.r :]), default=fmpq(0)),
            "top_t": max(map(abs, self.values)),
            "omega_t": self.residual_norm(self.steps),
            "h_f": self.functional_norm,
            "L_min": self.noise / 2,
            "alpha": self.alpha,
            "omega_head": max((abs(x**L - 1) for x in self.trained.initial.head), default=fmpq(0)),
        }
        return facts

    @cached_property
    def alpha(self) -> fmpq:
        """The largest alpha that Lemma A.4 allows, min over i <= r and all t of lambda_{i,t}^(2L-2), for its step sizes.

        Below 1 a value rises; from above it crosses 1 in its first step or never: t = 0, 1 and the limit 1 decide.
        """
        first, reached = self.trained.initial, list(self.trained.initial.head)
        if max(reached, default=fmpq(1)) > 1:
            a, W = first.arithmetic, descent.step(first.network, self.eta).layers[0] * first.V
            core: fmpq_mat = a.exact(a.transpose(first.U) * W if self.L == 1 else W)
            reached += [abs(core[i, i]) for i in range(self.r)]
        return min([fmpq(1), *reached]) ** (2 * self.L - 2)

    @property
    def strata(self) -> list[str]:
        """Those of the trained network, and whether it stands at the minimum."""
        first = self.trained.initial  # known without training: strata are asked of every draw, also of unused ones
        still = "moving" if first.sampled or any(x != 1 for x in first.head) or any(first.tail) else "at rest"
        return [*self.trained.strata, still, *(["noisy y"] if self.noise else [])]


def spectral_norm(H: SymmetricMatrix, guess: fmpq) -> fmpq | arb:
    """The largest |eigenvalue|: the guess where the spectrum confirms it (within the slack), else by bisection."""

    def outside(bound: fmpq) -> bool:
        return bool(H.above(bound + H.slack) or H.below(-bound - H.slack))

    if not outside(guess) and (guess <= H.slack or H.count(guess, guess) or H.count(-guess, -guess)):
        return guess
    H = rounded(H)
    entries, n = [abs(x) for x in H.matrix.entries()], H.size
    low, high = fmpq(0), max((sum(entries[i * n : (i + 1) * n], fmpq(0)) for i in range(n)), default=fmpq(0))
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if outside(middle) else (low, middle)
    return arb((low + high) / 2, (high - low) / 2 + H.slack)


def rounded(H: SymmetricMatrix, bits: int = 160) -> SymmetricMatrix:
    """H with entries rounded to multiples of 2^-bits and the rounding in its slack: long fractions are slow to count in."""
    scale = fmpq(2) ** bits
    entries = [fmpq((x * scale).floor()) / scale for x in H.matrix.entries()]
    return SymmetricMatrix(fmpq_mat(H.size, H.size, entries), H.slack + H.size / scale, H.origin)


@lru_cache(maxsize=512)
def _taken(text: str) -> Snapshot:
    return Snapshot(json.loads(text))


@dataclass(frozen=True)
class Snapshots:
    """Trained networks seen at their last step.

    `heads`: "near" 1 (late in training), "equal" and near 1, "one" (at the minimum), "below" 1, "levels" (equal, far from
    1), "any" (wide), "crossing" (the first step goes from just above 1 to just below it), "above" (equal, above 1, and
    still so after a step).
    `exact_steps` and `real_steps` are the numbers of steps over Q and over mpmath reals.
    """

    heads: tuple[str, ...] = ("near", "near", "equal")
    tails: tuple[str, ...] = ("zero",)
    exact_steps: tuple[int, ...] = (0, 1)
    real_steps: tuple[int, ...] = (1, 40)
    noise: tuple[str, ...] = ("0", "0", "0", "1")
    reals: bool = True
    reads_covariance: bool = True

    def build(self, recipe: Mapping[str, Any]) -> Snapshot:
        """The snapshot of a recipe. Raises BadInput."""
        return _taken(json.dumps(dict(recipe), sort_keys=True))

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices, rank_xx left to the reading."""
        shapes = BalancedNetworks(heads=("uniform",), tails=self.tails, reals=self.reals, largest=3, saddle=False)
        limit = PARAMETERS if choices.widths is None else 10**6
        networks = shapes.recipes(choices).filter(lambda made: _parameters(made["widths"]) <= max(limit, 3 * made["L"]))

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            made: dict[str, Any] = draw(networks)
            L, real = made["L"], "seed" in made
            if "head" in made:
                kind = draw(st.sampled_from(self.heads))
                made["head"] = ["1"] * made["r"] if kind == "one" else draw(_heads(kind, made["r"], L))
                if kind in MAY_REST:
                    made["head"] = draw(with_zero(made["head"], kind in ("equal", "levels")))
            head = [rational(x) for x in made.get("head", ["1"])]
            bound = min(fmpq(1, L), 1 / max(fmpq(1), *head) ** (2 * L - 2))
            part = draw(st.sampled_from(["1/2", "9/10", "1/10", "1", "3/2"]))
            crossing = "head" in made and kind == "crossing"
            exact = bound * (NEAR_BOUND if crossing else rational(part))
            exact = tamed(exact, made) if real else exact
            made["eta"] = str(exact if crossing or part in ("1", "3/2") else 1 / fmpq((1 / exact).ceil()))
            most = EXACT_STEPS.get(L, 1)
            steps = self.real_steps if real else tuple(s for s in self.exact_steps if s <= most)
            made["steps"] = draw(st.sampled_from(steps))
            noise = draw(st.sampled_from(self.noise))
            return made if noise == "0" else {**made, "noise": noise}

        return recipe()


@st.composite
def _heads(draw: st.DrawFn, kind: str, r: int, L: int) -> list[str]:
    if kind == "below":
        return [draw(st.sampled_from(["1", "1/2", "2/3", "9/10"])) for _ in range(r)]
    if kind == "levels":
        return [draw(st.sampled_from(["1/2", "2/3", "3/4", "9/10", "2"]))] * r
    if kind == "any":
        return [draw(st.sampled_from(["1", "1/2", "2", "3/2", "2/3"])) for _ in range(r)]
    if kind == "above":
        return [str(1 + fmpq(1, draw(st.sampled_from([8, 20, 3])) * L))] * r
    if kind == "crossing":
        return [str(1 + fmpq(1, 5 * L))] * r
    offsets = [draw(st.sampled_from(NEAR_ONE)) for _ in range(r)]
    if kind == "equal":
        offsets = offsets[:1] * r
    return [x if x == "1" else str(1 + rational(x) / L) for x in offsets]


def _parameters(widths: list[int]) -> int:
    return sum(a * b for a, b in pairwise(widths))
