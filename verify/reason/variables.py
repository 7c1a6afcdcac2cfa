"""Variables with a domain: what a symbolic claim quantifies over, how its scope is spoken, and where it can be tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations, islice, product
from typing import Any

import sympy as sp

TALL = (4, 5, 6, 7, 8)  # how far above its least value an integer is tried besides
EACH = 8  # points for each choice of raised integers
TERMS = 10_000  # terms of a sum that are added up


@dataclass(frozen=True)
class Variable:
    """An integer >= least, or (integer=False) a real > 0 when least is None and >= least otherwise."""

    name: str
    integer: bool
    least: int | None = None
    further: tuple[str, ...] = ()  # values to try besides, where the usual ones lie outside what is given

    @cached_property
    def symbol(self) -> sp.Symbol:
        """The SymPy symbol with the assumptions of the domain."""
        positive = self.least is None or self.least >= 1
        if self.integer:
            return sp.Symbol(self.name, integer=True, **({"positive": True} if positive else {"nonnegative": True}))
        return sp.Symbol(self.name, **({"positive": True} if positive else {"nonnegative": True}))

    def points(self) -> list[Fraction]:
        """A few values of the domain, simplest first."""
        if self.integer:
            return [Fraction((self.least or 0) + k) for k in range(4)]
        usual: list[int | str] = [*([] if self.least is None else [0]), 1, 2, "1/2", 3]
        return [Fraction(x) for x in (*usual, *self.further)]

    def spoken(self) -> str:
        """The domain in words, without the name."""
        if self.integer:
            return f">= {self.least or 0}"
        return "> 0" if self.least is None else f">= {self.least}"


def integer(name: str, at_least: int = 0) -> Variable:
    """An integer variable."""
    return Variable(name, True, at_least)


def positive(name: str, *further: str) -> Variable:
    """A real variable > 0; `further` values, as text, are tried in searches beside the usual ones."""
    return Variable(name, False, further=further)


def nonnegative(name: str) -> Variable:
    """A real variable >= 0."""
    return Variable(name, False, 0)


def spoken_scope(variables: Iterable[Variable], given: Iterable[Any] = ()) -> str:
    """For example "all L >= 2; all real lambda_i, lambda_j > 0; r <= d_0"."""
    groups: dict[tuple[bool, str], list[str]] = {}
    for v in variables:
        groups.setdefault((v.integer, v.spoken()), []).append(v.name)
    parts = []
    for (whole, domain), names in sorted(groups.items(), key=lambda g: ("L" not in g[1], not g[0][0])):
        kind = "" if names == ["L"] else "integers " if whole else "real "
        parts.append(f"all {kind}{', '.join(names)} {domain}")
    return "; ".join([*parts, *(f"{g.lhs} != {g.rhs}" if isinstance(g, sp.Ne) else str(g) for g in given)])


def with_least_values(expression: sp.Expr, variables: Iterable[Variable]) -> sp.Expr:
    """The expression with every integer n >= a, a >= 2, written as a + n' with n' >= 0: SymPy then knows signs of n - 1."""
    for v in variables:
        if v.integer and (v.least or 0) >= 2:
            expression = expression.subs(
                v.symbol, v.least + sp.Symbol(f"({v.name}-{v.least})", integer=True, nonnegative=True)
            )
    return expression


def small_points(variables: list[Variable], limit: int = 1500) -> Iterator[dict[str, Fraction]]:
    """Points of the product of the domains, simplest first: by the sum of the positions in each variable's list."""
    choices = [v.points() for v in variables]
    for rank in ranks(tuple(map(len, choices)))[:limit]:
        yield {v.name: c[k] for v, c, k in zip(variables, choices, rank)}


def tall_points(variables: list[Variable]) -> Iterator[dict[str, Fraction]]:
    """Points with some of the integers far above their least values: an error may begin at a large depth only."""
    whole = [v for v in variables if v.integer]
    chosen = [some for n in range(1, min(len(whole), 3) + 1) for some in combinations(whole, n)]
    for more in TALL:
        for raised in chosen:
            choices = [_few(v, more if v in raised else 0) for v in variables]
            for values in islice(product(*choices), EACH):
                yield {v.name: x for v, x in zip(variables, values)}


def _few(v: Variable, more: int) -> list[Fraction]:
    if v.integer:
        return [Fraction((v.least or 0) + more)]
    return [Fraction(2), Fraction(1, 2), *map(Fraction, v.further[:1])]


def all_points(variables: list[Variable]) -> Iterator[dict[str, Fraction]]:
    """The small points, simplest first, then the tall ones."""
    yield from small_points(variables)
    yield from tall_points(variables)


@lru_cache(maxsize=64)
def ranks(lengths: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Every choice of one position from each list, the smallest sums first."""
    return sorted(product(*map(range, lengths)), key=lambda rank: (sum(rank), rank))


def as_sympy(value: Any) -> sp.Expr:
    """A Fraction, int or fmpq as a SymPy rational."""
    if isinstance(value, Fraction | int):
        return sp.Rational(value.numerator, value.denominator)
    if hasattr(value, "p") and hasattr(value, "q"):
        return sp.Rational(int(value.p), int(value.q))
    raise TypeError(f"{value!r} is not an exact rational")


def substituted(expression: sp.Expr, symbols: Mapping[str, sp.Symbol], point: Mapping[str, Any]) -> sp.Expr:
    """The expression with a point's values put in at once, sums carried out, nothing simplified before.

    A sum or product over an empty range, one that runs backwards included, is 0 or 1, as in a printed formula. SymPy's nan
    stands for no value.
    """
    return _put(expression, tuple((symbols[name], as_sympy(value)) for name, value in point.items() if name in symbols))


@lru_cache(maxsize=1 << 15)
def _put(expression: sp.Expr, values: tuple[tuple[sp.Symbol, sp.Expr], ...]) -> sp.Expr:
    return carried_out(sp.sympify(expression), dict(values))


def carried_out(e: Any, values: Mapping[Any, sp.Expr]) -> Any:
    """`e` with values for all its symbols at once, from the leaves up, every sum and product written out."""
    if e.is_Symbol:
        return values.get(e, e)
    if isinstance(e, sp.Sum | sp.Product):
        return _series(e, list(e.limits), values)
    if isinstance(e, sp.Piecewise):
        for value, condition in e.args:
            truth = carried_out(condition, values)
            if truth == sp.true:
                return carried_out(value, values)
            if truth != sp.false:
                return e.subs(dict(values), simultaneous=True).doit()
        return sp.nan
    parts = [carried_out(a, values) for a in e.args]
    if e.is_Relational and any(part.has(sp.nan, sp.zoo) for part in parts):
        return sp.nan  # a comparison of what has no value is not true
    return e.func(*parts) if parts else e


def _series(e: Any, limits: list[Any], values: Mapping[Any, sp.Expr]) -> sp.Expr:
    """A sum or product from its outermost limit inwards."""
    if not limits:
        return carried_out(e.function, values)
    *inner, (index, *ends) = limits
    if len(ends) != 2:
        raise ValueError(f"{e} has no range")
    low, high = (carried_out(end, values) for end in ends)
    if not (low.is_number and high.is_number):
        return e.subs(dict(values), simultaneous=True).doit()
    if not (low.is_Integer and high.is_Integer) or high - low >= TERMS:
        return sp.nan
    terms = [_series(e, inner, {**values, index: sp.Integer(k)}) for k in range(int(low), int(high) + 1)]
    return sp.Add(*terms) if isinstance(e, sp.Sum) else sp.Mul(*terms)
