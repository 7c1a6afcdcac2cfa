"""What the tests of the formal statements share."""

import shutil

import pytest

from verify import catalogue
from verify.formal import table


@pytest.fixture(scope="session")
def book():
    return catalogue.revision("full-text")


@pytest.fixture(scope="session")
def books(rows):
    """The revision of each paper that has rows, by the name of the paper."""
    return {name: catalogue.revision(catalogue.paper(name).revision) for name in rows.papers}


@pytest.fixture(scope="session")
def rows():
    return table.read()


@pytest.fixture(scope="session")
def rocq():
    if shutil.which("coqc") is None:
        pytest.skip("coqc is not installed")
