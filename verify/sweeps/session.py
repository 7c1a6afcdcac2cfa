"""One session of a sweep: drive to the end with progress, and say how to go on when something ends it early."""

from __future__ import annotations

import sys
import time

from verify.errors import BadInput
from verify.sweeps.drive import Lost, State, drive
from verify.sweeps.pool import DaskCluster, Executor, ProcessPool
from verify.sweeps.store import Store
from verify.sweeps.work import Worker

QUIET_SECONDS = 10.0  # between two lines of progress where there is no terminal


def maker(executor: str, scheduler: str | None, jobs: int) -> Executor:
    """The executor that the options ask for. Raises BadInput."""
    return DaskCluster(scheduler, jobs) if scheduler is not None or executor == "dask" else ProcessPool(jobs)


def run(worker: Worker, store: Store, executor: Executor, again: str) -> State:
    """Drive to the end, with progress; an interruption says how to go on. Raises BadInput and KeyboardInterrupt."""
    progress, whole = Line(), False
    try:
        state = drive(worker, store, executor, progress.show)
        whole = True
        return state
    except Lost as error:
        raise BadInput(f"{error}; {store.count()[0]:,} instances are recorded; go on with: {again}") from None
    except KeyboardInterrupt:
        progress.end()
        print(
            f"{store.count()[0]:,} of {worker.plan.instances:,} instances are recorded; go on with: {again}", file=sys.stderr
        )
        raise
    finally:
        progress.end()
        executor.close(now=not whole)


class Line:
    """One line of progress: rewritten on a terminal, a new one now and then elsewhere."""

    def __init__(self) -> None:
        self.live, self.last, self.shown = sys.stderr.isatty(), time.monotonic(), False

    def show(self, state: State) -> None:
        """Say how far the sweep is, not too often."""
        now = time.monotonic()
        if now - self.last < (0.5 if self.live else QUIET_SECONDS):
            return
        self.last, self.shown = now, True
        failures = f", {state.failed:,} failed" if state.failed else ""
        left = duration(state.seconds_left) if state.rate else "unknown"
        text = f"{state.done:,} of {state.total:,}, {state.rate:.3g} per second, {left} left{failures}"
        print(f"\r{text:<78}" if self.live else text, end="" if self.live else "\n", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self.live and self.shown:
            print(file=sys.stderr)
        self.shown = False


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 90:
        return f"{seconds:.3g} s"
    if seconds < 5400:
        return f"{seconds / 60:.3g} min"
    return f"{seconds / 3600:.3g} h" if seconds < 172_800 else f"{seconds / 86400:.3g} days"
