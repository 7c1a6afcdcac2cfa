"""spectrum: all eigenvalues of the whole Hessian of one network, certified."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from verify.commands.options import Format
from verify.errors import BadInput
from verify.report import terminal


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("spectrum", short_help="Print all eigenvalues of a balanced network's Hessian.")(certified_spectrum)


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
