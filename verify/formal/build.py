"""Has Rocq check the proofs: the files of formal/, then one file a statement; reads what each proof rests on."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from verify.errors import BadInput
from verify.formal.table import Entry, Table, Untied, Untranslated
from verify.paper.statements import Revision

CLOSED = "Closed under the global context"
LOG = "verdicts.json"
LIMIT = 300.0  # seconds for the proof of one row


@dataclass(frozen=True)
class Verdict:
    """What the kernel said of one row: `why` is empty when it accepted the proof."""

    key: str
    digest: str
    accepted: bool
    axioms: tuple[str, ...] = ()
    why: str = ""
    seconds: float = 0.0


def installed() -> bool:
    """Whether the proof assistant is on this machine."""
    return shutil.which("coqc") is not None


def recorded(folder: Path) -> dict[str, Verdict]:
    """What the last build said, by key; nothing where there is no record."""
    try:
        raw = json.loads((folder / LOG).read_text(encoding="utf-8"))
        return {
            key: Verdict(key, row["digest"], row["accepted"], tuple(row["axioms"]), row["why"], row["seconds"])
            for key, row in raw.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def record(folder: Path, verdicts: Iterable[Verdict]) -> None:
    """Write what a build said beside the proofs."""
    rows = {v.key: {k: x for k, x in asdict(v).items() if k != "key"} for v in sorted(verdicts, key=lambda v: v.key)}
    (folder / LOG).write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def run(folder: Path, *command: str, seconds: float | None = None) -> tuple[int, str]:
    """The exit status and all output of a command in a folder; a failure when it takes longer than so many seconds."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        return 1, f"no answer within {seconds:.0f} s"
    return done.returncode, done.stdout + done.stderr


def library(folder: Path, jobs: int) -> None:
    """Compile what changed in formal/; what fails to compile is told by the statements that need it. Raises BadInput."""
    if not installed():
        raise BadInput("coqc is not installed: docs/formal.md names the packages; everything else works without it")
    status, said = run(folder, "coq_makefile", "-f", "_CoqProject", "-o", "Makefile.rocq")
    if status:
        raise BadInput(f"formal/_CoqProject: {said.strip()}")
    run(folder, "make", "-k", f"-j{jobs}", "-f", "Makefile.rocq")


def check(table: Table, entry: Entry, revision: Revision, keep: Path | None = None) -> Verdict:
    """Have the kernel check one row. The objects of formal/ must have been compiled."""
    try:
        text, digest = table.text(entry, revision), table.digest(entry, revision)
    except (Untied, Untranslated) as error:
        return Verdict(entry.key, "", False, (), str(error))
    place = keep or table.folder / "build"
    place.mkdir(exist_ok=True, parents=True)
    file = place / f"{entry.file}.v"
    file.write_text(text, encoding="utf-8")
    start = time.monotonic()
    status, said = run(place, "coqc", "-q", "-R", str(table.folder), "DeepLinear", file.name, seconds=LIMIT)
    seconds = round(time.monotonic() - start, 1)
    for made in place.glob(f"*{entry.file}.*"):
        if made != file:
            made.unlink()
    if status:
        return Verdict(entry.key, digest, False, (), " ".join(said.split())[-400:] or "coqc failed", seconds)
    axioms = _assumptions(said)
    foreign = [a for a in axioms if a not in table.axioms]
    why = f"rests on {', '.join(foreign)}, which formal/statements/common.toml does not allow" if foreign else ""
    return Verdict(entry.key, digest, not foreign, axioms, why, seconds)


def _assumptions(said: str) -> tuple[str, ...]:
    """What Print Assumptions names: axioms, and definitions whose guard, positivity or universes were not checked."""
    if said.strip() == CLOSED:
        return ()
    lines = [line for line in said.splitlines() if line and not line.startswith((" ", "Axioms:"))]
    return tuple(re.split(r"\s*:\s|\s+is\s|\s+relies\s", line.strip())[0] for line in lines) or (
        "output that cannot be read",
    )


def build(
    table: Table,
    revision: Revision,
    keys: Iterable[str],
    jobs: int = 2,
    fresh: bool = False,
    told: Callable[[Verdict], None] | None = None,
) -> list[Verdict]:
    """Check rows whose content changed since the record, all of them with `fresh`; the record is written again."""
    entries = [table.entries[key] for key in keys]
    known = recorded(table.folder)
    library(table.folder, jobs)

    def one(entry: Entry) -> Verdict:
        old = known.get(entry.key)
        if not fresh and old is not None and old.accepted and standing(table, entry, revision, old):
            return old
        return check(table, entry, revision)

    found = []
    with ThreadPoolExecutor(jobs) as pool:
        for verdict in pool.map(one, entries):
            found.append(verdict)
            if told:
                told(verdict)
    record(table.folder, {**{k: v for k, v in known.items() if k in table.entries}, **{v.key: v for v in found}}.values())
    return found


def standing(table: Table, entry: Entry, revision: Revision, verdict: Verdict) -> bool:
    """Whether a recorded verdict is of just this content: data, claim, proof, files below and allowed axioms."""
    try:
        return table.digest(entry, revision) == verdict.digest
    except (Untied, Untranslated):
        return False


def recheck(folder: Path, table: Table) -> tuple[bool, str]:
    """Run the stand-alone checker on the compiled files of formal/; whether it accepts, and what it says."""
    modules = table.needed(("Definitions", *(m for e in table.entries.values() for m in e.modules)))
    status, said = run(folder, "coqchk", "-silent", "-o", "-R", ".", "DeepLinear", *(f"DeepLinear.{m}" for m in modules))
    return status == 0, said
