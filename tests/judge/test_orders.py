"""Comparisons for all values after raising both sides to one power: only with the right powers, steps and signs."""

from __future__ import annotations

import pytest
import sympy as sp

from verify.errors import BadInput
from verify.judge.orders import Comparison
from verify.judge.proving import Context, proving
from verify.judge.spaces import Space
from verify.judge.verdicts import Verdict
from verify.paper.formulas import Formula
from verify.reason.variables import integer, positive

L, k, a = integer("L", 2).symbol, integer("k").symbol, positive("a").symbol
SPACE = Space((integer("L", 2),))
NEIGHBOURS = ((L - 1 - k) / ((k + 1) * L), 1 - (k * L + k + 1) / ((k + 1) * L))
POWERS = (2 * L * (L - 1), (L + 1) ** (L - 1), L**L)
TRUE = "(L + 1)**(1/(2*L)) < L**(1/(2*(L - 1)))"


def depths(text, powers=POWERS, steps=(NEIGHBOURS,), signs=(k * L + k + 1,)):
    return Comparison(Formula.read(text), SPACE, *powers, "binomial theorem, terms at most 1", steps, signs)


@pytest.fixture(autouse=True)
def carried():
    """The statement that the axiom carries."""
    with proving(Context("3.5/remark_depth")):
        yield


@pytest.mark.parametrize("text", [TRUE, "L**(1/(2*(L - 1))) > (L + 1)**(1/(2*L))"])
def test_proved_both_ways_round(text):
    evidence = depths(text).decide()
    assert evidence.verdict is Verdict.PROVED
    assert evidence.scope == "all L >= 2"
    assert evidence.word == "PROVED given: binomial theorem, terms at most 1"
    assert evidence.certificate


@pytest.mark.parametrize(
    "text",
    [
        "(L + 1)**(1/(2*L)) > L**(1/(2*(L - 1)))",
        "(L + 1)**(1/(2*(L - 1))) < L**(1/(2*L))",  # the exponents exchanged
        "(L + 1)**(1/L) < L**(1/(2*(L - 1)))",
        "(L + 2)**(1/(2*L)) < L**(1/(2*(L - 1)))",  # 4**(1/4) < 2**(1/2): equal at L = 2, and not certain by balls
        "(L + 3)**(1/(2*L)) < L**(1/(2*(L - 1)))",
    ],
)
def test_a_false_order_is_never_proved(text, refutes):
    evidence = depths(text).decide()
    if "L + 2" in text:
        assert evidence.verdict in (Verdict.REFUTED, Verdict.UNDECIDED)
        return
    assert evidence.verdict is Verdict.REFUTED
    assert evidence.witness == {"L": 2}
    refutes(evidence.exhibit)


def test_each_part_of_the_proof_is_needed():
    wrong = (NEIGHBOURS[0], 1 - (k * L + k + 2) / ((k + 1) * L))
    for question in (
        depths(TRUE, (2 * L * (L - 1), L ** (L - 1), L**L)),  # a lower power that is not the left side's
        depths(TRUE, (2 * L * (L - 1), (L + 1) ** (L - 1), (L + 1) ** L)),  # a higher one that is not the right side's
        depths(TRUE, (2 * L, (L + 1) ** (L - 1), L**L)),  # the wrong power
        depths(TRUE, (-2 * L * (L - 1), (L + 1) ** (1 - L), L ** (-L))),  # a power that turns the order round
        depths(TRUE, steps=(wrong,)),
        depths(TRUE, signs=(k * L - k - 1,)),
    ):
        assert question.decide().verdict is Verdict.UNDECIDED  # the statement is true, so it is not refuted either


def test_sides_must_be_positive():
    space = Space((positive("a"),))
    b = sp.Symbol("a", positive=True)
    question = Comparison(Formula.read("0 - 2*a < a"), space, sp.Integer(2), 4 * b**2, b**2, "squares")
    assert question.decide().verdict is Verdict.UNDECIDED
    false = Comparison(Formula.read("a < 0 - 2*a"), space, sp.Integer(2), b**2, 4 * b**2, "squares", (), [3 * b**2])
    assert false.decide().verdict is Verdict.REFUTED


def test_an_equation_is_no_order():
    space, one = Space((positive("a"),)), sp.Integer(1)
    assert Comparison(Formula.read("a == a"), space, one, a, a, "").decide().verdict is not Verdict.PROVED
    assert Comparison(Formula.read("a != a + 1"), space, one, a, a + 1, "").decide().verdict is not Verdict.PROVED


def test_replay():
    question = depths(TRUE)
    assert question.replay({"L": 3}).verdict is Verdict.SUPPORTED
    assert question.replay({"L": 1}).verdict is Verdict.UNDECIDED
    with pytest.raises(BadInput):
        question.replay({})
    space = Space((positive("a"),))
    false = Comparison(Formula.read("a < 2*a**2"), space, sp.Integer(1), a, 2 * a**2, "", (), [-a])
    evidence = false.replay({"a": "1/3"})
    assert evidence.verdict is Verdict.REFUTED
    assert evidence.witness == {"a": "1/3"}
