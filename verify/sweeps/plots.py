"""Curves and phase diagrams of a sweep: certified intervals as error bars, printed and repaired predictions over them."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from verify.errors import BadInput
from verify.sweeps.grid import Plan
from verify.sweeps.store import reading
from verify.sweeps.summary import plan_of

# colour-blind safe (Okabe and Ito), told apart by marker and line style as well
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
VERDICTS = {
    "SUPPORTED": ("#009E73", "o"),
    "REFUTED": ("#D55E00", "X"),
    "UNDECIDED": ("#E69F00", "?"),
    "ERROR": ("#000000", "!"),
}
OUTSIDE = ("#DDDDDD", "·")
MOST_CELLS = 40_000


def draw(path: Path, folder: Path, formats: tuple[str, ...] = ("svg", "png")) -> list[Path]:
    """Every plot that the sweep's plan declares, as files in the folder. Raises BadInput."""
    try:
        import matplotlib
    except ImportError:
        raise BadInput("plots need matplotlib; in the verifier's folder: pip install '.[figures]'") from None
    matplotlib.use("Agg")
    matplotlib.rcParams |= {"svg.hashsalt": "verify", "font.size": 10, "svg.fonttype": "none", "axes.grid": True}
    base = reading(path)
    plan = plan_of(base, path)
    if not plan.plots:
        raise BadInput(f"{path}: its plan declares no [[plots]]; see docs/sweeps.md")
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for plot in plan.plots:
            figure = _phase(base, plan, plot) if "colour" in plot else _curves(base, plan, plot)
            for kind in formats:
                target = folder / f"{plot['name']}.{kind}"
                figure.savefig(target, dpi=130, metadata={"Date": None} if kind == "svg" else {})
                written.append(target)
    except OSError as error:
        raise BadInput(f"{folder}: {error.strerror}") from None
    return written


def _figure(plan: Plan, plot: Mapping[str, Any]) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.6), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(plot.get("title", plan.title), fontsize=11)
    fixed = {**{k: v for k, v in plan.fixed.items()}, **plot["where"]}
    figure.supxlabel(", ".join(f"{k} = {v}" for k, v in fixed.items()), fontsize=7, color="#444444")
    axes.set_xlabel(plot["x"])
    return figure, axes


def _where(plot: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> tuple[str, list[str]]:
    given = {**plot["where"], **(more or {})}
    return " AND ".join(["failure IS NULL", *(f'"{name}" = ?' for name in given)]), [str(v) for v in given.values()]


def _curves(base: sqlite3.Connection, plan: Plan, plot: Mapping[str, Any]) -> Any:
    figure, axes = _figure(plan, plot)
    by = plot.get("by")
    drawn = 0
    longest: tuple[list[float], list[float]] | None = None  # the curve that lines for comparison start from
    for n, value in enumerate(plan.axes[by] if by else (None,)):
        where, given = _where(plot, {by: value} if by else {})
        for m, name in enumerate(plot["y"]):
            rows = base.execute(
                f'SELECT "{plot["x"]}", "{name} low", "{name} high" FROM results WHERE {where} AND "{name} low" IS NOT NULL',
                given,
            )
            points = sorted((float(Fraction(x)), low, high) for x, low, high in rows)
            if "y" in plot.get("log", ""):
                points = [p for p in points if p[1] > 0]
            if not points:
                continue
            style = {"color": COLOURS[(n if by else m) % len(COLOURS)]}
            label = name + (f", {by} = {value}" if by else "")
            xs, middle = [p[0] for p in points], [(p[1] + p[2]) / 2 for p in points]
            if name in plan.formulas:
                axes.plot(xs, middle, linestyle=("--", ":", "-.")[m % 3], label=f"{plan.reading} {label}", **style)
            else:
                bars = [[y - p[1] for y, p in zip(middle, points)], [p[2] - y for y, p in zip(middle, points)]]
                marker = MARKERS[(n + m) % len(MARKERS)]
                label += _last_slope(plot, xs, middle) if plot["slope"] else ""
                look = {"markersize": 4, "linewidth": 1, "capsize": 2}
                axes.errorbar(xs, middle, yerr=bars, marker=marker, label=label, **look, **style)
                drawn += 1
            if name not in plan.formulas and (longest is None or xs[-1] >= longest[0][-1]):
                longest = xs, middle
    if not drawn:
        raise BadInput(f"plot {plot['name']}: the table has no values for it")
    for k, slope in enumerate(plot["slope"]):
        if longest is not None:
            _compare(axes, plot, *longest, float(slope), k)
    if "x" in plot.get("log", ""):
        axes.set_xscale("log", base=2)
    if "y" in plot.get("log", ""):
        axes.set_yscale("log")
    if "floor" in plot:
        axes.set_ylim(bottom=float(plot["floor"]))
    axes.legend(fontsize=8)
    return figure


def _last_slope(plot: Mapping[str, Any], xs: list[float], ys: list[float]) -> str:
    """What the curve does at its end, to be read beside the lines for comparison."""
    if len(xs) < 2:
        return ""
    log = plot.get("log", "")
    run = math.log(xs[-1] / xs[-2]) if "x" in log else xs[-1] - xs[-2]
    rise = math.log(ys[-1] / ys[-2]) if "y" in log else ys[-1] - ys[-2]
    return f" (last slope {rise / run:.3g})"


def _compare(axes: Any, plot: Mapping[str, Any], xs: list[float], ys: list[float], slope: float, k: int) -> None:
    """A straight line through the last point: x^slope on two logarithmic axes, e^(slope x) on one, else slope x."""
    log, x0, y0 = plot.get("log", ""), xs[-1], ys[-1]
    rules: dict[str, tuple[Any, str]] = {
        "xy": (lambda x: y0 * (x / x0) ** slope, f"x^{slope:g}"),
        "y": (lambda x: y0 * math.exp(slope * (x - x0)), f"exp({slope:g} x)"),
    }
    straight: tuple[Any, str] = (lambda x: y0 + slope * (x - x0), f"slope {slope:g}")
    rule, name = rules.get(log, straight)
    axes.plot(
        xs, [rule(x) for x in xs], color="#666666", linewidth=1, linestyle=(0, (1, 1 + k)), label=f"for comparison: {name}"
    )


def _phase(base: sqlite3.Connection, plan: Plan, plot: Mapping[str, Any]) -> Any:
    figure, axes = _figure(plan, plot)
    x, y, name = plot["x"], plot["y"][0], plot["colour"]
    axes.set_ylabel(y)
    axes.grid(False)
    where, given = _where(plot)
    columns = f'"{name}"' if name in plan.verdicts else f'("{name} low" + "{name} high") / 2'
    rows = base.execute(f'SELECT "{x}", "{y}", {columns} FROM results WHERE {where} LIMIT {MOST_CELLS}', given).fetchall()
    if not rows:
        raise BadInput(f"plot {plot['name']}: the table has no values for it")
    places = {axis: {str(v): n for n, v in enumerate(plan.axes[axis])} for axis in (x, y)}
    if name in plan.verdicts:
        _verdict_cells(axes, rows, places[x], places[y], name)
    else:
        grid = [[math.nan] * len(places[x]) for _ in places[y]]
        for a, b, value in rows:
            grid[places[y][b]][places[x][a]] = math.nan if value is None else value
        _value_cells(figure, axes, grid, name)
    for axis, values, setter in ((axes.xaxis, plan.axes[x], axes.set_xticks), (axes.yaxis, plan.axes[y], axes.set_yticks)):
        step = max(1, math.ceil(len(values) / 10))
        setter(range(0, len(values), step), [_tick(v) for v in values[::step]])
        axis.set_tick_params(labelsize=8)
    return figure


def _value_cells(figure: Any, axes: Any, grid: list[list[float]], name: str) -> None:
    """Colours by value; where the sign changes, two hues that meet at zero and the sign in each cell."""
    from matplotlib.colors import TwoSlopeNorm

    known = [x for row in grid for x in row if not math.isnan(x)]
    if not known:
        raise BadInput(f"no instance has a value of {name}")
    low, high = min(known), max(known)
    if low < 0 < high:
        shown = axes.imshow(grid, origin="lower", aspect="auto", cmap="PuOr_r", norm=TwoSlopeNorm(0, low, high))
        for y, row in enumerate(grid if len(known) <= 900 else ()):
            for x, value in enumerate(row):
                sign = "" if math.isnan(value) else "+" if value > 0 else "−"
                axes.text(x, y, sign, ha="center", va="center", fontsize=7, color="black")
    else:
        shown = axes.imshow(grid, origin="lower", aspect="auto", cmap="cividis")
    figure.colorbar(shown, ax=axes, label=name)


def _verdict_cells(axes: Any, rows: list[Any], xs: Mapping[str, int], ys: Mapping[str, int], name: str) -> None:
    from matplotlib.patches import Rectangle

    names: dict[str, int] = {}
    for a, b, verdict in rows:
        kind = verdict if verdict in VERDICTS else "outside the assumptions"
        names[kind] = names.get(kind, 0) + 1
        colour, sign = VERDICTS.get(verdict, OUTSIDE)
        axes.add_patch(Rectangle((xs[a] - 0.5, ys[b] - 0.5), 1, 1, facecolor=colour, edgecolor="white", linewidth=0.3))
        if len(rows) <= 900:
            axes.text(
                xs[a], ys[b], {"o": "○", "X": "×"}.get(sign, sign), ha="center", va="center", fontsize=7, color="black"
            )
    axes.set_xlim(-0.5, len(xs) - 0.5)
    axes.set_ylim(-0.5, len(ys) - 0.5)
    signs = {"SUPPORTED": "○ ", "REFUTED": "× ", "UNDECIDED": "? ", "ERROR": "! "}
    handles = [
        Rectangle(
            (0, 0), 1, 1, facecolor=VERDICTS.get(kind, OUTSIDE)[0], label=f"{signs.get(kind, '· ')}{kind.lower()} ({n})"
        )
        for kind, n in sorted(names.items())
    ]
    axes.legend(handles=handles, title=name, fontsize=8, loc="upper left", bbox_to_anchor=(1.01, 1))


def _tick(value: Any) -> str:
    return str(value) if isinstance(value, int | str) else f"{float(value):.3g}"
