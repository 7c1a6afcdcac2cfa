"""Certified eigenvalues of an integer matrix: refinement, perturbation bounds between clusters, recursion inside them.

Bounds: H.-J. Li and R.-C. Li (A note on eigenvalues of perturbed Hermitian matrices, Linear Algebra Appl. 395, 2005): the
sorted eigenvalues of [[B, F^T], [F, C]] and of B + C side by side differ by at most ||F||^2 / eta, where eta > 0 separates
the spectra of B and C; and Weyl's inequality for everything that is bounded in norm only.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np
from flint import arb

from verify.spectra.bounds import Array, frobenius, power, root_of_squares
from verify.spectra.enclosures import NotCertified
from verify.spectra.fixed import BITS, Fixed, from_integers, scalar_matrix, total
from verify.spectra.floats import decomposed
from verify.spectra.refinement import Pair, View, power_of_two, started
from verify.spectra.residues import scaled_by

SEPARATE = 1e-6  # eigenvalues closer than this, relative to the largest entry, begin as one cluster
DEEPEST = 40  # levels of recursion

Ball = tuple[int, Any]  # (centre, radius): both in units of the integer matrix


def eigenvalues(A: Fixed, error: Any, tolerance: Any, depth: int = 0) -> list[Ball]:
    """Balls around the sorted eigenvalues of every symmetric matrix within `error` (2-norm, arb) of the integer matrix A.

    The i-th ball holds the i-th smallest eigenvalue. The radii come close to `tolerance` plus `error` (all in units of A)
    when the arithmetic allows it; the caller compares. Raises NotCertified when a cluster cannot be separated from the rest.
    """
    n = A.shape[0]
    if n == 1:
        return [(A.integers([0], [0])[0], error)]
    if A.is_zero:
        return [(0, error)] * n
    F, exponent = A.floats()
    size = frobenius(F, exponent) * arb("1.001")  # floats() errs by far less than 0.001 of the norm
    if size < tolerance:
        return [(0, (size + error).upper())] * n
    if depth > DEEPEST:
        raise NotCertified(f"clusters inside clusters, {depth} levels deep")
    scale = float(np.abs(F).max())
    values, Q = decomposed(F / scale)
    apart = max(SEPARATE, float(tolerance * power(-exponent) / (n * scale)))  # at tolerance / n a chain stays below it
    labels = np.concatenate([[0], np.cumsum(np.diff(values) > apart)])
    pair = started(A, Q, places=BITS * len(A.digits))
    del A, F, Q  # hundreds of megabytes at a few thousand rows
    return Refined(pair, labels, tolerance).balls(error, depth)


class Refined:
    """A pair refined until the bounds for its clusters meet the tolerance or stop shrinking."""

    def __init__(self, pair: Pair, labels: Array, tolerance: Any) -> None:
        self.pair, self.labels, self.tolerance = pair, labels, tolerance
        self.starts = np.concatenate([[0], np.flatnonzero(np.diff(labels)) + 1])
        self.stops = np.concatenate([self.starts[1:], [len(labels)]])
        self.together = labels[:, None] == labels[None, :]
        self._bound()
        worst = self._worst()
        while not worst < tolerance / 16:
            self.pair.step(self.view.correction(self.together, self.pair.Gamma.exponent))
            self._bound()
            before, worst = worst, self._worst()
            if not worst < before / 1000:
                break

    def _bound(self) -> None:
        """Bounds for T = G^(-1/2) S G^(-1/2), whose eigenvalues are exactly those of A.

        For ||G - I|| <= g <= 1/10 the binomial series gives G^(-1/2) = I - (G - I)/2 + R with ||R|| <= (3/8) g^2 / (1 - g)
        <= 0.42 g^2 =: r, so T differs from S - ((G-I) S + S (G-I))/2 by at most
        ||S|| (g^2/4 + 2 r + g r + r^2) <= 1.2 g^2 ||S||. With S = D + Delta + (error) and G - I = Gamma + (error):

            T = D - (Gamma D + D Gamma)/2 + Delta + remainder,
            ||remainder|| <= 1.2 g^2 ||S|| + ||Gamma|| ||Delta|| + (1 + g) S_error + G_error ||S||.

        """
        pair = self.pair
        view = self.view = View.of(pair, self.together)
        widest = arb(max(abs(x) for x in view.diagonal))
        outer, inner, Gamma_norm = (
            # floats() errs by 3 u |entry|, far below a thousandth, and by 2^-96 of the highest unit in each entry
            frobenius(matrix, exponent) * arb("1.001") + power(exponent - 96) * pair.size
            for matrix, exponent in (
                (view.Delta, view.Delta_exponent),
                (view.Inner, view.Inner_exponent),
                (view.Gamma, view.Gamma_exponent),
            )
        )
        Delta_norm = outer + inner
        S_norm = widest + Delta_norm + pair.S_error
        g = Gamma_norm + pair.G_error
        if not g < 0.1:
            raise NotCertified("the approximate eigenvectors are not close to orthonormal")
        self.Gamma_norm = Gamma_norm.upper()
        self.quadratic = (arb("1.2") * g**2 * S_norm + Gamma_norm * Delta_norm).upper()
        self.remainder = (self.quadratic + (1 + g) * pair.S_error + pair.G_error * S_norm).upper()
        self.deviation = (Delta_norm + Gamma_norm * widest + self.remainder).upper()  # of T from D
        self._rows(pair.size)

    def _rows(self, n: int) -> None:
        """For each cluster, the norm of its rows of T outside the cluster, without the remainder.

        An entry is Delta_ij - Gamma_ij (D_i + D_j) / 2, from digits that err by 3 u relatively and by 2^-96 of the highest
        unit. With the five roundings of the formula the error is in norm below 16 u times the norm of |Delta| + |Gamma|
        max|D|, plus n 2^-95 of the larger unit; n^2 2^-1000 of it covers what underflows.
        """
        view = self.view
        common = max(view.Delta_exponent, view.Gamma_exponent + view.shift)
        Delta = view.Delta * power_of_two(view.Delta_exponent - common)
        Gamma = view.Gamma * power_of_two(view.Gamma_exponent + view.shift - common)
        Gamma[self.together] = 0.0
        T = Delta - Gamma * (0.5 * (view.d + view.d[:, None]))
        sizes = frobenius(np.abs(Delta) + np.abs(Gamma))
        float_error = (16 * power(-53) * sizes + n * power(-95) + n * n * power(-1000)) * power(common)
        rows = np.einsum("ij,ij->i", T, T)
        self.outside = []
        for start, stop in zip(self.starts, self.stops):
            squares = float(rows[start:stop].sum())
            self.outside.append(root_of_squares(squares, n * (stop - start)) * power(common) + float_error)

    def _coupling(self) -> list[Any]:
        """For each cluster, how far its eigenvalues are from those of its own block of T. Raises NotCertified.

        The eigenvalues of either block of T are within the deviation || T - D || of diagonal entries (Weyl), so the two
        spectra are separated by the distance of the diagonal entries less twice that.
        """
        diagonal = self.view.diagonal
        self.low = [min(diagonal[a:b]) for a, b in zip(self.starts, self.stops)]
        self.high = [max(diagonal[a:b]) for a, b in zip(self.starts, self.stops)]
        last = len(self.low) - 1
        below = list(accumulate(self.high, max))  # below[k]: the largest entry of the clusters 0, …, k
        above = list(accumulate(reversed(self.low), min))[::-1]
        bounds = []
        for k, outside in enumerate(self.outside):
            gaps = [self.low[k] - below[k - 1]] if k > 0 else []
            gaps += [above[k + 1] - self.high[k]] if k < last else []
            if not gaps:
                bounds.append(arb(0))
                continue
            eta = arb(min(gaps)) - 2 * self.deviation
            if not eta > 0:
                raise NotCertified(f"cluster {k + 1} of {last + 1} cannot be separated from its neighbours")
            bounds.append(((outside + self.remainder) ** 2 / eta).upper())
        return bounds

    def _worst(self) -> Any:
        """The largest part of the radii that another step can shrink."""
        self.coupling = self._coupling()
        spread = max(b - a for a, b in zip(self.low, self.high))
        return largest([*self.coupling, self.quadratic, self.Gamma_norm * spread])

    def balls(self, error: Any, depth: int) -> list[Ball]:
        """Balls around the sorted eigenvalues, see eigenvalues()."""
        found: list[Ball] = []
        for k, (start, stop) in enumerate(zip(self.starts, self.stops)):
            so_far = self.coupling[k] + error
            if stop - start == 1:
                found.append(self._single(start, so_far))
            else:
                found += self._cluster(np.arange(start, stop), so_far, depth)
        return found

    def _single(self, i: int, so_far: Any) -> Ball:
        """T_ii up to the remainder and one unit."""
        return self._rayleigh(i), (so_far + self.remainder + 1).upper()

    def _rayleigh(self, i: int) -> int:
        """D_i - Gamma_ii D_i, which is T_ii without the remainder; rounding the product down errs by at most one unit."""
        D, Gamma = self.view.diagonal[i], self.view.Gamma_diagonal[i]
        return D - (Gamma * D >> -self.pair.Gamma.exponent)

    def _cluster(self, chosen: Array, so_far: Any, depth: int) -> list[Ball]:
        """The block of T is c I + B up to the remainder and ||Gamma|| max|D_i - c|, with B = S - c I - c Gamma.

        Any c will do; B is smallest when it is an eigenvalue. c Gamma is within one unit entry by entry.
        """
        m = len(chosen)
        c = self._rayleigh(int(chosen[m // 2]))
        spread = max(abs(self.view.diagonal[i] - c) for i in chosen)
        S, Gamma = self.pair.S.block(chosen), self.pair.Gamma.block(chosen)
        stretched = scaled_by(Gamma, from_integers([-c], (1, 1), 0), 0)
        B = total(S, scalar_matrix(-c, m), stretched)
        error = so_far + self.remainder + self.Gamma_norm * spread + m
        return [(v + c, r) for v, r in eigenvalues(B, error.upper(), self.tolerance, depth + 1)]


def largest(bounds: list[Any]) -> Any:
    """The largest of some exact upper bounds."""
    return max((b.upper() for b in bounds), default=arb(0))
