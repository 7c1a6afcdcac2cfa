"""A result's own text, as the paper prints it, with marks that say which words are which statement. Shown, never judged.

A paragraph is words with $LaTeX$ between them; [words](name) are those of the statement `name` of the same result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MATH = r"\$[^$]*\$"
MARK = re.compile(rf"\[((?:{MATH}|[^\[\]$])+)\]\((\w+)\)")


def pieces(paragraph: str) -> Iterator[tuple[str, str]]:
    """The words of a paragraph in order, each piece with the name of its statement, or with "" where there is none."""
    at = 0
    for match in MARK.finditer(paragraph):
        if match.start() > at:
            yield paragraph[at : match.start()], ""
        yield match[1], match[2]
        at = match.end()
    if at < len(paragraph):
        yield paragraph[at:], ""


def formulas(words: str) -> Iterator[tuple[str, bool]]:
    """Words cut at their formulas: each piece, and whether it is LaTeX."""
    for piece in re.split(rf"({MATH})", words):
        if piece.startswith("$") and piece.endswith("$") and len(piece) > 1:
            yield piece[1:-1], True
        elif piece:
            yield piece, False
