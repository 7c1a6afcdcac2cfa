"""Small runs and their sites, made once for all tests of the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from verify import catalogue
from verify.__main__ import main
from verify.judge.run import read_run
from verify.judge.runner import cases, examine
from verify.report import saved
from verify.report.rows import Row, as_json
from verify.report.site.extras import Extras
from verify.report.site.pages import write

TRUST = Path(catalogue.__file__).parent.parent / "docs" / "trust.md"


def small_run(revision: str, lemma: str, **options):
    """The JSON of a run of one lemma module."""
    book, run = catalogue.revision(revision), read_run(revision=revision, **options)
    rows = [Row(case, examine(case, run)) for case in cases(catalogue.lemma(lemma), book)]
    state = saved.state(book, [Path(str(catalogue.lemma(lemma).__file__)).parent])
    return json.loads(json.dumps(as_json(rows, book, run, lemmas=[lemma], state=state)))


@pytest.fixture(scope="session")
def data():
    """The JSON of a small run of Lemma A.9."""
    return small_run("full-text", "lemma_a9", L="2,3", examples=4)


@pytest.fixture(scope="session")
def site(data, tmp_path_factory):
    """The folder of its site."""
    out = tmp_path_factory.mktemp("report") / "site"
    write(data, out, "made by", "checked by", Extras(trust=TRUST))
    return out


@pytest.fixture(scope="session")
def runs(data, tmp_path_factory):
    """A folder with a small run of each paper, each file named as its paper."""
    folder = tmp_path_factory.mktemp("runs")
    saved.write(folder / "depth-not-data.json", data)
    saved.write(folder / "companion.json", small_run("companion", "companion.appendix_b", L="2", examples=2))
    saved.write(folder / "repaired.json", small_run("repaired", "repaired.result_12_equal_heads", L="2", examples=2))
    saved.write(folder / "review.json", small_run("review", "review.section_3", L="2", examples=2))
    return folder


@pytest.fixture(scope="session")
def front(runs, tmp_path_factory):
    """The folder of the site of all papers, made by the public command."""
    out = tmp_path_factory.mktemp("front") / "site"
    assert main(["report", "--paper", "all", "--from", str(runs), "--out", str(out)]) == 0
    return out
