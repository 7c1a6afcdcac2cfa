"""What counts as a change of a statement, and what does not."""

from __future__ import annotations

import pytest

from tests.auditing.conftest import SYMBOLS
from verify.auditing.changes import Kind, changes, key_of
from verify.paper.formulas import Formula

OLD = 'value = "L*(r + 1)"\ngiven = ["r <= d_star", "L >= 3"]'


def kinds(old, new):
    return {change.id: change.kind for change in changes(old, new)}


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (OLD, Kind.UNCHANGED),
        ('value = "L * ( r+1 )"\ngiven = ["L >= 3", "r <= d_star"]', Kind.UNCHANGED),
        ('value = "L*(r + 1)"\ngiven = ["3 <= L", "d_star >= r"]', Kind.UNCHANGED),
        ('value = "L*(r + 1)"\ngiven = ["r <= d_star <= d_star", "L >= 3"]', Kind.ASSUMPTION_ADDED),
        ('value = "L*(r + 1)"\ngiven = ["L >= 3"]', Kind.ASSUMPTION_DROPPED),
        ('value = "L*(r + 1)"\ngiven = ["L >= 3", "r < d_star"]', Kind.ASSUMPTIONS_CHANGED),
        ('value = "L*(r + 2)"\ngiven = ["r <= d_star", "L >= 3"]', Kind.CONSTANTS_CHANGED),
        ('value = "L*(r + 2)"\ngiven = ["L >= 3"]', Kind.CHANGED),
        ('value = "L*r + 1"\ngiven = ["r <= d_star", "L >= 3"]', Kind.CHANGED),
        ('sentence = "words"\ngiven = ["r <= d_star", "L >= 3"]', Kind.CHANGED),
        ('kind = "step"\nvalue = "L*(r + 1)"\ngiven = ["r <= d_star", "L >= 3"]', Kind.CHANGED),
    ],
)
def test_kinds(book, new, kind):
    assert kinds(book({"count": OLD}), book({"count": new}, name="new")) == {"B.1/count": kind}


def test_a_chain_is_its_single_comparisons(book):
    old = book({"count": 'value = "L"\ngiven = ["1 <= r <= d_star"]'})
    new = book({"count": 'value = "L"\ngiven = ["r <= d_star", "r >= 1"]'}, name="new")
    assert kinds(old, new) == {"B.1/count": Kind.UNCHANGED}


def test_summation_indices_may_be_renamed_and_must_be_bound_alike():
    one = Formula.read("Sum(l*Sum(k, (k, 1, l)), (l, 1, L))")
    other = Formula.read("Sum(k*Sum(l, (l, 1, k)), (k, 1, L))")
    wrong = Formula.read("Sum(k*Sum(l, (l, 1, l)), (k, 1, L))", frozenset({"l", "L"}))
    assert key_of(one) == key_of(other)
    assert key_of(one) != key_of(wrong)


def test_a_symbol_with_another_name_and_the_same_meaning_is_no_change(book):
    renamed = {("depth_of_net" if key == "L" else key): meaning for key, meaning in SYMBOLS.items()}
    tables = {"count": OLD.replace("L", "depth_of_net")}
    new = book(tables, name="new", symbols=renamed, conventions='"depth_of_net >= 2"')
    assert kinds(book({"count": OLD}), new) == {"B.1/count": Kind.UNCHANGED}


def test_a_symbol_with_another_meaning_is_a_change(book):
    other = {**SYMBOLS, "n": "a whole number"}
    new = book({"count": OLD.replace("r + 1", "n + 1")}, name="new", symbols=other)
    assert kinds(book({"count": OLD}), new) == {"B.1/count": Kind.CHANGED}


def test_a_renamed_statement_is_found_by_its_wording(book):
    (change,) = changes(book({"count": OLD}), book({"number": OLD}, name="new"))
    assert (change.kind, change.old.id, change.new.id) == (Kind.RENAMED, "B.1/count", "B.1/number")


def test_added_and_removed(book):
    new = book({"other": 'value = "r"'}, name="new")
    assert kinds(book({"count": OLD}), new) == {"B.1/other": Kind.ADDED, "B.1/count": Kind.REMOVED}


def test_what_a_partial_revision_leaves_out_was_not_shown(book):
    whole = book({"count": OLD, "other": 'value = "r"'})
    part = book({"count": OLD}, name="part", more="partial = true")
    assert kinds(whole, part)["B.1/other"] is Kind.NOT_SHOWN
    assert kinds(part, whole)["B.1/other"] is Kind.NOT_SHOWN


def test_conventions_and_readings_are_assumptions(book):
    old = book({"count": OLD})
    (change,) = changes(old, book({"count": OLD}, name="new", conventions='"L >= 2", "r >= 1"'))
    assert (change.kind, change.added, change.readings) == (Kind.ASSUMPTION_ADDED, ("r >= 1",), False)
    (change,) = changes(old, book({"count": OLD}, name="new", rank="r"))
    assert change.kind is Kind.ASSUMPTIONS_CHANGED and change.readings
    assert change.added == ("under the reading padded, rank_xx == r",)


def test_a_finding_is_no_change_of_the_text_but_is_noticed(book):
    finding = OLD + '\nfinding = { severity = "gap", because = "x", refuted_by = "x", witness = { any = { L = 2 } } }'
    (change,) = changes(book({"count": OLD}), book({"count": finding}, name="new"))
    assert (change.kind, change.finding) == (Kind.UNCHANGED, True)


def test_a_revision_against_itself(full_text):
    assert {change.kind for change in changes(full_text, full_text)} == {Kind.UNCHANGED}
