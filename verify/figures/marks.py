"""Where the printed theory and the true spectrum part company on a run: decided from certified enclosures alone."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq

from verify.figures.printed import Counts, Printed
from verify.figures.runs import Computed, Moment
from verify.spectra.enclosures import Enclosure
from verify.spectra.subspaces import Match


@dataclass(frozen=True)
class Mark:
    """One shown step: are the clusters in order, and how many eigenvalues a printed claim misses there.

    ordered: every dominant eigenvalue is above every bulk eigenvalue, and these above all others, with proof.
    dominant_missing, bulk_missing: so many eigenvalues fewer than printed can lie in the interval of eq. (8) or (9).
    rest_beyond: so many eigenvalues more than the printed r^2 + bulk are larger in size than the printed bound of the rest.
    agrees: X.1's blocks account for every certified enclosure. The first depends on the names of subspaces, the others not.
    """

    t: int
    ordered: bool
    dominant_missing: int
    bulk_missing: int
    rest_beyond: int
    agrees: bool


@dataclass(frozen=True)
class Summary:
    """The marks of a run in words: the last shown step at which something fails, and so on; None where it never does."""

    crossed_until: int | None  # the last shown step at which the clusters are not in order
    ordered_from: int | None  # the next shown step; None when they are never in order to the end
    dominant_fails: tuple[int, int] | None  # first and last shown step at which eq. (8) misses eigenvalues
    bulk_fails: tuple[int, int] | None
    tail_fails: tuple[int, int] | None
    gap_condition_from: int | None  # the drawn step from which on the theorem's condition on m_t, delta_t holds
    agrees: bool


def marks(computed: Computed, printed: list[Printed], counts: Counts) -> list[Mark]:
    """The marks at every shown step."""
    at = {row.t: row for row in printed}
    return [_mark(moment, at[moment.t], counts) for moment in computed.moments]


def _mark(moment: Moment, row: Printed, counts: Counts) -> Mark:
    spectrum = [e for e, _, _ in moment.found]
    beyond = sum(e.multiplicity for e in spectrum if max(e.low, -e.high) > row.zero)
    return Mark(
        moment.t,
        ordered(moment.found),
        max(0, counts.dominant - _possible(spectrum, *row.dominant)),
        max(0, counts.bulk - _possible(spectrum, *row.bulk)),
        max(0, beyond - counts.dominant - counts.bulk),
        all(agree for _, _, agree in moment.found),
    )


def _possible(spectrum: list[Enclosure], low: fmpq, high: fmpq) -> int:
    """At most so many eigenvalues lie in [low, high]."""
    return sum(e.multiplicity for e in spectrum if e.high >= low and e.low <= high)


def ordered(found: list[Match]) -> bool:
    """Whether dominant > bulk > all others is proved; an empty space is no obstacle."""
    ranks = {"dominant": 2, "bulk": 1, "functional": 0, "zero": 0}
    rising = sorted(found, key=lambda match: match[0].low)
    held = [sorted({ranks[name] for name, number in share.items() if number}) for _, share, _ in rising]
    if any(len(kinds) != 1 for kinds in held):
        return False
    flat = [kinds[0] for kinds in held]
    return flat == sorted(flat)


def summary(found: list[Mark], printed: list[Printed]) -> Summary:
    """The marks of a run in words."""
    crossed = [m.t for m in found if not m.ordered]
    later = [m.t for m in found if crossed and m.t > crossed[-1]]

    def span(name: str) -> tuple[int, int] | None:
        times = [m.t for m in found if getattr(m, name)]
        return (times[0], times[-1]) if times else None

    broken = [row.t for row in printed if not row.gap_condition]
    fine = [row.t for row in printed if not broken or row.t > broken[-1]]
    return Summary(
        crossed[-1] if crossed else None,
        (later[0] if later else None) if crossed else found[0].t,
        span("dominant_missing"),
        span("bulk_missing"),
        span("rest_beyond"),
        fine[0] if fine else None,
        all(m.agrees for m in found),
    )
