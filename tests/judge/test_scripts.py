"""Stand-alone scripts compute what the formulas say, with the standard library alone, and tell failure from truth."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from flint import arb, fmpq, fmpq_mat

from verify.judge.scripts import fraction, matrix_source, python_source, setup_of, sympy_source
from verify.judge.verdicts import Exhibit
from verify.kernel import witness as kit
from verify.nets.recipes import balanced
from verify.nets.training import TrainedNetwork
from verify.paper.formulas import Formula

FACTS = {
    "L": 3,
    "r": fmpq(2),
    "mu": fmpq(-3, 4),
    "nu": {1: fmpq(1, 2), 2: fmpq(5, 3)},
    "N": {(1, 1): fmpq(1), (1, 2): fmpq(-2), (2, 1): fmpq(7, 2), (2, 2): fmpq(0)},
}


def run(source, **names):
    return eval(source, {**vars(kit), **names})


def as_fraction(x):
    return Fraction(int(x.p), int(x.q))


@pytest.mark.parametrize(
    "text",
    [
        "7",
        "L - r - mu",
        "L/(r - mu)",
        "2 - 3 - 4",
        "2/3/4",
        "mu**(2*L - 1)",
        "2**3**2",
        "mu**(0 - L)",
        "nu[r]**L - nu[1]",
        "N[1, 2] - N[r, 1]*N[2, 2]",
        "Min(L, r, mu) - Max(mu, 0 - 1)",
        "Binomial(L, r) + Abs(mu)",
        "Sum(l**2*mu, (l, 2, L))",
        "Product(l + mu, (l, 1, L)) - Sum(l, (l, 3, 2)) - Product(l, (l, 3, 2))",
        "Sum(Sum(N[i, j]*i, (j, 1, i)), (i, 1, r))",
        "Piecewise((1, r < L - 1), (mu, r == L - 1), 5)",
        "Piecewise((Piecewise((7, mu < 0), 8), r != 2), 9)",
    ],
)
def test_python_source_has_the_value_of_the_formula(text):
    formula = Formula.read(text)
    assert run(python_source(formula, FACTS)) == as_fraction(formula.at(**FACTS))


@pytest.mark.parametrize(
    "text", ["r < L", "L <= r", "mu < r < L", "L > r >= 2", "L > r >= 3", "r == 2", "r != 2", "mu**2 < 9/16"]
)
def test_python_source_has_the_truth_of_the_comparison(text):
    formula = Formula.read(text)
    assert run(python_source(formula, FACTS)) is formula.holds(**FACTS)


def test_irrational_values_come_close():
    for text, true in (("r**(1/2)", 2**0.5), ("Exp(mu)", 0.4723665527410147)):
        assert abs(run(python_source(Formula.read(text), FACTS)) - true) < 1e-12


def test_a_symbol_without_a_value_is_no_source():
    with pytest.raises(KeyError):
        python_source(Formula.read("nobody + 1"), FACTS)


n, x, k = sp.Symbol("n", integer=True, positive=True), sp.Symbol("x", positive=True), sp.Symbol("k", integer=True)


@pytest.mark.parametrize(
    "expression",
    [
        sp.Rational(-2, 3),
        x - n,
        x / (n + 1),
        x ** (2 * n - 1) * 3,
        sp.Min(x, n) + sp.Max(x, n, 4),
        sp.Abs(x - n),
        sp.Sum(x**k * k, (k, 1, n)),
        sp.Product(x + k, (k, 2, n)),
        sp.Sum(x**k, (k, 3, 2)) + 1,
        sp.Sum(k * sp.Symbol("j"), (sp.Symbol("j"), 1, k), (k, 1, n)),
    ],
)
def test_sympy_source_has_the_value_of_the_expression(expression):
    values = {"n": Fraction(3), "x": Fraction(2, 5)}
    true = expression.subs({n: 3, x: sp.Rational(2, 5)}).doit()
    assert run(sympy_source(expression), **values) == Fraction(int(true.p), int(true.q))


def test_sympy_source_refuses_what_it_does_not_know():
    assert abs(run(sympy_source(sp.exp(x)), x=Fraction(1)) - 2.718281828459045) < 1e-12
    with pytest.raises(TypeError, match="no source"):
        sympy_source(sp.sin(x))


def test_numbers_and_matrices():
    for value in (fmpq(-2, 3), fmpq(4), 5):
        assert run(fraction(value)) == Fraction(str(value))
    assert abs(run(fraction(arb(2).sqrt())) - Fraction(14142135623730951, 10**16)) < Fraction(1, 10**15)
    assert run(matrix_source(fmpq_mat(2, 2, [1, fmpq(-1, 2), 0, 3]))) == [[1, Fraction(-1, 2)], [0, 3]]


def test_only_a_failure_is_shown_as_one(shown):
    same = Exhibit('it\'s "quoted"', ("a = F(1, 2)",), "a + a", "F(1)")
    other = Exhibit("numbers", ("a = F(1, 2)",), "a + a", "F(2)")
    less, more = (Exhibit("numbers", (), "F(1)", true, "true < printed") for true in ("F(0)", "F(1)"))
    assert [code for code, _ in shown(same, other, less, more)] == [1, 0, 0, 1]
    assert [line == "REFUTED" for _, line in shown(same, other, less, more)] == [False, True, True, False]


NET = {"L": 2, "widths": [2, 2, 2], "r": 1, "rank_xx": 1, "head": ["3/2"], "tail": ["1/2"], "U": ["1"]}


@pytest.mark.parametrize("origin", ["hessian", "outer_product_hessian", "functional_hessian", "gram"])
def test_setup_builds_the_network_and_its_matrices_again(origin):
    net = balanced(NET)
    names = dict(vars(kit))
    exec("\n".join(setup_of(net, origin)), names)
    ours = getattr(net, origin).matrix
    assert names["H"] == [[as_fraction(v) for v in row] for row in ours.tolist()]
    assert "H =" not in "\n".join(setup_of(net, ""))


def test_setup_trains_a_trained_network_again():
    net = TrainedNetwork({**NET, "eta": "1/8", "steps": 2})
    names = dict(vars(kit))
    exec("\n".join(setup_of(net, "hessian")), names)
    for made, layer in zip(names["W"], net.network.layers):
        assert made == [[as_fraction(v) for v in row] for row in layer.tolist()]
    assert names["W"] != names["descend"](names["W"], names["Sxx"], names["Syx"], Fraction(1, 8))


def test_other_instances_bring_their_own_lines(bare):
    net = bare([1, 2])
    assert setup_of(net, "hessian") == net.setup
    assert setup_of(object(), "hessian") == ()
