"""Reading matrices and numbers; the two kinds of block agree."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpq_mat, fmpz, fmpz_mat

from verify.spectra import SymmetricMatrix
from verify.spectra.blocks import ExactBlock, FloatBlock
from verify.spectra.reading import entries_of, rational, read

from .samples import random_symmetric


def test_numbers() -> None:
    for value in (fmpq(3, 4), Fraction(3, 4), 0.75, np.float64(0.75), np.float32(0.75)):
        assert rational(value) == fmpq(3, 4)
    assert rational(fmpz(5)) == rational(5) == rational(np.int64(5)) == 5
    for bad in ("1/2", None, 1j, float("nan"), float("inf")):
        with pytest.raises(ValueError):
            rational(bad)


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
    exact = entries_of(held.exact())
    assert isinstance(exact, ExactBlock) and exact.exact() == held.exact()
    assert np.array_equal(exact.neighbours(), held.neighbours())
    assert held.exponent <= exact.exponent <= held.exponent + 1
    assert np.array_equal(held.floats() * 2.0**held.exponent, A)
    assert np.array_equal(exact.floats() * 2.0**exact.exponent, A)


@pytest.mark.parametrize("bits", [5, 60, 190, 1400])
def test_fixed_point_is_within_a_unit(bits: int) -> None:
    M = random_symmetric(5) * fmpq(1, 10**30)
    A = np.array([[int(x.p) / int(x.q) for x in row] for row in M.tolist()])
    for block in (entries_of(M), FloatBlock(np.tril(A) + np.tril(A, -1).T)):
        held, unit, n = block.exact(), fmpq(2) ** (block.exponent - bits), block.size
        fixed = block.fixed(bits)
        for i in range(n):
            values = fixed.integers([i] * n, list(range(n)))
            assert all(abs(v * fmpq(2) ** fixed.exponent * unit - held[i, j]) <= unit for j, v in enumerate(values))


def test_entries_below_the_slack_are_dropped_only_then() -> None:
    M = random_symmetric(4)
    M[0, 3] = M[3, 0] = fmpq(1, 1000)
    block = entries_of(M)
    assert block.without_negligible(fmpq(1, 200)).exact()[0, 3] == 0
    assert block.without_negligible(fmpq(1, 300)).exact() == M
