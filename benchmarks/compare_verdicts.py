"""python benchmarks/compare_verdicts.py BEFORE.json AFTER.json: which verdicts of two saved runs differ, as Markdown."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path


def rows(path: str) -> dict[str, dict]:
    """The rows of a saved run by case."""
    return {row["case"]: row for row in json.loads(Path(path).read_text())["results"]}


def word(row: dict | None) -> str:
    """The verdict with its axioms."""
    if row is None:
        return "absent"
    axioms = row.get("given_axioms") or []
    return f"{row['verdict']} given: {', '.join(axioms)}" if axioms else row["verdict"]


def main(before: str, after: str) -> None:
    """Print the table: cases whose verdict changed or weakened, with the scope of both."""
    old, new = rows(before), rows(after)
    changed = [case for case in {**old, **new} if word(old.get(case)) != word(new.get(case))]
    print(f"{len(old)} cases before, {len(new)} after; {len(changed)} verdicts differ")
    print(Counter((word(old.get(c)).split(" given")[0], word(new.get(c)).split(":")[0]) for c in changed))
    print("\n| case | before | after | scope after |\n|---|---|---|---|")
    for case in sorted(changed):
        scope = (new.get(case) or old[case])["scope"].replace("|", "\\|")
        print(f"| {case} | {word(old.get(case))} | {word(new.get(case))} | {scope[:160]} |")


if __name__ == "__main__":
    main(*sys.argv[1:3])
