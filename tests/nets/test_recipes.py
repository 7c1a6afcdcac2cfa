"""Recipes make the networks of Initialization 2.1: exactly over Q, literally over mpmath reals."""

from __future__ import annotations

import itertools

import pytest
from flint import fmpq
from hypothesis import HealthCheck, given, settings

from tests.effort import often
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.nets.domains import BalancedNetworks
from verify.nets.matrices import RATIONALS, identity
from verify.nets.recipes import balanced

SMALL = {
    "L": 3,
    "widths": [3, 2, 3, 2],
    "r": 1,
    "rank_xx": 2,
    "head": ["3/2"],
    "tail": ["1/2"],
    "U": ["1"],
    "V": ["1/2", "2"],
}


def test_exact_twin_is_balanced_and_aligned():
    net = balanced(SMALL)
    W = net.network.layers
    for lower, upper in itertools.pairwise(W):
        assert upper.transpose() * upper == lower * lower.transpose()  # balancedness
    assert net.U.transpose() * net.U == identity(RATIONALS, 2)
    assert net.V.transpose() * net.V == identity(RATIONALS, 2)
    product = net.spectral_product([x**3 for x in net.values])
    assert net.network.product() == product
    assert net.network.sigma_xx * net.V == net.V  # V lies in the range of Sigma_xx


def test_facts_are_the_papers_symbols():
    facts = balanced({**SMALL, "slack": "1/8"}).facts
    assert (facts["L"], facts["d_star"], facts["p"], facts["tail"]) == (3, 2, 6 + 6 + 6, fmpq(1, 2))
    assert (facts["m_t"], facts["delta_t"]) == (fmpq(3, 2), fmpq(1, 8))


@pytest.mark.parametrize("rank_xx", [1, 2, 3])
def test_literal_initialisation_over_reals(rank_xx):
    net = balanced({"L": 3, "widths": [3, 2, 3, 2], "r": 1, "rank_xx": rank_xx, "seed": 5, "digits": 50})
    a, W = net.arithmetic, net.network.layers
    tiny = fmpq(1, 10**45)
    for lower, upper in itertools.pairwise(W):
        gap = a.exact(a.transpose(upper) * upper - lower * a.transpose(lower))
        assert all(abs(x) < tiny for x in gap.entries())
    gap = a.exact(a.transpose(net.V) * net.V) - identity(RATIONALS, 2)
    assert all(abs(x) < tiny for x in gap.entries())
    assert net.tail == [0]  # exactly zero: the root of a rounding error would not be small


def test_same_recipe_same_network():
    recipe = {"L": 2, "widths": [2, 2, 2], "r": 2, "rank_xx": 2, "seed": 5, "digits": 50}
    assert balanced(recipe) is balanced(dict(reversed(recipe.items())))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"L": 4}, "do not fit L = 4"),
        ({"r": 3}, "not between 0 and d* = 2"),
        ({"rank_xx": 4}, "rank_xx = 4"),
        ({"widths": [3, 1, 3, 2]}, "hidden widths of at least d* = 2"),
        ({"head": ["1", "2"]}, "needs r = 1"),
        ({"head": ["x"]}, "x"),
        ({"head": [0.5]}, "0.5"),
        ({"tail": ["1", "1"]}, "more than d* = 2"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"L": "3"}, "L must be int"),
    ],
)
def test_unusable_recipes_say_why(change, words):
    with pytest.raises(BadInput) as refusal:
        _ = balanced({**SMALL, **change}).values
    assert words in str(refusal.value)


WIDE = BalancedNetworks(tails=("zero", "small", "any"))


def test_the_domain_hits_every_stratum():
    seen = set()

    @settings(
        max_examples=often(300, 100),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(WIDE.recipes(read_run()))
    def collect(recipe):
        seen.update(WIDE.build({**recipe, "rank_xx": recipe["widths"][0]}).strata)

    collect()
    wanted = {"d_0 < d_L", "d_0 = d_L", "d_0 > d_L", "r = d*", "r < d*", "uniform", "tied", "spread", "tail 0", "tail > 0"}
    wanted |= {"hidden = d*", "hidden > d*", "hidden uneven", "exact", "mpmath", "L = 2", "L = 8"}
    assert wanted <= seen


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(WIDE.recipes(read_run(L="3", rank=2)))
def test_choices_are_kept(recipe):
    assert (recipe["L"], recipe["r"]) == (3, 2)
    assert min(recipe["widths"]) >= 2
