"""Matrices over Q and over mpmath reals: the same answers, exactly or to the digits asked for."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import fmpq, fmpq_mat

from verify.nets import matrices
from verify.nets.matrices import RATIONALS, Reals, dyadic, rational

BOTH = pytest.mark.parametrize("a", [RATIONALS, Reals(40)], ids=["exact", "mpmath"])


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("3/2", fmpq(3, 2)), ("-4/6", fmpq(-2, 3)), ("+7", fmpq(7)), (5, fmpq(5)), (Fraction(1, 3), fmpq(1, 3)), (fmpq(2), 2)],
)
def test_rationals_are_read_exactly(value, wanted):
    assert rational(value) == wanted


@pytest.mark.parametrize("value", [0.5, "0.5", "1e3", "1/2/3", "", "x", " 1", "1/-2", True, None, [1], "9" * 4001])
def test_anything_else_is_refused(value):
    with pytest.raises(ValueError, match="rational"):
        rational(value)


@BOTH
def test_shapes_and_entries(a):
    A = a.matrix([[1, 2, 3], [4, 5, 6]])
    assert a.shape(A) == (2, 3)
    assert a.entries(A) == [1, 2, 3, 4, 5, 6]
    assert a.entries(a.transpose(A)) == [1, 4, 2, 5, 3, 6]
    assert a.shape(a.matrix([], 4)) == (0, 4)
    assert a.entries(a.zeros(1, 2)) == [0, 0]
    other = a.copy(A)
    other[0, 0] = a.number(9)
    assert (A[0, 0], other[0, 0]) == (1, 9)
    assert a.exact(A) == fmpq_mat(2, 3, [1, 2, 3, 4, 5, 6])


@BOTH
def test_helpers_by_hand(a):
    A, B = a.matrix([[1, 2], [3, 4]]), a.matrix([[0, 5, 1]])
    exact = a.exact
    assert exact(matrices.kronecker(a, A, B)) == fmpq_mat(2, 6, [0, 5, 1, 0, 10, 2, 0, 15, 3, 0, 20, 4])
    assert exact(matrices.kronecker(a, B, A)) == fmpq_mat(2, 6, [0, 0, 5, 10, 1, 2, 0, 0, 15, 20, 3, 4])
    assert exact(matrices.diagonal(a, ["1/2", 3], 2, 3)) == fmpq_mat(2, 3, [fmpq(1, 2), 0, 0, 0, 3, 0])
    assert exact(matrices.identity(a, 2)) == fmpq_mat(2, 2, [1, 0, 0, 1])
    assert exact(matrices.padded(a, B, 2, 4)) == fmpq_mat(2, 4, [0, 5, 1, 0, 0, 0, 0, 0])
    assert exact(matrices.columns_of(a, B, 1, 3)) == fmpq_mat(1, 2, [5, 1])
    assert exact(matrices.assembled(a, [[A, A], [B, a.matrix([[7]])]])) == fmpq_mat(
        3, 4, [1, 2, 1, 2, 3, 4, 3, 4, 0, 5, 1, 7]
    )
    assert matrices.trace(a, A) == 5
    assert matrices.trace(a, B) == 0
    assert exact(matrices.map_entries(a, B, lambda x: x * x + 1)) == fmpq_mat(1, 3, [1, 26, 2])


@pytest.mark.parametrize("value", ["1/3", fmpq(-2, 7), Fraction(10**30, 7), fmpq(10**45 + 1, 3)])
def test_reals_keep_their_digits(value):
    exact = rational(value)
    for digits in (30, 60):
        gap = abs(dyadic(Reals(digits).number(value)) - exact)
        assert 0 < gap < abs(exact) / fmpq(10) ** (digits - 1)


def test_a_dyadic_number_is_itself():
    a = Reals(50)
    for x in (fmpq(0), fmpq(-3), fmpq(5, 1024), fmpq(2) ** 200, fmpq(-7) / fmpq(2) ** 130):
        assert dyadic(a.number(x)) == x


def test_digits_are_a_matter_of_one_context():
    before = mpmath.mp.dps
    small, large = Reals(20), Reals(200)
    assert (small.context.dps, large.context.dps, mpmath.mp.dps) == (20, 200, before)
    assert dyadic(small.number("1/3")) != dyadic(large.number("1/3"))
