"""Where a table of a revision file begins: file and line, for reports that point an editor at it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from verify.paper.tables import read_tables


@dataclass(frozen=True)
class Place:
    """A file and a line, counted from 1."""

    file: Path
    line: int


def parents(path: Path, shelves: tuple[Path, ...] = ()) -> list[Path]:
    """The file and those that it extends, nearest first. Raises BadInput for a file that cannot be read."""
    found: list[Path] = []
    current: Path | None = path
    while current is not None and current not in found:
        found.append(current)
        base = header(current).get("extends")
        current = None
        if isinstance(base, str):
            name = base if base.endswith(".toml") else f"{base}.toml"
            folders = [found[-1].parent, *shelves]
            current = next((folder / name for folder in folders if (folder / name).exists()), None)
    return found


def header(path: Path) -> dict[str, object]:
    """The keys at the top of a revision file that are no tables. Raises BadInput."""
    return {k: v for k, v in read_tables(path).items() if not isinstance(v, dict)}


class Index:
    """The lines of the tables of a revision and of those that it extends."""

    def __init__(self, path: Path, shelves: tuple[Path, ...] = ()) -> None:
        self.path = path
        self.lines: dict[tuple[str, ...], Place] = {}
        for file in parents(path, shelves):
            for keys, line in _tables(file):
                self.lines.setdefault(keys, Place(file, line))

    def place(self, result: str, name: str = "") -> Place:
        """The table of a statement; that of its result, or the first line, where it has no table of its own."""
        for keys in ((result, name), (result,)):
            if keys in self.lines:
                return self.lines[keys]
        return Place(self.path, 1)


def _tables(path: Path) -> list[tuple[tuple[str, ...], int]]:
    """The headers of tables with their lines. A header is read by the TOML reader itself, so any quoting is understood."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not re.match(r"\s*\[[^\[]", line):
            continue
        try:
            table = tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            continue
        keys = []
        while isinstance(table, dict) and table:
            key = next(iter(table))
            keys.append(key)
            table = table[key]
        found.append((tuple(keys), number))
    return found
