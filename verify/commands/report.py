"""report: a static site of a run, to be opened from disk."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from verify import catalogue
from verify.commands import running
from verify.commands.options import Examples, PaperName, Profile, Reading, RevisionName, Seed, revision_name
from verify.commands.running import Resume, Save
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.paper.statements import FIRST_PAPER

OUT = Path("site")


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("report")(report)


def report(
    out: Annotated[Path, typer.Option(help="The folder of the site.")] = OUT,
    source: Annotated[
        Path | None, typer.Option("--from", help="A run: the file of --save, or the output of --format json.")
    ] = None,
    diff: Annotated[tuple[str, str] | None, typer.Option("--diff", help="OLD NEW: show what differs in print.")] = None,
    changes: Annotated[Path | None, typer.Option(help="Show the output of verify diff (or audit) --format json.")] = None,
    mutation: Annotated[Path | None, typer.Option(help="Mutation scores, .json or .md; docs/mutation.md if there.")] = None,
    detection: Annotated[Path | None, typer.Option(help="Detection rates, likewise; docs/detection.md if there.")] = None,
    figures: Annotated[Path | None, typer.Option(help="The folder of python -m verify figures.")] = None,
    examples: Examples = None,
    seed: Seed = 0,
    revision: RevisionName = None,
    paper: PaperName = None,
    reading: Reading = "both",
    profile: Profile = "default",
    save: Save = None,
    resume: Resume = None,
) -> None:
    """Write a report that opens from disk: python -m verify report --out site, then open site/index.html."""
    from verify.report import saved  # imported where they are used: other commands need no templates
    from verify.report.site.extras import Extras
    from verify.report.site.pages import unrendered, write

    if source is not None and (save or resume or revision or paper or examples):
        raise BadInput("--from brings a finished run with its options; leave --save, --resume, --revision and the like out")
    books = None if diff is None else (catalogue.revision(diff[0]), catalogue.revision(diff[1]))
    if diff is not None and changes is not None:
        raise BadInput("--diff compares the text alone, --changes shows a comparison with verdicts: give one of them")
    if source is not None:
        data = saved.load(source)
    else:
        name = revision_name(revision, paper)
        run = read_run(examples=examples, seed=seed, revision=name, reading=reading, profile=profile)
        modules = [] if resume else catalogue.module_names(catalogue.revision(name).paper)
        session = running.begin(run, modules, save, resume)
        running.stop_if_interrupted(session)
        data = session.as_json()
    shipped = data["revision"]["name"] == catalogue.paper(FIRST_PAPER).revision  # what docs/ speaks of
    mutation, detection = (
        given or (_document(name) if shipped else None)
        for given, name in ((mutation, "mutation.md"), (detection, "detection.md"))
    )
    extras = Extras(_document("trust.md"), books, changes, mutation, detection, figures)
    come_from = ["--from", str(source)] if source else []
    made_by = shlex.join(["python", "-m", "verify", "report", "--out", str(out), *come_from])
    pages = write(data, out, made_by, _checked_by(data), extras)
    for id in unrendered(data):
        print(f"warning: {id}: LaTeX that could not be rendered is shown as it stands", file=sys.stderr)
    print(f"wrote {len(pages)} pages; open {pages[0]}")
    if data["summary"]["surprises"]:
        raise typer.Exit(1)


def _document(name: str) -> Path | None:
    """A document of the checkout that this package lies in; None for an installed package, or where it is not there."""
    path = Path(str(catalogue.__file__)).parent.parent / "docs" / name
    return path if path.is_file() else None


def _checked_by(data: Mapping[str, Any]) -> str:
    """The command that makes the run again."""
    run, lemmas = running.asked(data), data["options"]["lemmas"]
    whole = any(lemmas == catalogue.module_names(paper) for paper in catalogue.papers())
    names = ["all"] if whole or not lemmas else lemmas
    return " ".join([shlex.join(["python", "-m", "verify", *names]), run.options()]).strip()
