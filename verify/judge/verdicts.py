"""The four verdicts, and the evidence that carries each: scope, method, counts, witness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from html import escape
from typing import Any

# text colours that are readable on white and on black
MARKS = {
    "PROVED": ("#2e8540", "✓"),
    "SUPPORTED": ("#0f7c94", "≈"),
    "REFUTED": ("#d6303a", "✗"),
    "UNDECIDED": ("#a36f00", "?"),
    "ERROR": ("#d6303a", "!"),
}


class Shown:
    """What a notebook shows of a verdict. A class of its own: an Enum may not define such a name in its body."""

    value: str

    def _repr_html_(self) -> str:
        """How a notebook shows it: the word, and a sign besides its colour."""
        colour, sign = MARKS[self.value]
        return f'<strong style="color:{colour}">{sign} {self.value}</strong>'


class Verdict(Shown, Enum):
    """What is known of a statement within a scope. ERROR is no verdict: the check itself broke."""

    PROVED = "PROVED"
    SUPPORTED = "SUPPORTED"
    REFUTED = "REFUTED"
    UNDECIDED = "UNDECIDED"
    ERROR = "ERROR"

    @property
    def stands(self) -> bool:
        """Whether the statement may be relied on within the scope."""
        return self in (Verdict.PROVED, Verdict.SUPPORTED)


class Outcome(Enum):
    """What one check on one instance says."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNDECIDED = "undecided"
    NOTHING = "nothing to check"  # the instance has no object of which the statement speaks


@dataclass(frozen=True)
class Exhibit:
    """What a stand-alone script needs to show printed against true: Python source, standard library only."""

    what: str
    setup: tuple[str, ...]
    printed: str
    true: str
    fails: str = "printed != true"  # the comparison of `printed` and `true` that shows the failure


@dataclass(frozen=True)
class Answer:
    """One check's outcome with the two values it compared."""

    outcome: Outcome
    what: str = ""
    printed: str = ""
    true: str = ""
    exhibit: Exhibit | None = None

    def __str__(self) -> str:
        if not self.printed and not self.true:
            return self.what
        return f"{self.what}: printed {self.printed}, true {self.true}"


def agrees(what: str = "") -> Answer:
    """The instance agrees with the statement."""
    return Answer(Outcome.AGREES, what)


def nothing(what: str) -> Answer:
    """The instance has nothing of which the statement speaks (no tail value, say); `what` says what is missing."""
    return Answer(Outcome.NOTHING, what)


def undecided(what: str) -> Answer:
    """The instance could not be decided; `what` says why."""
    return Answer(Outcome.UNDECIDED, what)


def differs(what: str, printed: Any, true: Any, exhibit: Exhibit | None = None) -> Answer:
    """The instance contradicts the statement."""
    return Answer(Outcome.DIFFERS, what, str(printed), str(true), exhibit)


@dataclass(frozen=True)
class Evidence:
    """A verdict with its scope and what stands behind it."""

    verdict: Verdict
    scope: str
    method: str
    detail: str = ""
    tried: int = 0
    discarded: int = 0
    strata: Mapping[str, int] = field(default_factory=dict)
    witness: Mapping[str, Any] | None = None
    certificate: tuple[str, ...] = ()
    exhibit: Exhibit | None = None
    seconds: float = 0.0
    trivial: int = 0  # of those tried, instances on which no statement of this form could have failed
    given_axioms: tuple[str, ...] = ()  # the axioms by name on which a proof rests
    statement: Mapping[str, Any] | None = None  # of a proof: the statement with its certificate, as the kernel reads it
    node: Mapping[str, Any] | None = None  # the proof alone, to be joined with others
    settings: tuple[str, ...] = ()  # hypotheses of the derivation, in words
    hints: tuple[Any, ...] = ()  # points that lie in the scope
    scopes: tuple[Mapping[str, Any], ...] = ()  # the scope as data: one of these holds

    @property
    def word(self) -> str:
        """The verdict, with the axioms that it is given: "PROVED given: monotone convergence"."""
        return f"{self.verdict.value} given: {', '.join(self.given_axioms)}" if self.given_axioms else self.verdict.value

    @property
    def apart(self) -> str:
        """The trivial instances, to be said after the number of all; empty when there is none."""
        return f", {self.trivial} of them trivial" if self.trivial else ""

    def _repr_html_(self) -> str:
        """How a notebook shows it: verdict, scope, method, counts, witness, certificate; all text escaped."""
        facts = [("scope", self.scope), ("method", self.method), ("detail", self.detail)]
        if self.tried:
            facts.append(("instances", f"{self.tried} tried{self.apart}, {self.discarded} discarded"))
        if self.strata:
            facts.append(("of these", ", ".join(f"{name}: {number}" for name, number in self.strata.items())))
        if self.witness is not None:
            facts.append(("witness", ", ".join(f"{name} = {value}" for name, value in self.witness.items())))
        facts += [("certificate", line) for line in self.certificate]
        if self.given_axioms:
            facts.insert(0, ("given", ", ".join(self.given_axioms)))
        cell = '<td style="text-align:left">'
        rows = [f'<tr><th scope="row">{name}</th>{cell}{escape(text)}</td></tr>' for name, text in facts if text]
        return f"<div>{self.verdict._repr_html_()}<table>{''.join(rows)}</table></div>"
