"""X.1 with names: its blocks account for the true spectrum, the names count the spaces, a wrong prediction is noticed."""

from __future__ import annotations

from collections import Counter

import pytest
from flint import fmpq

from verify.figures.runs import SLACK
from verify.spectra.aligned import aligned_spectrum
from verify.spectra.enclosures import Enclosure
from verify.spectra.subspaces import Labelled, matched, parts, predicted, size

WIDTHS, HEAD = (4, 5, 4, 3), [fmpq(3, 4), fmpq(2, 3), fmpq(1, 5)]


def blocks(r=2, sigma=(1, 1, 1, 0)):
    variances = [fmpq(x) for x in sigma]
    targets = [fmpq(i < r) for i in range(3)]
    return list(parts(WIDTHS, list(zip(HEAD, variances[:3], targets)), variances[3:], r))


def test_the_blocks_are_those_of_the_block_route():
    found = predicted(WIDTHS, blocks())
    true = aligned_spectrum(WIDTHS, HEAD, [1, 1, 1, 0], [1, 1])
    assert sum(x.enclosure.multiplicity for x in found) == size(WIDTHS) == true.size
    assert all(agree for _, _, agree in matched(true.enclosures, found, SLACK))


@pytest.mark.parametrize(
    ("r", "sigma", "bulk"),
    [(2, (1, 1, 1, 0), (3 + 3 - 4) * 2), (1, (1, 1, 1, 0), (3 + 3 - 2) * 1), (2, (1, 1, 1, 1), (4 + 3 - 4) * 2)],
)
def test_the_names_count_the_spaces(r, sigma, bulk):
    total = sum((x.subspaces for x in predicted(WIDTHS, blocks(r, sigma))), Counter())
    assert total["dominant"] == r * r
    assert total["bulk"] == bulk
    assert sum(total.values()) == size(WIDTHS)


def test_a_prediction_that_is_off_does_not_agree():
    found = predicted(WIDTHS, blocks())
    true = aligned_spectrum(WIDTHS, [fmpq(3, 4), fmpq(2, 3), fmpq(1, 4)], [1, 1, 1, 0], [1, 1])
    assert not all(agree for _, _, agree in matched(true.enclosures, found, SLACK))


def test_agreement_needs_equal_numbers_not_only_contact():
    one = Enclosure(fmpq(1), fmpq(1), 3, "exact")
    expected = [Labelled(Enclosure(fmpq(1), fmpq(1), 2, "exact"), Counter(bulk=2))]
    assert matched([one], expected, SLACK) == [(one, Counter(bulk=2), False)]
    expected.append(Labelled(Enclosure(fmpq(1), fmpq(1), 1, "exact"), Counter(zero=1)))
    assert matched([one], expected, SLACK) == [(one, Counter(bulk=2, zero=1), True)]


def test_a_curve_keeps_its_name_when_directions_become_equal():
    """At the end of training singular values agree to all digits; the blocks that remain are named as before."""

    def named(values):
        directions = list(zip(values, [fmpq(1)] * 3, [fmpq(1), fmpq(1), fmpq(0)]))
        return {part.name: part.rows for part in parts((3, 3, 3), directions, [], 2)}

    apart, together = (named([fmpq(9, 10), x, fmpq(1, 5)]) for x in (fmpq(4, 5), fmpq(9, 10)))
    assert together["D2"] == apart["D2"] and together["P2-0"] == apart["P2-0"]
    assert "P2-1" in apart and "P2-1" not in together
