"""Complex Hermitian matrices as real symmetric ones: A + iB has the eigenvalues of [[A, -B], [B, A]], each half as often.

If (A + iB)(x + iy) = lambda (x + iy), then (x, y) and (-y, x) are eigenvectors of the real matrix for the same lambda.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from flint import fmpq

from verify.spectra.exact import SymmetricMatrix
from verify.spectra.reading import place, rational, unmasked


def embedded(H: Any) -> list[list[fmpq]] | None:
    """The real symmetric matrix of twice the size; None for a matrix without complex entries.

    H: an array or matrix of numpy, mpmath or SymPy, or a nested list, with numbers as rational() takes them in the real and
    in the imaginary parts. Raises ValueError when it is not Hermitian.
    """
    if isinstance(H, SymmetricMatrix) or (isinstance(H, np.ndarray) and H.dtype.kind not in "cO"):
        return None
    H = unmasked(H)
    rows = H.tolist() if not isinstance(H, Sequence) and hasattr(H, "tolist") else H
    if isinstance(H, np.ndarray) and H.dtype.itemsize > 16:
        rows = [list(row) for row in H]  # tolist() would round long doubles
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not all(isinstance(row, Sequence) for row in rows):
        return None
    if {len(row) for row in rows} - {len(rows)} or not any(_is_complex(x) for row in rows for x in row):
        return None
    n = len(rows)
    pairs = [[_parts(x) for x in row] for row in rows]
    for i in range(n):
        for j in range(i + 1):
            (a, b), (c, d) = pairs[i][j], pairs[j][i]
            if a != c or b != -d:
                entries = place(i, j, rows[i][j], rows[j][i])
                raise ValueError(f"the matrix is not Hermitian: {entries}; use (A + A^H) / 2 if that is rounding")
    upper = [[a for a, _ in row] + [-b for _, b in row] for row in pairs]
    lower = [[b for _, b in row] + [a for a, _ in row] for row in pairs]
    return upper + lower


def _is_complex(x: Any) -> bool:
    if isinstance(x, complex | np.complexfloating) or hasattr(x, "_mpc_"):
        return True
    return hasattr(x, "as_real_imag") and x.as_real_imag()[1] != 0


def _parts(x: Any) -> tuple[fmpq, fmpq]:
    if hasattr(x, "as_real_imag"):
        real, imaginary = x.as_real_imag()
        return rational(real), rational(imaginary)
    if _is_complex(x):
        return rational(x.real), rational(x.imag)
    return rational(x), fmpq(0)
