"""What the machinery of sweeps costs: ratios measured side by side on instances of a known length.

PYTHONPATH=. python benchmarks/bench_sweeps.py        (two minutes on two idle cores)
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from verify.sweeps.drive import drive
from verify.sweeps.grid import parse
from verify.sweeps.pool import DaskCluster, Executor, ProcessPool
from verify.sweeps.store import Store
from verify.sweeps.work import prepared

ROUNDS = 3
WARM_UP = 20  # instances before the clock starts: workers import the verifier once


def plan(instances: int, milliseconds: int) -> str:
    rows = max(1, instances // 1000)
    columns = min(instances, 1000)
    axes = f"L = {{ from = 1, to = {columns}, count = {columns} }}"
    if rows > 1:
        axes += f"\nd_0 = {{ from = 1, to = {rows}, count = {rows} }}"
    return f'sweep = "b"\nmeasures = ["calibration"]\n[fixed]\nmilliseconds = {milliseconds}\n[axes]\n{axes}\n'


def seconds(executor: Executor, instances: int, milliseconds: int) -> float:
    """Wall-clock time of one sweep with workers that are there already."""
    with tempfile.TemporaryDirectory() as folder:
        worker = prepared(parse(plan(instances, milliseconds), "bench"))
        with Store(Path(folder) / "t.sqlite") as store:
            store.begin("x", worker.plan.text, worker.columns, resume=False)
            start = time.perf_counter()
            state = drive(worker, store, executor)
            assert state.done == instances
            return time.perf_counter() - start


def median(executor: Executor, instances: int, milliseconds: int) -> float:
    seconds(executor, WARM_UP, 1)
    return statistics.median(seconds(executor, instances, milliseconds) for _ in range(ROUNDS))


def peak(instances: int) -> float:
    """Peak memory in MB of a driver of its own for so many trivial instances."""
    code = (
        "import sys; sys.path.insert(0, 'benchmarks')\n"
        "import bench_sweeps as b\n"
        "pool = b.ProcessPool(2)\n"
        f"b.seconds(pool, {instances}, 0)\n"
        "pool.close(True)\n"
        "import resource\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    guarded = f"if __name__ == '__main__':\n{chr(10).join('    ' + line for line in code.splitlines())}\n"
    with tempfile.NamedTemporaryFile("w", suffix=".py", dir=".") as file:
        file.write(guarded)
        file.flush()
        return float(subprocess.run([sys.executable, file.name], capture_output=True, text=True, check=True).stdout)


def main() -> None:
    one, two = ProcessPool(1), ProcessPool(2)
    alone = median(one, 200, 20)
    both = median(two, 400, 20)
    overhead = 100 * (alone / 4.0 - 1)
    rows = [
        ("overhead of the machinery for an instance of 20 ms, one process", "at most 10 %", f"{overhead:.1f} %"),
        ("two processes against one, instances of 20 ms", "at least 1.8 x", f"{2 * alone / both:.2f} x"),
    ]
    try:
        dask = DaskCluster(None, 2)
        ratio = median(dask, 400, 20) / both
        rows.append(("Dask local cluster / pool, instances of 20 ms", "at most 1.3 x", f"{ratio:.2f} x"))
        dask.close(True)
    except Exception as error:
        rows.append(("Dask local cluster / pool, instances of 20 ms", "at most 1.3 x", f"not measured: {error}"))
    rows.append(("10^6 trivial instances recorded", "60 s", f"{seconds(two, 10**6, 0):.1f} s"))
    one.close(True)
    two.close(True)
    small, large = peak(10**5), peak(10**6)
    rows.append(("peak memory of the driver, 10^6 / 10^5 instances", "flat", f"{large:.0f} / {small:.0f} MB"))
    print("| what | target | measured |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
