"""False statements that were once PROVED, and further members of each kind: the kernel refuses every one of them."""

from __future__ import annotations

import pytest
import sympy as sp

from lemmas import singular_value_step as one
from verify import Space, at_most_everywhere, every, follows_from, identity, integer, positive
from verify.judge.box_questions import on_boxes
from verify.judge.computed import computed
from verify.judge.conditions import exceeds_zero
from verify.judge.orders import Comparison
from verify.judge.questions import in_cases
from verify.judge.real_questions import Region, order
from verify.judge.tested import suffices
from verify.judge.verdicts import Verdict
from verify.kernel.accept import accept, try_goal
from verify.kernel.terms import Refused
from verify.paper.formulas import Formula
from verify.reason.boxes import box

L, mu = integer("L", 2).symbol, positive("mu").symbol
SPACE = Space((integer("L", 2), positive("mu")))
BULK = mu ** (2 * L - 2)
SCOPE = {
    "variables": {
        "L": {"integer": True, "least": 2},
        "n": {"integer": True, "least": 2},
        "k": {"integer": True, "least": 0},
        "mu": {"above": 0},
        "x": {"above": 0},
        "y": {"least": 0},
        "z": {},
        "a": {"array": "+"},
    },
    "given": [],
    "defined": {},
}


def refused(left, relation, right, proof=None, **changes):
    goal = {"scope": {**SCOPE, **changes}, "claim": {"left": left, "relation": relation, "right": right}}
    with pytest.raises(Refused) as found:
        try_goal({"printed": {}}, {**goal, "proof": proof or {"rule": "direct"}})
    return str(found.value)


def shown(left, relation, right, proof=None, **changes):
    goal = {"scope": {**SCOPE, **changes}, "claim": {"left": left, "relation": relation, "right": right}}
    try_goal({"printed": {}}, {**goal, "proof": proof or {"rule": "direct"}})


def induction(variable, series, closed, ratio):
    return {"rule": "induction", "variable": variable, "sum": series, "closed": closed, "ratio": ratio}


# inductions whose factor or closed form has no value somewhere above the base


@pytest.mark.parametrize(
    ("series", "closed", "ratio"),
    [
        ("Sum(n-2, (l, 1, n))", "(n-2)*(n+5)", "(n-1)/(n-2)"),
        ("Sum(n-3, (l, 1, n))", "(n-3)*(n+7)", "(n-2)/(n-3)"),
        ("Sum((n-2)*(n-4), (l, 1, n))", "(n-2)*(n-4)*(n+1)", "(n-1)*(n-3)/((n-2)*(n-4))"),
        ("Sum(l, (l, 1, n))", "n*(n+1)/2 + 1", "1"),  # the base case fails
        ("Sum(l, (l, 1, n))", "n*(n+1)/2 + (n-2)", "1"),  # the step fails
        ("Sum(l, (l, 1, n))", "n*(n+1)/2*(n-5)/(n-5)", "1"),  # a hole above the base
        ("Sum(l, (l, 1, n))", "n*(n+1)/2 + 0*(3-n)**(1/2)", "1"),  # no value from 4 on
        ("Sum(l*x, (l, 5, n))", "0", "1"),  # runs backwards at the base
        ("Sum(l*n, (l, 1, n))", "n**2*(n+1)/2 + 5*n*(n-2)", "(n+1)/n"),
    ],
)
def test_an_induction_needs_base_step_and_a_factor_with_a_value(series, closed, ratio):
    refused(series, "==", closed, induction("n", series, closed, ratio))


def test_true_inductions_are_accepted():
    shown("Sum(n-2, (l, 1, n))", "==", "(n-2)*n")
    shown("Sum(l, (l, 1, n))", "==", "n*(n+1)/2", induction("n", "Sum(l, (l, 1, n))", "n*(n+1)/2", "1"))
    closed = "(x**n - 1)/(x - 1)"
    proof = induction("n", "Sum(x**(l-1), (l, 1, n))", closed, "1")
    shown("Sum(x**(l-1), (l, 1, n))", "==", closed, proof, given=["x != 1"])
    refused("Sum(x**(l-1), (l, 1, n))", "==", closed, proof)  # no value at x = 1
    refused("Sum(x**(l-1), (l, 1, n))", "==", closed, proof, given=["x != 1", "n <= 7"])  # n + 1 may leave the scope


@pytest.mark.parametrize(
    "value",
    [
        "mu**(2*(L-1)) + Sum((L-2)*(L-3)*(L-4)*(L-5), (l, 1, L)) - (L-2)*(L-3)*(L-4)*(L-5)*(L+5)",
        "mu**(2*(L-1)) + Sum((L-2)*(L-3)*(L-4)*(L-5)*(L-6), (l, 2, L)) - (L-2)*(L-3)*(L-4)*(L-5)*(L-6)*(L+4)",
        # the index has the name of the depth, or of another variable
        "mu**(2*(L-1)) + Sum((mu-1)*(mu-2)*(2*mu-1)*(mu-3)*2**L, (L, 1, L)) - (mu-1)*(mu-2)*(2*mu-1)*(mu-3)*2**(L+1)*(L-1)",
        "mu**(2*(L-1)) + (mu-1)*(mu-2)*(2*mu-1)*(mu-3)*(Sum(mu, (mu, 1, L)) - L*mu)",
        # no value on part of the scope
        "mu**(2*(L-1))*(mu-7)*(mu-7)**(0-1)",
        "mu**(2*(L-1)) + 0*(7-mu)**(1/2)",
        "mu**(2*(L-1)) + (7-mu)**(1/2) - (7-mu)**(1/2)",
        "mu**(2*(L-1)) + 0*Binomial(9-L, 2)",
        "mu**(2*(L-1)) + 0*Binomial(L/7, 2)",
        "mu**(2*(L-1)) * (L-11)/(L-11)",
        "mu**(2*(L-1)) + 0*(L-11)**(0-L)",
        "mu**(2*(L-1)) + Sum(1, (l, 1, L/2)) - Sum(1, (l, 1, L/2))",
        "mu**(2*(L-1)) + Sum(1, (l, 9, L)) - (L - 8)",  # a range that runs backwards is empty
        "mu**(2*(L-1)) + (mu-1)*(mu-2)*(2*mu-1)*(mu-3)*(Sum(mu**l, (l, 0, L)) - 1 - Sum(mu**l, (l, 1, L-1)))",
        "mu**(2*(L-1)) + (mu-1)*(mu-2)*(2*mu-1)*(mu-3)*((1-mu)*Sum(mu**l, (l, 1, L)) - 1 + mu**L)",
        "mu**(2*(L-1)) + (mu-1)*(mu-2)*(2*mu-1)*(mu-3)*(Binomial(L, 2) - L*(L+1)/2)",
        "mu**(2*(L-1)) + 0/(mu**2 - 5*mu + 49/8)",
    ],
)
def test_a_printed_formula_that_is_false_or_has_no_value_somewhere_is_never_proved(value):
    names = frozenset({"L", "mu"})
    assert identity(Formula.read(value, names), BULK, SPACE, "bulk").decide().verdict is not Verdict.PROVED


def test_ranges_that_depend_on_another_index():
    i, j = sp.symbols("i j", integer=True, positive=True)
    one_way, other = sp.Sum(sp.Sum(1, (i, 1, j)), (j, 1, L)), sp.Sum(sp.Sum(1, (i, 1, j)), (j, 2, L + 1))
    falling, rising = sp.Sum(sp.Sum(j, (i, 1, j)), (j, 1, L)), sp.Sum(sp.Sum(L + 1 - j, (i, 1, j)), (j, 1, L))
    assert identity(one_way, other, SPACE).decide().verdict is not Verdict.PROVED
    assert identity(falling, rising, SPACE).decide().verdict is not Verdict.PROVED
    assert follows_from([(one_way, other)], [], SPACE, "Bernoulli's inequality").decide().verdict is not Verdict.PROVED
    shown("Sum(Sum(i, (i, 1, j)), (j, 1, L))", "==", "Sum(Sum(k, (k, 1, i)), (i, 1, L))")
    refused("Sum(Sum(i, (i, 1, j)), (j, 1, L))", "==", "Sum(Sum(j, (i, 1, j)), (j, 1, L))")
    refused("Sum(Sum(a[i], (i, 1, j)), (j, 1, L))", "==", "Sum(Sum(a[i], (i, 1, L)), (j, 1, L))")


# signs


@pytest.mark.parametrize(
    ("left", "relation", "right"),
    [
        ("z**2", ">", "0"),
        ("z", ">=", "0"),
        ("y", ">", "0"),
        ("y**n", ">", "0"),
        ("mu**n", ">=", "1"),
        ("mu", "!=", "1"),
        ("n", ">=", "3"),
        ("L - n", ">=", "0"),
        ("(z**2)**(1/2)", "==", "z"),
        ("((mu-1)**2)**(1/2)", "==", "mu - 1"),
        ("(mu*z)**n", ">=", "0"),
        ("Abs(z)", "==", "z"),
        ("Min(mu, x)", "==", "mu"),
        ("Max(n, L)", "==", "n"),
        ("Floor(mu)", "==", "mu"),
        ("Sum(mu**l, (l, 1, n))", ">=", "n"),
        ("Sum(z, (l, 1, n))", ">=", "0"),
        ("(0-1)**n", "==", "1"),
        ("(0-1)**(2*k)", ">", "0"),
        ("0**k", "==", "0"),  # 0**0 is 1
        ("y**(n-3)", "==", "y**n/y**3"),
        ("((mu-x)**2)**(0-1/2)", ">=", "0"),
        ("(y**2)**(0-1/2)", ">", "0"),
        ("Log(mu)", ">", "0"),
        ("Exp(z)", ">=", "1"),
        ("Exp(mu)", "==", "1 + mu"),
        ("x**(1/n)", "==", "x**n"),
        ("Piecewise((1, mu < 1), 2)", "==", "2"),
        ("a[1]", "==", "a[2]"),
        ("2**n", "==", "n**2"),
    ],
)
def test_what_is_not_so_everywhere_is_refused(left, relation, right):
    refused(left, relation, right)


@pytest.mark.parametrize(
    ("left", "relation", "right"),
    [
        ("mu**2 + 1", ">", "0"),
        ("2**n", ">=", "2"),
        ("(1 + y)**k", ">=", "1"),
        ("n - 2", ">=", "0"),
        ("((mu-x)**2)**(1/2)", ">=", "0"),
        ("((mu-x)**2)**(1/2)", "==", "Abs(mu-x)*1 + 0"),
        ("Min(n, 1)", "==", "1"),
        ("(mu*x)**n", "==", "mu**n*x**n"),
        ("(mu**n)**2", "==", "mu**(2*n)"),
        ("(2*mu)**(1/2)*(2*mu)**(1/2)", "==", "2*mu"),
        ("6**n", "==", "2**n*3**n"),
        ("Sum(mu, (l, 1, n))", "==", "n*mu"),
        ("Sum(a[l] + a[l]*mu, (l, 1, n))", "==", "(1 + mu)*Sum(a[k], (k, 1, n))"),
    ],
)
def test_what_is_so_is_accepted(left, relation, right):
    shown(left, relation, right)


def test_the_relation_is_the_printed_one():
    printed = {"printed": {"condition": "1/2 <= mu**L"}}
    claim = {"left": {"printed": "condition", "side": 0}, "right": {"printed": "condition", "side": 1}}
    scope = {**SCOPE, "given": ["mu**L > 1/2"]}
    for relation, good in (("<=", True), ("<", False), ("==", False), ("!=", False), (">", False)):
        goal = {"scope": scope, "claim": {**claim, "relation": relation}, "proof": {"rule": "direct"}}
        if good:
            try_goal(printed, goal)
        else:
            with pytest.raises(Refused, match="not the printed one"):
                try_goal(printed, goal)


@pytest.mark.parametrize("text", ["1/2 <= mu**L", "mu**L >= 1/2", "mu**L != 1/2", "mu**L == 1/2", "mu**L < 1/2"])
def test_a_strict_condition_is_not_another_relation(text):
    gap = 2 * mu ** (L - 2) * (mu**L - sp.Rational(1, 2))
    asked = exceeds_zero(Formula.read(text), gap, 1 / (2 * mu ** (L - 2)), SPACE, "order")
    try:
        verdict = asked.decide().verdict
    except (ValueError, TypeError):
        return
    assert verdict is not Verdict.PROVED


def test_squares_do_not_lose_the_sign():
    negative = Formula.read("0 - (2*mu)**(1/2)")
    squared = identity(negative.symbolic(mu=mu) ** 2, 2 * mu, SPACE)
    assert squared.decide().verdict is Verdict.PROVED
    not_negative = at_most_everywhere(sp.Integer(0), negative, SPACE, "the root")
    assert every(squared, not_negative).decide().verdict is not Verdict.PROVED
    refused("0 - (2*mu)**(1/2)", "==", "(2*mu)**(1/2)")
    refused("(0 - (2*mu)**(1/2))**(1/2)", "==", "(0 - (2*mu)**(1/2))**(1/2)")


# questions about nothing, scopes of nothing, scopes in words


def test_a_proof_of_nothing_is_none():
    formula, unit = Formula.read("mu"), sp.Integer(1)
    for question in (
        every(),
        in_cases(),
        suffices(),
        computed(formula, [], lambda point: 1, "nothing"),
        follows_from([], [], SPACE, "Bernoulli's inequality"),
        Comparison(Formula.read("1 < 1 + (L-6)**2"), SPACE, unit, unit, 1 + (L - 6) ** 2, "trust", [(1, 1)]),
        on_boxes(lambda balls: True, box((0, 1)), "all real x, all widths, the moon", "anything"),
        identity(formula, mu, Space((positive("mu"),), given=(mu < 0,))),
        identity(formula, mu, Space((positive("mu"),), given=(mu < 1, mu > 2))),
    ):
        assert question.decide().verdict is not Verdict.PROVED
    for proof in ({"rule": "all", "parts": []}, {"rule": "axiom", "axiom": "Bernoulli's inequality", "parts": []}):
        with pytest.raises(Refused):
            accept({"id": "Review layers/lost_from", "printed": {}, "proof": proof, "points": []})


def test_the_sign_of_a_parameter_is_not_taken_for_granted():
    n, s, X = sp.Symbol("n", integer=True, nonnegative=True), sp.Symbol("s", real=True), sp.Symbol("X", real=True)
    depth = integer("L", 1).symbol
    region = Region("all real x", {depth: n + 1, X: s}, {n: depth - 1, s: X}, depth)
    assert order(sp.Integer(0), "<=", X, region, "nonnegative").decide().verdict is not Verdict.PROVED
    # parameters that do not reach every value: x = 1 + p**2, and a wrong way back
    positive_x, p = positive("x").symbol, positive("p").symbol
    for made, back in ((1 + p, positive_x), (1 + p, positive_x + 1), (p, sp.Integer(1))):
        region = Region("all real x > 0", {depth: n + 1, positive_x: made}, {n: depth - 1, p: back}, depth)
        assert order(sp.Integer(1), "<", positive_x, region, "above 1").decide().verdict is not Verdict.PROVED


def test_cases_must_be_exhaustive():
    for cases in (["<"], ["<", ">"], ["<=", ">"], ["==", "!="], ["<="]):
        proof = {"rule": "split", "left": "mu", "right": "1", "cases": {name: {"rule": "direct"} for name in cases}}
        refused("Max(mu, 1)", "==", "mu", proof)
    proof = {"rule": "split", "left": "mu", "right": "1", "cases": {"<": {"rule": "direct"}, ">": {"rule": "direct"}}}
    assert "not exhaustive" in refused("1", "==", "1", proof)


def test_the_fixed_points_are_not_claimed_where_zero_moves():
    assert (one.step() - one.x).subs({one.L: 1}).subs(one.x, 0) == one.eta  # f(0) = eta at L = 1
    moved = one.eta * one.x ** (one.L - 1) - one.eta * one.x ** (2 * one.L - 1)
    assert identity(moved.subs(one.x, 0), sp.Integer(0), one.REALS).decide().verdict is not Verdict.PROVED


def test_a_line_that_vanishes_at_sample_points_does_not_hold():
    product = " * ".join(f"(z - {k})*(z + {k})" for k in range(1, 16))
    assert "does not show ==" in refused(product, "==", "0")
    assert refused(f"z + {product}", "==", "z")
