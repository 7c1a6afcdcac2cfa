"""From a recipe to weights, inputs and labels: exact over Q, drawn over mpmath reals, or fitted to one-hot labels."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_mat

from verify.nets.general import _filled, output
from verify.nets.matrices import RATIONALS, Matrix, Rationals, Reals, columns_of, diagonal, rational
from verify.nets.orthogonal import cayley, gaussian, singular_vectors

Widths = tuple[int, ...]


@dataclass
class Parts:
    """Layers, columns of X and Y; what the recipe says of singular values and vectors (None: it does not)."""

    layers: tuple[Matrix, ...] = ()
    xs: list[Matrix] = field(default_factory=list)
    ys: list[Matrix] = field(default_factory=list)
    values: list[Any] | None = None  # shared by all layers, largest first
    pairs: list[list[Any]] | None = None  # of each layer, largest first
    right_vectors: Matrix = None  # of W_1, d_0 x d_0
    left_vectors: Matrix = None  # of W_L, d_L x d_L


def parts_of(recipe: Mapping[str, Any], widths: Widths, arithmetic: Rationals | Reals) -> Parts:
    """The parts of a recipe of verify.nets.labelled. Raises ValueError where it makes no network."""
    if "classes" in recipe:
        return _one_hot(recipe, widths, arithmetic)
    return _drawn(recipe, widths, arithmetic) if isinstance(arithmetic, Reals) else _exact(recipe, widths)


def _exact(given: Mapping[str, Any], d: Widths) -> Parts:
    made, shapes = Parts(), list(zip(d[1:], d))
    if "values" in given:
        made.values = _falling(given["values"])
        if len(made.values) > min(d):
            raise ValueError(f"at most min(widths) = {min(d)} shared singular values")
        _balance(made, RATIONALS, [_basis(given, size, l) for l, size in enumerate(d)])
    elif "factors" in given:
        made.pairs = [_falling(values) for values in given["factors"]]
        if any(len(values) > min(shape) for values, shape in zip(made.pairs, shapes, strict=True)):
            raise ValueError("a layer has more singular values than rows or columns")
        layers = []
        for l, ((m, n), values) in enumerate(zip(shapes, made.pairs)):
            right, left = _basis(given, n, 2 * l), _basis(given, m, 2 * l + 1)
            made.right_vectors, made.left_vectors = right if l == 0 else made.right_vectors, left
            layers.append(left * diagonal(RATIONALS, values, m, n) * right.transpose())
        made.layers = tuple(layers)
    else:
        made.layers = tuple(_filled(m, n, rows) for (m, n), rows in zip(shapes, given.get("weights", []), strict=True))
    if any(x < 0 for values in made.pairs or [] for x in values):
        raise ValueError("singular values must not be negative")
    rest = None
    if "x" in given:
        made.xs = [_filled(d[0], 1, point) for point in given["x"]]
    else:
        n, scale = given.get("samples", d[0]), rational(given.get("scale", "1"))
        if not d[0] <= n <= 40 or scale <= 0:
            raise ValueError(f"whitened inputs need a positive scale and d_0 = {d[0]} to 40 samples")
        Q = cayley(n, given.get("data_turns", [])) * scale
        made.xs, rest = split(RATIONALS, _rows(Q, 0, d[0])), _rows(Q, d[0], n)
    if not made.xs:
        raise ValueError("at least one sample is needed")
    made.ys = [_filled(d[-1], 1, point) for point in given.get("y", [])] or [output(made.layers, x) for x in made.xs]
    if len(made.xs) != len(made.ys):
        raise ValueError("x and y need the same number of samples")
    if "noise" in given:
        if rest is None:
            raise ValueError("noise needs whitened inputs: samples and scale")
        noise = _filled(d[-1], rest.nrows(), given["noise"]) * rest
        made.ys = [y + e for y, e in zip(made.ys, split(RATIONALS, noise))]
    return made


def _basis(given: Mapping[str, Any], size: int, number: int) -> fmpq_mat:
    turns = given.get("turns", [])
    return cayley(size, turns[number] if number < len(turns) else [])


def _rows(matrix: fmpq_mat, first: int, stop: int) -> fmpq_mat:
    width = matrix.ncols()
    return fmpq_mat(stop - first, width, matrix.entries()[first * width : stop * width])


def _falling(values: list[Any]) -> list[fmpq]:
    return sorted((rational(x) for x in values), reverse=True)


def _balance(made: Parts, a: Rationals | Reals, bases: list[Matrix]) -> None:
    """W_l = B_l S B_{l-1}^T with the first columns of each basis."""
    values = made.values or []
    made.right_vectors, made.left_vectors = bases[0], bases[-1]
    thin = [columns_of(a, B, 0, len(values)) for B in bases]
    core = diagonal(a, values, len(values), len(values))
    made.layers = tuple(upper * core * a.transpose(lower) for lower, upper in pairwise(thin))
    made.pairs = [list(values) for _ in made.layers]


def _drawn(given: Mapping[str, Any], d: Widths, a: Reals) -> Parts:
    made, source = Parts(), random.Random(given["seed"])
    if given.get("balanced", 0):
        k = given.get("rank", min(d))
        if not 0 <= k <= min(d):
            raise ValueError("rank must be from 0 to min(widths)")
        kept = given.get("values") or list(range(k + 1, 1, -1))
        made.values = [a.number(x) for x in _falling(kept)][:k]
        _balance(made, a, [_orthonormal(a, size, size, source) for size in d])
    else:
        made.layers = tuple(gaussian(a, m, n, source) for m, n in zip(d[1:], d))
        if len(d) == 3:
            made.pairs = [list(singular_vectors(a, W)[1]) for W in made.layers]
    n, rest = given.get("samples", d[0]), None
    if "scale" in given:
        if n < d[0]:
            raise ValueError(f"whitened inputs need at least d_0 = {d[0]} samples")
        Q = a.transpose(_orthonormal(a, n, n, source)) * a.number(rational(given["scale"]))
        X, rest = (a.matrix([[Q[i, j] for j in range(n)] for i in rows], n) for rows in (range(d[0]), range(d[0], n)))
    else:
        X = gaussian(a, d[0], n, source)
    made.xs = split(a, X)
    made.ys = [output(made.layers, x) for x in made.xs]
    residual = given.get("residual", "none")
    if residual == "any":
        made.ys = [y + gaussian(a, d[-1], 1, source) for y in made.ys]
    elif residual == "orthogonal":
        if rest is None:
            raise ValueError("an orthogonal residual needs whitened inputs")
        if n > d[0]:
            made.ys = [y + e for y, e in zip(made.ys, split(a, gaussian(a, d[-1], n - d[0], source) * rest))]
    elif residual != "none":
        raise ValueError("residual must be none, orthogonal or any")
    return made


def _orthonormal(a: Reals, rows: int, columns: int, source: random.Random) -> Matrix:
    """Orthonormal columns from a normal random matrix, by the singular value decomposition."""
    left, _, right = singular_vectors(a, gaussian(a, rows, columns, source))
    return left * right


def _one_hot(given: Mapping[str, Any], d: Widths, a: Rationals | Reals) -> Parts:
    """Y one-hot, X whitened with the (scaled) class indicators among its rows, and the balanced weights that fit.

    P = Y X^T / scale^2 takes the row of class c, scale 1_c / sqrt(n_c), to 1_c: its singular values are sqrt(n_c) / scale.
    """
    if any(type(c) is not int or c < 1 for c in given["classes"]) or not 1 <= len(given["classes"]) <= min(d):
        raise ValueError("classes: from one to min(widths) positive numbers of samples")
    counts = sorted(given["classes"], reverse=True)
    n, C, scale = sum(counts), len(counts), rational(given.get("scale", "1"))
    if scale <= 0 or n > 80 or n < d[0]:
        raise ValueError("scale must be positive, and there must be d_0 to 80 samples")
    made, labels = Parts(), [c for c, count in enumerate(counts) for _ in range(count)]
    zero, one = a.number(0), a.number(1)
    made.ys = [a.matrix([[one if u == c else zero] for u in range(d[-1])], 1) for c in labels]
    roots = [_root(a, fmpq(count), 2) for count in counts]
    rows = [[(one if c == k else zero) / roots[k] for c in labels] for k in range(C)]
    if isinstance(a, Reals):
        source = random.Random(given["seed"])
        if d[0] > C:
            inside = a.transpose(a.matrix(rows, n))
            extra = gaussian(a, n, d[0] - C, source)
            more, _, _ = singular_vectors(a, extra - inside * (a.transpose(inside) * extra))
            rows += [[more[i, j] for i in range(n)] for j in range(d[0] - C)]
        bases = [_orthonormal(a, size, size, source) for size in d[:-1]]
    else:
        if d[0] > C:
            raise ValueError(f"over Q one-hot labels need d_0 = {C}, the number of classes; give a seed")
        bases = [_basis(given, size, l) for l, size in enumerate(d[:-1])]
    X = a.matrix([[x * a.number(scale) for x in row] for row in rows], n)
    made.values = [_root(a, root / a.number(scale), len(d) - 1) for root in roots]
    _balance(made, a, [*bases, diagonal(a, [1] * d[-1], d[-1], d[-1])])
    made.xs = split(a, bases[0] * X)
    return made


def _root(a: Rationals | Reals, value: Any, degree: int) -> Any:
    """The real root; over Q only where it is rational."""
    if isinstance(a, Reals):
        return a.context.root(a.number(value) if isinstance(value, fmpq) else value, degree)
    parts = value.p.root(degree), value.q.root(degree)
    if parts[0] ** degree != value.p or parts[1] ** degree != value.q:
        raise ValueError(f"the root of {value} of degree {degree} is irrational; give a seed")
    return fmpq(*parts)


def split(arithmetic: Rationals | Reals, matrix: Matrix) -> list[Matrix]:
    """The columns of a matrix."""
    return [columns_of(arithmetic, matrix, m, m + 1) for m in range(arithmetic.shape(matrix)[1])]
