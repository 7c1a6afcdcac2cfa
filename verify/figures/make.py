"""Makes figures: computes what is missing, skips what is up to date, writes each figure's files, the parameters last."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from verify.errors import BadInput
from verify.figures.draw import caption, draw
from verify.figures.printed import drawn_formulas
from verify.figures.runs import compute
from verify.figures.settings import Figure
from verify.figures.table import TABLES, Rows, as_csv, from_csv, tabulated
from verify.paper.statements import Revision

ROOT = Path(__file__).resolve().parent.parent
DATA_CODE = (
    *("figures/settings.py", "figures/runs.py", "spectra/subspaces.py", "figures/printed.py", "figures/marks.py"),
    *("figures/table.py", "nets", "spectra", "paper"),
)
DRAWING_CODE = ("figures",)
Say = Callable[[str], None]


@cache
def code_digest(places: tuple[str, ...]) -> str:
    """A digest of the source files in these places: a figure made by other code is not up to date.

    Read once in a process, near its start: what was loaded then is what makes the figures.
    """
    paths = sorted(path for place in places for path in _sources(ROOT / place))
    total = hashlib.sha256()
    for path in paths:
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _sources(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


def _digest(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


class Shelf:
    """The folder of figures: which of them are complete and made by this code from these settings and this revision."""

    def __init__(self, folder: Path, revision: Revision) -> None:
        self.folder, self.revision = folder, revision
        self.data_code = _digest(code_digest(DATA_CODE) + drawn_formulas(revision))
        self.drawing_code = code_digest(DRAWING_CODE)

    def path(self, figure: Figure, ending: str) -> Path:
        """A file of a figure: .svg, .png, .json, _eigenvalues.csv, …"""
        return self.folder / f"{figure.name}{ending}"

    def settings(self, figure: Figure) -> dict[str, Any]:
        """The settings of a figure as JSON would give them back."""
        made: dict[str, Any] = json.loads(json.dumps([asdict(run) for run in figure.runs]))
        return made

    def record(self, figure: Figure) -> dict[str, Any] | None:
        """The parameters file, when its data belong to these settings and code and are as they were written."""
        try:
            held: dict[str, Any] = json.loads(self.path(figure, ".json").read_text(encoding="utf-8"))
            if held["settings"] != self.settings(figure) or held["made_from"]["data"] != self.data_code:
                return None
            for name in TABLES:
                if _digest(self.path(figure, f"_{name}.csv").read_bytes()) != held["files"][f"_{name}.csv"]:
                    return None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return held

    def complete(self, figure: Figure, command: str) -> bool:
        """Whether nothing is left to do for a figure."""
        held = self.record(figure)
        if held is None or held["made_from"].get("drawing") != self.drawing_code or held["command"] != command:
            return False
        try:
            return all(_digest(self.path(figure, end).read_bytes()) == held["files"][end] for end in (".svg", ".png"))
        except (OSError, KeyError):
            return False

    def write(self, figure: Figure, endings: dict[str, bytes]) -> None:
        """Write files of a figure, each at once: an interruption leaves no half of a file."""
        for ending, content in endings.items():
            path = self.path(figure, ending)
            beside = path.with_name(f".{path.name}.part")
            beside.write_bytes(content)
            os.replace(beside, path)


class Maker:
    """Makes figures on a shelf with `jobs` processes; `say` receives one line for each finished figure."""

    def __init__(self, shelf: Shelf, jobs: int, say: Say) -> None:
        self.shelf, self.jobs, self.say = shelf, jobs, say

    def make(self, figures: list[Figure], commands: dict[int, str], again: bool) -> list[Figure]:
        """Make the figures that are not complete; returns those made. KeyboardInterrupt leaves finished figures usable."""
        todo = [f for f in figures if again or not self.shelf.complete(f, commands[f.number])]
        skipped = len(figures) - len(todo)
        if skipped:
            self.say(f"{skipped} of {len(figures)} figures are up to date (--again makes them anew)")
        units = [(f, None if again else self.shelf.record(f)) for f in todo]
        tasks = [(f, k) for f, held in units if held is None for k in range(len(f.runs))]
        tasks.sort(key=lambda task: task[0].number)
        weights = {(f.number, k): _weight(f, k) for f, k in tasks}
        total, done, start = sum(weights.values()), 0.0, time.monotonic()
        parts: dict[int, dict[int, Any]] = {f.number: {} for f in todo}
        by_number = {f.number: f for f in todo}
        finished = 0
        for f, held in units:
            if held is not None:
                self._redraw(f, held, commands[f.number])
                finished += 1
                self.say(f"figure {f.number}: drawn anew from its data, {finished} of {len(todo)}")
        for number, place, outcome in self._computed(tasks):
            done += weights[number, place]
            parts[number][place] = outcome
            f = by_number[number]
            spent = time.monotonic() - start
            left = spent / done * (total - done)
            if len(parts[number]) == len(f.runs):
                self._finish(f, [parts[number][k] for k in range(len(f.runs))], commands[number])
                finished += 1
                self.say(f"figure {number}: done, {finished} of {len(todo)}; {spent:.0f} s, about {left:.0f} s left")
            else:
                self.say(f"figure {number}: {len(parts[number])} of {len(f.runs)} runs; about {left:.0f} s left")
        return todo

    def _computed(self, tasks: list[tuple[Figure, int]]) -> Iterator[tuple[int, int, Any]]:
        work = [(f, k, self.shelf.revision) for f, k in tasks]
        if self.jobs == 1 or len(work) < 2:
            yield from map(_task, work)
            return
        pool = multiprocessing.get_context("spawn").Pool(min(self.jobs, len(work)), _quiet)
        try:
            yield from pool.imap_unordered(_task, work)
            pool.close()
        finally:
            pool.terminate()
            pool.join()

    def _finish(self, figure: Figure, parts: list[Any], command: str) -> None:
        tables: dict[str, Rows] = {name: [row for made, _ in parts for row in made[name]] for name in TABLES}
        texts = {f"_{name}.csv": as_csv(name, rows).encode() for name, rows in tables.items()}
        self.shelf.write(figure, texts)
        self._draw(figure, texts, [facts for _, facts in parts], command)

    def _redraw(self, figure: Figure, held: dict[str, Any], command: str) -> None:
        texts = {f"_{name}.csv": self.shelf.path(figure, f"_{name}.csv").read_bytes() for name in TABLES}
        self._draw(figure, texts, held["panels"], command)

    def _draw(self, figure: Figure, texts: dict[str, bytes], facts: list[dict[str, Any]], command: str) -> None:
        tables = {name: from_csv(texts[f"_{name}.csv"].decode()) for name in TABLES}
        svg, png = draw(figure, tables, facts, command)
        images = {".svg": svg, ".png": png}
        record = {
            "figure": figure.number,
            "title": figure.title,
            "command": command,
            "revision": self.shelf.revision.name,
            "caption": caption(figure, facts, command),
            "settings": self.shelf.settings(figure),
            "panels": facts,
            "made_from": {"data": self.shelf.data_code, "drawing": self.shelf.drawing_code},
            "files": {ending: _digest(content) for ending, content in {**texts, **images}.items()},
        }
        self.shelf.write(figure, {**images, ".json": (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode()})


def _weight(figure: Figure, place: int) -> float:
    """About how long a run takes compared to others."""
    run = figure.runs[place]
    return len(run.moments) * (200 + run.p) + 3 * run.p**2 / 100


def _quiet() -> None:
    """Workers leave Ctrl-C to the process that started them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _task(work: tuple[Figure, int, Revision]) -> tuple[int, int, Any]:
    figure, place, revision = work
    return figure.number, place, tabulated(place, compute(figure.runs[place]), revision)


def check_folder(folder: Path) -> None:
    """Make the folder. Raises BadInput."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"--out {folder}: {error.strerror}") from None
