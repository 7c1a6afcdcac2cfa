"""A proof held against points: proved, refuted at a point, or undecided; and derived bounds that only prove."""

from __future__ import annotations

import sympy as sp

from verify import Space, at_most_everywhere, follows_from, nonnegative
from verify.judge.proving import Context, proving
from verify.judge.tested import held_against, suffices
from verify.judge.verdicts import Verdict
from verify.paper.formulas import Formula

x = nonnegative("x").symbol
UNIT = Space((nonnegative("x"),), given=(x <= 1,))


def asked(left, right):
    left, right = (Formula.read(text, frozenset({"x"})) for text in (left, right))
    proof = follows_from(
        [], [(left, (1 - x) ** 2), (right, sp.exp(-x) ** 2)], UNIT, "the exponential lies above its tangent"
    )
    return held_against(proof, at_most_everywhere(left, right, UNIT, "square"))


def test_a_proof_that_no_point_contradicts():
    question = asked("(1 - x)**2", "Exp(-2*x)")
    with proving(Context("A.7/exponential")):
        assert question.decide().word == "PROVED given: the exponential lies above its tangent"
    assert question.decide().verdict is Verdict.UNDECIDED  # the axiom carries no other statement


def test_a_point_refutes_what_has_no_proof():
    found = asked("1 - x", "Exp(-2*x)").decide()
    assert found.verdict is Verdict.REFUTED
    assert found.witness == {"x": "1/2"}
    assert asked("1 - x", "Exp(-2*x)").replay(found.witness).verdict is Verdict.REFUTED


def test_a_true_bound_without_a_proof_stays_undecided():
    assert asked("(1 - x)**2", "Exp(-x)").decide().verdict is Verdict.UNDECIDED


def followed(left, right):
    left, right = (Formula.read(text, frozenset({"x"})) for text in (left, right))
    return suffices(at_most_everywhere(left, right, UNIT, "bound"))


def test_a_stated_bound_weaker_than_the_derived_one_is_proved():
    assert followed("x", "2*x + 1").decide().verdict is Verdict.PROVED
    assert followed("x", "x").decide().verdict is Verdict.PROVED


def test_a_derived_bound_never_refutes():
    found = followed("2*x + 1", "x").decide()
    assert found.verdict is Verdict.UNDECIDED
    assert "not shown by the derived bound" in found.detail
    assert followed("2*x + 1", "x").replay({"x": "1/2"}).verdict is Verdict.UNDECIDED
