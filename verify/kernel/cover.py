"""Covers: an inequality on a box, shown by interval (ball) arithmetic on the parts of a subdivision."""

from __future__ import annotations

from flint import arb, ctx

from .ring import no
from .terms import Refused, parse, put

OPERATIONS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b}


def covered(scope: dict, left: tuple, relation: str, right: tuple, proof: dict) -> None:
    """Raise Refused unless the halvings listed in the proof leave no place out, and the relation holds on each part."""
    from .scopes import number

    boxes = {k: tuple(map(number, d["between"])) for k, d in scope["variables"].items() if "between" in d}
    if not boxes or len(boxes) != len(scope["variables"]) or scope.get("given") or relation not in ("<", "<=", ">", ">="):
        raise Refused("a cover needs variables between two numbers each, no conditions, and an order")
    values = {k: parse(v) for k, v in scope.get("defined", {}).items()}
    sides = [put(side, values) for side in (left, right)]
    with ctx.workprec(int(proof.get("bits", 128))):
        parts = list(proof["halvings"])
        if walk(boxes, sides, relation, parts) or parts:
            raise Refused("the halvings do not end with the box")


def walk(box: dict, sides: list, relation: str, parts: list) -> None:
    """Follow the list: a name halves the box across that side, "" ends with a part on which the relation must hold."""
    stack = [box]
    while stack:
        part = stack.pop()
        if not parts:
            raise Refused("the list of halvings ends too early")
        name = parts.pop(0)
        if name == "":
            balls = {k: arb(low).union(arb(high)) for k, (low, high) in part.items()}
            a, b = (ball(side, balls) for side in sides)
            good = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[relation]
            if not good:
                raise Refused(f"the relation is not certain on {part}; {no(relation)} is not excluded")
            continue
        low, high = part[name]
        middle = (low + high) / 2
        stack += [{**part, name: (middle, high)}, {**part, name: (low, middle)}]


def ball(tree: tuple, values: dict) -> arb:
    """An enclosure of the tree's values. Raises Refused where a value may not exist."""
    kind = tree[0]
    if kind == "num":
        return arb(tree[1])
    if kind == "var" and tree[1] in values:
        return values[tree[1]]
    if kind in ("+", "-", "*", "/", "**"):
        a, b = ball(tree[1], values), ball(tree[2], values)
        if kind == "/" and b.contains(0):
            raise Refused("a divisor may be zero")
        if kind == "**":
            if tree[2][0] == "num":
                return a ** tree[2][1]
            if not a > 0:
                raise Refused("the base of a power may not be positive")
            return (b * a.log()).exp()
        return OPERATIONS[kind](a, b)
    if kind == "call" and tree[1] in ("Exp", "Log", "Min", "Max", "Abs"):
        found = [ball(a, values) for a in tree[2]]
        if tree[1] == "Log" and not found[0] > 0:
            raise Refused("the argument of a logarithm may not be positive")
        if tree[1] in ("Min", "Max"):
            made = found[0]
            for other in found[1:]:
                made = made.min(other) if tree[1] == "Min" else made.max(other)
            return made
        return {"Exp": found[0].exp, "Log": found[0].log, "Abs": found[0].__abs__}[tree[1]]()
    raise Refused(f"{kind} has no enclosure here")
