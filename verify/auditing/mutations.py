"""Systematic small changes of a wording: one number, symbol, operator, term, comparison or assumption at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from verify.paper.formulas import Formula
from verify.paper.grammar import (
    Call,
    Integer,
    Name,
    Node,
    NotInGrammar,
    Operation,
    Piecewise,
    Relation,
    Series,
    free_names,
)
from verify.paper.printing import bare, text_of
from verify.paper.statements import Wording
from verify.paper.symbols import Symbol, alike

Symbols = Mapping[str, Symbol]
SHOWN = 48  # characters of context in the description of a change
NEIGHBOURS = {"+": "-*", "-": "+*", "*": "+/", "/": "*-", "**": "*"}
SWAPPED = {"Min": "Max", "Max": "Min", "Sum": "Product", "Product": "Sum"}
COMPARISONS = {
    "<": ("<=", ">", "=="),
    "<=": ("<", ">=", "=="),
    ">": (">=", "<", "=="),
    ">=": (">", "<=", "=="),
    "==": ("!=", "<=", ">="),
    "!=": ("==",),
}
WEAKER = {"<": "<=", ">": ">="}


@dataclass(frozen=True)
class Mutant:
    """A wording with one change. `part` is the formula that changed; for an assumption, "given"."""

    id: str  # e.g. "A.9/bulk_multiplicity#7"
    part: str
    kind: str  # "integer", "symbol", "operator", "dropped", "comparison", "bound", "assumption dropped" or "… weakened"
    change: str  # "2*r -> 3*r"
    wording: Wording
    removed: Formula | None = None  # the assumption that was dropped or weakened, as it stood

    @property
    def of_assumption(self) -> bool:
        """Whether an assumption changed, and not what is stated under it."""
        return self.removed is not None


def mutants(id: str, wording: Wording, symbols: Symbols, known: Mapping[str, Collection[str]]) -> Iterator[Mutant]:
    """All mutants of a statement's formulas, in a fixed order, each text once.

    `symbols` are those that the revision declares, with their kinds; `known` gives, for each part, those to which the
    statement's claims can give a value: a symbol is changed only into one of these.
    """
    number = 0
    for part, formula in wording.parts.items():
        seen = {text_of(formula.tree)}
        for kind, change, tree in changes(formula.tree, known.get(part, ()), symbols):
            text = text_of(tree)
            if text in seen:
                continue
            seen.add(text)
            try:
                changed = Formula.read(text, frozenset(symbols))
            except NotInGrammar:
                continue  # an index outside its Sum, a constant beyond the limits: no formula at all
            number += 1
            parts = {**wording.parts, part: changed}
            yield Mutant(f"{id}#{number}", part, kind, change, replace(wording, parts=parts))


def assumption_mutants(id: str, wording: Wording, symbols: Symbols) -> Iterator[Mutant]:
    """The wording with each of its assumptions dropped, and weakened where a weaker form is at hand."""
    for place, formula in enumerate(wording.given):
        rest = (*wording.given[:place], *wording.given[place + 1 :])
        if formula.text in {other.text for other in wording.given[:place]}:
            continue  # the same assumption twice: dropping one changes nothing
        left = tuple(other for other in rest if other.text != formula.text)
        name = f"{id}#given{place + 1}"
        yield Mutant(name, "given", "assumption dropped", f"without {formula.text}", replace(wording, given=left), formula)
        weaker = weakened(formula.relation)
        if weaker is not None:
            made = Formula.read(text_of(weaker), frozenset(symbols))
            changed = replace(wording, given=(*left, made))
            text = f"{formula.text} -> {made.text}"
            yield Mutant(f"{name}w", "given", "assumption weakened", text, changed, formula)


def weakened(relation: Relation) -> Relation | None:
    """A comparison that holds a little more often: an integer bound moved by one, or a strict one made loose."""
    if len(relation.relations) != 1:
        return None
    (symbol,), (left, right) = relation.relations, relation.sides
    if isinstance(right, Integer) and symbol in (">=", "<=") and isinstance(left, Name):
        step = -1 if symbol == ">=" else 1
        return Relation(0, (symbol,), (left, Integer(0, right.value + step)))
    return Relation(0, (WEAKER[symbol],), (left, right)) if symbol in WEAKER else None


Change = tuple[str, str, Node]  # kind, description, the changed tree


def changes(tree: Node, known: Collection[str], symbols: Symbols) -> Iterator[Change]:
    """Every single change of a tree; the same text may come twice."""
    root = bare(tree)
    yield from _below(root, frozenset(known), frozenset(), symbols)
    if isinstance(root, Name):  # a symbol alone has no operator to change
        for operator in "+-":
            made = _shifted(root, operator)
            yield "operator", f"{text_of(root)} -> {text_of(made)}", made


def _below(node: Node, known: frozenset[str], bound: frozenset[str], symbols: Symbols) -> Iterator[Change]:
    """Changes at a node and below it; a change deeper down is described together with the nodes around it."""
    for kind, made in _here(node, known | bound, symbols):
        yield kind, f"{text_of(node)} -> {text_of(made)}", made
    for child, put, inner in _children(node):
        for kind, text, made in _below(child, known, bound | inner, symbols):
            whole = put(made)
            longer = f"{text_of(node)} -> {text_of(whole)}"
            yield kind, longer if len(longer) <= SHOWN else text, whole


def _here(node: Node, names: frozenset[str], symbols: Symbols) -> Iterator[tuple[str, Node]]:
    match node:
        case Integer(value=value):
            yield "integer", Integer(0, value + 1)
            yield "integer", Integer(0, value - 1)
        case Name(name=name, indices=indices):
            for other in alike(name, symbols, names):
                yield "symbol", Name(0, other, indices)
            if len(indices) == 2 and indices[0] != indices[1]:
                yield "symbol", Name(0, name, indices[::-1])
        case Operation(operator=operator, left=left, right=right):
            for other in NEIGHBOURS[operator]:
                yield "operator", Operation(0, "**" if other == "^" else other, left, right)
            yield from (("dropped", rest) for rest in _without_operand(operator, left, right))
        case Call(function=function, arguments=arguments):
            if function in SWAPPED:
                yield "operator", Call(0, SWAPPED[function], arguments)
            if len(arguments) == 1:
                yield "dropped", arguments[0]
            elif function in SWAPPED:
                for place in range(len(arguments)):
                    rest = (*arguments[:place], *arguments[place + 1 :])
                    yield "dropped", rest[0] if len(rest) == 1 else Call(0, function, rest)
        case Series(kind=kind, body=body, index=index, low=low, high=high):
            yield "operator", Series(0, SWAPPED[kind], body, index, low, high)
            for operator in "+-":
                yield "bound", Series(0, kind, body, index, _shifted(low, operator), high)
                yield "bound", Series(0, kind, body, index, low, _shifted(high, operator))
            if index not in free_names(body):
                yield "dropped", body
        case Relation():
            yield from (("comparison", made) for made in _other_comparisons(node))
        case Piecewise(branches=branches, otherwise=otherwise):
            for place in range(len(branches)):
                others = (*branches[:place], *branches[place + 1 :])
                yield "dropped", Piecewise(0, others, otherwise) if others else otherwise
            yield "dropped", branches[0][0]


def _shifted(node: Node, operator: str) -> Node:
    if isinstance(node, Integer):
        return Integer(0, node.value + (1 if operator == "+" else -1))
    return Operation(0, operator, node, Integer(0, 1))


def _without_operand(operator: str, left: Node, right: Node) -> Iterator[Node]:
    zero, one = Integer(0, 0), Integer(0, 1)
    match operator:
        case "-" if left == zero:
            yield right  # a lost sign
        case "-":
            yield left
            yield Operation(0, "-", zero, right)
        case "+" | "*":
            yield left
            yield right
        case "/":
            yield left
            yield Operation(0, "/", one, right)
        case "**":
            yield left


def _other_comparisons(node: Relation) -> Iterator[Relation]:
    for place, relation in enumerate(node.relations):
        for other in COMPARISONS[relation]:
            yield Relation(0, (*node.relations[:place], other, *node.relations[place + 1 :]), node.sides)


def _children(node: Node) -> Iterator[tuple[Node, Callable[[Node], Node], frozenset[str]]]:
    """Each node directly below, how to put another one in its place, and the index that it is bound by."""
    none: frozenset[str] = frozenset()

    def into(items: tuple[Node, ...], place: int, new: Node) -> tuple[Node, ...]:
        return (*items[:place], new, *items[place + 1 :])

    match node:
        case Name(indices=indices):
            for k, child in enumerate(indices):
                yield child, lambda new, k=k: replace(node, indices=into(indices, k, new)), none  # type: ignore[misc]
        case Operation(left=left, right=right):
            if not (node.operator == "-" and left == Integer(0, 0)):  # a sign, not a number that somebody printed
                yield left, lambda new: replace(node, left=new), none
            yield right, lambda new: replace(node, right=new), none
        case Call(arguments=arguments):
            for k, child in enumerate(arguments):
                yield child, lambda new, k=k: replace(node, arguments=into(arguments, k, new)), none  # type: ignore[misc]
        case Series(body=body, low=low, high=high):
            yield body, lambda new: replace(node, body=new), frozenset({node.index})
            yield low, lambda new: replace(node, low=new), none
            yield high, lambda new: replace(node, high=new), none
        case Relation(sides=sides):
            for k, child in enumerate(sides):
                yield child, lambda new, k=k: replace(node, sides=into(sides, k, new)), none  # type: ignore[misc]
        case Piecewise(branches=branches, otherwise=otherwise):
            for k, (value, condition) in enumerate(branches):

                def put(new: Node, k: int = k, kept: tuple[Node, Relation] = (value, condition)) -> Node:
                    branch = (kept[0], new) if isinstance(new, Relation) else (new, kept[1])
                    return replace(node, branches=(*branches[:k], branch, *branches[k + 1 :]))

                yield value, put, none
                yield condition, put, none
            yield otherwise, lambda new: replace(node, otherwise=new), none
