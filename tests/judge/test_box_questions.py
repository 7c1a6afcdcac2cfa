"""Tests on boxes by ball subdivision: they hold on parts that are tested twice, or stay open; code proves nothing."""

from __future__ import annotations

import pytest
from flint import arb, ctx, fmpq

from verify.judge.box_questions import on_boxes
from verify.judge.verdicts import Verdict
from verify.reason.boxes import box

UNIT, SQUARE = box((0, 1)), box((0, 1), ("1/2", 2))


def below(bound):
    """x (1 - x) < bound."""
    return lambda balls: bool(balls[0] * (1 - balls[0]) < arb(bound))


def ask(test, root=UNIT):
    return on_boxes(test, root, "all x in [0, 1]", "the parabola")


@pytest.mark.parametrize("bound", [fmpq(26, 100), fmpq(251, 1000)])
def test_proved_on_the_whole_box(bound):
    evidence = ask(below(bound)).decide()
    assert evidence.verdict is Verdict.SUPPORTED  # the test is code, which the kernel does not read
    assert evidence.scope == "all x in [0, 1]"
    assert len(evidence.certificate) > 1


@pytest.mark.parametrize("bound", [fmpq(1, 4), fmpq(249, 1000), fmpq(0)])
def test_a_slightly_tightened_inequality_is_not_proved(bound):
    evidence = ask(below(bound)).decide()
    assert evidence.verdict is Verdict.UNDECIDED
    assert not evidence.certificate


def test_all_sides_of_a_box_are_covered():
    def corner(bound):
        return lambda balls: bool(balls[0] * balls[1] < arb(bound))

    assert ask(corner(fmpq(201, 100)), SQUARE).decide().verdict is Verdict.SUPPORTED
    assert ask(corner(fmpq(199, 100)), SQUARE).decide().verdict is Verdict.UNDECIDED  # fails at (1, 2) alone


def test_what_holds_at_one_precision_only_is_not_proved():
    evidence = ask(lambda balls: ctx.prec < 128).decide()
    assert evidence.verdict is Verdict.UNDECIDED


def test_a_proof_has_no_point_to_replay():
    assert ask(below(fmpq(0))).replay({"x": "1/2"}).verdict is Verdict.UNDECIDED
