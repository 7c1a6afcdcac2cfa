"""Aligned networks over Q with free input and target spectra: Sigma_xx = V diag(sigma) V^T, Sigma_yx = U diag(s) V^T.

More general than Initialization 2.1 with Assumptions 3.1 and 3.2: any sigma >= 0, any s, singular values of any sign and in
any order, depth 1 included. Recipe:

    { L = 2, widths = [2, 1, 1], values = ["1/2"], sigmas = ["1", "2"], targets = ["1"] }
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from flint import fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.errors import BadInput
from verify.nets import differences
from verify.nets.domains import TURNS, Choices, largest_width
from verify.nets.matrices import RATIONALS, diagonal, padded, rational
from verify.nets.networks import Network
from verify.nets.orthogonal import cayley
from verify.spectra.exact import SymmetricMatrix

KEYS = ("L", "widths", "values", "sigmas", "targets", "U", "V")


class AlignedNetwork:
    """Layers diag(values) padded, turned by U at the top and V^T at the bottom. Raises BadInput for an unusable recipe."""

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self.recipe = dict(recipe)
        unknown = [key for key in recipe if key not in KEYS]
        if unknown:
            raise BadInput(f"recipe: unknown key {unknown[0]!r}; known are: {', '.join(KEYS)}")
        try:
            self.widths = tuple(int(x) for x in recipe["widths"])
            self.L = int(recipe["L"])
            self.values, self.sigmas, self.targets = (
                [rational(x) for x in recipe[key]] for key in ("values", "sigmas", "targets")
            )
            self.d_0, self.d_L = self.widths[0], self.widths[-1]
            self.d_star = min(self.d_0, self.d_L)
            sizes = len(self.widths) - 1, len(self.values), len(self.targets), len(self.sigmas)
            if sizes != (self.L, self.d_star, self.d_star, self.d_0) or min(self.widths) < self.d_star:
                raise ValueError("widths, values, targets and sigmas do not fit each other")
            self.network = self._network()
        except (ValueError, TypeError, KeyError, ZeroDivisionError) as error:
            raise BadInput(f"recipe: {error!r} in {dict(recipe)}") from None

    def _network(self) -> Network:
        a, d = RATIONALS, self.widths
        U, V = cayley(self.d_L, self.recipe.get("U", [])), cayley(self.d_0, self.recipe.get("V", []))
        core = diagonal(a, self.values, self.d_star, self.d_star)
        layers: list[fmpq_mat] = [padded(a, core, d[l], d[l - 1]) for l in range(1, self.L + 1)]
        layers[0], layers[-1] = layers[0] * V.transpose(), U * layers[-1] if self.L > 1 else layers[-1]
        if self.L == 1:
            layers[0] = U * layers[0]
        sigma_xx = V * diagonal(a, self.sigmas, self.d_0, self.d_0) * V.transpose()
        sigma_yx = U * diagonal(a, self.targets, self.d_L, self.d_0) * V.transpose()
        return Network(tuple(layers), sigma_xx, sigma_yx)

    @cached_property
    def hessian(self) -> SymmetricMatrix:
        """The whole Hessian from differences of the gradient."""
        return SymmetricMatrix(differences.hessian_of_gradient(self.network), fmpq(0), "hessian")

    @cached_property
    def functional_hessian(self) -> SymmetricMatrix:
        """H_f from differences of the product paired with the frozen residual."""
        return SymmetricMatrix(differences.functional_hessian_of_product(self.network), fmpq(0), "functional_hessian")

    @property
    def facts(self) -> dict[str, Any]:
        """Values of the sizes, and lambda_i, lambda_j, sigma_i, sigma_j for i = 1, j = 2 where there are two directions."""
        pair: dict[str, Any] = {}
        if self.d_star >= 2:
            pair = dict(zip(("lambda_i", "lambda_j", "sigma_i", "sigma_j"), (*self.values[:2], *self.sigmas[:2])))
        return {
            **pair,
            "L": self.L,
            "d_0": self.d_0,
            "d_L": self.d_L,
            "d_star": self.d_star,
            "d": dict(enumerate(self.widths)),
            "d_hidden": min(self.widths[1:-1], default=self.d_star),
            "p": self.network.p,
            "tilted": 0,  # by construction every v_i is an eigenvector of Sigma_xx
            "unaligned": 0,
        }

    @property
    def strata(self) -> list[str]:
        """The special cases this network belongs to."""
        sign = "<" if self.d_0 < self.d_L else "=" if self.d_0 == self.d_L else ">"
        names = [f"L = {self.L}", f"d_0 {sign} d_L", "sigma equal" if len(set(self.sigmas)) == 1 else "sigma differs"]
        names += ["sigma singular"] if 0 in self.sigmas else []
        names += ["lambda tied"] if len(set(self.values)) < len(self.values) else []
        return [*names, *(["lambda zero"] if 0 in self.values else []), *(["lambda < 0"] if min(self.values) < 0 else [])]


@lru_cache(maxsize=256)
def _built(text: str) -> AlignedNetwork:
    return AlignedNetwork(json.loads(text))


@dataclass(frozen=True)
class AlignedNetworks:
    """Aligned networks; `depths` overrides the run's depths (for depth 1)."""

    depths: tuple[int, ...] | None = None
    reads_covariance: bool = False

    def build(self, recipe: Mapping[str, Any]) -> AlignedNetwork:
        """The network of a recipe. Raises BadInput."""
        return _built(json.dumps(dict(recipe), sort_keys=True))

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices."""
        wanted = sorted(self.depths or [L for L in choices.depths if L <= 6] or [min(choices.depths)])

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            L = draw(st.sampled_from(wanted))
            top = min(3, largest_width(L))
            ends = draw(st.integers(1, top)), draw(st.integers(1, top))
            star = min(ends)
            widths = [ends[0], *(star + draw(st.integers(0, 1)) for _ in range(L - 1)), ends[1]]
            if choices.widths is not None and self.depths is None:
                widths = list(choices.widths)
                L, star = len(widths) - 1, min(widths[0], widths[-1])
            value = st.sampled_from(["1", "2", "1/2", "0", "3/2", "-1/2"])
            sigmas = [draw(st.sampled_from(["1", "2", "1/2", "0"])) for _ in range(widths[0])]
            made: dict[str, Any] = {
                "L": L,
                "widths": widths,
                "values": [draw(value) for _ in range(star)],
                "sigmas": sigmas,
                # without variance along v_i there is no covariance along it
                "targets": [draw(value) if sigmas[i] != "0" else "0" for i in range(star)],
            }
            for key, size in (("U", widths[-1]), ("V", widths[0])):
                turns = draw(st.lists(st.sampled_from(TURNS), max_size=min(3, size * (size - 1) // 2)))
                if any(turn != "0" for turn in turns):
                    made[key] = turns
            return made

        return recipe()
