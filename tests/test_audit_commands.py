"""audit and diff from the command line: the base that is meant, exit status, formats."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from verify import catalogue
from verify.__main__ import main
from verify.api.audits import base_of
from verify.report import terminal

FEW = ("--examples", "4")
SLIP = '["A.9".nu_diagonal]\nwhere = "x"\nlatex = "y"\nvalue = "L*lambda_i**(2*L - 1)"\n'
SAME = '["A.9".nu_diagonal]\nwhere = "x"\nlatex = "y"\nvalue = "lambda_i**(2*L - 2)*L"\n'


def statements():
    """How many the shipped revision has."""
    return sum(len(result.statements) for result in catalogue.revision("full-text").results.values())


@pytest.fixture
def revision(tmp_path):
    def make(text, name="mine", extends="full-text"):
        path = tmp_path / f"{name}.toml"
        path.write_text(f'extends = "{extends}"\nrevision = "{name}"\n\n{text}', encoding="utf-8")
        return str(path)

    return make


def test_a_slip_in_a_whole_copy_is_found(edited, capsys):
    copy = edited('value = "L*lambda_i**(2*(L-1))"', 'value = "L*lambda_i**(2*L-1)"', after='["A.9".nu_diagonal]')
    assert main(["audit", str(copy), *FEW]) == 1
    text = capsys.readouterr().out
    assert f"{statements() - 1} unchanged, 1 " in text and "A.9/nu_diagonal" in text
    assert "new fails: nu_ii: printed 16, true 8" in text
    assert "separates   L = 2, lambda_i = 2" in text
    assert "3.5/nu_diagonal" in text  # the copy in Theorem 3.5 still has the right formula


def test_an_equal_wording_is_nothing_new(revision, capsys):
    assert main(["audit", revision(SAME), *FEW]) == 0
    assert "nothing new is wrong" in capsys.readouterr().out


def test_a_copy_without_changes_is_nothing_new(edited, capsys):
    assert main(["audit", str(edited("Data only", "Data  only")), *FEW]) == 0
    assert "0 examined" in capsys.readouterr().out


def test_diff_answers_whatever_it_finds(revision, capsys):
    assert main(["diff", "full-text", revision(SLIP), *FEW, "--format", "json"]) == 0
    made = json.loads(capsys.readouterr().out)
    (changed,) = [s for s in made["statements"] if s["change"] != "unchanged"]
    assert changed["separation"]["only_old"]["witness"] == {"L": 2, "lambda_i": 2}


def test_sarif_is_printed(revision, capsys):
    assert main(["audit", revision(SLIP), *FEW, "--format", "sarif"]) == 1
    assert json.loads(capsys.readouterr().out)["version"] == "2.1.0"


@pytest.mark.parametrize(
    "arguments",
    [
        ["audit", "nowhere.toml"],
        ["audit", "full-text", "--format", "xml"],
        ["audit", "full-text", "--against", "nothing"],
        ["diff", "full-text", "nothing"],
        ["diff", "full-text", "companion"],
        ["audit", "full-text", "--examples", "0"],
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, capsys):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1 and captured.err.startswith("error: ")


def test_the_base_is_what_the_file_extends_else_the_shipped_one_of_its_name(revision, edited):
    shelf = catalogue.paper("depth-not-data").shelf
    child = revision(SAME, "child", extends=revision(SAME, "parent").rsplit("/", 1)[1])
    assert base_of(child).endswith("parent.toml")
    assert base_of(str(edited("Data only", "Data only"))) == "full-text"
    assert base_of(str(shelf / "excerpt.toml")) == "full-text"
    assert base_of("excerpt") == "full-text"


def test_what_is_known_is_printed_before_the_rest_is_examined(revision, capsys, monkeypatch):
    """Ctrl-C in the search for contradictions keeps the statements that are finished."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("verify.auditing.auditor.contradictions", interrupted)
    assert main(["audit", revision(SLIP), *FEW]) == 130
    captured = capsys.readouterr()
    assert f"{statements() - 1} unchanged, 1 " in captured.out and "A.9/nu_diagonal" in captured.out
    assert "new fails: nu_ii: printed 16, true 8" in captured.out and "not as expected" not in captured.out
    assert captured.err == "interrupted\n"


def test_for_machines_nothing_is_printed_early(revision, capsys, monkeypatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("verify.auditing.auditor.contradictions", interrupted)
    assert main(["audit", revision(SLIP), *FEW, "--format", "json"]) == 130
    assert capsys.readouterr().out == ""


def test_progress_counts_every_piece_of_work(revision, monkeypatch, capsys):
    told: list[str] = []
    totals: list[int] = []
    made = terminal.Progress.__init__
    monkeypatch.setattr(terminal.Progress, "step", lambda self, what: told.append(what))
    monkeypatch.setattr(terminal.Progress, "__init__", lambda self, total: (totals.append(total), made(self, total))[1])
    assert main(["diff", "full-text", revision(SLIP), *FEW]) == 0
    assert told == ["A.9/nu_diagonal", "contradictions within mine", "contradictions within full-text"]
    assert totals == [len(told)]


def test_the_bar_stands_aside_for_what_is_printed():
    """A bar on stderr must not swallow what goes to stdout meanwhile, nor be left under it."""
    program = """if True:
        from verify.report.terminal import Progress
        with Progress(3) as progress:
            progress.step("one")
            progress.timer.cancel()
            progress._show()
            with progress.aside():
                assert not progress.bar.live.is_started
                print("told", flush=True)
            assert progress.bar.live.is_started
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "told\n"), done.stderr
