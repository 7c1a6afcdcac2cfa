r"""Names that LaTeX and its common packages define: what stands for no more than its usual meaning in any paper.

A macro outside these that no file of the paper defines is one whose definition was not followed; it is named to the user.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from verify.paper.tex_words import ALIKE, BREAKS, DISPLAYS, IN_TEXT, MATHS, NOTES, SILENT, WRAPPERS


def _listed(section: str) -> frozenset[str]:
    text = (files("verify.paper") / "latex_names.txt").read_text(encoding="utf-8")
    return frozenset(text.partition(f"[{section}]")[2].partition("[")[0].split())


ENVIRONMENTS = _listed("environments")  # a label in one of these is no theorem's


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """All names of macros that count as known."""
    from pylatexenc.latex2text import get_default_latex_context_db as as_text
    from pylatexenc.latexwalker import get_default_latex_context_db as as_nodes

    listed = {spec.macroname for db in (as_text(), as_nodes()) for spec in db.iter_macro_specs()}
    alike = {*ALIKE, *ALIKE.values()}
    return frozenset(_listed("macros") | listed | SILENT | BREAKS | WRAPPERS | IN_TEXT | set(NOTES) | alike)


def is_known(name: str) -> bool:
    r"""Whether \name or {environment} has its usual meaning in any paper; a macro of one sign, such as \, always has."""
    if name.startswith("{"):
        bare = name[1:-1].rstrip("*")
        return bare in ENVIRONMENTS | DISPLAYS | MATHS
    return not name[1:].isalpha() or name[1:] in _names()
