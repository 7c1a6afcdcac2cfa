"""Has a changed formula a value wherever the wording has one? Shown part by part, or not shown.

A part may lack a value where it divides, takes a power, reads an entry of a family, or sums between bounds. Each such part
of the new formula must stand in the old one under the same conditions and within the same sums, or be shown to have a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from verify.auditing.monotone import Leaves, is_positive, order, sign_of, value_of
from verify.paper.grammar import Call, Integer, Name, Node, Operation, Piecewise, Series, children
from verify.paper.printing import bare, text_of

# families that end: the places at which they have a member, both ends included; a name stands for its value
RANGES: dict[str, tuple[tuple[int | str, int | str], ...]] = {
    **{name: ((1, "d_star"),) for name in ("lambdas", "lambdas_t", "sigma")},
    **{name: ((1, "L"),) for name in ("X", "a", "b")},
    "N": ((1, "L"), (1, "L")),
    "d": ((0, "L"),),
}


@dataclass(frozen=True)
class _Risk:
    """A part that may lack a value, the sums that it stands in and the conditions under which it is reached."""

    node: Node
    sums: tuple[tuple[str, Node, Node], ...] = ()  # index, low, high; from outside
    reached: tuple[str, ...] = ()


def keeps_its_values(old: Node, new: Node, leaves: Leaves) -> bool:
    """Whether `new` is shown to have a value wherever `old` has one."""
    before = list(_risks(old, _Risk(old)))
    after = _risks(new, _Risk(new))
    return all(any(_covers(one, risk, leaves) for one in before) or _harmless(risk, leaves) for risk in after)


def _risks(node: Node, at: _Risk) -> Iterator[_Risk]:
    match node:
        case Operation(operator="/", right=divisor):
            yield replace(at, node=Operation(0, "/", Integer(0, 1), bare(divisor)))  # whatever is divided by it
        case Operation(operator="**") | Name(indices=(_, *_)) | Call(function="Binomial"):
            yield replace(at, node=bare(node))
        case Series(body=body, index=index, low=low, high=high):
            yield replace(at, node=Series(0, "Sum", Integer(0, 1), index, bare(low), bare(high)))
            yield from _risks(low, at)
            yield from _risks(high, at)
            yield from _risks(body, replace(at, sums=(*at.sums, (index, bare(low), bare(high)))))
            return
        case Piecewise(branches=branches, otherwise=otherwise):
            seen = at.reached
            for value, condition in branches:
                yield from _risks(condition, replace(at, reached=seen))
                yield from _risks(value, replace(at, reached=(*seen, text_of(condition))))
                seen = (*seen, f"not {text_of(condition)}")
            yield from _risks(otherwise, replace(at, reached=seen))
            return
    for child in children(node):
        yield from _risks(child, at)


def _covers(old: _Risk, new: _Risk, leaves: Leaves) -> bool:
    """Whether the old formula evaluates the same part wherever the new one does."""
    if old.node != new.node or old.reached != new.reached[: len(old.reached)]:
        return False
    if not old.sums:
        return not {index for index, _, _ in new.sums} & _names(new.node)
    if len(old.sums) != len(new.sums):
        return False
    inside = dict(leaves)
    for (index, low, high), (other, first, last) in zip(old.sums, new.sums):
        if index != other or order(low, first, inside) not in (0, 1) or order(high, last, inside) not in (0, -1):
            return False
        inside[index] = _index(index, low, inside)
    return True


def _index(name: str, low: Node, leaves: Leaves) -> sp.Symbol:
    """The index of a sum from `low` up."""
    positive = sign_of(Operation(0, "-", low, Integer(0, 1)), leaves) == 1
    return sp.Symbol(name, integer=True, **({"positive": True} if positive else {}))


def _names(node: Node) -> set[str]:
    own = {node.name} if isinstance(node, Name) else set()
    return own.union(*(_names(child) for child in children(node)))


def _harmless(risk: _Risk, leaves: Leaves) -> bool:
    """Whether the part is shown to have a value."""
    inside: dict[str, Any] = dict(leaves)
    for index, low, _ in risk.sums:
        inside[index] = _index(index, low, inside)
    match risk.node:
        case Operation(operator="/", right=divisor):
            return _never_zero(divisor, inside)
        case Operation(operator="**", left=base, right=exponent):
            inverse = sign_of(exponent, inside) != 1 and not _never_zero(base, inside)
            root = not _whole(exponent, inside) and sign_of(base, inside) != 1
            return not inverse and not root
        case Name(name=name, indices=indices):
            ends = RANGES.get(name, ())
            return len(ends) == len(indices) and all(_within(i, *end, risk, inside) for i, end in zip(indices, ends))
        case Call(arguments=(n, k)):
            return _whole(n, inside) and _whole(k, inside) and sign_of(n, inside) == 1
        case Series(low=low, high=high):
            return _whole(low, inside) and _whole(high, inside)
    return False


def _within(place: Node, first: int | str, last: int | str, risk: _Risk, leaves: Leaves) -> bool:
    ends = [Integer(0, end) if isinstance(end, int) else Name(0, end) for end in (first, last)]
    low = high = place
    for index, start, stop in risk.sums:
        if place == Name(0, index):
            low, high = start, stop
    return order(ends[0], low, leaves) in (0, 1) and order(high, ends[1], leaves) in (0, 1)


def _never_zero(node: Node, leaves: Leaves) -> bool:
    return is_positive(node, leaves) or is_positive(Operation(0, "-", Integer(0, 0), node), leaves)


def _whole(node: Node, leaves: Leaves) -> bool:
    value = value_of(node, leaves)
    return value is not None and value.is_integer is True
