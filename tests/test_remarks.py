"""Every number in a remark on the texts, and in a reason for a finding that no claim computes, found again from the loss."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from verify import catalogue
from verify.nets.aligned import AlignedNetwork
from verify.nets.differences import hessian_of_loss
from verify.nets.networks import Network
from verify.report.distinct import counted, distinct_errors
from verify.spectra import spectrum

PAPERS = ("full-text", "companion", "review")


def remarks(paper: str) -> str:
    return " ".join(text for result in catalogue.revision(paper).results.values() for text in result.remarks)


def eigenvalues(widths, values, targets, sigmas=None) -> list[float]:
    """The eigenvalues of the Hessian of the loss at an aligned balanced point, greatest first."""
    k = min(widths[0], widths[-1])
    recipe = {"L": len(widths) - 1, "widths": list(widths), "sigmas": sigmas or ["1"] * widths[0]}
    padded = {name: [*given, *["0"] * (k - len(given))] for name, given in (("values", values), ("targets", targets))}
    net = AlignedNetwork({**recipe, **padded})
    found = spectrum(hessian_of_loss(net.network), 20)
    return [float(e.middle.p) / float(e.middle.q) for e in reversed(found.enclosures) for _ in range(e.multiplicity)]


def test_eq_1_asks_for_more_than_the_theorem_gives():
    assert Fraction(5, 4) < 3 ** (1 / 4) and Fraction(5, 4) ** 4 == Fraction(625, 256) > 2
    assert "625/256" in remarks("full-text")


def test_small_eigenvalues_fit_into_no_cluster():
    found = eigenvalues((1, 1, 1, 2), ["99/100"], ["1"])
    assert [round(x, 3) for x in found if x > 1e-3] == [2.823, 0.961, 0.029, 0.029]
    assert "0.029 twice, beside 2.823 and 0.961" in remarks("full-text")


@pytest.mark.parametrize(("r", "true"), [(2, [2, 2, 2, 2, 0, 0, 0, 0]), (1, [2, 1, 1, 0, 0, 0, 0, 0])])
def test_a_bulk_needs_a_rank_deficient_target(r, true):
    assert eigenvalues((2, 2, 2), ["1"] * r, ["1"] * r) == pytest.approx(true, abs=1e-15)


def test_gradient_descent_leaves_the_condition_on_the_spread():
    def step(x):
        return x - Fraction(3, 10) * (x**5 - x**2)

    high, low = Fraction(131, 200), Fraction(1, 2)
    before, after = (high / low) ** 4, (step(high) / step(low)) ** 4
    assert before < 3 < after and (f"{float(before):.3f}", f"{float(after):.3f}") == ("2.945", "3.051")


def test_the_order_of_the_clusters_is_not_uniform_in_depth():
    for L in (10**2, 10**4, 10**6):
        q = mpmath.mpf(L) ** (mpmath.mpf(1) / (2 * L - 2))  # the border of the condition
        assert (2 * q / (q + 1)) ** (2 * L - 2) == pytest.approx(L**0.5, rel=0.1)


def test_a_zero_start_stays_at_the_saddle():
    assert eigenvalues((1, 1, 1), ["0"], ["1"]) == pytest.approx([1, -1])


def test_v_1_may_have_no_part_in_the_support():
    V = [(0, 1, 0), (0, 0, 1)]  # the columns e_2, e_3 of V; Sigma_xx = diag(1, 1, 0), and V_1 its first r = 1 rows
    assert sum(v[0] * v[0] for v in V) == 0


def test_a_dominant_eigenvalue_may_lie_below_the_bulk():
    found = eigenvalues((2, 2, 3), ["1/10", "1"], ["1/100", "1"])  # zero residuals: H = H_o
    assert min(abs(x - 1 / 50) for x in found) < 1e-15 and min(abs(x - 1) for x in found) < 1e-15
    assert "1/50" in remarks("full-text")


def test_the_experiment_tells_the_readings_apart():
    d_0, d_L, r = 10, 16, 4
    assert (d_0 + d_L - 2 * r) * r == 72 and (r + d_L - 2 * r) * r == 48


def test_one_hot_labels_and_centred_inputs_leave_a_loss():
    rng = np.random.default_rng(3)
    for d_L in (2, 3, 5):
        labels = np.eye(d_L)[rng.integers(0, d_L, 40)].T
        inputs = rng.standard_normal((6, 40))
        inputs -= inputs.mean(axis=1, keepdims=True)
        W = labels @ np.linalg.pinv(inputs)
        assert ((labels - W @ inputs) ** 2).sum() / 80 >= 1 / (2 * d_L) - 1e-12
    even = np.tile(np.eye(2), 2)
    signs = np.array([[1.0, -1, 1, -1]])
    W = even @ np.linalg.pinv(signs)
    assert ((even - W @ signs) ** 2).sum() / 8 == pytest.approx(1 / 4)  # the bound is attained


def test_the_gauss_newton_part_is_off_by_the_root_of_the_loss():
    one = fmpq_mat(1, 1, [1])
    net = Network((fmpq_mat(1, 1, [fmpq(3, 2)]),) * 2, one, one, yy=1)
    H = hessian_of_loss(net)
    omega = fmpq(9, 4) - 1
    assert H[0, 1] - fmpq(9, 4) == omega and 2 * net.loss() == omega**2


@pytest.mark.parametrize(("L", "shown"), [(2, "1.98"), (4, "3.60"), (10, "6.02"), (100, "8.80")])
def test_a_small_singular_value_of_the_target_limits_the_ratio(L, shown):
    with mpmath.workdps(30):
        root = mpmath.mpf(1) / 100
        a = mpmath.sqrt(root) if L == 2 else root ** (mpmath.mpf(1) / L)
        bulk = sum(a ** (2 * l) for l in range(L))  # nu(1, a), the largest bulk eigenvalue at zero loss
        ratio = L / bulk
        assert ratio == pytest.approx(float(L * (1 - root ** (mpmath.mpf(2) / L)) / (1 - root**2)))
        assert f"{float(ratio):.2f}" == shown
    assert "1.98, 3.60, 6.02, 8.80" in remarks("review")
    if L == 2:
        found = eigenvalues((1, 1, 1), ["1"], ["1"])
        assert found[0] == 2


def test_depth_helps_a_fixed_matrix_and_hurts_a_fixed_interval():
    layers = [L ** (1 / (2 * (L - 1))) for L in range(2, 9)]
    matrix = [L ** (L / (2 * (L - 1))) for L in range(2, 9)]
    assert layers == sorted(layers, reverse=True) and matrix == sorted(matrix)
    assert [round(x, 2) for x in matrix[:3]] == [2.0, 2.28, 2.52]


@pytest.mark.parametrize("paper", PAPERS)
def test_each_finding_belongs_to_one_error_and_the_count_comes_first(paper):
    from verify.report.markdown import findings

    book = catalogue.revision(paper)
    errors = distinct_errors(book)
    ids = [s.id for e in errors for s in e.statements]
    found = [s.id for r in book.results.values() for s in r.statements.values() if s.finding is not None]
    assert sorted(ids) == sorted(found) and len(errors) < len(found) + 1
    text = findings([], book, "x")
    first = text.index(f"**{len(errors)} distinct errors**: {counted(errors)}")
    assert first < text.index("printed statements or steps do not hold")
