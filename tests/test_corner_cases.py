"""Instances that lemmas list by hand: each one meets the assumptions of a statement, or misses a single one of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lemmas import corner_cases
from verify import catalogue
from verify.auditing.judgement import cases_of
from verify.auditing.score import standing_wording
from verify.judge.checking import not_admitted
from verify.judge.claims import claims_of
from verify.judge.draws import under
from verify.judge.run import Run
from verify.nets.chosen import Chosen

BOOK = catalogue.revision("full-text")
RUN = Run(depths=(2, 3))  # the lists look alike at every depth
CLAIMS = [claim for name in catalogue.module_names() for claim in claims_of(catalogue.lemma(name))]
USED = {id(claim.domain) for claim in CLAIMS}
LISTS = {name: value for name, value in vars(corner_cases).items() if isinstance(value, Chosen)}


def cases(domain):
    """Every case, under every reading, that checks the statements of a list as they stand."""
    for claim in CLAIMS:
        if claim.domain is domain:
            statement = BOOK.results[claim.result].statements[claim.statement]
            _, wording = standing_wording(statement)
            if wording is not None:
                yield from cases_of(statement, [claim], BOOK, wording)


def assumptions(case):
    return [*case.conventions, *case.wording.given, *(case.under.given if case.under else ())]


def missed(case, recipe):
    """How many assumptions keep the instance out of the case: 0, 1, or 2 for more than one."""
    instance = case.claim.domain.build(under(case, recipe))
    first = not_admitted(case, instance)
    if first is None:
        return 0
    texts = {formula.text for formula in assumptions(case)}
    if first not in texts:
        return 2
    given = tuple(f for f in case.wording.given if f.text != first)
    printed = replace(case.statement.printed, given=given)
    less = replace(
        case,
        statement=replace(case.statement, printed=printed),
        conventions=tuple(f for f in case.conventions if f.text != first),
    )
    return 1 if not_admitted(less, instance) is None else 2


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_used(name):
    assert id(LISTS[name]) in USED


@pytest.mark.parametrize("name", LISTS)
def test_every_listed_instance_is_reached(name):
    domain = LISTS[name]
    asked = list(cases(domain))
    reached = 0
    for recipe in domain.listing(RUN):
        least = min(missed(case, recipe) for case in asked)
        reached += least == 0
        assert least < 2, f"{recipe} misses more than one assumption of every statement that {name} serves"
    assert reached >= 3
