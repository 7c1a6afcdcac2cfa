"""What the paper prints of a run, read from a revision's data: intervals, bounds, counts; one repaired bound beside them.

The terms O(e^(-L alpha eta t)) have no constant in print. They are drawn as C e^(-L alpha eta t) with the constant that
Lemmas A.6 and A.7 give for the first r directions, C = (L-1) M^(L-2) max|omega_i|, i <= r, at t = 0; alpha is the largest
that Lemma A.4 allows on the run: min(1, lambda_{i,t})^(2L-2) over i <= r and the drawn steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq

from verify.errors import BadInput
from verify.figures.runs import Computed, Point
from verify.figures.settings import Run
from verify.paper.formulas import Formula
from verify.paper.statements import Revision

Interval = tuple[fmpq, fmpq]
DOMINANT, BULK, ZERO = ("3.5", "dominant_interval_main"), ("3.5", "bulk_interval_main"), ("3.5", "zero_space_appendix")
DECAY, LOSS = ("3.5", "functional_decay"), ("A.7", "eq_43")
COUNTS = (("3.5", "dominant_multiplicity"), ("3.5", "bulk_multiplicity_main"), ("Section 4", "caption_combined"))
DRAWN = (
    *((*name, part, False) for name in (DOMINANT, BULK) for part in ("lower", "upper")),
    *((*ZERO, "value", repaired) for repaired in (False, True)),
    *((*DECAY, "factor", False), (*LOSS, "value", False)),
    *((*name, "value", False) for name in COUNTS),
)


@dataclass(frozen=True)
class Printed:
    """The printed numbers at one step t; `order_*` are the intervals without their terms O(…)."""

    t: int
    o_term: fmpq
    dominant: Interval
    bulk: Interval
    dominant_order: Interval
    bulk_order: Interval
    zero: fmpq
    zero_repaired: fmpq
    loss: fmpq
    gap_condition: bool  # (m_t + delta_t)/(m_t - delta_t) < L^(1/(2(L-1)))


@dataclass(frozen=True)
class Counts:
    """The printed dimensions of the spaces: dominant, bulk, and the captions' dominant plus bulk."""

    dominant: int
    bulk: int
    combined: int


def formula(book: Revision, label: str, name: str, part: str, repaired: bool = False) -> Formula:
    """A formula of the revision. Raises BadInput when the revision does not state it."""
    try:
        statement = book.results[label].statements[name]
        if not repaired:
            return statement.printed.parts[part]
        if statement.finding is not None and statement.finding.repaired is not None:
            return statement.finding.repaired.parts[part]
        return statement.printed.parts[part]
    except KeyError:
        raise BadInput(f"revision {book.name} does not state {label}/{name} ({part}), which the figures draw") from None


def drawn_formulas(book: Revision) -> str:
    """The drawn formulas as text: with another text the figures are others. Raises BadInput when one is missing."""
    return "\n".join(str(formula(book, *names)) for names in DRAWN)


def counts(book: Revision, computed: Computed) -> Counts:
    """The printed dimensions. Raises BadInput when the revision lacks them."""
    found = [int(_upper(formula(book, *name, "value").at(**computed.facts))) for name in COUNTS]
    return Counts(*found)


def printed(book: Revision, computed: Computed) -> list[Printed]:
    """The printed numbers at every drawn step. Raises BadInput when the revision lacks them."""
    run, points = computed.run, computed.points
    alpha = min([fmpq(1), *(x for point in points for x in point.values[: run.r])]) ** (2 * run.L - 2)
    M, omega_head = max([fmpq(1), *points[0].values[: run.r]]), max(map(abs, points[0].residuals[: run.r]))
    facts = {
        **computed.facts,
        "eta": _ratio(run.eta),
        "alpha": alpha,
        "excess_0": points[0].loss,
        "M": M,
        "omega_head": omega_head,
    }
    factor = arb(formula(book, *DECAY, "factor").at(**facts))
    constant = (run.L - 1) * M ** (run.L - 2) * omega_head
    return [_at(book, run, point, facts, constant * factor**point.t) for point in points]


def _ratio(decimal: str) -> fmpq:
    whole, _, decimals = decimal.partition(".")
    return fmpq(int(whole + decimals), 10 ** len(decimals))


def _at(book: Revision, run: Run, point: Point, first: dict[str, Any], term: Any) -> Printed:
    head, tail = point.values[: run.r], [abs(x) for x in point.values[run.r :]]
    low, high, o_term = min(head), max(head), _upper(term)
    facts = {
        **first,
        "t": point.t,
        "m_t": (low + high) / 2,
        "delta_t": (high - low) / 2,
        "tail_t": max(tail, default=fmpq(0)),
        "top_t": max(map(abs, point.values)),
        "omega_t": max(map(abs, point.residuals)),
    }

    def interval(name: tuple[str, str], widened: bool) -> Interval:
        """With the term O(…), whether the formula has it as h_f or with its constant; or without it."""
        term = {"h_f": o_term} if widened else {"h_f": fmpq(0), "omega_head": fmpq(0)}
        ends = [formula(book, *name, part).at(**{**facts, **term}) for part in ("lower", "upper")]
        return _lower(ends[0]), _upper(ends[1])

    zero = formula(book, *ZERO, "value")
    repaired = formula(book, *ZERO, "value", repaired=True)
    return Printed(
        point.t,
        o_term,
        interval(DOMINANT, True),
        interval(BULK, True),
        interval(DOMINANT, False),
        interval(BULK, False),
        _upper(zero.at(**{**facts, "h_f": o_term})),
        _upper(repaired.at(**{**facts, "h_f": o_term})),
        _upper(formula(book, *LOSS, "value").at(**facts)),
        low > 0 and (high / low) ** (2 * run.L - 2) < run.L,
    )


def _upper(x: Any) -> fmpq:
    """The number itself, or the upper end of a ball: a printed bound is never drawn too narrow."""
    return x if isinstance(x, fmpq) else fmpq(x) if isinstance(x, int) else x.upper().fmpq()


def _lower(x: Any) -> fmpq:
    return x if isinstance(x, fmpq) else fmpq(x) if isinstance(x, int) else x.lower().fmpq()
