"""The exact route: proved multiplicities, coprime parts, isolated roots."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq, fmpq_mat, fmpz_poly

from verify.spectra import spectrum
from verify.spectra.roots import refined, simplest_between

from .samples import is_right, with_eigenvalues


def test_rational_eigenvalues_come_out_exactly() -> None:
    H = with_eigenvalues([Fraction(1, 3)] * 3 + [0, 0, Fraction(22, 7), -5])
    found = spectrum(H, route="exact")
    assert [(e.low, e.high, e.multiplicity) for e in found] == [
        (-5, -5, 1), (0, 0, 2), (fmpq(1, 3), fmpq(1, 3), 3), (fmpq(22, 7), fmpq(22, 7), 1),
    ]  # fmt: skip
    assert {e.how for e in found} == {"exact"}


def test_an_irrational_eigenvalue_shared_by_components_is_one_value() -> None:
    # [[1,1],[1,0]] twice in different guise, and once inside a larger component
    fibonacci = [[1, 1, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, -1, 0], [0, 0, -1, 1, 0], [0, 0, 0, 0, 2]]
    found = spectrum(fibonacci, route="exact", digits=30)
    assert [(e.multiplicity, e.how) for e in found] == [(2, "one value"), (2, "one value"), (1, "exact")]
    assert is_right(fmpq_mat(5, 5, [fmpq(x) for row in fibonacci for x in row]), found)


def test_different_eigenvalues_are_told_apart_at_any_distance() -> None:
    H = with_eigenvalues([1, 1 + Fraction(1, 10**90), 1 + Fraction(1, 10**90), 2])
    found = spectrum(H, route="exact", digits=20)
    assert [e.multiplicity for e in found] == [1, 2, 1] and is_right(H, found)


def test_a_coprime_basis_keeps_the_product() -> None:
    x = fmpz_poly([0, 1])
    given = [((x - 1) * (x - 2), 3), ((x - 2) * (x - 3), 2), ((x - 1) * (x - 2) * (x - 3) * (x**2 - 2), 1), (x - 1, 5)]
    basis: list[tuple[fmpz_poly, int]] = []
    product = fmpz_poly([1])
    for polynomial, multiplicity in given:
        basis = refined(basis, polynomial, multiplicity)
        product *= polynomial**multiplicity
    rebuilt = fmpz_poly([1])
    for i, (part, multiplicity) in enumerate(basis):
        rebuilt *= part**multiplicity
        assert all(part.gcd(other).degree() == 0 for other, _ in basis[:i])
    assert rebuilt == product


@pytest.mark.parametrize(
    ("low", "high", "simplest"),
    [
        ("1/3", "1/3", "1/3"),
        ("3/10", "7/20", "1/3"),
        ("-7/20", "-3/10", "-1/3"),
        ("-1", "2", "0"),
        ("5/2", "10", "3"),
        ("22/7", "23/7", "13/4"),
    ],
)
def test_simplest_rational(low: str, high: str, simplest: str) -> None:
    a, b, c = (fmpq(Fraction(x).numerator, Fraction(x).denominator) for x in (low, high, simplest))
    assert simplest_between(a, b) == c


@pytest.mark.parametrize("digits", [50, 500])
def test_roots_that_lie_very_close_are_told_apart(digits: int) -> None:
    gap = fmpq(1, 10**1200)
    low, high = spectrum([[1, gap], [gap, 1]], digits=digits, route="exact")
    assert low.low <= 1 - gap <= low.high < high.low <= 1 + gap <= high.high


def test_a_long_rational_is_found_without_recursion() -> None:
    near = fmpq(1, 3) + fmpq(1, 7**1500)
    assert simplest_between(near, near) == near
