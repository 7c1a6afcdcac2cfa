"""Exact deep linear networks with Python's standard library alone.

Exported scripts carry this file whole, so that a sceptic can replay a counterexample without this project. It is also a
third, unrelated voice beside the two routes of the oracle. Matrices are lists of rows of Fractions.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import comb, exp, floor, prod

F = Fraction
Matrix = list  # of rows, each a list of Fractions
Weights = list  # of matrices, first layer first


def matrix(rows: list) -> Matrix:
    return [[F(x) for x in row] for row in rows]


def times(A: Matrix, B: Matrix) -> Matrix:
    return [[sum((a * b for a, b in zip(row, column)), F(0)) for column in zip(*B)] for row in A]


def transpose(A: Matrix) -> Matrix:
    return [list(column) for column in zip(*A)]


def product(W: Weights) -> Matrix:
    """W[-1] ... W[0], the end-to-end matrix."""
    P = W[0]
    for layer in W[1:]:
        P = times(layer, P)
    return P


def span(W: Weights, first: int, last: int) -> Matrix:
    """W^last ... W^first, layers counted from 1; the identity between layers when first = last + 1."""
    if first <= last:
        return product(W[first - 1 : last])
    size = len(W[last - 1]) if last else len(W[0][0])
    return [[F(i == j) for j in range(size)] for i in range(size)]


def kronecker(A: Matrix, B: Matrix) -> Matrix:
    return [[a * b for a in r for b in s] for r in A for s in B]


def commuted(A: Matrix, rows: int, columns: int) -> Matrix:
    """A K, where K takes vec(X) to vec(X^T), X of rows x columns, vec row after row."""
    return [[row[j * rows + i] for i in range(rows) for j in range(columns)] for row in A]


def block(H: Matrix, W: Weights, k: int, l: int) -> Matrix:
    """The rows of H of layer k, the columns of layer l, layers counted from 1."""
    ends = [0, *itertools.accumulate(len(A) * len(A[0]) for A in W)]
    return [row[ends[l - 1] : ends[l]] for row in H[ends[k - 1] : ends[k]]]


def loss(W: Weights, Sxx: Matrix, Syx: Matrix) -> Fraction:
    """E|y - P x|^2 / 2 without the constant E|y|^2 / 2, from the moments of (x, y)."""
    P = product(W)
    square = times(times(P, Sxx), transpose(P))
    cross = times(Syx, transpose(P))
    return sum((square[i][i] for i in range(len(P))), F(0)) / 2 - sum((cross[i][i] for i in range(len(P))), F(0))


def places(W: Weights) -> list:
    return [(l, i, j) for l, A in enumerate(W) for i in range(len(A)) for j in range(len(A[0]))]


def bumped(W: Weights, *changes: tuple) -> Weights:
    copy = [[list(row) for row in A] for A in W]
    for (l, i, j), amount in changes:
        copy[l][i][j] += amount
    return copy


def hessian(W: Weights, Sxx: Matrix, Syx: Matrix) -> Matrix:
    """Second differences of the loss; exact, because it has degree at most 2 in each single weight."""
    at, base = places(W), loss(W, Sxx, Syx)
    H = [[F(0)] * len(at) for _ in at]
    for a, u in enumerate(at):
        H[a][a] = loss(bumped(W, (u, 1)), Sxx, Syx) + loss(bumped(W, (u, -1)), Sxx, Syx) - 2 * base
        for b, v in enumerate(at[:a]):
            total = sum(s * t * loss(bumped(W, (u, s), (v, t)), Sxx, Syx) for s in (1, -1) for t in (1, -1))
            H[a][b] = H[b][a] = total / 4
    return H


def outer_product_hessian(W: Weights, Sxx: Matrix, Syx: Matrix) -> Matrix:
    """E[(dF/dW)^T dF/dW], from unit differences of the product."""
    P = product(W)
    rows = []
    for u in places(W):
        Q = product(bumped(W, (u, 1)))
        rows.append([[q - p for q, p in zip(a, b)] for a, b in zip(Q, P)])
    weighted = [times(D, Sxx) for D in rows]
    return [[sum((x * y for r, s in zip(A, B) for x, y in zip(r, s)), F(0)) for B in rows] for A in weighted]


def gram(W: Weights, Sxx: Matrix, Syx: Matrix) -> Matrix:
    """J J^T for the Jacobian J of the product."""
    A = jacobian(W)
    return times(transpose(A), A)


def jacobian(W: Weights) -> Matrix:
    """The derivatives of all entries of the product, row after row, in each weight: one row per weight."""
    P, rows = product(W), []
    for u in places(W):
        Q = product(bumped(W, (u, 1)))
        rows.append([q - p for a, b in zip(Q, P) for q, p in zip(a, b)])
    return rows


def input_gram(W: Weights, Sxx: Matrix, Syx: Matrix) -> Matrix:
    """P^T P for the product P: its eigenvalues are the squares of how much inputs are stretched."""
    return times(transpose(product(W)), product(W))


def functional_hessian(W: Weights, Sxx: Matrix, Syx: Matrix) -> Matrix:
    """The rest of the Hessian."""
    H, Ho = hessian(W, Sxx, Syx), outer_product_hessian(W, Sxx, Syx)
    return [[x - y for x, y in zip(r, s)] for r, s in zip(H, Ho)]


def gradient(W: Weights, Sxx: Matrix, Syx: Matrix) -> list:
    """Central differences of the loss, exact for the same reason."""
    return [(loss(bumped(W, (u, 1)), Sxx, Syx) - loss(bumped(W, (u, -1)), Sxx, Syx)) / 2 for u in places(W)]


def descend(W: Weights, Sxx: Matrix, Syx: Matrix, eta: Fraction) -> Weights:
    """One step of gradient descent on the matrices."""
    return bumped(W, *((u, -F(eta) * g) for u, g in zip(places(W), gradient(W, Sxx, Syx))))


def charpoly(H: Matrix) -> list:
    """Coefficients of det(x I - H), constant first (Faddeev and LeVerrier)."""
    n = len(H)
    coefficients, M = [F(1)], [[F(0)] * n for _ in range(n)]
    for k in range(1, n + 1):
        M = times(H, M)
        for i in range(n):
            M[i][i] += coefficients[-1]
        HM = times(H, M)
        coefficients.append(-sum((HM[i][i] for i in range(n)), F(0)) / k)
    return coefficients[::-1]


def shifted(c: list, a: Fraction, sign: int = 1) -> list:
    """Coefficients of c(a + sign x)."""
    result: list = [F(0)]
    for x in reversed(c):
        longer = [F(0)] * (len(result) + 1)
        for k, y in enumerate(result):
            longer[k] += a * y
            longer[k + 1] += sign * y
        longer[0] += x
        result = longer
    return result[: len(c)]


def sign_changes(c: list) -> int:
    signs = [x > 0 for x in c if x != 0]
    return sum(a != b for a, b in itertools.pairwise(signs))


def count(H: Matrix, low: Fraction, high: Fraction) -> int:
    """Eigenvalues in [low, high]: all roots are real, so Descartes' rule of signs is exact."""
    c = charpoly(H)
    return len(H) - sign_changes(shifted(c, F(low), -1)) - sign_changes(shifted(c, F(high)))


def multiplicity(H: Matrix, value: Fraction) -> int:
    """How often a rational value is an eigenvalue."""
    return next(k for k, x in enumerate(shifted(charpoly(H), F(value))) if x != 0)


def rank(A: Matrix) -> int:
    return len(A[0]) - multiplicity(times(transpose(A), A), F(0))


def distinct_nonzero(H: Matrix) -> int:
    """How many different nonzero eigenvalues there are."""
    a = charpoly(H)
    b = [k * x for k, x in enumerate(a)][1:]
    degree, c = len(a) - 1, a
    while any(b):
        while b[-1] == 0:
            b.pop()
        while len(c) >= len(b):
            q = c[-1] / b[-1]
            c = [x - q * b[k - len(c) + len(b)] if k >= len(c) - len(b) else x for k, x in enumerate(c)][:-1]
        c, b = b, c or [F(0)]
    return degree - (len(c) - 1) - (a[0] == 0)


def power(base: Fraction, exponent: Fraction) -> Fraction | float:
    """Exact where the exponent is an integer, a float otherwise."""
    if isinstance(exponent, F) and exponent.denominator == 1:
        return base ** int(exponent)
    return float(base) ** float(exponent)


def binomial(n: Fraction, k: Fraction) -> Fraction:
    return F(comb(int(n), int(k))) if 0 <= k <= n else F(0)


def whole(x: Fraction) -> Fraction:
    """The largest integer that is not above x."""
    return F(floor(x))


def product_of(factors: list) -> Fraction:
    return prod(factors, start=F(1))


def exponential(x: Fraction) -> float:
    return exp(x)
