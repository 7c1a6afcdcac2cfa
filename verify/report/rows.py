"""One row for each case: what was asked, what was found, and whether that was expected. Text and JSON show the same rows."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verify.formal import standing
from verify.judge.run import Run
from verify.judge.runner import Case, spoken_recipe
from verify.judge.verdicts import Evidence, Verdict
from verify.paper.statements import Revision
from verify.report import paper, witness
from verify.report.digests import digests

SCHEMA = 4  # 2: the paper, what makes a run again, exhibits; 3: digests of all, library versions; 4: matrices, own words


@dataclass(frozen=True)
class Row:
    """A case with its evidence."""

    case: Case
    evidence: Evidence

    @property
    def expected(self) -> bool:
        """Whether the verdict is the expected one."""
        return self.case.as_expected(self.evidence)

    @property
    def replay(self) -> str:
        """The command that replays a refutation."""
        return f"python -m verify replay {shlex.quote(self.case.id)}"

    @property
    def matrices(self) -> list[str]:
        """The network of a refutation, as lines of text; empty where nothing is refuted, or at a point."""
        return witness.shown(self.case, self.evidence.witness) if self.evidence.verdict is Verdict.REFUTED else []

    def as_json(self) -> dict[str, Any]:
        """The row of the JSON report."""
        case, e = self.case, self.evidence
        finding = case.statement.finding
        return {
            "id": case.statement.id,
            "case": case.id,
            "kind": case.statement.kind,
            "reading": case.reading,
            "under": case.under.name if case.under else None,
            "claim": case.claim.name if case.claim else None,
            "sentence": case.claim.sentence if case.claim else None,
            "where": case.statement.where,
            "formula": str(case.wording),
            "latex": case.wording.latex,
            "verdict": e.verdict.value,
            "expected": self.expected,
            "given_axioms": list(e.given_axioms),
            "severity": finding.severity if finding and case.expects_refutation else None,
            "scope": e.scope,
            "method": e.method,
            "detail": e.detail,
            "tried": e.tried,
            "trivial": e.trivial,
            "discarded": e.discarded,
            "strata": dict(e.strata),
            "witness": dict(e.witness) if e.witness is not None else None,
            "matrices": self.matrices,
            "certificate": list(e.certificate),
            "exhibit": dataclasses.asdict(e.exhibit) if e.exhibit is not None else None,
            "surprise": case.surprise(e),
            "replay": self.replay if case.expects_refutation else None,
            "seconds": round(e.seconds, 4),
        }


def paste(rows: list[Row]) -> list[str]:
    """A finding for new refutations of one claim, ready to paste below its statement: severity and reason are yours."""
    first = rows[0].case
    found = {row.case.under.name if row.case.under else "any": spoken_recipe(row.evidence.witness or {}) for row in rows}
    readings = len(first.statement.readings) or 1
    if len(set(found.values())) == 1 and len(found) == readings:
        found = {"any": next(iter(found.values()))}
    witnesses = ", ".join(f"{key} = {{ {recipe} }}" for key, recipe in found.items())
    return [
        f'["{first.statement.result}".{first.statement.name}.finding]',
        'severity   = "false"',
        'because    = "say in one sentence why it fails"',
        f'refuted_by = "{first.claim.name if first.claim else ""}"',
        f"witness    = {{ {witnesses} }}",
    ]


def summary(rows: list[Row]) -> dict[str, int]:
    """How many rows there are of each verdict, and how many are as expected."""
    counts = {v.value: sum(r.evidence.verdict is v for r in rows) for v in Verdict}
    return {
        "cases": len(rows),
        **counts,
        "expected": sum(r.expected for r in rows),
        "surprises": sum(not r.expected for r in rows),
    }


def as_json(
    rows: list[Row],
    revision: Revision,
    run: Run,
    *,
    lemmas: Sequence[str] = (),
    state: Mapping[str, Any] | None = None,
    unfinished: Sequence[str] = (),
) -> dict[str, Any]:
    """The whole JSON report.

    `lemmas` are the modules that were asked for, `state` digests of the data and the program (saved.state), `unfinished`
    the ids of the cases that an interruption left out; together with the options they let a run be taken up again.
    """
    ids = dict.fromkeys(row.case.statement.id for row in rows)
    formal = {ident: standing.of(ident, revision) for ident in ids}
    made = {
        "schema": SCHEMA,
        "revision": {"name": revision.name, "title": revision.title, "source": revision.source},
        "options": {
            "L": list(run.depths),
            "deep": run.deep,
            "widths": list(run.widths) if run.widths else None,
            "rank": run.rank,
            "examples": run.examples,
            "dps": run.dps,
            "seed": run.seed,
            "revision": run.revision,
            "reading": run.reading,
            "lemmas": list(lemmas),
        },
        "state": dict(state or {}),
        "unfinished": list(unfinished),
        "paper": paper.as_json(revision),
        "formal": {ident: found for ident, found in formal.items() if found},
        "results": [row.as_json() for row in rows],
        "summary": summary(rows),
    }
    return {**made, "digests": digests(made)}
