"""The shipped revision of each paper: every statement has a claim, every finding a claim that can see it, and conversely."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from verify import catalogue
from verify.judge.claims import claims_of
from verify.judge.run import Run
from verify.judge.runner import cases, examine
from verify.report.dependencies import foundations

BOOKS = {name: catalogue.revision(paper.revision) for name, paper in catalogue.papers().items()}
MODULES = {name: [catalogue.lemma(module) for module in catalogue.module_names(name)] for name in BOOKS}
PAIRS = [(name, module) for name, modules in MODULES.items() for module in modules]
EQUATIONS = {"depth-not-data": 49, "companion": 16}  # papers with numbered equations, and the last number
NUMBERED = {"depth-not-data": {*(f"A.{k}" for k in range(1, 12)), "3.4", "3.5", "3.6"}}

papers = pytest.mark.parametrize("paper", BOOKS)


def statements(paper):
    return [s for result in BOOKS[paper].results.values() for s in result.statements.values()]


@pytest.mark.parametrize(("paper", "module"), PAIRS, ids=[module.__name__ for _, module in PAIRS])
def test_claims_and_statements_match(paper, module):
    book = BOOKS[paper]
    for claim in claims_of(module):
        assert claim.result in book.results
        assert claim.statement in book.results[claim.result].statements, f"{claim.name} checks nothing"
    assert all(case.claim is not None for case in cases(module, book))


@pytest.mark.parametrize(("paper", "module"), PAIRS, ids=[module.__name__ for _, module in PAIRS])
def test_claims_stand_in_the_order_of_the_paper(paper, module):
    """A claim stands where the first of its statements stands in the revision: a reader has one finger on each."""
    results = BOOKS[paper].results
    places = {(label, name): (n, m) for n, label in enumerate(results) for m, name in enumerate(results[label].statements)}
    first: dict[str, tuple[int, int]] = {}
    for claim in claims_of(module):
        place, function = places[claim.result, claim.statement], claim.check.__name__
        if claim.check.__module__ == module.__name__:
            first[function] = min(place, first.get(function, place))
    late = [(before, after) for before, after in pairwise(first) if first[before] > first[after]]
    assert not late, f"{late[0][0]} stands before {late[0][1]}, whose statement comes first in the revision"


SENTENCES = {claim.check: claim for _, module in PAIRS for claim in claims_of(module)}
LEANING = re.compile(r"(The same|There|It|They|Its|Their|Likewise|Also|Again|Same|As before|As above|This)\b")


@pytest.mark.parametrize("claim", SENTENCES.values(), ids=lambda claim: claim.name)
def test_a_sentence_stands_alone(claim):
    """Reports print a claim's sentence without its neighbours."""
    assert not LEANING.match(claim.sentence)


@papers
def test_every_result_has_a_module(paper):
    checked = {claim.result for module in MODULES[paper] for claim in claims_of(module)}
    assert checked == set(BOOKS[paper].results)


@papers
def test_case_ids_are_unique(paper):
    ids = [case.id for module in MODULES[paper] for case in cases(module, BOOKS[paper])]
    assert len(ids) == len(set(ids))


def test_no_two_papers_share_a_label():
    """replay and explain find the paper by the label of the result."""
    labels = [label.lower() for book in BOOKS.values() for label in book.results]
    assert len(labels) == len(set(labels))


@papers
def test_every_part_of_a_statement_has_latex_and_a_place(paper):
    for statement in statements(paper):
        assert statement.where.strip() and statement.printed.latex.strip(), statement.id


@papers
def test_every_declared_symbol_is_used(paper):
    """A symbol that no formula uses is a leftover; the first paper names some that only its witnesses use."""
    book = BOOKS[paper]
    if paper == "depth-not-data":
        return
    wordings = [w for s in statements(paper) for w in (s.printed, s.finding.repaired if s.finding else None) if w]
    formulas = [f for w in wordings for f in (*w.parts.values(), *w.given)]
    formulas += [f for result in book.results.values() for f in result.conventions]
    formulas += [f for reading in book.readings.values() for f in (*reading.given, reading.rank_xx)]
    bound = {"i", "j", "k", "l", "m", "u", "v"}  # also the index of a Sum
    assert set(book.symbols) - set().union(*(f.names for f in formulas)) <= bound


@papers
def test_witnesses_are_small(paper):
    for statement in statements(paper):
        if statement.finding is not None:
            for witness in statement.finding.witness.values():
                assert witness.get("L", 2) <= 4, f"{statement.id}: shrink the witness"


@pytest.mark.parametrize("paper", EQUATIONS)
def test_every_numbered_equation_is_covered(paper):
    places = [s.where for s in statements(paper)]
    places += [sentence for result in BOOKS[paper].results.values() for sentence in result.not_checkable]
    covered = {int(number) for place in places for number in re.findall(r"\((\d+)[a-z]?\)", place)}
    assert not set(range(1, EQUATIONS[paper] + 1)) - covered


@pytest.mark.parametrize("paper", NUMBERED)
def test_every_numbered_result_is_there(paper):
    assert set(BOOKS[paper].results) >= NUMBERED[paper]


@papers
def test_no_result_rests_on_itself(paper):
    book = BOOKS[paper]
    for label in book.results:
        assert label not in foundations(book, label)
        assert all(label not in foundations(book, used) for used in book.results[label].used_results)


@papers
def test_every_refutation_can_be_shown_without_this_package(paper):
    """Each finding's claim carries what a stand-alone script needs."""
    missing = []
    for module in MODULES[paper]:
        for case in cases(module, BOOKS[paper]):
            if case.expects_refutation and examine(case, Run()).exhibit is None:
                missing.append(case.id)
    assert missing == []
