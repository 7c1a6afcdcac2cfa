"""General networks: derivatives by hand and by the moments, samples as given, and a domain that hits its strata."""

from __future__ import annotations

from collections import Counter

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings

from tests.effort import often
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.kernel import witness as kit
from verify.nets import differences
from verify.nets.general import GeneralNetwork, GeneralNetworks
from verify.nets.networks import Network, realisable

SCALAR = {"L": 2, "widths": [1, 1, 1], "weights": [["2"], ["1"]], "x": [["1"]], "y": [["3"]], "eta": "1/2"}
WIDE = {
    "L": 2, "widths": [2, 1, 2], "weights": [["1", "-2"], ["1/2", "3"]], "eta": "2/3",
    "x": [["1", "2"], ["0", "-1"], ["3"]], "y": [["1"], ["0", "2"], ["1/2", "-1"]],
}  # fmt: skip


def test_scalar_derivatives_by_hand():
    net = GeneralNetwork(SCALAR)  # L = (3 - w_2 w_1)^2 / 2 at (2, 1): residual -1
    assert net.loss(net.layers) == fmpq(1, 2)
    assert net.gradient == [-1, -2]
    assert [net.after_one_step(l)[0, 0] for l in (1, 2)] == [fmpq(5, 2), 2]
    assert net.hessian == fmpq_mat(2, 2, [1, 1, 1, 4])
    assert [column[0, 0] for column in net.jacobian(0)] == [1, 2]
    assert net.second_derivatives(0, 0) == fmpq_mat(2, 2, [0, 1, 1, 0])
    slope, curvature = net.slope_and_curvature(0)
    assert (slope, curvature) == ([-1], fmpq_mat(1, 1, [1]))
    tables = net.derivatives
    assert (tables["jac"], tables["slope"], tables["curvature"]) == (
        {(1, 1, 1): 1, (1, 1, 2): 2}, {(1, 1): -1}, {(1, 1, 1): 1}
    )  # fmt: skip
    assert tables["outer"] == {(1, 1): 1, (1, 2): 2, (2, 1): 2, (2, 2): 4}
    assert tables["functional"] == {(1, 1): 0, (1, 2): -1, (2, 1): -1, (2, 2): 0}
    assert tables["second"][1, 1, 1, 2] == 1


def test_tables_of_a_layer_by_hand():
    net = GeneralNetwork(WIDE)
    first, second = net.at_layer(1), net.at_layer(2)
    assert net.network.sigma_xx == fmpq_mat(2, 2, [10, 2, 2, 5]) / 3
    assert net.facts["ys"] == {(1, 1): 1, (1, 2): 0, (2, 1): 0, (2, 2): 2, (3, 1): fmpq(1, 2), (3, 2): -1}
    assert net.facts["residual"][1, 1] == fmpq(1, 2) * -3 - 1
    assert net.facts["residual"][3, 2] == 3 * 3 + 1
    assert (net.facts["p"], net.facts["samples"], net.facts["d_hidden"]) == (4, 3, 1)
    assert second["feature"] == {(1, 1): -3, (2, 1): 2, (3, 1): 3}  # W^1 x_n
    assert first["feature"] == net.facts["xs"]
    assert first["above"] == {(1, 1): fmpq(1, 2), (2, 1): 3}
    assert second["below"] == {(1, 1): 1, (1, 2): -2}
    assert first["back"][1, 1] == fmpq(1, 2) * fmpq(-5, 2) + 3 * -9
    assert second["W"] == first["above"]
    assert net.square(*net.layers) == 1 + 4 + fmpq(1, 4) + 9


def test_an_exact_fit_has_no_loss():
    net = GeneralNetwork({k: v for k, v in WIDE.items() if k != "y"})
    assert net.ys[0] == fmpq_mat(2, 1, [fmpq(-3, 2), -9])
    assert net.loss(net.layers) == 0
    assert "loss 0" in net.strata
    assert "loss 0" not in GeneralNetwork(WIDE).strata


def test_the_stand_alone_kit_agrees():
    net = GeneralNetwork(WIDE)
    W = [[[kit.F(str(x)) for x in row] for row in layer.tolist()] for layer in net.layers]
    Sxx, Syx = ([[kit.F(str(x)) for x in row] for row in m.tolist()] for m in (net.network.sigma_xx, net.network.sigma_yx))
    assert kit.hessian(W, Sxx, Syx) == [[kit.F(str(x)) for x in row] for row in net.hessian.tolist()]
    assert kit.gradient(W, Sxx, Syx) == [kit.F(str(x)) for x in net.gradient]


@settings(max_examples=25, derandomize=True, database=None, deadline=None)
@given(GeneralNetworks(largest=8, reals=False).recipes(read_run(L="1,2,3")))
def test_samples_and_moments_tell_the_same_story(recipe):
    net = GeneralNetwork(recipe)
    assert realisable(net.network.sigma_xx, net.network.sigma_yx)
    assert net.loss(net.layers) == net.network.loss()
    assert net.gradient == [x for block in net.network.gradient() for x in block.entries()]
    assert net.hessian == differences.hessian_of_gradient(net.network)
    for n in range(net.samples):  # chain rule: the gradient of one sample is slope times Jacobian
        slope, _ = net.slope_and_curvature(n)
        assert net.sample_gradients[n] == [sum(s * x for s, x in zip(slope, J.entries())) for J in net.jacobian(n)]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_reals_agree_with_their_exact_twin_to_their_digits(count):
    recipe = {"L": 2, "widths": [2, 1, 2], "seed": 4, "digits": 50, "samples": count, "eta": "1/3"}
    net = GeneralNetwork(recipe)
    assert net.samples == max(1, count)
    assert ("loss 0" in net.strata) is (count == 0)
    exact = [net.exact(W) for W in net.layers]
    xs, ys = [net.exact(x) for x in net.xs], [net.exact(y) for y in net.ys]
    xx, yx = (sum((b * x.transpose() for b, x in zip(left, xs)), 0 * left[0] * xs[0].transpose()) for left in (xs, ys))
    twin = Network(tuple(exact), xx / len(xs), yx / len(xs))
    flat = [x for block in twin.gradient() for x in block.entries()]
    mine = net.exact(net.arithmetic.matrix([net.gradient])).entries()
    assert net.slack == fmpq(1, 10**32)
    assert max(abs(x - y) for x, y in zip(flat, mine)) < net.slack
    gap = net.exact(net.hessian) - differences.hessian_of_gradient(twin)
    assert max(abs(x) for x in gap.entries()) < net.slack


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": 1}, "colour must be one of"),
        ({"L": True}, "L must be int"),
        ({"widths": "111"}, "widths must be list"),
        ({"widths": [1, 1]}, "L + 1 widths"),
        ({"widths": [1, 0, 1]}, "integers from 1 to 40"),
        ({"widths": [1, 41, 1]}, "integers from 1 to 40"),
        ({"weights": [["1"]]}, "zip"),
        ({"weights": [["1", "2"], []]}, "at most 1 entries, not 2"),
        ({"y": [["1"], ["2"]]}, "same number of samples"),
        ({"x": [], "y": []}, "at least one"),
        ({"x": [1]}, "len()"),
        ({"x": [["x"]]}, "'x' is not a rational"),
        ({"eta": "1/0"}, "recipe"),
    ],
)
def test_unusable_recipes_say_why(change, words):
    with pytest.raises(BadInput) as refusal:
        GeneralNetwork({**SCALAR, **change})
    assert words in str(refusal.value)


def test_the_domain_hits_its_strata():
    seen, fits, total = Counter(), Counter(), 0
    domain, fitting = GeneralNetworks(), GeneralNetworks(fits=True)
    settle = settings(max_examples=often(200, 66), derandomize=True, database=None, deadline=None)

    @settle
    @given(domain.recipes(read_run()))
    def collect(recipe):
        nonlocal total
        net = domain.build(recipe)
        assert domain.build(dict(reversed(recipe.items()))) is net
        assert net.network.p <= 16
        total += 1
        seen.update(net.strata)

    @settle
    @given(fitting.recipes(read_run(L="2")))
    def collect_fits(recipe):
        net = fitting.build(recipe)
        fits.update(["all", *net.strata])

    collect()
    collect_fits()
    wanted = {"L = 1", "L = 2", "L = 8", "d_0 < d_L", "d_0 = d_L", "d_0 > d_L", "exact", "mpmath", "bottleneck", "loss 0"}
    wanted |= {"one sample", "several samples"}
    assert min(seen[name] for name in wanted) >= total // 40
    assert seen["loss 0"] < total // 2
    assert fits["loss 0"] == fits["all"]
    assert min(fits["exact"], fits["mpmath"], fits["several samples"]) > 10


@settings(max_examples=30, derandomize=True, database=None, deadline=None)
@given(GeneralNetworks(reals=False).recipes(read_run(widths="3,3,2")))
def test_chosen_widths_are_kept(recipe):
    assert (recipe["L"], recipe["widths"]) == (2, [3, 3, 2])
    assert "seed" not in recipe
