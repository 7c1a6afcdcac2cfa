"""Training at the paper's sizes against the exact and the mpmath route, and the sparse exact Hessian against the oracle."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flint import arb, ctx, fmpq, fmpq_mat

from verify.errors import BadInput
from verify.nets import descent, differences, kronecker
from verify.nets.large_runs import LargeMatrix, LargeRun, PaperRuns, descended, hessians
from verify.nets.recipes import balanced
from verify.nets.snapshots import Snapshot
from verify.spectra.exact import SymmetricMatrix

NETS = [
    {"L": 1, "widths": [3, 2], "r": 1, "rank_xx": 2, "head": ["3/2"], "tail": ["1/3"], "U": ["1"], "V": ["1/2"]},
    {"L": 2, "widths": [3, 3, 2], "r": 1, "rank_xx": 2, "head": ["2"], "tail": ["1/3"], "U": ["1"], "V": ["1/2"]},
    {"L": 3, "widths": [2, 3, 4, 3], "r": 2, "rank_xx": 2, "head": ["3/4", "5/4"], "U": ["1", "2"], "V": ["1/2"]},
    {"L": 4, "widths": [2, 2, 3, 2, 2], "r": 1, "rank_xx": 1, "head": ["3/4"], "tail": ["1/2"], "U": ["-1/3"]},
]
SMALL_RUN = {"L": 3, "widths": [2, 3, 3, 3], "r": 2, "rank_xx": 2, "seed": 5, "digits": 60, "eta": "1/20", "steps": 15}


def paper_recipe(L, steps, **more):
    widths = [10, *[20] * (L - 1), 16]
    return {"L": L, "widths": widths, "r": 4, "rank_xx": 10, "seed": 0, "digits": 70, "eta": "1/20", "steps": steps, **more}


def size(matrix):
    return max(abs(x) for x in matrix.entries())


@pytest.mark.parametrize("recipe", NETS, ids=lambda r: f"L={r['L']}")
def test_the_sparse_hessians_are_those_of_the_oracle(recipe):
    net = balanced(recipe).network
    for moved in (net, descent.step(net, fmpq(1, 7))):
        outer, functional = hessians(moved)
        assert outer == kronecker.outer_product_hessian(moved) == differences.outer_product_hessian_of_product(moved)
        assert functional == kronecker.functional_hessian(moved)
        assert outer + functional == differences.hessian_of_gradient(moved)


@pytest.mark.parametrize(("L", "p"), [(2, 520), (3, 920)])
def test_every_entry_at_the_papers_size_is_an_exact_difference_of_the_gradient(L, p):
    net = LargeRun(paper_recipe(L, 12)).network
    outer, functional = hessians(net)
    assert net.p == p
    for b in range(p):
        up, down = (net.bumped((b, sign)).gradient() for sign in (1, -1))
        column = [(x - y) / 2 for g, h in zip(up, down) for x, y in zip(g.entries(), h.entries())]
        assert column == [outer[a, b] + functional[a, b] for a in range(p)]


@pytest.mark.parametrize("recipe", NETS, ids=lambda r: f"L={r['L']}")
def test_descent_follows_the_exact_steps_to_its_digits(recipe):
    net, eta = balanced(recipe).network, fmpq(1, 9)
    *_, exact = descent.trajectory(net, eta, 3)
    near, coarse = (descended(net, eta, 3, digits) for digits in (60, 20))
    distance = [max(size(a - b) for a, b in zip(exact.layers, other.layers)) for other in (near, coarse)]
    assert distance[0] < fmpq(1, 10**58)
    assert fmpq(1, 10**40) < distance[1] < fmpq(1, 10**18)
    assert all(a == b for a, b in zip(net.layers, descended(net, eta, 0, 20).layers))


def test_descent_that_runs_away_is_refused_and_the_precision_put_back():
    before = ctx.prec
    with pytest.raises(BadInput, match="runs away by step"):
        descended(balanced(NETS[2]).network, fmpq(9), 40, 40)
    assert ctx.prec == before


def test_a_run_is_the_snapshot_of_the_same_recipe():
    large, usual = LargeRun(SMALL_RUN), Snapshot(SMALL_RUN)
    close = fmpq(1, 10**45)
    assert size(large.hessian.matrix - usual.hessian.matrix) < close
    for name in ("m_t", "delta_t", "mu_t", "tail_t", "top_t", "omega_t", "h_f", "L", "p", "r", "rank_xx"):
        with ctx.workprec(250):
            assert abs(arb(large.facts[name]) - arb(usual.facts[name])) < close, name
    for low, high in ((fmpq(1, 2), fmpq(2)), (fmpq(2), fmpq(50)), (fmpq(-1), fmpq(0))):
        assert large.hessian.count(low, high) == usual.hessian.count(low, high)


def test_counts_are_those_of_the_characteristic_polynomial():
    made = fmpq_mat(5, 5, [fmpq(x) for x in (2, 1, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0)])
    exact, large = SymmetricMatrix(made), LargeMatrix(made)  # eigenvalues 3, 3, 1, 1, -1
    slack = LargeMatrix(made, fmpq(1, 10**40))
    for low in range(-2, 4):
        for high in range(-2, 5):
            ends = fmpq(low), fmpq(high)
            half = fmpq(low) + fmpq(1, 3), fmpq(high) - fmpq(1, 3)
            assert slack.count(*ends) == exact.count(*ends)
            assert large.count(*half) == slack.count(*half) == exact.count(*half)
    assert slack.nullity == 0
    assert slack.count(fmpq(3) + fmpq(1, 10**37), fmpq(4)) is None  # a thousand slacks away: neither inside nor outside
    ball = arb(1, fmpq(1, 10**9))
    assert slack.count(ball, fmpq(2)) is None


@pytest.mark.parametrize("head", [None, "3/5"])
def test_a_late_run_has_the_clusters_and_a_planted_error_breaks_them(head):
    run = LargeRun(paper_recipe(2, 300, **({"head": [head] * 4} if head else {})))
    near = fmpq(1, 10**6)
    assert run.hessian.count(2 - near, 2 + near) == 16
    assert run.hessian.count(1 - near, 1 + near) == 72
    assert run.hessian.count(-near, near) == run.p - 88
    spoilt = fmpq_mat(run.hessian.matrix)
    spoilt[519, 519] += 3
    assert LargeMatrix(spoilt, run.rounding).count(-near, near) != run.p - 88


def test_depths_follow_the_user_where_the_experiment_has_them():
    def depths(*asked):
        return sorted({recipe["L"] for recipe in PaperRuns().listing(SimpleNamespace(depths=asked))})

    assert depths(2, 3, 4, 5, 6, 8) == [2, 3]
    assert depths(5) == [5]
    assert depths(8) == [2, 3]
    (recipe, *_) = PaperRuns(moments=(12,)).listing(SimpleNamespace(depths=(5,)))
    assert sum(a * b for a, b in zip(recipe["widths"], recipe["widths"][1:])) == 1720
