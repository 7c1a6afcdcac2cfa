"""Both doors list the same cases and come to the same verdicts; a changed formula, finding or repair turns them red."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parent.parent
BULK = '["A.9".bulk_multiplicity]'


def pytest_door(*arguments):
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "-q", "--color=no", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300)
    outcome = {}
    for line in done.stdout.splitlines():
        match = re.match(r"(PASSED|XFAIL|FAILED|XPASS|ERROR) (?:lemmas/\w+\.py::)(\S+)", line)
        if match:
            outcome[match[2]] = match[1]
    return done.returncode, outcome, done.stdout


def test_same_cases_same_verdicts(rows):
    status, found = rows("a9", "a5", "--L", "2,3", "--examples", "6")
    code, outcome, _ = pytest_door("lemmas/lemma_a9.py", "lemmas/lemma_a5.py", "--L", "2,3", "--examples", "6")
    assert (status, code) == (0, 0)
    assert {row["case"] for row in found} == set(outcome)
    for row in found:
        assert outcome[row["case"]] == ("XFAIL" if row["verdict"] == "REFUTED" else "PASSED")


def test_json_validates_and_holds_what_it_must(cli):
    done = cli("a9", "--L", "6", "--examples", "4", "--format", "json")
    assert done.returncode == 0
    assert done.stderr == ""
    report = json.loads(done.stdout)
    schema = json.loads(resources.files("verify.report").joinpath("schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(report, schema)
    assert any(r["verdict"] == "PROVED" and r["scope"].startswith("all L >= 2") for r in report["results"])
    assert any(r["verdict"] == "REFUTED" and r["expected"] and r["witness"] for r in report["results"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**report, "schema": 1}, schema)


def test_replay_exports_a_script_that_needs_nothing(cli, tmp_path):
    path = tmp_path / "x.py"
    assert cli("replay", "A.9/bulk_multiplicity", "--script", str(path)).returncode == 0
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"import (verify|sympy|flint|numpy)", text)
    done = subprocess.run([sys.executable, "-I", str(path)], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0
    assert re.search(r"printed: 1\ntrue:    0\nREFUTED", done.stdout)


def test_every_finding_of_the_spine_exports_a_script_that_refutes(tmp_path, cli):
    for id in ("A.1/eq_24", "A.1/distinct_nonzero", "A.1/bulk_multiplicity", "A.9/zero_multiplicity", "A.9/nonzero_count"):
        path = tmp_path / "x.py"
        assert cli("replay", id, "--script", str(path)).returncode == 0
        assert subprocess.run([sys.executable, "-I", str(path)], capture_output=True).returncode == 0, id


def test_changed_exponent_is_red_with_a_witness_to_paste(cli, rows, edited):
    copy = edited("mu**(2*(L-1))", "mu**(2*(L-2))", '["A.1".bulk_eigenvalue]')
    status, found = rows("a1", "--examples", "6", "--revision", str(copy))
    assert status == 1
    surprise = [r for r in found if not r["expected"]]
    assert {r["id"] for r in surprise} == {"A.1/bulk_eigenvalue"}
    assert any(r["verdict"] == "REFUTED" and r["witness"]["L"] == 2 for r in surprise)
    text = cli("a1", "--examples", "6", "--revision", str(copy)).stdout
    assert "witness    = { any = { L = 2, mu = 2 } }" in text
    code, outcome, _ = pytest_door("lemmas/lemma_a1.py", "--examples", "6", "--revision", str(copy))
    assert code == 1
    assert {id for id, state in outcome.items() if state == "FAILED"} == {r["case"] for r in surprise}


def test_changed_count_is_red_and_shrunk(rows, edited):
    copy = edited('"r**2"', '"r**3"', '["A.9".dominant_multiplicity]')
    status, found = rows("a9", "--L", "2,3", "--examples", "8", "--revision", str(copy))
    assert status == 1
    sampled = [r for r in found if r["id"] == "A.9/dominant_multiplicity" and r["under"] == "isotropic"]
    assert sampled[0]["witness"]["widths"] == [2, 2, 2]


def test_deleted_finding_is_red_with_the_witness(rows, edited):
    text = (ROOT / "lemmas/revisions/full-text.toml").read_text(encoding="utf-8")
    start = text.index('["A.9".zero_multiplicity.finding]')
    end = text.index('["A.9".nonzero_count]')
    copy = edited(text[start:end], "")
    status, found = rows("a9", "--L", "2", "--examples", "6", "--revision", str(copy))
    assert status == 1
    row = next(r for r in found if r["id"] == "A.9/zero_multiplicity")
    assert (row["verdict"], row["witness"]["widths"]) == ("REFUTED", [1, 1, 1])


def test_repaired_formula_with_its_finding_kept_is_red(cli, edited):
    copy = edited('"(d_0 + d_L - 2*r)*r"', '"(rank_xx + d_L - 2*r)*r"', BULK)
    done = cli("a9", "--L", "2", "--examples", "6", "--revision", str(copy))
    assert done.returncode == 1
    assert "the finding is stale" in done.stdout
    code, outcome, _ = pytest_door("lemmas/lemma_a9.py", "--L", "2", "--examples", "6", "--revision", str(copy))
    assert code == 1
    assert any(state == "FAILED" and id.startswith("A.9/bulk_multiplicity/printed/padded") for id, state in outcome.items())


def test_both_doors_refuse_the_same_options():
    code, _, out = pytest_door("lemmas/lemma_a9.py", "--L", "0")
    assert code != 0
    assert "--L 0" in out or "no tests" in out
