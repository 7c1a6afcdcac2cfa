"""Balanced networks at the minimum that training tends to: lambda_1 = … = lambda_r = 1, every other one 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from verify.nets.domains import BalancedNetworks, Choices
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
