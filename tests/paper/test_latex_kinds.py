r"""LaTeX as people write it: theorems and macros that are declared by other means than \newtheorem and \newcommand."""

from __future__ import annotations

import pytest

from verify.errors import BadInput
from verify.paper.latex import read_source

HEAD = "\\documentclass{article}\\usepackage{amsthm}\\newtheorem{theorem}{Theorem}\\newtheorem{lemma}[theorem]{Lemma}\n"
THEOREM = "\\begin{theorem}\\label{thm:a} We have $a = b$. \\end{theorem}"


@pytest.fixture
def read(tmp_path):
    """The source of a document: its preamble, its body, and the other files of its folder."""

    def made(preamble: str, body: str, files: dict[str, str] | None = None, encoding: str = "utf-8"):
        for name, text in (files or {}).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding=encoding)
        main = tmp_path / "main.tex"
        main.write_text(f"{preamble}\\begin{{document}}\n{body}\n\\end{{document}}\n", encoding=encoding)
        return read_source(main, encoding)

    return made


@pytest.mark.parametrize(
    ("preamble", "body", "labels"),
    [
        ("\\newcommand{\\dt}[2]{\\newtheorem{#1}{#2}}\\dt{thm}{Theorem}", "\\begin{thm}\\label{x} a\\end{thm}", ["x"]),
        ("\\def\\mk#1{\\newtheorem{#1}{N}}\\mk{zzz}", "\\begin{zzz}\\label{x} a\\end{zzz}", ["x"]),
        ("\\newcommand\\bthm{\\begin{theorem}}\\newcommand\\ethm{\\end{theorem}}", "\\bthm\\label{x} a\\ethm", ["x"]),
        ("\\newcommand{\\thmx}[2]{\\begin{theorem}\\label{#1}#2\\end{theorem}}", "\\thmx{x}{$a$}", ["x"]),
        ("\\newtcbtheorem[number within=section]{thm}{Theorem}{}{th}", "\\begin{thm}{Main}{x} $a$\\end{thm}", ["th:x"]),
        ("\\newtcbtheorem{lem}{Lemma}{}{l}", "\\begin{lem}[label=lem:b]{T} $b$\\end{lem}", ["lem:b"]),
        ("\\newmdtheoremenv{boxthm}{Theorem}", "\\begin{boxthm}\\label{x} a\\end{boxthm}", ["x"]),
        ("\\declaretheorem[style=plain]{fct}", "\\begin{fct}[name=N, label=fct:x] a\\end{fct}", ["fct:x"]),
        ("", "\\begin{restatable*}{theorem}{again}\\label{x} a\\end{restatable*}", ["x"]),
        ("", "\\begin{assumption}\\label{x} a\\end{assumption}\\begin{remark}\\label{y} b\\end{remark}", ["x", "y"]),
        ("", "\\begin{theorem}\\label[thm]{x} a\\end{theorem}\\begin{lemma}\\label[lem]{y} b\\end{lemma}", ["x", "y"]),
        ("\\NewDocumentEnvironment{boxed}{o}{\\begin{center}}{\\end{center}}", THEOREM, ["thm:a"]),
        ("\\NewDocumentEnvironment{fth}{o}{\\begin{theorem}}{\\end{theorem}}", "\\begin{fth}\\label{x}\\end{fth}", ["x"]),
        ("\\titleformat{\\chapter}{\\begin{flushleft}}{\\thechapter}{0pt}{}[\\end{flushleft}]", THEOREM, ["thm:a"]),
        ("", THEOREM + "\\begin{tikzpicture}\\path(0,0) node {x};\\end{tikzpicture}", ["thm:a"]),
        ("\\newcommand{\\cut}[1]{}", "\\cut{" + THEOREM + "}" + THEOREM, ["thm:a"]),
        ("", "\\if0" + THEOREM + "\\fi " + THEOREM, ["thm:a"]),
    ],
)  # fmt: skip
def test_theorems_are_found(read, preamble, body, labels):
    found = read(HEAD + preamble, body)
    assert [label for p in found.passages for label in p.labels] == labels
    assert not found.unread


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("\\DeclarePairedDelimiter{\\norm}{\\lVert}{\\rVert_2}", "\\rVert_1", "\\norm{W}"),
        ("\\NewDocumentCommand{\\norm}{m}{\\|#1\\|_2}", "\\|_1", "\\norm{W}"),
        ("\\expandafter\\newcommand\\csname norm\\endcsname[1]{|#1|_2}", "|_1", "\\norm{W}"),
        ("\\expandafter\\def\\csname norm\\endcsname#1{|#1|_2}", "|_1", "\\csname norm\\endcsname{W}"),
        ("\\makeatletter\\@namedef{norm}#1{|#1|_2}\\makeatother", "|_1", "\\norm{W}"),
        ("\\newcommandx{\\norm}[2][1=2]{|#2|_2}", "|_1", "\\norm{W}"),
        ("\\DeclareMathOperator*{\\tr}{tr_2}", "tr_1", "\\tr W"),
        ("\\newcommand{\\dv}[1]{\\expandafter\\newcommand\\csname v#1\\endcsname{\\mathbf{#1}_2}}\\dv{x}", "_1", "\\vx"),
        ("\\let\\norm\\abs \\newcommand{\\abs}[1]{|#1|_2}", "|_1", "\\norm{W}"),
        ("\\makeatletter\\newcommand{\\n@rm}{|_2}\\newcommand{\\norm}{\\n@rm}\\makeatother", "|_1", "\\norm W"),
    ],
)  # fmt: skip
def test_a_changed_definition_changes_what_uses_it(read, old, new, text):
    body = f"\\begin{{theorem}}\\label{{x}} ${text}$ \\end{{theorem}}" + THEOREM
    one, two = (read(HEAD + definition, body) for definition in (old, old.replace(new.replace("1", "2"), new)))
    assert one.by_label["x"].sha256 != two.by_label["x"].sha256
    assert one.by_label["thm:a"].sha256 == two.by_label["thm:a"].sha256
    assert not one.by_label["x"].not_followed


def test_the_papers_own_class_and_packages_are_read(read):
    own = {"mystyle.sty": "\\RequirePackage{amsthm}\\newtheorem{thm}{T}\\newcommand{\\n@}{2}\\newcommand{\\rate}{\\n@}"}
    own |= {"mine.cls": "\\LoadClass{article}\\newtheorem{law}{Law}"}
    text = "\\documentclass[11pt]{mine}\\usepackage[x]{mystyle,amsmath}"
    body = "\\begin{thm}\\label{a}$\\rate$\\end{thm}\\begin{law}\\label{b}$c$\\end{law}"
    before = read(text, body, own)
    after = read(text, body, own | {"mystyle.sty": own["mystyle.sty"].replace("{2}", "{3}")})
    assert list(before.by_label) == ["a", "b"] and not before.unread
    assert before.by_label["a"].sha256 != after.by_label["a"].sha256
    assert before.by_label["b"].sha256 == after.by_label["b"].sha256


def test_subfiles_and_imports_are_read(read):
    inner = "\\documentclass[main]{subfiles}\n\\begin{document}\\begin{theorem}\\label{%s} a\\end{theorem}\\end{document}\n"
    files = {f"{name}.tex": inner % name for name in ("one", "two")}
    files |= {"ch/three.tex": "\\input{four}", "ch/four.tex": "\\begin{lemma}\\label{four} a\\end{lemma}"}
    files |= {"pic.tex": "\\begin{lemma}\\label{pic} a\\end{lemma}"}
    body = "\\subfile{one}\\subfileinclude{two}\\subimport{ch/}{three}\\includestandalone[width=1cm]{pic}" + THEOREM
    found = read(HEAD, body, files)
    assert list(found.by_label) == ["one", "two", "four", "pic", "thm:a"] and not found.unread


def test_a_label_that_stands_twice_is_noted_only_where_two_texts_have_it(read):
    sections = read(HEAD, "\\section{A}\\label{s} " + THEOREM + "\\section{B}\\label{s}\\label{thm:a}")
    assert list(sections.by_label) == ["thm:a"] and not sections.unread
    twice = read(HEAD, THEOREM + "\n" + THEOREM)
    assert [p.labels for p in twice.passages] == [("thm:a",), ()]
    assert "main.tex:4: the label 'thm:a' stands at main.tex:3 already" in twice.unread[0]


def test_what_is_not_followed_is_named(read):
    body = "\\begin{theorem}\\label{x} $\\mystery{a} \\le \\operatorname{tr} \\alpha$ \\end{theorem}" + THEOREM
    found = read(HEAD + "\\input{../macros}\\newcommand{\\mk}[1]{\\def\\csname x\\number#1\\endcsname{}}\\mk{2}", body)
    assert found.by_label["x"].not_followed == ("\\mystery",)
    assert found.by_label["thm:a"].not_followed == ()
    assert "outside the folder" in found.unread[0] and "computed name" in found.unread[-1]
    strange = read(HEAD, "\\begin{satz}\\label{s} a \\end{satz}\\begin{figure}\\label{f}\\end{figure}")
    assert len(strange.unread) == 1 and "\\begin{satz} is not known as a theorem" in strange.unread[0]


def test_colour_groups_change_nothing(read):
    plain = read(HEAD, "\\begin{theorem}\\label{x} It is and $a \\le b$ holds. \\end{theorem}")
    blue = read(HEAD, "\\begin{theorem}\\label{x} It is and {\\color{blue} $a \\le b$ holds}. \\end{theorem}")
    bold = read(HEAD, "\\begin{theorem}\\label{x} It is and {\\bfseries $a \\le b$} holds. \\end{theorem}")
    assert plain.by_label["x"].sha256 == blue.by_label["x"].sha256 == bold.by_label["x"].sha256


def test_other_encodings_are_named_by_the_user(read):
    body = "\\begin{theorem}\\label{x} In the sense of Fréchet. \\end{theorem}"
    assert read(HEAD, body, encoding="latin-1").by_label["x"].sha256 == read(HEAD, body).by_label["x"].sha256
    with pytest.raises(BadInput, match="--encoding klingon: unknown"):
        read_source(read(HEAD, body).main, "klingon")


def test_macros_that_call_themselves_end(read):
    assert read(HEAD + "\\def\\loop{\\begin{theorem}\\loop}", THEOREM).by_label
    with pytest.raises(BadInput):
        read(HEAD + "\\def\\x{\\label{a}\\y\\y\\y\\y\\y\\y\\y\\y}\\def\\y{\\x\\x\\x\\x\\x\\x\\x\\x}", "\\x")
