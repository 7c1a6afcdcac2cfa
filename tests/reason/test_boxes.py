"""Boxes prove strict inequalities, refuse false ones by however little, and their covers are checked part by part."""

from __future__ import annotations

import pytest
from flint import arb, fmpq

from verify.reason.boxes import Box, Failure, box, cover, covers

UNIT, SQUARE = box((0, 1)), box((-1, 1), ("0", "3/2"))


def below(bound):
    """x (1 - x) < bound on [0, 1]: true exactly for bounds above 1/4."""
    return lambda balls: bool(balls[0] * (1 - balls[0]) < arb(bound))


def apart(balls):
    """x^2 + y^2 > x y - 1/50, true everywhere and close to equality at 0."""
    x, y = balls
    return bool(x * x + y * y > x * y - arb(fmpq(1, 50)))


def volume(part):
    total = fmpq(1)
    for low, high in part.ends:
        total *= high - low
    return total


@pytest.mark.parametrize(("test", "root"), [(below(fmpq(251, 1000)), UNIT), (apart, SQUARE)])
def test_true_inequalities_are_proved_by_parts_that_make_the_root(test, root):
    parts = cover(test, root)
    assert isinstance(parts, list)
    assert len(parts) > 3
    assert sum(map(volume, parts), fmpq(0)) == volume(root)
    assert all(low >= a and high <= b for p in parts for (low, high), (a, b) in zip(p.ends, root.ends))
    assert all(test(part.balls) for part in parts)
    assert covers([str(part) for part in parts], test, root)
    assert covers(iter([str(part) for part in reversed(parts)]), test, root)


@pytest.mark.parametrize("bound", [fmpq(1, 4), fmpq(1, 4) - fmpq(1, 10**6), fmpq(249, 1000), fmpq(1, 5), fmpq(0)])
def test_false_inequalities_are_not_proved(bound):
    failure = cover(below(bound), UNIT, most=400)
    assert isinstance(failure, Failure)
    assert "400 parts" in failure.reason
    (low, high) = failure.box.ends[0]
    assert not below(bound)(failure.box.balls)
    assert low * (1 - low) >= bound - fmpq(1, 100) or high * (1 - high) >= bound - fmpq(1, 100)


def test_a_slightly_tightened_inequality_does_not_pass_the_recheck():
    texts = [str(part) for part in cover(below(fmpq(251, 1000)), UNIT)]
    assert covers(texts, below(fmpq(251, 1000)), UNIT)
    assert not covers(texts, below(fmpq(249, 1000)), UNIT)
    assert not covers(texts, below(fmpq(251, 1000)), box((0, 2)))
    assert not covers(texts, lambda balls: False, UNIT)


def test_a_tampered_cover_fails_its_recheck():
    test = below(fmpq(251, 1000))
    texts = [str(part) for part in cover(test, UNIT)]
    for k in range(len(texts)):
        assert not covers(texts[:k] + texts[k + 1 :], test, UNIT)  # a place is left out
    assert not covers([*texts, "[2, 3]"], test, UNIT)  # a part from elsewhere
    assert not covers([*texts, str(UNIT)], test, UNIT)  # the root itself does not pass
    assert not covers([str(UNIT)], test, UNIT)
    assert not covers([], test, UNIT)
    halves = UNIT.halves(UNIT)
    inner = halves[0].halves(UNIT)
    doubled = [str(x) for x in (*halves, *inner)]
    assert not covers(doubled, lambda balls: True, UNIT)  # parts inside parts are never reached
    assert covers([str(x) for x in (*inner, halves[1])], lambda balls: True, UNIT)


def test_each_box_is_halved_across_its_longest_side():
    root = box((0, 4), (0, 1))
    left, right = root.halves(root)  # both sides are whole: the first is halved
    assert (left, right) == (box((0, 2), (0, 1)), box((2, 4), (0, 1)))
    assert left.halves(root) == (box((0, 2), (0, "1/2")), box((0, 2), ("1/2", 1)))  # 2 of 4 is less than 1 of 1


def test_balls_enclose_the_sides():
    part = Box(((fmpq(1, 3), fmpq(2, 7) + 1), (fmpq(-1, 9), fmpq(-1, 9))))
    for ball, (low, high) in zip(part.balls, part.ends):
        assert ball.contains(low)
        assert ball.contains(high)
        assert ball.contains((low + high) / 2)
        assert not ball.contains(high + fmpq(1, 1000))
    assert str(part) == "[1/3, 9/7] x [-1/9, -1/9]"
    assert box(("1/3", "9/7"), ("-1/9", "-1/9")) == part


def test_an_open_question_stops_soon():
    asked = []
    failure = cover(lambda balls: asked.append(balls) is not None, UNIT, most=16)
    assert isinstance(failure, Failure)
    assert len(asked) <= 40
    assert cover(lambda balls: True, UNIT, most=1) == [UNIT]


@pytest.mark.parametrize("end", ["1.5", "x", "", "1/x"])
def test_ends_are_rationals(end):
    with pytest.raises(ValueError):
        box((end, 2))
