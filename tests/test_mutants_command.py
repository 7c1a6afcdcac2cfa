"""python -m verify mutants: names, output, exit status, and the document it keeps."""

from __future__ import annotations

import json

import pytest

from verify.__main__ import main
from verify.commands import mutants

ONE = "Initialization 2.1/layer_root"


def test_lists_every_mutant_with_its_witness(capsys):
    assert main(["mutants", ONE, "-v"]) == 0
    out = capsys.readouterr().out
    assert "layer_root#1" in out and "killed" in out and "100.00 %" in out
    assert "sigma_i" in out


def test_survivors_alone(capsys):
    assert main(["mutants", ONE]) == 0
    out = capsys.readouterr().out
    assert "layer_root#1" not in out and "100.00 %" in out and len(out.splitlines()) == 1


def test_ctrl_c_is_130_whatever_was_finished(capsys, monkeypatch):
    def score(*_):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(mutants, "score", score)
    assert main(["mutants", ONE]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_json_carries_every_witness(capsys):
    assert main(["mutants", ONE, "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    (statement,) = report["statements"]
    assert report["score"] == 1 and statement["statement"] == ONE
    assert all(m["witness"] and m["by"] for m in statement["mutants"] if m["status"] == "killed")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["A.9/nothing"], "no statement with a formula that stands"),
        (["nothing"], "unknown lemma"),
        ([ONE, "--format", "xml"], "must be text or json"),
        ([ONE, "--write", "x.md"], "refreshes whole results"),
    ],
)
def test_bad_usage_is_one_line(arguments, message, capsys):
    assert main(["mutants", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error and len(error.strip().splitlines()) == 1


def test_the_document_is_refreshed_result_by_result(tmp_path, capsys):
    (tmp_path / "docs").mkdir()
    readme, document = tmp_path / "README.md", tmp_path / "docs" / "mutation.md"
    readme.write_text("a\n<!-- mutation score: begin -->\nold\n<!-- mutation score: end -->\nb\n")
    kept = {"statements": 1, "without": 0, "counts": {"killed": 3, "survived": 1}, "assumptions": {}, "seconds": 1.0,
            "profile": "default", "open": [{"id": "A.1/x#1", "part": "value", "change": "r -> L", "status": "survived",
                                            "detail": "SUPPORTED"}], "troubles": []}
    (tmp_path / "docs" / "mutation.json").write_text(json.dumps({"revision": "full-text", "results": {"A.1": kept}}))
    main(["mutants", "section_2_1", "--write", str(document)])
    text = document.read_text()
    assert "| A.1 | 1 | 4 | 3 | 1 |" in text and "A.1/x#1" in text
    assert "| Initialization 2.1 |" in text
    assert "old" not in readme.read_text() and "mutants of" in readme.read_text()
    (tmp_path / "docs" / "mutation.json").write_text("nonsense")
    assert main(["mutants", "section_2_1", "--write", str(document)]) == 2
    assert "remove it" in capsys.readouterr().err
