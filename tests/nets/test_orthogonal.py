"""Orthogonal matrices: rational turns by hand, singular vectors that multiply back to their matrix."""

from __future__ import annotations

import random

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.nets.matrices import RATIONALS, Reals, diagonal, identity
from verify.nets.orthogonal import block_diagonal, cayley, gaussian, singular_vectors


def test_one_turn_by_hand():
    assert cayley(2, ["1/2"]) == fmpq_mat(2, 2, [3, -4, 4, 3]) / 5
    assert cayley(2, ["1"]) == fmpq_mat(2, 2, [0, -1, 1, 0])


def test_turns_fill_the_upper_triangle_row_by_row():
    quarter = {(0, 1): ["1"], (0, 2): ["0", "1"], (1, 2): ["0", "0", "1"]}
    for (i, j), turns in quarter.items():
        Q = cayley(3, turns)
        k = 3 - i - j
        assert (Q[k, k], Q[i, j], Q[j, i], Q[i, i]) == (1, -1, 1, 0)


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(st.integers(0, 4), st.lists(st.fractions(-3, 3, max_denominator=6), max_size=7))
def test_cayley_is_a_rotation(size, turns):
    Q = cayley(size, turns)
    assert Q.transpose() * Q == identity(RATIONALS, size)
    assert size == 0 or Q.det() == 1
    # its transform gives the turns back: S = (I + Q)^{-1} (I - Q)
    S = (identity(RATIONALS, size) + Q).inv() * (identity(RATIONALS, size) - Q)
    pairs = [(i, j) for i in range(size) for j in range(i + 1, size)]
    wanted = [*(fmpq(x.numerator, x.denominator) for x in turns), *([fmpq(0)] * len(pairs))]
    assert [S[i, j] for i, j in pairs] == wanted[: len(pairs)]


def test_no_turns_no_change_and_other_words_are_refused():
    assert cayley(3, []) == identity(RATIONALS, 3)
    with pytest.raises(ValueError, match="not a rational"):
        cayley(2, ["half"])


def test_blocks_down_the_diagonal():
    made = block_diagonal(fmpq_mat(1, 1, [7]), fmpq_mat(2, 2, [1, 2, 3, 4]))
    assert made == fmpq_mat(3, 3, [7, 0, 0, 0, 1, 2, 0, 3, 4])
    assert block_diagonal(fmpq_mat(0, 0), fmpq_mat(1, 1, [5])) == fmpq_mat(1, 1, [5])


def test_normal_numbers_come_from_the_source_row_by_row():
    a, source = Reals(50), random.Random(3)
    made = gaussian(a, 2, 3, random.Random(3))
    assert a.entries(made) == [a.number(source.gauss(0, 1)) for _ in range(6)]
    many = [float(x) for x in a.entries(gaussian(a, 20, 50, random.Random(1)))]
    assert abs(sum(many) / 1000) < 0.1
    assert abs(sum(x * x for x in many) / 1000 - 1) < 0.2


@pytest.mark.parametrize(("rows", "columns"), [(3, 3), (4, 2), (2, 4), (1, 3), (3, 1)])
def test_singular_vectors_multiply_back(rows, columns):
    a, n, tiny = Reals(60), min(rows, columns), fmpq(1, 10**55)
    A = gaussian(a, rows, columns, random.Random(rows * 10 + columns))
    U, S, VT = singular_vectors(a, A)
    assert (a.shape(U), len(S), a.shape(VT)) == ((rows, n), n, (n, columns))
    assert sorted(S, reverse=True) == S
    gaps = [U * diagonal(a, S, n, n) * VT - A, U.T * U - identity(a, n), VT * VT.T - identity(a, n)]
    assert max(abs(x) for gap in gaps for x in a.exact(gap).entries()) < tiny
