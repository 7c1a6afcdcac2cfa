"""Trained networks whose V may lie tilted across the range of Sigma_xx, and targets that may have no distribution.

Initialization 2.1 takes V from the singular value decomposition of A, whatever Sigma_xx is. That some (x, y) has the
moments Sigma_xx and Sigma_yx = U I_r V^T puts v_1, …, v_r into the range of Sigma_xx, and nothing more: v_{r+1}, …,
v_{d*} may point into the range, out of it, or across. Recipes are those of a trained network with `tilt` besides:
Cayley turns of the basis vectors number r + 1, …, d_0 among themselves (exact networks only; [] is no tilt).
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
from verify.nets.domains import TURNS, Choices
from verify.nets.matrices import Matrix, Rationals, columns_of, diagonal, rational
from verify.nets.networks import realisable
from verify.nets.orthogonal import block_diagonal, cayley
from verify.nets.recipes import BalancedNetwork
from verify.nets.training import TrainedNetwork, TrainedNetworks

_COUNTED = ("tilted", "misplaced", "commutator", "unaligned")  # facts about how V lies to Sigma_xx


class _TiltedInitial(BalancedNetwork):
    """A balanced network whose v_{r+1}, …, v_{d_0} are turned among themselves."""

    def __init__(self, recipe: Mapping[str, Any], tilt: list[Any]) -> None:
        super().__init__(recipe)
        if tilt and not isinstance(self.arithmetic, Rationals):
            raise BadInput("recipe: tilt is for exact networks, without a seed")
        self.tilt = tilt

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Those of a balanced network but for how V lies to Sigma_xx, which `TiltedNetwork` counts."""
        return {name: value for name, value in super().facts.items() if name not in _COUNTED}

    @cached_property
    def _parts(self) -> tuple[Matrix, list[Any], Matrix]:
        a = self.arithmetic
        if not isinstance(a, Rationals):
            return self._sampled_parts(a)
        turns, k = self.recipe.get("V", []), self.rank_xx
        pairs = k * (k - 1) // 2
        straight = block_diagonal(cayley(k, turns[:pairs]), cayley(self.d_0 - k, turns[pairs:]))
        V = straight * block_diagonal(cayley(self.r, []), cayley(self.d_0 - self.r, self.tilt))
        U = cayley(self.d_L, self.recipe.get("U", []))
        return columns_of(a, U, 0, self.d_star), self.values, columns_of(a, V, 0, self.d_star)


class TiltedNetwork(TrainedNetwork):
    """A trained network with its layers, gradients and their cores at every step, over Q (dyadic over mpmath reals)."""

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        plain = {k: v for k, v in recipe.items() if k != "tilt"}
        super().__init__(plain)
        tilt = recipe.get("tilt", [])
        if not isinstance(tilt, list):
            raise BadInput("recipe: tilt must be a list of rationals as text")
        inner = {k: v for k, v in plain.items() if k not in ("eta", "steps")}
        self.recipe, self.initial = dict(recipe), _TiltedInitial(inner, tilt)
        self.arithmetic = self.initial.arithmetic

    @cached_property
    def _gradients(self) -> list[tuple[Matrix, ...]]:
        return [net.gradient() for net in self.trajectory]

    def gradient(self, t: int, l: int) -> Matrix:
        """dL/dW^l at step t."""
        return self._gradients[t][l - 1]

    def layer(self, t: int, l: int) -> Matrix:
        """W^l at step t."""
        return self.trajectory[t].layers[l - 1]

    def projected(self, matrix: Matrix, l: int) -> fmpq_mat:
        """The d* x d* core of a matrix of the shape of W^l, exactly."""
        a, n = self.arithmetic, self.d_star
        if l == self.L:
            matrix = a.transpose(self.initial.U) * matrix
        if l == 1:
            matrix = matrix * self.initial.V
        return a.exact(a.matrix([[matrix[i, j] for j in range(n)] for i in range(n)], n))

    @cached_property
    def _entries(self) -> dict[tuple[int, int], tuple[fmpq, ...]]:
        return {}

    def entries(self, t: int, l: int) -> tuple[fmpq, ...]:
        """The diagonal of the core of W^l at step t."""
        if (t, l) not in self._entries:
            core = self.projected(self.layer(t, l), l)
            self._entries[t, l] = tuple(core[i, i] for i in range(self.d_star))
        return self._entries[t, l]

    def on_frames(self, values: list[fmpq], l: int) -> fmpq_mat:
        """The matrix of the shape of W^l with the core diag(values), exactly."""
        a = self.arithmetic
        return a.exact(self.rebuilt(0, l, diagonal(a, values, self.d_star, self.d_star)))

    def beside(self, t: int, l: int) -> fmpq:
        """The greatest |entry| of W^l at step t off the frames: off (u_i, v_i) diagonal form."""
        rest = self.arithmetic.exact(self.layer(t, l)) - self.on_frames(list(self.entries(t, l)), l)
        return max(abs(x) for x in rest.entries())

    @cached_property
    def slack(self) -> fmpq:
        """Within this, one step is known: `rounding`, magnified by the powers of the entries that the step forms."""
        size = max(abs(x) for t in range(self.steps + 1) for l in range(1, self.L + 1) for x in self.entries(t, l))
        return self.rounding * (1 + size.ceil()) ** (2 * self.L)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Those of a trained network, sigma[i] = v_i^T Sigma_xx v_i, and how V and A^T A lie to Sigma_xx.

        Of the i with lambda_i != 0 at t = 0, `tilted` counts those for which v_i is no eigenvector of Sigma_xx, and
        `misplaced` those for which it is not one with the eigenvalue that it has when V lies inside the support of
        Sigma_xx as far as the rank reaches: 1 for i <= rank_xx, else 0. `commutator` is the rank of Sigma_xx A^T A less its
        transpose, A = W_0^{L:1}: unlike `tilted` it does not depend on which v_i span the directions of equal lambda_i.
        """
        a, V, n = self.arithmetic, self.initial.V, self.d_star
        image, frame = a.exact(self.initial.network.sigma_xx * V), a.exact(V)
        core = a.exact(a.transpose(V) * self.initial.network.sigma_xx * V)

        def off(i: int, value: fmpq) -> bool:
            return any(abs(image[j, i] - value * frame[j, i]) > self.rounding for j in range(self.initial.d_0))

        live = [i for i in range(n) if self.initial.values[i] != 0]
        tilted = sum(off(i, core[i, i]) for i in live)
        misplaced = sum(off(i, fmpq(int(i < self.initial.rank_xx))) for i in live)
        # over mpmath reals V is inside or orthogonal by construction: sigma[i] is 1 or 0 up to rounding
        half = fmpq(1, 2)
        sigma = {i + 1: core[i, i] if self.rounding == 0 else fmpq((core[i, i] + half).floor()) for i in range(n)}
        # some (x, y) has these moments, so v_1, …, v_r lie in the range of Sigma_xx
        lies = {"tilted": tilted, "misplaced": misplaced, "outside": 0, "commutator": self._commutator, "unaligned": tilted}
        return {**super().facts, **lies, "sigma": sigma}

    @property
    def _commutator(self) -> int:
        """The rank of Sigma_xx A^T A - A^T A Sigma_xx; 0 over mpmath reals, where V is inside or orthogonal."""
        if not isinstance(self.arithmetic, Rationals):
            return 0
        start: fmpq_mat = self.initial.network.product()
        moved = self.initial.network.sigma_xx * start.transpose() * start
        rank: int = (moved - moved.transpose()).rank()
        return rank

    @property
    def strata(self) -> list[str]:
        """Those of a trained network, and how V lies to the range of Sigma_xx."""
        lies = "tilted" if self.facts["tilted"] else "misplaced" if self.facts["misplaced"] else "aligned"
        return [*super().strata, f"V {lies}"]


@lru_cache(maxsize=512)
def _tilted(text: str) -> TiltedNetwork:
    return TiltedNetwork(json.loads(text))


@dataclass(frozen=True)
class TiltedNetworks:
    """Trained networks, two fifths of the exact ones with v_{r+1}, …, v_{d_0} turned."""

    trained: TrainedNetworks = TrainedNetworks()
    reads_covariance: bool = True

    def build(self, recipe: Mapping[str, Any]) -> TiltedNetwork:
        """The network of a recipe. Raises BadInput."""
        return _tilted(json.dumps(dict(recipe), sort_keys=True))

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes of trained networks, some with a tilt."""
        return st.tuples(self.trained.recipes(choices), st.sampled_from([[], [], [], ["1/2"], ["1"]])).map(_with_tilt)


def _with_tilt(drawn: tuple[dict[str, Any], list[str]]) -> dict[str, Any]:
    recipe, tilt = drawn
    if "seed" not in recipe:
        return {**recipe, "tilt": tilt} if tilt else recipe
    # over mpmath reals eta is cut so that no entry, of the tail either, runs away and takes the digits with it
    size = max((rational(x) for x in (*recipe.get("head", []), *recipe.get("tail", []))), default=fmpq(1))
    L, eta = recipe["L"], rational(recipe["eta"])
    limit = 2 / max(size, fmpq(1)) ** (2 * L - 2) if "head" in recipe else fmpq(1, 8 * L)
    return {**recipe, "eta": str(min(eta, limit))}


class Target:
    """Sigma_xx ~ I_k and Sigma_yx = U I_r V^T for any orthonormal V: possibly no distribution of (x, y) has them.

    Recipe: L, widths, r, rank_xx and V, the Cayley turns of V (U is the identity, padded). Raises BadInput.
    """

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        plain = {k: v for k, v in recipe.items() if k not in ("V", "U")}
        base = BalancedNetwork({**plain, "head": ["1"] * int(recipe.get("r", 0))})
        a, self.recipe = base.arithmetic, dict(recipe)
        V = columns_of(a, cayley(base.d_0, recipe.get("V", [])), 0, base.d_star)
        self.sigma_xx = diagonal(a, [1] * base.rank_xx, base.d_0, base.d_0)
        rows = columns_of(a, V, 0, base.r).transpose()
        self.sigma_yx = diagonal(a, [1] * base.r, base.d_L, base.r) * rows
        beyond = V.transpose() - V.transpose() * self.sigma_xx
        outside = sum(any(beyond[i, j] != 0 for j in range(base.d_0)) for i in range(base.r))
        self.facts: dict[str, Any] = {**base.facts, "outside": outside}
        self.strata = [*base.strata, "v_1 to v_r inside" if outside == 0 else "v_1 to v_r outside"]

    @property
    def realisable(self) -> bool:
        """Whether some distribution of (x, y) has these moments."""
        return realisable(self.sigma_xx, self.sigma_yx)

    @property
    def setup(self) -> tuple[str, ...]:
        """Lines of a stand-alone script: the moments, as rows of texts."""
        rows = {"Sxx": self.sigma_xx, "Syx": self.sigma_yx}
        return tuple(f"{name} = matrix({[[str(x) for x in row] for row in M.tolist()]})" for name, M in rows.items())


@dataclass(frozen=True)
class Targets:
    """Targets with any rational V."""

    reads_covariance: bool = True

    def build(self, recipe: Mapping[str, Any]) -> Target:
        """The target of a recipe. Raises BadInput."""
        return Target(recipe)

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Targets of small networks."""

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            L = draw(st.sampled_from(sorted(choices.depths)))
            d_L, d_0 = draw(st.integers(1, 3)), draw(st.integers(1, 4))
            small = min(d_0, d_L)
            made = {"L": L, "widths": [d_0, *[small] * (L - 1), d_L], "r": draw(st.integers(1, small))}
            return {**made, "V": draw(st.lists(st.sampled_from(TURNS), max_size=3))}

        return recipe()
