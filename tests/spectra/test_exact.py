"""SymmetricMatrix: exact counts, multiplicities and nullities."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest
from flint import arb, fmpq, fmpq_mat

from verify.spectra import SymmetricMatrix

from .samples import hessian, random_symmetric, with_eigenvalues

H = SymmetricMatrix(with_eigenvalues([0, 0, Fraction(1, 2), Fraction(1, 2), 3, -1]))


def test_counts_and_multiplicities() -> None:
    assert H.size == 6 and H.nullity == 2 and H.distinct_nonzero() == 3
    assert H.count(fmpq(0), fmpq(1, 2)) == 4 and H.count(fmpq(1), fmpq(0)) == 0
    assert H.above(fmpq(0)) == 3 and H.below(fmpq(0)) == 1
    assert [H.multiplicity(fmpq(x)) for x in (0, 3, 7)] == [2, 1, 0] == [H.eigenspace(fmpq(x)) for x in (0, 3, 7)]
    assert H.count(arb(1, 0.1), 4) == 1 and H.count(arb(3, 0.1), 4) is None


def test_slack_widens_the_interval() -> None:
    loose = SymmetricMatrix(H.matrix, fmpq(1, 10**9), "gram")
    assert loose.count(fmpq(2), 3 - fmpq(1, 2 * 10**9)) == 1 and loose.nullity == 2
    assert loose.distinct_nonzero() is None and loose.label == "Gram matrix A_o^T A_o"


def test_the_polynomial_of_a_splitting_matrix_is_that_of_the_whole() -> None:
    for M in (hessian(), random_symmetric(5), fmpq_mat(3, 3), fmpq_mat(0, 0)):
        assert SymmetricMatrix(M).charpoly == M.charpoly()


def test_bad_matrices() -> None:
    with pytest.raises(ValueError, match="square"):
        SymmetricMatrix(fmpq_mat(1, 2))
    with pytest.raises(ValueError, match="symmetric"):
        SymmetricMatrix(fmpq_mat(2, 2, [1, 2, 3, 4]))


def test_importing_the_package_does_not_import_the_certified_routes() -> None:
    command = "import sys, verify.spectra.exact; sys.exit('verify.spectra.certified' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0
