"""Signs of sums of powers that vanish at 1 and nowhere else."""

from __future__ import annotations

import pytest
import sympy as sp

from verify.auditing.around_one import falls_through_one, same_side

x = sp.Symbol("x", nonnegative=True)
n = sp.Symbol("n", integer=True, nonnegative=True)
c = sp.Symbol("c", positive=True)


@pytest.mark.parametrize(
    ("value", "sign"),
    [
        (1 - x**2, 1),
        (x ** (n + 1) - x, -1),
        (c * (x - x ** (n + 3)), 1),
        (2 - x - x ** (n + 2), 1),
        ((n + 2) * c * (x**2 - x ** (2 * n + 3)), 1),
    ],
)
def test_values_that_change_their_sign_at_one(value, sign):
    assert falls_through_one(value, x) == sign
    for point in (sp.Rational(0), sp.Rational(1, 3), sp.Integer(1), sp.Rational(5, 2)):
        there = value.subs({n: 1, c: 2}).subs(x, point)
        assert there * sign * (1 - point) >= 0


@pytest.mark.parametrize(
    "value",
    [
        1 - 2 * x + x**2,  # a double zero at 1
        2 - x**2,  # another zero
        1 - x**n + c,
        x**-1 - x,  # no value at x = 0
        x - sp.Symbol("y", positive=True),
    ],
)
def test_nothing_is_said_of_other_values(value):
    assert falls_through_one(value, x) is None


def test_products_of_two_have_one_sign():
    assert same_side(x**2 - x**4, 1 - x ** (n + 1)) == 1
    assert same_side(x**4 - x**2, 1 - x ** (n + 1)) == -1
    assert same_side(x**4 - x**2, c - x) is None
