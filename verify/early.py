"""Ctrl-C while `python -m verify` is still importing: one word and status 130, as later. Imported before anything slow."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

INTERRUPTED = 130  # the shell's word for Ctrl-C


def leave(*_: object) -> NoReturn:
    """End at once: nothing is under way, and an exception would pass through half-imported modules."""
    os.write(2, b"interrupted\n")
    os._exit(INTERRUPTED)


def over() -> None:
    """All is imported: from here on Ctrl-C raises KeyboardInterrupt again."""
    if signal.getsignal(signal.SIGINT) is leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


# Python calls the program "-m" until the package is imported; nobody else's Ctrl-C is touched, nor one that is ignored
if sys.argv[:1] == ["-m"] and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, leave)
