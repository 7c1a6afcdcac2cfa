"""The text in LaTeX: one file that compiles with the packages of a plain installation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from verify.report.text_of_paper.contents import Block, Figure, Heading, Stated, Table

PREAMBLE = r"""\documentclass[10pt,a4paper]{article}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb}
\usepackage[top=1.8cm,bottom=1.8cm,left=1.7cm,right=2.6cm,marginparsep=2mm,marginparwidth=1.9cm]{geometry}
\usepackage{longtable}
\setlength{\parindent}{0pt}\setlength{\parskip}{3pt}\sloppy
\newcommand{\verdict}[1]{\marginpar{\raggedright\tiny #1}}
"""
BEGIN = r"""\begin{document}\small
\setlength{\abovedisplayskip}{3pt}\setlength{\belowdisplayskip}{3pt}
"""
HEADINGS = {1: r"{\Large\bfseries %s\par}\bigskip", 2: r"\section*{%s}", 3: r"\subsection*{%s}"}
BULLET = r"$\bullet$ "
SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    "…": r"\dots{}", "×": r"$\times$", "—": "---", "–": "--", "’": "'", "é": r"\'e",
}  # fmt: skip


def latex(blocks: Iterable[Block]) -> str:
    """The whole file."""
    return PREAMBLE + BEGIN + "\n".join(_lines(list(blocks))) + "\n\\end{document}\n"


def _lines(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading):
            yield HEADINGS[block.level] % safe(block.text)
        elif isinstance(block, Stated):
            yield f"\\verdict{{{safe(block.mark)}}}\\textbf{{{safe(block.where)}.}} \\emph{{{safe(block.sentence)}}}"
            yield f"\\[{{\\textstyle {block.latex}}}\\]"
        elif isinstance(block, Table):
            yield from _table(block)
        elif isinstance(block, Figure):  # LaTeX reads no SVG: the words, and where the picture is
            yield f"\\emph{{{safe(block.caption)}}} (docs/{safe(block.place)})\n"
        else:
            yield f"{BULLET if block.item else ''}{inline(block.text)}\n"


def _table(table: Table) -> Iterator[str]:
    width = f"{0.92 / len(table.heads):.2f}"
    columns = rf"p{{{width}\textwidth}}" * len(table.heads)
    yield rf"{{\tiny\begin{{longtable}}{{{columns}}}"
    yield " & ".join(f"\\textbf{{{safe(head)}}}" for head in table.heads) + r" \\ \hline"
    for row in table.rows:
        yield " & ".join(safe(cell) for cell in row) + r" \\"
    yield "\\end{longtable}}"


def safe(text: str) -> str:
    """Text with every sign that LaTeX reads as a command escaped; what it cannot set is left out."""
    made = "".join(SPECIAL.get(sign, sign) for sign in text)
    return "".join(sign for sign in made if ord(sign) < 256)


def inline(text: str) -> str:
    """Stressed words and formulas in plain signs."""
    made = []
    for part in re.split(r"(`[^`]+`|\*[^*\s][^*]*\*)", text):
        if part.startswith("`") and part.endswith("`") and len(part) > 2:
            made.append(f"\\texttt{{{safe(part[1:-1])}}}")
        elif part.startswith("*") and part.endswith("*") and len(part) > 2:
            made.append(f"\\emph{{{safe(part[1:-1])}}}")
        else:
            made.append(safe(part))
    return "".join(made)
