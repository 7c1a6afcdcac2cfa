"""Comparison of whole spectra through characteristic polynomials: exact over Q, certified for rounded matrices."""

from __future__ import annotations

from collections.abc import Iterable
from math import comb
from typing import Any

from flint import fmpq, fmpq_poly

from verify.judge.verdicts import Answer, agrees, differs
from verify.spectra.exact import SymmetricMatrix


def has_characteristic_polynomial(H: SymmetricMatrix, made: fmpq_poly) -> Answer:
    """H has exactly the roots of `made` as eigenvalues, with multiplicities.

    Over Q the two polynomials must be equal. A matrix with a slack s has eigenvalues within s of the true ones, so each
    coefficient may differ by at most Binomial(n, k) ((R + s)^k - R^k), R a bound of all eigenvalues.
    """
    what = f"characteristic polynomial of the {H.label}"
    true = H.charpoly
    if true.degree() != made.degree():
        return differs(f"degree of the {what}", made.degree(), true.degree())
    n, s = H.size, H.slack
    rows = ([abs(H.matrix[i, j]) for j in range(n)] for i in range(n))
    R = max((sum(row, fmpq(0)) for row in rows), default=fmpq(0))
    for k in range(1, n + 1):
        allowed = comb(n, k) * ((R + s) ** k - R**k) if s else fmpq(0)
        if abs(true[n - k] - made[n - k]) > allowed:
            return differs(f"coefficient of x^{n - k} of the {what}", made[n - k], true[n - k])
    return agrees(f"{what}, {n} coefficients")


def with_roots(roots: Iterable[tuple[Any, int]], size: int) -> fmpq_poly:
    """The monic polynomial of degree `size` with the given roots and multiplicities, and zeros for the rest.

    Raises ValueError when there are too many roots, or a negative multiplicity.
    """
    made, used = fmpq_poly([1]), 0
    for value, copies in roots:
        if copies < 0:
            raise ValueError(f"{value} {copies} times")
        made *= fmpq_poly([-value, 1]) ** copies
        used += copies
    if used > size:
        raise ValueError(f"{used} eigenvalues for a matrix of {size} rows")
    return made * fmpq_poly([0, 1]) ** (size - used)
