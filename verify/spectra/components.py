"""Splitting a symmetric matrix by its exact zeros: the connected components of the graph of its nonzero entries.

After a permutation the matrix is block diagonal, so its spectrum is the union of the spectra of the components. Nothing but
the zeros of the given matrix is used.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from verify.spectra.blocks import Block


def labels_of(block: Block) -> NDArray[np.intp]:
    """The number of its component for each row, from 0, by breadth-first search over a boolean adjacency matrix."""
    n = block.size
    neighbours = block.neighbours()
    labels = np.full(n, -1, dtype=np.intp)
    isolated = neighbours.sum(axis=1) == neighbours.diagonal()
    labels[isolated] = np.arange(isolated.sum())
    found = int(isolated.sum())
    for start in np.flatnonzero(~isolated):
        if labels[start] >= 0:
            continue
        frontier = np.array([start])
        while frontier.size:
            labels[frontier] = found
            frontier = np.flatnonzero(neighbours[frontier].any(axis=0) & (labels < 0))
        found += 1
    return labels


def components(block: Block) -> list[tuple[Block, int]]:
    """The different components, each with the number of times it occurs; sizes times numbers add up to the size.

    Components with the same entries in the same order count as one block; others are not compared further.
    """
    if block.size == 0:
        return []
    if block.is_full:
        return [(block, 1)]
    labels = labels_of(block)
    if labels.max() == 0:
        return [(block, 1)]
    counted: dict[Hashable, tuple[Block, int]] = {}
    for part in block.parts(labels):
        held, times = counted.get(part.key, (part, 0))
        counted[part.key] = (held, times + 1)
    return list(counted.values())
