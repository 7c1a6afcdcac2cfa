"""Networks at which training has ended: at the minimum, or where a tail value returns to itself for ever.

A tail value tau that Sigma_xx sees goes to tau (1 - eta tau^(2L-2)). At eta tau^(2L-2) = 2 that is -tau, and tau again
after two steps: with the head at 1 the whole network then returns, so what holds of its limit must hold here. Where
Sigma_xx does not see the tail, it stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flint import fmpq
from hypothesis import strategies as st

from verify.nets.domains import Choices
from verify.nets.matrices import rational
from verify.nets.snapshots import Snapshot, Snapshots

PERIOD = 2  # steps after which an alternating tail is back


@dataclass(frozen=True)
class Settled:
    """Snapshots with the head at 1: most at the minimum (zero tail), some with a tail that returns or stays for ever.

    `noise` are the parts of E|y|^2 that no function of x explains, as for snapshots. Exact networks only.
    """

    noise: tuple[str, ...] = ("1", "0", "1/2")
    reads_covariance: bool = True

    def build(self, recipe: Mapping[str, Any]) -> Snapshot:
        """The snapshot of a recipe. Raises BadInput."""
        return self._resting.build(recipe)

    @property
    def _resting(self) -> Snapshots:
        return Snapshots(heads=("one",), exact_steps=(0,), noise=self.noise, reals=False)

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices, rank_xx left to the reading."""
        return st.tuples(self._resting.recipes(choices), st.sampled_from([False, False, True])).map(_perhaps_with_tail)


def _perhaps_with_tail(drawn: tuple[dict[str, Any], bool]) -> dict[str, Any]:
    made, tail = drawn
    spare = min(made["widths"][0], made["widths"][-1]) - made["r"]
    if not tail or spare == 0:
        return made
    L = made["L"]
    value = "3" if L == 2 else "2"  # the least whole number for which eta stays below 1/L
    eta = fmpq(2) / rational(value) ** (2 * L - 2)
    return {**made, "tail": [value], "eta": str(eta), "steps": PERIOD}
