"""Reading exact symmetric matrices: what the functions of this package accept, and clear errors for what they do not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from numbers import Rational
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat, fmpz, fmpz_mat

from verify.spectra.blocks import Block, ExactBlock, FloatBlock
from verify.spectra.bounds import Array
from verify.spectra.exact import SymmetricMatrix, asymmetric, place

__all__ = ["place", "rational", "read", "unmasked"]


def rational(value: Any) -> fmpq:
    """An fmpq from any number that is one exactly: nothing is rounded.

    Taken are int, Fraction, fmpq, fmpz, Decimal, SymPy's rationals, and every finite float as the dyadic number it is:
    Python's, numpy's of each size (longdouble too), mpmath's and SymPy's. Raises ValueError for anything else.

    >>> rational(0.75), rational(Decimal("0.1"))
    (3/4, 1/10)
    """
    if isinstance(value, fmpq):
        return value
    if isinstance(value, int | fmpz):
        return fmpq(value)
    if isinstance(value, Rational):
        return fmpq(int(value.numerator), int(value.denominator))
    if isinstance(value, float | np.floating | Decimal):
        if not (value.is_finite() if isinstance(value, Decimal) else np.isfinite(value)):
            raise ValueError(f"{value} is not a number that a matrix entry or an end of an interval can be")
        return fmpq(*(int(part) for part in value.as_integer_ratio()))
    if isinstance(binary := getattr(value, "_mpf_", None), tuple):
        return _dyadic(value, *map(int, binary))
    if isinstance(value, complex | np.complexfloating) or hasattr(value, "_mpc_"):
        raise ValueError(f"{value} is complex: only an entry of a Hermitian matrix may be")
    raise ValueError(f"{value!r} is not an exact rational number; use int, Fraction, fmpq, Decimal or a float")


def _dyadic(value: Any, sign: int, mantissa: int, exponent: int, bits: int) -> fmpq:
    """(-1)^sign mantissa 2^exponent, as mpmath and SymPy keep their floats."""
    if mantissa == 0 and exponent != 0:
        raise ValueError(f"{value} is not a number that a matrix entry or an end of an interval can be")
    return (-1) ** sign * mantissa * fmpq(2) ** exponent


def read(H: Any) -> tuple[Block, fmpq]:
    """The matrix as one block, and the slack within which its eigenvalues are known (0 for an exact matrix).

    Accepts a SymmetricMatrix, fmpq_mat, fmpz_mat, a square nested list of numbers that rational() takes, a numpy array, a
    matrix of mpmath or SymPy, or an ExactBlock. Raises ValueError for a matrix that is not square, not symmetric, has hidden
    entries, or has entries that are no finite exact numbers.
    """
    if isinstance(H, ExactBlock):
        return H, fmpq(0)
    H = unmasked(H)
    if isinstance(H, np.ndarray) and H.dtype.kind == "f" and H.dtype.itemsize <= 8:
        return _from_array(H), fmpq(0)
    held = H if isinstance(H, SymmetricMatrix) else SymmetricMatrix(_rationals(H))
    return ExactBlock.of(held.matrix), held.slack


def unmasked(H: Any) -> Any:
    """The data of a masked array that hides nothing; anything else as it is. Raises ValueError for hidden entries."""
    if not isinstance(H, np.ma.MaskedArray):
        return H
    if np.ma.getmaskarray(H).any():
        raise ValueError("a masked array hides entries; fill them in, or leave their rows and columns out")
    return H.data


def _rationals(H: Any) -> fmpq_mat:
    if isinstance(H, fmpq_mat):
        return H
    if isinstance(H, fmpz_mat):
        return fmpq_mat(H)
    if not isinstance(H, Sequence) and hasattr(H, "tolist"):
        H = H.tolist()  # numpy, mpmath, SymPy
    if isinstance(H, str) or not isinstance(H, Sequence) or not all(isinstance(row, Sequence) for row in H):
        known = "an fmpq_mat, a nested list of exact numbers, or a matrix of numpy, mpmath or SymPy"
        raise ValueError(f"a matrix is {known}, not {type(H).__name__}")
    widths = {len(row) for row in H} or {0}
    if widths != {len(H)}:
        raise ValueError(f"a spectrum needs a square matrix, not {len(H)} rows of lengths {sorted(widths)}")
    return fmpq_mat(len(H), len(H), [rational(x) for row in H for x in row])


def _from_array(H: Array) -> FloatBlock:
    if H.ndim != 2 or H.shape[0] != H.shape[1]:
        raise ValueError(f"a spectrum needs a square matrix, not an array of shape {H.shape}")
    A = np.ascontiguousarray(H, dtype=np.float64)
    if not np.isfinite(A).all():
        raise ValueError("the matrix has entries that are NaN or infinite")
    if not np.array_equal(A, A.T):
        i, j = (int(k) for k in np.argwhere(A != A.T)[0])
        raise ValueError(asymmetric(i, j, A[i, j], A[j, i]))
    return FloatBlock(A)
