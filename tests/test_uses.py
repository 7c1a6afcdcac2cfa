"""`uses` names statements: each is leant on by a claim, or quoted by a statement, of the result; none is left out."""

from __future__ import annotations

import pytest

from verify import catalogue
from verify.judge.claims import claims_of
from verify.report.dependencies import effective_status, foundations, impact, leant_on, rests_on

BOOKS = {name: catalogue.revision(catalogue.paper(name).revision) for name in ("depth-not-data", "companion", "review")}
FIRST = BOOKS["depth-not-data"]
RESULTS = [(paper, label) for paper, book in BOOKS.items() for label in book.results]


def touched(paper, label):
    """The statements of other results that a result's claims declare, and those that its statements repeat."""
    modules = [catalogue.lemma(name) for name in catalogue.module_names(paper)]
    declared = {used for module in modules for claim in claims_of(module) if claim.result == label for used in claim.uses}
    quoted = {id for statement in BOOKS[paper].results[label].statements.values() for id in statement.quotes}
    return declared, quoted


@pytest.mark.parametrize(("paper", "label"), RESULTS, ids=[label for _, label in RESULTS])
def test_what_a_result_uses_is_what_its_claims_touch(paper, label):
    named = {used for used in BOOKS[paper].results[label].uses if not used.startswith("axiom: ")}
    declared, quoted = touched(paper, label)
    assert declared <= named <= declared | quoted


@pytest.mark.parametrize("label", ["X.1", "X.2", "X.3"])
def test_the_exact_spectrum_rests_on_nothing_false(label):
    assert "A.9" not in foundations(FIRST, label)
    assert effective_status(FIRST, label)[0] not in ("gap", "false")


def test_a_true_statement_of_a_false_result_carries_no_blame():
    """A.9 counts the zeros wrongly; A.10 takes its sum of the layers and its two other eigenvalues, which stand."""
    assert FIRST.results["A.9"].statements["zero_multiplicity"].finding.severity == "false"
    assert leant_on(FIRST, "A.10")["A.9"] == "stands" and "A.9" not in rests_on(FIRST, "A.10")
    assert leant_on(FIRST, "3.5")["A.9"] == "false"


def test_impact_of_a_statement_and_of_a_result():
    statement, result = list(impact(FIRST, "A.9/zero_multiplicity")), list(impact(FIRST, "a9"))
    assert any(line.startswith("  3.5") for line in statement) and not any(line.startswith("  A.10") for line in statement)
    assert any(line.startswith("  A.10") and "nu_sum" in line for line in result)
