"""Signs for every depth at once: powers b**n with b >= 1 and n >= 0 are written 1 + g with g >= 0, then coefficients decide.

A region of real numbers is first written through parameters that are only known to be nonnegative or positive (a number in
(0, 1) as 1/(1 + s), a step size below 1/L as 1/(L (1 + h)), a depth as 1 + n). An expression whose numerator and
denominator then have coefficients of one sign has that sign everywhere. At a fixed depth a coefficient may instead be a
polynomial in one parameter, and a Sturm certificate gives its sign. Proves or stays silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp

from verify.reason.algebra import Line, Proof
from verify.reason.reals import Positivity, positive_on


class _Unnamed(Exception):
    """A power or sum whose size is not known."""


class _Growth:
    """One dictionary from powers and sums to fresh parameters g."""

    def __init__(self) -> None:
        self.fresh: dict[Any, sp.Symbol] = {}

    def new(self, key: Any, positive: bool) -> sp.Symbol:
        if key not in self.fresh:
            kind = {"positive": True} if positive else {"nonnegative": True}
            self.fresh[key] = sp.Dummy(f"g{len(self.fresh) + 1}", **kind)
        return self.fresh[key]

    def rename(self, e: sp.Expr) -> sp.Expr:
        if e.is_Rational or e.is_Symbol:
            return e
        if e.is_Add or e.is_Mul:
            return e.func(*(self.rename(a) for a in e.args))
        if isinstance(e, sp.Sum):
            return self.series(e)
        if e.is_Pow:
            if e.exp.is_Integer:
                return self.rename(e.base) ** e.exp
            return self.power(e.base, e.exp)
        raise _Unnamed(e)

    def power(self, base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
        if base.is_Pow and base.exp.is_Integer and exponent.is_integer:
            return self.power(base.base, sp.expand(base.exp * exponent))
        if base.is_Mul and exponent.is_integer:
            return sp.Mul(*(self.power(f, exponent) if not f.is_Number or f != 1 else f for f in base.args))
        excess = sp.expand(base - 1)
        if base.is_Symbol and base.is_positive and exponent.is_integer:
            return self.plain(base, exponent)
        if not (excess.is_nonnegative and exponent.is_integer):
            raise _Unnamed(base)
        total = sp.Integer(1)
        for term in sp.Add.make_args(sp.expand(exponent)):
            number, monomial = term.as_coeff_Mul()
            if monomial == 1:
                total *= base**number
            elif number.is_Integer and monomial.is_nonnegative:
                grown = self.new((base, monomial), bool(excess.is_positive and monomial.is_positive))
                total *= (1 + grown) ** number
            else:
                raise _Unnamed(term)
        return total

    def plain(self, base: sp.Symbol, exponent: sp.Expr) -> sp.Expr:
        """A power of any positive number is a positive number."""
        total = sp.Integer(1)
        for term in sp.Add.make_args(sp.expand(exponent)):
            number, monomial = term.as_coeff_Mul()
            if not number.is_Integer:
                raise _Unnamed(term)
            total *= base**number if monomial == 1 else self.new((base, monomial), True) ** number
        return total

    def series(self, e: sp.Sum) -> sp.Expr:
        """A sum whose terms are all >= 1, or all in (0, 1], is its number of terms times, or over, some 1 + g."""
        (index, low, high), *more = e.limits
        if more or e.function.has(sp.Sum):
            raise _Unnamed(e)
        place = sp.Dummy("k", integer=True, nonnegative=True)
        term, count = e.function.subs(index, low + place), sp.expand(high - low + 1)
        if not count.is_positive:
            raise _Unnamed(e)
        if signed(term - 1, False):
            return count * (1 + self.new(e, False))
        if signed(term, True) and signed(1 - term, False):
            return count / (1 + self.new(e, False))
        raise _Unnamed(e)


@lru_cache(maxsize=4096)
def signed(expression: sp.Expr, strict: bool) -> bool:
    """Whether the expression is certainly > 0 (>= 0 if not strict) for all values of its parameters."""
    try:
        renamed = _Growth().rename(sp.sympify(expression))
    except _Unnamed:
        return False
    numerator, denominator = sp.fraction(sp.together(renamed))
    return _sign(numerator, strict) and _sign(denominator, True)


@lru_cache(maxsize=1024)
def sign_proof(expression: sp.Expr, strict: bool) -> Proof | None:
    """A proof that the expression is > 0 (>= 0) for all values of its parameters, all depths included."""
    if not signed(expression, strict):
        return None
    renamed = sp.factor(sp.together(_Growth().rename(expression)))
    method = "powers of numbers >= 1 written as 1 + g, g >= 0; every factor then has coefficients of one sign"
    return Proof(method, (Line(f"{'>' if strict else '>='} 0", expression, renamed),))


def depth_proof(expression: sp.Expr, strict: bool) -> list[str] | None:
    """The same at one depth, where the expression is rational: certificate lines, or None.

    As a polynomial in all parameters but one, every coefficient is shown >= 0 for that parameter > 0 by a Sturm sequence.
    """
    numerator, denominator = sp.fraction(sp.cancel(sp.together(expression)))
    lines: list[str] = []
    for part, sharp in ((numerator, strict), (denominator, True)):
        found = _by_sturm(part, sharp)
        if found is None:
            return None
        lines += [str(c) for c in found]
    return lines


def _by_sturm(part: sp.Expr, strict: bool) -> list[Positivity] | None:
    """Certificates for a polynomial in nonnegative parameters; the first parameter is the one that Sturm handles."""
    names = sorted(part.free_symbols, key=lambda x: (-sp.degree(part, x), str(x)))
    if not names:
        return [] if (part > 0 if strict else part >= 0) else None
    for main in names:
        others = [x for x in names if x != main]
        poly = sp.Poly(part, *others) if others else None
        terms = poly.terms() if poly else [((), part)]
        found, sharp = [], False
        for powers, coefficient in terms:
            certain = not main.is_positive and coefficient.subs(main, 0) < 0  # main = 0 belongs to the region
            free = all(x.is_positive for x, k in zip(others, powers) if k)
            certificate = None if certain else _univariate(coefficient, main, strict and free)
            if certificate is None and strict and free and not certain:
                certificate, free = _univariate(coefficient, main, False), False
            if certificate is None:
                break
            at_zero = main.is_positive or coefficient.subs(main, 0) > 0
            sharp = sharp or bool(free and at_zero)
            found.append(certificate)
        else:
            if sharp or not strict:
                return found
    return None


def _univariate(coefficient: sp.Expr, main: sp.Symbol, strict: bool) -> Positivity | None:
    poly = sp.Poly(coefficient, main)
    if not all(c.is_Rational for c in poly.all_coeffs()):
        return None
    return positive_on([_fraction(c) for c in reversed(poly.all_coeffs())], 0, None, strict)


def _sign(polynomial: sp.Expr, strict: bool) -> bool:
    """Whether a polynomial in nonnegative symbols is certainly > 0 (>= 0), from the signs of its factors' coefficients."""
    polynomial = sp.expand(polynomial)
    constant, factors = sp.factor_list(polynomial) if polynomial.free_symbols else (polynomial, [])
    if constant == 0:
        return not strict
    if not constant.is_Rational:
        return False
    sign = 1 if constant > 0 else -1
    for factor, multiplicity in factors:
        poly = sp.Poly(factor)
        coefficients = poly.coeffs()
        if not all(c.is_Rational for c in coefficients):
            return False
        positive, negative = all(c > 0 for c in coefficients), all(c < 0 for c in coefficients)
        if multiplicity % 2 and not (positive or negative):
            return False
        if strict and not ((positive or negative) and _never_zero(poly)):
            return False
        if negative and multiplicity % 2:
            sign = -sign
    return sign > 0


def _never_zero(poly: sp.Poly) -> bool:
    """Some monomial consists of positive symbols only (or is the constant)."""
    return any(all(x.is_positive for x, k in zip(poly.gens, powers) if k) for powers in poly.monoms())


def _fraction(c: sp.Expr) -> Fraction:
    return Fraction(int(c.p), int(c.q))


def small_values(symbol: sp.Symbol) -> Sequence[Fraction]:
    """A few values of a parameter, simplest first."""
    if symbol.is_integer:
        return [Fraction(k) for k in range(4)]
    few = [Fraction(1), Fraction(1, 2), Fraction(2), Fraction(1, 8), Fraction(1, 100), Fraction(9), Fraction(999)]
    return few if symbol.is_positive else [Fraction(0), *few]
