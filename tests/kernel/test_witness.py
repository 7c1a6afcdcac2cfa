"""The stand-alone kit counts eigenvalues as FLINT does."""

from __future__ import annotations

from pathlib import Path

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.kernel import witness as kit
from verify.spectra.exact import SymmetricMatrix


@settings(max_examples=40, derandomize=True, database=None, deadline=None)
@given(st.integers(1, 4), st.lists(st.integers(-2, 2), min_size=16, max_size=16))
def test_spectra_agree(size, entries):
    rows = [[entries[4 * min(i, j) + max(i, j)] for j in range(size)] for i in range(size)]
    ours = SymmetricMatrix(fmpq_mat(size, size, [x for row in rows for x in row]))
    theirs = kit.matrix(rows)
    assert [str(c) for c in ours.charpoly.coeffs()] == [str(c) for c in kit.charpoly(theirs)]
    for low, high in ((-1, 1), (0, 0), (-2, 5)):
        assert ours.count(fmpq(low), fmpq(high)) == kit.count(theirs, kit.F(low), kit.F(high))
    assert ours.multiplicity(fmpq(0)) == kit.multiplicity(theirs, kit.F(0)) == ours.nullity
    assert ours.distinct_nonzero() == kit.distinct_nonzero(theirs)


F, power, Root = kit.F, kit.power, kit.Root


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((2, F(1, 6)), (3, F(1, 4))),
        ((F(10**40 + 1, 10**40), F(1, 2)), (1, F(1, 3))),  # apart by less than a float can tell
        ((F(2), F(-1, 2)), (F(1, 3), F(1, 2))),
        ((F(17, 12), F(3, 5)), (2, F(3, 10))),
    ],
)
def test_powers_compare_as_integer_powers_do(one, other):
    (x, a), (y, b) = ((F(base), F(exponent)) for base, exponent in (one, other))
    n = a.denominator * b.denominator
    left, right = x ** int(a * n), y ** int(b * n)
    found = power(x, a), power(y, b)
    assert [found[0] < found[1], found[0] == found[1], found[0] >= found[1]] == [left < right, left == right, left >= right]
    assert (-1 * found[0] > -1 * found[1]) is (left < right)


def test_powers_are_exact_where_they_are_rational():
    assert power(F(9, 4), F(-3, 2)) == F(8, 27) and isinstance(power(F(9, 4), F(-3, 2)), F)
    two = power(F(2), F(1, 2))
    assert isinstance(two, Root) and two * two == 2 and isinstance(two * two, F)
    assert power(two, F(4)) == 4 and two / two == 1 and 6 / two == 3 * two and two != F(14142135623730951, 10**16)
    assert F(1) < two < F(3, 2) and two > -2 and max(F(1), two) is two
    assert power(F(0), F(1, 2)) == 0 == 0 * two
    assert abs(F(1) + two - 2.414213562373095) < 1e-15 and abs(F(1) - two + 0.414213562373095) < 1e-15


@pytest.mark.parametrize(("base", "exponent", "error"), [(-8, F(1, 3), ValueError), (0, F(-1, 2), ZeroDivisionError)])
def test_powers_without_a_value_raise(base, exponent, error):
    with pytest.raises(error):
        power(F(base), exponent)


def test_the_kit_can_be_read_in_one_sitting():
    assert len(Path(kit.__file__).read_text(encoding="utf-8").splitlines()) <= 250
