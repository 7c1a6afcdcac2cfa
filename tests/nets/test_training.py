"""Trained networks keep every step of gradient descent on the matrices."""

from __future__ import annotations

import pytest
from flint import fmpq
from hypothesis import given, settings

from verify.errors import BadInput
from verify.judge.run import read_run
from verify.nets.matrices import rational
from verify.nets.training import TrainedNetwork, TrainedNetworks, tamed

RECIPE = {
    "L": 3,
    "widths": [2, 3, 2, 2],
    "r": 1,
    "rank_xx": 2,
    "head": ["1/2"],
    "tail": ["1/2"],
    "U": ["1"],
    "eta": "1/8",
    "steps": 2,
}


def test_one_step_by_hand():
    net = TrainedNetwork(RECIPE)
    x = fmpq(1, 2)
    assert net.values(1) == [x - fmpq(1, 8) * (x**5 - x**2), x - fmpq(1, 8) * x**5]
    for l in (1, 2, 3):
        core = net.core(2, l)
        assert core[0, 1] == core[1, 0] == 0
        assert net.rebuilt(2, l, core) == net.trajectory[2].layers[l - 1]


def test_over_reals_for_many_steps():
    net = TrainedNetwork({**RECIPE, "seed": 3, "digits": 50, "steps": 200})
    first, second = net.values(200)
    assert abs(first - 1) < fmpq(1, 10**6)
    assert fmpq(1, 100) < second < fmpq(1, 2)  # the tail decays slowly


@pytest.mark.parametrize(
    ("change", "words"), [({"eta": 0.5}, "eta"), ({"steps": -1}, "steps"), ({"steps": 99}, "too many digits")]
)
def test_unusable_recipes_say_why(change, words):
    with pytest.raises(BadInput, match=words):
        TrainedNetwork({**RECIPE, **change})


def test_same_recipe_same_object():
    domain = TrainedNetworks()
    assert domain.build(RECIPE) is domain.build(dict(RECIPE))


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(TrainedNetworks().recipes(read_run()))
def test_no_long_run_over_reals_carries_a_tail_away(recipe):
    if "seed" in recipe:
        size = max((rational(x) for x in recipe.get("tail", [])), default=fmpq(0))
        assert rational(recipe["eta"]) * size ** (2 * recipe["L"] - 2) <= 2


@pytest.mark.parametrize("L", [2, 3, 8])
def test_runs_over_reals_are_tamed(L):
    """A run that runs away has (2L - 1)-fold digits after each step: forty such steps would fill any memory."""
    sampled = {"L": L}
    assert tamed(fmpq(1, 2), sampled) == fmpq(1, 8 * L)
    assert tamed(fmpq(1, 2), {"L": L, "head": ["1"], "tail": ["4", "1/2"]}) == min(fmpq(1, 2), fmpq(2, 4 ** (2 * L - 2)))
    assert tamed(fmpq(1, 2), {"L": L, "head": ["1"], "tail": ["1/2"]}) == fmpq(1, 2)
    recipe = {"L": 3, "digits": 50, "r": 1, "rank_xx": 2, "seed": 282, "steps": 40, "widths": [2, 2, 2, 3]}
    net = TrainedNetwork({**recipe, "eta": str(tamed(fmpq(1, 2), {"L": 3}))})
    assert max(abs(x) for x in net.values(40)) < 2


def test_a_head_that_overshoots_is_named():
    start = {"L": 2, "widths": [1, 1, 1], "r": 1, "rank_xx": 1, "eta": "2/5", "steps": 1}
    assert "head overshoots" in TrainedNetwork({**start, "head": ["3/2"]}).strata  # to 3/4
    assert "head overshoots" not in TrainedNetwork({**start, "head": ["21/20"], "eta": "1/10"}).strata
    assert "head overshoots" not in TrainedNetwork({**start, "head": ["1/2"]}).strata
