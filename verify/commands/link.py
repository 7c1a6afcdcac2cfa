"""link: which statements were transcribed from a text of the LaTeX source that has changed since."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from verify import catalogue
from verify.api.selection import revision_name
from verify.commands.options import Format, PaperName, RevisionName
from verify.errors import BadInput
from verify.paper.bindings import RED, Bound, as_toml, base_of, compare, renewed
from verify.paper.latex import Source, read_source
from verify.paper.skeleton import skeleton
from verify.paper.statements import Revision


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("link", short_help="Hold a revision against the LaTeX that it was read from.")(link)


def link(
    source: Annotated[Path, typer.Argument(help="The main LaTeX file.", metavar="PAPER.tex")],
    revision: RevisionName = None,
    paper: PaperName = None,
    write: Annotated[Path | None, typer.Option(help="Write the bindings as a revision file with this name.")] = None,
    new: Annotated[str | None, typer.Option(help="Begin a book for this paper: write NAME.toml.", metavar="NAME")] = None,
    encoding: Annotated[str, typer.Option(help="Of the LaTeX files.", metavar="NAME")] = "utf-8",
    format: Format = "text",
) -> None:
    """Hold the bindings of a revision against its LaTeX source: fresh, stale, missing, not transcribed.

    The source is never read for its meaning: the formulas stay those of the revision file.
    """
    if format not in ("text", "json"):
        raise BadInput(f"--format {format}: must be text or json")
    read = read_source(source, encoding)
    for line in read.unread:
        print(f"note: {line}", file=sys.stderr)
    if names := sorted({name for passage in read.passages for name in passage.not_followed}):
        print(f"note: no file that was read defines {', '.join(names)}; a change there is not seen", file=sys.stderr)
    if new is not None:
        _begin(new, read)
        return
    name = revision_name(revision, paper)
    book = catalogue.revision(name)
    if write is not None:
        _write(write, name, book, read)
        book = catalogue.revision(str(write))
    found = list(compare(read, book.bindings))
    if format == "json":
        json.dump(_as_json(found, book, read), sys.stdout, indent=1)
        print()
    else:
        print("\n".join(_text(found, book)))
    if any(bound.status in RED for bound in found):
        raise typer.Exit(1)


def _text(found: list[Bound], book: Revision) -> Iterator[str]:
    for bound in found:
        place = f"  ({bound.passage.environment}; {bound.passage.place})" if bound.passage else ""
        cites = f"  <- {', '.join(bound.statements)}" if bound.statements else ""
        yield f"{bound.status.upper():<17}{bound.label or '-'}{cites}{place}"
        if told := "; ".join(x for x in (bound.detail if bound.status in RED else "", bound.doubt) if x):
            yield f"                 {told}"
    every = {s.id: s.result for result in book.results.values() for s in result.statements.values()}
    bound_to = {name for bound in found for name in bound.statements}
    have = sum(1 for id, result in every.items() if {id, result} & bound_to)
    counts = {status: sum(b.status == status for b in found) for status in dict.fromkeys(b.status for b in found)}
    told = ", ".join(f"{n} {status}" for status, n in counts.items()) or "no theorem-like environment"
    yield f"revision {book.name}: {told}; {have} of {len(every)} statements are bound to a label"
    if not any(bound.statements for bound in found):
        yield "no label of this source is bound; for a paper of your own: python -m verify link PAPER.tex --new NAME"


def _as_json(found: list[Bound], book: Revision, read: Source) -> dict[str, object]:
    rows = [
        {
            "status": bound.status,
            "label": bound.label or None,
            "statements": list(bound.statements),
            "environment": bound.passage.environment if bound.passage else None,
            "file": bound.passage.file if bound.passage else None,
            "line": bound.passage.line if bound.passage else None,
            "sha256": bound.passage.sha256 if bound.passage else None,
            "moved_to": bound.moved_to or None,
            "not_followed": list(bound.passage.not_followed) if bound.passage else [],
            "detail": bound.detail,
        }
        for bound in found
    ]
    return {"revision": book.name, "source": str(read.main), "not_read": list(read.unread), "bindings": rows}


def _begin(name: str, read: Source) -> None:
    """Write the beginning of a revision for a paper that has none."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", name):
        raise BadInput(f"--new {name}: a name of small letters, digits, - and _, for example my-paper")
    file = Path(f"{name}.toml")
    if file.exists():
        raise BadInput(f"--new {name}: {file} is there already")
    file.write_text(skeleton(read, name), encoding="utf-8")
    catalogue.revision(str(file))
    count = sum(1 for p in read.passages if p.theorem and p.labels)
    print(f"wrote {file}: {count} labelled theorems, none stated yet; next: docs/add_a_paper.md", file=sys.stderr)


def _write(file: Path, name: str, book: Revision, read: Source) -> None:
    """Write a revision file that extends the given one by its bindings; only a file of that kind is overwritten."""
    if file.suffix != ".toml":
        raise BadInput(f"--write {file}: the name of a revision file ends in .toml")
    base = _base(file, name)
    made = renewed(read, book)
    beside = file.with_name(f"{base}.toml")
    inherited = catalogue.revision(str(beside) if beside.exists() else base).bindings
    dropped = tuple(label for label in inherited if label not in made)
    try:
        file.write_text(as_toml(file.stem, base, made, dropped), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--write {file}: {error.strerror}") from None
    labels = f"{len(made)} label{'' if len(made) == 1 else 's'}"
    print(f"wrote {file}: {labels}; name the statements of each in it", file=sys.stderr)


def _base(file: Path, name: str) -> str:
    """What the written file extends: as before when it holds bindings only, else the revision that was named."""
    if file.exists():
        base = base_of(file)
        if base is None:
            raise BadInput(f"--write {file}: holds more than bindings; write to another file, which will extend this one")
        if name.endswith(".toml") and Path(name).resolve() == file.resolve():
            return base
    given = Path(name)
    if name.endswith(".toml") and given.resolve().parent != file.resolve().parent:
        raise BadInput(f"--write {file}: must stand in the folder of {name}, which it extends")
    return given.stem if name.endswith(".toml") else name
