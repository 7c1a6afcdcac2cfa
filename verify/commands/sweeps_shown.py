"""Sweeps as a report shows them: those that docs/sweeps/ ships with their pictures, and tables that a user made."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from verify.errors import BadInput
from verify.report.site.extras import Sweep
from verify.sweeps import grid
from verify.sweeps.grid import Plan

RESTS = "Computed by the exact-spectrum proposition X.1 and the update rule A.2, not from the matrix: see their verdicts."


def shipped(folder: Path) -> list[Sweep]:
    """The sweeps of a folder of plans whose pictures lie beside them."""
    found = []
    for file in sorted(folder.glob("*.toml")):
        plan = grid.read(file)
        drawn = [(_caption(plan, plot), folder / f"{plot['name']}.svg") for plot in plan.plots]
        pictures = [(caption, picture.read_bytes()) for caption, picture in drawn if picture.is_file()]
        if pictures:
            name = f"docs/sweeps/{file.name}"
            table = file.with_suffix(".sqlite").name
            made_by = (f"python -m verify sweep {name} --out {table}", f"python -m verify plot {table} --out docs/sweeps")
            found.append(Sweep(plan.name, made_by, (), _rests(plan), pictures))
    return found


def of_tables(paths: Sequence[Path]) -> list[Sweep]:
    """The summary of each table, with the plots that its plan declares where they can be drawn. Raises BadInput."""
    return [_of_table(path) for path in paths]


def _of_table(path: Path) -> Sweep:
    from verify.sweeps.store import reading
    from verify.sweeps.summary import plan_of, summary

    plan = plan_of(reading(path), path)
    lines, pictures = list(summary(path)), []
    if plan.plots:
        try:
            pictures = _drawn(path, plan)
        except BadInput as error:  # no matplotlib, or a table that is too young: the summary stands all the same
            lines.append(f"no pictures: {error}")
    made_by = (shlex.join(["python", "-m", "verify", "sweep", "PLAN.toml", "--out", str(path)]),)
    return Sweep(plan.name, made_by, lines, _rests(plan), pictures)


def _drawn(path: Path, plan: Plan) -> list[tuple[str, bytes]]:
    from verify.sweeps.plots import draw

    with tempfile.TemporaryDirectory() as folder:
        files = draw(path, Path(folder), ("svg",))
        return [(_caption(plan, plot), file.read_bytes()) for plot, file in zip(plan.plots, files, strict=True)]


def _caption(plan: Plan, plot: Mapping[str, Any]) -> str:
    return str(plot.get("title", plan.title))


def _rests(plan: Plan) -> str:
    routes = (plan.fixed.get("route"), *plan.axes.get("route", ()))
    return RESTS if "blocks" in routes else ""
