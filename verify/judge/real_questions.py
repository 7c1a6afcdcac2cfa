"""Inequalities for all reals of a region: proved for every depth by signs, or at each depth of a range by Sturm sequences.

A region names the real numbers of a statement (a singular value, a step size) and writes each through parameters that are
only nonnegative or positive, so that a proof needs no side condition and every choice of parameters is a point to try.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp
from flint import fmpq

from verify.errors import BadInput
from verify.judge.questions import Question
from verify.judge.scripts import python_source
from verify.judge.spaces import Point, Side
from verify.judge.verdicts import Evidence, Exhibit, Verdict
from verify.nets.matrices import rational
from verify.paper.arithmetic import Exact, Imprecise, Undefined
from verify.paper.formulas import Formula
from verify.reason.growth import depth_proof, sign_proof, small_values
from verify.reason.variables import as_sympy

DEPTHS = tuple(range(2, 9))
TRIES = 4000
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True)
class Region:
    """All depths L and the reals that `scope` names. `made` writes each symbol through parameters, `back` undoes it."""

    scope: str
    made: Mapping[sp.Symbol, sp.Expr]
    back: Mapping[sp.Symbol, sp.Expr]
    depth: sp.Symbol  # the symbol L
    least: int = 1
    also: tuple[Any, ...] = ()  # further printed assumptions: no proof needs them, a refutation respects them
    assumes: tuple[str, ...] = ()  # what holds in the region, as comparisons in the paper's symbols

    @property
    def leaves(self) -> dict[str, sp.Expr]:
        """What a stated formula's symbols stand for."""
        return {symbol.name: symbol for symbol in self.made}

    def put(self, expression: sp.Expr) -> sp.Expr:
        """The expression in the parameters."""
        return sp.sympify(expression).subs(dict(self.made), simultaneous=True)

    def at_depth(self, L: int) -> dict[sp.Symbol, sp.Expr]:
        """The parameters' values that fix the depth."""
        (parameter,) = self.made[self.depth].free_symbols
        return {parameter: sp.sympify(self.back[parameter]).subs(self.depth, L)}

    def points(self) -> Iterator[dict[str, Fraction]]:
        """Points of the region, simplest first."""
        names = sorted(self.back, key=str)
        ranks = sorted(product(*(range(len(small_values(x))) for x in names)), key=lambda r: (sum(r), r))
        for rank in ranks[:TRIES]:
            values = {x: as_sympy(small_values(x)[k]) for x, k in zip(names, rank)}
            point = {symbol: sp.sympify(e).subs(values) for symbol, e in self.made.items()}
            if all(condition.subs(point) == sp.true for condition in self.also):
                yield {symbol.name: _fraction(x) for symbol, x in point.items()}

    def admits(self, point: Mapping[str, Fraction]) -> bool:
        """Whether the point belongs to the region."""
        values = {symbol: as_sympy(point[symbol.name]) for symbol in self.made}
        for parameter, expression in self.back.items():
            value = sp.sympify(expression).subs(values)
            if not value.is_Rational or value < 0 or (value == 0 and parameter.is_positive):
                return False
            if parameter.is_integer and not value.is_Integer:
                return False
        parameters = {p: sp.sympify(b).subs(values) for p, b in self.back.items()}
        same = all(sp.sympify(e).subs(parameters) == values[symbol] for symbol, e in self.made.items())
        return same and all(condition.subs(values) == sp.true for condition in self.also)


@dataclass(frozen=True)
class Holds:
    """left < right (or <=, >, >=) everywhere in the region. `leaves` gives further symbols of a stated side, derived."""

    left: Side
    relation: str
    right: Side
    region: Region
    what: str
    leaves: Mapping[str, sp.Expr] = field(default_factory=dict)
    depths: tuple[int, ...] = ()  # not empty: only a proof at each of these depths, by Sturm sequences

    def decide(self) -> Evidence:
        try:
            gap, strict = self.gap()
        except Undefined:
            return self.search()
        if not self.depths:
            proof = sign_proof(gap, strict)
            if proof is not None:
                scope = f"all L >= {self.region.least}; {self.region.scope}"
                return Evidence(Verdict.PROVED, scope, proof.method, certificate=tuple(map(str, proof.lines)))
        return self.by_depth(gap, strict) or self.search()

    def gap(self) -> tuple[sp.Expr, bool]:
        """What is to be positive, in the parameters, and whether strictly."""
        left, right = (self.region.put(self.symbolic(side)) for side in (self.left, self.right))
        difference = right - left if self.relation in ("<", "<=") else left - right
        return difference, self.relation in ("<", ">")

    def by_depth(self, gap: sp.Expr, strict: bool) -> Evidence | None:
        lines: list[str] = []
        depths = self.depths or DEPTHS
        for L in depths:
            found = depth_proof(gap.subs(self.region.at_depth(L)).doit(), strict)
            if found is None:
                return None
            lines += [f"L = {L}: {line}" for line in found]
        scope = f"L = {depths[0]}..{depths[-1]}; {self.region.scope}"
        method = "Sturm sequences over Q at each depth, checked again by exact division"
        return Evidence(Verdict.PROVED, scope, method, certificate=tuple(lines))

    def search(self) -> Evidence:
        tried = 0
        for point in self.region.points():
            tried += 1
            truth = self.truth(point)
            if truth is False:
                return replace(self.refuted(point), tried=tried)
        text = f"{self.what}: not settled"
        method = "no proof found, no small point contradicts"
        return Evidence(Verdict.UNDECIDED, self.region.scope, method, text, tried=tried)

    def replay(self, point: Point) -> Evidence:
        exact = _point(self.region, point)
        if not self.region.admits(exact):
            text = f"the point {dict(point)} is not in the scope: {self.region.scope}"
            return Evidence(Verdict.UNDECIDED, "pinned point", "substitution", text)
        truth = self.truth(exact)
        if truth is False:
            return self.refuted(exact)
        verdict = Verdict.UNDECIDED if truth is None else Verdict.SUPPORTED
        return Evidence(verdict, f"the point {_spoken(exact)}", "substitution", self.what, tried=1)

    def refuted(self, point: Mapping[str, Fraction]) -> Evidence:
        left, right = self.spoken(self.left, point), self.spoken(self.right, point)
        text = f"{self.what}: printed {left} {self.relation} {right}, which is false"
        plain = {k: int(v) if v.denominator == 1 else str(v) for k, v in point.items()}
        printed, true = (self.source(side, point) for side in (self.left, self.right))
        exhibit = Exhibit(self.what, (), printed, true, f"not (printed {self.relation} true)")
        return Evidence(Verdict.REFUTED, _spoken(point), "exact substitution", text, 1, witness=plain, exhibit=exhibit)

    def truth(self, point: Mapping[str, Fraction]) -> bool | None:
        try:
            return Exact().compare(self.relation, self.at(self.left, point), self.at(self.right, point))
        except Undefined:
            return False
        except Imprecise:
            return None

    def symbolic(self, side: Side) -> sp.Expr:
        return side.symbolic(**self.region.leaves, **self.leaves) if isinstance(side, Formula) else sp.sympify(side)

    def at(self, side: Side, point: Mapping[str, Fraction]) -> Any:
        return side.at(**self.values(point)) if isinstance(side, Formula) else self.exact(side, point)

    def values(self, point: Mapping[str, Fraction]) -> dict[str, fmpq]:
        known = {name: fmpq(x.numerator, x.denominator) for name, x in point.items()}
        return {**known, **{name: self.exact(e, point) for name, e in self.leaves.items()}}

    def exact(self, expression: sp.Expr, point: Mapping[str, Fraction]) -> fmpq:
        value = sp.sympify(expression).subs({s: as_sympy(point[s.name]) for s in self.region.made}).doit()
        if value.has(sp.nan, sp.zoo, sp.oo):
            raise Undefined(f"{expression} has no value")
        if not value.is_Rational:
            raise Imprecise(f"{expression} is irrational")
        return fmpq(int(value.p), int(value.q))

    def source(self, side: Side, point: Mapping[str, Fraction]) -> str:
        if isinstance(side, Formula):
            return python_source(side, self.values(point))
        value = self.exact(side, point)
        return f"F({int(value.p)}, {int(value.q)})"

    def spoken(self, side: Side, point: Mapping[str, Fraction]) -> str:
        try:
            return str(self.at(side, point))
        except (Undefined, Imprecise) as error:
            return f"no value ({error})"


@dataclass(frozen=True)
class Argued:
    """Several questions that together carry an argument. The scope names the scope of every one of them.

    `method` says which argument, and by which named axioms; empty, the parts' own methods are listed.
    """

    parts: tuple[Question, ...]
    method: str

    def decide(self) -> Evidence:
        found = [part.decide() for part in self.parts]
        evidence = self._weakest(found)
        if evidence.verdict is not Verdict.PROVED:
            return evidence
        method = self.method or "; ".join(dict.fromkeys(e.method for e in found))
        scope = _joined(list(dict.fromkeys(e.scope for e in found)))
        lines = tuple(line for e in found for line in e.certificate)
        return Evidence(Verdict.PROVED, scope, method, certificate=lines)

    def replay(self, point: Point) -> Evidence:
        """At one point: each part whose variables the point gives; a part that refutes decides."""
        return self._weakest([part.replay(point) for part in self.parts])

    def _weakest(self, found: list[Evidence]) -> Evidence:
        for verdict in (Verdict.REFUTED, Verdict.UNDECIDED, Verdict.SUPPORTED):
            for evidence in found:
                if evidence.verdict is verdict:
                    return evidence
        return found[0]


def holds_everywhere(
    stated: Formula, region: Region, what: str, leaves: Mapping[str, sp.Expr] | None = None, depths: tuple[int, ...] = ()
) -> Holds:
    """Ask whether a stated comparison holds everywhere in the region; `leaves` are derived values of its other symbols."""
    extra = dict(leaves or {})
    tree = stated.relation
    if len(tree.relations) != 1:
        raise BadInput(f"{stated}: one comparison at a time")
    left, right = (stated.part(_text(stated, k), side) for k, side in enumerate(tree.sides))
    return Holds(left, tree.relations[0], right, region, what, extra, depths)


def exactly_on(
    stated: Formula, inside: Region, outside: Region, what: str, leaves: Mapping[str, sp.Expr] | None = None
) -> Argued:
    """Ask whether a stated comparison holds everywhere inside and nowhere outside."""
    return Argued((holds_everywhere(stated, inside, what, leaves), nowhere(stated, outside, what, leaves)), "")


def nowhere(stated: Formula, region: Region, what: str, leaves: Mapping[str, sp.Expr] | None = None) -> Holds:
    """Ask whether a stated comparison fails everywhere in the region."""
    asked = holds_everywhere(stated, region, f"not: {what}", leaves)
    return replace(asked, relation=OPPOSITE[asked.relation])


def order(
    left: Side, relation: str, right: Side, region: Region, what: str, depths: tuple[int, ...] = (), **leaves: sp.Expr
) -> Holds:
    """Ask whether left < right (or <=, >, >=) everywhere in the region, for stated or derived sides."""
    return Holds(left, relation, right, region, what, leaves, depths)


def argued(method: str, *questions: Question) -> Argued:
    """All of several questions, under the name of the argument that they carry ("": each under its own)."""
    return Argued(questions, method)


def _joined(scopes: list[str]) -> str:
    """Several scopes as one text; what they begin with in common is said once."""
    heads = {scope.partition("; ")[0] for scope in scopes}
    if len(scopes) == 1 or len(heads) > 1:
        return " | ".join(scopes)
    return f"{heads.pop()}; {' | '.join(scope.partition('; ')[2] for scope in scopes)}"


def _text(stated: Formula, k: int) -> str:
    return f"{'left' if k == 0 else 'right'} side of {stated.text}"


def _point(region: Region, point: Point) -> dict[str, Fraction]:
    made = {}
    for symbol in region.made:
        if symbol.name not in point:
            raise BadInput(f"witness: no value for {symbol.name}")
        try:
            number = rational(point[symbol.name])
        except (ValueError, TypeError, ZeroDivisionError):
            raise BadInput(f"witness: {symbol.name} = {point[symbol.name]!r} is not an exact rational") from None
        made[symbol.name] = Fraction(int(number.p), int(number.q))
    return made


def _spoken(point: Mapping[str, Fraction]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point.items())


def _fraction(value: sp.Expr) -> Fraction:
    return Fraction(int(value.p), int(value.q))
