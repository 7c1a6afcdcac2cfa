"""Which of two formulas is the larger, where a change passes through powers, products and cases."""

from __future__ import annotations

import pytest
import sympy as sp

from verify.auditing.monotone import order
from verify.paper.grammar import parse

x = sp.Symbol("x", nonnegative=True)
LEAVES = {
    "L": 2 + sp.Symbol("n", integer=True, nonnegative=True),
    "r": sp.Symbol("r", integer=True, positive=True),
    "mu": x,
    "eta": sp.Symbol("eta", positive=True),
    "alpha": 1 / (1 + sp.Symbol("s", nonnegative=True)),
    "M": 1 + sp.Symbol("m", nonnegative=True),
    "cross": sp.Symbol("cross", real=True),
}


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("(1 - eta*mu**(2*L - 2))*(1 - mu**L)", "(1 - eta*mu**(2*L))*(1 - mu**L)", 1),  # the change has the factor's sign
        ("(1 - mu**L)**2", "(1 - mu)**2", -1),
        ("(1 - mu**L)**3", "(1 - mu)**3", None),
        ("(cross - eta*cross**(2*L - 1))**(2*L)", "(cross + eta*cross**(2*L - 1))**(2*L)", 1),
        ("alpha**((L - 2)/(2*L - 2))", "alpha*((L - 2)/(2*L - 2))", -1),  # a^b >= a >= a b for a, b in [0, 1]
        ("(2*L*(L - 1)*r)**(1/2)", "2*L*(L - 1)*r*(1/2)", 1),  # the root of a number of at least 4 is at most its half
        ("(L*r)**(1/2)", "L*r*(1/2)", None),  # at L = 2, r = 1 it is not
        ("1/M**(2*L - 2)", "1 - M**(2*L - 2)", -1),
        ("M/M**(2*L - 2)", "M - M**(2*L - 2)", None),
        ("Piecewise((1 - eta, M == 1), Exp(0 - eta))", "Piecewise((1 - eta, M == 0), Exp(0 - eta))", 1),
        ("Piecewise((1 - eta, M == 1), Exp(0 - eta))", "Piecewise((1 - eta, M == 2), Exp(0 - eta))", None),
    ],
)
def test_order(old, new, way):
    assert order(parse(old), parse(new), LEAVES) == way


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("a + b", "a", -1),
        ("(a + b)**2", "a**2", -1),
        ("1/(a + b)", "1/a", 1),
        ("c - (a + b)", "c - a", 1),
        ("Sum(a*l, (l, 1, L))", "Sum(a*l, (l, 1, L + 1))", 1),
        ("Sum(a*l, (l, 1, L))", "Sum(a*l, (l, 2, L))", -1),
        ("a*b", "a", None),
        ("a**2", "a", None),
    ],
)
def test_order_from_signs(old, new, way):
    leaves = {name: sp.Symbol(name, positive=True) for name in "abc"}
    leaves["L"] = sp.Symbol("L", integer=True, positive=True)
    assert order(parse(old), parse(new), leaves) == way
