"""Figure 1 (a) and (b) of the companion without float64: exact matrices, certified enclosures, the printed formulas."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import arb, ctx, fmpq, fmpq_mat

from verify.nets import kronecker
from verify.nets.networks import Network
from verify.nets.orthogonal import cayley
from verify.paper.formulas import Formula
from verify.spectra.certified import spectrum

BITS = 400
TURNS = ("1", "-1", "1/2", "-1/2", "2")


@dataclass(frozen=True)
class Matched:
    """Figure 1 (a): how many eigenvalues were computed, in how many disjoint intervals, and how many intervals meet exactly
    as many predicted values as they hold eigenvalues; the widest interval, relative to the largest eigenvalue."""

    eigenvalues: int
    intervals: int
    matched: int
    widest: float
    largest: float


def solution(width: int, depth: int, samples: int, scale: int, seed: int) -> tuple[Network, fmpq_mat]:
    """Balanced layers with uniform values in [0, 1], whitened inputs of variance scale^2 / samples, and Y = W_L … W_1 X.

    Everything is rational: the values are the float64 draws, the bases come from Cayley's transform.
    """
    source = random.Random(seed)

    def basis(size: int, turns: int) -> fmpq_mat:
        """A few turns in planes drawn at random: the transform of a sparse skew matrix, moved by a permutation."""
        Q, order = cayley(size, [source.choice(TURNS) for _ in range(turns)]), list(range(size))
        source.shuffle(order)
        return fmpq_mat(size, size, [Q[i, j] for i in order for j in range(size)])

    values = sorted((source.random() for _ in range(width)), reverse=True)
    core = fmpq_mat(width, width)
    for i, value in enumerate(values):
        core[i, i] = fmpq(*value.as_integer_ratio())
    bases = [basis(width, width // 2) for _ in range(depth + 1)]
    layers = tuple(upper * core * lower.transpose() for lower, upper in pairwise(bases))
    Q = basis(samples, samples // 4)
    X = fmpq_mat(width, samples, Q.entries()[: width * samples]) * scale
    product = layers[0]
    for W in layers[1:]:
        product = W * product
    Y = product * X
    return Network(layers, X * X.transpose() / samples, Y * X.transpose() / samples), Y


def figure_1a(
    eigenvalue: Formula,
    from_labels: Formula,
    width: int = 20,
    depth: int = 5,
    samples: int = 100,
    scale: int = 30,
    seed: int = 0,
) -> Matched:
    """All eigenvalues of J J^T / n that are not zero, by rigorous bounds, against those that the labels predict.

    `eigenvalue` is eq. (9) in s[i], s[j] and var_x; `from_labels` is eq. (13), s[i]^L from y_2[i], n and var_x. The
    eigenvalues are those of var_x times the Gram matrix of the product's Jacobian, which holds no formula of the paper.
    """
    net, Y = solution(width, depth, samples, scale, seed)
    variance = net.sigma_xx[0, 0]
    layers = [kronecker.gram_of_layer(net, l) for l in range(1, depth + 1)]
    true = spectrum(sum(layers[1:], layers[0]) * variance, route="float")
    with ctx.workprec(BITS):
        labels = [e for e in spectrum(Y * Y.transpose(), digits=100) for _ in range(e.multiplicity)]
        facts: dict[str, Any] = {"L": depth, "n": samples, "var_x": variance, "d_0": width, "d_L": width}
        found = []
        for i, e in enumerate(reversed(labels), 1):
            value = from_labels.at(**facts, i=i, y_2={i: _ball(e.low, e.high)})
            found.append(arb(value) ** (arb(1) / depth))
        shared = dict(enumerate(found, 1))
        predicted = [
            arb(eigenvalue.at(**facts, l=1, s_i=shared[i], s_j=shared[j])) for i in shared for j in shared
        ]
        top = max(e.high for e in true)
        meeting = [sum(_meets(x, e.low, e.high, top) for x in predicted) for e in true]
    widest = max(e.high - e.low for e in true) / top
    return Matched(
        sum(e.multiplicity for e in true),
        len(list(true)),
        sum(count == e.multiplicity for count, e in zip(meeting, true)),
        _float(widest),
        _float(top),
    )


def figure_1b(sharpness: Formula, depths: tuple[int, ...], shares: tuple[fmpq, ...]) -> list[tuple[int, fmpq, arb]]:
    """Eq. (14) at sigma_x = 1 as certified balls: for each depth and each sigma_max^2(Y) / n."""
    with ctx.workprec(BITS):
        return [(L, x, arb(sharpness.at(L=L, n=1, var_x=1, y_max=x))) for L in depths for x in shares]


def _ball(low: fmpq, high: fmpq) -> arb:
    return arb(low).union(arb(high))


def _meets(x: arb, low: fmpq, high: fmpq, top: fmpq) -> bool:
    """Whether a predicted ball, narrow against float64, meets the interval."""
    if not x.rad() < arb(top) * arb(10) ** -20:
        raise ValueError(f"a predicted eigenvalue is known to {x.rad()} only")
    return not (x < arb(low) or x > arb(high))


def _float(x: fmpq) -> float:
    return float(arb(x))

