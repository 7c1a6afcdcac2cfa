"""Strong sentences name their hypotheses, and a fault is blamed once, where it is made."""

from __future__ import annotations

from pathlib import Path

from flint import fmpq

from verify import catalogue
from verify.nets.courses import Course

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


def test_a_count_that_needs_the_readings_says_which_ranks_they_allow():
    """At L = 2, r = 1, d_* = 3, rank 2 and lambda = (1, 0, 1/2) H_o has rank 5, and the repaired count of A.10 gives 6."""
    wording = BOOK.results["A.10"].statements["eigenvector_count"].finding.repaired
    at = {
        "rank_W": 2,
        "rank_xx": 2,
        "d_L": 3,
        "d_star": 3,
        "r": 1,
        "misplaced": 0,
        "lambdas": {1: fmpq(1), 2: fmpq(0), 3: fmpq(1, 2)},
    }
    facts = {name: value if isinstance(value, dict) else fmpq(value) for name, value in at.items()}
    net = Course(
        {"L": 2, "widths": [3, 3, 3], "r": 1, "rank_xx": 2, "head": ["1"], "tail": ["0", "1/2"], "eta": "1/9", "steps": 0}
    )
    assert net.initial.outer_product_hessian.matrix.rank() == 5 != wording.parts["value"].at(**facts) == 6
    assert not all(formula.holds(**facts) for formula in wording.given)
    assert all(formula.holds(**{**facts, "rank_xx": fmpq(3)}) for formula in wording.given)
