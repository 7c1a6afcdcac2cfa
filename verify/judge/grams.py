"""Comparisons about the Jacobian A_o^T of the product and its Gram matrix A_o^T A_o, with stand-alone scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import fmpq_mat

from verify.judge.compare import matrices_equal
from verify.judge.scripts import matrix_source, python_source, setup_of
from verify.judge.verdicts import Answer, Exhibit
from verify.nets.recipes import BalancedNetwork
from verify.paper.formulas import Formula


def factorises(net: BalancedNetwork, made: fmpq_mat, seen: Formula) -> Answer:
    """`made`, A_o (I x S) A_o^T with S the identity on the stated number of inputs, is the outer-product Hessian."""
    H, what = net.outer_product_hessian, "A_o B_o A_o^T"
    lines = (
        "A = jacobian(W)",
        f"seen = {python_source(seen, net.facts)}",
        "kept = [[x if k % len(Sxx) < seen else F(0) for k, x in enumerate(row)] for row in A]",
    )
    printed = "times(kept, transpose(A))"
    return matrices_equal(made, H.matrix, what, H.slack, lambda: _exhibit(net, H.origin, what, lines, printed, "H"))


def gram_is(net: BalancedNetwork, made: fmpq_mat, U: fmpq_mat, V: fmpq_mat, parts: Mapping[str, Formula]) -> Answer:
    """`made`, the stated sum over layers, is A_o^T A_o. `parts`: how many singular vectors are kept, and two weights.

    The script makes the sum again: above in l and lambda_i on the columns of U, below in l and lambda_j on those of V.
    """
    H, what = net.gram, "A_o^T A_o"

    def exhibit() -> Exhibit | None:
        facts = {**net.facts, "l": "l", "lambda_i": "x", "lambda_j": "x"}
        lines = (
            *_bases(U, V),
            f"kept = [times(W[0], V)[i][i] for i in range(int({python_source(parts['kept'], net.facts)}))]",
            "def weighted(M, weights):",
            "    squares = [[[w * r[i] * s[i] for s in M] for r in M] for i, w in enumerate(weights)]",
            "    return [[sum(x, F(0)) for x in zip(*rows)] for rows in zip(*squares)]",
            "def term(l):",
            f"    above = weighted(U, [{python_source(parts['above'], facts)} for x in kept])",
            f"    below = weighted(V, [{python_source(parts['below'], facts)} for x in kept])",
            "    above = span(W, len(W) + 1, len(W)) if l == len(W) else above  # an identity",
            "    return kronecker(above, span(W, 1, 0) if l == 1 else below)",
        )
        total = "[[sum(x, F(0)) for x in zip(*rows)] for rows in zip(*map(term, range(1, len(W) + 1)))]"
        return _exhibit(net, H.origin, what, lines, total, "H")

    return matrices_equal(made, H.matrix, what, H.slack, exhibit)


def acts_as(
    net: BalancedNetwork, stated: Formula, x: fmpq_mat, U: fmpq_mat, V: fmpq_mat, i: int, j: int, **values: Any
) -> Answer:
    """A_o^T A_o multiplies x, which is u_i x v_j (i, j from 0), by the stated value."""
    H, what, facts = net.gram, f"A_o^T A_o (u_{i + 1} x v_{j + 1})", {**net.facts, **values}

    def exhibit() -> Exhibit | None:
        lines = (*_bases(U, V), f"x = kronecker([[row[{i}]] for row in U], [[row[{j}]] for row in V])")
        printed = f"[[{python_source(stated, facts)} * row[0]] for row in x]"
        return _exhibit(net, H.origin, what, lines, printed, "times(H, x)")

    return matrices_equal(x * stated.at(**facts), H.matrix * x, what, H.slack, exhibit)


def _bases(U: fmpq_mat, V: fmpq_mat) -> tuple[str, str]:
    return f"U = {matrix_source(U)}  # columns u_1, u_2, …", f"V = {matrix_source(V)}"


def _exhibit(
    net: BalancedNetwork, origin: str, what: str, lines: tuple[str, ...], printed: str, true: str
) -> Exhibit | None:
    """A script; None over mpmath reals."""
    return Exhibit(what, (*setup_of(net, origin), *lines), printed, true) if "seed" not in net.recipe else None
