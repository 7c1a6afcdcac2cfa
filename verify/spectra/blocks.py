"""A symmetric matrix as the routes want it: its size, zeros and scale, as float64, fixed-point or exact matrix.

Two kinds with one interface: ExactBlock holds the nonzero rational entries, FloatBlock a float64 array, which is taken as
the exact dyadic matrix that it is.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property
from itertools import combinations_with_replacement, compress
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat, fmpz
from numpy.typing import NDArray

from verify.spectra.bounds import Array
from verify.spectra.fixed import Fixed, from_floats, from_integers


class ExactBlock:
    """A symmetric matrix of `size` rows: values[k] at (rows[k], columns[k]) with rows[k] <= columns[k], and 0 elsewhere."""

    def __init__(self, size: int, rows: list[int], columns: list[int], values: list[fmpq]) -> None:
        self.size, self.rows, self.columns, self.values = size, rows, columns, values

    @classmethod
    def of(cls, matrix: fmpq_mat) -> ExactBlock:
        """The nonzero entries of an exact symmetric matrix."""
        n, entry = matrix.nrows(), matrix.__getitem__
        upper = combinations_with_replacement(range(n), 2)
        # one entry at a time is four times faster than a list of all of them, because zeros are not kept
        places = list(compress(upper, map(entry, combinations_with_replacement(range(n), 2))))
        return cls(n, [i for i, _ in places], [j for _, j in places], [entry(place) for place in places])

    @property
    def key(self) -> Hashable:
        """Equal for equal blocks only."""
        ratios = [(x.p, x.q) for x in self.values]  # an fmpq itself is slow to hash
        return self.size, tuple(self.rows), tuple(self.columns), tuple(ratios)

    @property
    def is_zero(self) -> bool:
        """Whether every entry is zero."""
        return not self.values

    @property
    def is_full(self) -> bool:
        """Whether no entry is zero."""
        return 2 * len(self.values) == self.size * (self.size + 1)

    def neighbours(self) -> NDArray[np.bool_]:
        """Where the matrix is not zero."""
        matrix = np.zeros((self.size, self.size), dtype=bool)
        self._fill(matrix, True)
        return matrix

    def _fill(self, matrix: NDArray[Any], entries: Any) -> None:
        matrix[..., self.rows, self.columns] = entries
        matrix[..., self.columns, self.rows] = entries

    @cached_property
    def exponent(self) -> int:
        """Some e with every |entry| < 2^e and the largest at least 2^(e - 2); 0 for the zero matrix."""
        return max((x.p.bit_length() - x.q.bit_length() + 1 for x in self.values), default=0)

    def floats(self) -> Array:
        """The matrix times 2^-exponent in float64.

        Each entry has relative error u, since division of integers is correctly rounded, or absolute error 2^-1074 where it
        is too small for that.
        """
        up, down = max(-self.exponent, 0), max(self.exponent, 0)
        matrix = np.zeros((self.size, self.size))
        self._fill(matrix, [(int(x.p) << up) / (int(x.q) << down) for x in self.values])
        return matrix

    def fixed(self, bits: int) -> Fixed:
        """The matrix in units of 2^(exponent - bits), every entry changed by at most one unit."""
        shift = bits - self.exponent
        up, down = fmpz(2) ** max(shift, 0), fmpz(2) ** max(-shift, 0)
        units = [int(up * x.p // (x.q if shift >= 0 else down * x.q)) for x in self.values]
        planes = from_integers(units, (1, len(units)), 0).digits
        digits = np.zeros((len(planes), self.size, self.size))
        self._fill(digits, planes[:, 0])
        return Fixed(digits, 0)

    def exact(self) -> fmpq_mat:
        """The matrix over Q."""
        matrix = fmpq_mat(self.size, self.size)
        for i, j, x in zip(self.rows, self.columns, self.values):
            matrix[i, j] = matrix[j, i] = x
        return matrix

    def parts(self, labels: NDArray[np.intp]) -> list[Block]:
        """The diagonal blocks of rows with equal labels 0, 1, …, when there are no entries between different labels."""
        sizes = np.bincount(labels)
        place = np.empty(self.size, dtype=np.intp)
        place[np.argsort(labels, kind="stable")] = np.arange(self.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        local, member = place.tolist(), labels.tolist()
        made = [ExactBlock(size, [], [], []) for size in sizes.tolist()]
        for i, j, x in zip(self.rows, self.columns, self.values):
            part = made[member[i]]
            part.rows.append(local[i])
            part.columns.append(local[j])
            part.values.append(x)
        return list(made)

    def without_negligible(self, slack: fmpq) -> ExactBlock:
        """The block without entries of size at most slack / size.

        At most size^2 such entries have a Frobenius norm of at most `slack`, so by Weyl's inequality every eigenvalue moves
        by no more. Rounding noise of a matrix known up to a slack would otherwise hide its zeros.
        """
        kept = [k for k, x in enumerate(self.values) if abs(x) * self.size > slack]
        chosen = [[self.rows[k] for k in kept], [self.columns[k] for k in kept]]
        return ExactBlock(self.size, chosen[0], chosen[1], [self.values[k] for k in kept])


class FloatBlock:
    """A symmetric float64 array of finite entries."""

    def __init__(self, array: Array) -> None:
        self.array = array

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.array)

    @property
    def key(self) -> Hashable:
        """Equal for equal blocks only (0.0 and -0.0 count as different)."""
        return self.array.tobytes()

    @property
    def is_zero(self) -> bool:
        """Whether every entry is zero."""
        return not self.array.any()

    @property
    def is_full(self) -> bool:
        """Whether no entry is zero."""
        return bool(self.array.all())

    def neighbours(self) -> NDArray[np.bool_]:
        """Where the matrix is not zero."""
        return np.asarray(self.array != 0)

    @cached_property
    def exponent(self) -> int:
        """The e with every |entry| < 2^e and the largest at least 2^(e - 1); 0 for the zero matrix."""
        return int(np.frexp(max(self.array.max(), -self.array.min()))[1]) if self.size else 0

    def floats(self) -> Array:
        """The matrix times 2^-exponent, exactly but for an absolute error of 2^-1074 in entries too small for that."""
        half = -self.exponent // 2  # two steps, because 2^-exponent itself may overflow
        return self.array * 2.0**half * 2.0 ** (-self.exponent - half)

    def fixed(self, bits: int) -> Fixed:
        """The matrix in units of 2^(exponent - bits), every entry changed by at most one unit."""
        if bits <= 900:  # the scaled entries stay below 2^900, far from overflow
            return from_floats(self.floats(), 0, -bits).rescaled(0)
        shift = bits - self.exponent
        ratios = [x.as_integer_ratio() for x in self.array.ravel().tolist()]
        units = [(p << shift) // q if shift >= 0 else p // (q << -shift) for p, q in ratios]
        return from_integers(units, (self.size, self.size), 0)

    def exact(self) -> fmpq_mat:
        """The matrix over Q."""
        entries = [fmpq(*map(int, x.as_integer_ratio())) for x in self.array.ravel().tolist()]
        return fmpq_mat(self.size, self.size, entries)

    def parts(self, labels: NDArray[np.intp]) -> list[Block]:
        """The diagonal blocks of rows with equal labels 0, 1, …, when there are no entries between different labels."""
        order = np.argsort(labels, kind="stable")
        chosen = np.split(order, np.cumsum(np.bincount(labels))[:-1])
        return [FloatBlock(self.array[np.ix_(rows, rows)]) for rows in chosen]


Block = ExactBlock | FloatBlock
