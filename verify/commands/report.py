"""report: a static site of a run, or of the runs of all papers, to be opened from disk."""

from __future__ import annotations

import shlex
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from verify import catalogue
from verify.api.selection import revision_name
from verify.commands import again, running
from verify.commands.options import Examples, Jobs, Profile, Reading, RevisionName, Seed
from verify.commands.running import Resume, Save, Session
from verify.errors import BadInput
from verify.judge.run import Run, read_run
from verify.paper.statements import FIRST_PAPER
from verify.report import saved

OUT = Path("site")
ALL = "all"  # no paper has this name


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("report", short_help="Write a report that opens from disk in a browser.")(report)


def report(
    out: Annotated[Path, typer.Option(help="The folder of the site.")] = OUT,
    source: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            help="A run: the file of --save, or the output of --format json. Repeat it, or give a folder of such files "
            "(docs --save), for a site of several papers.",
        ),
    ] = None,
    diff: Annotated[tuple[str, str] | None, typer.Option("--diff", help="OLD NEW: show what differs in print.")] = None,
    changes: Annotated[Path | None, typer.Option(help="Show the output of verify diff (or audit) --format json.")] = None,
    mutation: Annotated[Path | None, typer.Option(help="Mutation scores, .json or .md; docs/mutation.md if there.")] = None,
    detection: Annotated[Path | None, typer.Option(help="Detection rates, likewise; docs/detection.md if there.")] = None,
    figures: Annotated[Path | None, typer.Option(help="The folder of python -m verify figures.")] = None,
    sweep: Annotated[
        list[Path] | None, typer.Option(help="The table of a sweep, for its summary and plots; can be repeated.")
    ] = None,
    examples: Examples = None,
    seed: Seed = 0,
    revision: RevisionName = None,
    paper: Annotated[
        str | None,
        typer.Option(
            "--paper",
            help="A paper: depth-not-data (the first), companion, repaired, review. all: one site of all of them; a paper "
            "that no --from brings is run, --save names a folder then.",
        ),
    ] = None,
    reading: Reading = "both",
    profile: Profile = "default",
    save: Save = None,
    resume: Resume = None,
    jobs: Jobs = 1,
) -> None:
    """Write a report that opens from disk: python -m verify report --out site, then open site/index.html."""
    from verify.commands import sweeps_shown  # imported where they are used: other commands need no templates
    from verify.report.site import front, pages
    from verify.report.site.extras import Extras

    if paper == ALL and revision:
        raise BadInput("--paper all takes each paper as printed: leave --revision out, or name the one paper that it is of")
    if paper == ALL and resume:
        raise BadInput(
            f"--resume goes on with one run: finish it with python -m verify all --resume {shlex.quote(str(resume))}, "
            "then give it with --paper all --from"
        )
    if paper not in (None, ALL) and paper not in catalogue.papers():
        raise BadInput(f"unknown paper {paper!r}: there are {', '.join(catalogue.papers())}; or all")
    if source and paper != ALL and (save or resume or revision or paper or examples):
        raise BadInput("--from brings a finished run with its options; leave --save, --resume, --revision and the like out")
    books = None if diff is None else (catalogue.revision(diff[0]), catalogue.revision(diff[1]))
    if diff is not None and changes is not None:
        raise BadInput("--diff compares the text alone, --changes shows a comparison with verdicts: give one of them")
    shown = sweeps_shown.of_tables(sweep or [])
    found, doubts = Runs(), dict[str, str]()
    kept = {name: again.held(data) for name, data in _loaded(source or []).items()}
    untouched = again.tell(kept.values())
    for name, run_held in kept.items():
        found[name], doubts[name] = run_held.data, run_held.banner
    if paper == ALL:
        options = read_run(examples=examples, seed=seed, reading=reading, profile=profile)
        given = {"--examples": (examples, None), "--seed": (seed, 0), "--reading": (reading, "both")}
        given["--profile"] = (profile, "default")
        typed = [x for name, (value, usual) in given.items() if value != usual for x in (name, str(value))]
        command = ["report", "--paper", ALL, "--out", str(out), *_each("--from", source or [])]
        found = _all(found, options, save, command, typed, jobs)
    elif not found:
        name = revision_name(revision, paper)
        run = read_run(examples=examples, seed=seed, revision=name, reading=reading, profile=profile)
        modules = [] if resume else catalogue.module_names(catalogue.revision(name).paper)
        session = running.begin(run, modules, save, resume, jobs)
        running.stop_if_interrupted(session)
        found = {name: session.as_json()}
    first = catalogue.paper(FIRST_PAPER).revision
    if any(data["revision"]["name"] == first for data in found.values()):  # what docs/ speaks of
        mutation, detection = mutation or _document("mutation.md"), detection or _document("detection.md")
        plans = _document("sweeps")
        shown += sweeps_shown.shipped(plans) if plans else []
    new = catalogue.replacements()
    extras = Extras(_document("trust.md"), books, changes, mutation, detection, figures, shown, new)
    asked = [*(["--paper", ALL] if paper == ALL else []), *_each("--from", source or [])]
    made_by = shlex.join(["python", "-m", "verify", "report", "--out", str(out), *asked])
    if paper == ALL or len(found) > 1:
        runs = {name: pages.Checked(data, _checked_by(data), doubts.get(name, "")) for name, data in found.items()}
        written = front.write(runs, out, made_by, extras)
    else:
        ((name, data),) = found.items()
        written = pages.write(data, out, made_by, _checked_by(data), extras, doubts.get(name, ""))
    for data in found.values():
        for id in pages.unrendered(data):
            print(f"warning: {id}: LaTeX that could not be rendered is shown as it stands", file=sys.stderr)
    print(f"wrote {len(written)} pages; open {written[0]}")
    if not untouched or any(data["summary"]["surprises"] for data in found.values()):
        raise typer.Exit(1)


Runs = dict[str, Any]  # the JSON of a run, by the name of its paper


def _loaded(sources: Iterable[Path]) -> Runs:
    """The runs of some files and folders. Raises BadInput, also for two runs of one paper."""
    found, places = Runs(), dict[str, Path]()
    for source in sources:
        files = sorted(source.glob("*.json")) if source.is_dir() else [source]
        if not files:
            raise BadInput(f"--from {source}: the folder holds no .json file; make runs with: python -m verify docs --save")
        for file in files:
            data = saved.load(file)
            name = _paper_of(data)
            if name in found:
                raise BadInput(f"--from {file}: a run of {name}, as {places[name]} is: a site shows one run of each paper")
            found[name], places[name] = data, file
    return _in_order(found)


def _in_order(found: Runs) -> Runs:
    """The papers as the catalogue orders them, then any others."""
    order = list(catalogue.papers())
    return dict(sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))


def _paper_of(data: Mapping[str, Any]) -> str:
    """The paper of a run: that of its revision where it is a paper's own, else that of its lemma modules.

    A paper that this installation does not know goes by the name of its revision.
    """
    known = catalogue.papers()
    for paper in known.values():
        if paper.revision == data["options"]["revision"]:
            return paper.name
    found = [catalogue.paper_of(name) for name in data["options"]["lemmas"][:1]]
    return found[0] if found and found[0] in known else str(data["revision"]["name"])


def _all(found: Runs, options: Run, save: Path | None, again: list[str], typed: list[str], jobs: int) -> Runs:
    """The runs that are there, and one more for each paper that is missing. Ctrl-C keeps all that is finished, and tells the
    command that makes the site then: `again`, with `typed`, the options of runs, where a paper is missing still."""
    missing = [paper for paper in catalogue.papers().values() if paper.name not in found]
    if not missing and (save or options != read_run()):
        raise BadInput("--from brings a finished run of every paper; leave --save, --examples, --seed and the like out")
    if save is not None:
        try:
            save.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(f"--save {save}: {error.strerror}; with --paper all it is a folder") from None
    made = Runs()
    for paper in missing:
        print(f"checking {paper.name} ({len(made) + 1} of {len(missing)})", file=sys.stderr)
        run = replace(options, revision=paper.revision)
        session = running.begin(run, catalogue.module_names(paper.name), save and save / f"{paper.name}.json", jobs=jobs)
        if session.interrupted:
            command = again + (typed if paper != missing[-1] else [])
            _tell_kept(session, made, save, command)
        running.stop_if_interrupted(session)
        made[paper.name] = session.as_json()
    return _in_order({**found, **made})


def _tell_kept(session: Session, made: Runs, save: Path | None, command: list[str]) -> None:
    """Keep the runs that were finished before an interrupted one, and say how to make the site of all."""
    folder = save
    if folder is None and made:
        folder = Path(tempfile.mkdtemp(prefix="verify-runs-"))
        for name, data in made.items():
            saved.write(folder / f"{name}.json", data)
    kept = [folder, session.save if save is None else None]
    given = _each("--from", [path for path in kept if path is not None])
    print("interrupted; once the run below is finished, the site of all papers is made by", file=sys.stderr)
    print(shlex.join(["python", "-m", "verify", *command, *given]), file=sys.stderr)


def _each(option: str, paths: Iterable[Path]) -> list[str]:
    return [x for path in paths for x in (option, str(path))]


def _document(name: str) -> Path | None:
    """A document of the checkout that this package lies in; None for an installed package, or where it is not there."""
    path = Path(str(catalogue.__file__)).parent.parent / "docs" / name
    return path if path.exists() else None


def _checked_by(data: Mapping[str, Any]) -> str:
    """The command that makes the run again."""
    run, lemmas = running.asked(data), data["options"]["lemmas"]
    whole = any(lemmas == catalogue.module_names(paper) for paper in catalogue.papers())
    names = ["all"] if whole or not lemmas else lemmas
    return " ".join([shlex.join(["python", "-m", "verify", *names]), run.options()]).strip()
