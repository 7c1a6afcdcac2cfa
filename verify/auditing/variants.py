"""Wrong and right variants of statements that stand: one edit each, and what the audit of it says.

`lemmas/corpus/variants.toml` holds them. Every wrong one ought to be refuted and none may pass; no right one may be refuted.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from verify.auditing.auditor import Auditor
from verify.auditing.changes import Kind, changes
from verify.auditing.dropped import Problem
from verify.errors import BadInput
from verify.judge.claims import Claim
from verify.judge.run import Run
from verify.paper.formulas import Formula
from verify.paper.statements import Revision

SIDES = ("wrong", "right")
REFUTED, UNDECIDED, PASSED = "refuted", "undecided", "passed"


@dataclass(frozen=True)
class Variant:
    """One edit of one statement: its number on its side, the kind of change, and the keys that change."""

    side: str
    number: int
    of: str  # the id of the statement
    kind: str
    why: str = ""
    value: str = ""
    sentence: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    add: tuple[str, ...] = ()

    @property
    def result(self) -> str:
        """The label of the result."""
        return self.of.partition("/")[0]


@dataclass(frozen=True)
class Audited:
    """What the audit says of a variant, with the processor time that it took."""

    variant: Variant
    verdict: str  # refuted, undecided or passed
    told: str
    seconds: float

    @property
    def good(self) -> bool:
        """Whether a wrong variant does not pass, or a right one is not refuted."""
        return self.verdict != (PASSED if self.variant.side == "wrong" else REFUTED)

    @property
    def best(self) -> bool:
        """Whether a wrong variant is refuted, or a right one passes."""
        return self.verdict == (REFUTED if self.variant.side == "wrong" else PASSED)


def variants(path: Path) -> list[Variant]:
    """All variants of a file. Raises BadInput."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = [(side, number, row) for side in SIDES for number, row in enumerate(data.get(side, []))]
        return [Variant(side, number, **_plain(row)) for side, number, row in rows]
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise BadInput(f"{path}: {error}") from None


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def edited(variant: Variant, book: Revision) -> Revision:
    """The revision with the edit. Raises BadInput for a statement, part or assumption that it does not have."""
    label, _, name = variant.of.partition("/")
    if label not in book.results or name not in book.results[label].statements:
        raise BadInput(f"{variant.of}: revision {book.name} has no such statement")
    result = book.results[label]
    statement = result.statements[name]
    wording = statement.printed
    texts: dict[str, str] = {**variant.parts, **({"value": variant.value} if variant.value else {})}
    if unknown := sorted(set(texts) - set(wording.parts)):
        raise BadInput(f"{variant.of} has no part {', '.join(unknown)}; it has {', '.join(wording.parts)}")
    if unknown := sorted(set(variant.drop) - {f.text for f in wording.given}):
        raise BadInput(f"{variant.of} does not assume {', '.join(unknown)}")
    given = [f for f in wording.given if f.text not in variant.drop] + [Formula.read(text) for text in variant.add]
    parts = {**wording.parts, **{part: Formula.read(text) for part, text in texts.items()}}
    made = replace(wording, parts=parts, given=tuple(given), sentence=variant.sentence or wording.sentence)
    statements: dict[str, Any] = {**result.statements, name: replace(statement, printed=made)}
    return replace(book, results={**book.results, label: replace(result, statements=statements)})


def audited(variant: Variant, book: Revision, claims: Sequence[Claim], run: Run) -> Audited:
    """The audit of a variant against the wordings that stand. Raises BadInput where nothing, or more than that, changes."""
    start = time.process_time()
    new = edited(variant, book)
    changed = [change for change in changes(book, new) if change.kind is not Kind.UNCHANGED]
    if [change.id for change in changed] != [variant.of]:
        raise BadInput(f"{variant.of}: a variant changes one statement, not {len(changed)}")
    entry = Auditor(book, new, claims, run).entry(changed[0])
    problems = [surprise.problem for surprise in entry.surprises]
    verdict = REFUTED if Problem.REFUTED in problems else UNDECIDED if problems else PASSED
    told = next((s.text for s in entry.surprises if s.problem is Problem.REFUTED or verdict != REFUTED), "")
    if verdict == REFUTED and entry.after is not None and entry.after.worst is not None:
        told = f"{entry.after.worst.evidence.scope}: {entry.after.worst.evidence.detail}"
    return Audited(variant, verdict, " ".join(told.split()), round(time.process_time() - start, 2))
