"""The exact spectrum of result X.1, block by block, each eigenvalue with the subspace it belongs to.

The blocks are those of verify.spectra.aligned. Subspaces: H_o restricted to a block has rank 1 or 2; the eigenvectors of the
block that lie closest to that range (largest squared projection) are dominant when both singular directions are among the
first r, bulk when one is. The other eigenvectors of these blocks are functional: only H_f moves them. Blocks between two
directions beyond r, and parameters that enter no block, make the zero space; with a tail its eigenvalues are not zero.
The eigenvalues are enclosed rigorously; which subspace one belongs to is decided in float64, and is a name, not a proof.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from verify.spectra.aligned import Direction, diagonal_block, pair_block, residual
from verify.spectra.blocks import ExactBlock
from verify.spectra.certified import float_enclosures
from verify.spectra.enclosures import Enclosure

SUBSPACES = ("dominant", "bulk", "functional", "zero")
Rows = list[list[fmpq]]


@dataclass(frozen=True)
class Part:
    """One block of the Hessian and how often it occurs; `outer` is its part of H_o; `leads` names the range of that."""

    name: str
    rows: Rows
    outer: Rows
    times: int
    leads: str  # "dominant", "bulk", or "zero" for a block that belongs to the zero space as a whole


@dataclass(frozen=True)
class Labelled:
    """An enclosure of eigenvalues predicted by X.1, and how many of them belong to each subspace."""

    enclosure: Enclosure
    subspaces: Counter[str]


Match = tuple[Enclosure, Counter[str], bool]  # certified, its subspaces by X.1, whether X.1 agrees there


def parts(widths: Sequence[int], directions: Sequence[Direction], beyond: Sequence[fmpq], r: int) -> Iterator[Part]:
    """The blocks at an aligned balanced point with L >= 2.

    directions: (lambda_i, sigma_i, s_i) for i <= d*; beyond: the entries of Sigma_xx after d*. Equal directions are treated
    once: blocks of equal directions on the same side of r are equal.
    """
    L, d_star = len(widths) - 1, len(directions)
    hidden = sum(n - d_star for n in widths[1:-1])
    keys = [(one, i < r) for i, one in enumerate(directions)]
    groups = [(keys.index(key), *key, times) for key, times in Counter(keys).items()]  # named by the first of each
    for place, (number, one, inside, times) in enumerate(groups):
        leads = "dominant" if inside else "zero"
        yield Part(f"D{number}", diagonal_block(one, L), _without_residual(one, one, L, True), times, leads)
        if times > 1:
            rows = pair_block(one, one, L)
            yield Part(f"P{number}-{number}", rows, _without_residual(one, one, L), times * (times - 1) // 2, leads)
        for before, other, also, others in groups[:place]:
            both = "dominant" if inside and also else "bulk" if inside or also else "zero"
            rows = pair_block(one, other, L)
            yield Part(f"P{number}-{before}", rows, _without_residual(one, other, L), times * others, both)
        yield from _rim(f"{number}", one, inside, times, (widths[-1] - d_star, hidden), beyond, L)


def _rim(
    name: str, one: Direction, inside: bool, times: int, sizes: tuple[int, int], beyond: Sequence[fmpq], L: int
) -> Iterator[Part]:
    """R1, R2, R3: the blocks between one of the first d* directions and a coordinate beyond d*."""
    value, variance, _ = one
    outputs, hidden = sizes
    for outside, count in Counter(beyond).items():
        yield _single(f"R1.{name}", outside * value ** (2 * L - 2), times * count, inside and outside != 0)
    if outputs:
        yield _single(f"R2.{name}", variance * value ** (2 * L - 2), times * outputs, inside and variance != 0)
    coupling = residual(one, L) * value ** (L - 2)
    if hidden:
        nothing = [[fmpq(0)] * 2, [fmpq(0)] * 2]
        rows = [[fmpq(0), coupling], [coupling, fmpq(0)]]
        yield Part(f"R3.{name}", rows, nothing, times * hidden, "bulk" if inside else "zero")


def _single(name: str, value: fmpq, times: int, carries: bool) -> Part:
    return Part(name, [[value]], [[value]], times, "bulk" if carries else "zero")


def _without_residual(one: Direction, other: Direction, L: int, diagonal: bool = False) -> Rows:
    """The block of H_o: with targets that make both residuals zero."""
    still = [(value, variance, variance * value**L) for value, variance, _ in (one, other)]
    return diagonal_block(still[0], L) if diagonal else pair_block(still[0], still[1], L)


def _floats(rows: Rows) -> NDArray[np.float64]:
    return np.array([[int(x.p) / int(x.q) for x in row] for row in rows])


def _names(part: Part, vectors: NDArray[np.float64]) -> list[str]:
    """The subspace of each eigenvector, in the order of the columns."""
    n = len(part.rows)
    if part.leads == "zero":
        return ["zero"] * n
    outer = _floats(part.outer)
    sizes, basis = np.linalg.eigh(outer)
    top = max(float(sizes[-1]), 0.0)
    lead = basis[:, sizes > top * 1e-9] if top > 0 else basis[:, :0]
    weights = np.sum((lead.T @ vectors) ** 2, axis=0)
    order = sorted(range(n), key=lambda k: (-weights[k], -k))[: lead.shape[1]]
    return [part.leads if k in order else "functional" for k in range(n)]


def values_of(part: Part) -> list[tuple[str, float]]:
    """(subspace, eigenvalue) in increasing order, in float64, for drawing."""
    found, vectors = np.linalg.eigh(_floats(part.rows))
    return list(zip(_names(part, vectors), found.tolist()))


def enclosed(part: Part) -> list[Labelled]:
    """Rigorous enclosures of the eigenvalues of a block, with multiplicities of all its copies. Raises NotCertified."""
    n = len(part.rows)
    _, vectors = np.linalg.eigh(_floats(part.rows))
    names = _names(part, vectors)
    places = [(i, j) for i in range(n) for j in range(i, n) if part.rows[i][j] != 0]
    block = ExactBlock(n, [i for i, _ in places], [j for _, j in places], [part.rows[i][j] for i, j in places])
    made, used = [], 0
    for e in float_enclosures(block):
        share = Counter(names[used : used + e.multiplicity])
        used += e.multiplicity
        counts = Counter({name: number * part.times for name, number in share.items()})
        made.append(Labelled(Enclosure(e.low, e.high, e.multiplicity * part.times, e.how), counts))
    return made


def size(widths: Sequence[int]) -> int:
    """Number of parameters."""
    return sum(a * b for a, b in pairwise(widths))


def predicted(widths: Sequence[int], found: Sequence[Part]) -> list[Labelled]:
    """Enclosures of all p eigenvalues by X.1, labelled; what no block accounts for is zero."""
    made = [e for part in found for e in enclosed(part)]
    rest = size(widths) - sum(e.enclosure.multiplicity for e in made)
    if rest:
        made.append(Labelled(Enclosure(fmpq(0), fmpq(0), rest, "exact"), Counter(zero=rest)))
    return made


def matched(true: Sequence[Enclosure], expected: Sequence[Labelled], slack: fmpq) -> list[Match]:
    """Each certified enclosure with the subspaces of the predicted eigenvalues that it meets, and whether they agree.

    Intervals that meet (the predicted ones widened by `slack` on both sides), directly or through others, form a group. A
    group agrees when it holds as many certified as predicted eigenvalues. Labels are given out in increasing order.
    """
    items = [(e.low, e.high, 0, i) for i, e in enumerate(true)]
    items += [(x.enclosure.low - slack, x.enclosure.high + slack, 1, i) for i, x in enumerate(expected)]
    items.sort(key=lambda item: (item[0], item[1]))
    groups: list[list[Any]] = []
    for item in items:
        if groups and item[0] <= groups[-1][0]:
            groups[-1][0] = max(groups[-1][0], item[1])
            groups[-1][1].append(item)
        else:
            groups.append([item[1], [item]])
    result: list[Match] = []
    for _, members in groups:
        held = [true[i] for _, _, kind, i in members if kind == 0]
        guesses = [expected[i] for _, _, kind, i in members if kind == 1]
        agree = sum(e.multiplicity for e in held) == sum(x.enclosure.multiplicity for x in guesses)
        queue = [name for x in guesses for name in SUBSPACES for _ in range(x.subspaces[name])]
        for e in held:
            share, queue = queue[: e.multiplicity], queue[e.multiplicity :]
            result.append((e, Counter(share), agree))
    return sorted(result, key=lambda found: found[0].low)
