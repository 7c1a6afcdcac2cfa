"""Stated rules against gradient descent on the real matrices: entry by entry, layer by layer, straight or tilted."""

from __future__ import annotations

import pytest
from flint import arb, fmpq

from verify.judge.steps import covariance_acts, follows, is_next_singular_value, near, number_is, off_frames, product_is
from verify.judge.verdicts import Outcome
from verify.nets.tilted import TiltedNetwork
from verify.paper.formulas import Formula

AGREES, DIFFERS, UNDECIDED, NOTHING = Outcome.AGREES, Outcome.DIFFERS, Outcome.UNDECIDED, Outcome.NOTHING
RUN = {
    "L": 3,
    "widths": [3, 2, 3, 2],
    "r": 1,
    "rank_xx": 3,
    "head": ["1/2"],
    "tail": ["1/2"],
    "U": ["1"],
    "V": ["1/2"],
    "eta": "1/4",
    "steps": 2,
}
NET = TiltedNetwork(RUN)
REAL = TiltedNetwork({**RUN, "seed": 3, "digits": 60})
TILTED = TiltedNetwork({**RUN, "rank_xx": 2, "V": [], "tilt": ["1/2"], "steps": 1})
SLOPE = "lambda_t**(2*L - 1) - Piecewise((lambda_t**(L - 1), i <= r), 0)"
NEXT = f"lambda_t - eta*({SLOPE})"
LAYERS = (1, 2, 3)


def read(text):
    return Formula.read(text)


def test_product_is(refutes):
    for net in (NET, REAL):
        assert product_is(net, read("lambdas_t[i]**L")).outcome is AGREES
    assert product_is(REAL, read("lambdas_t[i]")).outcome is DIFFERS
    for net, text in ((NET, "lambdas_t[i]**(L - 1)"), (TILTED, "lambdas_t[i]**L")):
        answer = product_is(net, read(text))
        assert answer.outcome is DIFFERS
        refutes(answer.exhibit)


@pytest.mark.parametrize("net", [NET, REAL])
@pytest.mark.parametrize("whole", [False, True])
def test_follows(net, whole):
    for kind, text in (("now", "lambda_i"), ("next", NEXT), ("gradient", SLOPE)):
        assert follows(net, kind, read(text), LAYERS, whole=whole).outcome is AGREES
        assert follows(net, kind, read(text), LAYERS, whole=whole, shared=True).outcome is AGREES
        assert follows(net, kind, read(f"{text} + 1/10**9"), LAYERS, whole=whole).outcome is DIFFERS
        for wrong in ("Max(0, i - 1)", "Max(0, k - 2)", "t"):  # at the second index, third layer, second step alone
            assert follows(net, kind, read(f"{text} + {wrong}"), LAYERS, whole=whole).outcome is DIFFERS


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("next", NEXT.replace("2*L - 1", "2*L")),
        ("next", f"{NEXT} + t"),
        ("next", NEXT.replace("i <= r", "i <= r + 1")),
        ("gradient", f"0 - ({SLOPE})"),
        ("gradient", f"{SLOPE} + Max(0, k - 2)"),
        ("now", "lambda_i + t*(k - 1)"),
    ],
)
def test_planted_errors_are_shown(kind, text, refutes):
    answer = follows(NET, kind, read(text), LAYERS)
    assert answer.outcome is DIFFERS
    refutes(answer.exhibit)
    assert follows(REAL, kind, read(text), LAYERS).exhibit is None


def test_only_what_is_asked_is_compared():
    assert follows(NET, "next", read(f"{NEXT} + i - 1"), LAYERS, [1]).outcome is AGREES
    assert follows(NET, "next", read(f"{NEXT} + k - 2"), [2]).outcome is AGREES
    assert follows(NET, "next", read(f"{NEXT} + t"), LAYERS, times=[0]).outcome is AGREES
    assert follows(NET, "next", read(NEXT), []).outcome is NOTHING
    assert follows(NET, "next", read(NEXT), LAYERS, []).outcome is NOTHING


def test_a_tilted_step_leaves_the_frames(refutes):
    sloped = "lambda_t - eta*(sigma[i]*lambda_t**(2*L - 1) - Piecewise((lambda_t**(L - 1), i <= r), 0))"
    assert follows(TILTED, "next", read(sloped), LAYERS).outcome is AGREES  # the diagonal alone
    left = follows(TILTED, "next", read(sloped), LAYERS, whole=True)
    assert left.outcome is DIFFERS
    plain = follows(TILTED, "next", read(NEXT), LAYERS)
    assert plain.outcome is DIFFERS
    refutes(left.exhibit, plain.exhibit)


def test_off_frames(refutes):
    assert off_frames(NET, read("0"), LAYERS).outcome is off_frames(REAL, read("0"), LAYERS).outcome is AGREES
    one, moved = off_frames(NET, read("1"), LAYERS), off_frames(TILTED, read("0"), LAYERS)
    assert one.outcome is moved.outcome is DIFFERS
    refutes(one.exhibit, moved.exhibit)
    assert off_frames(NET, read("0"), []).outcome is NOTHING


def test_covariance_acts(refutes):
    assert covariance_acts(NET, read("1"), [1, 2]).outcome is covariance_acts(REAL, read("1"), [1]).outcome is AGREES
    two, later = covariance_acts(NET, read("2"), [1]), covariance_acts(NET, read("i"), [1, 2])
    turned = covariance_acts(TILTED, read("sigma[i]"), [1, 2])  # v_2 is no eigenvector
    assert two.outcome is later.outcome is turned.outcome is DIFFERS
    refutes(two.exhibit, later.exhibit, turned.exhibit)
    assert covariance_acts(TILTED, read("1"), [1]).outcome is AGREES
    assert covariance_acts(NET, read("1"), []).outcome is NOTHING


def test_is_next_singular_value(refutes):
    def ask(rule, when, net=NET, i=1):
        return is_next_singular_value(net, read(rule), read(when), i, 2)

    assert ask(NEXT, "eta < 1").outcome is ask(NEXT, "eta < 1", REAL).outcome is AGREES
    never, wrong = ask(NEXT, "eta > 1"), ask(NEXT.replace("2*L - 1", "2*L"), "eta < 1")
    assert never.outcome is wrong.outcome is DIFFERS
    refutes(wrong.exhibit)
    assert ask(NEXT.replace("2*L - 1", "2*L"), "eta > 1").outcome is AGREES  # neither
    assert ask(NEXT, "(2**(1/2))**2 <= 2").outcome is UNDECIDED
    crossed = TiltedNetwork({**RUN, "tail": ["3"], "steps": 1})  # 3 - 243/4 < 0: its absolute value is one
    assert ask(NEXT, "eta*lambda_t**(2*L - 2) <= 1", crossed, 2).outcome is AGREES
    assert ask(NEXT, "eta*lambda_t**(2*L - 2) <= 100", crossed, 2).outcome is DIFFERS


def test_number_is(refutes):
    code = "len(Sxx) - multiplicity(Sxx, 0)"
    assert number_is(NET, fmpq(3), 3, "rank of Sigma_xx", code).outcome is AGREES
    wrong = number_is(NET, fmpq(2), 3, "rank of Sigma_xx", code)
    next_ = number_is(NET, fmpq(0), 1, "moves", "int(after != W)", "next")
    assert wrong.outcome is next_.outcome is DIFFERS
    refutes(wrong.exhibit, next_.exhibit)
    assert number_is(REAL, fmpq(2), 3, "rank of Sigma_xx", code).exhibit is None


def test_near():
    tiny, third = fmpq(1, 2**50), fmpq(1, 3)
    assert near(third, third, "x", fmpq(0)).outcome is AGREES
    assert near(third + tiny, third, "x", fmpq(0)).outcome is DIFFERS
    assert near(third + tiny, third, "x", tiny).outcome is near(third - tiny, third, "x", tiny).outcome is AGREES
    assert near(third - 2 * tiny, third, "x", tiny).outcome is DIFFERS
    assert near(third, third, "x", fmpq(1, 2**39)).outcome is UNDECIDED  # what is known so badly decides nothing
    assert near(arb(third, tiny), third, "x", fmpq(0)).outcome is UNDECIDED
    assert near(arb(third), third, "x", tiny).outcome is AGREES
    assert near(arb(1), third, "x", tiny).outcome is DIFFERS
