"""What a spectrum is as an answer: disjoint intervals with the certified number of eigenvalues in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from flint import fmpq


class NotCertified(ArithmeticError):
    """The computation could not prove what was asked; nothing is known to be false."""


@dataclass(frozen=True)
class Enclosure:
    """The closed interval [low, high] holds exactly `multiplicity` eigenvalues, counted as often as they occur.

    low, high: exact rationals (fmpq), in the unit of the matrix. `how` says what is proved beyond the count:
    "exact": low = high is the eigenvalue, of that multiplicity; "one value": the interval holds one eigenvalue of that
    multiplicity, known to lie there; "interval": the eigenvalues in it may differ from one another;
    "... assuming the exact-spectrum proposition": the same, for the blocks which that proposition states.
    """

    low: fmpq
    high: fmpq
    multiplicity: int
    how: str

    @property
    def radius(self) -> fmpq:
        """Half the width."""
        return (self.high - self.low) / 2

    @property
    def middle(self) -> fmpq:
        """The midpoint, an approximation with error at most `radius`."""
        return (self.high + self.low) / 2


@dataclass(frozen=True)
class Spectrum:
    """All eigenvalues of a symmetric matrix with `size` rows: disjoint enclosures in increasing order.

    The multiplicities add up to `size`. `route` names the method, `digits` the accuracy asked for (None for float64).
    """

    enclosures: tuple[Enclosure, ...]
    size: int
    route: str
    digits: int | None

    def __iter__(self) -> Iterator[Enclosure]:
        return iter(self.enclosures)

    def __len__(self) -> int:
        """The number of enclosures (not of eigenvalues)."""
        return len(self.enclosures)

    def _repr_html_(self) -> str:
        """How a notebook shows it: a table of intervals with their multiplicities, ends rounded outwards."""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("lower", "upper", "times", "what is proved"))
        rows = []
        for e in self.enclosures:
            low, high = (str(x) if _short(x) else "" for x in (e.low, e.high))
            ends = (low or _rounded(e.low, up=False), high or _rounded(e.high, up=True))
            cells = (*ends, str(e.multiplicity), e.how)
            rows.append("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in cells) + "</tr>")
        digits = "" if self.digits is None else f", {self.digits} digits"
        caption = escape(f"{self.size} eigenvalues in {len(self)} enclosures; route {self.route}{digits}")
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"

    @property
    def radius(self) -> fmpq:
        """The largest radius; 0 for the empty matrix."""
        return max((e.radius for e in self.enclosures), default=fmpq(0))

    def count(self, low: fmpq, high: fmpq) -> int:
        """How many eigenvalues lie in [low, high], both ends included.

        Raises NotCertified, naming the enclosure, when one of them meets an end without being inside the interval.
        """
        total = 0
        for e in self.enclosures:
            if low <= e.low and e.high <= high:
                total += e.multiplicity
            elif not (e.high < low or high < e.low):
                near = f"{float(e.low.p) / float(e.low.q):.6g}" if _printable(e.low) else "an end"
                raise NotCertified(
                    f"{e.multiplicity} eigenvalue(s) near {near} cannot be told from an end of the interval"
                )
        return total


SHOWN_PLACES = 20  # decimals of an end in a notebook


def _short(x: fmpq) -> bool:
    return len(str(x)) <= 12


def _rounded(x: fmpq, up: bool) -> str:
    """A decimal below or above x, or equal to it."""
    unit = fmpq(10) ** SHOWN_PLACES
    units = int((x * unit).ceil() if up else (x * unit).floor())
    digits = str(abs(units)).rjust(SHOWN_PLACES + 1, "0")
    return f"{'-' if units < 0 else ''}{digits[:-SHOWN_PLACES]}.{digits[-SHOWN_PLACES:]}"


def _printable(x: fmpq) -> bool:
    return max(int(x.p).bit_length(), int(x.q).bit_length()) < 1000


def disjoint(parts: Iterable[Enclosure]) -> tuple[Enclosure, ...]:
    """Sorted and disjoint enclosures from any enclosures of the parts of a spectrum; those that meet are joined.

    If each part holds its number of eigenvalues, then so does each union. Joining intervals forgets that a value is one,
    except where two intervals are the same single point.
    """
    merged: list[list[Any]] = []
    for e in sorted(parts, key=lambda e: (e.low, e.high)):
        if merged and e.low <= merged[-1][1]:
            last = merged[-1]
            same_point = last[0] == last[1] == e.low == e.high and last[3] == e.how
            last[1], last[2] = max(last[1], e.high), last[2] + e.multiplicity
            last[3] = e.how if same_point else weakened(last[3], e.how)
        else:
            merged.append([e.low, e.high, e.multiplicity, e.how])
    return tuple(Enclosure(*fields) for fields in merged)


ASSUMING = " assuming the exact-spectrum proposition"


def weakened(*claims: str) -> str:
    """What is left of some claims about single values when their intervals are joined: only the interval."""
    return "interval" + (ASSUMING if any(c.endswith(ASSUMING) for c in claims) else "")


def widened(e: Enclosure, slack: fmpq) -> Enclosure:
    """The enclosure for every matrix whose sorted eigenvalues are within `slack` of those enclosed."""
    if slack == 0:
        return e
    how = weakened(e.how) if e.multiplicity > 1 else "one value"
    return Enclosure(e.low - slack, e.high + slack, e.multiplicity, how)
