"""The exact route: characteristic polynomials over Q, split into coprime squarefree parts, and their isolated real roots.

Two parts have no common root and no part has a repeated one, so each root is one eigenvalue with a proved multiplicity.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from flint import acb_poly, arb, ctx, fmpq, fmpq_poly, fmpz_poly

from verify.spectra.blocks import Block
from verify.spectra.enclosures import Enclosure, NotCertified

Part = tuple[fmpz_poly, int]
MOST_DIGITS = 3_000  # where telling two roots apart is given up


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
    """Intervals around the roots of a squarefree polynomial with real roots only, one root each."""
    if polynomial.degree() == 1:
        value = -fmpq(polynomial[0], polynomial[1])
        return [(value, value)]
    ends = _by_iteration(polynomial, digits) or _by_bisection(polynomial, digits)
    simple = [simplest_between(low, high) for low, high in ends]
    return [(x, x) if polynomial(x) == 0 else pair for x, pair in zip(simple, ends)]


def _by_iteration(polynomial: fmpz_poly, digits: int) -> list[tuple[fmpq, fmpq]] | None:
    """FLINT's simultaneous iteration at up to sixteen times the precision asked; None where roots lie closer."""
    bits = int(digits * 3.33) + 16
    for times in (4, 16):
        with ctx.workprec(bits * times):
            try:
                balls: list[Any] = [z.real for z in acb_poly(polynomial).roots(maxprec=bits * times)]
            except ValueError:
                continue
            ends = [(ball.lower().fmpq(), ball.upper().fmpq()) for ball in balls]
            widest = 2 * max(abs(ball).upper() for ball in balls) / arb(10) ** digits
            if all(arb(high - low) <= widest for low, high in ends):
                return ends
    return None


def _by_bisection(polynomial: fmpz_poly, digits: int) -> list[tuple[fmpq, fmpq]]:
    """Halve (low, high] until it holds one root, by exact counts, and on until it is short, by exact signs.

    Descartes' rule counts the roots above a point exactly, as all roots are real.
    """
    leading, greatest = abs(polynomial[polynomial.degree()]), max(abs(c) for c in polynomial.coeffs())
    size = fmpq(2) ** (greatest.bit_length() - leading.bit_length() + 2)  # Cauchy's bound on the roots
    waiting = [(-size, size, polynomial.degree(), 0)]
    single = []
    while waiting:
        low, high, above_low, above_high = waiting.pop()
        if above_low - above_high == 1:
            single.append((low, high))
        elif above_low > above_high:
            middle = (low + high) / 2
            above = roots_above(polynomial, middle)
            waiting += [(low, middle, above_low, above), (middle, high, above, above_high)]
    largest = max(abs(x) for pair in single for x in pair)
    return [_shortened(polynomial, low, high, largest / fmpq(10) ** digits) for low, high in single]


def _shortened(polynomial: fmpz_poly, low: fmpq, high: fmpq, width: fmpq) -> tuple[fmpq, fmpq]:
    """The part of (low, high], which holds one simple root, of at most that width around the root."""
    if polynomial(high) == 0:
        return high, high
    above = polynomial(high) > 0
    while high - low > width:
        middle = (low + high) / 2
        value = polynomial(middle)
        if value == 0:
            return middle, middle
        low, high = (low, middle) if (value > 0) == above else (middle, high)
    return low, high


def roots_above(polynomial: fmpz_poly, point: fmpq) -> int:
    """How many roots of a polynomial with real roots only are > point, multiplicities counted."""
    shifted = fmpq_poly(polynomial)(fmpq_poly([point, 1])).numer()
    signs = [c > 0 for c in shifted.coeffs() if c != 0]
    return sum(a != b for a, b in pairwise(signs))


def simplest_between(low: fmpq, high: fmpq) -> fmpq:
    """The rational with the smallest denominator in [low, high], by continued fractions."""
    if low <= 0 <= high:
        return fmpq(0)
    if high < 0:
        return -simplest_between(-high, -low)
    quotients: list[fmpq] = []
    while (whole := fmpq(low.ceil())) > high:
        floor = fmpq(low.floor())
        quotients.append(floor)
        low, high = 1 / (high - floor), 1 / (low - floor)
    for floor in reversed(quotients):
        whole = floor + 1 / whole
    return whole


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
