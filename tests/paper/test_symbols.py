"""Symbols as data: what a revision may say of them, and that networks give them values of their domains."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq

from verify import catalogue
from verify.judge.cases import cases
from verify.judge.draws import pool
from verify.judge.run import Run
from verify.paper.symbols import Symbol, alike, read

FEW = Run(examples=2, depths=(2, 3))


@pytest.mark.parametrize(
    ("domain", "inside", "outside"),
    [
        ("integer >= 1", (1, fmpq(7)), (0, fmpq(3, 2), -1)),
        ("integer >= 0", (0, 3), (-1, Fraction(1, 2))),
        ("real > 0", (fmpq(1, 9), 4), (0, -1)),
        ("real >= 1", (1, fmpq(3, 2)), (fmpq(1, 2),)),
        ("real in [0, 1]", (0, 1, fmpq(1, 2)), (fmpq(3, 2), -1)),
        ("", (-5, fmpq(1, 3)), ()),
    ],
)
def test_domains(domain, inside, outside):
    symbol = read({"means": "a number", "domain": domain} if domain else "a number")
    assert all(symbol.admits(value) for value in inside) and not any(symbol.admits(value) for value in outside)


@pytest.mark.parametrize(
    "told",
    [3, {"domain": "real"}, {"means": 1}, *({"means": "", **more} for more in ({"domain": ""}, {"kinds": ""}, {"a": ""}))],
)
def test_what_a_symbol_cannot_be(told):
    with pytest.raises(ValueError, match=r"is its meaning as text|has a domain"):
        read(told)


def test_the_refusal_names_file_table_and_key(cli, edited):
    copy = edited('domain = "real > 0"', 'domain = "complex"', "eta  ")
    done = cli("explain", "A.9/gap", "--revision", str(copy))
    assert done.returncode == 2 and f"{copy}: [symbols] eta: a symbol has a domain" in done.stderr


def test_a_slip_stays_within_a_kind_and_a_bound_name_is_an_index():
    symbols = {"r": Symbol("", kinds=("size",)), "d": Symbol("", kinds=("size",)), "i": Symbol("", kinds=("index",))}
    symbols["w"] = Symbol("", also=("r", "i"))
    assert alike("r", symbols, {"d", "i"}) == ["d"]
    assert alike("i", symbols, {"d", "u"}) == ["u"] and alike("u", symbols, {"i", "d"}) == ["i"]
    assert alike("w", symbols, {"r", "d"}) == ["r"]


@pytest.mark.parametrize("name", ["lemma_a7", "lemma_a9", "theorem_3_5"])
def test_networks_give_symbols_values_of_their_domains(name):
    book, seen = catalogue.revision("full-text"), {}
    for case in cases(catalogue.lemma(name), book):
        if case.claim is None or case.claim.domain is None or id(case.claim.domain) in seen:
            continue
        recipes = pool(case, FEW, 2)[:2]
        seen[id(case.claim.domain)] = case.claim.domain
        for facts in (case.claim.domain.build(recipe).facts for recipe in recipes):
            for symbol, value in facts.items():
                if isinstance(value, int | Fraction | fmpq) and symbol in book.about:
                    assert book.about[symbol].admits(value), f"{case.id}: {symbol} = {value}"
    assert seen
