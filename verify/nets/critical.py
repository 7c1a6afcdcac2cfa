"""Deep linear networks at critical points of the loss: free singular values in every layer, any covariance, any widths.

W^1 = D_1 V^T, W^l = D_l, W^L = U D_L, each D_l diagonal with k = len(values) entries and padded with zeros, so that the
singular vectors of neighbouring layers meet. Sigma_xx = T diag(sigmas) T^T. The target is y = Phi x, Phi the product of the
layers plus `missing` further directions u_i v_i^T that no layer sees. Without missing directions the loss is zero; with them
its gradient still vanishes (L >= 2, Sigma_xx a multiple of I). Recipe:

    { L = 2, widths = [2, 1, 1], values = [["2"], ["1/2"]] }

Optional: sigmas (missing ones are 1), missing, the Cayley turns U, V, T ([] is the identity), same = 1 (V = U), aligned = 1
(T = V, so that sigmas[j] is the variance of the input along v_j), and seed with digits (random U, V, T over mpmath reals).
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import pairwise
from math import prod
from typing import Any

from flint import fmpq

from verify.errors import BadInput
from verify.nets import differences
from verify.nets.matrices import RATIONALS, Matrix, Rationals, Reals, diagonal, identity, padded, rational
from verify.nets.networks import Network
from verify.nets.orthogonal import cayley, gaussian, singular_vectors
from verify.spectra.exact import SymmetricMatrix

GUARD = 14  # decimal digits of an mpmath matrix that are not relied on
LARGEST = 400  # parameters of a network that is built from a recipe
KEYS = {
    "L": int, "widths": list, "values": list, "sigmas": list, "missing": int, "U": list, "V": list, "T": list,
    "same": int, "aligned": int, "seed": int, "digits": int,
}  # fmt: skip


class CriticalNetwork:
    """A network of a recipe as above. Exact over Q, or over mpmath reals when the recipe has a seed. Raises BadInput."""

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self.recipe = dict(recipe)
        for key, value in recipe.items():
            if key not in KEYS or not isinstance(value, KEYS[key]) or isinstance(value, bool):
                wanted = KEYS[key].__name__ if key in KEYS else f"one of {', '.join(KEYS)}"
                raise BadInput(f"recipe: {key} must be {wanted}")
        if "L" not in recipe or "widths" not in recipe or len(recipe["widths"]) != recipe["L"] + 1 or recipe["L"] < 1:
            raise BadInput("recipe: a network needs L >= 1 and L + 1 widths")
        self.L, self.widths, self.missing = recipe["L"], tuple(recipe["widths"]), recipe.get("missing", 0)
        if any(type(d) is not int or d < 1 for d in self.widths):
            raise BadInput(f"recipe: widths must be positive integers: {recipe['widths']}")
        if sum(a * b for a, b in pairwise(self.widths)) > LARGEST:
            raise BadInput(f"recipe: more than {LARGEST} parameters")
        if not 30 <= recipe.get("digits", 50) <= 1100:
            raise BadInput(f"recipe: digits = {recipe['digits']} is not between 30 and 1100")
        self.d_0, self.d_L = self.widths[0], self.widths[-1]
        self.arithmetic: Rationals | Reals = Reals(recipe.get("digits", 50)) if "seed" in recipe else RATIONALS
        try:
            self.values = self._values(recipe.get("values", []))
            given = [rational(x) for x in recipe.get("sigmas", [])]
            for key in ("U", "V", "T"):
                _ = [rational(x) for x in recipe.get(key, [])]
        except (ValueError, TypeError) as error:
            raise BadInput(f"recipe: {error}") from None
        self.sigmas = [*given, *[fmpq(1)] * (self.d_0 - len(given))]
        if len(self.sigmas) > self.d_0 or min(self.sigmas) <= 0:
            raise BadInput(f"recipe: sigmas are at most d_0 = {self.d_0} positive numbers")
        if self.missing and (self.L < 2 or len(set(self.sigmas)) > 1):
            raise BadInput("recipe: missing directions need L >= 2 and a covariance that is a multiple of I")
        if self.missing < 0 or self.learned > min(self.widths) or self.r > min(self.d_0, self.d_L):
            raise BadInput("recipe: more directions than the widths have room for")
        if recipe.get("same") and self.d_0 != self.d_L:
            raise BadInput("recipe: same needs d_0 = d_L")

    def _values(self, given: list[Any]) -> list[list[fmpq]]:
        lists = given if given and isinstance(given[0], list) else [given] * self.L
        if len(lists) != self.L or len({len(layer) for layer in lists}) != 1:
            raise ValueError("values are one list for all layers, or L lists of one length")
        made = [[rational(x) for x in layer] for layer in lists]
        if any(x <= 0 for layer in made for x in layer):
            raise ValueError("values must be positive")
        return made

    @property
    def learned(self) -> int:
        """The rank of the product."""
        return len(self.values[0])

    @property
    def r(self) -> int:
        """The rank of the target."""
        return self.learned + int(self.missing)

    @cached_property
    def _bases(self) -> tuple[Matrix, Matrix, Matrix]:
        """U, V, T."""
        a, sizes = self.arithmetic, (self.d_L, self.d_0, self.d_0)
        if isinstance(a, Reals):
            source = random.Random(self.recipe["seed"])
            U, V, T = (singular_vectors(a, gaussian(a, n, n, source))[0] for n in sizes)
        else:
            U, V, T = (cayley(n, self.recipe.get(key, [])) for n, key in zip(sizes, "UVT"))
        V = U if self.recipe.get("same") else V
        return U, V, V if self.recipe.get("aligned") else T

    @cached_property
    def network(self) -> Network:
        """The weights and the data moments."""
        a, d, (U, V, T) = self.arithmetic, self.widths, self._bases
        layers: list[Any] = [
            padded(a, diagonal(a, row, len(row), len(row)), d[l + 1], d[l]) for l, row in enumerate(self.values)
        ]
        layers[0], layers[-1] = layers[0] * a.transpose(V), U * layers[-1] if self.L > 1 else layers[-1]
        if self.L == 1:
            layers[0] = U * layers[0]
        sigma_xx = T * diagonal(a, self.sigmas, self.d_0, self.d_0) * a.transpose(T)
        targets = [*self.products, *[fmpq(1)] * self.missing]
        phi = U * diagonal(a, targets, self.d_L, self.d_0) * a.transpose(V)
        if isinstance(a, Reals):
            sigma_xx = (sigma_xx + a.transpose(sigma_xx)) / 2
        return Network(tuple(layers), sigma_xx, phi * sigma_xx, a)

    @property
    def products(self) -> list[fmpq]:
        """The nonzero singular values of the product W^L … W^1, direction by direction."""
        return [prod(column, start=fmpq(1)) for column in zip(*self.values)]

    def exactly(self, matrix: Matrix, origin: str) -> SymmetricMatrix:
        """The symmetric matrix over Q with the slack that its digits leave; `origin` is its name for stand-alone scripts."""
        if isinstance(self.arithmetic, Rationals):
            return SymmetricMatrix(matrix, fmpq(0), origin)
        exact = self.arithmetic.exact(matrix)
        symmetric = (exact + exact.transpose()) / 2
        size = 1 + max((abs(x) for x in symmetric.entries()), default=fmpq(0))
        return SymmetricMatrix(symmetric, size * symmetric.nrows() / fmpq(10) ** (self.arithmetic.digits - GUARD), origin)

    @cached_property
    def hessian(self) -> SymmetricMatrix:
        """The whole Hessian from differences of the gradient."""
        return self.exactly(differences.hessian_of_gradient(self.network), "hessian")

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Sizes, extremes of the spectra, a[l] the first singular value of layer l; even: multiples of isometries."""
        flat, ends = [x for layer in self.values for x in layer], self.products
        facts: dict[str, Any] = {
            "L": self.L, "d_0": self.d_0, "d_L": self.d_L, "d_star": min(self.d_0, self.d_L), "r": self.r,
            "d": dict(enumerate(self.widths)), "p": sum(a * b for a, b in pairwise(self.widths)),
            "d_hidden": min(self.widths[1:-1] or (self.r,)), "missing": self.missing,
            "xx_min": min(self.sigmas), "xx_max": max(self.sigmas), "eps": max(abs(x - 1) for x in self.sigmas),
            "balanced": int(all(layer == self.values[0] for layer in self.values)),
            "even": int(all(len(set(layer)) <= 1 for layer in self.values)),
            "is_identity": int(self.is_identity),
        }  # fmt: skip
        if flat:
            facts |= {"low": min(flat), "high": max(flat), "s_min": min(ends), "s_max": max(ends)}
            facts["a"] = {l: layer[0] for l, layer in enumerate(self.values, 1)}
        else:  # no direction is learned: what is said of all their values holds
            facts |= {"low": fmpq(1), "high": fmpq(1)}
        return facts

    @property
    def is_identity(self) -> bool:
        """Whether Sigma_yx is the identity: exactly over Q, within rounding over mpmath reals."""
        ones = self.d_0 == self.d_L == self.r and set(self.products) <= {fmpq(1)} and set(self.sigmas) == {fmpq(1)}
        if not ones:
            return False
        made = self.arithmetic.exact(self.network.sigma_yx) - identity(RATIONALS, self.d_0)
        room = fmpq(1, 10 ** (self.arithmetic.digits - GUARD)) if isinstance(self.arithmetic, Reals) else fmpq(0)
        return bool(max(abs(x) for x in made.entries()) <= room)

    @property
    def strata(self) -> list[str]:
        """The special cases this network belongs to."""
        sign = "<" if self.d_0 < self.d_L else "=" if self.d_0 == self.d_L else ">"
        names = [f"L = {self.L}", f"d_0 {sign} d_L", "no bulk" if self.d_0 + self.d_L == 2 * self.r else "a bulk"]
        names.append("balanced" if self.facts["balanced"] else "not balanced")
        names.append("white" if len(set(self.sigmas)) == 1 else "raw")
        names += ["saddle or narrow"] if self.missing else []
        names += ["hidden < d*"] if self.facts["d_hidden"] < self.facts["d_star"] else []
        names += ["Sigma_yx = I"] if self.is_identity else []
        return [*names, self.arithmetic.name]


@lru_cache(maxsize=512)
def _built(text: str) -> CriticalNetwork:
    return CriticalNetwork(json.loads(text))


def critical(recipe: Mapping[str, Any]) -> CriticalNetwork:
    """The network of a recipe; the same object for the same recipe. Raises BadInput."""
    try:
        return _built(json.dumps(dict(recipe), sort_keys=True))
    except (TypeError, RecursionError) as error:
        raise BadInput(f"recipe: holds something that is neither a number, a text nor a list ({error})") from None
