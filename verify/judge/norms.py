"""Spectral norms of symmetric matrices against bounds, through exact counts of eigenvalues beyond them."""

from __future__ import annotations

from typing import Any

from flint import arb, ctx, fmpq

from verify.judge.verdicts import Answer, Exhibit, agrees, differs, undecided
from verify.spectra.exact import SymmetricMatrix


def norm_at_most(H: SymmetricMatrix, bound: Any, what: str, exhibit: Exhibit | None = None) -> Answer:
    """No eigenvalue of H lies beyond +-bound (an fmpq or a certified ball), within H's slack and the ball's width."""
    low, high = _ends(bound)
    if _beyond(H, high + H.slack):
        return differs(f"{what}: eigenvalues of the {H.label} beyond +-{bound}", 0, _beyond(H, high + H.slack), exhibit)
    return agrees(what) if _narrow(low, high) or not _beyond(H, low) else undecided(f"{what}: the ball {bound} is too wide")


def norm_at_least(H: SymmetricMatrix, bound: Any, what: str, exhibit: Exhibit | None = None) -> Answer:
    """Some eigenvalue of H lies at or beyond +-bound, within H's slack and the ball's width."""
    low, high = _ends(bound)
    if high <= H.slack or _reached(H, high - H.slack):
        return agrees(what)
    if not _reached(H, low - H.slack):
        return differs(f"{what}: eigenvalues of the {H.label} at or beyond +-{bound}", "at least 1", 0, exhibit)
    return agrees(what) if _narrow(low, high) else undecided(f"{what}: the ball {bound} is too wide")


def _beyond(H: SymmetricMatrix, bound: fmpq) -> int:
    return H.above(bound) + H.below(-bound) if bound >= 0 else H.size


def _reached(H: SymmetricMatrix, bound: fmpq) -> int:
    return 2 * H.size - H.below(bound) - H.above(-bound)


def _ends(bound: Any) -> tuple[fmpq, fmpq]:
    return (bound.lower().fmpq(), bound.upper().fmpq()) if isinstance(bound, arb) else (bound, bound)


def _narrow(low: fmpq, high: fmpq) -> bool:
    return bool((high - low) * 2 ** (min(ctx.prec // 2, 100)) <= 1 + abs(high))
