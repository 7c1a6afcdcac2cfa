"""The text in Markdown: formulas in plain signs, with the LaTeX beside each statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from verify.report.text_of_paper.contents import Block, Figure, Heading, Paragraph, Stated, Table


def markdown(blocks: Iterable[Block]) -> str:
    """The whole text as one file."""
    return "\n".join(_lines(list(blocks))) + "\n"


def _lines(blocks: list[Block]) -> Iterator[str]:
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if isinstance(block, Heading):
            yield f"{'#' * block.level} {block.text}"
        elif isinstance(block, Stated):
            yield f"**{block.where}** ({block.id}; *{block.mark}*). {plain(block.sentence)}"
            yield ""
            yield f"$${block.latex}$$"
        elif isinstance(block, Table):
            yield from _table(block)
        elif isinstance(block, Figure):
            yield f"![{plain(block.caption)}]({block.place})"
            yield ""
            yield f"*{plain(block.caption)}*"
        else:
            yield f"- {block.text}" if block.item else block.text
        if not (isinstance(block, Paragraph) and block.item and isinstance(following, Paragraph) and following.item):
            yield ""


def plain(text: str) -> str:
    """Words whose signs Markdown would take for its own."""
    return text.replace("*", r"\*").replace("_", r"\_").replace("<", r"\<").replace("|", r"\|")


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(table.heads)} |"
    yield f"|{'---|' * len(table.heads)}"
    for row in table.rows:
        yield f"| {' | '.join(plain(cell) for cell in row)} |"
