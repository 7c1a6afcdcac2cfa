"""What the exact-spectrum theorem (X.1) says of a network's Hessian, where the network is balanced and aligned.

A prediction to stand beside certified eigenvalues, in float64: it is no evidence, and nothing is certified by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from flint import fmpq_mat
from numpy.typing import NDArray

from verify.nets.networks import Network
from verify.spectra.aligned import diagonal_block, pair_block, residual
from verify.spectra.reading import rational

Floats = NDArray[np.float64]
NEAR = 1e-6  # of the largest number at hand: how far from balanced and aligned a network may be for the theorem to be quoted
DOMINANT, BULK, REST, ZERO = "dominant", "bulk", "rest", "zero"


@dataclass(frozen=True)
class Prediction:
    """Eigenvalues with the names of their clusters, p of them in decreasing order; or, without any, why there is none."""

    eigenvalues: tuple[tuple[float, str], ...]
    reason: str


def predict(net: Network) -> Prediction:
    """The spectrum by X.1 from the singular values of the product, if the network is balanced and aligned up to rounding."""
    layers = [_floats(W) for W in net.layers]
    d_star = min(net.widths[0], net.widths[-1])
    if min(net.widths) < d_star:
        return Prediction((), f"a hidden width lies below min(d_0, d_L) = {d_star}")
    scale = max(1.0, *(float(np.abs(W).max()) for W in layers)) ** 2
    for l, (lower, upper) in enumerate(pairwise(layers), 1):
        defect = float(np.abs(lower @ lower.T - upper.T @ upper).max())
        if defect > NEAR * scale:
            return Prediction((), f"not balanced: W^{l} W^{l}^T and W^{l + 1}^T W^{l + 1} differ by {defect:.2g}")
    product, sigma_xx, sigma_yx = (_floats(M) for M in (net.product(), net.sigma_xx, net.sigma_yx))
    U, values, V = _frames(product, sigma_xx, sigma_yx)
    lambdas = values ** (1.0 / net.L)
    seen, targets = V.T @ sigma_xx @ V, U.T @ sigma_yx @ V
    s = np.zeros_like(targets)
    np.fill_diagonal(s, np.diag(targets))
    for what, M, D in (("Sigma_xx", seen, np.diag(np.diag(seen))), ("Sigma_yx", targets, s)):
        defect = float(np.abs(M - D).max())
        if defect > NEAR * max(1.0, float(np.abs(M).max())):
            return Prediction((), f"not aligned: {what} is off the singular vectors of the product by {defect:.2g}")
    found = list(_families(net, lambdas, np.diag(seen), np.diag(targets)))
    largest = max((abs(value) for value, _ in found), default=1.0)
    seen_as = [(value if abs(value) > 1e-12 * largest else 0.0, name) for value, name in found]  # float64 knows no more
    return Prediction(tuple(sorted(seen_as + [(0.0, ZERO)] * (net.p - len(found)), reverse=True)), "")


def _frames(product: Floats, sigma_xx: Floats, sigma_yx: Floats) -> tuple[Floats, Floats, Floats]:
    """Singular vectors of the product; where its values are equal or zero, those that suit the covariances."""
    d_L, d_0 = product.shape
    # one symmetric matrix whose eigenvectors are the right frame: generic weights part what the product alone leaves open
    gram = product.T @ product + 0.6180339887 * sigma_xx + 0.4142135623 * (sigma_yx.T @ sigma_yx)
    _, V = np.linalg.eigh((gram + gram.T) / 2)
    images = product @ V + 1e-3 * (sigma_yx @ V)
    order = np.argsort(-np.linalg.norm(images, axis=0), kind="stable")
    V, images = V[:, order], images[:, order]
    k = min(d_0, d_L)
    U = np.zeros((d_L, 0))
    for j in range(k):
        length = float(np.linalg.norm(images[:, j]))
        if length > 1e-9:
            U = np.column_stack([U, images[:, j] / length])
    whole, _ = np.linalg.qr(np.column_stack([U, np.eye(d_L)]))
    for j in range(U.shape[1]):
        whole[:, j] = U[:, j]
    values = np.array([float(whole[:, j] @ product @ V[:, j]) for j in range(k)])
    return whole, np.abs(values), V


def _families(net: Network, lambdas: Floats, sigma: Floats, targets: Floats) -> Iterator[tuple[float, str]]:
    """The eigenvalues of the blocks of X.1, named by their two directions; those that are zero for every L are left out."""
    d, L = net.widths, net.L
    if L == 1:
        for value in sigma:
            yield from [(float(value), DOMINANT)] * d[-1]
        return
    k = min(d[0], d[-1])
    r = int(np.sum(np.abs(targets[:k]) > NEAR))
    directions = [(rational(float(lambdas[i])), rational(float(sigma[i])), rational(float(targets[i]))) for i in range(k)]
    hidden = sum(n - k for n in d[1:-1])
    for i, one in enumerate(directions):
        yield from _named(diagonal_block(one, L), np.ones((L, 1)), DOMINANT if i < r else REST)
        for j in range(i):
            kind = DOMINANT if i < r else BULK if j < r else REST
            yield from _named(pair_block(directions[j], one, L), _carriers(lambdas[j], lambdas[i], L), kind)
        kind = BULK if i < r else REST
        power = float(lambdas[i]) ** (2 * L - 2)
        for j in range(k, d[0]):
            yield float(sigma[j]) * power, kind if sigma[j] > NEAR else ZERO
        yield from [(float(sigma[i]) * power, kind)] * (d[-1] - k)
        if hidden:
            coupling = float(residual(one, L)) * float(lambdas[i]) ** (L - 2)
            yield from [(coupling, REST), (-coupling, REST)] * hidden


def _carriers(a: float, b: float, L: int) -> Floats:
    """The two directions of a pair's block that the outer-product Hessian sees, v and w of X.1, as columns."""
    v = np.array([a ** (L - l) * b ** (l - 1) for l in range(1, L + 1)])
    zero = np.zeros(L)
    return np.column_stack([np.concatenate([v, zero]), np.concatenate([zero, v[::-1]])])


def _named(block: list[list[Any]], carriers: Floats, kind: str) -> Iterator[tuple[float, str]]:
    """The eigenvalues of a block: of the kind where their vectors lie nearest to the carriers, the others of the rest."""
    values, vectors = np.linalg.eigh(np.array([[float(x.p) / float(x.q) for x in row] for row in block]))
    basis, sizes, _ = np.linalg.svd(carriers, full_matrices=False)
    basis = basis[:, sizes > NEAR * max(1.0, float(sizes.max()))]
    share = np.linalg.norm(basis.T @ vectors, axis=0)
    nearest = set(np.argsort(-share)[: basis.shape[1]].tolist())
    for k, value in enumerate(values):
        yield float(value), kind if k in nearest and abs(value) > NEAR else REST


def _floats(M: fmpq_mat) -> Floats:
    return np.array([[float(x.p) / float(x.q) if x.q.bit_length() < 900 else _long(x) for x in row] for row in M.tolist()])


def _long(x: Any) -> float:
    """A quotient of two integers too long for float64."""
    shift = max(0, x.q.bit_length() - 900)
    return float(int(x.p) >> shift) / float(int(x.q) >> shift)
