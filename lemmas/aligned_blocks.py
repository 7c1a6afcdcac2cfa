"""The blocks of the whole Hessian at an aligned balanced network: derived for symbolic depth, and as exact matrices.

Shared by Lemma A.11, Theorem 3.5, Corollary 3.6 and the exact spectrum. Orthogonal changes W^1 -> W^1 V, W^L -> U^T W^L keep
the spectrum, so every W^l is diag(lambda_1, …, lambda_{d*}) padded with zeros, Sigma_xx = diag(sigma_1, …, sigma_{d_0}) and
Sigma_yx = diag(s_1, …, s_{d*}) padded; omega_i = sigma_i lambda_i^L - s_i, lambda_i = 0 for i > d*, and 0^0 = 1. The second
differential in directions E^l has two parts: the first-order change of the product, weighted by Sigma_xx (H_o), and
<Omega, second-order change> (H_f). Both couple the entries (i, j) of the E^l with (i, j) and (j, i) only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp
from flint import fmpq, fmpq_mat, fmpq_poly

from verify import BalancedNetwork, SymmetricMatrix, TrainedNetwork

# notation: a = lambda_i, b = lambda_j; x_l is the entry (i, j) of E^l, y_l its entry (j, i)

L, k, n = (sp.Symbol(name, integer=True, positive=True) for name in "Lkn")
a, b = (sp.Symbol(name, positive=True) for name in ("lambda_i", "lambda_j"))
omega_i, omega_j = sp.symbols("omega_i omega_j", real=True)
sigma_i, sigma_j = sp.symbols("sigma_i sigma_j", nonnegative=True)
RESIDUAL = sp.diag(omega_i, omega_j)
X, Y = sp.Matrix([[0, 1], [0, 0]]), sp.Matrix([[0, 0], [1, 0]])
E = sp.Matrix([[1, 0], [0, 0]])


# derivation, in the 2 x 2 corner of the indices i and j


def layers(copies: sp.Expr) -> sp.Matrix:
    """The product of `copies` unperturbed layers."""
    return sp.diag(a**copies, b**copies)


def first_order(direction: sp.Matrix, layer: sp.Expr) -> sp.Matrix:
    """W^{L:l+1} E W^{l-1:1}."""
    return layers(L - layer) * direction * layers(layer - 1)


def second_order(upper: sp.Matrix, lower: sp.Matrix, gap: sp.Expr) -> sp.Expr:
    """<Omega, W^{L:k+1} E^k W^{k-1:l+1} E^l W^{l-1:1}> with k - l = gap > 0; it must not depend on where l is."""
    l = sp.Symbol("l", integer=True, positive=True)
    change = layers(L - l - gap) * upper * layers(gap - 1) * lower * layers(l - 1)
    paired = sp.powsimp((RESIDUAL.T * change).trace())
    if paired.has(l):
        raise ValueError("the coupling depends on the layer")
    return paired


def pair_vector() -> sp.Expr:
    """v_k: what E^k_{ij} adds to entry (i, j) of the product; with the E^l_{ji} taken in the order l = L, …, 1 the same."""
    forward, backward = first_order(X, k)[0, 1], first_order(Y, L + 1 - k)[1, 0]
    if sp.powsimp(forward - backward) != 0:
        raise ValueError("the two orders differ")
    return forward


def pair_coupling_below() -> sp.Expr:
    """C_kl for k + l = n <= L: layer k of x under layer L + 1 - l of y, so the gap is L + 1 - n."""
    return second_order(Y, X, L + 1 - n)


def pair_coupling_above() -> sp.Expr:
    """C_kl for k + l = n >= L + 2: layer k of x above layer L + 1 - l of y, so the gap is n - L - 1."""
    return second_order(X, Y, n - L - 1)


def diagonal_first_order() -> sp.Expr:
    """What each E^l_{ii} adds to entry (i, i) of the product."""
    return sp.powsimp(first_order(E, k)[0, 0])


def diagonal_coupling() -> sp.Expr:
    """The coupling of E^k_{ii} and E^l_{ii}, k > l."""
    return second_order(E, E, n)


def outer_coupling() -> sp.Expr:
    """The coupling of E^{l+1}_{ij} and E^l_{ji} for i <= d* < j <= d_l: index j has no singular value, so the gap is 1."""
    return second_order(X, Y, sp.Integer(1))


# the same as matrices over Q


@dataclass(frozen=True)
class Setting:
    """The numbers that the spectrum depends on. `sigmas` has d_0 entries, `values` and `targets` have d*."""

    widths: tuple[int, ...]
    values: tuple[fmpq, ...]
    sigmas: tuple[fmpq, ...]
    targets: tuple[fmpq, ...]

    @property
    def L(self) -> int:
        return len(self.widths) - 1

    @property
    def omegas(self) -> list[fmpq]:
        """omega_i = sigma_i lambda_i^L - s_i."""
        return [s * x**self.L - y for s, x, y in zip(self.sigmas, self.values, self.targets)]

    @property
    def norm_bound(self) -> fmpq:
        """(L - 1) max |omega_i| max |lambda_i|^(L-2): no eigenvalue of H_f is larger in size."""
        return (self.L - 1) * max(map(abs, self.omegas)) * max(map(abs, self.values)) ** (self.L - 2)


@dataclass(frozen=True)
class Shapes:
    """The entries of the blocks as functions of depth, indices and the numbers of i and j (keywords as in a revision)."""

    vector: Callable[..., Any]
    below: Callable[..., Any]
    middle: Callable[..., Any]
    above: Callable[..., Any]
    diagonal: Callable[..., Any]
    off_diagonal: Callable[..., Any]
    rim: Callable[..., Any]


def _power(base: fmpq, exponent: int) -> fmpq:
    return base**exponent if exponent else fmpq(1)


DERIVED = Shapes(
    vector=lambda L, k, lambda_i, lambda_j, **_: _power(lambda_i, L - k) * _power(lambda_j, k - 1),
    below=lambda L, n, lambda_i, lambda_j, omega_j, **_: omega_j * _power(lambda_i, L - n) * _power(lambda_j, n - 2),
    middle=lambda **_: fmpq(0),
    above=lambda L, n, lambda_i, lambda_j, omega_i, **_: omega_i * _power(lambda_i, 2 * L - n) * _power(lambda_j, n - L - 2),
    diagonal=lambda L, lambda_i, **_: _power(lambda_i, L - 1),
    off_diagonal=lambda L, lambda_i, omega_i, **_: omega_i * _power(lambda_i, L - 2),
    rim=lambda L, lambda_i, omega_i, **_: omega_i * _power(lambda_i, L - 2),
)


@dataclass(frozen=True)
class Block:
    """One diagonal block, `copies` times: its parts in H_o and in H_f."""

    family: str
    copies: int
    outer: fmpq_mat
    functional: fmpq_mat


class AlignedSpectrum:
    """The blocks of H_o, H_f and H at an aligned balanced network of depth >= 2, whatever p is."""

    def __init__(self, setting: Setting, shapes: Shapes = DERIVED) -> None:
        self.setting, self.shapes = setting, shapes

    @cached_property
    def blocks(self) -> list[Block]:
        """All families: D, P (which covers sigma_i = sigma_j and not), R1, R2, R3, Z."""
        s, d = self.setting, self.setting.widths
        star = len(s.values)
        made = []
        for i in range(star):
            made.append(self._diagonal(i))
            made += [self._pair(i, j) for j in range(i + 1, star)]
            square = self.shapes.diagonal(**self._numbers(i)) ** 2
            made += [Block("R1", 1, _single(sigma * square), fmpq_mat(1, 1)) for sigma in s.sigmas[star:]]
            made.append(Block("R2", d[-1] - star, _single(s.sigmas[i] * square), fmpq_mat(1, 1)))
            rim = self.shapes.rim(**self._numbers(i))
            made.append(Block("R3", sum(d[1:-1]) - (s.L - 1) * star, fmpq_mat(2, 2), fmpq_mat(2, 2, [0, rim, rim, 0])))
        rest = sum((d[l] - star) * (d[l - 1] - star) for l in range(1, s.L + 1))
        return [*made, Block("Z", rest, fmpq_mat(1, 1), fmpq_mat(1, 1))]

    def _numbers(self, i: int, j: int | None = None) -> dict[str, Any]:
        s = self.setting
        made = {"L": s.L, "lambda_i": s.values[i], "omega_i": s.omegas[i], "sigma_i": s.sigmas[i]}
        return made if j is None else made | {"lambda_j": s.values[j], "omega_j": s.omegas[j], "sigma_j": s.sigmas[j]}

    def _diagonal(self, i: int) -> Block:
        """D: sigma u^2 11^T + c (11^T - I)."""
        size, numbers = self.setting.L, self._numbers(i)
        first, coupling = self.shapes.diagonal(**numbers), self.shapes.off_diagonal(**numbers)
        outer = [self.setting.sigmas[i] * first * first] * (size * size)
        functional = [fmpq(0) if k == l else coupling for k in range(size) for l in range(size)]
        return Block("D", 1, fmpq_mat(size, size, outer), fmpq_mat(size, size, functional))

    def _pair(self, i: int, j: int) -> Block:
        """P: [[sigma_j v v^T, C], [C, sigma_i v v^T]]; it splits into sigma v v^T +- C when sigma_i = sigma_j."""
        size, numbers, s = self.setting.L, self._numbers(i, j), self.setting
        v = [self.shapes.vector(k=k, **numbers) for k in range(1, size + 1)]
        hankel = [self._hankel(total, numbers) for total in range(2 * size + 1)]
        outer, functional = fmpq_mat(2 * size, 2 * size), fmpq_mat(2 * size, 2 * size)
        for k in range(size):
            for l in range(size):
                outer[k, l] = s.sigmas[j] * v[k] * v[l]
                outer[size + k, size + l] = s.sigmas[i] * v[k] * v[l]
                functional[k, size + l] = functional[size + l, k] = hankel[k + l + 2]
        return Block("P", 1, outer, functional)

    def _hankel(self, total: int, numbers: dict[str, Any]) -> Any:
        if total < 2:
            return fmpq(0)
        which = self.shapes.below if total <= self.setting.L else self.shapes.above
        return (self.shapes.middle if total == self.setting.L + 1 else which)(n=total, **numbers)

    def _product(self, part: Callable[[Block], fmpq_mat]) -> fmpq_poly:
        made = fmpq_poly([1])
        for block in self.blocks:
            made *= part(block).charpoly() ** block.copies
        return made

    @cached_property
    def hessian(self) -> fmpq_poly:
        """The characteristic polynomial of H."""
        return self._product(lambda block: block.outer + block.functional)

    @cached_property
    def outer_product_hessian(self) -> fmpq_poly:
        """The characteristic polynomial of H_o."""
        return self._product(lambda block: block.outer)

    @cached_property
    def functional_hessian(self) -> fmpq_poly:
        """The characteristic polynomial of H_f."""
        return self._product(lambda block: block.functional)

    def above(self, point: fmpq) -> int:
        """How many eigenvalues of H are > point, block by block: O(d*^2) small matrices, whatever the widths are."""
        return sum(b.copies * SymmetricMatrix(b.outer + b.functional).above(point) for b in self.blocks)


def setting_of(net: BalancedNetwork, values: Any = None) -> Setting:
    """The setting of a balanced network (or of its later weights with other singular values)."""
    one, zero = fmpq(1), fmpq(0)
    sigmas = (one,) * net.rank_xx + (zero,) * (net.d_0 - net.rank_xx)
    targets = (one,) * net.r + (zero,) * (net.d_star - net.r)
    return Setting(net.widths, tuple(net.values if values is None else values), sigmas, targets)


def setting_at(net: TrainedNetwork, t: int) -> Setting:
    """The setting of a trained network at step t."""
    return setting_of(net.initial, net.values(t))


def _single(x: Any) -> fmpq_mat:
    return fmpq_mat(1, 1, [x])
