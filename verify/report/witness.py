"""The network of a counterexample as matrices: what a person looks at before the recipe that builds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from verify.errors import BadInput
from verify.judge.cases import Case
from verify.report.matrices import matrix_lines

LARGEST = 8  # rows or columns of a matrix that is shown
HESSIANS = ("outer_product_hessian", "functional_hessian", "gram", "hessian")


def built(case: Case, witness: Mapping[str, Any]) -> Any:
    """The instance that a recipe builds; None where the witness is a point."""
    claim = case.claim
    return claim.domain.build(dict(witness)) if claim is not None and claim.domain is not None else None


def matrices(net: Any) -> dict[str, Any]:
    """W^1, …, W^L, Sigma_xx and Sigma_yx of a network by name, as exact matrices."""
    exact = net.arithmetic.exact
    layers = {f"W^{k}": exact(W) for k, W in enumerate(net.layers, 1)}
    return {**layers, "Sigma_xx": exact(net.sigma_xx), "Sigma_yx": exact(net.sigma_yx)}


def hessian(case: Case, instance: Any) -> Any:
    """The matrix that the claim of a case speaks of; None where the instance has none."""
    used = _names_in(case.claim.check) if case.claim is not None else frozenset()
    name = next((name for name in HESSIANS if name in used), "hessian")
    found = getattr(instance, name, None)
    return found if hasattr(found, "matrix") and hasattr(found, "label") else None


def lines(case: Case, instance: Any) -> Iterator[str]:
    """The weights, the covariances and the matrix in question; nothing for a point, and no matrix above eight rows."""
    net = getattr(instance, "network", None)
    if net is None:
        return
    named = matrices(net)
    if max(max(M.nrows(), M.ncols()) for M in named.values()) <= LARGEST:
        yield from matrix_lines(named)
    held = hessian(case, instance)
    if held is not None and held.size <= LARGEST:
        yield from matrix_lines({held.label: held.matrix})


def shown(case: Case, witness: Mapping[str, Any] | None) -> list[str]:
    """The lines of a witness by its recipe; none where it is a point or cannot be built exactly."""
    if witness is None:
        return []
    try:
        return list(lines(case, built(case, witness)))
    except (BadInput, ArithmeticError):  # a recipe of another program, or one whose numbers are not rational
        return []


def _names_in(function: Any) -> frozenset[str]:
    code = getattr(function, "__code__", None)
    return frozenset(code.co_names) if code is not None else frozenset()
