"""Finds papers, lemma modules and revisions by the names people type. The only place that knows where they live.

The first paper's modules lie in lemmas/, what it prints in lemmas/revisions/. Any other paper is a folder of its own,
lemmas/NAME/ with lemmas/NAME/revisions/NAME.toml; a module there goes by the name NAME.module.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from verify.errors import BadInput
from verify.paper.meanings import held_against
from verify.paper.places import Index
from verify.paper.revisions import load, symbols
from verify.paper.statements import FIRST_PAPER, Revision, Statement

_added: list[Path] = []  # folders of papers outside the package, by add()
PREFIXES = ("section_", "appendix_", "lemma_", "theorem_", "corollary_", "proposition_", "result_")


@dataclass(frozen=True)
class Paper:
    """One text that is checked: the package of its lemma modules, the revision meant where none is named, its folder."""

    name: str
    package: str
    revision: str
    folder: Path

    @property
    def shelf(self) -> Path:
        """The folder of its revisions."""
        return self.folder / "revisions"


def papers() -> dict[str, Paper]:
    """Every paper by name, the first one first."""
    root = Path(str(importlib.import_module("lemmas").__path__[0]))
    found = {FIRST_PAPER: Paper(FIRST_PAPER, "lemmas", "full-text", root)}
    for file in (*sorted(root.glob("*/revisions/*.toml")), *(_book(folder) for folder in _added)):
        name = file.parent.parent.name
        if file.stem == name:
            found[name] = Paper(name, f"lemmas.{name}", name, file.parent.parent)
    return found


def add(folder: Path) -> None:
    """Let a paper be found outside the package: a folder NAME of lemma modules with NAME/revisions/NAME.toml.

    Its modules are those of the package lemmas.NAME from then on. Raises BadInput.
    """
    folder = folder.resolve()
    if not _book(folder).is_file():
        raise BadInput(f"--lemmas {folder}: holds no {_book(folder).relative_to(folder)}, the revision of its lemmas")
    if not folder.name.isidentifier():
        raise BadInput(f"--lemmas {folder}: the name of the folder is that of a package: letters, digits and _ only")
    if folder in _added:
        return
    if folder.name in papers():
        raise BadInput(f"--lemmas {folder}: there is a paper {folder.name} already; give the folder another name")
    _added.append(folder)
    importlib.import_module("lemmas").__path__.append(str(folder.parent))


def _book(folder: Path) -> Path:
    return folder / "revisions" / f"{folder.name}.toml"


def paper(name: str) -> Paper:
    """A paper by name. Raises BadInput."""
    known = papers()
    if name not in known:
        raise BadInput(f"unknown paper {name!r}: there are {', '.join(known)}")
    return known[name]


def module_names(of: str = FIRST_PAPER) -> list[str]:
    """The lemma modules of a paper, in its order: lemma_a1, …, lemma_3_4, theorem_3_5, … Raises BadInput."""
    chosen = paper(of)
    package = importlib.import_module(chosen.package)
    names = [m.name for m in pkgutil.iter_modules(package.__path__) if m.name.startswith(PREFIXES)]
    names.sort(key=lambda name: [int(x) if x.isdigit() else x for x in re.split(r"(\d+)", _short(name))])
    return names if of == FIRST_PAPER else [f"{of}.{name}" for name in names]


def _short(name: str) -> str:
    """lemma_a9 -> a9, theorem_3_5 -> 3_5."""
    return name.split("_", 1)[1]


def module_name(typed: str, of: str | None = None) -> str:
    """The module for a name such as a9, A.9, "Lemma A.9", lemma_a9 or companion/section_3.

    A name that two papers share means the one in the paper `of`, else in the first. Raises BadInput with the nearest names.
    """
    order = list(papers()) if of is None else [of]
    forms: dict[str, str] = {}
    for name in (name for known in order for name in module_names(known)):
        bare = name.rsplit(".", 1)[-1]
        text = name.removesuffix(bare)
        for form in (f"{text}{bare}", f"{text}{_short(bare)}", bare, _short(bare), *_label(name)):
            forms.setdefault(_plain(form), name)
    wanted = _plain(typed)
    if wanted in forms:
        return forms[wanted]
    near = difflib.get_close_matches(wanted, forms, n=3, cutoff=0.5)
    hint = (
        f"did you mean {' or '.join(dict.fromkeys(forms[n] for n in near))}?"
        if near
        else f"there are {', '.join(dict.fromkeys(forms.values()))}"
    )
    raise BadInput(f"unknown lemma {typed!r}: {hint}")


def _label(name: str) -> Iterator[str]:
    """X.1 for a module named after what it says, result_exact_spectrum: the label that its claims carry, from its text."""
    known = papers()[paper_of(name)]
    path = known.folder / f"{name.rsplit('.', 1)[-1]}.py"
    if path.stem.startswith("result_") and path.is_file():
        yield from re.findall(r'^@claim\("([^"]+)"', path.read_text("utf-8"), re.MULTILINE)[:1]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def paper_of(module: str) -> str:
    """The paper of a lemma module: companion.section_3 -> companion, lemma_a9 -> the first paper."""
    return module.split(".", 1)[0] if "." in module else FIRST_PAPER


def lemma(name: str) -> ModuleType:
    """The imported module of a lemma. Raises BadInput, with file and line, for one that does not load."""
    try:
        return importlib.import_module(f"lemmas.{name}")
    except Exception as error:
        if isinstance(error, SyntaxError):
            place = f"{error.filename}:{error.lineno}"
        else:
            frames = reversed(traceback.extract_tb(error.__traceback__))
            place = next((f"{f.filename}:{f.lineno}" for f in frames if "<" not in f.filename), name)
        told = " ".join(str(error).split())
        raise BadInput(f"the module lemmas.{name} cannot be loaded: {place}: {type(error).__name__}: {told}") from None


def revision(name: str) -> Revision:
    """A revision by name (a file of a paper's folder of revisions) or by the path of a .toml file. Raises BadInput.

    Its statements are marked where a symbol means something else than in the paper's own revision: claims read symbols by
    name, as that one declares them.
    """
    every = papers()
    shelves = tuple(known.shelf for known in every.values())
    if name.endswith(".toml"):
        file = Path(name)
    else:
        shipped = {p.stem: p for shelf in shelves for p in sorted(shelf.glob("*.toml"))}
        if name not in shipped:
            beside = f"{name}.toml"
            there = Path(beside).is_file()
            hint = f"for the file beside you write {beside}" if there else "or give the path of a .toml file"
            raise BadInput(f"unknown revision {name!r}: there are {', '.join(sorted(shipped))}; {hint}")
        file = shipped[name]
    found = load(file, shelves)
    if found.paper not in every:
        raise BadInput(f"{found.name}: paper: unknown paper {found.paper!r}: there are {', '.join(every)}")
    own = every[found.paper].shelf / f"{every[found.paper].revision}.toml"
    if file.resolve() == own.resolve():
        return found

    def place(result: str, name: str) -> str:
        table = f'["{result}".{name}]' if result != "readings" else f"[readings.{name}]"
        at = index().place(result, name)
        return f"{_near(at.file)}:{at.line}: {table}"

    index = lru_cache(maxsize=1)(lambda: Index(file, shelves))  # read only where a symbol is not the verifier's
    return held_against(found, symbols(own, shelves), place)


def _near(file: Path) -> Path:
    """The file from the working directory where it lies below it."""
    found = file.resolve()
    return found.relative_to(Path.cwd()) if found.is_relative_to(Path.cwd()) else file


def corpus(name: str) -> list[Path]:
    """The files of a corpus of the first paper, lemmas/corpus/NAME/*.toml, in order of their names. Raises BadInput."""
    found = sorted((paper(FIRST_PAPER).folder / "corpus" / name).glob("*.toml"))
    if not found:
        raise BadInput(f"the corpus {name!r} holds no file")
    return found


def replacements() -> dict[str, list[Statement]]:
    """The statements that stand in the place of a statement of another paper, by its id, in their own order."""
    made: dict[str, list[Statement]] = {}
    for one in papers().values():
        for result in revision(one.revision).results.values():
            for s in result.statements.values():
                for old in s.replaces:
                    made.setdefault(old, []).append(s)
    return made
