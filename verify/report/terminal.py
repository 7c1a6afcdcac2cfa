"""The text report on a terminal: colours for verdicts, a progress line, a picture of the output. Plain text in a pipe."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

STYLES = {"FORMAL": "bold green", "PROVED": "green", "SUPPORTED": "cyan", "REFUTED": "red"}
STYLES |= {"UNDECIDED": "yellow", "ERROR": "bold red"}
WORDS = re.compile("|".join(STYLES))
SIGNS = {"✓": "green", "●": "cyan", "✗": "bold red", "△": "yellow", "~": "dim", "!": "bold red"}
PLAIN = str.maketrans({"✓": "+", "●": "o", "✗": "x", "△": "^", "·": ".", "…": "...", "−": "-"})
ALIVE = 30.0  # seconds between two signs of life where no bar can be shown


def show(lines: Iterable[str], *, first: bool = True) -> None:
    """Print the report, or (not `first`) a further piece of it: with colours on a terminal, as it is anywhere else."""
    lines = list(lines)
    if not lines:
        return
    coloured = bool(os.environ.get("FORCE_COLOR"))
    if not sys.stdout.isatty() and not coloured:
        text = writable("\n".join(lines))
        print(text.lstrip("\n") if first else text, flush=True)
        return
    from rich.console import Console  # imported where it is used: half of the start-up time otherwise

    console = Console(soft_wrap=True, highlight=False, force_terminal=coloured or None)
    for line in lines:
        console.print(_styled(writable(line)))


def writable(text: str) -> str:
    """The text with signs that the console can write."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return text.translate(PLAIN)
    return text


def width() -> int:
    """The columns of the terminal; 100 where there is none and COLUMNS does not say."""
    return shutil.get_terminal_size((100, 24)).columns


def picture(lines: list[str], title: str, width: int = 132) -> str:
    """The same lines as an SVG picture of a terminal."""
    import io

    from rich.console import Console

    console = Console(record=True, width=width, file=io.StringIO(), highlight=False)
    for line in lines:
        console.print(_styled(line))
    return console.export_svg(title=title, unique_id="output")


def _styled(line: str) -> Any:
    from rich.text import Text

    text = Text(line)
    for match in WORDS.finditer(line[:14]):
        text.stylize(STYLES[match.group()], match.start(), match.end())
    if line[:2] == "  " and line[2:3] in SIGNS and line[3:4] == " ":
        text.stylize(SIGNS[line[2]], 2, 3)
    if line.startswith("  ! "):
        text.stylize("bold")
    return text


class Progress:
    """A bar with the time left on stderr, once two seconds have passed; without a terminal, a line each half minute."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.what = total, 0, ""
        self.bar: Any = None
        self.task: Any = None
        self.closed = False
        self.lock = threading.Lock()
        self.timer = threading.Timer(2, self._show)  # one long case must not keep the bar from appearing
        self.timer.daemon = True

    def __enter__(self) -> Progress:
        if not sys.stderr.isatty():
            self.timer = self._next_sign()
        self.timer.start()
        return self

    def _next_sign(self) -> threading.Timer:
        timer = threading.Timer(ALIVE, self._tell)
        timer.daemon = True
        return timer

    def _tell(self) -> None:
        with self.lock:
            if self.closed:
                return
            print(f"{max(self.done - 1, 0)} of {self.total} done; now {self.what}", file=sys.stderr, flush=True)
            self.timer = self._next_sign()
            self.timer.start()

    def step(self, what: str) -> None:
        """One case begins."""
        with self.lock:
            self.what = what[:70]
            if self.bar is not None:
                self.bar.update(self.task, completed=self.done, description=self.what)
            self.done += 1

    @contextmanager
    def aside(self) -> Iterator[None]:
        """While this lasts there is no bar: for printing to stdout, which may be the same terminal."""
        with self.lock:
            if self.bar is not None:
                self.bar.stop()
            yield
            if self.bar is not None:
                self.bar.start()

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        left = (TextColumn("left"), TimeRemainingColumn())
        columns = (MofNCompleteColumn(), BarColumn(20), *left, TextColumn("{task.description}"))
        with self.lock:
            if not self.closed:
                self.bar = Bar(
                    *columns,
                    console=Console(stderr=True),
                    transient=True,
                    speed_estimate_period=600,
                    redirect_stdout=False,  # else what is printed to a file meanwhile would go to the terminal
                )
                self.bar.start()
                self.task = self.bar.add_task(self.what, total=self.total, completed=max(self.done - 1, 0))

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()
        with self.lock:
            self.closed = True
            if self.bar is not None:
                self.bar.stop()
