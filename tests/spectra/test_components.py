"""Splitting by exact zeros."""

from __future__ import annotations

import random

from flint import fmpq, fmpq_mat

from verify.spectra import SymmetricMatrix
from verify.spectra.components import components, labels_of
from verify.spectra.reading import read

from .samples import hessian, random_symmetric


def scattered(parts: list[fmpq_mat], seed: int) -> fmpq_mat:
    """A block diagonal matrix with its rows and columns permuted alike."""
    n = sum(P.nrows() for P in parts)
    order = list(range(n))
    random.Random(seed).shuffle(order)
    M, start = fmpq_mat(n, n), 0
    for P in parts:
        for i in range(P.nrows()):
            for j in range(P.nrows()):
                M[order[start + i], order[start + j]] = P[i, j]
        start += P.nrows()
    return M


def test_the_product_of_the_charpolys_is_the_charpoly() -> None:
    M = scattered([random_symmetric(4, 1), random_symmetric(3, 2), fmpq_mat(2, 2), random_symmetric(1, 3)], 5)
    parts = components(read(M)[0])
    assert sorted((b.size, times) for b, times in parts) == [(1, 1), (1, 2), (3, 1), (4, 1)]
    product = SymmetricMatrix(fmpq_mat(0, 0)).charpoly
    for block, times in parts:
        product *= block.exact().charpoly() ** times
    assert product == M.charpoly()


def test_a_single_entry_joins_two_components() -> None:
    M = scattered([random_symmetric(4, 1), random_symmetric(4, 2)], 0)
    labels = labels_of(read(M)[0])
    i, j = next((i, j) for i in range(8) for j in range(8) if labels[i] != labels[j])
    assert len(components(read(M)[0])) == 2
    M[i, j] = M[j, i] = fmpq(1, 10**300)
    assert len(components(read(M)[0])) == 1


def test_long_chains_are_one_component() -> None:
    n = 60
    M = fmpq_mat(n, n)
    for i in range(n - 1):
        M[i, i + 1] = M[i + 1, i] = 1
    assert [(b.size, t) for b, t in components(read(M)[0])] == [(n, 1)]


def test_the_hessian_splits_into_few_different_components() -> None:
    H = hessian()
    parts = components(read(H)[0])
    assert sum(b.size * times for b, times in parts) == H.nrows()
    assert max(b.size for b, _ in parts) < H.nrows() / 2
