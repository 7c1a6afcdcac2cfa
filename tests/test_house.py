"""The picture of the house: which folder may import which, and the rules that every lemma module keeps."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ARROWS = {
    "errors": set(),
    "early": set(),
    "spectra": {"errors"},
    "kernel": set(),
    "reason": {"errors", "kernel"},
    "nets": {"errors", "spectra"},
    "paper": {"errors"},
    "judge": {"errors", "paper", "nets", "spectra", "reason", "kernel"},
    "formal": {"errors", "paper"},
    "report": {"errors", "kernel", "judge", "paper", "auditing", "formal"},
    "sweeps": {"errors", "judge", "nets", "spectra", "paper", "auditing", "catalogue"},
    "figures": {"errors", "nets", "spectra", "paper"},
    "experiments": {"errors", "nets", "spectra", "paper"},
    "catalogue": {"errors", "paper"},
    "auditing": {"errors", "judge", "paper", "reason"},
    "api": {"errors", "judge", "nets", "paper", "spectra", "report", "auditing", "catalogue"},
    "commands": {"early", "errors", "kernel", "judge", "paper", "report", "api", "auditing", "catalogue", "sweeps"}
    | {"figures", "experiments", "formal"},
    "__main__": {"__init__", "early", "errors", "commands", "catalogue"},
    "pytest_plugin": {"errors", "judge", "paper", "report", "catalogue"},
    "__init__": {"early", "judge", "nets", "reason", "spectra"},
}
LEMMAS = sorted((ROOT / "lemmas").rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Modules that a file imports, in full."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms(path: Path) -> set[str]:
    """Rooms of verify/ that a file imports from; "verify" itself counts as __init__."""
    found = set()
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "verify":
            known = len(parts) > 1 and (parts[1] in ARROWS)
            found.add(parts[1] if known else "__init__")
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "verify").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_arrows_go_one_way(path):
    inside = path.relative_to(ROOT / "verify").parts
    room = inside[0].removesuffix(".py")
    assert room in ARROWS, f"a new room {room}: say in this test what it may import"
    assert rooms(path) - {room} <= ARROWS[room]
    assert not any(name.split(".")[0] == "lemmas" for name in imports(path)), "verify finds lemmas by name only"
    if room != "pytest_plugin":
        assert not any(name.split(".")[0] == "pytest" for name in imports(path))


def test_the_oracle_never_sees_the_paper():
    for room in ("nets", "spectra"):
        for path in (ROOT / "verify" / room).rglob("*.py"):
            assert "paper" not in rooms(path), path


@pytest.mark.parametrize("path", LEMMAS, ids=lambda p: p.name)
def test_lemma_modules_hold_no_text_tolerance_or_seed(path):
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"\bassert\b|\b1e-|\btol\b|\btolerance\b|\bseed\b|import pytest", text)
    assert not any(name.startswith("verify.paper") for name in imports(path)), "printed formulas come as data only"


@pytest.mark.parametrize("path", [*sorted((ROOT / "verify").rglob("*.py")), *LEMMAS], ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_are_short_and_say_what_they_are(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert ast.get_docstring(ast.parse(text)), "the first line says what lives here"


@pytest.mark.parametrize("path", [*sorted((ROOT / "verify").rglob("*.py")), *LEMMAS], ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_reaches_an_evaluator(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert name not in ("eval", "exec", "parse_expr"), f"line {node.lineno}"
            if name == "sympify":
                assert not any(isinstance(a, ast.Constant) and isinstance(a.value, str) for a in node.args)


def test_no_function_of_the_api_is_also_a_room():
    """import verify.auditing.x binds the name `auditing` in verify: a room called as a function is would take its place."""
    import verify

    assert not set(verify.USER) & set(ARROWS)
    assert not any((ROOT / "verify" / name).exists() or (ROOT / "verify" / f"{name}.py").exists() for name in verify.USER)


def test_no_two_test_modules_share_a_name():
    """pytest imports a test module without a package by its base name: the second of two is an error of collection."""
    names = [path.stem for path in (ROOT / "tests").rglob("*.py") if not (path.parent / "__init__.py").exists()]
    assert [name for name in set(names) if names.count(name) > 1 and name != "conftest"] == []


def test_lemma_modules_import_public_names_of_the_vocabulary_only():
    """docs/vocabulary.md lists the modules with their first lines; names with an underscore stay in their module."""
    used = set()
    for path in LEMMAS:
        for name in imports(path) - {"__future__.annotations"}:
            assert not any(part.startswith("_") for part in name.split(".")), f"{path.name} imports {name}"
            if name.startswith("verify."):
                used.add(name if module_file(name) else name.rpartition(".")[0])
    listed = (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    for name in sorted(used - {"verify"}):
        first = ast.get_docstring(ast.parse(module_file(name).read_text(encoding="utf-8"))).split("\n\n")[0]
        assert f"| `{name}` | {' '.join(first.split())} |\n" in listed, f"{name} is not in docs/vocabulary.md as it is"
    assert len(re.findall(r"^\| `verify", listed, re.MULTILINE)) == len(used - {"verify"}), "it lists what nobody imports"


def module_file(name: str) -> Path | None:
    """The file of a module, or None for a name within one."""
    path = ROOT / Path(*name.split("."))
    return next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()), None)


NETWORKS = {"nets", "judge", "sweeps", "figures", "experiments"}  # rooms that name what networks and training give values
LEFT = {  # elsewhere: how many symbols of a paper still stand as strings; none may be added
    "api/hessians.py": 1,
    "auditing/definedness.py": 2,
    "auditing/hypotheses.py": 7,
    "auditing/trials.py": 1,
    "commands/formal.py": 2,
    "paper/meanings.py": 1,
    "paper/revisions.py": 1,
    "paper/typeset.py": 2,
    "report/paper.py": 1,
}


def test_symbols_of_papers_are_data():
    """Names with an underscore, for a single letter may be anything. What is said of a symbol stands in [symbols]."""
    from verify import catalogue

    symbols = {name for paper in catalogue.papers().values() for name in catalogue.revision(paper.revision).symbols}
    found = {}
    for path in (ROOT / "verify").rglob("*.py"):
        inside = path.relative_to(ROOT / "verify")
        constants = (n.value for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Constant))
        named = {text for text in constants if isinstance(text, str) and "_" in text and text in symbols}
        if named and inside.parts[0] not in NETWORKS:
            found[str(inside)] = len(named)
    assert found == LEFT
