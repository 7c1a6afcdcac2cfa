"""Comparisons about clusters of eigenvalues on one instance: how many an interval holds, Weyl, ratios, decay."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from flint import arb, fmpq, fmpq_mat

from verify.judge.compare import Instance, at_most, value_is
from verify.judge.scripts import fraction, matrix_source, python_source, setup_of
from verify.judge.verdicts import Answer, Exhibit, Outcome, agrees, differs, undecided
from verify.nets.snapshots import Snapshot
from verify.paper.formulas import Formula
from verify.spectra.exact import SymmetricMatrix

BITS = (24, 60, 130)  # relative widths of brackets, tried in turn


def holds_at_least(H: SymmetricMatrix, low: Any, high: Any, number: int, net: Instance) -> Answer:
    """[low, high] holds the derived number of eigenvalues of H, or more."""
    found = H.count(low, high)
    what = f"eigenvalues of the {H.label} in the stated interval [{_short(low)}, {_short(high)}]"
    if found is None:
        return undecided(f"{what}: the ends are not certain enough")
    if found >= number:
        return agrees(f"{what}: {found}")
    code = f"count(H, {fraction(low)}, {fraction(high)})"
    exhibit = None  # a script has no widening
    if H.slack == 0:
        exhibit = Exhibit(what, setup_of(net, H.origin), str(number), code, "true < printed")
    return differs(f"{what} (at least as many are claimed)", number, found, exhibit)


def confined(H: SymmetricMatrix, columns: fmpq_mat, low: Any, high: Any, net: Instance) -> Answer:
    """All eigenvalues of H on the span of the columns, which are orthonormal and which H keeps to themselves, lie in
    [low, high]. Raises ValueError where H does not."""
    part = columns.transpose() * H.matrix * columns
    if H.slack != 0 or columns.transpose() * columns != _unit(part.nrows()) or H.matrix * columns != columns * part:
        raise ValueError(f"no invariant subspace of the {H.label}, exactly known, with an orthonormal basis")
    found = SymmetricMatrix(part).count(low, high)
    what = f"eigenvalues of the {H.label} on a subspace of dimension {part.nrows()} in [{_short(low)}, {_short(high)}]"
    if found is None:
        return undecided(f"{what}: the ends are not certain enough")
    if found == part.nrows():
        return agrees(what)
    restrict = (f"B = {matrix_source(columns)}  # an invariant subspace", "H = times(transpose(B), times(H, B))")
    setup, code = (*setup_of(net, H.origin), *restrict), f"count(H, {fraction(low)}, {fraction(high)})"
    return differs(what, part.nrows(), found, Exhibit(what, setup, str(part.nrows()), code, "true < printed"))


def _unit(n: int) -> fmpq_mat:
    return fmpq_mat(n, n, [fmpq(i == j) for i in range(n) for j in range(n)])


def moves_at_most(H: SymmetricMatrix, values: Sequence[tuple[fmpq, int]], distance: Any, slack: fmpq) -> Answer:
    """Weyl: with `values` (eigenvalue, multiplicity) the whole spectrum of H', the k-th of H lies within the distance
    of the k-th of H', for every k."""
    room = _upper(distance) + slack
    for value, _ in values:
        above = sum(m for v, m in values if v >= value)
        below = sum(m for v, m in values if v <= value)
        if H.size - H.below(value - room) < above or H.size - H.above(value + room) < below:
            short = above - (H.size - H.below(value - room)), below - (H.size - H.above(value + room))
            return differs(f"eigenvalues within {_short(distance)} beyond {value}", 0, f"{max(short)} too far away")
    return agrees(f"all {H.size} eigenvalues within {_short(distance)}")


def number_is(true: fmpq, stated: Formula, net: Instance, what: str, code: str, origin: str = "hessian") -> Answer:
    """An exactly known number of a network has the stated value; `code` finds it in a stand-alone script."""
    answer = value_is(true, stated, net, what)
    if answer.outcome is not Outcome.DIFFERS:
        return answer
    return differs(what, answer.printed, true, Exhibit(what, setup_of(net, origin), python_source(stated, net.facts), code))


def residual_falls(net: Snapshot, factor: Formula) -> Answer:
    """|Omega|_2 falls by the stated factor or more in the last step."""
    before, after = net.residual_norm(net.steps - 1), net.residual_norm(net.steps) - net.rounding
    what = "|Omega| after a step, against the factor times |Omega| before"
    step = "W = descend(W, Sxx, Syx, eta)"
    omega = "[[x - y for x, y in zip(r, s)] for r, s in zip(times(product(W), Sxx), Syx)]"
    start = setup_of(net.trained.initial, "hessian")[:-1]
    steps = (f"eta = {fraction(net.facts['eta'])}", f"for _ in range({net.steps - 1}):", f"    {step}")
    setup = (*start, *steps, f"A = {omega}", step, f"B = {omega}")
    code = (
        f"true > printed and count(times(A, transpose(A)), 0, {fraction(before * before)}) == len(A)"
        " and count(times(B, transpose(B)), true * true, 10**9) > 0"
    )
    printed = f"{python_source(factor, net.facts)} * {fraction(before)}"
    return at_most(after, factor.at(**net.facts) * before, what, Exhibit(what, setup, printed, fraction(after), code))


def in_order(H: SymmetricMatrix, stated: Formula, top: fmpq, middle: Sequence[fmpq], rest: fmpq, net: Instance) -> Answer:
    """The stated condition is true exactly when top > middle > rest, for values that are eigenvalues of H."""
    truth, levels = stated.holds(**net.facts), [top, *middle, rest]
    ordered = all(a > b for a, b in pairwise(levels))
    what = f"the condition, for the levels {' > '.join(map(_short, levels))}"
    if truth is None:
        return undecided(what)
    if truth is ordered:
        return agrees(what)
    found = " and ".join(f"multiplicity(H, {fraction(x)}) > 0" for x in levels)
    true = f"({' > '.join(map(fraction, levels))}) if {found} else None"
    return differs(what, truth, ordered, Exhibit(what, setup_of(net, H.origin), python_source(stated, net.facts), true))


def kth_largest(H: SymmetricMatrix, k: int, bits: int) -> tuple[fmpq, fmpq]:
    """A bracket of the k-th largest eigenvalue (k from 1), of width 2^-bits times the norm of H; exact counts only."""
    high = _row_sum(H)
    low = -high
    for _ in range(bits + 1):
        middle = (low + high) / 2
        low, high = (middle, high) if H.above(middle) >= k else (low, middle)
    return low - H.slack, high + H.slack


def ratio_at_least(H: SymmetricMatrix, over: int, under: int, bound: Any, what: str, net: Instance) -> Answer:
    """The `over`-th largest eigenvalue is at least `bound` times the `under`-th largest; both are positive."""
    return _ratio(H, over, under, bound, what, net, below=False)


def ratio_at_most(H: SymmetricMatrix, over: int, under: int, bound: Any, what: str, net: Instance) -> Answer:
    """The `over`-th largest eigenvalue is at most `bound` times the `under`-th largest; both are positive."""
    return _ratio(H, over, under, bound, what, net, below=True)


def _ratio(H: SymmetricMatrix, over: int, under: int, bound: Any, what: str, net: Instance, below: bool) -> Answer:
    answer = undecided(what)
    for bits in BITS:
        one, other = (kth_largest(H, k, bits) for k in (over, under))
        product = arb(bound) * _ball(other)
        small, large = (_ball(one), product) if below else (product, _ball(one))
        answer = at_most(small, large, what)
        if bool(small < large) or bool(small > large):
            break
    if answer.outcome is not Outcome.DIFFERS:
        return answer
    top, x, y = fraction(_row_sum(H)), one[0 if below else 1], other[1 if below else 0]
    first, second = (f"count(H, {fraction(end)}, {top})" for end in (x, y))
    if below:
        fails = f"{first} >= {over} and {second} < {under} and {fraction(x)} > printed * {fraction(y)}"
    else:
        fails = f"{first} < {over} and {second} >= {under} and {fraction(x)} < printed * {fraction(y)}"
    shown = Exhibit(what, setup_of(net, H.origin), fraction(bound), f"{fraction(x)} / {fraction(y)}", fails)
    return differs(what, _short(bound), f"about {_short(arb(x) / arb(y))}", shown)


def _row_sum(H: SymmetricMatrix) -> fmpq:
    """More than the norm of H: its greatest sum of |entries| of a row, and 1."""
    n, entries = H.size, [abs(x) for x in H.matrix.entries()]
    return max(sum(entries[i * n : (i + 1) * n], fmpq(0)) for i in range(n)) + 1


def _ball(bracket: tuple[fmpq, fmpq]) -> arb:
    low, high = bracket
    return arb((low + high) / 2, (high - low) / 2)


def _upper(x: Any) -> fmpq:
    return x.upper().fmpq() if isinstance(x, arb) else fmpq(x)


def _short(x: Any) -> str:
    """An exact number when it is short, else about five digits of it."""
    text = str(x)
    return text if len(text) <= 24 else arb(x).str(5, radius=False)
