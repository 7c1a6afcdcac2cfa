r"""Finds the labelled theorem-like environments and displays of a LaTeX source, each with a fingerprint of its text.

A binding, never a reading: the fingerprint says whether a text changed, and nothing here says what it means. It covers the
text as `verify.paper.tex_words` puts it, and the definitions of the paper's own macros that the text uses, directly or
through others, so that a redefined \newcommand counts as a change of every text that uses it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from verify.errors import BadInput
from verify.paper.tex_tokens import Token, tokens
from verify.paper.tex_words import argument, is_display, option, plain, skip_spaces, words

# what \newtheorem and its like declare is added to these, which document classes declare by themselves
THEOREMS = frozenset({"theorem", "lemma", "proposition", "corollary"})
RESTATED = frozenset({"restatable", "thmrestate"})  # \begin{restatable}[title]{lemma}{name}
DECLARING = frozenset({"newtheorem", "spnewtheorem", "declaretheorem"})
MACROS = frozenset({"newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "DeclareMathOperator"})
DOCUMENT = frozenset({"NewDocumentCommand", "RenewDocumentCommand", "ProvideDocumentCommand", "DeclareDocumentCommand"})
ENVIRONMENTS = frozenset({"newenvironment", "renewenvironment", "provideenvironment"})
PRIMITIVE = frozenset({"def", "edef", "gdef", "xdef"})
DEEPEST = 255  # groups within groups; TeX itself stops there
BOUND_DEEPEST = 8  # theorems, proofs and displays within one another
PASSAGES = 5000
DEFINITIONS = 5000


@dataclass(frozen=True)
class Passage:
    """One environment: its labels (several where items have their own), its name, its place, and its fingerprint."""

    labels: tuple[str, ...]
    environment: str
    theorem: bool  # theorem-like; otherwise a display or a proof
    file: str
    line: int
    sha256: str

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Source:
    """A LaTeX paper: theorem-like environments with or without a label, labelled displays and proofs, files not read."""

    main: Path
    passages: tuple[Passage, ...]
    unread: tuple[str, ...]

    @property
    def by_label(self) -> dict[str, Passage]:
        """Each labelled passage."""
        return {label: passage for passage in self.passages for label in passage.labels}


def read_source(main: Path) -> Source:
    """Walk a LaTeX paper. Raises BadInput, one line with file and line, for a source that cannot be used.

    That is: no such file, not UTF-8, control characters, unbalanced groups or environments, a label twice, files that read
    each other in a circle or lie outside the folder of `main`, and sizes beyond any paper's.
    """
    found, unread = tokens(main)
    scan = _Scan(found, main)
    scan.all()
    return Source(main, scan.finished(), tuple(unread))


@dataclass
class _Open:
    """A group or environment that is not closed yet."""

    token: Token
    name: str  # of the environment; of the one that is restated
    start: int  # the first token of its text
    labels: list[str]
    bound: bool  # may own labels
    theorem: bool


class _Scan:
    def __init__(self, found: list[Token], main: Path) -> None:
        self.tokens, self.main = found, main
        self.theorems = set(THEOREMS)
        self.definitions: dict[str, list[str]] = {}
        self.uses: dict[str, set[str]] = {}
        self.open: list[_Open] = []
        self.closed: list[tuple[_Open, int]] = []
        self.labels: dict[str, Token] = {}

    def refuse(self, token: Token, message: str) -> BadInput:
        return BadInput(f"{self.main.parent / token.file}:{token.line}: {message}")

    def all(self) -> None:
        place = 0
        while place < len(self.tokens):
            token = self.tokens[place]
            place = self.macro(token, place + 1) if token.kind == "macro" else self.group(token, place + 1)
        if self.open:
            raise self.refuse(self.open[-1].token, f"{_spoken(self.open[-1].token)} is never closed")

    def group(self, token: Token, after: int) -> int:
        if token.kind in ("open", "begin"):
            theorem = token.kind == "begin" and (token.text in self.theorems or token.text in RESTATED)
            bound = theorem or (token.kind == "begin" and (is_display(token.text) or token.text == "proof"))
            if len(self.open) >= DEEPEST:
                raise self.refuse(token, f"nested more than {DEEPEST} deep; TeX itself stops there")
            if bound and sum(o.bound for o in self.open) >= BOUND_DEEPEST:
                raise self.refuse(token, f"more than {BOUND_DEEPEST} theorems, proofs or displays within one another")
            name = token.text
            if theorem and name in RESTATED:
                name = words(argument(self.tokens, option(self.tokens, after)[1])[0])
            self.open.append(_Open(token, name, after, [], bound, theorem))
        elif token.kind in ("close", "end"):
            last = self.open.pop() if self.open else None
            fits = last is not None and (token.kind == "close") == (last.token.kind == "open")
            if last is None or not fits or (token.kind == "end" and last.token.text != token.text):
                where = f"closes {_spoken(last.token)} of line {last.token.line}" if last else "closes nothing"
                raise self.refuse(token, f"{_spoken(token)} {where}")
            if last.bound and (last.labels or last.theorem):
                self.closed.append((last, after - 1))
                if len(self.closed) > PASSAGES:
                    raise self.refuse(token, f"more than {PASSAGES:,} theorems and labelled displays")
        return after

    def macro(self, token: Token, after: int) -> int:
        """Labels and definitions; the text of a definition opens and closes nothing."""
        name = token.text
        if name == "label":
            inner, after = argument(self.tokens, after)
            self.label(words(inner), token)
        elif name in DECLARING:
            after = self.declare(after)
        elif name in MACROS or name in DOCUMENT:
            after = _star(self.tokens, after)
            defined, after = argument(self.tokens, after)
            options = after
            for _ in range(2):
                _, after = option(self.tokens, after)
            if name in DOCUMENT:
                _, after = argument(self.tokens, after)
            _, after = argument(self.tokens, after)
            self.define(words(defined), self.tokens[options:after], token)
        elif name in ENVIRONMENTS:
            defined, after = argument(self.tokens, _star(self.tokens, after))
            options = after
            for _ in range(2):
                _, after = option(self.tokens, after)
            for _ in range(2):
                _, after = argument(self.tokens, after)
            body = self.tokens[options:after]
            if any(t.kind == "begin" and t.text in self.theorems for t in body):
                self.theorems.add(words(defined))  # an environment around a theorem
            self.define(f"{{{words(defined)}}}", body, token)
        elif name in PRIMITIVE:
            after = self.primitive(token, after)
        elif name == "let":
            defined, start = argument(self.tokens, after)
            after = _star(self.tokens, start, "=")
            _, after = argument(self.tokens, after)
            self.define(words(defined), self.tokens[start:after], token)
        return after

    def declare(self, after: int) -> int:
        r"""\newtheorem{lemma}[theorem]{Lemma}, \newtheorem*{…}{…}, \declaretheorem[…]{lemma}."""
        _, after = option(self.tokens, _star(self.tokens, after))
        declared, after = argument(self.tokens, after)
        self.theorems |= {name.strip() for name in words(declared).split(",")}
        for _ in range(3):  # the counter, the printed name, the parent counter; braced only where a macro takes them
            _, after = option(self.tokens, after)
        start = skip_spaces(self.tokens, after)
        if start < len(self.tokens) and self.tokens[start].kind == "open":
            _, after = argument(self.tokens, start)
        return option(self.tokens, after)[1]

    def primitive(self, token: Token, after: int) -> int:
        r"""\def\name#1#2{…}: the parameters run up to the first brace."""
        defined, after = argument(self.tokens, after)
        start = after
        while after < len(self.tokens) and self.tokens[after].kind != "open":
            after += 1
        _, after = argument(self.tokens, after)
        self.define(words(defined), self.tokens[start:after], token)
        return after

    def define(self, name: str, body: Sequence[Token], token: Token) -> None:
        if len(self.definitions) >= DEFINITIONS:
            raise self.refuse(token, f"more than {DEFINITIONS:,} definitions of macros")
        self.definitions.setdefault(name, []).append(_digest(plain(body)))
        self.uses.setdefault(name, set()).update(_used(body))

    def label(self, name: str, token: Token) -> None:
        if not name or not name.isprintable() or len(name) > 200:
            raise self.refuse(token, "\\label needs a name of at most 200 printable characters")
        if name in self.labels:
            first = self.labels[name]
            raise self.refuse(token, f"the label {name!r} stands at {first.file}:{first.line} already")
        self.labels[name] = token
        owner = next((o for o in reversed(self.open) if o.bound), None)
        if owner is not None:
            owner.labels.append(name)

    def finished(self) -> tuple[Passage, ...]:
        """The passages in the order of the paper, each with its fingerprint, the macros it uses included."""
        made = []
        for opened, end in sorted(self.closed, key=lambda pair: pair[0].start):
            body = self.tokens[opened.start : end]
            lines = [plain(body)]
            for name in sorted(self.closure(_used(body))):
                lines += [f"{name} {digest}" for digest in self.definitions[name]]
            file, line, digest = str(self.main.parent / opened.token.file), opened.token.line, _digest("\n".join(lines))
            made.append(Passage(tuple(opened.labels), opened.name, opened.theorem, file, line, digest))
        return tuple(made)

    def closure(self, names: set[str]) -> set[str]:
        """The paper's own macros among these, and those that their definitions use in turn."""
        found: set[str] = set()
        todo = [name for name in names if name in self.definitions]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += [other for other in self.uses[name] if other in self.definitions]
        return found


def _used(body: Sequence[Token]) -> set[str]:
    """Macros as \\name and environments as {name}."""
    return {f"\\{t.text}" if t.kind == "macro" else f"{{{t.text}}}" for t in body if t.kind in ("macro", "begin")}


def _star(tokens_: Sequence[Token], after: int, mark: str = "*") -> int:
    start = skip_spaces(tokens_, after)
    return start + 1 if start < len(tokens_) and tokens_[start][:2] == ("char", mark) else after


def _spoken(token: Token) -> str:
    return {"open": "{", "close": "}"}.get(token.kind, f"\\{token.kind}{{{token.text}}}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
