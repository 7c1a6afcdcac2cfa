"""Comparisons of stated rules with gradient descent on the real weight matrices, entry by entry, layer by layer.

A stated formula gives the entry number i on the diagonal of a core: of W_t^k ("now"), of W_{t+1}^k ("next"), or of the
gradient at W_t^k ("gradient"). It may use i, k, t, lambda_t (this entry of W_t^k), lambda_i (the same) and the facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flint import arb, fmpq

from verify.judge.compare import matrices_equal
from verify.judge.scripts import fraction, matrix_source, python_source
from verify.judge.verdicts import Answer, Exhibit, Outcome, agrees, differs, undecided
from verify.nets.tilted import TiltedNetwork
from verify.paper.formulas import Formula

NAMES = {"now": "W_{t}^{k}", "next": "W_{t}+1^{k}", "gradient": "the gradient at W_{t}^{k}"}


def follows(
    net: TiltedNetwork,
    kind: str,
    stated: Formula,
    layers: Iterable[int],
    indices: Iterable[int] | None = None,
    *,
    times: Iterable[int] | None = None,
    whole: bool = False,
    shared: bool = False,
) -> Answer:
    """The stated formula gives the entries number `indices` of every one of the layers at every one of the times.

    `whole`: and the matrix has no other entries in the frames (u_i, v_i), so all d* indices must be meant. `shared`:
    lambda_t is read off layer 1, not off layer k. Undecided when there is nothing to compare.
    """
    chosen = list(indices if indices is not None else range(1, net.d_star + 1))
    steps = list(times if times is not None else range(net.steps + (kind == "now")))
    answer = undecided("no layer or no index to compare")
    for t in steps:
        for k in layers:
            now = net.entries(t, 1 if shared else k)
            matrix = _matrix(net, kind, t, k)
            core = net.projected(matrix, k)
            printed = {}
            for i in chosen:
                values = {**net.facts, "i": i, "k": k, "l": k, "t": t, "lambda_t": now[i - 1], "lambda_i": now[i - 1]}
                printed[i] = stated.at(**values)
                what = f"entry {i} of {NAMES[kind].format(t=t, k=k)}"
                exhibit = _exhibit(net, kind, t, k, f"{_core(net, kind, k)}[{i - 1}][{i - 1}]", python_source(stated, values), what)
                answer = near(printed[i], core[i - 1, i - 1], what, net.slack, exhibit)
                if answer.outcome is not Outcome.AGREES:
                    return answer
            if whole and len(printed) == net.d_star:
                on = net.on_frames(list(printed.values()), k)
                answer = matrices_equal(on, net.arithmetic.exact(matrix), NAMES[kind].format(t=t, k=k), net.slack)
                if answer.outcome is not Outcome.AGREES:
                    return answer
    return answer


def off_frames(net: TiltedNetwork, stated: Formula, layers: Iterable[int]) -> Answer:
    """The greatest |entry| of the layers off the frames (u_i, v_i), over all steps, is the stated number."""
    printed = stated.at(**net.facts)
    answer = undecided("no layer to compare")
    for t in range(net.steps + 1):
        for k in layers:
            what = f"greatest |entry| of W_{t}^{k} off the singular frames of W_0^{k}"
            core = f"(lambda C: [[C[i][j] if i == j else F(0) for j in range({net.d_star})] for i in range({net.d_star})])"
            core = f"{core}({_core(net, 'now', k)})"
            if k == 1:
                core = f"times({core}, transpose(V))"
            if k == net.L:
                core = f"times(U, {core})"
            code = f"max(abs(a - b) for x, y in zip(W[{k - 1}], {core}) for a, b in zip(x, y))"
            exhibit = _exhibit(net, "now", t, k, code, python_source(stated, net.facts), what)
            answer = near(printed, net.beside(t, k), what, net.slack, exhibit)
            if answer.outcome is not Outcome.AGREES:
                return answer
    return answer


def near(printed: Any, true: fmpq, what: str, slack: fmpq, exhibit: Exhibit | None = None) -> Answer:
    """Two numbers agree: exactly, or within `slack` for networks over mpmath reals."""
    if isinstance(printed, arb):
        gap = abs(printed - arb(true))
        if gap > arb(slack):
            return differs(what, printed, true, exhibit)
        return agrees(what) if gap <= arb(slack) else undecided(f"{what}: printed {printed}, true {true}")
    return agrees(what) if abs(printed - true) <= slack else differs(what, printed, true, exhibit)


def _matrix(net: TiltedNetwork, kind: str, t: int, k: int) -> Any:
    return {"now": lambda: net.layer(t, k), "next": lambda: net.layer(t + 1, k), "gradient": lambda: net.gradient(t, k)}[kind]()


def _core(net: TiltedNetwork, kind: str, k: int) -> str:
    """Python source of the core of a layer: of W, of the layers after one step, or of the gradient."""
    code = {"now": "W", "next": "after", "gradient": "slope"}[kind] + f"[{k - 1}]"
    if k == net.L:
        code = f"times(transpose(U), {code})"
    return f"times({code}, V)" if k == 1 else code


def _exhibit(net: TiltedNetwork, kind: str, t: int, k: int, true: str, printed: str, what: str) -> Exhibit | None:
    """The step as a stand-alone script; None over mpmath reals."""
    if "seed" in net.recipe:
        return None
    start = net.initial.network
    setup = [
        f"# {net.recipe}",
        f"W = [{', '.join(map(matrix_source, start.layers))}]  # first layer first",
        f"Sxx, Syx = {matrix_source(start.sigma_xx)}, {matrix_source(start.sigma_yx)}",
        f"U, V = {matrix_source(net.initial.U)}, {matrix_source(net.initial.V)}",
    ]
    setup += [f"W = descend(W, Sxx, Syx, {fraction(net.eta)})"] * t
    if kind == "next":
        setup.append(f"after = descend(W, Sxx, Syx, {fraction(net.eta)})")
    if kind == "gradient":
        setup.append("slope = [[[a - b for a, b in zip(x, y)] for x, y in zip(*pair)] for pair in zip(W, descend(W, Sxx, Syx, 1))]")
    return Exhibit(what, tuple(setup), printed, true)
