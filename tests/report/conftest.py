"""A small run and its site, made once for all tests of the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from verify import catalogue
from verify.judge.run import read_run
from verify.judge.runner import cases, examine
from verify.report.rows import Row, as_json
from verify.report.site.extras import Extras
from verify.report.site.pages import write

TRUST = Path(catalogue.__file__).parent.parent / "docs" / "trust.md"


@pytest.fixture(scope="session")
def data():
    """The JSON of a small run of Lemma A.9."""
    book = catalogue.revision("full-text")
    run = read_run(L="2,3", examples=4)
    rows = [Row(case, examine(case, run)) for case in cases(catalogue.lemma("lemma_a9"), book)]
    return json.loads(json.dumps(as_json(rows, book, run, lemmas=["lemma_a9"])))


@pytest.fixture(scope="session")
def site(data, tmp_path_factory):
    """The folder of its site."""
    out = tmp_path_factory.mktemp("report") / "site"
    write(data, out, "made by", "checked by", Extras(trust=TRUST))
    return out
