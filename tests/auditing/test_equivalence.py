"""What two formulas alone say about each other."""

from __future__ import annotations

import pytest

from verify import catalogue
from verify.auditing.equivalence import compared
from verify.auditing.monotone import order
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


STEP = "eta < Min(1/L, 1/M**(2*L-2))"


def read(parts, given=(), bounds=None):
    formulas = {name: Formula.read(text) for name, text in parts.items()}
    return Wording(formulas, "", tuple(map(Formula.read, given)), "", bounds or {})


def part_kind(old, new, part, bounds=None):
    """The relation of two formulas that stand in a part of that name."""
    one, other = (read({part: text}, bounds=bounds) for text in (old, new))
    return compared(one, other, part, None).kind


@pytest.mark.parametrize("part", ["lower", "upper", "dominant_from", "bulk_to"])
def test_a_part_is_a_bound_because_the_data_says_so_and_not_by_its_name(part):
    assert {part_kind("d_L", new, part) for new in ("d_L + 1", "d_L - 1")} == {"open"}
    assert part_kind("d_L", "d_L + 1", part, {part: "upper"}) == "implied"
    assert part_kind("d_L", "d_L + 1", part, {part: "lower"}) == "open"


def test_only_what_is_stated_may_say_less_and_no_exact_condition():
    old, new = "mu**L > 1/2", "mu**L >= 1/2"
    assert part_kind(old, new, "value") == "implied"
    assert part_kind(old, new, "value", {"value": "exact"}) == "open"
    assert part_kind(old, new, "condition") == "open"


def test_a_next_value_is_not_taken_to_be_positive_where_that_is_what_is_stated():
    assert kind("lambda_next > 0", "M > 0") == "implied"
    assert kind("lambda_next > 0", "lambda_next >= 0") == "implied"
    assert kind("lambda_next > 0", "lambda_t > 0") == "open"


@pytest.mark.parametrize(("given", "relation"), [((), "open"), ((STEP,), "equivalent")])
def test_a_head_stays_positive_for_the_step_sizes_of_the_lemma_only(given, relation):
    """After a larger step mu_t may be negative, and the largest of all values 0."""
    settled = ("tail == 0", "spread == 0", *given)
    assert kind("1 - mu_t**(-L)", "1 - top_t**(-L)", settled) == relation
    assert kind("Abs(mu_t)", "mu_t", settled) == relation


@pytest.mark.parametrize(
    ("old", "new", "bound", "given", "relation"),
    [
        ("d_star", "m*d_star", "upper", (), "open"),  # the size of a gap need not be a whole number
        ("d_star*r", "d_star", "lower", (), "open"),  # r = 0
        ("d_star*r", "d_star", "lower", ("r >= 1",), "implied"),
        ("L + alpha", "L + 1", "upper", (), "open"),
        ("L + alpha", "L + 1", "upper", (STEP,), "implied"),
        ("mu", "mu/tail", "upper", ("tail < 1",), "open"),
        ("L*X[1]", "L*X[1] + 1 - X[1]", "upper", (), "implied"),
        ("L*X[1]", "L/X[1]", "upper", (), "open"),  # no value at X[1] = 0
        ("Sum(lambdas[i], (i, 1, r))", "Sum(lambdas[i], (i, 1, d_star))", "upper", (), "implied"),
        ("Sum(lambdas[i], (i, 1, r))", "Sum(lambdas[i], (i, 1, r + 1))", "upper", (), "open"),  # r = d_star
        ("Sum(lambdas[i], (i, 1, r))", "Sum(lambdas[i], (i, 1, r + 1))", "upper", ("r < d_star",), "implied"),
        ("Sum((1 - lambdas[i]**L)**2, (i, 1, r))", "Sum((1 + lambdas[i]**L)**2, (i, 1, r))", "upper", (), "implied"),
        ("Sum((1 - lambdas_t[i]**L)**2, (i, 1, r))", "Sum((1 + lambdas_t[i]**L)**2, (i, 1, r))", "upper", (), "open"),
        ("d_L", "d_L + 1", "upper", ("d_L >= 1", "d_L < 1"), "open"),  # nothing meets these assumptions
        ("tail", "tail*L", "upper", ("tail > 0",), "implied"),
        ("1/mu", "1/mu + 0/tail", "upper", ("tail > 0",), "equivalent"),
        ("1/mu", "1/mu + 0/tail", "upper", (), "open"),
    ],
)
def test_a_bound_is_weaker_only_inside_what_is_assumed(old, new, bound, given, relation):
    assert kind(old, new, given, bound=bound) == relation


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        ("Sum(N[k, l]*X[l], (l, 1, L))", "Sum(N[l, k]*X[l], (l, 1, L))", "open"),  # blocks need not be symmetric
        ("Sum(Sum(N[k, l]**2, (l, 1, L)), (k, 1, L))", "Sum(Sum(N[l, k]**2, (l, 1, L)), (k, 1, L))", "equivalent"),
        ("Sum(Sum(N[k, l]**2, (l, 1, L)), (k, 2, L))", "Sum(Sum(N[l, k]**2, (l, 1, L)), (k, 2, L))", "open"),
        ("Sum(Sum(N[k, l]*X[l], (l, 1, L)), (k, 1, L))", "Sum(Sum(N[l, k]*X[l], (l, 1, L)), (k, 1, L))", "open"),
        ("Sum(Sum(N[k, l], (l, 1, k)), (k, 1, L))", "Sum(Sum(N[l, k], (l, 1, k)), (k, 1, L))", "open"),
    ],
)
def test_sums_in_another_order(old, new, relation):
    assert kind(old, new) == relation


def test_a_condition_deep_inside_a_comparison():
    old = "Piecewise((eta, i <= rank_xx), (0, lambda_0 == 0), 2) < 2"
    assert kind(old, old.replace("lambda_0 == 0", "lambda_0 <= 0")) == "equivalent"
    assert kind(old, old.replace("lambda_0 == 0", "lambda_0 == 1")) == "open"
    assert kind(old, old.replace("lambda_0 == 0", "lambda_0 < 0")) == "open"
