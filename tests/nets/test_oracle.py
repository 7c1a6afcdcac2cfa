"""The two routes to the Hessian are equal over Q on networks of every shape, and both see a planted error."""

from __future__ import annotations

import itertools

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.kernel import witness as kit
from verify.nets import descent, differences, kronecker
from verify.nets.matrices import RATIONALS, Reals
from verify.nets.matrices import kronecker as product
from verify.nets.networks import Network, realisable

numbers = st.sampled_from([fmpq(x) for x in (0, 1, -1, 2)] + [fmpq(1, 2), fmpq(-3, 2), fmpq(2, 3)])


@st.composite
def networks(draw, depths=(1, 2, 3, 4), largest=3):
    """Unbalanced networks with arbitrary realisable moments."""
    L = draw(st.sampled_from(depths))
    widths = [draw(st.integers(1, largest)) for _ in range(L + 1)]

    def matrix(rows, columns):
        return fmpq_mat(rows, columns, [draw(numbers) for _ in range(rows * columns)])

    root = matrix(widths[0], widths[0])
    sigma_xx = root * root.transpose()
    sigma_yx = matrix(widths[-1], widths[0]) * sigma_xx
    return Network(tuple(matrix(b, a) for a, b in itertools.pairwise(widths)), sigma_xx, sigma_yx)


exactly = settings(max_examples=40, derandomize=True, database=None, deadline=None)


@exactly
@given(networks())
def test_three_routes_to_the_whole_hessian(net):
    by_gradient = differences.hessian_of_gradient(net)
    assert by_gradient == differences.hessian_of_loss(net)
    assert by_gradient == kronecker.hessian(net)
    assert by_gradient == by_gradient.transpose()


@exactly
@given(networks())
def test_parts_by_both_routes_add_up(net):
    outer = differences.outer_product_hessian_of_product(net)
    functional = differences.functional_hessian_of_product(net)
    assert outer == kronecker.outer_product_hessian(net)
    assert functional == kronecker.functional_hessian(net)
    assert outer + functional == differences.hessian_of_gradient(net)


@exactly
@given(networks())
def test_gradient_is_the_difference_of_the_loss(net):
    flat = [x for block in net.gradient() for x in block.entries()]
    assert flat == differences.gradient_by_differences(net)


@exactly
@given(networks())
def test_jacobian_by_both_routes(net):
    assert kronecker.jacobian(net) == differences.jacobian_of_product(net)


@settings(max_examples=10, derandomize=True, database=None, deadline=None)
@given(networks(depths=(1, 2, 3), largest=2))
def test_the_stand_alone_kit_agrees(net):
    W = [[[kit.F(str(x)) for x in row] for row in layer.tolist()] for layer in net.layers]
    Sxx, Syx = ([[kit.F(str(x)) for x in row] for row in m.tolist()] for m in (net.sigma_xx, net.sigma_yx))
    for name, route in (
        ("hessian", differences.hessian_of_gradient),
        ("outer_product_hessian", differences.outer_product_hessian_of_product),
        ("functional_hessian", differences.functional_hessian_of_product),
    ):
        ours = [[kit.F(str(x)) for x in row] for row in route(net).tolist()]
        assert getattr(kit, name)(W, Sxx, Syx) == ours


def test_the_commutation_matrix_matters():
    layers = (fmpq_mat(2, 2, [1, 2, 0, 1]), fmpq_mat(2, 2, [1, 2, 3, 5]))
    net = Network(layers, fmpq_mat(2, 2, [1, 0, 0, 1]), fmpq_mat(2, 2, [1, 0, 0, 0]))
    G = net.above(2).transpose() * net.omega() * net.below(1).transpose()
    without = product(RATIONALS, G, kronecker.between(net, 2, 1))
    assert without != kronecker.functional_blocks(net)[1][0]


def test_reals_agree_with_rationals_to_their_digits():
    layers = (fmpq_mat(2, 2, [1, 2, 3, fmpq(1, 3)]), fmpq_mat(1, 2, [fmpq(1, 7), 2]))
    exact = Network(layers, fmpq_mat(2, 2, [2, 1, 1, 1]), fmpq_mat(1, 2, [1, 0]))
    a = Reals(60)
    real = Network(
        tuple(a.matrix(W.tolist()) for W in layers), a.matrix(exact.sigma_xx.tolist()), a.matrix(exact.sigma_yx.tolist()), a
    )
    for route in (differences.hessian_of_gradient, differences.hessian_of_loss, kronecker.hessian):
        gap = max(abs(x - y) for x, y in zip(a.exact(route(real)).entries(), route(exact).entries()))
        assert gap < fmpq(1, 10**50)


def test_gradient_descent_moves_the_matrices():
    net = Network((fmpq_mat(1, 1, [2]), fmpq_mat(1, 1, [3])), fmpq_mat(1, 1, [1]), fmpq_mat(1, 1, [1]))
    after = descent.step(net, "1/10")
    assert after.layers[0][0, 0] == fmpq(2) - fmpq(1, 10) * 3 * (6 - 1)
    assert len(list(descent.trajectory(net, "1/10", 3))) == 4


@pytest.mark.parametrize(
    ("sigma_xx", "sigma_yx", "possible"),
    [
        ([1, 0, 0, 0], [1, 0], True),
        ([1, 0, 0, 0], [0, 1], False),
        ([1, 0, 0, -1], [0, 0], False),
        ([1, 1, 0, 1], [0, 0], False),
    ],
)
def test_only_realisable_moments_make_a_network(sigma_xx, sigma_yx, possible):
    xx, yx = fmpq_mat(2, 2, sigma_xx), fmpq_mat(1, 2, sigma_yx)
    assert realisable(xx, yx) is possible
    if not possible:
        with pytest.raises(ValueError, match="no distribution"):
            Network((fmpq_mat(1, 2, [1, 1]),), xx, yx)


def test_mismatched_layers_are_refused():
    with pytest.raises(ValueError, match=r"W\^2 has 3 columns, W\^1 has 2 rows"):
        Network((fmpq_mat(2, 1), fmpq_mat(1, 3)), fmpq_mat(1, 1, [1]), fmpq_mat(1, 1))


def test_least_loss_is_zero_when_y_is_linear_in_x():
    net = Network((fmpq_mat(1, 2, [3, 4]),), fmpq_mat(2, 2, [2, 1, 1, 1]), fmpq_mat(1, 2, [10, 7]))
    assert net.loss() == 0
    assert differences.hessian_of_loss(net) == net.sigma_xx
