"""The exact route: characteristic polynomials over Q, split into coprime squarefree parts, and their isolated real roots.

Two parts have no common root and no part has a repeated one, so each root is one eigenvalue with a proved multiplicity.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from flint import arb, ctx, fmpq, fmpz_poly

from verify.spectra.blocks import Block
from verify.spectra.enclosures import Enclosure, NotCertified

Part = tuple[fmpz_poly, int]
MOST_DIGITS = 100_000  # where telling two roots apart is given up


def exact_enclosures(blocks: Iterable[tuple[Block, int]], digits: int) -> list[Enclosure]:
    """The eigenvalues of blocks that occur so many times each, disjoint, with proved multiplicities. Raises NotCertified.

    Rational eigenvalues with few digits come out exactly ("exact"), others as intervals of one value each, of radius at most
    10^-digits times the largest eigenvalue in size.
    """
    basis: list[Part] = []
    for block, times in blocks:
        _, squarefree = block.exact().charpoly().numer().factor_squarefree()
        for polynomial, multiplicity in squarefree:
            if polynomial.degree() > 0:
                basis = refined(basis, polynomial, multiplicity * times)
    return _told_apart(basis, digits)


def refined(basis: list[Part], polynomial: fmpz_poly, multiplicity: int) -> list[Part]:
    """A coprime basis that accounts for one more squarefree polynomial, by greatest common divisors.

    The parts of the basis are squarefree and pairwise coprime, before and after.
    """
    result: list[Part] = []
    rest = polynomial
    for part, held in basis:
        common = part.gcd(rest)
        if common.degree() > 0:
            result.append((common, held + multiplicity))
            part, rest = part // common, rest // common
        if part.degree() > 0:
            result.append((part, held))
    if rest.degree() > 0:
        result.append((rest, multiplicity))
    return result


def _roots(polynomial: fmpz_poly, digits: int) -> list[tuple[fmpq, fmpq]]:
    """Intervals around the roots of a squarefree polynomial with real roots only."""
    if polynomial.degree() == 1:
        value = -fmpq(polynomial[0], polynomial[1])
        return [(value, value)]
    bits = int(digits * 3.33) + 16
    with ctx.workprec(bits):
        balls: list[Any] = [z.real for z, _ in polynomial.complex_roots()]
        ends = [(ball.lower().fmpq(), ball.upper().fmpq()) for ball in balls]
    size = max(abs(b).upper() for b in balls)
    intervals = []
    for low, high in ends:
        if not (arb(high - low) <= 2 * size / arb(10) ** digits):
            raise NotCertified(f"a root of a polynomial of degree {polynomial.degree()} was not found to {digits} digits")
        simple = simplest_between(low, high)
        intervals.append((simple, simple) if polynomial(simple) == 0 else (low, high))
    return intervals


def simplest_between(low: fmpq, high: fmpq) -> fmpq:
    """The rational with the smallest denominator in [low, high], by continued fractions."""
    if low <= 0 <= high:
        return fmpq(0)
    if high < 0:
        return -simplest_between(-high, -low)
    whole = low.ceil()
    if whole <= high:
        return fmpq(whole)
    floor = low.floor()
    return floor + 1 / simplest_between(1 / (high - floor), 1 / (low - floor))


def _told_apart(basis: list[Part], digits: int) -> list[Enclosure]:
    """The enclosures of all roots in increasing order, to more digits where two meet, since the roots are different."""
    found = [
        Enclosure(low, high, multiplicity, "exact" if low == high else "one value")
        for polynomial, multiplicity in basis
        for low, high in _roots(polynomial, digits)
    ]
    found.sort(key=lambda e: (e.low, e.high))
    if all(a.high < b.low for a, b in pairwise(found)):
        return found
    if digits > MOST_DIGITS:
        raise NotCertified(f"two different eigenvalues agree to {digits} digits")
    return _told_apart(basis, 2 * digits)
