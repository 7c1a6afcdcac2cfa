"""Tilted networks: V across the range of Sigma_xx by a known angle, exact steps, and targets that may not exist."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings

from tests.effort import often
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.kernel import witness as kit
from verify.nets.networks import realisable
from verify.nets.tilted import Target, Targets, TiltedNetwork, TiltedNetworks

SHAPE = {
    "L": 2, "widths": [3, 3, 3], "r": 1, "rank_xx": 2, "head": ["3/2"], "tail": ["1/2", "0"], "eta": "1/8", "steps": 2
}  # fmt: skip


@pytest.mark.parametrize(
    ("tilt", "sigma", "tilted", "misplaced", "stratum"),
    [
        ([], [1, 1, 0], 0, 0, "V aligned"),
        (["1/2"], [1, fmpq(9, 25), fmpq(16, 25)], 1, 1, "V tilted"),  # a turn with cosine 3/5
        (["1"], [1, 0, 1], 0, 1, "V misplaced"),  # a quarter turn
    ],
)
def test_how_v_lies_by_hand(tilt, sigma, tilted, misplaced, stratum):
    net = TiltedNetwork({**SHAPE, "tilt": tilt})
    assert [net.facts["sigma"][i] for i in (1, 2, 3)] == sigma
    assert (net.facts["tilted"], net.facts["misplaced"]) == (tilted, misplaced)
    assert stratum in net.strata
    V = net.initial.V
    assert V.transpose() * V == fmpq_mat(3, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1])
    assert V[0, 0] == 1
    assert realisable(net.initial.network.sigma_xx, net.initial.network.sigma_yx)


def test_a_direction_without_a_value_does_not_count():
    net = TiltedNetwork({**SHAPE, "tail": ["0", "0"], "tilt": ["1/2"]})
    assert (net.facts["tilted"], net.facts["misplaced"]) == (0, 0)


def test_beyond_the_rank_a_direction_is_in_place_outside_the_range():
    net = TiltedNetwork({**SHAPE, "tail": ["1/2", "1/3"]})
    assert (net.facts["tilted"], net.facts["misplaced"]) == (0, 0)
    turned = TiltedNetwork({**SHAPE, "tail": ["1/2", "1/3"], "tilt": ["1"]})
    assert (turned.facts["tilted"], turned.facts["misplaced"]) == (0, 2)


def test_scalar_steps_by_hand():
    net = TiltedNetwork({**SHAPE, "widths": [1, 1, 1], "rank_xx": 1, "tail": [], "head": ["2"]})
    assert (net.entries(0, 1), net.gradient(0, 1)[0, 0]) == ((2,), 6)
    assert net.entries(1, 2) == (fmpq(2) - fmpq(6, 8),)
    assert net.slack == 0


@pytest.mark.parametrize("tilt", [[], ["1/2"], ["1"]])
def test_steps_agree_with_the_stand_alone_kit(tilt):
    net = TiltedNetwork({**SHAPE, "tilt": tilt, "U": ["1/2"], "V": ["2"]})
    data = (net.initial.network.sigma_xx, net.initial.network.sigma_yx)
    Sxx, Syx = ([[kit.F(str(x)) for x in row] for row in m.tolist()] for m in data)
    W = [[[kit.F(str(x)) for x in row] for row in net.layer(0, l).tolist()] for l in (1, 2)]
    flat = [kit.F(str(x)) for l in (1, 2) for x in net.gradient(0, l).entries()]
    assert flat == kit.gradient(W, Sxx, Syx)
    W = kit.descend(W, Sxx, Syx, Fraction(1, 8))
    assert [[[kit.F(str(x)) for x in row] for row in net.layer(1, l).tolist()] for l in (1, 2)] == W


def test_an_aligned_network_stays_on_its_frames_and_a_tilted_one_leaves_them():
    aligned, tilted = (TiltedNetwork({**SHAPE, "U": ["1/2"], "V": ["2"], "tilt": tilt}) for tilt in ([], ["1/2"]))
    for l in (1, 2):
        assert [aligned.beside(t, l) for t in range(3)] == [0, 0, 0]
        assert aligned.on_frames(list(aligned.entries(2, l)), l) == aligned.layer(2, l)
        assert aligned.entries(2, l) == tuple(aligned.values(2))
        assert tilted.beside(0, l) == 0
    assert tilted.beside(1, 1) > 0
    assert tilted.projected(tilted.layer(1, 1), 1)[1, 2] != 0


def test_reals_agree_with_their_exact_twin_to_their_digits():
    exact, real = TiltedNetwork(SHAPE), TiltedNetwork({**SHAPE, "seed": 3, "digits": 50})
    assert real.facts["sigma"] == exact.facts["sigma"]
    assert "V aligned" in real.strata
    assert fmpq(1, 10**35) <= real.slack < fmpq(1, 10**30)
    for t in range(3):
        for l in (1, 2):
            assert all(abs(x - y) < real.slack for x, y in zip(real.entries(t, l), exact.entries(t, l)))
            assert real.beside(t, l) < real.slack


@pytest.mark.parametrize(
    "change",
    [{"tilt": "1"}, {"tilt": ["1"], "seed": 1}, {"eta": 0.5}, {"steps": -1}, {"colour": 1}, {"tail": ["x"]}, {"V": ["x"]}],
)
def test_unusable_recipes_are_refused(change):
    with pytest.raises(BadInput):
        TiltedNetworks().build({**SHAPE, **change})


def test_the_domain_hits_its_strata():
    seen, domain, total = Counter(), TiltedNetworks(), 0

    @settings(max_examples=often(150, 50), derandomize=True, database=None, deadline=None)
    @given(domain.recipes(read_run(widths="3,2,2", rank=1)))  # with rank_xx = 2, v_2 and v_3 can turn across the range
    def collect(recipe):
        nonlocal total
        total += 1
        assert not ("seed" in recipe and "tilt" in recipe)
        net = domain.build({**recipe, "rank_xx": 2, "steps": 0})
        first = net.initial.network
        if "seed" not in recipe:
            assert realisable(first.sigma_xx, first.sigma_yx)
        seen.update([*net.strata, *(["turned"] if recipe.get("tilt") else [])])

    collect()
    assert min(seen[name] for name in ("V tilted", "V misplaced", "V aligned", "exact", "mpmath", "tail > 0")) >= 5
    assert seen["turned"] >= seen["exact"] // 5


# targets


@pytest.mark.parametrize(
    ("V", "rank_xx", "outside"), [([], 1, 0), (["1"], 1, 1), (["1/2"], 1, 1), (["1/2"], 2, 0), (["0", "1"], 2, 1)]
)
def test_a_target_exists_exactly_when_its_rows_lie_in_the_range(V, rank_xx, outside):
    d_0 = 3 if len(V) == 2 else 2
    target = Target({"L": 2, "widths": [d_0, 2, 2], "r": 1, "rank_xx": rank_xx, "V": V})
    assert target.facts["outside"] == outside
    assert target.realisable is (outside == 0)
    assert f"v_1 to v_r {'outside' if outside else 'inside'}" in target.strata


def test_moments_of_a_target_by_hand():
    target = Target({"L": 2, "widths": [2, 2, 3], "r": 1, "rank_xx": 1, "V": ["1/2"]})
    assert target.sigma_xx == fmpq_mat(2, 2, [1, 0, 0, 0])
    assert target.sigma_yx == fmpq_mat(3, 2, [fmpq(3, 5), fmpq(4, 5), 0, 0, 0, 0])
    space = {"matrix": kit.matrix}
    exec("\n".join(target.setup), space)
    assert space["Sxx"] == [[1, 0], [0, 0]]
    assert space["Syx"] == [[Fraction(3, 5), Fraction(4, 5)], [0, 0], [0, 0]]


def test_targets_of_both_kinds_are_drawn():
    seen, domain = Counter(), Targets()

    @settings(max_examples=often(150, 50), derandomize=True, database=None, deadline=None)
    @given(domain.recipes(read_run(L="2,3")))
    def collect(recipe):
        target = domain.build({**recipe, "rank_xx": recipe["r"]})
        xx = target.sigma_xx.tolist()
        inside = all(row[j] == 0 for row in target.sigma_yx.tolist() for j in range(len(xx)) if xx[j][j] == 0)
        assert target.realisable is inside
        seen[inside, recipe["r"] < min(recipe["widths"])] += 1

    collect()
    assert min(seen[inside, low] for inside in (True, False) for low in (True, False)) >= often(8, 3)


@pytest.mark.parametrize("change", [{"r": 3}, {"rank_xx": 0}, {"widths": [2, 2]}, {"L": "2"}, {"colour": 1}])
def test_unusable_targets_are_refused(change):
    with pytest.raises(BadInput):
        Targets().build({"L": 2, "widths": [2, 2, 2], "r": 1, "rank_xx": 1, **change})
