"""python check.py proofs.json: checks every certificate of a file; needs python-flint and this folder, nothing else.

Prints one line for each statement that is refused, with the place that fails, and a summary. Exit status 0: all accepted.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

if __package__:
    from .accept import verified
    from .terms import Refused
else:
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    from kernel.accept import verified
    from kernel.terms import Refused


def main(path: str) -> int:
    """Check a file; returns the exit status."""
    text = Path(path).read_text()
    lines, start, rules, given, bad = text.splitlines(), time.perf_counter(), Counter(), 0, 0
    try:
        statements = json.loads(text)["statements"]
        if not isinstance(statements, list) or not statements:
            raise ValueError("no statements")
    except (ValueError, KeyError, TypeError) as error:
        print(f"{path}: no file of certificates: {error}")
        return 2
    for statement in statements:
        try:
            found = verified(statement)
            rules.update(found.rules)
            given += bool(found.axioms)
        except Refused as error:
            bad += 1
            name = statement.get("case") or statement.get("id", "?") if isinstance(statement, dict) else "?"
            line = next((k for k, x in enumerate(lines, 1) if json.dumps(name) in x), 0)
            print(f"{path}:{line}: {name}: REFUSED: {error}")
    good, seconds = len(statements) - bad, time.perf_counter() - start
    print(f"{good} of {len(statements)} accepted ({given} given axioms) in {seconds:.1f} s")
    print("rules: " + ", ".join(f"{name} {number}" for name, number in sorted(rules.items())))
    return 1 if bad else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python check.py proofs.json")
    raise SystemExit(main(sys.argv[1]))
