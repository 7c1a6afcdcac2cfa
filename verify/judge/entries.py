"""Matrix identities entry by entry: a stated formula in i and j against each entry of a matrix found by differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flint import fmpq, fmpq_mat

from verify.judge.agreement import count_agrees, number_agrees, whole
from verify.judge.compare import all_of
from verify.judge.scripts import fraction, matrix_source, python_source
from verify.judge.verdicts import Answer, Exhibit, Outcome, agrees, differs, undecided
from verify.nets.general import GeneralNetwork
from verify.nets.matrices import Matrix
from verify.paper.arithmetic import Undefined
from verify.paper.formulas import Formula


def entries_are(
    stated: Formula,
    true: fmpq_mat,
    tables: Mapping[str, Any],
    what: str,
    slack: fmpq | None = None,
    source: tuple[Sequence[str], str] | None = None,
    **fixed: Any,
) -> Answer:
    """The stated formula at (i, j) is entry (i, j) of `true` for all i, j, exactly or within `slack`.

    `tables` give the symbols' values, indexed symbols as mappings from places that count from 1; `fixed` are more. `source`
    computes the matrix in a stand-alone script: lines, and an expression.
    """

    def shown(i: int, j: int, values: Mapping[str, Any]) -> Exhibit:
        setup, code = source or ((), "")
        lines = (
            *("try:", f"    stated = {python_source(stated, values)}"),
            *("except (KeyError, ZeroDivisionError) as error:", "    stated = f'no value: {error!r}'"),
        )
        truth = f"{code}[{i - 1}][{j - 1}]" if source else fraction(true[i - 1, j - 1])
        return Exhibit(f"entry ({i}, {j}) of {what}", (*setup, *lines), "stated", truth)

    found = []
    for i in range(1, true.nrows() + 1):
        for j in range(1, true.ncols() + 1):
            values = {**tables, **fixed, "i": i, "j": j}
            entry = true[i - 1, j - 1]
            try:
                printed = stated.at(**values)
            except Undefined as error:
                return differs(f"entry ({i}, {j}) of {what}", f"no value ({error})", entry, shown(i, j, values))
            answer = number_agrees(printed, entry, f"entry ({i}, {j}) of {what}", slack=slack or 0)
            if answer.outcome is Outcome.DIFFERS:
                return replace(answer, exhibit=shown(i, j, values))
            found.append(answer)
    return all_of(*found)


def at_each_layer(stated: Formula, net: GeneralNetwork, true: Callable[[int], Matrix], what: str, **fixed: Any) -> Answer:
    """The stated formula gives the entries of true(l), a matrix of the shape of W^l, for every layer l."""
    found = [(net.exact(true(l)), net.at_layer(l)) for l in range(1, net.L + 1)]
    return all_of(*(entries_are(stated, matrix, tables, what, net.slack, **fixed) for matrix, tables in found))


def vectorised_in_order(stated: Formula, jacobian: fmpq_mat, derivatives: Sequence[Matrix], net: GeneralNetwork) -> Answer:
    """The stated place (from 1) of entry (i, j) of a matrix with n columns orders the rows and columns of a Jacobian.

    `derivatives` are those of the end-to-end matrix in each weight; the Jacobian must hold them at the stated places.
    """

    def place(i: int, j: int, n: int) -> int:
        return whole(stated, "place of an entry", i=i + 1, j=j + 1, n=n) - 1

    for (layer, row, column), true in zip(net.network.places, map(net.exact, derivatives)):
        there = net.first(layer + 1) + place(row, column, net.widths[layer])
        for i in range(true.nrows()):
            for j in range(true.ncols()):
                here = place(i, j, true.ncols())
                inside = 0 <= here < jacobian.nrows() and net.first(layer + 1) <= there < jacobian.ncols()
                found = jacobian[here, there] if inside else None
                if found is None or abs(found - true[i, j]) > net.slack:
                    return differs(f"entry ({here + 1}, {there + 1}) of the Jacobian", found, true[i, j])
    return agrees("places")


def whole_numbers_are(
    facts: Mapping[str, Any], what: str, *pairs: tuple[Formula, int], setup: Sequence[str] = (), code: str = ""
) -> Answer:
    """Each stated formula has the whole number beside it as its value; `code` finds that in a stand-alone script."""
    found = []
    for stated, true in pairs:
        exhibit = Exhibit(what, tuple(setup), python_source(stated, facts), code or str(true))
        found.append(count_agrees(stated.at(**facts), true, what, exhibit))
    return all_of(*found)


def exists_exactly_when(stated: Formula, target: Any) -> Answer:
    """Some distribution of (x, y) has the target's Sigma_xx and Sigma_yx exactly when the stated condition holds."""
    holds, what = stated.holds(**target.facts), "whether some distribution of (x, y) has these moments"
    if holds is None:
        return undecided(f"{what}: the condition is not certain")
    if holds == target.realisable:
        return agrees(what)
    setup = (
        f"# {target.recipe}: the rows of Sigma_yx must lie in the range of Sigma_xx",
        f"Sxx, Syx = {matrix_source(target.sigma_xx)}, {matrix_source(target.sigma_yx)}",
        "kernel = lambda M: multiplicity(times(transpose(M), M), 0)",
    )
    exhibit = Exhibit(what, setup, str(holds), "kernel(Sxx + Syx) == kernel(Sxx)")
    return differs(what, holds, target.realisable, exhibit)


def formulas_agree(
    left: Formula,
    right: Formula,
    tables: Mapping[str, Any],
    ranges: Mapping[str, int],
    what: str,
    slack: fmpq | None = None,
) -> Answer:
    """Two stated formulas agree for all values of the indices in `ranges`, each counted from 1."""
    places: Sequence[dict[str, int]] = [{}]
    found = []
    for name, size in ranges.items():
        places = [{**place, name: k} for place in places for k in range(1, size + 1)]
    for place in places:
        values = {**tables, **place}
        at = ", ".join(f"{name} = {k}" for name, k in place.items())
        try:
            one, other = left.at(**values), right.at(**values)
        except Undefined as error:
            return differs(f"{what} at {at}", f"no value ({error})", "a value is claimed")
        answer = number_agrees(one, other, f"the two sides of {what} at {at}", slack=slack or 0)
        if answer.outcome is Outcome.DIFFERS:
            exhibit = Exhibit(f"{what} at {at}", (), python_source(left, values), python_source(right, values))
            return replace(answer, exhibit=exhibit)
        found.append(answer)
    return all_of(*found)
