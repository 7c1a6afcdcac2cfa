"""Printed formulas that a claim takes apart with SymPy: each reading of one is a goal of its own for the kernel.

A claim may divide a printed side by something, square it, or put a value into it. What SymPy reads is then compared by the
kernel with the printed text, which must have a value on the whole scope.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import sympy as sp

from verify.judge.proving import Context, proved
from verify.judge.verdicts import Evidence, Verdict
from verify.kernel.accept import try_goal
from verify.kernel.scopes import number
from verify.kernel.terms import Refused
from verify.paper.formulas import Formula, readings_noted
from verify.reason.language import Unwritten, text, widened

Noted = list[tuple[Formula, Mapping[str, Any], Any]]


@contextmanager
def noted() -> Iterator[Noted]:
    """Collect the symbolic readings of printed formulas that are made inside."""
    with readings_noted() as found:
        yield found


def with_readings(evidence: Evidence, found: Noted, known: Context, parts: Iterable[Formula]) -> Evidence:
    """The evidence with a goal for each printed part that was read; UNDECIDED where the kernel does not see the reading."""
    if evidence.node is None:
        return evidence
    trees = [tree for part in parts for tree in (part.tree, *(part.relation.sides if part.is_relation else ()))]
    node: Any = evidence.node
    goals, changed = list(_goals(evidence.node)), False
    for formula, symbols, value in found:
        if not any(formula.tree is tree for tree in trees):
            continue
        try:
            readings = _readings(formula, symbols, value, goals, known)
        except Unwritten:
            continue
        except Refused as error:
            told = f"the printed {formula} is not shown to have a value there: {error}"
            return replace(evidence, verdict=Verdict.UNDECIDED, detail=told, statement=None)
        for near, reading in readings:
            node, changed = _beside(node, near, reading), True
    if not changed:
        return evidence
    return proved(node, known, method=evidence.method, settings=evidence.settings, hints=evidence.hints)


def _beside(node: Any, near: Any, reading: Any) -> Any:
    """The proof with the reading next to the first goal on the same scope."""
    if node is near:
        return {"rule": "all", "parts": [near, reading]}
    if node["rule"] == "goal":
        return node
    if node["rule"] == "all" and near in node["parts"] and reading in node["parts"]:
        return node
    return {**node, "parts": [_beside(part, near, reading) for part in node["parts"]]}


def _readings(formula: Formula, symbols: Mapping[str, Any], value: Any, goals: list[Any], known: Context) -> list[Any]:
    """For each scope a goal on it, and that the printed text is there what SymPy read. Raises Refused or Unwritten."""
    used = {k: v for k, v in symbols.items() if k in formula.names and not isinstance(v, sp.IndexedBase)}
    meant = {k: text(v) for k, v in used.items() if not (isinstance(v, sp.Symbol) and v.name == k)}
    side = {**known.side(formula), **({"with": meant} if meant else {})}
    claim = {"left": side, "relation": "==", "right": text(value)}
    needed = {s.name for v in [*used.values(), value] for s in sp.sympify(v).free_symbols if isinstance(s, sp.Symbol)}
    first: Refused | None = None
    made: list[Any] = []
    for near in [g for g in goals if needed <= set(g["scope"]["variables"])] or goals:
        stands = near["scope"]["defined"]
        if any(stands.get(k, v) != v for k, v in meant.items()) or any(near["scope"] == g["scope"] for g, _ in made):
            continue
        bare = {**near["scope"], "defined": {k: v for k, v in near["scope"]["defined"].items() if k not in meant}}
        goal = {"rule": "goal", "scope": widened(bare, *used.values(), value), "claim": claim}
        for proof in ({"rule": "direct"}, near["proof"]):
            try:
                try_goal(known.printed(goal), {**goal, "proof": {**proof, "rule": "direct"}})
                made.append((near, {**goal, "proof": {**proof, "rule": "direct"}}))
                break
            except Refused as error:
                first = first or error
    if not made:
        raise first or Refused("no scope holds its symbols")
    return made


def least_depth(scope: Mapping[str, Any]) -> int | None:
    """The least depth L in a scope; None where it names none."""
    domain = scope["variables"].get("L")
    if domain is None:
        meaning = scope.get("defined", {}).get("L")
        if meaning is None:
            return None
        try:
            least = {k: d.get("is", d.get("least", 1)) for k, d in scope["variables"].items() if "array" not in d}
            return int(sp.Integer(_value(meaning, least)))
        except (ValueError, TypeError, Refused):
            return None
    if "is" in domain:
        return int(number(domain["is"]))
    return int(domain["least"]) if domain.get("integer") else None


def one_depth(scope: Mapping[str, Any]) -> bool:
    """Whether the scope is that of one depth, which it says."""
    return "is" in scope["variables"].get("L", {})


def _value(meaning: str, least: Mapping[str, Any]) -> int:
    formula = Formula.read(meaning)
    return int(formula.at(**{k: int(v) for k, v in least.items() if k in formula.names}))


def _goals(node: Any) -> Iterator[Any]:
    if node["rule"] == "goal":
        yield node
    else:
        for part in node["parts"]:
            yield from _goals(part)
