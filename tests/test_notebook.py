"""The notebook of docs/: it runs from top to bottom as stored, outputs included, and its text names their numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

PATH = Path(__file__).parent.parent / "docs" / "lemma_a9_to_theorem_3_5.ipynb"


@pytest.fixture(scope="module")
def stored():
    """The notebook as it lies in docs/."""
    notebook = nbformat.read(PATH, as_version=4)
    nbformat.validate(notebook)
    return notebook


@pytest.fixture(scope="module")
def executed():
    """The notebook after a run in a kernel of its own."""
    notebook = nbformat.read(PATH, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(PATH.parent.parent)}}).execute()
    return notebook


def texts(notebook):
    """What each code cell shows, as text; pictures by their place only."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    heard = [[out for out in cell.outputs if out.get("name") != "stderr"] for cell in cells]  # a font cache is built, say
    return [[out.get("text") or out.get("data", {}).get("text/plain", "") for out in outputs] for outputs in heard]


def test_stored_outputs_are_those_of_a_fresh_run(stored, executed):
    assert texts(stored) == texts(executed), "stale: run the notebook and store it with its outputs"
    assert any("image/png" in out.get("data", {}) for cell in stored.cells for out in cell.get("outputs", ()))


def test_every_number_of_the_text_stands_in_an_output(stored):
    """Decimals and fractions that the text names are found among the outputs, or are made of them in the same sentence."""
    shown = " ".join(text for cell in texts(stored) for text in cell)
    said = " ".join(cell.source for cell in stored.cells if cell.cell_type == "markdown")
    for number in ("0.6561", "1.4805", "0.2439", "-11/16"):
        assert number in said and number in shown
    assert pytest.approx(1.9683) == 3 * 0.9**4 and pytest.approx(0.4878) == 2 * (1 - 0.9**3) * 0.9
    known = {"0.6561", "1.4805", "0.2439", "1.9683", "0.4878"}
    assert set(re.findall(r"\d\.\d{4}", said)) == known


def test_only_the_public_names_are_used(stored):
    code = " ".join(cell.source for cell in stored.cells if cell.cell_type == "code")
    assert not re.findall(r"verify\.\w+\.\w+ import|from verify\.", code)
