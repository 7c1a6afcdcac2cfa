"""What the last build of the formal proofs says of a statement, if it was of just this content. Needs no proof assistant."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from verify.formal import build, table
from verify.paper.statements import Revision


def line(rows: table.Table, revision: Revision, verdict: build.Verdict) -> str:
    """One line on a row: FORMAL with axioms, REFUTED formally, or FAILED with the reason."""
    entry = rows.entries[verdict.key]
    if not verdict.accepted:
        return f"FAILED   {verdict.key}: {verdict.why}"
    word = "REFUTED " if entry.refutes else "FORMAL  "
    axioms = f"axioms: {', '.join(verdict.axioms) or 'none'}"
    return f"{word} {verdict.key}: {rows.words(entry, revision)}  [checked by Rocq's kernel; {axioms}]"


@lru_cache(maxsize=1)
def _record() -> dict[str, build.Verdict]:
    return build.recorded(table.FOLDER)


def of(statement: str, revision: Revision) -> list[dict[str, Any]]:
    """What stands formally of a statement of a revision, strongest words first to be shown: one item a row of the table.

    An item has `verdict` ("FORMAL", "REFUTED" or "FAILED"), `wording`, `words`, `axioms` and `why`. A row whose content is
    not that of the last build is FAILED: nothing is known of it until it is built.
    """
    rows = table.read()
    found = []
    for entry in rows.of(statement):
        if entry.paper != revision.paper:
            continue
        verdict = _record().get(entry.key)
        good = verdict is not None and verdict.accepted and build.standing(rows, entry, revision, verdict)
        why = "" if good else "not what the last build checked: run python -m verify formal"
        word = ("REFUTED" if entry.refutes else "FORMAL") if good else "FAILED"
        axioms = list(verdict.axioms) if good and verdict else []
        wording = "printed" if entry.printed else "in force"
        found.append(
            {
                "verdict": word,
                "wording": wording,
                "words": rows.words(entry, revision) if good else "",
                "claim": entry.claim.strip(),
                "axioms": axioms,
                "why": why,
            }
        )
    return found


def lines(statement: str, revision: Revision) -> list[str]:
    """The same as lines of the text report."""
    shown = []
    for item in of(statement, revision):
        if item["verdict"] == "FAILED":
            shown.append(f"    FORMAL?     {item['wording']}: {item['why']}")
        else:
            axioms = ", ".join(item["axioms"]) or "none"
            shown.append(
                f"    {item['verdict']:<11} {item['wording']}: {item['words']}  "
                f"[Rocq's kernel, at the last build of just this; axioms: {axioms}]"
            )
    return shown


def count(revision: Revision) -> int:
    """How many statements of a revision stand formally, in the wording that is in force."""
    ids = {entry.id for entry in table.read().entries.values() if not entry.printed and entry.paper == revision.paper}
    return sum(any(i["verdict"] == "FORMAL" and i["wording"] == "in force" for i in of(s, revision)) for s in ids)
