r"""A LaTeX source is walked, never read for its meaning: what changes a fingerprint, what does not, what is refused."""

from __future__ import annotations

import os

import pytest

from verify.errors import BadInput
from verify.paper.latex import read_source

PREAMBLE = r"""\documentclass{article}
\newtheorem{lemma}{Lemma}[section]
\newtheorem*{claim*}{Claim}
\declaretheorem[name=Fact]{fact}
\newcommand{\dstar}{d_{*}}
\newcommand{\rate}[2][L]{#2 \eta \dstar^{#1}}
\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}}
\newenvironment{annotated}{\begin{quote}}{\end{quote}}
\begin{document}
"""
LEMMA = r"""\begin{lemma}[Tail]\label{lem:tail}
Let $L \ge 2$ and let the \emph{tail} be $\lambda_i^{2}$, for $i > r$.
\begin{equation}\label{eq:tail} \lambda_{i,t+1} = \left(1 + \rate{2}\right) \lambda_i \end{equation}
\end{lemma}
"""
PROOF = r"""\begin{proof}
First $a = b$, so
\begin{align} x &= y \label{eq:first} \\ y &= z \label{eq:second} \end{align}
and \verb|\begin{lemma} { $| is no lemma.
\end{proof}
"""
PAPER = PREAMBLE + LEMMA + PROOF + "\\end{document}\n\\begin{lemma} after the end"


@pytest.fixture
def prints(tmp_path):
    """label -> fingerprint of a LaTeX text."""

    def read(text: str) -> dict[str, str]:
        path = tmp_path / "paper.tex"
        path.write_text(text, encoding="utf-8")
        return {label: passage.sha256 for label, passage in read_source(path).by_label.items()}

    return read


def test_finds_theorems_displays_and_proofs(tmp_path):
    path = tmp_path / "paper.tex"
    more = r"""\begin{restatable}[Big]{fact}{big}\label{fact:big} B \end{restatable}
\begin{claim*} no label \end{claim*}
\begin{lemma}\label{lem:outer} o \begin{fact}\label{fact:inner} i \end{fact} \end{lemma}
\begin{annotated} \be x \ee \end{annotated}
"""
    path.write_text(PREAMBLE + LEMMA + PROOF + more, encoding="utf-8")
    found = read_source(path)
    assert {label: p.environment for label, p in found.by_label.items()} == {
        "lem:tail": "lemma",
        "eq:tail": "equation",
        "eq:first": "align",
        "eq:second": "align",
        "fact:big": "fact",
        "lem:outer": "lemma",
        "fact:inner": "fact",
    }
    assert [p.labels for p in found.passages if p.theorem] == [
        ("lem:tail",),
        ("fact:big",),
        (),
        ("lem:outer",),
        ("fact:inner",),
    ]
    assert found.by_label["lem:tail"].line == 10


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Let $L", "Let % a remark\n  $L"),
        ("\\begin{proof}", "% \\begin{lemma}\n\\begin{proof}"),
        ("\\lambda_i^{2}", "\\lambda _ i ^2"),
        ("\\emph{tail}", "tail"),
        ("\\emph{tail}", "\\textcolor{red}{tail}"),
        ("\\left(1", "\\big( 1\\,"),
        ("\\begin{equation}\\label{eq:tail}", "\\[\\label{eq:tail}"),
        ("Let $L \\ge 2$", "Let~\\(L\\geq2\\)"),
        ("and let", "and\n  let"),
        ("First $a = b$", "In the proof $a = c$"),
        ("[Tail]\\label{lem:tail}\n", "[Tail]\n\n\\label{lem:tail}%\n"),
    ],
)
def test_what_leaves_a_fingerprint_alone(prints, old, new):
    assert old in PAPER
    changed = PAPER.replace(old, new, 1)
    if new.startswith("\\["):
        changed = changed.replace("\\lambda_i \\end{equation}", "\\lambda_i \\]")
    assert prints(changed)["lem:tail"] == prints(PAPER)["lem:tail"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("L \\ge 2", "L \\ge 3"),
        ("L \\ge 2", "L > 2"),
        ("\\lambda_i^{2}", "\\lambda_i^{2L}"),
        ("\\lambda_i^{2}", "\\Lambda_i^{2}"),
        ("\\rate{2}", "\\rate{3}"),
        ("for $i > r$", "for every $i > r$"),
        ("{d_{*}}", "{d_0}"),  # a macro of a macro of the lemma
        ("$\\lambda_i^{2}$", "$\\mathbf{\\lambda}_i^{2}$"),
        ("1 + \\rate", "1 - \\rate"),
        ("[Tail]", "[Tail, under Assumption 2]"),
    ],
)
def test_what_changes_a_fingerprint(prints, old, new):
    assert old in PAPER
    assert prints(PAPER.replace(old, new, 1))["lem:tail"] != prints(PAPER)["lem:tail"]


def test_the_proof_does_not_touch_its_lemma_and_has_prints_of_its_own(prints):
    before, after = prints(PAPER), prints(PAPER.replace("y &= z", "y &= 2z"))
    assert before["eq:first"] != after["eq:first"]
    assert before["lem:tail"] == after["lem:tail"]


def test_files_are_read_where_they_stand_and_nowhere_else(tmp_path):
    (tmp_path / "paper").mkdir()
    (tmp_path / "outside.tex").write_text("\\begin{lemma}\\label{x} secret \\end{lemma}")
    main, part = tmp_path / "paper" / "main.tex", tmp_path / "paper" / "part.tex"
    part.write_text("\n" + LEMMA)
    main.write_text(PREAMBLE + "\\input{part}\\input glyphtounicode \\end{document}")
    found = read_source(main)
    assert found.by_label["lem:tail"].place.endswith("part.tex:2")
    assert "main.tex:10" in found.unread[0] and "glyphtounicode" in found.unread[0]
    os.symlink(tmp_path / "outside.tex", tmp_path / "paper" / "link.tex")
    for name in ("../outside", str(tmp_path / "outside.tex"), "link"):
        main.write_text(f"\\input{{{name}}}")
        found = read_source(main)
        assert not found.passages and "main.tex:1: " in found.unread[0] and "outside the folder" in found.unread[0]
    main.write_text("\n\\include{part}")
    part.write_text("\\input{main}")
    with pytest.raises(BadInput, match=r"part.tex:1: .*circle"):
        read_source(main)
    for name in ('|"rm -rf x"', "\\jobname"):
        main.write_text(f"\\input{{{name}}}")
        assert "nothing is run" in read_source(main).unread[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\n\\begin{lemma} x \\end{theorem}", r"paper.tex:2: \\end{theorem} closes \\begin{lemma} of line 2"),
        ("\n\n\\begin{lemma} x", r"paper.tex:3: \\begin{lemma} is never closed"),
        ("x }", r"paper.tex:1: } closes nothing"),
        ("{ \\begin{lemma} } \\end{lemma}", r"paper.tex:1: } closes \\begin{lemma}"),
        ("\\begin{verbatim} x", "never closed"),
        ("\\iffalse x", "has no"),
        ("a\nb\x00", r"paper.tex:2: holds the control character"),
        ("\\label{\n}", "needs a name"),
        ("{" * 100_000, "deep"),
        ("\\begin{lemma}" * 100_000, "within one another"),
        ("x" * 10_000_000, "bytes"),
        ("\\a" + " " * 1_000_000, "blank"),
        ("\\verb|x", "not closed on its line"),
    ],
)
def test_refusals_are_one_line_with_file_and_line(tmp_path, text, words):
    path = tmp_path / "paper.tex"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=words) as refusal:
        read_source(path)
    assert str(refusal.value).startswith(str(path))
    assert len(str(refusal.value).splitlines()) == 1


def test_what_is_no_text_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.tex")
    (tmp_path / "bytes.tex").write_bytes(b"a\n\xff")
    for name, words in (("pipe.tex", "is not a file"), ("none.tex", "no such"), ("bytes.tex", r"bytes.tex:2: .*--encoding")):
        with pytest.raises(BadInput, match=words):
            read_source(tmp_path / name)
    with pytest.raises(BadInput, match="is not a file"):
        read_source(tmp_path)


def test_files_that_double_each_other_end_at_a_limit(tmp_path):
    for i in range(25):
        (tmp_path / f"f{i}.tex").write_text(f"\\input{{f{i + 1}}}\\input{{f{i + 1}}}")
    (tmp_path / "f25.tex").write_text("x")
    with pytest.raises(BadInput, match="files to read"):
        read_source(tmp_path / "f0.tex")
