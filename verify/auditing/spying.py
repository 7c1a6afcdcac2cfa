"""Formulas that note what claims do with them: which symbols they give values to, and where a mutant has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from verify.paper.arithmetic import Undefined
from verify.paper.formulas import Formula
from verify.paper.grammar import Node


class Spy(Formula):
    """A formula that notes the symbols to which values are given when it is evaluated; only those of every evaluation."""

    known: frozenset[str] = frozenset()

    def _note(self, given: Mapping[str, Any]) -> None:
        whole = self.__dict__.get("whole")
        if whole is not None:
            whole._note(given)
        seen = self.__dict__.get("known")
        object.__setattr__(self, "known", frozenset(given) if seen is None else seen & frozenset(given))

    def part(self, text: str, tree: Node) -> Formula:
        made = Spy(text, tree)
        object.__setattr__(made, "whole", self)
        return made

    def at(self, **values: Any) -> Any:
        self._note(values)
        return super().at(**values)

    def symbolic(self, **symbols: Any) -> Any:
        self._note(symbols)
        return super().symbolic(**symbols)

    def holds(self, **values: Any) -> bool | None:
        self._note(values)
        return super().holds(**values)

    def sides(self, **symbols: Any) -> Any:
        self._note(symbols)
        return super().sides(**symbols)


@dataclass
class Places:
    """How many exact evaluations had a value, and how many had none."""

    valued: int = 0
    without: int = 0


class Patched(Formula):
    """A mutant that takes the value of the wording wherever it has none itself: whatever refutes it refutes a value.

    Make with `patched`; `places` counts both kinds of places.
    """

    original: Formula
    places: Places

    def at(self, **values: Any) -> Any:
        return self._exactly(super().at, self.original.at, values)

    def holds(self, **values: Any) -> bool | None:
        truth: bool | None = self._exactly(super().holds, self.original.holds, values)
        return truth

    def symbolic(self, **symbols: Any) -> sp.Expr:
        try:
            return super().symbolic(**symbols)
        except Undefined:
            return self.original.symbolic(**symbols)

    def sides(self, **symbols: Any) -> tuple[sp.Expr, str, sp.Expr]:
        try:
            return super().sides(**symbols)
        except Undefined:
            return self.original.sides(**symbols)

    def _exactly(self, own: Callable[..., Any], other: Callable[..., Any], values: Mapping[str, Any]) -> Any:
        try:
            value = own(**values)
        except Undefined:
            self.places.without += 1
            return other(**values)
        self.places.valued += 1
        return value


def patched(mutant: Formula, original: Formula) -> Patched:
    """The mutant, with the original's value wherever the mutant has none."""
    made = Patched(mutant.text, mutant.tree)
    object.__setattr__(made, "original", original)
    object.__setattr__(made, "places", Places())
    return made
