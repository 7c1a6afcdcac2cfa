"""A run kept in a JSON file: validated when it is read, written whole or not at all, its evidence restored to go on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from verify.errors import BadInput
from verify.formal import standing
from verify.judge.verdicts import Evidence, Exhibit, Verdict
from verify.paper.statements import Revision
from verify.report import paper
from verify.report.digests import versions
from verify.report.rows import SCHEMA

FILE_LIMIT = 200_000_000  # bytes
DECIDES = ("paper", "nets", "spectra", "reason", "judge", "kernel", "formal")  # rooms of verify/ that decide


def load(path: Path) -> dict[str, Any]:
    """The JSON report in a file, held against schema.json. Raises BadInput with the first place that does not fit."""
    import jsonschema  # imported where it is used: checks alone do not need it

    try:
        if path.stat().st_size > FILE_LIMIT:
            raise BadInput(f"{path}: larger than {FILE_LIMIT:,} bytes")
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: not JSON ({error}); make a run with: python -m verify all --save run.json") from None
    if isinstance(data, dict) and data.get("schema") != SCHEMA:
        found = data.get("schema", "none")
        raise BadInput(f"{path}: schema {found}, expected {SCHEMA}: run again with this version of the program")
    schema = json.loads(resources.files("verify.report").joinpath("schema.json").read_text(encoding="utf-8"))
    problem = next(jsonschema.Draft202012Validator(schema).iter_errors(data), None)
    if problem is not None:
        raise BadInput(f"{path}: {problem.json_path}: {problem.message[:200]}")
    assert isinstance(data, dict)
    return data


def write(path: Path, data: Mapping[str, Any]) -> None:
    """Write a JSON report so that an interruption never leaves half a file. Raises BadInput."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        new.replace(path)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}; name a file that can be written") from None
    finally:
        new.unlink(missing_ok=True)


def evidence(row: Mapping[str, Any]) -> Evidence:
    """The evidence of one row of a validated report; its certificate as text only."""
    shown = row["exhibit"]
    return Evidence(
        Verdict(row["verdict"]),
        row["scope"],
        row["method"],
        row["detail"],
        tried=row["tried"],
        trivial=row["trivial"],
        discarded=row["discarded"],
        strata=row["strata"],
        witness=row["witness"],
        certificate=tuple(row["certificate"]),
        given_axioms=tuple(row["given_axioms"]),
        exhibit=None if shown is None else Exhibit(**{**shown, "setup": tuple(shown["setup"])}),
        seconds=row["seconds"],
    )


def state(revision: Revision, sources: Iterable[Path]) -> dict[str, Any]:
    """Digests of all that a verdict depends on: the paper as data; program and folders of lemma modules; versions."""
    data = hashlib.sha256(json.dumps(paper.as_json(revision), sort_keys=True).encode())
    witnesses = [
        (s.id, {key: dict(value) for key, value in s.finding.witness.items()})
        for result in revision.results.values()
        for s in result.statements.values()
        if s.finding is not None
    ]
    formal = [standing.of(s.id, revision) for result in revision.results.values() for s in result.statements.values()]
    data.update(json.dumps([witnesses, formal], sort_keys=True, default=str).encode())
    package, code = Path(__file__).parent.parent, hashlib.sha256()
    for folder in (*(package / room for room in DECIDES), *sources):
        for file in sorted([*folder.rglob("*.py"), *folder.glob("axioms.json")]):
            code.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return {"data": data.hexdigest(), "code": code.hexdigest(), "versions": versions()}
