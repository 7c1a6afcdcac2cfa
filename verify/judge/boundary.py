"""Comparisons tried where both sides are equal: the points are algebraic numbers, and truth there is decided exactly.

A comparison that is strict and one that is not differ nowhere else, and often no rational point lies there, as for
mu**2 = 1/2. A number is written "root k of p", the real root number k (from 0, the smallest first) of a polynomial p in the
variable's own name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any

import sympy as sp

from verify.judge.spaces import Point, Space
from verify.paper.arithmetic import Symbolic, TooLarge, Undefined
from verify.paper.formulas import Formula, truth_in
from verify.reason.variables import as_sympy, carried_out, small_points

Place = Mapping[str, sp.Expr]  # every variable of a space with its exact value
TRIED = 40  # rational values of the other variables
MOST = 12  # points
DEGREE = 8
DIGITS = 60


class Algebraic(Symbolic):
    """SymPy's algebraic numbers, compared by digits where they differ and by minimal polynomials where they seem equal."""

    def compare(self, relation: str, left: Any, right: Any) -> bool | None:
        sign = sign_of(left - right)
        if sign is None:
            return None
        return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0, "==": sign == 0, "!=": sign != 0}[relation]


def sign_of(number: sp.Expr) -> int | None:
    """-1, 0 or 1 for a real algebraic number; None for what is none, or is not decided."""
    number = sp.sympify(number)
    if number.is_Rational:
        return int(sp.sign(number))
    value = number.evalf(DIGITS)
    if not value.is_Float:
        return None
    if abs(value) > sp.Float(10) ** (DIGITS // -2):
        return 1 if value > 0 else -1
    try:
        x = sp.Dummy("x")
        return 0 if sp.minimal_polynomial(number, x) == x else None
    except Exception:
        return None


def places(gap: sp.Expr, space: Space) -> Iterator[Place]:
    """Points of the space at which the expression `gap` is exactly zero, with the simplest other values first."""
    return islice(_places(gap, space), MOST)


def _places(gap: sp.Expr, space: Space) -> Iterator[Place]:
    reals = [v for v in space.variables if not v.integer]
    for point in small_points(list(space.variables), TRIED):
        for v in reals:
            others = {space.symbols[name]: as_sympy(value) for name, value in point.items() if name != v.name}
            top = sp.fraction(sp.together(carried_out(gap, others)))[0]
            try:
                polynomial = sp.Poly(top, v.symbol)
                if not 1 <= polynomial.degree() <= DEGREE or not all(c.is_Rational for c in polynomial.coeffs()):
                    continue
                roots = sp.real_roots(polynomial)
            except (sp.PolynomialError, NotImplementedError):
                continue
            for root in dict.fromkeys(roots):
                place = {name: as_sympy(value) for name, value in point.items()} | {v.name: root}
                if admits(space, place):
                    yield place


def admits(space: Space, place: Place) -> bool:
    """Whether the point certainly lies in the space."""
    for v in space.variables:
        sign = sign_of(place[v.name] - (v.least or 0))
        if sign is None or sign < 0 or (sign == 0 and not v.integer and v.least is None):
            return False
        if v.integer and not place[v.name].is_Integer:
            return False
    return all(holds(condition, space, place) for condition in space.given)


def holds(condition: Any, space: Space, place: Place) -> bool:
    """Whether a SymPy comparison certainly holds at the point."""
    values = {space.symbols[name]: x for name, x in place.items()}
    try:
        left, right = (carried_out(side, values) for side in (condition.lhs, condition.rhs))
        sign = "!=" if isinstance(condition, sp.Ne) else condition.rel_op
        return Algebraic().compare(sign, left, right) is True
    except (TypeError, ValueError):
        return False


def truth(stated: Formula, space: Space, place: Place) -> bool | None:
    """The truth of a stated comparison at the point; None where it is not decided."""
    values = {space.symbols[name]: x for name, x in place.items()}
    leaves = {name: carried_out(value, values) for name, value in space.leaves.items()}
    try:
        return truth_in(stated, Algebraic(), leaves)
    except Undefined:
        return False
    except (TooLarge, TypeError, ValueError):
        return None


def rational(place: Place) -> dict[str, Any] | None:
    """The point in rational numbers, where all its numbers are; such a point can be shown by a script."""
    if not all(x.is_Rational for x in place.values()):
        return None
    return {name: Fraction(int(x.p), int(x.q)) for name, x in place.items()}


def written(place: Place) -> dict[str, Any]:
    """The point as data: rational numbers, and irrational ones as roots of their minimal polynomials."""
    made: dict[str, Any] = {}
    for name, x in place.items():
        if x.is_Rational:
            made[name] = int(x) if x.is_Integer else str(x)
            continue
        symbol = sp.Symbol(name)
        polynomial = sp.minimal_polynomial(x, symbol, polys=True)
        number = next(k for k, root in enumerate(sp.real_roots(polynomial)) if sign_of(root - x) == 0)
        made[name] = f"root {number} of {polynomial.as_expr()}"
    return made


def read(point: Point) -> dict[str, sp.Expr] | None:
    """The exact values of a point in which some number is written as a root; None for a rational point."""
    if not any(isinstance(value, str) and value.startswith("root ") for value in point.values()):
        return None
    made = {}
    for name, value in point.items():
        if isinstance(value, str) and value.startswith("root "):
            number, _, text = value.removeprefix("root ").partition(" of ")
            symbol = sp.Symbol(name)
            made[name] = sp.real_roots(sp.Poly(Formula.read(text).symbolic(**{name: symbol}), symbol))[int(number)]
        else:
            made[name] = sp.Rational(str(value))
    return made
