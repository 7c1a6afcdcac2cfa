"""Networks that once refuted a repaired statement: it holds there now, or its assumptions leave the network out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from verify import catalogue
from verify.judge.runner import cases, replay
from verify.judge.verdicts import Verdict
from verify.nets.differences import hessian_of_loss
from verify.nets.networks import Network
from verify.nets.snapshots import Snapshot
from verify.paper.formulas import Formula
from verify.paper.grammar import parse

BOOK = catalogue.revision("full-text")
HOLDS, FAILS = Verdict.SUPPORTED, Verdict.REFUTED


def repaired(id, reading=None):
    """The sampled cases of a repaired statement, or of a new one, which is its own repair."""
    module = catalogue.lemma(catalogue.module_name(id.split("/")[0]))
    found = [
        case
        for case in cases(module, BOOK, "repaired")
        if case.statement.id == id and case.claim.domain is not None and (case.under is None or case.under.name == reading)
    ]
    assert found
    return found


def reworded(case, **parts):
    """The case with other formulas in the repaired wording, and nothing else changed."""
    wording = replace(case.wording, parts={name: Formula(text, parse(text)) for name, text in parts.items()})
    finding = replace(case.statement.finding, repaired=wording)
    return replace(case, statement=replace(case.statement, finding=finding))


@pytest.mark.parametrize("L", [2, 3])
def test_a_zero_tail_value_before_one_that_is_not(L):
    net = {"L": L, "widths": [3] * (L + 1), "r": 1, "rank_xx": 3, "head": ["1"], "tail": ["0", "1/2"]}
    (case,) = repaired("A.10/eigenvectors", "isotropic")
    assert replay(case, net).verdict is HOLDS
    by_number = reworded(case, listed="j <= Piecewise((rank_xx, i <= rank_W), Min(rank_W, rank_xx))")
    assert replay(by_number, net).verdict is FAILS
    (count,) = repaired("A.10/eigenvector_count", "isotropic")
    assert replay(count, net).verdict is HOLDS


TURNED = {"L": 2, "widths": [4, 3, 3], "r": 1, "rank_xx": 3, "tilt": ["1/3", "-1", "1/3"], "eta": "1/4", "head": ["3/4"]}


@pytest.mark.parametrize("id", ["A.2/vectors", "3.4/constant", "3.4/invariant"])
def test_equal_tail_values_in_directions_across_the_range(id):
    """v_2, v_3 are tilted, their span is not: another decomposition of the same W_0 has v_2, v_3 aligned."""
    tied = {**TURNED, "tail": ["1/2", "1/2"], "steps": 3}
    for case in repaired(id, "padded"):
        net = case.claim.domain.build(tied)
        assert net.facts["tilted"] == 2 and net.facts["commutator"] == 0
        assert replay(case, tied).verdict is HOLDS
        assert replay(reworded(case, off="0", exactly_when="tilted == 0"), tied).verdict is FAILS


@pytest.mark.parametrize("id", ["A.2/vectors", "3.4/constant", "3.4/invariant"])
def test_unequal_tail_values_in_the_same_directions(id):
    apart = {**TURNED, "tail": ["1/2", "1/4"], "steps": 1}
    for case in repaired(id, "padded"):
        assert case.claim.domain.build(apart).facts["commutator"] == 2
        assert replay(case, apart).verdict is HOLDS  # the frames turn, and the condition says so
        assert replay(reworded(case, off="0", exactly_when="0 == 0"), apart).verdict is FAILS


def scalar(head, eta, steps):
    """L = 2 and one value: the recurrence of eq. (31) on real weight matrices."""
    return Snapshot({"L": 2, "widths": [1, 1, 1], "r": 1, "rank_xx": 1, "head": [head], "eta": eta, "steps": steps})


LIMITS = ["A.11/rate", "A.11/norm_rate", "A.11/conclusion_rate", "3.6/distinct_nonzero", "X.2/head_rate"]


@pytest.mark.parametrize("id", LIMITS)
@pytest.mark.parametrize(("head", "eta"), [("8/7", "49/40"), ("2", "1"), ("5/7", "49/40")])
def test_a_limit_is_claimed_for_its_step_size_only(id, head, eta):
    result = BOOK.results[id.split("/")[0]]
    statement = result.statements[id.split("/")[1]]
    wording = statement.finding.repaired if statement.finding else statement.printed
    facts = scalar(head, eta, 0).facts
    assert [formula.text for formula in wording.given if formula.names <= set(facts) and formula.holds(**facts) is False]


@pytest.mark.parametrize("id", LIMITS)
def test_a_limit_is_claimed_from_a_positive_start_only(id):
    result = BOOK.results[id.split("/")[0]]
    statement = result.statements[id.split("/")[1]]
    wording = statement.finding.repaired if statement.finding else statement.printed
    facts = {**scalar("1", "1/4", 0).facts, "lambdas": {1: fmpq(0)}}
    assert [formula.text for formula in wording.given if formula.names <= set(facts) and formula.holds(**facts) is False]


def test_what_happens_without_the_step_size():
    cycle = [scalar("8/7", "49/40", steps).values[0] for steps in range(5)]
    assert cycle == [fmpq(8, 7), fmpq(5, 7)] * 2 + [fmpq(8, 7)]
    assert [scalar("2", "1", steps).values[0] for steps in range(3)] == [2, -4, 56]
    distances = [abs(scalar("2", "1", steps).residuals(steps)[0]) for steps in range(2)]
    assert distances == [3, 15]


@pytest.mark.parametrize("reading", ["padded", "isotropic", "rank_r"])
def test_the_rates_as_printed_are_refuted_by_the_step_size_alone(reading):
    module = catalogue.lemma("lemma_a11")
    names = {"rate": "5/7", "norm_rate": "8/7", "conclusion_rate": "5/7"}
    for case in cases(module, BOOK, "printed"):
        if case.statement.name in names and case.under.name == reading and case.claim.domain is not None:
            assert replay(case, scalar(names[case.statement.name], "49/40", 1).recipe).verdict is FAILS


def test_second_moments_of_noisy_labels():
    """y = x + noise at the minimum: the excess loss is 0, the mean of |delta|^2 is not."""
    noisy = {"L": 2, "widths": [1, 1, 1], "r": 1, "rank_xx": 1, "head": ["1"], "eta": "1/4", "steps": 0, "noise": "1/4"}
    (case,) = repaired("A.6/cauchy_schwarz_value", "padded")
    assert replay(case, noisy).verdict is HOLDS
    assert replay(reworded(case, value="(2*rank_xx*(loss_t - L_min))**(1/2)"), noisy).verdict is FAILS


def test_one_layer_has_one_fixed_point():
    module = catalogue.lemma("lemma_a3")
    printed, mended = [c for c in cases(module, BOOK) if c.statement.id == "A.3/fixed_points"]
    assert replay(printed, {"L": 1, "eta": "1/2", "lambda_t": "1/2", "M": 1}).verdict is FAILS
    assert [formula.holds(L=1) for formula in mended.wording.given if formula.names == {"L"}] == [False]


def spectrum_of_two(value):
    """The Hessian of two layers of one entry, both `value`, for the target 1: its two eigenvalues, in order."""
    layer = fmpq_mat(1, 1, [value])
    H = hessian_of_loss(Network((layer, layer), fmpq_mat(1, 1, [1]), fmpq_mat(1, 1, [1])))
    assert H[0, 0] == H[1, 1] and H[0, 1] == H[1, 0]
    return sorted([H[0, 0] - H[0, 1], H[0, 0] + H[0, 1]])


def test_the_spectra_between_which_too_large_a_step_goes_for_ever():
    found = [[round(int(x.p) / int(x.q), 3) for x in spectrum_of_two(value)] for value in (fmpq(8, 7), fmpq(5, 7))]
    assert found == [[-0.306, 2.918], [0.49, 0.531]]


def test_the_residual_of_the_cycle_never_has_the_limit_of_the_rate():
    residuals = [scalar("8/7", "49/40", steps).residuals(steps)[0] for steps in range(4)]
    ratios = [later / first for first, later in pairwise(residuals)]
    assert ratios == [fmpq(-8, 5), fmpq(-5, 8), fmpq(-8, 5)] and 1 - 2 * fmpq(49, 40) == fmpq(-29, 20)


def test_a_power_of_zero_is_no_bound_at_the_step_size_1_over_L():
    """(1 - L eta)^t = 0 from t = 1 on, while |H_f| falls step by step: no bound with t alone."""
    norms = [scalar("1/2", "1/2", steps).functional_norm for steps in range(4)]
    assert [round(int(x.p) / int(x.q), 3) for x in norms] == [0.75, 0.527, 0.245, 0.049]


def test_the_saddle_is_kept_for_ever():
    for steps in (0, 1, 3):
        H = scalar("0", "1/4", steps).hessian.matrix
        assert H.tolist() == [[0, -1], [-1, 0]]


@pytest.mark.parametrize("id", ["A.3/v_gram", "A.3/v_rank"])
def test_a_direction_beside_the_first_coordinates(id):
    """d = (2, 1, 1), Sigma_xx = I_2, V = (3/5, 4/5): V is not V_1 above zeros."""
    across = {"L": 2, "widths": [2, 1, 1], "r": 1, "rank_xx": 2, "head": ["1"], "V": ["1/2"], "eta": "1/4", "steps": 1}
    for case in repaired(id, "isotropic"):
        net = case.claim.domain.build(across)
        assert abs(net.initial.V[0, 0]) == fmpq(3, 5) and abs(net.initial.V[1, 0]) == fmpq(4, 5)
        assert replay(case, across).verdict is HOLDS


def functional_norms(tilt, steps):
    """|H_f| = |Omega| of two layers in training from a head of 1 and a tail of 1/2 along v_2, turned by `tilt`."""
    c, s = np.cos(tilt), np.sin(tilt)
    V = np.array([[1, 0], [0, c], [0, s]])
    seen, target = np.diag([1.0, 1, 0]), np.diag([1.0, 0]) @ V.T
    first, last = np.diag([1, 0.5]) @ V.T, np.diag([1, 0.5])
    norms = []
    for _ in range(steps):
        omega = last @ first @ seen - target
        norms.append(np.linalg.norm(omega, 2))
        first, last = first - 0.25 * last.T @ omega, last - 0.25 * omega @ first.T
    return norms


def test_a_seen_tail_decays_exponentially_where_it_lies_across_the_range():
    """So "exponential if and only if Sigma_xx sees no tail" needs V aligned."""
    across, inside = functional_norms(np.pi / 4, 4000), functional_norms(0, 4000)
    assert across[3000] < 1e-12 and inside[3000] > 1e-4
    assert inside[3999] / inside[2000] == pytest.approx(2001 / 4000, abs=0.01)  # 1/t^(L/(2L-2)) at L = 2
