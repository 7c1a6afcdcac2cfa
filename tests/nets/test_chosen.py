"""Instances picked on purpose: within the user's choices, and the domain's own draws where too few fit."""

from __future__ import annotations

from hypothesis import find

from verify.judge.run import read_run
from verify.nets.chosen import Chosen
from verify.nets.domains import BalancedNetworks


def listed(L):
    return [{"L": L, "widths": [n] * (L + 1), "r": 1, "head": ["1"]} for n in (1, 2, 3)]


CHOSEN = Chosen(BalancedNetworks(), listed)


def test_only_listed_recipes_are_drawn():
    found = find(CHOSEN.recipes(read_run()), lambda recipe: recipe["widths"] == [3, 3, 3])
    assert found in listed(2)


def test_all_that_fit_are_listed_in_order():
    assert CHOSEN.listing(read_run(L="2,3")) == [*listed(2), *listed(3)]
    assert CHOSEN.listing(read_run(widths="2,2,2")) == []  # one alone supports nothing: the domain draws


def test_other_depths_are_listed_at_that_depth():
    assert find(CHOSEN.recipes(read_run(L="6")), lambda _: True) == listed(6)[0]


def test_the_domain_draws_where_too_few_fit():
    made = find(CHOSEN.recipes(read_run(widths="2,2,1")), lambda _: True)
    assert made["widths"] == [2, 2, 1]


def test_instances_are_those_of_the_domain():
    net = CHOSEN.build({**listed(2)[0], "rank_xx": 1})
    assert net.facts["mu"] == 1 and CHOSEN.reads_covariance
