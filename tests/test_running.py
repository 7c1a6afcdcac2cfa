"""An interrupted run keeps what is finished, says how to go on, and comes to the same verdicts when it does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from verify.__main__ import main
from verify.commands import running

ASKED = ("check", "a5", "a9", "--L", "2", "--examples", "4", "--format", "json")


@pytest.fixture
def stop_after(monkeypatch):
    """A function: Ctrl-C once so many cases are finished; None lets the run be."""
    real = running.examine

    def arrange(n):
        left = iter(range(n)) if n is not None else None

        def examine(case, run):
            if left is not None and next(left, None) is None:
                raise KeyboardInterrupt
            return real(case, run)

        monkeypatch.setattr(running, "examine", examine)

    return arrange


def verdicts(report):
    return [{key: value for key, value in row.items() if key != "seconds"} for row in report["results"]]


def test_interrupted_resumed_interrupted_again_and_finished(capsys, tmp_path, stop_after):
    assert main([*ASKED]) == 0
    whole = json.loads(capsys.readouterr().out)
    file, count = tmp_path / "run.json", whole["summary"]["cases"]

    stop_after(5)
    assert main([*ASKED, "--save", str(file)]) == 130
    told = capsys.readouterr()
    part = json.loads(told.out)
    assert part == json.loads(file.read_text()) and len(part["results"]) == 5 and len(part["unfinished"]) == count - 5
    assert f"5 of {count} cases are finished" in told.err and f"python -m verify all --resume {file}" in told.err

    stop_after(3)
    assert main(["all", "--resume", str(file)]) == 130
    assert f"{count - 8} checks not finished" in " ".join(capsys.readouterr().out.split())
    assert len(json.loads(file.read_text())["results"]) == 8

    stop_after(None)
    assert main(["all", "--resume", str(file), "--format", "json"]) == 0
    resumed = json.loads(capsys.readouterr().out)
    assert verdicts(resumed) == verdicts(whole) and resumed["unfinished"] == []
    stop_after(0)
    assert main(["all", "--resume", str(file)]) == 0, "nothing is examined twice"


def test_an_interrupted_report_can_be_looked_at_and_finished(capsys, tmp_path, stop_after):
    file, out = tmp_path / "run.json", tmp_path / "site"
    stop_after(4)
    assert main([*ASKED, "--save", str(file)]) == 130
    stop_after(0)
    assert main(["report", "--resume", str(file), "--out", str(out)]) == 130
    assert not out.exists()
    assert main(["report", "--from", str(file), "--out", str(out)]) == 0
    assert "Unfinished run." in (out / "index.html").read_text(encoding="utf-8")
    stop_after(None)
    assert main(["report", "--resume", str(file), "--out", str(out)]) == 0
    assert "Unfinished run." not in (out / "index.html").read_text(encoding="utf-8")


def test_without_a_file_the_finished_part_is_kept_all_the_same(capsys, stop_after):
    stop_after(2)
    assert main([*ASKED]) == 130
    told = capsys.readouterr()
    place = told.err.split("kept in ")[1].splitlines()[0]
    assert json.loads(Path(place).read_text(encoding="utf-8")) == json.loads(told.out)


def test_a_run_of_other_data_is_not_gone_on_with(capsys, tmp_path, stop_after, edited):
    copy, file = edited('"r**2"', '"r**3"', '["A.9".dominant_multiplicity]'), tmp_path / "run.json"
    stop_after(2)
    assert main([*ASKED, "--revision", str(copy), "--save", str(file)]) == 130
    edited('"r**2"', '"r**4"', '["A.9".dominant_multiplicity]')
    assert main(["all", "--resume", str(file)]) == 2
    assert "changed since" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told_before_the_work(capsys, tmp_path, stop_after):
    stop_after(0)
    assert main([*ASKED, "--save", str(tmp_path / "no" / "run.json")]) == 2
    assert "No such file or directory" in capsys.readouterr().err


def test_two_processes_find_what_one_finds_and_what_is_finished_is_kept(capsys, tmp_path):
    assert main([*ASKED]) == 0
    one = json.loads(capsys.readouterr().out)
    file = tmp_path / "run.json"
    assert main([*ASKED, "--jobs", "2", "--save", str(file)]) == 0
    two = json.loads(capsys.readouterr().out)
    assert verdicts(two) == verdicts(one) and two["unfinished"] == [] and json.loads(file.read_text()) == two


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes in /proc")
def test_ctrl_c_ends_every_process_and_keeps_what_is_finished(tmp_path):
    file = tmp_path / "run.json"
    command = [sys.executable, "-m", "verify", "all", "--jobs", "2", "--save", str(file)]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, start_new_session=True, **pipes) as run:
        children: set[int] = set()
        while len(children) < 2 and run.poll() is None:
            children = {int(x) for x in Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()}
            time.sleep(0.2)
        time.sleep(1)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to all of them
        told = run.communicate(timeout=60)[1]
    assert run.returncode == 130 and "cases are finished and kept in" in told and "Traceback" not in told
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    assert json.loads(file.read_text())["unfinished"]
