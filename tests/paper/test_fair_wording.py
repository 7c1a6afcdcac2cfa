"""Strong sentences name their hypotheses, and a fault is blamed once, where it is made."""

from __future__ import annotations

from pathlib import Path

from verify import catalogue

BOOK = catalogue.revision("full-text")
PROOFS = Path(__file__).parents[2] / "docs" / "proofs"


def test_a_decay_that_is_called_exponential_if_and_only_if_names_the_alignment():
    said = [s.finding.because for r in BOOK.results.values() for s in r.statements.values() if s.finding]
    exponential = [because for because in said if "exponential if and only if" in because]
    assert exponential
    assert all("eigenvector of Sigma_xx" in because and "^(2L-2) < 1" in because for because in exponential)
    assert "eigenvector of Sigma_xx" in (PROOFS / "A.8.md").read_text(encoding="utf-8").partition("*From above.*")[0]


def test_a_missing_step_size_is_not_blamed_for_a_rule_that_fails_elsewhere():
    finding = BOOK.results["A.2"].statements["singular_tail"].finding
    assert finding.severity == "convention"
    assert "weighed at A.2/eq_32" in finding.because
    assert BOOK.results["A.2"].statements["eq_32"].finding.severity == "reading"


def test_a_finding_names_the_cause_on_which_its_severity_rests():
    found = [(s.id, s.finding) for r in BOOK.results.values() for s in r.statements.values() if s.finding]
    conventional = {"step_size", "border_case"}  # what docs/verdicts.md takes for granted, whatever else fails beside it
    assert {id for id, f in found if f.cause in conventional and f.severity != "convention"} == set()
    assert any(f.cause in conventional for _, f in found)
