"""The eigenstructure of the outer-product Hessian of a balanced network, for symbolic depth, rank and widths.

Shared by Lemmas A.1, A.9 and A.10. A balanced layer is W^l = J_l Lambda J_{l-1}^T, where J_l (d_l x r) has orthonormal
columns and Lambda = diag(lambda_1, …, lambda_r); J_L = U_1 and J_0 = V_1. Everything follows by rewriting words with
J_l^T J_l = I_r. The nonzero eigenvalues of H_o = A_o (I x Sigma_xx) A_o^T are those of the Gram operator
sum_l (W^{L:l+1} W^{L:l+1}^T) x (W^{1:l-1} W^{1:l-1}^T) on the range of I x Sigma_xx, because XY and YX share theirs.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from verify import integer, positive
from verify.reason.words import Rule, annihilates, eigenvector, isometry, reduce

# notation

L = integer("L", 2).symbol
l = sp.Symbol("l", integer=True, positive=True)
r, d_0, d_L, rank_xx = (integer(name, 1).symbol for name in ("r", "d_0", "d_L", "rank_xx"))
lambda_i, lambda_j = positive("lambda_i").symbol, positive("lambda_j").symbol

d_l, d_below = sp.symbols("d_l d_{l-1}", integer=True, positive=True)
LAMBDA = sp.MatrixSymbol("Lambda", r, r)
J_TOP, J_l, J_BELOW = (
    sp.MatrixSymbol(name, rows, r) for name, rows in (("J_L", d_L), ("J_l", d_l), ("J_{l-1}", d_below))
)
E_i = sp.MatrixSymbol("e_i", r, 1)
U_OUT = sp.MatrixSymbol("u_out", d_L, 1)  # orthogonal to the columns of J_L


class DerivationFailed(Exception):
    """A rewriting did not end where the derivation needs it."""


# derivation


def product_above(power: sp.Expr, lower: sp.MatrixSymbol) -> sp.MatrixExpr:
    """W^{L:l+1} = J_L Lambda^(L-l) J_l^T with `power` = L - l and `lower` = J_l."""
    return sp.MatMul(J_TOP, LAMBDA**power, lower.T)


@cache
def product_induction() -> None:
    """Eqs. (15), (19): the product formula holds at l = L - 1 by definition, and passes from l to l - 1."""
    layer_l = sp.MatMul(J_l, LAMBDA, J_BELOW.T)
    rules = [isometry(J_l)]
    step = reduce(sp.MatMul(product_above(L - l, J_l), layer_l), rules)
    if step != reduce(product_above(L - l + 1, J_BELOW), rules):
        raise DerivationFailed("W^{L:l+1} W^l")


@cache
def product_factor(singular_value: sp.Expr, copies: sp.Expr) -> sp.Expr:
    """Eqs. (15), (17), (19): a product of `copies` layers takes J_l e_i to this multiple of J_L e_i."""
    product_induction()
    word = sp.MatMul(product_above(L - l, J_l), J_l, E_i)
    scalar, rest = reduce(word, [isometry(J_l), eigenvector(LAMBDA, E_i, singular_value)])
    if rest != (J_TOP, E_i):
        raise DerivationFailed("W^{L:l+1} J_l e_i")
    return scalar.subs(l, L - copies)


def gram_above(vector: sp.MatrixExpr, rules: list[Rule]) -> tuple[sp.Expr, tuple[sp.MatrixExpr, ...]]:
    """W^{L:l+1} (W^{L:l+1})^T applied to a vector, reduced; Lambda is symmetric."""
    product_induction()
    word = product_above(L - l, J_l)
    return reduce(sp.MatMul(word, word.T.doit(), vector), [isometry(J_l), isometry(J_TOP), *rules], (LAMBDA,))


@cache
def factor_inside(singular_value: sp.Expr, copies: sp.Expr) -> sp.Expr:
    """Eqs. (16), (18), (20): the eigenvalue of a product of `copies` layers, times its transpose, on u_i with i <= r."""
    scalar, rest = gram_above(sp.MatMul(J_TOP, E_i), [eigenvector(LAMBDA, E_i, singular_value)])
    if rest != (J_TOP, E_i):
        raise DerivationFailed("u_i is not an eigenvector")
    return scalar.subs(l, L - copies)


@cache
def factor_outside() -> sp.Expr:
    """The factor of a product of layers on a vector orthogonal to all u_i with i <= r: zero, given at least one layer."""
    scalar, _ = gram_above(U_OUT, [annihilates(J_TOP.T, U_OUT)])
    return scalar


def layer_contribution(a: sp.Expr = lambda_i, b: sp.Expr = lambda_j) -> sp.Expr:
    """Eq. (24): what layer l adds on u_i x v_j, i, j <= r: L - l layers above it, l - 1 below it."""
    return factor_inside(a, L - l) * factor_inside(b, l - 1)


def dominant_eigenvalue(a: sp.Expr = lambda_i, b: sp.Expr = lambda_j) -> sp.Expr:
    """Eq. (26): the sum of all L layer contributions (the empty products at the two ends are identities)."""
    return sp.Sum(layer_contribution(a, b), (l, 1, L))


def bulk_eigenvalue(a: sp.Expr = lambda_i) -> sp.Expr:
    """Eqs. (27), (28): on u_i x v_j with i <= r < j only layer 1 contributes (nothing is below it); dually layer L."""
    return factor_inside(a, L - 1) + (L - 1) * factor_outside()


def zero_eigenvalue() -> sp.Expr:
    """Eq. (29): for i, j > r a layer would need nothing above and nothing below it, which L >= 2 excludes."""
    return L * factor_outside()


@cache
def pairs(first: tuple[sp.Expr, sp.Expr], second: tuple[sp.Expr, sp.Expr]) -> sp.Expr:
    """How many (i, j) there are with i and j in the given closed ranges."""
    i, j = sp.symbols("i j", integer=True)
    return sp.Sum(sp.Sum(1, (j, *second)), (i, *first)).doit()


def dominant_pairs() -> sp.Expr:
    """Pairs with i <= r and j <= r."""
    return pairs((1, r), (1, r))


def bulk_pairs(k: sp.Expr = rank_xx) -> sp.Expr:
    """Pairs with exactly one index <= r, for v_j in the range of Sigma_xx (j <= k)."""
    return pairs((1, r), (r + 1, k)) + pairs((r + 1, d_L), (1, r))


def zero_pairs(k: sp.Expr = rank_xx) -> sp.Expr:
    """Pairs with both indices > r, j <= k."""
    return pairs((r + 1, d_L), (r + 1, k))
