"""Shared fixtures: a revision file to edit, and the commands, in this process and as processes of their own."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from verify.__main__ import main

ROOT = Path(__file__).parent.parent
FULL_TEXT = ROOT / "lemmas" / "revisions" / "full-text.toml"


@pytest.fixture
def edited(tmp_path):
    """A function that writes full-text.toml with one piece of text replaced, and returns the path of the copy."""

    def edit(old: str, new: str, after: str = "") -> Path:
        text = FULL_TEXT.read_text(encoding="utf-8")
        start = text.index(after)
        place = text.index(old, start)
        copy = tmp_path / "edited.toml"
        copy.write_text(text[:place] + new + text[place + len(old) :], encoding="utf-8")
        return copy

    return edit


@pytest.fixture
def cli(monkeypatch):
    """python -m verify …, in this process: its exit status and what it wrote to each stream."""
    monkeypatch.chdir(ROOT)

    def run(*arguments: str) -> subprocess.CompletedProcess:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = main(list(arguments))
        return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def process():
    """python -m verify …, as a process of its own: where its environment, its streams or its end are the point."""

    def run(*arguments: str, **options) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "verify", *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, **options)

    return run


@pytest.fixture
def rows(cli):
    """The results of a JSON report, with the exit status."""

    def run(*arguments: str) -> tuple[int, list[dict]]:
        done = cli(*arguments, "--format", "json")
        return done.returncode, json.loads(done.stdout)["results"]

    return run
