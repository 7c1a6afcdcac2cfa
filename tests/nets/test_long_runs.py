"""Long runs: tails where they are wanted, steps cut where a run may blow up, and the recurrence seen on the matrices."""

from __future__ import annotations

from collections import Counter

import pytest
from flint import fmpq
from hypothesis import given, settings

from verify.errors import BadInput
from verify.judge.run import read_run
from verify.nets.long_runs import LongRun, LongRuns
from verify.nets.matrices import rational
from verify.nets.networks import realisable

SHAPE = {"L": 2, "widths": [2, 2, 2], "r": 1, "rank_xx": 2, "head": ["1/2"], "eta": "1/4", "steps": 3}


def drawn(domain, run, count):
    made = []

    @settings(max_examples=count, derandomize=True, database=None, deadline=None)
    @given(domain.recipes(run))
    def collect(recipe):
        made.append(recipe)

    collect()
    return made


@pytest.mark.parametrize(
    ("tail", "stratum"), [("0", "u = 0"), ("1", "0 < u < 1"), ("2", "1 <= u < 2"), ("5/2", "1 <= u < 2"), ("3", "u >= 2")]
)
def test_strata_say_how_far_the_first_step_goes(tail, stratum):
    names = LongRun({**SHAPE, "tail": [tail]}).strata  # u = tail^2 / 4
    assert [name for name in names if "u" in name.split()] == [stratum]


def test_values_follow_their_recurrences():
    run = LongRuns().build({**SHAPE, "tail": ["3"]})
    head, tail = fmpq(1, 2), fmpq(3)
    for t in range(4):
        assert run.values(t) == [head, tail]
        head, tail = head - (head**3 - head) / 4, tail - tail**3 / 4


def test_a_long_run_settles_over_reals():
    run = LongRun({**SHAPE, "tail": ["1"], "seed": 1, "digits": 50, "steps": 100})
    first, second = run.values(100)
    assert abs(first - 1) < fmpq(1, 10**9)
    assert 0 < second < fmpq(1, 5)


def test_the_domain_hits_its_strata():
    seen, lengths, domain = Counter(), Counter(), LongRuns(lengths=(15, 15, 1000))
    recipes = drawn(domain, read_run(), 300)
    for recipe in recipes:
        short = {**recipe, "rank_xx": recipe["widths"][0], "steps": min(recipe["steps"], 1)}
        run = domain.build(short)
        seen.update(run.strata)
        lengths[recipe["steps"]] += 1
        first, exact = run.initial.network, run.arithmetic.exact
        assert realisable(exact(first.sigma_xx), exact(first.sigma_yx))
        assert recipe["steps"] * recipe["L"] <= 2000
        assert "seed" in recipe or recipe["steps"] <= 3
        runaway = "eta > bound" in run.strata or "u >= 2" in run.strata
        assert ("seed" not in recipe) is runaway
    wanted = {"u = 0", "0 < u < 1", "1 <= u < 2", "u >= 2", "eta < bound", "eta = bound", "eta > bound"}
    wanted |= {"head < 1", "head > 1", "head mixed", "d_0 < d_L", "d_0 = d_L", "d_0 > d_L", "L = 2", "L = 8"}
    assert min(seen[name] for name in wanted) >= 6
    assert min(lengths[n] for n in (2, 3, 15, 1000)) >= 3
    assert sum(1 for r in recipes if r["L"] == 8 and r["steps"] == 1000) == 0


@pytest.mark.parametrize(("kind", "stratum"), [("short", "0 < u < 1"), ("over", "1 <= u < 2"), ("beyond", "u >= 2")])
def test_a_tail_lies_where_it_is_wanted(kind, stratum):
    domain = LongRuns(tails=(kind,), with_tail=True)
    for recipe in drawn(domain, read_run(L="2,3,4"), 40):
        assert recipe["r"] < min(recipe["widths"])
        us = [rational(recipe["eta"]) * rational(x) ** (2 * recipe["L"] - 2) for x in recipe["tail"]]
        low, high = {"short": (fmpq(1, 100), 1), "over": (1, 2), "beyond": (2, 9)}[kind]
        assert all(low <= u < high for u in us)
        built = domain.build({**recipe, "rank_xx": recipe["widths"][0], "steps": 1})
        assert stratum in built.strata


def test_choices_are_kept():
    for recipe in drawn(LongRuns(), read_run(L="3", rank=2), 20):
        assert (recipe["L"], recipe["r"], len(recipe["head"])) == (3, 2, 2)
        assert min(recipe["widths"]) >= 2
    for recipe in drawn(LongRuns(), read_run(widths="3,2,2"), 20):
        assert (recipe["L"], recipe["widths"]) == (2, [3, 2, 2])


def test_depth_one_runs_exactly():
    for recipe in drawn(LongRuns(), read_run(L="1"), 20):
        run = LongRuns().build({**recipe, "rank_xx": recipe["widths"][0]})
        x = run.initial.head[0]
        assert "seed" not in recipe
        assert run.values(run.steps)[0] == 1 + (x - 1) * (1 - run.eta) ** run.steps


@pytest.mark.parametrize("change", [{"eta": 0.5}, {"steps": -1}, {"tail": ["x"]}, {"colour": 1}, {"steps": 99}])
def test_unusable_recipes_are_refused(change):
    with pytest.raises(BadInput):
        LongRuns().build({**SHAPE, **change})
