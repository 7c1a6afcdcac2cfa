"""Networks trained by gradient descent on their matrices, with every step kept: the instances of claims about dynamics."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from flint import fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.errors import BadInput
from verify.nets import descent, differences
from verify.nets.domains import BalancedNetworks, Choices
from verify.nets.matrices import Matrix, Rationals, rational
from verify.nets.networks import Network
from verify.nets.recipes import BalancedNetwork, balanced
from verify.spectra.exact import SymmetricMatrix

TRAINING_GUARD = 40  # more digits than are relied on, for the growth of rounding along a trajectory
EXACT_STEPS = {1: 40, 2: 6, 3: 4, 4: 3, 5: 2}  # digits grow (2L - 1)-fold with each exact step


class TrainedNetwork:
    """A balanced network and `steps` steps of gradient descent with step size eta, on the real weight matrices.

    Recipe: that of a balanced network with eta (a rational as text) and steps besides. Over Q for a few steps, over
    mpmath reals (recipes with a seed) for thousands. Raises BadInput for an unusable recipe.
    """

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self.recipe = dict(recipe)
        inner = {k: v for k, v in recipe.items() if k not in ("eta", "steps")}
        self.digits = inner.get("digits", 50)
        if "seed" in inner and type(self.digits) is int:
            if not 30 <= self.digits <= 1000:
                raise BadInput(f"recipe: digits = {self.digits} is not between 30 and 1000")
            inner["digits"] = self.digits + TRAINING_GUARD  # steps magnify the rounding of the start
        self.initial: BalancedNetwork = balanced(inner)
        if not isinstance(recipe.get("eta"), str) or type(recipe.get("steps")) is not int or recipe["steps"] < 0:
            raise BadInput("recipe: a trained network needs eta (a rational as text) and steps (a whole number)")
        self.eta: fmpq = self.initial._number(recipe["eta"])
        self.steps: int = recipe["steps"]
        self.arithmetic = self.initial.arithmetic
        if isinstance(self.arithmetic, Rationals) and self.steps > 4 * EXACT_STEPS.get(self.initial.L, 1):
            raise BadInput(
                f"recipe: {self.steps} exact steps at L = {self.initial.L} have too many digits; give a seed"
            )
        self.L, self.r, self.d_star = self.initial.L, self.initial.r, self.initial.d_star

    @cached_property
    def trajectory(self) -> list[Network]:
        """The networks at t = 0, …, steps."""
        return list(descent.trajectory(self.initial.network, self.eta, self.steps))

    @property
    def network(self) -> Network:
        """The network at the last step."""
        return self.trajectory[-1]

    def core(self, t: int, l: int) -> Matrix:
        """The d* x d* core of W^l at step t: U^T W^L, W^l cut to its upper left corner, W^1 V (both at L = 1)."""
        a, W, n = self.arithmetic, self.trajectory[t].layers[l - 1], self.d_star
        if l == self.L:
            W = a.transpose(self.initial.U) * W
        if l == 1:
            W = W * self.initial.V
        return a.matrix([[W[i, j] for j in range(n)] for i in range(n)], n)

    def rebuilt(self, t: int, l: int, core: Matrix) -> Matrix:
        """The matrix of the shape of W^l that has this core: U core, core padded, core V^T."""
        a = self.arithmetic
        made = core
        if l == self.L:
            made = self.initial.U * made
        if l == 1:
            made = made * a.transpose(self.initial.V)
        rows, columns = a.shape(self.trajectory[t].layers[l - 1])
        full = a.zeros(rows, columns)
        height, width = a.shape(made)
        for i in range(height):
            for j in range(width):
                full[i, j] = made[i, j]
        return full

    def values(self, t: int) -> list[fmpq]:
        """lambda_{1,t}, …, lambda_{d*,t}: the diagonal of the core of layer 1 at step t, exactly (dyadic over reals)."""
        exact: fmpq_mat = self.arithmetic.exact(self.core(t, 1))
        return [exact[i, i] for i in range(self.d_star)]

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Values of the paper's symbols: those of the initial network (tail, mu, … at t = 0), and eta, t, M."""
        head = self.initial.head
        return {
            **self.initial.facts,
            "eta": self.eta,
            "t": self.steps,
            "M": max([fmpq(1), *head]),
            "lambdas_t": {i + 1: x for i, x in enumerate(self.values(self.steps))} if self.steps <= 10 else {},
        }

    @property
    def rounding(self) -> fmpq:
        """Within this, numbers of the trajectory are known: 0 over Q, a guard of rounding digits over mpmath reals."""
        if isinstance(self.arithmetic, Rationals):
            return fmpq(0)
        return fmpq(1, 10 ** (self.digits - 15))

    def hessian(self, t: int) -> SymmetricMatrix:
        """The whole Hessian at step t, from differences of the gradient."""
        return self.initial.exactly(differences.hessian_of_gradient(self.trajectory[t]), "hessian")

    def outer_product_hessian(self, t: int) -> SymmetricMatrix:
        """H_o at step t, from differences of the product."""
        return self.initial.exactly(
            differences.outer_product_hessian_of_product(self.trajectory[t]), "outer_product_hessian"
        )

    def functional_hessian(self, t: int) -> SymmetricMatrix:
        """H_f at step t, from differences of the product paired with the frozen residual."""
        return self.initial.exactly(differences.functional_hessian_of_product(self.trajectory[t]), "functional_hessian")

    @property
    def strata(self) -> list[str]:
        """Those of the initial network, and where eta and the singular values lie."""
        M = self.facts["M"]
        bound = min(fmpq(1, self.L), 1 / M ** (2 * self.L - 2))
        names = ["eta < bound" if self.eta < bound else "eta = bound" if self.eta == bound else "eta > bound"]
        head = self.initial.head
        names.append("head > 1" if min(head) > 1 else "head < 1" if max(head) < 1 else "head mixed")
        over = [x for x in head if x > 1 and x - self.eta * x ** (self.L - 1) * (x**self.L - 1) < 1]
        names += ["head overshoots"] if over else []  # its first step goes from above 1 to below
        names.append(
            f"steps {'1' if self.steps == 1 else '2-9' if self.steps < 10 else '10-99' if self.steps < 100 else '100+'}"
        )
        return [*self.initial.strata, *names]


def tamed(eta: fmpq, recipe: Mapping[str, Any]) -> fmpq:
    """The step size, cut so that no run over mpmath reals runs away: its digits grow (2L - 1)-fold with each step then."""
    L, tail = recipe["L"], max((rational(x) for x in recipe.get("tail", [])), default=fmpq(0))
    if "head" not in recipe:
        return min(eta, fmpq(1, 8 * L))  # the singular values of a random A may be several times 1
    return min(eta, 2 / tail ** (2 * L - 2)) if tail > 1 else eta


@lru_cache(maxsize=256)
def _trained(text: str) -> TrainedNetwork:
    import json

    return TrainedNetwork(json.loads(text))


@dataclass(frozen=True)
class TrainedNetworks:
    """Balanced networks under gradient descent. `etas` are multiples of min(1/L, 1/M^(2L-2)), most wanted first.

    `exact_steps` and `real_steps` are the numbers of steps drawn for rational and for mpmath networks.
    """

    networks: BalancedNetworks = BalancedNetworks(heads=("close", "wide", "uniform"), tails=("any", "zero", "small"))
    etas: tuple[str, ...] = ("1/2", "9/10", "1/10", "1", "3/2")
    exact_steps: tuple[int, ...] = (1, 2, 3)
    real_steps: tuple[int, ...] = (5, 20)
    reads_covariance: bool = True

    def build(self, recipe: Mapping[str, Any]) -> TrainedNetwork:
        """The trained network of a recipe. Raises BadInput."""
        try:
            return _trained(json.dumps(dict(recipe), sort_keys=True))
        except (TypeError, RecursionError) as error:
            raise BadInput(f"recipe: holds something that is neither a number, a text nor a list ({error})") from None

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices: small networks, because exact steps and long trajectories are dear."""
        small = replace(self.networks, largest=3 if self.networks.largest is None else self.networks.largest)

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            made: dict[str, Any] = draw(small.recipes(choices))
            L, real = made["L"], "seed" in made
            if "head" in made:
                M = max([fmpq(1), *(balanced({**made, "rank_xx": made["widths"][0]}).head)])
                bound = min(fmpq(1, L), 1 / M ** (2 * L - 2))
            else:
                bound = fmpq(1, L)  # a sampled head: the strata say on which side of its bound eta lies
            part = draw(st.sampled_from(self.etas))
            wanted = bound * rational(part)
            if real:
                wanted = tamed(wanted, made)
            made["eta"] = str(wanted) if part in ("1", "3/2") else str(1 / fmpq((1 / wanted).ceil()))
            limit = EXACT_STEPS.get(L, 1)
            steps = self.real_steps if real else tuple(s for s in self.exact_steps if s <= limit) or (1,)
            made["steps"] = draw(st.sampled_from(steps))
            return made

        return recipe()
