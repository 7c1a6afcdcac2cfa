"""What a revision says: results, their atomic statements and steps, findings, and named readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from verify.paper.formulas import Formula
from verify.paper.symbols import Symbol

FIRST_PAPER = "depth-not-data"  # the paper of a revision that names none
SEVERITIES = {
    "convention": "what a fair reader takes for granted",
    "misprint": "a slip of the pen; the argument does not use it",
    "gap": "a step of the proof fails while the claim survives",
    "reading": "true under one reading or an assumption that is not stated, false under another",
    "false": "a false claim",
}


@dataclass(frozen=True)
class Reading:
    """One way to read an ambiguous assumption; `given` are the comparisons that it adds to every statement."""

    name: str
    text: str
    given: tuple[Formula, ...]
    rank_xx: Formula  # rank of Sigma_xx under this reading
    misquote: bool = False  # not what the assumption prints, but how proofs of the paper quote it
    misread: str = field(default="", compare=False)  # as `Statement.misread`, for the symbols of the reading


@dataclass(frozen=True)
class Wording:
    """One version of a statement: its named formulas and the comparisons that limit it."""

    parts: Mapping[str, Formula]
    latex: str
    given: tuple[Formula, ...] = ()
    sentence: str = ""
    # parts printed as an "upper" or a "lower" bound, or a comparison as the "exact" condition for what is stated
    bounds: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.parts:
            return self.sentence
        if set(self.parts) == {"value"}:
            return self.parts["value"].text
        return "; ".join(f"{name}: {formula.text}" for name, formula in self.parts.items())


@dataclass(frozen=True)
class Finding:
    """Why a printed statement fails: the claim that refutes it, a pinned witness for each reading, and what is true."""

    severity: str
    because: str
    refuted_by: str
    witness: Mapping[str, Mapping[str, Any]]  # reading name, or "any" -> recipe or point
    repaired: Wording | None = None
    cause: str = ""  # the key of the root cause that it shares with other findings

    def witness_under(self, reading: str | None) -> Mapping[str, Any] | None:
        """The pinned witness for a reading (None for claims that depend on none)."""
        if reading is not None and reading in self.witness:
            return self.witness[reading]
        return self.witness.get("any")


@dataclass(frozen=True)
class Statement:
    """One atomic statement or proof step as printed. `id` is e.g. "A.9/bulk_multiplicity"."""

    result: str
    name: str
    kind: str  # "statement" or "step"
    where: str
    printed: Wording
    readings: tuple[str, ...]
    finding: Finding | None = None
    quotes: tuple[str, ...] = ()  # ids of statements that this one repeats, word for word or under more assumptions
    misread: str = field(default="", compare=False)  # why no claim may be asked: a symbol means something else here
    unknown: Mapping[str, str] = field(default_factory=dict, compare=False)  # symbols that the verifier has not: what to do
    replaces: tuple[str, ...] = ()  # ids of statements of another paper that this one may stand in the place of

    @property
    def id(self) -> str:
        return f"{self.result}/{self.name}"


@dataclass(frozen=True)
class Result:
    """A numbered result: its title, what it rests on, its conventions and its statements in the order of the paper."""

    label: str
    title: str
    uses: tuple[str, ...]
    conventions: tuple[Formula, ...]
    statements: Mapping[str, Statement] = field(default_factory=dict)
    not_checkable: tuple[str, ...] = ()  # sentences of the paper that no check can reach, each with the reason
    remarks: tuple[str, ...] = ()  # what is wrong or missing in the words, with its witness: no formula to check
    text: tuple[str, ...] = ()  # its own words as printed, in paragraphs, marked as verify/paper/quoted.py says

    @property
    def used_results(self) -> tuple[str, ...]:
        """The labels of the results that `uses` names, by a statement of theirs or as a whole; cited facts left out."""
        named = (used for used in self.uses if not used.startswith("axiom: "))
        return tuple(dict.fromkeys(used.partition("/")[0] for used in named))


@dataclass(frozen=True)
class Binding:
    """What was transcribed from one labelled environment of the LaTeX source, and the fingerprint of its text then."""

    label: str
    statements: tuple[str, ...]  # ids of statements, or labels of whole results
    sha256: str = ""


@dataclass(frozen=True)
class Revision:
    """One version of a paper as data."""

    name: str
    title: str
    source: str
    symbols: Mapping[str, str]
    readings: Mapping[str, Reading]
    results: Mapping[str, Result]
    partial: bool = False  # it quotes only parts of the paper: what is missing was not shown, and is not removed
    paper: str = FIRST_PAPER
    change: str = ""  # the kind of its one change, in a word: "lost square"
    causes: Mapping[str, str] = field(default_factory=dict)  # root causes of findings: key -> one sentence
    bindings: Mapping[str, Binding] = field(default_factory=dict)  # by the label in the LaTeX source
    aliases: Mapping[str, str] = field(default_factory=dict)  # other names of symbols: formulas are read with the symbol
    phrases: Mapping[str, str] = field(default_factory=dict)  # an assumption -> the words that a sentence says it in
    separate: tuple[str, ...] = ()  # causes that are headings only: each of their findings is an error of its own
    survives: tuple[str, ...] = ()  # what is right in the paper, in sentences that name statements
    about: Mapping[str, Symbol] = field(default_factory=dict)  # of each symbol more than its meaning: domain and kinds
