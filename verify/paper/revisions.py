"""Reads a revision file (TOML) and refuses, in one line that names file, table and key, whatever it cannot use."""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.errors import BadInput
from verify.paper import grammar, quoted
from verify.paper.bindings import read_bindings
from verify.paper.formulas import READ_STEPS, Budget, Formula
from verify.paper.statements import FIRST_PAPER, SEVERITIES, Finding, Reading, Result, Revision, Statement, Wording
from verify.paper.symbols import FORM, Symbol
from verify.paper.symbols import read as read_symbol
from verify.paper.tables import place, printable, read_tables

HEADER = {
    "revision": str,
    "paper": str,
    "title": str,
    "source": str,
    "extends": str,
    "partial": bool,
    "change": str,
    "symbols": dict,
    "readings": dict,
    "causes": dict,
    "separate": list,
    "survives": list,
    "phrases": dict,
    "bindings": dict,
}
RESULT = {"title": str, "uses": list, "given": list, "conventions": list, "readings": list, "not_checkable": list}
RESULT |= {"remarks": list, "text": list}
WORDING = {"value": str, "parts": dict, "latex": str, "given": list, "sentence": str, "bounds": dict}
STATEMENT = {"where": str, "kind": str, "readings": list, "quotes": list, "replaces": list, "finding": dict, **WORDING}
FINDING = {"severity": str, "cause": str, "because": str, "refuted_by": str, "witness": dict, "repaired": dict}
READING = {"text": str, "rank_xx": str, "given": list, "misquote": bool}
TABLES = ("symbols", "readings", "causes", "phrases")  # of the header: a file that extends another adds to them
LONGEST_CHAIN = 10  # files that extend one another
TYPES: dict[type, str] = {str: "text", list: "a list", dict: "a table", bool: "true or false"}


def load(path: Path, shelves: tuple[Path, ...] = ()) -> Revision:
    """Read and validate one revision file, the revision it extends included. Raises BadInput.

    `shelves` are folders of further revisions that it may extend, searched after the folder of the file itself.
    """
    return _Reader(str(path), _merged(path, (), shelves)).revision()


def symbols(path: Path, shelves: tuple[Path, ...] = ()) -> dict[str, str]:
    """The symbols of a revision file with their meanings, and nothing else of it. Raises BadInput."""
    found = _merged(path, (), shelves).get("symbols", {})
    if not isinstance(found, dict):
        return {}
    told = {name: told.get("means") if isinstance(told, dict) else told for name, told in found.items()}
    return {name: means for name, means in told.items() if isinstance(means, str)}


def _merged(path: Path, seen: tuple[Path, ...], shelves: tuple[Path, ...]) -> dict[str, Any]:
    raw = read_tables(path)
    base = raw.get("extends")
    if base is None:
        return raw
    if not isinstance(base, str):
        raise BadInput(f"{path}: extends must be text, the name of a revision")
    if not re.fullmatch(r"[\w.-]{1,100}", base):
        raise BadInput(f"{path}: extends {base!r}: name a revision beside this file or a shipped one, without a folder")
    parent = path.with_name(base if base.endswith(".toml") else f"{base}.toml")
    if not parent.exists():
        found = next((shelf / parent.name for shelf in shelves if (shelf / parent.name).exists()), None)
        if found is None:
            known = ", ".join(sorted(p.stem for shelf in shelves for p in shelf.glob("*.toml"))) or "none"
            raise BadInput(
                f"{path}: extends {base!r}: there is no such revision file, "
                f"neither {parent} nor one that is shipped: {known}"
            )
        parent = found
    if len(seen) >= LONGEST_CHAIN:
        raise BadInput(f"{path}: extends: more than {LONGEST_CHAIN} revisions that extend one another")
    if parent.resolve() in (known.resolve() for known in (*seen, path)):
        raise BadInput(f"{path}: extends {base!r} in a circle")
    return _overlay(_merged(parent, (*seen, path), shelves), raw, path)


def _overlay(base: dict[str, Any], changes: dict[str, Any], path: Path) -> dict[str, Any]:
    """`changes` over `base`: a statement that is given replaces the old one whole; `false` removes it.

    Raises BadInput where `false` names nothing: a slip of the pen would remove nothing and say nothing.
    """
    merged = copy.deepcopy(base)
    for key, new in changes.items():
        if key not in HEADER or key == "bindings":
            absent = [place((key,))] if new is False and key not in base else []
            if isinstance(new, dict):
                old = base.get(key, {}) if isinstance(base.get(key, {}), dict) else {}
                absent += [place((key, k)) for k, v in new.items() if v is False and k not in old]
            for where in absent:
                raise BadInput(f"{path}: {where} = false: what is extended has nothing of that name, so nothing is removed")
        if key in TABLES and isinstance(new, dict) and isinstance(merged.get(key, {}), dict):
            merged[key] = {**merged.get(key, {}), **new}
        elif (key not in HEADER or key == "bindings") and isinstance(new, dict) and isinstance(merged.get(key), dict):
            merged[key] = {k: v for k, v in {**merged[key], **new}.items() if v is not False}
        elif new is False:
            merged.pop(key, None)
        else:
            merged[key] = new
    return merged


class _Reader:
    """Turns the raw tables of one file into a Revision."""

    def __init__(self, file: str, raw: dict[str, Any]) -> None:
        self.file, self.raw = file, raw
        self.symbols: frozenset[str] = frozenset()
        self.aliases: dict[str, str] = {}
        self.budget = Budget(READ_STEPS)
        self.readings: dict[str, Reading] = {}

    def refuse(self, table: str, key: str, message: str) -> BadInput:
        place = f"[{table}] {key}" if table and key else f"[{table}]" if table else key
        return BadInput(f"{self.file}: {place}: {message}")

    def revision(self) -> Revision:
        header = {k: v for k, v in self.raw.items() if k in HEADER}
        self.check("", header, HEADER, ("revision", "title", "symbols"))
        about = self.about(header["symbols"])
        self.symbols = frozenset(about)
        for name, sentence in header.get("causes", {}).items():
            if not isinstance(sentence, str) or not sentence or not printable(sentence):
                raise self.refuse("causes", name, "a cause is a key with one sentence as text")
        for name, table in header.get("readings", {}).items():
            self.readings[name] = self.reading(name, table)
        for name in (*self.raw, *(key for table in self.raw.values() if isinstance(table, dict) for key in table)):
            if not printable(name):
                raise self.refuse("", repr(name), "holds a line break or another control character")
        results = {k: self.result(k, v) for k, v in self.raw.items() if k not in HEADER}
        for label, result in results.items():
            known = {*results, *(statement.id for other in results.values() for statement in other.statements.values())}
            for used in result.uses:
                if used not in known and not used.startswith("axiom: "):
                    told = f"{used!r} is no result or statement of this revision; name a cited fact 'axiom: …'"
                    raise self.refuse(_quote(label), "uses", told)
        return Revision(
            header["revision"],
            header["title"],
            header.get("source", ""),
            {name: symbol.means for name, symbol in about.items()},
            self.readings,
            results,
            header.get("partial", False),
            header.get("paper", FIRST_PAPER),
            header.get("change", ""),
            header.get("causes", {}),
            read_bindings(header.get("bindings", {}), results, self.refuse),
            self.aliases,
            self.phrases(header.get("phrases", {})),
            self.separate(header),
            self.words("", header, "survives"),
            about=about,
        )

    def separate(self, header: dict[str, Any]) -> tuple[str, ...]:
        """The causes that are headings only."""
        for name in self.words("", header, "separate"):
            if name not in header.get("causes", {}):
                raise self.refuse("", "separate", f"{name!r} is no key of [causes]")
        return tuple(header.get("separate", ()))

    def phrases(self, raw: dict[str, Any]) -> dict[str, str]:
        """Assumptions with the words that a sentence says them in; each key is read as a comparison."""
        for text, said in raw.items():
            self.formula("phrases", text, text, relation=True)
            if not isinstance(said, str) or not said or not printable(said):
                raise self.refuse("phrases", text, "an assumption goes with the words that say it, as text")
        return raw

    def about(self, raw: dict[str, Any]) -> dict[str, Symbol]:
        """The symbols; what is another name for one of them goes to `aliases`."""
        found: dict[str, Symbol] = {}
        for name, told in raw.items():
            if not (name.isascii() and name.isidentifier()) or not printable(str(told)):
                raise self.refuse("symbols", name, f"a symbol is an ASCII identifier that {FORM}")
            if isinstance(told, dict) and set(told) == {"is"} and isinstance(told["is"], str):
                self.aliases[name] = told["is"]
                continue
            try:
                found[name] = read_symbol(told)
            except ValueError as error:
                raise self.refuse("symbols", name, f"a symbol {error}") from None
        for name, symbol in self.aliases.items():
            if symbol not in found:
                near = difflib.get_close_matches(symbol, found, n=3, cutoff=0.5)
                hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(found) or 'none'}"
                raise self.refuse(f"symbols.{name}", "is", f"{symbol!r} is no symbol with a meaning; {hint}")
        return found

    def check(self, table: str, raw: Any, known: Mapping[str, type], required: tuple[str, ...]) -> None:
        if not isinstance(raw, dict):
            raise self.refuse(table, "", f"must be a table, not {type(raw).__name__}")
        for key, value in raw.items():
            if key not in known:
                raise self.refuse(table, key, f"unknown key; known are: {', '.join(sorted(known))}")
            if not isinstance(value, known[key]):
                raise self.refuse(table, key, f"must be {TYPES[known[key]]}, not {type(value).__name__}")
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str) and not printable(text):
                    raise self.refuse(table, key, "holds a line break or another control character")
        for key in required:
            if key not in raw:
                raise self.refuse(table, key, "is missing")

    def formula(self, table: str, key: str, text: Any, relation: bool | None = None) -> Formula:
        if not isinstance(text, str):
            raise self.refuse(table, key, f"a formula is text in quotes, not {type(text).__name__}")
        try:
            formula = Formula.read(text, self.symbols, self.budget, self.aliases)
        except grammar.NotInGrammar as error:
            raise self.refuse(table, key, error.pointing()) from None
        if relation is not None and formula.is_relation != relation:
            raise self.refuse(table, key, f"must be a {'comparison' if relation else 'value'}: {text}")
        return formula

    def relations(self, table: str, raw: dict[str, Any], key: str) -> tuple[Formula, ...]:
        return tuple(self.formula(table, key, text, relation=True) for text in raw.get(key, []))

    def words(self, table: str, raw: dict[str, Any], key: str) -> tuple[str, ...]:
        words = raw.get(key, [])
        if any(not isinstance(word, str) for word in words):
            raise self.refuse(table, key, "must be a list of texts")
        return tuple(words)

    def reading(self, name: str, raw: Any) -> Reading:
        table = f"readings.{name}"
        self.check(table, raw, READING, ("text", "rank_xx"))
        rank = self.formula(table, "rank_xx", raw["rank_xx"], relation=False)
        return Reading(name, raw["text"], self.relations(table, raw, "given"), rank, raw.get("misquote", False))

    def result(self, label: str, raw: Any) -> Result:
        table = _quote(label)
        if not isinstance(raw, dict):
            raise self.refuse("", label, f"unknown key; the header knows {', '.join(HEADER)}")
        head = {k: v for k, v in raw.items() if not isinstance(v, dict)}
        self.check(table, head, RESULT, ("title",))
        given = self.relations(table, head, "given")
        readings = self.named_readings(table, head, ())
        statements = {
            name: self.statement(label, name, body, given, readings) for name, body in raw.items() if isinstance(body, dict)
        }
        conventions = self.relations(table, head, "conventions")
        uses, beyond = self.words(table, head, "uses"), self.words(table, head, "not_checkable")
        remarks = self.words(table, head, "remarks")
        text = self.words(table, head, "text")
        for name in (name for paragraph in text for _, name in quoted.pieces(paragraph)):
            if name and name not in statements:
                raise self.refuse(table, "text", f"[…]({name}): {label} has no statement of that name")
        return Result(label, head["title"], uses, conventions, statements, beyond, remarks, text)

    def named_readings(self, table: str, raw: dict[str, Any], default: tuple[str, ...]) -> tuple[str, ...]:
        names = self.words(table, raw, "readings") if "readings" in raw else default
        for name in names:
            if name not in self.readings:
                raise self.refuse(table, "readings", f"unknown reading {name!r}; declared are: {', '.join(self.readings)}")
        return names

    def wording(self, table: str, raw: dict[str, Any], given: tuple[Formula, ...], latex: str = "") -> Wording:
        if ("value" in raw) + ("parts" in raw) + ("sentence" in raw and not {"value", "parts"} & set(raw)) != 1:
            raise self.refuse(table, "value", "give a value, a table of parts, or (where the grammar ends) a sentence")
        parts = {"value": raw["value"]} if "value" in raw else raw.get("parts", {})
        for name in parts:
            if not name.isidentifier():
                raise self.refuse(f"{table}.parts", name, "the name of a part is an identifier")
        formulas = {name: self.formula(table, name, text) for name, text in parts.items()}
        also = self.relations(table, raw, "given")
        bounds = self.bounds(table, raw.get("bounds", {}), formulas)
        return Wording(formulas, raw.get("latex", latex), given + also, raw.get("sentence", ""), bounds)

    def bounds(self, table: str, raw: dict[str, Any], parts: Mapping[str, Formula]) -> dict[str, str]:
        for name, sense in raw.items():
            exact = name in parts and parts[name].is_relation  # a comparison: printed as the exact condition
            if name not in parts or sense not in (("exact",) if exact else ("upper", "lower")):
                text = "name a part of the wording, and say 'upper' or 'lower', or 'exact' of a comparison"
                raise self.refuse(f"{table}.bounds", name, text)
        return raw

    def statement(
        self, label: str, name: str, raw: dict[str, Any], given: tuple[Formula, ...], readings: tuple[str, ...]
    ) -> Statement:
        table = f"{_quote(label)}.{name}"
        self.check(table, raw, STATEMENT, ("where", "latex"))
        kind = raw.get("kind", "statement")
        if kind not in ("statement", "step"):
            raise self.refuse(table, "kind", f"must be 'statement' or 'step', not {kind!r}")
        printed = self.wording(table, raw, given)
        finding = self.finding(f"{table}.finding", raw["finding"], printed) if "finding" in raw else None
        under, quotes = self.named_readings(table, raw, readings), self.words(table, raw, "quotes")
        replaces = self.words(table, raw, "replaces")
        return Statement(label, name, kind, raw["where"], printed, under, finding, quotes, replaces=replaces)

    def finding(self, table: str, raw: dict[str, Any], printed: Wording) -> Finding:
        self.check(table, raw, FINDING, ("severity", "because", "refuted_by", "witness"))
        if raw["severity"] not in SEVERITIES:
            raise self.refuse(table, "severity", f"{raw['severity']!r} is none of {', '.join(SEVERITIES)}")
        for reading, witness in raw["witness"].items():
            if reading != "any" and reading not in self.readings:
                raise self.refuse(table, f"witness.{reading}", f"key must be 'any' or a reading: {', '.join(self.readings)}")
            if not isinstance(witness, dict):
                raise self.refuse(table, f"witness.{reading}", "must be a table")
        if not raw["witness"]:
            raise self.refuse(table, "witness", "at least one witness is needed")
        if raw.get("cause", "") and raw["cause"] not in self.raw.get("causes", {}):
            known = ", ".join(self.raw.get("causes", {})) or "none"
            raise self.refuse(table, "cause", f"{raw['cause']!r} is no key of [causes]; declared are: {known}")
        repaired = None
        if "repaired" in raw:
            inner = f"{table}.repaired"
            self.check(inner, raw["repaired"], WORDING, ())
            repaired = self.wording(inner, {"bounds": dict(printed.bounds), **raw["repaired"]}, printed.given)
            if set(repaired.parts) != set(printed.parts):
                names = ", ".join(printed.parts) or "sentence"
                raise self.refuse(inner, "parts", f"must name the same parts as the printed statement: {names}")
        cause = raw.get("cause", "")
        return Finding(raw["severity"], raw["because"], raw["refuted_by"], raw["witness"], repaired, cause)


def _quote(label: str) -> str:
    return f'"{label}"'
