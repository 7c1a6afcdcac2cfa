r"""What a LaTeX source defines: macros, environments, theorems; and the source without them.

Definitions are taken out of the text, each with a digest, so that a changed definition counts as a change of every text that
uses it. A macro of the paper's own is expanded only where its text declares, opens, closes or labels something (\bthm for
\begin{theorem}, \declarethm{lem}{Lemma} for \newtheorem{lem}{Lemma}); every other macro stays as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from verify.errors import BadInput
from verify.paper.tex_tokens import Token
from verify.paper.tex_words import argument, option, plain, skip_spaces, words

# names of theorems that classes declare by themselves; \newtheorem and its like add to these
THEOREMS = frozenset(
    [
        *("theorem", "lemma", "proposition", "corollary", "definition", "assumption", "remark", "conjecture", "claim"),
        *("example", "fact", "hypothesis", "observation", "property", "axiom", "condition", "problem", "question"),
        *("notation", "criterion"),
    ]
)
DECLARING = re.compile(r"(?:re|sp|provide)?(?:new|declare)[a-z]*(?:theorem|thm)(?!style)[a-z]*", re.IGNORECASE)
NEW_MACRO = frozenset({"newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "DeclareMathOperator"})
NEW_MACRO |= {"newrobustcmd", "renewrobustcmd", "providerobustcmd"}
DOCUMENT = re.compile(r"(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand")
NEW_ENVIRONMENT = frozenset({"newenvironment", "renewenvironment", "provideenvironment"})
DOCUMENT_ENVIRONMENT = re.compile(r"(?:New|Renew|Provide|Declare)DocumentEnvironment")
BOX = re.compile(r"(?:re)?new(?:tcolorbox|mdenv|tcbox)|(?:New|Renew|Declare|Provide)TColorBox")
PRIMITIVE = frozenset({"def", "edef", "gdef", "xdef"})
COPYING = frozenset({"let", "LetLtxMacro", "NewCommandCopy", "RenewCommandCopy", "DeclareCommandCopy"})
ANY_DEFINER = re.compile(r"(?:re)?new[a-z]|provide[a-z]|declare[a-z]|define[a-z]", re.IGNORECASE)
NO_DEFINER = frozenset({"newline", "newpage", "newif", "newcounter", "newlength", "newsavebox", "newtoks", "newdimen"})
MOST = 5000  # definitions
DEEPEST = 20  # macros within one another
LONGEST = 1_000_000  # tokens after expansion


@dataclass(frozen=True)
class Macro:
    """A macro of the paper's own: its text and its arguments ("m" in braces, "o" in brackets, "s" a star)."""

    arguments: tuple[tuple[str, Sequence[Token]], ...]
    body: Sequence[Token]


class Definitions:
    """The definitions of a source, read in its order by `text`."""

    def __init__(self) -> None:
        self.theorems = set(THEOREMS)
        self.prefixes: dict[str, str] = {}  # of labels that \newtcbtheorem makes
        self.digests: dict[str, list[str]] = {}  # of \name or {environment}
        self.uses: dict[str, set[str]] = {}
        self.macros: dict[str, Macro] = {}
        self.computed: list[Token] = []  # definitions whose name is computed: not followed
        self._shaping: dict[str, bool] = {}  # of macros, until the next definition
        self._made = 0

    def text(self, tokens: Sequence[Token], depth: int = 0) -> Iterator[Token]:
        """The source without its definitions, macros that declare, open, close or label something expanded."""
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.kind != "macro":
                yield self._count(token)
                place += 1
                continue
            after = self._definition(tokens, token, place + 1)
            if after is not None:
                place = after
                continue
            macro = self.macros.get(f"\\{token.text}")
            place += 1
            if macro is None:
                yield self._count(token)
                continue
            given, after = _given(macro, tokens, place)
            if depth < DEEPEST and self._shapes(f"\\{token.text}"):
                yield from self.text(_filled(macro.body, given, token), depth + 1)
                place = after
            else:
                yield self._count(token)
                if given and not any(t.text.startswith("#") for t in macro.body):
                    place = after  # \newcommand{\cut}[1]{}: what it takes is not typeset

    def _shapes(self, name: str, depth: int = 0) -> bool:
        """Whether the text of a macro declares, opens, closes or labels something, by other macros of the paper too."""
        if name not in self._shaping:
            self._shaping[name] = False  # of a macro that calls itself
            self._shaping[name] = depth < DEEPEST and any(
                t.kind in ("begin", "end")
                or (t.kind == "macro" and (t.text == "label" or self._defines(t.text)))
                or (t.kind == "macro" and f"\\{t.text}" in self.macros and self._shapes(f"\\{t.text}", depth + 1))
                for t in self.macros[name].body
            )
        return self._shaping[name]

    def closure(self, names: Iterable[str]) -> set[str]:
        """The paper's own macros and environments among these, and those that their definitions use in turn."""
        found: set[str] = set()
        todo = [name for name in names if name in self.digests]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += [other for other in self.uses[name] if other in self.digests]
        return found

    def _count(self, token: Token) -> Token:
        self._made += 1
        if self._made > LONGEST:
            raise BadInput(f"{token.file}:{token.line}: more than {LONGEST:,} tokens after expanding the paper's macros")
        return token

    @staticmethod
    def _defines(name: str) -> bool:
        return (
            name in NEW_MACRO | NEW_ENVIRONMENT | PRIMITIVE | COPYING | {"@namedef"}
            or any(p.fullmatch(name) for p in (DECLARING, DOCUMENT, DOCUMENT_ENVIRONMENT, BOX))
            or (ANY_DEFINER.match(name) is not None and name not in NO_DEFINER)
        )

    def _definition(self, tokens: Sequence[Token], token: Token, after: int) -> int | None:
        """Take in the definition that starts here; the place behind it, None where there is none."""
        name = token.text
        if name == "expandafter":
            return after
        if not self._defines(name):
            return None
        if DECLARING.fullmatch(name):
            return self._theorem(tokens, token, after)
        if name in NEW_ENVIRONMENT or DOCUMENT_ENVIRONMENT.fullmatch(name) or BOX.fullmatch(name):
            return self._environment(tokens, token, after)
        start = _star(tokens, after)
        defined, start = _target(tokens, start, name == "@namedef")
        if defined is None:
            self.computed.append(token)
            return start
        if not defined.startswith("\\"):
            return None  # \newfont{…} and the like with no macro first
        if name in NEW_MACRO:
            arguments, start_of_body = _numbered(tokens, start)
            body, end = argument(tokens, start_of_body)
        elif DOCUMENT.fullmatch(name):
            given, start_of_body = argument(tokens, start)
            arguments = _specified(given)
            body, end = argument(tokens, start_of_body)
        elif name in PRIMITIVE or name == "@namedef":
            start_of_body = start
            while start_of_body < len(tokens) and tokens[start_of_body].kind != "open":
                start_of_body += 1
            arguments = _plain_parameters(tokens[start:start_of_body])
            body, end = argument(tokens, start_of_body)
        elif name in COPYING:
            body, end = argument(tokens, _star(tokens, start, "="))
            self._enter(defined, tokens[start:end], token)
            return end
        else:  # \DeclarePairedDelimiter{\norm}{…}{…} and other definers: all that follows in groups
            end = _groups(tokens, start)
            if end == start:
                return None
            self._enter(defined, tokens[start:end], token)
            return end
        self._enter(defined, tokens[start:end], token)
        self._shaping.clear()
        self.macros.pop(defined, None)
        if arguments is not None:
            self.macros[defined] = Macro(arguments, body)
        return end

    def _enter(self, name: str, body: Sequence[Token], token: Token) -> None:
        """Keep a digest of a definition, of the command that makes it too."""
        if sum(map(len, self.digests.values())) >= MOST:
            raise BadInput(f"{token.file}:{token.line}: more than {MOST:,} definitions of macros")
        self.digests.setdefault(name, []).append(digest(f"{token.text} {plain(body)}"))
        self.uses.setdefault(name, set()).update(used(body))

    def _theorem(self, tokens: Sequence[Token], token: Token, after: int) -> int:
        r"""\newtheorem{lemma}[theorem]{Lemma}, \declaretheorem[…]{lemma}, \newtcbtheorem[…]{lem}{Lemma}{…}{prefix}."""
        _, after = option(tokens, _star(tokens, after))
        declared, after = argument(tokens, after)
        names = [name.strip() for name in words(declared).split(",") if name.strip()]
        self.theorems.update(names)
        groups: list[str] = []
        most = 3 if "tcb" in token.text.lower() else 1
        while True:
            _, start = option(tokens, after)
            opened = skip_spaces(tokens, start)
            if len(groups) < most and opened < len(tokens) and tokens[opened].kind == "open":
                group, after = argument(tokens, opened)
                groups.append(words(group))
            elif start > after:
                after = start
            else:
                break
        if most == 3 and len(groups) == 3 and names:
            self.prefixes[names[0]] = groups[2]
        return after

    def _environment(self, tokens: Sequence[Token], token: Token, after: int) -> int:
        _, after = option(tokens, _star(tokens, after))
        defined, start = argument(tokens, after)
        end = _groups(tokens, start)
        body, name = tokens[start:end], words(defined)
        if any(t.kind == "begin" and t.text in self.theorems for t in body):
            self.theorems.add(name)  # an environment around a theorem
        self._enter(f"{{{name}}}", body, token)
        return end


def used(body: Sequence[Token]) -> set[str]:
    r"""The names that a text uses: macros as \name, \csname … \endcsname too, and environments as {name}."""
    names = {f"\\{t.text}" if t.kind == "macro" else f"{{{t.text}}}" for t in body if t.kind in ("macro", "begin")}
    for place, t in enumerate(body):
        if t.kind == "macro" and t.text == "csname" and (name := _target(body, place, False)[0]):
            names.add(name)
    return names


def digest(text: str) -> str:
    """The SHA-256 of a text, 64 digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _star(tokens: Sequence[Token], after: int, mark: str = "*") -> int:
    start = skip_spaces(tokens, after)
    return start + 1 if start < len(tokens) and tokens[start][:2] == ("char", mark) else after


def _target(tokens: Sequence[Token], place: int, named: bool) -> tuple[str | None, int]:
    r"""What is defined, as \name; None for a name that is computed. `named`: it stands without a backslash."""
    place = skip_spaces(tokens, place)
    if tokens[place : place + 1] and tokens[place][:2] == ("macro", "expandafter"):
        place = skip_spaces(tokens, place + 1)
    if tokens[place : place + 1] and tokens[place][:2] == ("macro", "csname"):
        end = place + 1
        while end < len(tokens) and tokens[end][:2] != ("macro", "endcsname"):
            end += 1
        inner, after = tokens[place + 1 : end], end + 1
    else:
        inner, after = argument(tokens, place)
        if not named:
            name = words(inner)
            return (None if "#" in name else name), after
    plain_name = all(t.kind in ("word", "char", "space") and t.text != "#" for t in inner)
    return (f"\\{words(inner)}" if plain_name else None), after


def _groups(tokens: Sequence[Token], after: int) -> int:
    """The place behind all groups and optional arguments that follow."""
    while True:
        start = option(tokens, after)[1]
        opened = skip_spaces(tokens, start)
        if opened < len(tokens) and tokens[opened].kind == "open":
            after = argument(tokens, opened)[1]
        elif start > after:
            after = start
        else:
            return after


def _numbered(tokens: Sequence[Token], start: int) -> tuple[tuple[tuple[str, Sequence[Token]], ...] | None, int]:
    """[2][default] of a \\newcommand."""
    number, after = option(tokens, start)
    default, end = option(tokens, after) if after > start else ((), after)
    count = words(number)
    if count and not (count.isdigit() and int(count) <= 9):
        return None, end
    arguments: list[tuple[str, Sequence[Token]]] = [("m", ())] * int(count or 0)
    if end > after and arguments:
        arguments[0] = ("o", default)
    return tuple(arguments), end


def _specified(given: Sequence[Token]) -> tuple[tuple[str, Sequence[Token]], ...] | None:
    """The arguments of a \\NewDocumentCommand: m, o, O{default}, s; None for others, which are not followed."""
    arguments: list[tuple[str, Sequence[Token]]] = []
    place = 0
    while place < len(given):
        kind, text = given[place][:2]
        place += 1
        if kind == "space" or text == "+":
            continue
        for letter in text:
            if letter == "O":
                default, place = argument(given, place)
                arguments.append(("o", default))
            elif letter in "mos":
                arguments.append((letter, ()))
            else:
                return None
    return tuple(arguments)


def _plain_parameters(given: Sequence[Token]) -> tuple[tuple[str, Sequence[Token]], ...] | None:
    """#1#2… of a \\def; None for delimited ones, which are not followed."""
    text = words(given)
    count = len(text) // 2
    return (("m", ()),) * count if text == "".join(f"#{k + 1}" for k in range(count)) else None


def _given(macro: Macro, tokens: Sequence[Token], place: int) -> tuple[list[Sequence[Token]], int]:
    """The arguments of a call, and the place behind them."""
    given: list[Sequence[Token]] = []
    for kind, default in macro.arguments:
        if kind == "s":
            after = _star(tokens, place)
            given.append(tokens[after - 1 : after] if after > place else ())
            place = after
        elif kind == "o":
            found, after = option(tokens, place)
            given.append(found if after > place else default)
            place = after
        else:
            found, place = argument(tokens, place)
            given.append(found)
    return given, place


def _filled(body: Sequence[Token], given: Sequence[Sequence[Token]], call: Token) -> list[Token]:
    """The text of a macro with its arguments put in, each token at the place of the call."""
    made: list[Token] = []
    place = 0
    while place < len(body):
        token = body[place]._replace(file=call.file, line=call.line)
        place += 1
        if token.kind in ("begin", "end", "verbatim"):
            for k, argument_ in enumerate(given, 1):
                token = token._replace(text=token.text.replace(f"#{k}", words(argument_)))
            made.append(token)
        elif token[:2] == ("char", "#") and place < len(body):
            follows = body[place]
            if follows[:2] == ("char", "#"):
                made.append(token)  # ## is # one level in
                place += 1
            elif follows.kind == "word" and follows.text[0].isdigit():
                k = int(follows.text[0])
                made += [t._replace(file=call.file, line=call.line) for t in (given[k - 1] if 0 < k <= len(given) else ())]
                if rest := follows.text[1:]:
                    made.append(follows._replace(text=rest, file=call.file, line=call.line))
                place += 1
            else:
                made.append(token)
        else:
            made.append(token)
    return made
