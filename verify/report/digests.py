"""Digests of what a saved run says: they show that a file was changed by chance or by hand, not that it is true.

Whoever edits a row can compute its digest again. What depends on the data alone (what is expected, the formulas, the counts)
is therefore derived anew when a run is shown; that a verdict is what its check found, only another run can tell.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

LIBRARIES = ("sympy", "mpmath", "python-flint", "numpy", "hypothesis")
PARTS = {
    "rows": ("results", "summary", "unfinished", "formal"),
    "options": ("options", "revision"),
    "paper": ("paper",),
    "state": ("state",),
}


def canonical(value: Any) -> str:
    """JSON text that is the same for equal values, before they are written and after they are read."""
    return json.dumps(value, sort_keys=True)


def digests(data: Mapping[str, Any]) -> dict[str, str]:
    """A SHA-256 digest of each part of a JSON report."""
    return {
        part: hashlib.sha256(canonical([data.get(key) for key in keys]).encode()).hexdigest() for part, keys in PARTS.items()
    }


def edited(data: Mapping[str, Any]) -> list[str]:
    """The parts of a JSON report that do not have the digest which stands beside them."""
    return [part for part, digest in digests(data).items() if data["digests"].get(part) != digest]


def versions() -> dict[str, str]:
    """The versions of Python and of the libraries that decide."""
    found = {"Python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    return found


def differing(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What differs between two states of data, code and libraries, in words; a state that is not there differs."""
    if not then:
        return ["the file does not say by which data and program it was made"]
    found = [f"the {part} differ{'s' * (part == 'code')}" for part in ("data", "code") if then.get(part) != now.get(part)]
    old, new = then.get("versions", {}), now.get("versions", {})
    changed = (name for name in dict.fromkeys([*new, *old]) if old.get(name) != new.get(name))
    return found + [f"{name} was {old.get(name, 'not named')}, is {new.get(name, 'none')}" for name in changed]
