"""Scores many statements in processes of their own: a mutant that takes too long ends with its process, and is no kill.

The time of a mutant is processor time, counted by the system, which ends the process: a busy machine takes nothing away.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from verify.auditing.mutations import Mutant
from verify.auditing.score import Fate, Subject

JUDGING = 600.0  # seconds of processor time for judging a wording itself
PATIENCE = 30  # so many times as long by the clock, and the process hangs


@dataclass
class Scored:
    """A statement's wording with the fates of its mutants so far; `trouble` says why there are none."""

    subject: Subject
    fates: list[Fate] = field(default_factory=list)
    judged: bool = False
    seconds: float = 0.0
    trouble: str = ""


class _Batch:
    """Statements that one process scores one after the other, because they share instances."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self.scored = [Scored(subject) for subject in subjects]
        self.at = 0  # the statement under way
        self.mutant: Mutant | None = None
        self.deadline = 0.0
        self.process: Any = None
        self.connection: Connection | None = None

    @property
    def current(self) -> Scored:
        return self.scored[self.at]

    def start(self, limit: float) -> None:
        """A new process that goes on where the last one ended; it inherits what is known so far."""
        context: Any = multiprocessing.get_context("fork")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(self.scored, self.at, limit, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.deadline = time.monotonic() + PATIENCE * JUDGING

    def stop(self) -> None:
        """End the process at once."""
        if self.process is not None and self.process.is_alive():
            self.process.kill()
            self.process.join()
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def lost(self, why: str) -> bool:
        """The process ran out of time or died: note it and say whether anything is left to do."""
        self.stop()
        if self.at == len(self.scored):
            return False  # it had nothing left to say but that it is over
        if self.mutant is not None:
            m = self.mutant
            status = "undecided (time)" if why.startswith(("more than", "hangs")) else "not understood"
            self.current.fates.append(Fate(m.id, m.part, m.kind, m.change, status, detail=why))
            self.mutant = None
        else:
            self.current.trouble = f"the wording itself: {why}"
            self.at += 1
        return self.at < len(self.scored)


def score(
    batches: Sequence[Sequence[Subject]], jobs: int, limit: float, progress: Callable[[str], None] = lambda _: None
) -> Iterator[list[Scored]]:
    """Score batches of statements, `jobs` at a time; yields each batch when it is done.

    `limit` is the time for one mutant in seconds. Closing the iterator ends every process.
    """
    waiting = [_Batch(batch) for batch in batches if batch]
    running: list[_Batch] = []
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                batch = waiting.pop(0)
                batch.start(limit)
                running.append(batch)
            ready = wait([batch.connection for batch in running if batch.connection is not None], timeout=0.5)
            for batch in list(running):
                over = _heard(batch, limit, progress) if batch.connection in ready else _late(batch, limit)
                if over:
                    running.remove(batch)
                    yield batch.scored
    finally:
        for batch in running:
            batch.stop()


def _late(batch: _Batch, limit: float) -> bool:
    """Whether a batch is over, because it ran out of time at its last statement."""
    if time.monotonic() <= batch.deadline:
        return False
    return not _again(batch, limit, "hangs: the processor is idle")


def _again(batch: _Batch, limit: float, why: str) -> bool:
    if not batch.lost(why):
        return False
    batch.start(limit)
    return True


def _cause(batch: _Batch, limit: float) -> str:
    """Why a process ended."""
    batch.process.join()
    if batch.process.exitcode == -signal.SIGPROF:
        return f"more than {limit if batch.mutant is not None else JUDGING:g} s of processor time"
    return f"the process ended with {batch.process.exitcode}"


def _heard(batch: _Batch, limit: float, progress: Callable[[str], None]) -> bool:
    """Take in what the process says; whether the batch is over."""
    assert batch.connection is not None
    try:
        while batch.connection.poll():
            if _take(batch, batch.connection.recv(), limit, progress):
                batch.process.join()
                batch.connection.close()
                batch.connection = None
                return True
    except (EOFError, OSError):
        return not _again(batch, limit, _cause(batch, limit))
    return False


def _take(batch: _Batch, message: tuple[Any, ...], limit: float, progress: Callable[[str], None]) -> bool:
    if message == ("over",):
        return True
    scored, now = batch.current, time.monotonic()
    match message:
        case ("judging", id):
            batch.deadline = now + PATIENCE * JUDGING
            progress(id)
        case ("judged", standing, known):
            scored.subject.standing, scored.subject.known, scored.judged = standing, known, True
        case ("begin", mutant):
            batch.mutant, batch.deadline = mutant, now + PATIENCE * limit
        case ("fate", fate, hints, seconds):
            scored.fates.append(fate)
            scored.subject.hints = hints
            scored.seconds += seconds
            batch.mutant, batch.deadline = None, now + PATIENCE * JUDGING
            progress(fate.id)
        case ("next",):
            batch.at += 1
    return False


def _work(scored: list[Scored], at: int, limit: float, connection: Connection) -> None:
    """The process: judge each wording, then its mutants, and say so before and after each."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the system ends the process, whatever runs in it
    try:
        for one in scored[at:]:
            subject = one.subject
            if not one.judged:
                connection.send(("judging", subject.statement.id))
                signal.setitimer(signal.ITIMER_PROF, JUDGING)
                subject.judge()
                signal.setitimer(signal.ITIMER_PROF, 0)
                connection.send(("judged", subject.standing, subject.known))
            done = {fate.id for fate in one.fates}
            for mutant in subject.mutants():
                if mutant.id in done:
                    continue
                connection.send(("begin", mutant))
                start = time.process_time()
                signal.setitimer(signal.ITIMER_PROF, limit)
                fate = subject.fate(mutant)
                signal.setitimer(signal.ITIMER_PROF, 0)
                connection.send(("fate", fate, subject.hints, time.process_time() - start))
            connection.send(("next",))
        connection.send(("over",))
    except (KeyboardInterrupt, BrokenPipeError):
        pass
