"""The corpus of seeded errors and correct rewordings: what it holds, and that the command tells the two apart."""

from __future__ import annotations

import json
import tomllib
from collections import Counter

import pytest

from verify import catalogue
from verify.__main__ import main
from verify.auditing.changes import key_of
from verify.auditing.detection import CORPORA, NUMBERED, standing, tried
from verify.errors import BadInput
from verify.judge.claims import claims_of
from verify.judge.run import read_run
from verify.judge.verdicts import Verdict
from verify.paper.formulas import Formula

FILES = [(name, path) for name in CORPORA for path in catalogue.corpus(name)]
BASE = catalogue.revision("full-text")
STANDS = standing(BASE)
RAW = tomllib.loads((catalogue.paper("depth-not-data").shelf / "full-text.toml").read_text(encoding="utf-8"))


def a9_claims(label):
    return [claim for claim in claims_of(catalogue.lemma("lemma_a9")) if claim.result == label]


def write(tmp_path, name, body, header='revision = "x"\ntitle = "y"\nextends = "full-text"\nchange = "z"\n'):
    path = tmp_path / f"{name}.toml"
    path.write_text(f"{header}\n{body}", encoding="utf-8")
    return catalogue.revision(str(path))


def raw(path):
    """A corpus file's header, and the label, the name and the table of the one statement in it."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    header = {key: value for key, value in tables.items() if not isinstance(value, dict)}
    ((label, result),) = [(key, value) for key, value in tables.items() if isinstance(value, dict)]
    ((name, table),) = result.items()
    return header, label, name, table


@pytest.mark.parametrize(("corpus", "path"), FILES, ids=lambda x: x if isinstance(x, str) else x.stem)
def test_a_file_changes_one_statement_and_nothing_else_of_what_stands(corpus, path):
    header, label, name, table = raw(path)
    assert header["extends"] == "full-text" and header["change"] and header["title"]
    assert header["revision"] == path.stem.replace("_", "-")
    result = STANDS.results[label]
    old, symbols = result.statements[name], frozenset(BASE.symbols)
    assert table["where"] == old.where and table.get("kind", "statement") == old.kind and "finding" not in table
    parts = {"value": table["value"]} if "value" in table else table["parts"]
    assert set(parts) == set(old.printed.parts)
    formulas = any(key_of(Formula.read(text, symbols)) != key_of(old.printed.parts[part]) for part, text in parts.items())
    own = [str(g) for g in old.printed.given if str(g) not in shared(label)]
    assert formulas != (set(own) != set(table.get("given", []))), "formulas or assumptions, not both"


def shared(label):
    """The assumptions that all statements of a result share."""
    return {str(g) for g in RAW[label].get("given", [])}


def test_there_are_enough_of_each_kind():
    results = Counter(raw(path)[1] for corpus, path in FILES if corpus == "errors")
    assert sum(results.values()) >= 60
    assert all(results[label] >= 3 for label in NUMBERED), results
    assert sum(corpus == "rewordings" for corpus, _ in FILES) >= 40


@pytest.mark.parametrize(
    ("corpus", "part", "verdict"),
    [
        ("errors", "a9_nu_closed_lost_square", "REFUTED"),
        ("errors", "a3_one_below_M_strict", "REFUTED"),
        ("errors", "a2_vectors_dropped_tilt", "REFUTED"),
        ("rewordings", "a9_nu_closed_order", "PROVED"),
        ("rewordings", "a4_alpha_weaker", "SUPPORTED"),
    ],
)
def test_the_verdict_on_a_file(corpus, part, verdict):
    made = tried(corpus, part, BASE, catalogue.revision(str(path_of(corpus, part))), claims, read_run(examples=5))
    assert made.verdict.value == verdict, made
    assert made.hit and not made.wrong


def path_of(corpus, stem):
    return next(path for name, path in FILES if (name, path.stem) == (corpus, stem))


def claims(label):
    name = catalogue.module_name(label)
    return [claim for claim in claims_of(catalogue.lemma(name)) if claim.result == label]


def test_the_command_prints_rates_and_a_witness(capsys):
    assert main(["detection", "errors", "--only", "a9_nu_closed", "--jobs", "1", "--examples", "5", "-v"]) == 0
    out = capsys.readouterr().out
    assert "2 of 2 seeded errors refuted" in out
    assert "L = 2, lambda_i = 1, lambda_j = 2" in out
    assert "lost square 1 of 1" in out


def test_the_command_speaks_json(capsys):
    assert main(["detection", "--only", "a9_nu_closed", "--jobs", "1", "--examples", "5", "--format", "json"]) == 0
    (first,) = json.loads(capsys.readouterr().out)["seeds"]
    assert (first["errors"]["right"], first["errors"]["of"]) == (2, 2)
    assert first["rewordings"]["verdicts"] == {"PROVED": 2}
    assert first["errors"]["by_result"]["A.9"] == {"hits": 2, "of": 2}


def test_an_error_that_no_check_sees_is_a_surprise(tmp_path, monkeypatch, capsys):
    true = '["A.9".nu_closed]\nwhere = "w"\nlatex = "x"\n'
    value = 'value = "(lambda_j**(2*L) - lambda_i**(2*L)) / (lambda_j**2 - lambda_i**2)"\n'
    write(tmp_path, "not_an_error", true + value + 'kind = "step"\n')
    monkeypatch.setattr(catalogue, "corpus", lambda name: [tmp_path / "not_an_error.toml"])
    assert main(["detection", "errors", "--jobs", "1"]) == 1
    assert "0 of 1 seeded errors refuted; 1 PROVED" in capsys.readouterr().out
    assert main(["detection", "rewordings", "--jobs", "1"]) == 0


def test_a_refuted_rewording_is_a_false_alarm(tmp_path):
    wrong = write(tmp_path, "wrong", '["A.9".nu_diagonal]\nkind = "step"\nwhere = "w"\nlatex = "x"\nvalue = "L*lambda_i"\n')
    made = tried("rewordings", "wrong", BASE, wrong, a9_claims, read_run(examples=5))
    assert made.verdict is Verdict.REFUTED and made.wrong and not made.hit


def test_a_file_that_changes_nothing_or_two_things_is_refused(tmp_path):
    same = write(tmp_path, "same", "")
    with pytest.raises(BadInput, match=r"exactly one statement; this one changes none"):
        tried("errors", "same", BASE, same, a9_claims, read_run())
    both = '["A.9".nu_diagonal]\nkind = "step"\nwhere = "w"\nlatex = "x"\nvalue = "L*lambda_i"\ngiven = ["r >= 2"]\n'
    with pytest.raises(BadInput, match=r"not both.*added: r >= 2; dropped: none"):
        tried("errors", "both", BASE, write(tmp_path, "both", both), a9_claims, read_run())


def test_a_file_says_what_kind_of_change_it_makes(tmp_path):
    body = '["A.9".nu_diagonal]\nkind = "step"\nwhere = "w"\nlatex = "x"\nvalue = "L*lambda_i"\n'
    silent = write(tmp_path, "silent", body, 'revision = "x"\ntitle = "y"\nextends = "full-text"\n')
    with pytest.raises(BadInput, match="change is missing"):
        tried("errors", "silent", BASE, silent, a9_claims, read_run())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["slips"], "'slips' is no corpus: name errors or rewordings"),
        (["--only", "nothing_like_this"], "--only nothing_like_this: no file"),
        (["--format", "sarif"], "--format sarif: must be text or json"),
    ],
)
def test_bad_usage_is_one_line(arguments, message, capsys):
    assert main(["detection", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_the_document_is_written(tmp_path, capsys):
    page = tmp_path / "detection.md"
    options = ["--only", "a9_nu_closed", "--jobs", "1", "--examples", "5"]
    assert main(["detection", "errors", *options, "--write", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "| A.9 | 2 | 2 |" in text and "`a9_nu_closed_lost_square`" in text and "2 of 2 seeded errors refuted" in text
