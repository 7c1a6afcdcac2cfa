"""SymPy expressions, spaces and regions in the language of certificates. Not believed: the kernel reads the texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp
from sympy.printing.str import StrPrinter

CALLS = {sp.Min: "Min", sp.Max: "Max", sp.Abs: "Abs", sp.floor: "Floor", sp.binomial: "Binomial", sp.log: "Log"}
RELATIONS = {sp.Lt: "<", sp.Le: "<=", sp.Gt: ">", sp.Ge: ">=", sp.Eq: "==", sp.Ne: "!="}


class Unwritten(Exception):
    """The expression has no text in the language of certificates."""


class _Writer(StrPrinter):  # type: ignore[misc]
    """SymPy's text of an expression, with the names and the shapes of the language of certificates."""

    def emptyPrinter(self, expr: Any) -> str:
        raise Unwritten(f"{type(expr).__name__}: {expr}")

    def _print_Function(self, expr: Any) -> str:
        for kind, name in CALLS.items():
            if isinstance(expr, kind):
                return f"{name}({', '.join(map(self._print, expr.args))})"
        raise Unwritten(f"{type(expr).__name__}: {expr}")

    _print_Abs = _print_Min = _print_Max = _print_LatticeOp = _print_floor = _print_log = _print_binomial = _print_Function

    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        return str(super()._print_Pow(expr, rational=True))

    def _print_exp(self, expr: Any) -> str:
        return f"Exp({self._print(expr.exp)})"

    def _print_Exp1(self, expr: Any) -> str:
        return "Exp(1)"

    def _print_Symbol(self, expr: Any) -> str:
        if not (expr.name.isidentifier() and expr.name.isascii()):
            raise Unwritten(f"the name {expr.name}")
        return str(expr.name)

    _print_Dummy = _print_Symbol

    def _print_Sum(self, expr: Any) -> str:
        made = self._print(expr.function)
        for limit in expr.limits:
            made = f"{type(expr).__name__}({made}, ({', '.join(map(self._print, limit))}))"
        return str(made)

    _print_Product = _print_Sum

    def _print_Piecewise(self, expr: Any) -> str:
        *branches, (last, always) = expr.args
        if always != sp.true:
            raise Unwritten(f"{expr}")
        told = ", ".join(f"({self._print(value)}, {comparison(condition)})" for value, condition in branches)
        return f"Piecewise({told}, {self._print(last)})"


def text(e: Any) -> str:
    """The expression as text. Raises Unwritten."""
    return str(_Writer().doprint(sp.sympify(e)))


def comparison(relation: Any) -> str:
    """A SymPy relation as text. Raises Unwritten."""
    for kind, sign in RELATIONS.items():
        if isinstance(relation, kind):
            return f"{text(relation.lhs)} {sign} {text(relation.rhs)}"
    raise Unwritten(f"{relation}")


def domain(symbol: sp.Symbol) -> dict[str, Any]:
    """The domain that a symbol's assumptions express."""
    if symbol.is_integer:
        if symbol.is_positive or symbol.is_nonnegative:
            return {"integer": True, "least": 1 if symbol.is_positive else 0}
        raise Unwritten(f"the integer {symbol} has no least value")
    return {"above": 0} if symbol.is_positive else {"least": 0} if symbol.is_nonnegative else {}


def array(base: sp.IndexedBase) -> dict[str, str]:
    """The domain of an array of reals."""
    return {"array": "+" if base.is_positive else "0+" if base.is_nonnegative else ""}


def scope(variables: Mapping[str, dict[str, Any]], defined: Mapping[str, Any], given: Iterable[str]) -> dict[str, Any]:
    """A scope; symbols that occur in definitions without a domain of their own get that of their assumptions."""
    made, meanings = dict(variables), {}
    for name, value in defined.items():
        if isinstance(value, sp.IndexedBase):
            made[name] = array(value)
            continue
        value = sp.sympify(value)
        if value.is_Symbol and value.name == name:
            made.setdefault(name, domain(value))
            continue
        meanings[name] = text(value)
        _enter(made, value, set(defined))
    return {"variables": made, "given": list(given), "defined": meanings}


def _enter(made: dict[str, Any], value: Any, known: set[str]) -> None:
    for symbol in sorted(value.free_symbols, key=str):
        if isinstance(symbol, sp.IndexedBase | sp.Indexed):
            continue
        if symbol.is_Symbol and symbol.name not in made and symbol.name not in known:
            base = next((b for b in value.atoms(sp.IndexedBase) if b.label == symbol), None)
            made[symbol.name] = array(base) if base is not None else domain(symbol)


def scope_of(variables: Iterable[Any], defined: Mapping[str, Any], given: Iterable[Any]) -> dict[str, Any]:
    """The scope of variables with domains, definitions and SymPy relations."""
    made: dict[str, dict[str, Any]] = {}
    for v in variables:
        if v.integer:
            made[v.name] = {"integer": True, "least": v.least or 0}
        else:
            made[v.name] = {"above": 0} if v.least is None else {"least": v.least}
    found = scope(made, defined, [comparison(g) for g in given])
    for relation in given:
        _enter(found["variables"], relation, set(found["defined"]))
    return found


def widened(found: dict[str, Any], *expressions: Any) -> dict[str, Any]:
    """The scope with the symbols of derived expressions that it does not name; their domain is that of their assumptions."""
    made = dict(found["variables"])
    for e in expressions:
        _enter(made, sp.sympify(e), set(found["defined"]))
    return {**found, "variables": made}


def readable(condition: sp.Expr, strict: bool) -> str:
    """`condition > 0` (or >= 0) with the terms of both signs on two sides, positive divisors taken away."""
    top, bottom = sp.fraction(sp.together(sp.powsimp(condition)))
    if not bottom.is_positive:
        return f"{text(condition)} {'>' if strict else '>='} 0"
    terms = sp.Add.make_args(sp.expand(top, power_base=False, power_exp=False))
    small = sp.Add(*(-t for t in terms if t.could_extract_minus_sign()))
    large = sp.Add(*(t for t in terms if not t.could_extract_minus_sign()))
    return f"{text(small)} {'<' if strict else '<='} {text(large)}"
