"""What training leaves over: the least eigenvalue of the Hessian and the norm of H_f, from one step to the next."""

from __future__ import annotations

import pytest
from flint import arb, fmpq

from verify.judge.falling import below_zero, functional_norm_falls, least_eigenvalue_falls
from verify.judge.verdicts import Outcome
from verify.nets.snapshots import Snapshot
from verify.paper.formulas import Formula

# head 1, tail 1/2: 1/2 goes to 15/32, and -1/4 (least eigenvalue), 1/4 (norm of H_f) to 225/1024 = 0.2197 = e^-0.129 / 4
TAILED = {
    "L": 2, "widths": [2, 2, 2], "r": 1, "rank_xx": 2, "head": ["1"], "tail": ["1/2"], "eta": "1/4", "steps": 1,
}  # fmt: skip


@pytest.mark.parametrize("falls", [least_eigenvalue_falls, functional_norm_falls])
def test_one_step_by_hand(falls, refutes):
    net = Snapshot(TAILED)
    assert falls(net, Formula.read("1/8")).outcome is Outcome.AGREES
    for text in ("13/100", "L*alpha*eta"):
        answer = falls(net, Formula.read(text))
        assert answer.outcome is Outcome.DIFFERS and answer.true == "225/1024"
        refutes(answer.exhibit)


@pytest.mark.parametrize("falls", [least_eigenvalue_falls, functional_norm_falls])
def test_nothing_left_over_falls_at_every_rate(falls):
    net = Snapshot({**TAILED, "tail": ["0"]})
    assert falls(net, Formula.read("1000")).outcome is Outcome.AGREES


def test_a_frozen_tail_leaves_nothing_over():
    net = Snapshot({**TAILED, "rank_xx": 1})
    assert least_eigenvalue_falls(net, Formula.read("L*alpha*eta")).outcome is Outcome.AGREES


def test_below_zero(bare):
    assert below_zero(bare([2, 0, 1]).H, fmpq(7)) == 0
    assert below_zero(bare([2, -3, -1]).H, fmpq(3)) == 3
    for guess in (fmpq(1), fmpq(4)):  # an eigenvalue that is not the least one, and none
        ball = below_zero(bare([2, -3, -1]).H, guess)
        assert isinstance(ball, arb) and ball.contains(3) and not ball.contains(fmpq(301, 100))
