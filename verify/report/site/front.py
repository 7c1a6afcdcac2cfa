"""The site of several papers: a front page that lists them, and a folder for each with the report of its run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.report.site.extras import Extras
from verify.report.site.files import Content, assets, put
from verify.report.site.model import Report, read
from verify.report.site.names import Names
from verify.report.site.pages import Checked, beside, counted, of_run, rendered

HEADING = "Papers checked"
HOME = "index.html"


def write(runs: Mapping[str, Checked], out: Path, made_by: str, extras: Extras | None = None) -> list[Path]:
    """Write the site of several runs, each by the name of its paper, into the folder `out`; the pages, the front one first.

    What stands beside the runs (`extras`) gets pages beside the front page, style and font are shared. A folder that an
    earlier report made is replaced whole; any other folder must be empty. Raises BadInput.
    """
    names, beside_runs = Names("paper"), extras or Extras()
    papers, below = [], dict[str, Content]()
    for name, run in runs.items():
        folder, report = names.of(name), read(run.data)
        papers.append(_entry(folder, report))
        files = of_run(report, run, made_by, Extras(replacements=beside_runs.replacements), above="../")
        below |= {f"{folder}/{file}": content for file, content in files.items()}
    pages, pictures = beside(beside_runs)
    made = rendered(
        [(HOME, "front.html", "Papers", {"papers": papers}), *pages],
        heading=HEADING,
        revision=None,
        runs=list(runs.values()),
        made_by=made_by,
        above="",
    )
    made = {**made, **below}
    put(out, {**made, **pictures, **assets()})  # only now: bad data must not cost the site that is there
    return [out / name for name in made if name.endswith(".html")]


def _entry(folder: str, report: Report) -> dict[str, Any]:
    """What the front page says of a paper."""
    return {"folder": folder, "report": report, "data": report.data, **counted(report)}
