r"""LaTeX source as a flat list of tokens: comments dropped, \input files spliced in, verbatim text kept whole.

pylatexenc reads each token; its tree is not used, because it recurses (a few hundred nested groups end it) and stops at
macros that open an environment which another macro closes. No macro is expanded and nothing is executed.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any, NamedTuple

from verify.errors import BadInput

BYTES = 2_000_000  # in all files of one paper together, each counted as often as it is read
FILES = 1000
WITHIN = 30  # files that read one another
VERBATIM = frozenset(
    {"verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "alltt", "filecontents", "filecontents*", "comment"}
)
RAW = frozenset({"url", "path", "nolinkurl"})  # their argument may hold % and braces need not mean anything there
INPUT = frozenset({"input", "include", "subfile"})
ENVIRONMENT = re.compile(r"\s*\{([^{}\\%\n]{1,80})\}")
FILE_NAME = re.compile(r"\s*(?:\{([^{}\n]{1,300})\}|([^\s{}\\%]{1,300}))")
WORD = re.compile(r"[^\W_]+")
SPACE = re.compile(r"\s+")
CONDITION = re.compile(r"(?<!\\)(?:\\\\)*\\(if[a-zA-Z@]*|fi|else)(?![a-zA-Z@])")
NO_CONDITION = frozenset({"iff", "ifthenelse", "iftoggle", "ifstrequal", "ifblank", "ifdefempty", "ifbool", "ifstrempty"})
BLANK = re.compile(r"\s{10000}")  # the library joins blanks one by one
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Token(NamedTuple):
    """`kind`: macro (text is its name), open, close, begin, end (text is the environment), word, char, space, verbatim."""

    kind: str
    text: str
    file: str
    line: int


def tokens(main: Path) -> tuple[list[Token], list[str]]:
    r"""The tokens of a paper, and one line for each \input that was not read because no such file is in the folder.

    Ends at \end{document}. Raises BadInput, with file and line, for a file that cannot be read, is no UTF-8 text, holds
    control characters, lies outside the folder of the main file, or is read in a circle.
    """
    source = _Source(main)
    source.read(main, main.name, ())
    return source.found, source.missing


class _Source:
    def __init__(self, main: Path) -> None:
        self.main, self.folder = main, main.parent
        self.found: list[Token] = []
        self.missing: list[str] = []
        self.bytes = self.files = 0
        self.over = False  # \end{document} was read

    def read(self, path: Path, shown: str, within: tuple[Path, ...]) -> None:
        """Append the tokens of one file and of the files that it reads."""
        text = self.text(path, shown)
        try:
            from pylatexenc.latexwalker import LatexWalker, LatexWalkerEndOfStream
        except ImportError:
            raise BadInput("reading LaTeX needs the extra 'latex': pip install 'verify-lemmas[latex]'") from None
        walker = LatexWalker(text, tolerant_parsing=True)
        state = walker.make_parsing_state()
        place, line, counted = 0, 1, 0
        within = (*within, path.resolve())
        while place < len(text) and not self.over:
            line, counted = line + text.count("\n", counted, place), place
            if match := SPACE.match(text, place):
                self.add("space", " ", shown, line)
                place = match.end()
            elif match := WORD.match(text, place):
                self.add("word", match[0], shown, line)
                place = match.end()
            elif text[place] not in "\\%{}$":
                self.add("char", text[place], shown, line)
                place += 1
            else:
                try:  # environments=False: the library copies the rest of the text to look for their names
                    token = walker.get_token(place, environments=False, parsing_state=state)
                except LatexWalkerEndOfStream:  # a backslash at the very end
                    return
                place = self.special(text, token, shown, line, within)
                if place < 0:
                    return

    def special(self, text: str, token: Any, shown: str, line: int, within: tuple[Path, ...]) -> int:
        r"""Append what one token of the library stands for; where to go on, -1 for the end of this file."""
        after: int = token.pos + token.len
        if token.tok == "comment":
            return after
        if token.tok != "macro":
            kind = {"brace_open": "open", "brace_close": "close"}.get(token.tok, "macro")
            self.add(kind, token.arg.lstrip("\\"), shown, line)
            return after
        name, after = token.arg, token.pos + 1 + len(token.arg)
        if name == "endinput":
            return -1
        if name in ("begin", "end") and (match := ENVIRONMENT.match(text, after)):
            return self.environment(text, name, match, shown, line)
        if name in INPUT and (match := FILE_NAME.match(text, after)):
            self.splice(match[1] or match[2], shown, line, within)
            return match.end()
        if name == "iffalse":
            return _after_fi(text, after, f"{self.folder / shown}:{line}")
        if name in ("verb", "lstinline") or name in RAW:
            return self.raw(text, name, after, shown, line)
        self.add("macro", name, shown, line)
        return after

    def environment(self, text: str, name: str, match: re.Match[str], shown: str, line: int) -> int:
        if match[1] == "document":
            self.over = name == "end"
            return match.end()
        if name == "begin" and match[1] in VERBATIM:
            end = text.find(f"\\end{{{match[1]}}}", match.end())
            if end < 0:
                raise BadInput(f"{self.folder / shown}:{line}: \\begin{{{match[1]}}} is never closed")
            if match[1] != "comment":
                self.add("verbatim", text[match.end() : end], shown, line)
            return end + len(f"\\end{{{match[1]}}}")
        self.add(name, match[1].strip(), shown, line)
        return match.end()

    def raw(self, text: str, name: str, after: int, shown: str, line: int) -> int:
        r"""\verb|…| and \url{…}: up to the closing delimiter, whatever stands between."""
        start = after + (text[after : after + 1] == "*")
        delimiter = text[start : start + 1]
        if not delimiter or delimiter.isspace() or delimiter == "[":
            self.add("macro", name, shown, line)
            return after
        end, level = start + 1, 1
        while end < len(text) and level and text[end] != "\n":
            if delimiter == "{":
                level += (text[end] == "{") - (text[end] == "}")
            elif text[end] == delimiter:
                level = 0
            end += 1
        if level:
            raise BadInput(f"{self.folder / shown}:{line}: \\{name}{delimiter} is not closed on its line")
        self.add("verbatim", text[start + 1 : end - 1], shown, line)
        return end

    def splice(self, name: str, shown: str, line: int, within: tuple[Path, ...]) -> None:
        r"""The tokens of a file that \input names; it must lie in the folder of the main file."""
        place = f"{self.folder / shown}:{line}"
        name = name.strip().strip('"')
        if name.startswith("|") or "\\" in name:
            raise BadInput(f"{place}: \\input of {name!r}: only plain files are read, nothing is run")
        tries = [self.folder / name] if name.endswith(".tex") else [self.folder / f"{name}.tex", self.folder / name]
        root = self.folder.resolve()
        try:
            for path in tries:
                if not path.resolve().is_relative_to(root):
                    raise BadInput(f"{place}: \\input of {name!r}: lies outside the folder of {self.main.name}")
            path = next((p for p in tries if p.exists()), None)  # type: ignore[assignment]
        except (OSError, ValueError, RuntimeError) as error:
            raise BadInput(f"{place}: \\input of {name!r}: {error}") from None
        if path is None:
            self.missing.append(f"{place}: \\input of {name!r}: no such file in the folder; it was not read")
            return
        if path.resolve() in within:
            raise BadInput(f"{place}: \\input of {name!r}: files that read each other in a circle")
        if len(within) > WITHIN:
            raise BadInput(f"{place}: \\input of {name!r}: more than {WITHIN} files within one another")
        self.read(path, str(path.relative_to(self.folder)), within)

    def text(self, path: Path, shown: str) -> str:
        place = self.folder / shown
        try:
            info = path.stat()
            if not stat.S_ISREG(info.st_mode):
                raise BadInput(f"{place}: is not a file")
            self.bytes, self.files = self.bytes + info.st_size, self.files + 1
            if self.bytes > BYTES or self.files > FILES:
                raise BadInput(f"{place}: the paper has more than {BYTES:,} bytes or {FILES:,} files to read")
            raw = path.read_bytes()
        except FileNotFoundError:
            raise BadInput(f"{place}: there is no such LaTeX file") from None
        except (OSError, ValueError) as error:
            raise BadInput(f"{place}: cannot be read ({error})") from None
        try:
            text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise BadInput(f"{place}:{line}: not UTF-8 text (byte 0x{raw[error.start]:02x})") from None
        if match := UNPRINTABLE.search(text):
            line = text.count("\n", 0, match.start()) + 1
            raise BadInput(f"{place}:{line}: holds the control character {match[0]!r}")
        if match := BLANK.search(text):
            line = text.count("\n", 0, match.start()) + 1
            raise BadInput(f"{place}:{line}: 10,000 blank characters in a row")
        return text

    def add(self, kind: str, text: str, shown: str, line: int) -> None:
        self.found.append(Token(kind, text, shown, line))


def _after_fi(text: str, start: int, place: str) -> int:
    r"""Where \iffalse … \fi ends, or its \else branch begins."""
    level = 1
    for match in CONDITION.finditer(text, start):
        if match[1] == "fi" or (match[1] == "else" and level == 1):
            level -= 1
        elif match[1] != "else" and match[1] not in NO_CONDITION:
            level += 1
        if level == 0:
            return match.end()
    raise BadInput(f"{place}: \\iffalse has no \\fi")
