"""The pages of a site: one file for each, the stand-alone scripts beside them, the pages that need more than a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from verify.report import paper
from verify.report.site import errors, revisions
from verify.report.site import extras as extra_pages
from verify.report.site.extras import Extras
from verify.report.site.files import Content, assets, put
from verify.report.site.graph import drawing
from verify.report.site.mathematics import mathml, with_formulas
from verify.report.site.model import Report, read
from verify.report.site.sentences import assumption, sentence, upfirst
from verify.report.site.words import SIGNS, VERDICTS, vocabulary

OPENED = 6  # failing claims that a page of a result shows unfolded
Page = tuple[str, str, str, dict[str, Any]]  # file, template, title in the navigation, context


@dataclass(frozen=True)
class Checked:
    """A run that is shown: its validated JSON, and the command that makes it again."""

    data: Mapping[str, Any]
    by: str
    doubt: str = ""  # why the run is shown without being checked again; empty for a run of this data and program


def write(
    data: Mapping[str, Any], out: Path, made_by: str, checked_by: str, extras: Extras | None = None, doubt: str = ""
) -> list[Path]:
    """Write the site of a run (its validated JSON) into the folder `out`; the pages, the first one first.

    A folder that an earlier report made is replaced whole; any other folder must be empty. Raises BadInput.
    """
    made = of_run(read(data), Checked(data, checked_by, doubt), made_by, extras or Extras())
    put(out, {**made, **assets()})  # only now: bad data must not cost the site that is there
    return [out / name for name in made if name.endswith(".html")]


def of_run(report: Report, run: Checked, made_by: str, extras: Extras, above: str = "") -> dict[str, Content]:
    """The files of a run by name, its pages first; `above` leads from its folder to what it shares with other papers."""
    title, name = report.data["revision"]["title"], report.data["revision"]["name"]
    pages, pictures = beside(extras)
    found = errors.summary(report)
    made = rendered(
        [*_pages(report, found), *pages, *_results(report)],
        heading=title,
        revision=name,
        runs=[run],
        made_by=made_by,
        above=above,
        report=report,
        error_anchor=errors.anchors(found["errors"]),
        arxiv=errors.published(report.data["revision"]),
        replacements=_replacements(extras),
    )
    return {**made, **{f"scripts/{s.script_file}": s.script for s in report.statements if s.script}, **pictures}


def unrendered(data: Mapping[str, Any]) -> list[str]:
    """The ids of statements with a formula that could not be rendered: their pages show its LaTeX."""
    missed = []
    for s in data["paper"]["statements"]:
        wordings = [s["printed"], *([s["finding"]["repaired"]] if s["finding"] and s["finding"]["repaired"] else [])]
        if any(w["latex"].strip() and mathml(w["latex"]) is None for w in wordings):
            missed.append(s["id"])
    return missed


def rendered(pages: Sequence[Page], **context: Any) -> dict[str, Content]:
    """Pages as HTML, by file; `context` is what all of them know. Those outside results/ are in the navigation."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("verify.report.site"),
        autoescape=True,  # for every template, whatever its name
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(upfirst=upfirst, typeset=sentence)
    environment.globals.update(
        vocabulary(),
        mathml=mathml,
        with_formulas=with_formulas,
        assumption=assumption,
        opened=OPENED,
        is_table=extra_pages.is_table,
        table_columns=extra_pages.columns,
        navigation=[{"file": file, "title": title} for file, _, title, _ in pages if not file.startswith("results/")],
        **context,
    )
    return {
        file: environment.get_template(template).render(root="../" * file.count("/"), here=file, **own)
        for file, template, _, own in pages
    }


def counted(report: Report) -> dict[str, Any]:
    """How many statements there are of each verdict and of each severity, and those that are not as expected."""
    statements = report.statements
    return {
        "counts": {name: sum(s.verdict == name for s in statements) for name in VERDICTS},
        "severities": {name: sum(s.severity == name for s in statements) for name in SIGNS},
        "surprises": [s for s in statements if s.surprises],
    }


def _pages(report: Report, found: Mapping[str, Any]) -> Iterator[Page]:
    uses = {r.label: [u for u in r.data["uses"] if report.result(u)] for r in report.results}
    graph = {"drawing": drawing(uses)}
    yield "index.html", "index.html", "Summary", {**counted(report), **found, **graph}
    yield "graph.html", "graph.html", "Graph", {**graph, "users": _users(report)}
    yield "findings.html", "findings.html", "Findings", {**found}


def _results(report: Report) -> Iterator[Page]:
    users = _users(report)
    for n, result in enumerate(report.results):
        yield (
            f"results/{result.page}.html",
            "result.html",
            result.label,
            {
                "result": result,
                "users": users[result.label],
                "before": report.results[n - 1] if n else None,
                "after": report.results[n + 1] if n + 1 < len(report.results) else None,
            },
        )


def _replacements(extras: Extras) -> dict[str, list[dict[str, Any]]]:
    """What stands in the place of a statement elsewhere, as a page shows it."""
    return {
        old: [{"id": s.id, "where": s.where, "wording": paper.wording(s.printed)} for s in new]
        for old, new in extras.replacements.items()
    }


def _users(report: Report) -> dict[str, list[str]]:
    return {r.label: [o.label for o in report.results if r.label in o.data["uses"]] for r in report.results}


def beside(extras: Extras) -> tuple[list[Page], dict[str, Content]]:
    """The pages of what was given beside a run, and the pictures that they show. Raises BadInput."""
    figures = extra_pages.figures(extras.figures) if extras.figures else []
    sweeps, drawn = extra_pages.sweeps(extras.sweeps)
    pages: list[Page] = []
    if extras.changes is not None:
        pages.append(("revisions.html", "changes.html", "Revisions", revisions.of_file(extras.changes)))
    elif extras.diff is not None:
        pages.append(("revisions.html", "changes.html", "Revisions", revisions.of_revisions(*extras.diff)))
    for path, file, title, lead in (
        (extras.mutation, "mutation.html", "Mutation scores", "How many small changes of a formula its checks notice."),
        (extras.detection, "detection.html", "Detection rates", "How often planted errors are found."),
    ):
        if path is not None:
            pages.append(_data_page(path, file, title, lead))
    if extras.figures is not None:
        pages.append(("figures.html", "figures.html", "Figures", {"figures": figures}))
    if extras.sweeps:
        pages.append(("sweeps.html", "sweeps.html", "Sweeps", {"sweeps": sweeps}))
    if extras.trust is not None:
        prose = extra_pages.read(extras.trust)
        pages.append(("trust.html", "prose.html", "Trust", {"title": "What must be believed", "prose": prose}))
    copies: dict[str, Content] = {f"figures/{name}": file for one in figures for file, name in one["copies"]}
    return pages, {**copies, **drawn}


def _data_page(path: Path, file: str, title: str, lead: str) -> Page:
    content = extra_pages.read(path)
    if isinstance(content, Markup):
        return file, "prose.html", title, {"title": title, "prose": content}
    return file, "data.html", title, {"title": title, "lead": lead, "content": content}
