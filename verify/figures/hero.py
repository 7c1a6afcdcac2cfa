"""README's picture: three bands of eigenvalues over the training time, and how slowly the lowest one falls."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from verify.figures.runs import Computed, as_float, compute
from verify.figures.settings import Run, Start
from verify.figures.style import INK, LOOKS, SETTINGS, SOFT

# three layers, a target of rank 2, and the start that Initialization 2.1 prints: it draws a third value, the tail, besides
RUN = Run((4, 5, 5, 3), 2, Start("gaussian", "0.2"), "0.1", 20000, 4, shown=30, between=6)
BANDS = {"dominant": ("dominant",), "bulk": ("bulk",), "zero": ("zero", "functional")}
SIZE = (9, 4.6)  # inches


def bands(computed: Computed) -> dict[str, list[tuple[int, float, float]]]:
    """For each band and step: the least and the greatest size of its eigenvalues, by the exact-spectrum theorem (X.1)."""
    found: dict[str, list[tuple[int, float, float]]] = {}
    for band, spaces in BANDS.items():
        for point in computed.points:
            sizes = [abs(value) for _, space, _, value in point.curves if space in spaces]
            found.setdefault(band, []).append((point.t, min(sizes), max(sizes)))
    return found


def certified(computed: Computed) -> dict[str, list[tuple[int, float]]]:
    """For each band: the step and the size of the certified eigenvalues of the trained Hessian that are not zero."""
    found: dict[str, list[tuple[int, float]]] = {band: [] for band in BANDS}
    for moment in computed.moments:
        for enclosure, share, _ in moment.found:
            band = next(band for band, spaces in BANDS.items() if any(share[space] for space in spaces))
            if not enclosure.low <= 0 <= enclosure.high:
                found[band].append((moment.t, abs(as_float((enclosure.low + enclosure.high) / 2))))
    return found


def law(computed: Computed) -> list[tuple[int, float]]:
    """The law of the largest of the others, (2L - 1) lambda^(2L-2), where lambda^(2L-2) ~ 1/((2L - 2) eta t)."""
    L, eta = computed.run.L, float(computed.run.eta)
    return [(point.t, (2 * L - 1) / ((2 * L - 2) * eta * point.t)) for point in computed.points if point.t]


def digest(computed: Computed) -> str:
    """A digest of the numbers that are drawn, to six digits: it stands in the file, so that a test can hold it."""
    told = [f"{t} {low:.6g} {high:.6g}" for rows in bands(computed).values() for t, low, high in rows]
    told += [f"{t} {size:.6g}" for points in certified(computed).values() for t, size in points]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def draw(path: Path, command: str) -> None:
    """Train, certify and write the picture as SVG or PNG, by the ending of the file."""
    import matplotlib

    computed = compute(RUN)
    with matplotlib.rc_context({**SETTINGS, "svg.fonttype": "path", "svg.hashsalt": "hero"}):
        import matplotlib.pyplot as pyplot

        canvas, axes = pyplot.subplots(figsize=SIZE, layout="constrained")
        _bands(axes, bands(computed))
        for band, points in certified(computed).items():
            _points(axes, band, ((t, size) for t, size in points if t))
        _law(axes, law(computed))
        axes.set(xscale="log", yscale="log", xlim=(1, RUN.steps * 1.05), ylim=(2e-5, 12))
        axes.set_xlabel(r"steps $t$ of gradient descent")
        axes.set_ylabel(r"size of the eigenvalues of $H_{L,t}$")
        told = f"Made by: {command}; numbers {digest(computed)}"
        about = {"Title": "Three bands of the Hessian's eigenvalues", "Description": told}
        made = io.BytesIO()
        kind = path.suffix.lstrip(".")
        canvas.savefig(made, format=kind, metadata={**about, **({"Date": None} if kind == "svg" else {})}, dpi=160)
        pyplot.close(canvas)
    path.write_bytes(made.getvalue())


def _bands(axes: Any, found: dict[str, list[tuple[int, float, float]]]) -> None:
    labels = {
        "dominant": (200, 4.4, r"$r^2$ dominant eigenvalues $\to L$"),
        "bulk": (200, 0.38, r"bulk $\to 1$"),
        "zero": (1.3, 4e-4, "all others $\\to 0$"),
    }
    for band, rows in found.items():
        look = LOOKS[band]
        rows = [row for row in rows if row[0]]
        steps, low, high = zip(*rows)
        axes.fill_between(steps, [max(x, 1e-9) for x in low], high, color=look.colour, alpha=0.25, lw=0)
        axes.plot(steps, high, color=look.colour, lw=1.8)
        x, y, text = labels[band]
        axes.text(x, y, text, color=look.colour, fontsize=13, fontweight="bold")


def _points(axes: Any, band: str, points: Iterable[tuple[int, float]]) -> None:
    places = list(points)
    if places:
        axes.plot(*zip(*places), LOOKS[band].marker, color=LOOKS[band].colour, ms=4, mec="white", mew=0.4)


def _law(axes: Any, rows: list[tuple[int, float]]) -> None:
    late = [row for row in rows if row[0] > 100]
    axes.plot(*zip(*late), color=INK, lw=1.3, ls=(0, (2, 2)))
    text = "the tail falls like $1/t$, not exponentially:\n$\\sim(2L-1)/((2L-2)\\,\\eta\\,t)$"
    style = {"arrowstyle": "->", "color": INK, "lw": 1.4}
    axes.annotate(text, next(row for row in late if row[0] > 1200), (420, 0.09), arrowprops=style, fontsize=12, color=INK)
    axes.grid(color=SOFT, alpha=0.15)
