"""Gradient descent on matrices: one step by hand, by the stand-alone kit, and by differences of the loss."""

from __future__ import annotations

import itertools

from flint import fmpq, fmpq_mat

from verify.kernel import witness as kit
from verify.nets import descent, differences
from verify.nets.matrices import Reals
from verify.nets.networks import Network

LAYERS = (fmpq_mat(3, 2, [1, 2, 0, -1, fmpq(1, 2), 1]), fmpq_mat(2, 3, [1, 0, 2, fmpq(1, 3), 1, -1]))
NET = Network(LAYERS, fmpq_mat(2, 2, [2, 1, 1, 1]), fmpq_mat(2, 2, [1, 0, 3, 1]))


def test_all_layers_move_at_once():
    net = Network((fmpq_mat(1, 1, [2]), fmpq_mat(1, 1, [3])), fmpq_mat(1, 1, [1]), fmpq_mat(1, 1, [1]))
    after = descent.step(net, "1/10")  # residual 5
    assert [W[0, 0] for W in after.layers] == [fmpq(1, 2), 2]
    assert [W[0, 0] for W in net.layers] == [2, 3]


def test_the_stand_alone_kit_takes_the_same_steps():
    W, Sxx, Syx = NET.layers, NET.sigma_xx, NET.sigma_yx
    W = [[[kit.F(str(x)) for x in row] for row in layer.tolist()] for layer in W]
    Sxx, Syx = ([[kit.F(str(x)) for x in row] for row in m.tolist()] for m in (Sxx, Syx))
    for net in descent.trajectory(NET, fmpq(1, 7), 2):
        assert [[[kit.F(str(x)) for x in row] for row in layer.tolist()] for layer in net.layers] == W
        W = kit.descend(W, Sxx, Syx, kit.F(1, 7))


def test_a_step_is_eta_times_the_differences_of_the_loss():
    moved = descent.step(NET, "2/3")
    gap = [x - y for a, b in zip(NET.layers, moved.layers) for x, y in zip(a.entries(), b.entries())]
    assert gap == [fmpq(2, 3) * x for x in differences.gradient_by_differences(NET)]
    assert any(gap)


def test_a_trajectory_holds_its_start_and_every_step():
    nets = list(descent.trajectory(NET, "1/9", 3))
    assert len(nets) == 4
    assert nets[0] is NET
    for before, after in itertools.pairwise(nets):
        assert descent.step(before, "1/9").layers == after.layers
    assert list(descent.trajectory(NET, "1/9", 0)) == [NET]


def test_reals_follow_the_exact_twin_to_their_digits():
    a = Reals(50)
    layers = tuple(a.matrix(W.tolist()) for W in LAYERS)
    real = Network(layers, a.matrix(NET.sigma_xx.tolist()), a.matrix(NET.sigma_yx.tolist()), a)
    ends = [list(descent.trajectory(net, "1/9", 3))[-1] for net in (real, NET)]
    for rounded, exact in zip(ends[0].layers, ends[1].layers):
        gap = max(abs(x - y) for x, y in zip(a.exact(rounded).entries(), exact.entries()))
        assert 0 < gap < fmpq(1, 10**40)
