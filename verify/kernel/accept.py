"""accept(statement): the only place at which a proof becomes PROVED. Rules for goals, and for joining goals to a conclusion.

A statement is {"id", "wording", "reading", "printed": {part: text}, "assumed": [text], "proof": node, "scope", "axioms",
"digest"}. A node is a goal, or {"rule": "all" | "cases" | "axiom", "parts": [node, ...]}. README.md has the rules.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from .cover import covered
from .ring import Fraction, decided, no, replaced
from .scopes import Empty, algebra, both, inhabited, projected, said
from .terms import Refused, names, parse, put

AXIOMS = json.loads((Path(__file__).parent / "axioms.json").read_text())


@dataclass(frozen=True)
class Accepted:
    """A statement that is proved: where, given which axioms, by how many goals, and by which rules."""

    scope: str
    scopes: tuple[dict, ...]
    axioms: tuple[str, ...]
    goals: int
    rules: tuple[str, ...]


def digest(statement: dict) -> str:
    """The digest of everything else in the statement."""
    rest = {k: v for k, v in statement.items() if k != "digest"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def accept(statement: dict) -> Accepted:
    """Check the whole proof of a statement. Raises Refused, with the place that fails."""
    try:
        checker = _Checker(statement)
        scopes = checker.conclusion()
        for k, scope in enumerate(checker.whole):
            inhabited(scope, statement["points"][k])
        checker.covered()
        return Accepted(
            said(scopes), tuple(scopes), tuple(dict.fromkeys(checker.axioms)), checker.goals, tuple(sorted(checker.rules))
        )
    except (KeyError, TypeError, IndexError, AttributeError, ValueError, RecursionError, ArithmeticError) as error:
        raise Refused(f"{statement.get('id')}: malformed: {type(error).__name__}: {error}") from None


class _Checker:
    def __init__(self, statement: dict, checking: bool = True) -> None:
        self.statement, self.checking, self.axioms, self.goals, self.rules = statement, checking, [], 0, set()
        other = {name: ("var", symbol) for name, symbol in statement.get("aliases", {}).items()}
        self.parts = {name: put(parse(text), other) for name, text in statement["printed"].items()}
        self.printed: set[str] = set()  # names in goals about the printed formulas
        self.derived: set[str] = set()  # names in all goals
        self.shown: set[tuple] = set()  # printed formulas (name, 0), and sides k, k + 1 of comparisons, that goals are about
        self.whole: list[dict] = []  # the scopes before names that the conclusion does not need are left out

    def conclusion(self) -> list[dict]:
        """The scopes of the conclusion: the variables that the goals about printed formulas need, with their conditions."""
        scopes = self.node(self.statement["proof"], "proof")
        wanted = self.printed or self.derived
        self.whole = [s for k, s in enumerate(scopes) if s not in scopes[:k]]
        made = [projected(s, wanted) if wanted else s for s in scopes]
        return [s for k, s in enumerate(made) if s not in made[:k]]

    def node(self, node: dict, place: str) -> list[dict]:
        """The scopes, one of which must hold, under which the node is shown."""
        rule = node["rule"]
        if rule == "goal":
            self.goals += 1
            try:
                self.goal(node)
            except Refused as error:
                raise Refused(f"{place}: {error}") from None
            meant = {k: v for side in printed_sides(node["claim"]) for k, v in side.get("with", {}).items()}
            if meant.keys() & node["scope"]["variables"].keys():
                raise Refused(f"{place}: {', '.join(meant)} stand for something else in the scope")
            return [{**node["scope"], "defined": {**node["scope"].get("defined", {}), **meant}}]
        if rule not in ("all", "cases", "axiom") or not node["parts"]:
            raise Refused(f"{place}: nothing is shown by {rule!r} of {len(node.get('parts', []))} parts")
        before, found, shown = self.shown, [], []
        for k, part in enumerate(node["parts"]):
            self.shown = set()
            found.append(self.node(part, f"{place}.{k}"))
            shown.append(self.shown)
        if rule == "cases" and any(one != shown[0] for one in shown):
            raise Refused(f"{place}: one case is about something printed of which another case says nothing")
        self.shown = before.union(*shown)
        if rule == "axiom":
            axiom = AXIOMS.get(node["axiom"])
            if axiom is None or self.statement["id"] not in axiom["carries"]:
                raise Refused(f"{place}: {node['axiom']!r} is no axiom that carries {self.statement['id']}")
            self.axioms.append(node["axiom"])
        if rule == "cases":
            return [scope for scopes in found for scope in scopes]
        made = found[0]
        for scopes in found[1:]:
            made = made if scopes == made else [both(a, b) for a in made for b in scopes]
        return made

    # goals

    def goal(self, node: dict) -> None:
        """Check one goal: a comparison, or the equivalence of two comparisons, on a scope."""
        scope, claim = node["scope"], node["claim"]
        found = [self.compared(c) for c in ([claim["first"], claim["second"]] if "first" in claim else [claim])]
        used = set().union(*(names(side) for left, _, right in found for side in (left, right)))
        self.derived |= used
        sides = printed_sides(claim)
        self.printed |= used.union(*(side.get("with", {}) for side in sides)) if sides else set()
        self.shown |= {(side["printed"], k) for side in sides for k in ([side["side"]] if "side" in side else [0, 1])}
        self.shown |= {(side["printed"], side["side"], "compared") for side in sides if len(sides) == 2 and "side" in side}
        if self.checking:
            (self.equivalent if len(found) == 2 else self.prove)(
                scope, *(found if len(found) == 2 else found[0]), node["proof"]
            )

    def covered(self) -> None:
        """Raise Refused unless goals are about every printed formula, and about all sides of a comparison."""
        for name, tree in self.parts.items():
            if not {(name, k) for k in range(len(tree[2]) if tree[0] == "rel" else 2)} <= self.shown:
                raise Refused(f"no goal is about the printed {name}, or not about all of it")

    def compared(self, claim: dict) -> tuple[tuple, str, tuple]:
        """Left side, relation and right side; both sides of a printed comparison come with the printed relation."""
        left, right, relation = self.side(claim["left"]), self.side(claim["right"]), claim["relation"]
        parts = [s["printed"] if isinstance(s, dict) and "side" in s else None for s in (claim["left"], claim["right"])]
        if parts != [None, None]:
            tree = self.parts[parts[0] or parts[1]]
            stated = (
                tree[1][claim["left"]["side"]]
                if parts[0] == parts[1] and claim["right"]["side"] == claim["left"]["side"] + 1
                else None
            )
            if None in parts and relation == "==":
                return left, relation, right  # a reading of one side
            if stated is None or relation != (no(stated) if claim.get("nowhere") else stated):
                raise Refused(f"the relation {relation!r} is not the printed one")
        return left, relation, right

    def side(self, side) -> tuple:
        if isinstance(side, str):
            tree = parse(side)
        else:
            tree = self.parts[side["printed"]]
            if "side" in side:
                tree = tree[2][side["side"]]
            tree = put(tree, {name: parse(text) for name, text in side.get("with", {}).items()})
        if tree[0] == "rel":
            raise Refused("a side is a value, not a comparison")
        return tree

    def prove(self, scope: dict, left: tuple, relation: str, right: tuple, proof: dict) -> None:
        rule = proof["rule"]
        self.rules.add(rule)
        if rule == "direct":
            self.direct(scope, left, relation, right, proof)
        elif rule == "induction":
            self.induction(scope, left, relation, right, proof)
        elif rule == "logarithms":
            if relation != "==":
                raise Refused("logarithms show equality")
            made = algebra(scope, proof.get("region"))
            one, other = (made.fraction(("call", "Log", (side,))) for side in (left, right))
            if not made.equal(one, other):
                raise Refused("the logarithms are not shown to be equal")
        elif rule == "split":
            parts = proof["cases"]
            wanted = [{"<=", ">="}, {"<", "==", ">"}, {"<=", ">"}, {"<", ">="}, {"==", "!="}]
            if set(parts) not in wanted:
                raise Refused(f"the cases {', '.join(parts)} are not exhaustive")
            for name, inner in parts.items():
                more = f"{proof['left']} {name} {proof['right']}"
                try:
                    self.prove({**scope, "given": [*scope.get("given", []), more]}, left, relation, right, inner)
                except Empty:
                    continue  # no point lies in this case
        elif rule == "power":
            self.raised(scope, left, relation, right, proof)
        elif rule == "cover":
            covered(scope, left, relation, right, proof)
        else:
            raise Refused(f"unknown rule {rule!r}")

    def direct(self, scope: dict, left: tuple, relation: str, right: tuple, proof: dict) -> None:
        """By equal fractions, or by the sign of the difference."""
        made = algebra(scope, proof.get("region"))
        made.sturm = proof.get("sturm") is True
        one, other = made.fraction(left), made.fraction(right)
        if relation in ("==", "<=", ">=") and made.equal(one, other):
            return
        sign = made.sign(made.plus(one, Fraction(-other.top, other.bottom)))
        if decided(sign, relation) is not True:
            raise Refused(f"the difference of the sides has the sign {sign!r}, which does not show {relation}")

    def induction(self, scope: dict, left: tuple, relation: str, right: tuple, proof: dict) -> None:
        """A sum S(n) is shown to be `closed`: at the least n, and from n to n + 1 as S(n + 1) = ratio S(n) + a new term."""
        n, series, closed, ratio = proof["variable"], parse(proof["sum"]), parse(proof["closed"]), parse(proof["ratio"])
        domain = scope["variables"][n]
        if domain.get("integer") is not True or any(n in names(parse(g)) for g in scope.get("given", [])):
            raise Refused(f"{n} is no integer variable that is free of conditions")
        if any(n in names(parse(d)) for d in scope.get("defined", {}).values()) or series[0] != "Sum":
            raise Refused(f"{n} occurs in a definition, or there is no sum")
        _, body, index, low, high = series
        after = {n: ("+", ("var", n), ("num", 1))}
        made = algebra(scope)
        last = put(high, after)
        if n in names(low) or not made.equal(made.fraction(last), made.fraction(("+", high, ("num", 1)))):
            raise Refused("the range does not grow by one")
        place = made.fresh_index(low)
        term = put(body, {index: place})
        if not made.equal(made.fraction(put(term, after)), made.fraction(("*", ratio, term))):
            raise Refused(f"each summand is not shown to grow by the factor {proof['ratio']}")
        step = ("+", ("*", ratio, closed), put(put(body, after), {index: last}))
        if not made.equal(made.fraction(step), made.fraction(put(closed, after))):
            raise Refused(f"the step from {n} to {n} + 1 is not shown")
        made.fraction(series)
        least = {n: {"is": domain["least"]}}
        base = algebra({**scope, "variables": {**scope["variables"], **least}})
        if not base.equal(base.fraction(series), base.fraction(closed)):
            raise Refused(f"the base case {n} = {domain['least']} is not shown")
        one, other, total, value = (made.fraction(t) for t in (left, right, series, closed))
        gap = made.plus(one, Fraction(-other.top, other.bottom))
        k = next((k for k, d in enumerate(total.top.degrees()) if d > 0 and made.vars[k].key[0] == "sum"), None)
        if k is None or total.top.degrees()[k] != 1 or total.bottom.degrees()[k] > 0 or relation not in ("==", "<=", ">="):
            raise Refused("the sum is not one variable")
        # total = (a x + b)/c = value, so x = (c value - b)/a
        a = total.top.derivative(k)
        b = replaced(total.top, k, total.top * 0, total.top * 0 + 1)
        made.demand(Fraction(a), "!", "the factor of the sum", proof["sum"])
        top, bottom = value.top * total.bottom - b * value.bottom, a * value.bottom
        if made.settled(replaced(gap.top, k, top, bottom)) != 0:
            raise Refused("with the closed form for the sum the sides are not shown to be equal")

    def raised(self, scope: dict, left: tuple, relation: str, right: tuple, proof: dict) -> None:
        """a < b exactly where a**p < b**p, for a, b, p > 0; the powers are shown to be `lower` and `higher` first."""
        made, power = algebra(scope, proof.get("region")), parse(proof["power"])
        for tree in (left, right, power):
            made.demand(made.fraction(tree), "+", "the side or power", tree)
        for side, other, inner in zip((left, right), ("lower", "higher"), proof["equal"]):
            self.prove(scope, ("**", side, power), "==", parse(proof[other]), inner)
        self.prove(scope, parse(proof["lower"]), relation, parse(proof["higher"]), proof["then"])

    def equivalent(self, scope: dict, first: tuple, second: tuple, proof: dict) -> None:
        """Two comparisons hold for the same values: b - a = factor (d - c), or (a/b)**power = c/d; factor, power > 0."""
        self.rules.add(f"equivalence by {proof['rule']}")
        (a, r, b), (c, s, d) = (
            x if x[1] in ("<", "<=") else (x[2], {">": "<", ">=": "<="}.get(x[1]), x[0]) for x in (first, second)
        )
        if r != s or r not in ("<", "<="):
            raise Refused("the two relations differ, or are no orders")
        made, number = algebra(scope, proof.get("region")), parse(proof["number"])
        made.demand(made.fraction(number), "+", "the factor or power", number)
        if proof["rule"] == "factor":
            self.prove(scope, ("-", b, a), "==", ("*", number, ("-", d, c)), proof["equal"])
        elif proof["rule"] == "power":
            for side in (a, b, c, d):
                made.demand(made.fraction(side), "+", "the side", side)
            self.prove(scope, ("**", ("/", a, b), number), "==", ("/", c, d), proof["equal"])
        elif proof["rule"] == "raised":
            for side in (a, b):
                made.demand(made.fraction(side), "+", "the side", side)
            self.prove(scope, ("**", a, number), "==", c, proof["equal"])
            self.prove(scope, ("**", b, number), "==", d, proof["other"])
        else:
            raise Refused(f"unknown rule {proof['rule']!r}")


def printed_sides(claim: dict) -> list[dict]:
    """The references to printed formulas in a claim."""
    claims = [claim["first"], claim["second"]] if "first" in claim else [claim]
    return [side for c in claims for side in (c["left"], c["right"]) if isinstance(side, dict)]


def conclusion(statement: dict) -> list[dict]:
    """The scopes in which points must lie, read off the proof without checking a goal."""
    checker = _Checker(statement, checking=False)
    checker.conclusion()
    return checker.whole


def try_goal(printed: dict, goal: dict) -> None:
    """Check one goal by itself; Refused says why it is not shown. Nothing becomes PROVED by this."""
    try:
        _Checker(printed).goal(goal)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError, RecursionError, ArithmeticError) as error:
        raise Refused(f"malformed: {type(error).__name__}: {error}") from None


def verified(statement: dict) -> Accepted:
    """accept(), and the conclusion, axioms and digest written beside the proof must be those that were found."""
    if statement.get("digest") != digest(statement):
        raise Refused("the digest is not that of the statement")
    found = accept(statement)
    if found.scope != statement.get("scope") or list(found.axioms) != statement.get("axioms"):
        raise Refused(f"shown is {found.scope!r} given {list(found.axioms)}, which is not what is written beside the proof")
    return found
