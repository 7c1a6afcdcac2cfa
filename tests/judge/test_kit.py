"""The stand-alone kit counts eigenvalues as FLINT does."""

from __future__ import annotations

from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.judge import kit
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
