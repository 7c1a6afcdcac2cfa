"""Balanced networks at the minimum that training tends to (every lambda_i = 1, tail 0), and targets against their data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from flint import fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.errors import BadInput
from verify.nets.domains import BalancedNetworks, Choices
from verify.nets.matrices import RATIONALS, columns_of, diagonal
from verify.nets.networks import realisable
from verify.nets.orthogonal import cayley
from verify.nets.recipes import BalancedNetwork, balanced


@dataclass(frozen=True)
class NetworksAtTheMinimum:
    """Balanced networks with every singular value 1 or 0. One in `share` is put there, the others stay as drawn."""

    networks: BalancedNetworks = BalancedNetworks(heads=("uniform",))
    share: int = 1
    reads_covariance: bool = True

    def build(self, recipe: Mapping[str, Any]) -> BalancedNetwork:
        """The network of a recipe. Raises BadInput."""
        return balanced(recipe)

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices."""

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            made: dict[str, Any] = draw(self.networks.recipes(choices))
            if draw(st.integers(1, self.share)) == self.share:
                made["head"] = ["1"] * made["r"]
                made.pop("tail", None)
                made.pop("slack", None)
            return made

        return recipe()


class Target:
    """Sigma_xx = I_k padded (k = rank_xx) and Sigma_yx = U I_r V^T with U, V from the SVD of any matrix A.

    Unlike in a balanced network, V need not fit the data: `facts["outside"]` is the rank of what v_1, …, v_r have outside
    the range of Sigma_xx. U and V are Cayley turns of R^{d_L} and R^{d_0}. Raises BadInput for an unusable recipe.
    """

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self.recipe = dict(recipe)
        try:
            self.widths, self.r, self.rank_xx = list(recipe["widths"]), int(recipe["r"]), int(recipe["rank_xx"])
            d_0, d_L = self.widths[0], self.widths[-1]
            if not 0 <= self.r <= min(d_0, d_L) or not 0 <= self.rank_xx <= d_0:
                raise ValueError("r and rank_xx do not fit the widths")
            self.U = columns_of(RATIONALS, cayley(d_L, recipe.get("U", [])), 0, self.r)
            self.V = columns_of(RATIONALS, cayley(d_0, recipe.get("V", [])), 0, self.r)
        except (KeyError, ValueError, TypeError, IndexError, ZeroDivisionError) as error:
            raise BadInput(f"recipe: {error!r} in {dict(recipe)}") from None
        self.sigma_xx = diagonal(RATIONALS, [1] * self.rank_xx, d_0, d_0)
        self.sigma_yx = self.U * self.V.transpose()

    @property
    def realisable(self) -> bool:
        """Whether some distribution of (x, y) has these moments."""
        return realisable(self.sigma_xx, self.sigma_yx)

    @property
    def excess(self) -> int:
        """How many directions the rows of Sigma_yx have beyond the range of Sigma_xx: 0 exactly when realisable."""
        stacked = fmpq_mat(
            self.sigma_xx.nrows() + self.sigma_yx.nrows(),
            self.sigma_xx.ncols(),
            self.sigma_xx.entries() + self.sigma_yx.entries(),
        )
        return int(stacked.rank()) - int(self.sigma_xx.rank())

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Sizes, and `outside`, from the rows of V alone."""
        d_0, d_L = self.widths[0], self.widths[-1]
        rest = fmpq_mat(d_0 - self.rank_xx, self.r, [x for row in self.V.tolist()[self.rank_xx :] for x in row])
        return {
            "L": len(self.widths) - 1, "d_0": d_0, "d_L": d_L, "d_star": min(d_0, d_L), "r": self.r,
            "rank_xx": self.rank_xx, "outside": int(rest.rank()), "tail": fmpq(0),
        }  # fmt: skip

    @property
    def setup(self) -> tuple[str, ...]:
        """Lines of a stand-alone script that build both moments."""
        rows = [[[str(x) for x in row] for row in m.tolist()] for m in (self.sigma_xx, self.sigma_yx)]
        return (f"# {self.recipe}", f"Sxx, Syx = matrix({rows[0]!r}), matrix({rows[1]!r})")

    @property
    def strata(self) -> list[str]:
        """The special cases this target belongs to."""
        f = self.facts
        sign = "<" if f["d_0"] < f["d_L"] else "=" if f["d_0"] == f["d_L"] else ">"
        return [f"d_0 {sign} d_L", "r = d*" if self.r == f["d_star"] else "r < d*", f"outside = {f['outside']}", "exact"]


@lru_cache(maxsize=512)
def _target(text: str) -> Target:
    return Target(json.loads(text))


@dataclass(frozen=True)
class Targets:
    """Targets aligned with the singular vectors of any A, for all relations of d_0, d_L and r."""

    reads_covariance: bool = True

    def build(self, recipe: Mapping[str, Any]) -> Target:
        """The target of a recipe. Raises BadInput."""
        return _target(json.dumps(dict(recipe), sort_keys=True))

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices."""

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            d_0, d_L = draw(st.integers(1, 4)), draw(st.integers(1, 4))
            r = draw(st.integers(1, min(d_0, d_L)))
            made: dict[str, Any] = {"L": 2, "widths": [d_0, min(d_0, d_L), d_L], "r": r}
            for key, size in (("V", d_0), ("U", d_L)):
                number = st.sampled_from(["0", "1/2", "1", "-1/3", "2"])
                turns = draw(st.lists(number, max_size=min(4, size * (size - 1) // 2)))
                if any(turn != "0" for turn in turns):
                    made[key] = turns
            return made

        return recipe()
