"""Matrices with known spectra, and two judges of enclosures that share no code with the certified routes."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.nets import differences, kronecker
from verify.nets.networks import Network
from verify.nets.orthogonal import cayley
from verify.nets.recipes import balanced
from verify.spectra import Spectrum, SymmetricMatrix


def with_eigenvalues(values: list[Any], seed: int = 0) -> fmpq_mat:
    """Q diag(values) Q for a product of two rational reflections: a dense rational matrix with exactly these eigenvalues."""
    n, source = len(values), random.Random(seed)
    core = fmpq_mat(n, n)
    for i, x in enumerate(values):
        core[i, i] = fmpq(Fraction(x).numerator, Fraction(x).denominator)
    for _ in range(2):
        v = [source.choice([-2, -1, 1, 2]) for _ in range(n)]
        s = sum(x * x for x in v)
        Q = fmpq_mat(n, n, [fmpq(int(i == j)) - fmpq(2 * v[i] * v[j], s) for i in range(n) for j in range(n)])
        core = Q * core * Q
    return core


def random_symmetric(n: int, seed: int = 0, size: int = 50) -> fmpq_mat:
    """A symmetric matrix of random small rationals."""
    source = random.Random(seed)
    M = fmpq_mat(n, n)
    for i in range(n):
        for j in range(i + 1):
            M[i, j] = M[j, i] = fmpq(source.randint(-size, size), source.randint(1, size))
    return M


def perturbed(H: fmpq_mat, amount: fmpq) -> fmpq_mat:
    """H with `amount` added to three entries: one on the diagonal and one pair off it."""
    M, last = fmpq_mat(H), H.nrows() - 1
    M[0, 0] += amount
    M[0, last] += amount
    M[last, 0] += amount
    return M


def is_right(H: fmpq_mat, spectrum: Spectrum) -> bool:
    """Whether every enclosure holds its number of eigenvalues, by Descartes' rule on the exact characteristic polynomial."""
    exact = SymmetricMatrix(H)
    ordered = all(a.high < b.low for a, b in zip(spectrum, list(spectrum)[1:]))
    complete = sum(e.multiplicity for e in spectrum) == H.nrows()
    return ordered and complete and all(exact.count(e.low, e.high) == e.multiplicity for e in spectrum)


def below_by_inertia(H: fmpq_mat, x: fmpq, bits: int = 400) -> int | None:
    """How many eigenvalues are < x: the negative pivots of H - x I in ball arithmetic; None when a pivot may be zero."""
    n = H.nrows()
    with ctx.workprec(bits):
        A = [[arb(H[i, j] - (x if i == j else 0)) for j in range(n)] for i in range(n)]
        negative = 0
        for k in range(n):
            pivot = A[k][k]
            if pivot.contains(0):
                return None
            negative += bool(pivot < 0)
            for i in range(k + 1, n):
                factor = A[i][k] / pivot
                for j in range(i, n):
                    A[i][j] -= factor * A[k][j]
                    A[j][i] = A[i][j]
        return negative


def as_array(H: fmpq_mat) -> np.ndarray:
    """The matrix rounded to float64."""
    return np.array([[int(x.p) / int(x.q) for x in row] for row in H.tolist()])


def hessian(L: int = 2, widths: list[int] | None = None, r: int = 2, head: list[str] | None = None, **more: Any) -> fmpq_mat:
    """The Hessian of a balanced network with dense rational singular vectors, by two routes that must agree exactly."""
    recipe: dict[str, Any] = {"L": L, "widths": widths or [4, 6, 5], "r": r, "head": head or ["97/100"] * r}
    recipe |= {"rank_xx": recipe["widths"][0], "U": ["1", "-1/2", "1/3"] * 5, "V": ["1/2", "2", "-1"] * 5} | more
    return two_routes(balanced(recipe).network)


def two_routes(net: Network) -> fmpq_mat:
    """The Hessian from exact differences of the gradient, equal to the closed Kronecker blocks."""
    H = differences.hessian_of_gradient(net)
    assert kronecker.hessian(net) == H
    return H


def in_dense_gauge(net: Network) -> Network:
    """The same network with rotated hidden layers: the same spectrum, hardly any zeros in the Hessian."""
    layers = list(net.layers)
    for l in range(len(layers) - 1):
        n = layers[l].nrows()
        Q = cayley(n, [str(Fraction((7 * k) % 5 - 2, 3)) for k in range(n * (n - 1) // 2)])
        layers[l], layers[l + 1] = Q * layers[l], layers[l + 1] * Q.transpose()
    return net.moved(tuple(layers))


SMALL = st.sampled_from([Fraction(n, d) for n in range(-3, 4) for d in (1, 2, 3, 7)])
SCALES = st.sampled_from([Fraction(1), Fraction(10) ** 40, Fraction(1, 10**40), Fraction(2) ** 1100, Fraction(1, 3**700)])


@st.composite
def symmetric_matrices(draw: st.DrawFn) -> fmpq_mat:
    """Rational matrices up to 7 x 7: free entries with zeros, or chosen eigenvalues, repeated or nearly so, at any scale."""
    n = draw(st.integers(1, 7))
    scale = draw(SCALES)
    if draw(st.booleans()):
        M = fmpq_mat(n, n)
        for i in range(n):
            for j in range(i + 1):
                x = draw(st.one_of(st.just(Fraction(0)), SMALL)) * scale
                M[i, j] = M[j, i] = fmpq(x.numerator, x.denominator)
        return M
    near = st.sampled_from([Fraction(0), Fraction(1, 10**9), Fraction(1, 10**25), Fraction(1, 10**60), Fraction(1, 10**200)])
    values = [(draw(st.sampled_from([Fraction(0), Fraction(1), Fraction(-2, 3)])) + draw(near)) * scale for _ in range(n)]
    return with_eigenvalues(values, draw(st.integers(0, 3)))
