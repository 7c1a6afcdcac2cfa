"""audit and diff: what changed between two revisions, what that did to the truth, and what contradicts what."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from verify import catalogue
from verify.api.audits import auditor as auditor_of
from verify.api.audits import base_of, path_of, shelves
from verify.auditing.auditor import Audit, Entry
from verify.commands.options import Depths, Digits, Examples, Profile, Rank, Seed, Widths
from verify.errors import BadInput
from verify.judge.run import Run, read_run
from verify.paper.places import Index
from verify.report import audit_json, audit_text, brief, sarif, terminal

AuditFormat = Annotated[str, typer.Option("--format", help="text, json or sarif (2.1.0).")]
FORMATS = ("text", "json", "sarif")
Level = Annotated[
    int, typer.Option("--verbose", "-v", count=True, help="-v: how wordings relate, what was tried, every contradiction.")
]
MOST = 5  # contradictions of one kind that are shown without -v


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    app.command("audit", short_help="What a revision changed, and whether that is still true.")(audit)
    app.command("diff", short_help="Compare two revisions statement by statement.")(diff)


def audit(
    file: Annotated[str, typer.Argument(help="A revision: the path of a .toml file, or a name.")],
    against: Annotated[str | None, typer.Option(help="The revision to compare with: a name or a file.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Judge the statements that did not change, too.")] = False,
    L: Depths = None,
    widths: Widths = None,
    rank: Rank = None,
    examples: Examples = None,
    dps: Digits = 50,
    seed: Seed = 0,
    profile: Profile = "default",
    format: AuditFormat = "text",
    verbose: Level = 0,
) -> None:
    """Audit a revision: what changed, is it still true, did an error get fixed, did the fix break something else.

    Without --against, the base is the revision that the file extends, else the shipped one of the same name, else the
    paper's own. Exit status 0 when nothing new is wrong, 1 for a new refutation, a stale finding, a new contradiction or
    something undecided, 2 for bad input.
    """
    base = against or base_of(file)
    run = read_run(L, widths, rank, examples, dps, seed, file, "both", profile)
    done = _examined(base, file, run, format, everything, verbose, judged=True)
    if done.surprises:
        raise typer.Exit(1)


def diff(
    old: Annotated[str, typer.Argument(help="A revision: a name, or the path of a .toml file.")],
    new: Annotated[str, typer.Argument(help="The revision to compare it with.")],
    L: Depths = None,
    widths: Widths = None,
    rank: Rank = None,
    examples: Examples = None,
    dps: Digits = 50,
    seed: Seed = 0,
    profile: Profile = "default",
    format: AuditFormat = "text",
    verbose: Level = 0,
) -> None:
    """Compare two revisions statement by statement: the change, both verdicts, and an instance that tells old from new.

    Exit status 0 whatever is found, 2 for bad input.
    """
    run = read_run(L, widths, rank, examples, dps, seed, new, "both", profile)
    _examined(old, new, run, format, False, verbose, judged=False)


def _examined(old: str, new: str, run: Run, format: str, everything: bool, verbose: int, *, judged: bool) -> Audit:
    """The audit, printed: as text each statement as soon as it is known, for machines at the end."""
    if format not in FORMATS:
        raise BadInput(f"--format {format}: must be {', '.join(FORMATS)}")
    before, after = catalogue.revision(old), catalogue.revision(new)
    auditor = auditor_of(before, after, old, new, run)
    if format == "text":
        terminal.show(audit_text.beginning(before, after, new))
    with terminal.Progress(auditor.pieces(everything)) as progress:

        def known(entry: Entry) -> None:
            with progress.aside():
                block = audit_text.block(entry, after)
                terminal.show(_fitting(block if verbose else audit_text.shortened(block)), first=False)

        auditor.step = progress.step
        auditor.known = known if format == "text" else lambda entry: None
        done = auditor.audit(everything)
    if format == "text":
        terminal.show(_fitting(audit_text.ending(done, judged=judged, most=None if verbose else MOST)), first=False)
    else:
        _dump(done, old, new, format, run)
    return done


def _fitting(lines: Iterable[str]) -> Iterator[str]:
    """The lines, on a terminal broken between words at its width."""
    if not sys.stdout.isatty():
        return iter(lines)
    return (part for line in lines for part in brief.wrapped(line, terminal.width(), " " * 16))


def _dump(done: Audit, old: str, new: str, format: str, run: Run) -> None:
    if format == "json":
        made = audit_json.as_json(done, run)
    else:
        made = sarif.log(done, Index(path_of(new), shelves()))
    json.dump(made, sys.stdout, indent=1)
    print()
