"""Upper bounds of norms of float64 matrices, as balls of FLINT: from here on a scalar is rounded upwards by arb."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb
from numpy.typing import NDArray

Array = NDArray[np.float64]
U = arb(2) ** -53  # unit roundoff of float64


def power(exponent: int) -> Any:
    """2^exponent as an exact ball; any exponent, where float64 would overflow."""
    return arb(2) ** exponent


def frobenius(matrix: Array, exponent: int = 0) -> Any:
    """An upper bound of the Frobenius norm of matrix * 2^exponent.

    The float64 value s of the sum of N squares differs from the sum by at most N u times the sum, in any order of summation
    (Jeannerod and Rump, SIAM J. Matrix Anal. Appl. 34, 2013), so the sum is at most s / (1 - N u). Squares below 2^-1022 may
    be lost: each by at most 2^-1074.
    Requires entries below 2^500 in size, so that no square overflows.
    """
    flat = matrix.ravel()
    with np.errstate(over="ignore"):
        squares = arb(float(flat @ flat))
    if not squares.is_finite():
        raise ArithmeticError("a norm overflows float64")
    return root_of_squares(squares, flat.size) * power(exponent)


def root_of_squares(squares: Any, terms: int) -> Any:
    """An upper bound of sqrt(x_1^2 + … + x_N^2) from the float64 value of the sum, N = terms: the same error analysis."""
    return (((arb(squares) + terms * power(-1074)) / (1 - terms * U)).sqrt()).upper()


def gamma(k: int) -> Any:
    """gamma_k = k u / (1 - k u): the relative error of an inner product of k terms, in any order, fused or not."""
    return (k * U / (1 - k * U)).upper()
