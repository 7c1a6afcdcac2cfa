"""Comparisons of stated rules with gradient descent on the real weight matrices, entry by entry, layer by layer.

A stated formula gives the entry number i on the diagonal of a core: of W_t^k ("now"), of W_{t+1}^k ("next"), or of the
gradient at W_t^k ("gradient"). It may use i, k, t, lambda_t (this entry of W_t^k), lambda_i (the same) and the facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from flint import fmpq

from verify.judge.agreement import number_agrees
from verify.judge.compare import matrices_equal
from verify.judge.scripts import fraction, matrix_source, python_source
from verify.judge.verdicts import Answer, Exhibit, Outcome, agrees, differs, nothing, undecided
from verify.nets.tilted import TiltedNetwork
from verify.paper.formulas import Formula

NAMES = {"now": "W_{t}^{k}", "next": "W_{after}^{k}", "gradient": "the gradient at W_{t}^{k}"}
VARIABLES = {"now": "W", "next": "after", "gradient": "slope"}  # of a stand-alone script


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
    lambda_t is read off layer 1, not off layer k. Nothing to check where there is no layer or no index.
    """
    chosen = list(indices if indices is not None else range(1, net.d_star + 1))
    steps = list(times if times is not None else range(net.steps + (kind == "now")))
    answer = nothing("no layer or no index to compare")
    for t in steps:
        for k in layers:
            now = net.entries(t, 1 if shared else k)
            matrix = _matrix(net, kind, t, k)
            core = net.projected(matrix, k)
            printed = {}
            for i in chosen:
                same = {"k": k, "l": k, "lambda_t": now[i - 1], "lambda_i": now[i - 1]}  # two names for one number
                facts = {**net.facts, "i": i, "t": t, **{name: x for name, x in same.items() if name in stated.names}}
                printed[i] = stated.at(**facts)
                what = f"entry {i} of {NAMES[kind].format(t=t, after=t + 1, k=k)}"
                entry = f"{_core(net, kind, k)}[{i - 1}][{i - 1}]"
                exhibit = _exhibit(net, kind, t, k, entry, python_source(stated, facts), what)
                answer = near(printed[i], core[i - 1, i - 1], what, net.slack, exhibit)
                if answer.outcome is not Outcome.AGREES:
                    return answer
            if whole and len(printed) == net.d_star:
                rest = net.arithmetic.exact(matrix) - net.on_frames(list(printed.values()), k)
                what = f"greatest |entry| of {NAMES[kind].format(t=t, after=t + 1, k=k)} less its stated form"
                values = ", ".join(fraction(x) for x in printed.values())
                core = f"[[x if i == j else F(0) for j in range({net.d_star})] for i, x in enumerate([{values}])]"
                code = _beside(net, kind, k, core)
                exhibit = _exhibit(net, kind, t, k, code, "F(0)", what)
                answer = near(fmpq(0), max(abs(x) for x in rest.entries()), what, net.slack, exhibit)
                if answer.outcome is not Outcome.AGREES:
                    return answer
    return answer


def off_frames(net: TiltedNetwork, stated: Formula, layers: Iterable[int]) -> Answer:
    """The greatest |entry| of the layers off the frames (u_i, v_i), over all steps, is the stated number."""
    printed = stated.at(**net.facts)
    answer = nothing("no layer to compare")
    for t in range(net.steps + 1):
        for k in layers:
            what = f"greatest |entry| of W_{t}^{k} off the singular frames of W_0^{k}"
            n, whole = net.d_star, _core(net, "now", k)
            core = f"[[x if i == j else F(0) for j, x in enumerate(row[:{n}])] for i, row in enumerate({whole}[:{n}])]"
            code = _beside(net, "now", k, core)
            exhibit = _exhibit(net, "now", t, k, code, python_source(stated, net.facts), what)
            answer = near(printed, net.beside(t, k), what, net.slack, exhibit)
            if answer.outcome is not Outcome.AGREES:
                return answer
    return answer


def product_is(net: TiltedNetwork, stated: Formula) -> Answer:
    """The end-to-end matrix at the last step is U diag(stated values) V^T, entry by entry."""
    facts, exact, what = [{**net.facts, "i": i} for i in range(1, net.d_star + 1)], net.arithmetic.exact, "W^{L:1}"
    made = exact(net.initial.spectral_product([stated.at(**each) for each in facts]))
    values = ", ".join(python_source(stated, each) for each in facts)
    core = f"[[x if i == j else F(0) for j in range({net.d_star})] for i, x in enumerate([{values}])]"
    printed = f"times(times(U, {core}), transpose(V))"
    true = exact(net.network.product())
    shown = partial(_exhibit, net, "now", net.steps, 1, "product(W)", printed, what)
    return matrices_equal(made, true, what, net.slack, shown)


def covariance_acts(net: TiltedNetwork, stated: Formula, indices: Iterable[int]) -> Answer:
    """Sigma_xx v_i is the stated multiple of v_i, for the given i."""
    exact, moments, V = net.arithmetic.exact, net.initial.network, net.initial.V
    image, frame = exact(moments.sigma_xx * V), exact(V)
    answer = nothing("no index to compare")
    for i in indices:
        factor = stated.at(**net.facts, i=i)
        gap = max(abs(image[j, i - 1] - factor * frame[j, i - 1]) for j in range(frame.nrows()))
        what = f"greatest |entry| of Sigma_xx v_{i} - {factor} v_{i}"
        multiple = python_source(stated, {**net.facts, "i": i})
        code = f"max(abs(a[{i - 1}] - {multiple} * b[{i - 1}]) for a, b in zip(times(Sxx, V), V))"
        answer = near(fmpq(0), gap, what, net.slack, _exhibit(net, "now", 0, 1, code, "F(0)", what))
        if answer.outcome is not Outcome.AGREES:
            return answer
    return answer


def is_next_singular_value(net: TiltedNetwork, rule: Formula, when: Formula, i: int, k: int) -> Answer:
    """The stated rule, at lambda_{i,0}, is a singular value of W_1^k exactly when the stated condition holds."""
    values = {**net.facts, "i": i, "lambda_t": net.initial.values[i - 1]}
    printed, holds = rule.at(**values), when.holds(**values)
    true, what = abs(net.entries(1, k)[i - 1]), f"singular value {i} of W_1^{k}"
    met = near(printed, true, what, net.slack)
    if holds is None or met.outcome is Outcome.UNDECIDED:
        return undecided(f"{what}: the condition or the value is not certain")
    if holds == (met.outcome is Outcome.AGREES) or 0 < true <= net.slack:  # up to rounding, the sign of 0 is not known
        return agrees(what)
    code = f"abs({_core(net, 'next', k)}[{i - 1}][{i - 1}])"
    exhibit = _exhibit(net, "next", 0, k, code, python_source(rule, values), what)
    return differs(f"{what} (condition {holds})", printed, true, exhibit)


def number_is(net: TiltedNetwork, printed: Any, true: Any, what: str, code: str, kind: str = "now") -> Answer:
    """A number has the printed value; `code` computes it in a stand-alone script from W, after, Sxx, Syx, U and V."""
    return near(printed, fmpq(true), what, net.slack, _exhibit(net, kind, 0, 1, code, fraction(printed), what))


def near(printed: Any, true: fmpq, what: str, slack: fmpq, exhibit: Exhibit | None = None) -> Answer:
    """Two numbers agree: exactly, or within `slack` for networks over mpmath reals."""
    if slack * 2**40 > 1:
        return undecided(f"{what}: known within {slack} only")
    return number_agrees(printed, true, what, exhibit, slack)


def _matrix(net: TiltedNetwork, kind: str, t: int, k: int) -> Any:
    return net.gradient(t, k) if kind == "gradient" else net.layer(t + (kind == "next"), k)


def _beside(net: TiltedNetwork, kind: str, k: int, core: str) -> str:
    """Python source of the greatest |entry| of a layer less the matrix of its shape with this core."""
    if k == 1:
        core = f"times({core}, transpose(V))"
    if k == net.L:
        core = f"times(U, {core})"
    return f"max(abs(a - b) for x, y in zip({VARIABLES[kind]}[{k - 1}], {core}) for a, b in zip(x, y))"


def _core(net: TiltedNetwork, kind: str, k: int) -> str:
    """Python source of the core of a layer: of W, of the layers after one step, or of the gradient."""
    code = f"{VARIABLES[kind]}[{k - 1}]"
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
        setup.append("unit = descend(W, Sxx, Syx, 1)  # one step with eta = 1")
        setup.append("slope = [[[a - b for a, b in zip(x, y)] for x, y in zip(*pair)] for pair in zip(W, unit)]")
    return Exhibit(what, tuple(setup), printed, true)
