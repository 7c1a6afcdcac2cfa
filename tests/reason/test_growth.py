"""Signs for all depths: true ones are found, false ones and unknown ones are not."""

from __future__ import annotations

import pytest
import sympy as sp

from verify.reason.growth import depth_proof, sign_proof, signed

n = sp.Symbol("n", integer=True, nonnegative=True)
l = sp.Symbol("l", integer=True, positive=True)
s, h = sp.symbols("s h", positive=True)
m = sp.Symbol("m", nonnegative=True)
SMALL, LARGE, L = 1 / (1 + s), 1 + s, n + 1

TRUE = [
    (1 - SMALL**L, True),
    (1 - SMALL**n, False),
    (LARGE ** (2 * L) - LARGE, True),
    (L - sp.Sum(SMALL ** (L + l - 2), (l, 1, L)), False),
    (sp.Sum(LARGE ** (L + l - 2), (l, 1, L)) - L, False),
    (h**n, True),
    (m, False),
]
FALSE = [
    (1 - SMALL**n, True),  # n may be 0
    (SMALL**L - 1, False),
    (m, True),
    (LARGE ** (2 * n) - LARGE, False),
    (L - sp.Sum(LARGE ** (L + l - 2), (l, 1, L)), False),
    (h**n - 1, False),
    (sp.sqrt(2) * s - 1, False),
]


@pytest.mark.parametrize(("expression", "strict"), TRUE)
def test_true_signs_are_found(expression, strict):
    assert signed(expression, strict) and sign_proof(expression, strict) is not None


@pytest.mark.parametrize(("expression", "strict"), FALSE)
def test_false_or_unknown_signs_are_not(expression, strict):
    assert not signed(expression, strict) and sign_proof(expression, strict) is None


def test_at_a_fixed_depth_sturm_goes_where_coefficients_do_not_reach():
    wave = s**2 - s + 1  # positive, with a negative coefficient
    assert not signed(wave, True)
    assert depth_proof(wave, True) and depth_proof(wave * h + m, True)
    assert depth_proof(s**2 - 2 * s + 1, False) and depth_proof(s**2 - 2 * s + 1, True) is None
    assert depth_proof(s**2 - 3 * s + 1, False) is None
    assert depth_proof(m - s, False) is None
    assert depth_proof(m, True) is None and depth_proof(m + s, True)
