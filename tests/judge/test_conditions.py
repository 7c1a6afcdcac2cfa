"""A stated condition is equivalent to a derived sign: proved by a positive factor, refuted where the truths differ."""

from __future__ import annotations

import pytest
import sympy as sp

from verify.errors import BadInput
from verify.judge.conditions import ExactlyWhere
from verify.judge.goals import equivalent
from verify.judge.spaces import Space
from verify.judge.verdicts import Verdict
from verify.paper.formulas import Formula
from verify.reason.variables import integer, positive

L, a, eta = integer("L", 2).symbol, positive("a").symbol, positive("eta").symbol
SPACE = Space((integer("L", 2), positive("a"), positive("eta")))
SIGN = 1 - eta * a ** (2 * L - 2)


def ask(text, factor=a, derived=SIGN):
    return ExactlyWhere(Formula.read(text), derived, factor, SPACE, "the new entry")


def test_proved_for_all_values():
    evidence = ask("eta*a**(2*L - 1) <= a").decide()
    assert evidence.verdict is Verdict.PROVED
    assert evidence.scope == SPACE.scope
    assert evidence.statement is not None and not evidence.given_axioms


@pytest.mark.parametrize(
    "text",
    [
        "eta*a**2 <= a",  # a wrong exponent
        "eta*a**(2*L - 1) < a",  # strict where equality counts
        "a <= eta*a**(2*L - 1)",  # the wrong way round
        "eta*a**(2*L - 1) <= 2*a",
        "0 - eta*a**(2*L - 1) <= a",  # a sign
        "eta*a**(2*L) <= a",  # differs between the usual points: seen where derived = 0
    ],
)
def test_a_false_condition_is_refuted_and_never_proved(text, refutes):
    evidence = ask(text).decide()
    assert evidence.verdict is Verdict.REFUTED
    assert set(evidence.witness) == {"L", "a", "eta"}
    assert ask(text).replay(evidence.witness).verdict is Verdict.REFUTED
    refutes(evidence.exhibit)


@pytest.mark.parametrize("text", ["eta*a**(2*L - 1) <= a*(1 + 1/10**9)"])
def test_a_falsehood_between_the_points_tried_is_not_proved(text):
    evidence = ask(text).decide()
    assert evidence.verdict is Verdict.UNDECIDED
    assert evidence.tried >= 64


def test_strictness_is_refuted_at_the_simplest_point():
    assert ask("eta*a**(2*L - 1) < a").decide().witness == {"L": 2, "a": 1, "eta": 1}


@pytest.mark.parametrize("factor", [sp.Integer(1), -a, sp.Integer(0), a - eta])
def test_only_the_right_and_positive_factor_proves(factor):
    stated, derived = Formula.read("eta*a**(2*L - 1) <= a"), (sp.Integer(0), "<=", SIGN)
    assert equivalent(stated, derived, "factor", factor, SPACE).verdict is Verdict.UNDECIDED
    assert equivalent(stated, derived, "factor", a, SPACE).verdict is Verdict.PROVED


@pytest.mark.parametrize("factor", [sp.Integer(0), a - eta])
def test_a_factor_that_is_no_multiple_of_the_right_one_leaves_it_open(factor):
    assert ask("eta*a**(2*L - 1) <= a", factor).decide().verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("factor", [sp.Integer(1), -a])
def test_the_right_factor_is_found_from_one_that_is_a_multiple(factor):
    found = ask("eta*a**(2*L - 1) <= a", factor).decide()
    assert found.verdict is Verdict.PROVED and found.statement["proof"]["proof"]["number"] == "a"


def test_a_negative_factor_turns_the_condition_round():
    turned = ask("a <= eta*a**(2*L - 1)", -a)  # an identity, but with a factor below 0
    assert turned.prove().verdict is Verdict.UNDECIDED
    assert turned.decide().verdict is Verdict.REFUTED


def test_replay():
    question = ask("eta*a**(2*L - 1) <= a")
    assert question.replay({"L": 2, "a": "1/2", "eta": 1}).verdict is Verdict.SUPPORTED
    assert question.replay({"L": 2, "a": 2, "eta": 1}).verdict is Verdict.SUPPORTED  # both false
    assert question.replay({"L": 1, "a": 1, "eta": 1}).verdict is Verdict.UNDECIDED
    assert ask("(2**(1/2))**2*eta <= 2").replay({"L": 2, "a": 1, "eta": 1}).verdict is Verdict.UNDECIDED
    with pytest.raises(BadInput):
        question.replay({"L": 2, "a": 1})
