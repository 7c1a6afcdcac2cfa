"""What a table of a sweep says in short, and its export to CSV and Parquet."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from verify.errors import BadInput
from verify.sweeps.grid import Plan, parse
from verify.sweeps.store import reading

MOST_STRATA = 12  # values of an axis that are listed one by one
PAGE = 10_000  # rows in memory at a time


def plan_of(base: sqlite3.Connection, path: Path) -> Plan:
    """The plan that a table was made from."""
    return parse(dict(base.execute("SELECT key, value FROM meta"))["plan"], str(path))


def summary(path: Path) -> Iterator[str]:
    """Lines: counts, then for each value of each varied parameter the verdicts and the range of each measure."""
    base = reading(path)
    plan = plan_of(base, path)
    done, failed = base.execute("SELECT count(*), count(failure) FROM results").fetchone()
    yield f"{plan.name}: {done:,} of {plan.instances:,} instances, {failed:,} failed"
    for name in plan.verdicts:
        yield f"  {name}: {_spoken(_counts(base, name, '1 = 1', ()))}"
    for name in plan.measures:
        yield f"  {name}: {_range(base, name, '1 = 1', ())}"
    for axis, values in plan.axes.items():
        if not 1 < len(values) <= MOST_STRATA:
            continue
        yield f"  by {axis}:"
        for value in values:
            where, given = f'"{axis}" = ?', (str(value),)
            n, broken = base.execute(f"SELECT count(*), count(failure) FROM results WHERE {where}", given).fetchone()
            parts = [f"{n:,} instances" + (f", {broken:,} failed" if broken else "")]
            parts += [f"{name}: {_spoken(_counts(base, name, where, given))}" for name in plan.verdicts]
            parts += [f"{name}: {_range(base, name, where, given)}" for name in plan.measures]
            yield f"    {axis} = {value}: {'; '.join(parts)}"
    for (why,) in base.execute("SELECT failure FROM results WHERE failure IS NOT NULL LIMIT 5"):
        yield f"  failed: {why}"


def _counts(base: sqlite3.Connection, name: str, where: str, given: tuple[str, ...]) -> dict[str, int]:
    found = base.execute(
        f'SELECT "{name}", count(*) FROM results WHERE {where} AND failure IS NULL GROUP BY 1 ORDER BY 2 DESC', given
    )
    return dict(found.fetchall())


def _spoken(counts: dict[str, int]) -> str:
    return ", ".join(f"{n:,} {verdict}" for verdict, n in counts.items()) or "none"


def _range(base: sqlite3.Connection, name: str, where: str, given: tuple[str, ...]) -> str:
    if name == "calibration":
        return "no measure"
    low, high, n, total = base.execute(
        f'SELECT min("{name} low"), max("{name} high"), count("{name} low"), count(*) FROM results WHERE {where}', given
    ).fetchone()
    missing = f" ({total - n:,} without)" if n < total else ""
    return f"from {low:.6g} to {high:.6g}{missing}" if n else "none"


def export_csv(path: Path, target: Path) -> int:
    """Write the table as CSV; the number of rows. Raises BadInput."""
    base = reading(path)
    rows = base.execute("SELECT * FROM results ORDER BY instance")
    count = 0
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column[0] for column in rows.description])
            for row in rows:
                writer.writerow([repr(x) if isinstance(x, float) else x for x in row])
                count += 1
    except OSError as error:
        raise BadInput(f"{target}: {error.strerror}") from None
    return count


def export_parquet(path: Path, target: Path) -> int:
    """Write the table as Parquet; the number of rows. Raises BadInput, also where pyarrow is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as parquet
    except ImportError:
        raise BadInput("Parquet needs pyarrow (in the verifier's folder: pip install '.[parquet]'); CSV does not") from None
    base = reading(path)
    kinds: dict[str, Any] = {"INTEGER": pa.int64(), "REAL": pa.float64(), "TEXT": pa.string()}
    fields = [(row[1], kinds[row[2]]) for row in base.execute("PRAGMA table_info(results)")]
    schema, rows, count = pa.schema(fields), base.execute("SELECT * FROM results ORDER BY instance"), 0
    try:
        with parquet.ParquetWriter(target, schema) as writer:
            while page := rows.fetchmany(PAGE):
                columns = [pa.array(column, field.type) for column, field in zip(zip(*page), schema)]
                writer.write_table(pa.Table.from_arrays(columns, schema=schema))
                count += len(page)
    except OSError as error:
        raise BadInput(f"{target}: {error}") from None
    return count
