"""What a claim assumes against what its statement prints: a proof's space, and what all instances of a domain share.

Every assumption is a comparison in the paper's symbols. One that is printed in other words counts as printed when it
holds at every tried point at which all that is printed holds.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

import sympy as sp
from flint import fmpq

from verify.judge.assumed import single
from verify.judge.cases import Case
from verify.judge.checking import not_admitted
from verify.judge.claims import Stated
from verify.judge.draws import pool
from verify.judge.run import Run
from verify.paper.formulas import Formula, Imprecise, Undefined

WHOLE = {*"Lrtpklijn", "d_0", "d_L", "d_star", "d_hidden", "d_min", "rank_xx", "rank_W"}
NUMBERS = tuple(fmpq(x) / 360 for x in (0, 4, 45, 120, 180, 324, 360, 450, 540, 720, 1800))
EQUAL = r"(\w+) *== *(\d+)"  # a printed value of a symbol: points have it
TRIES, MANY, ENOUGH = 9000, 600, 25  # points tried for one implication; so many, or at last so few, must satisfy the rest


def printed(case: Case, standing: Iterable[Formula] = ()) -> tuple[Formula, ...]:
    """The comparisons under which the statement claims something: its own, its result's, the reading's, the paper's."""
    under = case.under.given if case.under else ()
    return (*case.conventions, *case.wording.given, *under, *standing)


def spaces(case: Case) -> list[Any]:
    """The spaces, regions and boxes of a symbolic claim, without those that show a part of what is claimed on purpose."""
    assert case.claim is not None and case.claim.domain is None
    question = case.claim.check(Stated(case.wording, case.under, case.statement.name))
    found = [getattr(one, "space", None) or getattr(one, "region", None) or one for one in single(question)]
    return [where for where in found if not getattr(where, "part", False)]


def of_proof(case: Case, symbols: Iterable[str]) -> set[str]:
    """The assumptions of a symbolic claim: those declared, the domains of the paper's symbols, and relations among them."""
    known, found = set(symbols), set()
    for where in spaces(case):
        means = getattr(where, "means", {})
        found |= set(getattr(where, "assumes", ()))
        for variable in getattr(where, "variables", ()):
            if variable.name in known:
                found.add(_meant(f"{variable.name} {variable.spoken()}", means))
        for relation in getattr(where, "given", ()):
            if {symbol.name for symbol in relation.free_symbols} <= known:
                sign = "!=" if isinstance(relation, sp.Ne) else relation.rel_op
                found.add(_meant(f"{relation.lhs} {sign} {relation.rhs}", means))
    return found


def _meant(text: str, means: Mapping[str, str]) -> str:
    return re.sub(r"[A-Za-z_]\w*", lambda name: means.get(name[0], name[0]), text)


def only_words(case: Case) -> set[str]:
    """What the spaces of a symbolic claim say in words, where no comparison stands beside it."""
    made = ((getattr(where, "also", ""), getattr(where, "assumes", ())) for where in spaces(case))
    return {also for also, assumes in made if isinstance(also, str) and also and not assumes}


def of_instances(case: Case, candidates: Sequence[Formula], run: Run, many: int) -> dict[str, int]:
    """The candidates that hold at every instance admitted by the statement, with the number of instances that have them."""
    assert case.claim is not None
    counts: dict[str, int] = {}
    failed: set[str] = set()
    for instance in _admitted(case, run, many):
        for formula in candidates:
            held = _holds(formula, instance.facts)
            if held is not None:
                counts[formula.text] = counts.get(formula.text, 0) + 1
                if not held:
                    failed.add(formula.text)
    return {text: count for text, count in counts.items() if text not in failed}


def _admitted(case: Case, run: Run, many: int) -> Iterator[Any]:
    assert case.claim is not None and case.claim.domain is not None
    built = (case.claim.domain.build(recipe) for recipe in pool(case, run, 2 * many))
    yield from islice((instance for instance in built if not_admitted(case, instance) is None), many)


def implied(wanted: Formula, given: Sequence[Formula]) -> bool:
    """Whether the comparison is among the given ones, or holds at every tried point at which they hold (and some are)."""
    if any(_same(wanted, formula) for formula in given):
        return True
    names = set(wanted.names).union(*(formula.names for formula in given if formula.names & wanted.names))
    near = {formula.text: formula for formula in given if formula.names <= names}
    return _follows(wanted, tuple(near.values()), tuple(sorted(names)))


@lru_cache(maxsize=4096)
def _follows(wanted: Formula, near: tuple[Formula, ...], names: tuple[str, ...]) -> bool:
    fixed = {found[1]: fmpq(int(found[2])) for formula in near if (found := re.fullmatch(EQUAL, formula.text))}
    source, met = random.Random(0), 0
    for _ in range(TRIES):
        point = {name: fmpq(source.randrange(6)) if name in WHOLE else source.choice(NUMBERS) for name in names}
        point |= fixed
        if any(_holds(formula, point) is False for formula in near):
            continue
        seen = _holds(wanted, point)
        if seen is False:
            return False
        met += seen is True
        if met >= MANY:
            break
    return met >= ENOUGH


def _holds(formula: Formula, values: Mapping[str, Any]) -> bool | None:
    try:
        return formula.holds(**values)
    except (Undefined, Imprecise, KeyError, TypeError, AttributeError):
        return None


def _same(one: Formula, other: Formula) -> bool:
    return one.text.replace(" ", "") == other.text.replace(" ", "")
