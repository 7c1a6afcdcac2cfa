"""A pinned witness that asks for too much or for nonsense is refused by file, table and key, before anything is built."""

from __future__ import annotations

import pytest

from verify.errors import BadInput
from verify.nets.aligned import AlignedNetwork
from verify.nets.limits import check_limits, check_point
from verify.nets.matrices import rational

GOOD = {"L": 2, "widths": [2, 1, 1], "r": 1, "rank_xx": 1, "head": ["1"]}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("L", 0),
        ("L", 10**9),
        ("L", -1),
        ("widths", [10**9, 10**9]),
        ("widths", [2, -1, 1]),
        ("widths", [2, "1", 1]),
        ("widths", [2, True, 1]),
        ("widths", [4000, 4000]),
        ("widths", [1] * 20_000),
        ("digits", 10**9),
        ("digits", 1),
        ("steps", 10**9),
        ("steps", -1),
        ("samples", -2),
        ("samples", 10**9),
        ("noise", "-1/2"),
        ("seed", -1),
        ("eta", "9" * 100_000),
        ("network", {"widths": [10**9, 1]}),
        ("rows", [0]),
        ("columns", [10**6]),
    ],
)
def test_recipes_beyond_any_need_are_refused_by_key(key, value):
    check_limits(GOOD)
    with pytest.raises(BadInput, match=f"recipe: {'widths' if key == 'network' else key}: "):
        check_limits({**GOOD, key: value})


@pytest.mark.parametrize(("value", "words"), [("1/0", "divides by zero"), ("9" * 3000, "too large"), (10**9, "too large")])
def test_points_need_numbers(value, words):
    check_point({"L": 3, "mu": "1/2"})
    with pytest.raises(BadInput, match=f"witness: L: .*{words}"):
        check_point({"L": value})


def test_a_rational_does_not_divide_by_zero():
    with pytest.raises(ValueError, match="divides by zero"):
        rational("1/0")
    with pytest.raises(BadInput, match="divides by zero"):
        AlignedNetwork({"L": 1, "widths": [1, 1], "values": ["1/0"], "sigmas": ["1"], "targets": ["1"]})


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("widths = [2, 1, 1]", "widths = [1000000000, 1, 1]", "recipe: widths: "),
        ("widths = [2, 1, 1]", 'widths = "2"', "recipe: "),
        ('head = ["1"]', 'head = ["1/0"]', "recipe: "),
        ('head = ["1"]', "head = [{ a = 1 }]", "recipe: "),
    ],
)
def test_the_refusal_names_file_table_and_key(cli, edited, old, new, words):
    copy = edited(old, new, '["A.9".bulk_multiplicity.finding.witness]')
    done = cli("replay", "A.9/bulk_multiplicity", "--revision", str(copy))
    assert done.returncode == 2
    assert f'{copy}: ["A.9".bulk_multiplicity.finding.witness] padded: {words}' in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
