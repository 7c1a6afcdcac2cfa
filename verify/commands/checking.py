"""check, all and list: hold lemmas against the truth."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from verify import catalogue
from verify.api.selection import cases_of, revision_name
from verify.commands import running
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
)
from verify.commands.running import Resume, Save
from verify.errors import BadInput
from verify.judge.run import Run, read_run
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
    save: Save = None,
) -> None:
    """Check the named lemmas: python -m verify a9 --L 6."""
    modules = [catalogue.module_name(name, paper) for name in lemmas]
    owners = list(dict.fromkeys(map(catalogue.paper_of, modules)))
    if len(owners) > 1:
        raise BadInput(f"{', '.join(lemmas)} belong to {len(owners)} papers, {', '.join(owners)}: check one at a time")
    name = revision_name(revision, paper or (owners[0] if revision is None else None))
    _report(modules, read_run(L, widths, rank, examples, dps, seed, name, reading, profile), format, save)


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
) -> None:
    """Check every lemma of a paper."""
    if resume is not None:
        return _report([], read_run(), format, save, resume)
    name = revision_name(revision, paper)
    modules = catalogue.module_names(catalogue.revision(name).paper)
    _report(modules, read_run(L, widths, rank, examples, dps, seed, name, reading, profile), format, save)


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


def _report(names: list[str], run: Run, format: str, save: Path | None, resume: Path | None = None) -> None:
    if format not in ("text", "json"):
        raise BadInput(f"--format {format}: must be text or json")
    session = running.begin(run, names, save, resume)
    rows = session.rows
    if format == "json":
        json.dump(session.as_json(), sys.stdout, indent=1)
        print()
    else:
        terminal.show(text.report(rows, session.book, len(session.unfinished)))
    running.stop_if_interrupted(session)
    if any(not row.expected for row in rows):
        raise typer.Exit(1)
