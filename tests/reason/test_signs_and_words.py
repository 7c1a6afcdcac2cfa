"""Signs are read off symbols or not at all; words in partial isometries reduce by their identities alone."""

from __future__ import annotations

import pytest
import sympy as sp

from verify.reason.signs import never_negative, rising
from verify.reason.variables import integer, nonnegative, positive, small_points, spoken_scope
from verify.reason.words import annihilates, eigenvector, isometry, reduce

x, y = positive("x").symbol, nonnegative("y").symbol
k, r, m = (integer(name, 1).symbol for name in ("k", "r", "m"))


def test_signs():
    assert never_negative((x + y) ** 3 - x**3)
    assert not never_negative(x - y)
    for signed in ((-1) ** k, (-2) ** k, sp.Symbol("z", real=True) ** k, sp.IndexedBase("B")[1]):
        assert not never_negative(signed)
    rising(x ** (2 * k) * y, x, y)
    with pytest.raises(ValueError, match="not shown to rise"):
        rising(1 / x, x)


def test_words():
    J = sp.MatrixSymbol("J", m, r)
    D = sp.MatrixSymbol("D", r, r)
    e, u = sp.MatrixSymbol("e", r, 1), sp.MatrixSymbol("u", m, 1)
    rules = [isometry(J), eigenvector(D, e, x), annihilates(J.T, u)]
    assert reduce(J * D**k * J.T * J * e, rules) == (x**k, (J, e))
    assert reduce(J * D * J.T * u, rules)[0] == 0
    assert reduce(J * J.T * J, [], ()) == (1, (J, J.T, J))  # without the rule nothing happens
    assert reduce((D**k).T * e, rules, (D,)) == (x**k, (e,))


def test_scope_is_spoken_from_the_variables():
    scope = spoken_scope([integer("L", 2), positive("a"), positive("b")])
    assert scope == "all L >= 2; all real a, b > 0"


def test_small_points_start_with_the_smallest():
    first = next(iter(small_points([integer("L", 2), nonnegative("y")])))
    assert first == {"L": 2, "y": 0}
