"""Gradient descent seen through its loss: the population loss, its least value, the excess, and the functional Hessian."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from flint import arb, fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.nets import descent
from verify.nets.blocks import squared_norm
from verify.nets.domains import BalancedNetworks, Choices
from verify.nets.matrices import dyadic, rational
from verify.nets.networks import Network, least_second_moment
from verify.nets.training import TrainedNetwork, TrainedNetworks
from verify.spectra.exact import SymmetricMatrix

RUNAWAY = 10  # a weight beyond this: the step size is far beyond every bound


class WatchedDescent(TrainedNetwork):
    """A trained network whose y may carry noise: `noise` (a rational as text) is what E|y|^2 exceeds its least value by.

    A descent that runs away is cut short: `steps` counts up to the first network with a weight beyond RUNAWAY.
    """

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        super().__init__({k: v for k, v in recipe.items() if k != "noise"})
        self.recipe = dict(recipe)
        self.noise: fmpq = rational(recipe.get("noise", "0"))
        self._functional: dict[int, SymmetricMatrix] = {}
        self.steps = len(self.trajectory) - 1

    @cached_property
    def trajectory(self) -> list[Network]:
        """The networks at t = 0, 1, …, up to `steps` or to the first that ran away."""
        made: list[Network] = []
        for net in descent.trajectory(self.initial.network, self.eta, self.steps):
            made.append(net)
            if any(abs(x) > RUNAWAY for layer in net.layers for x in self.arithmetic.entries(layer)):
                break
        return made

    @property
    def slack(self) -> fmpq:
        """Within this, numbers of the trajectory are known."""
        return self.rounding

    @cached_property
    def least_yy(self) -> fmpq:
        """The least E|y|^2 that Sigma_xx and Sigma_yx allow."""
        return self._exact(
            least_second_moment(self.arithmetic, self.initial.network.sigma_xx, self.initial.network.sigma_yx)
        )

    @property
    def yy(self) -> fmpq:
        """E|y|^2."""
        return self.least_yy + self.noise

    @property
    def least_loss(self) -> fmpq:
        """The least population loss of any linear map: (1/2) (E|y|^2 - least E|y|^2). Hidden widths >= d* attain it."""
        return self.noise / 2

    def noisy(self, t: int) -> Network:
        """The network at step t with this E|y|^2."""
        return replace(self.trajectory[t], yy=self.yy, checked=False)

    def loss(self, t: int) -> fmpq:
        """The population loss at step t, from the moments of (x, y) and the end-to-end matrix."""
        return self._exact(self.noisy(t).loss())

    def excess(self, t: int) -> fmpq:
        """The loss at step t less its least value."""
        return self.loss(t) - self.least_loss

    def _exact(self, value: Any) -> fmpq:
        return value if isinstance(value, fmpq) else dyadic(value)

    @property
    def moments(self) -> dict[str, fmpq]:
        """E tr(y^T yhat) and E tr(yhat yhat^T) at the last step, from the moments of (x, y)."""
        exact, net = self.arithmetic.exact, self.network
        P, xx, yx = exact(net.product()), exact(net.sigma_xx), exact(net.sigma_yx)
        return {"cross": _trace(yx * P.transpose()), "square": _trace(P * xx * P.transpose())}

    @cached_property
    def alpha(self) -> fmpq:
        """The largest alpha that Lemma A.4 allows, min over i <= r and all t of lambda_{i,t}^(2L-2).

        A value above 1 crosses 1 in its first step or never, and a value below 1 rises: t = 0, 1 and the limit 1 decide.
        """
        first = self.values(1)[: self.r] if self.steps else []
        return min([fmpq(1), *self.initial.head, *first]) ** (2 * self.L - 2)

    def functional(self, t: int) -> SymmetricMatrix:
        """H_f at step t, kept."""
        if t not in self._functional:
            self._functional[t] = self.functional_hessian(t)
        return self._functional[t]

    def functional_block(self, k: int, l: int) -> fmpq_mat:
        """Block (k, l) of H_f at the last step, layers counted from 1."""
        H, d = self.functional(self.steps).matrix, self.network.widths
        starts = [sum(d[m] * d[m - 1] for m in range(1, n)) for n in range(1, self.L + 2)]
        rows, columns = range(starts[k - 1], starts[k]), range(starts[l - 1], starts[l])
        return fmpq_mat(len(rows), len(columns), [H[i, j] for i in rows for j in columns])

    def block_pairs(self, upper: bool) -> list[tuple[int, int]]:
        """All (k, l) above, or below, the diagonal."""
        return [(k, l) if upper else (l, k) for l in range(2, self.L + 1) for k in range(1, l)]

    def omega_norm(self, t: int) -> Any:
        """|Omega_t|_2, from its matrix: exact when rational, else a certified ball."""
        omega: fmpq_mat = self.arithmetic.exact(self.trajectory[t].omega())
        square = squared_norm(omega)
        return abs(omega[0, 0]) if omega.nrows() == omega.ncols() == 1 else arb(square).sqrt()

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Those of the trained network; alpha, E|y|^2, the losses, and |Sigma_t^{1/L}|_2 at the last step."""
        end, last = self.steps, self.values(self.steps)
        return {
            **super().facts,
            "lambdas_t": {i + 1: x for i, x in enumerate(last)},
            "alpha": self.alpha,
            "E_yy": self.yy,
            "L_min": self.least_loss,
            "loss_t": self.loss(end),
            "excess_0": self.excess(0),
            "epsilon": self.excess(end),
            "norm": max((abs(x) for x in last), default=fmpq(0)),
        }

    @property
    def strata(self) -> list[str]:
        """Those of the trained network, whether a value crosses 1, and whether y is noisy."""
        crossing = any(a > 1 > b for a, b in zip(self.initial.head, self.values(1))) if self.steps else False
        return [*super().strata, *(["crosses 1"] if crossing else []), *(["noisy y"] if self.noise else [])]


def _trace(matrix: fmpq_mat) -> fmpq:
    return sum((matrix[i, i] for i in range(matrix.nrows())), fmpq(0))


@lru_cache(maxsize=512)
def _watched(text: str) -> WatchedDescent:
    return WatchedDescent(json.loads(text))


@dataclass(frozen=True)
class WatchedDescents:
    """Trained networks with y of several noises; `etas` and the numbers of steps as for trained networks."""

    networks: BalancedNetworks = BalancedNetworks(
        heads=("wide", "close", "uniform"), tails=("any", "zero", "small"), largest=2
    )
    etas: tuple[str, ...] = ("1/2", "9/10", "1/10", "99/100", "1", "3/2")
    exact_steps: tuple[int, ...] = (1, 2, 3)
    real_steps: tuple[int, ...] = (5, 20)
    noises: tuple[str, ...] = ("0", "0", "1")
    reads_covariance: bool = True

    def build(self, recipe: Mapping[str, Any]) -> WatchedDescent:
        """The trained network of a recipe. Raises BadInput."""
        return _watched(json.dumps(dict(recipe), sort_keys=True))

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices."""
        trained = TrainedNetworks(self.networks, self.etas, self.exact_steps, self.real_steps).recipes(choices)

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            made: dict[str, Any] = draw(trained)
            noise = draw(st.sampled_from(self.noises))
            return made if noise == "0" else {**made, "noise": noise}

        return recipe()
