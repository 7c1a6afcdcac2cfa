"""The distinct errors of a paper on its site: findings that share a cause are one error, shown once with all its places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verify.report.distinct import WORST_FIRST, in_words
from verify.report.site.model import Report, Statement
from verify.report.site.names import Names

ARXIV = re.compile(r"arXiv:?\s?(\d{4}\.\d{4,5})\b")


@dataclass(frozen=True)
class Error:
    """One error: its gravest severity, its cause in a sentence, and the statements where it shows, the gravest first."""

    severity: str
    cause: str
    anchor: str
    statements: tuple[Statement, ...]

    @property
    def first(self) -> Statement:
        """The statement that shows it best: one with a counterexample in this run, and a claim, if there is one."""
        gravest = [s for s in self.statements if s.severity == self.severity]
        return min(gravest, key=lambda s: (not s.found, s.data["kind"] == "step"))


def errors(report: Report) -> list[Error]:
    """The errors of a paper, the gravest first, then those that show most often; see report/distinct.py."""
    paper = report.data["paper"]
    shared: dict[str, list[Statement]] = {}
    for s in report.statements:
        if s.data["finding"]:
            cause = s.data["finding"]["cause"]
            shared.setdefault(s.data["id"] if not cause or cause in paper["separate"] else cause, []).append(s)
    names, found = Names("error"), []
    for key, statements in shared.items():
        ranked = sorted(statements, key=lambda s: WORST_FIRST.index(s.severity))
        told = paper["causes"].get(key, ranked[0].data["finding"]["because"])
        found.append(Error(ranked[0].severity, told, f"e-{names.of(key)}", tuple(ranked)))
    return sorted(found, key=lambda e: (WORST_FIRST.index(e.severity), -len(e.statements)))


def anchors(found: list[Error]) -> dict[str, str]:
    """By the id of a statement: the anchor of the error that it shows."""
    return {s.data["id"]: e.anchor for e in found for s in e.statements}


def summary(report: Report) -> dict[str, Any]:
    """What a page needs to say what was found: the errors, their number by severity in words, what is right."""
    found = errors(report)
    return {
        "errors": found,
        "errors_counted": in_words(Counter(e.severity for e in found)),
        "failing": sum(len(e.statements) for e in found),
        "formal": sum(any(map(_formal, s.formal)) for s in report.statements),
    }


def _formal(found: Mapping[str, Any]) -> bool:
    return (found["verdict"], found["wording"]) == ("FORMAL", "in force")


def published(revision: Mapping[str, Any]) -> str:
    """The page of the paper on arXiv; empty where its source names none."""
    named = ARXIV.search(revision["source"])
    return f"https://arxiv.org/abs/{named[1]}" if named else ""
