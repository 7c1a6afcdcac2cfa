"""Lines of tables in revision files, through what a file extends."""

from __future__ import annotations

import pytest

from verify.errors import BadInput
from verify.paper.places import Index, Place, header, parents


@pytest.fixture
def files(tmp_path):
    base = tmp_path / "base.toml"
    base.write_text(
        'revision = "base"\n\n["A.9"]\ntitle = "x"\n\n["A.9".one]\nvalue = "1"\n["A.9".two.finding]\n', encoding="utf-8"
    )
    child = tmp_path / "child.toml"
    child.write_text("extends = 'base'\n# a comment\n  [ \"A.9\" . 'one' ]\nvalue = \"2\"\n", encoding="utf-8")
    return base, child


def test_a_table_is_found_however_it_is_quoted(files):
    base, child = files
    assert Index(child).place("A.9", "one") == Place(child, 3)
    assert Index(base).place("A.9", "one") == Place(base, 6)


def test_what_a_file_inherits_is_in_the_file_that_it_extends(files):
    base, child = files
    assert parents(child) == [child, base]
    assert Index(child).place("A.9", "nothing") == Place(base, 3)
    assert Index(child).place("B.1", "nothing") == Place(child, 1)


def test_a_circle_ends(tmp_path):
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    one.write_text('extends = "other"\n', encoding="utf-8")
    other.write_text('extends = "one"\n', encoding="utf-8")
    assert parents(one) == [one, other]


def test_a_shelf_is_searched_after_the_folder(files, tmp_path):
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "far.toml").write_text('revision = "far"\n', encoding="utf-8")
    near = tmp_path / "near.toml"
    near.write_text('extends = "far"\n', encoding="utf-8")
    assert parents(near, (shelf,)) == [near, shelf / "far.toml"]


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"= broken"])
def test_what_cannot_be_read_is_refused(tmp_path, content):
    path = tmp_path / "bad.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput):
        header(path)
