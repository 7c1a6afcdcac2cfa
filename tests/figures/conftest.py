"""Small runs and figures: a few parameters, a few steps, computed once."""

from __future__ import annotations

import pytest

from verify import catalogue
from verify.figures.runs import compute
from verify.figures.settings import Run, Start
from verify.figures.table import tabulated

RISING = Run((4, 4, 4, 3), 2, Start("listed", values=("0.3", "0.2")), "0.1", 150, 3, shown=5, between=2)
TAILED = Run((4, 4, 3), 1, Start("listed", values=("0.4",)), "0.1", 150, 3, shown=5, between=2)
LATE = Run((3, 3, 3), 2, Start("uniform", "0.9"), "0.1", 100, 3, shown=4, between=2)
WITH_TAIL = Run((3, 3, 3), 1, Start("gaussian", "0.3"), "0.1", 200, 3, shown=5, between=2)
RUNS = {"rising": RISING, "one": TAILED, "late": LATE, "tail": WITH_TAIL}


@pytest.fixture(scope="session")
def computed():
    """The small runs, trained and certified."""
    return {name: compute(run) for name, run in RUNS.items()}


@pytest.fixture(scope="session")
def book():
    """The revision whose formulas are drawn."""
    return catalogue.revision("full-text")


@pytest.fixture(scope="session")
def panels(computed, book):
    """Tables and facts of each small run, as panel 0."""
    return {name: tabulated(0, made, book) for name, made in computed.items()}
