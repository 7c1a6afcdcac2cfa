"""Comparisons at points that no rational number reaches: both sides equal, exactly."""

from __future__ import annotations

import pytest
import sympy as sp

from verify import Equivalence, Space, identity, integer, nonnegative, positive
from verify.judge.boundary import places, read, sign_of, written
from verify.judge.conditions import exceeds_zero
from verify.judge.proving import Context, proving
from verify.judge.verdicts import Verdict
from verify.paper.formulas import Formula

DEPTH, MU = integer("L", 2), positive("mu")
L, mu = DEPTH.symbol, MU.symbol
SPACE = Space((DEPTH, MU))
LOW, MORE = positive("low"), nonnegative("more")
ENDS = Space((DEPTH, LOW, MORE), {"high": LOW.symbol + MORE.symbol})


def verdict(condition: str) -> Verdict:
    return exceeds_zero(Formula.read(condition), 2 * mu**L - 1, sp.Rational(1, 2), SPACE, "the gap").decide().verdict


def test_a_condition_that_is_not_strict_fails_at_an_irrational_point() -> None:
    assert verdict("mu**L > 1/2") is Verdict.PROVED
    assert verdict("2*mu**L > 1") is Verdict.PROVED
    question = exceeds_zero(Formula.read("mu**L >= 1/2"), 2 * mu**L - 1, sp.Rational(1, 2), SPACE, "the gap")
    found = question.decide()
    assert found.verdict is Verdict.REFUTED and found.witness == {"L": 2, "mu": "root 1 of 2*mu**2 - 1"}
    assert question.replay(found.witness).verdict is Verdict.REFUTED
    assert question.replay({"L": 2, "mu": "root 1 of mu**2 - 2"}).verdict is Verdict.SUPPORTED


def test_a_condition_asked_twice_is_proved_twice() -> None:
    with proving(Context("asked twice")):
        assert [verdict("mu**L > 1/2") for _ in range(2)] == [Verdict.PROVED] * 2


def test_two_conditions_part_where_one_of_them_holds_with_equality() -> None:
    first, power = "high/low < L**(1/(2*L-2))", 2 * L - 2
    for second, expected in (("<", Verdict.PROVED), ("<=", Verdict.REFUTED)):
        stated = Formula.read(f"high**(2*L-2) {second} L*low**(2*L-2)")
        assert Equivalence(Formula.read(first), stated, power, ENDS, "the gap").decide().verdict is expected


def test_points_lie_in_the_space_and_on_the_boundary() -> None:
    found = list(places(L * LOW.symbol ** (2 * L - 2) - (LOW.symbol + MORE.symbol) ** (2 * L - 2), ENDS))
    assert found and any(not place["more"].is_Rational for place in found)
    for place in found:
        gap = place["L"] * place["low"] ** (2 * place["L"] - 2) - (place["low"] + place["more"]) ** (2 * place["L"] - 2)
        assert sign_of(gap) == 0 and sign_of(place["more"]) in (0, 1)
        again = read(written(place))
        assert again is None or all(sign_of(again[name] - place[name]) == 0 for name in place)


@pytest.mark.parametrize(
    ("number", "sign"), [(sp.sqrt(2) - sp.sqrt(3), -1), (sp.sqrt(8) - 2 * sp.sqrt(2), 0), (sp.Integer(3), 1)]
)
def test_signs_of_algebraic_numbers(number: sp.Expr, sign: int) -> None:
    assert sign_of(number) == sign


def test_an_error_that_begins_at_a_large_depth_is_seen() -> None:
    for bad in ("Piecewise((L, L <= 6), L + 1)", "L + (L-2)*(L-3)*(L-4)*(L-5)*(mu-1)", "Sum(1, (l, 1, Min(L, 8)))"):
        assert identity(Formula.read(bad), L, SPACE, "depth").decide().verdict is Verdict.REFUTED, bad
