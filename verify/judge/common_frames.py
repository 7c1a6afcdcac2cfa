"""Do the layers of a trained network keep a common singular value decomposition, whichever vectors one chooses for it?"""

from __future__ import annotations

from collections.abc import Iterator

from flint import fmpq_mat

from verify.judge.scripts import fraction, matrix_source, python_source
from verify.judge.steps import near
from verify.judge.verdicts import Answer, Exhibit, Outcome, nothing
from verify.nets.tilted import TiltedNetwork
from verify.paper.formulas import Formula

OFF = "max(abs(a - b) for x, y in zip(M, transpose(M)) for a, b in zip(x, y))"


def asymmetry_is(net: TiltedNetwork, stated: Formula) -> Answer:
    """The stated number is the greatest |entry| by which products that a common decomposition makes symmetric are not.

    They are M_0^T M_t and M_0 M_t^T for each layer M at each step t, and N^T N M M^T for the layer N above it. Wherever
    there are U_k, V_k with M_t = U_k diag V_k^T for all t, and with V_{k+1} = U_k, all of them are symmetric.
    """
    printed, answer = stated.at(**net.facts), nothing("no step to compare")
    for t in range(1, net.steps + 1):
        for k in range(1, net.L + 1):
            for code, made in _products(net, t, k):
                what = f"greatest |entry| of {code} less its transpose, layer {k}, t = {t}"
                exhibit = _exhibit(net, t, k, code, python_source(stated, net.facts), what)
                gap = max(abs(x) for x in (made - made.transpose()).entries())
                answer = near(printed, gap, what, net.slack, exhibit)
                if answer.outcome is not Outcome.AGREES:
                    return answer
    return answer


def _products(net: TiltedNetwork, t: int, k: int) -> Iterator[tuple[str, fmpq_mat]]:
    """The products at layer k, each with its Python source."""
    exact = net.arithmetic.exact
    start, now = exact(net.layer(0, k)), exact(net.layer(t, k))
    yield "times(transpose(start), now)", start.transpose() * now
    yield "times(start, transpose(now))", start * now.transpose()
    if k < net.L:
        above = exact(net.layer(t, k + 1))
        code = "times(times(transpose(above), above), times(now, transpose(now)))"
        yield code, above.transpose() * above * now * now.transpose()


def _exhibit(net: TiltedNetwork, t: int, k: int, code: str, printed: str, what: str) -> Exhibit | None:
    """The steps as a stand-alone script; None over mpmath reals."""
    if "seed" in net.recipe:
        return None
    first = net.initial.network
    setup = (
        f"# {net.recipe}",
        f"W = [{', '.join(map(matrix_source, first.layers))}]  # first layer first",
        f"Sxx, Syx = {matrix_source(first.sigma_xx)}, {matrix_source(first.sigma_yx)}",
        f"start = W[{k - 1}]",
        *([f"W = descend(W, Sxx, Syx, {fraction(net.eta)})"] * t),
        f"now, above = W[{k - 1}], W[{min(k, net.L - 1)}]",
        f"M = {code}",
    )
    return Exhibit(what, setup, printed, OFF)
