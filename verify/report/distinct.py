"""The distinct errors of a paper: findings that share one cause are one error that shows in several places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verify.paper.statements import Revision, Statement

WORST_FIRST = ("false", "reading", "gap", "misprint", "convention")
WORDS = {"false": "false", "reading": "needs an assumption", "gap": "gap", "misprint": "slip", "convention": "convention"}


@dataclass(frozen=True)
class Error:
    """One error: its gravest severity, its cause in a sentence, and the statements in which it shows, the gravest first."""

    severity: str
    cause: str
    key: str
    statements: tuple[Statement, ...]


def distinct_errors(revision: Revision) -> list[Error]:
    """The errors of a revision, the gravest first, then those that show most often.

    Findings of a cause listed under `separate` (slips, border cases, errors of their own) share no more than a heading: each
    is an error by itself. So is a finding that names no cause.
    """
    shared: dict[str, list[Statement]] = {}
    for result in revision.results.values():
        for s in result.statements.values():
            if s.finding is not None:
                alone = not s.finding.cause or s.finding.cause in revision.separate
                shared.setdefault(s.id if alone else s.finding.cause, []).append(s)
    errors = []
    for key, found in shared.items():
        ranked = sorted(found, key=_rank)
        first = ranked[0].finding
        assert first is not None
        errors.append(Error(first.severity, revision.causes.get(key, first.because), key, tuple(ranked)))
    return sorted(errors, key=lambda e: (WORST_FIRST.index(e.severity), -len(e.statements)))


def counted(errors: Sequence[Error]) -> str:
    """How many of each severity, in words: "4 false, 9 need an assumption, 2 gaps, …"."""
    return in_words(Counter(e.severity for e in errors))


def in_words(counts: Mapping[str, int]) -> str:
    """Numbers by severity in words, the gravest first."""
    return ", ".join(f"{counts[s]} {_plural(s, counts[s])}" for s in WORST_FIRST if counts.get(s))


def _plural(severity: str, n: int) -> str:
    if severity == "reading":
        return "needs an assumption" if n == 1 else "need an assumption"
    return WORDS[severity] + ("s" if n > 1 and severity != "false" else "")


def only_misquoted(revision: Revision) -> list[Statement]:
    """Statements that hold under eq. (4) as printed and fail only where a proof's own misquote of it is assumed."""
    names = {name for name, reading in revision.readings.items() if reading.misquote}
    return [
        s
        for result in revision.results.values()
        for s in result.statements.values()
        if s.finding is not None and s.finding.witness and set(s.finding.witness) <= names
    ]


def _rank(s: Statement) -> int:
    assert s.finding is not None
    return WORST_FIRST.index(s.finding.severity)
