"""The paper behind a run as JSON: its results with what they rest on, and every statement with its finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from verify.paper.formulas import Formula
from verify.paper.statements import Finding, Revision, Statement, Wording
from verify.report.dependencies import effective_status, foundations, own_status


def as_json(revision: Revision) -> dict[str, Any]:
    """Results, statements and readings of a revision: all that a report shows beside the verdicts."""
    return {
        "results": [_result(revision, label) for label in revision.results],
        "statements": [_statement(s) for result in revision.results.values() for s in result.statements.values()],
        "causes": dict(revision.causes),
        "separate": list(revision.separate),
        "survives": list(revision.survives),
        "readings": [{"name": r.name, "text": r.text, "rank_xx": str(r.rank_xx)} for r in revision.readings.values()],
    }


def _result(revision: Revision, label: str) -> dict[str, Any]:
    result = revision.results[label]
    status, causes = effective_status(revision, label)
    return {
        "label": label,
        "title": result.title,
        "uses": list(result.used_results),
        "axioms": [used.removeprefix("axiom: ") for used in result.uses if used.startswith("axiom: ")],
        "foundations": foundations(revision, label),
        "conventions": _texts(result.conventions),
        "text": list(result.text),
        "remarks": list(result.remarks),
        "not_checkable": list(result.not_checkable),
        "own_status": own_status(result),
        "effective_status": status,
        "because_of": causes,
    }


def _statement(s: Statement) -> dict[str, Any]:
    return {
        "id": s.id,
        "result": s.result,
        "name": s.name,
        "kind": s.kind,
        "where": s.where,
        "printed": wording(s.printed),
        "finding": None if s.finding is None else _finding(s.finding),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity,
        "cause": finding.cause or None,
        "because": finding.because,
        "refuted_by": finding.refuted_by,
        "repaired": None if finding.repaired is None else wording(finding.repaired),
    }


def wording(stated: Wording) -> dict[str, Any]:
    """One version of a statement: its formulas in one line, the LaTeX, the assumptions, the sentence beside them."""
    return {
        "formula": str(stated),
        "latex": stated.latex,
        "given": _texts(stated.given),
        "sentence": stated.sentence,
    }


def _texts(formulas: Sequence[Formula]) -> list[str]:
    return [str(formula) for formula in formulas]
