"""spectrum() and count(): every route against exact counts, against each other, and against planted errors."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, fmpq, fmpq_mat
from hypothesis import given, settings

from tests.effort import often
from verify.nets.recipes import balanced
from verify.spectra import NotCertified, Spectrum, SymmetricMatrix, count, spectrum
from verify.spectra.certified import ROUTES

from .samples import (
    below_by_inertia,
    hessian,
    in_dense_gauge,
    is_right,
    perturbed,
    random_symmetric,
    symmetric_matrices,
    two_routes,
    with_eigenvalues,
)

FIXED = settings(derandomize=True, database=None, deadline=None, max_examples=often(150, 50))


@FIXED
@given(symmetric_matrices())
def test_enclosures_hold_their_number_of_exact_roots(H: fmpq_mat) -> None:
    for route in ROUTES:
        assert is_right(H, spectrum(H, route=route)), route


@FIXED
@given(symmetric_matrices())
def test_counts_are_those_of_the_characteristic_polynomial(H: fmpq_mat) -> None:
    exact = SymmetricMatrix(H)
    for low, high in ((0, 1), (Fraction(-2, 3), 0), (0, 0), (-(10**60), fmpq(1, 10**9)), (1, 0)):
        a, b = fmpq(Fraction(low).numerator, Fraction(low).denominator), fmpq(high)
        assert count(H, low, high) == exact.count(a, b)


@pytest.mark.parametrize("digits", [1, 15, 50, 120, 400])
@pytest.mark.parametrize("route", ["components", "structure-free", "exact"])
def test_the_radius_meets_the_digits(route: str, digits: int) -> None:
    H = random_symmetric(9, seed=digits)
    found = spectrum(H, digits=digits, route=route)
    assert found.radius <= 51 * fmpq(10) ** -digits
    assert is_right(H, found)


@pytest.mark.parametrize("n", [15, 30])
def test_mpmath_eigenvalues_lie_in_the_enclosures(n: int) -> None:
    H = random_symmetric(n, seed=n)
    with mpmath.workdps(70):
        entries = [[mpmath.mpf(int(x.p)) / int(x.q) for x in row] for row in H.tolist()]
        values = sorted(mpmath.eigsy(mpmath.matrix(entries), eigvals_only=True))
        for e, value in zip(spectrum(H, route="structure-free"), values):
            low, high = (mpmath.mpf(int(x.p)) / int(x.q) for x in (e.low, e.high))
            assert e.multiplicity == 1 and low - mpmath.mpf(10) ** -64 <= value <= high + mpmath.mpf(10) ** -64


def test_inertia_in_ball_arithmetic_agrees_between_and_beside_clusters() -> None:
    H = two_routes(in_dense_gauge(balanced(RECIPE).network))
    found = list(spectrum(H, route="structure-free"))
    below = 0
    for e in found:
        width = e.high - e.low + fmpq(1, 10**48)
        for x, expected in ((e.low - width, below), (e.high + width, below + e.multiplicity)):
            counted = below_by_inertia(H, x)
            assert counted is None or counted == expected
        below += e.multiplicity
    assert below_by_inertia(H, found[0].low - 1) == 0 and below == H.nrows()


RECIPE = {"L": 3, "widths": [3, 4, 3, 4], "r": 2, "rank_xx": 3, "head": ["1", "3/2"], "U": ["1", "1/2"], "V": ["1/3"]}


def same_spectrum(first: Spectrum, second: Spectrum) -> bool:
    """Whether two spectra, each with disjoint enclosures, pair off: they meet one by one, with equal multiplicities."""
    return len(first) == len(second) and all(
        a.multiplicity == b.multiplicity and a.low <= b.high and b.low <= a.high for a, b in zip(first, second)
    )


@pytest.mark.parametrize("head", [["97/100", "97/100"], ["97/100", "99/100"], ["97/100", "970000001/1000000000"]])
def test_routes_and_gauges_agree(head: list[str]) -> None:
    recipe = {**RECIPE, "head": head}
    net = balanced(recipe).network
    plain, dense = two_routes(net), two_routes(in_dense_gauge(net))
    reference = spectrum(plain, route="exact")
    assert is_right(plain, reference)
    for H in (plain, dense):
        for route in ("components", "structure-free", "exact"):
            assert same_spectrum(reference, spectrum(H, route=route)), route


@pytest.mark.parametrize("route", ["components", "structure-free", "exact"])
def test_adding_1e_40_to_three_entries_breaks_the_enclosures(route: str) -> None:
    H = hessian(head=["97/100", "99/100"])
    found = spectrum(H, route=route)
    assert is_right(H, found)
    assert not is_right(perturbed(H, fmpq(1, 10**40)), found)


def test_wrong_radii_multiplicities_and_centres_are_caught() -> None:
    H = with_eigenvalues([0, 0, 0, Fraction(1, 3), Fraction(1, 3), Fraction(22, 7), 5])
    found = spectrum(H, route="structure-free")
    assert is_right(H, found)
    parts = list(found)
    narrow = [dataclasses.replace(e, low=e.middle + e.radius / 10**6, high=e.middle + e.radius / 10**5) for e in parts]
    swapped = [dataclasses.replace(e, multiplicity=m) for e, m in zip(parts, [2, 3, 1, 1])]
    moved = [dataclasses.replace(e, low=e.low + fmpq(1, 10**40), high=e.high + fmpq(1, 10**40)) for e in parts]
    for wrong in (narrow, swapped, moved, parts[:-1]):
        assert not is_right(H, dataclasses.replace(found, enclosures=tuple(wrong)))


@pytest.mark.parametrize("gap", [9, 15, 17, 30, 48, 60])
def test_nearly_equal_eigenvalues(gap: int) -> None:
    near = Fraction(1, 10**gap)
    H = with_eigenvalues([1, 1, 1 + near, 1 - near, 0, near, 7])
    for route in ROUTES:
        found = spectrum(H, route=route)
        assert is_right(H, found)
        if route != "float" and gap <= 30:
            assert [e.multiplicity for e in found] == [1, 1, 1, 2, 1, 1]
    assert count(H, 0, 0) == 1 and count(H, 1, 1) == 2 and count(H, 0, near) == 2


@pytest.mark.parametrize("digits", [90, 200, 300])
def test_many_digits_next_to_clusters_that_are_not_quite_multiple(digits: int) -> None:
    near = [Fraction(1, 10**k) for k in (6, 9, 20, 70, 150)]
    close = [*(Fraction(2, 9) + x for x in near), Fraction(2, 9), Fraction(-9, 8), Fraction(-9, 8) - near[1]]
    H = with_eigenvalues([*close, -2])
    found = spectrum(H, digits=digits, route="structure-free")
    assert is_right(H, found) and found.radius <= 3 * fmpq(10) ** -digits
    assert sum(e.multiplicity == 1 for e in found) == (7 if digits < 150 else 9)


@pytest.mark.parametrize("exponent", [-5000, -1074, -300, 300, 1024, 5000])
def test_huge_and_tiny_entries(exponent: int) -> None:
    H = random_symmetric(6) * (fmpq(2) ** exponent)
    for route in ROUTES:
        assert is_right(H, spectrum(H, route=route))


@pytest.mark.parametrize("route", ROUTES)
def test_wildly_scaled_entries(route: str) -> None:
    scales = [fmpq(10) ** (-12 * i) for i in range(9)]
    M = random_symmetric(9)
    H = fmpq_mat(9, 9, [M[i, j] * scales[i] * scales[j] for i in range(9) for j in range(9)])
    assert is_right(H, spectrum(H, route=route))


@pytest.mark.parametrize("route", ROUTES)
def test_smallest_matrices(route: str) -> None:
    assert list(spectrum([], route=route)) == [] and spectrum([], route=route).size == 0
    (one,) = spectrum([[Fraction(-7, 3)]], route=route)
    assert (one.low, one.high, one.multiplicity) == (fmpq(-7, 3), fmpq(-7, 3), 1)
    (zero,) = spectrum(fmpq_mat(40, 40), route=route)
    assert (zero.low, zero.high, zero.multiplicity, zero.how) == (0, 0, 40, "exact")
    assert count([], 0, 1) == 0 and count([[3]], 3, 3) == 1 and count(fmpq_mat(40, 40), 0, 0) == 40


@pytest.mark.parametrize("route", ROUTES)
def test_a_float64_array_is_the_dyadic_matrix_that_it_is(route: str) -> None:
    random = np.random.default_rng(4)
    A = random.standard_normal((12, 12))
    A = A + A.T
    H = fmpq_mat(12, 12, [fmpq(*map(int, float(x).as_integer_ratio())) for x in A.ravel()])
    assert is_right(H, spectrum(A, route=route))
    assert is_right(H * fmpq(2) ** -1000, spectrum(A * 2.0**-1000, route=route))


def test_clear_errors() -> None:
    bad = {
        "square": [[1, 2]],
        "symmetric": [[1, 2], [3, 4]],
        "NaN": np.array([[float("nan")]]),
        "nan": [[float("nan")]],
        "infinite": np.array([[1.0, np.inf], [np.inf, 1.0]]),
        "rational": [["1/2"]],
        "matrix is": 5,
    }
    for word, H in bad.items():
        for ask in (lambda H: spectrum(H), lambda H: count(H, 0, 1)):
            with pytest.raises(ValueError, match=word) as error:
                ask(H)
            assert "\n" not in str(error.value)
    with pytest.raises(ValueError, match="symmetric"):
        spectrum(np.array([[1.0, 2.0], [2.5, 1.0]]))
    with pytest.raises(ValueError, match="route"):
        spectrum([[1]], route="magic")
    for digits in (0, -1, 10**6, 2.5, True):
        with pytest.raises(ValueError, match="digits"):
            spectrum([[1]], digits=digits)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="ball"):
        count([[1]], arb("nan"), 1)


def test_counts_with_ball_ends_and_slack() -> None:
    H = with_eigenvalues([1, 1, 2, 3])
    with pytest.raises(NotCertified):
        count(H, arb(1, 0.1), 3)
    assert count(H, arb(0.5, 0.1), arb(2.5, 0.1)) == 3
    known = SymmetricMatrix(H, fmpq(1, 10**20))
    assert count(known, fmpq(1, 2), fmpq(5, 2)) == 3
    with pytest.raises(NotCertified, match="slack"):
        count(known, 1, 3)
    found = spectrum(known)
    assert all(e.radius >= fmpq(1, 10**20) for e in found) and is_right(H, found)


def test_noise_below_the_slack_does_not_hide_the_components() -> None:
    plain = hessian()
    noisy = fmpq_mat(plain)
    for i in range(noisy.nrows()):
        for j in range(i):
            noisy[i, j] += fmpq((i * j) % 7, 10**60)
            noisy[j, i] = noisy[i, j]
    found = spectrum(SymmetricMatrix(noisy, fmpq(1, 10**45)))
    assert found.radius <= fmpq(3, 10**45)
    assert is_right(plain, found) and is_right(noisy, found)


def test_large_components_are_counted_by_exact_ranks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verify.spectra.certified.EXACT_ROWS", 3)
    H = with_eigenvalues([0, 0, 1, 1, 1, 5])
    assert count(H, 0, 0) == 2 and count(H, 1, 5) == 4 and count(H, 0, 1) == 5 and count(H, fmpq(1, 10**60), 1) == 3
    close = with_eigenvalues([1, 1 + Fraction(1, 10**80), 4, 5])
    with pytest.raises(NotCertified):
        count(close, 1, 1)


@pytest.mark.parametrize("L", [1, 2, 3])
def test_depths(L: int) -> None:
    H = hessian(L=L, widths=[3, 5, 4, 4][: L + 1])
    for route in ROUTES:
        assert is_right(H, spectrum(H, route=route))


def test_the_experiment_of_520_parameters() -> None:
    head = ["97/100", "99/100", "101/100", "103/100"]
    H = hessian(widths=[10, 20, 16], r=4, head=head)
    found, exact, rough = (spectrum(H, route=r) for r in ("components", "exact", "float"))
    assert same_spectrum(found, exact)
    assert found.radius <= fmpq(4, 10**50) and rough.radius <= fmpq(1, 10**10)
    assert count(H, fmpq(1, 10), 100) == 88 and count(H, 0, 0) == SymmetricMatrix(H).nullity == 288


def test_an_infinite_end_counts_a_half_line() -> None:
    H = [[1, 2], [2, 1]]
    assert count(H, 0, float("inf")) == 1
    assert count(H, float("-inf"), 0) == 1
    assert count(H, float("-inf"), float("inf")) == 2
    assert count(H, float("inf"), float("-inf")) == 0
