"""An audit as SARIF 2.1.0, for editors and code hosts: a result for each problem, at its table in the revision's file.

What stands makes no result, nor does what was removed or mended: a code host shows an alert for each result, whatever its
kind or baselineState says. baselineState tells what is new from what was there before.
Sources: OASIS, Static Analysis Results Interchange Format 2.1.0; GitHub, SARIF support for code scanning.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from verify.auditing.auditor import Audit, Entry
from verify.auditing.changes import Kind
from verify.auditing.consistency import Contradiction, Open
from verify.auditing.judgement import Judgement
from verify.judge.verdicts import Verdict
from verify.paper.meanings import spoken
from verify.paper.places import Index, Place

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RULES = {
    "refuted": (
        "One exact or certified instance contradicts the statement.",
        "The message names the instance. Correct the statement, or record a finding with this witness below it.",
    ),
    "undecided": (
        "No proof and no contradiction, or no claim checks the statement.",
        "Nothing is known of the statement as it is worded now. Write a claim (docs/add_a_lemma.md), or word it as before.",
    ),
    "stale-finding": (
        "A recorded finding whose witness no longer refutes the printed statement.",
        "If the statement was mended, remove its finding; if not, pin a witness that refutes it.",
    ),
    "repair": (
        "A repaired wording that does not stand.",
        "The wording that a finding gives as true is refuted or not decided itself: repair the repair.",
    ),
    "contradiction": (
        "Two statements of one revision give one quantity two values.",
        "The message names a point where they differ. At most one is right: change the other as well.",
    ),
}
WARNINGS = ("stale-finding", "contradiction", "undecided")


def log(audit: Audit, new: Index) -> dict[str, Any]:
    """The SARIF log. `new` knows the lines of the tables in the files of the new revision."""
    results = [r for entry in audit.entries if entry.before or entry.after for r in _of_entry(entry, new)]
    results += [_contradiction(found, "new", new) for found in audit.fresh]
    results += [_contradiction(found, "unchanged", new) for found in audit.known]
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
                        "rules": [_described(id, *texts) for id, texts in RULES.items()],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "properties": {"old": audit.old.name, "new": audit.new.name},
                "results": results,
            }
        ],
    }


def _described(id: str, text: str, help: str) -> dict[str, Any]:
    name = "".join(part.capitalize() for part in id.split("-"))
    level = "warning" if id in WARNINGS else "error"
    made: dict[str, Any] = {"id": id, "name": name, "shortDescription": {"text": text}}
    made |= {"fullDescription": {"text": f"{text} {help}"}, "help": {"text": help, "markdown": help}}
    return made | {"defaultConfiguration": {"level": level}, "properties": {"tags": ["mathematics"]}}


def _of_entry(entry: Entry, new: Index) -> list[dict[str, Any]]:
    change = entry.change
    if change.new is None:
        return []
    place = new.place(change.new.result, change.new.name)
    rule = _rule(entry)
    state = _state(entry)
    made = []
    if rule is not None:
        made.append(_result(rule, _message(entry), state, place, change.id, _known(entry, rule)))
        made[0]["properties"] = {"change": change.kind.value, "readings": _readings(entry.after)}
    for surprise in entry.surprises:
        if surprise.problem.name in ("STALE", "REPAIR"):
            id = {"STALE": "stale-finding", "REPAIR": "repair"}[surprise.problem.name]
            under = f" under {surprise.under}" if surprise.under else ""
            made.append(_result(id, f"{change.id}{under}: {surprise.text}", "new", place, f"{change.id}/{surprise.under}"))
    return made


def _rule(entry: Entry) -> str | None:
    """The rule that a statement breaks; None where it stands."""
    if entry.wrong_after:
        return "refuted"
    stands = entry.implied or (entry.after is not None and entry.after.verdict.stands)
    return None if stands else "undecided"


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
    return _result("undecided", text, "new", index.place(label, name), id)


def _result(rule: str, text: str, state: str, place: Place, id: str, known: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": list(RULES).index(rule),
        "kind": "fail",
        "level": "warning" if rule in WARNINGS else "error",
        "message": {"text": text},
        "baselineState": state,
        "locations": [_location(place, id)],
        "partialFingerprints": {"statement/v1": hashlib.sha256(f"{rule} {id}".encode()).hexdigest()},
    }
    if known:
        made["suppressions"] = [{"kind": "inSource", "justification": known}]
    return made


def _location(place: Place, id: str) -> dict[str, Any]:
    return {
        "physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": {"startLine": place.line}},
        "logicalLocations": [{"fullyQualifiedName": id}],
    }


def _uri(path: Path) -> str:
    """Relative to the working directory, which a code host takes for the checkout; the bare name of a file outside of it."""
    whole, here = path.resolve(), Path.cwd().resolve()
    inside = whole.relative_to(here) if whole.is_relative_to(here) else Path(whole.name)
    return quote(inside.as_posix())


def _version() -> str:
    try:
        return version("verify-lemmas")
    except PackageNotFoundError:
        return "0.0.0"
