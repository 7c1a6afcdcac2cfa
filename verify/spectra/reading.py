"""Reading exact symmetric matrices: what the functions of this package accept, as lists of nonzero entries.

A block holds the nonzero entries of the upper triangle, either as exact rationals or as a float64 array, which is taken as
the exact dyadic matrix that it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from itertools import combinations_with_replacement, compress
from numbers import Rational
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat, fmpz, fmpz_mat
from numpy.typing import NDArray

from verify.spectra.bounds import Array
from verify.spectra.exact import SymmetricMatrix
from verify.spectra.fixed import Fixed, from_floats, from_integers

Places = Sequence[int] | NDArray[np.intp]


class Block:
    """A symmetric matrix of `size` rows by its nonzero entries (rows[k], columns[k], values[k]) with rows[k] <= columns[k].

    values: a list of fmpq, or a float64 array.
    """

    def __init__(self, size: int, rows: Places, columns: Places, values: list[fmpq] | Array) -> None:
        self.size, self.rows, self.columns, self.values = size, rows, columns, values

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for equal blocks only."""
        values = tuple(self.values.tolist() if isinstance(self.values, np.ndarray) else self.values)
        return self.size, tuple(self.rows), tuple(self.columns), values

    @cached_property
    def exponent(self) -> int:
        """Some e with every |entry| < 2^e and the largest at least 2^(e - 2); 0 for the zero matrix."""
        if isinstance(self.values, np.ndarray):
            return int(np.frexp(np.abs(self.values).max())[1]) if self.values.size else 0
        if not self.values:
            return 0
        largest = max(max(self.values), -min(self.values))
        return int(largest.p.bit_length() - largest.q.bit_length() + 1)

    def dense(self, entries: Array) -> Array:
        """The full float64 matrix with the given values in place of the nonzero entries."""
        matrix = np.zeros((self.size, self.size))
        matrix[self.rows, self.columns] = entries
        matrix[self.columns, self.rows] = entries
        return matrix

    def floats(self) -> Array:
        """The matrix times 2^-exponent in float64.

        Each entry has relative error u (integer division is correctly rounded, scaling by powers of two is exact), or
        absolute error 2^-1074 where it is too small for that.
        """
        if isinstance(self.values, np.ndarray):
            half = -self.exponent // 2  # two steps, because 2^-exponent itself may overflow
            return self.dense(self.values * 2.0**half * 2.0 ** (-self.exponent - half))
        up, down = max(-self.exponent, 0), max(self.exponent, 0)
        divided = [(int(x.p) << up) / (int(x.q) << down) for x in self.values]
        return self.dense(np.array(divided, dtype=np.float64))

    def fixed(self, bits: int) -> Fixed:
        """The matrix in units of 2^(exponent - bits), every entry changed by at most one unit."""
        if isinstance(self.values, np.ndarray):
            return from_floats(self.floats(), 0, -bits).rescaled(0)
        shift = bits - self.exponent
        up, down = fmpz(2) ** max(shift, 0), fmpz(2) ** max(-shift, 0)
        units = [int(up * x.p // (x.q if shift >= 0 else down * x.q)) for x in self.values]
        planes = from_integers(units, (1, len(units)), 0).digits
        full = np.zeros((len(planes), self.size, self.size))
        full[:, self.rows, self.columns] = planes[:, 0]
        full[:, self.columns, self.rows] = planes[:, 0]
        return Fixed(full, 0)

    def exact(self) -> fmpq_mat:
        """The matrix over Q."""
        matrix = fmpq_mat(self.size, self.size)
        for i, j, x in zip(self.rows, self.columns, self.values):
            matrix[int(i), int(j)] = matrix[int(j), int(i)] = rational(x)
        return matrix


def rational(value: Any) -> fmpq:
    """An fmpq from int, Fraction, fmpq, fmpz or a finite float (as the dyadic number it is). Raises ValueError."""
    if isinstance(value, fmpq):
        return value
    if isinstance(value, int | fmpz):
        return fmpq(value)
    if isinstance(value, float | np.floating):
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a number that a matrix entry or an end of an interval can be")
        return fmpq(*(int(part) for part in float(value).as_integer_ratio()))
    if isinstance(value, Rational):
        return fmpq(int(value.numerator), int(value.denominator))
    raise ValueError(f"{value!r} is not an exact rational number; use int, Fraction, fmpq or float")


def read(H: Any) -> tuple[Block, fmpq]:
    """The matrix as one block, and the slack within which its eigenvalues are known (0 for an exact matrix).

    Accepts a SymmetricMatrix, fmpq_mat, fmpz_mat, a square nested list of rationals, or a numpy array. Raises ValueError for
    a matrix that is not square, not symmetric, or has entries that are no finite exact numbers.
    """
    if isinstance(H, np.ndarray) and H.dtype.kind == "f" and H.dtype.itemsize <= 8:
        return _from_array(H), fmpq(0)
    held = H if isinstance(H, SymmetricMatrix) else SymmetricMatrix(_rationals(H))
    n, entry = held.size, held.matrix.__getitem__
    upper = combinations_with_replacement(range(n), 2)
    # one entry at a time is four times faster than a list of all of them, because zeros are not kept
    places = list(compress(upper, map(entry, combinations_with_replacement(range(n), 2))))
    return Block(n, [i for i, _ in places], [j for _, j in places], [entry(place) for place in places]), held.slack


def _rationals(H: Any) -> fmpq_mat:
    if isinstance(H, fmpq_mat):
        return H
    if isinstance(H, fmpz_mat):
        return fmpq_mat(H)
    if isinstance(H, np.ndarray):
        H = H.tolist()
    if not isinstance(H, Sequence) or not all(isinstance(row, Sequence) for row in H):
        raise ValueError(f"a matrix is an fmpq_mat, a nested list of rationals or a numpy array, not {type(H).__name__}")
    widths = {len(row) for row in H} or {0}
    if widths != {len(H)}:
        raise ValueError(f"a spectrum needs a square matrix, not {len(H)} rows of lengths {sorted(widths)}")
    return fmpq_mat(len(H), len(H), [rational(x) for row in H for x in row])


def _from_array(H: Array) -> Block:
    if H.ndim != 2 or H.shape[0] != H.shape[1]:
        raise ValueError(f"a spectrum needs a square matrix, not an array of shape {H.shape}")
    A = H.astype(np.float64)
    if not np.isfinite(A).all():
        raise ValueError("the matrix has entries that are NaN or infinite")
    if not np.array_equal(A, A.T):
        raise ValueError("the matrix is not symmetric")
    rows, columns = np.nonzero(np.triu(A))
    return Block(len(A), rows, columns, A[rows, columns])


def without_negligible(block: Block, slack: fmpq) -> tuple[Block, fmpq]:
    """The block without entries of size at most slack / size, and what that adds to the slack.

    At most size^2 such entries have a Frobenius norm of at most `slack`, so by Weyl's inequality every eigenvalue moves by
    no more. Rounding noise of a matrix known up to a slack would otherwise hide its zeros. Nothing is dropped for slack 0.
    """
    if slack == 0 or block.size == 0:
        return block, fmpq(0)
    limit = slack / block.size
    kept = [k for k, x in enumerate(block.values) if abs(x) > limit]
    if len(kept) == len(block.values):
        return block, fmpq(0)
    rows, columns = [block.rows[k] for k in kept], [block.columns[k] for k in kept]
    return Block(block.size, rows, columns, [block.values[k] for k in kept]), slack
