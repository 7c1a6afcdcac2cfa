"""Dask beyond one machine: workers and the scheduler are killed, and the table is that of an undisturbed run."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time

import pytest

from .kills import PATIENCE, PLAN, expected, recorded, started, table_of, wait_for

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


class Cluster:
    """A scheduler and two workers as processes of their own, on this machine only."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        self.workers = [self.worker(), self.worker()]

    def worker(self):
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "60")
        return self.start("worker", self.address, *options)

    def start(self, what, *options):
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, **quiet)

    def end(self):
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait(PATIENCE)


@pytest.fixture
def cluster():
    made = Cluster()
    yield made
    made.end()


def test_workers_of_a_cluster_are_killed_and_their_instances_done_again(plan, cluster):
    source = random.Random(3)
    driver = started(plan, "--scheduler", cluster.address)
    for _ in range(3):
        goal = recorded(plan) + 20
        wait_for(lambda goal=goal: recorded(plan) >= goal, driver)
        time.sleep(source.uniform(0, 0.3))
        victim = cluster.workers.pop(0)
        victim.kill()
        victim.wait(PATIENCE)
        cluster.workers.append(cluster.worker())
    _, err = driver.communicate(timeout=PATIENCE)
    assert driver.returncode == 0, err
    assert table_of(plan) == expected()


def test_a_scheduler_that_is_killed_ends_the_sweep_with_what_came_back(plan, cluster):
    driver = started(plan, "--scheduler", cluster.address)
    wait_for(lambda: recorded(plan) >= 20, driver)
    cluster.scheduler.kill()
    _, err = driver.communicate(timeout=PATIENCE)
    assert driver.returncode == 2
    assert "instances are recorded; go on with: python -m verify sweep" in err and "Traceback" not in err
    kept = recorded(plan)
    assert 20 <= kept < 600
    last = started(plan)
    last.communicate(timeout=PATIENCE)
    assert last.returncode == 0
    assert table_of(plan) == expected()
