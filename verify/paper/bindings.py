"""Which environment of the LaTeX source each statement was transcribed from, and whether its text is still the same.

[bindings."lem:tail"]
statements = ["A.9/gap", "A.10"]     # statements, or whole results
sha256 = "…"                         # of the text as it was when the statements were transcribed
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verify.errors import BadInput
from verify.paper.latex import Passage, Source
from verify.paper.statements import Binding, Result, Revision

KEYS: dict[str, tuple[type, str]] = {"statements": (list, "a list"), "sha256": (str, "text")}
RED = frozenset({"stale", "missing", "no fingerprint"})


def read_bindings(
    raw: Mapping[str, Any], results: Mapping[str, Result], refuse: Callable[[str, str, str], BadInput]
) -> dict[str, Binding]:
    """The bindings of a revision file; `refuse` makes the BadInput that names file, table and key."""
    statements = {s.id for result in results.values() for s in result.statements.values()}
    found = {}
    for label, table in raw.items():
        place = f'bindings."{label}"'
        if table is False:
            continue  # taken away, and no revision below had it
        if not isinstance(table, dict):
            raise refuse(place, "", "must be a table with statements and sha256")
        for key, value in table.items():
            if key not in KEYS:
                raise refuse(place, key, f"unknown key; known are: {', '.join(KEYS)}")
            if not isinstance(value, KEYS[key][0]):
                raise refuse(place, key, f"must be {KEYS[key][1]}, not {type(value).__name__}")
        names = table.get("statements", [])
        for name in names:
            if not isinstance(name, str) or (name not in statements and name not in results):
                raise refuse(place, "statements", f"{str(name)[:80]!r} is no statement or result of this revision")
        if "sha256" in table and not re.fullmatch("[0-9a-f]{64}", table["sha256"]):
            raise refuse(place, "sha256", "must be 64 digits 0-9 a-f, as --write writes them")
        found[label] = Binding(label, tuple(names), table.get("sha256", ""))
    return found


@dataclass(frozen=True)
class Bound:
    """One label, or one environment without a label, and what became of it.

    `status`: fresh, stale (the text changed), missing (the label is gone), no fingerprint (bound, but never written),
    not transcribed (no statement cites it), no label (so nothing can cite it).
    """

    status: str
    label: str
    statements: tuple[str, ...]
    passage: Passage | None
    moved_to: str = ""  # where a missing label's text stands now

    @property
    def detail(self) -> str:
        """What happened, and what to do."""
        match self.status:
            case "stale":
                return "the text, or a macro that it uses, changed since it was transcribed: read it again"
            case "missing" if self.moved_to:
                return f"no environment has this label; its text now stands under {self.moved_to}"
            case "missing":
                return "no theorem, proof or displayed equation has this label"
            case "no fingerprint":
                return "bound, but no sha256 was written yet: run with --write"
            case "not transcribed":
                return "no statement cites it"
            case "no label":
                return "has no \\label, so no statement can be bound to it"
        return ""

    @property
    def doubt(self) -> str:
        """What a fresh text uses and no file read here defines: a change of that would not be seen. Empty when nothing."""
        names = self.passage.not_followed if self.passage else ()
        return f"uses {', '.join(names)}, which no file that was read defines" if names and self.statements else ""


def compare(source: Source, bindings: Mapping[str, Binding]) -> Iterator[Bound]:
    """Every bound label in the order of the data, then theorem-like environments that no statement cites."""
    passages = source.by_label
    by_text: dict[str, str] = {}
    for label, passage in passages.items():
        if label not in bindings:
            by_text.setdefault(passage.sha256, label)
    cited = set()
    for label, binding in bindings.items():
        if not binding.statements:
            continue
        found = passages.get(label)
        if found is None:
            yield Bound("missing", label, binding.statements, None, by_text.get(binding.sha256, ""))
            continue
        cited.add(found)
        status = "fresh" if found.sha256 == binding.sha256 else "stale" if binding.sha256 else "no fingerprint"
        yield Bound(status, label, binding.statements, found)
    for passage in source.passages:
        if passage.theorem and passage not in cited:
            status = "not transcribed" if passage.labels else "no label"
            yield Bound(status, passage.labels[0] if passage.labels else "", (), passage)


def renewed(source: Source, revision: Revision) -> dict[str, Binding]:
    """The bindings as they stand after the transcription was read again: present fingerprints, moved labels followed.

    Theorem-like environments that no statement cites come with an empty list of statements, to be filled in. A missing label
    whose text is nowhere keeps its entry.
    """
    passages, made = source.by_label, dict[str, Binding]()
    for bound in compare(source, revision.bindings):
        label = bound.moved_to or bound.label
        if not label:
            continue
        statements = (
            tuple(dict.fromkeys((*made[label].statements, *bound.statements))) if label in made else bound.statements
        )
        old = revision.bindings.get(bound.label)
        made[label] = Binding(label, statements, passages[label].sha256 if label in passages else old.sha256 if old else "")
    return made


def as_toml(name: str, extends: str, bindings: Mapping[str, Binding], dropped: tuple[str, ...] = ()) -> str:
    """A revision file that holds bindings only; `dropped` are inherited ones that it takes away."""
    lines = [
        "# Written by python -m verify link --write; only the lists of statements are meant to be edited.",
        f"revision = {quoted(name)}",
        f"extends = {quoted(extends)}",
        "",
    ]
    if dropped:
        lines += ["[bindings]", *(f"{quoted(label)} = false" for label in dropped), ""]
    for binding in bindings.values():
        lines += [f"[bindings.{quoted(binding.label)}]"]
        lines += [f"statements = [{', '.join(map(quoted, binding.statements))}]"]
        lines += [f"sha256 = {quoted(binding.sha256)}", ""] if binding.sha256 else [""]
    return "\n".join(lines)


def base_of(file: Path) -> str | None:
    """The revision that a file extends if it holds bindings and nothing else, else None. Raises BadInput."""
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(f"{file}: not TOML: {error}") from None
    base = raw.get("extends")
    return base if isinstance(base, str) and set(raw) <= {"revision", "extends", "bindings"} else None


def quoted(text: str) -> str:
    """A text as a TOML string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
