"""Shared derivations: eigenvalues of the tangent kernel of balanced and of two-layer networks, and tables of its factors.

J J^T / n = sum over l of (X^T P_l^T P_l X / n) x (S_l S_l^T), P_l = W_{l-1} … W_1, S_l = W_L … W_{l+1}. For balanced layers
with singular values s_i and whitened inputs, X^T v_i x u_j is an eigenvector of every summand: lemmas/outer_product.py.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from lemmas import outer_product as gram
from verify import Space, integer, positive
from verify.nets.labelled import LabelledNetwork

# notation: s_i, s_j shared singular values of balanced layers; var_x is sigma_x^2

L, l = gram.L, gram.l
s_i, s_j, var_x = (positive(name).symbol for name in ("s_i", "s_j", "var_x"))
DEPTH = integer("L", 2)
PAIR = Space((DEPTH, positive("s_i"), positive("s_j"), positive("var_x")))
APART = Space(PAIR.variables, given=(sp.Ne(s_i, s_j),))
SIZES = tuple(integer(name, 1) for name in ("d_min", "d_0", "d_L"))
d_min, d_0, d_L = (v.symbol for v in SIZES)
WIDTHS = Space(SIZES, given=(d_min <= d_0, d_min <= d_L), also="all L >= 2, all hidden widths >= d_min", assumes=("L >= 2",))
SAME = Space((DEPTH, positive("s_i"), positive("var_x")))


def pair_eigenvalue(a: sp.Expr = s_i, b: sp.Expr = s_j) -> sp.Expr:
    """The sum of the L layer contributions on the pair (i, j), times the variance of the inputs."""
    return var_x * gram.dominant_eigenvalue(a, b)


def rim_eigenvalue(a: sp.Expr = s_i) -> sp.Expr:
    """On a pair with one singular value zero, only the layer with no zero factor contributes."""
    return var_x * gram.bulk_eigenvalue(a)


def nonzero_pairs(rank: sp.Expr = d_min) -> sp.Expr:
    """Pairs (i, j) of the d_0 d_L with s_i or s_j not zero, for balanced layers of this rank (L >= 2)."""
    both, one = gram.dominant_pairs(), gram.bulk_pairs(gram.d_0)
    return (both + one).subs({gram.r: rank, gram.d_0: d_0, gram.d_L: d_L}, simultaneous=True)


# tables of matrices at one network, by (l, row, column) or (power, row, column), rows and columns from 1


def factors(net: LabelledNetwork) -> dict[str, Any]:
    """gram_in[l, i, j] of X^T P_l^T P_l X and gram_out[l, u, v] of S_l S_l^T."""
    a, tables = net.arithmetic, {"gram_in": {}, "gram_out": {}}
    for number in range(1, net.L + 1):
        below, above = net.prefix(number) * net.X, net.suffix(number)
        tables["gram_in"] |= numbered(net, number, a.transpose(below) * below)
        tables["gram_out"] |= numbered(net, number, above * a.transpose(above))
    return {**net.facts, **tables}


def powers(net: LabelledNetwork) -> dict[str, Any]:
    """kernel_in[k, i, j] of X^T (W_1^T W_1)^k X and kernel_out[k, u, v] of (W_L W_L^T)^k, k = 0, …, L."""
    first, last = first_gram(net), last_gram(net)
    tables: dict[str, dict] = {"kernel_in": {}, "kernel_out": {}}
    for k in range(net.L + 1):
        inside = net.arithmetic.transpose(net.X) * power(net, first, k) * net.X
        tables["kernel_in"] |= numbered(net, k, inside)
        tables["kernel_out"] |= numbered(net, k, power(net, last, k))
    return {**net.facts, **tables}


def layer_grams(net: LabelledNetwork) -> dict[str, Any]:
    """left[l, i, j] of W_l W_l^T and right[l, i, j] of W_l^T W_l."""
    a, tables = net.arithmetic, {"left": {}, "right": {}}
    for number, W in enumerate(net.layers, 1):
        tables["left"] |= numbered(net, number, W * a.transpose(W))
        tables["right"] |= numbered(net, number, a.transpose(W) * W)
    return {**net.facts, **tables}


def vectors(net: LabelledNetwork) -> dict[str, Any]:
    """vec_in[i, k], entry k of the i-th right singular vector of W_1; vec_out[j, u] of the j-th left one of W_L."""
    transpose = net.arithmetic.transpose
    right, left = net.table(transpose(net.right_vectors)), net.table(transpose(net.left_vectors))
    return {**net.facts, "vec_in": right, "vec_out": left}


def first_gram(net: LabelledNetwork):
    """W_1^T W_1."""
    return net.arithmetic.transpose(net.layers[0]) * net.layers[0]


def last_gram(net: LabelledNetwork):
    """W_L W_L^T."""
    return net.layers[-1] * net.arithmetic.transpose(net.layers[-1])


def power(net: LabelledNetwork, matrix, k: int):
    """The k-th power of a square matrix; the identity for k = 0."""
    size = net.arithmetic.shape(matrix)[0]
    made = net.arithmetic.matrix([[int(i == j) for j in range(size)] for i in range(size)], size)
    for _ in range(k):
        made = made * matrix
    return made


def numbered(net: LabelledNetwork, number: int, matrix) -> dict:
    """The entries of a matrix under (number, row, column)."""
    return {(number, *place): value for place, value in net.table(matrix).items()}
