"""The three readings of a formula agree with each other, and a printed 0/0 stays undefined."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.paper.formulas import Formula, Imprecise, TooLarge, Undefined

CLOSED = Formula.read("(a**(2*L) - b**(2*L)) / (a**2 - b**2)")
SUM = Formula.read("Sum(a**(2*(L-l)) * b**(2*(l-1)), (l, 1, L))")


def test_exact_value():
    assert SUM.at(L=3, a=2, b=1) == 21
    assert CLOSED.at(L=3, a=fmpq(1, 2), b=2) == SUM.at(L=3, a=Fraction(1, 2), b=2)


def test_zero_over_zero_has_no_value():
    with pytest.raises(Undefined):
        CLOSED.at(L=3, a=2, b=2)
    x = sp.Symbol("x", positive=True)
    with pytest.raises(Undefined):
        CLOSED.symbolic(L=sp.Integer(3), a=x, b=x)


def test_irrational_value_is_a_certified_ball():
    root = Formula.read("L**(1/(2*(L-1)))").at(L=2)
    assert isinstance(root, arb)
    assert (root * root).contains(2)
    assert Formula.read("L**(1/2)").at(L=fmpq(9, 4)) == fmpq(3, 2)  # rational roots stay rational


def test_ball_has_the_asked_digits():
    ball = Formula.read("2**(1/2)").ball(digits=60)
    assert ball.rad() < arb(10) ** -58


def test_comparisons_decide_or_abstain():
    gap = Formula.read("(m + d)/(m - d) < L**(1/(2*(L-1)))")
    assert gap.holds(m=1, d=fmpq(1, 8), L=2) is True
    assert gap.holds(m=1, d=fmpq(1, 2), L=2) is False
    assert Formula.read("2**(1/2)*2**(1/2) <= 2").holds() is None  # equal, but only balls say so


def test_chain_of_comparisons():
    chain = Formula.read("1 <= r < d")
    assert chain.holds(r=1, d=2) is True
    assert chain.holds(r=2, d=2) is False


def test_indexed_symbols_and_piecewise():
    assert (
        Formula.read("Sum(Sum(N[k, l]**2, (l, 1, L)), (k, 1, L))").at(L=2, N={(1, 1): 1, (1, 2): 2, (2, 1): 3, (2, 2): 4})
        == 30
    )
    branch = Formula.read("Piecewise((1, a == b), 2)")
    assert (branch.at(a=1, b=1), branch.at(a=1, b=2)) == (1, 2)
    with pytest.raises(Undefined):
        Formula.read("N[3]").at(N={1: 1})


def test_convention_zero_to_the_zero():
    assert Formula.read("a**0").at(a=0) == 1


def test_tower_given_at_an_instance_is_refused():
    with pytest.raises(TooLarge):
        Formula.read("2**(3**(4**L))").at(L=50)


rationals = st.fractions(min_value=Fraction(1, 4), max_value=4, max_denominator=6)


@settings(max_examples=40, derandomize=True, database=None, deadline=None)
@given(st.integers(1, 6), rationals, rationals)
def test_readings_agree(L, a, b):
    exact = SUM.at(L=L, a=a, b=b)
    symbolic = SUM.symbolic(L=sp.Integer(L), a=sp.Rational(a), b=sp.Rational(b))
    assert sp.Rational(int(exact.p), int(exact.q)) == symbolic
    assert (SUM.ball(L=L, a=a, b=b) - exact).contains(0)
    if a != b:
        assert CLOSED.at(L=L, a=a, b=b) == exact


def test_floor():
    share = Formula.read("Floor((1 - percent/100)*n/9)")
    assert share.at(n=5000, percent=20) == 444
    assert Formula.read("Floor(-1/2)").at() == -1
    assert Formula.read("Floor(2**(1/2))").at() == 1
    assert share.symbolic(n=sp.Integer(5000), percent=sp.Integer(20)) == 444
    with pytest.raises(Imprecise):
        Formula.read("Floor(2**(1/2)*2**(1/2))").at()
