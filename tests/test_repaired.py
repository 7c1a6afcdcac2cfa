"""The repaired paper: every hypothesis stands in words and in data, and each statement says what it replaces."""

from __future__ import annotations

import re

import pytest

from verify import catalogue

BOOK, FIRST = catalogue.revision("repaired"), catalogue.revision("full-text")
STATEMENTS = [s for result in BOOK.results.values() for s in result.statements.values()]
OLD = {s.id: s for result in FIRST.results.values() for s in result.statements.values()}

statements = pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: s.id)


def hypotheses(sentence: str) -> set[str]:
    """The hypotheses of "Let A; B; C. Then D.", in words."""
    found = re.fullmatch(r"Let (.+?)\. Then .+\.", sentence)
    return set(found[1].split("; ")) if found else set()


@statements
def test_a_sentence_says_exactly_the_hypotheses_of_the_data(statement):
    given = [BOOK.phrases[str(formula)] for formula in statement.printed.given]
    assert hypotheses(statement.printed.sentence) == set(given)


@statements
def test_what_is_replaced_exists(statement):
    assert set(statement.replaces) <= set(OLD)


def test_every_false_claim_is_replaced():
    named = {id for s in STATEMENTS for id in s.replaces}
    false = {s.id for s in OLD.values() if s.finding and s.finding.severity == "false" and s.finding.repaired}
    assert false <= named


def test_most_repaired_wordings_are_replaced():
    """The others are listed at the end of the text; they must not become more."""
    named = {id for s in STATEMENTS for id in s.replaces}
    left = [s.id for s in OLD.values() if s.finding and s.finding.repaired and s.id not in named]
    assert len(left) <= 52, left


def test_every_phrase_is_used():
    used = {str(formula) for s in STATEMENTS for formula in s.printed.given}
    assert used == set(BOOK.phrases)


def test_it_has_no_findings():
    assert not [s.id for s in STATEMENTS if s.finding is not None]
