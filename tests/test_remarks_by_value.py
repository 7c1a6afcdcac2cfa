"""The numbers in the remarks about words and missing hypotheses, and in reasons that say when a count or a shift is what."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq, fmpq_mat

from tests.test_remarks import eigenvalues, remarks
from verify import catalogue
from verify.nets.differences import functional_hessian_of_product, hessian_of_loss
from verify.nets.networks import Network
from verify.spectra import spectrum

ONE = fmpq_mat(1, 1, [1])
EYE = fmpq_mat(2, 2, [1, 0, 0, 1])


def diag(a, b) -> fmpq_mat:
    return fmpq_mat(2, 2, [a, 0, 0, b])


def spectrum_of(*layers: fmpq_mat, target: fmpq_mat) -> list[float]:
    """The eigenvalues of the Hessian of the loss at these layers, first layer first, Sigma_xx = I; greatest first."""
    size = layers[0].ncols()
    eye = fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])
    found = spectrum(hessian_of_loss(Network(layers, eye, target)), 20)
    return [float(e.middle.p) / float(e.middle.q) for e in reversed(found.enclosures) for _ in range(e.multiplicity)]


def head_step(x: float, L: int, eta: float) -> float:
    return x + eta * x ** (L - 1) * (1 - x**L)


def test_the_ratio_needs_balanced_layers():
    target = fmpq_mat(2, 1, [1, 0])
    found = spectrum_of(fmpq_mat(1, 1, [fmpq(1, 2)]), fmpq_mat(2, 1, [2, 0]), target=target)
    assert found == pytest.approx([17 / 4, 1 / 4, 0], abs=1e-15)
    assert spectrum_of(ONE, target, target=target) == pytest.approx([2, 1, 0], abs=1e-15)
    assert "17/4 and 1/4 (ratio 17)" in remarks("full-text")


def test_the_dominant_eigenvalues_may_be_the_many():
    assert eigenvalues((2, 2, 3), ["1", "1"], ["1", "1"]) == pytest.approx([2] * 4 + [1] * 2 + [0] * 4, abs=1e-15)


def test_a_tail_moves_the_bulk():
    found = [round(x, 3) for x in eigenvalues((2, 2, 2), ["1", "1/2"], ["1", "0"])]
    assert found[0] == 2 and found[1:3] == [1.457, 1.059] and "1.457 and 1.059" in remarks("full-text")


def test_two_counts_of_the_experiment_are_one_number():
    d_0, d_1, d_L, r = 10, 20, 16, 4
    assert (d_0 + d_L - 2 * r) * r == (d_L - r) * (d_0 - r) == 72
    p = d_0 * d_1 + d_1 * d_L
    assert (p, p - (d_0 + d_L - r) * r) == (520, 432)


def test_the_captions_leave_no_zeros_to_the_printed_count():
    found = eigenvalues((2, 2, 3), ["1", "1"], ["1", "1"])
    assert sum(abs(x) < 1e-12 for x in found) == 4 and len(found) - 4 == 2 * 3 and (3 - 2) * (2 - 2) == 0


def test_rows_and_columns_of_v_are_not_the_same():
    a, b = fmpq(3, 5), fmpq(4, 5)
    V = fmpq_mat(2, 2, [a, -b, b, a])
    column, row = fmpq_mat(2, 1, [a, b]), fmpq_mat(1, 2, [a, -b])
    assert V.transpose() * V == EYE and column.transpose() * column == ONE and row * row.transpose() == ONE
    P = row.transpose() * row
    assert fmpq_mat(2, 2, [9, -12, -12, 16]) / 25 == P
    core = diag(fmpq(1, 2), fmpq(1, 3))  # the powers lambda_i^L
    assert sum((core * P * core)[i, i] for i in range(2)) == (9 * fmpq(1, 4) + 16 * fmpq(1, 9)) / 25


def test_the_rate_of_the_lemma_falls_with_depth():
    L, largest_alpha, largest_eta = 10, Fraction(1, 2) ** 18, Fraction(1, 10)
    assert L * largest_alpha * largest_eta == Fraction(1, 262144) == Fraction(1, 4) ** (L - 1)


def test_the_functional_part_may_vanish_where_the_loss_does_not():
    nothing = fmpq_mat(1, 1)
    net = Network((nothing,) * 3, ONE, ONE, yy=1)
    assert net.loss() == fmpq(1, 2) and functional_hessian_of_product(net) == fmpq_mat(3, 3)


def test_a_bound_on_a_sample_is_none_on_the_mean():
    loss = Fraction(3, 4) ** 2 / 2
    assert (loss, loss * 10**2) == (Fraction(9, 32), Fraction(225, 8))
    noise = [-1, 0, 0, 1]
    losses = [Fraction(z * z, 2) for z in noise]
    assert losses.count(0) == 2 and sum(losses) / 4 == Fraction(1, 4)


@pytest.mark.parametrize("L", [2, 3, 5])
def test_the_order_of_a_dominant_eigenvalue_is_not_uniform_in_depth(L):
    found = eigenvalues((2,) * (L + 1), ["1", "1/2"], ["1", str(Fraction(1, 2**L))])  # zero residuals: H = H_o
    value = 4 / 3 * (1 - 4.0**-L)
    assert sum(abs(x - value) < 1e-12 for x in found) == 2 and value < 4 / 3 <= L


@pytest.mark.parametrize(("L", "steps"), [(2, 3), (4, 14), (6, 49), (8, 174), (10, 646)])
def test_large_t_is_larger_at_depth(L, steps):
    x, t = 0.5, 0
    while x**L <= 0.5:
        x, t = head_step(x, L, 1 / (2 * L)), t + 1
    assert t == steps and str(steps) in remarks("full-text")


def test_the_condition_on_the_spread_comes_by_itself():
    high, low, met = 1.0, 0.1, []
    for _ in range(200):
        met.append((high / low) ** 4 < 3)
        high, low = head_step(high, 3, 0.3), head_step(low, 3, 0.3)
    assert not any(met[:32]) and all(met[32:]) and "t = 32" in remarks("full-text")


@pytest.mark.parametrize(("mu_2", "different"), [("1/4", 3), ("9/16", 3), ("1/3", 2), ("1/2", 1), ("1", 2)])
def test_how_many_values_the_smallest_bulk_has(mu_2, different):
    s = Fraction(mu_2)
    values = {3 * s - 1, 1 - s, s}
    assert len(values - {0}) == different
    root = {"1/4": "1/2", "9/16": "3/4", "1": "1"}.get(mu_2)
    if root:
        found = eigenvalues((1, 1, 2), [root], ["1"])
        assert found == pytest.approx(sorted((float(x) for x in (3 * s - 1, 1 - s, s)), reverse=True), abs=1e-15)
    because = catalogue.revision("full-text").results["3.6"].statements["explain_distinct"].finding.because
    assert "one at s = 1/2 and two nonzero ones at s = 1/3" in because


def test_the_bulk_beside_a_tail_moves_by_more_than_a_product_of_powers():
    shifts = [(x - 1.2**4) * 1e6 for x in eigenvalues((2, 2, 2, 2), ["6/5", "1/1000"], ["1", "0"])[1:3]]
    exact = 1.2**8 / (2 * 1.2**3 - 1)
    assert sum(shifts) / 2 == pytest.approx(exact, abs=2e-3) and round(exact, 2) == 1.75 and abs(exact - 1.44) > 0.3


def test_rows_of_v_that_vanish_need_not_be_the_last():
    V = [(0, 0), (1, 0), (0, 1)]  # the columns e_2, e_3: the first row vanishes, and no other
    assert [any(row) for row in V] == [False, True, True]
    said = catalogue.revision("full-text").results["A.3"].statements["v_rank"].finding.repaired.sentence
    assert "at most d_0 - d_* of its rows vanish" in said


def test_an_overdetermined_system_leaves_a_loss():
    net = Network((fmpq_mat(1, 1, [fmpq(1, 2)]),), ONE, fmpq_mat(1, 1, [fmpq(1, 2)]), yy=fmpq(1, 2))
    assert net.loss() == fmpq(1, 8) and net.gradient()[0][0, 0] == 0  # X = (1, 1), Y = (1, 0) at the best weight


@pytest.mark.parametrize("eta", [fmpq(1, 10), fmpq(1, 3)])
def test_gradient_descent_leaves_the_balance(eta):
    net = Network((EYE, EYE), EYE, fmpq_mat(2, 2, [1, -1, 0, 1]))
    W_1, W_2 = (W - G * eta for W, G in zip(net.layers, net.gradient(), strict=True))
    assert W_2.transpose() * W_2 - W_1 * W_1.transpose() == diag(-1, 1) * eta**2


def test_the_trace_falls_while_the_largest_eigenvalue_rises():
    net = Network((diag(2, fmpq(3, 2)),) * 2, EYE, diag(5, 0))
    moved = [W - G * fmpq(1, 100) for W, G in zip(net.layers, net.gradient(), strict=True)]

    def trace_and_top(W_1, W_2):
        squares = [[W[i, i] ** 2 for i in range(2)] for W in (W_1, W_2)]
        return [float(2 * sum(map(sum, squares))), float(sum(map(max, squares)))]

    assert trace_and_top(*net.layers) == [25, 8]
    assert trace_and_top(*moved) == pytest.approx([24.92, 8.16], abs=2e-3)


def test_the_experiments_of_the_companion_cannot_tell_the_counts_apart():
    def true(d_0, low, d_L):
        return low * (d_0 + d_L - low)

    assert true(20, 20, 20) == 20**2 == 400 and true(2, 1, 1) == 2 != 1
    assert 784 * 10 - (784 - 256) * (10 - 10) == 7840 and 256 * 10 == 2560
    assert sum(x > 1e-12 for x in eigenvalues((2, 1, 1), ["1"], ["1"])) == 2


def test_identity_covariance_alone_settles_nothing():
    assert eigenvalues((1, 1, 2), ["1/2"], ["1"]) == pytest.approx([3 / 4, 1 / 4, -1 / 4], abs=1e-15)


def test_balanced_data_do_not_balance_the_layers():
    two = fmpq_mat(1, 1, [2])
    assert spectrum_of(ONE, two, target=two) == pytest.approx([5, 0], abs=1e-15)
    assert 2 * fmpq(2) == 4  # L mu^(2L-2) at the balanced layers, mu^2 = 2


def test_a_step_may_take_a_tail_value_to_zero():
    net = Network((diag(1, 2),) * 2, EYE, diag(1, 0))  # eta lambda^(2L-2) = 1 at eta = 1/4
    moved = [W - G * fmpq(1, 4) for W, G in zip(net.layers, net.gradient(), strict=True)]
    assert moved == [diag(1, 0)] * 2
    assert functional_hessian_of_product(Network(tuple(moved), EYE, diag(1, 0))) == fmpq_mat(8, 8)
