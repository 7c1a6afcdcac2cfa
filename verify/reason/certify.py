"""Finds proofs for the kernel: which rule to try on a goal, with the closed forms, regions and cases that it needs.

Nothing here is believed. A proof counts when `verify.kernel.accept` accepts it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from verify.kernel.accept import try_goal
from verify.kernel.terms import Refused, parse, said
from verify.reason.language import Unwritten, text

Proof = dict[str, Any]
DIRECT: Proof = {"rule": "direct"}


def proof_of(
    printed: dict[str, Any], goal: dict[str, Any], left: Any, right: Any, given: tuple[Any, ...]
) -> tuple[Proof | None, str]:
    """A proof that the kernel accepts for the goal, or None with why the plainest attempt fails.

    `left` and `right` are the sides as SymPy expressions, which only suggest what to try; `given` are SymPy relations.
    """
    why = ""
    for proof in _attempts(printed, goal, left, right, given):
        try:
            try_goal(printed, {**goal, "proof": proof})
            return proof, ""
        except Refused as error:
            why = why or str(error)
    return None, why


def _attempts(
    printed: dict[str, Any], goal: dict[str, Any], left: Any, right: Any, given: tuple[Any, ...]
) -> Iterator[Proof]:
    yield DIRECT
    yield from ({**DIRECT, "region": found} for found in _regions(given))
    sides = [side for side in (goal["claim"].get("left"), goal["claim"].get("right")) if isinstance(side, str)]
    trees = [parse(told) for told in (*printed.get("printed", {}).values(), *sides)]
    conditions = list(dict.fromkeys(found for tree in trees if tree[0] != "rel" for found in _conditions(tree)))
    if conditions:
        yield _by_conditions(conditions[:3])
    if left is None or right is None:
        return
    yield from _inductions(goal, left, right)
    yield from _splits(goal, left, right, given)


def _inductions(goal: dict[str, Any], left: sp.Expr, right: sp.Expr) -> Iterator[Proof]:
    """Closed forms for a sum whose upper limit is a variable, as the goal itself suggests them."""
    for one, other in ((left, right), (right, left)):
        for series in sorted(one.atoms(sp.Sum), key=str):
            if other.has(sp.Sum) or len(series.limits) != 1:
                continue
            index, _, high = series.limits[0]
            if not high.is_Symbol or goal["scope"]["variables"].get(high.name, {}).get("integer") is not True:
                continue
            name = sp.Dummy("S")
            linear = sp.expand(one.subs(series, name) - other)
            a, b = linear.coeff(name, 1), linear.coeff(name, 0)
            if a == 0 or a.has(name) or b.has(name) or b.has(sp.Sum):
                continue
            term = series.function
            try:
                ratio = sp.powsimp(sp.simplify(term.subs(high, high + 1) / term))
                if ratio.has(index):
                    continue
                yield {
                    "rule": "induction",
                    "variable": high.name,
                    "sum": text(series),
                    "closed": text(-b / a),
                    "ratio": text(ratio),
                }
            except Unwritten:
                continue


def _splits(goal: dict[str, Any], left: sp.Expr, right: sp.Expr, given: tuple[Any, ...]) -> Iterator[Proof]:
    """Both orders of the arguments of a Min or Max; equal or not, for the condition of a Piecewise."""
    extremes = sorted((e for side in (left, right) for e in side.atoms(sp.Min, sp.Max) if len(e.args) == 2), key=str)
    for one in extremes[:2]:
        a, b = one.args
        cases = {}
        for sign, relation in (("<=", a <= b), (">=", a >= b)):
            found = [None, *_regions((*given, relation))]
            cases[sign] = [DIRECT if f is None else {**DIRECT, "region": f} for f in found]
        for low in cases["<="]:
            for high in cases[">="]:
                yield {"rule": "split", "left": text(a), "right": text(b), "cases": {"<=": low, ">=": high}}


def _by_conditions(conditions: list[tuple[str, str, str]]) -> Proof:
    """A split for each condition of a Piecewise in turn: where it holds, and where it does not."""
    if not conditions:
        return DIRECT
    (left, relation, right), rest = conditions[0], _by_conditions(conditions[1:])
    cases = next(pair for pair in (("==", "!="), ("<", ">="), ("<=", ">")) if relation in pair)
    return {"rule": "split", "left": left, "right": right, "cases": dict.fromkeys(cases, rest)}


def _conditions(tree: Any) -> Iterator[tuple[str, str, str]]:
    """The comparisons on which the branches of a Piecewise depend; those of an index of a sum left out."""
    if not isinstance(tree, tuple):
        return
    if tree[:1] == ("rel",):
        for relation, a, b in zip(tree[1], tree[2], tree[2][1:]):
            found = said(a), relation, said(b)
            if "#" not in found[0] + found[2] and ({a[0], b[0]} & {"var"}):
                yield found
    for part in tree:
        yield from _conditions(part)


def _regions(given: tuple[Any, ...]) -> list[dict[str, Any]]:
    """A region in which conditions such as r <= d_0, x < 1 or eta c < 1 hold by themselves; none where none is found."""
    made: dict[sp.Symbol, sp.Expr] = {}
    back: dict[str, str] = {}
    parameters: dict[str, dict[str, Any]] = {}
    try:
        for number, relation in enumerate(given):
            found = _solved(relation, sp.Symbol(f"p_{number}", nonnegative=True), set(made))
            if found is None:
                continue
            target, value, undone, domain = found
            made = {k: v.subs(target, value) for k, v in made.items()}
            made[target] = value.subs(made)
            parameters[f"p_{number}"], back[f"p_{number}"] = domain, text(undone)
        return [{"parameters": parameters, "made": {k.name: text(v) for k, v in made.items()}, "back": back}] if made else []
    except Unwritten:
        return []


def _solved(relation: Any, p: sp.Symbol, taken: set[sp.Symbol]) -> tuple[sp.Symbol, sp.Expr, sp.Expr, dict[str, Any]] | None:
    """(symbol, its value in p, p in terms of it, the domain of p) where the relation can be solved for a symbol."""
    if not isinstance(relation, sp.Lt | sp.Le | sp.Gt | sp.Ge):
        return None
    small, large, strict = relation.lts, relation.gts, isinstance(relation, sp.Lt | sp.Gt)
    real = {"above" if strict else "least": 0}
    if large.is_Symbol and large not in taken and not small.has(large):
        if (large - small).is_integer:
            return large, small + p + int(strict), large - small - int(strict), {"integer": True, "least": 0}
        if small.is_positive:
            return large, small * (1 + p), large / small - 1, real
    if large.is_positive:
        for one in _solvable(small):
            if one not in taken and not large.has(one):
                return one, large / (small / one * (1 + p)), large / small - 1, real
    return None


def _solvable(product: sp.Expr) -> list[sp.Symbol]:
    """Positive real symbols that are a factor of the product and occur nowhere else in it."""
    factors = sp.Mul.make_args(product)
    return [f for f in factors if f.is_Symbol and f.is_positive and not f.is_integer and not (product / f).has(f)]
