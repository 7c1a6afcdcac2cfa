"""The command-line door: python -m verify lemma_a9 --L 6. Holds no check, no tolerance and no expectation."""

from __future__ import annotations

import _thread
import difflib
import io
import os
import sys
import threading
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads of one small product cost more than they bring

import typer

import verify
from verify import catalogue
from verify.commands import (
    audit,
    certificates,
    checking,
    detection,
    documents,
    experiments,
    figures,
    formal,
    fresh,
    letter,
    link,
    mutants,
    paper,
    read,
    report,
    spectrum,
    statements,
    sweep,
    variants,
)
from verify.early import INTERRUPTED, over
from verify.errors import BadInput

# newer typers carry their own copy of click, older ones import it: reach its base exception through typer either way
CommandLineError: Any = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")
# the order of --help
GROUPS = (
    checking,
    statements,
    read,
    certificates,
    audit,
    link,
    formal,
    spectrum,
    sweep,
    mutants,
    detection,
    variants,
    report,
    letter,
    paper,
    figures,
    experiments,
    fresh,
    documents,
)

HELP = """Check the numbered results of a paper, audit a revision of it, and show the evidence.

Name results to check them: python -m verify a9, python -m verify 3.5 a10 --L 6; python -m verify all checks every one,
python -m verify check --help lists the options. COMMAND --help says more of each command below; README.md begins with two.
With --lemmas FOLDER every command knows the paper in that folder, too: FOLDER/revisions/FOLDER.toml and its modules.

Exit status: 0 every verdict as expected, 1 a surprise, 2 bad usage or bad data, 130 after Ctrl-C.
"""
app = typer.Typer(add_completion=True, rich_markup_mode=None, pretty_exceptions_enable=False, help=HELP)
for group in GROUPS:
    group.register(app)
COMMANDS = frozenset(command.name for command in app.registered_commands if command.name)


def main(arguments: list[str] | None = None, program: str = "python -m verify") -> int:
    """Run the command line, called `program`; returns its exit status, as HELP lists them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console of few letters shows "?" for the others
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        given = _with_lemmas(given) or ["--help"]
        _refuse_completion(given, program)
    except BadInput as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    typed = given[0]
    if typed in ("--version", "-V"):
        print(f"verify {verify.__version__}")
        return 0
    if typed == "help":
        given = [*given[1:2], "--help"]
        typed = given[0]
    if typed not in COMMANDS and not typed.startswith("-"):
        given.insert(0, "check")  # python -m verify lemma_a9
    try:
        over()
        status = app(given, prog_name=program, standalone_mode=False)
        if status == INTERRUPTED:  # newer typers turn Ctrl-C into this status without a word
            print("interrupted", file=sys.stderr)
        return status if isinstance(status, int) else 0
    except BadInput as error:
        print(f"error: {_with_commands(str(error), typed)}", file=sys.stderr)
    except CommandLineError as error:
        print(f"error: {error.format_message()}", file=sys.stderr)
    except (typer.Abort, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    return 2


def _with_lemmas(given: list[str]) -> list[str]:
    """The arguments without --lemmas FOLDER, whose paper is added to those that are known. Raises BadInput."""
    rest, arguments = [], iter(given)
    for argument in arguments:
        name, _, folder = argument.partition("=")
        if name != "--lemmas":
            rest.append(argument)
            continue
        folder = folder or next(arguments, "")
        if not folder:
            raise BadInput("--lemmas: give the folder of the lemma modules")
        catalogue.add(Path(folder))
    return rest


def _refuse_completion(given: list[str], program: str) -> None:
    if program != "verify" and given[0] in ("--install-completion", "--show-completion"):
        raise BadInput(f"{given[0]}: a shell completes the command verify, not python -m verify: run verify {given[0]}")


def script() -> None:
    """The console script `verify`: the same as python -m verify."""
    sys.unraisablehook = interrupt_again
    called = os.path.basename(sys.argv[0])
    sys.exit(main(program="verify" if called in ("verify", "verify.exe") else "python -m verify"))


def _with_commands(told: str, typed: str) -> str:
    """A message about an unknown lemma; where the word looks like a command, that is what was meant."""
    near = difflib.get_close_matches(typed, COMMANDS, n=2, cutoff=0.7)
    if near and told.startswith(f"unknown lemma {typed!r}"):
        return f"unknown command {typed!r}: did you mean {' or '.join(near)}?"
    return told


def interrupt_again(unraisable: Any) -> None:
    """A Ctrl-C that falls into a callback of the garbage collector would be reported and forgotten: raise it once more."""
    if unraisable.exc_type is KeyboardInterrupt:
        again = threading.Timer(0.05, _thread.interrupt_main)  # at once it would fall into this hook, and be lost too
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(unraisable)


if __name__ == "__main__":
    script()
