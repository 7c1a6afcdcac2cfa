"""Measures against independent routes: the exact spectrum of small networks, and hand-made enclosures."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from flint import fmpq

from verify.nets import differences
from verify.nets.recipes import balanced
from verify.spectra.certified import count, spectrum
from verify.spectra.enclosures import Enclosure, Spectrum
from verify.sweeps.grid import parse
from verify.sweeps.measures import MEASURES, Subject, Unusable, kth, outward

PLAN = """
sweep = "x"
measures = ["gap"]
[fixed]
d_0 = 3
d_hidden = 4
d_L = 3
r = 2
[axes]
L = [2, 3]
spread = ["0", "1/4"]
tail = ["0", "1/8"]
t = [0, 3]
turns = [0, 5]
"""


def subjects():
    plan = parse(PLAN, "p")
    return [Subject(plan.parameters(i)) for i in range(plan.instances)]


@pytest.mark.parametrize("subject", subjects(), ids=lambda s: str({k: str(v) for k, v in s.recipe.items()}) + str(s.steps))
def test_positions_are_those_of_the_hessian_of_the_definition(subject):
    if subject.steps:
        H = differences.hessian_of_gradient(subject.network)
    else:
        H = differences.hessian_of_gradient(balanced(subject.recipe).network)
    for k in (1, subject.dominant, subject.dominant + 1, subject.dominant + subject.bulk, subject.p):
        low, high = subject.largest(k)
        assert high - low < fmpq(1, 10**15)
        # at least k eigenvalues are >= low, and at most k - 1 are > high
        assert count(H, low, 10**6) >= k
        assert count(H, high + fmpq(1, 10**30), 10**6) < k


@pytest.mark.parametrize("name", [n for n in MEASURES if n != "prediction_error"])
def test_both_routes_agree(name):
    plan = parse(PLAN.replace("turns = [0, 5]", ""), "p")
    for i in range(plan.instances):
        parameters = plan.parameters(i)
        one, two = (MEASURES[name][1](Subject({**parameters, "route": route})) for route in ("matrix", "blocks"))
        assert max(one[0], two[0]) <= min(one[1], two[1]) + fmpq(1, 10**15), (name, parameters)


def test_the_prediction_is_within_rounding_and_a_wrong_one_is_seen():
    for subject in subjects():
        low, high = MEASURES["prediction_error"][1](subject)
        assert low <= high < fmpq(1, 10**15)
    wrong = subjects()[0]
    wrong.__dict__["prediction"] = Spectrum((Enclosure(fmpq(1), fmpq(1), wrong.p, "exact"),), wrong.p, "x", 20)
    low, high = MEASURES["prediction_error"][1](wrong)
    assert high - low < fmpq(1, 10**15)
    assert low <= max(abs(wrong.largest(1)[0] - 1), 1) <= high


def test_kth_counts_multiplicities_from_the_top():
    found = spectrum([[2, 0, 0], [0, 2, 0], [0, 0, -1]])
    assert [kth(found, k) for k in (1, 2, 3)] == [(2, 2), (2, 2), (-1, -1)]
    with pytest.raises(Unusable):
        kth(found, 4)


@pytest.mark.parametrize("x", [fmpq(1, 3), fmpq(-1, 3), fmpq(1, 10**400), fmpq(10) ** 400, -(fmpq(10) ** 400), fmpq(2, 10)])
def test_float_intervals_enclose(x):
    low, high = outward(x, x)
    exact = Fraction(int(x.p), int(x.q))
    assert (low == -math.inf or Fraction(low) <= exact) and (high == math.inf or exact <= Fraction(high))
    assert low == high or math.nextafter(low, math.inf) == high


def test_exact_values_stay_exact():
    assert outward(fmpq(3, 4), fmpq(3, 4)) == (0.75, 0.75)
    assert outward(fmpq(0), fmpq(0)) == (0, 0)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"r": 4}, "between 1 and"),
        ({"d_hidden": 2}, "hidden widths"),
        ({"mu": 0}, "mu"),
        ({"d_0": 9, "d_hidden": 900}, "blocks"),
    ],
)
def test_parameters_that_make_no_network_say_why(more, why):
    with pytest.raises(Unusable, match=why):
        Subject({**parse(PLAN, "p").parameters(0), **more})


def test_a_runaway_is_no_value():
    subject = Subject({**parse(PLAN, "p").parameters(0), "route": "blocks", "eta": Fraction(9), "t": 50, "mu": Fraction(3)})
    with pytest.raises(Unusable, match="runs away"):
        MEASURES["gap"][1](subject)


def test_an_empty_bulk_has_no_place():
    subject = Subject({**parse(PLAN, "p").parameters(0), "d_0": 2, "d_L": 2})
    with pytest.raises(Unusable, match="bulk is empty"):
        MEASURES["ratio"][1](subject)
