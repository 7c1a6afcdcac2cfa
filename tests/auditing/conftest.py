"""Small revisions written as text, and the shipped one with a single wording replaced."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verify import catalogue
from verify.judge.claims import claims_of
from verify.judge.run import Run
from verify.paper.formulas import Formula
from verify.paper.revisions import load

HEADER = """
revision = "{name}"
title = "A small paper"
{more}
[symbols]
{symbols}

[readings.padded]
text = "padded"
rank_xx = "{rank}"

["B.1"]
title = "A lemma"
conventions = [{conventions}]
"""
SYMBOLS = {"L": "depth", "r": "rank", "d_star": "the smaller width", "l": "a layer", "k": "another layer", "mu": "a value"}


@pytest.fixture
def book(tmp_path):
    """A function that makes a revision of one result "B.1" from the tables of its statements."""

    def make(tables, name="old", more="", symbols=SYMBOLS, rank="d_star", conventions='"L >= 2"'):
        lines = "\n".join(f'{key} = "{meaning}"' for key, meaning in symbols.items())
        text = HEADER.format(name=name, more=more, symbols=lines, rank=rank, conventions=conventions)
        for label, keys in tables.items():
            label = label if label.startswith("[") else f'["B.1".{label}]'
            text += f'\n{label}\nwhere = "somewhere"\nlatex = "x"\n{keys}\n'
        path = tmp_path / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return load(path)

    return make


@pytest.fixture(scope="session")
def full_text():
    """The shipped revision."""
    return catalogue.revision("full-text")


@pytest.fixture(scope="session")
def claims():
    """Every claim of the first paper."""
    return [c for name in catalogue.module_names() for c in claims_of(catalogue.lemma(name))]


@pytest.fixture(scope="session")
def run():
    """Few instances: these tests are about the audit, not about the paper."""
    return Run(examples=5)


@pytest.fixture
def reworded(full_text):
    """A function that replaces parts or assumptions of one statement of the shipped revision."""

    def change(id, given=None, finding=True, **parts):
        label, _, name = id.rpartition("/")
        result = full_text.results[label]
        old = result.statements[name]
        symbols = frozenset(full_text.symbols)
        formulas = {**old.printed.parts, **{key: Formula.read(text, symbols) for key, text in parts.items()}}
        assumed = old.printed.given if given is None else tuple(Formula.read(text, symbols) for text in given)
        wording = replace(old.printed, parts=formulas, given=assumed)
        new = replace(old, printed=wording, finding=old.finding if finding else None)
        statements = {**result.statements, name: new}
        return replace(full_text, results={**full_text.results, label: replace(result, statements=statements)})

    return change
