"""Mathematics in sentences: the data write d_0, Sigma_xx, lambda_i^(2L) in plain signs, readers see indices and Greek."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from verify.paper.typeset import latex_of
from verify.report.site.mathematics import mathml

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "rho": "ρ", "sigma": "σ", "tau": "τ", "omega": "ω", "Sigma": "Σ", "Omega": "Ω",
    "Lambda": "Λ", "Theta": "Θ", "Delta": "Δ",
}  # fmt: skip
BASE = rf"(?:{'|'.join(sorted(GREEK, key=len, reverse=True))}|[A-Za-z])"
INSIDE = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"  # parentheses, two more levels within
WORD = rf"(?:{'|'.join(GREEK)})(?![A-Za-z])|[A-Za-z]{{1,2}}(?![A-Za-z_])|star\b"
SCRIPT = rf"[_^](?:\{{[^{{}}]{{1,40}}\}}|{INSIDE}|\*|-?\d+|{WORD})"
SYMBOL = re.compile(rf"(?<![\w/.]){BASE}(?![A-Za-z])(?:{SCRIPT})*(?![\w/])")
PIECE = re.compile(rf"({SCRIPT})")


def sentence(text: str) -> Markup:
    """A sentence with its symbols typeset; all of it is escaped, and words, ids and code stay as they are."""
    made, at = Markup(""), 0
    for match in SYMBOL.finditer(text):
        symbol = match[0]
        if "_" in symbol or "^" in symbol or symbol in GREEK:
            made += escape(text[at : match.start()]) + _symbol(symbol)
            at = match.end()
    return made + escape(text[at:])


def assumption(text: str) -> Markup:
    """A comparison of the grammar as mathematics; its text as code where it cannot be rendered."""
    return mathml(latex_of(text)) or Markup("<code>{}</code>").format(text)


def upfirst(text: str) -> str:
    """A sentence with a capital at its start, unless it starts with a symbol."""
    first = text.split(" ", 1)[0]
    return text if first in GREEK or not first.isalpha() or len(first) == 1 else text[:1].upper() + text[1:]


def _symbol(symbol: str) -> Markup:
    base, *scripts = (piece for piece in PIECE.split(symbol) if piece)
    made = Markup("<i>{}</i>").format(GREEK.get(base, base))
    for script in scripts:
        inside = script[1:]
        if inside[0] in "{(" and inside[-1] in "})":
            inside = inside[1:-1]
        inside = "∗" if inside in ("star", "*") else re.sub(rf"\b(?:{'|'.join(GREEK)})\b", lambda m: GREEK[m[0]], inside)
        tag = "sub" if script[0] == "_" else "sup"
        made += Markup(f"<{tag}>{{}}</{tag}>").format(inside)
    return made
