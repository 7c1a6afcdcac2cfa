"""The command-line door: python -m verify lemma_a9 --L 6. Holds no check, no tolerance and no expectation."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads of one small product cost more than they bring

import typer

from verify.commands import (
    audit,
    checking,
    detection,
    documents,
    experiments,
    figures,
    link,
    mutants,
    report,
    spectrum,
    statements,
    sweep,
)
from verify.errors import BadInput

# newer typers carry their own copy of click, older ones import it: reach its base exception through typer either way
CommandLineError: Any = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")
# the order of --help
GROUPS = (
    checking,
    statements,
    audit,
    link,
    spectrum,
    sweep,
    mutants,
    detection,
    report,
    figures,
    experiments,
    documents,
)

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True, help=__doc__
)
for group in GROUPS:
    group.register(app)
COMMANDS = frozenset(command.name for command in app.registered_commands)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status 0 (as expected), 1 (a surprise) or 2 (bad usage or data)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console of few letters shows "?" for the others
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] not in COMMANDS and not given[0].startswith("-"):
        given.insert(0, "check")  # python -m verify lemma_a9
    try:
        status = app(given, prog_name="python -m verify", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except BadInput as error:
        print(f"error: {error}", file=sys.stderr)
    except CommandLineError as error:
        print(f"error: {error.format_message()}", file=sys.stderr)
    except (typer.Abort, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main())
