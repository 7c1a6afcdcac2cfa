"""The one exception that means "the user's input is at fault"; both doors print its text and exit with status 2."""

from __future__ import annotations


class BadInput(Exception):
    """A command line, revision file or recipe that cannot be used. The text is complete: what, where, and what to do."""
