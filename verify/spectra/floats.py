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
    if not (np.isfinite(values).all() and np.isfinite(vectors).all()):
        raise NotCertified(f"the float64 eigensolver returned no numbers on {len(A)} rows")
    return values, vectors


def residual_radius(A: Array, values: Array, Q: Array) -> Any:
    """An upper bound (arb) of max_i |lambda_i(A) - values_i| for values in increasing order. Raises NotCertified.

    Write R = A Q - Q D, and R' for its float64 value. Per entry, |fl(A Q) - A Q| <= gamma_n |A| |Q|, the product Q D has
    relative error u, and the subtraction relative error u of its result R'. So

        |R - R'| <= gamma_n |A| |Q| + u |Q| |D| + u |R'|   entry by entry,

    and ||R||_F <= (1 + u) ||R'||_F + gamma_n ||A||_F ||Q||_F + u ||Q||_F max|D|. In the same way, with G' the float64 value
    of Q^T Q - I, ||Q^T Q - I||_F <= (1 + u) ||G'||_F + gamma_n ||Q||_F^2 =: g, and s^2 >= 1 - g. Underflow adds at most
    2^-1074 to each product of two numbers: n for an entry of either matrix product.
    """
    n = len(A)
    underflow = 2 * n * n * power(-1074)
    R = A @ Q
    R -= Q * values
    G = Q.T @ Q
    G[np.diag_indices(n)] -= 1
    norm_Q = frobenius(Q)
    largest = arb_max(values)
    residual = (1 + U) * frobenius(R) + gamma(n) * frobenius(A) * norm_Q + U * norm_Q * largest + underflow
    defect = (1 + U) * frobenius(G) + gamma(n) * norm_Q**2 + underflow
    if not defect < 0.5:
        raise NotCertified(f"the float64 eigenvectors of {n} rows are not close to orthonormal")
    return (residual / (1 - defect).sqrt()).upper()


def arb_max(values: Array) -> Any:
    """max |values| as a ball; 0 when there are none."""
    return arb(float(np.abs(values).max())) if values.size else arb(0)
