"""What the record of the last build of the formal proofs says, and that changed data leave it without a word to say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verify import catalogue
from verify.formal import standing, table

BOOK = catalogue.revision("full-text")
ROWS = table.read()


def test_every_row_stands_by_the_record():
    assert len(ROWS.entries) >= 132
    for entry in ROWS.entries.values():
        for item in standing.of(entry.id, catalogue.revision(catalogue.paper(entry.paper).revision)):
            assert item["verdict"] in ("FORMAL", "REFUTED") and item["axioms"] == [], (entry.key, item["why"])


def changed(id: str, old: str, new: str):
    """The revision with one formula of a statement changed."""
    from verify.paper.formulas import Formula

    result, name = id.split("/")
    s = BOOK.results[result].statements[name]

    def wording(w):
        parts = {k: Formula.read(f.text.replace(old, new), frozenset(BOOK.symbols)) for k, f in w.parts.items()}
        return replace(w, parts=parts)

    finding = s.finding and replace(s.finding, repaired=s.finding.repaired and wording(s.finding.repaired))
    made = replace(s, printed=wording(s.printed), finding=finding)
    statements = {**BOOK.results[result].statements, name: made}
    return replace(BOOK, results={**BOOK.results, result: replace(BOOK.results[result], statements=statements)})


@pytest.mark.parametrize(
    ("id", "old", "new"),
    [("A.9/nu_sum", "2*(L-l)", "2*(L-l+1)"), ("A.9/bulk_multiplicity", "2*r", "r"), ("A.1/ratio", "L", "L+1")],
)
def test_a_changed_formula_is_formal_no_more(id, old, new):
    other = changed(id, old, new)
    assert {item["verdict"] for item in standing.of(id, other)} == {"FAILED"}
