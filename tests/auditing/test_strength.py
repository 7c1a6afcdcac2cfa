"""Arguments about wordings: equal everywhere that a claim asks, an assumption implied by another, bounds in their order."""

from __future__ import annotations

import pytest

from verify.auditing.changes import changes
from verify.auditing.strength import Relation, Sense, argue, equal
from verify.judge.questions import identity
from verify.judge.spaces import Space
from verify.paper.formulas import Formula
from verify.reason.variables import integer, positive


def argued(book, old, new, taken=None):
    one, other = book({"count": old}), book({"count": new}, name="new")
    (change,) = changes(one, other)
    return argue(change, [], taken or {}, tuple(b.results["B.1"].conventions for b in (one, other)))


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        ('value = "r**2"', 'value = "r*(r + 1) - r"', Relation.EQUIVALENT),
        ('value = "r**2"', 'value = "r**2 + 1"', Relation.NOT_SETTLED),
        ('value = "Min(r, d_star)"', 'value = "Min(d_star, r)"', Relation.EQUIVALENT),
        ('value = "r"', 'value = "r**2/r"', Relation.NOT_SETTLED),  # no value at r = 0
        ('value = "r < d_star"', 'value = "d_star - r > 0"', Relation.EQUIVALENT),
        ('value = "r < d_star"', 'value = "r <= d_star"', Relation.NOT_SETTLED),
        ('value = "r"', 'value = "r"\ngiven = ["L >= 1"]', Relation.EQUIVALENT),
        ('value = "r"\ngiven = ["L >= 4"]', 'value = "r"\ngiven = ["L >= 5"]', Relation.WEAKENED),
        ('value = "r"\ngiven = ["L >= 5"]', 'value = "r"\ngiven = ["mu >= 1"]', Relation.NOT_SETTLED),
        ('value = "r"', 'value = "r"\ngiven = ["L >= 3"]', Relation.WEAKENED),
        ('value = "r"\ngiven = ["L >= 3"]', 'value = "r"', Relation.STRENGTHENED),
        ('value = "r**2"', 'value = "r*r"\ngiven = ["L >= 3"]', Relation.WEAKENED),
        ('value = "r"', 'value = "r + 1"\ngiven = ["L >= 3"]', Relation.NOT_SETTLED),
    ],
)
def test_relations_from_the_text_alone(book, old, new, relation):
    argument = argued(book, old, new)
    assert argument.relation is relation, argument.text


@pytest.mark.parametrize(
    ("sense", "relation"),
    [
        (Sense.UPPER, Relation.WEAKENED),
        (Sense.LOWER, Relation.STRENGTHENED),
        (Sense.VALUE, Relation.NOT_SETTLED),
    ],
)
def test_a_larger_bound_says_less_from_above_and_more_from_below(book, sense, relation):
    argument = argued(book, 'value = "r"', 'value = "r + mu**2"', {"value": sense})
    assert argument.relation is relation, argument.text


@pytest.mark.parametrize(("end", "relation"), [("L", Relation.WEAKENED), ("L + 1", Relation.NOT_SETTLED)])
def test_a_larger_bound_that_reads_an_entry_which_does_not_exist_is_not_weaker(book, end, relation):
    symbols = {"L": "depth", "r": "rank", "d_star": "the smaller width", "l": "a layer", "d": "widths d[0], …, d[L]"}
    one, other = (
        book({"count": f'value = "Sum(d[l]**2, (l, 1, {last}))"'}, name=name, symbols=symbols)
        for last, name in (("L - 1", "old"), (end, "new"))
    )
    (change,) = changes(one, other)
    assert argue(change, [], {"value": Sense.UPPER}).relation is relation


def test_equal_in_one_scope_of_a_claim_is_not_equal():
    symbols = frozenset({"i", "r", "mu"})
    one, other = Formula.read("mu", symbols), Formula.read("Piecewise((mu, i <= r), 0)", symbols)
    mu, first = positive("mu"), integer("first", 1)
    head = Space((mu, first), {"i": first.symbol, "r": first.symbol + 1})
    tail = Space((mu, first), {"i": first.symbol + 1, "r": first.symbol})
    asked = [identity(one, mu.symbol, space) for space in (head, tail)]
    assert equal(one, other, asked[:1])
    assert not equal(one, other, asked)
