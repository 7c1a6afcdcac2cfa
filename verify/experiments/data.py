"""Scikit-learn's handwritten digits, subsampled with a wanted share of one class, raw or orthogonalised. float64."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.errors import BadInput

CLASSES = 10
SAMPLES = 180  # the largest multiple of 10 of which 98 % can be of one class: no class has fewer than 174 digits
Array = Any  # a float64 array


@dataclass(frozen=True)
class Sample:
    """X (d_0 x n) and one-hot Y (10 x n); `share` is the largest share of a class, `lost` how many features were dropped.

    A whitened X has orthogonal rows of length sqrt(n) sigma_x; features that depend on others were dropped before.
    """

    X: Array
    Y: Array
    share: float
    whitened: bool
    lost: int


def counts(share: float, samples: int = SAMPLES) -> list[int]:
    """How many samples of class 0, …, 9: floor((1 - share) n / 9) of each of the classes 1 to 9, the rest of class 0."""
    each = int((1 - share) * samples / (CLASSES - 1) + 1e-9)
    return [samples - (CLASSES - 1) * each, *[each] * (CLASSES - 1)]


def digits(share: float, whitened: bool, seed: int) -> Sample:
    """A subset of the digits, pixels in [0, 1]. Raises BadInput without scikit-learn, or where a class is too small."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise BadInput("the experiments need an extra; in the verifier's folder: pip install '.[experiments]'") from None
    bunch = load_digits()
    features, classes = np.asarray(bunch.data, dtype=float) / 16, np.asarray(bunch.target)
    source, chosen = np.random.default_rng(seed), []
    for label, count in enumerate(counts(share)):
        places = np.flatnonzero(classes == label)
        if count > len(places):
            raise BadInput(f"a share of {share} needs {count} digits of class {label}; there are {len(places)}")
        chosen += list(source.permutation(places)[:count])
    X = features[chosen].T
    Y = np.eye(CLASSES)[classes[chosen]].T
    largest = float(Y.sum(axis=1).max() / Y.shape[1])
    if not whitened:
        return Sample(X, Y, largest, False, 0)
    made = orthogonalised(X, 1.0)
    return Sample(made, Y, largest, True, X.shape[0] - made.shape[0])


def orthogonalised(X: Array, sigma: float) -> Array:
    """sqrt(n) sigma Q^T with X^T = Q R: one row for each feature that does not depend on the ones before it."""
    n = X.shape[1]
    kept: list[Array] = []
    for row in X:
        rest = row.copy()
        for _ in range(2):  # the second pass removes what the rounding of the first one left
            for q in kept:
                rest = rest - (q @ rest) * q
        length = np.linalg.norm(rest)
        if length > 1e-9 * max(1.0, float(np.linalg.norm(row))):
            kept.append(rest / length)
    return np.sqrt(n) * sigma * np.array(kept)
