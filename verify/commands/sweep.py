"""sweep and plot: one statement or quantity over many networks, resumable, on this machine or on a Dask cluster."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from verify.errors import BadInput


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    app.command("sweep", short_help="Hold a statement against a whole grid of networks.")(sweep)
    app.command("plot", short_help="Draw the plots that a sweep's plan declares.")(plot)


def sweep(
    plan: Annotated[Path, typer.Argument(help="The plan of the sweep, a .toml file; see docs/sweeps.md.")],
    out: Annotated[Path | None, typer.Option(help="The table, an SQLite file; beside the plan unless given.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a table that is there already.")] = False,
    retry: Annotated[bool, typer.Option("--retry-failed", help="With --resume: try failed instances again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say how many instances there are and what they cost.")] = False,
    jobs: Annotated[int | None, typer.Option(help="Processes; one for each core unless given.")] = None,
    executor: Annotated[str, typer.Option(help="pool (processes), or dask (a local cluster).")] = "pool",
    scheduler: Annotated[str | None, typer.Option(help="The address of a Dask scheduler, tcp://host:port.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the finished table as CSV as well.")] = None,
    parquet: Annotated[Path | None, typer.Option(help="Write the finished table as Parquet as well.")] = None,
) -> None:
    """Run a statement or a quantity over a grid or a random design of networks."""
    from verify.sweeps import grid  # numpy is imported for this command only
    from verify.sweeps.drive import calibrated
    from verify.sweeps.session import duration, maker, run
    from verify.sweeps.store import Store
    from verify.sweeps.summary import export_csv, export_parquet, summary
    from verify.sweeps.work import prepared

    chosen = grid.read(plan)
    worker = prepared(chosen, str(plan))
    if executor not in ("pool", "dask"):
        raise BadInput(f"--executor {executor}: must be pool or dask")
    count = os.cpu_count() or 1 if jobs is None else jobs
    if not 1 <= count <= 1024:
        raise BadInput(f"--jobs {jobs}: must be an integer from 1 to 1024")
    if dry_run:
        tried, seconds = calibrated(worker)
        print(f"{chosen.name}: {chosen.instances:,} instances")
        print(f"about {seconds * 1000:.3g} ms each ({tried} tried), {duration(seconds * chosen.instances / count)}")
        print(f"on {count} process{'es' if count > 1 else ''} of this machine")
        return
    table = out or plan.with_suffix(".sqlite")
    again = ["python", "-m", "verify", "sweep", str(plan), *(["--out", str(out)] if out else []), "--resume"]
    with Store(table) as store:
        store.begin(chosen.identity, chosen.text, worker.columns, resume)
        if retry:
            store.forget_failures()
        finished = run(worker, store, maker(executor, scheduler, count), shlex.join(again))
    for line in summary(table):
        print(line)
    for target, export in ((csv, export_csv), (parquet, export_parquet)):
        if target is not None:
            print(f"wrote {target}: {export(table, target):,} rows", file=sys.stderr)
    if finished.failed:
        raise typer.Exit(1)


def plot(
    table: Annotated[Path, typer.Argument(help="The table of a sweep, an .sqlite file; also of one that is going on.")],
    out: Annotated[Path, typer.Option(help="Folder for the pictures.")] = Path("."),
) -> None:
    """Draw the plots that a sweep's plan declares, as SVG and PNG."""
    from verify.sweeps.plots import draw

    for path in draw(table, out):
        print(path)
