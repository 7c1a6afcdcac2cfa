"""Networks with data: both routes to the Hessian and to the tangent kernel agree, and recipes are what they say."""

from __future__ import annotations

from collections import Counter

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings

from verify.errors import BadInput
from verify.judge.run import read_run
from verify.nets import kronecker
from verify.nets.general import output
from verify.nets.labelled import LabelledNetwork, labelled
from verify.nets.labelled_draws import LabelledNetworks, OneHotNetworks

THIN = {"L": 2, "widths": [2, 1, 1], "values": ["2"], "samples": 3, "scale": "3"}


def test_a_thin_network_by_hand():
    net = labelled(THIN)
    assert net.layers == (fmpq_mat(1, 2, [2, 0]), fmpq_mat(1, 1, [2]))
    assert net.X.entries() == [3, 0, 0, 0, 3, 0]
    assert net.Y.entries() == [12, 0, 0]
    facts = net.facts
    assert (facts["var_x"], facts["n"], facts["d_min"], facts["rank_W"], facts["rank_X"]) == (3, 3, 1, 1, 2)
    assert (facts["fits"], facts["solves"], facts["balanced"], facts["whitened"]) == (1, 1, 1, 1)
    assert facts["s"] == {1: 2, 2: 0}
    assert net.label_values == {1: 144}
    # J J^T / n = (X^T X x 4 + X^T diag(4, 0) X x 1) / 3 = 3 diag(8, 4, 0)
    assert net.tangent_kernel.matrix == fmpq_mat(3, 3, [24, 0, 0, 0, 12, 0, 0, 0, 0])
    assert net.gauss_newton.count(fmpq(12), fmpq(24)) == 2


def test_noise_keeps_the_normal_equations_and_raises_the_loss():
    net = labelled({**THIN, "noise": ["1"]})
    assert (net.facts["fits"], net.facts["solves"]) == (0, 1)
    assert net.loss(net.layers) == fmpq(9, 6)
    assert net.moments == {"cross": 48, "square": 48}


def test_one_hot_labels_are_fitted_exactly():
    net = labelled({"L": 2, "widths": [2, 3, 2], "classes": [1, 16], "turns": [["1"], ["1/2"]]})
    assert net.values == [2, 1]
    assert [y.entries() for y in net.ys].count([1, 0]) == 16
    assert net.fits and net.balanced and net.variance == fmpq(1, 17)
    assert net.with_labels["alpha"] == {1: fmpq(16, 17), 2: fmpq(1, 17)}


def test_one_hot_labels_over_reals():
    net = labelled({"L": 3, "widths": [3, 2, 3, 3], "classes": [2, 3], "scale": "2", "seed": 1})
    slack = fmpq(1, 10**40)
    assert net.square(*[output(net.layers, x) - y for x, y in zip(net.xs, net.ys)]) < slack
    xx = net.exact(net.network.sigma_xx)
    assert all(abs(xx[i, j] - (fmpq(4, 5) if i == j else 0)) < slack for i in range(3) for j in range(3))
    assert net.rank(net.X) == 3


@settings(max_examples=25, derandomize=True, database=None, deadline=None)
@given(LabelledNetworks(largest=8, most_samples=3).recipes(read_run(L="1..4")))
def test_two_routes_agree(recipe):
    net = labelled(recipe)
    slack = net.slack * 100
    by_samples, by_moments = net.exact(net.hessian), net.whole_hessian.matrix  # losses at samples; moments and gradients
    closed = net.exact(kronecker.outer_product_hessian(net.network))
    J = net.exact(net.jacobian_of_samples)
    from_samples = J.transpose() * J / net.samples
    for one, other in ((by_samples, by_moments), (closed, net.gauss_newton.matrix), (from_samples, net.gauss_newton.matrix)):
        assert all(abs(x) <= slack for x in (one - other).entries())
    if net.variance is not None:
        xx = net.exact(net.network.sigma_xx)
        size = xx.nrows()
        assert all(abs(xx[i, j] - (net.variance if i == j else 0)) <= slack for i in range(size) for j in range(size))
    if net.values is not None:
        a = net.arithmetic
        made = [net.exact(W * a.transpose(W) - a.transpose(V) * V) for W, V in zip(net.layers, net.layers[1:])]
        assert all(abs(x) <= slack for matrix in made for x in matrix.entries())


@pytest.mark.parametrize("domain", [LabelledNetworks(), OneHotNetworks()], ids=["labelled", "one-hot"])
def test_the_rare_strata_are_drawn(domain):
    seen: Counter[str] = Counter()

    @settings(max_examples=80, derandomize=True, database=None, deadline=None)
    @given(domain.recipes(read_run(L="2,3")))
    def draw(recipe):
        seen.update(domain.build(recipe).strata)

    draw()
    wanted = ["d_0 < d_L", "d_0 > d_L", "mpmath", "exact", "loss 0"]
    if isinstance(domain, LabelledNetworks):
        wanted += ["bottleneck", "raw", "whitened", "rank-deficient", "not balanced", "Omega = 0, loss > 0", "Omega != 0"]
    assert all(seen[name] for name in wanted), seen


@pytest.mark.parametrize(
    "change",
    [
        {"values": ["1", "1"]},
        {"values": ["-1"]},
        {"samples": 1},
        {"scale": "0"},
        {"scale": "one"},
        {"widths": [2, 1]},
        {"colour": 1},
        {"y": [["1"]]},
        {"classes": [0]},
        {"classes": [3]},
        {"seed": 1, "residual": "some"},
        {"seed": 1, "scale": "1", "samples": 1},
        {"x": []},
    ],
    ids=str,
)
def test_unusable_recipes_are_refused(change):
    with pytest.raises(BadInput, match=r"^recipe: "):
        LabelledNetwork({**THIN, **change})
