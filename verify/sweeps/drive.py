"""The driver of a sweep: hands out what is missing from the table, writes what comes back, retries what died."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from verify.errors import BadInput
from verify.sweeps.pool import Done, Executor
from verify.sweeps.store import Store
from verify.sweeps.work import Worker, failed

BATCH_SECONDS = 0.5  # of work handed to a worker at once
LARGEST_BATCH = 5000
AHEAD = 3  # batches under way for each worker
TRIES = 3  # deaths of its worker after which an instance counts as failed
CALIBRATION_SECONDS = 4.0


@dataclass(frozen=True)
class State:
    """How far a sweep is."""

    done: int
    total: int
    failed: int
    rate: float  # instances per second of this session

    @property
    def seconds_left(self) -> float:
        """At the present rate."""
        return (self.total - self.done) / self.rate if self.rate else float("inf")


Progress = Callable[[State], None]


class Lost(Exception):
    """The executor went away; what had come back is in the table."""


def drive(worker: Worker, store: Store, executor: Executor, progress: Progress = lambda state: None) -> State:
    """Do every instance that the table has not. Memory does not grow with their number.

    Raises Lost when the executor goes away, BadInput when the table cannot be written; the table keeps what came back.
    """
    return _Driver(worker, store, executor, progress).run()


class _Driver:
    def __init__(self, worker: Worker, store: Store, executor: Executor, progress: Progress) -> None:
        self.worker, self.store, self.executor, self.progress = worker, store, executor, progress
        self.text, self.total = worker.plan.text, worker.plan.instances
        self.done, self.failed = store.count()
        self.before, self.start = self.done, time.monotonic()
        self.under_way = 0
        self.again: deque[int] = deque()  # instances of batches that died: each goes alone, to find the one that kills
        self.deaths: Counter[int] = Counter()
        self.pace = Pace()

    def run(self) -> State:
        todo = self.store.missing(self.total)
        exhausted = False
        while True:
            while not exhausted and self.under_way < AHEAD * self.executor.workers:
                exhausted = not self.hand_out(todo)
            if self.again and self.under_way < AHEAD * self.executor.workers:
                self.send([self.again.popleft()])
                continue
            if not self.under_way and exhausted and not self.again:
                return self.state
            came = self.executor.next(timeout=1.0)
            if came is not None:
                self.take(came)
            self.progress(self.state)

    @property
    def state(self) -> State:
        seconds = time.monotonic() - self.start
        return State(self.done, self.total, self.failed, (self.done - self.before) / seconds if seconds else 0.0)

    def hand_out(self, todo: Iterator[int]) -> bool:
        """Send one batch; False when nothing is left. The table is read in pages, so `todo` never meets a row of today."""
        indices = list(islice(todo, self.pace.size))
        if indices:
            self.send(indices)
        return bool(indices)

    def send(self, indices: list[int]) -> None:
        self.pace.sent(indices)
        self.executor.submit(self.text, indices)
        self.under_way += 1

    def take(self, came: Done) -> None:
        if came.lost:
            raise Lost(came.lost)
        self.under_way -= 1
        if came.rows is not None:
            self.pace.back(came.indices, self.executor.workers)
            self.store.add(came.rows)
            self.done += len(came.rows)
            self.failed += sum(row[-1] is not None for row in came.rows)
        elif len(came.indices) > 1:
            self.again.extend(came.indices)
        else:
            self.died(came.indices[0])

    def died(self, index: int) -> None:
        self.deaths[index] += 1
        if self.deaths[index] < TRIES:
            self.again.append(index)
            return
        self.store.add([failed(self.worker, index, f"killed its worker {TRIES} times")])
        self.done, self.failed = self.done + 1, self.failed + 1


class Pace:
    """How many instances to hand out at once, so that a batch takes about half a second."""

    def __init__(self) -> None:
        self.size = 1
        self.sent_at: dict[int, float] = {}
        self.last = time.monotonic()

    def sent(self, indices: list[int]) -> None:
        """A batch goes out."""
        self.sent_at[indices[0]] = time.monotonic()

    def back(self, indices: list[int], workers: int) -> None:
        """A batch came back: it began when it was sent, or when its worker had done the batches before."""
        now = time.monotonic()
        waited = now - self.sent_at.pop(indices[0], now)
        seconds = waited / AHEAD  # it stood in a queue of that many
        each = max(seconds / len(indices), 1e-6)
        self.size = max(1, min(LARGEST_BATCH, 2 * self.size, int(BATCH_SECONDS / each)))


def calibrated(worker: Worker, seconds: float = CALIBRATION_SECONDS) -> tuple[int, float]:
    """How many instances, spread over the plan, were tried in that time, and the seconds that one takes on average."""
    total, tried = worker.plan.instances, 0
    start = time.monotonic()
    while tried < min(total, 40) and (tried == 0 or time.monotonic() - start < seconds):
        try:
            worker.row(_spread(tried, total))
        except Exception as error:
            raise BadInput(f"instance {_spread(tried, total)} fails: {type(error).__name__}: {error}") from None
        tried += 1
    return tried, (time.monotonic() - start) / tried


def _spread(n: int, total: int) -> int:
    """The n-th of a sequence of indices that fills the plan evenly, without an order that the axes share."""
    return int(((n + 0.5) * 0.6180339887498949 % 1) * total)
