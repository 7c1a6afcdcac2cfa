"""Refinement of approximate eigenvectors, carried out on X^T A X and X^T X instead of on X.

One step multiplies X by I + E, where E solves the first-order equations of Ogita and Aishima (Iterative refinement for
symmetric eigenvalue decomposition, Japan J. Indust. Appl. Math. 35, 2018; clusters: part II, 36, 2019). E is a float64
matrix taken as exact, so the transformed matrices are exactly (I+E)^T S (I+E) and (I+E)^T G (I+E) up to bounded rounding:
the accuracy of E decides how fast the refinement is, never whether the enclosures are right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb
from numpy.typing import NDArray

from verify.spectra.bounds import Array, frobenius, power
from verify.spectra.enclosures import NotCertified
from verify.spectra.fixed import BITS, Fixed, diagonal_of, from_floats, symmetric, total
from verify.spectra.residues import congruence, gram, product

START = -54  # eigenvectors of LAPACK are kept to this binary place


@dataclass
class Pair:
    """S and G = I + Gamma with || S - X^T A X ||_2 <= S_error and || G - X^T X ||_2 <= G_error for some square X.

    S counts in the unit of the integer matrix A, Gamma is a plain number.
    """

    S: Fixed
    Gamma: Fixed
    S_error: Any
    G_error: Any

    @property
    def size(self) -> int:
        """Number of rows."""
        return self.S.shape[0]

    def step(self, E: Fixed) -> None:
        """Replace X by X (I + E).

        With C = S E: (I+E)^T S (I+E) = S + C + C^T + E^T C; with B = (I + Gamma) E: (I+E)^T (I+Gamma) (I+E) - I
        = Gamma + B + B^T + E^T B. Products are within one unit entry by entry, n units in norm: C enters twice and once
        more through E^T, which then is made symmetric from its lower triangle (a factor of at most sqrt 2 in the Frobenius
        norm), so that the rounding is below 2 n + sqrt 2 (n + n ||E||) <= (4 + 2 ||E||) n units. Earlier errors grow by at
        most (1 + ||E||)^2.
        """
        n = self.size
        values, exponent = E.floats()
        norm = frobenius(values, exponent) * arb("1.001") + power(-1000)
        self.S = self._transformed(self.S, E, product(self.S, E, 0), 0)
        unit = self.Gamma.exponent
        self.Gamma = self._transformed(self.Gamma, E, total(E, product(self.Gamma, E, unit)), unit)
        rounding = (4 + 2 * norm) * n
        self.S_error = (self.S_error * (1 + norm) ** 2 + rounding).upper()
        self.G_error = (self.G_error * (1 + norm) ** 2 + rounding * power(unit)).upper()

    @staticmethod
    def _transformed(M: Fixed, E: Fixed, C: Fixed, unit: int) -> Fixed:
        quadratic = symmetric(product(E.T, C, unit, lower=True))
        return total(M, C, C.T, quadratic)


def started(A: Fixed, Q: Array, places: int) -> Pair:
    """The pair of an integer matrix A and float64 eigenvectors Q rounded to 54 binary places.

    Gamma has `places` binary places, a multiple of 24.

    Every entry of S is within 0.51 units of X^T A X, of Gamma within 0.51 units 2^-places.
    """
    n = len(Q)
    X = from_floats(Q, 0, START)
    S = congruence(X, A, 0)
    minus_one = np.zeros((places // BITS + 1, n, n))
    minus_one[-1] = -np.eye(n)
    Gamma = total(gram(X, -places), Fixed(minus_one, -places))
    return Pair(symmetric(S), Gamma, arb(n), n * power(-places))


@dataclass
class View:
    """A pair as float64 sees it: d, the diagonal of S times 2^-shift, and float64 matrices with their exponents.

    Delta is S outside the clusters, Inner is S inside them without the diagonal. They are read apart because Delta shrinks
    from step to step and Inner does not. The diagonals of S and Gamma are kept as integers too, in their units.
    """

    diagonal: list[int]
    Gamma_diagonal: list[int]
    shift: int
    d: Array
    Delta: Array
    Delta_exponent: int
    Inner: Array
    Inner_exponent: int
    Gamma: Array
    Gamma_exponent: int

    @classmethod
    def of(cls, pair: Pair, together: NDArray[np.bool_]) -> View:
        """Read the leading digits of a pair; `together` is True for two indices of one cluster."""
        diagonal = diagonal_of(pair.S)
        shift = max((abs(x).bit_length() for x in diagonal), default=0)
        lowered = max(shift - 1000, 0)  # int / int is correctly rounded; below 2^1000 nothing overflows
        d = np.array([(x / (1 << lowered)) for x in diagonal]) * 2.0 ** (lowered - shift)
        outer = pair.S.where(~together).floats()
        inner = pair.S.where(together & ~np.eye(pair.size, dtype=bool)).floats()
        return cls(diagonal, diagonal_of(pair.Gamma), shift, d, *outer, *inner, *pair.Gamma.floats())

    def correction(self, together: NDArray[np.bool_], lowest: int) -> Fixed:
        """E with (I+E)^T S (I+E) close to block diagonal and (I+E)^T G (I+E) close to I, both up to third order.

        First order: E1 = (Delta - Gamma D) / (D_j - D_i) between clusters, -Gamma / 2 inside. It leaves
        P = S' E1 + E1^T S' + E1^T D E1, S' = Delta + Inner, and Q = Gamma E1 + E1^T Gamma + E1^T E1; the second-order part
        is the same formula for P and Q. Rounded to 56 to 79 binary places below the largest entry, not below 2^lowest.
        """
        common = max(self.Delta_exponent - self.shift, self.Gamma_exponent)
        Delta = self.Delta * power_of_two(self.Delta_exponent - self.shift - common)
        Inner = self.Inner * power_of_two(self.Inner_exponent - self.shift - common)
        Gamma = self.Gamma * power_of_two(self.Gamma_exponent - common)
        first = self._solved(Delta, Gamma, together)
        P = first.T @ (2 * (Delta + Inner) + self.d[:, None] * first)
        Q = first.T @ (2 * Gamma + first)
        second = self._solved(0.5 * (P + P.T), 0.5 * (Q + Q.T), together)
        if not (np.isfinite(first).all() and np.isfinite(second).all()):
            raise NotCertified("two clusters have the same eigenvalue in float64")
        top = common + int(np.frexp(float(np.abs(first).max()))[1])
        unit = max(-(-(top - 80) // BITS) * BITS, lowest)
        return total(from_floats(first, common, unit), from_floats(second, 2 * common, unit))

    def _solved(self, Delta: Array, Gamma: Array, together: NDArray[np.bool_]) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            E = (Delta - Gamma * self.d) / (self.d - self.d[:, None])
        np.copyto(E, -0.5 * Gamma, where=together)
        return E


def power_of_two(exponent: int) -> float:
    """2^exponent as a float64, but 0 far below the least number and 2^900 above that."""
    return 2.0 ** min(max(exponent, -1100), 900)
