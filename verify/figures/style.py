"""Colours, line styles and markers of the figures: never colour alone, and colours that colour-blind readers can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

INK, SOFT, PAPER = "#1a1a1a", "#6b6b6b", "white"


@dataclass(frozen=True)
class Look:
    """How a subspace is drawn: colour, dashes of its curves, marker of its certified points, hatch of its bars."""

    colour: str
    dashes: Any
    marker: str
    hatch: str
    label: str


# dark purple, orange, blue, green of different lightness: apart for deuteranopes, protanopes and in grey
LOOKS = {
    "dominant": Look("#5e2a8c", "-", "o", "", "dominant space"),
    "bulk": Look("#e07b00", (0, (6, 1.5)), "s", "////", "bulk space"),
    "functional": Look("#2b8cd6", (0, (1.2, 1.2)), "^", "....", "moved by H_f alone"),
    "zero": Look("#00694e", (0, (5, 1.5, 1, 1.5)), "D", "\\\\\\\\", "zero space (the tail)"),
}
SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.labelsize": 11,
    "legend.fontsize": 10,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "axes.edgecolor": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "hatch.linewidth": 0.6,
    "figure.facecolor": PAPER,
    "svg.hashsalt": "verify figures",
    "svg.fonttype": "none",
    "path.simplify": False,
}
