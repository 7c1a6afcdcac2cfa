"""An audit as SARIF 2.1.0, for editors and code hosts: a result for each statement that changed, at its table in the file.

baselineState says what became of a result since the old revision: new, unchanged, updated or absent.
Source: OASIS, Static Analysis Results Interchange Format 2.1.0.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from verify.auditing.auditor import Audit, Entry
from verify.auditing.changes import Kind
from verify.auditing.consistency import Contradiction, Open
from verify.auditing.judgement import Judgement
from verify.judge.verdicts import Verdict
from verify.paper.meanings import spoken
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
    results += [_open(found, new) for found in audit.doubtful]
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
    made[0]["properties"] = {"change": change.kind.value, "readings": _readings(entry.after)}
    if rule == "stands" and entry.fixed:
        made.append(_result("refuted", f"{change.id} was refuted before: {_before(entry)}", "absent", place, change.id))
    for surprise in entry.surprises:
        if surprise.problem.name in ("STALE", "REPAIR"):
            id = {"STALE": "stale-finding", "REPAIR": "repair"}[surprise.problem.name]
            under = f" under {surprise.under}" if surprise.under else ""
            made.append(_result(id, f"{change.id}{under}: {surprise.text}", "new", place, f"{change.id}/{surprise.under}"))
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
    """What changed, and the verdict under every reading; readings that share a verdict and its evidence stand together."""
    text = f"{entry.change.id}: {entry.change.kind.value}"
    if entry.change.meanings:
        text = f"{text} ({'; '.join(spoken(entry.change.meanings))})"
    if entry.after is None or not entry.after.founds:
        return f"{text}; no claim checks it"
    return "; ".join([text, *_verdicts(entry.after)])


def _verdicts(judgement: Judgement) -> list[str]:
    groups: dict[tuple[str, str], list[str]] = {}
    for reading in judgement.readings:
        found = judgement.under(reading)
        assert found is not None
        e = found.evidence
        detail = f": {e.detail}" if e.detail and e.verdict is not Verdict.PROVED else ""
        groups.setdefault((e.verdict.value, f"{e.scope}{detail} [{e.method}]"), []).append(reading or "")
    return [
        f"{verdict} under {', '.join(names)}, {rest}" if any(names) else f"{verdict}, {rest}"
        for (verdict, rest), names in groups.items()
    ]


def _readings(judgement: Judgement | None) -> list[dict[str, Any]]:
    """Every reading of the assumptions with its verdict; one item without a name where no claim depends on a reading."""
    made = []
    for reading in judgement.readings if judgement else ():
        found = judgement.under(reading) if judgement else None
        if found is not None:
            e = found.evidence
            claim = found.case.claim.name if found.case.claim else None
            more = {"scope": e.scope, "method": e.method, "detail": e.detail, "claim": claim}
            counts = {"tried": e.tried, "trivial": e.trivial}
            made.append({"under": reading, "verdict": e.verdict.value, **more, **counts})
    return made


def _before(entry: Entry) -> str:
    """What refuted the old wording, under every reading."""
    founds = [entry.before.under(reading) for reading in entry.before.readings] if entry.before else []
    refuted = [f for f in founds if f is not None and f.evidence.verdict is Verdict.REFUTED]
    groups: dict[str, list[str]] = {}
    for found in refuted:
        groups.setdefault(f"{found.evidence.scope}: {found.evidence.detail}", []).append(found.under or "")
    return "; ".join(f"under {', '.join(names)}, {text}" if any(names) else text for text, names in groups.items())


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
    made["properties"] = {"under": found.under}
    return made


def _open(found: Open, index: Index) -> dict[str, Any]:
    """Two statements that may contradict each other: whether an assumption holds where they differ is not known."""
    label, _, name = found.link.one.rpartition("/")
    text = f"{found.link.one} and {found.link.other}: {found.link.why}; {found.text}"
    id = "|".join(sorted(".".join(x) for x in found.link.pair))
    return _result("contradiction", text, "new", index.place(label, name), id, open_=True)


def _result(
    rule: str, text: str, state: str, place: Place, id: str, known: str = "", open_: bool = False
) -> dict[str, Any]:
    level = LEVELS.get(rule, "error")
    made: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": list(RULES).index(rule),
        "kind": "pass" if rule in ("stands", "removed") else "open" if open_ or rule == "undecided" else "fail",
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
