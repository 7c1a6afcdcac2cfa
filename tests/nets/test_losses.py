"""Watched descents: losses, excess and functional Hessians by hand, by the kit and step by step."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from flint import arb, fmpq, fmpq_mat
from hypothesis import given, settings

from tests.effort import often
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.kernel import witness as kit
from verify.nets.losses import RUNAWAY, WatchedDescent, WatchedDescents
from verify.nets.networks import realisable

SCALAR = {"L": 2, "widths": [1, 1, 1], "r": 1, "rank_xx": 1, "head": ["1/2"], "eta": "1/4", "steps": 1, "noise": "1"}
WIDE = {
    "L": 3, "widths": [2, 2, 2, 3], "r": 1, "rank_xx": 2, "head": ["3/2"], "tail": ["1/2"], "U": ["1/2", "1"], "V": ["2"],
    "eta": "1/16", "steps": 2, "noise": "3/4",
}  # fmt: skip


def test_scalar_descent_by_hand():
    net = WatchedDescent(SCALAR)  # lambda: 1/2, then 1/2 + 3/32
    square = fmpq(19, 32) ** 2
    assert (net.least_yy, net.yy, net.least_loss) == (1, 2, fmpq(1, 2))
    assert (net.loss(0), net.excess(0)) == (fmpq(25, 32), fmpq(9, 32))
    assert net.excess(1) == (1 - square) ** 2 / 2
    assert net.moments == {"cross": square, "square": square**2}
    assert net.alpha == fmpq(1, 4)
    assert net.omega_norm(1) == 1 - square
    assert net.functional(1).matrix == fmpq_mat(2, 2, [0, square - 1, square - 1, 0])
    facts = net.facts
    assert facts["lambdas_t"] == {1: fmpq(19, 32)}
    assert (facts["E_yy"], facts["L_min"], facts["norm"]) == (2, fmpq(1, 2), fmpq(19, 32))
    assert (facts["excess_0"], facts["epsilon"]) == (net.excess(0), net.loss(1) - fmpq(1, 2))
    assert "noisy y" in net.strata
    assert "noisy y" not in WatchedDescent({**SCALAR, "noise": "0"}).strata


def test_the_stand_alone_kit_agrees_at_every_step():
    net = WatchedDescent(WIDE)
    for t in range(3):
        at = net.trajectory[t]
        W = [[[kit.F(str(x)) for x in row] for row in layer.tolist()] for layer in at.layers]
        Sxx, Syx = ([[kit.F(str(x)) for x in row] for row in m.tolist()] for m in (at.sigma_xx, at.sigma_yx))
        assert kit.F(str(net.loss(t))) == kit.loss(W, Sxx, Syx) + kit.F(str(net.yy)) / 2
        H = kit.functional_hessian(W, Sxx, Syx)
        assert [[kit.F(str(x)) for x in row] for row in net.functional(t).matrix.tolist()] == H
    for k in (1, 2, 3):
        for l in (1, 2, 3):
            ours = [[kit.F(str(x)) for x in row] for row in net.functional_block(k, l).tolist()]
            assert kit.block(H, W, k, l) == ours


def test_the_residual_norm_is_its_largest_diagonal_value():
    net = WatchedDescent(WIDE)
    for t in range(3):
        x, y = net.values(t)
        wanted = max(abs(x**3 - 1), abs(y**3))
        assert arb(net.omega_norm(t)).overlaps(arb(wanted))
        assert arb(net.omega_norm(t)).rad() < arb("1e-8")


def test_pairs_of_blocks():
    net = WatchedDescent(WIDE)
    assert sorted(net.block_pairs(True)) == [(1, 2), (1, 3), (2, 3)]
    assert sorted(net.block_pairs(False)) == [(2, 1), (3, 1), (3, 2)]


@pytest.mark.parametrize(("head", "eta"), [("1/2", "1/3"), ("5/4", "1/2"), ("5/4", "1/10"), ("1", "1/3")])
def test_alpha_is_the_least_power_along_the_way(head, eta):
    net = WatchedDescent({**SCALAR, "head": [head], "eta": eta, "steps": 5})
    along = [net.values(t)[0] ** 2 for t in range(6)]
    assert net.alpha == min(1, *along)


def test_a_value_may_cross_one():
    assert "crosses 1" in WatchedDescent({**SCALAR, "head": ["5/4"], "eta": "1/2"}).strata
    assert "crosses 1" not in WatchedDescent({**SCALAR, "head": ["5/4"], "eta": "1/10"}).strata
    assert "crosses 1" not in WatchedDescent({**SCALAR, "head": ["5/4"], "eta": "1/2", "steps": 0}).strata


def test_a_descent_that_runs_away_is_cut_short():
    net = WatchedDescent({**SCALAR, "head": ["3"], "eta": "1", "steps": 6})  # 3, -21, 9219, …
    values = [net.values(t)[0] for t in range(net.steps + 1)]
    assert values[:2] == [3, -21]
    assert all(b == 2 * a - a**3 for a, b in itertools.pairwise(values))
    assert abs(values[-1]) > RUNAWAY
    assert all(abs(x) <= RUNAWAY for x in values[:-1])
    assert net.steps == len(net.trajectory) - 1 == net.facts["t"] < 6


def test_reals_agree_with_rationals_to_their_digits():
    straight = {**{k: v for k, v in WIDE.items() if k not in "UV"}, "head": ["4/3"], "tail": ["2/3"], "eta": "1/17"}
    exact, real = WatchedDescent(straight), WatchedDescent({**straight, "seed": 2, "digits": 50})
    assert (exact.slack, real.slack) == (0, fmpq(1, 10**35))
    assert real.loss(2) != exact.loss(2)
    for t in range(3):
        assert abs(real.loss(t) - exact.loss(t)) < real.slack
        assert all(abs(x - y) < real.slack for x, y in zip(real.values(t), exact.values(t)))


@pytest.mark.parametrize("change", [{"eta": 0.5}, {"steps": -1}, {"head": ["x"]}, {"colour": 1}, {"steps": 99}])
def test_unusable_recipes_are_refused(change):
    with pytest.raises(BadInput):
        WatchedDescents().build({**SCALAR, **change})


def test_the_domain_hits_its_strata():
    seen, domain = Counter(), WatchedDescents()

    @settings(max_examples=often(100, 33), derandomize=True, database=None, deadline=None)
    @given(domain.recipes(read_run(L="2,3")))
    def collect(recipe):
        net = domain.build({**recipe, "rank_xx": recipe["widths"][0]})
        assert net.trajectory
        first, exact = net.initial.network, net.arithmetic.exact
        assert realisable(exact(first.sigma_xx), exact(first.sigma_yx))
        assert net.excess(net.steps) >= -net.slack
        seen.update(net.strata)

    collect()
    wanted = {"noisy y", "crosses 1", "exact", "mpmath", "tail > 0", "tail 0", "head > 1", "head < 1", "L = 3"}
    assert min(seen[name] for name in wanted) >= 3
    assert seen["noisy y"] >= often(15, 5)
