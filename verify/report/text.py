"""The report as text: one block for each statement, its verdicts with scope and counts, refutations with their witness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from verify.formal import standing
from verify.judge.runner import Case, spoken_recipe
from verify.judge.verdicts import Verdict
from verify.paper.statements import SEVERITIES, Result, Revision
from verify.paper.symbols import Symbol
from verify.report.dependencies import rests_on
from verify.report.distinct import WORDS
from verify.report.rows import Row, paste, summary

MARKS = {True: " ", False: "!"}
SUMMATION = Symbol("summation index")


def report(rows: list[Row], revision: Revision, missing: int = 0) -> Iterator[str]:
    """The lines of the report on some rows, grouped by result and statement; `missing` cases were not finished."""
    for label, of_result in groupby(rows, key=lambda row: row.case.statement.result):
        result = revision.results[label]
        yield from heading(result, rests_on(revision, label))
        for _, of_statement in groupby(of_result, key=lambda row: row.case.statement.name):
            yield from statement(list(of_statement), revision)
    yield ""
    yield footer(rows, revision, missing)


def heading(result: Result, weak: str = "") -> Iterator[str]:
    """Number and title of a result, what it uses, which of that fails as printed, and what it takes for granted."""
    yield ""
    yield f"{result.label}  {result.title}"
    if result.uses:
        yield f"    uses        {'; '.join(result.uses)}"
    if weak:
        yield f"    rests on    {weak}"
    if result.conventions:
        yield f"    convention  {', '.join(map(str, result.conventions))}"


def statement(rows: list[Row], revision: Revision | None = None) -> Iterator[str]:
    """One statement: its formula, then a line for each verdict, then the story of a refutation."""
    first = rows[0].case.statement
    yield ""
    yield f"  {first.id}  ({first.kind}; {first.where})"
    yield f"    printed     {first.printed}"
    limits = ", ".join(map(str, first.printed.given))
    if limits:
        yield f"    given       {limits}"
    if revision is not None:
        yield from standing.lines(first.id, revision)
    for alike in folded(rows):
        yield from verdict(alike)
    fresh = [row for row in rows if row.evidence.verdict is Verdict.REFUTED and not row.expected]
    if fresh and first.finding is None:
        simplest = min(fresh, key=lambda row: len(spoken_recipe(row.evidence.witness or {})))
        same = [row for row in fresh if row.case.claim == simplest.case.claim]
        yield "    to paste below the statement, if the printed text is transcribed rightly:"
        yield from (f"      {line}" for line in paste(same))
    refuted = [row for row in rows if row.case.expects_refutation and row.expected]
    if refuted:
        yield from story(refuted)


def folded(rows: list[Row]) -> list[list[Row]]:
    """Rows that say the same of several readings of the assumptions, put together."""
    groups: dict[object, list[Row]] = {}
    for row in rows:
        e, case = row.evidence, row.case
        counts = (e.tried, e.trivial, e.discarded, tuple(sorted(e.strata.items())))
        key = (case.claim, case.reading, e.verdict, e.scope, e.method, e.detail, counts, row.expected)
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def verdict(rows: list[Row]) -> Iterator[str]:
    """One line: mark, verdict, wording, readings, scope, method, counts, seconds; and what to do if it is a surprise."""
    row = rows[0]
    case, e = row.case, row.evidence
    names = ", ".join(r.case.under.name for r in rows if r.case.under)
    under = f" under {names}:" if names else ""
    wording = "" if case.reading == "printed" else " repaired:"
    counts = f"; {e.discarded} discarded" if e.discarded else ""
    seconds = sum(r.evidence.seconds for r in rows)
    yield f"  {MARKS[row.expected]} {e.word:<10}{wording}{under} {e.scope}  [{e.method}{counts}; {seconds:.2f} s]"
    if e.strata and e.tried > 1:
        yield f"               strata: {', '.join(f'{name} {n}' for name, n in sorted(e.strata.items()))}"
    if not row.expected:
        yield f"               {case.surprise(e)}"
        yield f"               claim: {_claim(case)}"
        if e.detail:
            yield f"               {e.detail}"


def story(rows: list[Row]) -> Iterator[str]:
    """Why a printed statement fails: severity, reason, witness, the two values, and the repaired statement."""
    finding = rows[0].case.statement.finding
    assert finding is not None
    yield f"    finding     {WORDS[finding.severity]}: {SEVERITIES[finding.severity]}"
    yield f"    because     {finding.because}"
    for detail in dict.fromkeys(row.evidence.detail for row in rows):
        yield f"    found       {detail}"
    for scope in dict.fromkeys(row.evidence.scope for row in rows):
        yield f"    witness     {scope}"
    for matrices in list(dict.fromkeys(tuple(row.matrices) for row in rows))[:1]:
        yield from (f"                {line}" for line in matrices)
    yield f"    replay      {rows[0].replay}"
    if finding.repaired is not None:
        yield f"    repaired    {finding.repaired}"
        extra = [g for g in finding.repaired.given if g not in rows[0].case.statement.printed.given]
        if extra:
            yield f"    given also  {', '.join(map(str, extra))}"


def footer(rows: list[Row], revision: Revision, missing: int = 0) -> str:
    """The last line: how many of each verdict, and whether all is as expected."""
    counts = summary(rows)
    found = ", ".join(f"{counts[v.value]} {v.value.lower()}" for v in Verdict if counts[v.value])
    end = "all as expected" if not counts["surprises"] else f"{counts['surprises']} not as expected (marked !)"
    of = f" of {counts['cases'] + missing}" if missing else ""
    return f"revision {revision.name}: {counts['cases']}{of} cases, {found}; {end}{', unfinished' if missing else ''}"


def _claim(case: Case) -> str:
    return f"{case.claim.name}: {case.claim.sentence}" if case.claim else "none"


def listing(cases: Iterable[Case]) -> Iterator[str]:
    """One line for each case: its id and the sentence that it checks."""
    for case in cases:
        mark = "expected refutation: " if case.expects_refutation else ""
        yield f"{case.id}  {mark}{case.claim.sentence if case.claim else 'no check'}"


def results(revision: Revision) -> Iterator[str]:
    """One line for each result: its label, its title, how many statements it has and how many of them do not hold."""
    size = max(map(len, revision.results), default=0)
    for label, result in revision.results.items():
        wrong = sum(s.finding is not None for s in result.statements.values())
        told = f", {wrong} do not hold as printed" if wrong else ""
        yield f"{label:<{size}}  {result.title} ({len(result.statements)} statements{told})"


def statements(cases: Iterable[Case]) -> Iterator[str]:
    """One line for each statement of some cases: its id, its severity where it has a finding, the printed formula."""
    for id, group in groupby(cases, key=lambda case: case.statement.id):
        s = next(group).statement
        found = f"[{WORDS[s.finding.severity]}]  " if s.finding else ""
        yield f"{id}  {found}{s.printed}"


def contents(revision: Revision, label: str) -> Iterator[str]:
    """A whole result: its heading, and a line for each of its statements."""
    result = revision.results[label]
    yield from list(heading(result, rests_on(revision, label)))[1:]
    yield ""
    for s in result.statements.values():
        found = f"  [{WORDS[s.finding.severity]}]" if s.finding else ""
        yield f"  {s.id}  ({s.kind}; {s.where}){found}"
        yield f"      {s.printed}"
    yield ""
    yield f"one of them in full: python -m verify explain {next((s.id for s in result.statements.values()), label)}"


def explanation(revision: Revision, cases: list[Case]) -> Iterator[str]:
    """A statement in full: printed words, machine reading, assumptions, claims and finding."""
    s = cases[0].statement
    yield f"{s.id}  ({s.kind})"
    yield f"  where       {s.where}"
    yield f"  latex       {s.printed.latex}"
    yield f"  we read     {s.printed}"
    if s.printed.sentence and s.printed.parts:
        yield f"  meaning     {s.printed.sentence}"
    names = sorted(set().union(*(f.names for f in s.printed.parts.values()))) if s.printed.parts else []
    for name in names:
        others = [alias for alias, symbol in revision.aliases.items() if symbol == name]
        also = f" (also written {', '.join(others)})" if others else ""
        symbol = revision.about.get(name, SUMMATION)
        values = f"; {symbol.domain}" if symbol.domain else ""
        yield f"    {name:<10}{symbol.means}{values}{also}"
    for title, formulas in (("given", s.printed.given), ("convention", revision.results[s.result].conventions)):
        if formulas:
            yield f"  {title:<12}{', '.join(map(str, formulas))}"
    for name in s.readings:
        yield f"  reading     {name}: {revision.readings[name].text}"
    for claim in dict.fromkeys(case.claim for case in cases if case.claim):
        yield f"  claim       {claim.name} ({'instances' if claim.domain else 'all values'})"
        yield f"              {claim.sentence}"
    if s.finding is not None:
        yield f"  finding     {WORDS[s.finding.severity]}: {SEVERITIES[s.finding.severity]}"
        yield f"  because     {s.finding.because}"
        yield f"  refuted by  {s.finding.refuted_by}"
        for reading, witness in s.finding.witness.items():
            yield f"  witness     {reading}: {dict(witness)}"
        if s.finding.repaired is not None:
            yield f"  repaired    {s.finding.repaired}"
