"""certificates: write the proofs of whole papers as a file of certificates, which verify/kernel/check.py reads alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from verify import catalogue
from verify.api.selection import cases_of, revision_name
from verify.commands.options import PaperName, RevisionName
from verify.errors import BadInput
from verify.judge.run import Run
from verify.judge.runner import examine
from verify.judge.verdicts import Verdict
from verify.kernel.accept import verified
from verify.kernel.terms import Refused

FORMAT = 1


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("certificates", short_help="Write all proofs as certificates that the kernel checks alone.")(certificates)


def certificates(
    lemmas: Annotated[list[str] | None, typer.Argument(help="Lemma modules; by default all.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Write the certificates here, as JSON.")] = Path("proofs.json"),
    revision: RevisionName = None,
    paper: PaperName = None,
) -> None:
    """Write the certificates of every PROVED verdict, e.g. certificates a9 --out proofs.json; by default of all papers.

    Check the file without this program, with python-flint alone: python verify/kernel/check.py proofs.json
    """
    found: list[Any] = []
    for name, modules in _asked(lemmas or [], revision, paper):
        for case in cases_of(modules, catalogue.revision(name)):
            if case.claim is not None and case.claim.domain is None and not case.expects_refutation:
                evidence = examine(case, Run(revision=name))
                if evidence.verdict is Verdict.PROVED and evidence.statement is not None:
                    found.append(evidence.statement)
    if not found:
        raise BadInput("no claim of these modules is PROVED: there is no certificate to write")
    try:
        out.write_text(json.dumps({"format": FORMAT, "statements": found}, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--out {out}: {error.strerror}") from None
    print(f"wrote {len(found)} certificates to {out}: python verify/kernel/check.py {out}", file=sys.stderr)


def problem(statement: Any) -> str:
    """What the kernel refuses in a certificate, as it is written to a file; empty where it accepts it."""
    try:
        verified(json.loads(json.dumps(statement)))
    except Refused as error:
        return str(error)
    return ""


def _asked(lemmas: list[str], revision: str | None, paper: str | None) -> list[tuple[str, list[str]]]:
    """The revisions that are meant, with the modules of each."""
    if lemmas:
        modules = [catalogue.module_name(name, paper) for name in lemmas]
        owners = dict.fromkeys(map(catalogue.paper_of, modules))
        chosen = {owner: revision_name(revision, paper or (owner if revision is None else None)) for owner in owners}
        return [(name, [m for m in modules if catalogue.paper_of(m) == owner]) for owner, name in chosen.items()]
    if revision is None and paper is None:
        return [(known.revision, catalogue.module_names(name)) for name, known in catalogue.papers().items()]
    name = revision_name(revision, paper)
    return [(name, catalogue.module_names(catalogue.revision(name).paper))]
