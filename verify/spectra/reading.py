"""Reading exact symmetric matrices: what the functions of this package accept, and clear errors for what they do not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations_with_replacement, compress
from numbers import Rational
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat, fmpz, fmpz_mat

from verify.spectra.blocks import Block, ExactBlock, FloatBlock
from verify.spectra.bounds import Array
from verify.spectra.exact import SymmetricMatrix


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

    Accepts a SymmetricMatrix, fmpq_mat, fmpz_mat, a square nested list of rationals, a numpy array, or an ExactBlock. Raises
    ValueError for a matrix that is not square, not symmetric, or has entries that are no finite exact numbers.
    """
    if isinstance(H, ExactBlock):
        return H, fmpq(0)
    if isinstance(H, np.ndarray) and H.dtype.kind == "f" and H.dtype.itemsize <= 8:
        return _from_array(H), fmpq(0)
    held = H if isinstance(H, SymmetricMatrix) else SymmetricMatrix(_rationals(H))
    return entries_of(held.matrix), held.slack


def entries_of(H: fmpq_mat) -> ExactBlock:
    """The block of an exact symmetric matrix."""
    n, entry = H.nrows(), H.__getitem__
    upper = combinations_with_replacement(range(n), 2)
    # one entry at a time is four times faster than a list of all of them, because zeros are not kept
    places = list(compress(upper, map(entry, combinations_with_replacement(range(n), 2))))
    return ExactBlock(n, [i for i, _ in places], [j for _, j in places], [entry(place) for place in places])


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


def _from_array(H: Array) -> FloatBlock:
    if H.ndim != 2 or H.shape[0] != H.shape[1]:
        raise ValueError(f"a spectrum needs a square matrix, not an array of shape {H.shape}")
    A = np.ascontiguousarray(H, dtype=np.float64)
    if not np.isfinite(A).all():
        raise ValueError("the matrix has entries that are NaN or infinite")
    if not np.array_equal(A, A.T):
        raise ValueError("the matrix is not symmetric")
    return FloatBlock(A)
