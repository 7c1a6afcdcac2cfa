"""Which runs each figure shows: widths, rank, data, start, step size, number of steps, and why they were chosen.

Section 4 names the settings of Figure 2 in part (widths, rank, depths). Appendix B names none for Figures 3 to 16 but the
depths 3, 4 and 5. Everything else here is a choice of ours, and each caption says so.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from verify.errors import BadInput
from verify.nets.matrices import Reals
from verify.nets.orthogonal import gaussian, singular_vectors

DIGITS = 50  # of the weights
ROOT_PLACES = 12  # decimal places of the singular values that a run starts from
FIRST, LAST = 1, 17


@dataclass(frozen=True)
class Start:
    """Singular values of the initial product W^{L:1}: the same for each depth, so that the depths can be compared.

    kind "gaussian": those of a d_L x d_0 matrix A of independent normal entries with standard deviation `scale`, as
    Initialization 2.1 prints; "truncated": the first r of them, the others 0; "uniform": r times `scale`, the others 0
    (Assumption 3.3); "listed": `values`, the others 0. `scale` and `values` are decimal texts.
    """

    kind: str
    scale: str = "1"
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """One network under gradient descent: widths d_0, …, d_L, ranks of Sigma_yx and Sigma_xx, start, eta, steps."""

    widths: tuple[int, ...]
    r: int
    start: Start
    eta: str
    steps: int
    rank_xx: int
    seed: int = 0
    shown: int = 24  # certified spectra after the first; fewer where two fall on the same step
    between: int = 3  # steps of the curves for each certified spectrum

    @property
    def L(self) -> int:
        """Depth."""
        return len(self.widths) - 1

    @property
    def p(self) -> int:
        """Number of parameters."""
        return sum(a * b for a, b in pairwise(self.widths))

    @property
    def d_star(self) -> int:
        """min(d_0, d_L)."""
        return min(self.widths[0], self.widths[-1])

    @property
    def moments(self) -> list[int]:
        """The steps t of the certified spectra: evenly spaced in sqrt(t), since most happens early."""
        return _spaced(self.steps, self.shown)

    @property
    def times(self) -> list[int]:
        """The steps t of the curves; they contain the moments."""
        return sorted({*self.moments, *_spaced(self.steps, self.shown * self.between)})

    def recipe(self) -> dict[str, Any]:
        """The recipe of the initial network, see verify.nets.recipes. Raises BadInput."""
        head, tail = _roots(self)
        made = {"L": self.L, "widths": list(self.widths), "r": self.r, "rank_xx": self.rank_xx, "head": head}
        return {**made, **({"tail": tail} if tail else {}), "seed": self.seed, "digits": DIGITS}


@dataclass(frozen=True)
class Figure:
    """A numbered figure: what is special about it, and its runs."""

    number: int
    title: str
    chosen: str  # which settings the paper does not name
    runs: tuple[Run, ...]

    @property
    def name(self) -> str:
        """Name of its files without ending."""
        return f"figure_{self.number}"


def _spaced(steps: int, parts: int) -> list[int]:
    return sorted({(steps * k * k + parts * parts // 2) // (parts * parts) for k in range(parts + 1)})


def _roots(run: Run) -> tuple[list[str], list[str]]:
    """lambda_1, …, lambda_r and the tail at t = 0: L-th roots of the start, as fractions with that many places."""
    reals = Reals(30)
    context, start = reals.context, run.start
    if start.kind in ("gaussian", "truncated"):
        columns = run.rank_xx if run.rank_xx >= run.d_star else run.widths[0]
        A = gaussian(reals, run.widths[-1], columns, random.Random(run.seed))
        _, found, _ = singular_vectors(reals, A)
        products = [context.mpf(start.scale) * x for x in found[: run.d_star]]
    elif start.kind == "uniform":
        products = [context.mpf(start.scale)] * run.r
    else:
        products = [context.mpf(x) for x in start.values]
    kept = products if start.kind == "gaussian" else products[: run.r]
    values = [_rational(context.root(x, run.L) * 10**ROOT_PLACES) for x in kept]
    return values[: run.r], values[run.r :]


def _rational(scaled: Any) -> str:
    return str(Fraction(int(scaled + 0.5), 10**ROOT_PLACES))


SMALL = Start("gaussian", "0.04")
TRUNCATED = Start("truncated", "0.04")
SECTION_4 = "d_0 = 10, d_L = 16, hidden widths 20 and r = 4 are Section 4's"
OURS = "Appendix B names the depths 3, 4, 5 and no other settings; all of them are chosen here"


def _paper(L: int, **changes: Any) -> Run:
    """A run at Section 4's sizes."""
    base = Run((10, *[20] * (L - 1), 16), 4, SMALL, "0.05", 400, 10)
    return replace(base, **changes)


def _shaped(first: int, hidden: tuple[int, ...], last: int, **changes: Any) -> tuple[Run, ...]:
    """Depths 3, 4, 5 with hidden widths taken in turn from `hidden`."""
    made = []
    for L in (3, 4, 5):
        widths = (first, *(hidden[k % len(hidden)] for k in range(L - 1)), last)
        made.append(_paper(L, widths=widths, **{"rank_xx": min(first, last), **changes}))
    return tuple(made)


def _depths(**changes: Any) -> tuple[Run, ...]:
    """Depths 3, 4, 5 at Section 4's sizes."""
    return _shaped(10, (20,), 16, **changes)


def _all() -> tuple[Figure, ...]:
    own = f"{SECTION_4}; A with standard deviation 0.04, eta and the number of steps are chosen here"
    first = tuple(_paper(L, shown=4, between=2) for L in (2, 3))
    second = tuple(_paper(L, shown=48) for L in (2, 3))
    spread = ("0.95", "0.6", "0.3", "0.12")
    deep = tuple(
        Run((6, *[8] * (L - 1), 7), 2, Start("gaussian", "0.06"), "0.05", 600, 6) for L in (2, 6, 8)
    )
    return (
        Figure(1, "Eigenvalue distribution of the Hessian during training", own, first),
        Figure(2, "Hessian eigenvalues and training loss at depths 2 and 3", own, second),
        Figure(3, "Section 4's sizes, Initialization 2.1 as printed", OURS, _depths()),
        Figure(4, "Section 4's sizes, zero tail", OURS, _depths(start=TRUNCATED)),
        Figure(5, "Section 4's sizes, uniform start (Assumption 3.3)", OURS, _depths(start=Start("uniform", "0.2"))),
        Figure(6, "Rank 2", OURS, _depths(r=2)),
        Figure(7, "Rank 8", OURS, _depths(r=8)),
        Figure(8, "Full rank r = d* = 10: no tail", OURS, _depths(r=10, start=Start("gaussian", "0.1"))),
        Figure(9, "Square networks: d_0 = d_L", OURS, _shaped(8, (12,), 8, r=3, start=Start("gaussian", "0.07"))),
        Figure(10, "d_0 > d_L, Sigma_xx ~ I_d*", OURS, _shaped(16, (18,), 9, r=3)),
        Figure(11, "d_0 > d_L, Sigma_xx = I_d0", OURS, _shaped(16, (18,), 9, r=3, rank_xx=16)),
        Figure(12, "Sigma_xx ~ I_r: the tail stays for ever", OURS, _depths(rank_xx=4)),
        Figure(13, "Hidden widths equal to d*", OURS, _shaped(10, (10,), 16)),
        Figure(14, "Uneven hidden widths", OURS, _shaped(10, (24, 12, 18), 16)),
        Figure(15, "Large start: singular values above and below 1", OURS, _depths(start=Start("gaussian", "0.2"))),
        Figure(16, "Spread start: the theorem's gap condition fails", OURS, _depths(start=Start("listed", values=spread))),
        Figure(17, "Depths 2, 6 and 8 (not in the paper)", "all settings are chosen here", deep),
    )


FIGURES = {figure.number: figure for figure in _all()}


def numbers(text: str) -> list[int]:
    """Figure numbers from "1,2,3-16". Raises BadInput."""
    found: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,3})\s*(?:-\s*(\d{1,3})\s*)?", part)
        if match is None:
            raise BadInput(f"--only {text[:40]}: expected figure numbers such as 2 or 1,2,3-16")
        low, high = int(match[1]), int(match[2] or match[1])
        if not FIRST <= low <= high <= LAST:
            raise BadInput(f"--only {text[:40]}: figures are numbered from {FIRST} to {LAST}, not {part.strip()}")
        found.update(range(low, high + 1))
    return sorted(found)


def quick(figure: Figure) -> Figure:
    """The figure with a third of the certified spectra, for a first look."""
    runs = tuple(replace(run, shown=max(4, run.shown // 3)) for run in figure.runs)
    return replace(figure, runs=runs)
