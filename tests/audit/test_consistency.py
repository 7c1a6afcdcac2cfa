"""Contradictions within one revision: by quotes, by what claims derive, by copies that stayed behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verify.audit import links
from verify.audit.changes import changes
from verify.audit.consistency import contradictions
from verify.audit.trials import Truth
from verify.errors import BadInput


def pairs(found):
    return {frozenset((c.link.one, c.link.other)) for c in found}


def test_the_tail_rule_and_lemma_3_4_exclude_each_other(full_text, claims, run):
    against, left = contradictions(full_text, claims, run, list(links.quoted(full_text, ["3.4/tail"])))
    (found,) = against
    assert (found.link.one, found.link.other, left) == ("3.4/tail", "A.2/eq_32", [])
    assert (found.under, found.one, found.other) == ("padded", Truth.FAILS, Truth.HOLDS)
    assert {"L": 2, "lambda_t": 1, "eta": 1}.items() <= found.point.items()
    assert (found.one_says, found.other_says) == ("1", "0")


def test_claims_link_statements_without_any_quote(full_text, claims, run):
    found = list(links.derived(full_text, claims, ["A.9/bulk_multiplicity"]))
    assert {"3.5/bulk_multiplicity_main", "3.5/bulk_multiplicity_appendix"} <= {link.other for link in found}
    against, _ = contradictions(full_text, claims, run, found)
    assert frozenset(("A.9/bulk_multiplicity", "3.5/bulk_multiplicity_main")) in pairs(against)
    assert frozenset(("A.9/bulk_multiplicity", "3.5/bulk_multiplicity_appendix")) not in pairs(against)


def test_an_equal_wording_contradicts_nothing(reworded, claims, run):
    new = reworded("A.2/eq_31", value="lambda_t + eta*(lambda_t**(L-1) - lambda_t**(2*L-1))")
    against, left = contradictions(new, claims, run, list(links.quoted(new, ["A.2/eq_31"])))
    assert (against, left) == ([], [])


def test_a_copy_that_stayed_behind_is_a_link(full_text, reworded):
    new = reworded("A.9/nu_diagonal", value="L*lambda_i**(2*L)")
    changed = [c for c in changes(full_text, new) if c.parts]
    found = {link.one for link in links.copies(changed, new)}
    assert "A.9/nu_diagonal" not in found
    assert found <= {s.id for r in new.results.values() for s in r.statements.values()}


def test_a_quote_of_nothing_is_told(book, claims, run):
    old = book({"count": 'value = "r"\nquotes = ["B.1/gone"]'})
    against, _ = contradictions(old, claims, run, list(links.quoted(old)))
    assert [c.text for c in against] == ["B.1/count repeats B.1/gone, which is not there"]
    part = replace(old, partial=True)
    assert list(links.quoted(part)) == []


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        ("B.1", "write"),
        ("B.1/two.third", "no part 'third'"),
        ("nothing = B.1/two", "no part 'nothing'"),
        ("B.1/two", "say which part"),
    ],
)
def test_a_quote_that_cannot_be_read_is_refused_with_its_place(book, quote, message):
    tables = {"count": f'value = "r"\nquotes = ["{quote}"]', "two": 'parts = { first = "r", second = "L" }'}
    with pytest.raises(BadInput, match=message) as caught:
        list(links.quoted(book(tables)))
    assert '["B.1".count] quotes' in str(caught.value)


def test_a_quote_may_name_parts(book):
    tables = {"count": 'value = "r"\nquotes = ["value = B.1/two.second"]', "two": 'parts = { first = "r", second = "L" }'}
    (link,) = links.quoted(book(tables))
    assert (link.part, link.of) == ("value", "second")
