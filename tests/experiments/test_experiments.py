"""Experiments: derivatives against differences, whitening, class counts, the certified figure, and the command."""

from __future__ import annotations

import numpy as np
import pytest
from flint import fmpq

from verify import catalogue
from verify.errors import BadInput
from verify.experiments import certified, data, measures, models
from verify.experiments.run import Settings, Theory, tables
from verify.paper.formulas import Formula

BOOK = catalogue.revision("companion")
SOURCE = np.random.default_rng(3)
X, Y = SOURCE.standard_normal((4, 9)), SOURCE.standard_normal((2, 9))
W = models.kaiming([4, 3, 3, 2], SOURCE)


@pytest.mark.parametrize("tanh", [False, True])
def test_derivatives_against_differences(tanh):
    model, V, step = models.Model(X, Y, tanh), [SOURCE.standard_normal(w.shape) for w in W], 1e-5
    up, down = ([w + s * step * v for w, v in zip(W, V)] for s in (1, -1))
    slope = measures.flat(model.gradient(W)) @ measures.flat(V)
    assert slope == pytest.approx((model.loss(up) - model.loss(down)) / (2 * step), rel=1e-6)
    by_differences = (measures.flat(model.gradient(up)) - measures.flat(model.gradient(down))) / (2 * step)
    assert measures.flat(model.hessian_times(W, V)) == pytest.approx(by_differences, rel=1e-5, abs=1e-7)


def test_a_linear_model_needs_as_many_samples_as_features():
    full, small = models.Model(X, Y), models.compressed(models.Model(X, Y))
    assert small.X.shape == (4, 4)
    V = [np.ones_like(w) for w in W]
    assert measures.flat(small.gradient(W)) == pytest.approx(measures.flat(full.gradient(W)))
    assert measures.flat(small.hessian_times(W, V)) == pytest.approx(measures.flat(full.hessian_times(W, V)))


def test_the_two_solvers_and_the_estimate_agree():
    model = models.Model(X, Y)
    identity = np.eye(sum(w.size for w in W))
    H = np.array([measures.flat(model.hessian_times(W, measures.shaped(row, W))) for row in identity])
    top = np.linalg.eigvalsh(H)[::-1]
    assert measures.top_eigenvalues(model, W, 2) == pytest.approx(top[:2])
    assert measures.top_by_lobpcg(model, W, 1) == pytest.approx(top[:1])
    mean, error = measures.hutchinson(model, W, 400, 0)
    assert abs(mean - np.trace(H)) < 5 * error


def test_whitening_drops_dependent_features():
    rows = np.vstack([X, X[0] + X[1], np.zeros(9)])
    made = data.orthogonalised(rows, 2.0)
    assert made.shape == (4, 9)
    assert made @ made.T / 9 == pytest.approx(4 * np.eye(4), abs=1e-12)
    assert np.linalg.matrix_rank(np.vstack([X, made])) == 4


def test_balanced_layers_are_balanced_and_stay_so_nearly():
    layers = models.balanced([4, 3, 5, 2], np.random.default_rng(1))
    assert models.imbalance(layers) < 1e-12
    after = models.trained(models.Model(X, Y), layers, 1e-3, 20)
    assert 1e-12 < models.imbalance(after) < 1e-3


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_class_0_has_its_share(share):
    found = data.counts(share)
    assert sum(found) == data.SAMPLES
    assert share <= found[0] / data.SAMPLES < share + 9 / data.SAMPLES
    sample = data.digits(share, True, 0)
    n = sample.X.shape[1]
    assert sample.share == pytest.approx(found[0] / n)
    assert sample.X @ sample.X.T / n == pytest.approx(np.eye(sample.X.shape[0]), abs=1e-9)
    assert sample.lost >= 3  # three pixels of the digits are always empty


def test_too_large_a_class_is_refused():
    with pytest.raises(BadInput, match="there are"):
        data.digits(1.0, False, 0)


def test_the_certified_figure_matches_and_can_fail():
    theory = Theory(BOOK)
    labels = theory.formula("Companion 4", "eq_13", "right")
    right, wrong = theory.formula("Companion 3", "eq_9a"), Formula.read("var_x*L*s_i**(2*(L - 1))")
    good = certified.figure_1a(right, labels, 4, 3, 9, 3)
    assert (good.eigenvalues, good.matched) == (16, good.intervals)
    assert good.widest < 1e-10
    bad = certified.figure_1a(wrong, labels, 4, 3, 9, 3)
    assert bad.matched < bad.intervals


def test_contours_of_the_sharpness():
    found = certified.figure_1b(Theory(BOOK).formula("Companion 4", "eq_14"), (2, 4), (fmpq(1), fmpq(1, 16)))
    assert [float(ball) for _, _, ball in found] == pytest.approx([2, 0.5, 4, 0.5])


def test_tables_are_labelled_and_whole():
    quick = Settings(epochs=20, deep_width=12, wide=12, shares=(0.5,), checkpoints=3, estimates=4)
    made = {table.name: table for table in tables(("1c", "2", "3", "4"), BOOK, quick, lambda line: None)}
    assert all("never proves" in table.evidence for table in made.values())
    assert [len(made[name].rows) for name in ("1c", "2")] == [1, 3]
    assert made["3"].rows[-1]["theory / measured"] == pytest.approx(1, abs=0.2)
    assert made["4"].rows[-1]["Lanczos against LOBPCG, %"] < 1e-3


def test_the_command(cli, tmp_path):
    done = cli("experiments", "--out", str(tmp_path / "x"), "--only", "1b")
    assert done.returncode == 0, done.stderr
    assert "certified" in done.stdout
    assert (tmp_path / "x" / "figure_1b.csv").read_text().startswith("L,")
    for wrong in (["--only", "9"], ["--epochs", "0"], ["--paper", "depth-not-data"]):
        refused = cli("experiments", "--out", str(tmp_path / "x"), *wrong)
        assert refused.returncode == 2
        assert refused.stderr.count("\n") == 1
