"""Extended bases: the given columns first, then orthogonal ones, each inside its own support."""

from __future__ import annotations

import pytest
from flint import fmpq, fmpq_mat

from verify.nets.bases import extended
from verify.nets.matrices import RATIONALS, columns_of
from verify.nets.orthogonal import cayley


def test_the_unit_vector_furthest_away_is_taken_first():
    # e_1 is 4/5 away from the line of (3, 4), e_2 only 3/5
    assert extended(fmpq_mat(2, 1, [3, 4]), range(2)) == fmpq_mat(2, 2, [3, fmpq(16, 25), 4, fmpq(-12, 25)])


def test_supports_are_filled_in_turn():
    half = fmpq(1, 2)
    made = extended(fmpq_mat(4, 1, [1, 1, 0, 0]), range(2), range(2, 4))
    assert made == fmpq_mat(4, 4, [1, half, 0, 0, 1, -half, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
    made = extended(fmpq_mat(3, 1, [0, 0, 2]), range(2, 3), range(2))
    assert made == fmpq_mat(3, 3, [0, 1, 0, 0, 0, 1, 2, 0, 0])


@pytest.mark.parametrize("given", [0, 1, 2, 3, 4])
def test_columns_of_a_turned_basis_are_completed(given):
    Q = cayley(4, ["1", "-1/3", "2", "1/2", "0", "3"])
    columns = columns_of(RATIONALS, Q, 0, given)
    made = extended(columns, range(4))
    gram = made.transpose() * made
    assert columns_of(RATIONALS, made, 0, given) == columns
    assert made.det() != 0
    assert all((gram[i, j] == 0) is (i != j) for i in range(4) for j in range(4))


def test_only_the_support_is_spanned():
    made = extended(fmpq_mat(4, 1, [0, 1, 1, 0]), range(1, 4))
    assert (made.nrows(), made.ncols(), made.rank()) == (4, 3, 3)
    assert all(made[0, j] == 0 for j in range(3))


def test_rounded_columns_do_no_harm():
    tiny = fmpq(1, 2**160)
    made = extended(fmpq_mat(3, 1, [1, tiny, tiny]), range(1), range(1, 3))
    assert made.ncols() == 3
    assert abs(made.det()) > fmpq(1, 2)
