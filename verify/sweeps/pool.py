"""Where batches run: a pool of processes on this machine, or Dask. Both give back rows, or say that a worker died."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import connection
from typing import Any, Protocol

from verify.errors import BadInput
from verify.sweeps.work import batch

Rows = list[tuple[Any, ...]]
WATCH = 1.0  # seconds between two looks whether the driver is still there


@dataclass(frozen=True)
class Done:
    """A batch that came back. `rows` is None when its worker died; `lost` says that the executor itself is gone."""

    indices: list[int]
    rows: Rows | None
    lost: str = ""


class Executor(Protocol):
    """Runs batches side by side."""

    workers: int

    def submit(self, text: str, indices: list[int]) -> None:
        """Begin a batch of a plan, given by its text."""
        ...

    def next(self, timeout: float) -> Done | None:
        """The next batch that came back, in any order; None when none did in time."""
        ...

    def close(self, now: bool) -> None:
        """End; `now`: without waiting for what is under way."""
        ...


class ProcessPool:
    """Processes on this machine, one BLAS thread each. A worker that dies is replaced; its batch is reported.

    Each worker has a pipe of its own. Ready-made pools share one queue and its lock, and a worker that is killed while it
    holds the lock stops or breaks the whole pool.
    """

    def __init__(self, workers: int) -> None:
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # inherited by the workers
        self.workers = workers
        self.context = multiprocessing.get_context("spawn")  # a forked worker would hold the driver's lock on the table
        self.waiting: deque[tuple[str, list[int]]] = deque()
        self.idle: deque[_Process] = deque(_Process(self.context) for _ in range(workers))
        self.busy: dict[Any, _Process] = {}  # by its end of the pipe

    def submit(self, text: str, indices: list[int]) -> None:
        """Begin a batch, or put it in line."""
        self.waiting.append((text, indices))
        self.hand_out()

    def hand_out(self) -> None:
        """Give waiting batches to idle workers. One that died idle is replaced, and nothing is lost with it."""
        while self.waiting and self.idle:
            process = self.idle.popleft()
            try:
                process.begin(*self.waiting[0])
            except OSError:
                self.idle.append(process.replaced())
                continue
            self.waiting.popleft()
            self.busy[process.pipe] = process

    def next(self, timeout: float) -> Done | None:
        """The next batch that came back."""
        for pipe in connection.wait(list(self.busy), timeout):
            process = self.busy.pop(pipe)
            try:
                rows, indices = process.pipe.recv(), process.indices
                self.idle.append(process)
            except (EOFError, OSError):
                rows, indices = None, process.indices
                self.idle.append(process.replaced())
            self.hand_out()
            return Done(indices, None, rows) if isinstance(rows, str) else Done(indices, rows)
        return None

    def close(self, now: bool) -> None:
        """End the workers."""
        for process in (*self.idle, *self.busy.values()):
            process.end()


class _Process:
    """One worker process and the driver's end of its pipe."""

    def __init__(self, context: Any) -> None:
        self.context, self.indices = context, list[int]()
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=serve, args=(other, os.getpid()), daemon=True)
        self.process.start()
        other.close()  # so that the pipe ends with the worker

    def begin(self, text: str, indices: list[int]) -> None:
        self.indices = indices
        self.pipe.send((text, indices))

    def replaced(self) -> _Process:
        self.end()
        return _Process(self.context)

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


def serve(pipe: Any, driver: int) -> None:
    """In a worker: batches in, rows out, until the driver closes the pipe or is gone, however it went."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's to handle

    def watch() -> None:
        while os.getppid() == driver:
            time.sleep(WATCH)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        while True:
            text, indices = pipe.recv()
            try:
                pipe.send(batch(text, indices))
            except BadInput as error:
                pipe.send(str(error))


class DaskCluster:
    """A Dask scheduler by its address, or a local cluster of so many workers. Raises BadInput."""

    def __init__(self, address: str | None, workers: int) -> None:
        try:
            import distributed
        except ImportError:
            raise BadInput("Dask is not installed; in the verifier's folder: pip install '.[dask]'") from None
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        # the driver says itself, in one line, when a scheduler is gone
        for name in ("distributed", *(n for n in logging.root.manager.loggerDict if n.startswith("distributed."))):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        cluster_of: Any = distributed.LocalCluster
        client_of: Any = distributed.Client
        self.cluster: Any = None
        self.done: queue.SimpleQueue[Done] = queue.SimpleQueue()
        try:
            if address is None:
                self.cluster = cluster_of(
                    n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
                )
            self.client: Any = client_of(address or self.cluster, timeout=20, set_as_default=False)
            self.workers = max(1, sum(self.client.nthreads().values()))
        except (OSError, ValueError, RuntimeError) as error:
            raise BadInput(f"--scheduler {address}: no Dask scheduler answers ({error})") from None
        self.under_way: set[Any] = set()

    def submit(self, text: str, indices: list[int]) -> None:
        """Begin a batch."""
        future = self.client.submit(batch, text, indices, pure=False)
        self.under_way.add(future)
        future.add_done_callback(lambda f: self._came_back(f, indices))

    def _came_back(self, future: Any, indices: list[int]) -> None:
        self.under_way.discard(future)
        try:
            self.done.put(Done(indices, future.result(timeout=20)))
        except BaseException as error:
            died = type(error).__name__ == "KilledWorker"
            self.done.put(Done(indices, None, "" if died else f"{type(error).__name__}: {error}"))

    def next(self, timeout: float) -> Done | None:
        """The next batch that came back."""
        with contextlib.suppress(queue.Empty):
            return self.done.get(timeout=timeout)
        if self.client.status not in ("running", "connecting"):
            return Done([], None, f"the Dask scheduler is gone ({self.client.status})")
        return None

    def close(self, now: bool) -> None:
        """Let go of the scheduler; end it when it is ours."""
        with contextlib.suppress(Exception):
            self.client.close(timeout=5)
        if self.cluster is not None:
            with contextlib.suppress(Exception):
                self.cluster.close(timeout=5)


Maker = Callable[[], Executor]
