"""Whole spectra through characteristic polynomials: exact over Q, within the slack of a rounded matrix, bounds by counts."""

from __future__ import annotations

import pytest
from flint import arb, fmpq, fmpq_poly

from verify.judge.polynomials import (
    has_characteristic_polynomial,
    moved_at_most,
    rank_equals,
    spectrum,
    with_roots,
)
from verify.judge.verdicts import Outcome

AGREES, DIFFERS, UNDECIDED = Outcome.AGREES, Outcome.DIFFERS, Outcome.UNDECIDED
TINY = fmpq(1, 10**12)


def test_with_roots():
    assert with_roots([(fmpq(2), 2), (fmpq(-1, 3), 1)], 4) == fmpq_poly([-2, 1]) ** 2 * fmpq_poly([0, fmpq(1, 3), 1])
    assert with_roots([], 2) == fmpq_poly([0, 0, 1])
    assert with_roots([(fmpq(1), 0)], 0) == fmpq_poly([1])
    with pytest.raises(ValueError, match="3 eigenvalues"):
        with_roots([(fmpq(1), 3)], 2)
    with pytest.raises(ValueError, match="-1 times"):
        with_roots([(fmpq(1), 2), (fmpq(2), -1)], 2)


def test_has_characteristic_polynomial(bare):
    H = bare([[2, 1, 0], [1, 2, 0], [0, 0, 0]]).H
    assert has_characteristic_polynomial(H, with_roots([(fmpq(3), 1), (fmpq(1), 1)], 3)).outcome is AGREES
    for roots in (
        [(fmpq(3), 1), (fmpq(1), 2)],
        [(fmpq(3), 2)],
        [(fmpq(3), 1), (fmpq(-1), 1)],  # a sign
        [(fmpq(3), 1), (1 + TINY, 1)],
    ):
        assert has_characteristic_polynomial(H, with_roots(roots, 3)).outcome is DIFFERS
    assert has_characteristic_polynomial(H, with_roots([(fmpq(3), 1), (fmpq(1), 1)], 2)).outcome is DIFFERS


def test_the_last_coefficient_counts(bare):
    assert has_characteristic_polynomial(bare([2]).H, with_roots([(fmpq(3), 1)], 1)).outcome is DIFFERS


def test_a_rounded_matrix_is_compared_within_its_slack(bare):
    near = [(3 + TINY, 1), (fmpq(1), 1)]
    assert has_characteristic_polynomial(bare([3, 1, 0]).H, with_roots(near, 3)).outcome is DIFFERS
    assert has_characteristic_polynomial(bare([3, 1, 0], slack=TINY).H, with_roots(near, 3)).outcome is AGREES
    far = [(3 + 10**6 * TINY, 1), (fmpq(1), 1)]
    assert has_characteristic_polynomial(bare([3, 1, 0], slack=TINY).H, with_roots(far, 3)).outcome is DIFFERS


def test_rank_equals(bare, refutes):
    net = bare([3, -1, 0, 0])
    assert rank_equals(net.H, 2, net).outcome is AGREES
    wrong = [rank_equals(net.H, number, net) for number in (1, 3)]
    assert [(answer.outcome, answer.true) for answer in wrong] == [(DIFFERS, "2")] * 2
    refutes(*(answer.exhibit for answer in wrong))
    close = bare([3, fmpq(1, 10**8), 0], slack=TINY)
    assert {rank_equals(close.H, k, close).outcome for k in range(4)} == {UNDECIDED}


def test_moved_at_most(bare):
    base = bare([[0, 1, 0], [1, 1, 0], [0, 0, -2]]).H  # golden ratio, its conjugate, -2
    assert moved_at_most(base, base, fmpq(0), fmpq(0)).outcome is AGREES
    third = fmpq(1, 3)
    up, down = (bare([[x, 1, 0], [1, 1 + x, 0], [0, 0, -2 + x]]).H for x in (third, -third))
    assert moved_at_most(up, base, fmpq(0), third + TINY).outcome is AGREES
    assert moved_at_most(up, base, fmpq(0), third - TINY).outcome is DIFFERS
    assert moved_at_most(up, base, third, fmpq(0)).outcome is DIFFERS
    assert moved_at_most(down, base, third + TINY, fmpq(0)).outcome is AGREES
    assert moved_at_most(down, base, third - TINY, fmpq(0)).outcome is DIFFERS
    assert moved_at_most(down, base, fmpq(0), third).outcome is DIFFERS
    assert moved_at_most(up, base, fmpq(0), arb(third, TINY)).outcome is AGREES


def test_the_kth_must_stay_near_the_kth(bare):
    base = bare([3, 3, 0]).H
    for values in ([3, 0, 0], [3, 3, 3]):
        assert moved_at_most(bare(values).H, base, fmpq(1), fmpq(1)).outcome is DIFFERS
        assert moved_at_most(bare(values).H, base, fmpq(3), fmpq(3)).outcome is AGREES
    assert moved_at_most(bare([3, 3 - TINY, 0], slack=TINY).H, base, fmpq(0), fmpq(0)).outcome is AGREES


def test_spectrum(bare):
    found = spectrum(bare([[0, 1, 0, 0], [1, 1, 0, 0], [0, 0, fmpq(-2, 3), 0], [0, 0, 0, fmpq(-2, 3)]]).H)
    assert [x for x in found if isinstance(x, fmpq)] == [fmpq(-2, 3)]
    balls = [x for x in found if isinstance(x, arb)]
    assert len(balls) == 2
    assert all((x * x - x).contains(1) for x in balls)
