"""The report at a glance: a line for each statement, what is unexpected in full, a table, and one sentence."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from verify.judge.verdicts import Verdict
from verify.paper.statements import Revision, Statement
from verify.report.distinct import WORDS, in_words
from verify.report.rows import Row
from verify.report.text import statement as in_full

PROVED, CHECKED, OPEN = "proved", "checked", "open"
SIGNS = {PROVED: "✓", CHECKED: "●", "false": "✗", "gap": "△", "reading": "△", "misprint": "~", "convention": "~", OPEN: "?"}
LEGEND = "✓ proved for all sizes  ● checked on instances  ✗ false  △ gap, or needs an assumption  ~ slip or convention"
COLUMNS = (("statements", 10), ("proved", 6), ("checked", 7), ("false", 5), ("assumption", 10), ("gap", 3), ("slip", 4))
LONGEST = 60  # characters of a formula in a line


class Summed:
    """One statement with all its rows: what is known of it, strongest first."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = list(rows)
        self.statement: Statement = rows[0].case.statement
        refuted = [row for row in rows if row.case.expects_refutation and row.evidence.verdict is Verdict.REFUTED]
        self.finding = self.statement.finding if refuted or self.statement.finding else None
        in_force = [row for row in rows if (row.case.reading == "repaired") == (self.finding is not None)]
        verdicts = {row.evidence.verdict for row in in_force or rows}
        self.surprises = [row for row in rows if not row.expected]
        self.proved = Verdict.PROVED in verdicts
        self.checked = max((row.evidence.tried for row in in_force if row.evidence.verdict is Verdict.SUPPORTED), default=0)
        self.seconds = sum(row.evidence.seconds for row in rows)

    @property
    def state(self) -> str:
        """A severity where the printed wording fails; else proved, checked or open."""
        if self.surprises:
            return OPEN
        if self.finding is not None:
            return self.finding.severity
        return PROVED if self.proved else CHECKED if self.checked else OPEN

    def line(self) -> str:
        """Mark, id, and what is known: for a statement that fails, printed, true, and the smallest instance."""
        s = self.statement
        if self.surprises:
            worst = self.surprises[0]
            return f"! {s.id}  {worst.evidence.verdict.value}: see below"
        sign = SIGNS[self.state]
        if self.finding is None:
            also = f"proved; {self.checked} instances" if self.proved and self.checked else ""
            return f"{sign} {s.id}  {also or ('proved' if self.proved else f'{self.checked} instances')}"
        parts = [f"{WORDS[self.finding.severity]}: printed {_short(str(s.printed))}"]
        if self.finding.repaired is not None:
            parts.append(f"true {_short(str(self.finding.repaired))}{self._limits()}")
        if witness := next(iter(self.finding.witness.values()), None):
            parts.append(f"fails at {spoken_witness(witness)}")
        return f"{sign} {s.id}  {'; '.join(parts)}"

    def _limits(self) -> str:
        repaired = self.finding.repaired if self.finding else None
        added = [str(g) for g in repaired.given if g not in self.statement.printed.given] if repaired else []
        return f" given {', '.join(added)}" if added else ""


def spoken_witness(witness: Mapping[str, Any]) -> str:
    """A recipe or a point in a few words: widths as 2-1-1, then what else matters."""
    parts = []
    if "widths" in witness:
        parts.append(f"widths {'-'.join(map(str, witness['widths']))}")
    for key, value in witness.items():
        if key != "widths" and not (key == "L" and "widths" in witness):
            told = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            parts.append(f"{key} = {told if len(told) <= 40 else told[:37] + '…'}")
    return ", ".join(parts)


def summed(rows: Iterable[Row]) -> list[Summed]:
    """The statements of some rows, in their order."""
    return [Summed(list(group)) for _, group in groupby(rows, key=lambda row: row.case.statement.id)]


def brief(rows: Sequence[Row], revision: Revision, width: int = 100, missing: int = 0) -> Iterator[str]:
    """The lines of the report, wrapped by words at `width`; `missing` cases were not finished."""
    for label, of_result in groupby(rows, key=lambda row: row.case.statement.result):
        result = revision.results[label]
        yield ""
        yield from wrapped(f"{result.label}  {result.title}", width, "    ")
        if result.conventions:
            yield from wrapped(f"  throughout: {', '.join(map(str, result.conventions))}", width, "    ")
        for item in summed(of_result):
            yield from wrapped(f"  {item.line()}", width, "      ")
    every = summed(rows)
    if surprising := [item for item in every if item.surprises]:
        yield ""
        yield "Not as expected:"
        for item in surprising:
            pasted = False  # what is to be pasted stays as it is: TOML knows no broken lines
            for line in (x for x in in_full(item.surprises) if "strata:" not in x):
                yield from [line] if pasted else wrapped(line, width, " " * (len(line) - len(line.lstrip()) + 4))
                pasted = pasted or line.lstrip().startswith("to paste below")
    yield ""
    yield from table(every)
    yield ""
    yield from wrapped(LEGEND, width, "")
    yield from wrapped(sentence(every, revision, missing), width, "")


def glance(rows: Sequence[Row], revision: Revision, width: int = 100, missing: int = 0) -> Iterator[str]:
    """What fails and what is unexpected, a table by result, and one sentence: a whole paper on two screens."""
    every = summed(rows)
    for severity in ("false", "gap"):
        of_kind = [item for item in every if item.state == severity]
        if of_kind:
            yield ""
            yield f"{WORDS[severity].capitalize()}:"
            for item in of_kind:
                yield from wrapped(f"  {item.line()}", width, "      ")
    if surprising := [item for item in every if item.surprises]:
        yield ""
        yield "Not as expected (in full with -v):"
        for item in surprising:
            yield from wrapped(f"  {item.line()}", width, "      ")
    yield ""
    yield from table(every)
    yield ""
    yield from wrapped(sentence(every, revision, missing), width, "")


def table(every: Sequence[Summed]) -> Iterator[str]:
    """Per result: statements, proved for all sizes, checked on instances only, and what is wrong, by severity; seconds."""
    heads = "  ".join(f"{name:>{size}}" for name, size in COLUMNS)
    names = [item.statement.result for item in every]
    first = max((len(name) for name in names), default=0) + 2
    yield f"{'':{first}}{heads}  convention  seconds"
    total: Counter[str] = Counter()
    spent = 0.0
    for label, group in groupby(every, key=lambda item: item.statement.result):
        items = list(group)
        counts = _counts(items)
        seconds = sum(item.seconds for item in items)
        total.update(counts)
        spent += seconds
        yield _row(label, counts, seconds, first)
    if len(set(names)) > 1:
        yield _row("all", total, spent, first)


def _counts(items: Sequence[Summed]) -> Counter[str]:
    counts = Counter(item.state for item in items)
    return Counter(
        {
            "statements": len(items),
            "proved": counts[PROVED],
            "checked": counts[CHECKED],
            "false": counts["false"],
            "assumption": counts["reading"],
            "gap": counts["gap"],
            "slip": counts["misprint"],
            "convention": counts["convention"],
        }
    )


def _row(label: str, counts: Mapping[str, int], seconds: float, first: int) -> str:
    cells = "  ".join(f"{counts[name] or '·':>{size}}" for name, size in COLUMNS)
    return f"{label:<{first}}{cells}  {counts['convention'] or '·':>10}  {seconds:>7.1f}"


def sentence(every: Sequence[Summed], revision: Revision, missing: int = 0) -> str:
    """The whole in one sentence."""
    states = Counter(item.state for item in every)
    holds = states[PROVED] + states[CHECKED]
    wrong = in_words(states)
    parts = [f"Revision {revision.name}: {_many(len(every), 'statement')}; as printed, {holds} stand{'s' * (holds == 1)}"]
    parts[0] += f" ({states[PROVED]} proved for all sizes)" if holds else ""
    if wrong:
        parts.append(f"not as printed: {wrong}")
    surprises = sum(len(item.surprises) for item in every)
    parts.append(f"{_many(surprises, 'verdict')} not as expected" if surprises else "nothing new")
    if missing:
        parts.append(f"{missing} checks not finished")
    return "; ".join(parts) + "."


def _many(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def wrapped(line: str, width: int, indent: str) -> list[str]:
    """A line broken between words, what follows indented; one longer word stays whole."""
    if len(line) <= width:
        return [line]
    lead = line[: len(line) - len(line.lstrip())]
    options: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}
    return textwrap.wrap(line.lstrip(), width, initial_indent=lead, subsequent_indent=indent, **options)
