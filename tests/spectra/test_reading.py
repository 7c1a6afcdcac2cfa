"""Reading matrices and numbers; the two kinds of block agree."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq, fmpq_mat, fmpz, fmpz_mat

from verify.spectra import SymmetricMatrix, spectrum
from verify.spectra.blocks import ExactBlock, FloatBlock
from verify.spectra.reading import rational, read

from .samples import random_symmetric


def test_numbers() -> None:
    for value in (fmpq(3, 4), Fraction(3, 4), 0.75, np.float64(0.75), np.float32(0.75)):
        assert rational(value) == fmpq(3, 4)
    assert rational(fmpz(5)) == rational(5) == rational(np.int64(5)) == 5
    for bad in ("1/2", None, 1j, float("nan"), float("inf"), mpmath.inf, mpmath.nan, Decimal("NaN"), np.longdouble("inf")):
        with pytest.raises(ValueError):
            rational(bad)


@pytest.mark.parametrize("denominator", [3, 7, 2**40 + 1])
def test_floats_of_any_length_are_read_exactly(denominator: int) -> None:
    long = np.longdouble(1) / denominator
    assert rational(long) == fmpq(*map(int, long.as_integer_ratio()))
    with mpmath.workdps(90):
        long = -1 / mpmath.mpf(denominator)
        assert rational(long) == fmpq(*(int(x) for x in mpmath.libmp.to_rational(long._mpf_)))
    assert rational(sympy.Float(1, 60) / denominator).q.bit_length() > 190
    assert rational(Decimal("0.1")) == fmpq(1, 10) and rational(sympy.Rational(-2, denominator)) == fmpq(-2, denominator)


def test_an_enclosure_holds_the_eigenvalue_of_an_extended_precision_matrix() -> None:
    third = np.longdouble(1) / 3
    true = rational(third)
    for H in (np.array([[third, 0], [0, 1]]), [[third, 0], [0, 1]]):
        for route in ("components", "exact"):
            assert spectrum(H, route=route).count(true, true + 0) == 1
    with pytest.raises(ValueError, match="not symmetric"):
        read(np.array([[1, np.longdouble(2) ** -60 + 1], [1, 1]], dtype=np.longdouble))


def test_matrices_of_other_libraries() -> None:
    rows = [[2, -1], [-1, 4]]
    for H in (mpmath.matrix(rows), sympy.Matrix(rows), np.ma.array(rows)):
        assert read(H)[0].exact() == fmpq_mat(2, 2, [2, -1, -1, 4])


@pytest.mark.parametrize(
    ("H", "told"),
    [
        (np.ma.array([[1, 2], [2, 1]], mask=[[0, 1], [1, 0]]), "masked array hides entries"),
        (np.array([[1, 2 + 3j], [2 - 3j, 4]]), r"\(1\+0j\) is complex: only an entry of a Hermitian matrix may be"),
        (np.array([[1.0, 1e-20], [0.0, 1.0]]), r"entry \[0, 1\] is 1e-20, entry \[1, 0\] is 0.0"),
        ([[1, 2], [3, 1]], r"entry \[1, 0\] is 3, entry \[0, 1\] is 2"),
        ("12", "nested list of exact numbers"),
    ],
)
def test_a_refusal_names_the_place_and_what_to_do(H: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read(H)


def test_all_ways_to_write_a_matrix() -> None:
    rows = [[2, -1, 0], [-1, 0, 4], [0, 4, 7]]
    exact = fmpq_mat(3, 3, [fmpq(x) for row in rows for x in row])
    ways = [rows, tuple(map(tuple, rows)), exact, fmpz_mat(rows), SymmetricMatrix(exact)]
    ways += [np.array(rows), np.array(rows, float), np.array(rows, np.float32), np.array(rows, object)]
    for H in ways:
        block, slack = read(H)
        assert slack == 0 and block.exact() == exact


def test_a_block_of_floats_is_the_block_of_its_exact_entries() -> None:
    A = np.random.default_rng(3).standard_normal((6, 6)) * 2.0 ** np.arange(-30, 30, 10)
    A[0, 1] = A[1, 2] = 0
    A = np.tril(A) + np.tril(A, -1).T
    held = FloatBlock(A)
    exact = ExactBlock.of(held.exact())
    assert isinstance(exact, ExactBlock) and exact.exact() == held.exact()
    assert np.array_equal(exact.neighbours(), held.neighbours())
    assert held.exponent <= exact.exponent <= held.exponent + 1
    assert np.array_equal(held.floats() * 2.0**held.exponent, A)
    assert np.array_equal(exact.floats() * 2.0**exact.exponent, A)


@pytest.mark.parametrize("bits", [5, 60, 190, 1400])
def test_fixed_point_is_within_a_unit(bits: int) -> None:
    M = random_symmetric(5) * fmpq(1, 10**30)
    A = np.array([[int(x.p) / int(x.q) for x in row] for row in M.tolist()])
    for block in (ExactBlock.of(M), FloatBlock(np.tril(A) + np.tril(A, -1).T)):
        held, unit, n = block.exact(), fmpq(2) ** (block.exponent - bits), block.size
        fixed = block.fixed(bits)
        for i in range(n):
            values = fixed.integers([i] * n, list(range(n)))
            assert all(abs(v * fmpq(2) ** fixed.exponent * unit - held[i, j]) <= unit for j, v in enumerate(values))


def test_entries_below_the_slack_are_dropped_only_then() -> None:
    M = random_symmetric(4)
    M[0, 3] = M[3, 0] = fmpq(1, 1000)
    block = ExactBlock.of(M)
    assert block.without_negligible(fmpq(1, 200)).exact()[0, 3] == 0
    assert block.without_negligible(fmpq(1, 300)).exact() == M
