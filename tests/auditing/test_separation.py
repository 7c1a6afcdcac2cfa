"""Separating witnesses, on the shipped paper with one wording changed."""

from __future__ import annotations

import pytest

from verify.auditing.changes import changes
from verify.auditing.separation import separate
from verify.auditing.strength import Relation
from verify.auditing.trials import Truth


@pytest.fixture
def separated(full_text, claims, run):
    def make(new, id):
        (change,) = [c for c in changes(full_text, new) if c.id == id]
        return separate(change, full_text, new, claims, run)

    return make


def test_a_fix_is_separated_by_the_simplest_network(reworded, separated):
    id = "A.9/bulk_multiplicity"
    found = separated(reworded(id, value="(rank_xx + d_L - 2*r)*r"), id)
    assert found.relation is Relation.INCOMPARABLE
    assert found.only_old is None
    assert (found.witness.old, found.witness.new) == (Truth.FAILS, Truth.HOLDS)
    assert found.witness.under in ("padded", "rank_r")
    assert found.witness.recipe == {"r": 1, "d_0": 2, "d_L": 1}


def test_a_slip_is_separated_the_other_way(reworded, separated):
    found = separated(reworded("A.9/nu_diagonal", value="L*lambda_i**(2*L - 1)"), "A.9/nu_diagonal")
    assert (found.witness.old, found.witness.new) == (Truth.HOLDS, Truth.FAILS)
    assert found.witness.recipe == {"L": 2, "lambda_i": 2}
    assert found.only_new is None


def test_an_algebraically_equal_wording_is_proved_equivalent(reworded, separated):
    id = "A.9/nu_closed"
    text = "(lambda_j**(2*L) - lambda_i**(2*L))/(lambda_j**2 - lambda_i**2)"
    found = separated(reworded(id, value=text), id)
    assert found.relation in (Relation.EQUIVALENT, Relation.NOT_SETTLED) and found.witness is None
    assert found.tried > 0


def test_a_weaker_bound_is_argued_by_signs(reworded, separated):
    id = "A.6/bound"
    found = separated(reworded(id, value="norm**(L-2)*(3*L*(L-1)*r)**(1/2)*epsilon**(1/2)"), id)
    assert found.relation is Relation.WEAKENED
    assert "signs" in found.why


def test_an_added_assumption_weakens_and_shows_where(reworded, separated):
    found = separated(reworded("A.2/eq_32", given=["r < d_star", "tail == 0"]), "A.2/eq_32")
    assert found.relation is Relation.WEAKENED
    assert found.witness.new is Truth.SILENT and "tail == 0" in found.witness.new_answer


def test_samples_alone_settle_nothing(reworded, separated):
    id = "A.2/last_layer"
    found = separated(reworded(id, value="L"), id)
    assert found.relation is Relation.NOT_SETTLED
    assert found.witness is not None and found.tried > 0


def test_a_statement_of_one_revision_alone_cannot_be_separated(full_text, book, claims, run):
    (change,) = changes(book({}), book({"count": 'value = "r"'}, name="new"))
    with pytest.raises(ValueError, match="not in both"):
        separate(change, full_text, full_text, claims, run)
