"""Which cases are meant: of lemma modules, of a statement by its id, of the revision that options name together."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from verify import catalogue
from verify.errors import BadInput
from verify.judge.cases import Case, cases
from verify.paper.statements import FIRST_PAPER, Revision


def cases_of(names: list[str], book: Revision, reading: str = "both") -> Iterator[Case]:
    """The cases of the named lemma modules, in order."""
    for name in names:
        yield from cases(catalogue.lemma(name), book, reading)


def revision_name(revision: str | None, paper: str | None) -> str:
    """The revision that --revision and --paper mean together. Raises BadInput where they contradict each other."""
    if paper is None:
        return revision or catalogue.paper(FIRST_PAPER).revision
    chosen = catalogue.paper(paper)
    if revision is not None and (other := catalogue.revision(revision).paper) != paper:
        raise BadInput(f"--revision {revision} is a revision of {other}, not of --paper {paper}")
    return revision or chosen.revision


def named(id: str, revision: str | None, paper: str | None = None) -> tuple[str, Revision, list[Case]]:
    """The cases of a statement or of one case, by id, with their revision and its name; where neither option is given,
    of the first paper that has such a result. Raises BadInput with near misses."""
    if revision is None and paper is None:
        label = id.split("/", 1)[0]
        shipped = [p.revision for p in catalogue.papers().values()]
        revision = next((name for name in shipped if label in catalogue.revision(name).results), None)
    name = revision_name(revision, paper)
    book = catalogue.revision(name)
    every = list(cases_of(catalogue.module_names(book.paper), book))
    exact = [case for case in every if id in (case.id, case.statement.id)]
    if exact:
        return name, book, exact
    ids = list(dict.fromkeys(case.statement.id for case in every))
    loose = [i for i in ids if i.lower().replace(".", "") == id.lower().replace(".", "")]
    if loose:
        return name, book, [case for case in every if case.statement.id == loose[0]]
    near = difflib.get_close_matches(id, ids, n=3, cutoff=0.4)
    raise BadInput(
        f"unknown statement {id!r}: " + (f"did you mean {' or '.join(near)}?" if near else "see: python -m verify list")
    )
