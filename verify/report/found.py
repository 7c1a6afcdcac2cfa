"""What was found, in a few sentences with counterexamples as matrices: the first thing that README says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from verify.paper.statements import Revision
from verify.report.distinct import distinct_errors

SHOWN = 5
BEGIN, END = "<!-- found: begin -->", "<!-- found: end -->"


def found(revision: Revision, shown: Callable[[str], str], theorem: Mapping[str, str]) -> Iterator[str]:
    """The gravest errors of a revision, what is right in it, and the theorem in its place.

    shown: id of a refuted statement -> its counterexample in one line. theorem: id -> sentence of what is true instead.
    """
    errors = distinct_errors(revision)
    total, failing = sum(len(r.statements) for r in revision.results.values()), sum(len(e.statements) for e in errors)
    yield f"Of the paper's {total} checkable statements and proof steps, {failing} do not hold as printed. They come from"
    yield f"{len(errors)} distinct errors. The gravest:"
    yield ""
    for e in errors[:SHOWN]:
        s = next((s for s in e.statements if s.kind == "statement"), e.statements[0])
        cause = e.cause.split(": ")[0] if len(e.cause) > 200 else e.cause
        more = f" and {len(e.statements) - 1} more places" if len(e.statements) > 1 else ""
        yield f"- {cause[:1].upper()}{cause[1:]} ({s.id}{more})."
        yield f"  {shown(s.id)}"
    yield ""
    yield "What is right:"
    yield ""
    yield from (f"- {text}" for text in revision.survives)
    yield ""
    for id, sentence in theorem.items():
        yield f"**The theorem that stands instead** ({id}). {sentence}"
