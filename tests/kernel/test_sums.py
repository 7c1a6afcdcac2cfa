"""Sums in a normal form: what is said in other words is the same, and what is not is never shown."""

from __future__ import annotations

import random

import pytest
from flint import fmpq

from verify.kernel.accept import try_goal
from verify.kernel.scopes import algebra
from verify.kernel.terms import Refused, parse
from verify.paper.formulas import Formula

DOMAINS = {"L": {"integer": True, "least": 2}, "n": {"integer": True, "least": 1}, "a": {"above": 0}, "b": {"above": 0}}
DOMAINS |= {"N": {"array": "0+"}}
NU = "Sum(a**(2*(L-l))*b**(2*(l-1)), (l, 1, L))"
DIRECT = {"rule": "direct"}
SAME = [
    (NU, "Sum(b**(2*(L-l))*a**(2*(l-1)), (l, 1, L))"),
    (NU, "Sum(a**(2*(L-l))*b**(2*(l-1)) + b**(2*(L-l))*a**(2*(l-1)), (l, 1, L))/2"),
    (NU, "a**(2*L-2) + Sum(a**(2*(L-l))*b**(2*(l-1)), (l, 2, L))"),
    (NU, "a**(2*L-2) + b**(2*L-2) + Sum(a**(2*(L-l))*b**(2*(l-1)), (l, 2, L-1))"),
    ("Sum(a**l, (l, 0, L))", "1 + a*Sum(a**l, (l, 0, L-1))"),
    ("(1-a)*Sum(a**(l-1), (l, 1, n))", "1 - a**n"),
    (f"(a**2-b**2)*{NU}", "a**(2*L) - b**(2*L)"),
    ("Sum(Sum(a**l*b**k, (l, 1, L)), (k, 1, n))", "Sum(Sum(a**l*b**k, (k, 1, n)), (l, 1, L))"),
    ("Sum(Sum(a**l*a**k, (l, 1, L)), (k, 1, L))", "Sum(a**l, (l, 1, L))**2"),
    ("Sum(Sum(N[l, k]**2, (l, 1, L)), (k, 1, L))", "Sum(Sum(N[k, l]**2, (l, 1, L)), (k, 1, L))"),
    ("Sum(1, (l, 5, n))", "Max(n - 4, 0)"),
    ("2*Binomial(n, 2) + n", "n**2"),
    ("6*Binomial(n+2, 3)", "n*(n+1)*(n+2)"),
]
OTHER = [
    (NU, "Sum(a**(2*(L-l))*b**(2*l), (l, 1, L))"),
    (NU, "a**(2*L-2) + b**(2*L-2) + Sum(a**(2*(L-l))*b**(2*(l-1)), (l, 2, L))"),
    ("(1-a)*Sum(a**(l-1), (l, 1, n))", "1 - a**(n+1)"),
    ("Sum(Sum(a**l*b**k, (l, 1, k)), (k, 1, n))", "Sum(Sum(a**l*b**k, (k, 1, n)), (l, 1, n))"),
    ("Sum(Sum(a**l*b**k, (l, 1, L)), (k, 1, n))", "Sum(Sum(a**l*b**k, (l, 1, n)), (k, 1, L))"),
    ("Sum(Sum(N[l, k]**2, (l, 1, L)), (k, 1, n))", "Sum(Sum(N[k, l]**2, (l, 1, L)), (k, 1, n))"),
    ("Sum(1, (l, 5, n))", "n - 4"),
    ("Sum(l*a**l, (l, 1, n))*(1-a)", "1 - a**n"),
    ("Binomial(n, 2)", "n*(n+1)/2"),
]


def goal(left: str, right: str, proof: dict) -> dict:
    scope = {"variables": DOMAINS, "given": [], "defined": {}}
    return {"rule": "goal", "scope": scope, "claim": {"left": left, "relation": "==", "right": right}, "proof": proof}


@pytest.mark.parametrize(("left", "right"), SAME)
def test_the_same_sum_in_other_words(left: str, right: str) -> None:
    try_goal({"printed": {}}, goal(left, right, DIRECT))
    try_goal({"printed": {}}, goal(right, left, DIRECT))


@pytest.mark.parametrize(("left", "right"), OTHER)
def test_another_sum_is_not_shown_to_be_the_same(left: str, right: str) -> None:
    for one, other in ((left, right), (right, left)):
        with pytest.raises(Refused):
            try_goal({"printed": {}}, goal(one, other, DIRECT))


def test_cases_at_a_whole_number_and_at_two_equal_variables() -> None:
    third = "Piecewise((a**(2*(L-2))*b**2, L >= 3), 0)"
    split = f"a**(2*L-2) + b**(2*L-2) + {third} + Sum(a**(2*(L-l))*b**(2*(l-1)), (l, 3, L-1))"
    try_goal(
        {"printed": {}}, goal(NU, split, {"rule": "split", "left": "L", "right": "3", "cases": {"<": DIRECT, ">=": DIRECT}})
    )
    closed = "Piecewise((L*a**(2*L-2), a == b), (a**(2*L) - b**(2*L))/(a**2 - b**2))"
    cases = {"rule": "split", "left": "a", "right": "b", "cases": {"==": DIRECT, "!=": DIRECT}}
    try_goal({"printed": {}}, goal(NU, closed, cases))
    with pytest.raises(Refused):
        try_goal({"printed": {}}, goal(NU, closed.replace("2*L-2", "2*L-1"), cases))


TERMS = ["a**{}", "b**(L+1-{})", "a**(L+1-{})*b**{}", "{}*a**{}", "a**(2*{})", "1", "a**{} + b**{}"]


def test_what_is_equal_as_fractions_is_equal_at_points() -> None:
    """Random sums, split and combined rightly and wrongly: what the algebra calls equal has equal exact values."""
    source, said = random.Random(7), 0
    for _ in range(200):
        term, low, high = source.choice(TERMS), source.choice([0, 1]), source.choice(["L", "L-1", "L+1", "n"])

        def at(place: str, term: str = term) -> str:
            return term.replace("{}", f"({place})")

        left = f"Sum({at('l')}, (l, {low}, {high}))"
        start, end = source.choice([low, low + 1]), source.choice([high, f"{high}-1"])
        firsts = [at(str(low))] if source.choice([start > low, False, True]) else []
        lasts = [at(high)] if source.choice([end != high, False]) else []
        rest = source.choice([f"Sum({at('l')}, (l, {start}, {end}))", f"Sum({at('l+1')}, (l, {start}-1, {end}-1))"])
        right = " + ".join([*firsts, rest, *lasts])
        made = algebra({"variables": DOMAINS})
        try:
            same = made.equal(made.fraction(parse(left)), made.fraction(parse(right)))
        except Refused:
            continue
        points = [(L, n, a, b) for L in (2, 3, 5) for n in (1, 2, 4) for a, b in (("2", "3"), ("1/2", "1"))]
        values = [{"L": fmpq(L), "n": fmpq(n), "a": _number(a), "b": _number(b)} for L, n, a, b in points]
        agree = all(Formula.read(left).at(**v) == Formula.read(right).at(**v) for v in values)
        assert agree or not same, (left, right)
        said += same
    assert said >= 20  # many of them are equal, and are found to be


def _number(text: str) -> fmpq:
    top, _, bottom = text.partition("/")
    return fmpq(int(top), int(bottom or 1))
