"""Special cases that random draws never meet: wherever the assumptions of a statement admit one, its instances hold it.

Whether they admit one is found out, not listed: a drawn recipe is changed so that it has the special case, and built. Where
the domain builds it and the statement admits it, the domain must draw it by itself.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from functools import cache, cached_property

import pytest

from tests.effort import nightly
from verify import catalogue
from verify.errors import BadInput
from verify.judge.checking import not_admitted
from verify.judge.draws import draw, under
from verify.judge.fresh import is_drawn
from verify.judge.run import Run
from verify.judge.runner import cases

RUN = Run(seed=1, depths=(2, 3, 4))
DRAWS, CHANGED = 160, 3


def wide(recipe, extra=0):
    """The recipe with room for two tail values beside one of the head, and for `extra` directions of the input more."""
    kept = {key: recipe[key] for key in ("L", "eta", "noise", "slack") if key in recipe}
    kept |= {"steps": min(1, recipe["steps"])} if "steps" in recipe else {}  # exact, without a seed
    return {**kept, "widths": [3 + extra, *[3] * recipe["L"]], "r": 1, "rank_xx": 3, "head": recipe["head"][:1]}


def with_head(recipe, head):
    return {**recipe, "head": head}


def with_eta(recipe, part):
    top = max(1, *map(Fraction, recipe["head"]))
    bound = min(Fraction(1, recipe["L"]), 1 / top ** (2 * recipe["L"] - 2))
    return {**recipe, "eta": str(part * bound), "steps": min(1, recipe["steps"])}


def balanced(change):
    return lambda recipe: change(recipe) if "head" in recipe else None


def trained(change):
    return lambda recipe: change(recipe) if "head" in recipe and "eta" in recipe else None


def overshooting(recipe):
    return with_eta({**recipe, "head": ["3/2"] * recipe["r"], "steps": 1}, Fraction(9, 10))


def loud(recipe):
    return {**wide(recipe), "tail": [str(2 * Fraction(recipe["head"][0])), "0"]}


# the strata that a network with the special case has, and a change that makes it
SPECIAL = {
    "a head value of 0": ({"head with 0"}, balanced(lambda m: with_head(m, ["0", *m["head"][1:]]))),
    "a head of zeros": ({"head with 0", "uniform"}, balanced(lambda m: with_head(m, ["0"] * m["r"]))),
    "a zero beside a live tail": ({"tail 0 beside > 0"}, balanced(lambda m: {**wide(m), "tail": ["0", "1/2"]})),
    "equal tail values": ({"tail tied"}, balanced(lambda m: {**wide(m), "tail": ["1/2", "1/2"]})),
    "equal tail values across the range": (
        {"tail tied", "V tilted"},
        trained(lambda m: {**wide(m, 1), "tail": ["1/2", "1/2"], "tilt": ["1/3", "-1", "1/3"]}),
    ),
    "a tail above the head": ({"tail above head"}, balanced(loud)),
    "a head that overshoots": ({"head overshoots"}, trained(overshooting)),
    "a step size at its bound": ({"eta = bound"}, trained(lambda m: with_eta(m, 1))),
    "a step size beyond its bound": ({"eta > bound"}, trained(lambda m: with_eta(m, Fraction(3, 2)))),
    "noise in y": ({"noisy y"}, trained(lambda m: {**m, "noise": "1"})),
}

# premises of a claim that its recipe does not show
PREMISES = {
    "NetworksAtTheMinimum": "every head value is 1, and no tail",
    "Settled": "every head value is 1: where training ended",
    "PaperRuns": "the sizes of the paper's experiments",
}


# so many statements, by wording and reading, whose random draws still lack what they admit (the listed instances of
# lemmas/corner_cases.py are not counted here).
LEFT = {
    "a head value of 0": 31,
    "a head of zeros": 31,
    "a zero beside a live tail": 84,
    "equal tail values": 65,
    "equal tail values across the range": 32,
    "a tail above the head": 9,
    "a head that overshoots": 44,
    "a step size beyond its bound": 21,
}


@cache
def drawn(domain):
    found = []
    draw(domain, RUN, DRAWS, 7, found.append)
    return list({repr(recipe): recipe for recipe in found}.values())


@cache
def standing():
    """The drawn cases of statements that stand, by the statement with its wording and reading, of all papers."""
    found = defaultdict(list)
    for paper in catalogue.papers().values():
        book = catalogue.revision(paper.revision)
        for module in catalogue.module_names(paper.name):
            for case in cases(catalogue.lemma(module), book):
                if is_drawn(case, RUN) and type(case.claim.domain).__name__ not in PREMISES:
                    found[case.statement.id, case.reading, case.under and case.under.name].append(case)
    return found


class Nets:
    """The networks of one domain under one reading: each is built once, for all statements."""

    def __init__(self, case):
        self.case, self.kinds = case, {}

    @cached_property
    def strata(self):
        return [(recipe, set(net.strata)) for recipe in drawn(self.case.claim.domain) if (net := self.built(recipe))]

    def built(self, recipe):
        try:
            return self.case.claim.domain.build(under(self.case, recipe))
        except BadInput:
            return None

    def with_strata(self, special):
        """Changed recipes that have the special case, and drawn ones."""
        if special not in self.kinds:
            wanted, change = SPECIAL[special]
            changed = {repr(made): made for recipe in drawn(self.case.claim.domain) if (made := change(recipe))}
            some = sorted(changed.values(), key=lambda made: (made["L"], sum(made["widths"])))[:CHANGED]
            able = [made for made in some if (net := self.built(made)) and wanted <= set(net.strata)]
            here = [recipe for recipe, strata in self.strata if wanted <= strata] if able else []
            self.kinds[special] = able, here
        return self.kinds[special]


NETS = {}


def nets_of(case):
    return NETS.setdefault((case.claim.domain, case.under and case.under.name), Nets(case))


def admitted(case, recipes):
    """Whether the statement speaks of one of these networks."""
    return any(not_admitted(case, nets_of(case).built(recipe)) is None for recipe in recipes)


@nightly
@pytest.mark.parametrize("special", SPECIAL)
def test_what_a_statement_admits_is_drawn(special):
    spoken_of, left_out = 0, []
    for key, found in standing().items():
        kinds = [(case, *nets_of(case).with_strata(special)) for case in found]
        if any(admitted(case, able) for case, able, _ in kinds):
            spoken_of += 1
            left_out += [] if any(admitted(case, here) for case, _, here in kinds) else [key]
    assert spoken_of > 20 and len(left_out) <= LEFT.get(special, 0), left_out
