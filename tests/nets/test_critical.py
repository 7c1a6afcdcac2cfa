"""Networks at critical points: Hessians by hand, vanishing gradients, unusable recipes."""

from __future__ import annotations

import pytest
from flint import fmpq, fmpq_mat

from verify.errors import BadInput
from verify.nets import differences, kronecker
from verify.nets.critical import CriticalNetwork, critical


def test_two_scalar_layers_and_an_idle_input_by_hand():
    net = critical({"L": 2, "widths": [2, 1, 1], "values": [["2"], ["1/2"]]})
    # the output is w (u_1 x_1 + u_2 x_2), at u = (2, 0), w = 1/2
    assert net.hessian.matrix == fmpq_mat(3, 3, [fmpq(1, 4), 0, 1, 0, fmpq(1, 4), 0, 1, 0, 4])
    assert net.facts["even"] == 1 and net.facts["balanced"] == 0 and net.facts["s_min"] == 1


def test_a_missing_direction_gives_a_saddle():
    net = critical({"L": 2, "widths": [1, 1, 1], "values": [], "missing": 1})
    assert net.hessian.matrix == fmpq_mat(2, 2, [0, -1, -1, 0])
    assert net.r == 1 and net.learned == 0


@pytest.mark.parametrize(
    "more",
    [
        {"values": ["2", "1/3"], "sigmas": ["3", "1/2"], "U": ["1"], "V": ["1/2"], "T": ["2"]},
        {"values": [["2"], ["1"], ["3"]], "missing": 1, "sigmas": ["2", "2"], "U": ["1"], "V": ["-1/3"]},
        {"values": ["1", "3"], "sigmas": ["3", "1/2"], "aligned": 1, "V": ["1/2"]},
    ],
)
def test_the_gradient_vanishes(more):
    net = critical({"L": 3, "widths": [2, 2, 3, 2], **more})
    assert all(x == 0 for slope in net.network.gradient() for x in slope.entries())


def test_over_reals_the_gradient_vanishes_to_the_digits():
    net = critical({"L": 2, "widths": [2, 3, 2], "values": ["2"], "missing": 1, "seed": 5, "digits": 60})
    entries = [x for slope in net.network.gradient() for x in net.arithmetic.exact(slope).entries()]
    assert max(map(abs, entries)) < fmpq(1, 10**50)


def test_aligned_takes_v_for_the_eigenvectors_of_the_covariance():
    net = critical({"L": 2, "widths": [2, 1, 1], "values": ["1"], "sigmas": ["3", "2"], "aligned": 1, "V": ["1/2"]})
    assert net.network.sigma_xx != fmpq_mat(2, 2, [3, 0, 0, 2])
    assert [net.hessian.multiplicity(fmpq(x)) for x in (6, 2, 0)] == [1, 1, 1]


def test_same_makes_the_target_the_identity():
    recipe = {"L": 2, "widths": [2, 2, 2], "values": ["1", "1"], "U": ["1/2"]}
    assert not critical(recipe).is_identity
    assert critical({**recipe, "same": 1}).is_identity
    assert critical({"L": 2, "widths": [2, 2, 2], "values": ["1", "1"], "same": 1, "seed": 1}).is_identity


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"values": ["0"]}, "positive"),
        ({"values": [["1"], ["1", "2"]]}, "one length"),
        ({"values": ["1", "1"]}, "room"),
        ({"missing": 1, "sigmas": ["1", "2"]}, "multiple of I"),
        ({"sigmas": ["-1"]}, "positive"),
        ({"widths": [2, 1]}, "widths"),
        ({"digits": 5}, "digits"),
        ({"colour": 1}, "one of"),
    ],
)
def test_unusable_recipes_are_told(change, told):
    with pytest.raises(BadInput, match=told):
        CriticalNetwork({"L": 2, "widths": [2, 1, 2], "values": ["1"], **change})


@pytest.mark.parametrize(
    "recipe",
    [
        {"L": 3, "widths": [2, 2, 1, 2], "values": [["2"], ["1"], ["1/3"]], "missing": 1, "V": ["1/2"]},
        {"L": 2, "widths": [3, 2, 2], "values": ["1", "3"], "sigmas": ["1/2", "2"], "T": ["1", "0", "-1"], "U": ["1/3"]},
    ],
)
def test_both_routes_of_the_oracle_agree(recipe):
    net = critical(recipe)
    assert net.hessian.matrix == differences.hessian_of_loss(net.network)
    assert net.hessian.matrix == kronecker.outer_product_hessian(net.network) + kronecker.functional_hessian(net.network)
