"""check, all and list: hold lemmas against the truth."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from verify import catalogue
from verify.commands.options import (
    Depths,
    Digits,
    Examples,
    Format,
    PaperName,
    Profile,
    Rank,
    Reading,
    RevisionName,
    Seed,
    Widths,
    cases_of,
    examined,
    revision_name,
)
from verify.errors import BadInput
from verify.judge.run import Run, read_run
from verify.report import rows as rows_of
from verify.report import terminal, text


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    app.command("check", hidden=True)(check)
    app.command("all")(everything)
    app.command("list")(list_cases)


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
) -> None:
    """Check the named lemmas: python -m verify a9 --L 6."""
    modules = [catalogue.module_name(name, paper) for name in lemmas]
    owners = list(dict.fromkeys(map(catalogue.paper_of, modules)))
    if len(owners) > 1:
        raise BadInput(f"{', '.join(lemmas)} belong to {len(owners)} papers, {', '.join(owners)}: check one at a time")
    name = revision_name(revision, paper or (owners[0] if revision is None else None))
    _report(modules, read_run(L, widths, rank, examples, dps, seed, name, reading, profile), format)


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
) -> None:
    """Check every lemma of a paper."""
    name = revision_name(revision, paper)
    modules = catalogue.module_names(catalogue.revision(name).paper)
    _report(modules, read_run(L, widths, rank, examples, dps, seed, name, reading, profile), format)


def list_cases(
    lemmas: Annotated[list[str] | None, typer.Argument()] = None,
    revision: RevisionName = None,
    paper: PaperName = None,
) -> None:
    """List the cases of the named lemmas, or of a whole paper."""
    modules = [catalogue.module_name(name, paper) for name in lemmas or []]
    owner = paper or (catalogue.paper_of(modules[0]) if modules and revision is None else None)
    book = catalogue.revision(revision_name(revision, owner))
    for line in text.listing(cases_of(modules or catalogue.module_names(book.paper), book)):
        print(line)


def _report(names: list[str], run: Run, format: str) -> None:
    if format not in ("text", "json"):
        raise BadInput(f"--format {format}: must be text or json")
    book = catalogue.revision(run.revision)
    todo = list(cases_of(names, book, run.reading))
    if not todo:
        raise BadInput(f"revision {book.name} states nothing that {', '.join(names)} checks")
    rows = examined(todo, run)
    if format == "json":
        json.dump(rows_of.as_json(rows, book, run), sys.stdout, indent=1)
        print()
    else:
        terminal.show(text.report(rows, book))
    if any(not row.expected for row in rows):
        raise typer.Exit(1)
