"""Symbols that a revision means otherwise than the verifier reads them, symbols that it does not have, and other names."""

from __future__ import annotations

import pytest

from verify import catalogue
from verify.__main__ import main
from verify.auditing.changes import Kind, changes
from verify.errors import BadInput
from verify.paper.formulas import Formula
from verify.paper.grammar import NotInGrammar

FEW = ("--examples", "4")
NU = '["A.9".nu_diagonal]\nkind = "step"\nwhere = "x"\nlatex = "y"\nvalue = "{}"\n'
SWAPPED = '[symbols]\nlambda_i = "layer singular value number j"\nlambda_j = "layer singular value number i"\n'


@pytest.fixture
def revision(tmp_path):
    def make(text, name="mine"):
        path = tmp_path / f"{name}.toml"
        path.write_text(f'extends = "full-text"\nrevision = "{name}"\n\n{text}', encoding="utf-8")
        return str(path)

    return make


def test_exchanged_meanings_change_what_uses_them_and_nothing_is_proved_of_it(revision, capsys):
    assert main(["audit", revision(SWAPPED), *FEW]) == 1
    told = capsys.readouterr().out
    block = told.split("\n  A.9/nu_diagonal  ")[1].split("\n\n")[0]
    assert "change      meaning changed" in block
    assert 'lambda_i: was "layer singular value number i", is "layer singular value number j"' in block
    assert "UNDECIDED" in block and "  PROVED " not in block and "SUPPORTED" not in block
    assert '["A.9".nu_diagonal] value: lambda_i means "layer singular value number j" in this revision' in block
    assert 'its symbol for "layer singular value number j" is lambda_j' in block
    assert "0 resolved" in told


def test_what_does_not_use_the_symbol_is_unchanged(revision):
    book = catalogue.revision(revision(SWAPPED))
    kinds = {c.id: c.kind for c in changes(catalogue.revision("full-text"), book)}
    assert kinds["A.9/nu_diagonal"] is Kind.MEANING_CHANGED and kinds["A.9/bulk_multiplicity"] is Kind.UNCHANGED


def test_a_meaning_in_a_definition_of_a_reading_counts(revision, capsys):
    path = revision('[symbols]\nd_star = "max(d_0, d_L)"\n')
    book = catalogue.revision(path)
    (change,) = [c for c in changes(catalogue.revision("full-text"), book) if c.id == "A.2/eq_31"]
    assert change.kind is Kind.MEANING_CHANGED and set(change.meanings) == {"d_star"}
    assert main(["3.4", "-vv", "--revision", path, *FEW]) == 1
    told = capsys.readouterr().out
    assert '[readings.padded] rank_xx: d_star means "max(d_0, d_L)" in this revision' in told


def test_the_check_of_a_result_is_not_asked_either(revision, capsys):
    assert main(["a9", "-vv", "--revision", revision(SWAPPED), *FEW]) == 1
    block = capsys.readouterr().out.split("\n  A.9/nu_diagonal  ")[1].split("\n\n")[0]
    assert "UNDECIDED" in block and "  PROVED " not in block and 'reads lambda_i as "layer singular value number i"' in block


def test_a_meaning_that_is_given_back_is_judged_again(revision, capsys):
    assert main(["diff", revision(SWAPPED), "full-text", *FEW]) == 0
    block = capsys.readouterr().out.split("\n  A.9/nu_diagonal  ")[1].split("\n\n")[0]
    assert "before      UNDECIDED" in block and "after       PROVED" in block


def test_white_space_in_a_meaning_is_no_change(revision):
    book = catalogue.revision(revision('[symbols]\nlambda_i = "layer  singular value number i."\n'))
    assert {c.kind for c in changes(catalogue.revision("full-text"), book)} == {Kind.UNCHANGED}


@pytest.mark.parametrize(
    ("symbol", "meaning", "told"),
    [
        ("s", "layer singular value number i", "lambda_i has the same meaning: write lambda_i, or"),
        ("lamda_i", "the i-th singular value", 'lambda_i is the nearest one ("layer singular value number i")'),
        ("s", "the layer singular value number i", 'lambda_i is the nearest one ("layer singular value number i")'),
    ],
)
def test_a_symbol_that_the_verifier_has_not_is_one_line_with_the_nearest(revision, capsys, symbol, meaning, told):
    path = revision(f'[symbols]\n{symbol} = "{meaning}"\n\n{NU.format(f"L*{symbol}**(2*(L-1))")}')
    assert main(["audit", path, *FEW]) == 1
    out = capsys.readouterr().out
    (line,) = [line for line in out.splitlines() if line.startswith("  ! undecided   ")]
    assert f'mine.toml:7: ["A.9".nu_diagonal] value: the verifier has no symbol {symbol!r}; {told}' in line
    assert f'declare [symbols.{symbol}] is = "lambda_i"' in line
    assert "ERROR" not in out and "KeyError" not in out


def test_another_name_for_a_symbol_is_read_as_the_symbol(revision, capsys):
    for value, status, verdict in (("L*s**(2*(L-1))", 0, "PROVED"), ("L*s**(2*L-1)", 1, "REFUTED")):
        path = revision(f'[symbols]\ns = {{ is = "lambda_i" }}\n\n{NU.format(value)}')
        assert main(["audit", path, *FEW]) == status
        told = capsys.readouterr().out
        if status:
            assert f"after       {verdict}" in told and f"is          {value}" in told
        else:
            assert "0 examined" in told
        book = catalogue.revision(path)
        assert "s" not in book.symbols and book.aliases == {"s": "lambda_i"}


def test_explain_shows_the_other_name(revision, capsys):
    path = revision(f'[symbols.s]\nis = "lambda_i"\n\n{NU.format("L*s**(2*(L-1))")}')
    assert main(["explain", "A.9/nu_diagonal", "--revision", path]) == 0
    assert "lambda_i  layer singular value number i (also written s)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('s = { is = "lamda_i" }', r"\[symbols.s\] is: 'lamda_i' is no symbol with .*; did you mean lambda_i"),
        ('s = { is = "u" }\nu = { is = "lambda_i" }', r"\[symbols.s\] is: 'u' is no symbol"),
        ("s = { is = 3 }", r"\[symbols\] s: a symbol is"),
        ('s = { is = "lambda_i", meaning = "x" }', r"\[symbols\] s: a symbol is"),
        ("s = {}", r"\[symbols\] s: a symbol is"),
    ],
)
def test_an_alias_that_names_nothing_is_refused(revision, table, told):
    with pytest.raises(BadInput, match=told):
        catalogue.revision(revision(f"[symbols]\n{table}\n"))


def test_an_alias_is_not_caught_by_an_index():
    names, aliases = frozenset({"L", "l"}), {"s": "l"}
    assert Formula.read("s + L", names, aliases=aliases).names == {"l", "L"}
    assert Formula.read("Sum(s, (s, 1, L))", names, aliases=aliases).names == {"L"}  # an index hides the other name
    with pytest.raises(NotInGrammar, match="s stands for the symbol l, which is an index here"):
        Formula.read("Sum(s*l, (l, 1, L))", names, aliases=aliases)


def test_a_symbol_that_only_a_derivation_has_is_not_read_as_that(revision, capsys):
    """The derivation of X.3 writes L = 3 + more; a revision's `more` is another quantity."""
    shown = '["X.3".bulk_rate]\nwhere = "x"\nlatex = "y"\nvalue = "Piecewise((1, L == 2), (2*L-2)**(-1/(more+2)))"\n'
    path = revision(f'[symbols]\nmore = "a number of my own"\n\n{shown}')
    assert main(["X.3", "--revision", path, *FEW]) == 1
    block = capsys.readouterr().out.split("\n  X.3/bulk_rate  ")[1]
    assert "UNDECIDED" in block and "  PROVED " not in block and "the verifier has no symbol 'more'" in block
    assert main(["audit", path, *FEW]) == 1
    told = capsys.readouterr().out
    assert "after       UNDECIDED" in told and "equivalent" not in told
