"""explain, replay, recheck, try and impact: look at one statement or result."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from verify import catalogue
from verify.api import checks
from verify.api.selection import named, revision_name
from verify.commands import certificates
from verify.commands.options import Depths, Examples, Named, PaperName, RevisionName
from verify.errors import BadInput
from verify.judge.cases import Case
from verify.judge.run import Run
from verify.judge.runner import examine
from verify.judge.scripts import script
from verify.judge.verdicts import Evidence
from verify.report import dependencies, text
from verify.report.rows import Row


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    app.command("explain", short_help="What is printed, how we read it, what checks it.")(explain)
    app.command("replay", short_help="Replay the pinned witness of a refuted statement.")(replay)
    app.command("recheck", short_help="Verify the proofs of a statement again, line by line.")(recheck)
    app.command("try", short_help="Hold a formula of your own in place of a printed one.")(try_formula)
    app.command("impact", short_help="List what rests on a result, directly or through others.")(impact)


def explain(id: Named, revision: RevisionName = None, paper: PaperName = None) -> None:
    """Explain a statement: what is printed, how we read it, what checks it. ID as in the report, e.g. A.9/gap.

    A whole result, e.g. a9, lists its statements.
    """
    whole = catalogue.revision(revision_name(revision, paper))
    label = dependencies.result_named(whole, id)
    if label is not None:
        for line in text.contents(whole, label):
            print(line)
        return
    _, book, found = named(id, revision, paper)
    for line in text.explanation(book, found):
        print(line)


def replay(
    id: Named,
    script_file: Annotated[Path | None, typer.Option("--script", help="Write a stand-alone Python script here.")] = None,
    revision: RevisionName = None,
    paper: PaperName = None,
) -> None:
    """Replay the pinned witness of a refuted statement, e.g. A.9/bulk_multiplicity; or export it as a script."""
    name, book, found = named(id, revision, paper)
    expected = [case for case in found if case.expects_refutation]
    if not expected:
        raise BadInput(f"{id} has no finding in revision {book.name}, so there is no witness to replay; try: explain {id}")
    run = Run(revision=name)
    found_again = [(case, examine(case, run)) for case in expected]
    for case, evidence in found_again:
        print(f"{case.id}\n  printed   {case.wording}\n  witness   {evidence.scope}")
        for line in Row(case, evidence).matrices:
            print(f"            {line}")
        print(f"  {evidence.verdict.value}   {evidence.detail}  [{evidence.method}]")
    stale = [case for case, evidence in found_again if not case.as_expected(evidence)]
    if script_file is not None and not stale:
        _write_script(script_file, *found_again[0])
    elif script_file is not None:
        print(f"no script written: the witness of {stale[0].id} does not refute it", file=sys.stderr)
    if stale:
        raise typer.Exit(1)


def _write_script(path: Path, case: Case, evidence: Evidence) -> None:
    if evidence.exhibit is None:
        raise BadInput(f"{case.id}: its claim compares quantities that have no stand-alone script")
    heading = f"{case.statement.where}: {case.statement.id}\nPrinted: {case.wording}\nWitness: {evidence.scope}"
    try:
        path.write_text(script(evidence.exhibit, heading), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--script {path}: {error.strerror}") from None
    print(f"wrote {path}: run it with any Python 3.10 or later", file=sys.stderr)


def recheck(id: Named, revision: RevisionName = None, paper: PaperName = None) -> None:
    """Check the proofs of a statement again, by the kernel alone, from the certificates as they are written to a file."""
    name, _, found = named(id, revision, paper)
    lines = failures = 0
    for case in found:
        if case.claim is None or case.claim.domain is not None or case.expects_refutation:
            continue
        evidence = examine(case, Run(revision=name))
        print(f"{case.id}\n  {evidence.word}  {evidence.scope}  [{evidence.method}]")
        if evidence.statement is None:
            continue
        problem = certificates.problem(evidence.statement)
        lines, failures = lines + len(evidence.certificate), failures + bool(problem)
        print("\n".join(f"  {'fails' if problem else 'holds'}  {line}" for line in evidence.certificate))
        if problem:
            print(f"  {problem}")
    if lines == 0:
        raise BadInput(f"{id}: no proof with a certificate to recheck; see: python -m verify explain {id}")
    print(f"{lines} lines of certificates, {failures} failed")
    if failures:
        raise typer.Exit(1)


def try_formula(
    id: Named,
    formula: Annotated[list[str], typer.Argument(help="A formula; or PART=FORMULA for a statement of several parts.")],
    examples: Examples = None,
    L: Depths = None,
    revision: RevisionName = None,
    paper: PaperName = None,
) -> None:
    """Hold a formula of your own in place of a printed one, e.g. try A.9/bulk_multiplicity "(rank_xx + d_L - 2*r)*r".

    The statement's own checks judge it. Exit status 0 when it stands, 1 when it does not.
    """
    parts = dict(text.partition("=")[::2] for text in formula)
    named_parts = all(name.strip().isidentifier() and text for name, text in parts.items()) and "==" not in formula[0]
    given = {name.strip(): text for name, text in parts.items()} if named_parts else formula[0]
    report = checks.try_formula(id, given, examples=examples, L=L, revision=revision, paper=paper)
    print(report)
    if not report.as_expected:
        raise typer.Exit(1)


def impact(label: str, revision: RevisionName = None, paper: PaperName = None) -> None:
    """List what rests on a result, directly or through others, e.g. impact A.2."""
    for line in dependencies.impact(catalogue.revision(revision_name(revision, paper)), label):
        print(line)
