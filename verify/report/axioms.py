"""The axioms by name, and what rests on each: the list of docs/axioms.md, made from verify/kernel/axioms.json."""

from __future__ import annotations

from collections.abc import Iterator

from verify.kernel.accept import AXIOMS


def listed() -> Iterator[str]:
    """The lines of the page."""
    yield "# Axioms by name"
    yield ""
    yield "<!-- generated from verify/kernel/axioms.json by `python -m verify docs` -->"
    yield ""
    yield "An inference that the kernel cannot check is an axiom with a name. A verdict that rests on one says so: PROVED"
    yield "given: and the name."
    yield "An axiom carries the statements that are listed with it, and no other."
    yield ""
    yield "| axiom | what is believed | carries |"
    yield "|---|---|---|"
    for name, axiom in sorted(AXIOMS.items()):
        sentence = axiom["sentence"].replace("|", "\\|")
        yield f"| {name} | {sentence} | {', '.join(axiom['carries'])} |"
