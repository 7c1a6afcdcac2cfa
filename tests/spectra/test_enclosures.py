"""Enclosures: joining, widening, counting."""

from __future__ import annotations

import pytest
from flint import fmpq

from verify.spectra import Enclosure, NotCertified, Spectrum
from verify.spectra.enclosures import ASSUMING, disjoint, widened

Q = fmpq


def piece(low: int, high: int, multiplicity: int = 1, how: str = "one value") -> Enclosure:
    return Enclosure(Q(low), Q(high), multiplicity, how)


def test_intervals_that_meet_are_joined_and_forget_that_they_are_single_values() -> None:
    found = disjoint([piece(4, 6), piece(0, 1), piece(1, 2), piece(8, 9), piece(5, 5, 2, "exact")])
    assert [(e.low, e.high, e.multiplicity, e.how) for e in found] == [
        (0, 2, 2, "interval"), (4, 6, 3, "interval"), (8, 9, 1, "one value"),
    ]  # fmt: skip


def test_equal_points_stay_exact() -> None:
    assert disjoint([piece(3, 3, 2, "exact"), piece(3, 3, 1, "exact")]) == (piece(3, 3, 3, "exact"),)


def test_an_assumption_survives_joining() -> None:
    (joined,) = disjoint([piece(0, 2, 1, "one value" + ASSUMING), piece(1, 3)])
    assert joined.how == "interval" + ASSUMING


def test_widening() -> None:
    assert widened(piece(1, 2, 3), Q(0)) == piece(1, 2, 3)
    assert widened(piece(1, 2, 3), Q(1)) == piece(0, 3, 3, "interval")
    assert widened(piece(1, 1, 1, "exact"), Q(1)) == piece(0, 2)


def test_counting_in_a_spectrum() -> None:
    spectrum = Spectrum((piece(0, 1, 2), piece(3, 4, 5)), 7, "exact", 50)
    assert spectrum.count(Q(0), Q(1)) == 2 and spectrum.count(Q(-5), Q(5)) == 7 and spectrum.count(Q(2), Q(5, 2)) == 0
    with pytest.raises(NotCertified, match="near 3"):
        spectrum.count(Q(0), Q(7, 2))
    assert len(spectrum) == 2 and spectrum.radius == Q(1, 2) and piece(0, 4).middle == 2
