"""Finds lemma modules and revisions by the names people type. The only place that knows where they live."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType

from verify.errors import BadInput
from verify.paper.revisions import load
from verify.paper.statements import Revision

PREFIXES = ("section_", "lemma_", "theorem_", "corollary_", "result_")


def module_names() -> list[str]:
    """The lemma modules, in the order of the paper: lemma_a1, …, lemma_3_4, theorem_3_5, …"""
    package = importlib.import_module("lemmas")
    names = [m.name for m in pkgutil.iter_modules(package.__path__) if m.name.startswith(PREFIXES)]
    return sorted(names, key=lambda name: [int(x) if x.isdigit() else x for x in re.split(r"(\d+)", _short(name))])


def _short(name: str) -> str:
    """lemma_a9 -> a9, theorem_3_5 -> 3_5."""
    return name.split("_", 1)[1]


def module_name(typed: str) -> str:
    """The module for a name such as a9, A.9, "Lemma A.9" or lemma_a9. Raises BadInput with the nearest names."""
    names = module_names()
    wanted = re.sub(r"[^a-z0-9]", "", typed.lower())
    forms = {re.sub(r"[^a-z0-9]", "", form): name for name in names for form in (name, _short(name))}
    if wanted in forms:
        return forms[wanted]
    near = difflib.get_close_matches(wanted, forms, n=3, cutoff=0.5)
    hint = (
        f"did you mean {' or '.join(dict.fromkeys(forms[n] for n in near))}?"
        if near
        else f"there are {', '.join(names)}"
    )
    raise BadInput(f"unknown lemma {typed!r}: {hint}")


def lemma(name: str) -> ModuleType:
    """The imported module of a lemma."""
    return importlib.import_module(f"lemmas.{name}")


def revision(name: str) -> Revision:
    """A revision by name (lemmas/revisions/NAME.toml) or by the path of a file. Raises BadInput."""
    folder = Path(str(importlib.import_module("lemmas").__path__[0])) / "revisions"
    if name.endswith(".toml"):
        return load(Path(name), folder)
    known = sorted(p.stem for p in folder.glob("*.toml"))
    if name not in known:
        raise BadInput(f"unknown revision {name!r}: there are {', '.join(known)}; or give the path of a .toml file")
    return load(folder / f"{name}.toml", folder)
