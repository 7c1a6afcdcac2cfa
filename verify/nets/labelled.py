"""Networks with a data matrix X (d_0 x n) and labels Y (d_L x n): balanced or not, whitened or raw, fitted or not, one-hot.

Recipe over Q: sizes { L = 2, widths = [2, 1, 1] }, one kind of weights, one kind of inputs, one kind of labels.

weights   values = ["1"]                     balanced: W_l = B_l diag(values) B_{l-1}^T, turns[l] the Cayley turns of B_l
          factors = [["1"], ["2"]]           the singular values of each layer; turns: right and left basis of each layer
          weights = [["1", "0"], ["1"]]      entries row by row
inputs    samples = 3, scale = "1"           X = scale (first d_0 rows of an orthogonal matrix with `data_turns`)
          x = [["1", "2"]]                   the columns of X
labels    (none)                             Y = W_L … W_1 X
          noise = ["1"]                      that plus noise on directions orthogonal to the rows of X (samples, scale)
          y = [["1"]]                        the columns of Y
          classes = [1, 4]                   one-hot, so many samples of each class; whitened X and balanced weights fit

Missing entries are 0. With `seed`, weights and samples are mpmath reals: balanced = 1 with `rank` or `values`, else normal;
whitened when `scale` is given, else normal; residual = "none", "orthogonal" or "any"; or `classes`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_mat

from verify.errors import BadInput
from verify.nets import differences
from verify.nets.blocks import squared_norm
from verify.nets.general import GeneralNetwork, output
from verify.nets.labelled_parts import parts_of
from verify.nets.matrices import RATIONALS, Matrix, Rationals, Reals, dyadic, rational
from verify.nets.orthogonal import singular_vectors
from verify.spectra.exact import SymmetricMatrix

GUARD = 14  # decimal digits of an mpmath matrix that are not relied on
LARGEST = 400  # parameters of a network that is built from a recipe
KEYS = {
    "L": int, "widths": list, "values": list, "factors": list, "weights": list, "turns": list, "x": list, "samples": int,
    "scale": str, "data_turns": list, "y": list, "noise": list, "classes": list, "seed": int, "digits": int,
    "balanced": int, "rank": int, "residual": str, "eta": str,
}  # fmt: skip


class LabelledNetwork(GeneralNetwork):
    """Weights W_1, …, W_L with X and Y. Exact over Q, or mpmath reals when the recipe has a seed. Raises BadInput."""

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self.recipe = dict(recipe)
        for key, value in recipe.items():
            if key not in KEYS or not isinstance(value, KEYS[key]) or isinstance(value, bool):
                wanted = KEYS[key].__name__ if key in KEYS else f"one of {', '.join(KEYS)}"
                raise BadInput(f"recipe: {key} must be {wanted}")
        if "L" not in recipe or "widths" not in recipe or len(recipe["widths"]) != recipe["L"] + 1 or recipe["L"] < 1:
            raise BadInput("recipe: a network needs L >= 1 and L + 1 widths")
        self.L, self.widths = recipe["L"], tuple(recipe["widths"])
        if any(type(d) is not int or not 1 <= d <= 40 for d in self.widths):
            raise BadInput(f"recipe: widths must be integers from 1 to 40: {recipe['widths']}")
        if sum(a * b for a, b in zip(self.widths, self.widths[1:])) > LARGEST:
            raise BadInput(f"recipe: more than {LARGEST} parameters")
        self.arithmetic: Rationals | Reals = Reals(recipe.get("digits", 50)) if "seed" in recipe else RATIONALS
        try:
            self.eta = rational(recipe.get("eta", "1"))
            parts = parts_of(self.recipe, self.widths, self.arithmetic)
        except (ValueError, TypeError, ZeroDivisionError, IndexError) as error:
            raise BadInput(f"recipe: {error}") from None
        self.layers, self.xs, self.ys = parts.layers, parts.xs, parts.ys
        self.values, self.pairs = parts.values, parts.pairs
        self.right_vectors, self.left_vectors = parts.right_vectors, parts.left_vectors

    # matrices

    @property
    def X(self) -> Matrix:
        """d_0 x n."""
        return beside(self.arithmetic, self.xs)

    @property
    def Y(self) -> Matrix:
        """d_L x n."""
        return beside(self.arithmetic, self.ys)

    def prefix(self, l: int) -> Matrix:
        """P_l = W_{l-1} … W_1, of shape d_{l-1} x d_0."""
        return self.network.below(l)

    def suffix(self, l: int) -> Matrix:
        """S_l = W_L … W_{l+1}, of shape d_L x d_l."""
        return self.network.above(l)

    def exactly(self, matrix: Matrix, origin: str) -> SymmetricMatrix:
        """The symmetric matrix over Q with the slack that its digits leave; `origin` is its name for stand-alone scripts."""
        exact = matrix if isinstance(matrix, fmpq_mat) else self.exact(matrix)
        if isinstance(self.arithmetic, Rationals):
            return SymmetricMatrix(exact, fmpq(0), origin)
        symmetric = (exact + exact.transpose()) / 2
        size = 1 + max((abs(x) for x in symmetric.entries()), default=fmpq(0))
        return SymmetricMatrix(symmetric, size * symmetric.nrows() / fmpq(10) ** (self.arithmetic.digits - GUARD), origin)

    @cached_property
    def gauss_newton(self) -> SymmetricMatrix:
        """J^T J / n, p x p, from unit differences of the product, weighted by X X^T / n."""
        return self.exactly(differences.outer_product_hessian_of_product(self.network), "outer_product_hessian")

    @cached_property
    def whole_hessian(self) -> SymmetricMatrix:
        """The p x p Hessian of the loss from differences of the gradient."""
        return self.exactly(differences.hessian_of_gradient(self.network), "hessian")

    @cached_property
    def jacobian_of_samples(self) -> Matrix:
        """J, n d_L x p: outputs of sample 1, of sample 2, …; weights layer by layer, row by row; by unit differences."""
        a = self.arithmetic
        columns = [[a.entries(column) for column in self.jacobian(m)] for m in range(self.samples)]
        rows = [[column[u] for column in columns[m]] for m in range(self.samples) for u in range(self.widths[-1])]
        return a.matrix(rows, self.network.p)

    @cached_property
    def tangent_kernel(self) -> SymmetricMatrix:
        """J J^T / n, n d_L square, from the differences of the outputs at each sample."""
        J = self.jacobian_of_samples
        return self.exactly(J * self.arithmetic.transpose(J) / self.samples, "tangent kernel")

    # facts

    @cached_property
    def variance(self) -> Any:
        """sigma_x^2 with X X^T / n = sigma_x^2 I; None when X is not whitened."""
        xx = self.exact(self.network.sigma_xx)
        if isinstance(self.arithmetic, Reals):
            white = "scale" in self.recipe or "classes" in self.recipe
            return rational(self.recipe.get("scale", "1")) ** 2 / self.samples if white else None
        scalar = all(xx[i, j] == (xx[0, 0] if i == j else 0) for i in range(xx.nrows()) for j in range(xx.ncols()))
        return xx[0, 0] if scalar and xx[0, 0] > 0 else None

    @cached_property
    def fits(self) -> bool:
        """Whether the loss is zero, exactly (over mpmath: by construction)."""
        if isinstance(self.arithmetic, Reals):
            return "classes" in self.recipe or self.recipe.get("residual", "none") == "none"
        return bool(self.square(*[output(self.layers, x) - y for x, y in zip(self.xs, self.ys)]) == 0)

    @cached_property
    def solves(self) -> bool:
        """Whether W_L … W_1 solves the least-squares problem: Omega = 0 (over mpmath: by construction)."""
        if isinstance(self.arithmetic, Reals):
            return self.fits or self.recipe.get("residual") == "orthogonal"
        return bool(self.square(self.network.omega()) == 0)

    @cached_property
    def balanced(self) -> bool:
        """Whether W_l W_l^T = W_{l+1}^T W_{l+1} for all l (over mpmath: by construction)."""
        if isinstance(self.arithmetic, Reals):
            return self.values is not None or self.L == 1
        return all(bool(W * W.transpose() == V.transpose() * V) for W, V in pairwise(self.layers))

    def rank(self, matrix: Matrix) -> int:
        """The rank; over mpmath, singular values within the rounding count as zero. Raises ValueError where that is open."""
        exact = self.exact(matrix)
        if isinstance(self.arithmetic, Rationals):
            return int(exact.rank())
        small = exact * exact.transpose() if exact.nrows() <= exact.ncols() else exact.transpose() * exact
        nullity = self.exactly(small, "square").nullity
        if nullity is None:
            raise ValueError("the digits do not tell the rank")
        return int(small.nrows()) - nullity

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Values of the companion paper's symbols. Singular values are 0 beyond those of the recipe."""
        d, made = self.widths, dict(super().facts)
        made.pop("samples")
        made |= {"n": self.samples, "d_min": min(d), "fits": int(self.fits), "solves": int(self.solves)}
        made |= {"balanced": int(self.balanced), "whitened": int(self.variance is not None), "rank_X": self.rank(self.X)}
        if self.variance is not None:
            made["var_x"] = self.variance
        if self.values is not None:
            made["s"] = self._table(self.values, max(d[0], d[-1]))
            made["rank_W"] = sum(x != 0 for x in self.values)
            made["s_max"] = max(made["s"].values())
        elif self.balanced:  # by chance: all layers then have one rank
            made["rank_W"] = self.rank(self.layers[0])
        if self.pairs is not None and self.L == 2:
            made |= {"s_1": self._table(self.pairs[0], d[0]), "s_2": self._table(self.pairs[1], d[2])}
            made |= {f"rank_{k + 1}": sum(x != 0 for x in pair) for k, pair in enumerate(self.pairs)}
        return made

    def _table(self, values: list[Any], size: int) -> dict[int, fmpq]:
        known = [x if isinstance(x, fmpq) else dyadic(x) for x in values]
        return {i + 1: x for i, x in enumerate([*known, *[fmpq(0)] * (size - len(known))])}

    @cached_property
    def label_values(self) -> dict[int, Any]:
        """sigma_i^2(Y), i = 1, …, d_L, largest first: exact where rational, else certified balls; over mpmath as rounded."""
        Y, a = self.Y, self.arithmetic
        if isinstance(a, Reals):
            found = sorted((dyadic(x * x) for x in singular_vectors(a, Y)[1]), reverse=True)
            return {i + 1: x for i, x in enumerate([*found, *[fmpq(0)] * (self.widths[-1] - len(found))])}
        roots: list[Any] = []
        for factor, times in (Y * Y.transpose()).charpoly().factor()[1]:
            rational_root = factor.degree() == 1
            roots += ([-factor[0] / factor[1]] if rational_root else [z.real for z, _ in factor.complex_roots()]) * times
        return {i + 1: x for i, x in enumerate(sorted(roots, key=_size, reverse=True))}

    @property
    def with_labels(self) -> dict[str, Any]:
        """The facts, y_2 (the squared singular values of Y) and, for one-hot labels, alpha (the shares of the classes)."""
        made = {**self.facts, "y_2": self.label_values, "y_max": self.label_values[1]}
        if "classes" in self.recipe:
            counts = sorted(self.recipe["classes"], reverse=True)
            shares = [fmpq(c, self.samples) for c in counts] + [fmpq(0)] * (self.widths[-1] - len(counts))
            made |= {"alpha": {i + 1: x for i, x in enumerate(shares)}, "alpha_max": shares[0]}
        return made

    @property
    def moments(self) -> dict[str, Any]:
        """cross = E y^T f(x), square = E f(x)^T f(x), the means over the samples."""
        pairs = [(self.exact(y), self.exact(output(self.layers, x))) for x, y in zip(self.xs, self.ys)]
        cross = sum(((y.transpose() * f)[0, 0] for y, f in pairs), fmpq(0)) / self.samples
        return {"cross": cross, "square": sum((self.square(f) for _, f in pairs), fmpq(0)) / self.samples}

    @cached_property
    def sizes_of_factors(self) -> dict[str, Any]:
        """The facts and, by l, the squared spectral (top_…) and Frobenius norms (sum_…) of P_l, S_l and P_l X / sqrt(n)."""
        tables: dict[str, dict[int, Any]] = {name: {} for name in ("top_P", "top_S", "top_in", "sum_P", "sum_S", "sum_in")}
        X = self.X
        for l in range(1, self.L + 1):
            P, S = self.prefix(l), self.suffix(l)
            for name, matrix in (("P", P), ("S", S), ("in", P * X)):
                share = self.samples if name == "in" else 1
                tables[f"top_{name}"][l] = squared_norm(self.exact(matrix)) / share
                tables[f"sum_{name}"][l] = self.square(matrix) / share
        return {**self.facts, **tables}

    @cached_property
    def ranks_of_factors(self) -> dict[str, Any]:
        """The facts and, by l, rank_S (0 at l = 0) and rank_PX: the ranks of S_l and of P_l X."""
        rank_S = {0: 0} | {l: self.rank(self.suffix(l)) for l in range(1, self.L + 1)}
        rank_PX = {l: self.rank(self.prefix(l) * self.X) for l in range(1, self.L + 1)}
        return {**self.facts, "rank_S": rank_S, "rank_PX": rank_PX}

    @property
    def strata(self) -> list[str]:
        """The special cases this network belongs to."""
        d = self.widths
        names = [f"L = {self.L}", f"d_0 {'<' if d[0] < d[-1] else '=' if d[0] == d[-1] else '>'} d_L"]
        names += ["balanced" if self.balanced else "not balanced", "whitened" if self.variance is not None else "raw"]
        names += ["loss 0" if self.fits else "Omega = 0, loss > 0" if self.solves else "Omega != 0"]
        names += ["bottleneck"] if min(d) < min(d[0], d[-1]) else []
        names += ["rank-deficient"] if self.values is not None and sum(x != 0 for x in self.values) < min(d) else []
        names += ["one-hot"] if "classes" in self.recipe else []
        return [*names, self.arithmetic.name]


def _size(value: Any) -> float:
    return float(value.p) / float(value.q) if isinstance(value, fmpq) else float(value)


def beside(arithmetic: Rationals | Reals, columns: list[Matrix]) -> Matrix:
    """One matrix from its columns."""
    lists = [arithmetic.entries(column) for column in columns]
    return arithmetic.matrix([list(row) for row in zip(*lists)], len(lists))


@lru_cache(maxsize=512)
def _built(text: str) -> LabelledNetwork:
    return LabelledNetwork(json.loads(text))


def labelled(recipe: Mapping[str, Any]) -> LabelledNetwork:
    """The network of a recipe; the same object for the same recipe. Raises BadInput."""
    try:
        return _built(json.dumps(dict(recipe), sort_keys=True))
    except (TypeError, RecursionError) as error:
        raise BadInput(f"recipe: holds something that is neither a number, a text nor a list ({error})") from None
