"""An audit as SARIF 2.1.0, for editors and code hosts: a result for each statement that changed, at its table in the file.

baselineState says what became of a result since the old revision: new, unchanged, updated or absent.
Source: OASIS, Static Analysis Results Interchange Format 2.1.0.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from verify.audit.auditing import Audit, Entry
from verify.audit.changes import Kind
from verify.audit.consistency import Contradiction
from verify.judge.verdicts import Verdict
from verify.paper.places import Index, Place

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RULES = {
    "stands": "The statement was proved, or supported by instances.",
    "refuted": "One exact or certified instance contradicts the statement.",
    "undecided": "No proof and no contradiction, or no claim checks the statement.",
    "stale-finding": "A recorded finding whose witness no longer refutes the printed statement.",
    "repair": "A repaired wording that does not stand.",
    "removed": "The statement is no longer in the revision.",
    "contradiction": "Two statements of one revision give one quantity two values.",
}
LEVELS = {"stale-finding": "warning", "contradiction": "warning"}


def log(audit: Audit, old: Index, new: Index) -> dict[str, Any]:
    """The SARIF log. `old` and `new` know the lines of the tables in both revisions' files."""
    results = [r for entry in audit.entries if entry.before or entry.after for r in _of_entry(entry, old, new)]
    for found, state, index in (
        *((c, "new", new) for c in audit.fresh),
        *((c, "unchanged", new) for c in audit.known),
        *((c, "absent", old) for c in audit.resolved),
    ):
        results.append(_contradiction(found, state, index))
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "verify",
                        "semanticVersion": _version(),
                        "rules": [{"id": id, "shortDescription": {"text": text}} for id, text in RULES.items()],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "properties": {"old": audit.old.name, "new": audit.new.name},
                "results": results,
            }
        ],
    }


def _of_entry(entry: Entry, old: Index, new: Index) -> list[dict[str, Any]]:
    change = entry.change
    if change.new is None:
        assert change.old is not None
        place = old.place(change.old.result, change.old.name)
        return [_result("removed", f"{change.id} was removed", "absent", place, change.id)]
    place = new.place(change.new.result, change.new.name)
    rule = _rule(entry)
    state = _state(entry)
    made = [_result(rule, _message(entry), state, place, change.id, _known(entry, rule))]
    if rule == "stands" and entry.fixed:
        made.append(_result("refuted", f"{change.id} was refuted before: {_before(entry)}", "absent", place, change.id))
    for surprise in entry.surprises:
        if surprise.problem.name in ("STALE", "REPAIR"):
            id = {"STALE": "stale-finding", "REPAIR": "repair"}[surprise.problem.name]
            made.append(_result(id, f"{change.id}: {surprise.text}", "new", place, f"{change.id}/{surprise.under}"))
    return made


def _rule(entry: Entry) -> str:
    if entry.wrong_after:
        return "refuted"
    stands = entry.implied or (entry.after is not None and entry.after.verdict.stands)
    return "stands" if stands else "undecided"


def _state(entry: Entry) -> str:
    """new: not there, or not wrong, before; unchanged: the very same statement; updated: it was changed."""
    change = entry.change
    if change.old is None or (entry.wrong_after and not entry.wrong_before):
        return "new"
    return "unchanged" if change.kind is Kind.UNCHANGED else "updated"


def _message(entry: Entry) -> str:
    worst = entry.after.worst if entry.after else None
    text = f"{entry.change.id}: {entry.change.kind.value}"
    if worst is None:
        return f"{text}; no claim checks it"
    e = worst.evidence
    under = f" under {worst.under}" if worst.under else ""
    detail = f": {e.detail}" if e.detail and e.verdict is not Verdict.PROVED else ""
    return f"{text}; {e.verdict.value}{under}, {e.scope}{detail} [{e.method}]"


def _before(entry: Entry) -> str:
    worst = entry.before.worst if entry.before else None
    return f"{worst.evidence.scope}: {worst.evidence.detail}" if worst else ""


def _known(entry: Entry, rule: str) -> str:
    """Why a refutation is known already: the finding beside the statement. Empty where it is not."""
    finding = entry.change.new.finding if entry.change.new else None
    return finding.because if rule == "refuted" and finding is not None and not entry.surprises else ""


def _contradiction(found: Contradiction, state: str, index: Index) -> dict[str, Any]:
    label, _, name = found.link.one.rpartition("/")
    where = f"{found.link.one} and {found.link.other} contradict each other: {found.link.why}"
    text = f"{where}; {found.spoken}; {found.text}" if found.point else where
    made = _result(
        "contradiction", text, state, index.place(label, name), "|".join(sorted(".".join(x) for x in found.link.pair))
    )
    other, _, its = found.link.other.rpartition("/")
    made["relatedLocations"] = [_location(index.place(other, its), found.link.other)]
    return made


def _result(rule: str, text: str, state: str, place: Place, id: str, known: str = "") -> dict[str, Any]:
    level = LEVELS.get(rule, "error")
    made: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": list(RULES).index(rule),
        "kind": "pass" if rule in ("stands", "removed") else "open" if rule == "undecided" else "fail",
        "message": {"text": text},
        "baselineState": state,
        "locations": [_location(place, id)],
        "partialFingerprints": {"statement/v1": hashlib.sha256(f"{rule} {id}".encode()).hexdigest()},
    }
    made["level"] = level if made["kind"] == "fail" else "none"  # SARIF: a level belongs to a failure alone
    if known:
        made["suppressions"] = [{"kind": "inSource", "justification": known}]
    return made


def _location(place: Place, id: str) -> dict[str, Any]:
    return {
        "physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": {"startLine": place.line}},
        "logicalLocations": [{"fullyQualifiedName": id}],
    }


def _uri(path: Path) -> str:
    """Relative to the working directory where it can be: a code host resolves it against the checkout."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix().replace(" ", "%20")
    except ValueError:
        return path.resolve().as_uri()


def _version() -> str:
    try:
        return version("verify-lemmas")
    except PackageNotFoundError:
        return "0.0.0"
