"""For all reals: the sign of a polynomial over Q on an interval, certified by Sturm sequences that exact division re-checks.

The certificate is found by FLINT (factorisation over Q, remainders) and checked again by `Positivity.recheck` with Python's
fractions alone: the product of the factors, every remainder of every chain, and the sign changes at both ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import fmpq, fmpq_poly

Coefficients = tuple[Fraction, ...]  # lowest degree first, the last one not zero


@dataclass(frozen=True)
class Factor:
    """An irreducible factor with its multiplicity and its Sturm sequence (f, f', negated remainders, a constant)."""

    chain: tuple[Coefficients, ...]
    multiplicity: int

    @property
    def polynomial(self) -> Coefficients:
        return self.chain[0]


@dataclass(frozen=True)
class Positivity:
    """p > 0 (or p >= 0) for all real low < x < high; high None is infinity. Ends where p vanishes are allowed."""

    polynomial: Coefficients
    low: Fraction
    high: Fraction | None
    strict: bool
    constant: Fraction
    factors: tuple[Factor, ...]
    inside: Fraction  # a point of the interval at which p > 0

    def recheck(self) -> bool:
        """The whole certificate again, by exact arithmetic on fractions."""
        made: Coefficients = (self.constant,)
        for factor in self.factors:
            for _ in range(factor.multiplicity):
                made = _times(made, factor.polynomial)
        if made != self.polynomial or not self.low < self.inside or value(self.polynomial, self.inside) <= 0:
            return False
        if self.high is not None and not self.inside < self.high:
            return False
        crossing = [f for f in self.factors if self.strict or f.multiplicity % 2]
        return all(_is_chain(f.chain) and _free(f, self.low, self.high) for f in crossing)

    def __str__(self) -> str:
        kind, high = ">" if self.strict else ">=", "oo" if self.high is None else self.high
        lengths = ", ".join(str(len(f.chain)) for f in self.factors) or "none"
        head = f"{spoken(self.polynomial)} {kind} 0 on ({self.low}, {high})"
        return f"{head}: no root inside (Sturm sequences of lengths {lengths}), > 0 at {self.inside}"


def positive_on(
    polynomial: Sequence[Fraction | int], low: Fraction | int, high: Fraction | int | None, strict: bool = True
) -> Positivity | None:
    """A re-checked certificate that the polynomial (lowest degree first) is > 0 (>= 0 if not strict) inside; else None."""
    coefficients = _trimmed([Fraction(c) for c in polynomial])
    if not coefficients:
        return None
    start, end = Fraction(low), None if high is None else Fraction(high)
    constant, found = fmpq_poly([fmpq(c.numerator, c.denominator) for c in coefficients]).factor()
    factors = tuple(Factor(sturm(f), int(m)) for f, m in found)
    inside = _inside(coefficients, start, end)
    if inside is None:
        return None
    made = Positivity(coefficients, start, end, strict, _fraction(constant), factors, inside)
    return made if made.recheck() else None


def root_count(polynomial: Sequence[Fraction | int], low: Fraction | int, high: Fraction | int | None) -> int:
    """Number of different real roots in the open interval."""
    coefficients = _trimmed([Fraction(c) for c in polynomial])
    if not coefficients:
        raise ValueError("the zero polynomial has a root everywhere")
    start, end = Fraction(low), None if high is None else Fraction(high)
    _, found = fmpq_poly([fmpq(c.numerator, c.denominator) for c in coefficients]).factor()
    return sum(_roots(Factor(sturm(f), 1), start, end) for f, _ in found)


def sturm(p: fmpq_poly) -> tuple[Coefficients, ...]:
    """The Sturm sequence of a polynomial without multiple roots."""
    chain = [p, p.derivative()]
    while chain[-1].degree() > 0:
        chain.append(-(chain[-2] % chain[-1]))
    return tuple(tuple(_fraction(c) for c in q.coeffs()) for q in chain if q != 0)


def value(polynomial: Coefficients, x: Fraction) -> Fraction:
    """The polynomial at a point, by Horner's rule."""
    total = Fraction(0)
    for c in reversed(polynomial):
        total = total * x + c
    return total


def spoken(polynomial: Coefficients, limit: int = 160) -> str:
    """The polynomial as text, cut where it is long."""
    text = " + ".join(f"{c}*x^{k}" if k else str(c) for k, c in enumerate(polynomial) if c)
    return text if len(text) <= limit else f"{text[:limit]}… (degree {len(polynomial) - 1})"


def _free(factor: Factor, low: Fraction, high: Fraction | None) -> bool:
    return _roots(factor, low, high) == 0


def _roots(factor: Factor, low: Fraction, high: Fraction | None) -> int:
    """Roots of an irreducible factor inside the open interval, from the sign changes of its sequence at the ends."""
    at_low, at_high = value(factor.polynomial, low) == 0, high is not None and value(factor.polynomial, high) == 0
    if at_low or at_high:
        if len(factor.polynomial) > 2:
            raise ValueError("an irreducible factor with a rational root is linear")
        return 0  # its only root is that end
    ends = [_changes([value(q, low) for q in factor.chain])]
    ends.append(_changes([q[-1] if high is None else value(q, high) for q in factor.chain]))
    return ends[0] - ends[1]


def _changes(values: list[Fraction]) -> int:
    signs = [v > 0 for v in values if v]
    return sum(a != b for a, b in pairwise(signs))


def _is_chain(chain: tuple[Coefficients, ...]) -> bool:
    """f, f', then each member the negated remainder of the two before it, down to a constant that is not zero."""
    if len(chain) == 1:
        return len(chain[0]) == 1
    derivative = _trimmed([k * c for k, c in enumerate(chain[0])][1:])
    remainders = all(_trimmed([-c for c in _remainder(a, b)]) == c_ for a, b, c_ in zip(chain, chain[1:], chain[2:]))
    return chain[1] == derivative and remainders and len(chain[-1]) == 1 and chain[-1][0] != 0


def _remainder(a: Coefficients, b: Coefficients) -> Coefficients:
    rest = list(a)
    while len(rest) >= len(b):
        factor, shift = rest[-1] / b[-1], len(rest) - len(b)
        for k, c in enumerate(b):
            rest[shift + k] -= factor * c
        rest = list(_trimmed(rest[:-1]))
    return tuple(rest)


def _inside(p: Coefficients, low: Fraction, high: Fraction | None) -> Fraction | None:
    """A point of the interval where p is positive, among a few."""
    width = Fraction(1) if high is None else high - low
    tries = [low + width * Fraction(k, 7) for k in range(1, 7)]
    tries += [] if high is not None else [low + k for k in (2, 10, 100)]
    return next((x for x in tries if value(p, x) > 0), None)


def _times(a: Coefficients, b: Coefficients) -> Coefficients:
    made = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            made[i + j] += x * y
    return _trimmed(made)


def _trimmed(c: Sequence[Fraction]) -> Coefficients:
    made = list(c)
    while made and made[-1] == 0:
        made.pop()
    return tuple(made)


def _fraction(x: fmpq) -> Fraction:
    x = fmpq(x)
    return Fraction(int(x.p), int(x.q))
