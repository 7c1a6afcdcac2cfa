"""Equal products of powers are proved, unequal ones are not, and unknown signs keep it silent."""

from __future__ import annotations

import sympy as sp

from verify.reason.logarithms import equal_powers

L = sp.Symbol("L", integer=True, positive=True)
a, b = sp.symbols("a b", positive=True)
x = sp.Symbol("x", real=True)


def test_powers_with_products_of_symbols_in_the_exponent():
    base = L * a ** (1 / L) / ((L + 1) * a ** (1 / (L + 1)))
    right = a / (1 + 1 / L) ** (L * (L + 1))
    proof = equal_powers(base, L * (L + 1), right)
    assert proof is not None
    assert all(line.recheck() is None for line in proof.lines)
    for k in (2, 3):
        assert sp.nsimplify(((base ** (L * (L + 1))) / right).subs({L: k, a: 5})).equals(1)


def test_a_wrong_exponent_is_not_proved():
    base = L * a ** (1 / L) / ((L + 1) * a ** (1 / (L + 1)))
    assert equal_powers(base, L * (L + 1), a / (1 + 1 / L) ** (L * L)) is None
    assert equal_powers(a / b, sp.Integer(2), a**2 / b) is None


def test_unknown_signs_prove_nothing():
    assert equal_powers(x, sp.Integer(2), x**2) is None
