"""A formula's tree as a term of Rocq, one case a node. Trusted: a statement checked there is the printed one if this is
right.

Whole numbers are printed in `int`, so that a difference is never cut off at 0; everything else in the field `R`. A
power with a
quotient of whole numbers as its exponent is `rpow` of Definitions.v. Division by zero has a value in Rocq, none in the
paper:
`divisors` are the terms that a claim has to suppose nonzero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verify.paper import grammar as g
from verify.paper.formulas import Formula

RELATIONS = {"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class Untranslated(Exception):
    """The formula has a part that this printer does not know; the message names it."""


@dataclass(frozen=True)
class Printer:
    """Prints formulas; `naturals` are the symbols whose values are natural numbers."""

    naturals: frozenset[str]

    def whole(self, node: g.Node) -> bool:
        """Whether the value is a whole number for all values of the symbols."""
        match node:
            case g.Integer():
                return True
            case g.Name(name=name):
                return name in self.naturals
            case g.Operation(operator="**", left=left, right=g.Integer()):
                return self.whole(left)
            case g.Operation(operator="+" | "-" | "*", left=left, right=right):
                return self.whole(left) and self.whole(right)
            case g.Call(function="Min" | "Max" | "Abs", arguments=arguments):
                return all(map(self.whole, arguments))
            case g.Piecewise(branches=branches, otherwise=otherwise):
                return all(self.whole(value) for value, _ in branches) and self.whole(otherwise)
        return False

    def term(self, node: g.Node, sort: str) -> str:
        """The term in the ring `sort`: "R", the field, or "Z", the type `int`. Raises Untranslated."""
        match node:
            case g.Integer(value=value):
                return str(value) if value in (0, 1) else f"{value}%:{sort}"
            case g.Name(name=name, indices=indices):
                applied = " ".join([name, *(self.atom(self.natural(i)) for i in indices)])
                if name in self.naturals:
                    return f"{self.atom(applied)}%:{sort}"
                if sort == "Z":
                    raise Untranslated(f"{name} is no whole number")
                return applied
            case g.Operation(operator="**", left=left, right=right):
                return self.power(left, right, sort)
            case g.Operation(operator="/") if sort == "Z":
                raise Untranslated("a quotient of whole numbers")
            case g.Operation(operator=operator, left=left, right=right):
                return f"{self.inner(left, sort)} {operator} {self.inner(right, sort)}"
            case g.Call(function="Min" | "Max" as function, arguments=arguments):
                shown = self.inner(arguments[0], sort)
                for argument in arguments[1:]:
                    shown = f"(Num.{function.lower()} {shown} {self.inner(argument, sort)})"
                return shown
            case g.Call(function="Abs", arguments=(argument,)):
                return f"`|{self.term(argument, sort)}|"
            case g.Series(kind=kind, body=summand, index=index, low=low, high=high):
                sign = {"Sum": "\\sum", "Product": "\\prod"}[kind]
                inside = Printer(self.naturals | {index}).inner(summand, sort)
                return f"{sign}_({self.natural(low)} <= {index} < ({self.natural(high)}).+1) {inside}"
            case g.Piecewise(branches=branches, otherwise=otherwise):
                shown = self.inner(otherwise, sort)
                for branch, condition in reversed(branches):
                    shown = f"(if {self.relation(condition)} then {self.inner(branch, sort)} else {shown})"
                return shown
        raise Untranslated(f"{getattr(node, 'function', type(node).__name__)}")

    def power(self, base: g.Node, exponent: g.Node, sort: str) -> str:
        """base ** exponent."""
        match exponent:
            case g.Integer(value=value):
                return f"{self.inner(base, sort)} ^+ {value}"
            case g.Operation(operator="/", left=left, right=right) if sort == "R" and self.whole(left) and self.whole(right):
                return f"rpow {self.inner(base, 'R')} {self.inner(left, 'Z')} {self.inner(right, 'Z')}"
        if sort == "R" and self.whole(exponent):
            return f"{self.inner(base, sort)} ^ ({self.term(exponent, 'Z')})"
        raise Untranslated("a power whose exponent is neither whole nor a quotient of whole numbers")

    def natural(self, node: g.Node) -> str:
        """A bound of a sum or an index, in `nat`; no subtraction, which `nat` cuts off at 0."""
        match node:
            case g.Integer(value=value):
                return f"{value}%N"
            case g.Name(name=name, indices=()) if name in self.naturals:
                return name
            case g.Operation(operator="+" | "*" as operator, left=left, right=right):
                return f"({self.natural(left)} {operator} {self.natural(right)})%N"
            case g.Call(function="Min" | "Max" as function, arguments=(left, right)):
                return f"({function.lower()}n {self.natural(left)} {self.natural(right)})"
        raise Untranslated("a bound or an index that is no plain natural number")

    def relation(self, node: g.Relation) -> str:
        """A comparison, or a chain of them, as a boolean."""
        sort = "Z" if all(map(self.whole, node.sides)) else "R"
        sides = [f"({self.term(side, sort)} : {'int' if sort == 'Z' else 'R'})" for side in node.sides]
        found = [f"({a} {RELATIONS[r]} {b})" for r, a, b in zip(node.relations, sides, sides[1:])]
        return found[0] if len(found) == 1 else f"({' && '.join(found)})"

    def inner(self, node: g.Node, sort: str) -> str:
        """The term, in parentheses where it is more than a word."""
        return self.atom(self.term(node, sort))

    @staticmethod
    def atom(shown: str) -> str:
        """The text, in parentheses where it is more than a word."""
        return shown if re.fullmatch(r"[\w%:.]+|\((?:[^()]|\([^()]*\))*\)", shown) else f"({shown})"

    def definition(self, name: str, formulas: Sequence[Formula]) -> str:
        """A definition of one value, or of the conjunction of comparisons. Every symbol must be bound by its name."""
        trees = [formula.tree for formula in formulas]
        if all(isinstance(tree, g.Relation) for tree in trees):
            found = [self.relation(tree) for tree in trees if isinstance(tree, g.Relation)]
            shown, kind = found[0] if len(found) == 1 else f"[&& {', '.join(found[:-1])} & {found[-1]}]", "bool"
        elif self.whole(trees[0]):
            shown, kind = self.term(trees[0], "Z"), "int"
        else:
            shown, kind = self.term(trees[0], "R"), "R"
        comment = "\n   ".join(formula.text.replace("(*", "( *") for formula in formulas)
        return f"(* {comment} *)\n{self.bound(name, trees, shown, kind)}"

    def divisors(self, name: str, formulas: Sequence[Formula]) -> str:
        """A definition saying that no divisor of the formulas is zero; empty when there is none.

        The base of a power whose exponent is a number less something, such as 1 - 2*L, is a divisor too.
        """
        found = [
            f"({self.inner(divisor, 'R')} != 0)"
            for formula in formulas
            for node in g.walk(formula.tree)
            if isinstance(node, g.Operation) and (divisor := _divisor(node)) is not None and not self.whole(divisor)
        ]
        return self.bound(name, [f.tree for f in formulas], " && ".join(found), "bool") if found else ""

    def bound(self, name: str, trees: Sequence[g.Node], body: str, kind: str) -> str:
        """The definition of `body` as a function of all symbols of the trees, each implicit: a claim binds it by name."""
        free = sorted(set().union(*(g.free_names(tree) for tree in trees)))
        places = {x.name: len(x.indices) for tree in trees for x in g.walk(tree) if isinstance(x, g.Name)}
        typed = [f"({n} : {'nat -> ' * places[n]}{'nat' if n in self.naturals else 'R'})" for n in free]
        field = "{R : rcfType} " if re.search(r"\bR\b", " ".join([*typed, body, kind])) else ""
        names = " ".join(f"{{{n}}}" for n in (["R"] if field else []) + free)
        arguments = f"\nArguments {name} {names}." if names else ""
        return f"Definition {name} {field}{' '.join(typed)} : {kind} := {body}.{arguments}"


def _divisor(node: g.Operation) -> g.Node | None:
    """What an operation divides by."""
    match node:
        case g.Operation(operator="/", right=right):
            return right
        case g.Operation(operator="**", left=left, right=g.Operation(operator="-", left=g.Integer())):
            return left
    return None
