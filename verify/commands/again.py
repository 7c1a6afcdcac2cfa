"""Holds a finished run against its digests, the data and this program before it is shown, and says what is only believed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verify import catalogue
from verify.api.selection import cases_of
from verify.commands import running
from verify.errors import BadInput
from verify.judge.cases import Case
from verify.paper.statements import Revision
from verify.report import digests, saved
from verify.report import rows as rows_of

KEYS = ("revision", "options", "paper", "formal", "results", "summary", "unfinished")
OF_THE_CASE = ("expected", "surprise", "severity", "replay")


@dataclass(frozen=True)
class Held:
    """A run as it may be shown: what follows from the data is derived anew; the verdicts are those of the file."""

    data: Mapping[str, Any]
    edited: tuple[str, ...] = ()  # what was changed after the run
    elsewhere: tuple[str, ...] = ()  # what is not as it was in the run

    @property
    def banner(self) -> str:
        """What a reader must know before the first verdict; empty where digests, data and program are those of the run."""
        changed = [f"changed after the run: {', '.join(self.edited)}"] if self.edited else []
        return f"not checked again: {'; '.join([*changed, *self.elsewhere])}" if changed or self.elsewhere else ""


def held(data: Mapping[str, Any]) -> Held:
    """Hold a validated run against its digests, and against this program and its data where they are those of the run."""
    edited = digests.edited(data)
    try:
        book, cases, now = _here(data["options"])
    except BadInput as error:
        return Held(_with(data, {}), tuple(edited), (f"this installation has not what was checked ({error})",))
    elsewhere = digests.differing(data["state"], now)
    if elsewhere:
        return Held(_with(data, cases), tuple(edited), tuple(elsewhere))
    known = [row for row in data["results"] if row["case"] in cases]
    rows = [rows_of.Row(cases[row["case"]], saved.evidence(row)) for row in known]
    missing = [id for id in cases if id not in {row["case"] for row in known}]
    lemmas = data["options"]["lemmas"]
    run = running.asked(data)
    anew = rows_of.as_json(rows, book, run, lemmas=lemmas, state=now, unfinished=missing)
    parts = [key for key in KEYS if digests.canonical(data.get(key)) != digests.canonical(anew[key])]
    if len(known) != len({row["case"] for row in known}):
        parts.append("results")
    return Held(anew, tuple(dict.fromkeys([*edited, *parts])))


def tell(runs: Iterable[Held]) -> bool:
    """Print the banner of each run that has one; whether none was changed by hand."""
    runs = list(runs)
    for run in runs:
        if run.banner:
            print(f"{run.data['revision']['name']}: {run.banner}", file=sys.stderr)
    return not any(run.edited for run in runs)


def _here(options: Mapping[str, Any]) -> tuple[Revision, dict[str, Case], Mapping[str, Any]]:
    book = catalogue.revision(options["revision"])
    lemmas = [catalogue.module_name(name) for name in options["lemmas"]] or catalogue.module_names(book.paper)
    folders = sorted({Path(str(catalogue.lemma(name).__file__)).parent for name in lemmas})
    return book, {case.id: case for case in cases_of(lemmas, book, options["reading"])}, saved.state(book, folders)


def _with(data: Mapping[str, Any], cases: Mapping[str, Case]) -> dict[str, Any]:
    """The run with `expected` derived anew for each row: from the case, or, where there is none, from the row's finding."""
    results = []
    for row in data["results"]:
        if row["case"] in cases:
            made = rows_of.Row(cases[row["case"]], saved.evidence(row)).as_json()
            results.append({**row, **{key: made[key] for key in OF_THE_CASE}})
            continue
        wanted = ("REFUTED",) if row["severity"] is not None else ("PROVED", "SUPPORTED")
        right = row["verdict"] in wanted
        surprise = "" if right else row["surprise"] or f"{row['verdict']}: {row['detail']}"
        results.append({**row, "expected": right, "surprise": surprise})
    verdicts = [row["verdict"] for row in results]
    good = sum(row["expected"] for row in results)
    counts = {key: verdicts.count(key) for key in data["summary"] if key.isupper()}
    summary = {**data["summary"], **counts, "cases": len(results), "expected": good, "surprises": len(results) - good}
    return {**data, "results": results, "summary": summary}
