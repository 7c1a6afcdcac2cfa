"""What the scores of many statements add up to, as plain data that a document can be made from and refreshed in parts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verify.auditing.score import ASSUMPTION_STATUSES, STATUSES, standing_wording
from verify.auditing.workers import Scored
from verify.judge.claims import Claim
from verify.paper.printing import text_of
from verify.paper.statements import Result

OPEN = tuple(status for status in STATUSES if status != "killed")  # what counts against the score, and is listed one by one


@dataclass(frozen=True)
class Tally:
    """One result: its statements with mutants, the counts by status, and every mutant that was not killed."""

    statements: int
    without: int  # statements without formulas, or without a wording that stands
    counts: Mapping[str, int]
    open: tuple[Mapping[str, str], ...]
    assumptions: Mapping[str, Mapping[str, int]]  # "without r >= 1" -> status -> number of statements
    seconds: float = 0.0
    profile: str = "default"
    troubles: tuple[str, ...] = ()
    date: str = ""  # when it was measured
    digest: str = ""  # of the formulas and the claims that were measured

    @property
    def mutants(self) -> int:
        """All mutants of formulas."""
        return sum(self.counts.get(status, 0) for status in STATUSES)

    @property
    def score(self) -> float | None:
        """The share of all mutants that a claim refutes: one that says the same as the wording counts against it, too."""
        return self.counts.get("killed", 0) / self.mutants if self.mutants else None

    def data(self) -> dict[str, Any]:
        """As plain data."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def read(data: Mapping[str, Any]) -> Tally:
    """A tally from plain data. Raises TypeError or KeyError for anything else."""
    made = {**data, "open": tuple(data["open"]), "troubles": tuple(data.get("troubles", ()))}
    if not set(data["counts"]) <= set(STATUSES):
        raise KeyError(f"unknown statuses {sorted(set(data['counts']) - set(STATUSES))}")
    return Tally(**made)


def digest_of(result: Result, claims: Sequence[Claim]) -> str:
    """A digest of what a score is of: each wording that stands, with its assumptions and the names of its claims."""
    parts = []
    for s in result.statements.values():
        _, wording = standing_wording(s)
        if wording is not None:
            formulas = [f"{name} = {text_of(formula.tree)}" for name, formula in wording.parts.items()]
            asked = sorted({c.name for c in claims if (c.result, c.statement) == (result.label, s.name)})
            parts += [s.id, *formulas, *(f.text for f in (*wording.given, *result.conventions)), *asked]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def left_out(tallies: Mapping[str, Tally], results: Mapping[str, Result], claims: Sequence[Claim]) -> dict[str, str]:
    """The results of which a document says nothing that holds now, with the reason: not measured, or changed since."""
    reasons = {}
    for label, result in results.items():
        if label not in tallies:
            reasons[label] = "not measured"
        elif tallies[label].digest != digest_of(result, claims):
            reasons[label] = "changed since"
    return reasons


def tally(result: Result, scored: Sequence[Scored], profile: str, date: str = "", digest: str = "") -> Tally:
    """What the statements of one result add up to."""
    counts: Counter[str] = Counter()
    assumptions: dict[str, Counter[str]] = {}
    listed: list[dict[str, str]] = []
    for one in scored:
        for fate in one.fates:
            if fate.status in ASSUMPTION_STATUSES:
                assumptions.setdefault(fate.change, Counter())[fate.status] += 1
                continue
            counts[fate.status] += 1
            if fate.status in OPEN:
                listed.append({key: getattr(fate, key) for key in ("id", "part", "change", "status", "detail")})
    with_mutants = sum(bool(one.fates) for one in scored)
    return Tally(
        with_mutants,
        len(result.statements) - with_mutants,
        dict(counts),
        tuple(listed),
        {change: dict(seen) for change, seen in assumptions.items()},
        round(sum(one.seconds for one in scored), 1),
        profile,
        tuple(f"{one.subject.statement.id}: {one.trouble}" for one in scored if one.trouble),
        date,
        digest,
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """All results together."""
    made = list(tallies)
    counts: Counter[str] = Counter()
    assumptions: dict[str, Counter[str]] = {}
    for one in made:
        counts.update(one.counts)
        for change, seen in one.assumptions.items():
            assumptions.setdefault(change, Counter()).update(seen)
    return Tally(
        sum(one.statements for one in made),
        sum(one.without for one in made),
        dict(counts),
        tuple(entry for one in made for entry in one.open),
        {change: dict(seen) for change, seen in assumptions.items()},
        round(sum(one.seconds for one in made), 1),
        ", ".join(dict.fromkeys(one.profile for one in made)),
        tuple(trouble for one in made for trouble in one.troubles),
    )


def as_json(scored: Sequence[Scored]) -> list[dict[str, Any]]:
    """Every statement with every mutant and its witness."""
    return [
        {
            "statement": one.subject.statement.id,
            "reading": one.subject.reading,
            "wording": str(one.subject.wording),
            "trouble": one.trouble,
            "mutants": [
                {
                    "id": fate.id,
                    "part": fate.part,
                    "kind": fate.kind,
                    "change": fate.change,
                    "status": fate.status,
                    "by": fate.by,
                    "witness": fate.witness,
                    "detail": fate.detail,
                }
                for fate in one.fates
            ],
        }
        for one in scored
    ]


__all__ = ["OPEN", "Tally", "as_json", "digest_of", "left_out", "read", "tally", "total"]
