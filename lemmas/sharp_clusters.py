"""Networks at which the bounds of Theorem 3.5 are attained, or nearly: heads alone, loud tails, one step of small size.

At r = 1 and t = 0 the dominant interval's upper end is an eigenvalue for lambda > 1, its lower end for lambda < 1 (L = 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from verify.nets.chosen import Chosen
from verify.nets.snapshots import Snapshots

PAIRS = (("9/10", "1"), ("1", "11/10"), ("2", "5/2"), ("20", "24"))  # within the gap condition at L = 2, 3, 4
NEAR = {2: ("5/6", "4/3", "9/10"), 3: ("14/15", "11/10", "29/30"), 4: ("49/50", "26/25", "99/100")}  # 2 |H_f| below the bulk


def snapshot(L: int, head: Sequence[str], tail: Sequence[str] = (), wider: int = 0, **more: Any) -> dict[str, Any]:
    """A network with room for its head and its tail and `wider` outputs more, before the first step unless said."""
    width = len(head) + len(tail)
    top = max(1, *map(Fraction, head))
    made = {"L": L, "widths": [width] * L + [width + wider], "r": len(head), "head": list(head), "tail": list(tail)}
    return {**made, "eta": str(Fraction(1, 2 * L) / top ** (2 * L - 2)), "steps": 0, **more}


def small(L: int, top: int = 1) -> str:
    """A step size so small that what a step does is known to first order."""
    return str(Fraction(1, 1000 * top ** (2 * L - 2)))


def large(L: int) -> str:
    """A step size just below 1/L."""
    return str(Fraction(49, 50 * L))


def heads_alone(L: int) -> list[dict[str, Any]]:
    """Heads from far below 1 to far above, alone and in pairs, and after one step."""
    still = [snapshot(L, [x]) for x in ("1", "9/10", "1/2", "11/10", "2", "3", "8")]
    moved = [("1/2", small(L)), ("2", small(L, 2)), ("1/10", large(L)), ("9/10", large(L))]
    return [*still, *(snapshot(L, pair) for pair in PAIRS), *(snapshot(L, [x], eta=eta, steps=1) for x, eta in moved)]


def heads_with_bulk(L: int) -> list[dict[str, Any]]:
    """Heads beside one output more, so that there is a bulk."""
    heads = [[x] for x in ("1", "9/10", "1/2", "11/10", "2", "3")]
    return [snapshot(L, head, wider=1) for head in (*heads, *PAIRS)]


def near_one(L: int) -> list[dict[str, Any]]:
    """Heads so near 1 that |H_f| is less than half a bulk eigenvalue: alone, and beside 1."""
    heads = [["1"], *([x] for x in NEAR.get(L, ("1",))), *(["1", x] for x in NEAR.get(L, ()))]
    return [snapshot(L, head, wider=1) for head in heads]


def loud_tails(L: int) -> list[dict[str, Any]]:
    """Tails from a tenth to thrice the head at its limit, and one that grows; heads far from it, with a tail and without."""
    tails = [snapshot(L, ["1"], [x]) for x in ("1", "1/2", "2", "3", "5/4", "1/10")]
    heads = [snapshot(L, [x], tail) for x in ("1/2", "9/10", "2") for tail in ((), ("1/2",))]
    return [*tails, *heads, snapshot(L, ["1"], ["3"], eta=large(L), steps=1)]


def first_steps(L: int) -> list[dict[str, Any]]:
    """One step: of small size, from near 1, and across 1, of one value and of one beside 1; and none, two values apart."""
    across = str(1 + Fraction(1, 5 * L))
    bound = min(Fraction(1, L), 1 / Fraction(across) ** (2 * L - 2))
    crossing = {"eta": str(bound * Fraction(49, 50)), "steps": 1}
    slow = {"eta": small(L, 2), "steps": 1}
    alone = [snapshot(L, [x], **slow) for x in ("1/2", "2")]
    near = snapshot(L, ["999/1000"], eta=large(L), steps=1)
    pairs = [snapshot(L, order, **slow) for pair in PAIRS[:3] for order in (pair, pair[::-1])]
    return [*alone, near, snapshot(L, [across], **crossing), snapshot(L, ["1", across], **crossing), *pairs]


HEADS = Chosen(Snapshots(), heads_alone)
BULK = Chosen(Snapshots(), heads_with_bulk)
NEAR_ONE = Chosen(Snapshots(), near_one)
TAILS = Chosen(Snapshots(), loud_tails)
STEPS = Chosen(Snapshots(), first_steps)
