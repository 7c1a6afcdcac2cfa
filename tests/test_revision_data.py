"""The shipped revision: every statement has a claim, every finding a claim that can see it, every claim a statement."""

from __future__ import annotations

import pytest

from verify import catalogue
from verify.judge.claims import claims_of
from verify.judge.runner import cases

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
