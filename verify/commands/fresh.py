"""fresh: thousands of fresh instances for every statement of the repaired paper, seed after seed, kept as they are found."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from verify import catalogue
from verify.api.selection import cases_of, revision_name
from verify.commands.options import Depths, Digits, PaperName, RevisionName, Seed
from verify.errors import BadInput
from verify.judge.cases import Case
from verify.judge.fresh import fresh as search
from verify.judge.fresh import is_drawn, rests_on_instances, shared, with_seed
from verify.judge.run import Run, read_run
from verify.paper.statements import FIRST_PAPER
from verify.report import terminal

Wanted = Annotated[int, typer.Option("--examples", help="Instances of each statement, over all its claims and seeds.")]
Seeds = Annotated[int, typer.Option("--seeds", help="Number of seeds, from --seed on; each draws its share.")]
Kept = Annotated[
    Path, typer.Option("--out", help="One line of JSON for each case and seed; what is there is not done again.")
]
NEW = "result_"  # modules of results that no paper prints


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("fresh")(fresh)


def fresh(
    out: Kept,
    examples: Wanted = 2000,
    seeds: Seeds = 4,
    seed: Seed = 1,
    L: Depths = None,
    dps: Digits = 50,
    revision: RevisionName = None,
    paper: PaperName = None,
    everything: Annotated[bool, typer.Option("--everything", help="Printed statements that stand, too.")] = False,
    sampled: Annotated[bool, typer.Option("--sampled", help="Only statements that no claim asks for all values.")] = False,
) -> None:
    """Try thousands of fresh instances of each repaired statement."""
    if not 1 <= examples <= 1_000_000 or not 1 <= seeds <= 1000:
        raise BadInput("--examples must be from 1 to 1000000, --seeds from 1 to 1000")
    name = revision_name(revision, paper)
    run = read_run(L=L, dps=dps, seed=seed, revision=name, reading="repaired")
    book, modules = catalogue.revision(name), catalogue.module_names(paper or FIRST_PAPER)
    wanted = [
        case
        for module in modules
        for case in _drawn(list(cases_of([module], book, "repaired")), run, sampled)
        if everything or case.statement.finding is not None or NEW in module
    ]
    done = _kept(out)
    with terminal.Progress(len(wanted) * seeds) as progress, out.open("a", encoding="utf-8") as file:
        for number in range(seed, seed + seeds):
            for case, share in shared(wanted, examples, seeds):
                progress.step(f"{case.id}, seed {number}")
                if (case.id, number, share) not in done:
                    row = search(case, with_seed(run, number), share).as_json()
                    done[case.id, number, share] = row
                    file.write(json.dumps(row) + "\n")
                    file.flush()
    ids = {case.id for case in wanted}
    rows = [row for (id, number, _), row in done.items() if id in ids and seed <= number < seed + seeds]
    print("\n".join(_told(rows, {case.id: case.statement.id for case in wanted}, examples)))
    if any(row["contradiction"] or row["undecided"] for row in rows):
        raise typer.Exit(1)


def _drawn(cases: list[Case], run: Run, sampled: bool) -> list[Case]:
    return rests_on_instances(cases, run) if sampled else [case for case in cases if is_drawn(case, run)]


def _kept(file: Path) -> dict[tuple[str, int, int], dict[str, Any]]:
    """The rows of an earlier search, by case, seed and share. Raises BadInput for a file of something else."""
    found = {}
    try:
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        for line in lines:
            row = json.loads(line)
            found[row["case"], row["seed"], row["wanted"]] = row
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"--out {file}: not a file of this command: {error}") from None
    if lines:
        print(f"{len(lines)} rows are kept in {file}", file=sys.stderr)
    return found


def _told(rows: list[dict[str, Any]], statements: dict[str, str], examples: int) -> list[str]:
    """Contradictions and open instances first, then the counts."""
    told = [
        f"CONTRADICTED  {row['case']}, seed {row['seed']}\n    {row['contradiction']}"
        for row in rows
        if row["contradiction"]
    ]
    told += [
        f"undecided     {row['case']}: {row['undecided']} of {row['tried']}\n    {row['open']}"
        for row in rows
        if row["undecided"]
    ]
    tried, strata = Counter[str](), Counter[str]()
    for row in rows:
        tried[statements[row["case"]]] += row["tried"]
        strata.update(row["strata"])
    few = {name: number for name, number in tried.items() if number < examples}
    probed, trivial = (sum(row[key] for row in rows) for key in ("probed", "trivial"))
    return [
        *told,
        f"{sum(tried.values())} instances of {len(tried)} statements, {sum(row['discarded'] for row in rows)} discarded; "
        f"{trivial} of {probed} looked at are trivial",
        f"strata: {', '.join(f'{name} {number}' for name, number in sorted(strata.items()))}",
        f"fewer than {examples}: {', '.join(f'{name} {number}' for name, number in sorted(few.items())) or 'none'}",
    ]
