"""Orthogonal matrices: rational ones by Cayley's transform, random ones by the singular value decomposition."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from flint import fmpq_mat

from verify.nets.matrices import RATIONALS, Matrix, Reals, identity, rational


def cayley(size: int, turns: Sequence[Any]) -> fmpq_mat:
    """(I - S)(I + S)^{-1}, a rational orthogonal matrix.

    S is skew-symmetric with the upper triangle, row by row, from `turns` (missing ones are 0, so [] gives the identity).
    """
    skew = fmpq_mat(size, size)
    pairs = [(i, j) for i in range(size) for j in range(i + 1, size)]
    for (i, j), turn in zip(pairs, turns):
        skew[i, j] = rational(turn)
        skew[j, i] = -rational(turn)
    one = identity(RATIONALS, size)
    return (one - skew) * (one + skew).inv()


def block_diagonal(first: fmpq_mat, second: fmpq_mat) -> fmpq_mat:
    """Two square matrices down the diagonal."""
    n, m = first.nrows(), second.nrows()
    made = fmpq_mat(n + m, n + m)
    for i in range(n):
        for j in range(n):
            made[i, j] = first[i, j]
    for i in range(m):
        for j in range(m):
            made[n + i, n + j] = second[i, j]
    return made


def gaussian(arithmetic: Reals, rows: int, columns: int, source: random.Random) -> Matrix:
    """A matrix of standard normal numbers (drawn as float64, which are exact mpmath numbers)."""
    return arithmetic.matrix([[source.gauss(0, 1) for _ in range(columns)] for _ in range(rows)], columns)


def singular_vectors(arithmetic: Reals, matrix: Matrix) -> tuple[Matrix, list[Any], Matrix]:
    """U (rows x n), the n = min(rows, columns) singular values, V^T (n x columns), to the context's digits."""
    if matrix.rows >= matrix.cols:
        U, S, VT = arithmetic.context.svd_r(matrix)
        return U, list(S), VT
    V, S, UT = arithmetic.context.svd_r(matrix.T)  # mpmath is slower and larger on wide matrices
    return UT.T, list(S), V.T
