"""A figure from its tables: layout, legend, caption; written as SVG and PNG with the same bytes at every run."""

from __future__ import annotations

import io
import textwrap
from importlib.util import find_spec
from typing import Any

from verify.errors import BadInput
from verify.figures import panels
from verify.figures.histogram import histograms
from verify.figures.settings import Figure
from verify.figures.style import INK, LOOKS, SETTINGS, SOFT
from verify.figures.table import Rows

DPI = 130


def check_matplotlib() -> None:
    """Raise BadInput with what to install when matplotlib is missing."""
    if find_spec("matplotlib") is None:
        raise BadInput("figures need matplotlib; in the verifier's folder: pip install '.[figures]'")


def draw(figure: Figure, tables: dict[str, Rows], facts: list[dict[str, Any]], command: str) -> tuple[bytes, bytes]:
    """The SVG and the PNG of a figure from its tables and the facts of its panels."""
    import matplotlib

    matplotlib.use("agg", force=True)
    from matplotlib import pyplot

    with matplotlib.rc_context({**matplotlib.rcParamsDefault, **SETTINGS, "backend": "agg"}):
        shown = [_panel(tables, place, each) for place, each in enumerate(facts)]
        canvas = _histograms(pyplot, shown) if figure.number == 1 else _trajectories(pyplot, figure, shown)
        _words(canvas, figure, shown, command)
        try:
            return _saved(canvas, figure, command)
        finally:
            pyplot.close(canvas)


def _panel(tables: dict[str, Rows], place: int, facts: dict[str, Any]) -> panels.Panel:
    """The rows of one panel."""
    own: panels.Panel = {name: [row for row in rows if row["panel"] == str(place)] for name, rows in tables.items()}
    return {**own, "facts": facts, "at": {row["t"]: row for row in own["steps"]}}


def _trajectories(pyplot: Any, figure: Figure, shown: list[panels.Panel]) -> Any:
    """Figure 2 as in the paper: a row for each depth; the others: a column for each depth."""
    views = (panels.eigenvalues, panels.rest, panels.loss)
    if figure.number == 2:
        canvas, grid = pyplot.subplots(len(shown), 3, figsize=(15, 10.6), width_ratios=(1.9, 1.15, 1), squeeze=False)
        cells = [[grid[i][j] for j in range(3)] for i in range(len(shown))]
    else:
        canvas, grid = pyplot.subplots(3, len(shown), figsize=(15, 12.6), height_ratios=(2.1, 1.1, 0.9), squeeze=False)
        cells = [[grid[j][i] for j in range(3)] for i in range(len(shown))]
    for row, panel in zip(cells, shown):
        for axes, view in zip(row, views):
            view(axes, panel)
        row[0].set_title(panels.heading(panel), loc="left")
    if figure.number != 2:
        for axes in (axes for row in cells[1:] for axes in row):
            axes.set_ylabel("")
        for axes in (row[j] for row in cells for j in (0, 1)):
            axes.set_xlabel("")
    return canvas


def _histograms(pyplot: Any, shown: list[panels.Panel]) -> Any:
    canvas, grid = pyplot.subplots(len(shown), 3, figsize=(15, 9.6), squeeze=False)
    for row, panel in zip(grid, shown):
        histograms(row, panel)
    return canvas


def _legend(number: int) -> tuple[list[Any], list[str]]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if number == 1:
        handles: list[Any] = [Patch(fc=k.colour, ec="white", hatch=k.hatch) for k in LOOKS.values()]
        handles.append(Line2D([], [], color=INK, marker="_", ls="none", ms=11, mew=2))
        handles.append(Line2D([], [], color=INK, dashes=(4, 2.5), lw=1.1))
        labels = [f"certified: {k.label}" for k in LOOKS.values()]
        return handles, [*labels, "exact spectrum (X.1), count", "printed clusters without O(…): B bulk, D dominant"]
    handles = [
        Line2D([], [], color=k.colour, ls=k.dashes, lw=1.4, marker=k.marker, mfc="white", mec=k.colour, ms=5)
        for k in LOOKS.values()
    ]
    labels = [f"{k.label}: certified points, X.1 curves" for k in LOOKS.values()]
    handles.append(Line2D([], [], color=INK, dashes=(4, 2.5), lw=1.3))
    labels.append("printed: Theorem 3.5 without O(…); bounds of the rest and of the loss")
    handles.append((Patch(fc=LOOKS["dominant"].colour, alpha=0.2), Patch(fc=LOOKS["bulk"].colour, alpha=0.2)))
    labels.append("printed intervals, eqs. (8), (9), with O(…)")
    handles.append(Line2D([], [], color="#c00000", marker="x", ls="none", ms=7, mew=1.4))
    labels.append("certified outside its printed interval")
    handles.append(Line2D([], [], color=SOFT, lw=2.6, alpha=0.45))
    labels.append("repaired bound of the rest")
    handles.append(Patch(fc="none", ec="#9d9d9d", hatch="////", lw=0))
    labels.append("clusters not in order")
    handles.append(Patch(fc="#f6d5d5"))
    labels.append("certified above the printed bound")
    return handles, labels


def _words(canvas: Any, figure: Figure, shown: list[panels.Panel], command: str) -> None:
    """Title above, legend and caption below; the panels take what is left. Lengths are in inches."""
    from matplotlib.legend_handler import HandlerTuple

    height = canvas.get_figheight()
    canvas.suptitle(
        f"Figure {figure.number}. {figure.title}",
        x=0.015, y=1 - 0.12 / height, ha="left", va="top", fontsize=15, weight="bold",
    )  # fmt: skip
    handles, labels = _legend(figure.number)
    columns = 2 if figure.number != 1 else 3
    lines = caption(figure, [panel["facts"] for panel in shown], command)
    text = "\n".join(part for line in lines for part in textwrap.wrap(line, 195))
    canvas.text(0.015, 0.1 / height, text, fontsize=9.5, color=INK, va="bottom", ha="left", linespacing=1.35)
    words = 0.1 + (text.count("\n") + 1) * 9.5 * 1.45 / 72
    canvas.legend(
        handles, labels, loc="lower left", ncols=columns, frameon=False, bbox_to_anchor=(0.01, words / height),
        handler_map={tuple: HandlerTuple(ndivide=None, pad=0)}, columnspacing=2.5, handlelength=3, labelspacing=0.35,
    )  # fmt: skip
    below = words + -(-len(labels) // columns) * 10 * 1.6 / 72 + 0.75
    inner = {"hspace": 0.36, "wspace": 0.18} if figure.number <= 2 else {"hspace": 0.24, "wspace": 0.17}
    canvas.subplots_adjust(left=0.05, right=0.985, top=1 - 0.78 / height, bottom=below / height, **inner)


def caption(figure: Figure, facts: list[dict[str, Any]], command: str) -> list[str]:
    """The parameters, what is certified and how, and the command that makes the figure, as lines."""
    net = facts[0]["network"]
    shape = f"r = {net['r']}, rank of Sigma_xx = {net['rank_xx']}, eta = {facts[0]['eta']}, seed {net['seed']}"
    start = figure.runs[0].start
    starts = {
        "gaussian": f"A with independent normal entries of standard deviation {start.scale}",
        "truncated": f"A with normal entries of standard deviation {start.scale}, cut to rank r: zero tail",
        "uniform": f"r equal singular values {start.scale} of the product: zero tail",
        "listed": f"singular values {', '.join(start.values)} of the product: zero tail",
    }
    printed, true = facts[0]["printed_counts"], facts[0]["certified_counts"]
    counted = (
        f"Dimensions, printed / certified: dominant {printed['dominant']} / {true['dominant']}, "
        f"bulk {printed['bulk']} / {true['bulk']}, both together (captions of Figures 3 to 16) "
        f"{printed['combined']} / {true['dominant'] + true['bulk']}."
    )
    agree = all(each["marks"]["agrees"] for each in facts)
    verdict = "agrees with every certified enclosure" if agree else "DIFFERS from certified enclosures, see the data"
    return [
        f"Parameters: {shape}, start: {start_text}. Settings: {figure.chosen}."
        for start_text in [starts[start.kind]]
    ] + [
        f"{counted} The exact spectrum X.1 {verdict}. O(e^(-L alpha eta t)) is drawn as C e^(-L alpha eta t), "
        "C = (L-1) M^(L-2) max|omega_i|, i <= r, at t = 0 (Lemmas A.6, A.7), alpha: Lemma A.4. "
        "Gradient descent on the weight matrices; each point is the middle of a certified enclosure (lower, upper: CSV).",
        f"Made by: {command}",
    ]


def _saved(canvas: Any, figure: Figure, command: str) -> tuple[bytes, bytes]:
    title = f"Figure {figure.number}. {figure.title}"
    svg, png = io.BytesIO(), io.BytesIO()
    about = {"Title": title, "Description": f"Made by: {command}"}
    canvas.savefig(svg, format="svg", metadata={**about, "Date": None, "Creator": None})
    canvas.savefig(png, format="png", dpi=DPI, metadata={**about, "Software": None})
    return svg.getvalue(), png.getvalue()
