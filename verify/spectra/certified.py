"""The public door: spectrum(H) encloses all eigenvalues of an exact symmetric matrix, count(H, a, b) counts them.

Routes to a spectrum:

components      (default) split by exact zeros, then refine each component to the requested digits
structure-free  refine the whole matrix as it is; uses no zeros
exact           characteristic polynomials of the components: multiplicities are proved
float           float64 eigendecompositions of the components with rigorous residual bounds, about 1e-12 of the norm
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil, isinf, log2
from typing import Any

import numpy as np
from flint import arb, fmpq, fmpz

from verify.spectra.blas import one_thread
from verify.spectra.blocks import Block, ExactBlock
from verify.spectra.bounds import U, frobenius, power
from verify.spectra.clusters import eigenvalues
from verify.spectra.components import components
from verify.spectra.enclosures import Enclosure, NotCertified, Spectrum, disjoint, widened
from verify.spectra.exact import SymmetricMatrix
from verify.spectra.floats import decomposed, residual_radius
from verify.spectra.hermitian import embedded
from verify.spectra.reading import rational, read
from verify.spectra.roots import exact_enclosures, simplest_between

ROUTES = ("components", "structure-free", "exact", "float")
MOST_DIGITS = 500
EXACT_ROWS = 200  # components up to this size are counted by their characteristic polynomial when nothing else decides


def spectrum(H: Any, digits: int = 50, route: str = "components") -> Spectrum:
    """Certified enclosures of all eigenvalues, with multiplicities.

    H: a real symmetric matrix, exact, n x n: SymmetricMatrix, fmpq_mat, fmpz_mat, a nested list of int, Fraction, fmpq,
    Decimal or floats, or a matrix of numpy, mpmath or SymPy (a float is the dyadic number that it is; nothing is rounded);
    n = 0 has the empty spectrum. An ExactBlock, if large and sparse. A complex Hermitian matrix of the same kinds too: its
    real embedding of twice the size is solved, and each multiplicity halved.
    digits: each eigenvalue is enclosed within 10^-digits times the largest entry of H in size (of its component of H on the
    routes that split it; the exact route: of the largest eigenvalue), plus the slack of a SymmetricMatrix that has one. The
    float route gives what float64 gives.
    Returns disjoint Enclosures in increasing order; intervals that meet are joined, which may make one wider than that.
    Their ends are exact rationals in the unit of H.
    Raises ValueError for bad input, and NotCertified when the accuracy cannot be proved.
    """
    if route not in ROUTES:
        raise ValueError(f"unknown route {route!r}; known are: {', '.join(ROUTES)}")
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= MOST_DIGITS:
        raise ValueError(f"digits must be an integer from 1 to {MOST_DIGITS}, not {digits!r}")
    real = embedded(H)
    if real is not None:
        return _halved(spectrum(real, digits, route))
    block, slack = read(H)
    with one_thread():
        if route == "structure-free":
            parts, dropped = [(block, 1)] if block.size else [], fmpq(0)
        else:
            parts, dropped = _split(block, slack)
        if route == "exact":
            found: Iterable[Enclosure] = exact_enclosures(parts, digits)
        else:
            method = float_enclosures if route == "float" else _refined_to(digits)
            found = [repeated(e, times) for part, times in parts for e in method(part)]
        enclosures = disjoint([widened(e, slack + dropped) for e in found])
    return Spectrum(enclosures, block.size, route, None if route == "float" else digits)


def count(H: Any, low: Any, high: Any) -> int:
    """Exactly how many eigenvalues of H lie in [low, high], both ends included, multiplicities counted.

    H: as for spectrum(). low, high: exact numbers as for the entries, infinities (float), or arb balls, whose every
    point must give the same count. Decided by float64 with residual bounds, then at 50 digits, then exactly.
    Raises ValueError for bad input, and NotCertified when an eigenvalue cannot be told from an end: for a matrix known only
    up to a slack, for a ball, or for a component too large for its characteristic polynomial.
    """
    real = embedded(H)
    if real is not None:
        return count(real, low, high) // 2
    block, slack = read(H)
    beyond = (block.size + 1) * fmpq(2) ** block.exponent + 4 * slack + 1  # every eigenvalue is smaller in size
    ends = Ends(*(_finite(end, beyond) for end in (low, high)))
    with one_thread():
        parts, dropped = _split(block, slack)
        return sum(times * _counted(part, ends, slack + dropped) for part, times in parts)


def _halved(found: Spectrum) -> Spectrum:
    """The spectrum of a Hermitian matrix from that of its real embedding, which has each eigenvalue twice as often."""
    halves = [
        Enclosure(e.low, e.high, e.multiplicity // 2, "one value" if (e.multiplicity, e.how) == (2, "interval") else e.how)
        for e in found
    ]
    return Spectrum(tuple(halves), found.size // 2, found.route, found.digits)


def _finite(end: Any, beyond: fmpq) -> Any:
    """An end, where it is infinite replaced by one that lies beyond all eigenvalues on the same side."""
    infinite = isinstance(end, float) and isinf(end)
    return (beyond if end > 0 else -beyond) if infinite else end


class Ends:
    """The ends of a closed interval, each between two exact rationals that differ only for a ball."""

    def __init__(self, low: Any, high: Any) -> None:
        self.given = low, high
        (self.low_from, self.low_to), (self.high_from, self.high_to) = self._pair(low), self._pair(high)

    @staticmethod
    def _pair(end: Any) -> tuple[fmpq, fmpq]:
        if isinstance(end, arb):
            if not end.is_finite():
                raise ValueError("an end of the interval is not a finite ball")
            return end.lower().fmpq(), end.upper().fmpq()
        return rational(end), rational(end)

    def inside(self, e: Enclosure) -> bool | None:
        """Whether the enclosed eigenvalues lie in the interval; None when that is not decided."""
        if self.low_to <= e.low and e.high <= self.high_from:
            return True
        if e.high < self.low_from or self.high_to < e.low:
            return False
        return None


def _counted(part: Block, ends: Ends, slack: fmpq) -> int:
    """How many eigenvalues of one component lie in the interval. Raises NotCertified."""
    if ends.low_from > ends.high_to:
        return 0
    reason = "its eigenvalues are known only up to a slack"
    for method in (float_enclosures, _refined_to(50)):
        try:
            found = [widened(e, slack) for e in disjoint(method(part))]
        except NotCertified as error:
            reason = str(error)
            continue
        sides = [ends.inside(e) for e in found]
        if None not in sides:
            return sum(e.multiplicity for e, side in zip(found, sides) if side)
    if slack == 0:
        decided = _counted_exactly(part, ends)
        if decided is not None:
            return decided
        reason = f"a component of {part.size} rows is left undecided by enclosures of 50 digits"
    raise NotCertified(f"an eigenvalue cannot be told from an end of the interval: {reason}")


def _counted_exactly(part: Block, ends: Ends) -> int | None:
    """By Descartes' rule on the characteristic polynomial, or, for large components, by exact ranks at the two ends.

    If an enclosure holds k eigenvalues and a point a of it has n - rank(A - a I) = k, then all k are equal to a. Tried for
    the ends of the interval and for the simplest rational of the enclosure.
    """
    exact = SymmetricMatrix(part.exact())
    if part.size <= EXACT_ROWS:
        return exact.count(*(end if isinstance(end, arb) else rational(end) for end in ends.given))
    points = {end for pair in ((ends.low_from, ends.low_to), (ends.high_from, ends.high_to)) for end in pair}
    total = 0
    for e in disjoint(_refined_to(50)(part)):
        side = ends.inside(e)
        candidates = [*(a for a in points if e.low <= a <= e.high), simplest_between(e.low, e.high)]
        for a in candidates if side is None else ():
            if exact.eigenspace(a) == e.multiplicity:
                side = ends.inside(Enclosure(a, a, e.multiplicity, "exact"))
                break
        if side is None:
            return None
        total += e.multiplicity if side else 0
    return total


def _split(block: Block, slack: fmpq) -> tuple[list[tuple[Block, int]], fmpq]:
    """The components, and what dropping entries of the size of the slack adds to it; nothing is dropped for slack 0."""
    if slack == 0 or not isinstance(block, ExactBlock):
        return components(block), fmpq(0)
    kept = block.without_negligible(slack)
    return components(kept), slack if len(kept.values) < len(block.values) else fmpq(0)


def repeated(e: Enclosure, times: int) -> Enclosure:
    """The enclosure for `times` copies of the matrix: a single value stays a single value."""
    return e if times == 1 else Enclosure(e.low, e.high, e.multiplicity * times, e.how)


def _single(part: Block) -> list[Enclosure] | None:
    """The spectrum of 0 x 0, 1 x 1 and zero matrices, exactly; None for others."""
    if part.size == 0:
        return []
    if part.size > 1 and not part.is_zero:
        return None
    value = part.exact()[0, 0] if part.size == 1 else fmpq(0)
    return [Enclosure(value, value, part.size, "exact")]


def float_enclosures(part: Block) -> list[Enclosure]:
    """From float64: see verify.spectra.floats. Raises NotCertified.

    Rounding the entries to float64 changes each by a factor within 1 ± u, or by 2^-1074, so that
    || A - fl(A) ||_F <= u / (1 - u) || fl(A) ||_F + n 2^-1074, which Weyl's inequality adds to the radius.
    """
    known = _single(part)
    if known is not None:
        return known
    A = part.floats()
    values, Q = decomposed(A)
    radius = residual_radius(A, values, Q) + U / (1 - U) * frobenius(A) + part.size * power(-1074)
    r = radius.upper().fmpq()
    unit = fmpq(2) ** part.exponent
    # values that may not be apart go into one interval at once; the cuts are a matter of taste, not of proof
    cuts = np.flatnonzero(np.diff(values) > 2 * float(radius.upper())) + 1
    return [
        Enclosure(
            (rational(float(group[0])) - r) * unit,
            (rational(float(group[-1])) + r) * unit,
            len(group),
            "one value" if len(group) == 1 else "interval",
        )
        for group in np.split(values, cuts)
    ]


def _refined_to(digits: int) -> Callable[[Block], list[Enclosure]]:
    return lambda part: refined_enclosures(part, digits)


def refined_enclosures(part: Block, digits: int) -> list[Enclosure]:
    """To the requested digits: see verify.spectra.clusters. Raises NotCertified.

    The matrix is rounded to integers in a unit such that 10^-digits of its largest entry is 2^guard units or more. The
    rounding changes each entry by at most one unit, so each eigenvalue by at most n units. Radii are a few dozen n units for
    most matrices, and 2^guard >= 64 n; where they are larger, the guard is widened.
    """
    known = _single(part)
    if known is not None:
        return known
    n = part.size
    reason = NotCertified("no attempt was made")
    for guard in (ceil(log2(n)) + 6, 2 * ceil(log2(n)) + 24, 2 * ceil(log2(n)) + 72):
        bits = ceil(digits * log2(10)) + 2 + guard
        tolerance = (power(bits - 2) / arb(10) ** digits).lower()
        try:
            balls = eigenvalues(part.fixed(bits), arb(n), tolerance)
        except NotCertified as error:
            reason = error
            continue
        worst = max(r for _, r in balls)
        if worst + 1 <= tolerance:  # radii are rounded up to units
            unit = fmpq(2) ** (part.exponent - bits)
            return _from_balls(balls, unit)
        reason = NotCertified(f"a radius is {(worst / tolerance).mid().str(3, radius=False)} times what was asked for")
    raise reason


def _from_balls(balls: list[tuple[int, Any]], unit: fmpq) -> list[Enclosure]:
    found = []
    for v, r in balls:
        whole = int(fmpz(r.upper().ceil().unique_fmpz()))
        found.append(Enclosure((v - whole) * unit, (v + whole) * unit, 1, "one value"))
    return found
