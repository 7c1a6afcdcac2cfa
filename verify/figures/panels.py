"""The panels of Figures 2 to 17, drawn from the tables alone: eigenvalues, the rest on a logarithmic scale, the loss."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from verify.figures.style import INK, LOOKS, SOFT
from verify.figures.table import Rows

FLOOR = 1e-13  # smaller values are not drawn on logarithmic scales: float64 certifies no more
BAND = {"alpha": 0.13, "linewidth": 0}
Panel = dict[str, Any]  # tables by name, and "facts"


def numbers(rows: Rows, name: str) -> list[float]:
    """A column as floats."""
    return [float(row[name]) for row in rows]


def middles(row: dict[str, str]) -> float:
    """The middle of a certified enclosure: the point that is drawn; its radius is below any pixel."""
    return (float(row["lower"]) + float(row["upper"])) / 2


def eigenvalues(axes: Any, panel: Panel) -> None:
    """Certified eigenvalues as markers, X.1 as curves, the printed intervals as bands and dashed lines."""
    steps, certified, curves = panel["steps"], panel["eigenvalues"], panel["curves"]
    times = numbers(steps, "t")
    for name in ("dominant", "bulk"):
        low, high = numbers(steps, f"{name}_lower"), numbers(steps, f"{name}_upper")
        axes.fill_between(times, low, high, color=LOOKS[name].colour, zorder=1, **BAND)
        for end in ("lower", "upper"):
            axes.plot(times, numbers(steps, f"{name}_order_{end}"), color=INK, dashes=(4, 2.5), lw=0.9, zorder=3)
    for name in ("zero", "functional", "bulk", "dominant"):
        look = LOOKS[name]
        for t, values in _curves(curves, name):
            axes.plot(t, values, color=look.colour, ls=look.dashes, lw=0.8, alpha=0.75, zorder=4)
        every = _sparse(sorted({int(row["t"]) for row in certified}), 26)
        shown = [row for row in certified if int(row[name]) and int(row["t"]) in every]
        _points(axes, _drawn(shown, extremes=name in ("functional", "zero")), name)
    outside = [row for row in certified if _outside(row, panel)]
    axes.plot(
        *([float(r["t"]) for r in outside], [middles(r) for r in outside]),
        ls="none", marker="x", ms=4.6, mew=1.0, color="#c00000", zorder=7,
    )  # fmt: skip
    heights = [middles(row) for row in certified]
    room = max(heights) - min(heights)
    axes.set_ylim(min(heights) - 0.06 * room, max(heights) + 0.22 * room)
    axes.set_ylabel("eigenvalue of the Hessian")
    _crossing(axes, panel)
    _misses(axes, panel)
    _frame(axes, panel)


def _curves(rows: Rows, subspace: str) -> list[tuple[list[float], list[float]]]:
    found: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for row in rows:
        if row["subspace"] == subspace:
            held = found[row["curve"]]
            held[0].append(float(row["t"]))
            held[1].append(float(row["value"]))
    return list(found.values())


def _sparse(times: list[int], most: int) -> set[int]:
    """At most so many of the times, evenly, first and last among them."""
    stride = -(-len(times) // most)
    return {*times[::stride], times[-1]}


def _drawn(rows: Rows, extremes: bool) -> Rows:
    """The rows to draw: all of them, or the lowest and the highest at each step."""
    if not extremes:
        return rows
    at: dict[str, Rows] = defaultdict(list)
    for row in rows:
        at[row["t"]].append(row)
    return [row for group in at.values() for row in (group[0], group[-1])]


def _points(axes: Any, rows: Rows, name: str) -> None:
    look = LOOKS[name]
    axes.plot(
        *([float(r["t"]) for r in rows], [middles(r) for r in rows]),
        ls="none", marker=look.marker, ms=3.6, mfc="white", mec=look.colour, mew=0.9, zorder=6 if name == "dominant" else 5,
    )  # fmt: skip


def _outside(row: dict[str, str], panel: Panel) -> bool:
    """Whether a dominant or bulk eigenvalue is certainly outside the printed interval of its space."""
    said = panel["at"][row["t"]]
    for name in ("dominant", "bulk"):
        if int(row[name]):
            low, high = float(said[f"{name}_lower"]), float(said[f"{name}_upper"])
            return float(row["upper"]) < low - FLOOR or float(row["lower"]) > high + FLOOR
    return False


def _crossing(axes: Any, panel: Panel) -> None:
    """Shade the shown steps up to which the clusters are not in order, and say so."""
    marks = panel["facts"]["marks"]
    until, after = marks["crossed_until"], marks["ordered_from"]
    if until is None:
        _note(axes, 0.99, 1.0, "clusters in order at every shown step")
        return
    end = after if after is not None else panel["facts"]["steps"]
    axes.axvspan(0, end, facecolor="none", edgecolor="#bdbdbd", hatch="//", lw=0, zorder=0)
    if after is None:
        _note(axes, 0.99, 1.0, "clusters not in order at the last shown step")
        return
    axes.axvline(end, color=INK, lw=1.4, zorder=3)
    axes.annotate(
        f"in order from t = {end}",
        (end, 0.985), (4, 0), xycoords=("data", "axes fraction"), textcoords="offset points",
        va="top", fontsize=9.5, color=INK, bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
    )  # fmt: skip


def _misses(axes: Any, panel: Panel) -> None:
    """Say where eqs. (8) and (9) miss eigenvalues, and from where on the theorem's condition on m_t, delta_t holds."""
    marks, lines = panel["facts"]["marks"], []
    for name, equation in (("dominant_fails", "(8)"), ("bulk_fails", "(9)")):
        if marks[name] is not None:
            first, last = marks[name]
            lines.append(f"too few eigenvalues in eq. {equation}: t = {first} to {last}")
    start = marks["gap_condition_from"]
    if start is None:
        lines.append("the theorem's gap condition never holds")
    elif start > 0:
        axes.axvline(start, color=SOFT, lw=1.2, ls=":", zorder=3)
        lines.append(f"dotted line: gap condition holds from t = {start}")
    if lines:
        _note(axes, 0.99, 0.92, "\n".join(lines))


def _note(axes: Any, x: float, y: float, text: str) -> None:
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}
    axes.text(x, y, text, transform=axes.transAxes, ha="right", va="top", fontsize=9.5, color=INK, bbox=box, zorder=8)


def rest(axes: Any, panel: Panel) -> None:
    """The largest |eigenvalue| outside the two clusters against the printed and the repaired bound."""
    steps, certified, curves = panel["steps"], panel["eigenvalues"], panel["curves"]
    times = numbers(steps, "t")
    axes.plot(times, _floored(numbers(steps, "zero_bound")), color=INK, dashes=(4, 2.5), lw=1.3)
    axes.plot(times, _floored(numbers(steps, "zero_bound_repaired")), color=SOFT, lw=2.6, alpha=0.45, solid_capstyle="butt")
    for name in ("functional", "zero"):
        look = LOOKS[name]
        tops: dict[float, float] = defaultdict(float)
        for row in curves:
            if row["subspace"] == name:
                tops[float(row["t"])] = max(tops[float(row["t"])], abs(float(row["value"])))
        if max(tops.values(), default=0.0) > FLOOR:
            axes.plot(list(tops), _floored(list(tops.values())), color=look.colour, ls=look.dashes, lw=1.1)
        sizes: dict[float, float] = defaultdict(float)
        for row in certified:
            if int(row[name]):
                sizes[float(row["t"])] = max(sizes[float(row["t"])], abs(middles(row)))
        if max(sizes.values(), default=0.0) > FLOOR:
            axes.plot(
                *(list(sizes), _floored(list(sizes.values()))),
                ls="none", marker=look.marker, ms=4, mfc="white", mec=look.colour, mew=1,
            )  # fmt: skip
    axes.set_yscale("log")
    axes.set_ylabel("largest |eigenvalue| of the rest")
    _above(axes, panel)
    _frame(axes, panel)


def _above(axes: Any, panel: Panel) -> None:
    """Shade where more eigenvalues lie above the printed bound than the printed counts allow; say whether a tail does it."""
    failing = panel["facts"]["marks"]["tail_fails"]
    if failing is None:
        return
    axes.axvspan(failing[0], failing[1], facecolor="#f6d5d5", alpha=0.55, zorder=0)
    bound = {t: float(row["zero_bound"]) for t, row in panel["at"].items()}
    slow = [row for row in panel["eigenvalues"] if int(row["zero"]) and abs(middles(row)) > bound[row["t"]] + FLOOR]
    start = min((int(row["t"]) for row in slow), default=None)
    lines = [] if start is None else [f"slow tail: above the printed bound\nfrom t = {start}"]
    if start is None or start > failing[0]:
        lines.append(f"more eigenvalues above it than\nprinted from t = {failing[0]}")
    _note(axes, 0.98, 0.97, "\n".join(lines))


def loss(axes: Any, panel: Panel) -> None:
    """The loss and the printed exponential bound of Lemma A.7."""
    steps = panel["steps"]
    times = numbers(steps, "t")
    axes.plot(times, _floored(numbers(steps, "loss_bound")), color=INK, dashes=(4, 2.5), lw=1.3)
    axes.plot(times, _floored(numbers(steps, "loss_upper")), color=INK, lw=1.8)
    axes.set_yscale("log")
    axes.set_ylabel("training loss")
    above = [t for t, row in zip(times, steps) if float(row["loss_lower"]) > float(row["loss_bound"]) * (1 + 1e-9)]
    if above:
        axes.axvspan(above[0], above[-1], facecolor="#f6d5d5", alpha=0.55, zorder=0)
        _note(axes, 0.98, 0.97, f"above the printed bound from t = {above[0]:.0f}")
    _frame(axes, panel)


def _floored(values: list[float]) -> list[float]:
    """Values for a logarithmic axis; those below FLOOR are left out."""
    return [x if x > FLOOR else float("nan") for x in values]


def _frame(axes: Any, panel: Panel) -> None:
    steps = panel["facts"]["steps"]
    axes.set_xscale("function", functions=(_root, _square))
    axes.set_xlim(0, steps)
    axes.set_xticks([round(steps * part) for part in (0, 0.01, 0.0625, 0.25, 0.5625, 1)])
    axes.set_xlabel("step t of gradient descent (square-root scale)")


def _root(t: Any) -> Any:
    return np.sqrt(np.maximum(t, 0))


def _square(x: Any) -> Any:
    return np.square(x)


def heading(panel: Panel) -> str:
    """One line over a panel: depth, widths, p."""
    network = panel["facts"]["network"]
    return f"L = {network['L']}    widths {','.join(map(str, network['widths']))}    p = {panel['facts']['p']}"
