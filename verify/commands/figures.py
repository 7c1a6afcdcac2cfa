"""figures: the paper's experiments, with certified spectra and theory laid over them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from verify import catalogue
from verify.api.selection import revision_name
from verify.commands.options import RevisionName
from verify.errors import BadInput


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("figures", short_help="Draw the paper's figures from real runs (SVG, PNG, CSV).")(make_figures)


def make_figures(
    out: Annotated[Path, typer.Option("--out", help="Folder for the figures and their data.")] = Path("figures"),
    only: Annotated[str, typer.Option(help="Which figures: 2, or 1,2,3-16. Figure 17 is not in the paper.")] = "1-17",
    jobs: Annotated[int, typer.Option(help="Processes that compute at the same time; 0: one for each processor.")] = 0,
    quick: Annotated[bool, typer.Option("--quick", help="A third of the certified spectra.")] = False,
    hero: Annotated[Path | None, typer.Option(help="Draw README's picture alone, into this file (.svg or .png).")] = None,
    again: Annotated[bool, typer.Option("--again", help="Make figures anew that are up to date.")] = False,
    revision: RevisionName = None,
) -> None:
    """Draw the paper's figures (SVG, PNG, CSV) from real training, with certified spectra and theory over them."""
    from verify.figures.draw import check_matplotlib  # numpy and matplotlib are imported for this command only
    from verify.figures.make import Maker, Shelf, check_folder
    from verify.figures.settings import FIGURES, numbers
    from verify.figures.settings import quick as thinned

    if hero is not None:
        return _hero(hero)
    chosen = [FIGURES[n] for n in numbers(only)]
    if not 0 <= jobs <= 64:
        raise BadInput(f"--jobs {jobs}: must be an integer from 0 to 64")
    check_matplotlib()
    book = catalogue.revision(revision_name(revision, None))
    check_folder(out)
    figures = [thinned(f) for f in chosen] if quick else chosen
    options = (" --quick" if quick else "") + ("" if revision is None else f" --revision {revision}")
    commands = {f.number: f"python -m verify figures --only {f.number}{options}" for f in figures}
    maker = Maker(Shelf(out, book), jobs or os.cpu_count() or 1, lambda line: print(line, file=sys.stderr, flush=True))
    try:
        maker.make(figures, commands, again)
    except KeyboardInterrupt:
        print(
            f"finished figures are in {out}/; the same command goes on with the others"
            + (" (without --again)" if again else ""),
            file=sys.stderr,
        )
        raise
    except OSError as error:
        raise BadInput(f"--out {out}: {error.strerror}") from None
    for figure in figures:
        print(out / f"{figure.name}.svg")


def _hero(path: Path) -> None:
    from verify.figures import hero
    from verify.figures.draw import check_matplotlib

    check_matplotlib()
    if path.suffix not in (".svg", ".png"):
        raise BadInput(f"--hero {path}: name a file that ends in .svg or .png")
    try:
        hero.draw(path, f"python -m verify figures --hero {path}")
    except OSError as error:
        raise BadInput(f"--hero {path}: {error.strerror}") from None
    print(path)
