"""docs: write the generated documents from a full run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from verify import catalogue
from verify.commands.options import Examples, RevisionName, Seed, cases_of, examined
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.report import markdown, terminal, text


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("docs")(write_docs)


def write_docs(
    folder: Annotated[Path, typer.Argument(help="The root of a checkout, with README.md and docs/.")] = Path("."),
    examples: Examples = None,
    seed: Seed = 0,
    revision: RevisionName = "full-text",
) -> None:
    """Write the generated documents (findings, coverage, notation, the table and picture of README) from a full run."""
    run = read_run(None, None, None, examples, 50, seed, revision, "both")
    book = catalogue.revision(revision)
    rows = examined(list(cases_of(catalogue.module_names(), book)), run)
    command = " ".join(["python -m verify docs", run.options()]).strip()
    shown = [row for row in rows if row.case.statement.id in ("A.9/nu_closed", "A.9/bulk_multiplicity")]
    readme = folder / "README.md"
    try:
        (folder / "docs" / "findings.md").write_text(markdown.findings(rows, book, command), encoding="utf-8")
        (folder / "docs" / "coverage.md").write_text(markdown.coverage(book, command), encoding="utf-8")
        (folder / "docs" / "notation.md").write_text(markdown.notation(book, command), encoding="utf-8")
        picture = terminal.picture(list(text.report(shown, book)), "python -m verify lemma_a9")
        (folder / "docs" / "output.svg").write_text(picture, encoding="utf-8")
        table = f"Revision `{book.name}`; made by `{command}`.\n\n{markdown.table(rows, book)}"
        readme.write_text(markdown.between_marks(readme.read_text(encoding="utf-8"), table), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{error.filename}: {error.strerror}; run this at the root of a checkout") from None
    except (IndexError, ValueError):
        raise BadInput(f"{readme}: the marks of the table of verdicts are missing") from None
    print(text.footer(rows, book))
    if any(not row.expected for row in rows):
        raise typer.Exit(1)
