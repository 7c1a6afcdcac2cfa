"""detection: audit the corpus of seeded errors and correct rewordings, and print the rates."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from verify import catalogue
from verify.auditing.detection import CORPORA, Outcome, tried
from verify.commands.options import Examples, Format
from verify.errors import BadInput
from verify.judge.claims import Claim, claims_of
from verify.judge.run import Run, read_run
from verify.paper.statements import FIRST_PAPER, Revision
from verify.report import detection as report
from verify.report import terminal


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("detection", short_help="How many seeded errors are found, and false alarms raised.")(detection)


def detection(
    corpus: Annotated[str | None, typer.Argument(help="errors or rewordings; both by default.")] = None,
    only: Annotated[str, typer.Option(help="Files whose name holds this text.")] = "",
    examples: Examples = None,
    seed: Annotated[list[int] | None, typer.Option(help="Seed of the draws; 0 by default. Repeat it for several.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, max=64, help="Processes at a time; by default one a core.")] = None,
    format: Format = "text",
    write: Annotated[Path | None, typer.Option(help="Write the rates and the table to docs/detection.md.")] = None,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="-v: a line for every file.")] = 0,
) -> None:
    """How many seeded errors are refuted, and how many correct rewordings: the detection rate and the false-alarm rate.

    Exit status 0 when every error is refuted and no rewording is, 1 otherwise, 2 for bad input.
    """
    if format not in ("text", "json"):
        raise BadInput(f"--format {format}: must be text or json")
    if corpus is not None and corpus not in CORPORA:
        raise BadInput(f"{corpus!r} is no corpus: name {' or '.join(CORPORA)}, or neither for both")
    chosen = [corpus] if corpus else list(CORPORA)
    files = [(name, path) for name in chosen for path in catalogue.corpus(name) if only in path.stem]
    if not files:
        raise BadInput(f"--only {only}: no file of {' and '.join(chosen)} has this in its name")
    seeds = list(dict.fromkeys(seed or [0]))
    runs = {number: read_run(examples=examples, seed=number) for number in seeds}
    found = {number: list(_outcomes(files, run, jobs or os.cpu_count() or 1)) for number, run in runs.items()}
    if write is not None:
        options = [f"--seed {n}" for n in seeds if seeds != [0]] + ([f"--examples {examples}"] if examples else [])
        command = " ".join(["python -m verify detection", *chosen[: 2 - len(chosen)], *options, f"--write {write}"])
        try:
            write.write_text(report.document(found, command), encoding="utf-8")
        except OSError as error:
            raise BadInput(f"{write}: {error.strerror}") from None
    if format == "json":
        json.dump(report.as_json(found, {"examples": runs[seeds[0]].examples, "only": only}), sys.stdout, indent=1)
        print()
    else:
        terminal.show(report.lines(found, every=verbose > 0))
    if any(outcome.wrong for outcomes in found.values() for outcome in outcomes):
        raise typer.Exit(1)


def _outcomes(files: Sequence[tuple[str, Path]], run: Run, jobs: int) -> Iterator[Outcome]:
    """The outcome of each file, in order; files about the same result go to one process, because they share instances."""
    batches = [list(some) for _, some in groupby(files, key=lambda file: (file[0], file[1].stem.split("_")[0]))]
    _base(), _claims("")  # loaded here, once: the processes inherit it
    with terminal.Progress(len(batches)) as progress, ProcessPoolExecutor(jobs) as pool:
        try:
            for batch, made in zip(batches, pool.map(_batch, batches, [run] * len(batches))):
                progress.step(batch[0][1].stem)
                yield from made
        except BrokenProcessPool:
            raise BadInput("a process of the run ended without an answer: memory may be short; try --jobs 1") from None


def _batch(files: Sequence[tuple[str, Path]], run: Run) -> list[Outcome]:
    base = _base()
    return [tried(corpus, path.stem, base, catalogue.revision(str(path)), _claims, run) for corpus, path in files]


@cache
def _base() -> Revision:
    return catalogue.revision(catalogue.paper(FIRST_PAPER).revision)


@cache
def _claims(label: str) -> tuple[Claim, ...]:
    modules = map(catalogue.lemma, catalogue.module_names(FIRST_PAPER))
    return tuple(claim for module in modules for claim in claims_of(module) if claim.result == label)
