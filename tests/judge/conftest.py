"""Fixtures of the engine's tests: exhibits run as stand-alone scripts, and the least instance a comparison accepts."""

from __future__ import annotations

import subprocess
import sys

import pytest
from flint import fmpq, fmpq_mat

from verify.judge.scripts import matrix_source, script
from verify.spectra.exact import SymmetricMatrix


@pytest.fixture
def shown(tmp_path):
    """Run exhibits by `python -I`, far from this project: for each its exit status and the last line it prints."""

    def run(*exhibits):
        found = []
        for k, exhibit in enumerate(exhibits):
            assert exhibit is not None, f"exhibit {k} is missing"
            path = tmp_path / f"exhibit_{k}.py"
            path.write_text(script(exhibit, "a heading\nof two lines"), encoding="utf-8")
            command = [sys.executable, "-I", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60)
            found.append((done.returncode, (done.stdout.splitlines() or [done.stderr])[-1]))
        return found

    return run


@pytest.fixture
def refutes(shown):
    """Assert that exhibits print REFUTED on their own, from what they compute and not from what they were told."""

    def check(*exhibits):
        assert exhibits
        for exhibit, found in zip(exhibits, shown(*exhibits)):
            assert found == (0, "REFUTED"), exhibit

    return check


class Bare:
    """A symmetric matrix, known within `slack`, and values of symbols; `rows` may be just the eigenvalues."""

    def __init__(self, rows, slack=0, smallest=None, **facts):
        if not isinstance(rows[0], list):
            rows = [[x if i == j else 0 for j in range(len(rows))] for i, x in enumerate(rows)]
        entries = fmpq_mat(len(rows), len(rows), [fmpq(x) for row in rows for x in row])
        self.H = SymmetricMatrix(entries, fmpq(slack), "H", smallest)
        self.facts, self.setup = facts, (f"H = {matrix_source(entries)}",)


@pytest.fixture
def bare():
    """The class of bare instances."""
    return Bare
