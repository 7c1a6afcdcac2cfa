"""Does a changed formula say the same as the wording, or less? Settled from the two formulas and the assumptions alone.

Values at exact points rule most changes out; what is left needs a proof, that it has a value wherever the wording has one
among others. What the symbols stand for under the assumptions is in `worlds`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from verify.auditing.definedness import keeps_its_values
from verify.auditing.monotone import order
from verify.auditing.worlds import World, evaluated, worlds_of
from verify.paper.arithmetic import Exact, TooLarge, Undefined
from verify.paper.formulas import Formula
from verify.paper.grammar import Integer, Name, Node, Operation, Piecewise, Series, children, free_names, walk
from verify.paper.grammar import Relation as Comparison
from verify.paper.printing import bare, text_of
from verify.paper.statements import Reading, Wording
from verify.reason.algebra import prove_equal
from verify.reason.signs import never_negative

POINTS = 40
SYMMETRIC = {"Sxx", "outer", "functional", "curvature", "second"}  # in the last two indices
PLAIN = (Name, Integer, Operation)
WANTED = {"<": (-1, 1), "<=": (-1, 1), ">": (1, -1), ">=": (1, -1)}  # which way each side may move, to say less


@dataclass(frozen=True)
class Relation:
    """How a change relates to the wording: "equivalent", "implied" (it says less), or "open"; and the proof in words."""

    kind: str
    why: str = ""


OPEN = Relation("open")


def compared(
    old: Wording, new: Wording, part: str, reading: Reading | None, conventions: Sequence[Formula] = ()
) -> Relation:
    """How the changed part of `new` relates to that of `old` under the assumptions both share."""
    one, other = old.parts[part], new.parts[part]
    if _sorted(bare(one.tree)) == _sorted(bare(other.tree)):
        return Relation("equivalent", "a symmetric family with its last two indices exchanged, or sums in another order")
    sense = old.bounds.get(part, "")
    every = worlds_of((one, other), (*conventions, *old.given), reading)
    if one.is_relation:  # only a comparison that is itself what is stated may say less; a condition says exactly when
        stated = part == "value" and sense != "exact"
        found = [_relations(one, other, stated, world) for world in every]
    else:
        found = [_values(one, other, sense, world) for world in every]
    kinds = {relation.kind for relation in found}
    if not found or "open" in kinds or not all(keeps_its_values(one.tree, other.tree, world.known) for world in every):
        return OPEN
    kind = "implied" if "implied" in kinds else "equivalent"
    return Relation(kind, "; ".join(dict.fromkeys(relation.why for relation in found)))


def _values(old: Formula, new: Formula, bound: str, world: World) -> Relation:
    """Equal values everywhere; or, for a bound, values that never pass the old ones."""
    orders = set()
    for seed in range(POINTS):
        values = world.values(seed)
        if not world.admits(values):
            continue
        a, b = evaluated(old, values), evaluated(new, values)
        if a is None and b is None:
            continue
        if a is None or b is None:
            return OPEN
        orders.add("=" if Exact().compare("==", a, b) is not False else "<" if Exact().compare("<", a, b) else ">")
    if orders == {"="} and (same := _equal(old, new, world)).kind == "equivalent":
        return same
    if not orders:
        return OPEN  # no point that the assumptions admit: nothing was looked at
    if (bound == "lower" and orders <= {"=", ">"}) or (bound == "upper" and orders <= {"=", "<"}):
        return _looser(old, new, bound, world)
    return OPEN


def _equal(old: Formula, new: Formula, world: World) -> Relation:
    try:
        left, right = old.symbolic(**world.leaves), new.symbolic(**world.leaves)
        if not left.has(sp.Piecewise) and not right.has(sp.Piecewise):
            proof = prove_equal(left, right)
            return Relation("equivalent", proof.method) if proof is not None else OPEN
    except (Undefined, TooLarge, KeyError, TypeError, ValueError, AttributeError, NotImplementedError):
        return OPEN
    pairs = _differing(old.tree, new.tree)
    if pairs is not None and isinstance(pairs[0], Comparison) and isinstance(pairs[1], Comparison):
        return _same_truth(pairs[0], pairs[1], world)
    return OPEN


def _looser(old: Formula, new: Formula, bound: str, world: World) -> Relation:
    wanted = -1 if bound == "lower" else 1
    if order(old.tree, new.tree, world.known) in (wanted, 0):
        return Relation("implied", f"a {bound} bound that is never tighter, by signs")
    return OPEN


def _relations(old: Formula, new: Formula, stated: bool, world: World) -> Relation:
    """The same truth everywhere; or, where the comparison is what is stated, truth wherever the old one is true."""
    for seed in range(3 * POINTS):
        values = world.values(seed)
        a, b = evaluated(old, values), evaluated(new, values)
        if a is True and b is not True and world.admits(values):
            return OPEN
    first, second = old.relation, new.relation
    same = _same_truth(first, second, world)
    if same.kind == "equivalent":
        return same
    if stated and _always_holds(second, world):
        return Relation("implied", "always true, by signs")
    if stated and _weaker_sides(first, second, world):
        return Relation("implied", "the smaller side is never larger, the larger one never smaller, by signs")
    if (branches := _same_branches(first, second, world)).kind == "equivalent":
        return branches
    if first.relations == second.relations and (condition := _same_condition(first, second, world)).kind == "equivalent":
        return condition
    if stated and len(first.relations) == 1 and [*map(bare, first.sides)] == [*map(bare, second.sides)]:
        pair = (first.relations[0], second.relations[0])
        if pair in (("<", "<="), (">", ">="), ("==", "<="), ("==", ">=")):
            return Relation("implied", f"{pair[0]} says more than {pair[1]}")
    return OPEN


def _always_holds(relation: Comparison, world: World) -> bool:
    if len(relation.sides) != 2:
        return False
    left, right = (_symbolic(side, world) for side in relation.sides)
    return left is not None and right is not None and _always(relation.relations[0], sp.expand(left - right)) is True


def _weaker_sides(old: Comparison, new: Comparison, world: World) -> bool:
    if old.relations != new.relations or old.relations[0] not in WANTED or len(old.sides) != 2:
        return False
    ways = [order(a, b, world.known) for a, b in zip(old.sides, new.sides)]
    return all(way is not None and way * wanted >= 0 for way, wanted in zip(ways, WANTED[old.relations[0]]))


def _symbolic(node: Node, world: World) -> sp.Expr | None:
    try:
        return Formula("", node).symbolic(**world.leaves)
    except (Undefined, TooLarge, KeyError, TypeError, ValueError, AttributeError, NotImplementedError):
        return None


def _same_condition(old: Comparison, new: Comparison, world: World) -> Relation:
    """Two comparisons that differ in one condition of a Piecewise only, which is true where it was true before."""
    different = [(a, b) for a, b in zip(old.sides, new.sides) if bare(a) != bare(b)]
    pair = _differing(*different[0]) if len(different) == 1 else None
    if pair is None or not isinstance(pair[0], Comparison) or not isinstance(pair[1], Comparison):
        return OPEN
    return _same_truth(pair[0], pair[1], world)


def _same_branches(old: Comparison, new: Comparison, world: World) -> Relation:
    """Piecewise(…) < b, in which each branch alone compares with b as it did before."""
    match old.sides, new.sides:
        case (Piecewise() as one, bound), (Piecewise() as other, same) if old.relations == new.relations:
            conditions = [[bare(c) for _, c in side.branches] for side in (one, other)]
            if bare(bound) != bare(same) or conditions[0] != conditions[1]:
                return OPEN
            values = [[*(v for v, _ in side.branches), side.otherwise] for side in (one, other)]
            for a, b in zip(*values):
                pair = [Comparison(0, old.relations, (v, bound)) for v in (a, b)]
                if bare(a) != bare(b) and _same_truth(pair[0], pair[1], world).kind != "equivalent":
                    return OPEN
            return Relation("equivalent", "each branch compares as before")
    return OPEN


def _same_truth(old: Comparison, new: Comparison, world: World) -> Relation:
    """The same truth everywhere, from the sign of left - right: both sides rational functions of the parameters."""
    if len(old.relations) != 1 or len(new.relations) != 1:
        return OPEN
    try:
        (a, b), (c, d) = ([Formula("", side).symbolic(**world.leaves) for side in x.sides] for x in (old, new))
        first, second = sp.expand(a - b), sp.expand(c - d)
    except (Undefined, TooLarge, KeyError, TypeError, ValueError, AttributeError, NotImplementedError):
        return OPEN
    if sp.simplify(first - second) == 0:
        possible = {-1, 0, 1}
        if never_negative(first):
            possible -= {-1}
        if never_negative(-first):
            possible -= {1}
        if all(_true(old.relations[0], s) == _true(new.relations[0], s) for s in possible):
            return Relation("equivalent", f"left - right = {first} has only the signs {sorted(possible)}")
        return OPEN
    one, other = _always(old.relations[0], first), _always(new.relations[0], second)
    if one is not None and one == other:
        return Relation("equivalent", f"both are always {'true' if one else 'false'}: signs of {first} and {second}")
    return OPEN


def _true(relation: str, sign: int) -> bool:
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0, "==": sign == 0, "!=": sign != 0}[relation]


def _always(relation: str, difference: sp.Expr) -> bool | None:
    possible = {-1, 0, 1}
    if never_negative(difference):
        possible -= {-1}
    if never_negative(-difference):
        possible -= {1}
    if difference.is_nonzero:
        possible -= {0}
    truths = {_true(relation, s) for s in possible}
    return truths.pop() if len(truths) == 1 else None


def _sorted(node: Node) -> Node:
    """The tree with the last two indices of symmetric families, and two sums over the same range, in one order."""
    match node:
        case Name(name=name, indices=indices) if name in SYMMETRIC:
            return Name(0, name, (*indices[:-2], *sorted(indices[-2:], key=text_of)))
        case Operation(operator=operator, left=left, right=right):
            return Operation(0, operator, _sorted(left), _sorted(right))
        case Series(kind=kind, body=Series(kind=same) as inner, index=index, low=low, high=high) if kind == same:
            body = _sorted(inner.body)
            if (low, high) == (inner.low, inner.high) and all(isinstance(part, PLAIN) for part in walk(body)):
                body = min(body, _exchanged(body, index, inner.index), key=text_of)
            return Series(0, kind, Series(0, kind, body, inner.index, inner.low, inner.high), index, low, high)
        case Series(kind=kind, body=body, index=index, low=low, high=high):
            return Series(0, kind, _sorted(body), index, low, high)
    return node


def _exchanged(node: Node, one: str, other: str) -> Node:
    """A tree of names, numbers and operations with two names exchanged."""
    match node:
        case Name(name=name, indices=indices):
            new = {one: other, other: one}.get(name, name)
            return Name(0, new, tuple(_exchanged(index, one, other) for index in indices))
        case Operation(operator=operator, left=left, right=right):
            return Operation(0, operator, _exchanged(left, one, other), _exchanged(right, one, other))
    return node


def _differing(old: Node, new: Node) -> tuple[Node, Node] | None:
    """The smallest pair of comparisons, at the same place in both trees, outside which the trees agree."""
    if bare(old) == bare(new) or type(old) is not type(new):
        return None
    if isinstance(old, Comparison):
        return old, new
    if children(old):
        one, other = children(old), children(new)
        if len(one) != len(other):
            return None
        different = [(a, b) for a, b in zip(one, other) if bare(a) != bare(b)]
        pair = _differing(*different[0]) if len(different) == 1 else None
        if isinstance(old, Series) and pair is not None and any(old.index in free_names(side) for side in pair):
            return None  # the index of a sum is no symbol
        return pair
    return None
