"""What pages show beside a run: revisions side by side, mutation and detection rates, figures, sweeps, the trusted base."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from verify.errors import BadInput
from verify.paper.statements import Revision, Statement
from verify.report.site.names import Names

LONG = 15_000  # characters of HTML of a section that is shown folded
FILE_LIMIT = 20_000_000  # bytes of a data or prose file
PICTURES = (".svg", ".png")
BESIDE = (".csv", ".json", ".png")  # what is linked beside a picture of the same name


@dataclass(frozen=True)
class Sweep:
    """A sweep over many networks: what its plan calls it, what came out, and its pictures."""

    title: str
    made_by: Sequence[str]  # the commands that make it again
    lines: Sequence[str]  # a summary in text; may be empty
    rests: str  # what the numbers take for granted; may be empty
    pictures: Sequence[tuple[str, bytes]]  # a caption, and an SVG


@dataclass
class Extras:
    """What a user asked to have beside the run; None where nothing was given."""

    trust: Path | None = None  # a .md file
    diff: tuple[Revision, Revision] | None = None  # old and new, compared by their text alone
    changes: Path | None = None  # the JSON of python -m verify diff or audit
    mutation: Path | None = None  # a .md or .json file
    detection: Path | None = None  # a .md or .json file
    figures: Path | None = None  # the folder of python -m verify figures
    sweeps: Sequence[Sweep] = ()
    replacements: Mapping[str, Sequence[Statement]] = field(default_factory=dict)  # by the id of what they replace


def read(path: Path) -> Any:
    """A .json file as data, or a .md file as Markup that holds nothing but what Markdown says. Raises BadInput."""
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise BadInput(f"{path}: larger than {FILE_LIMIT:,} bytes")
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".md":
            return prose(text)
        if path.suffix == ".json":
            return parsed(text)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: not JSON ({error})") from None
    raise BadInput(f"{path}: give a .json or a .md file")


def parsed(text: str) -> Any:
    """JSON as data. Raises ValueError."""
    return json.loads(text)


def prose(text: str) -> Markup:
    """Markdown as HTML: tables and links to the web, no HTML of its own, no pictures, no links into this repository."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    tokens = markdown.parse(text)
    for token in tokens:
        kept, open_links = [], []
        for child in token.children or []:
            if child.type == "link_open":
                open_links.append(str(child.attrs.get("href", "")).startswith(("https://", "http://")))
            elif child.type == "link_close":
                if open_links.pop():
                    kept.append(child)
                continue
            if child.type != "link_open" or open_links[-1]:
                kept.append(child)
        if token.children is not None:
            token.children = kept
    heads = [n for n, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    parts = [tokens[a:b] for a, b in zip([0, *heads], [*heads, len(tokens)])]

    def render(some: list[Any]) -> Markup:
        return Markup(markdown.renderer.render(some, markdown.options, {}))

    return Markup("").join(_section(part, render) for part in parts)


def _section(tokens: list[Any], render: Callable[[list[Any]], Markup]) -> Markup:
    """A part of a document below one heading; a long one is folded."""
    whole = render(tokens)
    if len(whole) < LONG or not tokens or tokens[0].tag != "h2":
        return whole
    folded = Markup('<details class="remarks"><summary>{}</summary>{}</details>')
    return folded.format(render(tokens[:3]), render(tokens[3:]))


def figures(folder: Path) -> list[dict[str, Any]]:
    """The pictures of a folder with the data beside them: what the page shows of each, and which file goes where.

    Where a picture is there as SVG and as PNG, the SVG is shown and the PNG linked. Raises BadInput.
    """
    if not folder.is_dir():
        raise BadInput(f"--figures {folder}: no such folder; make one with: python -m verify figures --out {folder}")
    files = sorted(p for p in folder.iterdir() if p.is_file() and p.suffix in {*PICTURES, *BESIDE})
    shown: dict[str, Path] = {}
    for file in files:
        if file.suffix in PICTURES and (file.stem not in shown or file.suffix == ".svg"):
            shown[file.stem] = file
    names, made = Names("figure"), []
    for stem, picture in shown.items():
        name = names.of(stem)
        beside = [p for p in files if p.stem == stem and p != picture and p.suffix in BESIDE]
        title = stem.replace("_", " ").replace("-", " ")
        made.append({
            "file": f"{name}{picture.suffix}",
            "anchor": f"f-{name}",
            "title": title,
            "data": [f"{name}{p.suffix}" for p in beside],
            "copies": [(file, f"{name}{file.suffix}") for file in (picture, *beside)],
        })
    return made


def sweeps(given: Sequence[Sweep]) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """What the page shows of each sweep, and the pictures by file."""
    names, anchors = Names("picture"), Names("sweep")
    shown, made = [], {}
    for sweep in given:
        pictures = []
        for caption, content in sweep.pictures:
            file = f"sweeps/{names.of(f'{len(names.given) + 1} {caption}')}.svg"
            pictures.append({"file": file, "caption": caption})
            made[file] = content
        anchor = anchors.of(f"{len(anchors.given) + 1} {sweep.title}")
        shown.append({"sweep": sweep, "anchor": f"w-{anchor}", "pictures": pictures})
    return shown, made


def is_table(value: Any) -> bool:
    """Whether data is a list of records with a few fields in common: shown as a table."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value) and len(columns(value)) <= 14


def columns(rows: list[dict[str, Any]]) -> list[str]:
    """The fields of some records, in the order in which they first appear."""
    return list(dict.fromkeys(key for row in rows for key in row))
