"""The options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from verify import catalogue


def ids(incomplete: str) -> list[str]:
    """Results and statements of all papers whose id begins so: what a shell completes."""
    books = [catalogue.revision(paper.revision) for paper in catalogue.papers().values()]
    results = [(label, result) for book in books for label, result in book.results.items()]
    every = [id for label, result in results for id in (label, *(s.id for s in result.statements.values()))]
    return [id for id in every if id.startswith(incomplete)]


Named = Annotated[str, typer.Argument(metavar="ID", autocompletion=ids, help="A statement, for example A.9/gap.")]
Depths = Annotated[
    str | None, typer.Option("--L", help="Depths of the instances: 6, 2,3,6 or 2..8; by default 2..8 and a deeper one.")
]
Widths = Annotated[str | None, typer.Option(help="Widths d_0,…,d_L of the instances, for example 3,4,2.")]
Rank = Annotated[int | None, typer.Option(help="Rank r of the target.")]
Examples = Annotated[int | None, typer.Option(help="Instances for each sampled claim; 20 unless the profile says more.")]
Profile = Annotated[str, typer.Option(help="default, or thorough: an hour's search.")]
Digits = Annotated[int, typer.Option(help="Decimal digits of the mpmath instances.")]
Seed = Annotated[int, typer.Option(help="Seed of the draws; the same seed draws the same instances.")]
RevisionName = Annotated[str | None, typer.Option("--revision", help="A revision's name, or the path of a .toml file.")]
PaperName = Annotated[
    str | None, typer.Option("--paper", help="A paper: depth-not-data (the first), companion, repaired, review.")
]
Reading = Annotated[str, typer.Option("--reading", help="printed, repaired (the repaired paper alone) or both.")]
Verbose = Annotated[
    int, typer.Option("--verbose", "-v", count=True, help="-v: every verdict with its evidence; -vv: what was drawn, too.")
]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=64, help="Processes at a time; the verdicts are the same.")]
Format = Annotated[str, typer.Option("--format", help="text or json.")]
