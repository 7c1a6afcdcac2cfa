"""Processes of a sweep that tests start, watch and kill, and the table that they must leave."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

PLAN = """
sweep = "killed"
measures = ["calibration"]
[fixed]
milliseconds = 4
[axes]
L = { from = 1, to = 30, count = 30 }
d_0 = { from = 1, to = 20, count = 20 }
"""
INSTANCES = 600
PATIENCE = 300  # seconds: a guard against hangs, far above what the machine needs


def started(plan, *options, **more):
    command = [sys.executable, "-m", "verify", "sweep", str(plan), "--jobs", "2", "--resume", *options]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, preexec_fn=_hears_ctrl_c, **streams, **more)


def _hears_ctrl_c():
    """Undo what a shell does to a command in the background: to have it ignore Ctrl-C, and its children with it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def recorded(plan):
    table = plan.with_suffix(".sqlite")
    if not table.exists():
        return 0
    base = sqlite3.connect(f"{table.as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        return base.execute("SELECT count(*) FROM results").fetchone()[0]
    except sqlite3.OperationalError:
        return 0  # killed before the table was made
    finally:
        base.close()


def table_of(plan):
    base = sqlite3.connect(plan.with_suffix(".sqlite"))
    try:
        return base.execute("SELECT * FROM results ORDER BY instance").fetchall()
    finally:
        base.close()


def children(pid):
    """Processes started by any thread of a process, from the kernel's lists."""
    found = []
    for listed in Path("/proc").glob(f"{pid}/task/*/children"):
        with contextlib.suppress(OSError):
            found += [int(x) for x in listed.read_text().split()]
    return found


def workers_of(pid):
    return [child for child in children(pid) if b"spawn_main" in command_line(child)]


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def expected():
    """The rows of an undisturbed run, from the plan itself."""
    places = [(L, d) for L in range(1, 31) for d in range(1, 21)]
    return [(i, str(L), str(d), float(i), float(i), None) for i, (L, d) in enumerate(places)]


def wait_for(condition, process):
    end = time.monotonic() + PATIENCE
    while not condition() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
