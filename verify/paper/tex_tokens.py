r"""LaTeX source as a flat list of tokens: comments dropped, files that it reads spliced in, verbatim text kept whole.

pylatexenc reads each token; its tree is not used, because it recurses (a few hundred nested groups end it) and stops at
macros that open an environment which another macro closes. No macro is expanded and nothing is executed.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from verify.errors import BadInput

BYTES = 2_000_000  # in all files of one paper together, each counted as often as it is read
FILES = 1000
WITHIN = 30  # files that read one another
VERBATIM = frozenset(
    {"verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "alltt", "filecontents", "filecontents*", "comment"}
)
RAW = frozenset({"url", "path", "nolinkurl"})  # their argument in braces may hold % and braces need not mean anything there
INPUT = frozenset({"input", "@input", "include", "subfile", "subfileinclude", "includestandalone", "InputIfFileExists"})
IMPORT = frozenset({"import", "inputfrom", "includefrom"})  # {folder}{file}, the folder beside the main file
SUBIMPORT = frozenset({"subimport", "subinputfrom", "subincludefrom"})  # the same, beside the file that says so
PACKAGES = {"usepackage": ".sty", "RequirePackage": ".sty", "RequirePackageWithOptions": ".sty"}
PACKAGES |= {"documentclass": ".cls", "LoadClass": ".cls", "LoadClassWithOptions": ".cls"}
LETTERS = {"makeatletter": "@", "makeatother": "", "ExplSyntaxOn": "@_:", "ProvidesExplPackage": "@_:", "ExplSyntaxOff": ""}
NAMED = re.compile(r"\s*(?:\[[^\[\]]*\]\s*)?\{([^{}]{1,2000})\}")  # [options]{names}
ENVIRONMENT = re.compile(r"\s*\{([^{}\\%\n]{1,80})\}")
FILE_NAME = re.compile(r"\s*(?:\{([^{}\n]{1,300})\}|([^\s{}\\%]{1,300}))")
WORD = re.compile(r"[^\W_]+")
SPACE = re.compile(r"\s+")
CONDITION = re.compile(r"(?<!\\)(?:\\\\)*\\(if[a-zA-Z@]*|fi|else)(?![a-zA-Z@])")
NO_CONDITION = frozenset({"iff", "ifthenelse", "iftoggle", "ifstrequal", "ifblank", "ifdefempty", "ifbool", "ifstrempty"})
BLANK = re.compile(r"\s{10000}")  # the library joins blanks one by one
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Token(NamedTuple):
    r"""One piece of the source.

    `kind`: macro (text is its name), open, close, begin, end (text is the environment), word, char, space, verbatim, or
    document (where the main file's \begin{document} stands).
    """

    kind: str
    text: str
    file: str
    line: int


def tokens(main: Path, encoding: str = "utf-8") -> tuple[list[Token], list[str]]:
    r"""The tokens of a paper, and one line for each file that it names and that was not read.

    Read are the files of \input, \include, \import, \subfile and their like, and the paper's own classes and packages, if
    they lie in the folder of the main file. Ends at \end{document}. Raises BadInput, with file and line, for a file that
    cannot be read, is no text in `encoding`, holds control characters, or is read in a circle.
    """
    source = _Source(main, encoding)
    source.read(main, main.name, (), main.parent, "")
    return source.found, source.missing


class _Source:
    def __init__(self, main: Path, encoding: str) -> None:
        self.main, self.folder, self.encoding = main, main.parent, encoding
        self.found: list[Token] = []
        self.missing: list[str] = []
        self.packages: set[Path] = set()
        self.bytes = self.files = 0
        self.over = False  # the main file's \end{document} was read

    def read(self, path: Path, shown: str, within: tuple[Path, ...], base: Path, letters: str) -> None:
        """Append the tokens of one file and of the files that it reads.

        base: the folder that \\import gave its files. letters: what counts as a letter in names of macros besides a-z.
        """
        text = self.text(path, shown)
        try:
            from pylatexenc.latexwalker import LatexWalker, LatexWalkerEndOfStream
        except ImportError:
            needed = "in the folder of the verifier: pip install '.[latex]'"
            raise BadInput(f"reading LaTeX needs the extra 'latex'; {needed}") from None
        walker = LatexWalker(text, tolerant_parsing=True)
        state = walker.make_parsing_state()
        here = _Here(text, shown, (*within, path.resolve()), base, letters)
        place, counted = 0, 0
        while place < len(text) and not self.over:
            here.line, counted = here.line + text.count("\n", counted, place), place
            if match := SPACE.match(text, place):
                self.add("space", " ", here)
                place = match.end()
            elif match := WORD.match(text, place):
                self.add("word", match[0], here)
                place = match.end()
            elif text[place] not in "\\%{}$":
                self.add("char", text[place], here)
                place += 1
            else:
                try:  # environments=False: the library copies the rest of the text to look for their names
                    token = walker.get_token(place, environments=False, parsing_state=state)
                except LatexWalkerEndOfStream:  # a backslash at the very end
                    return
                place = self.special(token, here)
                if place < 0:
                    return

    def special(self, token: Any, here: _Here) -> int:
        r"""Append what one token of the library stands for; where to go on, -1 for the end of this file."""
        text, after = here.text, token.pos + token.len
        if token.tok == "comment":
            return int(after)
        if token.tok != "macro":
            kind = {"brace_open": "open", "brace_close": "close"}.get(token.tok, "macro")
            self.add(kind, token.arg.lstrip("\\"), here)
            return int(after)
        name, after = token.arg, token.pos + 1 + len(token.arg)
        if here.letters and (name[0].isalpha() or name in here.letters):
            after = token.pos + 1
            while after < len(text) and (text[after].isalpha() or text[after] in here.letters):
                after += 1
            name = text[token.pos + 1 : after]
        if name == "endinput":
            return -1
        if name in LETTERS:
            here.letters = LETTERS[name]
            return int(after)
        if name in ("begin", "end") and (match := ENVIRONMENT.match(text, after)):
            return self.environment(name, match, here)
        if name in INPUT | IMPORT | SUBIMPORT or name in PACKAGES:
            return self.reading(name, after, here)
        if name == "iffalse" or (name == "if" and text[after : after + 1] == "0"):
            return _after_fi(text, after, f"{self.folder / here.shown}:{here.line}")
        if name in ("verb", "lstinline") or (name in RAW and text[after : after + 1] == "{"):
            return self.raw(name, after, here)
        self.add("macro", name, here)
        return int(after)

    def reading(self, name: str, after: int, here: _Here) -> int:
        r"""\input{file}, \import{folder}{file}, \usepackage[options]{names} and their like."""
        if name in PACKAGES:
            match = NAMED.match(here.text, after)
            for package in match[1].split(",") if match else ():
                self.package(package.strip() + PACKAGES[name], here)
            return match.end() if match else after
        if name == "includestandalone" and (match := re.compile(r"\s*\[[^\[\]]*\]").match(here.text, after)):
            after = match.end()
        folder = None
        if name in IMPORT | SUBIMPORT:
            match = FILE_NAME.match(here.text, after)
            if not match:
                return after
            folder, after = (here.base if name in SUBIMPORT else self.folder) / (match[1] or match[2]), match.end()
        match = FILE_NAME.match(here.text, after)
        if not match:
            return after
        self.splice((match[1] or match[2]).strip().strip('"'), folder, name, here)
        return match.end()

    def environment(self, name: str, match: re.Match[str], here: _Here) -> int:
        text = here.text
        if match[1] == "document":
            inner = len(here.within) > 1
            if name == "begin" and not inner:
                self.add("document", "", here)
            self.over = name == "end" and not inner
            return -1 if name == "end" else match.end()
        if name == "begin" and match[1] in VERBATIM:
            end = text.find(f"\\end{{{match[1]}}}", match.end())
            if end < 0:
                raise BadInput(f"{self.folder / here.shown}:{here.line}: \\begin{{{match[1]}}} is never closed")
            if match[1] != "comment":
                self.add("verbatim", text[match.end() : end], here)
            return end + len(f"\\end{{{match[1]}}}")
        self.add(name, match[1].strip(), here)
        return match.end()

    def raw(self, name: str, after: int, here: _Here) -> int:
        r"""\verb|…| and \url{…}: up to the closing delimiter, whatever stands between."""
        text = here.text
        start = after + (text[after : after + 1] == "*")
        delimiter = text[start : start + 1]
        if not delimiter or delimiter.isspace() or delimiter == "[":
            self.add("macro", name, here)
            return after
        end, level = start + 1, 1
        while end < len(text) and level and text[end] != "\n":
            if delimiter == "{":
                level += (text[end] == "{") - (text[end] == "}")
            elif text[end] == delimiter:
                level = 0
            end += 1
        if level:
            raise BadInput(f"{self.folder / here.shown}:{here.line}: \\{name}{delimiter} is not closed on its line")
        self.add("verbatim", text[start + 1 : end - 1], here)
        return end

    def package(self, file: str, here: _Here) -> None:
        """The tokens of a class or package of the paper's own, once; others are not looked for."""
        path = self.folder / file
        if "\\" in file or not self.inside(path) or not path.is_file() or path.resolve() in self.packages:
            return
        self.packages.add(path.resolve())
        self.read(path, file, here.within, self.folder, "@")

    def splice(self, name: str, folder: Path | None, command: str, here: _Here) -> None:
        r"""The tokens of a file that \input or \import names, if it lies in the folder of the main file; else a note."""
        place = f"{self.folder / here.shown}:{here.line}"
        note = f"{place}: \\{command} of {str(folder / name if folder else name)!r}"
        if name.startswith("|") or "\\" in name or (folder and "\\" in str(folder)):
            self.missing.append(f"{note}: only plain files are read, nothing is run")
            return
        folders = [folder] if folder else dict.fromkeys((here.base, self.folder, (self.folder / here.shown).parent))
        ends = ("",) if name.endswith(".tex") else (".tex", "")
        tries = [f / f"{name}{end}" for f in folders for end in ends]
        try:
            held = [path for path in tries if self.inside(path)]
            path = next((p for p in held if p.is_file() or (p.exists() and not p.is_dir())), None)
        except (OSError, ValueError, RuntimeError) as error:
            raise BadInput(f"{note}: {error}") from None
        if path is None:
            outside = not held or any(p.exists() for p in tries if p not in held)
            reason = f"lies outside the folder of {self.main.name}" if outside else "no such file in the folder"
            self.missing.append(f"{note}: {reason}; it was not read")
            return
        if path.resolve() in here.within:
            raise BadInput(f"{note}: files that read each other in a circle")
        if len(here.within) > WITHIN:
            raise BadInput(f"{note}: more than {WITHIN} files within one another")
        self.read(path, str(path.relative_to(self.folder)), here.within, folder or here.base, here.letters)

    def inside(self, path: Path) -> bool:
        """Whether a file lies in the folder of the main file, links followed."""
        try:
            return path.resolve().is_relative_to(self.folder.resolve())
        except (OSError, ValueError, RuntimeError) as error:
            raise BadInput(f"{path}: {error}") from None

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
            text = raw.decode("utf-8-sig" if self.encoding == "utf-8" else self.encoding)
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            wrong = f"not {self.encoding.upper()} text (byte 0x{raw[error.start]:02x})"
            raise BadInput(f"{place}:{line}: {wrong}; name its encoding, for example --encoding latin-1") from None
        except LookupError:
            raise BadInput(f"--encoding {self.encoding}: unknown; for example utf-8, latin-1, cp1252, gb18030") from None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if match := UNPRINTABLE.search(text):
            line = text.count("\n", 0, match.start()) + 1
            raise BadInput(f"{place}:{line}: holds the control character {match[0]!r}")
        if match := BLANK.search(text):
            line = text.count("\n", 0, match.start()) + 1
            raise BadInput(f"{place}:{line}: 10,000 blank characters in a row")
        return text

    def add(self, kind: str, text: str, here: _Here) -> None:
        self.found.append(Token(kind, text, here.shown, here.line))


@dataclass
class _Here:
    """One file while it is read."""

    text: str
    shown: str  # its name for messages
    within: tuple[Path, ...]  # the files that read it, itself last
    base: Path
    letters: str
    line: int = 1


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
