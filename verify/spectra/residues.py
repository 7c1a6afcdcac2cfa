"""Exact products of long integer matrices with float64 BLAS: one product per modulus, then the Chinese remainder theorem.

Every factor is reduced modulo primes p below 2^22 with inner * (p/2 + 1)^2 <= 2^52, so that each float64 product of residues
is exact in any order of summation; enough primes are taken for their product to exceed the result. This is scheme II of
Ozaki, Uchino and Imamura (2025), a sequel of the error-free splitting of Ozaki, Ogita, Oishi and Rump (Numer. Algorithms 59,
2012).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
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
TILED = 300  # rows from which a lower triangle is worth forming in pieces

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
    weights = _weights(tuple(primes), planes)
    turned = not matrix.digits.flags.c_contiguous  # a transposed view is worked on as the matrix it is a view of
    digits = np.ascontiguousarray(matrix.T.digits if turned else matrix.digits)
    flat = digits.reshape(planes, -1)
    found = np.empty((len(primes), flat.shape[1]))
    for start in range(0, flat.shape[1], PIECE):
        part = weights @ flat[:, start : start + PIECE]
        for row, p in zip(part, primes):
            reduce_in_place(row, float(p))
        found[:, start : start + PIECE] = part
    shaped = found.reshape(len(primes), *digits.shape[1:])
    return [r.T if turned else r for r in shaped]


@cache
def _weights(primes: tuple[int, ...], planes: int) -> Array:
    """2^(24 j) modulo each prime, a row for each."""
    return np.array([[_centred(pow(2, BITS * j, p), p) for j in range(planes)] for p in primes], dtype=np.float64)


@cache
def _inverses(primes: tuple[int, ...]) -> list[int]:
    """The inverse of M / p modulo p for each prime, M the product of all."""
    modulus = prod(primes)
    return [_centred(pow(modulus // p, -1, p), p) for p in primes]


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
    inverses, scaled = _inverses(primes), []
    for start in range(0, len(primes), TOGETHER):
        some = primes[start : start + TOGETHER]
        reduced = [_residues(f, some) for f in factors]
        for k, p in enumerate(some):
            value = formula([r[k] for r in reduced], float(p))
            value = np.ascontiguousarray(value)
            reduce_in_place(value, float(p))
            value *= inverses[start + k]
            reduce_in_place(value, float(p))
            scaled.append(value)
    return _reconstructed(scaled, primes, own, unit)


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

    |x| <= M / 8, so q is the integer nearest to sum_i t_i / p_i = q + x / M: at most 128 terms of size 1/2 + 2^-20 err by
    far less than the 3/8 that it takes to reach another integer. Digits are formed by a product with the digits of
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
        return zeros(shape[0], shape[1], unit)
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


def lower_product(A: Array, B: Array) -> Array:
    """The lower triangle of A B, with blocks of columns of decreasing height; what is above them is zero."""
    n = len(A)
    if n < TILED:
        return A @ B
    made = np.zeros((n, n))
    cuts = [n * k // 4 for k in range(5)]
    for left, right in pairwise(cuts):
        made[left:, left:right] = A[left:] @ B[:, left:right]
    return made


def _prepared(A: Fixed, B: Fixed, unit: int) -> tuple[Fixed, Fixed, int]:
    """The factors without digits that cannot matter, and some m with every entry of their product below 2^m.

    By the inequality of Cauchy and Schwarz the entries of A B are below 2^(a + b) for rows of A shorter than 2^a and
    columns of B shorter than 2^b; where that is at most half a unit, zero will do. Rounding A below 2^e, e = unit - b - 2 -
    log2(inner) / 2, changes each entry of a row by at most 0.51 * 2^e, the row by at most 0.13 * 2^(unit - b) in length, and
    the product by 0.13 units; likewise for B. As unit <= a + b, neither row nor column becomes longer by a factor above
    1.13, so the product of the rounded factors is below 2^(a + b + 1).
    """
    a, b = A.T.column_norms(), B.column_norms()
    if a + b < unit:
        return zeros(*A.shape), zeros(*B.shape), unit
    room = (A.shape[1].bit_length() + 1) // 2 + 2
    return A.rounded(unit - b - room), B.rounded(unit - a - room), a + b + 1


def product(A: Fixed, B: Fixed, unit: int, lower: bool = False) -> Fixed:
    """A B to multiples of 2^unit; every entry is within one unit (0.3 + 0.51) of the exact product.

    With `lower`, only the lower triangle of a square product is formed; the rest is of no meaning.
    """
    A, B, magnitude = _prepared(A, B, unit)
    if A.is_zero or B.is_zero:
        return zeros(A.shape[0], B.shape[1], unit)
    multiply = lower_product if lower else np.matmul
    own = A.exponent + B.exponent
    return evaluated([A, B], lambda r, p: multiply(r[0], r[1]), A.shape[1], max(magnitude, own), own, unit)


def scaled_by(A: Fixed, factor: Fixed, unit: int) -> Fixed:
    """A times the 1 x 1 matrix `factor`, to multiples of 2^unit; every entry is within one unit."""
    a, f = A.magnitude(), factor.magnitude()
    A, factor = A.rounded(unit - f - 2), factor.rounded(unit - a - 2)  # an error of 0.13 units each, as in _prepared
    if A.is_zero or factor.is_zero:
        return zeros(A.shape[0], A.shape[1], unit)
    own = A.exponent + factor.exponent
    return evaluated([A, factor], lambda r, p: r[0] * r[1], 1, A.magnitude() + factor.magnitude(), own, unit)


def gram(X: Fixed, unit: int) -> Fixed:
    """X^T X to multiples of 2^unit; every entry is within 0.51 units."""
    bits = 2 * max(X.column_norms(), X.exponent)
    return evaluated([X], lambda r, p: r[0].T @ r[0], X.shape[0], bits, 2 * X.exponent, unit)


def congruence(X: Fixed, A: Fixed, unit: int) -> Fixed:
    """The lower triangle of X^T A X to multiples of 2^unit, A symmetric; every entry is within 0.51 units.

    The entries are at most the product of two column lengths of X and the norm of A, which is at most sqrt(n) columns.
    """
    n = A.shape[0]
    if A.is_zero:
        return zeros(X.shape[1], X.shape[1], unit)
    bits = 2 * X.column_norms() + A.column_norms() + (n.bit_length() + 1) // 2

    def formula(r: list[Array], p: float) -> Array:
        image = r[1] @ r[0]
        reduce_in_place(image, p)
        return lower_product(r[0].T, image)

    own = 2 * X.exponent + A.exponent
    return evaluated([X, A], formula, n, max(bits, own), own, unit)
