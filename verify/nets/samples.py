"""A distribution of (x, y) with the moments of a network: every expectation is a finite mean of exact numbers.

x runs over the corners of the cube {-1, 1}^k, k the rank of Sigma_xx = I_k padded, all equally likely, and
y = Sigma_yx x + s e_1 with a sign s of its own, times a rational size: then E[x x^T] and E[y x^T] are as wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

from flint import arb, fmpq, fmpq_mat

from verify.nets.networks import Network


class CubeSample:
    """All points (x, y) of that distribution, and means over them. `noise` is the size of the part of y apart from x."""

    def __init__(self, net: Network, rank_xx: int, noise: fmpq | int = 0) -> None:
        exact = net.arithmetic.exact
        self.map: fmpq_mat = exact(net.product())
        target, d_0, d_L = exact(net.sigma_yx), net.widths[0], net.widths[-1]
        self.points: list[tuple[fmpq_mat, fmpq_mat]] = []
        for *corner, sign in product((-1, 1), repeat=rank_xx + 1):
            x = fmpq_mat(d_0, 1, [*corner, *([0] * (d_0 - rank_xx))])
            self.points.append((x, target * x + fmpq_mat(d_L, 1, [sign * noise, *([0] * (d_L - 1))])))

    def mean(self, value: Callable[[fmpq_mat, fmpq_mat], Any]) -> Any:
        """The mean of a number over all points."""
        total: Any = fmpq(0)
        for x, y in self.points:
            total = total + value(x, y)
        return total / len(self.points)

    def residual(self, x: fmpq_mat, y: fmpq_mat) -> fmpq_mat:
        """delta = F_W(x) - y."""
        return self.map * x - y

    def squared_residual(self, x: fmpq_mat, y: fmpq_mat) -> fmpq:
        """|delta|^2."""
        return square(self.residual(x, y))

    def product_of_lengths(self, x: fmpq_mat, y: fmpq_mat) -> Any:
        """|delta| |x|."""
        return arb(self.squared_residual(x, y) * square(x)).sqrt()


def square(column: fmpq_mat) -> fmpq:
    """The squared Euclidean length."""
    return sum((entry * entry for entry in column.entries()), fmpq(0))
