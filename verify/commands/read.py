"""read: a result as a reading edition, to lie beside the paper."""

from __future__ import annotations

from typing import Annotated

import typer

from verify import catalogue
from verify.api.selection import cases_of, revision_name
from verify.commands import running
from verify.commands.options import Depths, Examples, PaperName, RevisionName, Seed
from verify.judge.run import read_run
from verify.report.edition import edition


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("read", short_help="Read a result with its derivations and verdicts.")(read)


def read(
    lemma: Annotated[str, typer.Argument(help="A result, for example a9.")],
    L: Depths = None,
    examples: Examples = None,
    seed: Seed = 0,
    revision: RevisionName = None,
    paper: PaperName = None,
) -> None:
    """Print a result as a reading edition, in the paper's order: LaTeX, derivations, claims, verdicts."""
    module = catalogue.module_name(lemma, paper)
    name = revision_name(revision, paper or (catalogue.paper_of(module) if revision is None else None))
    book = catalogue.revision(name)
    run = read_run(L=L, examples=examples, seed=seed, revision=name)
    rows = running.rows(list(cases_of([module], book)), run)
    for line in edition(catalogue.lemma(module), rows, book):
        print(line)
    if any(not row.expected for row in rows):
        raise typer.Exit(1)
