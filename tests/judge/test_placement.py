"""Clusters of eigenvalues on one instance: how many an interval holds, Weyl's distance, ratios, orders and decay."""

from __future__ import annotations

import pytest
from flint import arb, fmpq, fmpq_mat

from verify.judge.placement import (
    confined,
    holds_at_least,
    in_order,
    kth_largest,
    moves_at_most,
    number_is,
    ratio_at_least,
    ratio_at_most,
    residual_falls,
)
from verify.judge.verdicts import Outcome
from verify.nets.recipes import balanced
from verify.nets.snapshots import Snapshot
from verify.paper.formulas import Formula

AGREES, DIFFERS, UNDECIDED = Outcome.AGREES, Outcome.DIFFERS, Outcome.UNDECIDED
TINY = fmpq(1, 10**9)


def read(text):
    return Formula.read(text)


@pytest.fixture
def six(bare):
    """Eigenvalues 6, 3, 3, 1, -2 and the symbol x = 1."""
    return bare([6, 3, 3, 1, -2], x=1)


def test_holds_at_least(six, refutes):
    assert holds_at_least(six.H, fmpq(1), fmpq(3), 3, six).outcome is AGREES
    assert holds_at_least(six.H, fmpq(1), fmpq(3), 2, six).outcome is AGREES
    for low, high, number in ((fmpq(1), fmpq(3), 4), (1 + TINY, fmpq(3), 3), (fmpq(1), 3 - TINY, 2)):
        wrong = holds_at_least(six.H, low, high, number, six)
        assert (wrong.outcome, wrong.true) == (DIFFERS, str(number - 1 if high == 3 else 1))
        refutes(wrong.exhibit)
    assert holds_at_least(six.H, arb(1, fmpq(1, 2)), fmpq(3), 3, six).outcome is UNDECIDED


def columns(*places, size=5):
    """Unit vectors of these places as the columns of a matrix."""
    return fmpq_mat(size, len(places), [fmpq(i == k) for i in range(size) for k in places])


def test_confined(six, refutes):
    # 6 lies outside of [-3, 3], but not among the eigenvalues of this subspace
    assert confined(six.H, columns(1, 2, 4), fmpq(-3), fmpq(3), six).outcome is AGREES
    assert confined(six.H, columns(), fmpq(0), fmpq(0), six).outcome is AGREES
    for places, high in (((0, 1), fmpq(3)), ((1, 2), 3 - TINY)):
        wrong = confined(six.H, columns(*places), fmpq(-3), high, six)
        assert wrong.outcome is DIFFERS
        refutes(wrong.exhibit)
    assert confined(six.H, columns(1), fmpq(0), arb(3, 1), six).outcome is UNDECIDED


def test_confined_needs_an_invariant_subspace(bare, six):
    mixed = bare([[1, 1], [1, 1]])
    for H, basis in ((mixed.H, columns(0, size=2)), (six.H, 2 * columns(1)), (bare([1, 2], slack=1).H, columns(0, size=2))):
        with pytest.raises(ValueError, match="invariant"):
            confined(H, basis, fmpq(-9), fmpq(9), mixed)


BASE = [(fmpq(6), 1), (fmpq(3), 2), (fmpq(1), 1), (fmpq(-2), 1)]


def test_moves_at_most(six, bare):
    half = fmpq(1, 2)
    assert moves_at_most(six.H, BASE, fmpq(0), fmpq(0)).outcome is AGREES
    for moved in ([fmpq(11, 2), 3, 3, 1, -2], [6, 3, 3, 1, fmpq(-5, 2)], [6, fmpq(7, 2), fmpq(5, 2), 1, -2]):
        H = bare([fmpq(x) for x in moved]).H
        assert moves_at_most(H, BASE, half, fmpq(0)).outcome is AGREES
        assert moves_at_most(H, BASE, half - TINY, fmpq(0)).outcome is DIFFERS
        assert moves_at_most(H, BASE, half - TINY, TINY).outcome is AGREES
        assert moves_at_most(H, BASE, arb(half), fmpq(0)).outcome is AGREES
    # as many within the distance of some eigenvalue, but not the k-th of the k-th
    assert moves_at_most(bare([6, 6, 3, 1, -2]).H, BASE, fmpq(1), fmpq(0)).outcome is DIFFERS


def test_number_is(refutes):
    net = balanced({"L": 2, "widths": [1, 1, 1], "r": 1, "rank_xx": 1, "head": ["1/2"]})
    true, code = net.hessian.matrix[0, 0], "H[0][0]"
    assert true == fmpq(1, 4)
    assert number_is(true, read("mu**L"), net, "corner of H", code).outcome is AGREES
    wrong = number_is(true, read("mu**(L + 1)"), net, "corner of H", code)
    assert (wrong.outcome, wrong.printed, wrong.true) == (DIFFERS, "1/8", "1/4")
    refutes(wrong.exhibit)
    assert number_is(true, read("(2**(1/2))**2/8"), net, "corner of H", code).outcome is UNDECIDED


RUN = {"L": 2, "widths": [2, 2, 2], "r": 1, "rank_xx": 2, "head": ["1/2"], "tail": ["1/2"], "eta": "1/4", "steps": 1}


@pytest.mark.parametrize("steps", [1, 2])
def test_residual_falls(refutes, steps):
    net = Snapshot({**RUN, "steps": steps})
    factor = net.residual_norm(steps) / net.residual_norm(steps - 1)
    assert 0 < factor < 1
    exact = f"{factor.p}/{factor.q}"
    assert residual_falls(net, read(exact)).outcome is AGREES
    assert residual_falls(net, read(f"{exact} + 1/10**9")).outcome is AGREES
    wrong = residual_falls(net, read(f"{exact} - 1/10**9"))
    assert wrong.outcome is DIFFERS
    refutes(wrong.exhibit)


def test_residual_by_hand():
    value = fmpq(19, 32)  # 1/2 - (1/4) ((1/2)^3 - 1/2)
    assert Snapshot(RUN).residual_norm(1) == 1 - value * value
    assert residual_falls(Snapshot(RUN), read("1 - eta")).outcome is DIFFERS
    assert residual_falls(Snapshot(RUN), read("1 - eta/2")).outcome is AGREES


def test_in_order(six, refutes):
    three, one = fmpq(3), fmpq(1)
    assert in_order(six.H, read("x > 0"), fmpq(6), [three], one, six).outcome is AGREES
    assert in_order(six.H, read("x > 1"), fmpq(3), [three], one, six).outcome is AGREES  # 3 > 3 is false, and so is x > 1
    for text, levels in (("x > 1", (fmpq(6), [three], one)), ("x >= 1", (fmpq(3), [fmpq(6)], one))):
        wrong = in_order(six.H, read(text), *levels, six)
        assert wrong.outcome is DIFFERS
        refutes(wrong.exhibit)
    assert in_order(six.H, read("x >= 1"), three, [], three, six).outcome is DIFFERS  # equal is not above
    assert in_order(six.H, read("(2**(1/2))**2 <= 2*x"), fmpq(6), [], one, six).outcome is UNDECIDED


def test_kth_largest(six, bare):
    for k, true in enumerate([6, 3, 3, 1, -2], 1):
        low, high = kth_largest(six.H, k, 40)
        assert low <= true <= high
        assert high - low < fmpq(1, 2**30)
    low, high = kth_largest(bare([6, 3], slack=fmpq(1, 4)).H, 2, 40)
    assert low <= fmpq(11, 4)
    assert high >= fmpq(13, 4)


def test_ratios(six, refutes):
    two = fmpq(2)
    assert ratio_at_least(six.H, 1, 3, two, "ratio", six).outcome is AGREES
    assert ratio_at_most(six.H, 1, 3, two, "ratio", six).outcome is AGREES
    assert ratio_at_least(six.H, 1, 4, fmpq(6), "ratio", six).outcome is AGREES
    assert ratio_at_most(six.H, 1, 4, fmpq(5), "ratio", six).outcome is DIFFERS
    over = ratio_at_least(six.H, 1, 3, two + TINY, "ratio", six)
    under = ratio_at_most(six.H, 1, 3, two - TINY, "ratio", six)
    assert over.outcome is under.outcome is DIFFERS
    refutes(over.exhibit, under.exhibit)
    for compare in (ratio_at_least, ratio_at_most):
        assert compare(six.H, 1, 3, arb(2, 1), "ratio", six).outcome is UNDECIDED
