r"""Finds the labelled theorem-like environments and displays of a LaTeX source, each with a fingerprint of its text.

A binding, never a reading: the fingerprint says whether a text changed, and nothing here says what it means. It covers the
text as `verify.paper.tex_words` puts it, and the definitions of the paper's own macros that the text uses, directly or
through others, so that a redefined \newcommand counts as a change of every text that uses it. What is not followed is
named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from verify.errors import BadInput
from verify.paper.tex_definitions import Definitions, digest, used
from verify.paper.tex_known import ENVIRONMENTS, is_known
from verify.paper.tex_tokens import Token, tokens
from verify.paper.tex_words import argument, is_display, option, plain, skip_spaces, words

RESTATED = frozenset({"restatable", "thmrestate"})  # \begin{restatable}[title]{lemma}{name}
DEEPEST = 255  # groups within groups; TeX itself stops there
BOUND_DEEPEST = 8  # theorems, proofs and displays within one another
PASSAGES = 5000
REFERENCES = frozenset({"ref", "cref", "Cref", "eqref", "autoref", "nameref", "vref", "Vref", "labelcref", "hyperref"})


@dataclass(frozen=True)
class Passage:
    """One environment: its labels (several where items have their own), its name, its place, and its fingerprint.

    `refers`: the labels that its text refers to. `not_followed`: macros and environments of its text that no file read here
    defines and that are not LaTeX's own, so that a change of theirs would go unnoticed.
    """

    labels: tuple[str, ...]
    environment: str
    theorem: bool  # theorem-like; otherwise a display or a proof
    file: str
    line: int
    sha256: str
    title: str = ""
    refers: tuple[str, ...] = ()
    title_refers: tuple[str, ...] = ()  # those in its optional argument: \\begin{proof}[of \\ref{…}]
    not_followed: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Source:
    """A LaTeX paper: theorem-like environments with or without a label, labelled displays and proofs, what was not read."""

    main: Path
    passages: tuple[Passage, ...]
    unread: tuple[str, ...]
    title: str = ""

    @property
    def by_label(self) -> dict[str, Passage]:
        """Each labelled passage."""
        return {label: passage for passage in self.passages for label in passage.labels}


def read_source(main: Path, encoding: str = "utf-8") -> Source:
    """Walk a LaTeX paper. Raises BadInput, one line with file and line, for a source that cannot be used.

    That is: no such file, not text in the encoding, control characters, unbalanced groups or environments in the document,
    files that read each other in a circle, and sizes beyond any paper's. Files outside the folder of `main`, labels that
    stand twice and names that are computed are noted in `unread`.
    """
    found, unread = tokens(main, encoding)
    definitions = Definitions()
    text = list(definitions.text(found))
    scan = _Scan(text, definitions, main)
    scan.all()
    notes = [*unread, *scan.notes]
    notes += [f"{main.parent / t.file}:{t.line}: \\{t.text} of a computed name: not followed" for t in definitions.computed]
    return Source(main, scan.finished(), tuple(dict.fromkeys(notes)), scan.title)


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
    def __init__(self, found: list[Token], definitions: Definitions, main: Path) -> None:
        self.tokens, self.definitions, self.main = found, definitions, main
        self.open: list[_Open] = []
        self.closed: list[tuple[_Open, int]] = []
        self.labels: dict[str, Token] = {}
        self.notes: list[str] = []
        self.title = ""

    def refuse(self, token: Token, message: str) -> BadInput:
        return BadInput(f"{self.where(token)}: {message}")

    def where(self, token: Token) -> str:
        return f"{self.main.parent / token.file}:{token.line}"

    def all(self) -> None:
        """Walk the document; what stands before \\begin{document} opens and closes nothing."""
        body = next((k for k, t in enumerate(self.tokens) if t.kind == "document"), -1) + 1
        for place in range(body):
            if self.tokens[place][:2] == ("macro", "title"):
                self.title = plain(argument(self.tokens, option(self.tokens, place + 1)[1])[0])
        place = body
        while place < len(self.tokens):
            token = self.tokens[place]
            place = self.macro(token, place + 1) if token.kind == "macro" else self.group(token, place + 1)
        if self.open:
            raise self.refuse(self.open[-1].token, f"{_spoken(self.open[-1].token)} is never closed")

    def macro(self, token: Token, after: int) -> int:
        if token.text == "label":
            _, after = option(self.tokens, after)
            inner, after = argument(self.tokens, after)
            self.label(words(inner), token)
        elif token.text == "title" and not self.title:
            self.title = plain(argument(self.tokens, option(self.tokens, after)[1])[0])
        return after

    def group(self, token: Token, after: int) -> int:
        if token.kind in ("open", "begin"):
            self.opens(token, after)
        elif token.kind in ("close", "end"):
            last = self.open.pop() if self.open else None
            fits = last is not None and (token.kind == "close") == (last.token.kind == "open")
            if last is None or not fits or (token.kind == "end" and last.token.text != token.text):
                where = f"closes {_spoken(last.token)} of line {last.token.line}" if last else "closes nothing"
                raise self.refuse(token, f"{_spoken(token)} {where}")
            if last.bound and (last.labels or last.theorem or last.name == "proof"):
                self.closed.append((last, after - 1))
                if len(self.closed) > PASSAGES:
                    raise self.refuse(token, f"more than {PASSAGES:,} theorems and labelled displays")
        return after

    def opens(self, token: Token, after: int) -> None:
        name, begins = token.text, token.kind == "begin"
        theorem = begins and (self.is_theorem(name) or name.rstrip("*") in RESTATED)
        bound = theorem or (begins and (is_display(name) or name == "proof"))
        if len(self.open) >= DEEPEST:
            raise self.refuse(token, f"nested more than {DEEPEST} deep; TeX itself stops there")
        if bound and sum(o.bound for o in self.open) >= BOUND_DEEPEST:
            raise self.refuse(token, f"more than {BOUND_DEEPEST} theorems, proofs or displays within one another")
        if theorem and name.rstrip("*") in RESTATED:
            name = words(argument(self.tokens, option(self.tokens, after)[1])[0])
        opened = _Open(token, name, after, [], bound, theorem)
        self.open.append(opened)
        if theorem:
            for label in self.given_labels(token.text, after):
                self.label(label, token)

    def is_theorem(self, name: str) -> bool:
        return name in self.definitions.theorems or name.rstrip("*") in self.definitions.theorems

    def given_labels(self, name: str, after: int) -> list[str]:
        r"""Labels in the arguments of \begin: [label=thm:a], and {title}{a} of \newtcbtheorem with a prefix."""
        options, after = option(self.tokens, after)
        made = []
        for part in words(options).split(","):
            key, _, value = part.partition("=")
            if key.strip() == "label" and value.strip():
                made.append(value.strip().strip("{}"))
        prefix = self.definitions.prefixes.get(name.rstrip("*"))
        if prefix is not None:
            _, after = argument(self.tokens, after)
            start = skip_spaces(self.tokens, after)
            if start < len(self.tokens) and self.tokens[start].kind == "open":
                label = words(argument(self.tokens, start)[0])
                made += [f"{prefix}:{label}"] if label else []
        return made

    def label(self, name: str, token: Token) -> None:
        if not name or not name.isprintable() or len(name) > 200:
            raise self.refuse(token, "\\label needs a name of at most 200 printable characters")
        owner = next((o for o in reversed(self.open) if o.bound), None)
        if owner is None:
            inside = next((o.token for o in reversed(self.open) if o.token.kind == "begin"), None)
            if inside is not None and inside.text.rstrip("*") not in ENVIRONMENTS:
                what = f"\\begin{{{inside.text}}} is not known as a theorem, and holds the label {name!r}"
                self.notes.append(f"{self.where(token)}: {what}; it was not bound")
            return
        if name in self.labels:
            first = self.labels[name]
            already = f"the label {name!r} stands at {first.file}:{first.line} already"
            self.notes.append(f"{self.where(token)}: {already}; the first is bound")
            return
        self.labels[name] = token
        owner.labels.append(name)

    def finished(self) -> tuple[Passage, ...]:
        """The passages in the order of the paper, each with its fingerprint, the macros it uses included."""
        made = []
        for opened, end in sorted(self.closed, key=lambda pair: pair[0].start):
            body = self.tokens[opened.start : end]
            lines, names = [plain(body)], used(body)
            reached = self.definitions.closure(names)
            for name in sorted(reached):
                lines += [f"{name} {text}" for text in self.definitions.digests[name]]
            every = set(names).union(*(self.definitions.uses[name] for name in reached))
            open_names = [n for n in every if n not in self.definitions.digests and not is_known(n) and not self.is_own(n)]
            made.append(
                Passage(
                    tuple(opened.labels),
                    opened.name,
                    opened.theorem,
                    str(self.main.parent / opened.token.file),
                    opened.token.line,
                    digest("\n".join(lines)),
                    plain(option(self.tokens, opened.start)[0]) if opened.theorem else "",
                    tuple(_references(body)),
                    tuple(_references(option(self.tokens, opened.start)[0])),
                    tuple(sorted(open_names)),
                )
            )
        return tuple(made)

    def is_own(self, name: str) -> bool:
        """Whether an environment, as {name}, is one of the theorems that are declared."""
        return name.startswith("{") and self.is_theorem(name[1:-1])


def _references(body: Sequence[Token]) -> dict[str, None]:
    found: dict[str, None] = {}
    for place, t in enumerate(body):
        if t.kind == "macro" and t.text in REFERENCES:
            after = place + 2 if body[place + 1 : place + 2] and body[place + 1][:2] == ("char", "*") else place + 1
            named = option(body, after)[0] if t.text == "hyperref" else argument(body, after)[0]
            found |= {label.strip(): None for label in words(named).split(",") if label.strip()}
    return found


def _spoken(token: Token) -> str:
    return {"open": "{", "close": "}"}.get(token.kind, f"\\{token.kind}{{{token.text}}}")
