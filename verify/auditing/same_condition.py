"""Two comparisons hold for the same values: one gap is a multiple of the other, or one quotient a power of the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sympy as sp

from verify.judge.goals import equivalent
from verify.judge.verdicts import Verdict
from verify.paper.formulas import Formula


def same_condition(old: Formula, new: Formula, questions: Sequence[Any]) -> str:
    """The scope in which the kernel shows that two comparisons hold for the same values; empty where it does not.

    Both gaps are multiples of each other, or the quotients of the sides are powers of each other.
    """
    spaces: dict[str, Any] = {}
    for question in questions:
        space = getattr(question, "space", None)
        if space is None or not old.names | new.names <= set(space.leaves):
            return ""
        spaces.setdefault(space.scope, space)
    for space in spaces.values():
        if not any(equivalent(old, new, rule, n, space).verdict is Verdict.PROVED for rule, n in _factors(old, new, space)):
            return ""
    return " | ".join(spaces)


def _factors(old: Formula, new: Formula, space: Any) -> Iterator[tuple[str, sp.Expr]]:
    """Rules of the kernel for two equivalent comparisons, with the factors and exponents that the formulas suggest."""
    gaps = []
    for formula in (old, new):
        try:
            left, sign, right = formula.sides(**space.leaves)
        except Exception:
            return
        gaps.append(right - left if sign in ("<", "<=") else left - right)
    yield "factor", sp.powsimp(sp.simplify(gaps[0] / gaps[1]))
    powers = {p.exp for gap in gaps for p in sp.sympify(gap).atoms(sp.Pow) if p.exp.free_symbols or p.exp.is_Rational}
    for exponent in sorted(powers, key=str)[:4]:
        for number in (exponent, 1 / exponent):
            if not number.is_negative:
                yield "power", number
