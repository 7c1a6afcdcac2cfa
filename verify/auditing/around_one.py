"""Sums of powers of one number x >= 0 that change their sign at x = 1 only, like 1 - x^n or x - x^L."""

from __future__ import annotations

from functools import cmp_to_key

import sympy as sp

from verify.reason.signs import never_negative

LARGEST = 40  # operations in an expression that is still taken apart


class _NotOrdered(Exception):
    pass


def same_side(first: sp.Expr, second: sp.Expr) -> int | None:
    """1 where first * second is shown never to be negative, -1 where never positive: both change sign at the same x = 1."""
    if first.count_ops() > LARGEST or second.count_ops() > LARGEST:
        return None
    for x in sorted(first.free_symbols & second.free_symbols, key=str):
        signs = [falls_through_one(value, x) for value in (first, second)]
        if signs[0] is not None and signs[1] is not None:
            return signs[0] * signs[1]
    return None


def falls_through_one(value: sp.Expr, x: sp.Symbol) -> int | None:
    """1 where value >= 0 for x <= 1 and <= 0 for x >= 1, -1 for the other way round; None where neither is shown.

    c (n_1 x^p_1 + … + n_k x^p_k) with p_1 <= … <= p_k, numbers n_i that add up to 0 and partial sums of one sign: it is a
    sum of x^p - x^q, p <= q, with coefficients of one sign.
    """
    powers = _powers(value, x)
    if powers is None or len(powers) < 2:
        return None
    if not x.is_positive and not (x.is_nonnegative and all(map(never_negative, powers))):
        return None
    scale = next(iter(powers.values()))
    numbers = {exponent: sp.cancel(coefficient / scale) for exponent, coefficient in powers.items()}
    if not all(number.is_Rational for number in numbers.values()) or sum(numbers.values()) != 0:
        return None
    sign = 1 if scale.is_nonnegative else -1 if scale.is_nonpositive else None
    try:
        ordered = sorted(numbers, key=cmp_to_key(_compared))
    except _NotOrdered:
        return None
    sums = [sum(numbers[exponent] for exponent in ordered[: k + 1]) for k in range(len(ordered))]
    if sign is None:
        return None
    return sign if all(s >= 0 for s in sums) else -sign if all(s <= 0 for s in sums) else None


def _powers(value: sp.Expr, x: sp.Symbol) -> dict[sp.Expr, sp.Expr] | None:
    """The coefficient of each power of x, by exponent; None where x occurs otherwise."""
    powers: dict[sp.Expr, sp.Expr] = {}
    for term in sp.Add.make_args(sp.expand(value)):
        exponent, coefficient = sp.Integer(0), sp.Integer(1)
        for factor in sp.Mul.make_args(term):
            base, power = factor.as_base_exp()
            if base == x and not power.has(x):
                exponent += power
            elif factor.has(x):
                return None
            else:
                coefficient *= factor
        exponent = sp.expand(exponent)
        powers[exponent] = powers.get(exponent, sp.Integer(0)) + coefficient
    return {exponent: sp.factor(coefficient) for exponent, coefficient in powers.items() if coefficient != 0}


def _compared(p: sp.Expr, q: sp.Expr) -> int:
    if never_negative(q - p):
        return -1
    if never_negative(p - q):
        return 1
    raise _NotOrdered
