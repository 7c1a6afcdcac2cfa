r"""The beginning of a book for a new paper: one result for each labelled theorem of its LaTeX source, no meaning in any.

Labels, titles and the graph of \ref are taken over; what a theorem says is for a person to write.
"""

from __future__ import annotations

from collections.abc import Iterator

from verify.paper.bindings import quoted
from verify.paper.latex import Passage, Source

HEAD = """\
# A revision for {main}, made by python -m verify link --new. Each result below is a labelled theorem of the source.
# To state what a result claims, add entries such as
#
#   ["thm:main".rate]
#   where = "Theorem 1"
#   latex = 'x^{{2L-2}}'
#   value = "x**(2*L-2)"
#
# with every symbol of `value` in [symbols]. The grammar and every key: docs/add_a_paper.md, docs/add_a_lemma.md.

revision = {name}  # with a folder lemmas/NAME/ of claims, add: paper = {name}
title    = {title}
source   = {main}

[symbols]
# L = "depth, the number of layers"
"""


def skeleton(source: Source, name: str) -> str:
    """The text of a revision file named `name` for a LaTeX source."""
    title = source.title or source.main.stem
    lines = [HEAD.format(main=quoted(source.main.name), name=quoted(name), title=quoted(title))]
    theorems = [p for p in source.passages if p.theorem and p.labels]
    labels = {label: p.labels[0] for p in theorems for label in p.labels}
    for passage in theorems:
        label = passage.labels[0]
        kind = passage.environment.capitalize()
        lines.append(f"[{quoted(label)}]")
        lines.append(f"title = {quoted(f'{kind}: {passage.title}' if passage.title else kind)}")
        if named := [labels[r] for r in _referred(passage, source) if r in labels and labels[r] != label]:
            lines.append(f"# its text and proof refer to: uses = [{', '.join(map(quoted, dict.fromkeys(named)))}]")
        lines.append("")
    for passage in theorems:
        lines += [f"[bindings.{quoted(passage.labels[0])}]", f"statements = [{quoted(passage.labels[0])}]"]
        lines += [f"sha256 = {quoted(passage.sha256)}", ""]
    return "\n".join(lines)


def _referred(passage: Passage, source: Source) -> Iterator[str]:
    """The labels that a theorem and its proof refer to. A proof is of the theorem it names, or of the last before it."""
    yield from passage.refers
    last: Passage | None = None
    for other in source.passages:
        if other.theorem:
            last = other
        elif other.environment == "proof":
            named = [p for label in other.title_refers if (p := source.by_label.get(label)) is not None]
            if (named[0] if named else last) is passage:
                yield from other.refers
