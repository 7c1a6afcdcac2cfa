"""Arguments, not samples: that two wordings say the same, or that one says more, from their formulas and assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import sympy as sp

from verify.auditing.changes import Change, Kind, key_of
from verify.auditing.definedness import keeps_its_values
from verify.auditing.monotone import order
from verify.auditing.same_condition import same_condition
from verify.judge.questions import AtMost, Identity
from verify.judge.real_questions import Holds
from verify.paper import grammar
from verify.paper.formulas import Formula
from verify.reason.algebra import Proof, prove_equal
from verify.reason.signs import never_negative, never_zero
from verify.reason.variables import with_least_values


class Relation(Enum):
    """What the new wording says, against the old one."""

    EQUIVALENT = "equivalent"
    STRENGTHENED = "strengthened"  # the new wording implies the old one
    WEAKENED = "weakened"  # the old wording implies the new one
    INCOMPARABLE = "incomparable"
    NOT_SETTLED = "not settled"


class Sense(Enum):
    """How a claim takes a stated value."""

    VALUE = "the value of a quantity"
    UPPER = "an upper bound"
    LOWER = "a lower bound"


@dataclass(frozen=True)
class Argument:
    """A relation and why it holds; `checks` are the identities that carry it, each with recheck()."""

    relation: Relation
    text: str
    checks: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Leaves:
    """What the symbols of a formula stand for in one scope: the space of a claim, or real numbers where there is none."""

    values: Mapping[str, sp.Expr]
    scope: str
    variables: tuple[Any, ...] = ()

    def of(self, formula: Formula) -> sp.Expr:
        """The formula as a SymPy expression."""
        return formula.symbolic(**self.values)


def argue(
    change: Change,
    questions: Sequence[Any],
    senses: Mapping[str, Sense],
    conventions: tuple[Sequence[Formula], Sequence[Formula]] = ((), ()),
) -> Argument:
    """The relation of two wordings as far as their text shows it; NOT_SETTLED where no argument was found.

    `questions` are those of the statement's symbolic claims, old and new; `senses` how its parts are taken, where known;
    `conventions` those of its result in the old and in the new revision.
    """
    old, new = change.old, change.new
    assert old is not None and new is not None
    if set(old.printed.parts) != set(new.printed.parts):
        return Argument(Relation.NOT_SETTLED, "the parts of the statement are not the same")
    if not old.printed.parts and change.sentence:
        return Argument(Relation.NOT_SETTLED, "a statement in words: not auditable by data alone")
    parts = {n: _part(old.printed.parts[n], new.printed.parts[n], questions, senses.get(n)) for n in change.parts}
    found = [*_named(parts), *_assumptions(change, conventions)]
    kinds = {a.relation for a in found} - {Relation.EQUIVALENT}
    text = "; ".join(dict.fromkeys(a.text for a in found)) or _same_text(change)
    checks = tuple(check for a in found for check in a.checks)
    if not kinds:
        return Argument(Relation.EQUIVALENT, text, checks)
    if kinds <= {Relation.STRENGTHENED} or kinds <= {Relation.WEAKENED} or kinds <= {Relation.INCOMPARABLE}:
        return Argument(kinds.pop(), text, checks)
    return Argument(Relation.NOT_SETTLED, text, checks)


def _named(parts: Mapping[str, Argument]) -> Iterator[Argument]:
    """The arguments, those of parts that share one said once, with the names of the parts before it."""
    for text in dict.fromkeys(argument.text for argument in parts.values()):
        alike = [name for name, argument in parts.items() if argument.text == text]
        called = "" if alike == ["value"] else f"{', '.join(alike)}: "
        for argument in [parts[name] for name in alike]:
            yield Argument(argument.relation, f"{called}{text}", argument.checks)


def _same_text(change: Change) -> str:
    if change.kind is Kind.RENAMED:
        return "the same wording under another name"
    return "the formulas and assumptions are the same; only words beside them differ"


def _assumptions(change: Change, conventions: tuple[Sequence[Formula], Sequence[Formula]]) -> Iterator[Argument]:
    old, new = change.old, change.new
    assert old is not None and new is not None
    was, now = (*conventions[0], *old.printed.given), (*conventions[1], *new.printed.given)
    for text in change.added:
        why = implied(text, now, was)
        if why:
            yield Argument(Relation.EQUIVALENT, f"the new assumption {text} adds nothing: {why}")
        else:
            yield Argument(Relation.WEAKENED, f"the assumption {text} was added")
    for text in change.dropped:
        why = implied(text, was, now)
        if why:
            yield Argument(Relation.EQUIVALENT, f"the assumption {text} is dropped, but {why}")
        else:
            yield Argument(Relation.STRENGTHENED, f"the assumption {text} was dropped")


def implied(text: str, own: Iterable[Formula], others: Iterable[Formula]) -> str:
    """Why an assumption follows from the other wording's ones: the difference of the gaps is never negative."""
    formula = next((f for f in own if f.text == text), None)
    if formula is None:
        return ""
    for other in others:
        leaves = _generic([formula, other])
        gaps = [_gap(f, leaves) for f in (formula, other)]
        if gaps[0] is None or gaps[1] is None or key_of(other) == key_of(formula):
            continue
        (gap, strict), (known, known_strict) = gaps[0], gaps[1]
        difference = sp.expand(gap - known)
        if never_negative(difference) and (not strict or known_strict or difference.is_positive is True):
            return f"{other} implies it"
    return ""


def _gap(formula: Formula, leaves: Leaves) -> tuple[sp.Expr, bool] | None:
    """What a single comparison a < b says is positive (b - a), and whether strictly; None for == and !=, and chains."""
    if not formula.is_relation or len(formula.relation.relations) != 1:
        return None
    try:
        left, sign, right = formula.sides(**leaves.values)
    except Exception:
        return None
    if sign in ("==", "!="):
        return None
    return (right - left if sign in ("<", "<=") else left - right), sign in ("<", ">")


def _part(old: Formula, new: Formula, questions: Sequence[Any], sense: Sense | None) -> Argument:
    """How one part of the new wording stands to the same part of the old one."""
    doubts: list[str] = []
    if old.is_relation and new.is_relation and (scope := same_condition(old, new, questions)):
        return Argument(Relation.EQUIVALENT, f"the two conditions hold for the same values, for {scope}: by the kernel")
    for scopes in _coverings([old, new], questions):
        proofs = [_equal(old, new, leaves) for leaves in scopes]
        if all(proof is not None for proof in proofs):
            scope = " | ".join(dict.fromkeys(leaves.scope for leaves in scopes))
            if doubt := _doubt(old, new, scopes):
                doubts.append(f"equal wherever both have a value; not shown that {doubt} ({scope})")
                continue
            methods = ", ".join(dict.fromkeys(proof.method for proof in proofs if proof))
            checks = tuple(line for proof in proofs if proof for line in proof.lines)
            return Argument(Relation.EQUIVALENT, f"equal for {scope}: {methods}", checks)
    if sense in (Sense.UPPER, Sense.LOWER):
        for scopes in _coverings([old, new], questions):
            signs = {_ordered(old, new, leaves) for leaves in scopes}
            if signs in ({1}, {-1}):
                if doubt := _doubt(old, new, scopes):
                    doubts.append(f"ordered wherever both have a value; not shown that {doubt}")
                    continue
                sign = signs.pop()
                relation = Relation.WEAKENED if (sign > 0) == (sense is Sense.UPPER) else Relation.STRENGTHENED
                more, less = (old, new) if relation is Relation.WEAKENED else (new, old)
                if not all(keeps_its_values(more.tree, less.tree, leaves.values) for leaves in scopes):
                    doubts.append("ordered wherever both have a value; not shown that every entry that is read exists")
                    continue
                size = "never smaller" if sign > 0 else "never larger"
                scope = " | ".join(dict.fromkeys(leaves.scope for leaves in scopes))
                return Argument(relation, f"{sense.value}, {size} than before: signs, for {scope}")
    return Argument(Relation.NOT_SETTLED, doubts[0] if doubts else "no argument found")


def equal(one: Formula, other: Formula, questions: Sequence[Any]) -> bool:
    """Whether two formulas are proved equal: for all values, or in the scope of every one of the questions."""
    return any(
        all(_equal(one, other, leaves) is not None for leaves in scopes) and not _doubt(one, other, scopes)
        for scopes in _coverings([one, other], questions)
    )


def _coverings(formulas: Sequence[Formula], questions: Sequence[Any]) -> Iterator[list[Leaves]]:
    """Lists of scopes that together cover what the claims ask: all values; and every scope of the questions."""
    yield [_generic(formulas)]
    scopes = _scopes(formulas, questions)
    if scopes:
        yield scopes


def _equal(old: Formula, new: Formula, leaves: Leaves) -> Proof | None:
    if old.is_relation != new.is_relation:
        return None
    try:
        if old.is_relation:
            return _equal_relations(old, new, leaves)
        depth = next((v for v in leaves.variables if v.name == "L"), None)
        symbol, least = (depth.symbol, depth.least or 0) if depth else (None, 1)
        return prove_equal(leaves.of(old), leaves.of(new), symbol, least)
    except Exception:
        return None  # no argument, and so no relation: never a pass


def _equal_relations(old: Formula, new: Formula, leaves: Leaves) -> Proof | None:
    gaps = [_gap(f, leaves) for f in (old, new)]
    if gaps[0] is None or gaps[1] is None or gaps[0][1] != gaps[1][1]:
        return None
    return prove_equal(gaps[0][0], gaps[1][0])


def _ordered(old: Formula, new: Formula, leaves: Leaves) -> int:
    """1 when new >= old is shown by signs, -1 when new <= old is, 0 when neither is."""
    if old.is_relation or new.is_relation:
        return 0
    try:
        values = {name: _from_least(value, leaves) for name, value in leaves.values.items()}
        way = order(old.tree, new.tree, values)
        if way is not None:
            return way
        difference = with_least_values(leaves.of(new) - leaves.of(old), leaves.variables)
        return 1 if never_negative(difference) else -1 if never_negative(-difference) else 0
    except Exception:
        return 0


def _from_least(value: Any, leaves: Leaves) -> Any:
    """A value with its whole numbers written from their least ones up, so that SymPy sees the sign of L - 1."""
    return with_least_values(value, leaves.variables) if isinstance(value, sp.Expr) else value


def _doubt(old: Formula, new: Formula, scopes: Sequence[Leaves]) -> str:
    return next(filter(None, (_new_divisors(old, new, leaves) for leaves in scopes)), "")


def _new_divisors(old: Formula, new: Formula, leaves: Leaves) -> str:
    """What is not shown of a divisor, or of a power, that one wording alone has: there a value may be missing."""
    try:
        divisors = [set(f.divisors(**leaves.values)) for f in (old, new)]
        powers = [_open_powers(f, leaves) for f in (old, new)]
    except Exception:
        return "every divisor differs from 0"
    told = [f"{d} is never 0" for d in divisors[0] ^ divisors[1] if not never_zero(d, leaves.variables)]
    told += [f"({base})**({exponent}) always has a value" for base, exponent in powers[0] ^ powers[1]]
    return min(told, default="")


def _open_powers(formula: Formula, leaves: Leaves) -> set[tuple[sp.Expr, sp.Expr]]:
    """Base and exponent of the powers that may be a negative power of 0, or a root of a negative number."""
    found: set[tuple[sp.Expr, sp.Expr]] = set()
    for node in grammar.walk(formula.tree):
        if isinstance(node, grammar.Operation) and node.operator == "**":
            bound = grammar.free_names(node) - set(leaves.values)  # an index of a Sum or Product
            values = {**leaves.values, **{name: sp.Symbol(name, integer=True, positive=True) for name in bound}}
            base, exponent = (formula.part("", side).symbolic(**values) for side in (node.left, node.right))
            least = with_least_values(exponent, leaves.variables)
            inverse = not never_negative(least) and not never_zero(base, leaves.variables)
            root = not least.is_integer and not never_negative(with_least_values(base, leaves.variables))
            if inverse or root:
                found.add((base, sp.expand(exponent)))
    return found


def _scopes(formulas: Sequence[Formula], questions: Sequence[Any]) -> list[Leaves]:
    """The spaces and regions of the questions, each once; none when one of them leaves a symbol of the formulas open."""
    names = frozenset().union(*(f.names for f in formulas))
    found: dict[tuple[str, str], Leaves] = {}
    for question in questions:
        space, region = getattr(question, "space", None), getattr(question, "region", None)
        if space is not None:
            leaves = Leaves(space.leaves, space.scope, tuple(space.variables))
        elif region is not None:
            leaves = Leaves({**region.leaves, **getattr(question, "leaves", {})}, region.scope)
        else:
            return []
        if not names <= set(leaves.values):
            return []
        found.setdefault((leaves.scope, str({name: leaves.values[name] for name in sorted(names)})), leaves)
    return list(found.values())


def _generic(formulas: Sequence[Formula]) -> Leaves:
    """Every symbol a real number; a whole one where it is used as an exponent, an index or a bound of a sum."""
    names = sorted(frozenset().union(*(f.names for f in formulas)))
    whole = frozenset().union(*(_whole(f.tree) for f in formulas))
    indexed = {
        node.name for f in formulas for node in grammar.walk(f.tree) if isinstance(node, grammar.Name) and node.indices
    }
    values: dict[str, Any] = {}
    for name in names:
        if name in indexed:
            values[name] = sp.IndexedBase(name, real=True)
        elif name in whole:
            values[name] = sp.Symbol(name, integer=True)
        else:
            values[name] = sp.Symbol(name, real=True)
    kinds = [f"whole {', '.join(sorted(whole & set(names)))}"] if whole & set(names) else []
    rest = [n for n in names if n not in whole]
    return Leaves(values, "all " + " and ".join([*kinds, *([f"real {', '.join(rest)}"] if rest else [])] or ["values"]))


def _whole(node: grammar.Node) -> frozenset[str]:
    """Names used as exponents, indices or bounds."""
    places: list[grammar.Node] = []
    for inner in grammar.walk(node):
        match inner:
            case grammar.Operation(operator="**", right=right):
                places.append(right)
            case grammar.Name(indices=indices):
                places += indices
            case grammar.Series(low=low, high=high):
                places += [low, high]
    return frozenset().union(*(grammar.free_names(place) for place in places))


def senses(parts: Mapping[str, Formula], questions: Sequence[Any]) -> dict[str, Sense]:
    """How the symbolic claims take each part: as the two sides of a question that holds the stated formula itself."""
    found: dict[str, set[Sense]] = {}
    for question in questions:
        for name, formula in parts.items():
            sense = _sense(question, formula)
            if sense is not None:
                found.setdefault(name, set()).add(sense)
    return {name: seen.pop() for name, seen in found.items() if len(seen) == 1}


def _sense(question: Any, formula: Formula) -> Sense | None:
    if isinstance(question, Identity) and (question.left is formula or question.right is formula):
        return Sense.VALUE
    if not isinstance(question, AtMost | Holds) or (question.left is formula) == (question.right is formula):
        return None
    small = question.left if isinstance(question, AtMost) or question.relation in ("<", "<=") else question.right
    other = question.right if question.left is formula else question.left
    if isinstance(other, Formula):
        return None  # two stated sides: neither is a bound by itself
    return Sense.LOWER if small is formula else Sense.UPPER
