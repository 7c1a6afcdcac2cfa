"""Spectral norms against bounds: both ends of the spectrum count, slack is granted, wide balls decide nothing."""

from __future__ import annotations

import pytest
from flint import arb, fmpq

from verify.judge.norms import norm_at_least, norm_at_most
from verify.judge.verdicts import Exhibit, Outcome

THIRD = fmpq(1, 3)
SOME = Exhibit("norm", (), "1", "2")


@pytest.mark.parametrize("values", [[3, -2], [2, -3], [0, 3], [-3, -3]])
def test_the_norm_is_three_at_either_end(bare, values):
    H = bare(values).H
    assert norm_at_most(H, fmpq(3), "norm").outcome is Outcome.AGREES
    assert norm_at_least(H, fmpq(3), "norm").outcome is Outcome.AGREES
    low = norm_at_most(H, 3 - fmpq(1, 10**30), "norm", SOME)
    high = norm_at_least(H, 3 + fmpq(1, 10**30), "norm", SOME)
    assert low.outcome is high.outcome is Outcome.DIFFERS
    assert low.exhibit is high.exhibit is SOME


def test_irrational_norms_by_narrow_balls(bare):
    H, root = bare([[0, 1], [1, 1]]).H, (1 + arb(5).sqrt()) / 2
    assert norm_at_most(H, root, "norm").outcome is Outcome.AGREES
    assert norm_at_least(H, root, "norm").outcome is Outcome.AGREES
    assert norm_at_most(H, root - THIRD, "norm").outcome is Outcome.DIFFERS
    assert norm_at_least(H, root + THIRD, "norm").outcome is Outcome.DIFFERS


def test_wide_balls_decide_only_what_is_clear(bare):
    H = bare([3, -2]).H
    assert norm_at_most(H, arb(3, 1), "norm").outcome is Outcome.UNDECIDED
    assert norm_at_least(H, arb(3, 1), "norm").outcome is Outcome.UNDECIDED
    assert norm_at_most(H, arb(9, 1), "norm").outcome is Outcome.AGREES
    assert norm_at_least(H, arb(1, 1), "norm").outcome is Outcome.AGREES
    assert norm_at_most(H, arb(1, 1), "norm").outcome is Outcome.DIFFERS
    assert norm_at_least(H, arb(9, 1), "norm").outcome is Outcome.DIFFERS


def test_slack_is_granted_and_no_more(bare):
    H = bare([3, -2], slack=fmpq(1, 2)).H
    assert norm_at_most(H, fmpq(5, 2), "norm").outcome is Outcome.AGREES
    assert norm_at_most(H, fmpq(12, 5), "norm").outcome is Outcome.DIFFERS
    assert norm_at_least(H, fmpq(7, 2), "norm").outcome is Outcome.AGREES
    assert norm_at_least(H, fmpq(18, 5), "norm").outcome is Outcome.DIFFERS


def test_bounds_below_zero(bare):
    H = bare([0, 0]).H
    assert norm_at_most(H, fmpq(0), "norm").outcome is Outcome.AGREES
    assert norm_at_most(H, fmpq(-1), "norm").outcome is Outcome.DIFFERS
    assert norm_at_least(H, fmpq(-1), "norm").outcome is Outcome.AGREES
    assert norm_at_least(H, fmpq(1), "norm").outcome is Outcome.DIFFERS
