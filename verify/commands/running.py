"""Runs cases one by one so that an interruption loses none that is finished: it can be looked at, and gone on with."""

from __future__ import annotations

import shlex
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from verify import catalogue
from verify.api.selection import cases_of
from verify.errors import BadInput
from verify.judge.cases import Case
from verify.judge.run import Run
from verify.judge.runner import examine
from verify.judge.verdicts import Evidence
from verify.paper.statements import Revision
from verify.report import digests, saved, terminal
from verify.report import rows as rows_of

Save = Annotated[Path | None, typer.Option("--save", help="Keep the run as JSON in this file, the unfinished run too.")]
Resume = Annotated[
    Path | None, typer.Option("--resume", help="Go on with an interrupted run: the file of --save. It brings its options.")
]
EVERY = 30.0  # seconds between two writings of the file of --save


@dataclass
class Session:
    """A run in progress: what is asked, the rows found so far, and where they are kept."""

    run: Run
    lemmas: list[str]
    book: Revision
    rows: list[rows_of.Row]
    unfinished: list[str]
    save: Path | None
    state: Mapping[str, Any]

    @property
    def interrupted(self) -> bool:
        """Whether cases are missing."""
        return bool(self.unfinished)

    def as_json(self) -> dict[str, Any]:
        """The JSON report of what is there."""
        return rows_of.as_json(
            self.rows, self.book, self.run, lemmas=self.lemmas, state=self.state, unfinished=self.unfinished
        )


def begin(run: Run, lemmas: list[str], save: Path | None = None, resume: Path | None = None, jobs: int = 1) -> Session:
    """Examine all cases of the named lemma modules, or those that `resume` leaves over; Ctrl-C ends it early.

    With several `jobs`, so many processes share the cases; verdicts and evidence are the same.

    Raises BadInput where there is nothing to check, and for a file made from other data or by another program.
    """
    earlier = None
    if resume is not None:
        earlier = saved.load(resume)
        edited = digests.edited(earlier)
        if edited:
            raise BadInput(f"{resume}: {', '.join(edited)} changed after the run wrote them; run again from the start")
        run = asked(earlier)
        lemmas = [catalogue.module_name(name) for name in earlier["options"]["lemmas"]]
        save = save or resume
    book = catalogue.revision(run.revision)
    todo = list(cases_of(lemmas, book, run.reading))
    if not todo:
        raise BadInput(f"revision {book.name} states nothing that {', '.join(lemmas)} checks")
    folders = sorted({Path(str(catalogue.lemma(name).__file__)).parent for name in lemmas})
    session = Session(run, lemmas, book, [], [case.id for case in todo], save, saved.state(book, folders))
    if save is not None and earlier is None:
        saved.write(save, session.as_json())  # a file that cannot be written is told before the work, not after it
    found: dict[str, Evidence] = {}
    if earlier is not None:
        changed = digests.differing(earlier["state"], session.state)
        if changed:
            told = "; ".join(changed)
            raise BadInput(f"{resume}: the paper's data or the program changed since ({told}); run again from the start")
        found = {row["case"]: saved.evidence(row) for row in earlier["results"]}
    last = time.monotonic()
    left = [case for case in todo if case.id not in found]
    with terminal.Progress(len(left)) as progress:
        try:
            for case, evidence in examined(left, run, lemmas, jobs, progress.step):
                found[case.id] = evidence
                if save is not None and time.monotonic() - last > EVERY:
                    _note(session, todo, found)
                    saved.write(save, session.as_json())
                    last = time.monotonic()
        except KeyboardInterrupt:
            pass
    _note(session, todo, found)
    if session.interrupted and session.save is None:
        with tempfile.NamedTemporaryFile(prefix="verify-run-", suffix=".json", delete=False) as file:
            session.save = Path(file.name)
    if session.save is not None:
        saved.write(session.save, session.as_json())
    return session


def how_to_go_on(session: Session) -> str:
    """What to tell a user whose run was interrupted."""
    assert session.save is not None
    file = shlex.quote(str(session.save))
    done, total = len(session.rows), len(session.rows) + len(session.unfinished)
    return (
        f"{done} of {total} cases are finished and kept in {file}\n"
        f"go on:   python -m verify all --resume {file}\n"
        f"look:    python -m verify report --from {file} --out site"
    )


def stop_if_interrupted(session: Session) -> None:
    """Say how to go on and leave with status 130, the shell's word for Ctrl-C; nothing happens after a finished run."""
    if session.interrupted:
        print(how_to_go_on(session), file=sys.stderr)
        raise typer.Exit(130)


def rows(todo: Sequence[Case], run: Run, lemmas: Sequence[str] = (), jobs: int = 1) -> list[rows_of.Row]:
    """Each case with its evidence, in order; progress on a terminal."""
    with terminal.Progress(len(todo)) as progress:
        found = {case.id: evidence for case, evidence in examined(todo, run, lemmas, jobs, progress.step)}
    return [rows_of.Row(case, found[case.id]) for case in todo]


def examined(
    todo: Sequence[Case], run: Run, lemmas: Sequence[str], jobs: int, step: Callable[[str], None]
) -> Iterator[tuple[Case, Evidence]]:
    """Each case with its evidence, one by one or by several processes; `step` is told of each."""
    if jobs == 1 or len(todo) < 2:
        for case in todo:
            step(case.id)
            yield case, examine(case, run)
        return
    from verify.commands import processes  # imported where it is used: most runs need one process

    for case, evidence in processes.evidence(todo, run, lemmas, jobs):
        step(case.id)
        yield case, evidence


def _note(session: Session, todo: Sequence[Case], found: Mapping[str, Evidence]) -> None:
    """What is finished so far, in the order of the paper, and what is not."""
    session.rows = [rows_of.Row(case, found[case.id]) for case in todo if case.id in found]
    session.unfinished = [case.id for case in todo if case.id not in found]


def asked(earlier: Mapping[str, Any]) -> Run:
    """The run that a saved run was asked for, from its options."""
    o = earlier["options"]
    return Run(
        tuple(o["L"]),
        tuple(o["widths"]) if o["widths"] else None,
        o["rank"],
        o["examples"],
        o["dps"],
        o["seed"],
        o["revision"],
        o["reading"],
        o.get("deep") is None and o["widths"] is None and o["rank"] is None,
    )
