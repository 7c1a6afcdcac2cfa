"""Measured in float64: largest eigenvalues by Lanczos (ARPACK) and LOBPCG, the trace by Hutchinson's estimate."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from verify.errors import BadInput
from verify.experiments.models import Layers, Model

Array = Any


def flat(W: Layers) -> Array:
    """All entries of all layers in one vector."""
    return np.concatenate([layer.ravel() for layer in W])


def shaped(vector: Array, like: Layers) -> Layers:
    """The vector cut into layers of the given shapes."""
    cuts = np.cumsum([layer.size for layer in like])[:-1]
    return [part.reshape(layer.shape) for part, layer in zip(np.split(vector, cuts), like)]


def operator(model: Model, W: Layers) -> Any:
    """The Hessian at W as a SciPy LinearOperator."""
    try:
        from scipy.sparse.linalg import LinearOperator
    except ImportError:
        raise BadInput("the experiments need an extra; in the verifier's folder: pip install '.[experiments]'") from None
    size = sum(layer.size for layer in W)

    def times(vector: Array) -> Array:
        return flat(model.hessian_times(W, shaped(np.asarray(vector, dtype=float).ravel(), W)))

    return LinearOperator((size, size), matvec=times, dtype=float)


def top_eigenvalues(model: Model, W: Layers, k: int) -> Array:
    """The k largest eigenvalues, falling, by Lanczos."""
    from scipy.sparse.linalg import eigsh

    start = np.random.default_rng(0).standard_normal(sum(layer.size for layer in W))
    return np.sort(eigsh(operator(model, W), k=k, which="LA", v0=start, return_eigenvectors=False))[::-1]


def top_by_lobpcg(model: Model, W: Layers, k: int) -> Array:
    """The k largest eigenvalues, falling, by LOBPCG from a normal random block."""
    from scipy.sparse.linalg import lobpcg

    H = operator(model, W)
    start = np.random.default_rng(0).standard_normal((H.shape[0], k + 5))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the spare vectors of the block converge last; the table shows how far
        values, _ = lobpcg(H, start, largest=True, maxiter=300, tol=1e-6)
    return np.sort(values)[::-1][:k]


def hutchinson(model: Model, W: Layers, samples: int, seed: int) -> tuple[float, float]:
    """The mean of z^T H z over normal z, and its standard error."""
    source, size = np.random.default_rng(seed), sum(layer.size for layer in W)
    seen = []
    for _ in range(samples):
        z = source.standard_normal(size)
        seen.append(float(z @ flat(model.hessian_times(W, shaped(z, W)))))
    return float(np.mean(seen)), float(np.std(seen, ddof=1) / np.sqrt(samples))
