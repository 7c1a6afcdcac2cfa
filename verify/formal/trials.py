"""Do the formal proofs notice a changed formula or assumption? Each change must make the row of its statement fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from verify.formal import build
from verify.formal.table import Entry, Table, Untied, Untranslated, wording_of
from verify.paper.statements import Revision, Wording


@dataclass(frozen=True)
class Trial:
    """A changed wording and what became of its row. `by`: the kernel, the table's own comparison, or nothing."""

    id: str
    change: str
    by: str
    why: str = ""

    @property
    def noticed(self) -> bool:
        """Whether the row failed."""
        return self.by != "nothing"


def changed(revision: Revision, entry: Entry, wording: Wording) -> Revision:
    """The revision with another wording of a row's statement, in the place of the one that the row speaks of."""
    label, name = entry.id.split("/")
    result = revision.results[label]
    statement = result.statements[name]
    if statement.finding is not None and wording_of(statement, entry.printed) is not statement.printed:
        other = replace(statement, finding=replace(statement.finding, repaired=wording))
    else:
        other = replace(statement, printed=wording)
    statements = {**result.statements, name: other}
    return replace(revision, results={**revision.results, label: replace(result, statements=statements)})


def trials(
    table: Table, revision: Revision, todo: Iterable[tuple[Entry, str, str, Wording]], jobs: int = 2
) -> Iterator[Trial]:
    """Try each (row, id, description, wording). The objects of formal/ must have been compiled."""
    with TemporaryDirectory() as place, ThreadPoolExecutor(jobs) as pool:

        def one(item: tuple[Entry, str, str, Wording]) -> Trial:
            entry, ident, change, wording = item
            other = changed(revision, entry, wording)
            folder = Path(place) / ident.replace("/", "_").replace("#", "_").replace(" ", "_")
            try:
                table.text(entry, other)
            except Untied as error:
                return Trial(ident, change, "the table", str(error))
            except Untranslated as error:
                return Trial(ident, change, "the printer", str(error))
            verdict = build.check(table, entry, other, keep=folder)
            return Trial(ident, change, "nothing" if verdict.accepted else "the kernel", verdict.why)

        yield from pool.map(one, todo)
