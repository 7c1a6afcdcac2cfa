"""A referee letter of at most two pages from the data: what stands, what fails and where, and what to print instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from verify.paper.statements import Revision, Statement
from verify.report.brief import spoken_witness
from verify.report.distinct import WORDS, Error, counted, distinct_errors

FORMATS = ("md", "tex", "html")
HEADINGS = {
    "false": "False claims",
    "gap": "Steps of proofs that fail, while the claim survives",
    "reading": "True only with an assumption that is not stated",
}
SHORT = ("misprint", "convention")
LONGEST = 90  # characters of a formula in the letter


@dataclass(frozen=True)
class Piece:
    """A paragraph, a heading or an item; `code` in backquotes and **strong** words are the only marks in its text."""

    kind: str  # "title", "heading", "text" or "item"
    text: str


def letter(revision: Revision, replaced: Mapping[str, str], found: Callable[[str], str]) -> list[Piece]:
    """The letter on a revision. replaced: id of a statement -> id of what the repaired paper has in its place.

    found: id -> printed and true value at the pinned witness, in one line.
    """
    errors = distinct_errors(revision)
    total = sum(len(r.statements) for r in revision.results.values())
    failing = sum(len(e.statements) for e in errors)
    pieces = [Piece("title", f"Referee's report: {revision.title}")]
    pieces.append(
        Piece(
            "text",
            f"Of {total} statements and proof steps that can be checked, {total - failing} hold as printed. The others come "
            f"from {len(errors)} distinct errors: {counted(errors)}. Each counterexample below is exact and can be replayed "
            "with `python -m verify replay ID`.",
        )
    )
    if revision.survives:
        pieces.append(Piece("heading", "What is right"))
        pieces += [Piece("item", text) for text in revision.survives]
    for severity, heading in HEADINGS.items():
        of_kind = [e for e in errors if e.severity == severity]
        if of_kind:
            pieces.append(Piece("heading", heading))
            pieces += [Piece("item", _error(e, replaced, found)) for e in of_kind]
    short = [e for e in errors if e.severity in SHORT]
    if short:
        pieces.append(Piece("heading", "Slips and conventions"))
        named = "; ".join(f"{_first(e).id} ({WORDS[e.severity]})" for e in short)
        pieces.append(Piece("text", f"{named}. The corrected lines: `python -m verify explain ID`."))
    remarks = [(r.label, text) for r in revision.results.values() for text in r.remarks]
    if remarks:
        pieces.append(Piece("heading", "Remarks on the text"))
        pieces += [Piece("item", f"{label}: {_clipped(text, 120)}") for label, text in remarks[:3]]
        if len(remarks) > 3:
            pieces.append(Piece("text", f"{len(remarks) - 3} more are listed with the findings."))
    return pieces


def _first(error: Error) -> Statement:
    """The statement that shows an error best: one that is no mere step of a proof, if there is one."""
    gravest = [s for s in error.statements if s.finding is not None and s.finding.severity == error.severity]
    return next((s for s in gravest if s.kind == "statement"), gravest[0])


def _error(error: Error, replaced: Mapping[str, str], found: Callable[[str], str]) -> str:
    s = _first(error)
    assert s.finding is not None
    parts = [f"**{_sentence(error.cause if len(error.statements) > 1 else s.finding.because)}**"]
    witness = next(iter(s.finding.witness.values()), None)
    parts.append(f"{s.where.partition(':')[0].partition(',')[0]} prints `{_clipped(str(s.printed))}`")
    if witness is not None:
        parts[-1] += f"; at {spoken_witness(witness)} {found(s.id)}"
    parts[-1] += "."
    if s.finding.repaired is not None:
        given = [str(g) for g in s.finding.repaired.given if g not in s.printed.given]
        tail = f", given `{', '.join(given)}`" if given else ""
        instead = s.finding.repaired.sentence if len(s.finding.repaired.sentence) > 40 else ""
        parts.append(f"Print instead: {_clipped(instead, 200) or f'`{_clipped(str(s.finding.repaired))}`'}{tail}.")
    others = [x.id for x in error.statements if x is not s]
    if others:
        more = f" and {len(others) - 2} more" if len(others) > 2 else ""
        parts.append(f"Also in {', '.join(others[:2])}{more}.")
    places = [replaced[x.id] for x in (s, *error.statements) if x.id in replaced]
    if places:
        parts.append(f"In the repaired paper: {', '.join(list(dict.fromkeys(places))[:3])}.")
    return " ".join(parts)


def _sentence(text: str) -> str:
    text = text.split(": ")[0] if len(text) > 260 else text
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _clipped(text: str, most: int = LONGEST) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"


def written(pieces: Sequence[Piece], format: str) -> str:
    """The letter as Markdown, LaTeX or HTML."""
    if format == "tex":
        return "\n".join(_tex(pieces)) + "\n"
    text = "\n".join(_markdown(pieces)).strip() + "\n"
    if format == "md":
        return text
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).render(text)
    style = "body{max-width:44em;margin:2em auto;padding:0 1em;font:1rem/1.5 Georgia,serif}code{font-size:.92em}"
    title = _plain(pieces[0].text)
    head = f'<head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>'
    return f'<!doctype html>\n<html lang="en">{head}\n<body>\n{body}</body></html>\n'


def _markdown(pieces: Sequence[Piece]) -> Iterator[str]:
    last = ""
    for p in pieces:
        if p.kind != "item" or last != "item":
            yield ""
        yield {"title": "# ", "heading": "## ", "item": "- ", "text": ""}[p.kind] + p.text
        last = p.kind


def _tex(pieces: Sequence[Piece]) -> Iterator[str]:
    yield r"\documentclass[10pt]{article}"
    yield r"\usepackage[margin=1.6cm]{geometry}\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{textcomp}"
    yield r"\sloppy\setlength{\parskip}{2pt}\begin{document}\small"
    inside = False
    for p in pieces:
        if inside and p.kind != "item":
            yield r"\end{itemize}"
            inside = False
        if p.kind == "item" and not inside:
            yield r"\begin{itemize}\setlength{\itemsep}{1pt}"
            inside = True
        text = escaped(p.text)
        around = {"title": rf"\section*{{{text}}}", "heading": rf"\subsection*{{{text}}}", "item": rf"\item {text}"}
        yield around.get(p.kind, text)
    if inside:
        yield r"\end{itemize}"
    yield r"\end{document}"


TEX = {
    **{c: "\\" + c for c in "&%$#_{}"},
    **{"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"},
    **{"<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "…": r"\dots{}", "Σ": r"$\Sigma$", "σ": r"$\sigma$"},
}


def escaped(text: str) -> str:
    """A text of this module as LaTeX: its characters escaped, `code` as \\texttt, **strong** as \\textbf."""
    parts = re.split(r"(`[^`]*`|\*\*.+?\*\*)", text)
    made = []
    for part in parts:
        command = "texttt" if part.startswith("`") else "textbf" if part.startswith("**") else ""
        inner = "".join(TEX.get(c, c) for c in (part.strip("`*") if command else part))
        made.append(rf"\{command}{{{inner}}}" if command else inner)
    return "".join(made)


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
