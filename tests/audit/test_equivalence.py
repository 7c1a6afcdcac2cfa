"""What two formulas alone say about each other."""

from __future__ import annotations

import pytest

from verify import catalogue
from verify.audit.equivalence import compared
from verify.audit.monotone import order
from verify.paper.formulas import Formula
from verify.paper.grammar import parse
from verify.paper.statements import Wording

BOOK = catalogue.revision("full-text")


def kind(old, new, given=(), reading=None, bound=""):
    words = [Wording({"value": Formula.read(t)}, "", tuple(map(Formula.read, given)), "", {"value": bound} if bound else {})
             for t in (old, new)]
    return compared(*words, "value", BOOK.readings[reading] if reading else None).kind


@pytest.mark.parametrize(
    ("old", "new", "given", "reading"),
    [
        ("r*(d_0 - r) + (d_L - r)*r", "(d_0 + d_L - 2*r)*r", (), None),
        ("d_star", "Min(d_0, d_L)", (), None),
        ("d_star", "rank_xx", (), "padded"),
        ("d_0", "d_star", ("d_0 <= d_L",), None),
        ("L + tail", "L", ("tail == 0",), None),
        ("Piecewise((1, rank_xx + d_L == 2*r), 2)", "Piecewise((1, rank_xx + d_L <= 2*r), 2)", (), "isotropic"),
        ("rank_xx >= r", "d_0 >= r", (), "padded"),
        ("Sxx[k, l]", "Sxx[l, k]", (), None),
    ],
)
def test_the_same(old, new, given, reading):
    assert kind(old, new, given, reading) == "equivalent"


@pytest.mark.parametrize(
    ("old", "new", "reading"),
    [
        ("d_0", "d_star", None),
        ("d_star", "rank_xx", "isotropic"),
        ("r**2", "2*r", None),
        ("lambda_i**(2*L - 2)", "lambda_i**(2*L)", None),
        ("Piecewise((1, rank_xx + d_L == 2*r), 2)", "Piecewise((1, d_0 + d_L == 2*r), 2)", "rank_r"),
        ("product[k, l]", "product[l, k]", None),
        ("omega_i", "Abs(omega_i)", None),
    ],
)
def test_not_the_same(old, new, reading):
    assert kind(old, new, (), reading) == "open"


def test_a_weaker_bound_is_implied_and_a_tighter_one_is_not():
    assert kind("L*mu**2", "(L + 1)*mu**2", bound="upper") == "implied"
    assert kind("L*mu**2", "(L + 1)*mu**2", bound="lower") == "open"
    assert kind("L*mu**2", "(L + 1)*mu**2") == "open"  # a value, and no bound


def test_a_loose_comparison_is_implied_by_a_strict_one():
    assert kind("tail < 1", "tail <= 1") == "implied"
    assert kind("tail <= 1", "tail < 1") == "open"


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
    import sympy as sp

    leaves = {name: sp.Symbol(name, positive=True) for name in "abc"}
    leaves["L"] = sp.Symbol("L", integer=True, positive=True)
    assert order(parse(old), parse(new), leaves) == way
