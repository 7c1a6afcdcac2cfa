"""The command-line door: python -m verify lemma_a9 --L 6. Holds no check, no tolerance and no expectation."""

from __future__ import annotations

import difflib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads of one small product cost more than they bring

import typer

from verify import catalogue
from verify.errors import BadInput
from verify.judge.run import Run, read_run
from verify.judge.runner import Case, cases, examine
from verify.judge.scripts import script
from verify.paper.statements import Revision
from verify.report import dependencies, markdown, terminal, text
from verify.report import rows as rows_of

# newer typers carry their own copy of click, older ones import it: reach its base exception through typer either way
CommandLineError: Any = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")
COMMANDS = ("check", "all", "list", "explain", "replay", "recheck", "impact", "spectrum", "docs")
app = typer.Typer(
    add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True, help=__doc__
)

Depths = Annotated[str | None, typer.Option("--L", help="Depths of the instances: 6, 2,3,6 or 2..8.")]
Widths = Annotated[str | None, typer.Option(help="Widths d_0,…,d_L of the instances, for example 3,4,2.")]
Rank = Annotated[int | None, typer.Option(help="Rank r of the target.")]
Examples = Annotated[int | None, typer.Option(help="Instances for each sampled claim; 20 unless the profile says more.")]
Profile = Annotated[str, typer.Option(help="default, or thorough: an hour's search.")]
Digits = Annotated[int, typer.Option(help="Decimal digits of the mpmath instances.")]
Seed = Annotated[int, typer.Option(help="Seed of the draws; the same seed draws the same instances.")]
RevisionName = Annotated[str, typer.Option("--revision", help="A revision's name, or the path of a .toml file.")]
Reading = Annotated[str, typer.Option("--reading", help="printed, repaired (the repaired paper alone) or both.")]
Format = Annotated[str, typer.Option("--format", help="text or json.")]


@app.command("check", hidden=True)
def check(
    lemmas: list[str],
    L: Depths = None,
    widths: Widths = None,
    rank: Rank = None,
    examples: Examples = None,
    dps: Digits = 50,
    seed: Seed = 0,
    revision: RevisionName = "full-text",
    reading: Reading = "both",
    profile: Profile = "default",
    format: Format = "text",
) -> None:
    """Check the named lemmas: python -m verify a9 --L 6."""
    run = read_run(L, widths, rank, examples, dps, seed, revision, reading, profile)
    _report([catalogue.module_name(name) for name in lemmas], run, format)


@app.command("all")
def everything(
    L: Depths = None,
    widths: Widths = None,
    rank: Rank = None,
    examples: Examples = None,
    dps: Digits = 50,
    seed: Seed = 0,
    revision: RevisionName = "full-text",
    reading: Reading = "both",
    profile: Profile = "default",
    format: Format = "text",
) -> None:
    """Check every lemma."""
    _report(catalogue.module_names(), read_run(L, widths, rank, examples, dps, seed, revision, reading, profile), format)


@app.command("list")
def list_cases(lemmas: Annotated[list[str] | None, typer.Argument()] = None, revision: RevisionName = "full-text") -> None:
    """List the cases of the named lemmas, or of all."""
    names = [catalogue.module_name(name) for name in lemmas] if lemmas else catalogue.module_names()
    for line in text.listing(_cases(names, catalogue.revision(revision))):
        print(line)


@app.command()
def explain(id: str, revision: RevisionName = "full-text") -> None:
    """Explain a statement: what is printed, how we read it, what checks it. ID as in the report, e.g. A.9/gap."""
    book = catalogue.revision(revision)
    for line in text.explanation(book, _named(id, book)):
        print(line)


@app.command("replay")
def replay_case(
    id: str,
    script_file: Annotated[Path | None, typer.Option("--script", help="Write a stand-alone Python script here.")] = None,
    revision: RevisionName = "full-text",
) -> None:
    """Replay the pinned witness of a refuted statement, e.g. A.9/bulk_multiplicity; or export it as a script."""
    book = catalogue.revision(revision)
    expected = [case for case in _named(id, book) if case.expects_refutation]
    if not expected:
        raise BadInput(f"{id} has no finding in revision {book.name}, so there is no witness to replay; try: explain {id}")
    for case in expected:
        evidence = examine(case, Run(revision=revision))
        print(f"{case.id}\n  printed   {case.wording}\n  witness   {evidence.scope}")
        print(f"  {evidence.verdict.value}   {evidence.detail}  [{evidence.method}]")
    if script_file is not None:
        case, evidence = expected[0], examine(expected[0], Run(revision=revision))
        if evidence.exhibit is None:
            raise BadInput(f"{case.id}: its claim compares quantities that have no stand-alone script")
        heading = f"{case.statement.where}: {case.statement.id}\nPrinted: {case.wording}\nWitness: {evidence.scope}"
        try:
            script_file.write_text(script(evidence.exhibit, heading), encoding="utf-8")
        except OSError as error:
            raise BadInput(f"--script {script_file}: {error.strerror}") from None
        print(f"wrote {script_file}: run it with any Python 3.10 or later", file=sys.stderr)
    if any(not case.as_expected(examine(case, Run(revision=revision))) for case in expected):
        raise typer.Exit(1)


@app.command()
def recheck(id: str, revision: RevisionName = "full-text") -> None:
    """Verify the proofs of a statement again, line by line, by exact substitution and without the simplifier."""
    book = catalogue.revision(revision)
    lines = failures = 0
    for case in _named(id, book):
        if case.claim is None or case.claim.domain is not None or case.expects_refutation:
            continue
        evidence = examine(case, Run(revision=revision))
        print(f"{case.id}\n  {evidence.verdict.value}  {evidence.scope}  [{evidence.method}]")
        for check in evidence.checks:
            problem = check.recheck()
            lines, failures = lines + 1, failures + (problem is not None)
            print(f"  {'fails' if problem else 'holds'}  {check}" + (f"  ({problem})" if problem else ""))
    if lines == 0:
        raise BadInput(f"{id}: no proof with a certificate to recheck; see: python -m verify explain {id}")
    print(f"{lines} lines of certificates, {failures} failed")
    if failures:
        raise typer.Exit(1)


@app.command()
def impact(label: str, revision: RevisionName = "full-text") -> None:
    """List what rests on a result, directly or through others, e.g. impact A.2."""
    for line in dependencies.impact(catalogue.revision(revision), label):
        print(line)


@app.command("spectrum")
def certified_spectrum(
    widths: Annotated[str, typer.Option(help="Widths d_0,…,d_L of the network, for example 10,20,20,16.")],
    rank: Annotated[int, typer.Option(help="Rank r of the target.")],
    digits: Annotated[int, typer.Option(help="Decimal digits of the eigenvalues.")] = 50,
    t: Annotated[int, typer.Option("--t", help="Steps of gradient descent.")] = 0,
    eta: Annotated[str | None, typer.Option(help="Step size, 0.05 or 1/20.")] = None,
    rank_xx: Annotated[int | None, typer.Option(help="Rank of Sigma_xx; d_0 unless given.")] = None,
    head: Annotated[
        str, typer.Option(help="sampled, or the first r singular values: 3/4 (all of them) or 3/4,4/5.")
    ] = "sampled",
    seed: Annotated[int | None, typer.Option(help="Seed of the random singular vectors and, if sampled, values.")] = None,
    route: Annotated[str, typer.Option(help="components, structure-free, exact or float.")] = "components",
    format: Format = "text",
) -> None:
    """Print all eigenvalues of the whole Hessian of a balanced network, in clusters with certified counts."""
    from verify.judge.spectrum_run import certified, read_question  # numpy is imported for this command only
    from verify.report import spectrum as spectrum_report

    if format not in ("text", "json"):
        raise BadInput(f"--format {format}: must be text or json")
    question = read_question(widths, rank, rank_xx, head, seed, t, eta, route, digits)
    with terminal.Progress(question.steps + 1) as progress:
        answer = certified(question, progress.step)
    if format == "json":
        json.dump(spectrum_report.as_json(answer), sys.stdout, indent=1)
        print()
    else:
        print("\n".join(spectrum_report.text(answer)))


@app.command("docs")
def write_docs(
    folder: Annotated[Path, typer.Argument(help="The root of a checkout, with README.md and docs/.")] = Path("."),
    examples: Examples = None,
    seed: Seed = 0,
    revision: RevisionName = "full-text",
) -> None:
    """Write the generated documents (findings, coverage, notation, the table and picture of README) from a full run."""
    run = read_run(None, None, None, examples, 50, seed, revision, "both")
    book = catalogue.revision(revision)
    rows = _examined(list(_cases(catalogue.module_names(), book)), run)
    command = " ".join(["python -m verify docs", run.options()]).strip()
    shown = [row for row in rows if row.case.statement.id in ("A.9/nu_closed", "A.9/bulk_multiplicity")]
    readme = folder / "README.md"
    try:
        (folder / "docs" / "findings.md").write_text(markdown.findings(rows, book, command), encoding="utf-8")
        (folder / "docs" / "coverage.md").write_text(markdown.coverage(book, command), encoding="utf-8")
        (folder / "docs" / "notation.md").write_text(markdown.notation(book, command), encoding="utf-8")
        picture = terminal.picture(list(text.report(shown, book)), "python -m verify lemma_a9")
        (folder / "docs" / "output.svg").write_text(picture, encoding="utf-8")
        table = f"Revision `{book.name}`; made by `{command}`.\n\n{markdown.table(rows, book)}"
        readme.write_text(markdown.between_marks(readme.read_text(encoding="utf-8"), table), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{error.filename}: {error.strerror}; run this at the root of a checkout") from None
    except (IndexError, ValueError):
        raise BadInput(f"{readme}: the marks of the table of verdicts are missing") from None
    print(text.footer(rows, book))
    if any(not row.expected for row in rows):
        raise typer.Exit(1)


def _cases(names: list[str], book: Revision, reading: str = "both") -> Iterator[Case]:
    for name in names:
        yield from cases(catalogue.lemma(name), book, reading)


def _named(id: str, book: Revision) -> list[Case]:
    """The cases of a statement or of one case, by id. Raises BadInput with near misses."""
    every = list(_cases(catalogue.module_names(), book))
    exact = [case for case in every if id in (case.id, case.statement.id)]
    if exact:
        return exact
    ids = list(dict.fromkeys(case.statement.id for case in every))
    loose = [i for i in ids if i.lower().replace(".", "") == id.lower().replace(".", "")]
    if loose:
        return [case for case in every if case.statement.id == loose[0]]
    near = difflib.get_close_matches(id, ids, n=3, cutoff=0.4)
    raise BadInput(
        f"unknown statement {id!r}: " + (f"did you mean {' or '.join(near)}?" if near else "see: python -m verify list")
    )


def _examined(todo: list[Case], run: Run) -> list[rows_of.Row]:
    rows = []
    with terminal.Progress(len(todo)) as progress:
        for case in todo:
            progress.step(case.id)
            rows.append(rows_of.Row(case, examine(case, run)))
    return rows


def _report(names: list[str], run: Run, format: str) -> None:
    if format not in ("text", "json"):
        raise BadInput(f"--format {format}: must be text or json")
    book = catalogue.revision(run.revision)
    todo = list(_cases(names, book, run.reading))
    if not todo:
        raise BadInput(f"revision {book.name} states nothing that {', '.join(names)} checks")
    rows = _examined(todo, run)
    if format == "json":
        json.dump(rows_of.as_json(rows, book, run), sys.stdout, indent=1)
        print()
    else:
        terminal.show(text.report(rows, book))
    if any(not row.expected for row in rows):
        raise typer.Exit(1)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status 0 (as expected), 1 (a surprise) or 2 (bad usage or data)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] not in COMMANDS and not given[0].startswith("-"):
        given.insert(0, "check")  # python -m verify lemma_a9
    try:
        status = app(given, prog_name="python -m verify", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except BadInput as error:
        print(f"error: {error}", file=sys.stderr)
    except CommandLineError as error:
        print(f"error: {error.format_message()}", file=sys.stderr)
    except (typer.Abort, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main())
