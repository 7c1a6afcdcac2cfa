"""docs: write the generated documents from a full run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from verify import catalogue
from verify.api.selection import cases_of
from verify.commands.options import Examples, Seed, examined
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.report import markdown, saved, terminal, text
from verify.report import rows as rows_of


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("docs", short_help="Write the generated documents, such as docs/findings.md.")(write_docs)


def write_docs(
    folder: Annotated[Path, typer.Argument(help="The root of a checkout, with README.md and docs/.")] = Path("."),
    examples: Examples = None,
    seed: Seed = 0,
    save: Annotated[Path | None, typer.Option(help="Keep each paper's run as NAME.json in this folder.")] = None,
) -> None:
    """Write the generated documents (findings, coverage, notation, README's tables and picture) from a run of all papers."""
    runs = []
    if save is not None:
        try:
            save.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(f"--save {save}: {error.strerror}") from None
    for paper in catalogue.papers().values():
        run = read_run(None, None, None, examples, 50, seed, paper.revision, "both")
        book = catalogue.revision(paper.revision)
        modules = catalogue.module_names(paper.name)
        runs.append((book, examined(list(cases_of(modules, book)), run)))
        if save is not None:
            whole = rows_of.as_json(runs[-1][1], book, run, lemmas=modules, state=saved.state(book, [paper.folder]))
            saved.write(save / f"{paper.name}.json", whole)
    options = read_run(None, None, None, examples, 50, seed).options()
    command = " ".join(["python -m verify docs", options]).strip()
    first, rows = runs[0]
    shown = [row for row in rows if row.case.statement.id in ("A.9/nu_closed", "A.9/bulk_multiplicity")]
    tables = [f"Revision `{book.name}`; made by `{command}`.\n\n{markdown.table(rows, book)}" for book, rows in runs]
    pages = {
        "findings.md": [markdown.findings(rows, book, command) for book, rows in runs],
        "coverage.md": [markdown.coverage(book, command) for book, _ in runs],
        "notation.md": [markdown.notation(book, command) for book, _ in runs],
    }
    readme = folder / "README.md"
    try:
        for name, parts in pages.items():
            (folder / "docs" / name).write_text("\n".join(parts), encoding="utf-8")
        picture = terminal.picture(list(text.report(shown, first)), "python -m verify lemma_a9")
        (folder / "docs" / "output.svg").write_text(picture, encoding="utf-8")
        readme.write_text(
            markdown.between_marks(readme.read_text(encoding="utf-8"), "\n\n".join(tables)), encoding="utf-8"
        )
    except OSError as error:
        raise BadInput(f"{error.filename}: {error.strerror}; run this at the root of a checkout") from None
    except (IndexError, ValueError):
        raise BadInput(f"{readme}: the marks of the table of verdicts are missing") from None
    for book, rows in runs:
        print(text.footer(rows, book))
    if any(not row.expected for _, rows in runs for row in rows):
        raise typer.Exit(1)
