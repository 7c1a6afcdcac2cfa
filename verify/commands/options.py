"""The options that several commands share, and the cases that the names on a command line mean."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Annotated

import typer

from verify import catalogue
from verify.errors import BadInput
from verify.judge.run import Run
from verify.judge.runner import Case, cases, examine
from verify.paper.statements import FIRST_PAPER, Revision
from verify.report import rows as rows_of
from verify.report import terminal

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
Format = Annotated[str, typer.Option("--format", help="text or json.")]


def cases_of(names: list[str], book: Revision, reading: str = "both") -> Iterator[Case]:
    """The cases of the named lemma modules, in order."""
    for name in names:
        yield from cases(catalogue.lemma(name), book, reading)


def revision_name(revision: str | None, paper: str | None) -> str:
    """The revision that --revision and --paper mean together. Raises BadInput where they contradict each other."""
    if paper is None:
        return revision or catalogue.paper(FIRST_PAPER).revision
    chosen = catalogue.paper(paper)
    if revision is not None and (other := catalogue.revision(revision).paper) != paper:
        raise BadInput(f"--revision {revision} is a revision of {other}, not of --paper {paper}")
    return revision or chosen.revision


def named(id: str, revision: str | None, paper: str | None = None) -> tuple[str, Revision, list[Case]]:
    """The cases of a statement or of one case, by id, with their revision and its name; where neither option is given,
    of the first paper that has such a result. Raises BadInput with near misses."""
    if revision is None and paper is None:
        label = id.split("/", 1)[0]
        shipped = [p.revision for p in catalogue.papers().values()]
        revision = next((name for name in shipped if label in catalogue.revision(name).results), None)
    name = revision_name(revision, paper)
    book = catalogue.revision(name)
    every = list(cases_of(catalogue.module_names(book.paper), book))
    exact = [case for case in every if id in (case.id, case.statement.id)]
    if exact:
        return name, book, exact
    ids = list(dict.fromkeys(case.statement.id for case in every))
    loose = [i for i in ids if i.lower().replace(".", "") == id.lower().replace(".", "")]
    if loose:
        return name, book, [case for case in every if case.statement.id == loose[0]]
    near = difflib.get_close_matches(id, ids, n=3, cutoff=0.4)
    raise BadInput(
        f"unknown statement {id!r}: " + (f"did you mean {' or '.join(near)}?" if near else "see: python -m verify list")
    )


def examined(todo: list[Case], run: Run) -> list[rows_of.Row]:
    """Each case with its evidence; progress on a terminal."""
    rows = []
    with terminal.Progress(len(todo)) as progress:
        for case in todo:
            progress.step(case.id)
            rows.append(rows_of.Row(case, examine(case, run)))
    return rows
