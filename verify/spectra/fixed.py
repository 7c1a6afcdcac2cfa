"""Matrices of long fixed-point numbers, stored as float64 digit planes so that numpy can work on them.

A matrix is sum_j digits[j] * 2^(24 j + exponent), lowest digit first, with integer digits of size at most 2^23. Additions
and carries are exact; the only rounding is the dropping of low digits, which is bounded where it happens.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from verify.spectra.bounds import Array

BITS = 24
BASE = float(2**BITS)
HALF = 2 ** (BITS - 1)
LEADING = 5  # digits that a float64 approximation reads: 53 bits of every entry above 2^-43 of the largest


class Fixed:
    """An exact matrix sum_j digits[j] 2^(24 j + exponent); digits has shape (planes, rows, columns), |digit| <= 2^23.

    The highest plane is not zero; the zero matrix has no planes.
    """

    def __init__(self, digits: Array, exponent: int) -> None:
        top = len(digits)
        while top and not digits[top - 1].any():
            top -= 1
        self.digits, self.exponent = digits[:top], exponent

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self.digits.shape[1], self.digits.shape[2]

    @property
    def is_zero(self) -> bool:
        """Whether every entry is zero."""
        return len(self.digits) == 0

    @property
    def T(self) -> Fixed:
        """The transpose (a view)."""
        return Fixed(self.digits.transpose(0, 2, 1), self.exponent)

    def magnitude(self) -> int:
        """Some m with |entry| < 2^m for every entry; the lower planes add less than one unit of the highest."""
        if self.is_zero:
            return self.exponent
        top = int(np.abs(self.digits[-1]).max()) + 1
        return self.exponent + BITS * (len(self.digits) - 1) + top.bit_length()

    def column_norms(self) -> int:
        """Some m with every column shorter than 2^m; floats(), squares and sums err by far less than the factor 1.01."""
        if self.is_zero:
            return self.exponent
        F, exponent = self.floats()
        longest = float(np.sqrt(np.einsum("ij,ij->j", F, F).max())) * 1.01
        return exponent + int(np.frexp(longest)[1])

    def rounded(self, exponent: int) -> Fixed:
        """Without the planes that lie wholly below 2^exponent: every entry changes by at most 0.51 * 2^exponent.

        The dropped digits sum to at most 2^23 (1 + 2^-24 + …) times the unit of their highest plane, 2^-24 times the unit
        of the lowest plane kept, which is at most 2^exponent.
        """
        dropped = max(0, (exponent - self.exponent) // BITS)
        return Fixed(self.digits[dropped:], self.exponent + BITS * dropped) if dropped else self

    def rescaled(self, exponent: int) -> Fixed:
        """The same digits in another unit: the matrix times a power of two."""
        return Fixed(self.digits, exponent)

    def block(self, chosen: Array) -> Fixed:
        """The principal submatrix of the chosen indices."""
        return Fixed(self.digits[:, chosen[:, None], chosen[None, :]], self.exponent)

    def floats(self) -> tuple[Array, int]:
        """(F, e) with entries = F * 2^e up to 3 u |entry| + 2^-96 * 2^e, u = 2^-53; 2^e is the unit of the highest plane.

        Summed from the lowest of the leading planes. An entry with top digit d in plane t is at least 0.49 * 2^(24 t) in
        size and the planes below it at most 0.51 * 2^(24 t): their additions err by at most 1.05 u times 0.51 * 2^(24 t),
        the last one by u |entry|. The planes not read are below 0.51 * 2^-96 of the unit of the highest plane.
        """
        read = self.digits[-LEADING:]
        total = np.zeros(self.shape)
        for j, plane in enumerate(read):
            total += plane * 2.0 ** (BITS * (j - len(read) + 1))
        return total, self.exponent + BITS * (len(self.digits) - 1)

    def integers(self, rows: Sequence[int], columns: Sequence[int]) -> list[int]:
        """The entries at the given places, in units of 2^exponent."""
        picked = self.digits[:, rows, columns].astype(np.int64).tolist()
        totals = [0] * len(rows)
        for plane in reversed(picked):
            totals = [(t << BITS) + d for t, d in zip(totals, plane)]
        return totals

    def where(self, chosen: NDArray[np.bool_]) -> Fixed:
        """The same matrix with zeros in all places that are not chosen."""
        return Fixed(self.digits * chosen, self.exponent)


def zeros(rows: int, columns: int, exponent: int = 0) -> Fixed:
    """The zero matrix."""
    return Fixed(np.zeros((0, rows, columns)), exponent)


def carried(digits: Array) -> Array:
    """The same sum with digits of size at most 2^23; the planes, of integers below 2^52, are overwritten.

    Enough planes are added on top for the last carry. Exact: a carry is an integer and digit - 2^24 carry <= 2^23.
    """
    planes = list(digits)
    j = 0
    while j < len(planes):
        carry = np.rint(planes[j] * (1 / BASE))
        planes[j] -= BASE * carry
        if j + 1 < len(planes):
            planes[j + 1] += carry
        elif carry.any():
            planes.append(carry)
        j += 1
    return np.array(planes) if len(planes) != len(digits) else digits


def total(*terms: Fixed) -> Fixed:
    """The exact sum of up to 2^28 matrices of one shape, whose exponents differ by multiples of 24."""
    exponent = min(t.exponent for t in terms)
    if any((t.exponent - exponent) % BITS for t in terms):
        raise ValueError("exponents of a sum must agree modulo 24")
    shifts = [(t.exponent - exponent) // BITS for t in terms]
    planes = max(len(t.digits) + s for t, s in zip(terms, shifts))
    digits = np.zeros((planes, *terms[0].shape))
    for t, s in zip(terms, shifts):
        digits[s : s + len(t.digits)] += t.digits
    return Fixed(carried(digits), exponent)


def from_floats(matrix: Array, exponent: int, unit: int) -> Fixed:
    """matrix * 2^exponent rounded to multiples of 2^unit: every entry changes by at most half a unit.

    The entries are below 2^500 in size; scaling by powers of two and splitting into digits are exact.
    """
    scale = exponent - unit
    if scale < -1000:
        return zeros(len(matrix), matrix.shape[1], unit)
    rest = np.rint(matrix * 2.0**scale)
    planes = []
    while rest.any():
        high = np.rint(rest * (1 / BASE))
        planes.append(rest - BASE * high)
        rest = high
    return Fixed(np.array(planes), unit) if planes else zeros(len(matrix), matrix.shape[1], unit)


def from_integers(values: Sequence[int], shape: tuple[int, int], exponent: int) -> Fixed:
    """The matrix of value * 2^exponent, listed row by row."""
    longest = max(max(values), -min(values)).bit_length() if values else 0
    if longest == 0:
        return zeros(*shape, exponent)
    planes = longest // BITS + 1
    # adding 2^23 to every digit makes the digits of a negative number those of a positive one
    offset = sum(HALF << (BITS * j) for j in range(planes))
    planes, width = planes + 1, 3 * (planes + 1)
    packed = b"".join([(v + offset).to_bytes(width, "little") for v in values])
    octets = np.frombuffer(packed, np.uint8).reshape(len(values), planes, 3)
    digits = np.empty((planes, len(values)))
    for j in range(planes):
        low, middle, high = (octets[:, j, k].astype(np.float64) for k in range(3))
        digits[j] = low + 256.0 * middle + 65536.0 * high - (HALF if j < planes - 1 else 0)
    return Fixed(digits.reshape(planes, *shape), exponent)


def scalar_matrix(value: int, size: int) -> Fixed:
    """value times the identity matrix."""
    digits = from_integers([value], (1, 1), 0).digits
    return Fixed(digits * np.eye(size), 0)


def symmetric(lower: Fixed) -> Fixed:
    """The symmetric matrix with the given lower triangle."""
    digits = np.tril(lower.digits)
    mirrored = np.tril(lower.digits, -1).transpose(0, 2, 1)
    digits += mirrored
    return Fixed(digits, lower.exponent)


def diagonal_of(matrix: Fixed) -> list[int]:
    """The diagonal entries, in units of 2^exponent."""
    everything = list(range(min(matrix.shape)))
    return matrix.integers(everything, everything)


