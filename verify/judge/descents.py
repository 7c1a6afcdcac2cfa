"""Comparisons along gradient descent on real weight matrices: values and bounds within the trajectory's own tolerance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import arb, fmpq

from verify.judge.compare import all_of, at_most
from verify.judge.scripts import fraction, matrix_source, python_source
from verify.judge.verdicts import Answer, Exhibit, agrees, differs, undecided
from verify.nets.losses import WatchedDescent
from verify.paper.arithmetic import Exact
from verify.paper.formulas import Formula

TRUTHS = {
    "loss": "loss(W, Sxx, Syx) + E_yy / 2",
    "cross": "sum(a * b for p, q in zip(product(W), Syx) for a, b in zip(p, q))",
    "square": "sum(a * b for p, q in zip(product(W), times(product(W), Sxx)) for a, b in zip(p, q))",
    "excess": "loss(W, Sxx, Syx) + E_yy / 2 - L_min",
}


def trained_setup(net: WatchedDescent) -> tuple[str, ...]:
    """Lines that train the network with the standard library alone: W after all steps, Sxx, Syx, E_yy, L_min."""
    first, exact = net.initial.network, net.arithmetic.exact
    return (
        f"# {net.recipe}",
        f"W = [{', '.join(matrix_source(exact(layer)) for layer in first.layers)}]  # first layer first, at t = 0",
        f"Sxx = {matrix_source(exact(first.sigma_xx))}",
        f"Syx = {matrix_source(exact(first.sigma_yx))}",
        f"for _ in range({net.steps}):",
        f"    W = descend(W, Sxx, Syx, {fraction(net.eta)})",
        f"E_yy, L_min = {fraction(net.yy)}, {fraction(net.least_loss)}",
    )


def at_most_on(net: WatchedDescent, small: Any, stated: Formula, what: str, truth: str = "", **facts: Any) -> Answer:
    """A quantity of the descent is at most the stated bound, within the tolerance of the trajectory."""
    values = {**net.facts, **facts}
    exhibit = None
    if truth in TRUTHS:
        fails = "true > printed"
        exhibit = Exhibit(what, trained_setup(net), python_source(stated, values), TRUTHS[truth], fails)
    return at_most(small - net.slack, stated.at(**values), what, exhibit)


def value_on(net: WatchedDescent, true: Any, stated: Formula, what: str, truth: str = "", **facts: Any) -> Answer:
    """A quantity of the descent has the stated value: exactly over Q, within the tolerance over mpmath reals."""
    values = {**net.facts, **facts}
    printed = stated.at(**values)
    if isinstance(printed, fmpq) and isinstance(true, fmpq):
        if abs(printed - true) <= net.slack:
            return agrees(what)
    else:
        gap = abs(arb(printed) - arb(true))
        if gap.upper() <= arb(net.slack).lower():
            return agrees(what)
        if Exact().compare(">", gap, net.slack) is not True:
            return undecided(f"{what}: printed {printed}, true {true}")
    exhibit = None
    if truth in TRUTHS:
        exhibit = Exhibit(what, trained_setup(net), python_source(stated, values), TRUTHS[truth])
    return differs(what, printed, true, exhibit)


def functional_exhibit(net: WatchedDescent, bound: Any) -> Exhibit:
    """A script that counts the eigenvalues of H_f, after all steps, within the bound."""
    setup = (*trained_setup(net), "H = functional_hessian(W, Sxx, Syx)")
    return Exhibit(
        "eigenvalues of H_f within the stated bound", setup, "len(H)", f"count(H, -{fraction(bound)}, {fraction(bound)})"
    )


def each_value(net: WatchedDescent, check: Callable[[dict[str, Any]], Answer], tail: bool = False) -> Answer:
    """A check for each singular value of the head (or the tail) at each step, with lambda_t, lambda_t1 and i as facts."""
    answers = [agrees("nothing to check")]
    for k in range(net.steps):
        now, later = net.values(k), net.values(k + 1)
        for i in range(net.r, net.d_star) if tail else range(net.r):
            answers.append(check({**net.facts, "lambda_t": now[i], "lambda_t1": later[i], "i": i + 1}))
    return all_of(*answers)
