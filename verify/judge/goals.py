"""From sides and spaces to goals of the kernel, with a proof that it accepts; every question for all values rests on it."""

from __future__ import annotations

from typing import Any

import sympy as sp

from verify.judge.proving import Context, context, proved
from verify.judge.spaces import Side, Space
from verify.judge.verdicts import Evidence, Verdict
from verify.kernel.accept import try_goal
from verify.kernel.terms import Refused
from verify.paper.arithmetic import TooLarge, Undefined
from verify.paper.formulas import Formula, NoValue, readings_noted
from verify.reason.certify import proof_of
from verify.reason.language import Unwritten, text, widened


def compared(left: Side, relation: str, right: Side, space: Space) -> Evidence:
    """PROVED by the kernel that both sides are in the relation on the whole space, or UNDECIDED with the reason."""
    known = context()
    try:
        goal = goal_of(known, left, relation, right, widened(space.as_scope, *derived(left, right)))
    except Unwritten as error:
        return unproved(space.scope, f"outside the language of certificates: {error}")
    try:
        with readings_noted():  # a hint for the search alone
            sides = [space.symbolic(side) for side in (left, right)]
    except (Undefined, NoValue):
        sides = [None, None]
    proof, why = proof_of(known.printed(goal), goal, sides[0], sides[1], tuple(space.given))
    if proof is None:
        return unproved(space.scope, f"{left} {relation} {right}: {why}")
    return proved({**goal, "proof": proof}, known, settings=space.settings, hints=space.hints)


def equivalent(first: Formula, second: Any, rule: str, number: sp.Expr, space: Space) -> Evidence:
    """PROVED by the kernel that two comparisons hold for the same values. `second` is stated, or (left, relation, right).

    Rules: "power", (a/b)**number = c/d; "raised", a**number = c and b**number = d; "factor", b - a = number (d - c).
    """
    known = context()
    try:
        claim = {"first": sides_of(known, first), "second": second}
        if isinstance(second, Formula):
            claim["second"] = sides_of(known, second)
            scope = widened(space.as_scope, number)
        else:
            a, relation, b = second
            claim["second"] = {"left": text(a), "relation": relation, "right": text(b)}
            scope = widened(space.as_scope, number, a, b)
        factor = text(number)
    except (Unwritten, ValueError) as error:
        return unproved(space.scope, f"outside the language of certificates: {error}")
    goal = {"rule": "goal", "scope": scope, "claim": claim}
    why = ""
    for inner in ("direct", "logarithms"):
        proof = {"rule": rule, "number": factor, "equal": {"rule": inner}}
        if rule == "raised":
            proof["other"] = {"rule": inner}
        try:
            try_goal(known.printed(goal), {**goal, "proof": proof})
        except Refused as error:
            why = why or str(error)
            continue
        return proved({**goal, "proof": proof}, known, settings=space.settings, hints=space.hints)
    return unproved(space.scope, why)


def ordered(stated: Formula, power: sp.Expr, lower: sp.Expr, higher: sp.Expr, space: Space) -> Evidence:
    """PROVED by the kernel that a stated comparison of positive sides holds, since it does for powers; or UNDECIDED."""
    known = context()
    try:
        claim = sides_of(known, stated)
        goal = {"rule": "goal", "scope": widened(space.as_scope, power, lower, higher), "claim": claim}
        about = {"rule": "power", "power": text(power), "lower": text(lower), "higher": text(higher)}
    except (Unwritten, ValueError) as error:
        return unproved(space.scope, f"outside the language of certificates: {error}")
    why = ""
    for inner in ("direct", "logarithms"):
        proof = {**about, "equal": [{"rule": inner}, {"rule": inner}], "then": {"rule": "direct"}}
        try:
            try_goal(known.printed(goal), {**goal, "proof": proof})
        except Refused as error:
            why = why or str(error)
            continue
        return proved({**goal, "proof": proof}, known, settings=space.settings, hints=space.hints)
    return unproved(space.scope, why)


def goal_of(known: Context, left: Side, relation: str, right: Side, scope: dict[str, Any]) -> dict[str, Any]:
    """A goal without its proof. Raises Unwritten."""
    claim = {"left": written(known, left), "relation": relation, "right": written(known, right)}
    return {"rule": "goal", "scope": scope, "claim": claim}


def derived(*sides: Side) -> list[Any]:
    """The sides that are SymPy expressions."""
    return [side for side in sides if not isinstance(side, Formula)]


def written(known: Context, side: Side) -> Any:
    """A stated side as a reference to the printed formula, a derived one as text. Raises Unwritten."""
    return known.side(side) if isinstance(side, Formula) else text(side)


def sides_of(known: Context, stated: Formula) -> dict[str, Any]:
    """Both sides of a printed comparison, with its relation."""
    known.side(stated)
    if len(stated.relation.sides) != 2:
        raise Unwritten(f"{stated}: more than one comparison")
    left, right = (known.side(stated.part(stated.text, tree)) for tree in stated.relation.sides)
    return {"left": left, "relation": stated.relation.relations[0], "right": right}


def unproved(scope: str, why: str) -> Evidence:
    """UNDECIDED, with the reason."""
    return Evidence(Verdict.UNDECIDED, scope, "no proof found", f"not shown: {why}")


__all__ = ["TooLarge", "compared", "derived", "equivalent", "goal_of", "ordered", "sides_of", "unproved", "written"]
