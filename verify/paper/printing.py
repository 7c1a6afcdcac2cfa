"""From a formula's tree back to text, so that a changed tree can be shown and read again."""

from __future__ import annotations

from dataclasses import replace

from verify.paper.grammar import Call, Integer, Name, Node, Operation, Piecewise, Relation, Series

SUM, PRODUCT, SIGN, POWER, ATOM = range(1, 6)  # how tightly a piece of text binds
LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}


def text_of(node: Node) -> str:
    """Text that `grammar.parse` reads as the same tree, places in the text aside. A negative integer is written 0 - n."""
    return _text(node)[0]


def bare(node: Node) -> Node:
    """The tree with every place in the text set to 0, to compare trees that come from different texts."""
    match node:
        case Name(name=name, indices=indices):
            return Name(0, name, tuple(map(bare, indices)))
        case Operation(operator=operator, left=left, right=right):
            return Operation(0, operator, bare(left), bare(right))
        case Call(function=function, arguments=arguments):
            return Call(0, function, tuple(map(bare, arguments)))
        case Series(kind=kind, body=body, index=index, low=low, high=high):
            return Series(0, kind, bare(body), index, bare(low), bare(high))
        case Relation():
            return _bare_relation(node)
        case Piecewise(branches=branches, otherwise=otherwise):
            made = tuple((bare(value), _bare_relation(condition)) for value, condition in branches)
            return Piecewise(0, made, bare(otherwise))
    return replace(node, column=0)


def _bare_relation(node: Relation) -> Relation:
    return Relation(0, node.relations, tuple(map(bare, node.sides)))


def _text(node: Node) -> tuple[str, int]:
    match node:
        case Integer(value=value):
            return (str(value), ATOM) if value >= 0 else (f"-{-value}", SIGN)
        case Name(name=name, indices=()):
            return name, ATOM
        case Name(name=name, indices=indices):
            return f"{name}[{', '.join(map(text_of, indices))}]", ATOM
        case Operation(operator="-", left=Integer(value=0), right=right):
            return f"-{_at_least(right, SIGN)}", SIGN
        case Operation(operator=operator, left=left, right=right):
            return _operation(operator, left, right), LEVELS[operator]
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(text_of, arguments))})", ATOM
        case Series(kind=kind, body=body, index=index, low=low, high=high):
            return f"{kind}({text_of(body)}, ({index}, {text_of(low)}, {text_of(high)}))", ATOM
        case Relation():
            return _relation(node), 0
        case Piecewise(branches=branches, otherwise=otherwise):
            pieces = [f"({text_of(value)}, {_relation(condition)})" for value, condition in branches]
            return f"Piecewise({', '.join([*pieces, text_of(otherwise)])})", ATOM
    raise ValueError(f"no text for {node!r}")


def _operation(operator: str, left: Node, right: Node) -> str:
    """Operations of one level are read from the left; a power stands between parts that bind tighter."""
    level = LEVELS[operator]
    if operator == "**":
        return f"{_at_least(left, ATOM)}**{_at_least(right, ATOM)}"
    space = " " if level == SUM else ""
    return f"{_at_least(left, level)}{space}{operator}{space}{_at_least(right, level + 1, signed=False)}"


def _relation(node: Relation) -> str:
    pieces = [text_of(node.sides[0])]
    for relation, side in zip(node.relations, node.sides[1:]):
        pieces += [relation, text_of(side)]
    return " ".join(pieces)


def _at_least(node: Node, level: int, signed: bool = True) -> str:
    """The text, in parentheses when it binds less tightly than asked, or starts with a sign where none may stand."""
    text, own = _text(node)
    return text if own >= level and (signed or own != SIGN) else f"({text})"
