"""Orthogonal bases that extend given columns, over Q: the further columns are orthogonal but not normalised."""

from __future__ import annotations

from flint import fmpq, fmpq_mat


def extended(columns: fmpq_mat, *supports: range) -> fmpq_mat:
    """The columns, then orthogonal ones made from unit vectors e_k, k in each support in turn, until the support is spanned.

    Each given column must lie inside or outside each support. Among the unit vectors the one furthest from the span is
    taken next, so rounded columns (dyadic rationals) do no harm.
    """
    size = columns.nrows()
    kept = [[columns[i, j] for i in range(size)] for j in range(columns.ncols())]
    for support in supports:
        inside = sum(1 for column in kept if 2 * sum(column[k] ** 2 for k in support) > _dot(column, column))
        for _ in range(len(support) - inside):
            kept.append(max((_residual(k, kept, size) for k in support), key=lambda x: float(_dot(x, x))))
    return fmpq_mat(size, len(kept), [column[i] for i in range(size) for column in kept])


def _residual(k: int, kept: list[list[fmpq]], size: int) -> list[fmpq]:
    """e_k minus its projection on the kept columns."""
    found = [fmpq(int(i == k)) for i in range(size)]
    for column in kept:
        share = column[k] / _dot(column, column)
        found = [x - share * y for x, y in zip(found, column)]
    return found


def _dot(x: list[fmpq], y: list[fmpq]) -> fmpq:
    return sum((a * b for a, b in zip(x, y)), fmpq(0))
