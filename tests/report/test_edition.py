"""The reading edition: the paper's order, each derivation once and before the claim that rests on it, every verdict."""

from __future__ import annotations

import re

import pytest

from verify import catalogue
from verify.judge.claims import claims_of
from verify.report import edition

MODULES = [name for paper in catalogue.papers() for name in catalogue.module_names(paper)]


@pytest.fixture(scope="module")
def read():
    """The edition of Lemma A.9, by statement."""
    from verify.api.selection import cases_of
    from verify.commands.running import rows as examined
    from verify.judge.run import Run

    book = catalogue.revision("full-text")
    rows = examined(list(cases_of(["lemma_a9"], book)), Run(examples=2, depths=(2,), fixed=True))
    return book, rows, list(edition.edition(catalogue.lemma("lemma_a9"), rows, book))


def test_statements_stand_in_the_order_of_the_paper(read):
    book, _, lines = read
    found = [m[1] for line in lines if (m := re.fullmatch(r"\S.*\((A\.9/\w+)\)", line))]
    assert found == [s.id for s in book.results["A.9"].statements.values()]


def test_each_statement_has_its_latex_claims_and_verdicts(read):
    book, rows, lines = read
    whole = " ".join(" ".join(lines).split())
    for row in rows:
        assert row.case.statement.printed.latex in whole
        assert row.case.claim.sentence in whole
    assert {"PROVED", "SUPPORTED", "REFUTED"} <= set(whole.split())
    assert book.results["A.9"].statements["bulk_multiplicity"].finding.because in whole


def test_a_derivation_is_shown_once_before_the_first_claim_that_uses_it(read):
    _, _, lines = read
    assert sum("derivation  dominant_eigenvalue:" in line for line in lines) == 1
    at = next(n for n, line in enumerate(lines) if "derivation  dominant_eigenvalue:" in line)
    parts = next(n for n, line in enumerate(lines) if "derivation  layer_contribution:" in line)
    claim = next(n for n, line in enumerate(lines) if "The stated ends enclose nu_ij" in line)
    assert parts < at < claim
    assert r"= \sum_{l=1}^{L} \lambda_{i}^{2 L - 2 l} \lambda_{j}^{2 l - 2}" in " ".join(" ".join(lines).split())


@pytest.mark.parametrize("name", MODULES)
def test_every_derivation_can_be_shown(name):
    claims = claims_of(catalogue.lemma(name))
    checks = {claim.check for claim in claims}
    for function in {f for check in checks for f in edition.derivations(check, checks)}:
        first, *_ = edition._derivation(function)  # all of it is made, the formula too
        assert not re.match(r" *derivation +\w+: *(The same|$)", first), f"{function.__name__} needs a sentence of its own"


def test_an_unknown_result_is_one_line(cli):
    done = cli("read", "a99")
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1


def test_the_command_ends_as_check_does(cli, edited):
    copy = edited('"r**2"', '"r**3"', '["A.9".dominant_multiplicity]')
    done = cli("read", "a9", "--L", "2", "--examples", "2", "--revision", str(copy))
    assert done.returncode == 1 and "REFUTED" in done.stdout
