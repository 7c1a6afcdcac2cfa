"""The pytest door: pytest lemmas/ collects every case of a lemma module. Holds no check, no tolerance, no expectation."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from verify import catalogue
from verify.errors import BadInput
from verify.judge.run import Run, read_run
from verify.judge.runner import Case, cases, examine
from verify.judge.verdicts import Evidence, Verdict
from verify.report import text
from verify.report.rows import Row


class Refuted(Exception):
    """The statement was refuted."""


class NotEstablished(Exception):
    """The statement was neither proved, supported nor refuted, or its check broke."""


OPTIONS = (
    ("--L", str),
    ("--widths", str),
    ("--rank", int),
    ("--examples", int),
    ("--dps", int),
    ("--seed", int),
    ("--revision", str),
    ("--paper", str),
    ("--reading", str),
    ("--profile", str),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of `python -m verify`, with the same meaning."""
    group = parser.getgroup("proof check")
    for name, kind in OPTIONS:
        group.addoption(name, type=kind, default=None, help=f"as {name} of python -m verify")


def _run(config: pytest.Config, paper: catalogue.Paper) -> Run | None:
    """The run that the options ask of a paper; None when they ask for another paper. Raises BadInput."""
    given = {name.lstrip("-"): config.getoption(name) for name, _ in OPTIONS}
    wanted, revision = given.pop("paper"), given.pop("revision")
    if wanted is not None and catalogue.paper(wanted) != paper:
        return None
    if revision is not None and catalogue.revision(revision).paper != paper.name:
        return None
    return read_run(
        revision=revision or paper.revision, **{name: value for name, value in given.items() if value is not None}
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Lemma modules are collected as files of cases."""
    if file_path.suffix == ".py" and file_path.stem.startswith(catalogue.PREFIXES):
        folder = file_path.parent
        outside = folder not in (paper.folder for paper in catalogue.papers().values())
        if outside and (folder / "revisions" / f"{folder.name}.toml").is_file():
            _add(folder)
        for paper in catalogue.papers().values():
            if paper.folder == file_path.parent:
                return LemmaFile.from_parent(parent, path=file_path, paper=paper)
    return None


def _add(folder: Path) -> None:
    try:
        catalogue.add(folder)
    except BadInput as error:
        raise pytest.UsageError(str(error)) from None


class LemmaFile(pytest.File):
    """One lemma module."""

    def __init__(self, *, paper: catalogue.Paper, **kw: Any) -> None:
        super().__init__(**kw)
        self.paper = paper

    def collect(self) -> Iterator[pytest.Item]:
        try:
            run = _run(self.config, self.paper)
            if run is None:
                return
            module = importlib.import_module(f"{self.paper.package}.{self.path.stem}")
            for case in cases(module, catalogue.revision(run.revision), run.reading):
                item = CaseItem.from_parent(self, name=case.id, case=case, run=run)
                finding = case.statement.finding
                if case.expects_refutation and finding is not None:
                    reason = f"{case.statement.where}: {finding.because}; witness {dict(finding.witness)}"
                    item.add_marker(pytest.mark.xfail(strict=True, raises=Refuted, reason=reason))
                yield item
        except BadInput as error:
            raise pytest.UsageError(str(error)) from None


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: Case, run: Run, **kw: Any) -> None:
        super().__init__(**kw)
        self.case, self.run_options = case, run

    def runtest(self) -> None:
        evidence = examine(self.case, self.run_options)
        self.user_properties.append(("verdict", evidence.word))
        if evidence.verdict is Verdict.REFUTED:
            raise Refuted(evidence)
        if not evidence.verdict.stands:
            raise NotEstablished(evidence)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Refuted | NotEstablished):
            evidence: Evidence = excinfo.value.args[0]
            return "\n".join(text.statement([Row(self.case, evidence)]))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, 0, self.case.id
