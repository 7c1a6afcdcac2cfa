"""Equality of products of powers with symbolic exponents: both logarithms are linear in the logarithms of the bases."""

from __future__ import annotations

import sympy as sp

from verify.reason.algebra import Proof, prove_equal


def equal_powers(base: sp.Expr, power: sp.Expr, other: sp.Expr) -> Proof | None:
    """A proof that base**power = other for positive sides, or None.

    log base and log other are written as sums of logarithms of their factors; each logarithm then counts as a variable of
    its own, so equality of the two rational functions implies equality of the sides. Silent where a sign is not known.
    """
    if not (base.is_positive and other.is_positive and power.is_real):
        return None
    left, right = power * _logarithm(base), _logarithm(other)
    logarithms = sorted(left.atoms(sp.log) | right.atoms(sp.log), key=str)
    named = {x: sp.Symbol(f"log({x.args[0]})", real=True) for x in logarithms}
    found = prove_equal(left.subs(named, simultaneous=True), right.subs(named, simultaneous=True))
    if found is None:
        return None
    return Proof(f"the logarithms of both sides agree: {found.method}", found.lines)


def _logarithm(value: sp.Expr) -> sp.Expr:
    """log value as a sum over its factors; a base such as 1 + 1/L counts as (L + 1)/L."""
    joined = value.replace(lambda e: e.is_Pow, lambda e: sp.Pow(sp.together(e.base), e.exp))
    return sp.expand_log(sp.expand_log(sp.log(joined)).doit())
