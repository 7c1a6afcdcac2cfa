"""Exact spectra over Q: characteristic polynomial, counts in intervals, multiplicities. No rounding anywhere.

A symmetric matrix has only real eigenvalues, so Descartes' rule of signs counts the roots of its characteristic
polynomial above a point exactly, multiplicities included.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Any

from flint import arb, fmpq, fmpq_mat, fmpq_poly

SMALL = 12  # rows up to which splitting a matrix costs more than it saves
FAR = 10**6  # an eigenvalue within FAR * slack of an end, but not within slack, is too near to call


class SymmetricMatrix:
    """A real symmetric matrix known exactly, or known exactly up to `slack` in every eigenvalue.

    `slack` is 0 for rational networks; for a network rounded to mpmath digits it is the distance, in eigenvalues, within
    which it stands for the unrounded one. `smallest` is a size that the digits must resolve: when the slack does not lie
    far below it the matrix is blurred and nothing is counted. Raises ValueError when not square and symmetric.
    """

    def __init__(self, matrix: fmpq_mat, slack: fmpq | None = None, origin: str = "H", smallest: fmpq | None = None) -> None:
        if matrix.nrows() != matrix.ncols():
            raise ValueError(f"a spectrum needs a square matrix, not {matrix.nrows()} x {matrix.ncols()}")
        if matrix != matrix.transpose():
            raise ValueError(_place_of_asymmetry(matrix))
        self.matrix, self.slack, self.origin = matrix, slack or fmpq(0), origin
        self.blurred = smallest is not None and smallest <= FAR * self.slack
        self._counted: dict[tuple[str, int], int] = {}

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        """The entries rounded to float64, for numpy.array(H)."""
        import numpy as np

        return np.array([[int(x.p) / int(x.q) for x in row] for row in self.matrix.tolist()], dtype=dtype or float)

    def __repr__(self) -> str:
        slack = "exact" if self.slack == 0 else "known up to a slack"
        return f"SymmetricMatrix({self.label}, {self.size} x {self.size}, {slack})"

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self.matrix.nrows())

    @property
    def label(self) -> str:
        """The origin as a person says it: outer_product_hessian is the outer-product Hessian."""
        names = {"hessian": "Hessian", "outer_product_hessian": "outer-product Hessian", "gram": "Gram matrix A_o^T A_o"}
        return names.get(self.origin, self.origin.replace("_hessian", " Hessian"))

    @cached_property
    def charpoly(self) -> fmpq_poly:
        """det(x I - H), monic: the product over the parts into which the exact zeros of H split it."""
        if self.size <= SMALL:
            return self.matrix.charpoly()
        from verify.spectra.blocks import ExactBlock  # numpy is imported for large matrices only
        from verify.spectra.components import components

        product = fmpq_poly([1])
        for block, times in components(ExactBlock.of(self.matrix)):
            product *= block.exact().charpoly() ** times
        return product

    def above(self, point: fmpq) -> int:
        """How many eigenvalues are > point."""
        return self._beyond(point, 1)

    def below(self, point: fmpq) -> int:
        """How many eigenvalues are < point."""
        return self._beyond(point, -1)

    def _beyond(self, point: fmpq, direction: int) -> int:
        key = (str(point), direction)
        if key not in self._counted:
            shifted = self.charpoly(fmpq_poly([point, direction])).numer()
            signs = [c > 0 for c in shifted.coeffs() if c != 0]
            self._counted[key] = sum(a != b for a, b in pairwise(signs))
        return self._counted[key]

    def multiplicity(self, value: fmpq) -> int:
        """How often an exact rational value is an eigenvalue (0 when it is none)."""
        coefficients = self.charpoly(fmpq_poly([value, 1])).coeffs()
        return next(k for k, c in enumerate(coefficients) if c != 0)

    def count(self, low: Any, high: Any) -> int | None:
        """How many eigenvalues lie in [low, high], both ends included; ends are fmpq, or arb balls.

        With a positive slack the interval is widened by it, and the number must be the same when it is widened a million
        times as far: otherwise the digits do not separate what is inside from what is outside. None when that fails, or
        when a ball end is too wide to decide.
        """
        if self.blurred:
            return None
        (a, b), (c, d) = _ends(low), _ends(high)
        outer = self._between(a - self.slack, d + self.slack)
        if (a, c) != (b, d) and self._between(b - self.slack, c + self.slack) != outer:
            return None
        far = FAR * self.slack
        return outer if far == 0 or self._between(a - far, d + far) == outer else None

    def _between(self, low: fmpq, high: fmpq) -> int:
        return self.size - self.below(low) - self.above(high) if low <= high else 0

    def eigenspace(self, value: fmpq) -> int:
        """The dimension of the kernel of H - value I, from an exact rank: the multiplicity without the polynomial."""
        shifted = fmpq_mat(self.matrix)
        for i in range(self.size):
            shifted[i, i] -= value
        return self.size - int(shifted.rank())

    @cached_property
    def nullity(self) -> int | None:
        """How many eigenvalues are zero; None when the slack does not separate them from the others."""
        return self.size - int(self.matrix.rank()) if self.slack == 0 else self.count(fmpq(0), fmpq(0))

    def distinct_nonzero(self) -> int | None:
        """How many different nonzero eigenvalues there are; None when the matrix is known only up to a slack."""
        if self.slack != 0:
            return None
        polynomial = self.charpoly
        squarefree = polynomial / polynomial.gcd(polynomial.derivative()) if self.size else polynomial
        return int(squarefree.degree()) - (1 if polynomial[0] == 0 and self.size else 0)


def _ends(end: Any) -> tuple[fmpq, fmpq]:
    if isinstance(end, arb):
        return end.lower().fmpq(), end.upper().fmpq()
    return end, end


def _place_of_asymmetry(matrix: fmpq_mat) -> str:
    n = matrix.nrows()
    i, j = next((i, j) for i in range(n) for j in range(i) if matrix[i, j] != matrix[j, i])
    return asymmetric(i, j, matrix[i, j], matrix[j, i])


def asymmetric(i: int, j: int, one: Any, other: Any) -> str:
    """The message for a matrix whose entries at (i, j) and (j, i), counted from 0, differ."""
    return f"the matrix is not symmetric: {place(i, j, one, other)}; use (A + A^T) / 2 if that is rounding"


def place(i: int, j: int, one: Any, other: Any) -> str:
    """Both entries with their places, counted from 0, shortened where they are long."""
    one, other = (text if len(text) <= 40 else f"{text[:37]}…" for text in (str(one), str(other)))
    return f"entry [{i}, {j}] is {one}, entry [{j}, {i}] is {other}"
