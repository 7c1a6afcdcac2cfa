"""Matrix identities entry by entry: a stated formula in i and j against every entry of a matrix found by differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flint import fmpq, fmpq_mat

from verify.judge.scripts import fraction, python_source
from verify.judge.verdicts import Answer, Exhibit, agrees, differs
from verify.paper.arithmetic import Undefined
from verify.paper.formulas import Formula


def entries_are(
    stated: Formula, true: fmpq_mat, tables: Mapping[str, Any], what: str, slack: fmpq | None = None, **fixed: Any
) -> Answer:
    """The stated formula at (i, j) is entry (i, j) of `true` for all i, j, exactly or within `slack`.

    `tables` give the symbols' values, indexed symbols as mappings from places that count from 1; `fixed` are further ones.
    """
    for i in range(1, true.nrows() + 1):
        for j in range(1, true.ncols() + 1):
            values = {**tables, **fixed, "i": i, "j": j}
            entry = true[i - 1, j - 1]
            try:
                printed = stated.at(**values)
            except Undefined as error:
                return differs(f"entry ({i}, {j}) of {what}", f"no value ({error})", entry)
            if abs(printed - entry) > (slack or 0):
                exhibit = Exhibit(f"entry ({i}, {j}) of {what}", (), python_source(stated, values), fraction(entry))
                return differs(f"entry ({i}, {j}) of {what}", printed, entry, exhibit)
    return agrees(f"{what}, {true.nrows()} x {true.ncols()} entries")


def formulas_agree(
    left: Formula, right: Formula, tables: Mapping[str, Any], ranges: Mapping[str, int], what: str, slack: fmpq | None = None
) -> Answer:
    """Two stated formulas agree for all values of the indices in `ranges`, each counted from 1."""
    places: Sequence[dict[str, int]] = [{}]
    for name, size in ranges.items():
        places = [{**place, name: k} for place in places for k in range(1, size + 1)]
    for place in places:
        values = {**tables, **place}
        at = ", ".join(f"{name} = {k}" for name, k in place.items())
        try:
            one, other = left.at(**values), right.at(**values)
        except Undefined as error:
            return differs(f"{what} at {at}", f"no value ({error})", "a value is claimed")
        if abs(one - other) > (slack or 0):
            exhibit = Exhibit(f"{what} at {at}", (), python_source(left, values), python_source(right, values))
            return differs(f"the two sides of {what} at {at}", one, other, exhibit)
    return agrees(f"{what} at {len(places)} places")
