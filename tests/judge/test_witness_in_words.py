"""A recipe as one line of TOML reads back as the same recipe."""

from __future__ import annotations

import tomllib

import pytest

from verify.judge.witness import spoken_recipe


@pytest.mark.parametrize(
    "recipe",
    [
        {"L": 2, "widths": [1, 2, 1], "head": ["1/2", "3"], "tail": []},
        {"L": 2, "network": {"L": 3, "widths": [1, 1, 1, 1], "head": ["1"]}, "turns": ["-1/3"]},
        {"parts": [["1", "2"], ["3"]], "seed": 7, "places": (1, 2), "nested": {"any": {"mu": "1"}}, "eta": "1/8"},
        {"L": -3, "a": "1/2"},
        {},
    ],
)
def test_read_back(recipe):
    line = spoken_recipe(recipe)
    assert "\n" not in line
    found = tomllib.loads(f"witness = {{ {line} }}")["witness"]
    assert found == {key: list(value) if isinstance(value, tuple) else value for key, value in recipe.items()}
    assert list(found) == list(recipe)


def test_text_and_numbers_stay_apart():
    assert spoken_recipe({"a": "2", "b": 2}) == 'a = "2", b = 2'
