"""Does an instance test a statement at all: would another formula, put in place of the stated one, have failed on it?

An instance on which both sides vanish (0 <= c * 0), on which a value is compared with itself, or on which the check looked
at nothing, agrees with every statement of its form. It is counted, and counted apart: it is trivial and supports nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from typing import Any

from verify.errors import BadInput
from verify.judge.cases import Case
from verify.judge.claims import Stated
from verify.judge.verdicts import Answer, Outcome
from verify.paper import grammar
from verify.paper.formulas import Formula
from verify.paper.statements import Wording

MILLION = 10**6
OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
# multiples leave a 0 what it is, and where they can a whole number whole
MULTIPLES = (("*", 2), ("/", 2), ("*", -1), ("*", MILLION), ("/", MILLION))
SHIFTS = (("+", 1), ("-", 1), ("+", MILLION), ("-", MILLION))


class Bite(Enum):
    """What an instance on which a claim agrees is worth."""

    TESTS = "a change of the statement that keeps its zeros would have failed"
    ZERO = "the stated value is 0, and so is the true one: a value above it and one below it would have failed"
    NOTHING = "no change of the statement would have failed"


class Probe:
    """The changed wordings of a case, in an order that starts with the one that failed last."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.changes = list(_changes(case.wording))

    def look(self, instance: Any) -> Bite:
        """What the instance is worth, on which the claim agrees with what is stated.

        A wording without formulas cannot be changed: only its claim can say that there was nothing to compare.
        """
        if not self.case.wording.parts:
            return Bite.TESTS
        for number, change in enumerate(self.changes):
            if self._fails(change, instance):
                self.changes.insert(0, self.changes.pop(number))
                return Bite.TESTS
        for part, formula in self.case.wording.parts.items():
            moved = [] if formula.is_relation else [_with(self.case.wording, part, formula, *by) for by in SHIFTS[:2]]
            if moved and all(self._fails(wording, instance) for wording in moved):
                return Bite.ZERO
        return Bite.NOTHING

    def _fails(self, wording: Wording, instance: Any) -> bool:
        assert self.case.claim is not None
        try:
            answer = self.case.claim.check(Stated(wording, self.case.under, self.case.statement.name), instance)
        except BadInput:
            raise
        except Exception:  # no value, no whole number, not what the claim can read: the change is no statement
            return False
        return isinstance(answer, Answer) and answer.outcome is Outcome.DIFFERS


def _changes(wording: Wording) -> Iterator[Wording]:
    """One formula changed: a multiple of a value, also by a symbol of its own; a constant moved; a comparison turned."""
    for part, formula in wording.parts.items():
        tree = formula.tree
        if isinstance(tree, grammar.Relation):
            for place, relation in enumerate(tree.relations):
                turned = (*tree.relations[:place], OPPOSITE[relation], *tree.relations[place + 1 :])
                other = formula.part(f"not ({formula.text})", replace(tree, relations=turned))
                yield replace(wording, parts={**wording.parts, part: other})
            continue
        for operator, number in (*MULTIPLES, *(() if formula.names else SHIFTS)):
            yield _with(wording, part, formula, operator, number)
        for name in sorted(formula.names):  # an eigenvector stays one when it is multiplied by a number, not by an index
            yield _with(wording, part, formula, "*", name)


def _with(wording: Wording, part: str, formula: Formula, operator: str, by: int | str) -> Wording:
    """The wording with one value v replaced by v operator by."""
    column = formula.tree.column
    right = grammar.Name(column, by) if isinstance(by, str) else grammar.Integer(column, by)
    other = formula.part(f"({formula.text}) {operator} {by}", grammar.Operation(column, operator, formula.tree, right))
    return replace(wording, parts={**wording.parts, part: other})
