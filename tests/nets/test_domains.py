"""Drawn recipes: shapes of heads as named, sizes within their limits, every network a network."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import find, given, settings

from tests.effort import often
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.nets.domains import REALS_LIMIT, BalancedNetworks, largest_width
from verify.nets.networks import realisable


def drawn(domain, run, count):
    made = []

    @settings(max_examples=count, derandomize=True, database=None, deadline=None)
    @given(domain.recipes(run))
    def collect(recipe):
        made.append(recipe)

    collect()
    return made


def heads(shape, L="2,3,5", rank=3, count=60):
    domain = BalancedNetworks(heads=(shape,), reals=False, saddle=False)
    return [(r["L"], [Fraction(x) for x in r["head"]]) for r in drawn(domain, read_run(L=L, rank=rank), count)]


def test_widths_shrink_with_depth():
    assert [largest_width(L) for L in (1, 2, 3, 4, 6, 8, 15, 16, 64)] == [4, 4, 4, 3, 3, 2, 2, 2, 2]


def test_uniform_heads_are_equal():
    assert all(len(set(head)) == 1 for _, head in heads("uniform"))
    assert len({head[0] for _, head in heads("uniform")}) >= 5


def test_tied_heads_have_a_pair():
    assert all(head[0] == head[1] for _, head in heads("tied"))
    assert sum(head[2] != head[0] for _, head in heads("tied")) >= 20


def test_close_heads_are_close_and_apart():
    for L, head in heads("close"):
        ratios = {x / head[0] for x in head[1:]}
        assert ratios <= {1 + Fraction(j, 8 * L) for j in (1, 2, 4)}


def test_edges_lie_next_to_the_gap_condition():
    for L, head in heads("edge"):
        ratio = head[1] / head[0]
        assert ratio ** (2 * L - 2) < L
        assert (ratio + Fraction(1, 64)) ** (2 * L - 2) >= min(L, Fraction(127, 64) ** (2 * L - 2))
        assert set(head[1:]) == {head[1]}
        assert head[1] > head[0]


def test_wide_heads_spread_on_both_sides():
    ratios = [head[1] / head[0] for _, head in heads("wide")]
    assert min(sum(x > 1 for x in ratios), sum(x < 1 for x in ratios)) >= 10


@pytest.mark.parametrize(("kind", "values"), [("small", {"1/8", "1/100"}), ("any", {"1/2", "1", "1/8", "2"})])
def test_tails_are_of_their_kind(kind, values):
    recipes = drawn(BalancedNetworks(tails=(kind,), reals=False), read_run(), 100)
    for recipe in recipes:
        free = min(recipe["widths"][0], recipe["widths"][-1]) - recipe["r"]
        assert len(recipe.get("tail", [])) == free
        assert len(recipe["head"]) == recipe["r"]
    assert values <= {x for recipe in recipes for x in recipe.get("tail", [])} <= values | {"0", "4"}
    tails = [recipe["tail"] for recipe in recipes if len(recipe.get("tail", [])) > 1]
    assert sum(len(set(tail)) == 1 for tail in tails) >= 3  # tied
    assert sum(tail[0] == "0" != tail[1] for tail in tails) >= 3  # one that has vanished before one that has not
    assert all(len(tail) > 1 for tail in tails if "0" in tail)


def test_rare_tails_are_named():
    network = {"L": 2, "widths": [3, 3, 3], "r": 1, "rank_xx": 3, "head": ["1"]}
    domain = BalancedNetworks(tails=("any",))
    for tail, name in (["0", "1/2"], "tail 0 beside > 0"), (["1/2", "1/2"], "tail tied"), (["2", "1"], "tail above head"):
        assert name in domain.build({**network, "tail": tail}).strata
    assert not [name for name in domain.build({**network, "tail": ["1/2", "1/4"]}).strata if name[:6] == "tail a"]


@pytest.mark.parametrize("whole", [True, False])
def test_every_drawn_recipe_makes_a_network_that_exists(whole):
    domain, seen = BalancedNetworks(tails=("zero", "any")), Counter()
    for recipe in drawn(domain, read_run(), 240):
        made = domain.build({**recipe, "rank_xx": recipe["widths"][0] if whole else recipe["r"]})
        a, net = made.arithmetic, made.network
        if a.name == "exact":
            assert realisable(net.sigma_xx, net.sigma_yx)
        else:
            assert net.p <= REALS_LIMIT
            assert recipe["digits"] == 50
            assert all(x == 0 for i, x in enumerate(a.exact(net.sigma_yx).entries()) if i % made.d_0 >= made.rank_xx)
        assert min(made.widths) == made.d_star
        turned = [key for key in ("U", "V") if recipe.get(key)]
        seen.update([*made.strata, *turned, "sampled" if made.sampled else "given"])
    wanted = {"U", "V", "sampled", "given", "exact", "mpmath", "r < d*", "r = d*", "d_0 < d_L", "d_0 > d_L", "d_0 = d_L"}
    wanted |= {"hidden = d*", "hidden > d*", "hidden uneven", "loose interval", "tight interval", "tail > 0", "tail 0"}
    assert min(seen[name] for name in wanted) >= 4


def test_hidden_layers_are_equal_larger_or_uneven():
    kinds = Counter()
    for recipe in drawn(BalancedNetworks(), read_run(L="6"), 60):
        star = min(recipe["widths"][0], recipe["widths"][-1])
        kinds[tuple(sorted({d - star for d in recipe["widths"][1:-1]}))] += 1
    assert min(kinds[(0,)], kinds[(1,)], kinds[(0, 1)]) >= 5


def test_choices_are_kept():
    for recipe in drawn(BalancedNetworks(), read_run(widths="3,2,4,2", rank=2, dps=70), 40):
        assert (recipe["L"], recipe["widths"], recipe["r"]) == (3, [3, 2, 4, 2], 2)
        assert recipe.get("digits", 70) == 70
    for recipe in drawn(BalancedNetworks(reals=False), read_run(L="12"), 30):
        assert (recipe["L"], len(recipe["widths"])) == (12, 13)
        assert len([d for d in recipe["widths"][1:-1] if d != min(recipe["widths"])]) <= 1  # one wider layer
        assert "seed" not in recipe


def test_the_simplest_recipe_is_the_smallest_network():
    exactly = settings(max_examples=often(300, 100), derandomize=True, database=None, deadline=None)
    found = find(BalancedNetworks().recipes(read_run()), lambda recipe: True, settings=exactly)
    assert found == {"L": 2, "widths": [1, 1, 1], "r": 1, "head": ["1"], "slack": "1/64"}


def test_the_same_recipe_is_the_same_network():
    recipe = {"L": 2, "widths": [1, 1, 1], "r": 1, "head": ["1"], "rank_xx": 1}
    assert BalancedNetworks().build(recipe) is BalancedNetworks().build(dict(reversed(recipe.items())))


def test_widths_with_a_bottleneck_are_refused():
    """Other domains take them: whether a hidden width may be small depends on the paper."""
    with pytest.raises(BadInput, match=r"--widths 3,1,3: Initialization 2.1 needs every hidden width .* d\* = 3"):
        BalancedNetworks().recipes(read_run(widths="3,1,3"))


def test_some_heads_hold_a_zero():
    """The saddle, from which training does not move a value: beside others, or all of them where they are alike."""
    wide = [made["head"] for made in drawn(BalancedNetworks(heads=("wide",), reals=False), read_run(rank=2), 120)]
    assert 8 <= sum("0" in head for head in wide) <= 40
    assert all(head.count("0") <= 1 for head in wide)
    level = [made["head"] for made in drawn(BalancedNetworks(heads=("uniform",), reals=False), read_run(rank=2), 120)]
    assert all(head in (["0", "0"], head[:1] * 2) for head in level) and ["0", "0"] in level
    kept = drawn(BalancedNetworks(reals=False, saddle=False), read_run(), 80)
    assert not any("0" in made["head"] for made in kept)


def test_a_zero_in_the_head_is_named():
    network = {"L": 2, "widths": [2, 2, 2], "r": 2, "rank_xx": 2, "head": ["0", "1"]}
    built = BalancedNetworks().build(network)
    assert "head with 0" in built.strata and (built.facts["rank_W"], built.facts["r"]) == (1, 2)
    with pytest.raises(BadInput, match="must not be negative"):
        BalancedNetworks().build({**network, "head": ["-1", "1"]})
