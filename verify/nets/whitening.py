"""Orthogonalising a data matrix by its QR decomposition, and sampling balanced layers basis by basis.

The QR decomposition is Gram and Schmidt's without normalisation: over Q the columns of Q are orthogonal, of known length,
so that X X^T is exact although sqrt(n) sigma_x Q is not. A dependent column gives a zero column.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.errors import BadInput
from verify.nets.domains import TURNS, VALUES, Choices
from verify.nets.general import _filled
from verify.nets.matrices import rational
from verify.nets.orthogonal import cayley


def orthogonal_columns(matrix: fmpq_mat) -> tuple[fmpq_mat, list[fmpq]]:
    """Columns of the thin Q of `matrix` before they are normalised, and their squared lengths (0: a dependent column)."""
    rows, kept = matrix.nrows(), min(matrix.nrows(), matrix.ncols())
    columns: list[list[fmpq]] = []
    for j in range(matrix.ncols()):
        column = [matrix[i, j] for i in range(rows)]
        for other in columns:
            length = _dot(other, other)
            share = _dot(column, other) / length if length else fmpq(0)
            column = [x - share * y for x, y in zip(column, other)]
        columns.append(column)
    columns = columns[:kept]
    made = fmpq_mat(rows, kept, [column[i] for i in range(rows) for column in columns])
    return made, [_dot(column, column) for column in columns]


def _dot(x: list[fmpq], y: list[fmpq]) -> fmpq:
    return sum((a * b for a, b in zip(x, y)), fmpq(0))


class RawData:
    """A feature matrix X' (d_0 x n). Recipe: { L = 1, rows = 2, columns = 3, entries = ["1"] }, missing entries 0."""

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self.recipe = dict(recipe)
        try:
            self.rows, self.columns = recipe["rows"], recipe["columns"]
            if not (1 <= self.rows <= 12 and 1 <= self.columns <= 40):
                raise ValueError("rows from 1 to 12, columns from 1 to 40")
            self.matrix = _filled(self.rows, self.columns, recipe.get("entries", []))
        except (ValueError, TypeError, KeyError, ZeroDivisionError) as error:
            raise BadInput(f"recipe: {error!r} in {dict(recipe)}") from None

    @cached_property
    def facts(self) -> dict[str, Any]:
        """d_0, n, the rank of X'."""
        return {"d_0": self.rows, "n": self.columns, "rank_X": int(self.matrix.rank()), "L": 1}

    @property
    def strata(self) -> list[str]:
        """The special cases of this matrix."""
        sign = "<" if self.columns < self.rows else "=" if self.columns == self.rows else ">"
        return [f"n {sign} d_0", "full row rank" if self.facts["rank_X"] == self.rows else "rank-deficient"]


@dataclass(frozen=True)
class RawDataSets:
    """Feature matrices with at least as many samples as features, of full and of lower rank."""

    reads_covariance: bool = False

    def build(self, recipe: Mapping[str, Any]) -> RawData:
        """The matrix of a recipe. Raises BadInput."""
        return RawData(recipe)

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes; the user's depths and widths do not matter."""

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            rows = draw(st.integers(1, 4))
            columns = rows + draw(st.integers(0, 3))
            size = draw(st.sampled_from([rows * columns, rows * columns, columns]))
            number = st.sampled_from(["1", "0", "-1", "2", "1/2", "-3"])
            entries = draw(st.lists(number, min_size=size, max_size=size))
            return {"L": 1, "rows": rows, "columns": columns, "entries": entries}

        return recipe()


class SampledBases:
    """Singular values and orthonormal bases for the layers of a network: what a procedure may use.

    Recipe: { L = 2, widths = [1, 1, 1], values = ["1"], turns = [["1"], …] }: basis number 0 is drawn first, basis number l
    in turn l; each is square and orthogonal, of size widths[l], from Cayley turns. Values beyond min(widths) are refused.
    """

    def __init__(self, recipe: Mapping[str, Any]) -> None:
        self.recipe = dict(recipe)
        try:
            self.L, self.widths = int(recipe["L"]), tuple(int(d) for d in recipe["widths"])
            if self.L < 1 or len(self.widths) != self.L + 1 or not all(1 <= d <= 12 for d in self.widths):
                raise ValueError("L + 1 widths from 1 to 12")
            self.values = [rational(x) for x in recipe["values"]]
            if len(self.values) > min(self.widths):
                raise ValueError(f"at most min(widths) = {min(self.widths)} values")
            turns = list(recipe.get("turns", []))
            self.bases = [cayley(d, turns[l] if l < len(turns) else []) for l, d in enumerate(self.widths)]
        except (ValueError, TypeError, KeyError, ZeroDivisionError) as error:
            raise BadInput(f"recipe: {error!r} in {json.dumps(dict(recipe), default=str)}") from None

    def layer(self, left: int, right: int) -> fmpq_mat | None:
        """U S V^T from two bases by number; None when one of them was never drawn."""
        if not (0 <= left < len(self.bases) and 0 <= right < len(self.bases)):
            return None
        U, V, k = self.bases[left], self.bases[right], len(self.values)
        core = fmpq_mat(U.nrows(), V.nrows())
        for i in range(k):
            core[i, i] = self.values[i]
        return U * core * V.transpose()

    @property
    def facts(self) -> dict[str, Any]:
        """Sizes, and the number of singular values."""
        return {"L": self.L, "d": dict(enumerate(self.widths)), "d_min": min(self.widths), "k": len(self.values)}

    @property
    def strata(self) -> list[str]:
        """The special cases of this draw."""
        return [f"L = {self.L}", "one width" if len(set(self.widths)) == 1 else "several widths"]


@dataclass(frozen=True)
class SampledBasesDomain:
    """Draws of singular values and bases."""

    reads_covariance: bool = False

    def build(self, recipe: Mapping[str, Any]) -> SampledBases:
        """The draw of a recipe. Raises BadInput."""
        return SampledBases(recipe)

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Recipes within the user's choices."""

        @st.composite
        def recipe(draw: st.DrawFn) -> dict[str, Any]:
            L = draw(st.sampled_from([L for L in sorted(choices.depths) if L <= 6] or [min(choices.depths)]))
            one = draw(st.integers(1, 3))
            widths = draw(st.sampled_from([[one] * (L + 1), [draw(st.integers(1, 3)) for _ in range(L + 1)]]))
            values = [draw(st.sampled_from(VALUES)) for _ in range(min(widths))]
            turns = [draw(st.lists(st.sampled_from(TURNS), max_size=3)) for _ in widths]
            return {"L": L, "widths": widths, "values": values, "turns": turns}

        return recipe()
