"""Identities with symbolic exponents, proved by a normal form, and finite sums proved by induction on the upper limit.

An expression in which exponents are linear in integer symbols becomes a rational function once every x**n is renamed to
an independent variable. Equality of those rational functions is decided exactly, and it implies equality of the
expressions wherever both sides are defined. Nothing here returns "false": what is not proved stays open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

__all__ = ["Line", "Proof", "prove_equal"]


@dataclass(frozen=True)
class Line:
    """One identity of a proof: `left` and `right` are equal as rational functions after renaming powers."""

    why: str
    left: sp.Expr
    right: sp.Expr

    def __str__(self) -> str:
        return f"{self.why}: {self.left} = {self.right}"

    def recheck(self, points: int = 12) -> str | None:
        """None when both sides agree at that many exact points (where both have a value), else the first that differs.

        Substitution and exact arithmetic only: nothing of the normal form that found the proof is used.
        """
        names = self.left.free_symbols | self.right.free_symbols | self.left.atoms(sp.Indexed) | self.right.atoms(sp.Indexed)
        symbols = sorted((s for s in names if s.is_Symbol or isinstance(s, sp.Indexed)), key=str)
        good = 0
        for k in range(4 * points):
            point = {s: _sample(s, k, place) for place, s in enumerate(symbols)}
            difference = (self.left - self.right).subs(point, simultaneous=True).doit()
            if difference.has(sp.nan, sp.zoo, sp.oo):
                continue
            if difference != 0 and sp.nsimplify(difference).equals(0) is not True:
                return f"differs by {difference} at {point}"
            good += 1
            if good == points or not symbols:
                return None
        return f"only {good} of {points} points have a value"


@dataclass(frozen=True)
class Proof:
    """The method in words and the identities that carry it."""

    method: str
    lines: tuple[Line, ...]


def prove_equal(left: sp.Expr, right: sp.Expr, induction: sp.Symbol | None = None, base: int = 1) -> Proof | None:
    """A proof that both expressions agree for all values of their symbols, or None.

    `induction` is the integer symbol, at least `base`, in which a Sum's upper limit may be proved by induction. Min and
    Max of symbols are split into the two orders of their arguments.
    """
    extreme = _first_extreme(left - right)
    if extreme is not None:
        return _by_cases(left, right, extreme, induction, base)
    if _canonical(left) == _canonical(right):
        return Proof("identical expressions", (Line("both sides", left, right),))
    if not (left.has(sp.Sum) or right.has(sp.Sum)):
        return _rational(left, right, "both sides")
    if right.has(sp.Sum) and not left.has(sp.Sum):
        left, right = right, left
    return _sum_against_sum(left, right) or _sum_by_induction(left, right, induction, base)


def _sample(symbol: sp.Symbol, k: int, place: int) -> sp.Rational:
    """A small exact value for a symbol: whole for integer symbols, of both signs where no sign is assumed."""
    value = sp.Integer(1 + (5 * k + 3 * place) % 13)
    if not symbol.is_integer:
        value = sp.Rational(2 + (3 * k + 5 * place) % 11, 1 + (k + 2 * place) % 4)
    return value if symbol.is_nonnegative or (k + place) % 2 else -value


def rational_function(expression: sp.Expr) -> sp.Expr | None:
    """The expression with every power of symbolic exponent renamed; None where that is not possible."""
    try:
        return _Renaming().rename(sp.sympify(expression))
    except _NotRational:
        return None


def _rational(left: sp.Expr, right: sp.Expr, why: str) -> Proof | None:
    renaming = _Renaming()
    try:
        difference = renaming.rename(left) - renaming.rename(right)
    except _NotRational:
        return None
    if sp.cancel(sp.together(difference)) != 0:
        return None
    return Proof("equal as rational functions after renaming powers", (Line(why, left, right),))


class _NotRational(Exception):
    pass


class _Renaming:
    """One dictionary from (base, exponent monomial) to fresh positive symbols."""

    def __init__(self) -> None:
        self.fresh: dict[Any, sp.Symbol] = {}

    def name(self, key: Any, source: sp.Expr) -> sp.Symbol:
        """A fresh symbol, with the sign that is known of what it stands for and no other."""
        if key not in self.fresh:
            sign = (
                {"positive": True}
                if source.is_positive
                else {"nonnegative": True}
                if source.is_nonnegative
                else {"real": True}
            )
            self.fresh[key] = sp.Dummy("z", **sign)
        return self.fresh[key]

    def rename(self, e: sp.Expr) -> sp.Expr:
        if e.is_Rational or e.is_Symbol:
            return e
        if e.is_Add or e.is_Mul:
            return e.func(*(self.rename(a) for a in e.args))
        if isinstance(e, sp.exp):
            return self.power(sp.E, e.exp)
        if e.is_Pow:
            return self.power(e.base, e.exp)
        if isinstance(e, sp.Indexed) or e.is_NumberSymbol:
            return self.name(("atom", e), e)
        raise _NotRational(e)

    def power(self, base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
        if exponent.is_Integer:
            return self.rename(base) ** exponent
        if base.is_Integer and base > 1:
            if int(base).bit_length() > 64:
                raise _NotRational(base)  # no factoring of numbers that nobody prints
            factors = sp.factorint(base)
            if list(factors) != [base]:
                return sp.Mul(*(self.power(sp.Integer(q), exponent * k) for q, k in factors.items()))
        elif base.is_Rational and not base.is_Integer and base > 0:
            return self.power(sp.Integer(base.p), exponent) / self.power(sp.Integer(base.q), exponent)
        elif base.is_Mul and all(f.is_positive for f in base.args):
            return sp.Mul(*(self.power(f, exponent) for f in base.args))
        elif base.is_Pow and base.base.is_positive and base.exp.is_real:
            return self.power(base.base, sp.cancel(base.exp * exponent))
        if not (base.is_positive or all(t.is_integer for t in sp.Add.make_args(sp.expand(exponent)))):
            raise _NotRational(base)
        total = sp.Integer(1)
        for term in sp.Add.make_args(sp.expand(exponent)):
            number, monomial = term.as_coeff_Mul()
            if not number.is_Rational:
                raise _NotRational(term)
            if monomial == 1 and number.is_Integer:
                total *= self.rename(base) ** number
                continue
            root = self.name(("power", base, monomial, number.q), base if base.is_positive else base**monomial)
            total *= root**number.p
        return total


def _sum_against_sum(left: sp.Expr, right: sp.Expr) -> Proof | None:
    """Two sums over ranges of the same length are equal when their summands are, in the same or in reversed order."""
    if not (isinstance(left, sp.Sum) and isinstance(right, sp.Sum)) or len(left.limits) != len(right.limits):
        return None
    one, other, reversed_other = left.function, right.function, right.function
    for (i, low, high), (j, other_low, other_high) in zip(left.limits, right.limits):
        if sp.expand((high - low) - (other_high - other_low)) != 0:
            return None
        index = sp.Dummy(str(i), integer=True, positive=low.is_positive)
        one = one.subs(i, index)
        other = other.subs(j, index + other_low - low)
        reversed_other = reversed_other.subs(j, other_high - (index - low))
    for summand, order in ((other, "equal term by term"), (reversed_other, "equal term by term in reversed order")):
        summands = prove_equal(one, summand)
        if summands is not None:
            return Proof(order, summands.lines)
    return None


def _sum_by_induction(left: sp.Expr, closed: sp.Expr, n: sp.Symbol | None, base: int) -> Proof | None:
    """S(n) = sum_{l=a}^{n} f(l, n) equals a closed form when f(l, n+1) = q f(l, n) with q free of l:
    S(base) = g(base), and q g(n) + f(n+1, n+1) = g(n+1)."""
    constant, series = left.as_independent(sp.Sum) if not isinstance(left, sp.Sum) else (sp.Integer(1), left)
    if n is None or not isinstance(series, sp.Sum) or len(series.limits) != 1 or closed.has(sp.Sum):
        return None
    l, low, high = series.limits[0]
    if high != n or not low.is_Integer or low > base + 1:  # a sum that starts later is not S(base) plus new terms
        return None
    if isinstance(left, sp.Add):
        closed = closed - constant
    else:
        closed = closed / constant
    term = series.function
    ratio = sp.powsimp(sp.simplify(term.subs(n, n + 1) / term))
    if ratio.has(l):
        return None
    first = sp.Add(*(term.subs(n, base).subs(l, k) for k in range(int(low), base + 1)))
    parts = [
        _rational(term.subs(n, n + 1), ratio * term, "each summand grows by one factor"),
        _rational(first, closed.subs(n, base), f"base case {n} = {base}"),
        _rational(ratio * closed + term.subs(n, n + 1).subs(l, n + 1), closed.subs(n, n + 1), f"step {n} -> {n} + 1"),
    ]
    if any(part is None for part in parts):
        return None
    return Proof(f"induction on {n} from {base}", tuple(line for part in parts if part for line in part.lines))


def _canonical(expression: sp.Expr) -> sp.Expr:
    """The expression with the indices of its sums named in the order in which they appear."""
    for number, series in enumerate(expression.atoms(sp.Sum)):
        fresh = {
            limit[0]: sp.Symbol(f"#{number}.{place}", **limit[0].assumptions0) for place, limit in enumerate(series.limits)
        }
        expression = expression.xreplace({series: series.xreplace(fresh)})
    return expression


def _first_extreme(expression: sp.Expr) -> sp.Expr | None:
    for e in sp.preorder_traversal(expression):
        if isinstance(e, sp.Min | sp.Max) and len(e.args) == 2 and all(a.is_Symbol for a in e.args):
            return e
    return None


def _by_cases(left: sp.Expr, right: sp.Expr, extreme: sp.Expr, n: sp.Symbol | None, base: int) -> Proof | None:
    lines: list[Line] = []
    for small, large in (extreme.args, extreme.args[::-1]):
        whole = {"integer": True} if small.is_integer and large.is_integer else {}
        gap = sp.Symbol(f"({large}-{small})", nonnegative=True, **whole)
        value = small if isinstance(extreme, sp.Min) else small + gap
        put = [e.subs(extreme, value).subs(large, small + gap) for e in (left, right)]
        proof = prove_equal(put[0], put[1], n, base)
        if proof is None:
            return None
        lines += [Line(f"case {small} <= {large}, {line.why}", line.left, line.right) for line in proof.lines]
    return Proof(f"both orders of {extreme.args[0]} and {extreme.args[1]}", tuple(lines))
