"""Fixed-point matrices: digits in, digits out, and the bounds that their docstrings state."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from verify.spectra.fixed import HALF, Fixed, diagonal_of, from_floats, from_integers, symmetric, total, zeros

ENDS = [0, 1, -1, HALF, -HALF, HALF - 1, HALF + 1, 2**24 - 1, -(2**24), 2**100, -(2**100) + 1, 2**239 + 2**23]


def entries(matrix: Fixed) -> list[Fraction]:
    """All entries, row by row, exactly."""
    places = [(i, j) for i in range(matrix.shape[0]) for j in range(matrix.shape[1])]
    values = matrix.integers([i for i, _ in places], [j for _, j in places])
    return [Fraction(v) * Fraction(2) ** matrix.exponent for v in values]


@pytest.mark.parametrize("exponent", [-216, -7, 0, 30])
def test_integers_come_back(exponent: int) -> None:
    matrix = from_integers(ENDS, (3, 4), exponent)
    assert entries(matrix) == [Fraction(v) * Fraction(2) ** exponent for v in ENDS]
    assert np.abs(matrix.digits).max() <= HALF and matrix.digits[-1].any()
    assert entries(matrix.T) == [entries(matrix)[4 * i + j] for j in range(4) for i in range(3)]
    assert all(abs(x) < Fraction(2) ** matrix.magnitude() for x in entries(matrix))


def test_zero_has_no_digits() -> None:
    nothing = from_integers([0, 0], (1, 2), -5)
    assert nothing.is_zero and entries(nothing) == [0, 0] == entries(zeros(1, 2))
    assert not nothing.floats()[0].any()


def test_sums_are_exact_and_need_one_grid() -> None:
    source = random.Random(0)
    for _ in range(20):
        a, b = ([source.randint(-(2**k), 2**k) for _ in range(6)] for k in (70, 200))
        found = total(from_integers(a, (2, 3), -48), from_integers(b, (2, 3), -24), from_integers(a, (2, 3), -48))
        expected = [2 * Fraction(x, 2**48) + Fraction(y, 2**24) for x, y in zip(a, b)]
        assert entries(found) == expected and np.abs(found.digits).max() <= HALF
    with pytest.raises(ValueError, match="modulo 24"):
        total(zeros(1, 1, 0), zeros(1, 1, 5))


@pytest.mark.parametrize("exponent", [-300, -100, -24, -1, 0, 23, 24, 500])
def test_rounding_stays_below_its_bound(exponent: int) -> None:
    matrix = from_integers(ENDS, (3, 4), -130)
    for before, after in zip(entries(matrix), entries(matrix.rounded(exponent))):
        assert abs(before - after) <= Fraction(51, 100) * Fraction(2) ** exponent


def test_floats_err_less_than_stated() -> None:
    source = random.Random(1)
    values = [source.randint(-(2**k), 2**k) for k in range(4, 240, 2)]
    matrix = from_integers(values, (1, len(values)), -3000)
    read, exponent = matrix.floats()
    for x, f in zip(values, read[0]):
        exact = Fraction(x) * Fraction(2) ** (-3000 - exponent)
        allowed = 3 * abs(exact) / 2**53 + Fraction(1, 2**96)
        assert abs(Fraction(float(f)) - exact) <= allowed


def test_floats_are_rounded_to_the_unit_and_no_further() -> None:
    random_state = np.random.default_rng(2)
    A = random_state.standard_normal((4, 5)) * 10.0 ** random_state.integers(-12, 12, (4, 5))
    for exponent, unit in ((0, -54), (-100, -163), (5, -2), (-2000, -100)):
        for x, y in zip(A.ravel(), entries(from_floats(A, exponent, unit))):
            assert abs(Fraction(float(x)) * Fraction(2) ** exponent - y) <= Fraction(2) ** unit / 2


def test_parts() -> None:
    matrix = from_integers(list(range(-8, 8)), (4, 4), 0)
    assert diagonal_of(matrix) == [-8, -3, 2, 7]
    assert entries(matrix.where(np.eye(4, dtype=bool))) == [x * (k % 5 == 0) for k, x in enumerate(entries(matrix))]
    assert entries(matrix.block(np.array([1, 3]))) == [-3, -1, 5, 7]
    mirrored = entries(symmetric(matrix))
    assert all(mirrored[4 * i + j] == mirrored[4 * j + i] == -8 + 4 * i + j for i in range(4) for j in range(i + 1))
    assert entries(matrix.rescaled(3)) == [8 * x for x in entries(matrix)]
