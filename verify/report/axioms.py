"""The axioms by name, with what rests on each (docs/axioms.md), and the kernel by files and lines (docs/trust.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from verify import kernel
from verify.kernel.accept import AXIOMS

MARKS = "<!-- kernel: `python -m verify docs` writes these lines -->", "<!-- end of kernel -->"


def listed() -> Iterator[str]:
    """The lines of the page."""
    yield "# Axioms by name"
    yield ""
    yield "<!-- generated from verify/kernel/axioms.json by `python -m verify docs` -->"
    yield ""
    yield "An inference that the kernel cannot check is an axiom with a name. A verdict that rests on one says so: PROVED"
    yield "given: and the name."
    yield "An axiom carries the statements that are listed with it, and no other."
    for ours in (False, True):
        yield ""
        if ours:
            yield "Results of our own, or cited facts with a part of our own: proved in words in docs/proofs and by"
            yield "computations of the engine; no kernel has checked them. They are the weakest links."
        else:
            yield "Facts of analysis, algebra and linear algebra, as any textbook has them:"
        yield ""
        yield "| axiom | what is believed | carries |"
        yield "|---|---|---|"
        for name, axiom in sorted(AXIOMS.items()):
            if axiom.get("ours", False) is ours:
                sentence = axiom["sentence"].replace("|", "\\|")
                yield f"| {name} | {sentence} | {', '.join(axiom['carries'])} |"


def weighed() -> Iterator[str]:
    """The table of the kernel's files with their lines: those of a PROVED, and the kit of a REFUTED by itself."""
    files = {path: path.read_text(encoding="utf-8") for path in sorted(Path(kernel.__path__[0]).glob("*.py"))}
    lines = {path.name: len(text.splitlines()) for path, text in files.items()}
    yield "| file of `verify/kernel/` | lines | what it holds |"
    yield "|---|---|---|"
    for path, text in files.items():
        if path.name not in ("__init__.py", "witness.py"):
            first = text.lstrip('"').split("\n\n")[0].split('"""')[0]
            yield f"| `{path.name}` | {lines[path.name]} | {' '.join(first.split())} |"
    yield f"| all that a PROVED rests on | {sum(lines.values()) - lines['witness.py']} | |"
    yield f"| `witness.py` | {lines['witness.py']} | the kit that exported counterexamples carry; no part of a proof |"
