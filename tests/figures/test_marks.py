"""Marks: where clusters cross they are marked, where they do not nothing is; slow tails are found, zero tails are not."""

from __future__ import annotations

from collections import Counter

from flint import fmpq

from verify.figures.marks import marks, ordered, summary
from verify.figures.printed import counts, printed
from verify.spectra.enclosures import Enclosure


def words(made, book):
    said = printed(book, made)
    return summary(marks(made, said, counts(book, made)), said)


def at(value, name, wide=0):
    return Enclosure(fmpq(value) - wide, fmpq(value) + wide, 1, "one value"), Counter({name: 1}), True


def test_a_crossing_early_in_training_is_marked(computed, book):
    """Products below 1/2: by X.2 the clusters are not in order; they are at the end."""
    found = words(computed["rising"], book)
    assert found.crossed_until is not None
    assert found.crossed_until < found.ordered_from <= computed["rising"].run.steps
    assert found.agrees


def test_a_late_uniform_start_has_no_mark(computed, book):
    """Products above 1/2, equal, zero tail: X.2 says in order at once, and the printed intervals hold."""
    found = words(computed["late"], book)
    assert (found.crossed_until, found.ordered_from) == (None, 0)
    assert found.dominant_fails is None and found.bulk_fails is None and found.tail_fails is None
    assert found.gap_condition_from == 0


def test_the_crossing_is_where_the_product_passes_one_half(computed, book):
    """One direction, zero tail: in order exactly when lambda^L > 1/2 (X.2)."""
    made = computed["one"]
    said = printed(book, made)
    values = {point.t: point.values[0] ** made.run.L for point in made.points}
    for mark in marks(made, said, counts(book, made)):
        assert mark.ordered == (values[mark.t] > fmpq(1, 2))


def test_a_slow_tail_is_marked(computed, book):
    found = words(computed["tail"], book)
    assert found.tail_fails is not None
    assert found.tail_fails[1] == computed["tail"].run.steps, "to the end: the tail falls like 1/t only"
    assert words(computed["rising"], book).tail_fails is None


def test_order_is_claimed_only_with_proof():
    assert ordered([at(0, "zero"), at(1, "bulk"), at(2, "dominant")])
    assert ordered([at(0, "zero"), at(2, "dominant")])
    assert not ordered([at(0, "zero"), at(2, "bulk"), at(1, "dominant")])
    assert not ordered([at(1, "functional"), at(0, "bulk"), at(2, "dominant")])
    mixed = Enclosure(fmpq(1), fmpq(2), 2, "interval"), Counter(bulk=1, dominant=1), True
    assert not ordered([at(0, "zero"), mixed])


def test_printed_numbers_come_from_the_revision(edited, computed, book):
    from verify import catalogue

    old = 'value = "r**2"'
    other = catalogue.revision(str(edited(old, 'value = "r**2 + 1"', after='["3.5".dominant_multiplicity]')))
    made = computed["late"]
    assert counts(other, made).dominant == counts(book, made).dominant + 1
    said = printed(other, made)
    assert any(mark.dominant_missing == 1 for mark in marks(made, said, counts(other, made)))
