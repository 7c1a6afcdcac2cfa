"""Matrix identities entry by entry: planted transpositions, signs and counts are found, and their scripts show them."""

from __future__ import annotations

from functools import partial

import pytest
from flint import fmpq, fmpq_mat

from verify.judge.entries import (
    at_each_layer,
    entries_are,
    exists_exactly_when,
    formulas_agree,
    vectorised_in_order,
    whole_numbers_are,
)
from verify.judge.verdicts import Outcome
from verify.nets import differences, kronecker
from verify.nets.general import GeneralNetwork
from verify.nets.tilted import Target
from verify.paper.formulas import Formula

AGREES, DIFFERS = Outcome.AGREES, Outcome.DIFFERS
TABLE = {(1, 1): fmpq(1), (1, 2): fmpq(2), (2, 1): fmpq(-3, 2), (2, 2): fmpq(0)}
A = fmpq_mat(2, 2, [1, 2, fmpq(-3, 2), 0])
NET = GeneralNetwork(
    {
        "L": 2,
        "widths": [2, 1, 3],
        "weights": [["1", "-2"], ["1/2", "3", "0"]],
        "x": [["1", "2"], ["-1", "1"]],
        "y": [["1", "0", "2"], ["3"]],
        "eta": "1/2",
    }
)


def read(text):
    return Formula.read(text)


def test_entries(refutes):
    assert entries_are(read("A[i, j]"), A, {"A": TABLE}, "A").outcome is AGREES
    assert entries_are(read("c*A[i, j]"), A * 3, {"A": TABLE}, "A", c=3).outcome is AGREES
    wrong = [entries_are(read(text), A, {"A": TABLE}, "A") for text in ("A[j, i]", "0 - A[i, j]", "A[i, j] + i - j")]
    assert [answer.outcome for answer in wrong] == [DIFFERS] * 3
    assert ["(1, 2)" in answer.what for answer in wrong] == [True, False, True]
    refutes(*(answer.exhibit for answer in wrong))


def test_an_entry_without_a_value_differs(refutes):
    for text in ("A[i, j]*(j - 1)/(j - 1)", "A[i, j + 1]", "A[i, j]**(1/2)"):
        answer = entries_are(read(text), A, {"A": TABLE}, "A")
        assert answer.outcome is DIFFERS
        refutes(answer.exhibit)


def test_slack_is_granted_and_no_more():
    shifted, hundredth = read("A[i, j] + 1/100"), fmpq(1, 100)
    assert entries_are(shifted, A, {"A": TABLE}, "A", hundredth).outcome is AGREES
    assert entries_are(shifted, A, {"A": TABLE}, "A", hundredth * fmpq(99, 100)).outcome is DIFFERS
    assert entries_are(shifted, A, {"A": TABLE}, "A").outcome is DIFFERS
    assert formulas_agree(shifted, read("A[i, j]"), {"A": TABLE}, {"i": 2, "j": 2}, "A", hundredth).outcome is AGREES


def test_at_each_layer(refutes):
    step = "W[i, j] - eta*grad[i, j]"
    assert at_each_layer(read(step), NET, NET.after_one_step, "a step").outcome is AGREES
    pairs = "Sum(product[u, k]*Sxx[k, v], (k, 1, d_0)) - Syx[u, v]"
    back = f"Sum(Sum(above[u, i]*({pairs})*below[j, v], (v, 1, d_0)), (u, 1, d_L))"
    gradient = partial(NET.of_layer, NET.gradient)
    assert at_each_layer(read(back), NET, gradient, "gradient").outcome is AGREES
    assert at_each_layer(read(f"{back}*c"), NET, gradient, "gradient", c=1).outcome is AGREES
    wrong = [at_each_layer(read("W[i, j] + eta*grad[i, j]"), NET, NET.after_one_step, "a step")]
    wrong.append(at_each_layer(read(back.replace("- Syx", "+ Syx")), NET, gradient, "gradient"))
    wrong.append(at_each_layer(read(f"{back}*c"), NET, gradient, "gradient", c=2))
    wrong.append(at_each_layer(read(f"{step} + Max(0, l - 1)"), NET, NET.after_one_step, "a step"))  # layer 2 alone
    assert [answer.outcome for answer in wrong] == [DIFFERS] * 4
    refutes(*(answer.exhibit for answer in wrong))


def test_the_order_of_vectorisation():
    jacobian = NET.exact(kronecker.jacobian(NET.network))
    derivatives = differences.derivatives_of_product(NET.network)
    assert vectorised_in_order(read("(i - 1)*n + j"), jacobian, derivatives, NET).outcome is AGREES
    for text in ("(j - 1)*n + i", "i*n + j", "(i - 1)*n + j + 1", "(i - 1)*(n + 1) + j"):
        assert vectorised_in_order(read(text), jacobian, derivatives, NET).outcome is DIFFERS
    assert vectorised_in_order(read("(i - 1)*n + j"), -jacobian, derivatives, NET).outcome is DIFFERS


def test_whole_numbers(refutes):
    facts = {"r": 2, "d": 3}
    assert whole_numbers_are(facts, "count", (read("r*d"), 6), (read("r**2"), 4)).outcome is AGREES
    wrong = whole_numbers_are(facts, "count", (read("r*d"), 6), (read("r**3"), 4))
    half = whole_numbers_are(facts, "count", (read("r + 1/2"), 2))
    coded = whole_numbers_are(facts, "count", (read("r"), 3), setup=["M = [1, 2, 3]"], code="len(M)")
    assert [answer.outcome for answer in (wrong, half, coded)] == [DIFFERS] * 3
    assert (wrong.printed, wrong.true) == ("8", "4")
    refutes(wrong.exhibit, half.exhibit, coded.exhibit)


INSIDE = {"L": 2, "widths": [2, 1, 1], "r": 1, "rank_xx": 1}
OUTSIDE = {**INSIDE, "V": ["1/2"]}


def test_exists_exactly_when(refutes):
    inside, outside = Target(INSIDE), Target(OUTSIDE)
    assert (inside.realisable, outside.realisable) == (True, False)
    right = read("outside == 0")
    assert exists_exactly_when(right, inside).outcome is exists_exactly_when(right, outside).outcome is AGREES
    always, never = exists_exactly_when(read("L >= 2"), outside), exists_exactly_when(read("L < 2"), inside)
    assert always.outcome is never.outcome is DIFFERS
    refutes(always.exhibit, never.exhibit)
    assert exists_exactly_when(read("L >= 2"), inside).outcome is AGREES


def test_formulas_agree(refutes):
    def ask(left, right):
        return formulas_agree(read(left), read(right), {"A": TABLE, "c": 2}, {"i": 2, "j": 2}, "both")

    assert ask("c*A[i, j]", "A[i, j] + A[i, j]").outcome is AGREES
    wrong = [ask("A[i, j]", "A[j, i]"), ask("i + j", "i*j"), ask("Piecewise((1, i*j < 4), 0)", "1")]
    assert [answer.outcome for answer in wrong] == [DIFFERS] * 3
    refutes(*(answer.exhibit for answer in wrong))
    assert ask("A[i, j]/(i - j)", "A[i, j]/(i - j)").outcome is DIFFERS  # no value, although both sides read the same


@pytest.mark.parametrize("places", [{"i": 2, "j": 2}, {"i": 2}])
def test_indices_run_to_their_ends(places):
    corner = read("Piecewise((1, i == 2), 0)")
    assert formulas_agree(corner, read("0"), {"j": 1}, places, "both").outcome is DIFFERS
