"""The report of an audit, and of a comparison of two revisions, as text: one block for each statement that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from verify.auditing.auditor import Audit, Entry
from verify.auditing.changes import Change, Kind, changes
from verify.auditing.consistency import Contradiction, Open
from verify.auditing.judgement import Found, Judgement
from verify.auditing.separation import Separation
from verify.auditing.strength import Relation
from verify.auditing.trials import Trial
from verify.judge.checking import NOT_ASKED
from verify.judge.verdicts import Verdict
from verify.paper.meanings import spoken
from verify.paper.statements import Revision, Statement, Wording
from verify.report.dependencies import foundations
from verify.report.distinct import WORDS


def beginning(old: Revision, new: Revision, file: str) -> Iterator[str]:
    """The first lines of the report: they need no statement examined. The blocks of statements follow, then `ending`."""
    yield heading(old, new, file)
    yield f"    {counts(changes(old, new), old, new)}"


def ending(audit: Audit, *, judged: bool = True, most: int | None = None) -> Iterator[str]:
    """The last lines; `judged` says whether the report answers "is anything wrong" (audit) or "what differs" (diff).

    most: how many contradictions of one kind are shown, without the points where they differ; all of them unless given.
    """
    yield from inconsistencies(audit, most)
    yield ""
    yield footer(audit, judged)


def counts(found: Sequence[Change], old: Revision, new: Revision) -> str:
    """For example "376 statements: 375 unchanged, 1 constants changed"."""
    kinds = Counter(change.kind for change in found)
    parts = []
    for kind in Kind:
        if kinds[kind] and kind is Kind.NOT_SHOWN:
            for name in (old.name, new.name):
                missing = sum(c.kind is kind and (c.old is None) == (name == old.name) for c in found)
                parts += [f"{missing} not shown in {name}"] if missing else []
        elif kinds[kind]:
            parts.append(f"{kinds[kind]} {kind.value}")
    return f"{len(found)} statements: {', '.join(parts)}"


def block(entry: Entry, new: Revision) -> Iterator[str]:
    """One statement: what changed, the verdicts before and after, what tells the wordings apart, what to do."""
    change, statement = entry.change, entry.change.statement
    yield ""
    yield f"  {statement.id}  ({statement.kind}; {statement.where})"
    yield f"    change      {change.kind.value}{_also(entry)}"
    yield from wordings(entry)
    if entry.before is not None and change.old is not None:
        yield from verdicts("before", entry.before, change.old)
    if entry.after is not None and change.new is not None and change.kind is not Kind.RENAMED:
        yield from verdicts("after", entry.after, change.new, {surprise.under for surprise in entry.surprises})
    if entry.separation is not None:
        yield from separation(entry.separation)
    for problem, text in dict.fromkeys((surprise.problem, surprise.text) for surprise in entry.surprises):
        names = [s.under for s in entry.surprises if (s.problem, s.text) == (problem, text) and s.under]
        under = f"under {', '.join(names)}: " if names else ""
        yield f"  ! {problem.name.lower():<12}{under}{text}"
    if entry.implied:
        yield "    stands      the new wording follows from the old one, which stands"
    if entry.fixed:
        yield "    fixed       the old wording was false, the new one stands"
    if entry.wrong_after and not entry.wrong_before:
        resting = [other for other in new.results if statement.result in foundations(new, other)]
        if resting:
            yield f"    rests on it {', '.join(resting)}"


def _also(entry: Entry) -> str:
    change = entry.change
    if change.old is not None and change.new is not None and change.old.id != change.new.id:
        return f" from {change.old.id}"
    parts = [name for name in change.parts if name != "value"]
    return f" ({', '.join(parts)})" if parts else ""


def wordings(entry: Entry) -> Iterator[str]:
    """The old and the new formulas, and the assumptions that only one of them has."""
    old, new = entry.change.old, entry.change.new
    if old is not None and new is not None and entry.change.parts:
        yield f"    was         {shown(old.printed, entry.change.parts)}"
        yield f"    is          {shown(new.printed, entry.change.parts)}"
    elif new is not None or old is not None:
        yield f"    printed     {entry.change.statement.printed}"
    for line in spoken(entry.change.meanings):
        yield f"    meaning     {line}"
    for sign, texts in (("added", entry.change.added), ("dropped", entry.change.dropped)):
        if texts:
            yield f"    {sign:<12}{'; '.join(texts)}"


def shown(wording: Wording, parts: Sequence[str]) -> str:
    """The formulas of some parts."""
    named = [(name, wording.parts[name].text) for name in parts if name in wording.parts]
    return "; ".join(text if name == "value" else f"{name}: {text}" for name, text in named) or "—"


def verdicts(
    title: str, judgement: Judgement, statement: Statement, surprising: Collection[str | None] = ()
) -> Iterator[str]:
    """One line for each verdict, the readings that share it together; marked where one of them is a surprise."""
    groups: dict[str, list[str]] = {}
    for reading in judgement.readings:
        found = judgement.under(reading)
        line = said(found, statement, reading) if found else "UNDECIDED  nothing checks it"
        groups.setdefault(line, []).append(reading or "")
    if not judgement.founds:
        groups = {"UNDECIDED  nothing checks it": [""]}
    for number, (line, readings) in enumerate(groups.items()):
        names = ", ".join(filter(None, readings))
        mark = "!" if {reading or None for reading in readings} & set(surprising) else " "
        verdict, _, rest = line.partition("  ")
        under = f" under {names}:" if names else ""
        yield f"  {mark} {title if number == 0 else '':<12}{verdict}{under} {rest}"


def said(found: Found, statement: Statement, reading: str | None) -> str:
    """Verdict, scope and counts, and whether a finding knows it."""
    e, finding = found.evidence, statement.finding
    if e.method == NOT_ASKED:
        return f"{e.verdict.value}  no claim was asked"  # the surprise says why
    counted = f"; {e.tried} tried{e.apart}, {e.discarded} discarded" if e.tried else ""
    known = ""
    if e.verdict is Verdict.REFUTED and finding is not None and finding.witness_under(reading) is not None:
        known = f"  (a known finding: {WORDS[finding.severity]})"
    detail = f": {e.detail}" if e.verdict is not Verdict.PROVED and e.detail else ""
    return f"{e.word}  {e.scope}{detail}  [{e.method}{counted}]{known}"


def separation(found: Separation) -> Iterator[str]:
    """How the new wording stands to the old one, the instance that tells them apart, and what was tried."""
    yield f"    relation    {found.relation.value}: {found.why}"
    trials = [t for t in (found.only_new, found.only_old) if t is not None]
    for trial in trials:
        yield from separating("separates", trial)
    if not trials and found.beyond is not None:
        yield from separating("differ at", found.beyond)
    if not trials and found.relation is not Relation.EQUIVALENT:
        yield "    separates   no instance where one holds and the other fails was found"
    yield f"    tried       {found.spoken_counts()}"


def separating(title: str, trial: Trial) -> Iterator[str]:
    """One instance: the reading, the recipe, and what each wording says there."""
    under = f"under {trial.under}: " if trial.under else ""
    yield f"    {title:<12}{under}{trial.spoken}  [{trial.claim}]"
    for name, truth, answer in (("old", trial.old, trial.old_answer), ("new", trial.new, trial.new_answer)):
        yield f"                {name} {truth.value}{': ' + answer if answer else ''}"


def shortened(lines: Iterable[str]) -> Iterator[str]:
    """A block without how the wordings stand to each other and what was tried to tell them apart."""
    return (line for line in lines if line[4:].partition(" ")[0] not in ("relation", "tried"))


def inconsistencies(audit: Audit, most: int | None = None) -> Iterator[str]:
    """The contradictions that are new, that are gone, and how many were there before; what could not be settled."""
    half = [c for c in audit.fresh if audit.half_shown(c)]
    sections: tuple[tuple[str, str, Sequence[Contradiction]], ...] = (
        ("became inconsistent", "!", [c for c in audit.fresh if c not in half]),
        (f"inconsistent in {audit.new.name}, where {audit.old.name} does not show both", "!", half),
        ("no longer inconsistent", " ", audit.resolved),
    )
    for title, mark, found in sections:
        if found:
            yield ""
            yield f"  {title}"
            yield from contradictions(found, mark, most)
    if audit.known:
        yield ""
        yield f"  inconsistent before and after: {len(audit.known)}"
        if most is None:
            yield from contradictions(audit.known, " ", most)
    for doubtful in audit.doubtful:
        yield from left_open(doubtful, "!")
    for unsettled in audit.unsettled:
        yield from left_open(unsettled, " ")


def contradictions(found: Sequence[Contradiction], mark: str, most: int | None) -> Iterator[str]:
    """Some contradictions, or the first `most` of them in a line each and how many more there are."""
    for one in found[:most]:
        yield from list(contradiction(one, mark))[: None if most is None else 1]
    if most is not None and len(found) > most:
        yield f"    … and {len(found) - most} more (-v shows all, and where they differ)"


def contradiction(found: Contradiction, mark: str) -> Iterator[str]:
    """Two statements, why they are about one quantity, and the point where they differ."""
    yield f"  {mark} {found.link.one} and {found.link.other}: {found.link.why}"
    if found.point:
        under = f"under {found.under}: " if found.under else ""
        yield f"                {under}{found.spoken}"
        yield f"                {found.text}"


def left_open(found: Open, mark: str) -> Iterator[str]:
    """A link that was neither proved equal nor seen to differ where both statements speak."""
    title = "undecided" if found.point else "not settled"
    yield f"  {mark} {title:<12}{found.link.one} and {found.link.other}: {found.link.why}; {found.text}"


def footer(audit: Audit, judged: bool) -> str:
    """The last line: how many statements were examined, what was fixed, and whether anything is new and wrong."""
    examined, fixed = len(audit.examined), sum(e.fixed for e in audit.entries)
    text = f"{audit.new.name} against {audit.old.name}: {examined} examined, {fixed} fixed"
    text += f", {len(audit.fresh)} new and {len(audit.resolved)} resolved contradictions"
    if not judged:
        return text
    return f"{text}; " + (f"{audit.surprises} not as expected (marked !)" if audit.surprises else "nothing new is wrong")


def heading(old: Revision, new: Revision, file: str) -> str:
    """The first line."""
    return f"{file}: revision {new.name} against {old.name}"
