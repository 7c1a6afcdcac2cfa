"""check, try_formula, counterexample and audit as a Python user calls them, and the text that they show."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import verify
from verify.errors import BadInput

ROOT = Path(__file__).parent.parent.parent
ZERO = "A.9/zero_multiplicity"


@pytest.fixture(scope="module")
def report():
    """Lemma A.9 at depth 2."""
    return verify.check("A.9", L=2, examples=5)


def test_a_report_shows_each_statement_once_and_what_fails(report):
    text = repr(report)
    assert report.as_expected and len(report) == 20
    assert [s.statement.id for s in report.failures][:2] == ["A.9/bulk_multiplicity", ZERO]
    assert report["zero_multiplicity"].state == "false" and report["nu_sum"].state == "proved"
    for s in report:
        assert len(re.findall(rf"^  . {s.statement.id}\b", text, re.MULTILINE)) == 1
    assert "fails at widths 1-1-1" in text and "nothing new" in text
    assert report.to_dict()["summary"]["surprises"] == 0
    assert "<li>" in report._repr_html_()
    with pytest.raises(KeyError):
        report["no such"]


def test_lines_are_broken_between_words_at_any_width(report):
    from verify.report.brief import brief, glance

    whole = " ".join(" ".join(brief(report.rows, report.revision, 10_000)).split())
    for width in (60, 80, 120):
        lines = list(brief(report.rows, report.revision, width))
        assert " ".join(" ".join(lines).split()) == whole
        assert max(len(line) for line in lines if "statements  proved" not in line and not line.startswith("A.9 ")) <= width
    assert len(list(glance(report.rows, report.revision, 80))) < 20


def test_statements_and_options_are_those_of_the_command():
    one = verify.check(ZERO, L="2..3", examples=4, wording="printed")
    assert [s.statement.id for s in one] == [ZERO] and {row.case.reading for row in one.rows} == {"printed"}
    for names, options in (((), {}), (("A.99",), {}), (("A.9",), {"L": 0}), (("A.9", "companion/section_3"), {})):
        with pytest.raises(BadInput):
            verify.check(*names, **options)


def test_a_formula_of_ones_own_is_judged_by_the_statements_checks():
    assert verify.try_formula("A.9/bulk_multiplicity", "r*rank_xx + r*d_L - 2*r**2", examples=5).as_expected
    wrong = verify.try_formula("A.9/bulk_multiplicity", "(rank_xx + d_L - r)*r", examples=5)
    assert not wrong.as_expected and "REFUTED" in repr(wrong)
    assert verify.try_formula("A.9/bulk_interval", {"upper": "(m_t + delta_t)**(2*(L-1))"}, examples=5).as_expected
    bad = (("(r", "r"), ("nonsense", "nonsense"), ({"middle": "1"}, "has the parts"), ("r < 1", "must be a value"))
    for formula, told in bad:
        with pytest.raises(BadInput, match=re.escape(told)):
            verify.try_formula("A.9/bulk_multiplicity", formula)


def test_a_counterexample_is_an_object_with_its_matrices():
    c = verify.counterexample("A.9/bulk_multiplicity")
    assert [W.tolist() for W in c.weights] == [[[1, 0]], [[1]]]
    assert c.hessian is not None and np.array(c.hessian).tolist() == [[1, 0, 1], [0, 0, 0], [1, 0, 1]]
    text = c.explain()
    assert "W^1 = [1  0]" in text and "Sigma_xx" in text and "printed 1, true 0" in text and "recipe: L = 2" in text
    done = subprocess.run([sys.executable, "-I", "-c", c.script()], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "REFUTED" in done.stdout
    point = verify.counterexample("A.9/gap_equivalence")
    assert point.weights == () and point.hessian is None and "recipe" in repr(point)
    for id, options in (("A.9/nu_sum", {}), ("A.9/bulk_multiplicity", {"reading": "isotropic"})):
        with pytest.raises(BadInput, match="counterexample"):
            verify.counterexample(id, **options)


def test_an_audit_says_what_was_fixed_and_broken(edited):
    from verify.api.audits import audit

    right = "(rank_xx + d_L - 2*r)*r"
    file = edited('value = "(d_0 + d_L - 2*r)*r"', f'value = "{right}"', after='["A.9".bulk_multiplicity]')
    found = audit(str(file), examples=5)
    assert found.fixed == ("A.9/bulk_multiplicity",) and "A.9/bulk_multiplicity" in found.broken  # its finding is stale
    assert not found.clean and "stale" in repr(found)


@pytest.mark.parametrize("path", ["docs/api.md"])
def test_the_documents_examples_run_as_printed(path):
    failed, tried = doctest.testfile(str(ROOT / path), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert tried > 8 and failed == 0


@pytest.mark.parametrize("module", ["checks", "witnesses", "hessians", "audits"])
def test_the_docstrings_examples_run_as_printed(module):
    found = __import__(f"verify.api.{module}", fromlist=["x"])
    failed, tried = doctest.testmod(found, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert tried and not failed
