"""hessian_spectrum on networks of the paper, on a user's own, and on files; what is refused, and how."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

import verify
from verify.api import files
from verify.errors import BadInput
from verify.nets.differences import hessian_of_loss
from verify.nets.networks import Network
from verify.spectra import SymmetricMatrix

RNG = np.random.default_rng(5)
X, Y = RNG.standard_normal((7, 2)), RNG.standard_normal((7, 2))
WEIGHTS = [RNG.standard_normal((2, 2)), RNG.standard_normal((2, 2))]


def test_a_network_of_arrays_has_the_hessian_of_its_loss():
    found = verify.hessian_spectrum(weights=WEIGHTS, data=(X, Y))
    assert sum(c.multiplicity for c in found) == 8 == len(found.values)
    exact = [[[Fraction(x) for x in row] for row in M.tolist()] for M in (*WEIGHTS, X, Y)]
    layers = [fmpq_mat(2, 2, [fmpq(x.numerator, x.denominator) for row in W for x in row]) for W in exact[:2]]
    A, B = (fmpq_mat(7, 2, [fmpq(x.numerator, x.denominator) for row in M for x in row]) for M in exact[2:])
    net = Network(tuple(layers), A.transpose() * A / 7, B.transpose() * A / 7)
    true = SymmetricMatrix(hessian_of_loss(net))
    assert all(true.count(c.low, c.high) == c.multiplicity for c in found)


def test_pytorchs_loss_is_explained_and_right():
    """MSELoss is the mean over samples and outputs of |W x - y|^2: its Hessian is 2 / d_L times the one reported."""

    def loss(layers):
        return np.mean((X @ layers[0].T @ layers[1].T - Y) ** 2)

    def moved(k, h):
        flat = np.concatenate([W.ravel() for W in WEIGHTS])
        flat[k] += h
        return [flat[:4].reshape(2, 2), flat[4:].reshape(2, 2)]

    h = 1e-4
    trace = sum((loss(moved(k, h)) + loss(moved(k, -h)) - 2 * loss(WEIGHTS)) / h**2 for k in range(8))
    ours = verify.hessian_spectrum(weights=WEIGHTS, data=(X, Y)).values.sum()
    assert trace == pytest.approx(2 / 2 * ours, rel=1e-5)
    assert "2 / d_L" in verify.hessian_spectrum.__doc__


def test_clusters_of_an_aligned_network_have_the_names_and_values_of_the_theorem():
    found = verify.hessian_spectrum([5, 4, 3], rank=2, head="9/10", route="exact")
    names = {name: sum(c.multiplicity for c in found[name]) for name in ("dominant", "bulk", "rest", "zero")}
    assert names["dominant"] == 4 and names["bulk"] == 2 * (5 + 3 - 4) and sum(names.values()) == 32
    assert all(c.predicted == pytest.approx(c.value, abs=1e-9) for c in found)
    assert "X.1" in found.note and "dominant" in repr(found) and "<table" in found._repr_html_()


def test_training_keeps_the_names_and_a_long_list_is_folded():
    found = verify.hessian_spectrum([6, 6, 6], rank=2, steps=20, eta="1/10", digits=20)
    assert sum(c.multiplicity for c in found["dominant"]) == 4
    assert len(repr(found).splitlines()) < 30


@pytest.mark.parametrize(
    ("weights", "covariances", "reason"),
    [
        ([[[1, 2]], [[3]]], ([[1, 0], [0, 1]], [[1, 0]]), "not balanced"),
        ([[[1, 0]], [[1]]], ([[1, "1/2"], ["1/2", 1]], [[1, 0]]), None),
        ([[[1, 0]], [[1]]], ([[1, Fraction(1, 2)], [Fraction(1, 2), 1]], [[1, 0]]), "not aligned"),
    ],
)
def test_where_no_theorem_applies_the_reason_is_said(weights, covariances, reason):
    if reason is None:
        with pytest.raises(BadInput, match="Sigma_xx"):
            verify.hessian_spectrum(weights=weights, covariances=covariances)
        return
    found = verify.hessian_spectrum(weights=weights, covariances=covariances)
    assert reason in found.note and all(c.predicted is None for c in found)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "give widths and rank"),
        ({"widths": [2, 1], "weights": [[[1]]]}, "give widths and rank"),
        ({"weights": [[[1]]]}, "data=.X, Y., or covariances"),
        ({"weights": [[[1]], [[1, 2]]], "data": ([[1]], [[1]])}, "W.2 has 2 columns"),
        ({"weights": [[[1, 2], [3]]], "data": ([[1]], [[1]])}, r"weights\[0\] = W.1: rows of different lengths"),
        ({"weights": [[[1]]], "data": ([[1], [2]], [[1]])}, "X has 2 samples .* Y has 1"),
        ({"weights": [[[1]]], "covariances": ([[0]], [[1]])}, "no distribution"),
        ({"weights": [[[float("nan")]]], "data": ([[1]], [[1]])}, "nan"),
        ({"weights": [[[1]]], "data": ([[1]], [[1]]), "rank": 1}, "rank belongs to widths"),
        ({"widths": [2, 2], "rank": 5}, "rank 5"),
        ({"weights": [np.ones((50, 50))] * 2, "data": (np.ones((1, 50)), np.ones((1, 50)))}, "5000 parameters"),
    ],
)
def test_refusals(given, told):
    with pytest.raises(BadInput, match=told):
        verify.hessian_spectrum(**given)


def test_a_float_is_the_dyadic_number_that_it_is():
    third = np.longdouble(1) / 3
    found = verify.hessian_spectrum(weights=[[[third]]], covariances=([[1]], [[1]]), route="exact")
    assert found.network is not None
    assert found.network.layers[0][0, 0] == fmpq(*map(int, third.as_integer_ratio()))


def test_files(tmp_path):
    np.savez(tmp_path / "w.npz", W1=WEIGHTS[0], W2=WEIGHTS[1], X=X, Y=Y)
    given = files.network(tmp_path / "w.npz")
    assert repr(verify.hessian_spectrum(**given)) == repr(verify.hessian_spectrum(weights=WEIGHTS, data=(X, Y)))
    (tmp_path / "m.csv").write_text("# a matrix\n2, 1/3\n1/3, 0.1\n")
    (tmp_path / "m.mtx").write_text("%%MatrixMarket matrix coordinate real symmetric\n%\n2 2 3\n1 1 2\n2 1 1/3\n2 2 1e-1\n")
    (tmp_path / "a.mtx").write_text("%%MatrixMarket matrix array real general\n2 2\n2\n1/3\n1/3\n0.1\n")
    true = fmpq_mat(2, 2, [fmpq(2), fmpq(1, 3), fmpq(1, 3), fmpq(1, 10)])
    for name in ("m.csv", "m.mtx", "a.mtx"):
        assert files.matrix(tmp_path / name) == true
    np.save(tmp_path / "m.npy", np.eye(2))
    assert files.matrix(tmp_path / "m.npy").tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("m.csv", "1,2\n3", "rows of different lengths"),
        ("m.csv", "1,x\n3,4", "row 1, column 2: 'x' is not a number"),
        ("m.mtx", "hello", "does not begin with"),
        ("m.mtx", "%%MatrixMarket matrix coordinate complex general\n1 1 1\n1 1 1 1", "complex general"),
        ("m.mtx", "%%MatrixMarket matrix coordinate real general\n1 1 1\n2 1 1", "lies outside 1 x 1"),
        ("m.txt", "1", "not a kind of file"),
        ("m.npy", "no array", "cannot be read"),
    ],
)
def test_bad_files_are_one_line(tmp_path, name, text, told):
    (tmp_path / name).write_text(text)
    with pytest.raises(BadInput, match=told) as refusal:
        files.matrix(tmp_path / name)
    assert len(str(refusal.value).splitlines()) == 1


def test_pickles_are_not_loaded(tmp_path):
    np.save(tmp_path / "evil.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(BadInput, match="cannot be read"):
        files.matrix(tmp_path / "evil.npy")


def test_plot_draws_every_eigenvalue():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    axes = verify.hessian_spectrum([3, 2, 2], rank=1, head="1").plot()
    assert sum(len(line.get_xdata()) for line in axes.lines) == 10
