"""Settled networks are where training leaves them, or where it brings them back to."""

from __future__ import annotations

from hypothesis import given, settings

from verify.judge.run import read_run
from verify.nets import descent
from verify.nets.settled import PERIOD, Settled

RETURNING = {
    "L": 2, "widths": [2, 2, 2], "r": 1, "rank_xx": 2, "head": ["1"], "tail": ["3"], "eta": "2/9", "steps": PERIOD,
}  # fmt: skip


def test_a_returning_tail_alternates():
    net = Settled().build(RETURNING)
    assert [net.trained.values(t) for t in range(PERIOD + 1)] == [[1, 3], [1, -3], [1, 3]]
    assert net.hessian.matrix == net.trained.hessian(0).matrix


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(Settled().recipes(read_run()))
def test_every_network_is_left_or_returned_to(recipe):
    for rank in {recipe["r"], min(recipe["widths"][0], recipe["widths"][-1])}:
        net = Settled().build({"rank_xx": rank, **recipe})
        end = net.network
        for _ in range(PERIOD):
            end = descent.step(end, net.eta)
        assert end.layers == net.network.layers
