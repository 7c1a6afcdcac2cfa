"""A few instances picked on purpose: the degenerate and the tight cases that random draws meet too rarely."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from verify.nets.domains import Choices, Domain

LEAST = 3  # fewer instances support nothing
DEPTHS = (2, 3, 4)  # deep networks add cost here, and nothing that shallow ones do not show


@dataclass(frozen=True, eq=False)
class Chosen:
    """Instances of a domain that a function of the depth lists, the simplest first.

    Where the user's widths, rank or depths leave too few of them, the domain's own draws take their place.
    """

    domain: Domain
    listed: Callable[[int], list[dict[str, Any]]]

    @property
    def reads_covariance(self) -> bool:
        """Whether recipes take rank_xx from a reading."""
        return self.domain.reads_covariance

    def build(self, recipe: Mapping[str, Any]) -> Any:
        """The instance of a recipe. Raises BadInput."""
        return self.domain.build(recipe)

    def listing(self, choices: Choices) -> list[dict[str, Any]]:
        """The listed recipes within the user's choices, all of which are to be checked; none where too few fit."""
        depths = [L for L in DEPTHS if L in choices.depths] or [min(choices.depths)]
        fitting = [recipe for L in depths for recipe in self.listed(L) if _fits(recipe, choices)]
        return fitting if len(fitting) >= LEAST else []

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """The listed recipes within the user's choices, one of them at a time."""
        fitting = self.listing(choices)
        return st.sampled_from(fitting) if fitting else self.domain.recipes(choices)


def _fits(recipe: Mapping[str, Any], choices: Choices) -> bool:
    widths = choices.widths is None or tuple(recipe.get("widths", ())) == choices.widths
    return widths and choices.rank in (None, recipe.get("r"))
