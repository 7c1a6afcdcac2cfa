"""The closed grammar of printed formulas: text to a small tree, with bounds on everything a hostile file could inflate.

Python's own parser reads the text; only the node kinds listed here survive. Nothing is ever evaluated by Python.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

TEXT_LIMIT = 2000  # characters in one formula
DEPTH_LIMIT = 60  # nesting of one formula
FUNCTIONS = {
    "Min": (1, 9),
    "Max": (1, 9),
    "Binomial": (2, 2),
    "Exp": (1, 1),
    "Abs": (1, 1),
    "Floor": (1, 1),
}  # name: least, most arguments
SERIES = ("Sum", "Product")
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
JUXTAPOSED = re.compile(r"[\w)\]]\s+[\w(]|\)[\w(]|\b\d+[A-Za-z_(]")  # 2 r, (a)(b), 2r: products without their sign
RELATIONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}


Deeper = Callable[..., "Node"]  # reads a part of the formula, one level further down


class NotInGrammar(Exception):
    """The text is not a formula. `column` is where, counted from 0."""

    def __init__(self, message: str, text: str, column: int = 0) -> None:
        super().__init__(message)
        self.message, self.text, self.column = message, text, column

    def pointing(self) -> str:
        """The message with the text below it and a caret at the place."""
        start = max(0, self.column - 60)
        shown = self.text[start : start + 100].replace("\n", " ")
        return f"{self.message}\n    {shown}\n    {' ' * (self.column - start)}^"


@dataclass(frozen=True)
class Node:
    """Part of a formula; `column` is its place in the text."""

    column: int


@dataclass(frozen=True)
class Integer(Node):
    value: int


@dataclass(frozen=True)
class Name(Node):
    name: str
    indices: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Operation(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call(Node):
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Series(Node):
    """Sum or Product of `body` for `index` from `low` to `high`, both ends included."""

    kind: str
    body: Node
    index: str
    low: Node
    high: Node


@dataclass(frozen=True)
class Relation(Node):
    """A chain a < b <= c of comparisons."""

    relations: tuple[str, ...]
    sides: tuple[Node, ...]


@dataclass(frozen=True)
class Piecewise(Node):
    """The value of the first branch whose condition holds."""

    branches: tuple[tuple[Node, Relation], ...]
    otherwise: Node


def parse(text: str, symbols: frozenset[str] | None = None, aliases: Mapping[str, str] | None = None) -> Node:
    """Read one formula.

    `symbols` are the names it may use (None: any), `aliases` other names for some of them, which the tree does not keep.
    Raises NotInGrammar, with the column, for anything outside the grammar: other syntax, names that are not declared, text
    that is too long or nested too deeply.
    """
    if not isinstance(text, str):
        raise NotInGrammar(f"a formula is text, not {type(text).__name__}", repr(text))
    if len(text) > TEXT_LIMIT:
        raise NotInGrammar(f"the formula has {len(text)} characters; at most {TEXT_LIMIT} are read", text)
    for column, character in enumerate(text):
        if not (32 <= ord(character) < 127):
            raise NotInGrammar(f"character {character!r} is not plain ASCII", text, column)
    level = 0
    for column, character in enumerate(text):
        level += (character in "([{") - (character in ")]}")
        if level > DEPTH_LIMIT:
            raise NotInGrammar(f"nested more than {DEPTH_LIMIT} deep", text, column)
    source = text.lstrip()
    indent = len(text) - len(source)
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        offset = getattr(error, "offset", None)
        column = offset - 1 + indent if offset else len(text)
        raise NotInGrammar(f"not a formula: {_slip(error, text)}", text, min(column, len(text))) from None
    return _Reader(text, indent, symbols, aliases or {}).read(tree, frozenset(), 0, top=True)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Name(indices=indices):
            return indices
        case Operation(left=left, right=right):
            return (left, right)
        case Call(arguments=arguments):
            return arguments
        case Series(body=body, low=low, high=high):
            return (body, low, high)
        case Relation(sides=sides):
            return sides
        case Piecewise(branches=branches, otherwise=otherwise):
            return (*(x for branch in branches for x in branch), otherwise)
    return ()


def free_names(node: Node) -> frozenset[str]:
    """Names the formula uses, summation indices left out."""
    match node:
        case Name(name=name, indices=indices):
            return frozenset({name}).union(*(free_names(i) for i in indices))
        case Series(body=body, index=index, low=low, high=high):
            return (free_names(body) - {index}) | free_names(low) | free_names(high)
    return frozenset().union(*(free_names(child) for child in children(node)))


class _Reader:
    def __init__(self, text: str, indent: int, symbols: frozenset[str] | None, aliases: Mapping[str, str]) -> None:
        self.text, self.indent, self.symbols, self.aliases = text, indent, symbols, aliases

    def refuse(self, message: str, node: ast.AST) -> NotInGrammar:
        return NotInGrammar(message, self.text, getattr(node, "col_offset", 0) + self.indent)

    def read(self, node: ast.AST, bound: frozenset[str], depth: int, top: bool = False) -> Node:
        if depth > DEPTH_LIMIT:
            raise self.refuse(f"nested more than {DEPTH_LIMIT} deep", node)
        at = getattr(node, "col_offset", 0) + self.indent

        def deeper(child: ast.AST, also: frozenset[str] = frozenset()) -> Node:
            return self.read(child, bound | also, depth + 1)

        match node:
            case ast.Constant(value=value) if type(value) is int:
                return Integer(at, value)
            case ast.Constant(value=value):
                raise self.refuse(f"{value!r} is not an integer; write fractions as 3/2", node)
            case ast.Name(id=name):
                return Name(at, self.known(name, bound, node))
            case ast.Subscript(value=ast.Name(id=name), slice=inner):
                indices = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                return Name(at, self.known(name, bound, node), tuple(deeper(i) for i in indices))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Operation(at, "-", Integer(at, 0), deeper(operand))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return deeper(operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                return Operation(at, OPERATORS[type(op)], deeper(left), deeper(right))
            case ast.BinOp(op=ast.BitXor()):
                raise self.refuse("^ is outside the grammar; write powers as a**b", node)
            case ast.Compare(left=left, ops=ops, comparators=rest) if top:
                return self.relation(node, left, ops, rest, deeper)
            case ast.Compare():
                raise self.refuse("a comparison stands only at the top or as the condition of a Piecewise branch", node)
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
                return self.call(node, function, arguments, at, bound, deeper)
        raise self.refuse(f"{_describe(node)} is outside the grammar", node)

    def known(self, name: str, bound: frozenset[str], node: ast.AST) -> str:
        if name in FUNCTIONS or name in SERIES or name == "Piecewise":
            raise self.refuse(f"{name} needs arguments", node)
        if name in self.aliases and name not in bound:
            if self.aliases[name] in bound:
                raise self.refuse(f"{name} stands for the symbol {self.aliases[name]}, which is an index here", node)
            return self.aliases[name]
        if self.symbols is not None and name not in self.symbols and name not in bound:
            known = sorted(self.symbols | bound | set(self.aliases))
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else f"declared are: {', '.join(known)}"
            raise self.refuse(f"unknown symbol {name!r}; {hint}", node)
        return name

    def relation(self, node: ast.AST, left: ast.AST, ops: list[ast.cmpop], rest: list[ast.expr], deeper: Deeper) -> Relation:
        for op in ops:
            if type(op) not in RELATIONS:
                raise self.refuse(f"{type(op).__name__} is not a comparison of numbers", node)
        at = getattr(node, "col_offset", 0) + self.indent
        return Relation(at, tuple(RELATIONS[type(op)] for op in ops), tuple(deeper(x) for x in [left, *rest]))

    def call(
        self, node: ast.AST, function: str, arguments: list[ast.expr], at: int, bound: frozenset[str], deeper: Deeper
    ) -> Node:
        if function in SERIES:
            match arguments:
                case [body, ast.Tuple(elts=[ast.Name(id=index), low, high])]:
                    inner = deeper(body, frozenset({index}))
                    return Series(at, function, inner, index, deeper(low), deeper(high))
            raise self.refuse(f"write {function}(body, (index, low, high))", node)
        if function == "Piecewise":
            return self.piecewise(node, arguments, at, deeper)
        if function not in FUNCTIONS:
            known = ", ".join(sorted((*FUNCTIONS, *SERIES, "Piecewise")))
            if self.symbols is not None and function in self.symbols | bound:
                raise self.refuse(f"{function!r} is a symbol, not a function: write products with *, indices as a[i]", node)
            raise self.refuse(f"{function!r} is not a function of the grammar; there are: {known}", node)
        least, most = FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            raise self.refuse(f"{function} takes {least} to {most} arguments, not {len(arguments)}", node)
        return Call(at, function, tuple(deeper(a) for a in arguments))

    def piecewise(self, node: ast.AST, arguments: list[ast.expr], at: int, deeper: Deeper) -> Piecewise:
        branches: list[tuple[Node, Relation]] = []
        for argument in arguments[:-1]:
            match argument:
                case ast.Tuple(elts=[value, ast.Compare(left=left, ops=ops, comparators=rest) as condition]):
                    branches.append((deeper(value), self.relation(condition, left, ops, rest, deeper)))
                case _:
                    raise self.refuse("write Piecewise((value, condition), …, otherwise)", argument)
        if not branches:
            raise self.refuse("write Piecewise((value, condition), …, otherwise)", node)
        return Piecewise(at, tuple(branches), deeper(arguments[-1]))


def _slip(error: Exception, text: str) -> str:
    """What is wrong with a text that Python's parser refuses, in the words of this grammar."""
    told = getattr(error, "msg", "") or ""
    if "was never closed" in told or told.startswith(("unmatched", "closing parenthesis")):
        return told
    if JUXTAPOSED.search(text):
        return "the syntax is wrong here; write every product with *, as in 2*r"
    return "the syntax is wrong here"


def _describe(node: ast.AST) -> str:
    names = {
        ast.Attribute: "an attribute",
        ast.Call: "this call",
        ast.Lambda: "a lambda",
        ast.Subscript: "this subscript",
        ast.BoolOp: "a boolean operation",
        ast.IfExp: "a conditional expression",
        ast.Starred: "a star",
        ast.NamedExpr: "an assignment",
    }
    return names.get(type(node), f"a Python {type(node).__name__}")
