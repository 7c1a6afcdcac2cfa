"""The table of a sweep: one SQLite file with a write-ahead log. A crash loses only what was under way."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from verify.errors import BadInput

try:
    import fcntl
except ImportError:  # no advisory locks on this system: SQLite still keeps the file whole
    fcntl = None  # type: ignore[assignment]

SCHEMA = 1
Record = Mapping[str, Any]


class Store:
    """Results by instance. Open one per driver; readers may look on while it grows.

    Raises BadInput when the file is no table of a sweep, belongs to another plan, or has another driver.
    """

    def __init__(self, path: Path, largest: int | None = None) -> None:
        """`largest`: pages of 4096 bytes after which the file counts as full (for tests)."""
        self.path, self.lock = path, _locked(path)
        try:
            self.base = sqlite3.connect(path, isolation_level=None, timeout=30)
            self.base.execute("PRAGMA journal_mode = WAL")
            self.base.execute("PRAGMA synchronous = NORMAL")
            if largest is not None:
                self.base.execute(f"PRAGMA max_page_count = {int(largest)}")
        except sqlite3.Error as error:
            raise BadInput(f"{path}: {error}") from None

    def begin(self, identity: str, plan: str, columns: Sequence[tuple[str, str]], resume: bool) -> None:
        """Make the table for a plan, or go on with it. `columns`: name and SQL type beside the index. Raises BadInput."""
        known = self.meta()
        if known and known.get("identity") != identity:
            raise BadInput(f"{self.path}: holds another sweep ({known.get('name', '?')}); give another --out")
        if known and not resume:
            raise BadInput(f"{self.path}: exists already; go on with it by --resume, or give another --out")
        if known:
            return
        if self.base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise BadInput(f"{self.path}: is a database, but not of a sweep")
        made = ", ".join(f'"{name}" {kind}' for name, kind in columns)
        with self.writing():
            self.base.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
            self.base.execute(f"CREATE TABLE results (instance INTEGER PRIMARY KEY, {made}, failure TEXT)")
            self.base.executemany(
                "INSERT INTO meta VALUES (?, ?)",
                [("schema", str(SCHEMA)), ("identity", identity), ("plan", plan)],
            )

    def note(self, key: str, value: str) -> None:
        """Set one line of the description."""
        with self.writing():
            self.base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def meta(self) -> dict[str, str]:
        """The description: identity, plan, name; empty for a new file. Raises BadInput for another kind of file."""
        try:
            if not self.base.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                return {}
            return dict(self.base.execute("SELECT key, value FROM meta"))
        except sqlite3.Error as error:
            raise BadInput(f"{self.path}: not the table of a sweep ({error})") from None

    def writing(self) -> _Transaction:
        """All or nothing. Raises BadInput when the disk is full or fails; the file then stands as before."""
        return _Transaction(self)

    def add(self, records: Sequence[tuple[Any, ...]]) -> None:
        """Write rows, (instance, column, …, failure); a row that is there already stays as it is."""
        if not records:
            return
        marks = ", ".join("?" * len(records[0]))
        with self.writing():
            self.base.executemany(f"INSERT OR IGNORE INTO results VALUES ({marks})", records)

    def count(self) -> tuple[int, int]:
        """How many instances are recorded, and how many of those as failed."""
        done, failed = self.base.execute("SELECT count(*), count(failure) FROM results").fetchone()
        return done, failed

    def missing(self, total: int) -> Iterator[int]:
        """The instances that have no row yet, in order; memory does not grow with their number."""
        expected = 0
        while expected < total:
            page = self.base.execute(
                "SELECT instance FROM results WHERE instance >= ? ORDER BY instance LIMIT 10000", (expected,)
            ).fetchall()
            for (present,) in page:
                yield from range(expected, present)
                expected = present + 1
            if len(page) < 10000:
                yield from range(expected, total)
                return

    def forget_failures(self) -> int:
        """Remove the rows of failed instances, so that they are tried again; how many there were."""
        with self.writing():
            return self.base.execute("DELETE FROM results WHERE failure IS NOT NULL").rowcount

    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return [row[1] for row in self.base.execute("PRAGMA table_info(results)")]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """All rows in the order of the instances."""
        yield from self.base.execute("SELECT * FROM results ORDER BY instance")

    def query(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of one statement of ours."""
        return self.base.execute(sql, tuple(values)).fetchall()

    def close(self) -> None:
        """Fold the log into the file and let it go."""
        # where a reader holds it, or the disk is full, the log stays beside the file and is folded in later
        with contextlib.suppress(sqlite3.Error):
            self.base.execute("PRAGMA journal_mode = DELETE")
        self.base.close()
        if self.lock is not None:
            with contextlib.suppress(OSError):
                os.unlink(f"{self.path}.lock")
            os.close(self.lock)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Transaction:
    def __init__(self, store: Store) -> None:
        self.store = store

    def __enter__(self) -> None:
        try:
            self.store.base.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise self._clear(error) from None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        base = self.store.base
        try:
            if kind is None:
                base.execute("COMMIT")
                return
        except sqlite3.Error as failure:
            error, kind = failure, type(failure)
        if base.in_transaction:
            base.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise self._clear(error) from None

    def _clear(self, error: sqlite3.Error) -> BadInput:
        return BadInput(f"{self.store.path}: {error}; what was recorded before is intact: make room and go on with --resume")


def _locked(path: Path) -> int | None:
    """Hold the sweep for this driver, until the process ends however it ends. Raises BadInput."""
    if fcntl is None:
        return None
    while True:
        try:
            handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise BadInput(f"{path}: {error.strerror}") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise BadInput(f"{path}: another sweep is writing to it") from None
        with contextlib.suppress(OSError):
            if os.fstat(handle).st_ino == os.stat(f"{path}.lock").st_ino:
                return handle
        os.close(handle)  # the driver before removed the file between our two looks


def reading(path: Path) -> sqlite3.Connection:
    """A connection that only reads, also while the sweep goes on. Raises BadInput."""
    if not path.exists():
        raise BadInput(f"{path}: there is no such table of a sweep")
    try:
        base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
        meta = dict(base.execute("SELECT key, value FROM meta"))
    except sqlite3.Error as error:
        raise BadInput(f"{path}: not the table of a sweep ({error})") from None
    if meta.get("schema") != str(SCHEMA):
        raise BadInput(f"{path}: not the table of a sweep")
    return base


def spoken(parameters: Mapping[str, Any]) -> str:
    """Parameters of an instance as JSON, exact numbers as text."""
    return json.dumps({k: v if isinstance(v, int) else str(v) for k, v in parameters.items()})
