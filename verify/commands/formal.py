"""formal: have the kernel of Rocq check the statements that have a formal proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from verify import catalogue
from verify.auditing import mutations
from verify.commands.options import RevisionName
from verify.errors import BadInput
from verify.formal import build as building
from verify.formal import standing, table, trials
from verify.paper.statements import Revision


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("formal", short_help="Check the formal proofs with the kernel of Rocq.")(formal)


def formal(
    ids: Annotated[list[str] | None, typer.Argument(help="Statements, such as A.9/nu_sum, or results; default all.")] = None,
    revision: RevisionName = None,
    check: Annotated[bool, typer.Option("--check", help="Also run coqchk, the stand-alone checker, on the files.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Check again what the record of the last build accepted.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the file that the kernel reads; check nothing.")] = False,
    mutants: Annotated[int, typer.Option(min=0, help="Change formulas and assumptions instead: so many changes a row.")] = 0,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes at a time.")] = 2,
) -> None:
    """Check formal proofs of a paper's statements: python -m verify formal, python -m verify formal A.9 --show."""
    rows = table.read()
    names = [revision] if revision else [catalogue.paper(name).revision for name in rows.papers]
    books = {book.paper: book for book in map(catalogue.revision, names)}
    keys = [
        key
        for key, entry in rows.entries.items()
        if entry.paper in books and (not ids or any(key == i or key.startswith(f"{i}/") or entry.id == i for i in ids))
    ]
    if not keys:
        raise BadInput(
            f"no formal proof of {', '.join(ids or ['anything'])}; "
            f"there are proofs of {', '.join(rows.entries) or 'nothing'}"
        )
    if show:
        for key in keys:
            try:
                print(rows.text(rows.entries[key], books[rows.entries[key].paper]))
            except (table.Untied, table.Untranslated) as error:
                raise BadInput(f"{key}: {error}") from None
        return
    if mutants:
        return _mutants(rows, books, [rows.entries[key] for key in keys if not rows.entries[key].refutes], mutants, jobs)
    found = []
    for paper, book in books.items():
        mine = [key for key in keys if rows.entries[key].paper == paper]

        def told(verdict: building.Verdict, book: Revision = book) -> None:
            print(standing.line(rows, book, verdict), flush=True)

        found += building.build(rows, book, mine, jobs, fresh, told)
    failed = sum(not verdict.accepted for verdict in found)
    print(f"{len(found)} formal statements: {len(found) - failed} accepted by the kernel, {failed} not")
    if check:
        accepted, said = building.recheck(rows.folder, rows)
        print(f"coqchk: {'accepted' if accepted else 'REFUSED'}")
        if not accepted:
            print(said[-2000:])
        failed += not accepted
    if failed:
        raise typer.Exit(1)


def _mutants(rows: table.Table, books: dict[str, Revision], entries: list[table.Entry], number: int, jobs: int) -> None:
    building.library(rows.folder, jobs)
    found = [t for book in books.values() for t in _tried(rows, book, entries, number, jobs)]
    by = {who: sum(t.by == who for t in found) for who in ("the kernel", "the table", "the printer")}
    missed = len(found) - sum(by.values())
    noticed = ", ".join(f"{n} noticed by {who}" for who, n in by.items())
    print(f"{len(found)} changes: {noticed}; {missed} not noticed")
    if missed:
        raise typer.Exit(1)


def _tried(rows: table.Table, book: Revision, entries: list[table.Entry], number: int, jobs: int) -> Iterator[trials.Trial]:
    mine = [entry for entry in entries if entry.paper == book.paper]
    in_force = {s.id: table.wording_of(s, False) for result in book.results.values() for s in result.statements.values()}
    unchanged = [(entry, entry.key, "", in_force[entry.id]) for entry in mine]
    for control in trials.trials(rows, book, unchanged, jobs):
        if control.noticed:
            raise BadInput(f"{control.id} fails unchanged, so its changes say nothing: {control.why}")
    todo = []
    for entry in mine:
        wording = in_force[entry.id]
        known = {part: set(formula.names) | {"r", "L", "d_0", "d_L"} for part, formula in wording.parts.items()}
        formulas = list(mutations.mutants(entry.id, wording, book.about, known))
        step = max(1, len(formulas) // number)
        chosen = [*formulas[::step][:number], *mutations.assumption_mutants(entry.id, wording, book.about)]
        todo += [(entry, m.id, f"{m.part}: {m.change}", m.wording) for m in chosen]
    for trial in trials.trials(rows, book, todo, jobs):
        if not trial.noticed:
            print(f"NOT NOTICED  {trial.id}  {trial.change}", flush=True)
        yield trial
