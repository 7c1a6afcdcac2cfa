"""BLAS as this package uses it: one thread per process, and a test that its float64 products of integers are exact."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

NAMES = ("{}_num_threads", "scipy_{}_num_threads64_", "{}_num_threads64_", "scipy_{}_num_threads")


@cache
def _switches() -> tuple[tuple[Any, Any], ...]:
    """(get, set) for the number of threads of each OpenBLAS loaded in this process; empty where none is found."""
    try:
        mapped = Path("/proc/self/maps").read_text()
    except OSError:
        return ()
    found = []
    for path in sorted(set(re.findall(r"\S*openblas\S*\.so\S*", mapped))):
        try:
            library = ctypes.CDLL(path)
        except OSError:
            continue
        for name in NAMES:
            read = getattr(library, name.format("openblas_get"), None)
            write = getattr(library, name.format("openblas_set"), None)
            if read and write:
                found.append((read, write))
                break
    return tuple(found)


@contextmanager
def one_thread() -> Iterator[None]:
    """One OpenBLAS thread inside the block; the caller's number of threads is put back afterwards.

    On a busy machine several threads are slower by an order of magnitude. Other BLAS libraries are left alone: only
    speed depends on this, never a result.
    """
    before = [int(read()) for read, _ in _switches()]
    try:
        for _, write in _switches():
            write(1)
        yield
    finally:
        for (_, write), threads in zip(_switches(), before):
            write(threads)


@cache
def integer_products_are_exact(inner: int = 257) -> bool:
    """Whether A B is exact for integer matrices whose entries reach the limit inner * max|A| * max|B| = 2^52.

    Plain float64 multiply-adds are exact there in every order of summation. A BLAS that works by Strassen's recursion or
    emulates float64 would not be, and nothing that rests on exact integer products may be used with it.
    """
    top = int((2**52 / inner) ** 0.5)
    random = np.random.default_rng(0)
    A, B = (random.integers(top - 1000, top, (inner, inner), endpoint=True) for _ in range(2))
    A[::2] *= -1
    exact = A.astype(object) @ B[:, :8].astype(object)
    return bool(np.array_equal((A.astype(float) @ B.astype(float))[:, :8].astype(object), exact))
