"""Cube samples are finite distributions with the moments of their network: their means agree with its loss."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flint import arb, fmpq

from verify.nets.matrices import dyadic, trace
from verify.nets.recipes import balanced
from verify.nets.samples import CubeSample, square

RECIPE = {"L": 2, "widths": [3, 2, 2], "r": 1, "head": ["3/2"], "tail": ["1/2"], "U": ["1/2"], "V": ["1", "2"]}


def test_scalar_points_by_hand():
    net = balanced({"L": 2, "widths": [1, 1, 1], "r": 1, "rank_xx": 1, "head": ["2"]}).network
    sample = CubeSample(net, 1, 3)  # yhat = 4x, y = x + 3s
    assert sorted((int(x[0, 0].p), int(y[0, 0].p)) for x, y in sample.points) == [(-1, -4), (-1, 2), (1, -2), (1, 4)]
    assert sample.mean(sample.squared_residual) == 3 * 3 + 3 * 3
    assert sample.mean(lambda x, y: sample.residual(x, y)[0, 0] * y[0, 0]) == 3 - 9
    longest = sample.mean(sample.product_of_lengths)  # |4x - y| is 0 or 6
    assert longest.contains(3)
    assert longest.rad() < arb("1e-10")


@pytest.mark.parametrize("rank_xx", [1, 2, 3])
@pytest.mark.parametrize("noise", [0, 2])
def test_means_are_the_moments_of_the_network(rank_xx, noise):
    net = balanced({**RECIPE, "rank_xx": rank_xx}).network
    sample = CubeSample(net, rank_xx, noise)
    assert len(sample.points) == 2 ** (rank_xx + 1)
    for i in range(3):
        assert sample.mean(lambda x, y, i=i: x[i, 0]) == 0
        for j in range(3):
            assert sample.mean(lambda x, y, i=i, j=j: x[i, 0] * x[j, 0]) == net.sigma_xx[i, j]
        for j in range(2):
            assert sample.mean(lambda x, y, i=i, j=j: y[j, 0] * x[i, 0]) == net.sigma_yx[j, i]
    yy = sample.mean(lambda x, y: square(y))
    assert yy == trace(net.arithmetic, net.sigma_yx * net.sigma_yx.transpose()) + noise**2
    assert sample.mean(sample.squared_residual) / 2 == replace(net, yy=yy).loss()


def test_lengths_are_products_of_lengths():
    net = balanced({**RECIPE, "rank_xx": 2}).network
    sample = CubeSample(net, 2, 1)
    for x, y in sample.points:
        length = sample.product_of_lengths(x, y)
        assert (length * length).contains(square(net.product() * x - y) * 2)
        assert square(x) == 2


def test_reals_are_taken_exactly():
    net = balanced({**RECIPE, "U": [], "V": [], "rank_xx": 3, "seed": 1, "digits": 50}).network
    sample = CubeSample(net, 3)
    gap = sample.mean(sample.squared_residual) / 2 - dyadic(net.loss())
    assert abs(gap) < fmpq(1, 10**40)
