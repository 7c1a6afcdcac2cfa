"""What changed between two revisions: from the printed text alone, or from the JSON of diff or audit with both verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from verify.auditing.changes import Change, Kind, changes
from verify.errors import BadInput
from verify.judge.runner import spoken_recipe
from verify.paper.statements import Revision, Statement
from verify.report import paper
from verify.report.site import extras

QUIET = (Kind.UNCHANGED.value, Kind.NOT_SHOWN.value)


def of_revisions(old: Revision, new: Revision) -> dict[str, Any]:
    """What the page shows of two revisions whose printed texts are compared and nothing is judged."""
    return _context(old.name, new.name, [_change(c) for c in changes(old, new)])


def of_file(path: Path) -> dict[str, Any]:
    """What the page shows of the JSON of `python -m verify diff` or `audit`. Raises BadInput for any other file."""
    import jsonschema

    data = extras.read(path)
    schema = extras.parsed((resources.files("verify.report") / "audit.schema.json").read_text(encoding="utf-8"))
    problem = next(jsonschema.Draft202012Validator(schema).iter_errors(data), None)
    if problem is not None:
        raise BadInput(f"{path}: not the output of verify diff --format json: {problem.json_path}: {problem.message[:160]}")
    return _context(data["old"]["name"], data["new"]["name"], [_judged(entry) for entry in data["statements"]])


def _context(old: str, new: str, every: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    changed = [entry for entry in every if entry["change"] not in QUIET or entry["told"]]
    kinds = Counter(entry["change"] for entry in every)
    names = (old, new) if old != new else (f"{old} (old)", f"{new} (new)")
    return {"old": names[0], "new": names[1], "changed": changed, "total": len(every), "kinds": list(kinds.items())}


def _change(change: Change) -> dict[str, Any]:
    def shown(statement: Statement | None) -> Mapping[str, Any] | None:
        return None if statement is None else paper.wording(statement.printed)

    return {
        "id": change.id,
        "change": change.kind.value,
        "where": change.statement.where,
        "old": shown(change.old),
        "new": shown(change.new),
        "before": [],
        "after": [],
        "added": list(change.added),
        "dropped": list(change.dropped),
        "told": [],
        "instance": "",
    }


def _judged(entry: Mapping[str, Any]) -> dict[str, Any]:
    separation = entry["separation"] or {}
    trials = (("only the old wording", separation.get("only_old")), ("only the new wording", separation.get("only_new")))
    instances = [f"{what} holds at {spoken_recipe(t['witness'])}" for what, t in trials if t]
    return {
        **{key: entry[key] for key in ("id", "change", "where", "old", "new", "added", "dropped")},
        "before": entry["before"] or [],
        "after": entry["after"] or [],
        "told": [*(["the error of the old wording is fixed"] if entry["fixed"] else [])]
        + [surprise["text"] for surprise in entry["surprises"]],
        "instance": "; ".join(instances),
    }
