"""A revision file is read whole, or refused in a line that names file, table and key."""

from __future__ import annotations

import pytest

from verify.errors import BadInput
from verify.paper.revisions import load

GOOD = """
revision = "small"
title = "t"
[symbols]
L = "depth"
r = "rank"
[readings.padded]
text = "as printed"
rank_xx = "r"
["A.1"]
title = "one"
given = ["L >= 2"]
readings = ["padded"]
["A.1".count]
where = "Lemma A.1"
latex = 'r^2'
value = "r**2"
["A.1".count.finding]
severity = "false"
because = "b"
refuted_by = "c"
witness = { any = { L = 2 } }
repaired = { value = "r" }
"""


def read(tmp_path, text):
    path = tmp_path / "small.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_reads_every_part(tmp_path):
    book = read(tmp_path, GOOD)
    statement = book.results["A.1"].statements["count"]
    assert statement.id == "A.1/count"
    assert statement.printed.parts["value"].at(r=3) == 9
    assert [str(g) for g in statement.printed.given] == ["L >= 2"]
    assert statement.finding.repaired.parts["value"].at(r=3) == 3
    assert statement.finding.witness_under("padded") == {"L": 2}
    assert (statement.finding.cause, book.causes) == ("", {})


def test_findings_share_declared_causes(tmp_path):
    text = GOOD.replace("[symbols]", '[causes]\nrank = "the rank is taken for its square"\n[symbols]')
    book = read(tmp_path, text.replace('severity = "false"', 'severity = "false"\ncause = "rank"'))
    assert book.causes == {"rank": "the rank is taken for its square"}
    assert book.results["A.1"].statements["count"].finding.cause == "rank"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('value = "r**2"', 'value = "s**2"', '["A.1".count] value: unknown symbol'),
        ('value = "r**2"', "value = 3", '["A.1".count] value: must be text'),
        ('value = "r**2"', 'valeu = "r**2"', '["A.1".count] valeu: unknown key'),
        ("latex = 'r^2'\n", "", '["A.1".count] latex: is missing'),
        ('given = ["L >= 2"]', 'given = ["L + 2"]', '["A.1"] given: must be a comparison'),
        ('given = ["L >= 2"]', 'given = "L >= 2"', '["A.1"] given: must be a list'),
        ('readings = ["padded"]', 'readings = ["odd"]', "unknown reading 'odd'"),
        ('severity = "false"', 'severity = "bad"', '["A.1".count.finding] severity'),
        ('severity = "false"', 'severity = "false"\ncause = "odd"', "is no key of [causes]; declared are: none"),
        ("[symbols]", '[causes]\nrank = 3\n[symbols]', "[causes] rank: a cause is a key with one sentence"),
        ("witness = { any = { L = 2 } }", "witness = { odd = { L = 2 } }", "witness.odd"),
        ("witness = { any = { L = 2 } }", "witness = {}", "at least one witness"),
        ('repaired = { value = "r" }', 'repaired = { parts = { other = "r" } }', "same parts"),
        ('title = "one"', 'title = "one"\nuses = ["A.7"]', "'A.7' is no result"),
        ('revision = "small"', "", "revision: is missing"),
        ('L = "depth"', 'L = "depth"\n"\u03bb" = "lambda"', "ASCII identifier"),
        ('title = "one"', 'title = "one"\ntitle = "two"', "not TOML"),
        ("[symbols]", "symbols = 3\n[other]", "symbols: must be a table"),
        ('value = "r**2"', 'value = "9**9**9**9"', "the limit is"),
    ],
)
def test_refusals_name_the_place(tmp_path, old, new, words):
    assert old in GOOD
    with pytest.raises(BadInput) as refusal:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert "small.toml" in str(refusal.value)
    assert words in str(refusal.value)


def test_missing_file_and_foreign_bytes(tmp_path):
    with pytest.raises(BadInput, match="no such revision file"):
        load(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="UTF-8"):
        load(tmp_path / "bytes.toml")


def test_extends_states_only_what_changed(tmp_path):
    read(tmp_path, GOOD)
    child = tmp_path / "child.toml"
    child.write_text('revision = "child"\nextends = "small"\n["A.1".count]\nwhere = "x"\nlatex = "x"\nvalue = "r"\n')
    book = load(child)
    assert book.name == "child"
    assert book.results["A.1"].statements["count"].printed.parts["value"].at(r=3) == 3
    assert book.results["A.1"].statements["count"].finding is None
    child.write_text('revision = "child"\nextends = "small"\n["A.1"]\ncount = false\n')
    assert not load(child).results["A.1"].statements
    child.write_text('revision = "child"\nextends = "child"\n')
    with pytest.raises(BadInput, match="circle"):
        load(child)


@pytest.mark.parametrize(
    ("removed", "place"), [('["A.1"]\ncuont = false', '["A.1"] cuont'), ('"A.2" = false', '"A.2"'), ("A2 = false", "A2")]
)
def test_removing_what_is_not_there_is_refused(tmp_path, removed, place):
    read(tmp_path, GOOD)
    child = tmp_path / "child.toml"
    child.write_text(f'revision = "child"\nextends = "small"\n{removed}\n')
    with pytest.raises(BadInput) as refusal:
        load(child)
    assert f"{place} = false: what is extended has nothing of that name" in str(refusal.value)


def test_a_part_may_be_named_a_bound_and_the_repaired_wording_inherits_it(tmp_path):
    made = read(tmp_path, GOOD.replace('value = "r**2"', 'value = "r**2"\nbounds = { value = "upper" }'))
    count = made.results["A.1"].statements["count"]
    assert count.printed.bounds == {"value": "upper"} == count.finding.repaired.bounds


def test_a_comparison_may_be_printed_as_the_exact_condition(tmp_path):
    text = GOOD.replace('value = "r**2"', 'value = "r >= 2"\nbounds = { value = "exact" }')
    text = text.replace('repaired = { value = "r"', 'repaired = { value = "r >= 3"')
    made = read(tmp_path, text)
    (count,) = (s for r in made.results.values() for s in r.statements.values() if s.printed.bounds)
    assert count.printed.bounds == {"value": "exact"}
    with pytest.raises(BadInput, match=r"'exact' of a comparison"):
        read(tmp_path, text.replace('"exact"', '"upper"'))


@pytest.mark.parametrize("bounds", ['{ value = "above" }', '{ number = "upper" }', "{ value = 1 }", '{ value = "exact" }'])
def test_a_bound_of_another_kind_is_refused(tmp_path, bounds):
    with pytest.raises(BadInput, match=r"count\.bounds"):
        read(tmp_path, GOOD.replace('value = "r**2"', f'value = "r**2"\nbounds = {bounds}'))
