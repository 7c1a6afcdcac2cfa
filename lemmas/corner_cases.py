"""Instances picked on purpose: tight bounds, tails as large as the head or louder, tilted V, blocks that add up.

Each list holds at least three instances that meet the assumptions of the statements that stand, and the ones that an
assumption keeps out: without that assumption they show why it is needed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from verify import BalancedNetworks, BlockMatrices, TrainedNetworks
from verify.nets.chosen import Chosen
from verify.nets.losses import WatchedDescents
from verify.nets.recipes import over_reals
from verify.nets.snapshots import Snapshots
from verify.nets.tilted import TiltedNetworks

HALF, ONE = {"tail": ["1/2"]}, {"tail": ["1"]}


SHORT = ("9/10", "4/5", "1/2")  # heads short of their limit 1


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


def sharp_functionals(L: int) -> list[dict[str, Any]]:
    """Where H_f is no larger than one entry, that of a tail value and the head, or hardly larger than a bound allows.

    A tail that one step nearly removes; at L = 2 a tail of 5; at L = 3 tails on either side of 1 after so many steps that
    their first values hardly count. Heads short of 1 beside a tail, before the first step.
    """
    removed = square(L, 2, tail=["2"], eta=f"9/{10 * 4 ** (L - 1)}", steps=1)
    short = [{**recipe, "steps": 0} for recipe in moving_heads(L)]
    loud = [square(L, 2, tail=["5"], eta="1/1000", steps=1)] if L == 2 else []
    late = [("2", "1/320", 400), ("1/4", "3/10", 600)] if L == 3 else []
    return [removed, *loud, *short, *(over_reals(square(L, 2, tail=[x], eta=e, steps=t)) for x, e, t in late)]


def rough_tails(L: int) -> list[dict[str, Any]]:
    """The head at its limit beside a tail that a step throws to the other side, further out; at L = 2 also hardly nearer.

    And heads that move, where there is something to bound even if the tail rests.
    """
    out = square(L, 2, tail=["5/2"], eta=f"9/{10 * L}", steps=1)
    nearer = [square(L, 2, tail=["2"], eta="199/400", steps=3)] if L == 2 else []
    return [out, *({**out, "head": [x]} for x in SHORT), *nearer]


def crossing_heads(L: int) -> list[dict[str, Any]]:
    """One step across 1, about as far as the two bounds on the step size let it go, and a shorter one."""
    head = {2: "7/5", 3: "13/10", 4: "5/4"}.get(L, "21/20")
    return [square(L, 1, head=[x], eta=eta, steps=1) for x in (head, "21/20") for eta in (f"99/{100 * L}", f"9/{10 * L}")]


def decaying_tails(L: int) -> list[dict[str, Any]]:
    """A tail before the first step; one step of a tail of 10, and of tails that lose 9/10 or 1/4 of their size; long runs.

    At L = 2 also a small tail at a step size of 4, which the head does not bear once it leaves 1.
    """
    rates = [f"1/{2 * L}", f"1/{20 * 100 ** (L - 1)}", f"9/{10 * 4 ** (L - 1)}", str(Fraction(4 ** (L - 1), 4))]
    steps = list(zip(("1/2", "10", "2", "1/2"), rates, (0, 1, 1, 1)))
    late = {2: ("3", "1/200", 200), 3: ("1/2", "3/10", 200), 4: ("1", "3/20", 300)}.get(L, ("1/2", "1/100", 20))
    small = [square(L, 2, tail=["1/32"], eta="4", steps=3)] if L == 2 else []
    long = over_reals(square(L, 2, tail=[late[0]], eta=late[1], steps=late[2]))
    return [*(square(L, 2, tail=[x], eta=eta, steps=t) for x, eta, t in steps), *small, long]


def slow(L: int) -> str:
    """A step size far below both bounds for singular values up to 3/2."""
    return str(Fraction(1, 2 * L) * Fraction(2, 3) ** (2 * L - 2))


def resting_heads(L: int) -> list[dict[str, Any]]:
    """One step with the head at its limit: tails of two sizes, twice the same, and one above 1; and with heads that move."""
    tails = (["1/2", "3/2"], ["1/2", "1/2"], ["3/2"], ["1/2"])
    return [*(square(L, 1 + len(tail), tail=tail, eta=slow(L), steps=1) for tail in tails), *moving_heads(L)]


def moving_heads(L: int) -> list[dict[str, Any]]:
    """One step with the head short of its limit, beside a small tail: something happens also where the tail rests."""
    return [square(L, 2, head=[x], tail=["1/2"], eta=slow(L), steps=1) for x in SHORT]


def late_heads(L: int) -> list[dict[str, Any]]:
    """One step late in training, no tail: a value a thousandth above 1 or below it, alone or beside one at 1."""
    above, below = (square(L, 1, head=[x], eta=slow(L), steps=1) for x in ("1001/1000", "999/1000"))
    pair = {**square(L, 2, eta=f"9/{10 * L}", steps=1), "r": 2}
    wide = {**below, "widths": [1] + [2] * L, "eta": f"1/{2 * L}"}
    return [above, wide, {**pair, "head": ["1001/1000", "1"]}, {**pair, "head": ["1", "999/1000"]}]


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
    """Level tails as trained networks, and beside a head short of its limit, where H_f does not vanish."""
    short = [square(L, 2, head=["9/10"], tail=[tail]) for tail in ("1/2", "1/10")]
    return [{**recipe, "eta": f"1/{2 * L}", "steps": 0} for recipe in (*level_tails(L), *short)]


def tilted_vectors(L: int) -> list[dict[str, Any]]:
    """d_0 = 3 > d_* = 2 with a tail: V aligned with Sigma_xx (three of them), and v_2 turned half out of its range.

    And d_0 = 4 > d_* = 3 with v_2, v_3 turned across the range, so that their span is not: equal values, and unequal ones.
    """
    straight = {**square(L, 2, tail=["1"], eta=f"1/{2 * L}", steps=1), "widths": [3] + [2] * L}
    turned = {**square(L, 3, eta=f"1/{2 * L}", steps=1), "widths": [4] + [3] * L, "tilt": ["1/3", "-1", "1/3"]}
    across = [{**turned, "tail": ["1/2", "1/2"]}, {**turned, "tail": ["1/2", "1/4"]}]
    return [{**straight, "steps": 0}, straight, {**straight, "tail": ["1/2"]}, {**straight, "tilt": ["1/2"]}, *across]


def large_heads(L: int) -> list[dict[str, Any]]:
    """Before the first step: one value of 2 or 3, and twice the value 2; with a bulk, and no tail."""
    one, two = (square(L, width, head=["2"], eta=f"1/{2 * L}", steps=0) for width in (2, 3))
    return [one, {**one, "head": ["3"]}, {**two, "r": 2, "head": ["2", "2"]}]


def thrown_heads(L: int) -> list[dict[str, Any]]:
    """Large heads of value 2, and after a step that takes the value to -4/5 or -1/2."""
    one, _, two = large_heads(L)
    etas = [(2 - Fraction(value)) / (2 ** (2 * L - 1) - 2 ** (L - 1)) for value in ("-4/5", "-1/2")]
    return [one, *({**net, "eta": str(eta), "steps": 1} for net in (one, two) for eta in etas)]


def edge_tails(L: int) -> list[dict[str, Any]]:
    """One step that takes a tail of 2, or 1/2, to 0 exactly (eta tail^(2L-2) = 1), and one that takes it beyond."""
    pairs = [(tail, part / tail ** (2 * L - 2)) for tail in (Fraction(2), Fraction(1, 2)) for part in (1, Fraction(3, 2))]
    return [square(L, 2, tail=[str(tail)], eta=str(eta), steps=1) for tail, eta in pairs]


def all_sizes_alike(L: int) -> list[dict[str, Any]]:
    """Two samples of two numbers, and layers of two rows and columns, none symmetric."""
    points = {"x": [["1", "2"], ["3", "-1"]], "y": [["1/2", "1"], ["-2", "5"]]}
    sizes = {"L": L, "widths": [2] * (L + 1), "eta": "1/2", **points}
    corners = [("1", "-2"), ("3", "1/2"), ("-1", "2")]
    return [{**sizes, "weights": [[str(k), a, b, "1/2"] for k in range(1, L + 1)]} for a, b in corners]


def adding_blocks(L: int) -> list[dict[str, Any]]:
    """1 x 1 blocks of size 1 in two columns, and a unit vector (3/5, -4/5, 0, …), or the first of a basis."""
    rows = {sign: ["1", sign, *["0"] * (L - 2)] * L for sign in ("1", "-1")}
    sizes = {"L": L, "rows": [1] * L, "columns": [1] * L}
    turned = [{**sizes, "entries": entries, "turns": ["-1/2"]} for entries in rows.values()]
    return [*turned, {**sizes, "entries": rows["1"], "turns": []}]


def between_the_powers(L: int) -> list[dict[str, Any]]:
    """A bulk, and mu with mu^L < 1/2 < mu^(L-1) for L = 2, 3, 4 (with mu^L > 1/2 in the others, and mu^(L-1) < 1/2)."""
    heads = {2: "3/5", 3: "3/4", 4: "4/5"}
    return [{**square(L, 1, head=[mu]), "widths": [1] * L + [2]} for mu in (heads.get(L, "9/10"), "1/4", "1", "5/4")]


RESTING_HEADS = Chosen(WatchedDescents(), resting_heads)
STARTS = Chosen(WatchedDescents(), starts)
TIGHT = Chosen(WatchedDescents(), tight_descents)
SHARP = Chosen(WatchedDescents(), sharp_descents)
SHARP_FUNCTIONALS = Chosen(WatchedDescents(), sharp_functionals)
CROSSING = Chosen(WatchedDescents(), crossing_heads)
DECAYING = Chosen(TrainedNetworks(), decaying_tails)
ROUGH_TAILS = Chosen(WatchedDescents(), rough_tails)
LEVEL = Chosen(BalancedNetworks(), level_tails)
LARGE = Chosen(Snapshots(), large_heads)
LATE = Chosen(Snapshots(), late_heads)
THROWN = Chosen(Snapshots(), thrown_heads)
CROSSED = Chosen(Snapshots(), crossing_heads)
SETTLED = Chosen(Snapshots(), settled_tails)
BETWEEN = Chosen(BalancedNetworks(), between_the_powers)
EDGE = Chosen(TiltedNetworks(), edge_tails)
TILTED = Chosen(TiltedNetworks(), tilted_vectors)
BLOCKS = Chosen(BlockMatrices(), adding_blocks)
