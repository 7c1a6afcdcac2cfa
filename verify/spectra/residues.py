"""Exact products of long integer matrices with float64 BLAS: one product per modulus, then the Chinese remainder theorem.

Every factor is reduced modulo primes p below 2^22 with inner * (p/2 + 1)^2 <= 2^52, so that each float64 product of residues
is exact in any order of summation; enough primes are taken for their product to exceed the result. This is scheme II of
Ozaki, Uchino and Imamura (2025), a sequel of the error-free splitting of Ozaki, Ogita, Oishi and Rump (Numer. Algorithms 59,
2012).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from math import isqrt, prod

import numpy as np
from flint import fmpz

from verify.spectra.blas import integer_products_are_exact
from verify.spectra.bounds import Array
from verify.spectra.enclosures import NotCertified
from verify.spectra.fixed import BITS, Fixed, carried, zeros

CAP = 2**22  # residues <= 2^21 + 1 and digits <= 2^23: sums of 128 products stay below 2^52
MOST = 128  # moduli, and planes of a factor
GUARD = 2  # planes formed below the lowest one kept
PIECE = 1 << 15  # entries handled at a time, so that they stay in the cache
TOGETHER = 4  # moduli reduced in one pass over the digits

Formula = Callable[[list[Array], float], Array]


@cache
def moduli(inner: int, bits: int) -> tuple[int, ...]:
    """Primes below the limit for products of `inner` terms, as many as make their product exceed 2^bits."""
    limit = min(CAP, 2 * (isqrt(2**52 // max(inner, 1)) - 1))
    chosen: list[int] = []
    candidate, left = limit, bits
    while left > 0:
        candidate -= 1
        if candidate < 2**10:
            raise NotCertified(f"products of {inner} terms and {bits} bits are beyond exact float64 products")
        if fmpz(candidate).is_prime():
            chosen.append(candidate)
            left -= candidate.bit_length() - 1  # candidate >= 2^(length - 1)
    if len(chosen) > MOST:
        raise NotCertified(f"results of {bits} bits need {len(chosen)} moduli; at most {MOST} are supported")
    return tuple(chosen)


def reduce_in_place(values: Array, modulus: float) -> None:
    """Replace integers of size at most 2^52 by their residues of size at most modulus / 2 + 1.

    The rounded quotient errs by at most |value / p| 2^-52 <= 1/p < 1/2 beyond the rounding to an integer; the product of
    quotient and modulus is an integer below 2^53, so the subtraction is exact.
    """
    flat = values.reshape(-1)
    scratch = np.empty(min(PIECE, flat.size))
    for start in range(0, flat.size, PIECE):
        part = flat[start : start + PIECE]
        quotient = scratch[: part.size]
        np.multiply(part, 1.0 / modulus, out=quotient)
        np.rint(quotient, out=quotient)
        quotient *= modulus
        part -= quotient


def _residues(matrix: Fixed, primes: Sequence[int]) -> list[Array]:
    """The matrix of integers (in its own unit) modulo each prime: weights 2^(24 j) mod p times the digit planes."""
    planes = len(matrix.digits)
    if planes > MOST:
        raise NotCertified(f"a factor of {planes} digits is longer than the {MOST} that are supported")
    weights = np.array([[_centred(pow(2, BITS * j, p), p) for j in range(planes)] for p in primes], dtype=np.float64)
    if matrix.digits.flags.c_contiguous:
        found = weights @ matrix.digits.reshape(planes, -1)
        shaped = list(found.reshape(len(primes), *matrix.shape))
    else:  # a transposed view: its transpose is contiguous
        found = weights @ matrix.T.digits.reshape(planes, -1)
        shaped = [r.T for r in found.reshape(len(primes), *reversed(matrix.shape))]
    for row, p in zip(found, primes):
        reduce_in_place(row, float(p))
    return shaped


def _centred(residue: int, p: int) -> int:
    return residue - p if 2 * residue > p else residue


def evaluated(factors: Sequence[Fixed], formula: Formula, inner: int, magnitude: int, own: int, unit: int) -> Fixed:
    """A polynomial formula of integer matrices, exactly, then rounded to multiples of 2^unit.

    `formula(residues, p)` returns integers congruent to the result modulo p, of size at most 2^52, from the residues of the
    factors as integer matrices. The result is an integer matrix times 2^own with entries below 2^magnitude in size. Every
    entry errs by at most 0.51 units. Raises NotCertified for results of more bits than are supported.
    """
    if not integer_products_are_exact():
        raise NotCertified("this BLAS does not multiply integer matrices exactly; certified products need one that does")
    primes = moduli(inner, magnitude - own + 3)
    scaled = []
    contiguous = [Fixed(np.ascontiguousarray(f.digits), f.exponent) if _ragged(f) else f for f in factors]
    for start in range(0, len(primes), TOGETHER):
        some = primes[start : start + TOGETHER]
        reduced = [_residues(f, some) for f in contiguous]
        for k, p in enumerate(some):
            value = formula([r[k] for r in reduced], float(p))
            value = np.ascontiguousarray(value)
            reduce_in_place(value, float(p))
            value *= _centred(pow(prod(q % p for q in primes if q != p), -1, p), p)
            reduce_in_place(value, float(p))
            scaled.append(value)
    return _reconstructed(scaled, primes, own, unit)


def _ragged(matrix: Fixed) -> bool:
    return not (matrix.digits.flags.c_contiguous or matrix.T.digits.flags.c_contiguous)


def _digits(value: int, planes: int) -> list[int]:
    """Balanced digits in base 2^24, lowest first."""
    out = []
    for _ in range(planes):
        low = ((value + 2 ** (BITS - 1)) % 2**BITS) - 2 ** (BITS - 1)
        out.append(low)
        value = (value - low) >> BITS
    return out


def _reconstructed(scaled: list[Array], primes: Sequence[int], own: int, unit: int) -> Fixed:
    """x = sum_i t_i M / p_i - q M for t_i = x (M / p_i)^-1 mod p_i, M the product of the primes.

    |x| <= M / 8, so q is the integer nearest to sum_i t_i / p_i = q + x / M: at most 128 terms of size 1/2 + 2^-20 err by far
    less than the 3/8 that it takes to reach another integer. Digits are formed by a product with the digits of
    M / p_i and M, at most 129 terms of 2^21.1 * 2^23. Those below the guard planes are not formed at all: each is below
    2^51.2, their sum below 2^51.3 units of the plane below the guard planes, which is 2^-20.7 units of the lowest plane
    kept, as two guard planes lie between them; the guard planes, once carried, are below 0.5 (1 + 2^-24 + …) of that unit.
    """
    shape = scaled[0].shape
    modulus = prod(primes)
    lift = (own - unit) % BITS  # multiply by 2^lift, so that 2^unit is the unit of a plane
    cut = (unit - own + lift) // BITS  # planes below this one are dropped
    columns = [((modulus // p) << lift) for p in primes] + [-(modulus << lift)]
    planes = ((modulus << lift).bit_length() // BITS) + 2
    if cut >= planes:
        return zeros(*shape, unit)
    first = max(0, cut - GUARD)
    weights = np.array([_digits(c, planes)[first:] for c in columns], dtype=np.float64).T
    flat = [t.reshape(-1) for t in scaled]
    size = flat[0].size
    kept = np.empty((planes - max(cut, 0), size))
    inverses = np.array([1.0 / p for p in primes])
    table = np.empty((len(primes) + 1, min(PIECE, size)))
    for start in range(0, size, PIECE):
        width = min(PIECE, size - start)
        part = table[:, :width]
        for i, t in enumerate(flat):
            part[i] = t[start : start + width]
        np.rint(inverses @ part[:-1], out=part[-1])
        formed = carried(weights @ part)
        kept[:, start : start + width] = formed[max(cut, 0) - first : planes - first]
    digits = kept.reshape(-1, *shape)
    return Fixed(digits, own - lift + BITS * max(cut, 0))


def _prepared(A: Fixed, B: Fixed, inner: int, unit: int) -> tuple[Fixed, Fixed]:
    """The factors without digits that cannot matter: the product changes by at most 0.3 units of 2^unit.

    Rounding A below 2^e with e = unit - (magnitude of B) - log2(inner) - 2 changes each entry of A B by at most
    inner * 2^(magnitude of B) * 0.51 * 2^e <= 0.13 units; likewise for B.
    """
    room = inner.bit_length() + 2
    return A.rounded(unit - B.magnitude() - room), B.rounded(unit - A.magnitude() - room)


def product(A: Fixed, B: Fixed, unit: int) -> Fixed:
    """A B to multiples of 2^unit; every entry is within one unit (0.3 + 0.51) of the exact product."""
    inner = A.shape[1]
    A, B = _prepared(A, B, inner, unit)
    if A.is_zero or B.is_zero:
        return zeros(A.shape[0], B.shape[1], unit)
    magnitude, own = A.magnitude() + B.magnitude() + inner.bit_length(), A.exponent + B.exponent
    return evaluated([A, B], lambda r, p: r[0] @ r[1], inner, magnitude, own, unit)


def scaled_by(A: Fixed, factor: Fixed, unit: int) -> Fixed:
    """A times the 1 x 1 matrix `factor`, to multiples of 2^unit; every entry is within one unit."""
    A, factor = _prepared(A, factor, 1, unit)
    if A.is_zero or factor.is_zero:
        return zeros(*A.shape, unit)
    magnitude, own = A.magnitude() + factor.magnitude(), A.exponent + factor.exponent
    return evaluated([A, factor], lambda r, p: r[0] * r[1], 1, magnitude, own, unit)


def gram(X: Fixed, unit: int) -> Fixed:
    """X^T X to multiples of 2^unit; every entry is within 0.51 units."""
    rows = X.shape[0]
    magnitude = 2 * X.magnitude() + rows.bit_length()
    return evaluated([X], lambda r, p: r[0].T @ r[0], rows, magnitude, 2 * X.exponent, unit)


def congruence(X: Fixed, A: Fixed, unit: int) -> Fixed:
    """X^T A X to multiples of 2^unit; every entry is within 0.51 units."""
    n = A.shape[0]
    if A.is_zero:
        return zeros(X.shape[1], X.shape[1], unit)
    magnitude = 2 * X.magnitude() + A.magnitude() + 2 * n.bit_length()

    def formula(r: list[Array], p: float) -> Array:
        image = r[1] @ r[0]
        reduce_in_place(image, p)
        return r[0].T @ image

    return evaluated([X, A], formula, n, magnitude, 2 * X.exponent + A.exponent, unit)
