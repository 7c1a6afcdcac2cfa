"""letter: a referee report of at most two pages, from the data of a revision and its pinned counterexamples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from verify import catalogue
from verify.api.selection import revision_name
from verify.api.witnesses import counterexample
from verify.commands.options import PaperName, RevisionName
from verify.errors import BadInput
from verify.paper.statements import Revision
from verify.report import letter as letters
from verify.report.matrices import plainly


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("letter", short_help="Write a referee report of two pages.")(letter)


def letter(
    format: Annotated[str, typer.Option(help="md, tex or html.")] = "md",
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of the screen.")] = None,
    revision: RevisionName = None,
    paper: PaperName = None,
) -> None:
    """Write a referee report: what is right, what is false, what needs an assumption, each with its counterexample."""
    if format not in letters.FORMATS:
        raise BadInput(f"--format {format}: must be {', '.join(letters.FORMATS)}")
    name = revision_name(revision, paper)
    text = letters.written(pieces(catalogue.revision(name), name), format)
    if out is None:
        print(text, end="")
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--out {out}: {error.strerror}") from None


def pieces(book: Revision, name: str) -> list[letters.Piece]:
    """The letter on a revision, its counterexamples replayed."""
    return letters.letter(book, replaced(), lambda id: found(id, name))


def replaced() -> dict[str, str]:
    """What each statement of another paper is replaced by in the repaired one."""
    return {old: new[-1].id for old, new in catalogue.replacements().items()}


def found(id: str, revision: str) -> str:
    """Printed against true at the pinned witness, in one line."""
    detail = plainly(counterexample(id, revision=revision).evidence.detail)
    return detail if len(detail) <= 150 else detail[:149].rsplit(" ", 1)[0] + " …"
