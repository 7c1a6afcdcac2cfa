"""The panels of Figure 1: how many eigenvalues lie where, by subspace, at the first, a middle and the last shown step."""

from __future__ import annotations

from typing import Any

from verify.figures.panels import Panel, heading, middles
from verify.figures.style import INK, LOOKS

BINS = 48
OFFSET = 1.38  # so that neither the extremes nor round numbers fall on an edge, where rounding would decide


def histograms(row: Any, panel: Panel) -> None:
    """Three histograms of one run: certified counts as bars, X.1's as dashes, the printed clusters as lines."""
    times = sorted({int(line["t"]) for line in panel["eigenvalues"]})
    chosen = [times[0], times[1], times[-1]]
    values = [middles(line) for line in panel["eigenvalues"]]
    low, high = min(values), max(values)
    width = (high - low) / (BINS - 3)
    edges = [low + (k - OFFSET) * width for k in range(BINS + 1)]
    for axes, t in zip(row, chosen):
        _bars(axes, panel, str(t), edges, width)
        axes.set_xlim(edges[0] - width, edges[-1] + width)
        axes.set_title(f"t = {t}", loc="right")
        axes.set_xlabel("eigenvalue of the Hessian")
        axes.set_yscale("symlog", linthresh=1, linscale=0.45)
        axes.set_ylim(0, 3000)
        axes.set_yticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1000"])
    row[0].set_title(heading(panel), loc="left")
    row[0].set_ylabel("number of eigenvalues")


def _bars(axes: Any, panel: Panel, t: str, edges: list[float], width: float) -> None:
    def place(value: float) -> int:
        return min(len(edges) - 2, max(0, int((value - edges[0]) / width)))

    floor = [0] * (len(edges) - 1)
    for name, look in LOOKS.items():
        tops = [0] * len(floor)
        for line in panel["eigenvalues"]:
            if line["t"] == t:
                tops[place(middles(line))] += int(line[name])
        held = [k for k, n in enumerate(tops) if n]
        axes.bar(
            *([edges[k] for k in held], [tops[k] for k in held], width),
            bottom=[floor[k] for k in held], align="edge", color=look.colour, edgecolor="white", hatch=look.hatch, lw=0.5,
        )  # fmt: skip
        floor = [a + b for a, b in zip(floor, tops)]
    expected = [0] * len(floor)
    for line in panel["curves"]:
        if line["t"] == t:
            expected[place(float(line["value"]))] += int(line["multiplicity"])
    rest = panel["facts"]["p"] - sum(expected)
    expected[place(0.0)] += rest
    held = [k for k, n in enumerate(expected) if n]
    axes.plot(
        *([edges[k] + width / 2 for k in held], [expected[k] for k in held]), ls="none", marker="_", ms=9, mew=2, color=INK
    )
    said = panel["at"][t]
    for name in ("dominant", "bulk"):
        ends = [float(said[f"{name}_order_{end}"]) for end in ("lower", "upper")]
        for x in ends:
            axes.axvline(x, color=INK, dashes=(4, 2.5), lw=1, zorder=0)
        axes.annotate(
            name[0].upper(),
            (sum(ends) / 2, 1), xycoords=("data", "axes fraction"), ha="center", va="top", fontsize=10, weight="bold",
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.9, "pad": 1},
        )  # fmt: skip
