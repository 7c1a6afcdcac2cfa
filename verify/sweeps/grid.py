"""A sweep's plan, read from TOML: which parameters take which values, and what is measured at each instance.

    sweep    = "ratio against depth"
    measures = ["ratio", "gap"]              # see `python -m verify sweep --help`
    verdicts = ["A.9/gap"]                   # statements, held against each instance
    formulas = ["3.6/ratio"]                 # printed values to set beside the truth
    [fixed]
    r = 2
    [axes]                                   # a grid: every combination, the last axis fastest
    L = [2, 3, 4]
    spread = { from = "0", to = "1", count = 9 }

With `samples = 1000` (and `seed`) the axes are drawn from instead of combined. An instance depends on the plan and its
index alone, never on the worker or the order.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any

from verify.errors import BadInput

MOST_INSTANCES = 10**9
MOST_VALUES = 100_000  # of one axis
FILE_LIMIT = 1_000_000  # bytes
DIGITS = 400  # of one number
HEADER = {
    "sweep": str,
    "title": str,
    "measures": list,
    "verdicts": list,
    "formulas": list,
    "revision": str,
    "reading": str,
    "samples": int,
    "seed": int,
    "fixed": dict,
    "axes": dict,
    "plots": list,
}
PLOT: dict[str, Any] = {
    "name": str,  # of the file
    "title": str,
    "x": str,  # a varied parameter
    "y": (str, list),  # curves: measures and formulas; a phase diagram: another varied parameter
    "colour": str,  # a phase diagram: a measure, or a statement under verdicts
    "by": str,  # curves: one for each value of this parameter
    "where": dict,  # values of the other parameters; the first value of each unless given
    "log": str,  # "x", "y" or "xy"
    "floor": str,  # curves: the lower end of the y axis, a number as text
    "slope": list,  # curves: exponents or rates of straight lines to draw for comparison, as text
}
AXIS = {"from", "to", "count", "factor"}
# the parameters of an instance: what each may be, and its value where a plan says nothing
INTEGERS = {
    "L": (1, 1000, 2),
    "d_0": (1, 10_000, 2),
    "d_L": (1, 10_000, 2),
    "d_hidden": (1, 10_000, 2),
    "r": (1, 10_000, 1),
    "t": (0, 100_000, 0),
    "digits": (2, 200, 20),
    "turns": (0, 10**9, 0),
    "milliseconds": (0, 60_000, 0),
}
RATIONALS = {
    "mu": (Fraction(0), Fraction(10**6), Fraction(1)),
    "spread": (Fraction(0), Fraction(10**6), Fraction(0)),
    "tail": (Fraction(0), Fraction(10**6), Fraction(0)),
    "eta": (Fraction(0), Fraction(10**6), Fraction(1, 20)),
    "slack": (Fraction(0), Fraction(10**6), Fraction(0)),  # added to delta_t, half the spread
}
WORDS = {"covariance": ("isotropic", "padded", "rank_r"), "route": ("matrix", "blocks")}
Value = int | Fraction | str


@dataclass(frozen=True)
class Plan:
    """A validated plan. `axes` are the values of each varied parameter, `fixed` those of the others."""

    name: str
    title: str
    measures: tuple[str, ...]
    verdicts: tuple[str, ...]
    formulas: tuple[str, ...]
    revision: str
    reading: str
    fixed: Mapping[str, Value]
    axes: Mapping[str, tuple[Value, ...]]
    samples: int | None = None
    seed: int = 0
    text: str = field(default="", compare=False)
    plots: tuple[Mapping[str, Any], ...] = field(default=(), compare=False)

    @property
    def instances(self) -> int:
        """How many instances the plan has."""
        return self.samples if self.samples is not None else prod(len(values) for values in self.axes.values())

    @property
    def columns(self) -> tuple[str, ...]:
        """The varied parameters, in the order of the file."""
        return tuple(self.axes)

    def varied(self, index: int) -> dict[str, Value]:
        """The values of the varied parameters at one instance."""
        if not 0 <= index < self.instances:
            raise IndexError(index)
        if self.samples is not None:
            source = random.Random(f"{self.seed}/{index}")
            return {name: values[source.randrange(len(values))] for name, values in self.axes.items()}
        found: dict[str, Value] = {}
        for name, values in reversed(list(self.axes.items())):
            index, place = divmod(index, len(values))
            found[name] = values[place]
        return {name: found[name] for name in self.axes}

    def parameters(self, index: int) -> dict[str, Value]:
        """All parameters of one instance."""
        usual: dict[str, Value] = {name: usual for name, (_, _, usual) in (INTEGERS | RATIONALS).items()}
        return {**usual, "covariance": "isotropic", "route": "matrix", **self.fixed, **self.varied(index)}

    @property
    def identity(self) -> str:
        """A hash of all that decides the results: plans with the same identity have the same table."""
        spoken: list[Any] = [
            self.measures,
            self.verdicts,
            self.formulas,
            self.revision,
            self.reading,
            self.samples,
            self.seed,
        ]
        spoken += [sorted((k, str(v)) for k, v in self.fixed.items())]
        spoken += [[(k, list(map(str, v))) for k, v in self.axes.items()]]
        return hashlib.sha256(json.dumps(spoken).encode()).hexdigest()


def read(path: Path) -> Plan:
    """Read and validate a plan. Raises BadInput with one line that names file, table and key."""
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise BadInput(f"{path}: larger than {FILE_LIMIT:,} bytes")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such plan of a sweep") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read as UTF-8 text ({error})") from None
    return parse(text, str(path))


def parse(text: str, file: str) -> Plan:
    """A plan from its text. Raises BadInput."""
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(f"{file}: not TOML: {error}") from None
    return _Reader(file).plan(raw, text)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file

    def refuse(self, place: str, message: str) -> BadInput:
        return BadInput(f"{self.file}: {place}: {message}")

    def plan(self, raw: dict[str, Any], text: str) -> Plan:
        for key, value in raw.items():
            if key not in HEADER:
                raise self.refuse(_short(key), f"unknown key; known are: {', '.join(HEADER)}")
            if not isinstance(value, HEADER[key]) or isinstance(value, bool):
                raise self.refuse(key, f"must be {_kind(HEADER[key])}, not {type(value).__name__}")
        if not raw.get("sweep", "").strip() or not raw["sweep"].isprintable():
            raise self.refuse("sweep", "is missing: the name of the sweep, as one line of text")
        lists = {key: self.words(key, raw.get(key, [])) for key in ("measures", "verdicts", "formulas")}
        if not lists["measures"] and not lists["verdicts"]:
            raise self.refuse("measures", "name at least one measure, or a statement under verdicts")
        fixed = {
            name: self.value(f"[fixed] {name if name.isidentifier() else _short(name)}", name, value)
            for name, value in raw.get("fixed", {}).items()
        }
        axes = {name: self.axis(name, value) for name, value in raw.get("axes", {}).items()}
        if not axes:
            raise self.refuse("[axes]", "is empty: vary at least one parameter, for example L = [2, 3, 4]")
        for name in axes:
            if name in fixed:
                raise self.refuse(f"[fixed] {name}", "is varied under [axes] as well")
        samples = raw.get("samples")
        if samples is not None and not 1 <= samples <= MOST_INSTANCES:
            raise self.refuse("samples", f"must be from 1 to {MOST_INSTANCES:,}")
        if "seed" in raw and samples is None:
            raise self.refuse("seed", "belongs to a random design: give samples as well")
        reading = raw.get("reading", "printed")
        if reading not in ("printed", "repaired"):
            raise self.refuse("reading", f"must be printed or repaired, not {_short(reading)}")
        plots = tuple(self.plot(n, one, axes, lists) for n, one in enumerate(raw.get("plots", []), 1))
        plan = Plan(
            raw["sweep"],
            raw.get("title", raw["sweep"]),
            lists["measures"],
            lists["verdicts"],
            lists["formulas"],
            raw.get("revision", "full-text"),
            reading,
            fixed,
            axes,
            samples,
            raw.get("seed", 0),
            text,
            plots,
        )
        if plan.instances > MOST_INSTANCES:
            raise self.refuse("[axes]", f"{plan.instances:,} instances; at most {MOST_INSTANCES:,}")
        return plan

    def plot(self, n: int, raw: Any, axes: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
        """One [[plots]] table: names that exist, and the parameters that it leaves open fixed to their first value."""
        place = f"[[plots]] {n}"
        if not isinstance(raw, dict):
            raise self.refuse(place, "must be a table")
        for key, value in raw.items():
            if key not in PLOT or not isinstance(value, PLOT[key]):
                raise self.refuse(f"{place} {_short(key)}", f"is unknown or of the wrong type; known are: {', '.join(PLOT)}")
        if not re.fullmatch(r"[a-z0-9_-]{1,80}", raw.get("name", "")):
            raise self.refuse(f"{place} name", "must be a file's name of a-z, 0-9, - and _")
        for key in ("x", "y"):
            if key not in raw:
                raise self.refuse(f"{place} {key}", "is missing")
        numbers, phase = (*lists["measures"], *lists["formulas"]), "colour" in raw
        curves = raw["y"] if isinstance(raw["y"], list) else [raw["y"]]
        wanted: list[tuple[str, Any, Any]] = [("x", raw["x"], axes)]
        wanted += [("y", y, axes if phase else numbers) for y in curves]
        wanted += [("colour", raw["colour"], (*numbers, *lists["verdicts"]))] if phase else []
        wanted += [("by", raw["by"], axes)] if "by" in raw else []
        wanted += [("where", key, axes) for key in raw.get("where", {})]
        for key, name, known in wanted:
            if name not in known:
                raise self.refuse(f"{place} {key}", f"{_short(name)} is none of {', '.join(known)}")
        if raw.get("log", "") not in ("", "x", "y", "xy"):
            raise self.refuse(f"{place} log", "must be x, y or xy")
        where = {key: self.value(f"{place} where.{key}", key, value) for key, value in raw.get("where", {}).items()}
        for key, value in where.items():
            if value not in axes[key]:
                raise self.refuse(f"{place} where.{key}", f"{value} is no value of that axis")
        open_ = {raw["x"], raw.get("by"), *(curves if phase else ())}
        where = {key: where.get(key, values[0]) for key, values in axes.items() if key not in open_}
        floor = {"floor": self.number(f"{place} floor", raw["floor"])} if "floor" in raw else {}
        slope = [self.number(f"{place} slope", value) for value in raw.get("slope", [])]
        return {**raw, "y": curves, "where": where, "slope": slope, **floor}

    def words(self, key: str, values: list[Any]) -> tuple[str, ...]:
        if any(not isinstance(v, str) or not v.isprintable() for v in values):
            raise self.refuse(key, "must be a list of texts")
        if len(set(values)) != len(values):
            raise self.refuse(key, "names something twice")
        return tuple(values)

    def axis(self, name: str, raw: Any) -> tuple[Value, ...]:
        place = f"[axes] {name if name.isidentifier() else _short(name)}"
        if isinstance(raw, dict):
            values = self.range(place, name, raw)
        elif isinstance(raw, list):
            values = tuple(self.value(place, name, item) for item in raw)
        else:
            raise self.refuse(place, 'must be a list, or a range such as { from = "0", to = "1", count = 9 }')
        if not values:
            raise self.refuse(place, "has no values")
        if len(values) > MOST_VALUES:
            raise self.refuse(place, f"{len(values):,} values; at most {MOST_VALUES:,}")
        if len(set(values)) != len(values):
            raise self.refuse(place, "names a value twice")
        return values

    def range(self, place: str, name: str, raw: dict[str, Any]) -> tuple[Value, ...]:
        """Equal steps from `from` to `to`, or `count` values each `factor` times the one before."""
        if set(raw) - AXIS or not {"from", "count"} <= set(raw) or ("to" in raw) == ("factor" in raw):
            raise self.refuse(place, "a range has from, count, and either to or factor")
        if name in WORDS:
            raise self.refuse(place, "takes words, so it is a list")
        count = raw["count"]
        if type(count) is not int or not 2 <= count <= MOST_VALUES:
            raise self.refuse(f"{place}.count", f"must be an integer from 2 to {MOST_VALUES:,}")
        first = self.number(f"{place}.from", raw["from"])
        if "factor" in raw:
            factor = self.number(f"{place}.factor", raw["factor"])
            if factor in (0, 1) or count > 2000:
                raise self.refuse(f"{place}.factor", "must be neither 0 nor 1, with a count of at most 2,000")
            made = [first * factor**k for k in range(count)]
        else:
            step = (self.number(f"{place}.to", raw["to"]) - first) / (count - 1)
            made = [first + k * step for k in range(count)]
        return tuple(self.value(place, name, int(x) if name in INTEGERS and x.denominator == 1 else x) for x in made)

    def value(self, place: str, name: str, raw: Any) -> Value:
        """One value of a parameter, checked against what the parameter may be."""
        if name in WORDS:
            if raw not in WORDS[name]:
                raise self.refuse(place, f"must be one of {', '.join(WORDS[name])}, not {_short(raw)}")
            return str(raw)
        if name in INTEGERS:
            least, most, _ = INTEGERS[name]
            if type(raw) is not int or not least <= raw <= most:
                raise self.refuse(place, f"must be an integer from {least} to {most:,}, not {_short(raw)}")
            return raw
        if name in RATIONALS:
            low, high, _ = RATIONALS[name]
            value = self.number(place, raw)
            if not low <= value <= high:
                raise self.refuse(place, f"must be from {low} to {high}, not {_short(raw)}")
            return value
        known = ", ".join((*INTEGERS, *RATIONALS, *WORDS))
        raise self.refuse(place, f"unknown parameter; known are: {known}")

    def number(self, place: str, raw: Any) -> Fraction:
        """An exact rational from an integer, or from text such as "1/3" or "0.05"; a float of TOML is refused as inexact."""
        if isinstance(raw, Fraction) or type(raw) is int:
            return Fraction(raw)
        if isinstance(raw, str) and len(raw) <= DIGITS and "e" not in raw.lower():
            try:
                return Fraction(raw)
            except (ValueError, ZeroDivisionError):
                pass
        raise self.refuse(place, f'must be an integer or an exact number as text, "1/3" or "0.05", not {_short(raw)}')


def _kind(kind: type) -> str:
    return {str: "text", list: "a list", dict: "a table", int: "an integer"}[kind]


def _short(value: Any) -> str:
    return repr(value)[:60]
