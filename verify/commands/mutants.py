"""mutants: change each statement that stands in one place at a time, and see whether its own claims notice."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from verify import catalogue
from verify.api.selection import revision_name
from verify.auditing.score import Subject, subjects
from verify.auditing.tally import Tally, as_json, digest_of, left_out, read, tally, total
from verify.auditing.workers import Scored, score
from verify.commands.options import Examples, Format, PaperName, Profile, RevisionName, Seed
from verify.early import INTERRUPTED
from verify.errors import BadInput
from verify.judge.claims import claims_of
from verify.judge.run import Run, read_run
from verify.paper.statements import FIRST_PAPER, Revision
from verify.report import mutation, terminal

LIMITS = {"default": 60.0, "thorough": 600.0}  # seconds for one mutant, by profile


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("mutants", short_help="How strong the checks are: do they refute every mutant?")(mutants)


def mutants(
    names: Annotated[list[str] | None, typer.Argument(help="Statements (A.9/gap) or results (a9); all by default.")] = None,
    profile: Profile = "default",
    examples: Examples = None,
    seed: Seed = 0,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes at a time.")] = 1,
    limit: Annotated[float | None, typer.Option(min=1, help="Seconds for one mutant; 60, or 600 if thorough.")] = None,
    write: Annotated[Path | None, typer.Option(help="Refresh docs/mutation.md and the line in README.")] = None,
    format: Format = "text",
    revision: RevisionName = None,
    paper: PaperName = None,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="-v: the refuted mutants, too.")] = 0,
) -> None:
    """How strong the checks are: mutate each formula that stands; every mutant ought to be refuted by its own claims.

    Lists what was not refuted; -v lists every mutant with the instance that refutes it.
    """
    if format not in ("text", "json"):
        raise BadInput(f"--format {format}: must be text or json")
    name = revision_name(revision, paper)
    run = read_run(examples=examples, seed=seed, revision=name, profile=profile)
    book = catalogue.revision(name)
    chosen = _chosen(names or [], book, run)
    if write is not None and any("/" in given for given in names or []):
        raise BadInput("--write refreshes whole results; name results (a9), not single statements")
    done: dict[str, list[Scored]] = {}
    count = {"mutants": 0}
    quiet, interrupted = not sys.stderr.isatty(), False

    def progress(id: str) -> None:
        count["mutants"] += 1
        if quiet or count["mutants"] % 5 == 0:
            end = "\n" if quiet and count["mutants"] % 500 == 0 else ""
            if not quiet:
                print(f"\r{count['mutants']:6} mutants  {id[:70]:70}", end="", file=sys.stderr, flush=True)
            elif end:
                print(f"{count['mutants']:6} mutants  {id}", file=sys.stderr, flush=True)

    try:
        for scored in score(chosen, jobs, limit or LIMITS[profile], progress):
            done[scored[0].subject.statement.result] = scored
            if write is not None:
                _write(write, book, done, profile, name)
    except KeyboardInterrupt:
        interrupted = True
        print("\ninterrupted: what follows is what was finished", file=sys.stderr)
    if not quiet:
        print(file=sys.stderr)
    complete = _show(book, done, profile, format, verbose)
    if interrupted:
        raise typer.Exit(INTERRUPTED)
    if not complete:
        raise typer.Exit(1)


def _chosen(names: list[str], book: Revision, run: Run) -> list[list[Subject]]:
    """The statements that the names mean, one batch for each result. Raises BadInput for a name that means none."""
    chosen: dict[str, Subject] = {}
    for given in names or catalogue.module_names(book.paper):
        if "/" in given:
            found = [s for s in _of_result(given.split("/", 1)[0], book, run) if s.statement.id == given]
            if not found:
                raise BadInput(f"{given!r} is no statement with a formula that stands; see: python -m verify list")
        else:
            found = _subjects(catalogue.module_name(given), book, run)
        chosen |= {subject.statement.id: subject for subject in found}
    results = dict.fromkeys(subject.statement.result for subject in chosen.values())
    batches = [[subject for subject in chosen.values() if subject.statement.result == label] for label in results]
    return sorted(batches, key=len, reverse=True)  # the longest first, so that no process is left alone at the end


def _of_result(label: str, book: Revision, run: Run) -> list[Subject]:
    """The statements of a result: of the module with its name, or else of whichever module has claims about it."""
    try:
        return _subjects(catalogue.module_name(label), book, run)
    except BadInput:
        return [subject for name in catalogue.module_names(book.paper) for subject in _subjects(name, book, run)]


def _subjects(module: str, book: Revision, run: Run) -> list[Subject]:
    return list(subjects(claims_of(catalogue.lemma(module)), book, run))


def _show(book: Revision, done: dict[str, list[Scored]], profile: str, format: str, verbose: int) -> bool:
    """Print the report; whether every mutant was refuted."""
    made = {label: tally(book.results[label], scored, profile) for label, scored in done.items()}
    everything = total(made.values())
    if format == "json":
        shown = [entry for scored in done.values() for entry in as_json(scored)]
        report: dict[str, Any] = {"revision": book.name, "profile": profile, "score": everything.score}
        report |= {"counts": dict(everything.counts), "statements": shown}
        json.dump(report, sys.stdout, indent=1, default=str)
        print()
    else:
        for scored in done.values():
            terminal.show(mutation.lines(scored, only_open=not verbose))
        print(mutation.sentence(everything))
    return everything.score == 1


def _write(path: Path, book: Revision, done: dict[str, list[Scored]], profile: str, revision: str) -> None:
    """Refresh the document, the data beside it, and README's line; results of earlier runs stay as they were."""
    store = path.with_suffix(".json")
    try:
        old = json.loads(store.read_text(encoding="utf-8")) if store.exists() else {}
        tallies: dict[str, Tally] = {label: read(data) for label, data in old.get("results", {}).items()}
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput(f"{store}: not the data of an earlier run ({error}); remove it") from None
    except OSError as error:
        raise BadInput(f"{store}: {error.strerror}") from None
    if old and old.get("revision") != book.name:
        tallies = {}
    claims = [claim for module in catalogue.module_names(book.paper) for claim in claims_of(catalogue.lemma(module))]
    today = date.today().isoformat()
    for label, scored in done.items():
        tallies[label] = tally(book.results[label], scored, profile, today, digest_of(book.results[label], claims))
    ordered = {label: tallies[label] for label in book.results if label in tallies}
    command = f"python -m verify mutants --write {path}" + ("" if revision == "full-text" else f" --revision {revision}")
    left = left_out(tallies, book.results, claims)
    readme = path.parent.parent / "README.md"
    line = f"{mutation.sentence(total(ordered.values()))} Made by `{command}`, {mutation.dates(ordered, left)}; see"
    line += f" [mutation](docs/{path.name})."
    try:
        data = {"revision": book.name, "results": {label: one.data() for label, one in ordered.items()}}
        store.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        path.write_text(mutation.document(ordered, book.name, command, left), encoding="utf-8")
        if book.paper == FIRST_PAPER and readme.exists() and mutation.BEGIN in (text := readme.read_text(encoding="utf-8")):
            readme.write_text(mutation.between_marks(text, line), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{error.filename}: {error.strerror}") from None
    except ValueError as error:
        raise BadInput(f"{readme}: {error}") from None
