"""SymPy expressions, spaces and regions in the language of certificates. Nothing here is believed: the kernel reads the texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp

CALLS = {sp.Min: "Min", sp.Max: "Max", sp.Abs: "Abs", sp.floor: "Floor", sp.binomial: "Binomial", sp.log: "Log"}
RELATIONS = {sp.Lt: "<", sp.Le: "<=", sp.Gt: ">", sp.Ge: ">=", sp.Eq: "==", sp.Ne: "!="}


class Unwritten(Exception):
    """The expression has no text in the language of certificates."""


def text(e: Any) -> str:
    """The expression as text. Raises Unwritten."""
    e = sp.sympify(e)
    if e.is_Integer:
        return str(e) if e >= 0 else f"(0 - {-e})"
    if e.is_Rational:
        return f"({text(sp.Integer(e.p))}/{e.q})"
    if e.is_Symbol:
        if not (e.name.isidentifier() and e.name.isascii()):
            raise Unwritten(f"the name {e.name}")
        return str(e.name)
    if isinstance(e, sp.Indexed):
        return f"{e.base.label}[{', '.join(map(text, e.indices))}]"
    if e.is_Add:
        return "(" + " + ".join(map(text, e.args)) + ")"
    if e.is_Mul:
        return "(" + " * ".join(map(text, e.args)) + ")"
    if isinstance(e, sp.exp) or e is sp.E:
        return f"Exp({text(e.exp if e is not sp.E else 1)})"
    if e.is_Pow:
        if e.exp.is_Integer and e.exp < 0:
            return f"(1/{text(sp.Pow(e.base, -e.exp, evaluate=False) if e.exp != -1 else e.base)})"
        return f"({text(e.base)})**({text(e.exp)})"
    for kind, name in CALLS.items():
        if isinstance(e, kind):
            return f"{name}({', '.join(map(text, e.args))})"
    if isinstance(e, sp.Sum | sp.Product):
        made = text(e.function)
        for index, low, high in e.limits:
            made = f"{type(e).__name__}({made}, ({text(index)}, {text(low)}, {text(high)}))"
        return made
    if isinstance(e, sp.Piecewise):
        *branches, (last, always) = e.args
        if always == sp.true:
            return f"Piecewise({', '.join(f'({text(v)}, {comparison(c)})' for v, c in branches)}, {text(last)})"
    raise Unwritten(f"{type(e).__name__}: {e}")


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
        if isinstance(symbol, sp.IndexedBase) or isinstance(symbol, sp.Indexed):
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
