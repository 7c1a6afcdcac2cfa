"""Documents made from a run: findings, table, coverage, notation, picture; and what rests on what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from verify import catalogue
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.judge.runner import cases, examine
from verify.report import dependencies, markdown, terminal, text
from verify.report.rows import Row, paste

BOOK = catalogue.revision("full-text")
MARKS = BEGIN, END = "<!-- x: begin -->", "<!-- x: end -->"
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def rows():
    run = read_run(L="2,3", examples=4)
    return [Row(case, examine(case, run)) for case in cases(catalogue.lemma("lemma_a9"), BOOK)]


def test_findings_have_a_section_each(rows):
    page = markdown.findings(rows, BOOK, "cmd")
    known = [s.id for s in BOOK.results["A.9"].statements.values() if s.finding]
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert headings[0] == markdown.ROOT_CAUSES
    assert set(headings[1:]) == set(known) != set()
    for words in ("do not edit", "Witness", "True instead", "Replay", "(rank_xx + d_L - 2*r)*r"):
        assert words in page


def test_root_causes_say_which_findings_share_them(rows):
    page = markdown.findings(rows, BOOK, "cmd")
    line = next(x for x in page.splitlines() if "(`zero_count`)" in x)
    assert BOOK.causes["zero_count"].split(":")[0] in line
    assert "| 2 | 1 false, 1 gap |" in line
    assert "[A.9/zero_multiplicity](#a9-zero_multiplicity), [A.9/same_spectrum](#a9-same_spectrum)" in line
    assert "Cause: `zero_count`" in page


def test_table_counts_what_the_run_found(rows):
    table = markdown.table(rows, BOOK)
    proved = sum(r.evidence.verdict.value == "PROVED" for r in rows)
    assert f"| {proved} |" in table


def test_between_marks_keeps_the_rest():
    page = f"a\n{BEGIN}\nold\n{END}\nb"
    assert markdown.between_marks(page, "new", MARKS) == f"a\n{BEGIN}\nnew\n{END}\nb"
    with pytest.raises(ValueError):
        markdown.between_marks("no marks", "new", MARKS)


def test_coverage_and_notation_list_everything():
    page = markdown.coverage(BOOK, "cmd")
    for result in BOOK.results.values():
        for s in result.statements.values():
            assert f"`{s.id}`" in page
    notation = markdown.notation(BOOK, "cmd")
    assert all(f"`{name}`" in notation for name in BOOK.symbols)


def test_picture_is_an_svg_with_the_verdicts(rows):
    picture = terminal.picture(list(text.report(rows, BOOK)), "title")
    assert picture.startswith("<svg") and "REFUTED" in picture


def test_readings_that_say_the_same_are_one_line(rows):
    lines = list(text.report(rows, BOOK))
    assert any("under padded, isotropic, rank_r:" in line for line in lines)


def test_surprise_is_marked_and_says_what_to_do(rows):
    row = next(r for r in rows if r.case.expects_refutation)
    from dataclasses import replace

    other = Row(replace(row.case, expects_refutation=False), row.evidence)
    line, *rest = list(text.verdict([other]))
    assert line.startswith("  ! REFUTED")
    assert any("new refutation" in x for x in rest)
    assert any(x.startswith("witness    = {") for x in paste([other]))


def test_impact():
    told = list(dependencies.impact(BOOK, "A.5"))
    assert told[0].startswith("A.5")
    with pytest.raises(BadInput, match="unknown result"):
        list(dependencies.impact(BOOK, "B.1"))


def test_readme_says_first_what_was_found_and_it_is_fresh():
    from verify.commands.documents import what_was_found

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert what_was_found() in text, "stale: python -m verify docs"
    assert text.index("## What it found") < text.index("## Two commands")


def test_every_document_is_in_the_index_and_every_link_leads_somewhere():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index, page.name
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose):
            generated = page.name in ("findings.md", "mutation.md")
            assert generated or (page.parent / link.replace("%20", " ")).exists(), (page.name, link)
