"""A spectrum in a notebook: every enclosure is a row, decimals hold what they stand for, nothing unescaped."""

from __future__ import annotations

import re
from fractions import Fraction

from flint import fmpq

from verify.spectra.certified import spectrum
from verify.spectra.enclosures import Enclosure, Spectrum


def cells(html):
    return [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)][1:]


def test_every_enclosure_is_a_row_and_decimals_hold_it():
    found = spectrum([[2, 1, 0], [1, 3, 0], [0, 0, 7]], 30)
    rows = cells(found._repr_html_())
    assert len(rows) == len(found) == 3
    for e, (low, high, times, how) in zip(found, rows):
        assert fmpq(*_pair(low)) <= e.low and e.high <= fmpq(*_pair(high))
        assert (int(times), how) == (e.multiplicity, e.how)
        assert Fraction(high) - Fraction(low) < Fraction(1, 10**18)
    assert rows[-1][:2] == ["7", "7"]
    assert "3 eigenvalues in 3 enclosures; route components, 30 digits" in found._repr_html_()


def _pair(text):
    x = Fraction(text)
    return x.numerator, x.denominator


def test_negative_and_tiny_ends_are_rounded_outwards():
    e = Enclosure(fmpq(-1, 3 * 10**40), fmpq(1, 3 * 10**40), 2, "interval")
    ((low, high, _, _),) = cells(Spectrum((e,), 2, "float", None)._repr_html_())
    assert Fraction(low) < 0 < Fraction(high)


def test_no_text_becomes_markup():
    e = Enclosure(fmpq(1), fmpq(1), 1, "<b>exact</b>")
    html = Spectrum((e,), 1, "<i>route</i>", None)._repr_html_()
    assert "<b>" not in html and "<i>" not in html and "&lt;b&gt;exact" in html
