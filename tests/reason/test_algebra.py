"""The normal form proves true identities for all exponents, proves no false one, and its certificates can be rechecked."""

from __future__ import annotations

import pytest
import sympy as sp

from verify.reason.algebra import Line, prove_equal
from verify.reason.variables import integer, positive

L, n = integer("L", 2).symbol, integer("n", 1).symbol
l = sp.Symbol("l", integer=True, positive=True)
a, b = positive("a").symbol, positive("b").symbol
x, y = sp.symbols("x y", real=True)
d_0, d_L, r = (integer(name, 1).symbol for name in ("d_0", "d_L", "r"))
GEOMETRIC = sp.Sum(a ** (2 * (L - l)) * b ** (2 * (l - 1)), (l, 1, L))

TRUE = [
    (a ** (2 * L) * a**-2, a ** (2 * (L - 1))),
    ((a * b) ** L, a**L * b**L),
    (sp.Integer(4) ** L, sp.Integer(2) ** (2 * L)),
    (sp.sqrt(a ** (2 * L)), a**L),
    (sp.exp(L + 1), sp.E * sp.exp(L)),
    ((a ** (2 * L) - b ** (2 * L)) / (a**2 - b**2), GEOMETRIC),
    (sp.Sum(a ** (2 * (L - l)) * a ** (2 * (l - 1)), (l, 1, L)), L * a ** (2 * (L - 1))),
    (sp.Min(d_0, d_L) + sp.Max(d_0, d_L), d_0 + d_L),
    (sp.Min(d_0, d_L) * sp.Max(d_0, d_L), d_0 * d_L),
    (sp.Sum(a**l, (l, 1, L)), sp.Sum(a ** (l + 1), (l, 0, L - 1))),
    (GEOMETRIC, GEOMETRIC.subs({a: b, b: a}, simultaneous=True)),
    (GEOMETRIC, sp.Sum(a ** (2 * L) * a ** (-2 * l) * b ** (2 * l) / b**2, (l, 1, L))),
]
FALSE = [
    (a ** (2 * L), a ** (2 * L - 1)),
    (a**L + b**L, (a + b) ** L),
    ((a ** (2 * L) - b ** (2 * L)) / (a - b), GEOMETRIC),
    (GEOMETRIC + 1, (a ** (2 * L) - b ** (2 * L)) / (a**2 - b**2)),
    (sp.Sum(a**l, (l, 1, L)), L * a**L),
    (sp.Min(d_0, d_L), d_0),
    ((d_0 + d_L - 2 * r) * r, (sp.Min(d_0, d_L) + d_L - 2 * r) * r),
    (sp.Integer(2) ** L, sp.Integer(3) ** L),
    (sp.Integer(0) * a, sp.Integer(1)),
    (sp.Sum(1, (l, 5, L)), L - 2),  # at L = 3 the sum has no term yet
    ((-1) ** (2 * sp.Max(x, y) - 2 * sp.Min(x, y)), sp.Integer(1)),
]


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_true_identities_are_proved_and_recheck(left, right):
    proof = prove_equal(left, right, L, 2)
    assert proof is not None
    assert proof.lines
    assert [line.recheck() for line in proof.lines] == [None] * len(proof.lines)


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_false_identities_are_not(left, right):
    assert prove_equal(left, right, L, 2) is None


def test_induction_needs_the_base_case():
    shifted = (a ** (2 * L) - b ** (2 * L)) / (a**2 - b**2) + (L - 2) * (L - 3)
    assert prove_equal(GEOMETRIC, shifted, L, 2) is None


def test_a_broken_certificate_fails_its_recheck():
    assert "differs" in Line("planted", a**L, a ** (L + 1)).recheck()
    assert "differs" in Line("right at 1, …, 5", (n - 1) * (n - 2) * (n - 3) * (n - 4) * (n - 5), sp.Integer(0)).recheck()
    assert "differs" in Line("signs", sp.sqrt(x**2), x).recheck()
    assert Line("nowhere defined", 1 / (a - a + 0 * b), a).recheck() is not None
