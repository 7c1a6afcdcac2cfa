"""Questions for all reals: proved with the right scope, refuted inside the region only, never proved when false."""

from __future__ import annotations

import pytest
import sympy as sp

from lemmas import singular_value_step as one
from verify.errors import BadInput
from verify.judge.proving import Context, proving
from verify.judge.questions import in_cases
from verify.judge.real_questions import DEPTHS, argued, holds_everywhere, nowhere, order
from verify.judge.verdicts import Verdict
from verify.paper.formulas import Formula

REGIONS = [one.below(), one.above(), *one.tail_regions(2, at_limit=False), *one.tail_regions(1, at_limit=True), one.ANY_TAIL]
NEXT = {"lambda_next": one.step()}


@pytest.mark.parametrize("region", REGIONS, ids=lambda r: r.scope)
def test_points_of_a_region_belong_to_it(region):
    points = list(region.points())[:40]
    assert points and all(region.admits(point) for point in points)


@pytest.mark.parametrize("region", REGIONS, ids=lambda r: r.scope)
def test_writing_a_region_through_parameters_can_be_undone(region):
    for symbol, expression in region.made.items():
        back = sp.sympify(expression).subs(dict(region.back), simultaneous=True)
        assert sp.simplify(back - symbol) == 0


def test_a_true_inequality_is_proved_for_all_depths_or_at_each():
    everywhere = order(one.x, "<", one.step(), one.below(), "rises").decide()
    assert (
        everywhere.verdict is Verdict.PROVED
        and everywhere.scope == "all L >= 1; all real lambda_t, eta > 0; lambda_t < 1; L*eta < 1"
    )
    each = order(one.step(), "<", sp.Integer(1), one.below(), "stays", (2, 3)).decide()
    assert each.verdict is Verdict.PROVED and each.scope == "L = 2..3; all real lambda_t, eta > 0; lambda_t < 1; L*eta < 1"


@pytest.mark.parametrize("depths", [(), (2, 3)])
def test_a_false_inequality_is_refuted_at_a_point_of_the_region(depths):
    region = one.below()
    evidence = order(one.step(), "<", sp.Rational(3, 4), region, "false", depths).decide()
    assert evidence.verdict is Verdict.REFUTED and evidence.witness is not None
    question = order(one.step(), "<", sp.Rational(3, 4), region, "false")
    assert question.replay(evidence.witness).verdict is Verdict.REFUTED


def test_points_outside_the_region_refute_nothing():
    question = order(one.step(), "<", sp.Integer(1), one.below(), "stays")
    assert question.replay({"L": 2, "lambda_t": "1/2", "eta": "3", "M": 1}).verdict is Verdict.UNDECIDED
    assert question.replay({"L": 2, "lambda_t": "1/2", "eta": "1/4", "M": 1}).verdict is Verdict.SUPPORTED
    with pytest.raises(BadInput):
        question.replay({"L": 2})


def test_what_is_true_but_out_of_reach_stays_undecided():
    irrational = order(sp.sqrt(2) * one.x, "<", sp.Integer(2), one.below(), "needs a root").decide()
    assert irrational.verdict is Verdict.UNDECIDED


def test_stated_comparisons_are_read_with_their_relation():
    rises, falls, stays = (Formula.read(f"lambda_next {sign} lambda_t") for sign in (">=", "<", "<="))
    assert holds_everywhere(rises, one.below(), "", NEXT).decide().verdict is Verdict.PROVED
    assert holds_everywhere(falls, one.below(), "", NEXT).decide().verdict is Verdict.REFUTED
    assert nowhere(stays, one.below(), "", NEXT).decide().verdict is Verdict.PROVED
    with pytest.raises(BadInput):
        holds_everywhere(Formula.read("0 < lambda_next < 1"), one.below(), "", NEXT)


def test_an_argument_holds_where_its_parts_do_and_falls_with_its_weakest():
    true, false = (order(one.step(), r, one.x, one.below(), "") for r in (">", "<"))
    other = order(one.step(), "<", one.x, one.above(), "")
    name = "monotone convergence to the fixed point"
    with proving(Context("A.3/head_limit")):
        both = argued(name, in_cases(true, other)).decide()
        assert both.given_axioms == (name,) and both.method.startswith(f"given: {name}")
        assert " or " in both.scope and "1 < lambda_t" in both.scope and "lambda_t < 1" in both.scope
        assert argued(name, true, false).decide().verdict is Verdict.REFUTED
        assert argued(name, true, other).decide().verdict is Verdict.UNDECIDED  # no value is below and above 1
        assert argued("words", true).decide().verdict is Verdict.UNDECIDED
    assert argued(name, true).decide().verdict is Verdict.UNDECIDED  # the axiom carries another statement
    assert len(DEPTHS) == 7
