"""A formula against an exact computation at listed sizes: all of them must agree, and they are the whole scope."""

from __future__ import annotations

import pytest
from flint import fmpq

from verify.errors import BadInput
from verify.judge.computed import computed
from verify.judge.verdicts import Verdict
from verify.paper.formulas import Formula

POINTS = [{"r": 1, "d": 2}, {"r": 2, "d": 5}]


def ask(text, points=POINTS, also=""):
    return computed(Formula.read(text), points, lambda point: point["r"] ** 2 + 1, "count", also)


def test_agreement_at_every_size_is_a_proof_of_these_sizes_alone():
    evidence = ask("r**2 + 1", also="two seeds").decide()
    assert evidence.verdict is Verdict.PROVED
    assert evidence.scope == "r = 1; d = 2 or r = 2; d = 5 [setting: count: exact computation over Q; two seeds]"
    assert len(evidence.certificate) == 2
    assert "5" in evidence.certificate[1]
    assert ask("r**2 + 1", []).decide().verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("text", ["2*r", "5*r - 5", "r**3 + 1", "r**2 - 1", "r + 1"])
def test_a_formula_right_at_one_size_only_is_refuted(text):
    evidence = ask(text).decide()
    assert evidence.verdict is Verdict.REFUTED
    first = next(p for p in POINTS if Formula.read(text).at(**p) != p["r"] ** 2 + 1)
    assert evidence.witness == first
    assert ask(text).replay(evidence.witness).verdict is Verdict.REFUTED


def test_two_sizes_prove_nothing_beyond_them():
    assert ask("3*r - 1").decide().verdict is Verdict.PROVED  # as r**2 + 1 at r = 1 and 2
    assert ask("3*r - 1", [*POINTS, {"r": 3, "d": 10}]).decide().witness == {"r": 3, "d": 10}


def test_a_witness_must_be_one_of_the_sizes():
    with pytest.raises(BadInput, match="none of the sizes"):
        ask("2*r").replay({"r": 3, "d": 2})
    with pytest.raises(BadInput, match="none of the sizes"):
        ask("2*r").replay({"r": 2})


def test_a_ball_around_the_value_decides_nothing():
    evidence = ask("(r**2 + 1) * (2**(1/2))**2 / 2").decide()
    assert evidence.verdict is Verdict.UNDECIDED


def test_fractions_are_compared_exactly():
    half = computed(Formula.read("1/r"), [{"r": 3}], lambda point: fmpq(1, 3), "share")
    assert half.decide().verdict is Verdict.PROVED
    near = computed(Formula.read("1/r + 1/10**40"), [{"r": 3}], lambda point: fmpq(1, 3), "share")
    assert near.decide().verdict is Verdict.REFUTED
