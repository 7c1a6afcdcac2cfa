"""The table of formal statements, formal/statements.toml: which statement, its claim in Rocq and in words, the proof.

A row becomes one file of Rocq: the formulas of the data as definitions, the assumptions of the data as `given`, the
claim, the
proof. A row that leaves out a formula or the assumptions of its statement is refused: a statement is formal as a whole
or not.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from verify.errors import BadInput
from verify.formal.printer import Printer, Untranslated
from verify.paper.formulas import Formula
from verify.paper.statements import Revision, Statement, Wording

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
    words: str
    claim: str
    proof: str
    modules: tuple[str, ...]
    given: tuple[str, ...]  # the assumptions that the author of the proof read; the data must still have just these
    uses: tuple[str, ...] = ()  # other statements of the result whose formulas the claim speaks of
    refutes: bool = False  # the claim is that the printed wording does not hold
    sentence: str = ""  # for a statement without a formula: the words that the claim renders

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
    """All rows, the symbols that stand for natural numbers, and the axioms on which a proof may rest."""

    entries: Mapping[str, Entry]
    naturals: frozenset[str]
    axioms: frozenset[str]
    folder: Path = field(default=FOLDER)

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
        if not wording.parts and wording.sentence != entry.sentence:
            raise Untied("the statement's words are not those that the row renders")
        shown = Printer(self.naturals)
        made = [self.module(shown, name, wording)]
        for other in entry.uses:
            made.append(self.module(shown, other, wording_of(_statement(revision, f"{result}/{other}"), False)))
        if assumptions:
            made.append(shown.definition("given", assumptions))
        for part in wording.parts:
            if f"{name}.{part}" not in re.findall(r"\b\w+\.\w+\b", entry.claim):
                raise Untied(f"the claim does not speak of {name}.{part}")
        missing = [d for d in (f"{name}.defined",) if "Definition defined" in made[0] and d not in entry.claim]
        if missing:
            raise Untied("the claim does not suppose that the divisors are not zero")
        if assumptions and not re.search(r"\bgiven\b", entry.claim):
            raise Untied("the claim does not have the assumptions of the statement")
        if VERNACULAR.search(entry.proof) or VERNACULAR.search(entry.claim):
            raise Untied("a proof or a claim with a command of its own")
        head = HEADER.format(modules=" ".join(dict.fromkeys(("Definitions", "Roots", *entry.modules))))
        words = entry.words.replace("(*", "( *").replace("*)", "* )")
        return (
            f"(* {entry.key}: {words}\n   Made from formal/statements.toml and the data of the paper. *)\n{head}\n"
            + "\n\n".join(made)
            + f"\n\nDefinition claim : Prop :=\n{entry.claim.strip()}.\n\n"
            + f"Theorem formal : claim.\nProof.\n{entry.proof.strip()}\nQed.\n"
            + "\nPrint Assumptions formal.\n"
        )

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
    try:
        raw = tomllib.loads((folder / "statements.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Table({}, frozenset(), frozenset(), folder)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"formal/statements.toml: {error}") from None
    common = raw.pop("common")
    assumed = raw.pop("given")
    entries = {}
    for key, row in raw.items():
        try:
            given = row.pop("given")
            entries[key] = Entry(
                key=key,
                words=row.pop("words"),
                claim=row.pop("claim"),
                proof=row.pop("proof"),
                modules=tuple(row.pop("modules")),
                given=tuple(assumed[given] if isinstance(given, str) else given),
                uses=tuple(row.pop("uses", ())),
                refutes=row.pop("refutes", False),
                sentence=row.pop("sentence", ""),
            )
        except KeyError as error:
            raise BadInput(f"formal/statements.toml: [{key!r}]: {error.args[0]} is missing") from None
        if row:
            raise BadInput(f"formal/statements.toml: [{key!r}]: unknown key {next(iter(row))!r}")
    return Table(entries, frozenset(common["naturals"]), frozenset(common["axioms"]), folder)


__all__ = ["FOLDER", "Entry", "Formula", "Table", "Untied", "Untranslated", "read", "wording_of"]
