"""The table: rows once, gaps found again, a full disk and foreign files refused with the file left as it was."""

from __future__ import annotations

import sqlite3

import pytest

from verify.errors import BadInput
from verify.sweeps.store import Store, reading

COLUMNS = [("L", "TEXT"), ("gap low", "REAL"), ("gap high", "REAL")]


def rows(indices, text="2"):
    return [(i, text, i / 2, i / 2, None) for i in indices]


def begun(path, **more):
    store = Store(path, **more)
    store.begin("identity", "plan", COLUMNS, resume=True)
    return store


def test_missing_instances_are_those_without_a_row(tmp_path):
    with begun(tmp_path / "t.sqlite") as store:
        assert list(store.missing(5)) == [0, 1, 2, 3, 4]
        store.add(rows([1, 3]))
        store.add(rows([20_005, *range(5, 12_000)]))
        assert list(store.missing(20_010)) == [0, 2, 4, *range(12_000, 20_005), 20_006, 20_007, 20_008, 20_009]
        assert list(store.missing(0)) == []


def test_a_row_is_written_once(tmp_path):
    with begun(tmp_path / "t.sqlite") as store:
        store.add(rows([1]))
        store.add(rows([0, 1, 2], "other"))
        assert [row[:2] for row in store.rows()] == [(0, "other"), (1, "2"), (2, "other")]
        assert store.count() == (3, 0)


def test_failed_instances_can_be_tried_again(tmp_path):
    with begun(tmp_path / "t.sqlite") as store:
        store.add([*rows([0]), (1, "2", None, None, "broke")])
        assert store.count() == (2, 1)
        assert store.forget_failures() == 1
        assert list(store.missing(2)) == [1]


def test_a_finished_file_is_one_file(tmp_path):
    with begun(tmp_path / "t.sqlite") as store:
        store.add(rows(range(100)))
    assert [p.name for p in tmp_path.iterdir()] == ["t.sqlite"]


def test_a_full_disk_is_one_clear_line_and_the_file_is_intact(tmp_path):
    path = tmp_path / "t.sqlite"
    with begun(path, largest=12) as store:
        kept = 0
        with pytest.raises(BadInput, match=r"t\.sqlite: .*full.*intact.*--resume"):
            while True:
                store.add(rows(range(kept, kept + 100)))
                kept += 100
        assert store.count() == (kept, 0)
    base = sqlite3.connect(path)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert base.execute("SELECT count(*) FROM results").fetchone() == (kept,)
    base.close()
    with begun(path) as store:
        assert list(store.missing(kept + 1)) == [kept]


def test_another_plan_another_driver_and_other_files_are_refused(tmp_path):
    path = tmp_path / "t.sqlite"
    with begun(path), pytest.raises(BadInput, match="another sweep is writing"):
        Store(path)
    with Store(path) as store, pytest.raises(BadInput, match="holds another sweep"):
        store.begin("another", "plan", COLUMNS, resume=True)
    with Store(path) as store, pytest.raises(BadInput, match="exists already; go on with it by --resume"):
        store.begin("identity", "plan", COLUMNS, resume=False)
    other = tmp_path / "other.sqlite"
    base = sqlite3.connect(other)
    base.execute("CREATE TABLE mine (x)")
    base.commit()
    base.close()
    with Store(other) as store, pytest.raises(BadInput, match="not of a sweep"):
        store.begin("identity", "plan", COLUMNS, resume=True)
    text = tmp_path / "text.sqlite"
    text.write_text("no database at all, but long enough to be looked at" * 100)
    with pytest.raises(BadInput, match=r"text\.sqlite"), Store(text) as store:
        store.begin("identity", "plan", COLUMNS, resume=True)
    with pytest.raises(BadInput, match="no such table"):
        reading(tmp_path / "none.sqlite")
    with pytest.raises(BadInput, match="not the table of a sweep"):
        reading(other)


def test_a_reader_looks_on_while_the_table_grows(tmp_path):
    path = tmp_path / "t.sqlite"
    with begun(path) as store:
        store.add(rows([0]))
        base = reading(path)
        assert base.execute("SELECT count(*) FROM results").fetchone() == (1,)
        store.add(rows([1]))
        assert base.execute("SELECT count(*) FROM results").fetchone() == (2,)
        base.close()
