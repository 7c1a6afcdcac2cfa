"""Inequalities on boxes by ball subdivision: proved with parts that are checked again, or left open; never refuted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flint import arb, ctx, fmpq

from verify.judge.box_questions import Covering, on_boxes
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
    assert evidence.verdict is Verdict.PROVED
    assert evidence.scope == "all x in [0, 1]"
    assert len(evidence.certificate) > 1
    assert [check.recheck() for check in evidence.checks] == [None]


@pytest.mark.parametrize("bound", [fmpq(1, 4), fmpq(249, 1000), fmpq(0)])
def test_a_slightly_tightened_inequality_is_not_proved(bound):
    evidence = ask(below(bound)).decide()
    assert evidence.verdict is Verdict.UNDECIDED
    assert not evidence.certificate
    assert not evidence.checks


def test_all_sides_of_a_box_are_covered():
    def corner(bound):
        return lambda balls: bool(balls[0] * balls[1] < arb(bound))

    assert ask(corner(fmpq(201, 100)), SQUARE).decide().verdict is Verdict.PROVED
    assert ask(corner(fmpq(199, 100)), SQUARE).decide().verdict is Verdict.UNDECIDED  # fails at (1, 2) alone


def test_what_holds_at_one_precision_only_is_not_proved():
    evidence = ask(lambda balls: ctx.prec < 128).decide()
    assert evidence.verdict is Verdict.UNDECIDED


def test_a_certificate_with_a_gap_or_for_another_box_fails():
    (check,) = ask(below(fmpq(26, 100))).decide().checks
    assert replace(check, parts=check.parts[1:]).recheck() is not None
    assert replace(check, parts=(*check.parts[:-1], "[5, 6]")).recheck() is not None
    assert replace(check, root=box((0, 2))).recheck() is not None
    assert replace(check, test=below(fmpq(1, 4))).recheck() is not None
    assert Covering((), below(fmpq(1)), UNIT).recheck() is not None


def test_a_proof_has_no_point_to_replay():
    assert ask(below(fmpq(0))).replay({"x": "1/2"}).verdict is Verdict.UNDECIDED
