"""Recipes: networks as plain data that a person can print, paste into a revision file, and build again.

    { L = 2, widths = [2, 1, 1], r = 1, rank_xx = 1, head = ["1"] }

Optional keys: tail (the singular values after the first r; missing ones are 0), U and V (Cayley turns of the rational
singular vectors, [] is the identity), slack (added to delta_t), seed and digits (the paper's own initialisation over
mpmath reals: a random A, its SVD, L-th roots).
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from flint import fmpq, fmpq_mat

from verify.errors import BadInput
from verify.nets import differences, kronecker
from verify.nets.matrices import (
    RATIONALS,
    Matrix,
    Rationals,
    Reals,
    columns_of,
    diagonal,
    dyadic,
    padded,
    rational,
)
from verify.nets.networks import Network
from verify.nets.orthogonal import block_diagonal, cayley, gaussian, singular_vectors
from verify.spectra.exact import SymmetricMatrix

LARGEST = 4000  # parameters of a network that is built from a recipe
GUARD = 12  # decimal digits of an mpmath result that are not relied on
KEYS = {
    "L": int,
    "widths": list,
    "r": int,
    "rank_xx": int,
    "head": list,
    "tail": list,
    "U": list,
    "V": list,
    "slack": str,
    "seed": int,
    "digits": int,
}


class BalancedNetwork:
    """Initialization 2.1 with the target aligned as in Assumption 3.2, built from a recipe.

    Exact over Q, or over mpmath reals when the recipe has a seed. Sigma_xx is I_k padded to d_0 x d_0 with k = rank_xx,
    Sigma_yx = U I_r V^T. V is chosen so that its first k columns lie in the range of Sigma_xx. Raises BadInput for a
    recipe that makes no network.
    """

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self.recipe = dict(recipe)
        for key, value in recipe.items():
            if key not in KEYS:
                raise BadInput(f"recipe: unknown key {key!r}; known are: {', '.join(KEYS)}")
            if not isinstance(value, KEYS[key]) or isinstance(value, bool):
                raise BadInput(f"recipe: {key} must be {KEYS[key].__name__}, not {type(value).__name__}")
        for key in ("L", "widths", "r", "rank_xx"):
            if key not in recipe:
                raise BadInput(f"recipe: {key} is missing")
        if not all(type(d) is int and d >= 1 for d in recipe["widths"]) or len(recipe["widths"]) < 2:
            raise BadInput(f"recipe: widths must be at least two positive integers: {recipe['widths']}")
        self.L, self.r, self.rank_xx = recipe["L"], recipe["r"], recipe["rank_xx"]
        self.widths = tuple(recipe["widths"])
        self.d_0, self.d_L = self.widths[0], self.widths[-1]
        self.d_star = min(self.d_0, self.d_L)
        self._check_sizes()
        if not 30 <= recipe.get("digits", 50) <= 1100:
            raise BadInput(f"recipe: digits = {recipe['digits']} is not between 30 and 1100")
        if self._number(recipe.get("slack", "0")) < 0:
            raise BadInput("recipe: slack must not be negative")
        for turn in (*recipe.get("U", []), *recipe.get("V", [])):
            self._number(turn)
        self.arithmetic: Rationals | Reals = Reals(recipe.get("digits", 50)) if "seed" in recipe else RATIONALS
        self.sampled = "seed" in recipe and "head" not in recipe
        if not self.sampled:
            self.given_values = [self._number(x) for x in (*recipe.get("head", []), *recipe.get("tail", []))]
            if len(recipe.get("head", [])) != self.r:
                raise BadInput(f"recipe: head needs r = {self.r} singular values, not {len(recipe.get('head', []))}")
            if any(x < 0 for x in self.given_values):
                raise BadInput("recipe: the values of head and of tail must not be negative")
            if len(self.given_values) > self.d_star:
                raise BadInput(f"recipe: head and tail have more than d* = {self.d_star} values")

    def _check_sizes(self) -> None:
        if self.L < 1 or len(self.widths) != self.L + 1:
            raise BadInput(f"recipe: {len(self.widths)} widths do not fit L = {self.L}; L + 1 are needed")
        if sum(a * b for a, b in zip(self.widths, self.widths[1:])) > LARGEST:
            raise BadInput(f"recipe: more than {LARGEST} parameters")
        if any(d < self.d_star for d in self.widths):
            raise BadInput(f"recipe: Initialization 2.1 needs hidden widths of at least d* = {self.d_star}")
        if not 0 <= self.r <= self.d_star:
            raise BadInput(f"recipe: r = {self.r} is not between 0 and d* = {self.d_star}")
        if not self.r <= self.rank_xx <= self.d_0:
            raise BadInput(f"recipe: rank_xx = {self.rank_xx} is not between r = {self.r} and d_0 = {self.d_0}")

    def _number(self, value: Any) -> fmpq:
        try:
            return rational(value)
        except (ValueError, TypeError, ZeroDivisionError) as error:
            raise BadInput(f"recipe: {error}") from None

    @cached_property
    def values(self) -> list[fmpq]:
        """lambda_1, …, lambda_{d*}, exactly: as given, or the L-th roots of the sampled singular values as rounded."""
        if isinstance(self.arithmetic, Reals):
            return [dyadic(x) for x in self._parts[1]]
        return self.given_values + [fmpq(0)] * (self.d_star - len(self.given_values))

    @cached_property
    def _parts(self) -> tuple[Matrix, list[Any], Matrix]:
        """U (d_L x d*), the layer singular values, V (d_0 x d*)."""
        a = self.arithmetic
        if isinstance(a, Reals):
            return self._sampled_parts(a)
        U = cayley(self.d_L, self.recipe.get("U", []))
        turns = self.recipe.get("V", [])
        pairs = self.rank_xx * (self.rank_xx - 1) // 2
        inside, outside = cayley(self.rank_xx, turns[:pairs]), cayley(self.d_0 - self.rank_xx, turns[pairs:])
        V = block_diagonal(inside, outside)
        return columns_of(a, U, 0, self.d_star), self.values, columns_of(a, V, 0, self.d_star)

    def _sampled_parts(self, a: Reals) -> tuple[Matrix, list[Any], Matrix]:
        """Sample A, take its SVD, take L-th roots; a zero tail is exactly zero, because roots would blow up its rounding."""
        source = random.Random(self.recipe["seed"])
        inner = min(self.d_L, self.rank_xx)
        U, S, VT = singular_vectors(a, gaussian(a, self.d_L, self.rank_xx, source))
        V = padded(a, a.transpose(VT), self.d_0, inner)
        if inner < self.d_star:  # Sigma_xx has fewer directions than A: complete both bases outside its range
            U, V = _completed(a, U, self.d_star, source), _beyond(a, V, self.rank_xx, self.d_star, source)
        if self.sampled:
            kept = [*S[: self.r], *([a.number(0)] * (self.d_star - self.r))]
            products = kept
        else:
            zeros = [fmpq(0)] * (self.d_star - len(self.given_values))
            products = [a.number(x) ** self.L for x in self.given_values + zeros]
        roots = [a.context.root(s, self.L) if s != 0 else a.number(0) for s in products]
        return U, roots, V

    @cached_property
    def network(self) -> Network:
        """The weights and the data moments."""
        a, (U, values, V) = self.arithmetic, self._parts
        core = diagonal(a, values, self.d_star, self.d_star)
        d = self.widths
        if self.L == 1:
            layers = [U * core * a.transpose(V)]
        else:
            first, last = core * a.transpose(V), U * core
            middle = [padded(a, core, d[l], d[l - 1]) for l in range(2, self.L)]
            layers = [padded(a, first, d[1], d[0]), *middle, padded(a, last, d[-1], d[-2])]
        sigma_xx = diagonal(a, [1] * self.rank_xx, self.d_0, self.d_0)
        ones = [fmpq(1)] * self.r + [fmpq(0)] * (self.d_star - self.r)
        return Network(tuple(layers), sigma_xx, self.spectral_product(ones), a)

    @property
    def U(self) -> Matrix:
        """Left singular vectors, d_L x d*."""
        return self._parts[0]

    @property
    def V(self) -> Matrix:
        """Right singular vectors, d_0 x d*."""
        return self._parts[2]

    def spectral_product(self, values: list[fmpq]) -> Matrix:
        """U diag(values) V^T, d_L x d_0."""
        a, (U, _, V) = self.arithmetic, self._parts
        return U * diagonal(a, values, self.d_star, self.d_star) * a.transpose(V)

    @property
    def head(self) -> list[fmpq]:
        """lambda_1, …, lambda_r."""
        return self.values[: self.r]

    @property
    def tail(self) -> list[fmpq]:
        """lambda_{r+1}, …, lambda_{d*}."""
        return self.values[self.r :]

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Values of the paper's symbols at this network, exactly."""
        head, hidden = self.head, self.widths[1:-1] or (self.d_star,)
        facts: dict[str, Any] = {
            "L": self.L,
            "d_0": self.d_0,
            "d_L": self.d_L,
            "d_star": self.d_star,
            "d_hidden": min(hidden),
            "r": self.r,
            "rank_xx": self.rank_xx,
            "rank_W": sum(x != 0 for x in self.values),
            "p": sum(a * b for a, b in zip(self.widths, self.widths[1:])),
            "tail": max((abs(x) for x in self.tail), default=fmpq(0)),
            "lambdas": {i + 1: x for i, x in enumerate(self.values)},
            "d": dict(enumerate(self.widths)),
            "tilted": 0,  # by construction V is inside the range of Sigma_xx as far as its rank reaches, else orthogonal
            "misplaced": 0,
            "commutator": 0,
            "unaligned": 0,
        }
        if head:
            low, high = min(head), max(head)
            slack = self._number(self.recipe.get("slack", "0"))
            facts |= {"mu": head[0], "spread": high - low, "m_t": (low + high) / 2, "delta_t": (high - low) / 2 + slack}
        return facts

    @property
    def strata(self) -> list[str]:
        """The degenerate cases this network belongs to, by name."""
        head, hidden = self.head, self.widths[1:-1]
        sign = "<" if self.d_0 < self.d_L else "=" if self.d_0 == self.d_L else ">"
        tied = len(set(head)) < len(head)
        names = [f"L = {self.L}", f"d_0 {sign} d_L", "r = d*" if self.r == self.d_star else "r < d*"]
        names.append("uniform" if len(set(head)) <= 1 else "tied" if tied else "spread")
        names += ["head with 0"] if 0 in head else []
        if len(set(head)) > 1:
            names.append("loose interval" if self._number(self.recipe.get("slack", "0")) else "tight interval")
        if self.r < self.d_star:
            names.append("tail 0" if not any(self.tail) else "tail > 0")
            live = [x for x in self.tail if x]
            odd = {
                "tail 0 beside > 0": live and len(live) < len(self.tail),
                "tail tied": len(set(live)) < len(live),
                "tail above head": live and head and max(live) > max(head),
            }
            names += [name for name, met in odd.items() if met]
        if hidden:
            names.append(
                "hidden = d*" if set(hidden) == {self.d_star} else "hidden uneven" if len(set(hidden)) > 1 else "hidden > d*"
            )
        names.append(self.arithmetic.name)
        return names

    def exactly(self, matrix: Matrix, origin: str) -> SymmetricMatrix:
        """The symmetric matrix over Q with the slack that its digits leave; `origin` is its name for stand-alone scripts."""
        if isinstance(self.arithmetic, Rationals):
            return SymmetricMatrix(matrix, fmpq(0), origin)
        exact: fmpq_mat = self.arithmetic.exact(matrix)
        symmetric = (exact + exact.transpose()) / 2
        size = 1 + max((abs(x) for x in symmetric.entries()), default=fmpq(0))
        slack = size * symmetric.nrows() / fmpq(10) ** (self.arithmetic.digits - GUARD)
        smallest = min((abs(x) for x in self.values if x != 0), default=fmpq(1)) ** max(2, 2 * self.L - 2)
        return SymmetricMatrix(symmetric, slack, origin, smallest)

    @cached_property
    def outer_product_hessian(self) -> SymmetricMatrix:
        """H_o from differences of the product."""
        return self.exactly(differences.outer_product_hessian_of_product(self.network), "outer_product_hessian")

    @cached_property
    def gram(self) -> SymmetricMatrix:
        """J J^T for the Jacobian J of the end-to-end product, from its Kronecker blocks; d_L d_0 square."""
        return self.exactly(kronecker.gram(self.network), "gram")

    @cached_property
    def functional_hessian(self) -> SymmetricMatrix:
        """H_f from differences of the product paired with the frozen residual."""
        return self.exactly(differences.functional_hessian_of_product(self.network), "functional_hessian")

    @cached_property
    def hessian(self) -> SymmetricMatrix:
        """The whole Hessian from differences of the gradient."""
        return self.exactly(differences.hessian_of_gradient(self.network), "hessian")


def over_reals(recipe: Mapping[str, Any], number: int = 1) -> dict[str, Any]:
    """The recipe of the same network with random singular vectors over mpmath reals; `number` tells such networks apart."""
    return {**recipe, "seed": number}


@lru_cache(maxsize=512)
def _built(text: str) -> BalancedNetwork:
    return BalancedNetwork(json.loads(text))


def balanced(recipe: Mapping[str, Any]) -> BalancedNetwork:
    """The network of a recipe; the same object for the same recipe, so that its Hessian is computed once."""
    try:
        return _built(json.dumps(dict(recipe), sort_keys=True))
    except (TypeError, RecursionError) as error:
        raise BadInput(f"recipe: holds something that is neither a number, a text nor a list ({error})") from None


def _completed(a: Reals, basis: Matrix, columns: int, source: random.Random) -> Matrix:
    """Orthonormal columns extended to `columns` of them."""
    rows, have = a.shape(basis)
    extra = gaussian(a, rows, columns - have, source)
    extra = extra - basis * (a.transpose(basis) * extra)
    more, _, _ = singular_vectors(a, extra)
    return a.matrix(
        [[*(basis[i, j] for j in range(have)), *(more[i, j] for j in range(columns - have))] for i in range(rows)]
    )


def _beyond(a: Reals, basis: Matrix, first_row: int, columns: int, source: random.Random) -> Matrix:
    """Orthonormal columns extended by columns that vanish in the first `first_row` rows."""
    rows, have = a.shape(basis)
    more, _, _ = singular_vectors(a, gaussian(a, rows - first_row, columns - have, source))
    made = padded(a, basis, rows, columns)
    for i in range(rows - first_row):
        for j in range(columns - have):
            made[first_row + i, have + j] = more[i, j]
    return made
