"""Examines cases in several processes at a time: the evidence that one process finds, in the order in which it is ready."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from verify import catalogue
from verify.api.selection import cases_of
from verify.errors import BadInput
from verify.judge.cases import Case
from verify.judge.run import Run
from verify.judge.runner import examine
from verify.judge.verdicts import Evidence

AT_ONCE = (12, 40)  # at least, at most so many neighbouring cases go to one process, because they share instances
_cases: dict[str, Case] = {}  # of this process: claims are functions, which do not travel


def evidence(todo: Sequence[Case], run: Run, lemmas: Sequence[str], jobs: int) -> Iterator[tuple[Case, Evidence]]:
    """The evidence of each case, from `jobs` processes. Closing the iterator, or Ctrl-C, ends them all.

    Raises BadInput as a check does, and where a process ended without an answer.
    """
    known = {case.id: case for case in todo}
    size = max(AT_ONCE[0], min(AT_ONCE[1], len(todo) // (8 * jobs)))
    batches = [[case.id for case in todo[n : n + size]] for n in range(0, len(todo), size)]
    forks = "fork" in multiprocessing.get_all_start_methods()
    _cases.clear()
    if forks:
        _cases.update(known)  # inherited
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    pool = ProcessPoolExecutor(jobs, context, _begin, (list(lemmas), run))
    try:
        waiting: set[Future[list[tuple[str, Evidence]]]] = {pool.submit(_batch, ids, run) for ids in batches}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield from ((known[id], found) for id, found in future.result())
    except BrokenProcessPool:
        raise BadInput("a process of the run ended without an answer: memory may be short; try --jobs 1") from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()


def _begin(lemmas: list[str], run: Run) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the business of the process that started this one
    if not _cases:
        book = catalogue.revision(run.revision)
        _cases.update({case.id: case for case in cases_of(lemmas, book, run.reading)})


def _batch(ids: list[str], run: Run) -> list[tuple[str, Evidence]]:
    return [(id, examine(_cases[id], run)) for id in ids]
