"""Reads a TOML file that may be hostile into plain tables: bounded in size and depth, exact values only."""

from __future__ import annotations

import re
import stat
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

from verify.errors import BadInput

FILE_LIMIT = 500_000  # bytes
DEPTH_LIMIT = 16  # tables and lists within one another
DOTS_LIMIT = 16  # in one key: tomllib needs a minute for a key of 30,000 parts
LARGEST = 10**18
STRINGS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
COMMENT = re.compile(r"#.*")


def read_tables(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises BadInput, naming file, table and key, for whatever no revision file holds.

    That is: no plain file, no UTF-8, no TOML, too large or nested too deeply, keys with control characters, and values that
    are neither text, whole numbers, true or false, lists nor tables.
    """
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise BadInput(f"{path}: is not a file")  # reading a named pipe would wait for ever
        if info.st_size > FILE_LIMIT:
            raise BadInput(f"{path}: larger than {FILE_LIMIT:,} bytes")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such revision file") from None
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read as UTF-8 text ({error})") from None
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > DOTS_LIMIT and _dots(line) > DOTS_LIMIT:
            raise BadInput(f"{path}:{number}: a key of more than {DOTS_LIMIT} parts")
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # an integer of very many digits is a plain ValueError
        raise BadInput(f"{path}: not TOML: {error}") from None
    _inspect(path, raw)
    return raw


def printable(text: str) -> bool:
    """Whether a text is one line without control characters: nothing in it can forge a line of a report."""
    return all(unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp", "Cs") for c in text)


def place(keys: tuple[str, ...]) -> str:
    """Table and key as a file writes them: ["A.9".gap.finding] because."""
    *table, key = (k if re.fullmatch(r"[A-Za-z0-9_-]{1,80}", k) else f'"{k[:80]}"' for k in keys)
    return f"[{'.'.join(table)}] {key}" if table else key


def _dots(line: str) -> int:
    if "'''" in line or '"""' in line:  # where such a string ends cannot be seen from one line
        return line.count(".")
    return COMMENT.sub("", STRINGS.sub("", line)).count(".")


def _inspect(path: Path, raw: dict[str, Any]) -> None:
    todo: list[tuple[tuple[str, ...], Any]] = [((key,), value) for key, value in raw.items()]
    while todo:
        keys, value = todo.pop()
        if not printable(keys[-1]):
            shown = (*keys[:-1], ascii(keys[-1])[1:-1])
            raise BadInput(f"{path}: {place(shown)}: holds a line break or another control character")
        if len(keys) > DEPTH_LIMIT:
            raise BadInput(f"{path}: {place(keys)}: nested more than {DEPTH_LIMIT} deep")
        if isinstance(value, dict):
            todo += [((*keys, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            todo += [((*keys, str(number)), inner) for number, inner in enumerate(value, 1)]
        elif isinstance(value, int) and abs(value) > LARGEST:
            raise BadInput(f"{path}: {place(keys)}: a whole number beyond 10^18")
        elif not isinstance(value, int | str):
            kind = type(value).__name__
            raise BadInput(f"{path}: {place(keys)}: a {kind} is not exact data; write numbers as text, for example '3/2'")
