"""Values and bounds along gradient descent, within the trajectory's own tolerance; scripts train the network again."""

from __future__ import annotations

import pytest
from flint import arb, ctx, fmpq, fmpq_mat

from verify.judge.descents import (
    at_most_on,
    block_is,
    diagonal_on,
    each_at_most,
    each_next_is,
    functional_exhibit,
    square_at_most_on,
    stated_at_most,
    value_on,
)
from verify.judge.verdicts import Outcome
from verify.nets.losses import WatchedDescent
from verify.paper.formulas import Formula

AGREES, DIFFERS, UNDECIDED = Outcome.AGREES, Outcome.DIFFERS, Outcome.UNDECIDED
RUN = {
    "L": 2,
    "widths": [2, 2, 2],
    "r": 1,
    "rank_xx": 2,
    "head": ["1/2"],
    "tail": ["1/2"],
    "eta": "1/4",
    "steps": 2,
    "noise": "1",
}
NET = WatchedDescent(RUN)
REAL = WatchedDescent({**RUN, "seed": 3, "digits": 50})
TINY = fmpq(1, 10**30)


def read(text):
    return Formula.read(text)


def truths(net):
    return {
        "loss": net.loss(net.steps),
        "excess": net.excess(net.steps),
        "cross": net.moments["cross"],
        "square": net.moments["square"],
    }


LAMBDAS = {
    "loss": "(1 - lambdas_t[1]**L)**2/2 + lambdas_t[2]**(2*L)/2 + L_min",
    "excess": "(1 - lambdas_t[1]**L)**2/2 + lambdas_t[2]**(2*L)/2",
    "cross": "lambdas_t[1]**L",
    "square": "lambdas_t[1]**(2*L) + lambdas_t[2]**(2*L)",
}


@pytest.mark.parametrize("truth", list(LAMBDAS))
@pytest.mark.parametrize("net", [NET, REAL])
def test_values(net, truth):
    true, text = truths(net)[truth], LAMBDAS[truth]
    assert value_on(net, true, read(text), truth, truth).outcome is AGREES
    for wrong in (f"{text} + 1/10**9", f"({text})*(1 - 1/10**9)", text.replace("L", "(L + 1)", 1).replace("(L + 1)_", "L_")):
        assert value_on(net, true, read(wrong), truth, truth).outcome is DIFFERS


@pytest.mark.parametrize("truth", list(LAMBDAS))
def test_scripts_find_the_true_values(truth, refutes, shown):
    true, text = truths(NET)[truth], LAMBDAS[truth]
    wrong = value_on(NET, true, read(f"{text} + 1/10**9"), truth, truth)
    over = at_most_on(NET, true, read(f"{text} - 1/10**9"), truth, truth)
    assert wrong.outcome is over.outcome is DIFFERS
    refutes(wrong.exhibit, over.exhibit)
    claimed = value_on(NET, true + 1, read(text), truth, truth)  # a wrong truth: its script must not confirm it
    assert shown(claimed.exhibit)[0][0] == 1


def test_bounds_are_tight():
    true = NET.loss(2)
    assert at_most_on(NET, true, read("loss_t"), "loss", "loss").outcome is AGREES
    assert at_most_on(NET, true, read("loss_t + c"), "loss", c=1).outcome is AGREES
    assert at_most_on(NET, true, read("loss_t - 1/10**30"), "loss").outcome is DIFFERS
    assert at_most_on(NET, true, read("loss_t - c"), "loss", c=1).exhibit is None
    assert at_most_on(REAL, REAL.loss(2) + REAL.slack, read("loss_t"), "loss").outcome is AGREES
    assert at_most_on(REAL, REAL.loss(2) + 2 * REAL.slack, read("loss_t"), "loss").outcome is DIFFERS
    assert at_most_on(NET, arb(1, 1), read("1"), "wide").outcome is UNDECIDED


def test_values_by_balls():
    root = arb(2).sqrt()
    assert value_on(NET, root, read("L**(1/2)"), "root").outcome is UNDECIDED  # over Q there is no tolerance for balls
    assert value_on(NET, root, read("L**(1/2) + 1/10**9"), "root").outcome is DIFFERS
    assert value_on(NET, fmpq(1), read("(L**(1/2))**2"), "two").outcome is DIFFERS
    wide = WatchedDescent({**RUN, "seed": 3, "digits": 30})
    with ctx.workprec(200):
        assert value_on(wide, fmpq(2) + wide.slack / 2, read("(L**(1/2))**2"), "two").outcome is AGREES
        assert value_on(wide, fmpq(2) + 3 * wide.slack, read("(L**(1/2))**2"), "two").outcome is DIFFERS


def test_functional_exhibit(shown):
    H = NET.functional(NET.steps)
    greatest = max(sum(abs(x) for x in row) for row in H.matrix.tolist())  # more than the norm
    assert shown(functional_exhibit(NET, greatest), functional_exhibit(NET, fmpq(0))) == [
        (1, "not refuted: the statement holds here"),
        (0, "REFUTED"),
    ]


NEXT = "lambda_t - eta*lambda_t**(2*L - 1)"
HEAD = f"{NEXT} + eta*lambda_t**(L - 1)"


@pytest.mark.parametrize("net", [NET, REAL])
def test_each_next_is(net):
    assert each_next_is(net, read(HEAD)).outcome is each_next_is(net, read(NEXT), tail=True).outcome is AGREES
    assert each_next_is(net, read(NEXT)).outcome is each_next_is(net, read(HEAD), tail=True).outcome is DIFFERS
    late = f"Piecewise(({NEXT}, lambda_t == 1/2), 0)"  # right in the first step alone
    assert each_next_is(net, read(late), tail=True).outcome is DIFFERS
    assert each_next_is(net, read(f"{NEXT} + 1/10**9"), tail=True).outcome is DIFFERS
    assert each_next_is(net, read(f"{NEXT} + i - 2"), tail=True).outcome is AGREES  # the tail has i = 2 alone


def test_each_at_most():
    def ask(left, right, net=NET):
        return each_at_most(net, read(left), read(right), "a bound")

    assert ask("lambda_t", "lambda_t1").outcome is ask("lambda_t", "lambda_t1", REAL).outcome is AGREES
    assert ask("lambda_t1", "lambda_t1").outcome is AGREES
    assert ask("lambda_t1", "lambda_t1 - 1/10**30").outcome is DIFFERS
    assert ask("lambda_t1", "19/32").outcome is DIFFERS  # the first step keeps to it, the second does not
    assert ask("lambda_t1", "lambda_t", REAL).exhibit is None


def test_scripts_show_each_step(refutes):
    wrong = [
        each_next_is(NET, read(NEXT)),
        each_next_is(NET, read(f"Piecewise(({NEXT}, lambda_t == 1/2), 0)"), tail=True),
        each_at_most(NET, read("lambda_t1"), read("lambda_t"), "a bound"),
        each_at_most(NET, read("lambda_t1"), read("19/32"), "a bound"),
    ]
    refutes(*(answer.exhibit for answer in wrong))
    assert each_next_is(WatchedDescent({**RUN, "steps": 0}), read("0")).outcome is Outcome.NOTHING  # no step was made


def test_bounds_below_and_squares(refutes):
    true = NET.loss(2)
    assert stated_at_most(NET, read("loss_t"), true, "loss", "loss").outcome is AGREES
    low = stated_at_most(NET, read("loss_t + 1/10**9"), true, "loss", "loss")
    root = f"({true.p}/{true.q})**(1/2)"
    assert square_at_most_on(NET, true, read(root), "loss", "loss").outcome is AGREES
    assert square_at_most_on(NET, true, read("1"), "loss", "loss").outcome is AGREES
    assert square_at_most_on(NET, true, read("loss_t"), "loss", "loss").outcome is DIFFERS  # below 1: its square is smaller
    high = square_at_most_on(NET, true, read(f"{root} - 1/10**6"), "loss", "loss")
    assert low.outcome is high.outcome is DIFFERS
    refutes(low.exhibit, high.exhibit)


def test_diagonal_on(refutes):
    one = fmpq_mat(2, 2, [1, 0, 0, 1])
    assert diagonal_on(NET, read("1"), one, "V^T Sigma_xx V", "projection").outcome is AGREES
    wrong = [diagonal_on(NET, read(text), one, "V^T Sigma_xx V", "projection") for text in ("i", "2 - i", "0 - 1")]
    assert [answer.outcome for answer in wrong] == [DIFFERS] * 3
    refutes(*(answer.exhibit for answer in wrong))
    beside = fmpq_mat(2, 2, [1, 1, 0, 1])
    assert diagonal_on(NET, read("1"), beside, "V^T Sigma_xx V", "projection").outcome is DIFFERS


DEEP = WatchedDescent({**RUN, "L": 3, "widths": [2, 2, 3, 2], "steps": 1, "U": ["1/2"]})
PARTS = {"from": "Min(k, l) + 1", "to": "Max(k, l) - 1", "above": "Max(k, l) + 1", "below": "Min(k, l) - 1"}


@pytest.mark.parametrize(("k", "l"), [(1, 2), (2, 1), (3, 2), (1, 3), (3, 1)])
def test_block_is(k, l, shown):
    parts = {name: read(text) for name, text in {**PARTS, "commutations": "1"}.items()}
    true = DEEP.functional_block(k, l)
    assert block_is(DEEP, true, parts, k, l).outcome is AGREES
    right, bare = (block_is(DEEP, -true, {**parts, "commutations": read(n)}, k, l) for n in ("1", "0"))
    assert right.outcome is bare.outcome is DIFFERS
    assert [code for code, _ in shown(right.exhibit, bare.exhibit)] == [1, 0]  # scripts make the block from its parts
