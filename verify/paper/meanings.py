"""Whether the verifier reads the symbols of a revision as the revision means them: it reads them by name alone.

Claims give each symbol the one meaning that the paper's own revision declares. Where another revision gives a name another
meaning, no claim can be asked about a statement that uses it. A meaning is compared as text: no machine can tell that two
sentences say the same.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from verify.paper.formulas import Formula
from verify.paper.statements import Reading, Revision, Statement

CLOSE = 0.7  # how alike two names, or two meanings, must be for one to be suggested in place of the other


def differing(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The names that both declare with different meanings; white space and a final full stop do not count."""
    return {name: (one[name], other[name]) for name in one if name in other and _plain(one[name]) != _plain(other[name])}


def held_against(revision: Revision, known: Mapping[str, str], place: Callable[[str, str], str]) -> Revision:
    """The revision, its statements and readings marked where they use a symbol that the verifier reads otherwise.

    `known` are the verifier's symbols with their meanings. `place` names the file and the table of a statement, given its
    result and its name, or of a reading, given "readings" and its name.
    """
    other = differing(revision.symbols, known)
    unknown = [name for name in revision.symbols if name not in known]
    if not other and not unknown:
        return revision

    def marked(statement: Statement, conventions: tuple[Formula, ...]) -> Statement:
        wording = statement.printed
        formulas = [*wording.parts.items(), *(("given", f) for f in wording.given)]
        formulas += [("conventions", f) for f in conventions]
        if statement.finding is not None and statement.finding.repaired is not None:
            formulas += [("finding.repaired", f) for f in statement.finding.repaired.parts.values()]
        misread, missing = _keys(formulas, other), _keys(formulas, unknown)
        if not misread and not missing:
            return statement
        at = place(statement.result, statement.name)
        told = {name: f"{at} {keys}: {_missing(name, revision.symbols, known)}" for name, keys in missing.items()}
        return replace(statement, misread=_misread(at, misread, other, known), unknown=told)

    def reading(found: Reading) -> Reading:
        misread = _keys([("rank_xx", found.rank_xx), *(("given", f) for f in found.given)], other)
        if not misread:
            return found
        return replace(found, misread=_misread(place("readings", found.name), misread, other, known))

    results = {
        label: replace(result, statements={name: marked(s, result.conventions) for name, s in result.statements.items()})
        for label, result in revision.results.items()
    }
    return replace(revision, results=results, readings={name: reading(r) for name, r in revision.readings.items()})


def spoken(meanings: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """Each symbol with both its meanings, for a report."""
    for name, (was, now) in meanings.items():
        yield f'{name}: was "{was}", is "{now}"'


def _keys(formulas: Iterable[tuple[str, Formula]], names: Iterable[str]) -> dict[str, str]:
    """Of the names those that the formulas use, each with the keys of the formulas in which it stands."""
    listed = list(formulas)
    found = {name: list(dict.fromkeys(key for key, f in listed if name in f.names)) for name in names}
    return {name: ", ".join(keys) for name, keys in found.items() if keys}


def _misread(at: str, misread: Mapping[str, str], other: Mapping[str, tuple[str, str]], known: Mapping[str, str]) -> str:
    if not misread:
        return ""
    told = []
    for name, keys in misread.items():
        here, there = other[name]
        own = next((symbol for symbol, meaning in known.items() if _plain(meaning) == _plain(here)), None)
        instead = f' (its symbol for "{here}" is {own})' if own else ""
        told.append(f'{keys}: {name} means "{here}" in this revision, and the verifier reads {name} as "{there}"{instead}')
    return f"{at} {'; '.join(told)}. Give the symbol its meaning back, or write the formula in the verifier's symbols"


def _missing(name: str, symbols: Mapping[str, str], known: Mapping[str, str]) -> str:
    """What to do about a symbol that the verifier does not have: the nearest one by meaning or name."""
    meaning = symbols[name]
    same = next((symbol for symbol, told in known.items() if _plain(told) == _plain(meaning)), None)
    near = same or _nearest(name, meaning, known)
    if near is None:
        return f"the verifier has no symbol {name!r}; python -m verify explain, and docs/notation.md, show those that it has"
    told = "has the same meaning" if same else f'is the nearest one ("{known[near]}")'
    alias = f'if {name} is another name for it, declare [symbols.{name}] is = "{near}"'
    return f"the verifier has no symbol {name!r}; {near} {told}: write {near}, or, {alias}"


def _nearest(name: str, meaning: str, known: Mapping[str, str]) -> str | None:
    def alike(symbol: str) -> float:
        pairs = ((name, symbol), (_plain(meaning), _plain(known[symbol])))
        return max(difflib.SequenceMatcher(None, *pair).ratio() for pair in pairs)

    best = max(known, key=alike, default=None)
    return best if best is not None and alike(best) >= CLOSE else None


def _plain(meaning: str) -> str:
    return " ".join(meaning.split()).removesuffix(".")
