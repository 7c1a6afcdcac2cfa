"""Words in matrix symbols of symbolic shape, rewritten by the identities of partial isometries.

A balanced layer is W^l = J_l Lambda J_{l-1}^T with J_l^T J_l = I_r; every product, Gram matrix and action on a basis
vector then follows by rewriting neighbours, for all widths and all depths at once.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp
from sympy import MatMul, MatPow, MatrixExpr, MatrixSymbol, Transpose

# a rule looks at two neighbours and returns (scalar, factors that replace them), or None
Rule = Callable[[MatrixExpr, MatrixExpr], tuple[sp.Expr, list[MatrixExpr]] | None]


def isometry(J: MatrixSymbol) -> Rule:
    """J^T J = I."""

    def rule(a: MatrixExpr, b: MatrixExpr) -> tuple[sp.Expr, list[MatrixExpr]] | None:
        return (sp.Integer(1), []) if a == Transpose(J) and b == J else None

    return rule


def eigenvector(M: MatrixSymbol, x: MatrixSymbol, value: sp.Expr) -> Rule:
    """M^n x = value^n x for every exponent n."""

    def rule(a: MatrixExpr, b: MatrixExpr) -> tuple[sp.Expr, list[MatrixExpr]] | None:
        if b != x:
            return None
        if a == M:
            return value, [x]
        if isinstance(a, MatPow) and a.base == M:
            return value**a.exp, [x]
        return None

    return rule


def annihilates(a_matrix: MatrixExpr, x: MatrixSymbol) -> Rule:
    """A x = 0."""

    def rule(a: MatrixExpr, b: MatrixExpr) -> tuple[sp.Expr, list[MatrixExpr]] | None:
        return (sp.Integer(0), [x]) if a == a_matrix and b == x else None

    return rule


def reduce(
    word: MatrixExpr, rules: list[Rule], symmetric: tuple[MatrixSymbol, ...] = ()
) -> tuple[sp.Expr, tuple[MatrixExpr, ...]]:
    """The scalar and the factors that remain when no rule applies to any two neighbours."""
    scalar, factors = sp.Integer(1), []
    for factor in MatMul.make_args(word.doit()):
        if isinstance(factor, MatrixExpr):
            factors.append(_transposed_away(factor, symmetric))
        else:
            scalar *= factor
    changed = True
    while changed:
        changed = False
        for k in range(len(factors) - 1):
            a, b = factors[k], factors[k + 1]
            hit = next((found for rule in rules if (found := rule(a, b)) is not None), None) or _merged(a, b)
            if hit is not None:
                scalar, factors = scalar * hit[0], factors[:k] + hit[1] + factors[k + 2 :]
                changed = True
                break
    return scalar, tuple(factors)


def _transposed_away(factor: MatrixExpr, symmetric: tuple[MatrixSymbol, ...]) -> MatrixExpr:
    for M in symmetric:
        factor = factor.subs(Transpose(M), M)
    return factor


def _merged(a: MatrixExpr, b: MatrixExpr) -> tuple[sp.Expr, list[MatrixExpr]] | None:
    base_a, exp_a = (a.base, a.exp) if isinstance(a, MatPow) else (a, sp.Integer(1))
    base_b, exp_b = (b.base, b.exp) if isinstance(b, MatPow) else (b, sp.Integer(1))
    if base_a != base_b or base_a.shape[0] != base_a.shape[1]:
        return None
    total = sp.expand(exp_a + exp_b)
    return sp.Integer(1), [] if total == 0 else [base_a**total]
