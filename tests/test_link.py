"""python -m verify link: bindings between a LaTeX source and the statements transcribed from it."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from verify.__main__ import main

FIRST = r"""\newtheorem{lemma}{Lemma}
\newtheorem{remark}{Remark}
\begin{document}
\begin{lemma}\label{lem:outer} The bulk has $(d_0 + d_L - 2r)r$ eigenvalues. \end{lemma}
\begin{lemma}\label{lem:gap} The gap is $L\mu$. \end{lemma}
\begin{remark}\label{rem:x} None. \end{remark}
\begin{remark} None either. \end{remark}
\end{document}
"""
SMALL = """revision = "small"
title = "t"
symbols = { L = "depth", r = "rank" }
["A.9"]
title = "one"
["A.9".gap]
where = "Lemma A.9"
latex = 'Lr'
value = "L*r"
["A.9".bulk]
where = "Lemma A.9"
latex = 'r'
value = "r"
"""
BOUND = """revision = "bound"
extends = "small"
[bindings."lem:outer"]
statements = ["A.9"]
[bindings."lem:gap"]
statements = ["A.9/gap"]
"""


@pytest.fixture
def cli(tmp_path, capsys):
    """The command line beside a small revision."""
    (tmp_path / "small.toml").write_text(SMALL)

    def run(*arguments: str):
        status = main(list(arguments))
        said = capsys.readouterr()
        return SimpleNamespace(returncode=status, stdout=said.out, stderr=said.err)

    return run


@pytest.fixture
def paper(tmp_path, cli):
    """A paper whose bindings are fresh, and a function that replaces a piece of it and links again."""
    source, bound = tmp_path / "paper.tex", tmp_path / "bound.toml"
    source.write_text(FIRST)
    bound.write_text(BOUND)

    def link(old: str = "", new: str = "", *options: str):
        assert old in FIRST
        source.write_text(FIRST.replace(old, new, 1) if old else FIRST)
        return cli("link", str(source), "--revision", str(bound), *options)

    before = link()
    assert before.returncode == 1 and "NO FINGERPRINT" in before.stdout
    assert link("", "", "--write", str(bound)).returncode == 0
    return link


def test_fresh_and_not_transcribed(paper):
    done = paper()
    assert done.returncode == 0
    told = done.stdout.splitlines()
    assert told[0].split()[:4] == ["FRESH", "lem:outer", "<-", "A.9"]
    assert any(line.startswith("NOT TRANSCRIBED") and "rem:x" in line for line in told)
    assert any(line.startswith("NO LABEL") and line.endswith("paper.tex:7)") for line in told)
    assert "2 fresh, 1 not transcribed, 1 no label; 2 of 2 statements are bound to a label" in told[-1]


def test_a_remark_changes_nothing_and_a_formula_makes_stale(paper):
    assert paper("The bulk", "% checked again\nThe  bulk").returncode == 0
    done = paper("d_0 + d_L", "d_* + d_L", "--format", "json")
    assert done.returncode == 1
    rows = {row["label"]: row for row in json.loads(done.stdout)["bindings"] if row["label"]}
    assert (rows["lem:outer"]["status"], rows["lem:gap"]["status"]) == ("stale", "fresh")
    assert rows["lem:outer"]["line"] == 4 and rows["lem:outer"]["statements"] == ["A.9"]


def test_a_renamed_label_is_missing_until_its_statements_move(paper, tmp_path):
    done = paper("lem:gap", "lem:margin")
    assert done.returncode == 1
    assert "MISSING" in done.stdout and "now stands under lem:margin" in done.stdout
    assert paper("lem:gap", "lem:margin", "--write", str(tmp_path / "bound.toml")).returncode == 0
    assert 'bindings."lem:margin"]\nstatements = ["A.9/gap"]' in (tmp_path / "bound.toml").read_text()


def test_writing_accepts_the_new_text_and_spares_other_files(paper, tmp_path, cli):
    bound, whole = str(tmp_path / "bound.toml"), tmp_path / "whole.toml"
    assert paper("$L\\mu$", "$L\\mu^2$").returncode == 1
    assert paper("$L\\mu$", "$L\\mu^2$", "--write", bound).returncode == 0
    assert paper("$L\\mu$", "$L\\mu^2$").returncode == 0
    whole.write_text('revision = "w"\nextends = "small"\ntitle = "mine"\n')
    refused = paper("", "", "--write", str(whole))
    assert refused.returncode == 2 and "more than bindings" in refused.stderr
    assert whole.read_text().endswith('title = "mine"\n')


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('["A.9"]', '["A.99"]', '[bindings."lem:outer"] statements'),
        ('["A.9"]', '"A.9"', '[bindings."lem:outer"] statements: must be a list'),
        ('["A.9"]', '["A.9"]\nsha256 = "12"', '[bindings."lem:outer"] sha256: must be 64 digits'),
        ('["A.9"]', '["A.9"]\nsha = "12"', '[bindings."lem:outer"] sha: unknown key'),
        ('[bindings."lem:outer"]\nstatements = ["A.9"]', '[bindings]\n"lem:outer" = 3', "must be a table"),
    ],
)
def test_bad_bindings_name_file_table_and_key(tmp_path, cli, old, new, words):
    (tmp_path / "paper.tex").write_text(FIRST)
    (tmp_path / "bound.toml").write_text(BOUND.replace(old, new, 1))
    done = cli("link", str(tmp_path / "paper.tex"), "--revision", str(tmp_path / "bound.toml"))
    assert done.returncode == 2
    assert f"{tmp_path}/bound.toml" in done.stderr and words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_fresh_text_that_uses_what_was_not_followed_says_so(paper):
    done = paper("$L\\mu$", "$L\\mu$")
    assert "no file" not in done.stdout + done.stderr
    done = paper("$L\\mu$", "$L\\mystery$", "--format", "json")
    rows = {row["label"]: row for row in json.loads(done.stdout)["bindings"] if row["label"]}
    assert rows["lem:gap"]["not_followed"] == ["\\mystery"] and "\\mystery" in done.stderr


def test_a_new_book_holds_labels_titles_and_references_and_nothing_else(tmp_path, cli, monkeypatch):
    text = FIRST.replace("The gap is", "By Lemma~\\ref{lem:outer} the gap is").replace(
        "\\begin{document}", "\\title{On gaps}\\begin{document}"
    )
    source = tmp_path / "paper.tex"
    source.write_text(text)
    monkeypatch.chdir(tmp_path)
    assert "--new NAME" in cli("link", str(source)).stdout
    assert cli("link", str(source), "--new", "gaps").returncode == 0
    made = (tmp_path / "gaps.toml").read_text()
    assert 'title    = "On gaps"' in made and 'uses = ["lem:outer"]' in made and "value" in made.split("[symbols]")[0]
    done = cli("link", str(source), "--revision", "gaps.toml")
    assert done.returncode == 0 and "3 fresh" in done.stdout
    assert cli("link", str(source), "--new", "gaps").returncode == 2
    assert cli("link", str(source), "--new", "../gaps").returncode == 2
