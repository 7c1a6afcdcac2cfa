"""Tables of the experiments as text, and as figures where matplotlib is installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from verify.experiments.run import Table

LONGEST = 24  # rows of a table that are printed; the CSV file holds all


def shown(table: Table) -> Iterator[str]:
    """Heading, columns, rows."""
    yield ""
    yield f"Figure {table.name}: {table.title}"
    yield f"[{table.evidence}]"
    names = list(table.rows[0])
    cells = [names, *[[_cell(row[name]) for name in names] for row in table.rows[:LONGEST]]]
    widths = [max(len(line[k]) for line in cells) for k in range(len(names))]
    for line in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
    if len(table.rows) > LONGEST:
        yield f"… {len(table.rows) - LONGEST} more rows in figure_{table.name}.csv"


def _cell(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def draw(table: Table, out: Path) -> None:
    """figure_NAME.svg beside the table: measured points, theory as a line. Nothing without matplotlib, or for one row."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        return
    axes_of = {"1c": SHARES, "2": SHARES, "3": ("epoch", "Hutchinson", "eq. (7)"), "4": ("epoch", "largest", "eq. (15)")}
    if table.name not in axes_of:
        return
    across, points, line = axes_of[table.name]
    groups = list(dict.fromkeys(row.get("setup", "") for row in table.rows))
    figure = Figure(figsize=(4.2 * len(groups), 3.4), layout="constrained")
    FigureCanvasAgg(figure)
    for place, group in enumerate(groups, 1):
        axes = figure.add_subplot(1, len(groups), place)
        rows = [row for row in table.rows if row.get("setup", "") == group]
        xs = [row[across] for row in rows]
        axes.plot(xs, [row[line] for row in rows], "-", color="#5e2a8c", label=f"theory, {line}")
        axes.plot(xs, [row[points] for row in rows], "o", color="#e07b00", label=f"{points} (float64)")
        axes.set(xlabel=across, title=group or table.title)
        if across == "epoch":
            axes.set_xscale("symlog")
        axes.legend()
    figure.savefig(out / f"figure_{table.name}.svg", metadata={"Date": None, "Description": table.evidence})


SHARES = ("largest share", "measured", "eq. (14)")
