"""What rests on what: the graph of results, and the status that a result has once its foundations are counted in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verify.errors import BadInput
from verify.paper.statements import Result, Revision

ORDER = ("stands", "convention", "misprint", "gap", "reading", "false")  # from best to worst


def own_status(result: Result) -> str:
    """The worst severity found among the statements of a result ("stands" when nothing was found).

    Steps count by their severity too: a false step is a gap in the proof of the statement above it, no worse.
    """
    worst = "stands"
    for statement in result.statements.values():
        if statement.finding is None:
            continue
        severity = statement.finding.severity
        if statement.kind == "step" and severity in ("reading", "false"):
            severity = "gap"
        worst = max(worst, severity, key=ORDER.index)
    return worst


def foundations(revision: Revision, label: str) -> list[str]:
    """All results that a result uses, directly or through others, nearest first."""
    found: list[str] = []
    todo = [used for used in revision.results[label].uses if used in revision.results]
    while todo:
        used = todo.pop(0)
        if used not in found and used != label:
            found.append(used)
            todo += [u for u in revision.results[used].uses if u in revision.results]
    return found


def rests_on(revision: Revision, label: str) -> str:
    """What a result's standing depends on, in words: "A.7: false as printed, repaired"."""
    weak = [(used, own_status(revision.results[used])) for used in foundations(revision, label)]
    told = [f"{used}: {_told(status)}" for used, status in weak if status not in ("stands", "convention", "misprint")]
    return "; ".join(told)


def effective_status(revision: Revision, label: str) -> tuple[str, list[str]]:
    """The worst status among a result and all that it rests on, and the results that have it (empty when all stand).

    A result that stands as printed but uses a false one has the effective status "false", because of that one.
    """
    statuses = {used: own_status(revision.results[used]) for used in [label, *foundations(revision, label)]}
    worst = max(statuses.values(), key=ORDER.index)
    return worst, [used for used, status in statuses.items() if status == worst and worst != "stands"]


def result_named(revision: Revision, typed: str) -> str | None:
    """The label of a result for a name such as A.9, a9, "Lemma A.9" or theorem_3_5; None where there is none."""
    plain = {_plain(name): name for name in revision.results}
    wanted = _plain(typed)
    return plain.get(wanted) or plain.get(re.sub("^(lemma|theorem|corollary|proposition|result)", "", wanted))


def impact(revision: Revision, label: str) -> Iterator[str]:
    """One line for each result that rests on `label`. Raises BadInput for an unknown label."""
    wanted = result_named(revision, label)
    if wanted is None:
        raise BadInput(f"unknown result {label!r}: there are {', '.join(revision.results)}")
    yield f"{wanted}  {revision.results[wanted].title}: {_told(own_status(revision.results[wanted]))}"
    dependants = [other for other in revision.results if wanted in foundations(revision, other)]
    for other in dependants:
        how = "uses it" if wanted in revision.results[other].uses else "through " + _path(revision, other, wanted)
        yield f"  {other}  {revision.results[other].title}: {how}"
    if not dependants:
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
        for used in revision.results[chain[-1]].uses:
            if used == goal:
                return ", ".join(chain[1:])
            if used in revision.results and used not in chain:
                chains.append([*chain, used])
    return ""
