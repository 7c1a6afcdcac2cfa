"""Instances picked on purpose: tight bounds, tails as large as the head or louder, tilted V, blocks that add up.

Each list holds at least three instances that meet the assumptions of the statements that stand, and the ones that an
assumption keeps out: without that assumption they show why it is needed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from verify import BalancedNetworks, BlockMatrices
from verify.nets.chosen import Chosen
from verify.nets.losses import WatchedDescents
from verify.nets.recipes import over_reals
from verify.nets.snapshots import Snapshots
from verify.nets.tilted import TiltedNetworks

HALF, ONE = {"tail": ["1/2"]}, {"tail": ["1"]}


def square(L: int, width: int, **more: Any) -> dict[str, Any]:
    """A network with all widths equal, r = 1 and lambda_1 = 1, and what else is given."""
    return {"L": L, "widths": [width] * (L + 1), "r": 1, "head": ["1"], **more}


def tight_descents(L: int) -> list[dict[str, Any]]:
    """One step from below 1, from near 1, and with a tail that decays or overshoots (eta tail^(2L-2) = 9/5)."""
    eta = f"1/{2 * L}"
    return [
        square(L, 1, eta=eta, steps=1, head=["1/2"]),
        square(L, 1, eta=eta, steps=1, head=["15/16"]),
        square(L, 2, eta=eta, steps=1, tail=["1/2"]),
        square(L, 2, eta=f"9/{5 * 4 ** (L - 1)}", steps=1, tail=["2"]),
    ]


def sharp_descents(L: int) -> list[dict[str, Any]]:
    """Where a bound on the loss or on H_f meets the truth, to second order in eta at least.

    Heads alone and tails alone before the first step, and after a step or two with eta a thousandth; a tail of a
    thousandth, beside which the head's paths through the layers are all of H_f; and long runs.
    """
    small = str(Fraction(1, 1000 * 9 ** (L - 2)))
    large, low = square(L, 1, eta=small, steps=0, head=["3"]), square(L, 1, eta=f"9/{10 * L}", steps=1, head=["1/4"])
    still = [square(L, 1 + len(tail), tail=tail, eta=small, steps=0) for tail in (["3"], ["1/1000"], ["1/2", "1/2"])]
    moved = [square(L, 2, tail=[tail], eta=small, steps=1) for tail in ("3", "1/2")]
    later = over_reals(square(L, 2, tail=["1/2"], eta=f"9/{10 * L}", steps=200))
    loud = {**later, "tail": ["3"], "eta": f"1/{200 * 9 ** (L - 2)}"}
    return [large, {**large, "steps": 1}, low, *still, *moved, later, loud]


def slow(L: int) -> str:
    """A step size far below both bounds for singular values up to 3/2."""
    return str(Fraction(1, 2 * L) * Fraction(2, 3) ** (2 * L - 2))


def resting_heads(L: int) -> list[dict[str, Any]]:
    """One step with the head at its limit: tails of two sizes, twice the same, and one above 1."""
    tails = (["1/2", "3/2"], ["1/2", "1/2"], ["3/2"], ["1/2"])
    return [square(L, 1 + len(tail), tail=tail, eta=slow(L), steps=1) for tail in tails]


def starts(L: int) -> list[dict[str, Any]]:
    """Before the first step: heads on both sides of 1, with and without tails on both sides of 1."""
    pair = {"L": L, "widths": [4] * (L + 1), "r": 2, "head": ["1/2", "3/2"], "eta": slow(L), "steps": 0}
    one = square(L, 2, tail=["3/2"], eta=slow(L), steps=0)
    return [{**pair, "tail": ["2/3", "3/2"]}, {**pair, "tail": ["1/2", "1/2"]}, one, {**one, "tail": ["1/2"]}]


def level_tails(L: int) -> list[dict[str, Any]]:
    """At the minimum: without a tail, with one half as large as the head, and with one as large."""
    alike = {"slack": "1/64"}
    wide = {**square(L, 1, **alike), "widths": [1] * L + [2]}
    full = {**square(L, 2, **alike), "r": 2, "head": ["1", "1"]}
    return [square(L, 1, **alike), wide, full, *(square(L, 2, **alike, **tail) for tail in ({}, HALF, ONE))]


def settled_tails(L: int) -> list[dict[str, Any]]:
    """The same as trained networks."""
    return [{**recipe, "eta": f"1/{2 * L}", "steps": 0} for recipe in level_tails(L)]


def tilted_vectors(L: int) -> list[dict[str, Any]]:
    """d_0 = 3 > d_* = 2 with a tail: V aligned with Sigma_xx (three of them), and v_2 turned half out of its range."""
    straight = {**square(L, 2, tail=["1"], eta=f"1/{2 * L}", steps=1), "widths": [3] + [2] * L}
    return [{**straight, "steps": 0}, straight, {**straight, "tail": ["1/2"]}, {**straight, "tilt": ["1/2"]}]


def adding_blocks(L: int) -> list[dict[str, Any]]:
    """1 x 1 blocks of size 1 in two columns, and a unit vector (3/5, -4/5, 0, …), or the first of a basis."""
    rows = {sign: ["1", sign, *["0"] * (L - 2)] * L for sign in ("1", "-1")}
    sizes = {"L": L, "rows": [1] * L, "columns": [1] * L}
    turned = [{**sizes, "entries": entries, "turns": ["-1/2"]} for entries in rows.values()]
    return [*turned, {**sizes, "entries": rows["1"], "turns": []}]


RESTING_HEADS = Chosen(WatchedDescents(), resting_heads)
STARTS = Chosen(WatchedDescents(), starts)
def between_the_powers(L: int) -> list[dict[str, Any]]:
    """A bulk, and mu with mu^L < 1/2 < mu^(L-1) for L = 2, 3, 4 (with mu^L > 1/2 in the others, and mu^(L-1) < 1/2)."""
    heads = {2: "3/5", 3: "3/4", 4: "4/5"}
    return [{**square(L, 1, head=[mu]), "widths": [1] * L + [2]} for mu in (heads.get(L, "9/10"), "1/4", "1", "5/4")]


TIGHT = Chosen(WatchedDescents(), tight_descents)
SHARP = Chosen(WatchedDescents(), sharp_descents)
LEVEL = Chosen(BalancedNetworks(), level_tails)
SETTLED = Chosen(Snapshots(), settled_tails)
BETWEEN = Chosen(BalancedNetworks(), between_the_powers)
TILTED = Chosen(TiltedNetworks(), tilted_vectors)
BLOCKS = Chosen(BlockMatrices(), adding_blocks)
