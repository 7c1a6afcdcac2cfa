"""What rests on what, statement by statement, and the status that a result has once its foundations are counted in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verify.errors import BadInput
from verify.paper.statements import Result, Revision, Statement

ORDER = ("stands", "convention", "misprint", "gap", "reading", "false")  # from best to worst


def own_status(result: Result) -> str:
    """The worst severity found among the statements of a result ("stands" when nothing was found).

    Steps count by their severity too: a false step is a gap in the proof of the statement above it, no worse.
    """
    return max((_counted(statement) for statement in result.statements.values()), key=ORDER.index, default="stands")


def _counted(statement: Statement) -> str:
    """The severity of a statement's finding, a false step counted as a gap; "stands" without a finding."""
    if statement.finding is None:
        return "stands"
    severity = statement.finding.severity
    return "gap" if statement.kind == "step" and severity in ("reading", "false") else severity


def foundations(revision: Revision, label: str) -> list[str]:
    """All results that a result uses, directly or through others, nearest first."""
    found: list[str] = []
    todo = list(revision.results[label].used_results)
    while todo:
        used = todo.pop(0)
        if used not in found and used != label:
            found.append(used)
            todo += revision.results[used].used_results
    return found


def leant_on(revision: Revision, label: str) -> dict[str, str]:
    """The status of each foundation, of those statements alone that the result or another foundation uses."""
    reached = foundations(revision, label)
    entries = [used for user in (label, *reached) for used in revision.results[user].uses]
    return {used: _status(revision, used, entries) for used in reached}


def _status(revision: Revision, label: str, entries: list[str]) -> str:
    result = revision.results[label]
    if label in entries:  # used as a whole
        return own_status(result)
    named = {used for used in entries if used.partition("/")[0] == label}
    return max((_counted(s) for s in result.statements.values() if s.id in named), key=ORDER.index, default="stands")


def rests_on(revision: Revision, label: str) -> str:
    """What a result's standing depends on, in words: "A.7: false as printed, repaired"."""
    weak = leant_on(revision, label).items()
    told = [f"{used}: {_told(status)}" for used, status in weak if status not in ("stands", "convention", "misprint")]
    return "; ".join(told)


def effective_status(revision: Revision, label: str) -> tuple[str, list[str]]:
    """The worst status among a result and all that it rests on, and the results that have it (empty when all stand).

    A result that stands as printed but uses a false one has the effective status "false", because of that one.
    """
    statuses = {label: own_status(revision.results[label]), **leant_on(revision, label)}
    worst = max(statuses.values(), key=ORDER.index)
    return worst, [used for used, status in statuses.items() if status == worst and worst != "stands"]


def result_named(revision: Revision, typed: str) -> str | None:
    """The label of a result for a name such as A.9, a9, "Lemma A.9" or theorem_3_5; None where there is none."""
    plain = {_plain(name): name for name in revision.results}
    wanted = _plain(typed)
    return plain.get(wanted) or plain.get(re.sub("^(lemma|theorem|corollary|proposition|result)", "", wanted))


def impact(revision: Revision, label: str) -> Iterator[str]:
    """One line for each result that rests on `label`, a result or a statement. Raises BadInput for an unknown one."""
    typed, _, name = label.partition("/")
    wanted = result_named(revision, typed)
    if wanted is None:
        raise BadInput(f"unknown result {typed!r}: there are {', '.join(revision.results)}")
    if name:
        yield from _impact_of_statement(revision, wanted, name)
        return
    yield f"{wanted}  {revision.results[wanted].title}: {_told(own_status(revision.results[wanted]))}"
    dependants = [other for other in revision.results if wanted in foundations(revision, other)]
    for other in dependants:
        direct = [u for u in revision.results[other].uses if u.partition("/")[0] == wanted]
        named = ", ".join(used.partition("/")[2] for used in direct if "/" in used)
        how = f"uses {named or 'it'}" if direct else "through " + _path(revision, other, wanted)
        yield f"  {other}  {revision.results[other].title}: {how}"
    if not dependants:
        yield "  nothing rests on it"


def _impact_of_statement(revision: Revision, label: str, name: str) -> Iterator[str]:
    statement = revision.results[label].statements.get(name)
    if statement is None:
        raise BadInput(f"unknown statement {label}/{name}: there are {', '.join(revision.results[label].statements)}")
    yield f"{statement.id}  {statement.where}: {_told(_counted(statement))}"
    users = [other for other, result in revision.results.items() if {statement.id, label} & set(result.uses)]
    for other in users:
        yield f"  {other}  {revision.results[other].title}: uses it"
        for further in revision.results:
            if further not in users and other in foundations(revision, further):
                yield f"  {further}  {revision.results[further].title}: through {other}"
    if not users:
        yield "  nothing rests on it"


def _plain(label: str) -> str:
    return re.sub(r"[^a-z0-9]", "", label.lower())


def _told(status: str) -> str:
    return {
        "stands": "stands as printed",
        "convention": "stands, with a convention",
        "misprint": "stands, with a misprint",
        "gap": "a step of the proof is false as printed, the statement stands",
        "reading": "true under one reading or a missing assumption only, repaired",
        "false": "false as printed, repaired",
    }[status]


def _path(revision: Revision, start: str, goal: str) -> str:
    """The results between two, by the shortest chain of uses."""
    chains = [[start]]
    while chains:
        chain = chains.pop(0)
        for used in revision.results[chain[-1]].used_results:
            if used == goal:
                return ", ".join(chain[1:])
            if used in revision.results and used not in chain:
                chains.append([*chain, used])
    return ""
