"""Nothing lost, nothing doubled: drivers, workers and schedulers are killed at random moments, and the table is the same."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.effort import often

from .kills import (
    INSTANCES,
    PATIENCE,
    PLAN,
    command_line,
    expected,
    recorded,
    started,
    table_of,
    wait_for,
    workers_of,
)

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL") or not Path("/proc").exists(), reason="needs Linux")
DRIVER_KILLS, WORKER_KILLS = often(9, 3), often(12, 4)


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_drivers_killed_at_random_moments_lose_and_double_nothing(plan):
    source, kills, seen = random.Random(1), 0, 0
    while kills < DRIVER_KILLS and seen < INSTANCES:
        driver = started(plan)
        orphans: list[int] = []
        if kills % 3 == 0:  # at any moment of its start
            time.sleep(source.uniform(0, 2))
        else:  # after some rows
            goal = seen + source.randint(1, 60)
            wait_for(lambda goal=goal: recorded(plan) >= goal, driver)
        orphans = workers_of(driver.pid)
        if driver.poll() is None:
            driver.kill()
            kills += 1
        driver.wait(PATIENCE)
        driver.communicate()
        now = recorded(plan)
        assert now >= seen, "a row that was recorded is gone"
        seen = now
        wait_until_gone(orphans)
    assert kills >= DRIVER_KILLS
    last = started(plan)
    _, err = last.communicate(timeout=PATIENCE)
    assert last.returncode == 0, err
    assert table_of(plan) == expected()


def wait_until_gone(pids):
    """Workers leave within some seconds when their driver is gone."""
    end = time.monotonic() + PATIENCE
    while any(b"spawn_main" in command_line(pid) for pid in pids):
        assert time.monotonic() < end, "a worker goes on without its driver"
        time.sleep(0.05)


def test_workers_killed_at_random_moments_are_replaced_and_their_instances_done_again(plan):
    source, kills = random.Random(2), 0
    plan.write_text(PLAN.replace("milliseconds = 4", "milliseconds = 20"), encoding="utf-8")
    driver = started(plan)
    wait_for(lambda: recorded(plan) >= 1, driver)
    while kills < WORKER_KILLS and driver.poll() is None:
        time.sleep(source.uniform(0, 0.3))
        wait_for(lambda: workers_of(driver.pid), driver)
        victims = workers_of(driver.pid)
        if victims:
            os.kill(source.choice(victims), signal.SIGKILL)
            kills += 1
    _, err = driver.communicate(timeout=PATIENCE)
    assert driver.returncode == 0, err
    assert kills == WORKER_KILLS
    assert table_of(plan) == expected()


def test_an_instance_that_kills_its_worker_three_times_is_recorded_and_the_sweep_goes_on(plan):
    deadly = {"VERIFY_SWEEP_DEADLY_INSTANCES": "7,411"}
    driver = started(plan, env={**os.environ, **deadly})
    driver.communicate(timeout=PATIENCE)
    assert driver.returncode == 1
    rows = table_of(plan)
    failures = {row[0]: row[-1] for row in rows if row[-1] is not None}
    assert set(failures) == {7, 411}
    assert "killed its worker 3 times" in failures[7]
    assert "L = 1" in failures[7] and "d_0 = 8" in failures[7] and "milliseconds = 4" in failures[7], "the recipe is kept"
    assert [row for row in rows if row[-1] is None] == [row for row in expected() if row[0] not in (7, 411)]
    again = started(plan, "--retry-failed")
    again.communicate(timeout=PATIENCE)
    assert again.returncode == 0
    assert table_of(plan) == expected()


def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(plan):
    plan.write_text(PLAN.replace("milliseconds = 4", "milliseconds = 30"), encoding="utf-8")
    driver = started(plan)
    wait_for(lambda: recorded(plan) >= 5, driver)
    driver.send_signal(signal.SIGINT)
    _, err = driver.communicate(timeout=PATIENCE)
    assert driver.returncode == 130
    assert "instances are recorded; go on with: python -m verify sweep" in err and "--resume" in err
    assert "Traceback" not in err
    assert 5 <= recorded(plan) < INSTANCES
    last = started(plan)
    last.communicate(timeout=PATIENCE)
    assert table_of(plan) == expected()


def test_two_drivers_cannot_write_to_one_table(plan):
    plan.write_text(PLAN.replace("milliseconds = 4", "milliseconds = 1000"), encoding="utf-8")
    first = started(plan)
    wait_for(lambda: recorded(plan) >= 1, first)
    second = started(plan)
    _, err = second.communicate(timeout=PATIENCE)
    first.kill()
    first.communicate(timeout=PATIENCE)
    assert second.returncode == 2 and "another sweep is writing to it" in err
