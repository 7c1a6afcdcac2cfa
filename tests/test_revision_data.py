"""The shipped revision: every statement has a claim, every finding a claim that can see it, every claim a statement."""

from __future__ import annotations

import re

import pytest

from verify import catalogue
from verify.judge.claims import claims_of
from verify.judge.run import Run
from verify.judge.runner import cases, examine
from verify.report.dependencies import foundations

BOOK = catalogue.revision("full-text")
MODULES = [catalogue.lemma(name) for name in catalogue.module_names()]


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_claims_and_statements_match(module):
    for claim in claims_of(module):
        assert claim.result in BOOK.results
        assert claim.statement in BOOK.results[claim.result].statements, f"{claim.name} checks nothing"
    assert all(case.claim is not None for case in cases(module, BOOK))


def test_every_result_has_a_module():
    checked = {claim.result for module in MODULES for claim in claims_of(module)}
    assert checked == set(BOOK.results)


def test_case_ids_are_unique():
    ids = [case.id for module in MODULES for case in cases(module, BOOK)]
    assert len(ids) == len(set(ids))


def test_every_part_of_a_statement_has_latex_and_a_place():
    for result in BOOK.results.values():
        for statement in result.statements.values():
            assert statement.where.strip() and statement.printed.latex.strip(), statement.id


def test_witnesses_are_small():
    for result in BOOK.results.values():
        for statement in result.statements.values():
            if statement.finding is not None:
                for witness in statement.finding.witness.values():
                    assert witness.get("L", 2) <= 4, f"{statement.id}: shrink the witness"


def test_every_numbered_equation_is_covered():
    places = [s.where for result in BOOK.results.values() for s in result.statements.values()]
    places += [sentence for result in BOOK.results.values() for sentence in result.not_checkable]
    covered = {int(number) for place in places for number in re.findall(r"\((\d+)\)", place)}
    assert not set(range(1, 50)) - covered


def test_every_numbered_result_is_there():
    numbered = {*(f"A.{k}" for k in range(1, 12)), "3.4", "3.5", "3.6"}
    assert numbered <= set(BOOK.results)


def test_no_result_rests_on_itself():
    for label in BOOK.results:
        assert label not in foundations(BOOK, label)
        assert all(label not in foundations(BOOK, used) for used in BOOK.results[label].uses if used in BOOK.results)


def test_every_refutation_can_be_shown_without_this_package():
    """Each finding's claim carries what a stand-alone script needs."""
    missing = []
    for module in MODULES:
        for case in cases(module, BOOK):
            if case.expects_refutation and examine(case, Run()).exhibit is None:
                missing.append(case.id)
    assert missing == []
