"""paper: write the repaired paper as one text, with proofs in words and the verdict of each statement beside it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from verify import catalogue
from verify.commands import again, running
from verify.commands.options import Examples, Seed
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.paper.statements import FIRST_PAPER
from verify.report import saved
from verify.report.text_of_paper import as_html, as_markdown, as_tex
from verify.report.text_of_paper.contents import Figure, contents

FORMATS = ("md", "html", "tex")


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("paper", short_help="Write the repaired paper as one text, with proofs.")(write_paper)


def write_paper(
    out: Annotated[Path, typer.Option(help="The folder of the text.")] = Path("paper"),
    form: Annotated[list[str] | None, typer.Option("--format", help="md, html or tex; repeat it for several.")] = None,
    paper: Annotated[str, typer.Option("--paper", help="A paper of statements alone.")] = "repaired",
    source: Annotated[
        Path | None, typer.Option("--from", help="A finished run: the file of --save. Else it is run.")
    ] = None,
    examples: Examples = None,
    seed: Seed = 0,
) -> None:
    """Write one text of statements, proofs in words and verdicts: python -m verify paper --format html --out paper."""
    forms = form or ["md"]
    for name in forms:
        if name not in FORMATS:
            raise BadInput(f"--format {name}: there are {', '.join(FORMATS)}")
    known = catalogue.paper(paper)
    book, first = catalogue.revision(known.revision), catalogue.revision(catalogue.paper(FIRST_PAPER).revision)
    folder = Path(str(catalogue.__file__)).parent.parent / "docs" / "proofs" / paper
    if source is not None:
        kept = again.held(saved.load(source))
        run, untouched = kept.data, again.tell([kept])
        if run["revision"]["name"] != book.name:
            raise BadInput(f"--from {source}: a run of revision {run['revision']['name']}, not of {book.name}")
    else:
        asked = read_run(examples=examples, seed=seed, revision=book.name)
        session = running.begin(asked, catalogue.module_names(paper))
        running.stop_if_interrupted(session)
        run, untouched = session.as_json(), True
    blocks = contents(book, run, first, folder, f"python -m verify paper --paper {paper}")
    made = {"md": as_markdown.markdown(blocks), "tex": as_tex.latex(blocks), "html": as_html.page(blocks, book.title)}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in forms:
            (out / f"{paper}_paper.{name}").write_text(made[name], encoding="utf-8")
        for block in blocks if "md" in forms else []:
            if isinstance(block, Figure):
                (out / block.place).parent.mkdir(exist_ok=True)
                (out / block.place).write_bytes(block.svg)
    except OSError as error:
        raise BadInput(f"--out {out}: {error.strerror}") from None
    print(f"wrote {', '.join(str(out / f'{paper}_paper.{name}') for name in forms)}")
    if any(not row["expected"] for row in run["results"]):
        print("some verdicts are not as expected; the text marks them", file=sys.stderr)
        raise typer.Exit(1)
    if not untouched:
        raise typer.Exit(1)
