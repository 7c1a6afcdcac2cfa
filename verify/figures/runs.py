"""One run computed: gradient descent on the weight matrices, certified spectra of the whole Hessian at the shown steps.

Two routes certify the drawn points, and the data name the route of each:

AS_TRAINED   the exact Hessian of the weights that were reached (dyadic rationals of 50 digits), p x p, without any rounding;
             spectrum(…, "components") at 20 digits. Entries that are rounding of zeros are dropped, and Weyl's inequality
             adds what that costs to the radius (SLACK). At the middle shown step; up to p = 1000 at the first and last too.
COORDINATES  the same weights in the coordinates of the singular vectors U and V of the start, rounded to 40 places; the
             exact Hessian of the rounded weights, spectrum(…, "float") with rigorous residual bounds. At the other steps.

The second speaks of weights that differ from the first by an orthogonal change of coordinates, which moves no eigenvalue,
and by the rounding. X.1 is compared with these enclosures, never used for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import fmpq, fmpq_mat

from verify.errors import BadInput
from verify.figures.settings import DIGITS, Run
from verify.nets.large_runs import descended, hessian_entries, hessians
from verify.nets.networks import Network
from verify.nets.recipes import BalancedNetwork, balanced
from verify.spectra.blocks import ExactBlock
from verify.spectra.certified import spectrum
from verify.spectra.enclosures import NotCertified
from verify.spectra.exact import SymmetricMatrix
from verify.spectra.subspaces import Match, Part, matched, parts, predicted, values_of

SPECTRUM_DIGITS = 20
SLACK = fmpq(1, 10**30)  # entries below it, divided by p, count as zeros; the weights have 50 digits
SAME = fmpq(10) ** 40  # singular values that agree to so many places are read as equal by the blocks
AS_TRAINED, COORDINATES = "as trained, components", "in coordinates, float"
ALL_THREE = 1000  # parameters; above, one spectrum of the matrices as trained takes seconds
Tick = Callable[[], None]


@dataclass(frozen=True)
class Moment:
    """The certified spectrum at step t: enclosures, the subspaces X.1 gives them, whether X.1 agrees there, the route."""

    t: int
    found: list[Match]
    route: str


@dataclass(frozen=True)
class Point:
    """What is known exactly of the weights at step t, and X.1's eigenvalues as (curve, subspace, multiplicity, value)."""

    t: int
    loss: fmpq
    values: list[fmpq]  # lambda_1, …, lambda_{d*}
    residuals: list[fmpq]  # omega_1, …, omega_{d*}
    curves: list[tuple[str, str, int, float]]


@dataclass(frozen=True)
class Computed:
    """A run with all that its panels show."""

    run: Run
    recipe: dict[str, Any]
    facts: dict[str, Any]  # the paper's symbols at t = 0
    points: list[Point]
    moments: list[Moment]


def compute(run: Run, tick: Tick = lambda: None) -> Computed:
    """Train and certify; `tick` is called after each certified spectrum. Raises BadInput where nothing can be certified."""
    recipe = run.recipe()
    first = balanced(recipe)
    points, moments, reached = [], [], 0
    net = first.network
    shown = run.moments
    middle = shown[len(shown) // 2]
    thorough = {shown[0], middle, shown[-1]} if run.p <= ALL_THREE else {middle}
    for t in run.times:
        net = descended(net, fmpq(_fraction(run.eta)), t - reached, DIGITS)
        reached = t
        blocks = _blocks(first, net, run)
        values, residuals = _aligned(first, net)
        points.append(Point(t, net.loss(), values, residuals, _curves(blocks)))
        if t in run.moments:
            moments.append(_moment(t, first, net, blocks, t in thorough))
            tick()
    return Computed(run, recipe, first.facts, points, moments)


def _fraction(text: str) -> fmpq:
    whole, _, decimals = text.partition(".")
    return fmpq(int(whole + decimals), 10 ** len(decimals))


def _aligned(first: BalancedNetwork, net: Network) -> tuple[list[fmpq], list[fmpq]]:
    """The diagonals of W^1 V and of U^T Omega V: lambda_i and omega_i."""
    exact, n = first.arithmetic.exact, first.d_star
    core: fmpq_mat = net.layers[0] * exact(first.V)
    residual: fmpq_mat = exact(first.U).transpose() * net.omega() * exact(first.V)
    return [core[i, i] for i in range(n)], [residual[i, i] for i in range(n)]


def _blocks(first: BalancedNetwork, net: Network, run: Run) -> list[Part]:
    """X.1's blocks at the singular values that are read off the weights."""
    values, _ = _aligned(first, net)
    rounded = [fmpq((x * SAME + fmpq(1, 2)).floor()) / SAME for x in values]
    sigma = [fmpq(1 if i < run.rank_xx else 0) for i in range(run.widths[0])]
    targets = [fmpq(1 if i < run.r else 0) for i in range(run.d_star)]
    directions = list(zip(rounded, sigma[: run.d_star], targets))
    return list(parts(run.widths, directions, sigma[run.d_star :], run.r))


def _curves(blocks: list[Part]) -> list[tuple[str, str, int, float]]:
    made = []
    for part in blocks:
        ranks: Counter[str] = Counter()
        for subspace, value in values_of(part):
            ranks[subspace] += 1
            made.append((f"{part.name}.{ranks[subspace]}", subspace, part.times, value))
    return made


def in_coordinates(first: BalancedNetwork, net: Network) -> Network:
    """The network in the coordinates of the columns of U and V, completed to bases, rounded to 40 decimal places."""
    exact = first.arithmetic.exact
    U, V = (exact(_basis(first, Q, n)) for Q, n in ((first.U, net.widths[-1]), (first.V, net.widths[0])))
    layers = list(net.layers)
    layers[0] = layers[0] * V
    layers[-1] = U.transpose() * layers[-1]
    sigma_xx, sigma_yx = V.transpose() * net.sigma_xx * V, U.transpose() * net.sigma_yx * V
    rounded = [_rounded(W) for W in (*layers, sigma_xx, sigma_yx)]
    return Network(tuple(rounded[:-2]), rounded[-2], rounded[-1], checked=False)


def _basis(first: BalancedNetwork, columns: Any, size: int) -> Any:
    """An orthonormal basis that begins with the given orthonormal columns (mpmath, the recipe's digits)."""
    if columns.cols == size:
        return columns
    Q, _ = columns.ctx.qr(columns, mode="full")
    for i in range(size):
        for j in range(columns.cols):
            Q[i, j] = columns[i, j]
    return Q


def _rounded(W: fmpq_mat) -> fmpq_mat:
    half = fmpq(1, 2)
    entries = [fmpq((x * SAME + half).floor()) / SAME for x in W.entries()]
    return fmpq_mat(W.nrows(), W.ncols(), entries)


def exact_hessian(net: Network) -> ExactBlock:
    """The Hessian of a network over Q by its nonzero entries."""
    entries: dict[tuple[int, int], fmpq] = {}
    for part in (0, 1):
        seen = {(min(i, j), max(i, j)): x for kind, i, j, x in hessian_entries(net) if kind == part}
        for place, x in seen.items():
            entries[place] = entries.get(place, fmpq(0)) + x
    kept = {place: x for place, x in entries.items() if x != 0}
    return ExactBlock(net.p, [i for i, _ in kept], [j for _, j in kept], list(kept.values()))


def _moment(t: int, first: BalancedNetwork, net: Network, blocks: list[Part], as_trained: bool) -> Moment:
    try:
        if as_trained:
            outer, functional = hessians(net)
            found = spectrum(SymmetricMatrix(outer + functional, SLACK), SPECTRUM_DIGITS, "components")
        else:
            found = spectrum(exact_hessian(in_coordinates(first, net)), SPECTRUM_DIGITS, "float")
    except NotCertified as error:
        raise BadInput(f"the spectrum at step {t} of widths {net.widths} is not certified: {error}") from None
    expected = predicted(net.widths, blocks)
    return Moment(t, matched(found.enclosures, expected, SLACK), AS_TRAINED if as_trained else COORDINATES)


def as_float(x: fmpq) -> float:
    """The nearest float64."""
    return int(x.p) / int(x.q)
