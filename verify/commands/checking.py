"""check, all and list: hold lemmas against the truth."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from verify import catalogue
from verify.api.selection import cases_of, named, revision_name
from verify.commands import running
from verify.commands.options import (
    Depths,
    Digits,
    Examples,
    Format,
    Jobs,
    PaperName,
    Profile,
    Rank,
    Reading,
    RevisionName,
    Seed,
    Verbose,
    Widths,
)
from verify.commands.running import Resume, Save
from verify.errors import BadInput
from verify.judge.claims import claims_of
from verify.judge.run import Run, read_run
from verify.paper.statements import Revision
from verify.report import brief, terminal, text
from verify.report import rows as rows_of
from verify.report.rows import Row


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    app.command("check", short_help="Check named lemmas or statements; may be left out.")(check)
    app.command("all")(everything)
    app.command("list", short_help="List results, or the statements or cases of lemmas.")(list_cases)


def check(
    lemmas: list[str],
    L: Depths = None,
    widths: Widths = None,
    rank: Rank = None,
    examples: Examples = None,
    dps: Digits = 50,
    seed: Seed = 0,
    revision: RevisionName = None,
    paper: PaperName = None,
    reading: Reading = "both",
    profile: Profile = "default",
    format: Format = "text",
    save: Save = None,
    jobs: Jobs = 1,
    verbose: Verbose = 0,
) -> None:
    """Check the named lemmas, python -m verify a9 --L 6, or statements, python -m verify A.9/bulk_multiplicity.

    A line for each statement, what is not as expected in full, a table and a sentence; -v shows the evidence.
    """
    if all(_is_statement(name) for name in lemmas):
        run = read_run(L, widths, rank, examples, dps, seed, "", reading, profile)
        return _statements(lemmas, run, revision, paper, format, verbose)
    modules = [catalogue.module_name(name, paper) for name in lemmas]
    owners = list(dict.fromkeys(map(catalogue.paper_of, modules)))
    if len(owners) > 1:
        raise BadInput(f"{', '.join(lemmas)} belong to {len(owners)} papers, {', '.join(owners)}: check one at a time")
    name = revision_name(revision, paper or (owners[0] if revision is None else None))
    run = read_run(L, widths, rank, examples, dps, seed, name, reading, profile)
    _refuse_depths(run, modules)
    _report(modules, run, format, verbose, save, jobs=jobs)


def everything(
    L: Depths = None,
    widths: Widths = None,
    rank: Rank = None,
    examples: Examples = None,
    dps: Digits = 50,
    seed: Seed = 0,
    revision: RevisionName = None,
    paper: PaperName = None,
    reading: Reading = "both",
    profile: Profile = "default",
    format: Format = "text",
    save: Save = None,
    resume: Resume = None,
    jobs: Jobs = 1,
    verbose: Verbose = 0,
) -> None:
    """Check every lemma of a paper.

    Shows what is false, a table by result and one sentence; -v shows each statement, -vv the evidence.
    """
    if resume is not None:
        return _report([], read_run(), format, verbose, save, resume, jobs)
    name = revision_name(revision, paper)
    modules = catalogue.module_names(catalogue.revision(name).paper)
    run = read_run(L, widths, rank, examples, dps, seed, name, reading, profile)
    _report(modules, run, format, verbose, save, jobs=jobs)


def list_cases(
    lemmas: Annotated[list[str] | None, typer.Argument()] = None,
    revision: RevisionName = None,
    paper: PaperName = None,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="-v: the cases, one for each check.")] = 0,
) -> None:
    """List the results of a paper; of named lemmas the statements; with -v the cases, which replay and pytest name."""
    modules = [catalogue.module_name(name, paper) for name in lemmas or []]
    owner = paper or (catalogue.paper_of(modules[0]) if modules and revision is None else None)
    book = catalogue.revision(revision_name(revision, owner))
    if not modules and not verbose:
        terminal.show(text.results(book))
        return
    found = list(cases_of(modules or catalogue.module_names(book.paper), book))
    if not found:
        raise BadInput(f"revision {book.name} states nothing that {', '.join(modules)} checks")
    terminal.show(text.listing(found) if verbose else text.statements(found))


def _report(
    names: list[str], run: Run, format: str, verbose: int, save: Path | None, resume: Path | None = None, jobs: int = 1
) -> None:
    if format not in ("text", "json"):
        raise BadInput(f"--format {format}: must be text or json")
    session = running.begin(run, names, save, resume, jobs)
    if format == "json":
        json.dump(session.as_json(), sys.stdout, indent=1)
        print()
    else:
        whole = len(session.lemmas) > 3
        terminal.show(lines(session.rows, session.book, verbose, whole, len(session.unfinished)))
    running.stop_if_interrupted(session)
    if any(not row.expected for row in session.rows):
        raise typer.Exit(1)


def lines(rows: list[Row], book: Revision, verbose: int, whole: bool, missing: int = 0) -> Iterator[str]:
    """The report at a level of detail; `whole`: of a whole paper, one level less."""
    level = verbose - whole
    if level < 0:
        return brief.glance(rows, book, terminal.width(), missing)
    if level == 0:
        return brief.brief(rows, book, terminal.width(), missing)
    full = (line for line in text.report(rows, book, missing) if level > 1 or "strata:" not in line)
    if not sys.stdout.isatty():
        return full
    return (part for line in full for part in brief.wrapped(line, terminal.width(), "        "))


def _is_statement(name: str) -> bool:
    """Whether a name is meant as RESULT/STATEMENT, not as PAPER/LEMMA."""
    return "/" in name and name.split("/")[0] not in catalogue.papers()


def _statements(ids: list[str], run: Run, revision: str | None, paper: str | None, format: str, verbose: int) -> None:
    rows: list[Row] = []
    for id in ids:
        name, book, found = named(id, revision, paper)
        rows += running.rows(found, replace(run, revision=name))
    if format == "json":
        json.dump(rows_of.as_json(rows, book, replace(run, revision=name)), sys.stdout, indent=1)
        print()
    else:
        terminal.show(lines(rows, book, verbose + 1, False))
    if any(not row.expected for row in rows):
        raise typer.Exit(1)


def _refuse_depths(run: Run, modules: list[str]) -> None:
    """Raise BadInput where a lemma assumes another depth than every one that was asked for."""
    book = catalogue.revision(run.revision)
    for module in modules if run.fixed else ():
        for label in dict.fromkeys(c.result for c in claims_of(catalogue.lemma(module))):
            for assumed in book.results[label].conventions if label in book.results else ():
                if assumed.names == {"L"} and not any(assumed.holds(L=L) for L in run.depths):
                    asked = ", ".join(map(str, run.depths))
                    raise BadInput(f"{label} assumes {assumed}: --L {asked} has no instance")
