"""Enclosures of all eigenvalues from one float64 eigendecomposition and a rigorous bound of its residual.

Kahan's theorem in the sharp form of Cao, Xie and Li (SIAM J. Matrix Anal. Appl. 17, 1996): for a symmetric A, a square Q
with smallest singular value s > 0 and a diagonal D with increasing entries,

    |lambda_i(A) - D_ii| <= ||A Q - Q D||_2 / s    for every i, multiplicities included.

Nothing is assumed about Q: a bad eigendecomposition gives a wide enclosure, not a wrong one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb

from verify.spectra.bounds import Array, U, frobenius, gamma, power
from verify.spectra.enclosures import NotCertified


def decomposed(A: Array) -> tuple[Array, Array]:
    """LAPACK's eigenvalues in increasing order and eigenvectors of a float64 matrix. Raises NotCertified when it fails."""
    try:
        values, vectors = np.linalg.eigh(A)
    except np.linalg.LinAlgError as error:
        raise NotCertified(f"the float64 eigensolver failed on {len(A)} rows: {error}") from None
    if not (np.isfinite(values).all() and np.isfinite(vectors).all() and (np.diff(values) >= 0).all()):
        raise NotCertified(f"the float64 eigensolver returned no increasing list of numbers on {len(A)} rows")
    return values, vectors


def residual_radius(A: Array, values: Array, Q: Array) -> Any:
    """An upper bound (arb) of max_i |lambda_i(A) - values_i| for values in increasing order. Raises NotCertified.

    Write R = A Q - Q D, and R' for its float64 value. Per entry, |fl(A Q) - A Q| <= gamma_n |A| |Q|, the product Q D has
    relative error u, and the subtraction relative error u of its result R'. So

        |R - R'| <= gamma_n |A| |Q| + u |Q| |D| + u |R'|   entry by entry,

    and ||R||_F <= (1 + u) ||R'||_F + gamma_n ||A||_F ||Q||_F + u ||Q||_F max|D|. Underflow adds at most 2^-1074 to each
    product of two numbers: n for an entry of A Q, one for an entry of Q D.
    """
    n = len(A)
    R = A @ Q
    R -= Q * values
    norm_Q = frobenius(Q)
    rounding = gamma(n) * frobenius(A) * norm_Q + U * norm_Q * arb_max(values) + 2 * n * n * power(-1074)
    return (((1 + U) * frobenius(R) + rounding) / smallest_singular_value(Q, norm_Q)).upper()


def smallest_singular_value(Q: Array, norm: Any) -> Any:
    """A lower bound of the smallest singular value of an almost orthogonal Q with ||Q||_F <= norm. Raises NotCertified.

    With G' the computed value of Q^T Q - I, ||Q^T Q - I||_F <= (1 + v) ||G'||_F + gamma ||Q||_F^2 =: g, where v is the unit
    roundoff and gamma = n v / (1 - n v), and the square is at least 1 - g. A crude bound will do, so float32 is enough for
    n v norm^2 = n^2 v small; rounding Q to float32 changes a singular value by at most v ||Q||_F (Weyl). An entry below
    2^-126 changes by at most 2^-150 instead, a product of two by at most 2^-149: n 2^-149 for Q, n^2 2^-148 for Q^T Q.
    """
    n = len(Q)
    single = n <= 1000
    v = arb(2) ** (-24 if single else -53)
    rounded = Q.astype(np.float32) if single else Q
    G = rounded.T @ rounded
    G[np.diag_indices(n)] -= 1
    length = norm * (1 + v) + n * power(-149)
    defect = (1 + v) * frobenius(G.astype(np.float64)) + n * v / (1 - n * v) * length**2 + n * n * power(-148)
    if not defect < 0.5:
        raise NotCertified(f"the float64 eigenvectors of {n} rows are not close to orthonormal")
    return ((1 - defect).sqrt() - (v * norm + n * power(-149) if single else 0)).lower()


def arb_max(values: Array) -> Any:
    """max |values| as a ball; 0 when there are none."""
    return arb(float(np.abs(values).max())) if values.size else arb(0)
