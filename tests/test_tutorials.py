"""The tutorial that adds a lemma, run literally: its files, its command, and what it says of the result."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "add_a_lemma.md").read_text(encoding="utf-8")


@pytest.fixture
def written(tmp_path):
    """The files of the tutorial, as they stand there."""
    files = re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    assert [name for name, _ in files] == ["mine/revisions/mine.toml", "mine/lemma_b1.py"]
    for name, content in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def run(folder, *command):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True)


def test_the_lemma_of_the_tutorial_stands_and_a_slip_in_it_is_found(written):
    (command,) = re.findall(r"<!-- run -->\n```sh\npython (.*?)\n```", TEXT)
    done = run(written, *shlex.split(command))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 statements; as printed, 2 stand" in " ".join(done.stdout.split())
    book = written / "mine" / "revisions" / "mine.toml"
    book.write_text(book.read_text().replace('value = "r**2"', 'value = "r"'))
    done = run(written, *shlex.split(command))
    assert done.returncode == 1 and "REFUTED" in done.stdout and "to paste" in done.stdout


def test_pytest_finds_the_lemma_of_the_tutorial(written):
    asked = ("-q", "-p", "verify.pytest_plugin", "-p", "no:cacheprovider", "mine", "--L", "2,3", "--examples", "4")
    done = run(written, "-m", "pytest", *asked)
    assert done.returncode == 0 and re.search(r"\d+ passed", done.stdout), done.stdout
