"""Matrices and networks from files: npy, npz, Matrix Market and CSV. Nothing pickled is loaded."""

from __future__ import annotations

import csv
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from verify.errors import BadInput
from verify.nets.matrices import rational

LAYER = re.compile(r"W_?(\d+)$")
MOST_BYTES = 200_000_000


def network(path: Path) -> dict[str, Any]:
    """weights and data or covariances, as hessian_spectrum takes them, from an .npz. Raises BadInput.

    Its arrays: W1, W2, … (first layer first), and X and Y with one sample a row, or Sxx and Syx.
    """
    arrays = _arrays(path)
    layers = {int(match[1]): name for name in arrays if (match := LAYER.match(name))}
    if not layers or sorted(layers) != list(range(min(layers), min(layers) + len(layers))):
        raise BadInput(f"{path}: needs arrays W1, W2, …, the first layer first; it holds {', '.join(arrays) or 'nothing'}")
    given: dict[str, Any] = {"weights": [arrays[layers[k]] for k in sorted(layers)]}
    if {"X", "Y"} <= set(arrays):
        return {**given, "data": (arrays["X"], arrays["Y"])}
    if {"Sxx", "Syx"} <= set(arrays):
        return {**given, "covariances": (arrays["Sxx"], arrays["Syx"])}
    raise BadInput(f"{path}: needs X and Y, one sample a row, or Sxx and Syx; it holds {', '.join(arrays)}")


def matrix(path: Path) -> Any:
    """One matrix, exactly as the file writes it. Raises BadInput.

    npy and npz (with one array) hold floats or integers; Matrix Market and CSV hold integers, decimals or fractions such as
    1/3, each taken as the exact number that it is.
    """
    kind = path.suffix.lower()
    if kind == ".npy":
        return _loaded(path)
    if kind == ".npz":
        arrays = _arrays(path)
        if len(arrays) != 1:
            raise BadInput(f"{path}: holds {len(arrays)} arrays, {', '.join(arrays)}: a matrix file holds one")
        return next(iter(arrays.values()))
    if kind == ".csv":
        return _csv(path)
    if kind == ".mtx":
        return _matrix_market(path)
    raise BadInput(f"{path}: not a kind of file that is read; there are .npy, .npz, .mtx (Matrix Market) and .csv")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(f"{path}: larger than {MOST_BYTES:,} bytes")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read: {error}") from None


def _loaded(path: Path) -> Any:
    try:
        return np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise BadInput(f"{path}: cannot be read as an array of numbers: {error}") from None


def _arrays(path: Path) -> dict[str, Any]:
    found = _loaded(path)
    if not hasattr(found, "files"):
        raise BadInput(f"{path}: holds one array without a name; numpy.savez(file, W1=…, W2=…, X=…, Y=…) names several")
    try:
        return {name: found[name] for name in found.files}
    except (OSError, ValueError, EOFError) as error:
        raise BadInput(f"{path}: cannot be read as arrays of numbers: {error}") from None


def number(text: str, where: str) -> fmpq:
    """An exact number from "3", "1/3", "0.25" or "1e-3". Raises BadInput."""
    told = text.strip()
    try:
        return rational(told) if "/" in told or told.lstrip("+-").isdigit() else fmpq(*Decimal(told).as_integer_ratio())
    except (ValueError, InvalidOperation, OverflowError):
        raise BadInput(f"{where}: {told[:40]!r} is not a number such as 3, 0.25, 1e-3 or 1/3") from None


def _csv(path: Path) -> fmpq_mat:
    rows = [row for row in csv.reader(_text(path).splitlines()) if row and not row[0].startswith("#")]
    if len({len(row) for row in rows}) > 1:
        raise BadInput(f"{path}: rows of different lengths, {sorted({len(row) for row in rows})}")
    entries = [number(x, f"{path}, row {i}, column {j}") for i, row in enumerate(rows, 1) for j, x in enumerate(row, 1)]
    return fmpq_mat(len(rows), len(rows[0]) if rows else 0, entries)


def _matrix_market(path: Path) -> fmpq_mat:
    """Coordinate or array format, real or integer, general or symmetric."""
    lines = _text(path).splitlines()
    head = lines[0].lower().split() if lines else []
    if len(head) != 5 or head[:2] != ["%%matrixmarket", "matrix"]:
        raise BadInput(f"{path}: does not begin with %%MatrixMarket matrix …")
    form, field, shape = head[2:]
    if field not in ("real", "integer", "double") or shape not in ("general", "symmetric"):
        raise BadInput(f"{path}: {field} {shape}: only real or integer, general or symmetric matrices are read")
    body = [(n, line.split()) for n, line in enumerate(lines[1:], 2) if line.strip() and not line.startswith("%")]
    try:
        rows, columns = int(body[0][1][0]), int(body[0][1][1])
    except (IndexError, ValueError):
        raise BadInput(f"{path}: no line with the sizes of the matrix") from None
    if not 0 <= rows <= 20_000 or not 0 <= columns <= 20_000:
        raise BadInput(f"{path}: {rows} x {columns} is larger than what is read")
    made = fmpq_mat(rows, columns)
    if form == "coordinate":
        places = []
        for n, parts in body[1:]:
            if len(parts) != 3 or not (parts[0].isdigit() and parts[1].isdigit()):
                raise BadInput(f"{path}:{n}: not a row, a column and a number")
            places.append((int(parts[0]) - 1, int(parts[1]) - 1, parts[2], n))
    else:
        order = [(i, j) for j in range(columns) for i in range(j if shape == "symmetric" else 0, rows)]
        values = [(x, n) for n, parts in body[1:] for x in parts]
        if len(values) != len(order):
            raise BadInput(f"{path}: {len(values)} numbers where {len(order)} are needed")
        places = [(i, j, x, n) for (i, j), (x, n) in zip(order, values)]
    for i, j, x, n in places:
        if not (0 <= i < rows and 0 <= j < columns):
            raise BadInput(f"{path}:{n}: place {i + 1}, {j + 1} lies outside {rows} x {columns}")
        made[i, j] = number(x, f"{path}:{n}")
        if shape == "symmetric":
            made[j, i] = made[i, j]
    return made
