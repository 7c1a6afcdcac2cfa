"""A refutation outside a convention counts only for a finding that names the convention, and says where it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verify import catalogue
from verify.judge.run import Run
from verify.judge.runner import cases, examine, replay
from verify.judge.verdicts import Verdict

BOOK = catalogue.revision("full-text")
NAMED = ["A.9/gap_equivalence", "3.5/gap_equivalence", "3.5/condition_power"]


def refuted(id):
    module = catalogue.lemma(catalogue.module_name(id.split("/")[0]))
    (case,) = [c for c in cases(module, BOOK, "printed") if c.statement.id == id and c.expects_refutation]
    return case


def without_a_name(case):
    """The case with a finding that does not say which convention has to be read in."""
    finding = replace(case.statement.finding, because="for some values the two conditions differ")
    return replace(case, statement=replace(case.statement, finding=finding))


@pytest.mark.parametrize("id", NAMED)
def test_a_refutation_outside_a_convention_says_so(id):
    case = refuted(id)
    witness = case.statement.finding.witness_under(None)
    for seen in (examine(case, Run()), replay(case, witness)):
        assert seen.verdict is Verdict.REFUTED
        assert "outside the convention m_t > delta_t" in seen.detail
    assert examine(case, Run()).scope.endswith(", outside the convention m_t > delta_t")


@pytest.mark.parametrize("id", NAMED)
def test_no_finding_of_another_reason_refutes_there(id):
    case = without_a_name(refuted(id))
    assert examine(case, Run()).verdict is Verdict.UNDECIDED
    seen = replay(case, case.statement.finding.witness_under(None))
    assert seen.verdict is Verdict.UNDECIDED and "m_t > delta_t does not hold" in seen.detail


def test_the_label_alone_excuses_nothing():
    """All other findings of that severity are refuted where every convention holds."""
    found = set()
    for paper in catalogue.papers().values():
        book = catalogue.revision(paper.revision)
        for module in catalogue.module_names(paper.name):
            for case in cases(catalogue.lemma(module), book, "printed"):
                finding = case.statement.finding
                weighed = case.expects_refutation and finding.severity == "convention" and case.claim.domain is None
                if weighed and examine(without_a_name(case), Run()).verdict is not Verdict.REFUTED:
                    found.add(case.statement.id)
    assert found == set(NAMED)
