"""What the sections of the review page share: ratios for symbolic depth, clusters where no residual is left, blocks.

At such a point H = H_o, whose nonzero eigenvalues are sums of layer contributions (lemmas/outer_product.py). Here the layers
may differ: layer l adds (a_{l+1,i} … a_{L,i})^2 (a_{1,j} … a_{l-1,j})^2 on u_i x v_j, where a_{m,i} = 0 beyond the rank.
"""

from __future__ import annotations

from math import prod
from typing import Any

import sympy as sp
from flint import arb, fmpq

from lemmas import outer_product as gram
from verify import Space, SymmetricMatrix, all_of, at_most, count_agrees, integer, number_agrees, positive
from verify.judge.polynomials import has_characteristic_polynomial, spectrum, with_roots
from verify.judge.scripts import fraction, python_source, setup_of
from verify.judge.verdicts import Answer, Exhibit, agrees, differs, undecided
from verify.nets.critical import CriticalNetwork
from verify.nets.labelled import LabelledNetwork

# notation: mu a common layer singular value, var_x the common eigenvalue of Sigma_xx, a[l] the value of layer l when its
# values agree; low, high the least and greatest layer singular value

L, l = gram.L, gram.l
mu, var_x = positive("mu").symbol, positive("var_x").symbol
DEPTH = Space((integer("L", 2),), also="r < max(d_0, d_L)")
LEVEL = Space((integer("L", 2), positive("mu"), positive("var_x")), also="r < max(d_0, d_L)")


# derivation


def dominant(depth: sp.Expr = L) -> sp.Expr:
    """The eigenvalue on u_i x v_j, i, j <= r, with uniform layers and covariance var_x I."""
    return var_x * gram.dominant_eigenvalue(mu, mu).subs(L, depth)


def bulk(depth: sp.Expr = L) -> sp.Expr:
    """The eigenvalue where one index is beyond r."""
    return var_x * gram.bulk_eigenvalue(mu).subs(L, depth)


def contribution(net: CriticalNetwork, layer: int, i: int, j: int) -> fmpq:
    """What a layer (from 1) adds on u_i x v_j (from 0), v_j an eigenvector of Sigma_xx: layers above see i, below j."""
    above = prod((_at(row, i) ** 2 for row in net.values[layer:]), start=net.sigmas[j])
    return prod((_at(row, j) ** 2 for row in net.values[: layer - 1]), start=above)


def _at(row: list[fmpq], i: int) -> fmpq:
    return row[i] if i < len(row) else fmpq(0)


def pair_value(net: CriticalNetwork, i: int, j: int) -> fmpq:
    """The eigenvalue on u_i x v_j: the sum of the contributions."""
    return sum((contribution(net, layer, i, j) for layer in range(1, net.L + 1)), fmpq(0))


def dominants(net: CriticalNetwork) -> list[fmpq]:
    """The eigenvalues on u_i x v_j, i, j <= r."""
    return [pair_value(net, i, j) for i in range(net.learned) for j in range(net.learned)]


def bulks(net: CriticalNetwork) -> list[fmpq]:
    """Those with exactly one index <= r: first the inputs beyond r, then the outputs beyond r."""
    inputs = [pair_value(net, i, j) for i in range(net.learned) for j in range(net.learned, net.d_0)]
    return inputs + [pair_value(net, i, j) for i in range(net.learned, net.d_L) for j in range(net.learned)]


def has_the_derived_spectrum(net: CriticalNetwork) -> Answer:
    """The true Hessian has the derived eigenvalues and zeros, with multiplicity (loss 0, v_j eigenvectors of Sigma_xx)."""
    roots = [(x, 1) for x in (*dominants(net), *bulks(net))]
    return has_characteristic_polynomial(net.hessian, with_roots(roots, net.hessian.size))


def opposite_variances(depth: int) -> list[dict[str, Any]]:
    """One input of variance 1 + eps along the target and one of variance 1 - eps beyond it."""
    plain = {"L": depth, "widths": [2, *[1] * depth], "values": ["1"], "aligned": 1}
    pairs = ["3/2", "1/2"], ["5/4", "3/4"], ["10/9", "8/9"]
    return [{**plain, "sigmas": pair} for pair in pairs]


def around_half(depth: int) -> list[dict[str, Any]]:
    """Uniform layer values mu with mu^depth just below and just above 1/2, at r = 1 and r = 2."""
    steps = max(k for k in range(24) if 2 * k**depth < 24**depth)
    made = []
    for r, inputs in ((1, 2), (2, 3)):
        sizes = {"L": depth, "widths": [inputs, *[r] * depth], "r": r}
        made += [{**sizes, "head": [str(fmpq(k, 24))] * r} for k in (steps, steps + 1)]
    return made


# comparisons


def lower_end(x: Any) -> fmpq:
    """The number, or the lower end of a certified ball."""
    return x.lower().fmpq() if isinstance(x, arb) else x


def equal(one: Any, other: Any) -> Answer:
    """Two numbers agree: exactly, or both ways as certified balls."""
    return all_of(at_most(one, other, "lower end"), at_most(other, one, "upper end"))


def exactly_when(condition: Any, truth: bool, net: CriticalNetwork, what: str, code: str, **more: Any) -> Answer:
    """The stated condition holds exactly when `truth`; `code` finds that in a stand-alone script; `more` are more facts."""
    facts = {**net.facts, **more}
    printed = condition.holds(**facts)
    if printed is None:
        return undecided(f"{what}: the condition is not certain")
    if printed == truth:
        return agrees(what)
    setup = (*setup_of(net, net.hessian.origin), "top = 1 + max(sum(map(abs, row)) for row in H)  # beyond all eigenvalues")
    return differs(what, printed, truth, Exhibit(what, setup, python_source(condition, facts), code))


def separated(net: CriticalNetwork) -> tuple[bool, str]:
    """Whether every dominant eigenvalue exceeds the bulk: exactly r^2 eigenvalues lie above the largest bulk value.

    With it, the source that counts them in a stand-alone script.
    """
    edge, margin = max(bulks(net)), 2 * net.hessian.slack
    code = f"count(H, {fraction(edge)}, top) - multiplicity(H, {fraction(edge)}) == {net.learned**2}"
    return net.hessian.above(edge + margin) == net.learned**2, code


def number_beyond(net: CriticalNetwork, point: fmpq, stated: Any, what: str, code: str) -> Answer:
    """The stated number of eigenvalues of the true Hessian lie above a point; `code` counts them in a stand-alone script."""
    found, printed = net.hessian.above(point), stated.at(**net.facts)
    setup = (*setup_of(net, net.hessian.origin), "top = 1 + max(sum(map(abs, row)) for row in H)  # beyond all eigenvalues")
    return count_agrees(printed, found, what, Exhibit(what, setup, python_source(stated, net.facts), code))


def ratio_is(stated: Any, large: fmpq, small: fmpq, net: CriticalNetwork, what: str) -> Answer:
    """The stated value is large / small, two eigenvalues of the true Hessian."""
    what, printed = f"{what}, {large} over {small}, both eigenvalues of the Hessian", stated.at(**net.facts)
    H = net.hessian
    if not H.count(large, large) or not H.count(small, small):
        return differs("eigenvalues of the Hessian", f"{large} and {small}", "not both are")
    a, b = fraction(large), fraction(small)
    code = f"{a} / {b} if multiplicity(H, {a}) * multiplicity(H, {b}) else 0"
    exhibit = Exhibit(what, setup_of(net, H.origin), python_source(stated, net.facts), code)
    return number_agrees(printed, large / small, what, exhibit)


def distance(large: fmpq, small: fmpq, stated: Any, net: CriticalNetwork) -> Exhibit:
    """Lines that show |large / small - L| beside the stated bound, large and small being eigenvalues of the Hessian."""
    a, b = fraction(large), fraction(small)
    code = f"abs({a} / {b} - {net.L}) if multiplicity(H, {a}) * multiplicity(H, {b}) else 0"
    what = f"distance of {large} / {small}, a dominant over a bulk eigenvalue, from L"
    return Exhibit(what, setup_of(net, net.hessian.origin), python_source(stated, net.facts), code, "true > printed")


def multiplied(H: SymmetricMatrix, base: SymmetricMatrix, low: fmpq, high: fmpq) -> Answer:
    """lambda_k(H) lies between low and high times lambda_k(base), both positive semidefinite, for every k."""
    for point in spectrum(base):
        down, up = (point, point) if isinstance(point, fmpq) else (point.lower().fmpq(), point.upper().fmpq())
        need, have = base.size - base.below(up), H.size - H.below(low * down)
        if have < need:
            return differs(f"eigenvalues from {low} times {point} on", need, have)
        need, have = base.size - base.above(down), H.size - H.above(high * up)
        if have < need:
            return differs(f"eigenvalues up to {high} times {point}", need, have)
    return agrees("every eigenvalue")


# tables of the blocks of a Hessian


def block_tables(net: LabelledNetwork, k: int, l: int) -> dict[str, Any]:
    """For layers k >= l, A_k = W^L … W^{k+1}, B_k = W^{k-1} … W^1: left of A_k^T A_l, right of B_k Sigma_xx B_l^T,
    cross of A_k^T Omega B_l^T, between of W^{k-1} … W^{l+1} (0 at k = l, where no second weight lies below)."""
    a, network = net.arithmetic, net.network
    tables = {
        "left": net.table(a.transpose(net.suffix(k)) * net.suffix(l)),
        "right": net.table(net.prefix(k) * network.sigma_xx * a.transpose(net.prefix(l))),
        "cross": net.table(network.pull_back(network.omega(), k) if k == l else _cross(net, k, l)),
    }
    if k == l:
        places = ((j, u) for j in range(1, net.widths[k - 1] + 1) for u in range(1, net.widths[l] + 1))
        return {**tables, "between": dict.fromkeys(places, fmpq(0))}
    between = a.matrix([[int(i == j) for j in range(net.widths[l])] for i in range(net.widths[l])], net.widths[l])
    for W in net.layers[l : k - 1]:
        between = W * between
    return {**tables, "between": net.table(between)}


def block_is(stated: Any, net: LabelledNetwork, k: int, l: int) -> Answer:
    """The stated formula at (i, j) of layer k and (u, v) of layer l is the true second derivative, for k >= l."""
    H, tables = net.whole_hessian.matrix, {**net.facts, **block_tables(net, k, l)}
    found = []
    rows, columns = ([(x, y) for x in range(net.widths[m]) for y in range(net.widths[m - 1])] for m in (k, l))
    for row, (i, j) in enumerate(rows, net.first(k)):
        for column, (u, v) in enumerate(columns, net.first(l)):
            printed = stated.at(**tables, i=i + 1, j=j + 1, u=u + 1, v=v + 1)
            what = f"entry ({row + 1}, {column + 1}) of the Hessian"
            found.append(number_agrees(printed, H[row, column], what, slack=net.slack))
    return all_of(*found)


def _cross(net: LabelledNetwork, k: int, l: int) -> Any:
    a = net.arithmetic
    return a.transpose(net.suffix(k)) * net.network.omega() * a.transpose(net.prefix(l))
