"""The sign of a polynomial in one variable x > 0, by Sturm sequences over Q."""

from __future__ import annotations

from itertools import pairwise

from flint import fmpq, fmpq_poly


def sign(coefficients: list[fmpq], open_end: bool) -> str:
    """The sign on x > 0 (open_end) or x >= 0 of the polynomial with these coefficients, lowest degree first."""
    poly = fmpq_poly(coefficients)
    if poly == 0:
        return "0"
    _, found = poly.factor()
    strict = True
    for f, m in found:
        roots = positive_roots(fmpq_poly(f))
        if roots and m % 2:
            return "?"
        strict = strict and not roots and (open_end or f[0] != 0)
    direction = "+" if poly[poly.degree()] > 0 else "-"
    if not open_end and poly[0] != 0 and (poly[0] > 0) != (direction == "+"):
        return "?"
    return direction if strict else "0" + direction


def positive_roots(p: fmpq_poly) -> int:
    """How many roots x > 0 an irreducible polynomial has: sign changes of its Sturm sequence at 0 less those at infinity."""
    if p[0] == 0:
        return 0  # irreducible: it is a multiple of x
    chain = [p, p.derivative()]
    while chain[-1].degree() > 0:
        chain.append(-(chain[-2] % chain[-1]))
    at_zero, at_infinity = [q[0] for q in chain if q != 0], [q[q.degree()] for q in chain if q != 0]
    return changes(at_zero) - changes(at_infinity)


def changes(values: list[fmpq]) -> int:
    """Sign changes, zeros left out."""
    signs = [v > 0 for v in values if v != 0]
    return sum(a != b for a, b in pairwise(signs))
