"""Writes the site: one file for each page, the stand-alone scripts, and the few assets they share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from verify.errors import BadInput
from verify.report.site import extras as extra_pages
from verify.report.site import revisions
from verify.report.site.extras import Extras
from verify.report.site.graph import drawing
from verify.report.site.mathematics import mathml
from verify.report.site.model import Report, read
from verify.report.site.names import Names
from verify.report.site.words import SIGNS, VERDICTS, vocabulary

MARK = ".made-by-verify"  # in every folder that this module wrote, and may therefore replace
ASSETS = ("style.css", "site.js", "math.woff2", "math.txt")


def write(data: Mapping[str, Any], out: Path, made_by: str, checked_by: str, extras: Extras | None = None) -> list[Path]:
    """Write the site of a run (its validated JSON) into the folder `out`; the pages, the first one first.

    A folder that an earlier report made is replaced whole; any other folder must be empty. Raises BadInput.
    """
    report, extras = read(data), extras or Extras()
    environment = _environment(report, made_by, checked_by)
    pictures = extra_pages.figures(extras.figures) if extras.figures else []
    pages = list(_pages(report, extras, pictures))
    environment.globals["navigation"] = [
        {"file": file, "title": title} for file, _, title, _ in pages if not file.startswith("results/")
    ]
    made: dict[str, str | bytes] = {page[0]: _rendered(environment, page) for page in pages}
    made |= {f"scripts/{s.script_file}": s.script for s in report.statements if s.script}
    source = resources.files("verify.report.site") / "assets"
    made |= {f"assets/{name}": (source / name).read_bytes() for name in ASSETS}
    try:
        _clear(out)  # only now: bad data must not cost the site that is there
        for name, content in made.items():
            path = out / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        for file, name in (copy for picture in pictures for copy in picture["copies"]):
            (out / "figures").mkdir(exist_ok=True)
            shutil.copyfile(file, out / "figures" / name)
    except OSError as error:
        raise BadInput(f"--out {out}: {error.filename}: {error.strerror}") from None
    return [out / page[0] for page in pages]


def unrendered(data: Mapping[str, Any]) -> list[str]:
    """The ids of statements with a formula that could not be rendered: their pages show its LaTeX."""
    missed = []
    for s in data["paper"]["statements"]:
        wordings = [s["printed"], *([s["finding"]["repaired"]] if s["finding"] and s["finding"]["repaired"] else [])]
        if any(w["latex"].strip() and mathml(w["latex"]) is None for w in wordings):
            missed.append(s["id"])
    return missed


def _environment(report: Report, made_by: str, checked_by: str) -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("verify.report.site"),
        autoescape=True,  # for every template, whatever its name
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        vocabulary(),
        report=report,
        made_by=made_by,
        checked_by=checked_by,
        mathml=mathml,
        is_table=extra_pages.is_table,
        table_columns=extra_pages.columns,
        cause_anchor=_cause_anchors(report),
    )
    return environment


Page = tuple[str, str, str, dict[str, Any]]  # file, template, title in the navigation, context


def _pages(report: Report, extras: Extras, pictures: list[dict[str, Any]]) -> Iterator[Page]:
    statements = report.statements
    users = {r.label: [o.label for o in report.results if r.label in o.data["uses"]] for r in report.results}
    yield "index.html", "index.html", "Statements", {
        "counts": {name: sum(s.verdict == name for s in statements) for name in VERDICTS},
        "severities": {name: sum(s.severity == name for s in statements) for name in SIGNS},
        "surprises": [s for s in statements if s.surprises],
    }
    uses = {r.label: [u for u in r.data["uses"] if report.result(u)] for r in report.results}
    yield "graph.html", "graph.html", "Graph", {"drawing": drawing(uses), "users": users}
    yield "findings.html", "findings.html", "Findings", _findings(report)
    if extras.changes is not None:
        yield "revisions.html", "changes.html", "Revisions", revisions.of_file(extras.changes)
    elif extras.diff is not None:
        yield "revisions.html", "changes.html", "Revisions", revisions.of_revisions(*extras.diff)
    for path, file, title, lead in (
        (extras.mutation, "mutation.html", "Mutation scores", "How many small changes of a formula its checks notice."),
        (extras.detection, "detection.html", "Detection rates", "How often planted errors are found."),
    ):
        if path is not None:
            yield _data_page(path, file, title, lead)
    if extras.figures is not None:
        yield "figures.html", "figures.html", "Figures", {"figures": pictures}
    if extras.trust is not None:
        prose = extra_pages.read(extras.trust)
        yield "trust.html", "prose.html", "Trust", {"title": "What must be believed", "prose": prose}
    for n, result in enumerate(report.results):
        yield f"results/{result.page}.html", "result.html", result.label, {
            "result": result,
            "users": users[result.label],
            "before": report.results[n - 1] if n else None,
            "after": report.results[n + 1] if n + 1 < len(report.results) else None,
        }


def _cause_anchors(report: Report) -> dict[str, str]:
    names = Names("cause")
    causes = [s.data["finding"]["cause"] for s in report.statements if s.data["finding"]]
    return {cause: f"cause-{names.of(cause)}" for cause in causes if cause}


def _data_page(path: Path, file: str, title: str, lead: str) -> Page:
    content = extra_pages.read(path)
    if isinstance(content, Markup):
        return file, "prose.html", title, {"title": title, "prose": content}
    return file, "data.html", title, {"title": title, "lead": lead, "content": content}


def _findings(report: Report) -> dict[str, Any]:
    found = [s for s in report.statements if s.data["finding"]]
    groups = [(name, [s for s in found if s.severity == name]) for name in SIGNS if name != "none"]
    causes: dict[str, list[Any]] = {}
    for s in found:
        if s.data["finding"]["cause"]:
            causes.setdefault(s.data["finding"]["cause"], []).append(s)
    by_size = sorted(causes.items(), key=lambda item: -len(item[1]))
    return {"total": len(found), "by_severity": [g for g in groups if g[1]], "causes": by_size}


def _rendered(environment: Any, page: Page) -> str:
    file, template, _, context = page
    text: str = environment.get_template(template).render(root="../" * file.count("/"), here=file, **context)
    return text


def _clear(out: Path) -> None:
    """An empty folder with our mark. Raises BadInput for a folder that holds what we did not write."""
    if out.exists():
        if not out.is_dir():
            raise BadInput(f"--out {out}: there is a file of that name; give a folder")
        if any(out.iterdir()) and not (out / MARK).is_file():
            raise BadInput(f"--out {out}: the folder holds other files; give an empty one, or a new name")
        for child in out.iterdir():
            if child.is_dir() and not child.is_symlink():
                shutil.rmtree(child)
            else:
                child.unlink()
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("made by python -m verify report; replaced as a whole by the next one\n", encoding="utf-8")
