"""Sweeps through the public door: same table by any executor and number of processes, verdicts, exports, plots, refusals."""

from __future__ import annotations

import csv
import sqlite3

import pytest

from verify.__main__ import main

PLAN = """
sweep = "small"
measures = ["gap", "ratio"]
formulas = ["3.6/ratio_main.symmetric"]
verdicts = ["A.9/bulk_multiplicity"]
[fixed]
d_0 = 3
d_hidden = 2
d_L = 2
covariance = "padded"
slack = "1/64"
[axes]
r = [1, 2, 3]
spread = ["0", "1/16"]
L = [2, 3]
[[plots]]
name = "curve"
x = "L"
y = ["ratio", "3.6/ratio_main.symmetric"]
by = "spread"
log = "xy"
slope = ["1"]
[[plots]]
name = "phase"
x = "r"
y = "L"
colour = "A.9/bulk_multiplicity"
[[plots]]
name = "heat"
x = "r"
y = "L"
colour = "gap"
"""


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def rows(table):
    base = sqlite3.connect(table)
    try:
        return base.execute("SELECT * FROM results ORDER BY instance").fetchall()
    finally:
        base.close()


def test_one_and_two_processes_and_dask_make_the_same_table(plan, tmp_path, capfd):
    tables = [tmp_path / f"{n}.sqlite" for n in range(3)]
    assert main(["sweep", str(plan), "--out", str(tables[0]), "--jobs", "1"]) == 0
    assert main(["sweep", str(plan), "--out", str(tables[1]), "--jobs", "2"]) == 0
    first = rows(tables[0])
    assert first == rows(tables[1])
    assert len(first) == 12
    verdicts = {row[1]: row[-2] for row in first}
    assert verdicts == {"1": "REFUTED", "2": "REFUTED", "3": "no such network"}
    gap = next(row[4:6] for row in first if row[1:4] == ("1", "0", "2"))
    assert gap[0] <= 2 - 1 <= gap[1] < gap[0] + 1e-14
    out = capfd.readouterr().out
    assert "small: 12 of 12 instances, 0 failed" in out and "A.9/bulk_multiplicity: 8 REFUTED, 4 no such network" in out
    pytest.importorskip("distributed")
    assert main(["sweep", str(plan), "--out", str(tables[2]), "--executor", "dask", "--jobs", "2"]) == 0
    assert rows(tables[2]) == first


def test_a_repaired_statement_stands_where_the_printed_one_falls(plan, tmp_path):
    plan.write_text(PLAN.replace("[fixed]", 'reading = "repaired"\n[fixed]'))
    assert main(["sweep", str(plan), "--jobs", "1"]) == 0
    verdicts = {row[1]: row[-2] for row in rows(plan.with_suffix(".sqlite"))}
    assert verdicts == {"1": "SUPPORTED", "2": "SUPPORTED", "3": "no such network"}


def test_exports_hold_the_table(plan, tmp_path, capfd):
    pq = pytest.importorskip("pyarrow.parquet")
    targets = tmp_path / "t.csv", tmp_path / "t.parquet"
    assert main(["sweep", str(plan), "--jobs", "1", "--csv", str(targets[0]), "--parquet", str(targets[1])]) == 0
    table = rows(plan.with_suffix(".sqlite"))
    with targets[0].open(encoding="utf-8") as file:
        read = list(csv.DictReader(file))
    assert [float(r["gap low"]) for r in read if r["gap low"]] == [row[4] for row in table if row[4] is not None]
    assert [tuple(r.values()) for r in pq.read_table(targets[1]).to_pylist()] == table


def test_plots_are_drawn_and_the_same_again(plan, tmp_path, capfd):
    pytest.importorskip("matplotlib")
    assert main(["sweep", str(plan), "--jobs", "1"]) == 0
    for folder in ("one", "two"):
        assert main(["plot", str(plan.with_suffix(".sqlite")), "--out", str(tmp_path / folder)]) == 0
    names = sorted(p.name for p in (tmp_path / "one").iterdir())
    assert names == [f"{n}.{kind}" for n in ("curve", "heat", "phase") for kind in ("png", "svg")]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    curve = (tmp_path / "one" / "curve.svg").read_text(encoding="utf-8")
    for words in ("printed 3.6/ratio_main.symmetric", "ratio, spread = 1/16 (last slope", "for comparison: x^1"):
        assert words in curve
    assert "refuted (4)" in (tmp_path / "one" / "phase.svg").read_text(encoding="utf-8")


def test_a_dry_run_counts_and_estimates_and_writes_nothing(plan, tmp_path, capfd):
    assert main(["sweep", str(plan), "--dry-run", "--jobs", "2"]) == 0
    out = capfd.readouterr().out
    assert "small: 12 instances" in out and "ms each" in out and "on 2 processes" in out
    assert [p.name for p in tmp_path.iterdir()] == ["plan.toml"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"gap", "ratio"', '"gaps"', "measures: unknown measure 'gaps'; known are: largest"),
        ("3.6/ratio_main.symmetric", "3.6/ratio", "formulas: '3.6/ratio' is no statement"),
        ("3.6/ratio_main.symmetric", "3.6/ratio_main.x", "formulas: .*are: symmetric, antisymmetric"),
        ("A.9/bulk_multiplicity", "A.9/nothing", "verdicts: 'A.9/nothing' is no statement"),
        ("A.9/bulk_multiplicity", "A.9/nu_closed", "verdicts: A.9/nu_closed is checked for all values"),
        ("[fixed]", 'revision = "none"\n[fixed]', "unknown revision 'none'"),
    ],
)
def test_what_is_not_there_is_refused_before_anything_runs(plan, old, new, message, capfd):
    import re

    plan.write_text(PLAN.split("[[plots]]")[0].replace(old, new))
    assert main(["sweep", str(plan)]) == 2
    assert re.search(message, capfd.readouterr().err)
    assert not plan.with_suffix(".sqlite").exists()


def test_an_address_without_a_scheduler_is_one_clear_line(plan, capfd):
    pytest.importorskip("distributed")
    assert main(["sweep", str(plan), "--scheduler", "nonsense://x"]) == 2
    err = capfd.readouterr().err
    assert "no Dask scheduler answers" in err and "Traceback" not in err
