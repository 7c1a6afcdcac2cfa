"""Multilayer perceptrons without bias in float64: loss, gradient, Hessian times a vector, initialisation, training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

Array = Any
Layers = list[Array]


@dataclass(frozen=True)
class Model:
    """f(x) = W_L phi(… phi(W_1 x)) with phi the identity or tanh, and the loss |f(X) - Y|^2 / (2 n)."""

    X: Array
    Y: Array
    tanh: bool = False

    def _forward(self, W: Layers) -> tuple[list[Array], list[Array]]:
        """Activations A_0 = X, …, A_{L-1}, and the last pre-activation; derivatives of phi at the hidden layers."""
        A, slopes = [self.X], []
        for l, layer in enumerate(W):
            Z = layer @ A[-1]
            if l < len(W) - 1:
                made = np.tanh(Z) if self.tanh else Z
                slopes.append(1 - made**2 if self.tanh else np.ones_like(Z))
                A.append(made)
            else:
                A.append(Z)
        return A, slopes

    def loss(self, W: Layers) -> float:
        """|f(X) - Y|^2 / (2 n)."""
        return float(np.sum((self._forward(W)[0][-1] - self.Y) ** 2) / (2 * self.X.shape[1]))

    def gradient(self, W: Layers) -> Layers:
        """By backpropagation."""
        A, slopes = self._forward(W)
        D, found = (A[-1] - self.Y) / self.X.shape[1], []
        for l in reversed(range(len(W))):
            found.append(D @ A[l].T)
            if l:
                D = (W[l].T @ D) * slopes[l - 1]
        return found[::-1]

    def hessian_times(self, W: Layers, V: Layers) -> Layers:
        """The derivative of the gradient in the direction V, by differentiating backpropagation."""
        A, slopes = self._forward(W)
        n = self.X.shape[1]
        RA, RZ = [np.zeros_like(self.X)], []
        for l, (layer, change) in enumerate(zip(W, V)):
            RZ.append(change @ A[l] + layer @ RA[-1])
            RA.append(RZ[-1] * slopes[l] if l < len(W) - 1 else RZ[-1])
        D, RD, found = (A[-1] - self.Y) / n, RA[-1] / n, []
        for l in reversed(range(len(W))):
            found.append(RD @ A[l].T + D @ RA[l].T)
            if l:
                back = W[l].T @ D
                RD = (V[l].T @ D + W[l].T @ RD) * slopes[l - 1]
                if self.tanh:
                    RD = RD - 2 * back * A[l] * slopes[l - 1] * RZ[l - 1]
                D = back * slopes[l - 1]
        return found[::-1]


def compressed(model: Model) -> Model:
    """A linear model with the same Hessian and gradient, and as many samples as features; the loss differs by a constant."""
    n, d = model.X.shape[1], model.X.shape[0]
    if model.tanh or n <= d:
        return model
    Q, R = np.linalg.qr(model.X.T)
    scale = np.sqrt(d / n)  # the mean over d samples in place of n
    return Model(R.T * scale, model.Y @ Q * scale)


def balanced(widths: list[int], source: Any) -> Layers:
    """Balanced layers as Appendix C means them: k = min(widths) values, uniform in [0, 1], and one basis for each width."""
    k = min(widths)
    values = np.sort(source.uniform(0, 1, k))[::-1]
    bases = [np.linalg.qr(source.standard_normal((d, k)))[0] for d in widths]
    return [upper @ np.diag(values) @ lower.T for lower, upper in pairwise(bases)]


def kaiming(widths: list[int], source: Any) -> Layers:
    """PyTorch's default for linear layers: uniform in +-1/sqrt(columns)."""
    return [source.uniform(-1, 1, (m, n)) / np.sqrt(n) for n, m in pairwise(widths)]


def imbalance(W: Layers) -> float:
    """The largest |W_l W_l^T - W_{l+1}^T W_{l+1}|_F, relative to the largest |W_l|_F^2."""
    gaps = [np.linalg.norm(a @ a.T - b.T @ b) for a, b in pairwise(W)]
    return float(max(gaps, default=0.0) / max(np.linalg.norm(a) ** 2 for a in W))


def trained(
    model: Model, W: Layers, rate: float, epochs: int, seen: Callable[[int, Layers], None] = lambda t, W: None
) -> Layers:
    """Full-batch gradient descent; the rate is halved whenever 100 epochs improve the loss by less than 0.1 %."""
    loss, since = model.loss(W), 0
    for t in range(epochs):
        seen(t, W)
        W = [a - rate * g for a, g in zip(W, model.gradient(W))]
        since += 1
        if since == 100:
            now = model.loss(W)
            if not now < loss * (1 - 1e-3):
                rate /= 2
            loss, since = now, 0
    seen(epochs, W)
    return W
