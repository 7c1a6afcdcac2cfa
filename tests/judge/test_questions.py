"""Questions are proved, refuted at the simplest point, or left open; a pinned point is answered by substitution."""

from __future__ import annotations

import pytest
import sympy as sp

from verify.errors import BadInput
from verify.judge.proving import Context, proving
from verify.judge.questions import Equivalence, at_most_everywhere, every, follows_from, identity, in_cases
from verify.judge.spaces import Space
from verify.judge.verdicts import Verdict
from verify.paper.formulas import Formula
from verify.reason.variables import integer, nonnegative, positive

L, l = integer("L", 2).symbol, sp.Symbol("l", integer=True, positive=True)
a, b = positive("a").symbol, positive("b").symbol
SPACE = Space((integer("L", 2), positive("a"), positive("b")))
APART = Space(SPACE.variables, given=(sp.Ne(a, b),))
NU = sp.Sum(a ** (2 * (L - l)) * b ** (2 * (l - 1)), (l, 1, L))


def ask(text, space=APART, **options):
    return identity(Formula.read(text), NU, space, "nu", **options)


def test_the_stated_side_is_called_printed_on_either_side(refutes):
    stated_left, stated_right = (Formula.read("3*a"), 2 * a), (3 * a, Formula.read("2*a"))
    for sides in (stated_left, stated_right):
        question = at_most_everywhere(*sides, APART, "x")
        stated, derived = (3, 2) if isinstance(question.left, Formula) else (2, 3)
        evidence = question.replay({"L": 2, "a": 1, "b": 2})
        assert evidence.verdict is Verdict.REFUTED and f"printed {stated}, true {derived}" in evidence.detail
        refutes(evidence.exhibit)


def test_proved_with_its_scope():
    evidence = ask("(a**(2*L) - b**(2*L))/(a**2 - b**2)").decide()
    assert evidence.verdict is Verdict.PROVED
    assert evidence.scope.startswith("all L >= 2")
    assert len(evidence.certificate) == 1
    assert evidence.statement["proof"]["proof"]["rule"] == "direct"


def test_refuted_at_the_simplest_point():
    evidence = ask("(a**(2*L) - b**(2*L))/(a**2 + b**2)").decide()
    assert evidence.verdict is Verdict.REFUTED
    assert evidence.witness == {"L": 2, "a": 1, "b": 2}
    assert ask("(a**(2*L) - b**(2*L))/(a**2 + b**2)").replay(evidence.witness).verdict is Verdict.REFUTED


def test_degenerate_corner_refutes_a_closed_form():
    evidence = ask("(a**(2*L) - b**(2*L))/(a**2 - b**2)", SPACE).decide()
    assert evidence.verdict is Verdict.REFUTED
    assert "no value" in evidence.detail


def test_replay_outside_the_scope_decides_nothing():
    question = ask("0*a", SPACE)
    assert question.replay({"L": 1, "a": 1, "b": 1}).verdict is Verdict.UNDECIDED
    assert question.replay({"L": 2, "a": "-1", "b": 1}).verdict is Verdict.UNDECIDED
    with pytest.raises(BadInput, match="no value for b"):
        question.replay({"L": 2, "a": 1})
    with pytest.raises(BadInput, match="not an exact rational"):
        question.replay({"L": 2, "a": 0.5, "b": 1})


def test_inequalities():
    space = Space((integer("L", 2), positive("a"), nonnegative("b")))
    b0 = nonnegative("b").symbol
    assert at_most_everywhere(Formula.read("a**2"), (a + b0) ** 2, space, "x").decide().verdict is Verdict.PROVED
    refuted = at_most_everywhere(Formula.read("(a + b)**2"), a**2, space, "x").decide()
    assert refuted.verdict is Verdict.REFUTED
    open_question = at_most_everywhere(Formula.read("3*a*b"), a**3 + b0**3 + 1, space, "x")  # true, but not by signs
    assert open_question.decide().verdict is Verdict.UNDECIDED


def test_equivalence_is_proved_only_with_the_right_power():
    m = positive("m").symbol
    space = Space((integer("L", 2), positive("m"), nonnegative("d")))
    one = Formula.read("(m + d)/m < L**(1/(2*(L-1)))")
    two = Formula.read("(m + d)**(2*(L-1)) < L*m**(2*(L-1))")
    wrong = Formula.read("(m + d)**(2*L) < L*m**(2*L)")
    assert m is not None
    assert Equivalence(one, two, 2 * (L - 1), space, "gap").decide().verdict is Verdict.PROVED
    refuted = Equivalence(one, wrong, 2 * (L - 1), space, "gap").decide()
    assert refuted.verdict in (Verdict.REFUTED, Verdict.UNDECIDED)
    assert refuted.verdict is not Verdict.PROVED


def test_every_falls_with_the_first():
    good, bad = ask("(a**(2*L) - b**(2*L))/(a**2 - b**2)"), ask("0*a")
    assert every(good, bad).decide().verdict is Verdict.REFUTED
    assert every(good, good).decide().verdict is Verdict.PROVED


def test_the_scope_of_several_is_where_all_hold_or_in_cases_where_one_does():
    one, two = (Space((positive("a"),), {"L": sp.Integer(n)}) for n in (2, 3))
    parts = [identity(Formula.read("a**L"), a**n, space) for n, space in ((2, one), (3, two), (3, two))]
    assert in_cases(*parts).decide().scope == "all real a > 0; L = 2 or all real a > 0; L = 3"
    assert every(*parts).decide().verdict is Verdict.UNDECIDED  # no L is both 2 and 3
    wide, narrow = Space((integer("L", 1), positive("a"))), Space((integer("L", 3), positive("a")), given=(a < 2,))
    both = every(identity(Formula.read("a"), a, wide), identity(Formula.read("a"), a, narrow)).decide()
    assert both.verdict is Verdict.PROVED
    assert both.scope == "all real a > 0; a < 2"  # what neither side names is no part of it


def test_follows_from_never_passes_an_unproved_step():
    name, stated = "Bernoulli's inequality", [(Formula.read("a"), a)]
    with proving(Context("Review layers/lost_from")):
        found = follows_from([(a**2 - 1, (a - 1) * (a + 1))], stated, SPACE, name).decide()
        assert found.word == f"PROVED given: {name}"
        assert follows_from([(a**2, a)], stated, SPACE, name).decide().verdict is Verdict.UNDECIDED
        assert follows_from([], [(Formula.read("a"), b)], SPACE, name).decide().verdict is Verdict.UNDECIDED
        assert follows_from([], [], SPACE, name).decide().verdict is Verdict.UNDECIDED
        assert follows_from([], stated, SPACE, "trust me").decide().verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    "text",
    [
        "a**(2*L)*(L-2)/(L-2)",  # cancels in SymPy as it is built, has no value at L = 2
        "a**(2*L)*(b-1)/(b-1)",
        "0 - a**(2*L)*(0-1)**(1/2)*(0-1)**(1/2)",
    ],
)
def test_a_printed_zero_over_zero_is_not_proved(text):
    evidence = identity(Formula.read(text), a ** (2 * L), SPACE, "value").decide()
    assert evidence.verdict is Verdict.REFUTED
    assert "no value" in evidence.detail


def test_divisors_that_may_vanish_prove_nothing():
    evidence = identity(Formula.read("a*(b - 1/7)/(b - 1/7)"), a, SPACE, "value").decide()
    assert evidence.verdict is Verdict.UNDECIDED
    assert "(b - (1 / 7)) is not shown to be different from zero" in evidence.detail
    away = Space(SPACE.variables, given=(sp.Ne(b, sp.Rational(1, 7)),))
    assert identity(Formula.read("a*(b - 1/7)/(b - 1/7)"), a, away, "value").decide().verdict is Verdict.PROVED
