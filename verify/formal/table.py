"""The table of formal statements, formal/statements/*.toml: which statement, its claim in Rocq and in words, the proof.

A row becomes one file of Rocq: the formulas of the data as definitions, the assumptions of the data as `given`, the
claim, the proof. A row that leaves out a formula or the assumptions of its statement is refused: a statement is formal
as a whole or not. Its words hold no formula of their own: they name those of the data, which are put in their place.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from verify.errors import BadInput
from verify.formal.printer import Printer, Untranslated
from verify.paper.formulas import Formula
from verify.paper.statements import FIRST_PAPER, Revision, Statement, Wording

FOLDER = Path(__file__).parent.parent.parent / "formal"
HEADER = """Set Warnings "-all".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
From DeepLinear Require Import {modules}.
Set Implicit Arguments.
Unset Strict Implicit.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
"""
VERNACULAR = re.compile(
    r"\b(Qed|Defined|Admitted|Abort|admit|Definition|Theorem|Lemma|Axiom|Parameter|Module|Section|Set|Unset|Require|Declare|Goal)\b"
)


class Untied(Exception):
    """The row does not hold the whole statement, or not the statement as the data has it now; the message says what."""


@dataclass(frozen=True)
class Entry:
    """One row: `key` is the statement's id, with .printed behind it where the printed wording is meant beside a repaired
    one."""

    key: str
    words: str  # with {STATEMENT.PART} in the place of each formula, {NAME} in that of a phrase of the table
    claim: str
    proof: str
    modules: tuple[str, ...]
    given: tuple[str, ...]  # the assumptions that the author of the proof read; the data must still have just these
    uses: tuple[str, ...] = ()  # other statements of the result whose formulas the claim speaks of
    refutes: bool = False  # the claim is that the printed wording does not hold
    sentence: str = ""  # the words of the statement, where it has some: the claim renders them
    domain: tuple[str, ...] = ()  # what a symbol of the claim is by its definition: of the table, not of the data
    paper: str = FIRST_PAPER

    @property
    def id(self) -> str:
        """The statement's id."""
        return self.key.removesuffix(".printed")

    @property
    def printed(self) -> bool:
        """Whether the wording that was found wrong is meant."""
        return self.key.endswith(".printed")

    @property
    def file(self) -> str:
        """The name of the file of Rocq that is made of it."""
        return "S_" + re.sub(r"\W", "_", self.key)


@dataclass(frozen=True)
class Table:
    """All rows, the symbols that stand for natural numbers, the axioms on which a proof may rest, and phrases for words."""

    entries: Mapping[str, Entry]
    naturals: frozenset[str]
    axioms: frozenset[str]
    folder: Path = field(default=FOLDER)
    phrases: Mapping[str, str] = field(default_factory=dict)

    @property
    def papers(self) -> list[str]:
        """The papers of which the table has rows."""
        return list(dict.fromkeys(entry.paper for entry in self.entries.values()))

    def of(self, statement: str) -> list[Entry]:
        """The rows of one statement."""
        return [entry for entry in self.entries.values() if entry.id == statement]

    def text(self, entry: Entry, revision: Revision) -> str:
        """The file of Rocq for a row under a revision. Raises Untied, Untranslated."""
        result, name = entry.id.split("/")
        statement = _statement(revision, entry.id)
        wording = wording_of(statement, entry.printed)
        assumptions = (*wording.given, *revision.results[result].conventions)
        if tuple(map(str, assumptions)) != entry.given:
            raise Untied(
                f"the data supposes {', '.join(map(str, assumptions)) or 'nothing'}; "
                "the row was written for other assumptions"
            )
        if wording.sentence != entry.sentence:
            raise Untied("the statement's words are not those that the row renders")
        shown = Printer(self.naturals)
        made = [self.module(shown, name, wording)]
        for other in entry.uses:
            made.append(self.module(shown, other, wording_of(_statement(revision, f"{result}/{other}"), False)))
        if assumptions:
            made.append(shown.definition("given", assumptions))
        if entry.domain:
            made.append(shown.definition("domain", [Formula.read(text) for text in entry.domain]))
        for part in wording.parts:
            if f"{name}.{part}" not in re.findall(r"\b\w+\.\w+\b", entry.claim):
                raise Untied(f"the claim does not speak of {name}.{part}")
        missing = [d for d in (f"{name}.defined",) if "Definition defined" in made[0] and d not in entry.claim]
        if missing:
            raise Untied("the claim does not suppose that the divisors are not zero")
        if assumptions and not re.search(r"\bgiven\b", entry.claim):
            raise Untied("the claim does not have the assumptions of the statement")
        if entry.domain and not re.search(r"\bdomain\b", entry.claim):
            raise Untied("the claim does not have the domain of its symbols")
        if VERNACULAR.search(entry.proof) or VERNACULAR.search(entry.claim):
            raise Untied("a proof or a claim with a command of its own")
        head = HEADER.format(modules=" ".join(dict.fromkeys(("Definitions", "Roots", *entry.modules))))
        words = self.words(entry, revision).replace("(*", "( *").replace("*)", "* )")
        return (
            f"(* {entry.key}: {words}\n   Made from formal/statements/ and the data of the paper. *)\n{head}\n"
            + "\n\n".join(made)
            + f"\n\nDefinition claim : Prop :=\n{entry.claim.strip()}.\n\n"
            + f"Theorem formal : claim.\nProof.\n{entry.proof.strip()}\nQed.\n"
            + "\nPrint Assumptions formal.\n"
        )

    def words(self, entry: Entry, revision: Revision) -> str:
        """What a row says, in words with the formulas of the data and what it supposes. Raises Untied."""
        result, name = entry.id.split("/")
        wordings = {name: wording_of(_statement(revision, entry.id), entry.printed)}
        for other in entry.uses:
            wordings[other] = wording_of(_statement(revision, f"{result}/{other}"), False)
        named = set(re.findall(r"\{(\w+\.\w+)\}", entry.words))
        spoken = {f"{s}.{part}" for s, wording in wordings.items() for part in wording.parts}
        missing = sorted((spoken & set(re.findall(r"\b\w+\.\w+\b", entry.claim))) - named)
        if missing:
            raise Untied(f"the words do not show {', '.join(missing)}, of which the claim speaks")

        def shown(match: re.Match[str]) -> str:
            place = match[1]
            if place in spoken:
                statement, part = place.split(".")
                return wordings[statement].parts[part].text
            if place in self.phrases:
                return self.phrases[place]
            raise Untied(f"{{{place}}} in the words is no formula of the statement and no phrase")

        supposed = [*map(str, wordings[name].given), *map(str, revision.results[result].conventions), *entry.domain]
        given = f"; supposed: {', '.join(dict.fromkeys(supposed))}" if supposed else ""
        return re.sub(r"\{([\w.]+)\}", shown, entry.words) + given

    def module(self, shown: Printer, name: str, wording: Wording) -> str:
        """The formulas of one wording as a module of definitions."""
        lines = [shown.definition(part, [formula]) for part, formula in wording.parts.items()]
        lines.append(shown.divisors("defined", list(wording.parts.values())))
        return "\n".join([f"Module {name}.", *filter(None, lines), f"End {name}."])

    def digest(self, entry: Entry, revision: Revision) -> str:
        """A hash of all that the kernel reads for this row: the file made of it and the files of formal/ below. Raises
        Untied."""
        parts = [
            self.text(entry, revision),
            *(self.source(m) for m in self.needed(("Definitions", "Roots", *entry.modules))),
        ]
        return hashlib.sha256("\0".join([*parts, *sorted(self.axioms)]).encode()).hexdigest()

    def source(self, module: str) -> str:
        """The text of a file of formal/. Raises Untied when it is not there."""
        try:
            return (self.folder / f"{module}.v").read_text(encoding="utf-8")
        except OSError:
            raise Untied(f"formal/{module}.v is not there") from None

    def needed(self, modules: tuple[str, ...]) -> list[str]:
        """The files of formal/ on which some rest, those included, in order of their names."""
        found: set[str] = set()
        todo = list(modules)
        while todo:
            module = todo.pop()
            if module not in found:
                found.add(module)
                for line in re.findall(
                    r"^(?:From DeepLinear )?Require (?:Import|Export) ([\w ]+)\.$", self.source(module), re.MULTILINE
                ):
                    todo += [name for name in line.split() if (self.folder / f"{name}.v").is_file()]
        return sorted(found)


def wording_of(statement: Statement, printed: bool) -> Wording:
    """The wording in force: the repaired one where there is one; or the printed one."""
    finding = statement.finding
    return statement.printed if printed or finding is None or finding.repaired is None else finding.repaired


def _statement(revision: Revision, ident: str) -> Statement:
    result, name = ident.split("/")
    try:
        return revision.results[result].statements[name]
    except KeyError:
        raise Untied(f"the revision {revision.name} has no statement {ident}") from None


@lru_cache(maxsize=4)
def read(folder: Path = FOLDER) -> Table:
    """The table of a folder; an empty one where there is no folder. Raises BadInput."""
    raw = {file.name: _load(file) for file in sorted((folder / "statements").glob("*.toml"))}
    common = raw.pop("common.toml", None)
    if common is None:
        return Table({}, frozenset(), frozenset(), folder)
    entries: dict[str, Entry] = {}
    for name, content in raw.items():
        paper, assumed = content.pop("paper", FIRST_PAPER), content.pop("given", {})
        for key, row in content.items():
            if key in entries:
                raise BadInput(f"formal/statements/{name}: {key!r} has a row in another file")
            try:
                entries[key] = _entry(key, dict(row), assumed, paper)
            except KeyError as error:
                raise BadInput(f"formal/statements/{name}: [{key!r}]: {error.args[0]} is missing or unknown") from None
    phrases = {word: " ".join(text.split()) for word, text in common["phrases"].items()}
    return Table(entries, frozenset(common["naturals"]), frozenset(common["axioms"]), folder, phrases)


def _load(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"formal/statements/{file.name}: {error}") from None


def _entry(key: str, row: dict[str, Any], assumed: Mapping[str, Any], paper: str) -> Entry:
    given = row.pop("given")
    entry = Entry(
        key=key,
        words=" ".join(row.pop("words").split()),
        claim=row.pop("claim"),
        proof=row.pop("proof"),
        modules=tuple(row.pop("modules")),
        given=tuple(assumed[given] if isinstance(given, str) else given),
        uses=tuple(row.pop("uses", ())),
        refutes=row.pop("refutes", False),
        sentence=row.pop("sentence", ""),
        domain=tuple(row.pop("domain", ())),
        paper=paper,
    )
    for unknown in row:
        raise KeyError(unknown)
    return entry


__all__ = ["FOLDER", "Entry", "Formula", "Table", "Untied", "Untranslated", "read", "wording_of"]
