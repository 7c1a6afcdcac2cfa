"""Signs: that an expression is never negative on a domain, from the signs of its parts. Proves or stays silent."""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from verify.reason.algebra import rational_function
from verify.reason.variables import Variable, with_least_values


def never_negative(expression: sp.Expr) -> bool:
    """Whether the signs of the symbols alone show expression >= 0 (after expanding, or factoring, its rational form)."""
    candidates = [expression, sp.expand(expression)]
    renamed = rational_function(expression)
    if renamed is not None:
        numerator, denominator = sp.fraction(sp.together(renamed))
        candidates += [sp.expand(numerator) / denominator, sp.factor(numerator) / denominator, sp.factor(renamed)]
    return any(e.is_nonnegative is True for e in candidates)


def never_zero(expression: sp.Expr, variables: Iterable[Variable]) -> bool:
    """Whether the signs of the symbols alone show that the expression is not zero."""
    shifted = with_least_values(expression, variables)
    return any(e.is_nonzero is True for e in (expression, shifted, sp.expand(shifted), sp.factor(shifted)))


def rising(term: sp.Expr, *variables: sp.Symbol) -> None:
    """Raise ValueError unless every derivative in `variables` is shown, by signs of factors, never to be negative."""
    for variable in variables:
        derivative = sp.diff(term, variable)
        if not never_negative(derivative) and sp.factor(derivative).is_nonnegative is not True:
            raise ValueError(f"{term} is not shown to rise with {variable}")
