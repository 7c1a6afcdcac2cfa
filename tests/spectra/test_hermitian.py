"""Hermitian matrices by their real embedding: values, counts and refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq

from verify.spectra import count, spectrum
from verify.spectra.certified import ROUTES

ROWS = [[3, 2 + 2j], [2 - 2j, 1]]  # (x - 3)(x - 1) = 8: the eigenvalues -1 and 5
BUILD: list[Callable[[Any], Any]] = [
    np.array,
    list,
    lambda rows: np.array(rows, dtype=np.clongdouble),
    mpmath.matrix,
    lambda rows: sympy.Matrix([[3, 2 + 2 * sympy.I], [2 - 2 * sympy.I, 1]]),
]


@pytest.mark.parametrize("build", BUILD)
@pytest.mark.parametrize("route", ROUTES)
def test_a_hermitian_matrix_has_each_eigenvalue_once(build: Callable[[Any], Any], route: str) -> None:
    found = spectrum(build(ROWS), route=route)
    assert found.size == 2 and [e.multiplicity for e in found] == [1, 1]
    for e, true in zip(found, (-1, 5)):
        assert e.low <= true <= e.high and e.how in ("exact", "one value")


def test_multiplicities_are_halved_and_counts_too() -> None:
    H = np.kron(np.eye(3), np.array(ROWS))
    assert [(e.low, e.multiplicity) for e in spectrum(H, route="exact")] == [(fmpq(-1), 3), (fmpq(5), 3)]
    assert count(H, 5, 5) == 3 and count(H, -1, 4) == 3 and count(H, 0, float("inf")) == 3


def test_extended_precision_is_kept() -> None:
    third = np.clongdouble(1) / 3
    found = list(spectrum(np.array([[third, 0], [0, 1]])))
    assert found[0].low == fmpq(*map(int, third.real.as_integer_ratio()))


@pytest.mark.parametrize(
    ("H", "told"),
    [
        ([[1, 2 + 3j], [2 + 3j, 4]], r"not Hermitian: entry \[1, 0\] is \(2\+3j\), entry \[0, 1\] is \(2\+3j\)"),
        ([[1j]], r"not Hermitian: entry \[0, 0\] is 1j"),
        (np.ma.array(ROWS, mask=[[0, 1], [1, 0]]), "masked array hides entries"),
        ([[complex("nan")]], "nan"),
        ([[1j, 2]], "square matrix"),
    ],
)
def test_a_matrix_that_is_not_hermitian_is_refused_with_the_place(H: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        spectrum(H)
