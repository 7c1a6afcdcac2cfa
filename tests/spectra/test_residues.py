"""Exact products by residues, against Python integers."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from verify.spectra import NotCertified, residues
from verify.spectra.blas import integer_products_are_exact
from verify.spectra.fixed import Fixed, from_integers, symmetric, total, zeros

from .test_fixed import entries


def drawn(shape: tuple[int, int], bits: int, exponent: int, seed: int, extreme: bool = False) -> tuple[np.ndarray, Fixed]:
    """Random integers below 2^bits (or all close to that size), as Fractions and as a fixed-point matrix."""
    source = random.Random(seed)
    low = 2**bits - 5 if extreme else 0
    values = [source.choice([-1, 1]) * source.randint(low, 2**bits - 1) for _ in range(shape[0] * shape[1])]
    exact = np.array([Fraction(v) * Fraction(2) ** exponent for v in values], dtype=object).reshape(shape)
    return exact, from_integers(values, shape, exponent)


def worst(found: Fixed, exact: np.ndarray, unit: int) -> Fraction:
    """The largest error in units."""
    return max(abs(a - b) / Fraction(2) ** unit for a, b in zip(entries(found), exact.ravel()))


UNITS = [-400, -230, -131, -101, -24, 0, 17, 60, 400]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(("first", "second"), [(5, 70), (53, 200), (190, 190), (1, 1)])
def test_products_are_within_a_unit(unit: int, first: int, second: int) -> None:
    for extreme in (False, True):
        a, A = drawn((4, 30), first, -90, 1, extreme)
        b, B = drawn((30, 5), second, -100, 2, extreme)
        found = residues.product(A, B, unit)
        assert worst(found, a @ b, unit) <= 1 and (found.exponent - unit) % 24 == 0
        turned = residues.product(B.T, A.T, unit)
        assert worst(turned, b.T @ a.T, unit) <= 1


@pytest.mark.parametrize("unit", UNITS)
def test_congruences_grams_and_scalars(unit: int) -> None:
    x, X = drawn((9, 9), 54, -54, 3)
    a, A = drawn((9, 9), 190, 0, 4)
    c, C = drawn((1, 1), 150, -20, 5)
    even, E = a + a.T, total(A, A.T)
    assert worst(symmetric(residues.congruence(X, E, unit)), x.T @ even @ x, unit) <= Fraction(51, 100)
    assert worst(residues.gram(X, unit), x.T @ x, unit) <= Fraction(51, 100)
    assert worst(residues.scaled_by(A, C, unit), a * c[0, 0], unit) <= 1


def test_zero_factors() -> None:
    _, A = drawn((3, 4), 60, 0, 6)
    assert residues.product(A, zeros(4, 2), 0).is_zero and residues.product(A, zeros(4, 2), 0).shape == (3, 2)
    assert residues.congruence(A, zeros(3, 3), 0).shape == (4, 4)


@pytest.mark.parametrize("inner", [1, 152, 920, 1720, 30_000])
def test_moduli_keep_float64_exact(inner: int) -> None:
    primes = residues.moduli(inner, 400)
    assert len(set(primes)) == len(primes) and np.prod([float(p) for p in primes]) > 2.0**400
    assert all(inner * (p // 2 + 1) ** 2 <= 2**52 for p in primes)


def test_too_long_results_are_refused() -> None:
    with pytest.raises(NotCertified, match="moduli"):
        residues.moduli(10, 10_000)
    with pytest.raises(NotCertified, match="exact"):
        residues.moduli(10**12, 100)


def test_reduction_is_exact_and_small() -> None:
    source = random.Random(7)
    for p in (2**22 - 3, 1021, 4093):
        values = [source.randint(-(2**52), 2**52) for _ in range(500)] + [2**52, -(2**52), p, p // 2, p // 2 + 1]
        array = np.array(values, dtype=float)
        residues.reduce_in_place(array, float(p))
        assert all((int(r) - v) % p == 0 and abs(r) <= p / 2 + 1 for r, v in zip(array, values))


def test_a_wrong_residue_is_not_rounded_away() -> None:
    a, A = drawn((6, 6), 50, 0, 8)
    bad: Callable[[list[np.ndarray], float], np.ndarray] = lambda r, p: r[0] @ r[0] + (p == residues.moduli(6, 200)[0])  # noqa: E731
    found = residues.evaluated([A], bad, 6, 197, 0, 0)
    assert worst(found, a @ a, 0) > 2**100


def test_this_blas_is_exact() -> None:
    assert integer_products_are_exact()
