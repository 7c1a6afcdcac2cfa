"""variants: audit the wrong and the right variants of all three papers, and print what comes of each."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from verify import catalogue
from verify.auditing.detection import standing
from verify.auditing.variants import Audited, Variant, audited, variants
from verify.commands.options import Format
from verify.errors import BadInput
from verify.judge.claims import Claim, claims_of
from verify.judge.run import Run, read_run
from verify.paper.statements import FIRST_PAPER, Revision
from verify.report import terminal
from verify.report import variants as report


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("variants", short_help="Audit wrong and right variants of the papers.")(show)


def show(
    only: Annotated[str, typer.Option(help="Variants of statements, or of a kind, that hold this text.")] = "",
    jobs: Annotated[int | None, typer.Option(min=1, max=64, help="Processes at a time; by default one a core.")] = None,
    format: Format = "text",
    write: Annotated[Path | None, typer.Option(help="Write the figures and the table to docs/variants.md.")] = None,
) -> None:
    """Audit each variant alone: so many wrong ones refuted, undecided and passed, so many right ones left alone.

    Exit status 0 when no wrong variant passes and no right one is refuted, 1 otherwise, 2 for bad input.
    """
    if format not in ("text", "json"):
        raise BadInput(f"--format {format}: must be text or json")
    path = catalogue.paper(FIRST_PAPER).folder / "corpus" / "variants.toml"
    chosen = [v for v in variants(path) if only in f"{v.side} {v.of} {v.kind}"]
    if not chosen:
        raise BadInput(f"--only {only}: no variant has this in its statement or kind")
    found = list(_all(chosen, jobs or os.cpu_count() or 1))
    if write is not None:
        try:
            write.write_text(report.document(found), encoding="utf-8")
        except OSError as error:
            raise BadInput(f"{write}: {error.strerror}") from None
    if format == "json":
        json.dump(report.as_json(found), sys.stdout, indent=1)
        print()
    else:
        terminal.show(report.lines(found))
    if not all(one.good for one in found):
        raise typer.Exit(1)


def _all(chosen: Sequence[Variant], jobs: int) -> Iterator[Audited]:
    for paper in catalogue.papers():
        _book(paper), _claims(paper)  # loaded here, once: the processes inherit it
    with terminal.Progress(len(chosen)) as progress, ProcessPoolExecutor(jobs) as pool:
        for one in pool.map(_one, chosen):
            progress.step(one.variant.of)
            yield one


def _one(variant: Variant) -> Audited:
    paper = next((p for p in catalogue.papers() if variant.result in _book(p).results), FIRST_PAPER)
    return audited(variant, _book(paper), _claims(paper), _run())


def _run() -> Run:
    return read_run()


@cache
def _book(paper: str) -> Revision:
    return standing(catalogue.revision(catalogue.paper(paper).revision))


@cache
def _claims(paper: str) -> tuple[Claim, ...]:
    return tuple(claim for name in catalogue.module_names(paper) for claim in claims_of(catalogue.lemma(name)))
