"""Systematic changes of a wording."""

from __future__ import annotations

from verify.auditing.mutations import assumption_mutants, changes, mutants, weakened
from verify.paper.formulas import Formula
from verify.paper.grammar import parse
from verify.paper.printing import text_of
from verify.paper.statements import Wording
from verify.paper.symbols import Symbol

KINDS = {"size": "d_0 d_L r", "layer": "L l k", "singular value": "lambda_i lambda_j", "block": "N", "tail value": "tail"}
SYMBOLS = {name: Symbol("", kinds=(kind,)) for kind, names in KINDS.items() for name in names.split()}


def texts(text: str, known: tuple[str, ...] = ()) -> set[str]:
    return {text_of(tree) for _, _, tree in changes(parse(text), known, SYMBOLS)}


def wording(given: tuple[str, ...] = (), **parts: str) -> Wording:
    formulas = {name: Formula.read(text, frozenset(SYMBOLS)) for name, text in parts.items()}
    return Wording(formulas, "", tuple(Formula.read(text, frozenset(SYMBOLS)) for text in given))


def test_integers_move_by_one():
    assert {"3*r", "1*r"} <= texts("2*r")


def test_symbols_change_within_their_kind_and_only_to_known_ones():
    assert {"d_L"} == texts("d_0", ("d_L", "lambda_i")) - {"d_0 + 1", "d_0 - 1"}
    assert "lambda_j**2" in texts("lambda_i**2", ("lambda_j", "d_0"))
    assert "d_0**2" not in texts("lambda_i**2", ("lambda_j", "d_0"))


def test_operators_terms_and_factors():
    assert {"d_0 - r", "d_0*r", "d_0", "r"} <= texts("d_0 + r")
    assert {"r/L", "r + L", "r", "L"} <= texts("r*L")
    assert {"L*2", "L"} <= texts("L**2")
    assert {"L", "1/r"} <= texts("L/r")
    assert "r" in texts("-r")


def test_a_sign_is_no_number():
    assert not any("1 - r" in text for text in texts("-r"))


def test_extremes_comparisons_and_bounds():
    assert {"Max(r, L)", "r", "L"} <= texts("Min(r, L)")
    assert {"r <= L", "r > L"} <= texts("r < L")
    assert {"Sum(l, (l, 2, L))", "Sum(l, (l, 1, L - 1))", "Sum(l, (l, 1, L + 1))", "Product(l, (l, 1, L))"} <= texts(
        "Sum(l, (l, 1, L))"
    )


def test_exchanged_indices_and_lost_branches():
    assert "N[l, k]" in texts("N[k, l]")
    assert {"2", "1"} <= texts("Piecewise((1, r == L), 2)")


def test_names_are_stable_and_texts_differ():
    stated = wording(value="2*r*(d_0 - r)")
    made = list(mutants("A/b", stated, SYMBOLS, {"value": {"d_0", "d_L", "r"}}))
    assert made == list(mutants("A/b", stated, SYMBOLS, {"value": {"r", "d_L", "d_0"}}))
    assert [m.id for m in made] == [f"A/b#{k}" for k in range(1, len(made) + 1)]
    formulas = [m.wording.parts["value"].text for m in made]
    assert len(set(formulas)) == len(formulas)
    assert stated.parts["value"].text.replace(" ", "") not in {text.replace(" ", "") for text in formulas}


def test_one_part_changes_at_a_time():
    stated = wording(lower="2*r", upper="3*r")
    for mutant in mutants("A/b", stated, SYMBOLS, {}):
        changed = [name for name, formula in stated.parts.items() if mutant.wording.parts[name].text != formula.text]
        assert changed == [mutant.part]


def test_assumptions_are_dropped_and_weakened():
    stated = wording(("L >= 2", "tail == 0", "r < L"), value="r")
    made = {m.change: tuple(f.text for f in m.wording.given) for m in assumption_mutants("A/b", stated, SYMBOLS)}
    assert made["without L >= 2"] == ("tail == 0", "r < L")
    assert made["L >= 2 -> L >= 1"] == ("tail == 0", "r < L", "L >= 1")
    assert made["r < L -> r <= L"] == ("L >= 2", "tail == 0", "r <= L")
    assert weakened(Formula.read("tail == 0").relation) is None
