"""Variables: symbols that carry their domain, words for the scope, and small points inside it."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
import sympy as sp
from flint import fmpq

from verify.reason.variables import (
    as_sympy,
    integer,
    nonnegative,
    positive,
    small_points,
    spoken_scope,
    substituted,
    with_least_values,
)

L, n, x, y, z = integer("L", 2), integer("n"), positive("x"), positive("y"), nonnegative("z")


def test_symbols_know_what_their_domain_says_and_no_more():
    assert (L.symbol.is_integer, L.symbol.is_positive) == (True, True)
    assert (n.symbol.is_integer, n.symbol.is_nonnegative, n.symbol.is_positive) == (True, True, None)
    assert (x.symbol.is_positive, x.symbol.is_integer) == (True, None)
    assert (z.symbol.is_nonnegative, z.symbol.is_zero, z.symbol.is_integer) == (True, None, None)
    assert integer("m", 1).symbol.is_positive
    assert (L.symbol - 1).is_positive is None


@pytest.mark.parametrize("variable", [L, n, x, z, integer("m", 1), integer("k", 5)])
def test_points_lie_in_the_domain(variable):
    points = variable.points()
    assert len(set(points)) == len(points) >= 4
    for point in points:
        value = as_sympy(point)
        assert value >= (variable.least or 0)
        assert value > 0 or variable.least == 0
        assert value.is_integer or not variable.integer
    if variable.least is not None:
        assert variable.least in points


def test_scopes_are_spoken():
    assert spoken_scope([x, L, y]) == "all L >= 2; all real x, y > 0"
    assert spoken_scope([z, integer("m", 1), integer("k", 1)]) == "all integers m, k >= 1; all real z >= 0"
    assert spoken_scope([integer("m", 1), L]) == "all L >= 2; all integers m >= 1"
    given = [sp.Ne(x.symbol, y.symbol), n.symbol <= L.symbol]
    assert spoken_scope([n], given) == "all integers n >= 0; x != y; n <= L"
    assert spoken_scope([]) == ""


def test_least_values_let_sympy_see_signs():
    a, k = L.symbol, integer("k", 5).symbol
    assert (a - 1).is_positive is None
    assert with_least_values(a - 1, [L]).is_positive
    assert with_least_values(k - a, [L, integer("k", 5)]).is_positive is None
    assert with_least_values(k + a - 6, [L, integer("k", 5)]).is_positive
    assert with_least_values(a - 3, [L]).is_nonnegative is None
    assert with_least_values(n.symbol + x.symbol, [n, x]) == n.symbol + x.symbol
    shifted = with_least_values(a**2, [L])
    (new,) = shifted.free_symbols
    assert [shifted.subs(new, j) for j in range(3)] == [4, 9, 16]


def test_small_points_come_simplest_first_and_each_once():
    points = list(small_points([L, x]))
    assert points[0] == {"L": 2, "x": 1}
    assert len(points) == len({tuple(p.items()) for p in points}) == 4 * 4
    ranks = [L.points().index(p["L"]) + x.points().index(p["x"]) for p in points]
    assert ranks == sorted(ranks)
    assert list(small_points([L, x], 5)) == points[:5]
    assert list(small_points([])) == [{}]
    wanted = {(a, b) for a, b in itertools.product(L.points(), x.points())}
    assert {(p["L"], p["x"]) for p in points} == wanted


@pytest.mark.parametrize("value", [Fraction(-3, 7), fmpq(-3, 7), sp.Rational(-3, 7)])
def test_exact_numbers_become_sympy(value):
    assert as_sympy(value) == sp.Rational(-3, 7)
    assert as_sympy(4) == sp.Integer(4)


@pytest.mark.parametrize("value", [0.5, "1/2", None])
def test_other_numbers_do_not(value):
    with pytest.raises(TypeError, match="not an exact rational"):
        as_sympy(value)


def test_substitution_carries_sums_out():
    l = sp.Symbol("l", integer=True, positive=True)
    total = sp.Sum(x.symbol**l, (l, 1, L.symbol))
    symbols = {"L": L.symbol, "x": x.symbol}
    assert substituted(total, symbols, {"L": 3, "x": Fraction(1, 2), "unused": 7}) == sp.Rational(7, 8)
    kept = (x.symbol - y.symbol) / (x.symbol - y.symbol) ** 2
    at_tie = substituted(kept, {**symbols, "y": y.symbol}, {"x": 1, "y": fmpq(1)})
    assert at_tie in (sp.zoo, sp.nan)  # not tidied away before
