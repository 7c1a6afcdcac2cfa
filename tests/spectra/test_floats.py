"""float64 enclosures: Kahan's bound holds for any Q, and catches what is wrong."""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb, fmpq, fmpq_mat

from verify.spectra import NotCertified, SymmetricMatrix, floats
from verify.spectra.bounds import frobenius, gamma, power

from .samples import as_array, random_symmetric, with_eigenvalues


def exactly(A: np.ndarray) -> SymmetricMatrix:
    return SymmetricMatrix(fmpq_mat(*A.shape, [fmpq(*map(int, float(x).as_integer_ratio())) for x in A.ravel()]))


def holds(A: np.ndarray, values: np.ndarray, radius: fmpq) -> bool:
    """Whether the i-th smallest eigenvalue is within the radius of values[i], for every i, by exact counts."""
    exact = exactly(A)
    points = [fmpq(*map(int, float(v).as_integer_ratio())) for v in values]
    return all(
        exact.below(x - radius) <= i and exact.above(x + radius) <= len(values) - 1 - i for i, x in enumerate(points)
    )


@pytest.mark.parametrize("noise", [0.0, 1e-14, 1e-9, 1e-4])
def test_the_bound_holds_for_bad_eigenvectors_too(noise: float) -> None:
    random = np.random.default_rng(0)
    for H in (random_symmetric(8), with_eigenvalues([1, 1, 1, 0, 0, 5, 5, -2])):
        A = as_array(H)
        A = np.tril(A) + np.tril(A, -1).T
        values, Q = floats.decomposed(A)
        values, Q = np.sort(values + noise * random.standard_normal(8)), Q + noise * random.standard_normal((8, 8))
        radius = floats.residual_radius(A, values, Q).fmpq()
        assert holds(A, values, radius)
        assert int(radius.p) / int(radius.q) < 1e4 * noise + 1e-11


def test_a_radius_that_ignores_the_residual_is_caught() -> None:
    A = np.array([[2.0, 1.0], [1.0, 1.0]])
    values, _ = floats.decomposed(A)
    assert holds(A, values, fmpq(1, 10**14)) and not holds(A, values, fmpq(1, 10**20))
    assert not holds(A, values + 1e-9, fmpq(1, 10**10))


def test_singular_eigenvectors_are_refused() -> None:
    with pytest.raises(NotCertified, match="orthonormal"):
        floats.residual_radius(np.eye(3), np.ones(3), np.zeros((3, 3)))


def test_norms_are_upper_bounds() -> None:
    random = np.random.default_rng(1)
    for scale in (1.0, 1e-160, 1e-300, 1e140):
        A = random.standard_normal((30, 20)) * scale
        squares = sum(fmpq(*map(int, float(x).as_integer_ratio())) ** 2 for x in A.ravel())
        bound = frobenius(A, -7)
        assert bound**2 >= arb(squares) * power(-14) * (1 - arb(2) ** -40)
        assert bound**2 * power(14) <= arb(squares) * 1.0001 + arb(10) ** -300
    assert gamma(10) > 10 * arb(2) ** -53
    with pytest.raises(ArithmeticError, match="overflow"):
        frobenius(np.full((2, 2), 1e200))
