"""Networks at the minimum: every value 1 or 0, no gradient, no loss, no negative curvature."""

from __future__ import annotations

from collections import Counter

import pytest
from flint import fmpq
from hypothesis import given, settings

from tests.effort import often
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.nets.domains import BalancedNetworks
from verify.nets.minimum import NetworksAtTheMinimum
from verify.nets.networks import realisable

RUN = read_run(L="2,3")


def test_every_network_stands_at_the_minimum():
    domain, seen, curved = NetworksAtTheMinimum(), Counter(), 0

    @settings(max_examples=60, derandomize=True, database=None, deadline=None)
    @given(domain.recipes(RUN))
    def collect(recipe):
        nonlocal curved
        made = domain.build({**recipe, "rank_xx": recipe["widths"][0]})
        tiny, exact, net = made.hessian.slack, made.arithmetic.exact, made.network
        assert "head" in recipe
        assert made.head == [1] * made.r
        assert not any(made.tail)
        assert all(abs(x) <= tiny for block in net.gradient() for x in exact(block).entries())
        assert realisable(exact(net.sigma_xx), exact(net.sigma_yx))
        if net.p <= 12:
            assert made.hessian.below(-tiny) == 0
            curved += made.hessian.above(tiny) > 0
        seen.update(made.strata)

    collect()
    assert curved >= 10
    assert min(seen[name] for name in ("r = d*", "r < d*", "exact", "mpmath", "L = 2", "L = 3")) >= 5
    assert seen["tail > 0"] == seen["spread"] == 0


def test_a_share_leaves_the_others_as_drawn():
    domain = NetworksAtTheMinimum(BalancedNetworks(heads=("wide",), tails=("any",), reals=False), share=2)
    there = Counter()

    @settings(max_examples=often(100, 33), derandomize=True, database=None, deadline=None)
    @given(domain.recipes(RUN))
    def collect(recipe):
        made = domain.build({**recipe, "rank_xx": recipe["widths"][0]})
        there[set(made.head) == {fmpq(1)} and not any(made.tail)] += 1

    collect()
    assert min(there[True], there[False]) >= often(20, 7)


def test_unusable_recipes_are_refused():
    for recipe in ({"L": 2}, {"L": {1}}, {"L": 1, "widths": [1, 1], "r": 1, "rank_xx": 2, "head": ["1"]}):
        with pytest.raises(BadInput):
            NetworksAtTheMinimum().build(recipe)
