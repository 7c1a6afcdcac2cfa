"""Matrices over two kinds of numbers with one interface: exact rationals (FLINT) and mpmath reals at chosen digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import mpmath
from flint import fmpq, fmpq_mat

RATIONAL = re.compile(r"[+-]?\d{1,4000}(/\d{1,4000})?")
Matrix = Any  # fmpq_mat or mpmath.matrix: both know + - * and [i, j]


def rational(value: Any) -> fmpq:
    """An fmpq from int, fmpq, Fraction, or text such as "3/2". Raises ValueError for anything else."""
    if isinstance(value, fmpq):
        return value
    if isinstance(value, str) and not RATIONAL.fullmatch(value):
        raise ValueError(f"{value[:40]!r} is not a rational such as 3/2")
    if not isinstance(value, str | int | Fraction) or isinstance(value, bool):
        raise ValueError(f"{value!r} is not an exact rational; write it as text, for example '3/2'")
    try:
        fraction = Fraction(value)
    except ZeroDivisionError:
        raise ValueError(f"{str(value)[:40]!r} divides by zero") from None
    return fmpq(fraction.numerator, fraction.denominator)


class Rationals:
    """Exact arithmetic over Q."""

    name = "exact"

    def number(self, value: Any) -> fmpq:
        return rational(value)

    def matrix(self, rows: Sequence[Sequence[Any]], columns: int | None = None) -> fmpq_mat:
        """A matrix from its rows; `columns` is needed where there are no rows."""
        width = len(rows[0]) if rows else (columns or 0)
        return fmpq_mat(len(rows), width, [rational(x) for row in rows for x in row])

    def zeros(self, rows: int, columns: int) -> fmpq_mat:
        return fmpq_mat(rows, columns)

    def shape(self, matrix: fmpq_mat) -> tuple[int, int]:
        return matrix.nrows(), matrix.ncols()

    def transpose(self, matrix: fmpq_mat) -> fmpq_mat:
        return matrix.transpose()

    def copy(self, matrix: fmpq_mat) -> fmpq_mat:
        return fmpq_mat(matrix)

    def entries(self, matrix: fmpq_mat) -> list[fmpq]:
        """All entries, row by row."""
        return matrix.entries()  # type: ignore[no-any-return]

    def exact(self, matrix: fmpq_mat) -> fmpq_mat:
        return matrix


class Reals:
    """mpmath arithmetic at `digits` decimal digits, in a context of its own: mpmath's global precision is not touched."""

    name = "mpmath"

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.context = mpmath.MPContext()
        self.context.dps = digits

    def number(self, value: Any) -> Any:
        if isinstance(value, fmpq):
            return self.context.mpf(int(value.p)) / int(value.q)
        if isinstance(value, str | Fraction):
            fraction = Fraction(value)
            return self.context.mpf(fraction.numerator) / fraction.denominator
        return self.context.mpf(value)

    def matrix(self, rows: Sequence[Sequence[Any]], columns: int | None = None) -> Matrix:
        """A matrix from its rows; `columns` is needed where there are no rows."""
        made = self.context.matrix(len(rows), len(rows[0]) if rows else (columns or 0))
        for i, row in enumerate(rows):
            for j, x in enumerate(row):
                made[i, j] = self.number(x)
        return made

    def zeros(self, rows: int, columns: int) -> Matrix:
        return self.context.matrix(rows, columns)

    def shape(self, matrix: Matrix) -> tuple[int, int]:
        return matrix.rows, matrix.cols

    def transpose(self, matrix: Matrix) -> Matrix:
        return matrix.T

    def copy(self, matrix: Matrix) -> Matrix:
        return matrix.copy()

    def entries(self, matrix: Matrix) -> list[Any]:
        """All entries, row by row."""
        return [matrix[i, j] for i in range(matrix.rows) for j in range(matrix.cols)]

    def exact(self, matrix: Matrix) -> fmpq_mat:
        """The same matrix over Q: every mpmath number is a dyadic rational, so nothing is rounded."""
        return fmpq_mat(matrix.rows, matrix.cols, [dyadic(x) for x in self.entries(matrix)])


Arithmetic = Rationals | Reals
RATIONALS = Rationals()


def dyadic(value: Any) -> fmpq:
    """The rational number that an mpf is."""
    sign, mantissa, exponent, _ = value._mpf_
    signed = -int(mantissa) if sign else int(mantissa)
    return fmpq(signed * 2**exponent) if exponent >= 0 else fmpq(signed, 2**-exponent)


def identity(arithmetic: Arithmetic, size: int) -> Matrix:
    """The identity matrix."""
    return diagonal(arithmetic, [1] * size, size, size)


def diagonal(arithmetic: Arithmetic, values: Sequence[Any], rows: int, columns: int) -> Matrix:
    """A rows x columns matrix with `values` on its diagonal and zeros elsewhere (the paper's padding)."""
    made = arithmetic.zeros(rows, columns)
    for i, x in enumerate(values):
        made[i, i] = arithmetic.number(x)
    return made


def padded(arithmetic: Arithmetic, block: Matrix, rows: int, columns: int) -> Matrix:
    """The paper's A ~ B: `block` in the upper left corner of a rows x columns zero matrix."""
    made = arithmetic.zeros(rows, columns)
    height, width = arithmetic.shape(block)
    for i in range(height):
        for j in range(width):
            made[i, j] = block[i, j]
    return made


def kronecker(arithmetic: Arithmetic, left: Matrix, right: Matrix) -> Matrix:
    """The Kronecker product left x right."""
    (a, b), (c, d) = arithmetic.shape(left), arithmetic.shape(right)
    rows = [[left[i // c, j // d] * right[i % c, j % d] for j in range(b * d)] for i in range(a * c)]
    return arithmetic.matrix(rows, b * d)


def assembled(arithmetic: Arithmetic, blocks: Sequence[Sequence[Matrix]]) -> Matrix:
    """One matrix from a grid of blocks of matching shapes."""
    rows: list[list[Any]] = []
    for line in blocks:
        height = arithmetic.shape(line[0])[0]
        rows += [[b[i, j] for b in line for j in range(arithmetic.shape(b)[1])] for i in range(height)]
    return arithmetic.matrix(rows, sum(arithmetic.shape(b)[1] for b in blocks[0]) if blocks else 0)


def columns_of(arithmetic: Arithmetic, matrix: Matrix, first: int, stop: int) -> Matrix:
    """The columns first, …, stop - 1."""
    height = arithmetic.shape(matrix)[0]
    return arithmetic.matrix([[matrix[i, j] for j in range(first, stop)] for i in range(height)], stop - first)


def trace(arithmetic: Arithmetic, matrix: Matrix) -> Any:
    """The sum of the diagonal entries."""
    return sum((matrix[i, i] for i in range(min(arithmetic.shape(matrix)))), arithmetic.number(0))


def map_entries(arithmetic: Arithmetic, matrix: Matrix, change: Callable[[Any], Any]) -> Matrix:
    """The matrix with `change` applied to every entry."""
    rows, columns = arithmetic.shape(matrix)
    return arithmetic.matrix([[change(matrix[i, j]) for j in range(columns)] for i in range(rows)], columns)
