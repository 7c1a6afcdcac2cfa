"""Comparisons along gradient descent on weight matrices: each singular value, from each step to the next."""

from __future__ import annotations

import pytest
from flint import arb, fmpq

from verify.judge import paths
from verify.judge.verdicts import Outcome
from verify.nets.training import TrainedNetwork
from verify.paper.formulas import Formula

AGREES, DIFFERS, UNDECIDED = Outcome.AGREES, Outcome.DIFFERS, Outcome.UNDECIDED
RUN = {"L": 2, "widths": [2, 3, 2], "r": 1, "rank_xx": 2, "head": ["1/2"], "tail": ["1/2"], "eta": "1/4", "steps": 2}
NET = TrainedNetwork(RUN)
TURNED = TrainedNetwork({**RUN, "U": ["1/2"]})
REAL = TrainedNetwork({**RUN, "seed": 3, "digits": 50})
HEAD, TAIL = "lambda_i - eta*(lambda_i**(2*L - 1) - lambda_i**(L - 1))", "lambda_i - eta*lambda_i**(2*L - 1)"
TINY = fmpq(1, 10**30)


def read(text):
    return Formula.read(text)


def along(net, numbers):
    return list(paths.steps(net, numbers))


def test_steps_by_hand():
    first, second = along(NET, [1])
    assert (first.now, first.next) == (fmpq(1, 2), fmpq(19, 32))
    assert (second.t, second.start, second.now) == (1, fmpq(1, 2), fmpq(19, 32))
    assert paths.path(NET, 2)[:2] == [fmpq(1, 2), fmpq(15, 32)]
    assert (list(paths.head_of(NET)), list(paths.tail_of(NET))) == ([1], [2])


@pytest.mark.parametrize("net", [NET, TURNED, REAL])
def test_next_is(net):
    assert paths.next_is(read(HEAD), along(net, [1])).outcome is AGREES
    assert paths.next_is(read(TAIL), along(net, [2])).outcome is AGREES
    for text, i in ((HEAD, 2), (TAIL, 1), (HEAD.replace("2*L - 1", "2*L"), 1), (TAIL.replace("- eta", "+ eta"), 2)):
        assert paths.next_is(read(text), along(net, [i])).outcome is DIFFERS
    assert paths.next_is(read(f"{TAIL} + 1/10**9"), along(net, [2])).outcome is DIFFERS


def test_next_is_shows_the_step(refutes):
    late = paths.next_is(read(f"Piecewise(({HEAD}, t == 0), lambda_0)"), along(NET, [1]))  # right in the first step alone
    wrong = paths.next_is(read(TAIL.replace("2*L - 1", "L")), along(NET, [2]))
    refutes(late.exhibit, wrong.exhibit)
    assert paths.next_is(read("lambda_i"), along(TURNED, [1])).exhibit is None


def test_happens_exactly_when(refutes):
    def ask(text, happens, code, numbers=(1, 2)):
        return paths.happens_exactly_when(read(text), happens, NET, numbers, "falls", code)

    def falls(step):
        return step.next < step.now

    assert ask("i > r", falls, "later < now").outcome is AGREES
    assert ask("i <= r", lambda step: not falls(step), "later >= now").outcome is AGREES
    never, always = ask("i > r + 1", falls, "later < now"), ask("i >= r", falls, "later < now")
    assert never.outcome is always.outcome is DIFFERS
    refutes(never.exhibit, always.exhibit)
    once = ask("i > r", lambda step: step.t == 0, "False", [2])  # true at the first step only
    assert once.outcome is DIFFERS
    refutes(once.exhibit)
    assert ask("(2**(1/2))**2 <= 2", falls, "later < now").outcome is UNDECIDED


def test_within():
    zero, one = fmpq(0), fmpq(1)
    start = fmpq(15, 32)
    rate = paths.path(NET, 2)[2] / start
    assert paths.within(NET, 2, zero, start, one, "distance").outcome is AGREES
    assert paths.within(NET, 2, zero, start, rate + TINY, "distance").outcome is AGREES
    assert paths.within(NET, 2, zero, start, rate - fmpq(1, 10**9), "distance").outcome is DIFFERS
    assert paths.within(NET, 2, zero, start - fmpq(1, 10**9), one, "distance").outcome is DIFFERS
    assert paths.within(NET, 1, one, fmpq(13, 32), one, "distance").outcome is AGREES
    assert paths.within(NET, 1, one, fmpq(12, 32), one, "distance").outcome is DIFFERS


def test_between_and_reaches():
    low, high = min(paths.path(NET, 2)), fmpq(1, 2)
    assert paths.between(NET, [2], low - TINY, high, "tail").outcome is AGREES
    assert paths.between(NET, [2], low, high, "tail").outcome is DIFFERS  # the lower end is not attained
    assert paths.between(NET, [2], low - TINY, high - TINY, "tail").outcome is DIFFERS
    assert paths.between(NET, [1, 2], low - TINY, high, "all").outcome is DIFFERS
    assert paths.reaches(fmpq(1), fmpq(1), NET, "order").outcome is AGREES
    assert paths.reaches(1 + TINY, fmpq(1), NET, "order").outcome is DIFFERS
    assert paths.reaches(1 + REAL.rounding, fmpq(1), REAL, "order").outcome is AGREES
    assert paths.reaches(1 + 2 * REAL.rounding, fmpq(1), REAL, "order").outcome is DIFFERS


def test_grows_between():
    def ask(least, most, numbers=(2,)):
        def found(step):
            return 1 / step.now, 1 / step.next, fmpq(least), fmpq(most)

        return paths.grows_between(NET, numbers, found, "growth of 1/u")

    assert ask(0, 1).outcome is AGREES
    most, least = (1 / step.next - 1 / step.now for step in along(NET, [2]))
    assert most == fmpq(32, 15) - 2
    assert ask(least, most).outcome is AGREES
    assert ask(least + TINY, most).outcome is DIFFERS
    assert ask(least, most - TINY).outcome is DIFFERS
    assert ask(0, 1, (1,)).outcome is DIFFERS
    assert paths.grows_between(NET, [1, 2], lambda step: None, "nothing").outcome is Outcome.NOTHING


def test_strictly_above():
    assert paths.strictly_above(fmpq(1), 1 - TINY, "x").outcome is AGREES
    assert paths.strictly_above(fmpq(1), fmpq(1), "x").outcome is DIFFERS
    assert paths.strictly_above(arb(1, 1), fmpq(1), "x").outcome is UNDECIDED
    assert paths.strictly_above(arb(3, 1), fmpq(1), "x").outcome is AGREES


def test_changed():
    assert paths.changed(NET) == paths.changed(REAL) == 2
    assert paths.changed(TrainedNetwork({**RUN, "rank_xx": 1})) == 1  # the tail lies outside Sigma_xx
    assert paths.changed(TrainedNetwork({**RUN, "head": ["1"], "tail": ["0"]})) == 0


def test_counted(refutes):
    def ask(text, net=NET, **more):
        return paths.counted(2, read(text), net, "rank of Sigma_xx", "rank(Sxx)", **more)

    assert ask("d_star").outcome is AGREES
    assert ask("d_star + 1", most=True).outcome is AGREES
    wrong = [ask("d_star + 1"), ask("r"), ask("r", most=True), ask("3/2")]
    assert [answer.outcome for answer in wrong] == [DIFFERS] * 4
    refutes(*(answer.exhibit for answer in wrong))
    assert ask("(2**(1/2))**2").outcome is UNDECIDED
    assert ask("r", TURNED).exhibit is None


def test_scripts_reach_the_later_weights(refutes):
    code = "at(2)[0][0][0]"
    true = paths.path(NET, 1)[2]
    wrong = paths.counted(int(true.ceil()), read("r + 1"), NET, "a number", f"({code} > F(1, 2)) + 0")
    assert wrong.outcome is DIFFERS
    refutes(wrong.exhibit)
