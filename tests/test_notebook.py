"""The notebook of docs/: it runs from top to bottom, shows what it says, and is stored without outputs."""

from __future__ import annotations

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

PATH = Path(__file__).parent.parent / "docs" / "lemma_a9_to_theorem_3_5.ipynb"


@pytest.fixture(scope="module")
def executed():
    """The notebook after a run in a kernel of its own."""
    notebook = nbformat.read(PATH, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(PATH.parent.parent)}}).execute()
    return notebook


def shown(notebook):
    outputs = [out for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs]
    return "\n".join(out.get("text", "") or out["data"].get("text/html", "") for out in outputs)


def test_it_is_stored_without_outputs():
    notebook = nbformat.read(PATH, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None


def test_it_runs_and_shows_what_it_says(executed):
    text = shown(executed)
    assert "printed 3, repaired 2, true 2" in text
    assert text.count("REFUTED") >= 3 and text.count("PROVED") >= 2
    assert "<caption>12 eigenvalues" in text
    assert "bound 7/16" in text
