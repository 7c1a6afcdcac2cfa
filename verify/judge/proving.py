"""From a found proof to a verdict: the statement for the kernel, its answer, and the only place that makes PROVED."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, islice, product
from typing import Any

from verify.judge.verdicts import Evidence, Verdict
from verify.kernel.accept import Accepted, accept, conclusion, digest
from verify.kernel.scopes import inhabited, said
from verify.kernel.terms import Refused
from verify.paper import grammar
from verify.paper.formulas import Formula
from verify.reason.language import Unwritten

Node = dict[str, Any]
NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
TRIED = 400  # points from which one inside a scope is taken


@dataclass
class Context:
    """The statement that is being proved: its id, which wording and reading, and its printed formulas by name."""

    id: str = "unnamed"
    case: str = ""
    wording: str = "printed"
    reading: str = ""
    parts: dict[str, Formula] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()

    def side(self, formula: Formula) -> Node:
        """How a goal refers to a printed formula, or to one side of a printed comparison."""
        for name, part in self.parts.items():
            if part.tree is formula.tree or part == formula:
                return {"printed": name}
            if part.is_relation:
                for k, tree in enumerate(part.relation.sides):
                    if tree is formula.tree or (part.text == formula.text and tree == formula.tree):  # read again: equal
                        return {"printed": name, "side": k}
        if formula.text.startswith(("left side of ", "right side of ")):
            raise Unwritten(formula.text)
        name = f"formula_{len(self.parts) + 1}"
        self.parts[name] = formula
        return {"printed": name}

    def printed(self, proof: Node) -> Node:
        """The texts of the printed formulas to which a proof refers, and the other names of symbols in them."""
        used = set(_printed(proof))
        aliases = {other: name for part in used for other, name in _aliases(self.parts[part]).items()}
        return {"printed": {k: f.text for k, f in self.parts.items() if k in used}, "aliases": aliases}

    def statement(self, proof: Node) -> Node:
        """The statement with its proof, in the form that the kernel reads."""
        about = {
            "id": self.id,
            "case": self.case,
            "wording": self.wording,
            "reading": self.reading,
            "assumed": list(self.assumed),
        }
        return {**about, **self.printed(proof), "proof": proof}


_UNNAMED = Context()
_CONTEXT: ContextVar[Context | None] = ContextVar("context", default=None)


@contextmanager
def proving(context: Context) -> Iterator[Context]:
    """Use a context for all questions that are decided inside."""
    token = _CONTEXT.set(context)
    try:
        yield context
    finally:
        _CONTEXT.reset(token)


def context() -> Context:
    """The statement that is being proved; one without a name, outside a run."""
    return _CONTEXT.get() or _UNNAMED


def proved(
    node: Node, known: Context, *, method: str = "", settings: tuple[str, ...] = (), hints: tuple[Any, ...] = ()
) -> Evidence:
    """PROVED with the certificate, where the kernel accepts the node as a proof; UNDECIDED, with its reason, elsewhere.

    `hints` are points that may lie in the scope, `settings` the derivation's hypotheses in words.
    """
    statement = known.statement(node)
    scope = "the scope of the proof"
    try:
        scopes = conclusion(statement)
        scope = said(scopes)
        statement["points"] = [point_in(one, hints) for one in scopes]
        found = accept(statement)
    except Refused as error:
        return Evidence(Verdict.UNDECIDED, scope, "no proof found", str(error), settings=settings)
    statement |= {"scope": found.scope, "axioms": list(found.axioms)}
    statement["digest"] = digest(statement)
    return _evidence(found, statement, node, method, settings, hints)


def _evidence(
    found: Accepted, statement: Node, node: Node, method: str, settings: tuple[str, ...], hints: tuple[Any, ...]
) -> Evidence:
    setting = f" [setting: {'; '.join(settings)}]" if settings else ""
    return Evidence(
        Verdict.PROVED,
        f"{found.scope}{setting}",
        method or ", ".join(found.rules),
        certificate=tuple(lines(node, statement["printed"])),
        given_axioms=found.axioms,
        statement=statement,
        node=node,
        settings=settings,
        hints=hints,
        scopes=found.scopes,
    )


def joined(rule: str, found: list[Evidence], known: Context, axiom: str = "") -> Evidence:
    """The evidence for several parts together; the first part that does not stand decides."""
    for verdict in (Verdict.ERROR, Verdict.REFUTED, Verdict.UNDECIDED, Verdict.SUPPORTED):
        for evidence in found:
            if evidence.verdict is verdict:
                return evidence
    if not found:
        return Evidence(Verdict.UNDECIDED, "nothing", "no proof found", "nothing was asked")
    node: Node = {"rule": rule, "parts": [e.node for e in found]}
    if axiom:
        node["axiom"] = axiom
    return proved(
        node,
        known,
        method="; ".join(dict.fromkeys([*([f"given: {axiom}"] if axiom else []), *(e.method for e in found)])),
        settings=tuple(dict.fromkeys(s for e in found for s in e.settings)),
        hints=tuple(h for e in found for h in e.hints),
    )


def weakest(found: list[Evidence]) -> Evidence:
    """The evidence that decides: the first refutation, else the first that is open, else the first."""
    for verdict in (Verdict.REFUTED, Verdict.UNDECIDED, Verdict.SUPPORTED):
        for evidence in found:
            if evidence.verdict is verdict:
                return evidence
    return found[0] if found else Evidence(Verdict.UNDECIDED, "nothing", "no proof found", "nothing was asked")


def lines(node: Node, printed: Mapping[str, str]) -> Iterator[str]:
    """The goals of a proof, one a line, for people."""
    if node["rule"] != "goal":
        for part in node["parts"]:
            yield from lines(part, printed)
        return

    def side(x: Any) -> str:
        if isinstance(x, str):
            return x
        text = printed[x["printed"]]
        return f"side {x['side'] + 1} of [{text}]" if "side" in x else text

    claim = node["claim"]
    pairs = [claim["first"], claim["second"]] if "first" in claim else [claim]
    yield " exactly where ".join(f"{side(c['left'])} {c['relation']} {side(c['right'])}" for c in pairs)


def point_in(scope: Node, hints: tuple[Any, ...]) -> dict[str, str]:
    """A point of the scope, from the hints or among simple values. Raises Refused where none is found."""
    plain = {k: d for k, d in scope["variables"].items() if "array" not in d}
    first = {
        k: str(d.get("is", d.get("least", 1 if "above" in d or "between" not in d else d["between"][0])))
        for k, d in plain.items()
    }
    merged: dict[str, Any] = {}
    for hint in hints:
        merged = {**hint, **merged}
    fixed = {k: str(d["is"]) for k, d in plain.items() if "is" in d}
    best = {**first, **merged, **fixed}
    asked = [first, best, *({**first, **hint, **fixed} for hint in hints)]
    simple = [Fraction(1), Fraction(1, 2), Fraction(2), Fraction(1, 8), Fraction(3)]
    free = [k for k, d in plain.items() if "is" not in d]
    least = {k: Fraction(str(plain[k].get("least", 0))) for k in free}
    values = {k: [least[k] + n for n in range(5)] if plain[k].get("integer") else simple for k in free}
    some = (names for n in (1, 2, 3) for names in combinations(free, n))
    changes = (dict(zip(names, chosen)) for names in some for chosen in product(*(values[k] for k in names)))
    more = ({**start, **change} for change in changes for start in (best, first))
    failure = "no variable"
    for point in [*asked, *islice(more, TRIED)]:
        exact = {k: str(v) for k, v in point.items() if k in plain}
        try:
            inhabited(scope, exact)
            return exact
        except Refused as error:
            failure = str(error)
    raise Refused(f"no point of the scope {said([scope])} is known: {failure}")


def _printed(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("printed"), str):
            yield node["printed"]
        for inner in node.values():
            yield from _printed(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _printed(inner)


def _aliases(formula: Formula) -> dict[str, str]:
    """The other names of symbols that the text uses, with the symbols that the tree has in their places."""
    found = {}
    for node in grammar.walk(formula.tree):
        if isinstance(node, grammar.Name):
            match = NAME.match(formula.text, node.column)
            if match is not None and match.group() != node.name:
                found[match.group()] = node.name
    return found
