"""Formulas as trees: a parser for the expression language of certificates, substitution without capture.

A tree is a tuple: ("num", int), ("var", name), ("at", name, places), (operator, left, right) for + - * / **,
("call", function, arguments), ("Sum" or "Product", body, index, low, high), ("Piecewise", branches, otherwise) and, at the
top or as a condition, ("rel", relations, sides). Each index of a sum is renamed to a fresh name that no text can hold.
"""

from __future__ import annotations

import re
from itertools import count

TOKEN = re.compile(r"\s*(?:([0-9]+)|([A-Za-z_][A-Za-z_0-9]*)|(\*\*|<=|>=|==|!=|[-+*/()\[\],<>]))")
RELATIONS = ("<", "<=", ">", ">=", "==", "!=")
FUNCTIONS = {"Min": None, "Max": None, "Binomial": 2, "Exp": 1, "Abs": 1, "Floor": 1, "Log": 1}
_FRESH = count(1)


class Refused(Exception):
    """The certificate is not accepted; the message says which part and why."""


def parse(text: str) -> tuple:
    """Read one formula or comparison. Raises Refused for anything outside the language."""
    if not isinstance(text, str) or len(text) > 20_000:
        raise Refused("a formula is a text of at most 20,000 characters")
    reader = _Reader(text)
    tree = reader.comparison({})
    if reader.token is not None:
        raise Refused(f"{text!r}: {reader.token!r} is left over")
    return tree


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.tokens, place = text, [], 0
        while text[place:].strip():
            match = TOKEN.match(text, place)
            if match is None:
                raise Refused(f"{text!r}: {text[place : place + 10]!r} is outside the language")
            self.tokens.append(match.group().strip())
            place = match.end()
        self.at = 0

    @property
    def token(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *wanted: str) -> str:
        found = self.token
        if found is None or (wanted and found not in wanted):
            raise Refused(f"{self.text!r}: expected {' or '.join(wanted) or 'more'}, found {found!r}")
        self.at += 1
        return found

    def comparison(self, bound: dict) -> tuple:
        relations, sides = [], [self.sum(bound)]
        while self.token in RELATIONS:
            relations.append(self.take())
            sides.append(self.sum(bound))
        return ("rel", tuple(relations), tuple(sides)) if relations else sides[0]

    def sum(self, bound: dict) -> tuple:
        made = self.product(bound)
        while self.token in ("+", "-"):
            made = (self.take(), made, self.product(bound))
        return made

    def product(self, bound: dict) -> tuple:
        made = self.signed(bound)
        while self.token in ("*", "/"):
            made = (self.take(), made, self.signed(bound))
        return made

    def signed(self, bound: dict) -> tuple:
        if self.token in ("-", "+"):
            sign, inner = self.take(), self.signed(bound)
            return ("-", ("num", 0), inner) if sign == "-" else inner
        base = self.atom(bound)
        if self.token == "**":
            self.take()
            return ("**", base, self.signed(bound))
        return base

    def atom(self, bound: dict) -> tuple:
        token = self.take()
        if token.isdigit():
            return ("num", int(token))
        if token == "(":
            inner = self.sum(bound)
            self.take(")")
            return inner
        if not (token[0].isalpha() or token[0] == "_"):
            raise Refused(f"{self.text!r}: {token!r} is no value")
        if self.token == "[":
            self.take()
            return ("at", token, self.listed(bound, "]"))
        if self.token != "(":
            return ("var", bound.get(token, token))
        self.take()
        if token in ("Sum", "Product"):
            return self.series(token, bound)
        if token == "Piecewise":
            return self.piecewise(bound)
        arguments = self.listed(bound, ")")
        if token not in FUNCTIONS or FUNCTIONS[token] not in (None, len(arguments)):
            raise Refused(f"{self.text!r}: {token} of {len(arguments)} is no function of the language")
        return ("call", token, arguments)

    def listed(self, bound: dict, end: str) -> tuple:
        made = [self.sum(bound)]
        while self.take(",", end) == ",":
            made.append(self.sum(bound))
        return tuple(made)

    def series(self, kind: str, bound: dict) -> tuple:
        start, depth = self.at, 0
        while depth or self.token != ",":  # the body comes first, the name of its index after it
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(self.take(), 0)
        self.take(",")
        self.take("(")
        name, fresh = self.take(), f"#{next(_FRESH)}"
        if not name.isidentifier():
            raise Refused(f"{self.text!r}: {name!r} is no name of an index")
        self.take(",")
        low = self.sum(bound)
        self.take(",")
        high = self.sum(bound)
        self.take(")")
        self.take(")")
        end, self.at = self.at, start
        body = self.sum({**bound, name: fresh})
        if self.token != ",":
            raise Refused(f"{self.text!r}: the body of a {kind} is not one formula")
        self.at = end
        return (kind, body, fresh, low, high)

    def piecewise(self, bound: dict) -> tuple:
        branches = []
        while True:
            start = self.at
            if self.token == "(":  # (value, condition), or the value of all other cases that begins with a bracket
                self.take()
                value = self.sum(bound)
                if self.token == ",":
                    self.take()
                    branches.append((value, self.comparison(bound)))
                    self.take(")")
                    self.take(",")
                    continue
                self.at = start
            otherwise = self.sum(bound)
            self.take(")")
            return ("Piecewise", tuple(branches), otherwise)


def put(tree: tuple, values: dict) -> tuple:
    """The tree with trees in place of names; indices of sums are fresh names, so nothing is captured."""
    if tree[0] == "var":
        return values.get(tree[1], tree)
    return tuple(_put(part, values) for part in tree)


def _put(part, values: dict):
    if isinstance(part, tuple):
        return (
            put(part, values)
            if part and isinstance(part[0], str) and part[0] in KINDS
            else tuple(_put(inner, values) for inner in part)
        )
    return part


KINDS = {"num", "var", "at", "+", "-", "*", "/", "**", "call", "Sum", "Product", "Piecewise", "rel"}


def names(tree) -> set[str]:
    """All names of the tree, those of arrays included, indices of sums left out."""
    if not isinstance(tree, tuple):
        return set()
    if tree[:1] == ("var",):
        return set() if tree[1].startswith("#") else {tree[1]}
    own = {tree[1]} if tree[:1] == ("at",) else set()
    return own.union(*map(names, tree)) if tree else set()


def height(tree) -> int:
    """How deeply sums are nested in the tree."""
    if not isinstance(tree, tuple):
        return 0
    return (tree[:1] in (("Sum",), ("Product",))) + max(map(height, tree), default=0)


def said(tree) -> str:
    """The tree as text, for a message."""
    if not isinstance(tree, tuple):
        return str(tree)
    if tree[0] in ("num", "var"):
        return str(tree[1])
    if tree[0] in ("+", "-", "*", "/", "**"):
        return f"({said(tree[1])} {tree[0]} {said(tree[2])})"
    return f"{tree[0]}({', '.join(map(said, tree[1:]))})"
