"""A result as a reading edition: each statement of the paper in its order, with derivation, claims and verdicts."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from types import CodeType, FunctionType, ModuleType
from typing import Any

import sympy as sp

from verify.judge.claims import Claim
from verify.paper.statements import SEVERITIES, Revision, Statement
from verify.report import text
from verify.report.dependencies import rests_on
from verify.report.rows import Row

LONGEST = 600  # characters of a derived formula; a longer one is left to the module
INDENT = 16


def edition(module: ModuleType, rows: Sequence[Row], revision: Revision) -> Iterator[str]:
    """The lines of the edition of one lemma module: `rows` are its cases with their evidence, in the revision's order."""
    claims = {row.case.claim.check for row in rows if row.case.claim}
    shown: set[Derivation] = set()
    for label, of_result in groupby(rows, key=lambda row: row.case.statement.result):
        result = revision.results[label]
        yield from text.heading(result, rests_on(revision, label))
        yield ""
        yield from _item("", " ".join((module.__doc__ or "").split()))
        for _, of_statement in groupby(of_result, key=lambda row: row.case.statement.name):
            yield ""
            yield from _statement(list(of_statement), revision, claims, shown)


Derivation = Callable[..., Any]


def _statement(rows: list[Row], revision: Revision, claims: set[Derivation], shown: set[Derivation]) -> Iterator[str]:
    """What is printed and how it is read; derivations that are new to the reader; each claim with its verdicts."""
    s = rows[0].case.statement
    yield f"{s.where}  ({s.id})"
    yield from _item("printed", s.printed.latex)
    if str(s.printed) != s.printed.latex:
        yield from _item("we read", str(s.printed))
    if s.printed.parts and s.printed.sentence:
        yield from _item("meaning", s.printed.sentence)
    if s.printed.given:
        yield from _item("given", ", ".join(map(str, s.printed.given)))
    yield from _finding(s)
    for claim, of_claim in _by_claim(rows).items():
        for function in derivations(claim.check, claims):
            if function not in shown:
                shown.add(function)
                yield from _derivation(function)
        yield from _item("claim", claim.sentence)
        for alike in text.folded(of_claim):
            lines = (line.strip() for line in text.verdict(alike) if "strata:" not in line)
            for line in lines:
                yield from textwrap.wrap(line, 125, initial_indent=" " * INDENT, subsequent_indent=" " * (INDENT + 4))
    if any(row.case.claim is None for row in rows):
        yield from _item("claim", "none: nobody checks this statement")


def _finding(s: Statement) -> Iterator[str]:
    if s.finding is None:
        return
    yield from _item(s.finding.severity, f"{SEVERITIES[s.finding.severity]}: {s.finding.because}")
    if s.finding.repaired is not None:
        yield from _item("true", s.finding.repaired.latex)


def _by_claim(rows: list[Row]) -> Mapping[Claim, list[Row]]:
    """The rows of each claim, printed and repaired wording together, in the order of the module."""
    groups: dict[Claim, list[Row]] = {}
    for row in rows:
        if row.case.claim is not None:
            groups.setdefault(row.case.claim, []).append(row)
    return groups


def _derivation(function: Derivation) -> Iterator[str]:
    """The docstring of a derivation, and the formula that it ends with where it takes no arguments."""
    sentence = " ".join((inspect.getdoc(function) or "").split())
    yield from _item("derivation", f"{function.__name__}: {sentence}")
    wanted = inspect.signature(function).parameters.values()
    if function.__annotations__.get("return") == "sp.Expr" and all(p.default is not p.empty for p in wanted):
        formula = sp.latex(function())
        if len(formula) <= LONGEST:
            yield from _item("", f"= {formula}")


def _item(name: str, words: str) -> Iterator[str]:
    """A named paragraph, indented; LaTeX is never broken inside a word."""
    start, rest = f"    {name}".ljust(INDENT), " " * INDENT
    yield from textwrap.wrap(words, 125, initial_indent=start, subsequent_indent=rest, break_long_words=False) or [start]


def derivations(check: Derivation, claims: set[Derivation]) -> list[Derivation]:
    """The functions of lemma modules that a claim calls, directly or through others, those that others use first.

    Found by the names in the code, so a function reached through a table or a method is not among them. Claims that a claim
    calls, and helpers with an underscore, are passed through and not listed.
    """
    found: dict[Derivation, None] = {}
    seen: set[Derivation] = set()

    def visit(function: Derivation) -> None:
        plain = inspect.unwrap(function)
        if plain in seen or not isinstance(plain, FunctionType):
            return
        seen.add(plain)
        for called in _called(plain):
            visit(called)
        if function is not check and function not in claims and not _is_claim(plain) and plain.__name__[0] != "_":
            found[function] = None

    visit(check)
    return list(found)


def _is_claim(function: FunctionType) -> bool:
    return next(iter(inspect.signature(function).parameters), "") == "stated"


def _called(function: FunctionType) -> Iterator[Derivation]:
    """Functions of lemma modules whose names stand in the code: as globals, or as members of an imported lemma module."""
    names = _names(function.__code__)
    known = [function.__globals__.get(name) for name in names]
    modules = [m for m in known if isinstance(m, ModuleType) and m.__name__.startswith("lemmas")]
    for candidate in [*known, *(vars(m).get(name) for name in names for m in modules)]:
        if callable(candidate) and str(getattr(candidate, "__module__", "")).startswith("lemmas"):
            yield candidate


def _names(code: CodeType) -> list[str]:
    inner = [name for constant in code.co_consts if isinstance(constant, CodeType) for name in _names(constant)]
    return [*code.co_names, *inner]
