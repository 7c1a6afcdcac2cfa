"""Exact deep linear networks with Python's standard library alone: exported scripts carry this file whole, so that a sceptic
can replay a counterexample without this project. It is also a third voice, unrelated to the two routes of the oracle.
Matrices are lists of rows of Fractions.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import reduce, total_ordering
from math import comb, exp, floor, lcm, prod

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
    return reduce(lambda P, layer: times(layer, P), W)


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
    square, cross = times(times(P, Sxx), transpose(P)), times(Syx, transpose(P))
    return sum((square[i][i] / 2 - cross[i][i] for i in range(len(P))), F(0))


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
    P, changed = product(W), [product(bumped(W, (u, 1))) for u in places(W)]
    rows = [[[q - p for q, p in zip(a, b)] for a, b in zip(Q, P)] for Q in changed]
    weighted = [times(D, Sxx) for D in rows]
    return [[sum((x * y for r, s in zip(A, B) for x, y in zip(r, s)), F(0)) for B in rows] for A in weighted]


def gram(W: Weights, Sxx: Matrix, Syx: Matrix) -> Matrix:
    """J J^T for the Jacobian J of the product."""
    return times(transpose(jacobian(W)), jacobian(W))


def jacobian(W: Weights) -> Matrix:
    """The derivatives of all entries of the product, row after row, in each weight: one row per weight."""
    P, changed = product(W), [product(bumped(W, (u, 1))) for u in places(W)]
    return [[q - p for a, b in zip(Q, P) for q, p in zip(a, b)] for Q in changed]


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
        M = [[x + coefficients[-1] if i == j else x for j, x in enumerate(row)] for i, row in enumerate(M)]
        HM = times(H, M)
        coefficients.append(-sum((HM[i][i] for i in range(n)), F(0)) / k)
    return coefficients[::-1]


def shifted(c: list, a: Fraction, sign: int = 1) -> list:
    """Coefficients of c(a + sign x)."""
    result: list = [F(0)]
    for x in reversed(c):
        result = [a * y + sign * z for y, z in zip([*result, F(0)], [F(0), *result])]
        result[0] += x
    return result[: len(c)]


def count(H: Matrix, low: Fraction, high: Fraction) -> int:
    """Eigenvalues in [low, high]: all roots are real, so Descartes' rule of signs is exact."""
    c = charpoly(H)
    signs = [[x > 0 for x in side if x] for side in (shifted(c, F(low), -1), shifted(c, F(high)))]
    return len(H) - sum(a != b for side in signs for a, b in itertools.pairwise(side))


def multiplicity(H: Matrix, value: Fraction) -> int:
    """How often a rational value is an eigenvalue."""
    return next(k for k, x in enumerate(shifted(charpoly(H), F(value))) if x != 0)


def rank(A: Matrix) -> int:
    return len(A[0]) - multiplicity(times(transpose(A), A), F(0))


def distinct_nonzero(H: Matrix) -> int:
    """How many different nonzero eigenvalues there are: the rank of the Hankel matrix of traces of powers (Hermite)."""
    n, traces, P = len(H), [], times(H, H)
    for _ in range(2 * n - 1):
        traces.append(sum((P[i][i] for i in range(n)), F(0)))
        P = times(P, H)
    return rank([traces[i : i + n] for i in range(n)])


@total_ordering
class Root:
    """x**(1/n) with the sign of x: multiplied and compared exactly, by integer powers; a sum with it is a float."""

    def __init__(self, x: Fraction, n: int = 1) -> None:
        self.x, self.n = F(x), n

    def __float__(self) -> float:
        return (1 if self.x > 0 else -1) * float(abs(self.x)) ** (1 / self.n)

    def __repr__(self) -> str:
        return f"({self.x})**(1/{self.n}) = {float(self):.12g}..."

    def powers(self, other: object) -> list:
        """Both sides to the same power, with their signs, and which power."""
        pair, n = (self, other if isinstance(other, Root) else Root(other)), lcm(self.n, getattr(other, "n", 1))
        return [F(r.x and r.x * abs(r.x) ** (n // r.n - 1)) for r in pair] + [n]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int | float | F | Root) and self.powers(other)[0] == self.powers(other)[1]

    def __lt__(self, other: object) -> bool:
        return self.powers(other)[0] < self.powers(other)[1]

    def __mul__(self, other: object) -> Fraction | Root:
        a, b, n = self.powers(other)
        return root(a * b, n)

    def __truediv__(self, other: object) -> object:
        return self * power(other, F(-1))

    def __rtruediv__(self, other: object) -> object:
        return power(self, F(-1)) * other

    __rmul__ = __mul__


for name in ("add", "radd", "sub", "rsub"):
    setattr(Root, f"__{name}__", lambda a, b, name=name: getattr(float(a), f"__{name}__")(float(b)))


def root(x: Fraction, n: int) -> Fraction | Root:
    """The n-th root with the sign of x: a Fraction where it is one."""
    parts = []
    for m in (abs(x.numerator), x.denominator):
        low, high = 0, 2 ** (m.bit_length() // n + 1)  # low**n <= m < high**n
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if middle**n <= m else (low, middle)
        parts.append(low)
    size = F(*parts)
    return (size if x > 0 else -size) if size**n == abs(x) else Root(x, n)


def power(base: Fraction, exponent: Fraction) -> Fraction | Root | float:
    """Exact, but for floats. Raises ValueError for a fractional power of a negative number."""
    if isinstance(base, float) or not isinstance(exponent, int | F):
        return float(base) ** float(exponent)
    r, exponent = base if isinstance(base, Root) else Root(base), F(exponent)
    if r.x < 0 and exponent.denominator > 1:
        raise ValueError(f"no real value: {base} ** {exponent}")
    return root(r.x**exponent.numerator, r.n * exponent.denominator)


def binomial(n: Fraction, k: Fraction) -> Fraction:
    return F(comb(int(n), int(k))) if 0 <= k <= n else F(0)


def whole(x: Fraction) -> Fraction:
    return F(floor(x))


def product_of(factors: list) -> Fraction:
    return prod(factors, start=F(1))


exponential = exp  # a float: what is compared with it must lie clearly apart
