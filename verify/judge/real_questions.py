"""Inequalities for all reals of a region: proved for every depth by signs, or at each depth of a range by Sturm sequences.

A region names the real numbers of a statement (a singular value, a step size) and writes each through parameters that are
only nonnegative or positive, so that a proof needs no side condition and every choice of parameters is a point to try.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice, product
from typing import Any

import sympy as sp
from flint import fmpq

from verify.errors import BadInput
from verify.judge.box_questions import OnBoxes
from verify.judge.goals import derived, goal_of, unproved
from verify.judge.proving import context, joined, proved, weakest
from verify.judge.questions import SECOND_VOICE, Every, Question, in_cases
from verify.judge.scripts import python_source
from verify.judge.spaces import Point, Side
from verify.judge.verdicts import Evidence, Exhibit, Verdict
from verify.kernel.accept import try_goal
from verify.kernel.terms import Refused
from verify.nets.matrices import rational
from verify.paper.arithmetic import Exact, Imprecise, Undefined
from verify.paper.formulas import Formula
from verify.reason.growth import small_values
from verify.reason.language import Unwritten, domain, readable, text, widened
from verify.reason.variables import EACH, TALL, as_sympy, carried_out, ranks

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

    def as_scope(self, L: int | None = None) -> dict[str, Any]:
        """The symbols with their domains, and the conditions that say where parameters exist; at one depth, or at all."""
        variables, given = {}, []
        for symbol in self.made:
            if symbol == self.depth:
                variables[symbol.name] = {"is": str(L)} if L is not None else {"integer": True, "least": self.least_depth}
            else:
                positive = bool(sp.sympify(self.made[symbol]).is_positive)
                variables[symbol.name] = {"above": 0} if positive and not symbol.is_integer else domain(symbol)
        for parameter, value in self.back.items():
            if parameter.is_nonnegative and not self.is_depth(parameter) and not self.is_kept(parameter):
                given.append(readable(sp.sympify(value), bool(parameter.is_positive)))
        return {"variables": variables, "given": given, "defined": {}}

    def as_region(self, L: int | None = None) -> dict[str, Any]:
        """How the kernel is to write the symbols through parameters, and back."""
        fixed = {} if L is None else {p: sp.sympify(v).subs(self.depth, L) for p, v in self.back.items() if self.is_depth(p)}
        names = {p: sp.Symbol(f"p_{p.name}", **p.assumptions0) for p in self.back if not self.is_kept(p) and p not in fixed}
        made = {
            s.name: text(sp.sympify(e).subs({**fixed, **names}, simultaneous=True))
            for s, e in self.made.items()
            if sp.sympify(e) != s and not (L is not None and s == self.depth)
        }
        back = {
            names[p].name: text(sp.sympify(v).subs(self.depth, L if L is not None else self.depth))
            for p, v in self.back.items()
            if p in names
        }
        return {"parameters": {q.name: domain(q) for q in names.values()}, "made": made, "back": back}

    def point_at(self, L: int) -> dict[str, Fraction]:
        """A simple point of the region at one depth."""
        fixed = {p: sp.sympify(v).subs(self.depth, L) for p, v in self.back.items() if self.is_depth(p)}
        values = {p: fixed.get(p, as_sympy(small_values(p)[0])) for p in self.back}
        return {s.name: _fraction(sp.sympify(e).subs(values)) for s, e in self.made.items()}

    @property
    def least_depth(self) -> int:
        """The least depth that the parameters reach."""
        made = sp.sympify(self.made[self.depth])
        return max(self.least, int(made.subs(dict.fromkeys(made.free_symbols, 0))))

    def is_depth(self, parameter: sp.Symbol) -> bool:
        """Whether a parameter is there for the depth alone."""
        return parameter in sp.sympify(self.made[self.depth]).free_symbols

    def is_kept(self, parameter: sp.Symbol) -> bool:
        """Whether a symbol is its own parameter."""
        return parameter in self.made and sp.sympify(self.made[parameter]) == parameter

    def points(self) -> Iterator[dict[str, Fraction]]:
        """Points of the region, simplest first, then some at large depths."""
        for values in self._parameters():
            point = {symbol: carried_out(sp.sympify(e), values) for symbol, e in self.made.items()}
            if all(carried_out(condition, point) == sp.true for condition in self.also):
                yield {symbol.name: _fraction(x) for symbol, x in point.items()}

    def _parameters(self) -> Iterator[dict[sp.Symbol, sp.Expr]]:
        names = sorted(self.back, key=str)
        choices = [small_values(x) for x in names]
        for rank in ranks(tuple(map(len, choices)))[:TRIES]:
            yield {x: as_sympy(few[k]) for x, few, k in zip(names, choices, rank)}
        for more in TALL:
            tall = [[few[0] + more] if x.is_integer else few[:2] for x, few in zip(names, choices)]
            for found in islice(product(*tall), EACH):
                yield {x: as_sympy(value) for x, value in zip(names, found)}

    def admits(self, point: Mapping[str, Fraction]) -> bool:
        """Whether the point belongs to the region."""
        values = {symbol: as_sympy(point[symbol.name]) for symbol in self.made}
        for parameter, expression in self.back.items():
            value = carried_out(sp.sympify(expression), values)
            if not value.is_Rational or value < 0 or (value == 0 and parameter.is_positive):
                return False
            if parameter.is_integer and not value.is_Integer:
                return False
        parameters = {p: carried_out(sp.sympify(b), values) for p, b in self.back.items()}
        same = all(carried_out(sp.sympify(e), parameters) == values[symbol] for symbol, e in self.made.items())
        return same and all(carried_out(condition, values) == sp.true for condition in self.also)


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
    stated: Formula | None = None  # the comparison of which both sides are taken
    nowhere: bool = False  # the relation is the opposite of the stated one

    def decide(self) -> Evidence:
        """PROVED by the kernel for every depth, or at each of the depths that are asked for; else the simplest point."""
        found = self.at_every_depth() if not self.depths else self.by_depth(self.depths)
        if found.verdict is not Verdict.PROVED and not self.depths:
            found = self.by_depth(DEPTHS)
        if found.verdict is Verdict.PROVED:  # a second evaluation: exact, of the printed text, which is not the kernel's
            wrong = next((point for point in islice(self.region.points(), SECOND_VOICE) if self.truth(point) is False), None)
            return found if wrong is None else self.refuted(wrong)
        seen = self.search()
        return replace(seen, detail=f"{seen.detail} ({found.detail})") if seen.verdict is Verdict.UNDECIDED else seen

    def at_every_depth(self) -> Evidence:
        """PROVED by signs on the whole region, or UNDECIDED."""
        return self.proved_on(self.region.as_scope(), self.region.as_region(), False)

    def by_depth(self, depths: tuple[int, ...]) -> Evidence:
        """PROVED at each depth, by signs and Sturm sequences, or UNDECIDED."""
        found = [self.proved_on(self.region.as_scope(L), self.region.as_region(L), True) for L in depths]
        return joined("cases", found, context())

    def proved_on(self, scope: Mapping[str, Any], region: Mapping[str, Any], sturm: bool) -> Evidence:
        """PROVED by the kernel on a scope that the region covers, or UNDECIDED with the reason."""
        known = context()
        try:
            if self.stated is not None:
                known.side(self.stated)
            meant = dict(scope["defined"]) | {name: text(value) for name, value in self.leaves.items()}
            full = {**scope, "defined": {k: v for k, v in meant.items() if k not in scope["variables"]}}
            goal = goal_of(known, self.left, self.relation, self.right, widened(full, *derived(self.left, self.right)))
        except Unwritten as error:
            return unproved(self.region.scope, f"outside the language of certificates: {error}")
        if self.nowhere:
            goal["claim"]["nowhere"] = True
        proof = {"rule": "direct", "region": region, **({"sturm": True} if sturm else {})}
        try:
            try_goal(known.printed(goal), {**goal, "proof": proof})
        except Refused as error:
            return unproved(self.region.scope, f"{self.what}: {error}")
        depth = {} if "is" not in scope["variables"].get(str(self.region.depth), {}) else scope["variables"]
        chosen = [int(depth[str(self.region.depth)]["is"])] if depth else [self.region.least_depth, 2, 3]
        hints = tuple(self.region.point_at(L) for L in chosen if self.region.least_depth <= L)
        return proved({**goal, "proof": proof}, known, hints=hints)

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
        value = carried_out(sp.sympify(expression), {s: as_sympy(point[s.name]) for s in self.region.made})
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

    `method` is the name of the axiom in `verify/kernel/axioms.json` by which they do; empty, the parts say it all.
    """

    parts: tuple[Question, ...]
    method: str

    def decide(self) -> Evidence:
        # computations that the axiom's sentence names
        computed = [part for part in self.parts if self.method and isinstance(part, OnBoxes)]
        for part in computed:
            if not (seen := part.decide()).verdict.stands:
                return seen
        found = [part.decide() for part in self.parts if part not in computed]
        return joined("axiom" if self.method else "all", found, context(), self.method)

    def replay(self, point: Point) -> Evidence:
        """At one point: each part whose variables the point gives; a part that refutes decides."""
        return weakest([part.replay(point) for part in self.parts])


def holds_everywhere(
    stated: Formula, region: Region, what: str, leaves: Mapping[str, sp.Expr] | None = None, depths: tuple[int, ...] = ()
) -> Holds:
    """Ask whether a stated comparison holds everywhere in the region; `leaves` are derived values of its other symbols."""
    extra = dict(leaves or {})
    tree = stated.relation
    if len(tree.relations) != 1:
        raise BadInput(f"{stated}: one comparison at a time")
    left, right = (stated.part(_text(stated, k), side) for k, side in enumerate(tree.sides))
    return Holds(left, tree.relations[0], right, region, what, extra, depths, stated)


def exactly_on(
    stated: Formula, inside: Region, outside: Region, what: str, leaves: Mapping[str, sp.Expr] | None = None
) -> Every:
    """Ask whether a stated comparison holds everywhere inside and nowhere outside."""
    return in_cases(holds_everywhere(stated, inside, what, leaves), nowhere(stated, outside, what, leaves))


def nowhere(stated: Formula, region: Region, what: str, leaves: Mapping[str, sp.Expr] | None = None) -> Holds:
    """Ask whether a stated comparison fails everywhere in the region."""
    asked = holds_everywhere(stated, region, f"not: {what}", leaves)
    return replace(asked, relation=OPPOSITE[asked.relation], nowhere=True)


def order(
    left: Side, relation: str, right: Side, region: Region, what: str, depths: tuple[int, ...] = (), **leaves: sp.Expr
) -> Holds:
    """Ask whether left < right (or <=, >, >=) everywhere in the region, for stated or derived sides."""
    return Holds(left, relation, right, region, what, leaves, depths)


def argued(method: str, *questions: Question) -> Argued:
    """All of several questions, under the name of the argument that they carry ("": each under its own)."""
    return Argued(questions, method)


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
