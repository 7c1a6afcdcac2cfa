"""What any recipe may ask for, whatever it is a recipe of: bounds that keep a pinned witness from hanging its replay."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from verify.errors import BadInput
from verify.nets.matrices import RATIONAL, rational

RANGES = {  # whole numbers by key, least and most
    "L": (1, 64),
    "steps": (0, 10_000),
    "digits": (30, 1100),
    "samples": (0, 1000),
    "seed": (0, 2**63),
    "r": (0, 4000),
    "rank_xx": (0, 4000),
}
WIDEST = 4000
PARAMETERS = 20_000
TEXT = 1000  # characters of one number
BITS = 4000  # of a value at a point
DEEPEST = 1000  # depth at a point
ENTRIES = 10_000  # of one list


def check_limits(recipe: Mapping[str, Any]) -> None:
    """Raise BadInput, naming the key, for a recipe that asks for more than any instance needs, or for less than nothing."""
    for key, value in recipe.items():
        _check(str(key), value)
    widths = recipe.get("widths")
    if isinstance(widths, list) and sum(a * b for a, b in pairwise(widths)) > PARAMETERS:
        raise BadInput(f"recipe: widths: more than {PARAMETERS:,} parameters")


def check_point(point: Mapping[str, Any]) -> None:
    """Raise BadInput, naming the variable, for a point with a value that is no number, or too far out to add up to."""
    for name, value in point.items():
        if (isinstance(value, str) and RATIONAL.fullmatch(value)) or type(value) is int:
            try:
                number = rational(value)
            except ValueError as error:
                raise BadInput(f"witness: {name}: {error}") from None
            if number.height_bits() > BITS or (name == "L" and number > DEEPEST):
                raise BadInput(f"witness: {name}: {str(value)[:40]} is too large")


def _check(key: str, value: Any) -> None:
    if isinstance(value, Mapping):
        check_limits(value)
    elif isinstance(value, list):
        if len(value) > ENTRIES:
            raise BadInput(f"recipe: {key}: more than {ENTRIES:,} entries")
        for entry in value:
            if key in ("widths", "rows", "columns") and (type(entry) is not int or not 1 <= entry <= WIDEST):
                raise BadInput(f"recipe: {key}: {str(entry)[:40]} is not a whole number from 1 to {WIDEST:,}")
            _check(key, entry)
    elif isinstance(value, str):
        if len(value) > TEXT:
            raise BadInput(f"recipe: {key}: a text of more than {TEXT:,} characters")
        if key == "noise" and value.startswith("-"):
            raise BadInput(f"recipe: {key}: {value} is negative")
    elif type(value) is int and key in RANGES:
        least, most = RANGES[key]
        if not least <= value <= most:
            raise BadInput(f"recipe: {key}: {value} is not from {least} to {most:,}")
