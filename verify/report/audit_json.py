"""An audit as JSON; its schema is audit.schema.json beside this file."""

from __future__ import annotations

from typing import Any

from verify.auditing.auditor import Audit, Entry
from verify.auditing.consistency import Contradiction, Open
from verify.auditing.judgement import Judgement
from verify.auditing.separation import Separation
from verify.auditing.trials import Trial
from verify.judge.run import Run
from verify.paper.statements import Revision, Statement

SCHEMA = 1


def as_json(audit: Audit, run: Run) -> dict[str, Any]:
    """The whole report. Statements that were not examined stand with their kind of change alone."""
    return {
        "schema": SCHEMA,
        "old": _revision(audit.old),
        "new": _revision(audit.new),
        "options": run.options(),
        "statements": [entry_json(entry) for entry in audit.entries],
        "contradictions": [
            *(_contradiction(c, "new") for c in audit.fresh),
            *(_contradiction(c, "unchanged") for c in audit.known),
            *(_contradiction(c, "absent") for c in audit.resolved),
        ],
        "not_settled": [_open(o, o in audit.doubtful) for o in (*audit.doubtful, *audit.unsettled)],
        "summary": {
            "statements": len(audit.entries),
            "examined": len(audit.examined),
            "fixed": sum(e.fixed for e in audit.entries),
            "surprises": audit.surprises,
        },
    }


def entry_json(entry: Entry) -> dict[str, Any]:
    """One statement."""
    change = entry.change
    return {
        "id": change.id,
        "kind": change.statement.kind,
        "where": change.statement.where,
        "change": change.kind.value,
        "old": _wording(change.old),
        "new": _wording(change.new),
        "parts": list(change.parts),
        "added": list(change.added),
        "dropped": list(change.dropped),
        "meanings": {name: {"old": was, "new": now} for name, (was, now) in change.meanings.items()},
        "before": _judgement(entry.before),
        "after": _judgement(entry.after),
        "separation": _separation(entry.separation),
        "surprises": [{"problem": s.problem.name.lower(), "under": s.under, "text": s.text} for s in entry.surprises],
        "implied": entry.implied,
        "fixed": entry.fixed,
    }


def _revision(revision: Revision) -> dict[str, Any]:
    return {"name": revision.name, "title": revision.title, "source": revision.source, "partial": revision.partial}


def _wording(statement: Statement | None) -> dict[str, Any] | None:
    if statement is None:
        return None
    wording = statement.printed
    return {
        "id": statement.id,
        "formula": str(wording),
        "latex": wording.latex,
        "given": [f.text for f in wording.given],
        "finding": statement.finding.severity if statement.finding else None,
    }


def _judgement(judgement: Judgement | None) -> list[dict[str, Any]] | None:
    """One item for each reading: the worst that any claim found under it."""
    if judgement is None:
        return None
    made = []
    for reading in judgement.readings:
        found = judgement.under(reading)
        if found is None:
            continue
        e = found.evidence
        made.append(
            {
                "under": reading,
                "verdict": e.verdict.value,
                "given_axioms": list(e.given_axioms),
                "claim": found.case.claim.name if found.case.claim else None,
                "scope": e.scope,
                "method": e.method,
                "detail": e.detail,
                "tried": e.tried,
                "trivial": e.trivial,
                "discarded": e.discarded,
                "witness": dict(e.witness) if e.witness is not None else None,
            }
        )
    return made


def _separation(found: Separation | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "relation": found.relation.value,
        "why": found.why,
        "only_old": _trial(found.only_old),
        "only_new": _trial(found.only_new),
        "beyond": _trial(found.beyond),
        "tried": found.tried,
        "counts": found.spoken_counts(),
    }


def _trial(trial: Trial | None) -> dict[str, Any] | None:
    if trial is None:
        return None
    return {
        "claim": trial.claim,
        "under": trial.under,
        "witness": dict(trial.recipe),
        "old": trial.old.value,
        "new": trial.new.value,
        "old_answer": trial.old_answer,
        "new_answer": trial.new_answer,
    }


def _contradiction(found: Contradiction, baseline: str) -> dict[str, Any]:
    return {
        "one": found.link.one,
        "other": found.link.other,
        "why": found.link.why,
        "baseline": baseline,
        "under": found.under,
        "witness": dict(found.point),
        "text": found.text,
    }


def _open(found: Open, surprise: bool) -> dict[str, Any]:
    return {
        "one": found.link.one,
        "other": found.link.other,
        "why": found.link.why,
        "text": found.text,
        "witness": dict(found.point),
        "surprise": surprise,
    }
