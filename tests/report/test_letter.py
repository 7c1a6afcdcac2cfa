"""The referee letter: two pages, every false claim with its counterexample and what to print instead, in three formats."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from verify import catalogue
from verify.__main__ import main
from verify.commands.letter import replaced
from verify.report.distinct import distinct_errors
from verify.report.letter import escaped

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    file = tmp_path_factory.mktemp("letter") / "letter.md"
    assert main(["letter", "--out", str(file)]) == 0
    return file.read_text()


def test_it_fits_on_two_pages_and_names_what_is_right_first(text):
    assert len(text.split()) < 1750
    assert text.index("## What is right") < text.index("## False claims") < text.index("## True only")


def test_each_grave_error_has_a_counterexample_and_what_to_print(text):
    errors = [e for e in distinct_errors(catalogue.revision("full-text")) if e.severity in ("false", "gap", "reading")]
    items = [line for line in text.splitlines() if line.startswith("- **")]
    assert len(items) == len(errors)
    assert all("Print instead:" in item and "; at " in item for item in items)


def test_statements_that_are_said_to_survive_exist():
    books = [catalogue.revision(paper.revision) for paper in catalogue.papers().values()]
    known = {s.id for book in books for result in book.results.values() for s in result.statements.values()}
    for sentence in catalogue.revision("full-text").survives:
        for id in re.findall(r"\b[A-Z]\.\d+/\w+", sentence):
            assert id in known, id


def test_the_summary_in_the_documents_is_this_letter(text):
    summary = (ROOT / "docs" / "summary.md").read_text(encoding="utf-8")
    assert summary.partition("\n\n")[2].strip() == text.strip(), "stale: python -m verify docs"


def test_what_replaces_a_statement_is_named(text):
    assert replaced()["3.5/ratio_main"] in text


@pytest.mark.parametrize("paper", ["companion", "review"])
def test_every_paper_has_a_letter(capsys, paper):
    assert main(["letter", "--paper", paper]) == 0
    assert "distinct errors" in capsys.readouterr().out


def test_formats(tmp_path):
    for format in ("html", "tex"):
        assert main(["letter", "--format", format, "--out", str(tmp_path / f"l.{format}")]) == 0
    assert "<h2>False claims</h2>" in (tmp_path / "l.html").read_text()
    assert escaped("a_b `x^2 <= 1` **big**") == r"a\_b \texttt{x\textasciicircum{}2 \textless{}= 1} \textbf{big}"
    assert main(["letter", "--format", "pdf"]) == 2
    if shutil.which("pdflatex"):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "l.tex"], cwd=tmp_path, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0 and int(re.findall(r"\((\d+) pages?", done.stdout)[-1]) <= 2
