"""What a revision says of a symbol: its meaning, the numbers that it ranges over, and the symbols it may be mistaken for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

DOMAIN = re.compile(r"(integer|real)(?: (>=|>) (\d+))?|real in \[(\d+), (\d+)\]")
KEYS = {"means": str, "domain": str, "kinds": list, "also": list}
FORM = 'is its meaning as text, { means = "…", domain = "real > 0", kinds = […], also = […] }, or { is = "another symbol" }'


@dataclass(frozen=True)
class Symbol:
    """A symbol of a paper. `kinds` name groups of symbols that a slip of the pen exchanges; `also` adds single ones."""

    means: str
    domain: str = ""  # "integer >= 1", "real > 0", "real in [0, 1]", …; for a family, of its members; empty: not said
    kinds: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def admits(self, value: Any) -> bool:
        """Whether an exact number lies in the domain. Any number lies in a domain that is not said."""
        found = DOMAIN.fullmatch(self.domain)
        if found is None:
            return True
        kind, sign, bound, low, high = found.groups()
        if low is not None:
            return bool(int(low) <= value <= int(high))
        whole = kind != "integer" or value == int(value)
        return bool(whole and (sign is None or (value > int(bound) if sign == ">" else value >= int(bound))))


def read(told: Any) -> Symbol:
    """A symbol from the text or the table of a revision file. Raises ValueError with what is wrong."""
    if isinstance(told, str):
        return Symbol(told)
    if not isinstance(told, dict) or not isinstance(told.get("means"), str):
        raise ValueError(FORM)
    for key, value in told.items():
        words = value if isinstance(value, list) else [value]
        if key not in KEYS or not isinstance(value, KEYS[key]) or not all(isinstance(word, str) for word in words):
            raise ValueError(FORM)
    if "domain" in told and not DOMAIN.fullmatch(told["domain"]):
        raise ValueError(f'has a domain "integer >= 1", "real > 0" or "real in [0, 1]", not {told["domain"]!r}')
    return Symbol(told["means"], told.get("domain", ""), tuple(told.get("kinds", ())), tuple(told.get("also", ())))


def alike(name: str, symbols: Mapping[str, Symbol], names: Collection[str]) -> list[str]:
    """Those of `names` that a slip may put for a symbol: kind by kind in the order of the revision, then single ones.

    A name that the revision does not declare is bound by a Sum or a Product: it is of the kind "index".
    """

    def kinds(other: str) -> tuple[str, ...]:
        return symbols[other].kinds if other in symbols else ("index",)

    listed = [*symbols, *sorted(set(names) - set(symbols))]
    found = [other for kind in kinds(name) for other in listed if other in names and kind in kinds(other)]
    single = [other for other in symbols[name].also if other in names] if name in symbols else []
    return [other for other in dict.fromkeys([*found, *single]) if other != name]
