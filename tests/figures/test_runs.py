"""Runs: certified spectra of the matrices that gradient descent reaches, by both routes, against exact spectra."""

from __future__ import annotations

from itertools import pairwise

import pytest
from flint import fmpq

from verify.figures.runs import AS_TRAINED, COORDINATES, SAME, compute, exact_hessian, in_coordinates
from verify.figures.settings import Run, Start
from verify.nets import descent
from verify.nets.kronecker import outer_product_hessian
from verify.nets.large_runs import hessians
from verify.nets.recipes import balanced
from verify.nets.training import TrainedNetwork
from verify.spectra.certified import spectrum


@pytest.mark.parametrize("name", ["rising", "one", "late", "tail"])
def test_every_spectrum_is_whole_and_x1_agrees(computed, name):
    made = computed[name]
    assert [m.t for m in made.moments] == made.run.moments
    for moment in made.moments:
        assert sum(e.multiplicity for e, _, _ in moment.found) == made.run.p
        assert all(agree for _, _, agree in moment.found)
    assert {m.route for m in made.moments} == {AS_TRAINED, COORDINATES}
    assert made.moments[0].route == made.moments[-1].route == AS_TRAINED


def test_the_enclosures_hold_the_eigenvalues_of_an_unrelated_route(computed):
    """Gradient descent over mpmath, the Hessian by differences, against the run in FLINT."""
    made = computed["rising"]
    t = made.run.moments[1]
    other = TrainedNetwork({**made.recipe, "eta": "1/10", "steps": t})
    true = spectrum(other.hessian(t), 20)
    moment = next(m for m in made.moments if m.t == t)
    for e, _, _ in moment.found:
        slack = fmpq(1, 10**12)
        assert true.count(e.low - slack, e.high + slack) == e.multiplicity


def test_in_coordinates_only_the_core_is_left_and_the_spectrum_stays(computed):
    first = balanced(computed["rising"].recipe)
    net = descent.step(first.network, fmpq(1, 10))
    exact = first.arithmetic.exact
    net = type(net)(tuple(exact(W) for W in net.layers), exact(net.sigma_xx), exact(net.sigma_yx), checked=False)
    turned = in_coordinates(first, net)
    for W in turned.layers:
        assert all(W[i, j] == 0 for i in range(W.nrows()) for j in range(W.ncols()) if i != j)
    assert turned.sigma_yx[0, 0] == 1 and turned.sigma_xx[3, 3] == 0
    assert all((x * SAME).q == 1 for W in turned.layers for x in W.entries())
    outer, functional = hessians(net)
    true = spectrum(outer + functional, 20)
    for e in spectrum(exact_hessian(turned), 20, "float"):
        assert true.count(e.low - fmpq(1, 10**15), e.high + fmpq(1, 10**15)) == e.multiplicity


def test_the_sparse_hessian_is_the_hessian():
    first = balanced({"L": 3, "widths": [2, 3, 2, 3], "r": 1, "rank_xx": 2, "head": ["3/4"], "tail": ["1/3"], "U": ["1/2"]})
    net = first.network
    outer, functional = hessians(net)
    assert exact_hessian(net).exact() == outer + functional
    assert outer == outer_product_hessian(net)


def test_the_loss_is_that_of_the_weights(computed):
    made = computed["late"]  # two values 0.9: the first loss is (1/2) 2 (1 - 0.9)^2
    assert float(made.points[0].loss.p) / float(made.points[0].loss.q) == pytest.approx(0.01, rel=1e-9)
    losses = [point.loss for point in made.points]
    assert all(a > b for a, b in pairwise(losses))


def test_each_spectrum_ticks():
    ticks = []
    compute(Run((2, 2, 2), 1, Start("uniform", "0.5"), "0.1", 4, 2, shown=2, between=1), lambda: ticks.append(1))
    assert len(ticks) == 3
