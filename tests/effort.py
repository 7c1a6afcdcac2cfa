"""How often the tests do what only takes long: less by default, in full in the nightly profile, VERIFY_NIGHTLY=1."""

from __future__ import annotations

import os

import pytest

NIGHTLY = os.environ.get("VERIFY_NIGHTLY", "") not in ("", "0")
nightly = pytest.mark.skipif(not NIGHTLY, reason="a further case of a test that runs: in the nightly profile only")


def often(full: int, least: int) -> int:
    """A number of draws or kills: `full` in the nightly profile, `least` by default."""
    return full if NIGHTLY else least
