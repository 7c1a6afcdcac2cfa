"""Recipes and points as text that can be pasted into a revision file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def spoken_recipe(recipe: Mapping[str, Any]) -> str:
    """A recipe as one line of TOML, ready to paste behind `witness =`."""
    return ", ".join(f"{key} = {_toml(value)}" for key, value in recipe.items())


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    return str(value)
