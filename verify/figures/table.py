"""The data beside each figure: three CSV files and a file of parameters, from which alone the figure is drawn."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from flint import fmpq

from verify.figures.marks import Summary, marks, summary
from verify.figures.printed import Printed, counts, printed
from verify.figures.runs import Computed, as_float
from verify.paper.statements import Revision
from verify.spectra.subspaces import SUBSPACES

PLACES = 24
EIGENVALUES = ("panel", "L", "t", "lower", "upper", "multiplicity", "how", "route", *SUBSPACES, "exact_spectrum")
CURVES = ("panel", "L", "curve", "subspace", "multiplicity", "t", "value")
STEPS = (
    *("panel", "L", "t", "loss_lower", "loss_upper", "head_min", "head_max", "tail_max", "o_term"),
    *("dominant_lower", "dominant_upper", "bulk_lower", "bulk_upper"),
    *("dominant_order_lower", "dominant_order_upper", "bulk_order_lower", "bulk_order_upper"),
    *("zero_bound", "zero_bound_repaired", "loss_bound", "gap_condition"),
    *("ordered", "dominant_missing", "bulk_missing", "rest_beyond"),
)
TABLES = {"eigenvalues": EIGENVALUES, "curves": CURVES, "steps": STEPS}
Rows = list[dict[str, str]]


def outward(low: fmpq, high: fmpq) -> tuple[str, str]:
    """Decimals of PLACES places, the lower rounded down and the upper rounded up."""
    unit = fmpq(10) ** PLACES
    return _decimal(int((low * unit).floor())), _decimal(int((high * unit).ceil()))


def _decimal(units: int) -> str:
    if units == 0:
        return "0"
    digits = str(abs(units)).rjust(PLACES + 1, "0")
    text = f"{digits[:-PLACES]}.{digits[-PLACES:]}".rstrip("0").rstrip(".")
    return f"-{text}" if units < 0 else text


def short(x: fmpq | float) -> str:
    """Twelve digits, for what is drawn and not certified."""
    return f"{x if isinstance(x, float) else as_float(x):.12g}"


def tabulated(panel: int, computed: Computed, book: Revision) -> tuple[dict[str, Rows], dict[str, Any]]:
    """The rows of the three tables and the facts of one panel. Raises BadInput when the revision lacks a drawn formula."""
    said, numbers = printed(book, computed), counts(book, computed)
    found = marks(computed, said, numbers)
    head = {"panel": str(panel), "L": str(computed.run.L)}
    tables = {
        "eigenvalues": [{**head, **row} for row in _eigenvalues(computed)],
        "curves": [{**head, **row} for row in _curves(computed)],
        "steps": [{**head, **row} for row in _steps(computed, said, found)],
    }
    return tables, _facts(computed, numbers, summary(found, said))


def _facts(computed: Computed, numbers: Any, words: Summary) -> dict[str, Any]:
    last = computed.moments[-1].found
    return {
        "network": computed.recipe,
        "eta": computed.run.eta,
        "steps": computed.run.steps,
        "shown": computed.run.moments,
        "p": computed.run.p,
        "printed_counts": asdict(numbers),
        "certified_counts": {name: sum(share[name] for _, share, _ in last) for name in SUBSPACES},
        "marks": asdict(words),
    }


def _eigenvalues(computed: Computed) -> Iterable[dict[str, str]]:
    for moment in computed.moments:
        for e, share, agree in moment.found:
            low, high = outward(e.low, e.high)
            yield {
                **{"t": str(moment.t), "lower": low, "upper": high, "multiplicity": str(e.multiplicity), "how": e.how},
                "route": moment.route,
                **{name: str(share[name]) for name in SUBSPACES},
                "exact_spectrum": "agrees" if agree else "differs",
            }


def _curves(computed: Computed) -> Iterable[dict[str, str]]:
    """Curves with the same values at all steps are one curve of their joint multiplicity."""
    series: dict[tuple[str, str], dict[int, tuple[int, str]]] = defaultdict(dict)
    for point in computed.points:
        for curve, subspace, multiplicity, value in point.curves:
            series[subspace, curve][point.t] = (multiplicity, short(value))
    merged: dict[tuple[str, tuple[tuple[int, str], ...]], list[Any]] = {}
    for (subspace, curve), values in series.items():
        key = subspace, tuple((t, value) for t, (_, value) in values.items())
        held = merged.setdefault(key, [curve, Counter()])
        held[1].update({t: multiplicity for t, (multiplicity, _) in values.items()})
    for (subspace, line), (curve, multiplicities) in merged.items():
        for t, text in line:
            yield {
                **{"curve": curve, "subspace": subspace, "multiplicity": str(multiplicities[t])},
                **{"t": str(t), "value": text},
            }


def _steps(computed: Computed, said: list[Printed], found: list[Any]) -> Iterable[dict[str, str]]:
    r, at = computed.run.r, {mark.t: mark for mark in found}
    for point, row in zip(computed.points, said):
        low, high = outward(point.loss, point.loss)
        made = {
            **{"t": str(point.t), "loss_lower": low, "loss_upper": high},
            **{"head_min": short(min(point.values[:r])), "head_max": short(max(point.values[:r]))},
            **{"tail_max": short(max([fmpq(0), *point.values[r:]])), "o_term": short(row.o_term)},
        }
        for name in ("dominant", "bulk", "dominant_order", "bulk_order"):
            ends = getattr(row, name)
            made |= {f"{name}_lower": short(ends[0]), f"{name}_upper": short(ends[1])}
        made |= {"zero_bound": short(row.zero), "zero_bound_repaired": short(row.zero_repaired)}
        made |= {"loss_bound": short(row.loss), "gap_condition": _yes(row.gap_condition)}
        if point.t in at:
            mark = at[point.t]
            made |= {"ordered": _yes(mark.ordered), "dominant_missing": str(mark.dominant_missing)}
            made |= {"bulk_missing": str(mark.bulk_missing), "rest_beyond": str(mark.rest_beyond)}
        yield made


def _yes(truth: bool) -> str:
    return "yes" if truth else "no"


def as_csv(name: str, rows: Rows) -> str:
    """The text of a table; missing fields are empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, TABLES[name], lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def from_csv(text: str) -> Rows:
    """The rows of a table."""
    return list(csv.DictReader(io.StringIO(text)))
