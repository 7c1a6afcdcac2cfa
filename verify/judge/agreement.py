"""Numbers that a statement gives, read without loss: is it the true one, is it a whole number at all.

A ball around the exact value is no difference, and a fraction is no whole number.
"""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from verify.judge.scripts import python_source
from verify.judge.verdicts import Answer, Exhibit, agrees, differs, undecided
from verify.paper.arithmetic import Exact, Imprecise
from verify.paper.formulas import Formula


class NotWhole(Exception):
    """A statement needs a whole number where it gives another one. `answer` is what that says of the instance."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer))
        self.answer = answer


def same(printed: Any, true: Any, slack: Any = 0) -> bool | None:
    """Whether two numbers agree, within the slack; None where balls cannot tell: with no slack they never say yes."""
    return Exact().compare("<=", abs(printed - true), fmpq(slack))


def number_agrees(printed: Any, true: Any, what: str, exhibit: Exhibit | None = None, slack: Any = 0) -> Answer:
    """The Answer that `same` gives: undecided where balls cannot tell, and no script where they were needed."""
    truth = same(printed, true, slack)
    if truth is None:
        return undecided(f"{what}: printed {printed}, true {true}")
    if truth:
        return agrees(what)
    return differs(what, printed, true, exhibit if isinstance(printed, fmpq | int) else None)


def count_agrees(printed: Any, true: int, what: str, exhibit: Exhibit | None = None, relation: str = "==") -> Answer:
    """The stated number stands in the relation to a counted one; a ball that holds the count is undecided."""
    truth = Exact().compare(relation, printed, fmpq(true))
    if truth is None:
        return undecided(f"{what}: printed {printed}, true {true}")
    return agrees(what) if truth else differs(what, printed, true, exhibit if isinstance(printed, fmpq | int) else None)


def is_below(one: Any, other: Any) -> bool | None:
    """one < other, for exact numbers or balls; None where balls cannot tell."""
    return Exact().compare("<", one, other)


def certain(truth: bool | None, what: str) -> bool:
    """The truth of a stated comparison. Raises Imprecise where it is not certain, which decides nothing."""
    if truth is None:
        raise Imprecise(f"{what}: not certain")
    return truth


def truth_agrees(stated: bool | None, true: bool, what: str, exhibit: Exhibit | None = None) -> Answer:
    """A stated comparison, as `Formula.holds` found it, holds exactly when the truth does; None is undecided."""
    if stated is None:
        return undecided(f"{what}: the stated comparison is not certain")
    return agrees(what) if stated is true else differs(what, stated, true, exhibit)


def whole(stated: Formula, what: str, **facts: Any) -> int:
    """The stated number of things, or place of one. Raises NotWhole: a fraction counts nothing, so the statement fails.

    Raises Imprecise where a ball may hold a whole number.
    """
    printed = stated.at(**facts)
    found = Exact().count(printed)
    if found is not None:
        return found
    if isinstance(printed, arb) and printed.contains_integer():
        raise Imprecise(f"{what}: the ball {printed} may be a whole number")
    exhibit = None
    if isinstance(printed, fmpq):
        fails = "F(printed).denominator != 1"
        exhibit = Exhibit(what, (), python_source(stated, facts), "'a whole number'", fails)
    raise NotWhole(differs(what, printed, "not a whole number", exhibit))


def whole_power(value: Any, what: str) -> int:
    """An exponent that the check can take only if it is a whole number. Raises NotWhole, which decides nothing."""
    found = Exact().count(value)
    if found is None:
        raise NotWhole(undecided(f"{what}: {value} is not a whole number, and no other power is taken here"))
    return found
