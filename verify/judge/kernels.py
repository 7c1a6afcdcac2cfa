"""Comparisons for networks with data: largest eigenvalue, rank, trace, spectrum from a formula in i and j, kernels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flint import arb, ctx, fmpq, fmpq_mat

from verify.judge.agreement import count_agrees, number_agrees, whole
from verify.judge.compare import all_of, at_most
from verify.judge.polynomials import has_characteristic_polynomial, spectrum, with_roots
from verify.judge.scripts import fraction, matrix_source, python_source, setup_of
from verify.judge.verdicts import Answer, Exhibit, Outcome, agrees, differs, undecided
from verify.nets.labelled import LabelledNetwork
from verify.paper.formulas import Formula, Undefined
from verify.spectra.exact import SymmetricMatrix


def with_data(net: LabelledNetwork, origin: str = "") -> tuple[str, ...]:
    """Lines of a stand-alone script: those of the network, then X and Y."""
    return (*setup_of(net, origin), f"X = {matrix_source(net.exact(net.X))}", f"Y = {matrix_source(net.exact(net.Y))}")


def top_is(H: SymmetricMatrix, stated: Formula, net: LabelledNetwork, **more: Any) -> Answer:
    """The largest eigenvalue of H has the stated value: none lies above it, and one there (within H's slack)."""
    facts = {**net.facts, **more}
    what = f"largest eigenvalue of the {H.label}"
    value = stated.at(**facts)
    low, high = (value.lower().fmpq(), value.upper().fmpq()) if isinstance(value, arb) else (value, value)
    above, reached = H.above(high + H.slack), H.size - H.below(low - H.slack)
    if above == 0 and reached:
        narrow = (high - low) * 2 ** (min(ctx.prec // 2, 100)) <= 1
        return agrees(what) if narrow else undecided(f"{what}: the ball {value} is too wide")
    exhibit = None
    if H.slack == 0 and isinstance(value, fmpq):
        setup = (*setup_of(net, H.origin), "top = 1 + max(sum(map(abs, row)) for row in H)  # beyond all eigenvalues")
        code = "(multiplicity(H, printed), count(H, printed, top))  # times it is an eigenvalue; eigenvalues >= it"
        exhibit = Exhibit(what, setup, python_source(stated, facts), code, "true[0] == 0 or true[0] != true[1]")
    count = f"{above} of {H.size} eigenvalues are larger" if above else "every eigenvalue is smaller"
    return differs(what, value, count, exhibit)


def rank_at_most(H: SymmetricMatrix, stated: Formula, net: LabelledNetwork) -> Answer:
    """H has at most the stated number of nonzero eigenvalues."""
    what = f"nonzero eigenvalues of the {H.label}"
    if H.nullity is None:
        return undecided(f"{what}: the digits do not separate them from zero")
    rank, bound = H.size - H.nullity, stated.at(**net.facts)
    exhibit = None
    if H.slack == 0:
        code = "len(H) - multiplicity(H, 0)"
        exhibit = Exhibit(what, setup_of(net, H.origin), python_source(stated, net.facts), code, "true > printed")
    return count_agrees(bound, rank, f"{what} (at most)", exhibit, ">=")


def rank_is(H: SymmetricMatrix, stated: Formula, net: LabelledNetwork, facts: Mapping[str, Any] | None = None) -> Answer:
    """H has exactly the stated number of nonzero eigenvalues."""
    what = f"nonzero eigenvalues of the {H.label}"
    if H.nullity is None:
        return undecided(f"{what}: the digits do not separate them from zero")
    rank, printed, values = H.size - H.nullity, stated.at(**(facts or net.facts)), facts or net.facts
    code = "len(H) - multiplicity(H, 0)"
    shown = Exhibit(what, setup_of(net, H.origin), python_source(stated, values), code) if H.slack == 0 else None
    return count_agrees(printed, rank, what, shown)


def number_is(stated: Formula, true: Any, what: str, net: LabelledNetwork, facts: Mapping[str, Any], slack: fmpq) -> Answer:
    """The stated formula has the value `true`, exactly or within a slack; balls must be narrow."""
    printed = stated.at(**facts)
    if isinstance(printed, arb) or isinstance(true, arb):
        return all_of(at_most(printed, true + slack, what), at_most(true, printed + slack, what))
    shown = slack == 0
    exhibit = Exhibit(what, (), python_source(stated, facts), fraction(true)) if shown else None
    return number_agrees(printed, true, what, exhibit, slack)


def trace_is(H: SymmetricMatrix, stated: Formula, net: LabelledNetwork, facts: Mapping[str, Any]) -> Answer:
    """The trace of H has the stated value."""
    true = sum((H.matrix[i, i] for i in range(H.size)), fmpq(0))
    return number_is(stated, true, f"trace of the {H.label}", net, facts, H.slack * H.size)


def spectrum_is(
    H: SymmetricMatrix, value: Formula, rows: Formula, columns: Formula, net: LabelledNetwork, **more: Any
) -> Answer:
    """The nonzero eigenvalues of H are the stated values at i = 1, …, rows and j = 1, …, columns, with multiplicity."""
    facts = {**net.facts, **more}
    found: list[tuple[Any, int]] = []
    ends = [whole(end, f"number of eigenvalues listed of the {H.label}", **facts) for end in (rows, columns)]
    for i in range(1, ends[0] + 1):
        for j in range(1, ends[1] + 1):
            try:
                root = value.at(**facts, i=i, j=j)
            except Undefined as error:
                return differs(f"eigenvalue ({i}, {j})", f"no value ({error})", "a value is claimed")
            if isinstance(root, arb):
                return undecided(f"eigenvalue ({i}, {j}) is irrational here: {root}")
            found += [(root, 1)] if root != 0 else []
    what = f"nonzero eigenvalues of the {H.label}"
    exhibit = None
    if H.slack == 0:
        ranges = [f"range(1, int({python_source(end, facts)}) + 1)" for end in (rows, columns)]
        setup = (*setup_of(net, H.origin), f"# the stated values: {', '.join(str(x) for x, _ in found)}")
        code = "len(H) - multiplicity(H, 0)"
        exhibit = Exhibit(what, setup, f"len({ranges[0]}) * len({ranges[1]})", code, "true > printed")
    if len(found) > H.size:
        return differs(f"{what}: too many", len(found), H.size, exhibit)
    answer = has_characteristic_polynomial(H, with_roots(found, H.size))
    if answer.outcome is Outcome.DIFFERS and H.nullity is not None and H.size - H.nullity != len(found):
        return differs(what, len(found), H.size - H.nullity, exhibit)
    return answer


def listed_eigenvalues(
    H: SymmetricMatrix, value: Formula, rows: int, columns: int, net: LabelledNetwork, **more: Any
) -> Answer:
    """Each stated value at i = 1, …, rows and j = 1, …, columns is an eigenvalue of H, at least as often as it is listed."""
    seen: dict[Any, int] = {}
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            root = value.at(**net.facts, **more, i=i, j=j)
            seen[str(root)] = seen.get(str(root), 0) + 1
            count = H.count(root, root)
            if count is None:
                return undecided(f"the ball {root} is too wide to count eigenvalues in it")
            if count < seen[str(root)]:
                facts = {**net.facts, **more, "i": i, "j": j}
                what = f"times that {root} is an eigenvalue of the {H.label} (at least)"
                setup = (*setup_of(net, H.origin), f"stated = {python_source(value, facts)}")
                shown = Exhibit(what, setup, str(seen[str(root)]), "multiplicity(H, stated)", "true < printed")
                return differs(what, seen[str(root)], count, shown if H.slack == 0 else None)
    return agrees(f"{rows} x {columns} eigenvalues of the {H.label}")


def kernel_is(stated: Formula, K: fmpq_mat, net: LabelledNetwork, tables: Mapping[str, Any], what: str) -> Answer:
    """Entry (sample i, output u; sample j, output v) of an n d_L x n d_L matrix is the stated formula at i, j, u, v."""
    size, slack, found = net.widths[-1], net.slack, list[Answer]()
    for a in range(K.nrows()):
        for b in range(K.ncols()):
            place = {"i": a // size + 1, "u": a % size + 1, "j": b // size + 1, "v": b % size + 1}
            printed = stated.at(**tables, **place)
            answer = number_agrees(printed, K[a, b], f"entry ({a + 1}, {b + 1}) of the {what}", slack=slack)
            if answer.outcome is Outcome.DIFFERS:
                exhibit = Exhibit(what, (), python_source(stated, {**tables, **place}), fraction(K[a, b]))
                return replace(answer, exhibit=exhibit)
            found.append(answer)
    return all_of(*found)


def is_eigenvector(K: fmpq_mat, q: fmpq_mat, what: str, slack: fmpq) -> Answer:
    """K q is a multiple of q, and q is not zero (larger than the slack allows)."""
    r = K * q
    size = max(abs(x) for x in q.entries())
    if size <= slack:
        return differs(f"{what}: largest entry", "not zero", size)
    for a in range(q.nrows()):
        for b in range(a):
            if abs(r[a, 0] * q[b, 0] - r[b, 0] * q[a, 0]) > slack:
                setup = (f"K, q = {matrix_source(K)}, {matrix_source(q)}", "r = times(K, q)")
                exhibit = Exhibit(what, setup, f"r[{a}][0] * q[{b}][0]", f"r[{b}][0] * q[{a}][0]")
                sides = r[a, 0] * q[b, 0], r[b, 0] * q[a, 0]
                return differs(f"{what}: K q against q at entries {b + 1}, {a + 1}", *sides, exhibit)
    return agrees(what)


def beyond_largest(H: SymmetricMatrix, stated: Formula, net: LabelledNetwork) -> Answer:
    """The stated number of eigenvalues of an exact H lie below minus its largest eigenvalue."""
    top = max(spectrum(H), key=_size)
    end = top if isinstance(top, fmpq) else top.upper().fmpq()
    beyond, printed = H.below(-end), stated.at(**net.facts)
    what = f"eigenvalues of the {H.label} below minus its largest one, {top}"
    shown = None
    if isinstance(top, fmpq):
        setup = (*setup_of(net, H.origin), f"top = {fraction(top)}", "bound = 1 + max(sum(map(abs, row)) for row in H)")
        code = "count(H, -bound, -top) - multiplicity(H, -top)"
        shown = Exhibit(what, setup, python_source(stated, net.facts), code)
    return count_agrees(printed, beyond, what, shown)


def _size(value: Any) -> float:
    return float(value.p) / float(value.q) if isinstance(value, fmpq) else float(value)


def columns_in_order(stated: Formula, product: fmpq_mat, net: LabelledNetwork, layer: int) -> Answer:
    """`product` holds the derivatives of all outputs in W_layer, vec of k rows at the stated places (from 1)."""
    J, d_L = net.exact(net.jacobian_of_samples), net.widths[-1]

    def place(i: int, j: int, k: int) -> int:
        return whole(stated, "place of an entry", i=i + 1, j=j + 1, k=k) - 1

    for number, (which, i, j) in enumerate(net.network.places):
        if which != layer - 1:
            continue
        column = place(i, j, net.widths[layer])
        for a in range(J.nrows()):
            row = place(a % d_L, a // d_L, d_L)
            inside = 0 <= row < product.nrows() and 0 <= column < product.ncols()
            found = product[row, column] if inside else None
            if found is None or abs(found - J[a, number]) > net.slack:
                return differs(f"entry ({row + 1}, {column + 1}) of J_{layer}", found, J[a, number])
    return agrees("places")


def shows_sign(
    stated: Formula, rate: fmpq, facts: Mapping[str, Any], what: str, setup: tuple[str, ...], code: str, slack: fmpq
) -> Answer:
    """The stated condition holds exactly where `rate` is positive; within the slack of zero nothing is decided."""
    if rate != 0 and abs(rate) <= slack:
        return undecided(f"{what}: {rate} is within the rounding of zero")
    printed, true = stated.holds(**facts), bool(rate > 0)
    if printed is None:
        return undecided(f"{what}: the condition is not certain")
    shown = Exhibit(what, setup, str(printed), code) if slack == 0 else None
    return agrees(what) if printed == true else differs(what, printed, true, shown)
