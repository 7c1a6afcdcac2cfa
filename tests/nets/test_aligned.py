"""Aligned networks with free spectra: Hessians by hand, invariance under turns, and a domain that hits its strata."""

from __future__ import annotations

from collections import Counter

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings

from tests.effort import often
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.kernel import witness as kit
from verify.nets.aligned import AlignedNetwork, AlignedNetworks
from verify.nets.networks import realisable

WIDE = {"L": 2, "widths": [2, 2, 3], "values": ["2", "1/2"], "sigmas": ["1", "3"], "targets": ["5", "-1"]}


def test_scalar_layers_by_hand():
    net = AlignedNetwork({"L": 2, "widths": [1, 1, 1], "values": ["2"], "sigmas": ["3"], "targets": ["5"]})
    # loss = 3 (ab)^2 / 2 - 5 ab at a = b = 2
    assert net.hessian.matrix == fmpq_mat(2, 2, [12, 19, 19, 12])
    assert net.functional_hessian.matrix == fmpq_mat(2, 2, [0, 7, 7, 0])
    sizes = {"L": 2, "d_0": 1, "d_L": 1, "d_star": 1, "d": {0: 1, 1: 1, 2: 1}, "d_hidden": 1, "p": 2}
    assert net.facts == {**sizes, "tilted": 0, "unaligned": 0}


def test_at_depth_one_the_hessian_is_the_covariance_once_for_each_output():
    recipe = {"L": 1, "widths": [2, 2], "values": ["2", "0"], "sigmas": ["1", "3"], "targets": ["1", "1"]}
    net = AlignedNetwork({**recipe, "U": ["1/2"], "V": ["2"]})
    S, zero = net.network.sigma_xx.tolist(), [0, 0]
    assert S != [[1, 0], [0, 3]]
    assert net.hessian.matrix == fmpq_mat([S[0] + zero, S[1] + zero, zero + S[0], zero + S[1]])
    assert net.functional_hessian.matrix == fmpq_mat(4, 4)


def test_turns_change_the_matrices_and_no_spectrum():
    straight = AlignedNetwork(WIDE)
    turned = AlignedNetwork({**WIDE, "U": ["1/2", "1", "-1/3"], "V": ["2"]})
    assert straight.network.product() == fmpq_mat(3, 2, [4, 0, 0, fmpq(1, 4), 0, 0])
    assert straight.network.sigma_xx == fmpq_mat(2, 2, [1, 0, 0, 3])
    assert straight.network.sigma_yx == fmpq_mat(3, 2, [5, 0, 0, -1, 0, 0])
    assert turned.network.product() != straight.network.product()
    assert turned.hessian.matrix.charpoly() == straight.hessian.matrix.charpoly()
    assert turned.functional_hessian.matrix.charpoly() == straight.functional_hessian.matrix.charpoly()
    both = [x.network.sigma_yx * x.network.sigma_xx * x.network.product().transpose() for x in (straight, turned)]
    assert both[0].charpoly() == both[1].charpoly()  # Sigma_xx, the target and the product turn together


def test_the_stand_alone_kit_agrees():
    net = AlignedNetwork({**WIDE, "U": ["1/2"], "V": ["2"]})
    W = [[[kit.F(str(x)) for x in row] for row in layer.tolist()] for layer in net.network.layers]
    moments = (net.network.sigma_xx, net.network.sigma_yx)
    Sxx, Syx = ([[kit.F(str(x)) for x in row] for row in m.tolist()] for m in moments)
    assert kit.hessian(W, Sxx, Syx) == [[kit.F(str(x)) for x in row] for row in net.hessian.matrix.tolist()]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sigmas": ["-1", "3"]}, "no distribution"),
        ({"sigmas": ["0", "3"]}, "no distribution"),
        ({"sigmas": ["1"]}, "do not fit each other"),
        ({"targets": ["1"]}, "do not fit each other"),
        ({"values": ["1"]}, "do not fit each other"),
        ({"L": 3}, "do not fit each other"),
        ({"widths": [2, 1, 3]}, "do not fit each other"),
        ({"values": [0.5, "1"]}, "0.5"),
        ({"values": ["1/0", "1"]}, "divides by zero"),
        ({"V": ["x"]}, "'x' is not a rational"),
        ({"colour": 1}, "unknown key 'colour'"),
    ],
)
def test_unusable_recipes_say_why(change, words):
    with pytest.raises(BadInput) as refusal:
        AlignedNetwork({**WIDE, **change})
    assert words in str(refusal.value)


def test_a_missing_key_is_refused():
    for key in WIDE:
        with pytest.raises(BadInput):
            AlignedNetwork({k: v for k, v in WIDE.items() if k != key})


def test_the_domain_hits_its_strata_with_networks_that_exist():
    seen, total = Counter(), 0
    domain = AlignedNetworks()

    @settings(max_examples=often(150, 50), derandomize=True, database=None, deadline=None)
    @given(domain.recipes(read_run()))
    def collect(recipe):
        nonlocal total
        net = domain.build(recipe)
        assert domain.build(dict(reversed(recipe.items()))) is net
        assert realisable(net.network.sigma_xx, net.network.sigma_yx)
        assert net.network.widths == tuple(recipe["widths"])
        total += 1
        seen.update(net.strata)

    collect()
    wanted = {"d_0 < d_L", "d_0 = d_L", "d_0 > d_L", "sigma equal", "sigma differs", "sigma singular"}
    wanted |= {"lambda tied", "lambda zero", "lambda < 0", "L = 2", "L = 3", "L = 6"}
    assert min(seen[name] for name in wanted) >= total // 30


@settings(max_examples=30, derandomize=True, database=None, deadline=None)
@given(AlignedNetworks(depths=(1,)).recipes(read_run(widths="2,2,2")), AlignedNetworks().recipes(read_run(widths="3,2,2")))
def test_depth_one_and_chosen_widths(one, chosen):
    assert (one["L"], len(one["widths"])) == (1, 2)
    assert (chosen["L"], chosen["widths"]) == (2, [3, 2, 2])
