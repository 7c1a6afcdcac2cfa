"""A network of the user's own from arrays: weights, and data or covariances, each number taken as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import fmpq_mat

from verify.errors import BadInput
from verify.nets.networks import Network
from verify.spectra.reading import rational


def matrix(given: Any, name: str) -> fmpq_mat:
    """An exact matrix from a nested list, or an array of numpy, mpmath or SymPy; a float is the dyadic number that it is.

    Raises BadInput with the name of what was given.
    """
    if isinstance(given, fmpq_mat):
        return given
    rows = given.tolist() if hasattr(given, "tolist") else given
    if not isinstance(rows, Sequence) or not rows or not all(isinstance(r, Sequence) and len(r) > 0 for r in rows):
        raise BadInput(f"{name}: must be a matrix, as an array with two axes or a list of rows")
    if len({len(row) for row in rows}) > 1:
        raise BadInput(f"{name}: rows of different lengths, {sorted({len(row) for row in rows})}")
    try:
        return fmpq_mat(len(rows), len(rows[0]), [rational(x) for row in rows for x in row])
    except ValueError as error:
        raise BadInput(f"{name}: {error}") from None


def network(weights: Sequence[Any], data: tuple[Any, Any] | None = None, covariances: Any = None) -> Network:
    """The deep linear network x -> W^L … W^1 x with its data, over the rationals.

    weights: [W^1, …, W^L], W^l of shape d_l x d_(l-1). data: (X, Y), one sample a row, X of shape n x d_0 and Y of n x d_L;
    then Sigma_xx = X^T X / n and Sigma_yx = Y^T X / n. Or covariances: (Sigma_xx, Sigma_yx), of shapes d_0 x d_0, d_L x d_0.
    The loss is E|W^L … W^1 x - y|^2 / 2. Raises BadInput.
    """
    if (data is None) == (covariances is None):
        raise BadInput("give data=(X, Y), or covariances=(Sigma_xx, Sigma_yx), and not both")
    if isinstance(weights, str) or not isinstance(weights, Sequence) or not weights:
        raise BadInput("weights: a list of matrices, the first layer first")
    layers = tuple(matrix(W, f"weights[{k}] = W^{k + 1}") for k, W in enumerate(weights))
    names = ("data X", "data Y") if data is not None else ("Sigma_xx", "Sigma_yx")
    pair = data if data is not None else covariances
    if not isinstance(pair, Sequence) or len(pair) != 2:
        raise BadInput(f"{' and '.join(names)}: a pair of matrices")
    one, two = (matrix(given, name) for given, name in zip(pair, names))
    if data is not None:
        if one.nrows() != two.nrows():
            turned = "; samples in columns? give data=(X.T, Y.T)" if one.ncols() == two.ncols() else ""
            raise BadInput(f"data: X has {one.nrows()} samples (rows) and Y has {two.nrows()}{turned}")
        one, two = one.transpose() * one / one.nrows(), two.transpose() * one / one.nrows()
    try:
        return Network(layers, one, two)
    except ValueError as error:
        raise BadInput(str(error)) from None
