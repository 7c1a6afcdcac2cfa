"""A changed formula keeps its values only where every part that may lack one is in the wording, or is shown to have one."""

from __future__ import annotations

import pytest
import sympy as sp

from verify.auditing.definedness import keeps_its_values
from verify.paper.grammar import parse

whole = {"integer": True, "nonnegative": True}
LEAVES = {
    "a": sp.Symbol("a", positive=True),
    "z": sp.Symbol("z", nonnegative=True),
    "s": sp.Symbol("s", real=True),
    "n": sp.Symbol("n", integer=True),
    "r": sp.Symbol("r", integer=True, positive=True),
    "L": 2 + sp.Symbol("L-2", **whole),
    "d_star": sp.Symbol("r", integer=True, positive=True) + sp.Symbol("d_star-r", **whole),
    **{name: sp.IndexedBase(name, nonnegative=True) for name in ("lambdas", "N", "X", "W")},
}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("z", "z/a"),
        ("z", "z/(a + z)"),
        ("z/s", "2*z/s"),  # the wording divides by it too
        ("s**(0-1)", "s**(0-1) + 1"),
        ("z", "z**(L - 2)"),
        ("z", "z**(1/2)"),
        ("s", "a**s"),
        ("Piecewise((1/s, s > 0), 0)", "Piecewise((2/s, s > 0), 0)"),
        ("1/s", "Piecewise((1/s, s > 0), 0)"),
        ("Sum(lambdas[i], (i, 1, r))", "Sum(lambdas[i], (i, 1, d_star))"),
        ("Sum(W[i], (i, 1, L))", "Sum(W[i], (i, 2, L - 1))"),
        ("Sum(1/W[i], (i, 1, L))", "Sum(2/W[i], (i, 1, L))"),
        ("Sum(N[1, l], (l, 1, L))", "Sum(N[1, l]*X[l], (l, 1, L))"),
    ],
)
def test_values_are_kept(old, new):
    assert keeps_its_values(parse(old), parse(new), LEAVES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("z", "a/z"),
        ("z", "z/(s + a)"),
        ("a", "a/X[1]"),
        ("a", "a/(1 - X[1])"),
        ("z", "z**(L - 3)"),
        ("z", "z**(0-1)"),
        ("s", "s**(1/2)"),
        ("s", "s**a"),
        ("Piecewise((1/s, s > 0), 0)", "1/s"),
        ("Piecewise((1/s, s > 0), 0)", "Piecewise((1/s, s >= 0), 0)"),
        ("Piecewise((1/s, s > 0), 0)", "Piecewise((0, s > 0), 1/s)"),
        ("Sum(lambdas[i], (i, 1, r))", "Sum(lambdas[i], (i, 1, r + 1))"),
        ("Sum(lambdas[i], (i, 1, r))", "Sum(lambdas[i], (i, 0, r))"),
        ("Sum(W[i], (i, 1, L))", "Sum(W[i], (i, 1, L + 1))"),
        ("Sum(N[1, l], (l, 1, L))", "Sum(N[l, L + 1], (l, 1, L))"),
        ("W[1]", "W[2]"),
        ("Sum(1/s, (i, 1, n))", "1/s"),  # an empty sum divides by nothing
        ("Sum(1/W[i], (i, 1, r))", "Sum(1/W[i], (i, 1, L))"),
        ("z", "Sum(1, (i, 1, z))"),
        ("z", "Binomial(n, 2)"),
    ],
)
def test_values_may_be_lost(old, new):
    assert not keeps_its_values(parse(old), parse(new), LEAVES)
