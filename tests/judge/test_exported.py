"""The scripts of all pinned refutations of all papers, run without the project: they compute the truth and print REFUTED."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from verify import catalogue
from verify.api.selection import cases_of
from verify.judge.run import Run
from verify.judge.runner import examine
from verify.judge.scripts import TOLD, script, shows_the_truth
from verify.judge.verdicts import Exhibit, Verdict

# runs scripts one after the other in one process, each with names of its own, and prints how each ends
DRIVER = """
import contextlib, io, sys
for path in sys.argv[1:]:
    out, end = io.StringIO(), "no end"
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(open(path, encoding="utf-8").read(), path, "exec"), {"__name__": "__main__"})
        except SystemExit as stop:
            end = str(stop.code)
        except Exception as error:
            end = repr(error)
    print(path, end, (out.getvalue().splitlines() or [""])[-1], sep="\\t")
"""


def finished(paths):
    """How each script ends under python -I: its status and the last line that it prints."""
    command = [sys.executable, "-I", "-c", DRIVER, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50, cwd=paths[0].parent)
    assert done.returncode == 0, done.stderr
    return {path: (status, last) for path, status, last in (line.split("\t") for line in done.stdout.splitlines())}


@pytest.fixture(scope="module")
def pinned():
    """The exhibits of all pinned refutations, by the id of the case."""
    found = {}
    for paper in catalogue.papers().values():
        book, run = catalogue.revision(paper.revision), Run(revision=paper.revision)
        for case in cases_of(catalogue.module_names(paper.name), book):
            if case.expects_refutation:
                evidence = examine(case, run)
                assert evidence.verdict is Verdict.REFUTED, case.id
                found[case.id] = evidence.exhibit
    return found


@pytest.fixture(scope="module")
def different(pinned):
    """One case id for each different program."""
    found = {}
    for id, exhibit in pinned.items():
        found.setdefault(exhibit, id)
    return {id: exhibit for exhibit, id in found.items()}


def test_every_pinned_refutation_has_a_script(pinned):
    assert len(pinned) > 300
    assert not [id for id, exhibit in pinned.items() if exhibit is None]


def test_every_script_prints_refuted_without_the_project(different, tmp_path):
    names = {}
    for k, (id, exhibit) in enumerate(different.items()):
        path = tmp_path / f"{k}.py"
        path.write_text(script(exhibit, id), encoding="utf-8")
        names[str(path)] = id
    paths = sorted(tmp_path.glob("*.py"))
    ends = finished(paths[::2]) | finished(paths[1::2])
    assert {names[path]: end for path, end in ends.items() if end != ("0", "REFUTED")} == {}
    assert len(ends) == len(different)


def test_every_script_computes_the_truth(different):
    assert [id for id, exhibit in different.items() if not shows_the_truth(exhibit)] == []


@pytest.mark.parametrize(
    ("id", "name", "true"),
    [
        ("Section 2/one_factor/printed/has_one_meaning", "    stated = F", "transpose(span(W, len(W), len(W)))[0][1]"),
        ("Companion C/whitening_shape/printed/makes_a_feature_matrix", "M = ", "transpose(raw)"),
        ("Companion C/balanced_sampling/printed/makes_balanced_layers", "printed = ", "2"),
        ("Companion C/subsampling/printed/leaves_its_share_to_class_0", "printed = ", "F(500)"),
    ],
)
def test_a_true_statement_in_the_place_of_the_printed_one_is_not_refuted(pinned, tmp_path, id, name, true):
    text, path = script(pinned[id], id), tmp_path / "true.py"
    changed, number = re.subn(rf"^{name}.*$", name.removesuffix("F") + true, text, flags=re.MULTILINE)
    assert number == 1
    path.write_text(changed, encoding="utf-8")
    assert finished([path])[str(path)] == ("1", "not refuted: the statement holds here")


@pytest.mark.parametrize(
    ("true", "fails", "shows"),
    [
        ("F(2)", "printed != true", False),
        ("matrix([[1, '1/2']])", "printed != true", False),
        ("F(1, 2) / F(3)", "true > printed", False),
        ("True", "not printed", False),
        ("'no value'", "printed != true", False),
        ("rank(M)", "printed != true", True),
        ("F(2)", "count(H, 0, true) == 0", True),
        ("no (python", "printed != true", False),
    ],
)
def test_a_script_that_is_told_the_truth_says_so(true, fails, shows):
    exhibit = Exhibit("what", (), "F(1)", true, fails)
    assert shows_the_truth(exhibit) is shows
    assert (TOLD in script(exhibit, "heading")) is not shows
