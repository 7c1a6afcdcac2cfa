"""The @claim decorator: enters a check of one stated formula into its lemma module's book."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from verify.nets.domains import Domain
from verify.paper.formulas import Formula
from verify.paper.statements import Reading, Wording

Check = Callable[..., Any]


class Stated:
    """What a claim receives: the formulas of one wording, by the names of their parts (`stated.value`, …)."""

    def __init__(self, wording: Wording, under: Reading | None, name: str = "") -> None:
        self.wording, self.under, self.name = wording, under, name

    def __getattr__(self, part: str) -> Formula:
        try:
            return self.wording.parts[part]
        except KeyError:
            names = ", ".join(self.wording.parts) or "none"
            raise AttributeError(f"the statement has no part {part!r}; its parts are: {names}") from None

    def rank_xx(self, **symbols: Any) -> Any:
        """The rank of Sigma_xx under the reading, as a SymPy expression of the given symbols."""
        if self.under is None:
            raise ValueError("this claim depends on no reading: declare it with per_reading=True")
        return self.under.rank_xx.symbolic(**symbols)


@dataclass(frozen=True)
class Claim:
    """One check. Without a domain it asks a question for all values; with one it is tried on instances."""

    result: str
    statement: str
    name: str
    check: Check
    domain: Domain | None
    per_reading: bool
    sentence: str
    uses: tuple[str, ...] = ()  # ids of statements of other results that the check or its derivation leans on


_BOOK: dict[str, list[Claim]] = {}


def claim(
    result: str,
    *statements: str,
    domain: Domain | None = None,
    per_reading: bool | None = None,
    at: str = "",
    uses: tuple[str, ...] = (),
) -> Callable[[Check], Check]:
    """Enter a check of the named statements of a result.

    The function receives `stated` (and an instance of the domain, if there is one) and returns a question
    (`identity`, `at_most`, …) or an Answer. Its docstring is the sentence a mathematician reads. `per_reading` runs it once
    under each reading of the statement; by default that is so exactly when the domain depends on Sigma_xx.

    A function may be entered several times, for other instances: `at` ("at_the_papers_size") then says which, and ends the
    claim's name and its sentence. `uses` names statements of other results on which the argument leans.
    """

    def enter(check: Check) -> Check:
        depends = per_reading if per_reading is not None else domain is not None and domain.reads_covariance
        sentence = " ".join((inspect.getdoc(check) or "").split())
        if not sentence:
            raise ValueError(f"claim {check.__name__} needs a docstring: the sentence that it checks")
        name = f"{check.__name__}_{at}" if at else check.__name__
        if at:
            sentence = f"{sentence} Tried {at.replace('_', ' ')}."
        for statement in statements:
            entry = Claim(result, statement, name, check, domain, depends, sentence, uses)
            _BOOK.setdefault(check.__module__, []).append(entry)
        return check

    return enter


def claims_of(module: ModuleType) -> tuple[Claim, ...]:
    """The claims of a lemma module, in the order of the file."""
    return tuple(_BOOK.get(module.__name__, ()))
