"""The domain of critical points: what is asked for is drawn, within the user's choices."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from verify.judge.run import read_run
from verify.nets.critical_draws import CriticalNetworks


def drawn(domain, run=None, number=60):
    found = []

    @settings(max_examples=number, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(domain.recipes(run or read_run()))
    def each(recipe):
        found.append(domain.build(recipe))

    each()
    return found


@pytest.mark.parametrize(
    ("domain", "wanted"),
    [
        (CriticalNetworks(), {"balanced", "not balanced", "a bulk", "no bulk", "exact", "mpmath"}),
        (CriticalNetworks(inputs=("raw", "white")), {"raw", "white"}),
        (CriticalNetworks(learns=("part", "all")), {"saddle or narrow"}),
        (CriticalNetworks(learns=("room",)), {"saddle or narrow", "hidden < d*"}),
        (CriticalNetworks(targets=("identity",)), {"Sigma_yx = I"}),
    ],
)
def test_strata_are_met(domain, wanted):
    seen = Counter(name for net in drawn(domain) for name in net.strata)
    assert wanted <= set(seen)


def test_inverse_inputs_keep_the_cross_covariance():
    domain = CriticalNetworks(layers=("balanced",), inputs=("inverse",), reals=False)
    assert all(x * y == 1 for net in drawn(domain, number=25) for x, y in zip(net.products, net.sigmas))


def test_the_users_widths_and_depths_are_kept():
    domain = CriticalNetworks(learns=("all", "room", "part"))
    assert {net.widths for net in drawn(domain, read_run(widths="3,2,2"), 25)} == {(3, 2, 2)}
    assert {net.L for net in drawn(domain, read_run(L="6"), 10)} == {6}
    assert {net.r for net in drawn(domain, read_run(rank=1), 10)} == {1}
