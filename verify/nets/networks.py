"""A deep linear network with its data moments: product, loss and gradient, over exact rationals or mpmath reals.

Layers are listed first layer first: layers[l-1] is W^l, of shape d_l x d_{l-1}.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flint import fmpq_mat

from verify.nets.matrices import RATIONALS, Arithmetic, Matrix, identity, trace


@dataclass(frozen=True, eq=False)
class Network:
    """W^1, …, W^L with Sigma_xx = E[x x^T] (d_0 x d_0) and Sigma_yx = E[y x^T] (d_L x d_0).

    Raises ValueError when shapes do not match, or (over Q) when no distribution of (x, y) has these moments.
    `yy` is E|y|^2; None takes the least value that the other two moments allow. It shifts the loss by a constant.
    """

    layers: tuple[Matrix, ...]
    sigma_xx: Matrix
    sigma_yx: Matrix
    arithmetic: Arithmetic = RATIONALS
    yy: Any = None
    checked: bool = True  # False only for a moved network, whose data were checked before

    def __post_init__(self) -> None:
        if not self.checked:
            return
        shape = self.arithmetic.shape
        if not self.layers:
            raise ValueError("a network has at least one layer")
        given = (*self.layers, self.sigma_xx, self.sigma_yx)
        if self.arithmetic is RATIONALS and not all(isinstance(M, fmpq_mat) for M in given):
            raise ValueError("layers and moments are matrices over Q (fmpq_mat); verify.hessian_spectrum takes arrays")
        for l, (lower, upper) in enumerate(zip(self.layers, self.layers[1:]), 1):
            if shape(upper)[1] != shape(lower)[0]:
                raise ValueError(f"W^{l + 1} has {shape(upper)[1]} columns, W^{l} has {shape(lower)[0]} rows")
        d_0, d_L = self.widths[0], self.widths[-1]
        if shape(self.sigma_xx) != (d_0, d_0) or shape(self.sigma_yx) != (d_L, d_0):
            raise ValueError(f"Sigma_xx must be {d_0} x {d_0} and Sigma_yx {d_L} x {d_0}")
        if self.arithmetic is RATIONALS and not realisable(self.sigma_xx, self.sigma_yx):
            raise ValueError("no distribution of (x, y) has these Sigma_xx and Sigma_yx")

    @property
    def L(self) -> int:
        """Depth."""
        return len(self.layers)

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """d_0, …, d_L."""
        shapes = [self.arithmetic.shape(W) for W in self.layers]
        return (shapes[0][1], *(rows for rows, _ in shapes))

    @property
    def p(self) -> int:
        """Number of parameters."""
        return sum(a * b for a, b in zip(self.widths, self.widths[1:]))

    def above(self, l: int) -> Matrix:
        """W^{L:l+1} = W^L … W^{l+1}, of shape d_L x d_l."""
        product = identity(self.arithmetic, self.widths[-1])
        for W in reversed(self.layers[l:]):
            product = product * W
        return product

    def below(self, l: int) -> Matrix:
        """W^{l-1:1} = W^{l-1} … W^1, of shape d_{l-1} x d_0."""
        product = identity(self.arithmetic, self.widths[0])
        for W in self.layers[: l - 1]:
            product = W * product
        return product

    def product(self) -> Matrix:
        """The end-to-end matrix W^{L:1}, of shape d_L x d_0."""
        return self.below(self.L + 1)

    def omega(self) -> Matrix:
        """Omega = W^{L:1} Sigma_xx - Sigma_yx, of shape d_L x d_0."""
        return self.product() * self.sigma_xx - self.sigma_yx

    def loss(self) -> Any:
        """The population loss (1/2) E |y - W^{L:1} x|^2, expanded in the moments of (x, y)."""
        a, P = self.arithmetic, self.product()
        PT = a.transpose(P)
        cross = trace(a, self.sigma_yx * PT)
        square = trace(a, P * self.sigma_xx * PT)
        return (self.second_moment_of_y() - 2 * cross + square) / 2

    def second_moment_of_y(self) -> Any:
        """E|y|^2: as given, or the least that Sigma_xx and Sigma_yx allow, tr(Sigma_yx Sigma_xx^+ Sigma_xy)."""
        if self.yy is not None:
            return self.arithmetic.number(self.yy)
        return least_second_moment(self.arithmetic, self.sigma_xx, self.sigma_yx)

    def gradient(self) -> tuple[Matrix, ...]:
        """dL/dW^l for l = 1, …, L, each of the shape of W^l: (W^{L:l+1})^T Omega (W^{l-1:1})^T."""
        omega = self.omega()
        return tuple(self.pull_back(omega, l) for l in range(1, self.L + 1))

    def pull_back(self, residual: Matrix, l: int) -> Matrix:
        """(W^{L:l+1})^T R (W^{l-1:1})^T: the derivative of <R, W^{L:1}> with respect to W^l."""
        transpose = self.arithmetic.transpose
        return transpose(self.above(l)) * residual * transpose(self.below(l))

    def moved(self, layers: tuple[Matrix, ...]) -> Network:
        """The same data with other weights."""
        return replace(self, layers=layers, checked=False)

    @cached_property
    def places(self) -> list[tuple[int, int, int]]:
        """(layer from 0, row, column) of each parameter: layer by layer, each layer row by row (the paper's vec_r)."""
        return [
            (l, i, j) for l, (n, m) in enumerate(zip(self.widths, self.widths[1:])) for i in range(m) for j in range(n)
        ]

    def bumped(self, *changes: tuple[int, Any]) -> Network:
        """The network with the given amounts added to the given parameters (by number)."""
        layers = list(self.layers)
        for number, amount in changes:
            l, i, j = self.places[number]
            layers[l] = self.arithmetic.copy(layers[l])
            layers[l][i, j] += amount
        return self.moved(tuple(layers))


def realisable(sigma_xx: fmpq_mat, sigma_yx: fmpq_mat) -> bool:
    """Whether some distribution of (x, y) has these moments.

    Exactly when Sigma_xx is symmetric and positive semidefinite and the rows of Sigma_yx lie in its range.
    """
    if sigma_xx != sigma_xx.transpose():
        return False
    # all eigenvalues are real, so the signs of the characteristic polynomial decide (Descartes)
    coefficients = sigma_xx.charpoly().coeffs()
    signs = [c * (-1) ** (len(coefficients) - 1 - k) for k, c in enumerate(coefficients)]
    if any(s < 0 for s in signs):
        return False
    stacked = fmpq_mat(sigma_xx.nrows() + sigma_yx.nrows(), sigma_xx.ncols(), sigma_xx.entries() + sigma_yx.entries())
    return bool(stacked.rank() == sigma_xx.rank())


def least_second_moment(arithmetic: Arithmetic, sigma_xx: Matrix, sigma_yx: Matrix) -> Any:
    """tr(Sigma_yx Sigma_xx^+ Sigma_xy), the least E|y|^2 (y a linear function of x)."""
    exact_xx, exact_yx = arithmetic.exact(sigma_xx), arithmetic.exact(sigma_yx)
    reduced, rank = exact_xx.rref()
    pivots = [next(j for j in range(reduced.ncols()) if reduced[i, j] != 0) for i in range(rank)]
    block = fmpq_mat(rank, rank, [exact_xx[i, j] for i in pivots for j in pivots])
    part = fmpq_mat(exact_yx.nrows(), rank, [exact_yx[i, j] for i in range(exact_yx.nrows()) for j in pivots])
    total = trace(RATIONALS, part * block.inv() * part.transpose()) if rank else RATIONALS.number(0)
    return arithmetic.number(total)
