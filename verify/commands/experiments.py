"""experiments: the companion's figures on small real data, for looking at; float64 numbers are no evidence."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from verify import catalogue
from verify.errors import BadInput

OF = "companion"


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("experiments", short_help="Figures 1 to 4 of the companion on scikit-learn's digits.")(experiments)


def experiments(
    out: Annotated[Path, typer.Option("--out", help="Folder for the tables (CSV) and, with matplotlib, the figures.")],
    paper: Annotated[str, typer.Option("--paper", help="The paper whose experiments are run: companion.")] = OF,
    only: Annotated[str, typer.Option(help="Which figures, for example 1a,3.")] = "1a,1b,1c,2,3,4",
    epochs: Annotated[int, typer.Option(help="Epochs of full-batch gradient descent; the paper has 10000.")] = 10_000,
    width: Annotated[int | None, typer.Option(help="Width of all hidden layers; the paper has 64 and 256.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the subsets and of the initial weights.")] = 0,
) -> None:
    """Figures 1 to 4 of the companion on scikit-learn's digits. Needs the extra 'experiments'. float64 is no evidence."""
    from verify.experiments.data import CLASSES
    from verify.experiments.run import NAMES, Settings, tables  # numpy and SciPy are imported for this command only
    from verify.experiments.show import draw, shown

    if paper != OF:
        raise BadInput(f"--paper {paper}: only {OF} has experiments here; python -m verify figures draws the first paper's")
    names = tuple(part.strip() for part in only.split(","))
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise BadInput(f"--only {only}: {unknown[0]!r} is none of {', '.join(NAMES)}")
    limits = (("epochs", epochs, 1, 10**6), ("width", width or 64, CLASSES, 1024), ("seed", seed, 0, 2**31))
    for name, value, least, most in limits:
        if not least <= value <= most:
            raise BadInput(f"--{name} {value}: must be an integer from {least} to {most}")
    settings = Settings(epochs=epochs, seed=seed)
    if width is not None:
        settings = replace(settings, deep_width=width, wide=width)
    book = catalogue.revision(catalogue.paper(paper).revision)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for table in tables(names, book, settings, lambda line: print(line, file=sys.stderr, flush=True)):
            with (out / f"figure_{table.name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(table.rows[0]))
                writer.writeheader()
                writer.writerows(table.rows)
            for line in shown(table):
                print(line)
            draw(table, out)
    except OSError as error:
        raise BadInput(f"--out {out}: {error.strerror}") from None
