"""docs/mutation.md says of which results its figures hold, and of which they do not any more."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from verify import catalogue
from verify.auditing.tally import digest_of, left_out, read, total
from verify.judge.claims import claims_of
from verify.paper.formulas import Formula
from verify.report import mutation

DOCS = Path(__file__).parent.parent.parent / "docs"
STORES = sorted(DOCS.glob("mutation*.json"))


def claims_about(book):
    return [claim for name in catalogue.module_names(book.paper) for claim in claims_of(catalogue.lemma(name))]


@pytest.mark.parametrize("store", STORES, ids=lambda path: path.name)
def test_a_changed_result_is_named(store):
    data = json.loads(store.read_text(encoding="utf-8"))
    book, tallies = catalogue.revision(data["revision"]), {label: read(one) for label, one in data["results"].items()}
    left = left_out(tallies, book.results, claims_about(book))
    document = store.with_suffix(".md").read_text(encoding="utf-8")
    assert f"Measured {mutation.dates(tallies, left)}." in document, f"measure anew: {left}"
    assert f"**{mutation.sentence(total(tallies.values()))}**" in document


def test_the_first_paper_is_measured():
    assert DOCS / "mutation.json" in STORES


def test_a_formula_and_a_claim_make_another_digest():
    book = catalogue.revision("full-text")
    result, claims = book.results["A.4"], claims_about(book)
    name, statement = next((n, s) for n, s in result.statements.items() if s.finding is None and s.printed.parts)
    part = next(iter(statement.printed.parts))
    wording = replace(statement.printed, parts={**statement.printed.parts, part: Formula.read("L + 1")})
    other = replace(result, statements={**result.statements, name: replace(statement, printed=wording)})
    fewer = [claim for claim in claims if claim.statement != name]
    assert len({digest_of(result, claims), digest_of(other, claims), digest_of(result, fewer)}) == 3
