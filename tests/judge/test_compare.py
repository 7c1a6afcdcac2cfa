"""Comparisons on one instance: each agrees with the truth, differs from a planted error, and knows when it cannot tell."""

from __future__ import annotations

import pytest
from flint import arb, fmpq, fmpq_mat

from verify.judge.compare import (
    all_of,
    at_most,
    count_is,
    distinct_nonzero_is,
    holds_exactly,
    is_eigenvalue,
    multiplicity_is,
    none_between,
    nullity_is,
    rank_is,
    same_up_to_zeros,
    square_at_most,
    value_is,
)
from verify.judge.verdicts import Outcome, agrees, differs, undecided
from verify.nets.recipes import balanced
from verify.paper.formulas import Formula

AGREES, DIFFERS, UNDECIDED = Outcome.AGREES, Outcome.DIFFERS, Outcome.UNDECIDED
NET = {"L": 2, "widths": [2, 2, 2], "r": 1, "rank_xx": 2, "head": ["1"], "tail": ["1/2"]}
BLURRED = "(2**(1/2))**2 / 2"  # a ball around 1


def read(text):
    return Formula.read(text)


@pytest.fixture
def five(bare):
    """Eigenvalues 3, 1, 1, 0, -2 and the symbol r = 2."""
    return bare([3, 1, 1, 0, -2], r=2)


@pytest.fixture
def rounded(bare):
    """As before, known within 10^-30, with an eigenvalue at -10^-25 that the digits do not separate from 0."""
    return bare([3, 1, 1, fmpq(-1, 10**25), -2], slack=fmpq(1, 10**30), r=2)


def asked(net):
    """Each counting comparison as a function of the stated formula, with the true number."""
    H = net.H
    return {
        "count": (lambda f: count_is(H, fmpq(0), fmpq(1), f, net), 3),
        "multiplicity": (lambda f: multiplicity_is(H, fmpq(1), f, net), 2),
        "no eigenvalue": (lambda f: multiplicity_is(H, fmpq(2), f, net), 0),
        "distinct": (lambda f: distinct_nonzero_is(H, f, net), 3),
        "rank": (lambda f: rank_is(H, f, net), 4),
        "nullity": (lambda f: nullity_is(H, f, net), 1),
    }


KINDS = ["count", "multiplicity", "no eigenvalue", "distinct", "rank", "nullity"]


@pytest.mark.parametrize("kind", KINDS)
def test_counts(five, refutes, kind):
    ask, true = asked(five)[kind]
    assert ask(read(f"r + {true} - 2")).outcome is AGREES
    wrong = [ask(read(f"r + {true} - {k}")) for k in (1, 3)]
    assert [answer.outcome for answer in wrong] == [DIFFERS, DIFFERS]
    assert [answer.true for answer in wrong] == [str(true)] * 2
    refutes(*(answer.exhibit for answer in wrong))
    assert ask(read(f"{true} + 1/2")).outcome is DIFFERS


@pytest.mark.parametrize("kind", KINDS)
def test_a_ball_around_a_count_decides_nothing_and_one_beside_it_differs(five, kind):
    ask, true = asked(five)[kind]
    assert ask(read(f"{true} - 1 + {BLURRED}")).outcome is UNDECIDED
    assert ask(read(f"{true} - 1/2 + {BLURRED}")).outcome is DIFFERS


@pytest.mark.parametrize("kind", ["count", "distinct", "rank", "nullity"])
def test_digits_that_do_not_separate_decide_nothing(rounded, kind):
    ask, _ = asked(rounded)[kind]
    assert {ask(read(str(k))).outcome for k in range(6)} == {UNDECIDED}


def test_rounded_matrices_are_counted_where_the_digits_reach(rounded):
    wrong = multiplicity_is(rounded.H, fmpq(1), read("r + 1"), rounded)
    assert multiplicity_is(rounded.H, fmpq(1), read("r"), rounded).outcome is AGREES
    assert wrong.outcome is DIFFERS
    assert wrong.exhibit is None  # a script has no widening


def test_counts_of_a_network_by_the_stand_alone_route(refutes):
    net = balanced(NET)
    H = net.hessian
    nullity = H.size - int(H.matrix.rank())
    assert nullity_is(H, read(f"p - {H.size - nullity}"), net).outcome is AGREES
    wrong = nullity_is(H, read(f"p - {H.size - nullity} + 1"), net)
    assert wrong.outcome is DIFFERS
    refutes(wrong.exhibit)


def test_is_eigenvalue(five, bare, refutes):
    assert is_eigenvalue(five.H, read("r + 1"), five).outcome is AGREES
    assert is_eigenvalue(five.H, read("0 - r"), five).outcome is AGREES
    wrong = is_eigenvalue(five.H, read("r"), five)
    assert wrong.outcome is DIFFERS
    refutes(wrong.exhibit)
    golden = bare([[0, 1], [1, 1]], x=5)
    assert is_eigenvalue(golden.H, read("(1 + x**(1/2))/2"), golden).outcome is UNDECIDED
    assert is_eigenvalue(golden.H, read("(2 + x**(1/2))/2"), golden).outcome is DIFFERS


def test_same_up_to_zeros(bare, refutes):
    net = balanced(NET)
    outer, gram = net.outer_product_hessian, net.gram  # Sigma_xx = I: the same nonzero eigenvalues
    surplus = outer.size - gram.size
    assert same_up_to_zeros(outer, gram, read(f"L + {surplus - 2}"), net).outcome is AGREES
    wrong = same_up_to_zeros(outer, gram, read(f"L + {surplus - 1}"), net)
    assert wrong.outcome is DIFFERS
    refutes(wrong.exhibit)
    one, other = bare([2, 1, 0, 0]), bare([2, 1])
    assert same_up_to_zeros(one.H, other.H, read("2"), one).outcome is AGREES
    assert same_up_to_zeros(other.H, one.H, read("0 - 2"), one).outcome is AGREES
    assert same_up_to_zeros(one.H, bare([2, 2]).H, read("2"), one).outcome is DIFFERS
    assert same_up_to_zeros(one.H, bare([2, 1], slack=fmpq(1, 10**9)).H, read("2"), one).outcome is UNDECIDED


def test_value_is(five, refutes):
    assert value_is(fmpq(4), read("r**2"), five, "square").outcome is AGREES
    assert value_is(fmpq(4), read("r**3"), five, "square").exhibit is None
    wrong = value_is(fmpq(5), read("r**2"), five, "rows", "len(H)")
    assert (wrong.outcome, wrong.printed, wrong.true) == (DIFFERS, "4", "5")
    refutes(wrong.exhibit)
    assert value_is(fmpq(1), read(BLURRED), five, "one").outcome is UNDECIDED


def test_at_most():
    tiny = fmpq(1, 10**40)
    assert at_most(fmpq(1), fmpq(1), "order").outcome is AGREES
    assert at_most(fmpq(1) + tiny, fmpq(1), "order").outcome is DIFFERS
    root = arb(2).sqrt()
    assert at_most(root * root, fmpq(2), "order").outcome is AGREES  # equality, as far as balls see it
    assert at_most(root, fmpq(7, 5), "order").outcome is DIFFERS
    assert at_most(arb(1, 1), fmpq(1), "order").outcome is UNDECIDED


def test_square_at_most(five, refutes):
    M = fmpq_mat(2, 1, [3, 4])
    assert square_at_most(M, read("r + 3"), five).outcome is AGREES
    assert square_at_most(M, read("r + 3 - 1/10**9"), five).outcome is DIFFERS
    assert square_at_most(M, read("0 - r - 3"), five).outcome is DIFFERS
    assert square_at_most(M, read("24**(1/2)"), five).outcome is DIFFERS
    assert square_at_most(M, read("26**(1/2)"), five).outcome is AGREES
    five.setup = ("M = matrix([[3], [4]])",)
    refutes(square_at_most(M, read("r + 2"), five).exhibit)


def test_holds_exactly(five, rounded, refutes):
    assert holds_exactly(five.H, fmpq(1), fmpq(3), 3, five).outcome is AGREES
    for number in (2, 4):
        wrong = holds_exactly(five.H, fmpq(1), fmpq(3), number, five)
        assert (wrong.outcome, wrong.true) == (DIFFERS, "3")
        refutes(wrong.exhibit)
    assert holds_exactly(five.H, arb(1, fmpq(1, 10)), fmpq(3), 3, five).outcome is UNDECIDED
    assert holds_exactly(rounded.H, fmpq(0), fmpq(3), 4, rounded).outcome is UNDECIDED


def test_none_between(five, rounded):
    assert none_between(five.H, fmpq(1), fmpq(3), five).outcome is AGREES
    assert none_between(five.H, fmpq(-2), fmpq(0), five).outcome is AGREES
    assert none_between(five.H, fmpq(3), fmpq(1), five).outcome is AGREES
    wrong = none_between(five.H, fmpq(0), fmpq(2), five)
    assert (wrong.outcome, wrong.true) == (DIFFERS, "2")
    assert none_between(five.H, fmpq(1) - fmpq(1, 10**20), fmpq(3), five).outcome is DIFFERS
    assert none_between(rounded.H, fmpq(1) - fmpq(1, 10**30), fmpq(3), rounded).outcome is AGREES


def test_all_of_puts_the_contradiction_first():
    good, bad, open_ = agrees("a"), differs("b", 1, 2), undecided("c")
    assert all_of(good, open_, bad) is bad
    assert all_of(good, open_, good) is open_
    assert all_of(good, good).outcome is AGREES
