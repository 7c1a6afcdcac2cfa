"""The repaired paper: every hypothesis stands in words and in data, and each statement says what it replaces."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from flint import fmpq

from verify import catalogue
from verify.nets.courses import Course

BOOK, FIRST = catalogue.revision("repaired"), catalogue.revision("full-text")
STATEMENTS = [s for result in BOOK.results.values() for s in result.statements.values()]
OLD = {s.id: s for result in FIRST.results.values() for s in result.statements.values()}

WORDS = Path(catalogue.__file__).parent.parent / "docs" / "proofs" / "repaired"

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


# points outside a statement, at which it is false: some hypothesis must exclude each
OUTSIDE = {
    "R.2/common": {"L": 2, "eta": 0},  # no step: every network keeps its frames
    "R.3/critical": {"L": 2, "lambda_0": 0, "eta": 1},  # a start at 0 rests, and t (0 - 1)^2 grows
    "R.7/one_layer": {"L": 2, "tilted": 1},  # Sigma_xx couples a tilted v_i with a v_j beyond d_star
    "R.11/frozen_ratio": {"L": 2, "eta": 3, "M": 1, "misplaced": 0, "rank_xx": 1, "r": 1, "kappa": Fraction(1, 2)},
    "R.13/spectrum": {"L": 2, "balanced": 1, "missing": 1},  # a balanced saddle: a residual is left, and H_f with it
    "R.13/level": {"L": 2, "balanced": 1, "high": 2, "low": 2},  # all values 2: the spectrum is 4 times the stated one
    "R.13/separation": {"L": 2, "balanced": 1, "high": 2, "low": 2},
    "R.15/kept": {"L": 2, "live": 1, "eta": 1, "tail": 2},
}


@pytest.mark.parametrize("id", OUTSIDE)
def test_the_hypotheses_exclude_what_refutes_a_statement(id):
    facts = {name: fmpq(value.numerator, value.denominator) for name, value in OUTSIDE[id].items()}
    given = next(s for s in STATEMENTS if s.id == id).printed.given
    known = [formula for formula in given if formula.names <= set(facts)]
    assert any(not formula.holds(**facts) for formula in known)


# what a sentence must say, because it is false without
SAID = {
    "R.1/update": "a hidden tail value rests",  # a seen one decays for eta lambda^(2L-2) < 2 only
    "R.3/slope": "without a tail",  # beside a frozen tail above 1 the largest eigenvalue is nu(1, kappa) > L
    "R.3/cycle": "for larger eta it repels",  # at sqrt(5) - 1 the slope is -1, and it attracts still
    "R.7/spectrum": "with the other v_i chosen as eigenvectors too",
    "R.7/one_layer": "with the other v_i chosen as in Theorem A (a)",
    "R.7/remainder": "0 <= lambda_j < lambda_i",
    "R.10/bulk_seen": "0 < lambda_j < lambda_i",  # a value that a long step made negative: e would be too small
    "R.11/rest": "greatest size of a tail value",
    "R.11/separation": "greatest size of a tail value",
    "R.12/order": "in size, all others",  # without a bulk the order is of the dominant ones and the others alone
    "R.13/spectrum": "Phi = W^(L:1)",  # a map that agrees on the data only has another spectrum
}


@pytest.mark.parametrize("id", SAID)
def test_a_sentence_says_what_it_is_false_without(id):
    assert SAID[id] in next(s for s in STATEMENTS if s.id == id).printed.sentence


@statements
def test_a_sentence_can_be_cited_alone(statement):
    words = statement.printed.sentence
    assert not re.search(r"\b(the table|stated|this rule|the lemma|head_0)\b", words)
    assert re.findall(r"(?<!\w)\([a-n]'*\)", words) == re.findall(r"(?<=[\dA-F] )\([a-n]'*\)", words), "of which result?"


def test_the_setting_defines_the_constants_that_hypotheses_name():
    words = (WORDS / "setting.md").read_text(encoding="utf-8")
    for name in (
        "M = max(1",
        "w_0 = max",
        "c = min(1",
        "eps = w_0",
        "f(x) = x",
        "nu(a, b) =",
        "`theta_t` is",
        "`kappa` the",
    ):
        assert name in words, name


def test_tilted_tails_exist_for_as_many_outputs_as_inputs():
    """The setting names the condition of a tilted tail; d_0 > d_L is not it."""
    square = {"L": 2, "widths": [3, 3, 3], "r": 1, "rank_xx": 2, "head": ["1"], "tail": ["1/2", "1/3"], "tilt": ["1/2"]}
    assert Course({**square, "eta": "1/10", "steps": 0}).facts["tilted"] == 2
    assert "tilted ones need `r < rho < d_0`" in (WORDS / "setting.md").read_text(encoding="utf-8")
