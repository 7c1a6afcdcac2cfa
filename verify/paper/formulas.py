"""A printed formula and its three readings: symbolic, exact over Q where it can be, certified ball where it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp
from flint import arb, ctx, fmpq

from verify.paper import grammar
from verify.paper.arithmetic import STEPS, TERMS, Arithmetic, Exact, Imprecise, Symbolic, TooLarge, Undefined

__all__ = ["READ_STEPS", "Budget", "Formula", "Imprecise", "NoValue", "TooLarge", "Undefined"]


_NOTED: ContextVar[list[Any] | None] = ContextVar("readings", default=None)


@contextmanager
def readings_noted() -> Iterator[list[Any]]:
    """Collect every symbolic reading made inside: the formula, what its symbols stood for, the expression."""
    found: list[Any] = []
    token = _NOTED.set(found)
    try:
        yield found
    finally:
        _NOTED.reset(token)


def _note(formula: Formula, symbols: Mapping[str, Any], made: Any) -> None:
    found = _NOTED.get()
    if found is not None:
        found.append((formula, symbols, made))


@dataclass(frozen=True)
class Formula:
    """One formula or comparison as transcribed from a paper.

    Build with `Formula.read`. Values given to the readings may be int, fmpq, arb, `fractions.Fraction` or, for an indexed
    symbol such as lambda[i], a mapping from index (or tuple of indices) to value, or a function of the indices.
    """

    text: str
    tree: grammar.Node

    @classmethod
    def read(
        cls,
        text: str,
        symbols: frozenset[str] | None = None,
        budget: Budget | None = None,
        aliases: Mapping[str, str] | None = None,
    ) -> Formula:
        """Parse; raises `grammar.NotInGrammar` for anything else, constants too large to hold included.

        An alias is read as the symbol for which it stands; the text keeps it.
        Constants are held against the limits while the budget lasts, after that only when they are evaluated.
        """
        formula = cls(text, grammar.parse(text, symbols, aliases))
        constant: dict[int, bool] = {}
        _mark_constant(formula.tree, constant)
        _refuse_oversize(formula.tree, text, budget or Budget(READ_STEPS), constant)
        return formula

    @cached_property
    def names(self) -> frozenset[str]:
        """The symbols it uses."""
        return grammar.free_names(self.tree)

    @cached_property
    def indexed(self) -> frozenset[str]:
        """The symbols that it uses with an index, such as lambda[i]."""
        return frozenset(node.name for node in grammar.walk(self.tree) if isinstance(node, grammar.Name) and node.indices)

    @property
    def is_relation(self) -> bool:
        """Whether it is a comparison."""
        return isinstance(self.tree, grammar.Relation)

    def at(self, **values: Any) -> Any:
        """Exact value (fmpq) at rational values; a certified ball (arb) where the value or an argument is irrational.

        Raises Undefined when there is no value, Imprecise when the balls cannot tell, TooLarge past the size limits.
        """
        return _Evaluation(Exact(), {k: _exact(values[k]) for k in self.names if k in values}).value(self.tree)

    def ball(self, digits: int = 50, **values: Any) -> arb:
        """A certified ball of the value, computed with that many decimal digits."""
        with ctx.workprec(int(digits * 3.33) + 32):
            return arb(self.at(**values))

    def symbolic(self, **symbols: Any) -> sp.Expr:
        """The SymPy expression with the given expressions substituted at the leaves, before any simplification."""
        made = _Evaluation(Symbolic(), {k: _symbol(v) for k, v in symbols.items()}).value(self.tree)
        _note(self, symbols, made)
        return made

    def holds(self, **values: Any) -> bool | None:
        """Truth of a comparison at a point; None where balls cannot decide."""
        return _Evaluation(Exact(), {k: _exact(values[k]) for k in self.names if k in values}).truth(self.relation)

    def sides(self, **symbols: Any) -> tuple[sp.Expr, str, sp.Expr]:
        """Left side, relation and right side of a single comparison, symbolically."""
        relation = self.relation
        evaluation = _Evaluation(Symbolic(), {k: _symbol(v) for k, v in symbols.items()})
        left, right = (evaluation.value(side) for side in relation.sides)
        for tree, made in zip(relation.sides, (left, right)):
            _note(self.part(self.text, tree), symbols, made)
        return left, relation.relations[0], right

    def divisors(self, **symbols: Any) -> list[sp.Expr]:
        """Every divisor as a SymPy expression; an index of a Sum or Product is a positive integer symbol."""
        found = []
        for node in grammar.walk(self.tree):
            if isinstance(node, grammar.Operation) and node.operator == "/":
                names = grammar.free_names(node.right) - set(symbols)
                bound = {name: sp.Symbol(name, integer=True, positive=True) for name in names}
                found.append(
                    _Evaluation(Symbolic(), {**{k: _symbol(v) for k, v in symbols.items()}, **bound}).value(node.right)
                )
        return found

    def part(self, text: str, tree: grammar.Node) -> Formula:
        """A part of this formula, such as one side of a comparison, as a formula of its own."""
        return Formula(text, tree)

    @property
    def relation(self) -> grammar.Relation:
        """The comparison's tree; ValueError when the formula is not a comparison."""
        if not isinstance(self.tree, grammar.Relation):
            raise ValueError(f"{self.text!r} is not a comparison")
        return self.tree

    def __str__(self) -> str:
        return self.text


def truth_in(formula: Formula, arithmetic: Arithmetic, values: Mapping[str, Any]) -> bool | None:
    """The truth of a comparison in another number system; None where that does not decide."""
    return _Evaluation(arithmetic, values).truth(formula.relation)


class NoValue(KeyError):
    """A symbol of the formula was given no value. `symbol` is its name."""

    def __init__(self, symbol: str) -> None:
        super().__init__(f"no value given for the symbol {symbol!r}")
        self.symbol = symbol


READ_STEPS = 20_000  # operations spent on the constants of one file while it is read


class Budget:
    """How many operations an evaluation, or the reading of a whole file, may still spend. Long numbers cost more."""

    def __init__(self, steps: int = STEPS) -> None:
        self.steps = steps

    def spend(self, value: Any = None) -> None:
        """One operation, and one more for each thousand bits of its value. Raises TooLarge when nothing is left."""
        self.steps -= 1 + (value.height_bits() // 1000 if isinstance(value, fmpq) else 0)
        if self.steps < 0:
            raise TooLarge(f"more than {STEPS:,} operations")


class _Evaluation:
    """One walk over the tree with a budget of operations."""

    def __init__(self, arithmetic: Arithmetic, values: Mapping[str, Any], budget: Budget | None = None) -> None:
        self.arithmetic, self.values, self.budget = arithmetic, dict(values), budget or Budget()

    def spent(self, value: Any) -> Any:
        self.budget.spend(value)
        return value

    def value(self, node: grammar.Node) -> Any:
        self.budget.spend()
        match node:
            case grammar.Integer(value=value):
                return self.arithmetic.integer(value)
            case grammar.Name(name=name, indices=indices):
                return self.lookup(name, [self.value(i) for i in indices])
            case grammar.Operation(operator=operator, left=left, right=right):
                return self.spent(self.arithmetic.operate(operator, self.value(left), self.value(right)))
            case grammar.Call(function=function, arguments=arguments):
                return self.spent(self.arithmetic.call(function, [self.value(a) for a in arguments]))
            case grammar.Series():
                return self.series(node)
            case grammar.Piecewise():
                return self.piecewise(node)
        raise ValueError("a comparison has a truth, not a value: use holds()")

    def lookup(self, name: str, indices: list[Any]) -> Any:
        if name not in self.values:
            raise NoValue(name)
        value = self.values[name]
        if not indices:
            return value
        if isinstance(value, sp.IndexedBase):
            return value[tuple(indices)]
        places = tuple(self.arithmetic.count(i) for i in indices)
        try:
            entry = value[places[0] if len(places) == 1 else places]
        except (KeyError, IndexError, TypeError):
            raise Undefined(f"{name}[{', '.join(map(str, indices))}] does not exist") from None
        return _exact(entry) if isinstance(self.arithmetic, Exact) else _symbol(entry)

    def series(self, node: grammar.Series) -> Any:
        low, high = self.value(node.low), self.value(node.high)
        first, last = self.arithmetic.count(low), self.arithmetic.count(high)
        if first is None or last is None:
            if isinstance(self.arithmetic, Exact):
                raise Undefined(f"the bounds of {node.kind} are not integers")
            return self.unexpanded(node, low, high)
        if last - first + 1 > TERMS:
            raise TooLarge(f"a {node.kind} of {last - first + 1:,} terms; at most {TERMS:,} are added up")
        outer = self.values.get(node.index)
        total = self.arithmetic.integer(0 if node.kind == "Sum" else 1)
        for place in range(first, last + 1):
            self.values[node.index] = self.arithmetic.integer(place)
            term = self.value(node.body)
            total = self.spent(self.arithmetic.operate("+" if node.kind == "Sum" else "*", total, term))
        self.values.pop(node.index, None)
        if outer is not None:
            self.values[node.index] = outer
        return total

    def unexpanded(self, node: grammar.Series, low: sp.Expr, high: sp.Expr) -> sp.Expr:
        index = (
            sp.Symbol(node.index, integer=True, positive=True) if low.is_positive else sp.Symbol(node.index, integer=True)
        )
        body = _Evaluation(self.arithmetic, {**self.values, node.index: index}, self.budget).value(node.body)
        return (sp.Sum if node.kind == "Sum" else sp.Product)(body, (index, low, high))

    def piecewise(self, node: grammar.Piecewise) -> Any:
        pieces: list[tuple[Any, Any]] = []
        for value, condition in node.branches:
            truth = self.truth(condition)
            if truth is True:
                return self.value(value) if not pieces else sp.Piecewise(*pieces, (self.value(value), True))
            if truth is None:
                if isinstance(self.arithmetic, Exact):
                    raise Imprecise("a condition of a Piecewise is not certain")
                sides = [self.value(side) for side in condition.sides]
                makers: dict[str, Callable[..., Any]] = {
                    "<": sp.Lt,
                    "<=": sp.Le,
                    ">": sp.Gt,
                    ">=": sp.Ge,
                    "==": sp.Eq,
                    "!=": sp.Ne,
                }
                links = (makers[r](a, b) for r, a, b in zip(condition.relations, sides, sides[1:]))
                pieces.append((self.value(value), sp.And(*links)))
        return sp.Piecewise(*pieces, (self.value(node.otherwise), True)) if pieces else self.value(node.otherwise)

    def truth(self, node: grammar.Relation) -> bool | None:
        sides = [self.value(side) for side in node.sides]
        truths = [self.arithmetic.compare(r, a, b) for r, a, b in zip(node.relations, sides, sides[1:])]
        return False if False in truths else None if None in truths else True


def _mark_constant(node: grammar.Node, found: dict[int, bool]) -> frozenset[str]:
    """Enter, for every node by its id, whether it has no free name; one pass, the names of the node come back."""
    names = frozenset({node.name}) if isinstance(node, grammar.Name) else frozenset()
    for child in grammar.children(node):
        inner = _mark_constant(child, found)
        names |= inner - {node.index} if isinstance(node, grammar.Series) and child is node.body else inner
    found[id(node)] = not names
    return names


def _refuse_oversize(node: grammar.Node, text: str, budget: Budget, known: dict[int, bool]) -> None:
    """Raise NotInGrammar for a constant part too large to hold: it cannot depend on an instance, so it fails at once."""
    constant = known[id(node)]
    parts = [] if isinstance(node, grammar.Relation) or not constant else [node]
    if isinstance(node, grammar.Series) and not constant:
        one = grammar.Integer(node.column, 1)
        length = grammar.Series(node.column, node.kind, one, node.index, node.low, node.high)
        parts = [] if grammar.free_names(length) else [length]
    for part in parts:
        try:
            _Evaluation(Exact(), {}, budget).value(part)
        except TooLarge as error:
            if budget.steps < 0:
                return  # nothing left to tell by: the evaluation will
            raise grammar.NotInGrammar(str(error), text, node.column) from None
        except (Undefined, Imprecise):
            pass  # a value that does not exist is a finding about the statement, not a fault of the file
    if not constant or isinstance(node, grammar.Relation):
        for child in grammar.children(node):
            _refuse_oversize(child, text, budget, known)


def _exact(value: Any) -> Any:
    if isinstance(value, fmpq | arb):
        return value
    if isinstance(value, bool):
        raise TypeError("a truth value is not a number")
    if isinstance(value, int):
        return fmpq(value)
    if hasattr(value, "numerator") and hasattr(value, "denominator"):
        return fmpq(int(value.numerator), int(value.denominator))
    return value  # a mapping or sequence of indexed values


def _symbol(value: Any) -> Any:
    if isinstance(value, fmpq):
        return sp.Rational(int(value.p), int(value.q))
    return sp.sympify(value) if isinstance(value, int) else value
