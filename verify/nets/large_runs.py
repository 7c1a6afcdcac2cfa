"""Training at the paper's sizes: gradient descent on the weight matrices in FLINT, and the exact Hessian where it stands.

The weights of every step are rounded to the working digits, and the rounded weights are dyadic rationals. Everything here
is said of those weights, exactly: the Hessian is that of the dyadic weights, without any rounding, so that its certified
spectrum needs no slack. How far they are from unrounded gradient descent is not claimed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from flint import arb, arb_mat, ctx, fmpq, fmpq_mat
from hypothesis import strategies as st

from verify.errors import BadInput
from verify.nets.domains import Choices
from verify.nets.kronecker import between
from verify.nets.networks import Network
from verify.nets.snapshots import Snapshot
from verify.spectra.enclosures import NotCertified, Spectrum
from verify.spectra.exact import SymmetricMatrix

GUARD_BITS = 16
DIVERGED = 2**64  # an entry of this size does not come back
ROUNDED_AT = 10  # of the digits of the weights, so many are not relied on when a claim about unrounded weights is compared
SPECTRUM_DIGITS = 50
WEIGHT_DIGITS = 70
Progress = Callable[[str], None]


def descended(net: Network, eta: fmpq, steps: int, digits: int, progress: Progress | None = None) -> Network:
    """The network after that many steps W^l - eta dL/dW^l, each rounded to `digits` decimal digits; exact over Q after that.

    Raises BadInput when the weights run away.
    """
    exact = net.arithmetic.exact
    old, ctx.prec = ctx.prec, int(digits * 3.33) + GUARD_BITS
    try:
        layers = [arb_mat(exact(W)).mid() for W in net.layers] if steps else []
        sigma_xx, sigma_yx, rate = arb_mat(exact(net.sigma_xx)), arb_mat(exact(net.sigma_yx)), arb(eta)
        for t in range(1, steps + 1):
            gradients = _gradients(layers, sigma_xx, sigma_yx)
            layers = [(W - g * rate).mid() for W, g in zip(layers, gradients)]
            if progress is not None:
                progress(f"step {t} of {steps}")
            if t % 16 == 0 or t == steps:
                _check_finite(layers, t)
    finally:
        ctx.prec = old
    rational = [_dyadic(W) for W in layers] if steps else [exact(W) for W in net.layers]
    return Network(tuple(rational), exact(net.sigma_xx), exact(net.sigma_yx), checked=False)


def _gradients(layers: list[Any], sigma_xx: Any, sigma_yx: Any) -> list[Any]:
    """dL/dW^l: the residual carried back through the layers above, times the inputs of the layer."""
    inputs = [None]  # W^{l-1:1} for l = 1, …; None is the identity
    for W in layers:
        inputs.append(W if inputs[-1] is None else W * inputs[-1])
    back, found = inputs.pop() * sigma_xx - sigma_yx, []
    for W, below in zip(reversed(layers), reversed(inputs)):
        found.append(back if below is None else back * below.transpose())
        back = W.transpose() * back
    return found[::-1]


def _check_finite(layers: list[Any], t: int) -> None:
    if not all(bool(abs(x) < DIVERGED) for W in layers for x in W.entries()):
        raise BadInput(f"gradient descent runs away by step {t}: eta is too large")


def _dyadic(matrix: Any) -> fmpq_mat:
    return fmpq_mat(matrix.nrows(), matrix.ncols(), [x.fmpq() for x in matrix.entries()])


def hessians(net: Network) -> tuple[fmpq_mat, fmpq_mat]:
    """H_o and H_f of a network over Q, p x p, from the Kronecker blocks of verify.nets.kronecker; only nonzeros are made."""
    found = fmpq_mat(net.p, net.p), fmpq_mat(net.p, net.p)
    for part, i, j, value in hessian_entries(net):
        found[part][i, j] = found[part][j, i] = value
    return found


def hessian_entries(net: Network) -> Iterator[tuple[int, int, int, fmpq]]:
    """(0, i, j, x) for nonzero entries x of H_o and (1, i, j, x) for those of H_f; (i, j) or (j, i), or both."""
    d, L, start = net.widths, net.L, [0]
    for l in range(1, L + 1):
        start.append(start[-1] + d[l] * d[l - 1])
    above, below = [net.above(l) for l in range(1, L + 1)], [net.below(l) for l in range(1, L + 1)]
    omega = net.omega()
    for l in range(L):
        for k in range(l + 1):
            left = _nonzeros(above[l].transpose() * above[k])
            right = _nonzeros(below[l] * net.sigma_xx * below[k].transpose())
            for a, c, x in left:
                row, column = start[l] + a * d[l], start[k] + c * d[k]
                for b, e, y in right:
                    yield 0, row + b, column + e, x * y
            if k == l:
                continue
            G = _nonzeros(above[l].transpose() * omega * below[k].transpose())
            M = _nonzeros(between(net, l + 1, k + 1))
            for a, e, x in G:
                for b, c, y in M:
                    yield 1, start[l] + a * d[l] + b, start[k] + c * d[k] + e, x * y


def _nonzeros(matrix: fmpq_mat) -> list[tuple[int, int, fmpq]]:
    width = matrix.ncols()
    return [(n // width, n % width, x) for n, x in enumerate(matrix.entries()) if x != 0]


class LargeMatrix(SymmetricMatrix):
    """A large symmetric matrix whose eigenvalues are counted from certified enclosures, never from its polynomial."""

    @cached_property
    def spectrum(self) -> Spectrum:
        """Certified enclosures of all eigenvalues of the exact matrix (without its slack), by components."""
        from verify.spectra.certified import spectrum  # numpy is imported for large matrices only

        return spectrum(self.matrix, SPECTRUM_DIGITS)

    def above(self, point: fmpq) -> int:
        """How many eigenvalues are > point. Raises NotCertified for an eigenvalue too near to it."""
        if any(e.low <= point < e.high for e in self.spectrum):
            raise NotCertified("an eigenvalue cannot be told from the point")
        return sum(e.multiplicity for e in self.spectrum if e.low > point)

    def below(self, point: fmpq) -> int:
        """How many eigenvalues are < point. Raises NotCertified for an eigenvalue too near to it."""
        if any(e.low < point <= e.high for e in self.spectrum):
            raise NotCertified("an eigenvalue cannot be told from the point")
        return sum(e.multiplicity for e in self.spectrum if e.high < point)

    def count(self, low: Any, high: Any) -> int | None:
        """As SymmetricMatrix.count: the same number when widened by the slack and a million times as far; None if not."""
        try:
            return super().count(low, high)
        except NotCertified:
            return None

    @property
    def nullity(self) -> int | None:
        """How many eigenvalues are zero up to the slack."""
        return self.count(fmpq(0), fmpq(0))


class LargeRun(Snapshot):
    """A snapshot of a network of the paper's sizes, trained in FLINT. Same recipe, with a seed or (untrained) without."""

    @cached_property
    def network(self) -> Network:
        """The network at the last step, over Q: the dyadic weights that were reached."""
        first, digits = self.trained.initial, int(self.recipe.get("digits", WEIGHT_DIGITS))
        return descended(first.network, self.trained.eta, self.steps, digits)

    @property
    def rounding(self) -> fmpq:
        """Within this the claims, which speak of unrounded weights, are compared."""
        return fmpq(1, 10 ** (min(SPECTRUM_DIGITS, int(self.recipe.get("digits", WEIGHT_DIGITS))) - ROUNDED_AT))

    @cached_property
    def values(self) -> list[fmpq]:
        """lambda_{1,t}, …, lambda_{d*,t}: the diagonal of the core of W^1 (see TrainedNetwork.core)."""
        first, W = self.trained.initial, self.network.layers[0]
        core = W * first.arithmetic.exact(first.V)
        if self.L == 1:
            core = first.arithmetic.exact(first.U).transpose() * core
        return [core[i, i] for i in range(self.d_star)]

    def residuals(self, t: int) -> list[fmpq]:
        """The diagonal of U^T Omega V at the last step."""
        if t != self.steps:
            raise ValueError("a large run keeps its last step only")
        first, exact = self.trained.initial, self.trained.initial.arithmetic.exact
        core = exact(first.U).transpose() * self.network.omega() * exact(first.V)
        return [core[i, i] for i in range(self.d_star)]

    @cached_property
    def _parts(self) -> tuple[fmpq_mat, fmpq_mat]:
        return hessians(self.network)

    def _large(self, matrix: fmpq_mat, origin: str) -> LargeMatrix:
        return LargeMatrix(matrix, self.rounding, origin)

    @cached_property
    def hessian(self) -> SymmetricMatrix:
        """The whole Hessian at the last step."""
        outer, functional = self._parts
        return self._large(outer + functional, "hessian")

    @cached_property
    def outer_product_hessian(self) -> SymmetricMatrix:
        """H_o at the last step."""
        return self._large(self._parts[0], "outer_product_hessian")

    @cached_property
    def functional_hessian(self) -> SymmetricMatrix:
        """H_f at the last step."""
        return self._large(self._parts[1], "functional_hessian")

    @cached_property
    def functional_norm(self) -> fmpq | arb:
        """|H_f|_2: the largest that a diagonal direction attains, where certified enclosures confirm it; else a ball."""
        guesses = [(self.L - 1) * abs(w) * x ** (self.L - 2) for w, x in zip(self.residuals(self.steps), self.values)]
        guess, H = max(guesses), LargeMatrix(self._parts[1])
        try:
            found = H.spectrum
        except NotCertified:  # some ball that holds it: what rests on it is then undecided
            half = sum((abs(x) for x in H.matrix.entries()), fmpq(0)) / 2
            return arb(half, half)
        high = max(max(abs(e.low), abs(e.high)) for e in found)
        low = max(max(e.low, -e.high, fmpq(0)) for e in found)
        if max(high - guess, guess - low) <= self.rounding:
            return guess
        return arb((low + high) / 2, (high - low) / 2 + self.rounding)

    @property
    def strata(self) -> list[str]:
        """Those of a snapshot, and the number of parameters."""
        return [*super().strata, f"p = {self.p}"]


@lru_cache(maxsize=64)
def _large_run(text: str) -> LargeRun:
    return LargeRun(json.loads(text))


OWN_DEPTHS = (2, 3)  # p = 520 and 920
ON_REQUEST = (2, 3, 4, 5)  # p up to 1720, with --L


@dataclass(frozen=True)
class PaperRuns:
    """The paper's experiment: d_0 = 10, d_L = 16, hidden layers of 20, r = 4, a random A; a few moments of its training.

    `moments` are numbers of steps; `head` is the common first singular value, None a sampled head.
    A fixed list: of the user's choices only a depth of 2 to 5 is followed, p = 520 and 920 unless one is asked for.
    """

    moments: tuple[int, ...] = (12, 40, 300)
    head: str | None = None
    reads_covariance: bool = True

    def build(self, recipe: Mapping[str, Any]) -> LargeRun:
        """The run of a recipe. Raises BadInput."""
        return _large_run(json.dumps(dict(recipe), sort_keys=True))

    def listing(self, choices: Choices) -> list[dict[str, Any]]:
        """All recipes, rank_xx left to the reading."""
        return list(self._each(choices))

    def _each(self, choices: Choices) -> Iterator[dict[str, Any]]:
        asked = [L for L in choices.depths if L in ON_REQUEST]
        depths = [L for L in asked if L in OWN_DEPTHS] or asked or OWN_DEPTHS
        for L in depths:
            for steps in self.moments:
                made = {"L": L, "widths": [10, *[20] * (L - 1), 16], "r": 4, "seed": 0, "digits": WEIGHT_DIGITS}
                head = {} if self.head is None else {"head": [self.head] * 4}
                deep = L not in OWN_DEPTHS
                eta, later = ("1/50", 5) if deep else ("1/20", 1)  # eta below 1/M^(2L-2); twice the time eta t when deep
                yield {**made, **head, "eta": eta, "steps": later * steps}

    def recipes(self, choices: Choices) -> st.SearchStrategy[dict[str, Any]]:
        """Each of the listed recipes."""
        return st.sampled_from(self.listing(choices))
