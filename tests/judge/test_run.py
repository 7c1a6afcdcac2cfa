"""Options are read, or refused in one line that says what was expected."""

from __future__ import annotations

import pytest

from verify.errors import BadInput
from verify.judge.run import Run, read_run


def test_depths():
    assert read_run(L="6").depths == (6,)
    assert read_run(L="2..4,8").depths == (2, 3, 4, 8)
    assert read_run(widths="2,3,1").depths == (2,)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"L": "0"}, "--L 0"),
        ({"L": "65"}, "--L 65"),
        ({"L": "six"}, "'six' is not an integer"),
        ({"L": "4..2"}, "--L 4..2"),
        ({"widths": "3"}, "at least two"),
        ({"widths": "2,2", "L": "3"}, "depth 1"),
        ({"widths": "2,2,2", "rank": 3}, "above d* = min(d_0, d_L) = 2"),
        ({"widths": "60,60,60"}, "400 parameters"),
        ({"rank": 0}, "--rank 0"),
        ({"examples": 0}, "--examples 0"),
        ({"dps": 5}, "--dps 5"),
        ({"seed": -1}, "--seed -1"),
        ({"reading": "both "}, "--reading"),
    ],
)
def test_refusals(options, words):
    with pytest.raises(BadInput) as refusal:
        read_run(**options)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_options_say_how_to_run_again():
    assert Run().options() == ""
    assert read_run(L="6", seed=3).options() == "--L 6 --seed 3"
