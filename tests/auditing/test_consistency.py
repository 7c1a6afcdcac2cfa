"""Contradictions within one revision: by quotes, by what claims derive, by copies that stayed behind."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flint import fmpq

from verify.__main__ import main
from verify.auditing import links
from verify.auditing.changes import changes
from verify.auditing.consistency import contradictions
from verify.auditing.trials import Truth
from verify.errors import BadInput
from verify.judge.claims import Claim
from verify.judge.compare import value_is
from verify.judge.questions import identity
from verify.judge.run import Run
from verify.judge.spaces import Space
from verify.nets.domains import BalancedNetworks
from verify.reason.variables import integer


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


def two(book, more=""):
    """A statement and one that repeats it, with another formula, under an assumption about a symbol of its own."""
    return book({"count": 'value = "r"', "again": f'value = "r*r"\nquotes = ["B.1/count"]\n{more}'})


def is_r(stated):
    """The stated value is r, for every r."""
    return identity(stated.value, integer("r", 1).symbol, Space((integer("r", 1),)))


def is_r_of(stated, net):
    """The stated value is r."""
    return value_is(fmpq(net.r), stated.value, net, "the rank")


SYMBOLIC = [Claim("B.1", name, "is_r", is_r, None, False, "x") for name in ("count", "again")]
SAMPLED = [Claim("B.1", "count", "is_r_of", is_r_of, BalancedNetworks(), False, "x")]


@pytest.mark.parametrize(
    ("given", "added", "claims", "kind"),
    [
        ('given = ["mu == 1/7"]', True, SYMBOLIC, "open"),  # nobody can tell what mu is
        ('given = ["mu > 1"]', True, SYMBOLIC, "open"),
        ('given = ["mu > 1"]', True, [*SYMBOLIC, *SAMPLED], "shown"),  # a network with that rank has mu > 1
        ('given = ["mu == 1/7"]', True, [*SYMBOLIC, *SAMPLED], "open"),  # none has
        ('given = ["mu > 1"]', False, SYMBOLIC, "taken"),  # the claims were written with it in mind, and say "fails"
        ('given = ["mu > 1"]', False, SAMPLED, "shown"),
        ('given = ["r <= 3"]', True, SYMBOLIC, "read"),
        ('given = ["r <= 1"]', True, SYMBOLIC, "none"),
    ],
)
def test_an_assumption_that_the_point_leaves_open(book, given, added, claims, kind):
    made = two(book, given)
    text = {"B.1/again": [str(f) for f in made.results["B.1"].statements["again"].printed.given]} if added else {}
    against, left = contradictions(made, claims, Run(), list(links.quoted(made)), text)
    if kind in ("open", "none"):
        assert not against
        (still,) = left
        assert bool(still.point) == (kind == "open") == ("does not say whether mu" in still.text)
        return
    (found,) = against
    assert bool(found.within or "widths" in found.point) == (kind == "shown")
    assert found.untried == (("mu > 1",) if kind == "taken" else ())
    if found.within:
        assert "meets every assumption of both" in found.text


def test_an_assumption_that_makes_two_statements_agree_is_not_told_as_a_contradiction(tmp_path, capsys):
    """Where the tail is zero, "it stays" and "it decays" are the same; the point of the tail rule has no value for tail."""
    file = tmp_path / "tail.toml"
    table = '["3.4".tail]\nwhere = "x"\nquotes = ["A.2/eq_32"]\nlatex = "y"\nvalue = "lambda_t"\n'
    file.write_text(f'extends = "full-text"\nrevision = "tail"\n{table}given = ["r < d_star", "tail == 0"]\n')
    assert main(["audit", str(file), "--examples", "5"]) == 0
    told = capsys.readouterr().out
    assert "inconsistent" not in told and "0 new and 0 resolved contradictions" in told
    assert "    undecided   3.4/tail and A.2/eq_32: 3.4/tail repeats A.2/eq_32; they differ at" in told


def test_a_disagreement_that_is_new_and_that_nobody_can_evaluate_is_red(tmp_path, capsys):
    file = tmp_path / "new.toml"
    table = '["3.4".eq_7]\nwhere = "x"\nquotes = ["A.2/eq_31"]\nlatex = "y"\nvalue = "lambda_t"\ngiven = ["L_min == E_yy"]\n'
    file.write_text(f'extends = "full-text"\nrevision = "new"\n{table}')
    assert main(["audit", str(file), "--examples", "3", "--format", "json"]) == 1
    made = json.loads(capsys.readouterr().out)
    (pair,) = [o for o in made["not_settled"] if {o["one"], o["other"]} == {"3.4/eq_7", "A.2/eq_31"}]
    assert pair["surprise"] and "L_min == E_yy" in pair["text"] and pair["witness"]["L"] == 2
    assert not made["contradictions"]
