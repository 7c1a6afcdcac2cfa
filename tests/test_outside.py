"""Lemmas outside the checkout: a folder with a revision and modules, through both doors, and shell completion."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from verify import catalogue
from verify.__main__ import main

ROOT = Path(catalogue.__file__).parent.parent
BOOK = """
revision = "mine"
paper    = "mine"
title    = "A paper of my own"
[symbols]
n = "a number"
["1"]
title = "Sum of the first numbers"
["1".total]
where = "Lemma 1"
latex = 'n(n+1)/2'
value = "n*(n+1)/2"
"""
MODULE = '''
"""Lemma 1: the sum of the first n numbers."""
from sympy import Sum, Symbol
from verify import Space, Stated, claim, identity, integer

l = Symbol("l", integer=True)
n = integer("n", 1)
SPACE = Space((n,))


@claim("1", "total")
def is_the_sum(stated: Stated):
    """The stated value is the sum of the first n numbers."""
    return identity(stated.value, Sum(l, (l, 1, n.symbol)).doit(), SPACE, "the sum")
'''


@pytest.fixture
def outside(tmp_path):
    """A folder with a paper of one lemma."""
    folder = tmp_path / "mine"
    (folder / "revisions").mkdir(parents=True)
    (folder / "revisions" / "mine.toml").write_text(BOOK)
    (folder / "lemma_1.py").write_text(MODULE)
    return folder


def run(*command, cwd):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *command], cwd=cwd, env=environment, capture_output=True, text=True)


def test_a_lemma_outside_the_checkout_is_checked_through_both_doors(outside):
    done = run("-m", "verify", "--lemmas", "mine", "mine/lemma_1", cwd=outside.parent)
    assert done.returncode == 0 and "✓ 1/total  proved" in done.stdout, done.stdout + done.stderr
    done = run("-m", "verify", "all", "--paper", "mine", "--lemmas=mine", cwd=outside.parent)
    assert done.returncode == 0 and "1 stands (1 proved for all sizes)" in done.stdout, done.stdout + done.stderr
    plugin = ("-p", "verify.pytest_plugin", "-p", "no:cacheprovider")
    done = run("-m", "pytest", "-q", *plugin, "mine", cwd=outside.parent)
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout + done.stderr
    (outside / "revisions" / "mine.toml").write_text(BOOK.replace("n*(n+1)/2", "n*(n-1)/2"))
    done = run("-m", "verify", "mine/lemma_1", "--lemmas", "mine", cwd=outside.parent)
    assert done.returncode == 1 and "REFUTED" in done.stdout
    done = run("-m", "pytest", "-q", *plugin, "mine", cwd=outside.parent)
    assert done.returncode == 1 and "1 failed" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--lemmas"], "give the folder"),
        (["--lemmas", "nowhere", "all"], "holds no revisions/nowhere.toml"),
        (["--install-completion"], "run verify --install-completion"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments, message, capsys):
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert message in error and len(error.splitlines()) == 1


def test_the_shell_completes_commands_and_statements():
    def completed(*words):
        code = "import sys; sys.argv[0] = 'verify'; from verify.__main__ import script; script()"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "_VERIFY_COMPLETE": "complete_bash"}
        environment |= {"COMP_WORDS": " ".join(["verify", *words]), "COMP_CWORD": str(len(words))}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
        return done.stdout.split()

    assert completed("au") == ["audit"]
    assert "--jobs" in completed("all", "--jo")
    assert "A.9/bulk_multiplicity" in completed("explain", "A.9/bulk_m")
