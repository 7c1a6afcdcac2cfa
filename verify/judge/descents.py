"""Comparisons along gradient descent on real weight matrices: values and bounds within the trajectory's own tolerance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flint import fmpq_mat

from verify.judge.agreement import number_agrees
from verify.judge.compare import all_of, at_most, matrices_equal
from verify.judge.scripts import fraction, matrix_source, python_source
from verify.judge.verdicts import Answer, Exhibit
from verify.nets.losses import WatchedDescent
from verify.paper.formulas import Formula

TRUTHS = {
    "loss": "loss(W, Sxx, Syx) + E_yy / 2",
    "cross": "sum(a * b for p, q in zip(product(W), Syx) for a, b in zip(p, q))",
    "square": "sum(a * b for p, q in zip(product(W), times(product(W), Sxx)) for a, b in zip(p, q))",
    "excess": "loss(W, Sxx, Syx) + E_yy / 2 - L_min",
    "inputs": "sum(Sxx[i][i] for i in range(len(Sxx)))",
    "moments": "2 * (loss(W, Sxx, Syx) + E_yy / 2) * sum(Sxx[i][i] for i in range(len(Sxx)))",
    "size": "max(abs(times(W[0], V)[i][i]) for i in range(len(V[0]))) ** (len(W) - 2)",
    "beside the head": (
        "(lambda rest: rest(start) - rest(W))(lambda W: loss(W, Sxx, Syx)"
        " - sum((1 - times(W[0], V)[i][i] ** len(W)) ** 2 for i in range(r)) / 2)"
    ),
    "projection": "times(times(transpose(V), Sxx), V)",
}
TAIL_STEP = (  # an upper bound of the exponent, because -log(1 - x) <= 1 / (1 - x) - 1
    (
        "# one step on a tail value 1/1000 with input variance; the exponent falls further with the value",
        "W = [matrix([['1/1000']]) for _ in range(int(L))]",
        "later = descend(W, matrix([[1]]), matrix([[0]]), eta)",
    ),
    "W[0][0][0] / later[0][0][0] - 1",
)


def trained_setup(net: WatchedDescent, steps: int | None = None) -> tuple[str, ...]:
    """Lines that train the network with the standard library alone: W after all steps (or `steps`), Sxx, Syx, E_yy, L_min.

    And `start`, the weights at t = 0, V, and r.
    """
    first, exact = net.initial.network, net.arithmetic.exact
    return (
        f"# {net.recipe}",
        f"start = W = [{', '.join(matrix_source(exact(layer)) for layer in first.layers)}]  # first layer first, at t = 0",
        f"Sxx = {matrix_source(exact(first.sigma_xx))}",
        f"Syx = {matrix_source(exact(first.sigma_yx))}",
        f"V = {matrix_source(exact(net.initial.V))}",
        f"for _ in range({net.steps if steps is None else steps}):",
        f"    W = descend(W, Sxx, Syx, {fraction(net.eta)})",
        f"E_yy, L_min, r = {fraction(net.yy)}, {fraction(net.least_loss)}, {net.r}",
    )


def _exhibit(
    net: WatchedDescent, what: str, printed: str, truth: str, fails: str = "printed != true", steps: int | None = None
) -> Exhibit | None:
    """A script that finds `truth`, a name in TRUTHS or Python source; None without one, and over mpmath reals."""
    if not truth or net.slack != 0:
        return None
    return Exhibit(what, trained_setup(net, steps), printed, TRUTHS.get(truth, truth), fails)


def at_most_on(
    net: WatchedDescent, small: Any, stated: Formula, what: str, truth: str = "", steps: int | None = None, **facts: Any
) -> Answer:
    """A quantity of the descent is at most the stated bound, within the tolerance of the trajectory.

    `truth`, here and below, is a name in TRUTHS or Python source: the quantity in a script, after `steps` steps or all.
    """
    values = {**net.facts, **facts}
    exhibit = _exhibit(net, what, python_source(stated, values), truth, "true > printed", steps)
    return at_most(small - net.slack, stated.at(**values), what, exhibit)


def square_at_most_on(
    net: WatchedDescent, small: Any, stated: Formula, what: str, truth: str, **facts: Any
) -> Answer:
    """A quantity of the descent is at most the square of the stated bound."""
    values = {**net.facts, **facts}
    bound = stated.at(**values)
    fails = "true > printed * (1 + F(1, 2**30))"  # a root is a float in a script
    exhibit = _exhibit(net, what, f"power({python_source(stated, values)}, F(2))", truth, fails)
    return at_most(small - net.slack, bound * bound, what, exhibit)


def stated_at_most(net: WatchedDescent, stated: Formula, large: Any, what: str, truth: str) -> Answer:
    """The stated value is at most a quantity of the descent."""
    exhibit = _exhibit(net, what, python_source(stated, net.facts), truth, "printed > true")
    return at_most(stated.at(**net.facts) - net.slack, large, what, exhibit)


def value_on(net: WatchedDescent, true: Any, stated: Formula, what: str, truth: str = "", **facts: Any) -> Answer:
    """A quantity of the descent has the stated value: exactly over Q, within the tolerance over mpmath reals."""
    values = {**net.facts, **facts}
    exhibit = _exhibit(net, what, python_source(stated, values), truth)
    return _near(net, true, stated.at(**values), what, exhibit)


def _near(net: WatchedDescent, true: Any, printed: Any, what: str, exhibit: Exhibit | None) -> Answer:
    return number_agrees(printed, true, what, exhibit, net.slack)


def diagonal_on(net: WatchedDescent, stated: Formula, true: fmpq_mat, what: str, truth: str) -> Answer:
    """A matrix of the descent is diagonal with the stated entries, numbered by i."""
    n = true.nrows()
    facts = [{**net.facts, "i": i} for i in range(1, n + 1)]
    made = fmpq_mat(n, n)
    for k, values in enumerate(facts):
        made[k, k] = stated.at(**values)
    entries = ", ".join(python_source(stated, values) for values in facts)
    printed = f"[[x if i == j else F(0) for j in range({n})] for i, x in enumerate([{entries}])]"
    return matrices_equal(made, true, what, net.slack, lambda: _exhibit(net, what, printed, truth))


def block_is(net: WatchedDescent, made: fmpq_mat, parts: Mapping[str, Formula], k: int, l: int) -> Answer:
    """`made` is the block (k, l) of H_f. `parts` are stated numbers of layers, from which a script makes the block again:

    the product of layers from … to, Omega between the layers below and above, and how many commutation matrices behind.
    """
    what = f"H_f^{{{k}{l}}}"

    def exhibit() -> Exhibit | None:
        at = {name: f"int({python_source(f, {'k': k, 'l': l, 'L': net.L})})" for name, f in parts.items()}
        low, near = min(k, l), abs(k - l) == 1
        ends = f"{low + 1}, {low}" if near else f"*sorted([{at['from']}, {at['to']}])"
        setup = (
            *trained_setup(net),
            "omega = [[x - y for x, y in zip(r, s)] for r, s in zip(times(product(W), Sxx), Syx)]",
            f"middle = span(W, {ends})",
            f"above, below = span(W, {at['above']}, {net.L}), span(W, 1, {at['below']})",
            "rest = times(times(transpose(above), omega), transpose(below))",
            f"made = kronecker({'transpose(middle), transpose(rest)' if k < l else 'rest, middle'})",
            f"for _ in range({at['commutations']}):",
            f"    made = commuted(made, len(W[{l - 1}]), len(W[{l - 1}][0]))",
        )
        true = f"block(functional_hessian(W, Sxx, Syx), W, {k}, {l})"
        return Exhibit(what, setup, "made", true) if net.slack == 0 else None

    return matrices_equal(made, net.functional_block(k, l), what, exhibit=exhibit)


def functional_exhibit(net: WatchedDescent, bound: Any) -> Exhibit:
    """A script that counts the eigenvalues of H_f, after all steps, within the bound."""
    setup = (*trained_setup(net), "H = functional_hessian(W, Sxx, Syx)")
    return Exhibit(
        "eigenvalues of H_f within the stated bound", setup, "len(H)", f"count(H, -{fraction(bound)}, {fraction(bound)})"
    )


def each_next_is(net: WatchedDescent, stated: Formula, tail: bool = False) -> Answer:
    """Each step takes each singular value of the head (or the tail) to the stated value."""

    def check(facts: dict[str, Any], shown: dict[str, Any], setup: tuple[str, ...]) -> Answer:
        later = facts.pop("lambda_t1")  # what is stated of it, in terms of the step before
        exhibit = Exhibit(what, setup, python_source(stated, shown), "later") if net.slack == 0 else None
        return _near(net, later, stated.at(**facts), what, exhibit)

    what = "lambda_{i,t+1}"
    return _each_value(net, check, tail)


def each_at_most(net: WatchedDescent, left: Formula, right: Formula, what: str) -> Answer:
    """The stated left side is at most the right one, for each singular value of the head at each step."""

    def check(facts: dict[str, Any], shown: dict[str, Any], setup: tuple[str, ...]) -> Answer:
        sides = python_source(right, shown), python_source(left, shown)
        exhibit = Exhibit(what, setup, *sides, "true > printed") if net.slack == 0 else None
        return at_most(left.at(**facts) - net.slack, right.at(**facts), what, exhibit)

    return _each_value(net, check)


def _each_value(
    net: WatchedDescent, check: Callable[[dict[str, Any], dict[str, Any], tuple[str, ...]], Answer], tail: bool = False
) -> Answer:
    """A check for each value at each step: its facts, the same for a script, and the script's lines (now, later)."""
    answers = []
    for k in range(net.steps):
        now, later = net.values(k), net.values(k + 1)
        for i in range(net.r, net.d_star) if tail else range(net.r):
            facts = {**net.facts, "lambda_t": now[i], "lambda_t1": later[i], "i": i + 1}
            setup = (
                *trained_setup(net, k),
                f"now = times(W[0], V)[{i}][{i}]",
                f"later = times(descend(W, Sxx, Syx, {fraction(net.eta)})[0], V)[{i}][{i}]",
            )
            answers.append(check(facts, {**facts, "lambda_t": "now", "lambda_t1": "later"}, setup))
    return all_of(*answers)
