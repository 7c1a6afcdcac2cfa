"""The printer of formulas: what Rocq computes for the printed term is what the verifier computes for the formula."""

import random
import subprocess

import pytest
from flint import fmpq

from verify.formal.printer import Printer, Untranslated
from verify.paper import grammar
from verify.paper.formulas import Formula, Imprecise, NoValue, TooLarge, Undefined

SMALL = ((-1, 1), (1, 1), (2, 1), (3, 1), (1, 2), (-2, 1))  # Rocq counts these numbers in ones
HEAD = """Set Warnings "-all".
From mathcomp Require Import all_ssreflect all_algebra.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
"""


def formulas(book):
    """Every formula of the paper, printed and repaired, once."""
    found = {}
    for result in book.results.values():
        for statement in result.statements.values():
            wordings = [statement.printed]
            if statement.finding is not None and statement.finding.repaired is not None:
                wordings.append(statement.finding.repaired)
            for wording in wordings:
                for formula in (*wording.parts.values(), *wording.given):
                    found.setdefault(formula.text, formula)
    return list(found.values())


def point(formula, naturals, draw):
    """Values of all symbols: small natural numbers, other rationals; an indexed symbol is a function with five values."""
    values = {}
    for node in grammar.walk(formula.tree):
        if isinstance(node, grammar.Name) and node.name in formula.names and node.name not in values:

            def one(name=node.name):
                return fmpq(draw.randint(1, 3)) if name in naturals else fmpq(*draw.choice(SMALL))

            values[node.name] = [one() for _ in range(6)] if len(node.indices) == 1 else one()
            if len(node.indices) > 1:
                return None
    return values


def whole(value):
    return f"{value}%:Z" if value >= 0 else f"(- {-value}%:Z)"


def shown(value, natural):
    if isinstance(value, list):
        entries = "; ".join(shown(v, natural) for v in value)
        return f"(nth {'0%N' if natural else '(0 : rat)'} [:: {entries}])"
    return f"{int(value.p)}%N" if natural else f"(fracq ({whole(int(value.p))}, {whole(int(value.q))}))"


def chosen(formula, naturals, draw):
    """A point and the value there, small enough for Rocq to count up to."""
    for _ in range(30):
        values = point(formula, naturals, draw)
        if values is None:
            break
        try:
            true = formula.holds(**values) if formula.is_relation else formula.at(**values)
        except (Undefined, Imprecise, TooLarge, NoValue):
            continue
        if isinstance(true, bool) or (isinstance(true, fmpq) and true.height_bits() < 7):
            return values, true
    return {}, None


def goals(book, naturals):
    """Goals that the printed term has the value of the formula, for all formulas at a point where both have one."""
    draw, made = random.Random(5), []
    for formula in formulas(book):
        try:
            text = Printer(naturals).definition("f", [formula]).replace("rcfType", "realFieldType")
        except Untranslated:
            continue
        values, true = chosen(formula, naturals, draw) if "rpow" not in text else ({}, None)
        if true is None:
            continue
        given = " ".join(f"({name} := {shown(value, name in naturals)})" for name, value in values.items())
        kind = "int" if " : int := " in text else "rat" if not formula.is_relation else "bool"
        value = (
            shown(true, False) if kind == "rat" else f"({whole(int(true))} : int)" if kind == "int" else str(true).lower()
        )
        field = "(R := rat_realFieldType) " if "{R : realFieldType}" in text else ""
        module = f"M{len(made)}"
        goal = f"Goal ((f {field}{given} : {kind}) == {value}) = true."
        goal += "\nProof. rewrite /f ?unlock; vm_compute; reflexivity. Qed."
        made.append(f"Module {module}.\n{text}\n{goal}\nEnd {module}.")
    return made


def test_rocq_computes_what_the_formula_says(rocq, book, rows, tmp_path):
    made = goals(book, rows.naturals)
    assert len(made) > 300
    (tmp_path / "round.v").write_text(HEAD + "\n".join(made))
    done = subprocess.run(["coqc", "-q", "round.v"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_value_is_noticed(rocq, book, rows, tmp_path):
    first = next(goal for goal in goals(book, rows.naturals) if "== (fracq" in goal)
    made = [first.replace(" == (fracq (", " == (1 + fracq (")]
    (tmp_path / "round.v").write_text(HEAD + "\n".join(made))
    assert subprocess.run(["coqc", "-q", "round.v"], cwd=tmp_path, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("r - 1", "r%:Z - 1"),
        ("mu**(L-1)", "mu ^ (L%:Z - 1)"),
        ("mu**(1/(2*(L-1)))", "rpow mu 1 (2%:Z * (L%:Z - 1))"),
        ("Piecewise((1, r == 2), 2)", "(if ((r%:Z : int) == (2%:Z : int)) then 1 else 2%:Z)"),
    ],
)
def test_terms(text, term):
    assert f":= {term}." in Printer(frozenset({"r", "L"})).definition("f", [Formula.read(text)])


@pytest.mark.parametrize("text", ["Exp(mu)", "mu**mu", "Sum(mu, (i, 1, L - 1))", "Binomial(L, 2)", "Floor(mu)"])
def test_what_is_not_known_is_refused(text):
    with pytest.raises(Untranslated):
        Printer(frozenset({"L"})).definition("f", [Formula.read(text)])


def test_divisors_become_premises():
    shown = Printer(frozenset({"L"})).divisors("defined", [Formula.read("1/(mu - 1) + L/mu")])
    assert ":= ((mu - 1) != 0) && (mu != 0)." in shown


def test_the_base_of_a_negative_power_becomes_a_premise():
    shown = Printer(frozenset({"L"})).divisors("defined", [Formula.read("mu**(1-2*L) + eta**(-L) + m_t**(L-1)")])
    assert ":= (mu != 0) && (eta != 0)." in shown
