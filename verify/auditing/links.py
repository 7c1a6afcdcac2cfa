"""Which statements of a revision speak of one quantity: by `quotes`, by what claims derive, by a copy that stayed behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from verify.auditing.changes import Change, key_of
from verify.auditing.judgement import cases_of
from verify.auditing.trials import questions
from verify.errors import BadInput
from verify.judge.claims import Claim
from verify.judge.questions import Identity
from verify.paper import grammar
from verify.paper.formulas import Formula
from verify.paper.statements import Revision, Statement

QUOTE = re.compile(r"(?:(\w+)\s*=\s*)?([^/=]+/\w+)(?:\.(\w+))?")

Key = tuple[str, str, str | None]  # a derived expression, the scope of its symbols, the reading
_KNOWN: dict[Any, list[tuple[Key, str]]] = {}


@dataclass(frozen=True)
class Link:
    """Two parts of two statements that are about one quantity, and how that is known."""

    one: str  # id of the statement that repeats the other one, where one does
    part: str
    other: str
    of: str  # the part of the other statement
    why: str

    @property
    def pair(self) -> frozenset[tuple[str, str]]:
        """The two parts, in no order: what identifies the link, in another revision too."""
        return frozenset(((self.one, self.part), (self.other, self.of)))


def statement(revision: Revision, id: str) -> Statement | None:
    """A statement by id; None when the revision has none."""
    label, _, name = id.rpartition("/")
    return revision.results[label].statements.get(name) if label in revision.results else None


def quoted(revision: Revision, ids: Iterable[str] | None = None) -> Iterator[Link]:
    """What statements say that they repeat; only links that touch one of the ids, where ids are given. Raises BadInput."""
    wanted = None if ids is None else set(ids)
    for result in revision.results.values():
        for quoting in result.statements.values():
            for text in quoting.quotes:
                own, id, part = _read(revision, quoting, text)
                if wanted is not None and not {quoting.id, id} & wanted:
                    continue
                why = f"{quoting.id} repeats {id}"
                other = statement(revision, id)
                if other is None:
                    if not revision.partial:
                        yield Link(quoting.id, own or "", id, part or "", f"{why}, which is not there")
                    continue
                yield from (Link(quoting.id, a, id, b, why) for a, b in _pairs(revision, quoting, other, own, part, text))


def gone(link: Link, revision: Revision) -> bool:
    """Whether the link quotes a statement that the revision does not have."""
    return statement(revision, link.other) is None


def _read(revision: Revision, quoting: Statement, text: str) -> tuple[str | None, str, str | None]:
    match = QUOTE.fullmatch(text.strip())
    if match is None:
        raise _refused(revision, quoting, f'{text!r}: write "A.2/eq_32", or "part = A.2/eq_36.tail"')
    return match[1], match[2].strip(), match[3]


def _pairs(
    revision: Revision, quoting: Statement, other: Statement, own: str | None, part: str | None, text: str
) -> list[tuple[str, str]]:
    mine, theirs = quoting.printed.parts, other.printed.parts
    for name, parts, id in ((own, mine, quoting.id), (part, theirs, other.id)):
        if name is not None and name not in parts:
            raise _refused(revision, quoting, f"{text!r}: {id} has no part {name!r}; it has {', '.join(parts) or 'none'}")
    if own is None and part is None:
        shared = [(name, name) for name in mine if name in theirs]
        if shared or not (mine and theirs):
            return shared
    if own is None and len(mine) == 1:
        own = next(iter(mine))
    if part is None and len(theirs) == 1:
        part = next(iter(theirs))
    if own is None and part in mine:
        own = part
    if part is None and own in theirs:
        part = own
    if own is None or part is None:
        raise _refused(revision, quoting, f'{text!r}: say which part repeats which, "part = {other.id}.part"')
    return [(own, part)]


def _refused(revision: Revision, quoting: Statement, message: str) -> BadInput:
    return BadInput(f'revision {revision.name}: ["{quoting.result}".{quoting.name}] quotes: {message}')


def derived(revision: Revision, claims: Sequence[Claim], ids: Iterable[str]) -> Iterator[Link]:
    """Statements that claims hold against the very same derived expression, over the same values of its symbols.

    Only links from one of the ids, to results that it rests on or that rest on it. An expression without any operation
    (a number, a symbol) links nothing: many quantities share it.
    """
    wanted = [s for s in (statement(revision, id) for id in ids) if s is not None and not s.misread]
    keys = {one.id: list(_against(revision, one, claims, _first(revision, one))) for one in wanted}
    near = {one.result: _related(revision, one.result) for one in wanted if keys[one.id]}
    under = {_first(revision, one) for one in wanted if keys[one.id]}
    table: dict[Key, list[tuple[Statement, str]]] = {}
    for label in (name for name in revision.results if any(name in labels for labels in near.values())):
        for found in (s for s in revision.results[label].statements.values() if not s.misread):
            for reading in under:
                for key, part in _against(revision, found, claims, reading):
                    table.setdefault(key, []).append((found, part))
    for one in wanted:
        done: set[tuple[str, str, str]] = set()
        for key, part in keys[one.id]:
            for other, of in table.get(key, []):
                if other.id == one.id or other.result not in near[one.result] or (part, other.id, of) in done:
                    continue
                done.add((part, other.id, of))
                yield Link(one.id, part, other.id, of, "both are held against the same derived quantity")


def _first(revision: Revision, found: Statement) -> str | None:
    """The reading under which links are looked for: one is enough to see that two claims derive the same."""
    return next(iter(found.readings or revision.readings), None)


def _related(revision: Revision, label: str) -> list[str]:
    """The result, those that it rests on and those that rest on it, in the order of the paper."""
    used, results = revision.results[label].used_results, revision.results
    return [name for name, result in results.items() if name == label or name in used or label in result.used_results]


def _against(revision: Revision, found: Statement, claims: Sequence[Claim], reading: str | None) -> list[tuple[Key, str]]:
    """What each identity that a claim asks of a part, as it is stated, holds it against; and the name of the part."""
    own = tuple(c for c in claims if (c.result, c.statement) == (found.result, found.name) and c.domain is None)
    parts = tuple((name, formula.text) for name, formula in found.printed.parts.items())
    rank = "" if reading is None else revision.readings[reading].rank_xx.text
    known = (found.id, own, parts, found.readings, reading, rank)
    if known not in _KNOWN:
        _KNOWN[known] = list(_keys(revision, found, own, reading))
    return _KNOWN[known]


def _keys(revision: Revision, found: Statement, own: Sequence[Claim], reading: str | None) -> Iterator[tuple[Key, str]]:
    for case in cases_of(found, own, revision):
        if case.under is not None and case.under.name != reading:
            continue
        for question in questions(case):
            if not isinstance(question, Identity):
                continue
            for stated, true in ((question.left, question.right), (question.right, question.left)):
                name = next((n for n, formula in found.printed.parts.items() if formula is stated), None)
                if name is not None and isinstance(true, sp.Basic) and not true.is_Atom:
                    yield (sp.srepr(true), question.space.scope, case.under.name if case.under else None), name


def copies(changed: Sequence[Change], new: Revision) -> Iterator[Link]:
    """Unchanged statements with the very formula, and the left side in LaTeX, that a changed one had before."""
    touched = {change.id for change in changed}
    for change in changed:
        if change.old is None or change.new is None:
            continue
        for name in change.parts:
            before = change.old.printed.parts.get(name)
            if before is None or name not in change.new.printed.parts or _plain(before):
                continue
            for label in _related(new, change.new.result):
                for other in new.results[label].statements.values():
                    if other.id in touched or other.misread or _left(other) != _left(change.old):
                        continue
                    for of, formula in other.printed.parts.items():
                        if key_of(formula) == key_of(before):
                            why = f"{other.id} still has what {change.id} printed before"
                            yield Link(other.id, of, change.id, name, why)


def _plain(formula: Formula) -> bool:
    """A number or a symbol alone: too common to be a copy of anything."""
    return isinstance(formula.tree, grammar.Integer | grammar.Name)


def _left(found: Statement) -> str:
    """The left side of the printed LaTeX, without spaces; the id where there is none, so that nothing matches."""
    head, sign, _ = found.printed.latex.partition("=")
    return re.sub(r"\\[,;:! ]|\s", "", head) if sign else found.id
