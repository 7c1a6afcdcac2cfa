"""What changed between two revisions, statement by statement, read off the data alone: nothing is evaluated here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from verify.paper import grammar
from verify.paper.formulas import Formula
from verify.paper.meanings import differing
from verify.paper.statements import Finding, Revision, Statement, Wording

Key = Any  # nested tuples: a formula's tree without places in the text, the names of bound indices and renamed symbols
DOWNWARD = {">": "<", ">=": "<="}


class Kind(Enum):
    """How a statement of one revision relates to the same statement of another, by its text alone."""

    UNCHANGED = "unchanged"
    RENAMED = "renamed"  # the same wording under another label or name
    REMOVED = "removed"
    ADDED = "added"
    ASSUMPTION_ADDED = "assumption added"
    ASSUMPTION_DROPPED = "assumption dropped"
    ASSUMPTIONS_CHANGED = "assumptions changed"  # some added and some dropped, the formulas are the same
    CONSTANTS_CHANGED = "constants changed"  # the same formulas up to the integers in them
    MEANING_CHANGED = "meaning changed"  # the same formulas, in which a symbol has another meaning
    CHANGED = "changed"
    NOT_SHOWN = "not shown"  # missing in a revision that quotes only parts of the paper


@dataclass(frozen=True)
class Change:
    """One statement in both revisions (None where it is missing), the kind of change, and what exactly differs."""

    old: Statement | None
    new: Statement | None
    kind: Kind
    parts: tuple[str, ...] = ()  # names of the parts whose formulas differ
    added: tuple[str, ...] = ()  # assumptions that only the new one has
    dropped: tuple[str, ...] = ()  # assumptions that only the old one has
    readings: bool = False  # the assumptions that differ are all of readings; nothing else differs
    sentence: bool = False  # the sentence beside the formulas differs
    finding: bool = False  # what the auditor recorded differs; the printed text need not
    meanings: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # symbols it uses: old meaning, new meaning

    @property
    def statement(self) -> Statement:
        """The new statement, or the old one where there is no new one."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def id(self) -> str:
        """The id of that statement, e.g. "A.9/bulk_multiplicity"."""
        return self.statement.id

    @property
    def changes_formulas(self) -> bool:
        """Whether a formula itself differs, and not its assumptions alone."""
        return bool(self.parts)


def changes(old: Revision, new: Revision) -> list[Change]:
    """Every statement of both revisions with its kind of change: the new revision's order, then what it leaves out.

    Places, LaTeX and findings are no part of the wording. Renamed symbols (one that only the old revision declares has the
    very meaning of one that only the new one declares), renamed summation indices, reordered assumptions and a > b for
    b < a are no change. A symbol to which each gives a meaning of its own changes every statement that uses it. Conventions
    of the result, and the readings with their definitions, are assumptions. In a revision marked `partial` a missing
    statement is "not shown", neither added nor removed.
    """
    names = _renamed_symbols(old, new)
    before, after = _statements(old), _statements(new)
    gone = [s for s in before.values() if s.id not in after]
    fresh = [s for s in after.values() if s.id not in before]
    renamed = _renamed(gone, fresh, names)
    made: list[Change] = []
    for statement in after.values():
        known = before.get(statement.id) or renamed.get(statement.id)
        if known is None:
            made.append(Change(None, statement, Kind.NOT_SHOWN if old.partial else Kind.ADDED))
        else:
            made.append(_compared(known, statement, old, new, names))
    paired = {s.id for s in renamed.values()}
    kind = Kind.NOT_SHOWN if new.partial else Kind.REMOVED
    return made + [Change(s, None, kind) for s in gone if s.id not in paired]


def key_of(formula: Formula, names: Mapping[str, str] | None = None, constants: bool = True) -> Key:
    """What two formulas share when they differ in nothing but spelling; without `constants`, or in their integers."""
    return _key(formula.tree, names or {}, {}, constants)


def _statements(revision: Revision) -> dict[str, Statement]:
    return {s.id: s for result in revision.results.values() for s in result.statements.values()}


def _renamed_symbols(old: Revision, new: Revision) -> dict[str, str]:
    """New name -> old name, one to one, for symbols that one revision alone declares, with the very same meaning."""
    lost = {meaning: name for name, meaning in old.symbols.items() if name not in new.symbols}
    found = {lost[meaning]: name for name, meaning in new.symbols.items() if name not in old.symbols and meaning in lost}
    return {name: was for was, name in found.items()}


def _renamed(gone: list[Statement], fresh: list[Statement], names: Mapping[str, str]) -> dict[str, Statement]:
    """New id -> old statement with the same wording and the same name, or the same result and the same place or LaTeX."""
    found: dict[str, Statement] = {}
    left = list(gone)
    for statement in fresh:
        wording = _wording_key(statement.printed, names)
        alike = [s for s in left if _wording_key(s.printed, {}) == wording and _akin(s, statement)]
        alike.sort(key=lambda s: (s.name != statement.name, s.result != statement.result))
        if alike:
            found[statement.id] = alike[0]
            left.remove(alike[0])
    return found


def _akin(one: Statement, other: Statement) -> bool:
    if one.name == other.name:
        return True
    return one.result == other.result and (one.where == other.where or one.printed.latex == other.printed.latex)


def _compared(old: Statement, new: Statement, before: Revision, after: Revision, names: Mapping[str, str]) -> Change:
    parts = _different_parts(old.printed, new.printed, names)
    every = tuple(dict.fromkeys([*before.readings, *after.readings]))
    was, now = _assumptions(old, before, {}, every), _assumptions(new, after, names, every)
    was, now = _where_both_speak(was, now), _where_both_speak(now, was)
    added = tuple(text for key, text in now.items() if key not in was)
    dropped = tuple(text for key, text in was.items() if key not in now)
    sentence = _spaced(old.printed.sentence) != _spaced(new.printed.sentence)
    finding = _finding_key(old.finding, {}) != _finding_key(new.finding, names)
    own, reads = _meanings(new, before, after)
    if parts:
        alone = not added and not dropped and set(old.printed.parts) == set(new.printed.parts)
        up_to_constants = not _different_parts(old.printed, new.printed, names, constants=False)
        kind = Kind.CONSTANTS_CHANGED if alone and up_to_constants else Kind.CHANGED
    elif added and dropped:
        kind = Kind.ASSUMPTIONS_CHANGED
    elif added or dropped:
        kind = Kind.ASSUMPTION_ADDED if added else Kind.ASSUMPTION_DROPPED
    elif sentence or old.kind != new.kind:
        kind = Kind.CHANGED
    elif own or reads:
        kind = Kind.MEANING_CHANGED
    else:
        kind = Kind.UNCHANGED if old.id == new.id else Kind.RENAMED
    of_readings = {key for key in was.keys() ^ now.keys() if key[0] in (*before.readings, *after.readings, "not")}
    alike = not parts and not sentence and not own and of_readings == was.keys() ^ now.keys()
    readings = bool(of_readings or reads) and alike
    return Change(old, new, kind, parts, added, dropped, readings, sentence, finding, {**own, **reads})


def _meanings(statement: Statement, before: Revision, after: Revision) -> tuple[dict[str, Any], dict[str, Any]]:
    """The symbols of a statement, and those of its readings alone, to which the two revisions give different meanings."""
    other = differing(before.symbols, after.symbols)
    if not other:
        return {}, {}
    formulas = [*statement.printed.parts.values(), *statement.printed.given, *after.results[statement.result].conventions]
    under = [after.readings[name] for name in statement.readings or after.readings]
    defining = [f for reading in under for f in (reading.rank_xx, *reading.given)]
    own, reads = (frozenset().union(*(f.names for f in found)) for found in (formulas, defining))
    return {n: m for n, m in other.items() if n in own}, {n: m for n, m in other.items() if n in reads - own}


def _different_parts(old: Wording, new: Wording, names: Mapping[str, str], constants: bool = True) -> tuple[str, ...]:
    every = dict.fromkeys([*old.parts, *new.parts])
    return tuple(
        name
        for name in every
        if name not in old.parts
        or name not in new.parts
        or key_of(old.parts[name], None, constants) != key_of(new.parts[name], names, constants)
    )


def _assumptions(
    statement: Statement, revision: Revision, names: Mapping[str, str], readings: Iterable[str]
) -> dict[Key, str]:
    """Key -> text of everything that limits a statement; of `readings`, "not under" those that are not the statement's."""
    made: dict[Key, str] = {}
    for formula in (*statement.printed.given, *revision.results[statement.result].conventions):
        for key in _comparisons(formula, names):
            made.setdefault(key, formula.text)
    for name in readings:
        if name not in (statement.readings or revision.readings):
            made["not", name] = f"not under the reading {name}"
            continue
        reading = revision.readings[name]
        made[name, key_of(reading.rank_xx, names)] = f"under the reading {name}, rank_xx == {reading.rank_xx}"
        for formula in reading.given:
            for key in _comparisons(formula, names):
                made.setdefault((name, key), f"under the reading {name}, {formula}")
    return made


def _where_both_speak(own: Mapping[Key, str], other: Mapping[Key, str]) -> dict[Key, str]:
    """The assumptions without the definitions of readings under which the other statement does not stand at all."""
    return {key: text for key, text in own.items() if ("not", key[0]) not in other}


def _comparisons(formula: Formula, names: Mapping[str, str]) -> Iterable[Key]:
    """The single comparisons of a chain, each with its smaller side first."""
    relation = formula.relation
    for sign, left, right in zip(relation.relations, relation.sides, relation.sides[1:]):
        a, b = (_key(side, names, {}, True) for side in (left, right))
        if sign in DOWNWARD:
            yield DOWNWARD[sign], b, a
        elif sign in ("==", "!="):
            yield sign, *sorted((a, b), key=repr)
        else:
            yield sign, a, b


def _wording_key(wording: Wording, names: Mapping[str, str]) -> Key:
    given = frozenset(key for formula in wording.given for key in _comparisons(formula, names))
    parts = tuple(sorted((name, key_of(formula, names)) for name, formula in wording.parts.items()))
    return parts, given, _spaced(wording.sentence)


def _finding_key(finding: Finding | None, names: Mapping[str, str]) -> Key:
    if finding is None:
        return None
    repaired = None if finding.repaired is None else _wording_key(finding.repaired, names)
    return finding.severity, finding.refuted_by, repr(finding.witness), repaired


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _key(node: grammar.Node, names: Mapping[str, str], bound: Mapping[str, int], constants: bool) -> Key:
    def inner(child: grammar.Node) -> Key:
        return _key(child, names, bound, constants)

    match node:
        case grammar.Integer(value=value):
            return ("integer", value if constants else None)
        case grammar.Name(name=name, indices=indices):
            known: Any = ("index", bound[name]) if name in bound else ("name", names.get(name, name))
            return (*known, *map(inner, indices))
        case grammar.Operation(operator=operator, left=left, right=right):
            return (operator, inner(left), inner(right))
        case grammar.Call(function=function, arguments=arguments):
            return (function, *map(inner, arguments))
        case grammar.Series(kind=kind, body=body, index=index, low=low, high=high):
            deeper = {**bound, index: 1 + max(bound.values(), default=-1)}  # an inner index may hide an outer one
            return (kind, _key(body, names, deeper, constants), inner(low), inner(high))
        case grammar.Relation(relations=relations, sides=sides):
            return ("relation", relations, *map(inner, sides))
        case grammar.Piecewise(branches=branches, otherwise=otherwise):
            pairs = tuple((inner(value), inner(condition)) for value, condition in branches)
            return ("Piecewise", pairs, inner(otherwise))
    raise AssertionError(f"a node of the grammar that audits do not know: {type(node).__name__}")
