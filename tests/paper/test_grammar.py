"""The grammar reads formulas, names the place of what it refuses, and can be neither tricked nor exhausted."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.effort import often
from verify.paper import grammar
from verify.paper.formulas import Formula

SYMBOLS = frozenset({"L", "mu", "r", "d_0", "N"})


def test_names_are_free_unless_a_sum_binds_them():
    tree = grammar.parse("Sum(mu**l, (l, 1, L)) + r", SYMBOLS)
    assert grammar.free_names(tree) == {"mu", "L", "r"}


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("(d_zero + L)", 1, "unknown symbol 'd_zero'"),
        ("L + mu.real", 4, "attribute"),
        ("L + 1.5", 4, "not an integer"),
        ("L + ", 4, "syntax"),
        ("__import__('os').system('true')", 0, "outside the grammar"),
        ("(lambda: 1)()", 0, "outside the grammar"),
        ("L if mu else r", 0, "conditional"),
        ("[L for L in N]", 0, "outside the grammar"),
        ("Min()", 0, "takes 1 to 9"),
        ("Sum(L, mu)", 0, "write Sum(body"),
        ("1 + (L < mu)", 5, "comparison"),
        ("True", 0, "not an integer"),
        ("f'{L}'", 0, "outside the grammar"),
        ("N[0, mu:L]", 5, "outside the grammar"),
        ("mu^2", 0, "write powers as a**b"),
        ("2 r", 2, "write every product with *"),
        ("L*(mu + r", 2, "'(' was never closed"),
        ("mu(L - 1)", 0, "'mu' is a symbol, not a function: write products with *"),
        ("rank(N)", 0, "there are: Abs, Binomial, Exp, Floor, Max, Min, Piecewise, Product, Sum"),
        ("d_O + L", 0, "did you mean d_0"),
    ],
)
def test_refusal_points_at_the_place(text, column, words):
    with pytest.raises(grammar.NotInGrammar) as refusal:
        grammar.parse(text, SYMBOLS)
    assert words in str(refusal.value)
    assert refusal.value.column == column
    *_, shown, caret = refusal.value.pointing().splitlines()
    assert shown.strip() == text.strip()
    assert caret.index("^") == 4 + column


def test_look_alike_letters_are_refused():
    with pytest.raises(grammar.NotInGrammar, match="not plain ASCII"):
        grammar.parse("\u03bc + 1", SYMBOLS)  # Greek mu


@pytest.mark.parametrize(
    "bomb",
    [
        "9**9**9**9",
        "1 - L*9**9**9**9",
        "Sum(1, (k, 1, 10**12))",
        "Sum(Sum(1, (k, 1, 9999)), (l, 1, 9999))",
        "Product(9999, (k, 1, 9999)) * Product(10**500, (k, 1, 9999))",
        "(" * 10_000 + "1" + ")" * 10_000,
        "-" * 10_000 + "1",
        "-" * 1_500 + "1",
        "Binomial(10**6, 5*10**5)",
        "2**L**1000000000000",
        "1" + "0" * 5_000,
    ],
)
def test_bombs_end_within_two_seconds_of_work(bomb):
    start = time.process_time()  # of this process alone: a busy machine changes nothing
    try:
        formula = Formula.read(bomb, SYMBOLS)
        formula.at(L=50)
    except (grammar.NotInGrammar, ValueError, ArithmeticError) as error:
        assert str(error)
    except Exception as error:
        assert type(error).__name__ == "TooLarge"
    assert time.process_time() - start < 2


@settings(max_examples=often(200, 66), derandomize=True, database=None, deadline=None)
@given(st.text(alphabet="L mur()[]+-*/<>=,.0123456789_'\"\\:lambdSuMinx", max_size=60))
@example("L**-1")
@example("Sum(L,(L,L,L))")
def test_any_text_is_read_or_refused(text):
    try:
        tree = grammar.parse(text, SYMBOLS)
    except grammar.NotInGrammar as refusal:
        assert 0 <= refusal.column <= len(text)
    else:
        assert grammar.free_names(tree) <= SYMBOLS
