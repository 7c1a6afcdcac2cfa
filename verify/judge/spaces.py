"""Spaces: what a question quantifies over, its scope in words, and the exact values of all symbols at a point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Any, TypeAlias

import sympy as sp
from flint import arb, fmpq

from verify.errors import BadInput
from verify.judge.scripts import fraction, python_source, sympy_source
from verify.nets.matrices import rational
from verify.paper.arithmetic import Imprecise
from verify.paper.formulas import Formula
from verify.reason.language import scope_of
from verify.reason.variables import Variable, small_points, spoken_scope, substituted

Side: TypeAlias = Any  # a Formula as stated, or a SymPy expression as derived
Point = Mapping[str, Any]


@dataclass(frozen=True)
class Space:
    """The variables of a question; symbols defined by them (d_star = Min(d_0, d_L)); and relations that limit them."""

    variables: tuple[Variable, ...]
    defined: Mapping[str, sp.Expr] = field(default_factory=dict)
    given: tuple[Any, ...] = ()  # SymPy relations
    also: str = ""  # a limit of the scope that no relation expresses
    assumes: tuple[str, ...] = ()  # what an argument over this space uses, as comparisons in the paper's symbols
    means: Mapping[str, str] = field(default_factory=dict)  # a variable that stands for another symbol of the paper
    part: bool = False  # a part of what is claimed, chosen to show that a bound is met there; no proof of the bound

    @property
    def symbols(self) -> dict[str, sp.Symbol]:
        return {v.name: v.symbol for v in self.variables}

    @property
    def scope(self) -> str:
        return "; ".join(x for x in (spoken_scope(self.variables, self.given), self.also) if x)

    @property
    def leaves(self) -> dict[str, sp.Expr]:
        """What a stated formula's symbols stand for."""
        return {**self.symbols, **self.defined}

    def admits(self, point: Point) -> bool:
        """Whether the point obeys the relations and the variables' domains."""
        exact = exact_point(point)
        for v in self.variables:
            value = exact.get(v.name)
            if value is None or (v.integer and value.denominator != 1) or value < (v.least or 0):
                return False
            if not v.integer and v.least is None and value <= 0:
                return False
        return all(substituted(g, self.symbols, exact_point(point)) == sp.true for g in self.given)

    def values(self, point: Point) -> dict[str, fmpq]:
        """The exact values of all symbols, the defined ones included."""
        point = exact_point(point)
        made = {name: fmpq(x.numerator, x.denominator) for name, x in point.items()}
        for name, expression in self.defined.items():
            value = substituted(expression, self.symbols, point)
            if not value.is_Rational:
                raise Imprecise(f"{name} is not rational here")
            made[name] = fmpq(int(value.p), int(value.q))
        return made

    @property
    def as_scope(self) -> dict[str, Any]:
        """The variables, conditions and definitions as the kernel reads them. Raises Unwritten."""
        return scope_of(self.variables, self.defined, self.given)

    @property
    def hints(self) -> tuple[dict[str, Fraction], ...]:
        """A point of the space, where a simple one is known."""
        simple = (point for point in small_points(list(self.variables), 300) if self.admits(point))
        return tuple(islice(simple, 1))

    @property
    def settings(self) -> tuple[str, ...]:
        """What is said of the derivation in words."""
        return (self.also,) if self.also else ()

    def symbolic(self, side: Side) -> sp.Expr:
        return side.symbolic(**self.leaves) if isinstance(side, Formula) else side

    def at(self, side: Side, point: Point) -> Any:
        """The side's exact value (or ball, for a stated formula) at a point."""
        if isinstance(side, Formula):
            return side.at(**self.values(point))
        value = substituted(side, self.symbols, exact_point(point))
        if value.is_Rational:
            return fmpq(int(value.p), int(value.q))
        if value.has(sp.nan, sp.zoo, sp.oo):
            raise Imprecise(f"the derived {side} has no value at {dict(point)}")  # says nothing of the stated side
        if (ball := enclosed(value)) is not None:
            return ball
        raise Imprecise(f"{side} is irrational at {dict(point)}")

    def source(self, side: Side, point: Point) -> str:
        return python_source(side, self.values(point)) if isinstance(side, Formula) else sympy_source(side)

    def setup(self, point: Point) -> tuple[str, ...]:
        return tuple(f"{name} = {fraction(fmpq(x.numerator, x.denominator))}" for name, x in exact_point(point).items())


def enclosed(value: Any) -> arb | None:
    """A ball around a real number made of rationals by sums, products and powers of positive numbers; None for others."""
    if value.is_Rational:
        return arb(fmpq(int(value.p), int(value.q)))
    found = [enclosed(part) for part in value.args] if value.is_Add or value.is_Mul or value.is_Pow else []
    parts = [part for part in found if part is not None]
    if not parts or len(parts) != len(found):
        return None
    if value.is_Pow:
        ball = parts[0] ** parts[1] if parts[0] > 0 else None
        return ball if ball is not None and ball.is_finite() else None
    made = arb(0) if value.is_Add else arb(1)
    for part in parts:
        made = made + part if value.is_Add else made * part
    return made


def exact_point(point: Point) -> dict[str, Fraction]:
    made = {}
    for name, value in point.items():
        try:
            number = rational(value)
        except (ValueError, TypeError, ZeroDivisionError):
            raise BadInput(f"witness: {name} = {value!r} is not an exact rational") from None
        made[name] = Fraction(int(number.p), int(number.q))
    return made


def plain_point(point: Point) -> dict[str, Any]:
    return {k: int(v) if v.denominator == 1 else str(v) for k, v in exact_point(point).items()}


def spoken_point(point: Point) -> str:
    return ", ".join(f"{name} = {value}" for name, value in exact_point(point).items())
