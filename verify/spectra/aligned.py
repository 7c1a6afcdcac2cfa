"""The block route: the whole spectrum at an aligned balanced point, whatever the number of parameters.

This route assumes the exact-spectrum proposition (the Hessian of a deep linear network with W^l = diag(lambda), diagonal
Sigma_xx and Sigma_yx is the direct sum of the blocks below). It is no evidence for it: show the verdict on that proposition
beside every result. Its own part, from blocks to enclosures, is certified like the other routes.

Derivation of the blocks. Write omega_i = sigma_i lambda_i^L - s_i and lambda_i = 0 for i > d*. In the product of the layers
W^l + E^l, the part of first order has entries (i, m): sum_l lambda_i^(L-l) lambda_m^(l-1) E^l_im. The part of second order
meets the diagonal residual in the entries (i, i): sum over k > l and m of
lambda_i^(L-1-(k-l)) lambda_m^(k-l-1) E^k_im E^l_mi. So E_im meets E_mi only, over all layers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from flint import fmpq

from verify.spectra.blas import one_thread
from verify.spectra.blocks import ExactBlock
from verify.spectra.certified import refined_enclosures, repeated
from verify.spectra.components import components
from verify.spectra.enclosures import ASSUMING, Enclosure, Spectrum, disjoint
from verify.spectra.reading import rational

Direction = tuple[fmpq, fmpq, fmpq]  # lambda_i, sigma_i, s_i


def aligned_spectrum(
    widths: Sequence[int], values: Sequence[Any], sigma_xx: Sequence[Any], targets: Sequence[Any], digits: int = 50
) -> Spectrum:
    """Enclosures of all p eigenvalues of the Hessian, assuming the exact-spectrum proposition, which their `how` says.

    widths: d_0, …, d_L with hidden widths of at least d* = min(d_0, d_L). values: lambda_1, …, at most d* of them; sigma_xx:
    the d_0 diagonal entries of Sigma_xx; targets: the diagonal of Sigma_yx, at most d*; missing ones are 0. All rational.
    digits: as for spectrum(), relative to the largest entry of each block. The time depends on the number of different
    (lambda, sigma, target) and on L, not on p. Raises ValueError for bad input and NotCertified.
    """
    d, L = tuple(widths), len(widths) - 1
    if L < 1 or any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in d):
        raise ValueError(f"widths must be at least two positive integers: {list(widths)}")
    d_star = min(d[0], d[-1])
    if any(n < d_star for n in d):
        raise ValueError(f"hidden widths must be at least d* = {d_star}: {list(widths)}")
    if len(values) > d_star or len(targets) > d_star or len(sigma_xx) != d[0]:
        raise ValueError(f"at most d* = {d_star} values and targets, and exactly d_0 = {d[0]} entries of Sigma_xx")
    lambdas, s = (
        [rational(x) for x in given] + [fmpq(0)] * (d_star - len(given)) for given in (values, targets)
    )
    sigma = [rational(x) for x in sigma_xx]
    found: list[Enclosure] = []
    size = sum(a * b for a, b in pairwise(d))
    accounted = 0
    with one_thread():
        for rows, times in _blocks(d, lambdas, sigma, s):
            if times == 0:
                continue
            accounted += len(rows) * times
            for part, copies in components(_as_block(rows)):
                found += [repeated(e, times * copies) for e in refined_enclosures(part, digits)]
    if accounted < size:
        found.append(Enclosure(fmpq(0), fmpq(0), size - accounted, "exact"))
    labelled = [Enclosure(e.low, e.high, e.multiplicity, e.how + ASSUMING) for e in found]
    return Spectrum(disjoint(labelled), size, "aligned blocks", digits)


def _blocks(
    d: tuple[int, ...], lambdas: list[fmpq], sigma: list[fmpq], s: list[fmpq]
) -> Iterator[tuple[list[list[fmpq]], int]]:
    """The nonzero blocks, as rows, with the number of times each occurs; equal directions share their blocks."""
    L, d_star = len(d) - 1, len(lambdas)
    if L == 1:  # the loss is quadratic: H = I x Sigma_xx
        for value, times in Counter(sigma).items():
            yield [[value]], times * d[-1]
        return
    classes = list(Counter(zip(lambdas, sigma, s)).items())
    beyond = Counter(sigma[d_star:])
    hidden = sum(n - d_star for n in d[1:-1])
    for number, (one, times) in enumerate(classes):
        yield diagonal_block(one, L), times
        yield pair_block(one, one, L), times * (times - 1) // 2
        for other, others in classes[:number]:
            yield pair_block(one, other, L), times * others
        value, variance, _ = one
        for outside, count in beyond.items():
            yield [[outside * value ** (2 * L - 2)]], times * count
        yield [[variance * value ** (2 * L - 2)]], times * (d[-1] - d_star)
        coupling = residual(one, L) * value ** (L - 2)
        yield [[fmpq(0), coupling], [coupling, fmpq(0)]], times * hidden


def residual(direction: Direction, L: int) -> fmpq:
    """omega = sigma lambda^L - s."""
    value, variance, target = direction
    return variance * value**L - target


def diagonal_block(direction: Direction, L: int) -> list[list[fmpq]]:
    """The block of E^1_ii, …, E^L_ii: sigma lambda^(2L-2) everywhere, plus omega lambda^(L-2) off the diagonal."""
    value, variance, _ = direction
    outer, inner = variance * value ** (2 * L - 2), residual(direction, L) * value ** (L - 2)
    return [[outer + (inner if k != l else 0) for l in range(L)] for k in range(L)]


def pair_block(one: Direction, other: Direction, L: int) -> list[list[fmpq]]:
    """The block of E^1_im, …, E^L_im, E^1_mi, …, E^L_mi for two directions i and m.

    Outer products sigma_m v v^T and sigma_i w w^T with v_l = lambda_i^(L-l) lambda_m^(l-1) and w_l with i and m exchanged.
    E^k_im meets E^l_mi through omega_i lambda_i^(L-1-(k-l)) lambda_m^(k-l-1) for k > l; i and m are exchanged for k < l.
    """
    (a, sigma_i, _), (b, sigma_m, _) = one, other
    omega_i, omega_m = residual(one, L), residual(other, L)
    v = [a ** (L - l) * b ** (l - 1) for l in range(1, L + 1)]
    w = [b ** (L - l) * a ** (l - 1) for l in range(1, L + 1)]

    def coupling(k: int, l: int) -> fmpq:
        if k > l:
            return omega_i * a ** (L - 1 - (k - l)) * b ** (k - l - 1)
        if k < l:
            return omega_m * b ** (L - 1 - (l - k)) * a ** (l - k - 1)
        return fmpq(0)

    C = [[coupling(k, l) for l in range(L)] for k in range(L)]
    upper = [[sigma_m * v[k] * v[l] for l in range(L)] + C[k] for k in range(L)]
    lower = [[C[l][k] for l in range(L)] + [sigma_i * w[k] * w[l] for l in range(L)] for k in range(L)]
    return upper + lower


def _as_block(rows: list[list[fmpq]]) -> ExactBlock:
    n = len(rows)
    places = [(i, j) for i in range(n) for j in range(i, n) if rows[i][j] != 0]
    return ExactBlock(n, [i for i, _ in places], [j for _, j in places], [rows[i][j] for i, j in places])
