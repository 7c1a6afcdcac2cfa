r"""One form for LaTeX texts that differ in layout only: the text of which a fingerprint is taken.

Dropped is what cannot change the meaning: white space, fonts of text, sizes of brackets, thin spaces, labels, the colours
in which authors mark changes, braces around one symbol. Everything else stays, \mathbf included. The form is for
comparison only; no meaning is taken from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from verify.paper.tex_tokens import Token

SILENT = frozenset(
    {
        ",",
        ";",
        ":",
        "!",
        ">",
        "/",
        "displaystyle",
        "textstyle",
        "scriptstyle",
        "scriptscriptstyle",
        "limits",
        "nolimits",
        "noindent",
        "indent",
        "nobreak",
        "allowbreak",
        "small",
        "normalsize",
        "footnotesize",
        "large",
        "centering",
        "itshape",
        "bfseries",
        "upshape",
        "normalfont",
        "em",
        "nonumber",
        "notag",
        "leavevmode",
        "protect",
        "xspace",
        "relax",
        "phantomsection",
        "ignorespaces",
        "big",
        "Big",
        "bigg",
        "Bigg",
        "bigl",
        "Bigl",
        "biggl",
        "Biggl",
        "bigr",
        "Bigr",
        "biggr",
        "Biggr",
        "bigm",
        "Bigm",
        "biggm",
        "Biggm",
        "left",
        "right",
        "middle",
    }
)
LOOKS = frozenset({"color", "itshape", "bfseries", "upshape", "normalfont", "em", "small", "footnotesize", "large"})
BREAKS = frozenset(
    {"par", "medskip", "smallskip", "bigskip", "linebreak", "pagebreak", "newpage", "clearpage"}
)  # a space in text
WRAPPERS = frozenset({"emph", "textit", "textbf", "textup", "textsl", "textnormal", "underline"})  # only the argument stays
NOTES = {"label": 1, "vspace": 1, "hspace": 1, "index": 1, "color": 1, "textcolor": 1}  # so many arguments are dropped
IN_TEXT = frozenset({"text", "mbox", "textrm", "intertext", "shortintertext", "footnote", "textsc", "textsf", "texttt"})
ALIKE = {"qquad": "quad", "enspace": "quad", "dfrac": "frac", "tfrac": "frac", "le": "leq", "ge": "geq", "ne": "neq"}
DISPLAYS = frozenset({"equation", "displaymath"})  # one displayed line: the same as \[ … \]
MATHS = frozenset({"align", "alignat", "flalign", "gather", "multline", "eqnarray", "math", "dmath", "IEEEeqnarray"})


def plain(tokens: Sequence[Token]) -> str:
    """The form of a run of tokens."""
    writer = _Writer()
    place = 0
    while place < len(tokens):
        place = writer.one(tokens, place)
    return "".join(writer.parts).strip()


def is_display(environment: str) -> bool:
    """Whether an environment is displayed mathematics, with or without a star."""
    return environment.rstrip("*") in DISPLAYS | MATHS


def words(tokens: Iterable[Token]) -> str:
    """Tokens as they stand, for names of labels and the like."""
    return "".join(("\\" + t.text if t.kind == "macro" and t.text not in "$" else t.text) for t in tokens).strip()


def skip_spaces(tokens: Sequence[Token], place: int) -> int:
    """The place of the next token that is no space."""
    while place < len(tokens) and tokens[place].kind == "space":
        place += 1
    return place


def argument(tokens: Sequence[Token], place: int) -> tuple[Sequence[Token], int]:
    """The argument that starts at or after `place`, without its braces, and the place behind it."""
    place = skip_spaces(tokens, place)
    if place >= len(tokens) or tokens[place].kind in ("close", "begin", "end"):
        return (), place
    if tokens[place].kind != "open":
        return tokens[place : place + 1], place + 1
    level, end = 0, place
    while end < len(tokens):
        level += (tokens[end].kind == "open") - (tokens[end].kind == "close")
        end += 1
        if level == 0:
            return tokens[place + 1 : end - 1], end
    return tokens[place + 1 :], end


def option(tokens: Sequence[Token], place: int) -> tuple[Sequence[Token], int]:
    """The optional argument […] that starts at or after `place`, and the place behind it; () and `place` without one."""
    start = skip_spaces(tokens, place)
    if start >= len(tokens) or tokens[start][:2] != ("char", "["):
        return (), place
    level, end = 0, start + 1
    while end < len(tokens):
        kind, text = tokens[end][:2]
        if kind == "char" and text == "]" and level == 0:
            return tokens[start + 1 : end], end + 1
        level += (kind == "open") - (kind == "close")
        end += 1
    return (), place


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.math = [False]  # for each open group: is it mathematics?
        self.unwrap: list[bool] = []  # for each open group: are its braces dropped?
        self.next_is_text = self.next_unwraps = False

    def one(self, tokens: Sequence[Token], place: int) -> int:
        """Write one token; the place of the next."""
        kind, text = tokens[place][:2]
        if kind == "space" or (kind == "char" and text == "~"):
            self.space()
        elif kind == "open":
            return self.open(tokens, place)
        elif kind == "close":
            self.close()
        elif kind in ("begin", "end"):
            self.environment(kind, text)
        elif kind == "macro":
            return self.macro(tokens, place)
        else:
            self.parts.append(text)
        if kind != "space":
            self.next_is_text = self.next_unwraps = False
        return place + 1

    def space(self) -> None:
        last = self.parts[-1] if self.parts else " "
        if not self.math[-1] and not last.endswith((" ", "\\]")) and not last.startswith(("\\begin{", "\\end{")):
            self.parts.append(" ")

    def trim(self) -> None:
        while self.parts and self.parts[-1] == " ":
            self.parts.pop()

    def open(self, tokens: Sequence[Token], place: int) -> int:
        inner = place + 1
        single = inner + 1 < len(tokens) and tokens[inner + 1].kind == "close"
        kind, text = tokens[inner][:2] if single else ("", "")
        if single and (kind in ("macro", "char") or (kind == "word" and len(text) == 1)):
            self.unwrap.append(True)
        else:
            unwraps = self.next_unwraps or _declares_looks(tokens, inner)
            self.unwrap.append(unwraps)
            if not unwraps:
                self.parts.append("{")
        self.math.append(False if self.next_is_text else self.math[-1])
        self.next_is_text = self.next_unwraps = False
        return place + 1

    def close(self) -> None:
        if not self.unwrap:
            return
        if len(self.math) > 1:
            self.math.pop()
        if not self.unwrap.pop():
            self.parts.append("}")

    def environment(self, kind: str, name: str) -> None:
        bare = name.rstrip("*")
        if bare in DISPLAYS:
            self.display(kind == "begin")
            return
        self.trim()
        self.parts.append(f"\\{kind}{{{bare}}}")
        if kind == "begin":
            self.math.append(bare in MATHS or self.math[-1])
            self.unwrap.append(True)
        else:
            self.close()

    def display(self, opens: bool) -> None:
        self.trim()
        self.parts.append("\\[" if opens else "\\]")
        self.math[-1] = opens

    def macro(self, tokens: Sequence[Token], place: int) -> int:
        name, after = tokens[place].text, place + 1
        name = ALIKE.get(name, name)
        if name == "$":
            self.math[-1] = not self.math[-1]
            self.parts.append("$")
        elif name in ("(", ")"):
            self.math[-1] = name == "("
            self.parts.append("$")
        elif name == "$$":
            self.display(not self.math[-1])
        elif name in ("[", "]"):
            self.display(name == "[")
        elif name in ("left", "right"):
            after = skip_spaces(tokens, after)
            return after + 1 if tokens[after : after + 1] and tokens[after][:2] == ("char", ".") else after
        elif name in NOTES:
            if tokens[after : after + 1] and tokens[after][:2] == ("char", "*"):
                after += 1
            for _ in range(NOTES[name]):
                after = argument(tokens, after)[1]
            self.next_unwraps = name == "textcolor"
            return after
        elif name in WRAPPERS:
            self.next_unwraps = True
            return skip_spaces(tokens, after)
        elif name == " " or name in BREAKS:
            self.space()
        elif name not in SILENT:
            word = name.isalpha()
            self.parts.append(f"\\{name} " if word else f"\\{name}")
            self.next_is_text = name in IN_TEXT
            return skip_spaces(tokens, after) if word else after
        return skip_spaces(tokens, after) if name.isalpha() else after


def _declares_looks(tokens: Sequence[Token], place: int) -> bool:
    r"""Whether a group begins with a declaration of its colour or font: {\color{blue} …}, {\itshape …}."""
    place = skip_spaces(tokens, place)
    return place < len(tokens) and tokens[place].kind == "macro" and tokens[place].text in LOOKS
