"""Drawing instances with Hypothesis: the same recipes for the same options, the rare strata first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container
from dataclasses import replace
from functools import lru_cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from verify.errors import BadInput
from verify.judge.cases import Case
from verify.judge.checking import not_admitted
from verify.judge.run import Run
from verify.nets.domains import BalancedNetworks, Domain
from verify.paper.arithmetic import Exact
from verify.paper.formulas import Imprecise, Undefined
from verify.paper.statements import Reading

SESSION = 8  # draws of one Hypothesis session
SPREAD = 120  # recipes put in order of rarity; the rest follow as drawn
SESSIONS = 10_007  # seeds kept apart for one --seed


def draw(domain: Domain, run: Run, draws: int, seed: int, body: Callable[[dict[str, Any]], None]) -> None:
    """Run a body on that many drawn recipes; when it raises, Hypothesis shrinks the recipe before passing it on."""

    def each(recipe: dict[str, Any]) -> None:
        body(recipe)

    limits = settings(
        max_examples=draws,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    seeded(seed)(limits(given(domain.recipes(run))(each)))()


@lru_cache(maxsize=256)
def at_depth(domain: Domain, run: Run, L: int) -> tuple[dict[str, Any], ...]:
    """A few recipes of one depth."""
    drawn: list[dict[str, Any]] = []
    draw(domain, replace(run, depths=(L,)), SESSION, SESSIONS * run.seed + L, drawn.append)
    return tuple({repr(recipe): recipe for recipe in drawn}.values())


def missing_depths(case: Case, run: Run, seen: Container[int]) -> list[dict[str, Any]]:
    """Recipes of the depths of a run that were not drawn; and one far deeper, of the least widths, another for each seed.

    An error may vanish at all other depths. For balanced networks as they are drawn: a trained one would be too dear.
    """
    assert case.claim is not None
    domain = case.claim.domain
    if not isinstance(domain, BalancedNetworks) or run.widths is not None:
        return []
    pools = [at_depth(domain, run, L) for L in run.depths if L not in seen]
    if run.deep is not None:
        pools.append(at_depth(replace(domain, largest=1), run, run.deep))
    read = ([under(case, recipe) for recipe in drawn] for drawn in pools)
    return [r for drawn in read for r in [r for r in drawn if not_admitted(case, domain.build(r)) is None][:1]]


def under(case: Case, recipe: dict[str, Any]) -> dict[str, Any]:
    """The drawn recipe with the rank of Sigma_xx that the case's reading gives it (isotropic where there is none)."""
    assert case.claim is not None and case.claim.domain is not None
    if not case.claim.domain.reads_covariance:
        return recipe
    d_0, d_L = recipe["widths"][0], recipe["widths"][-1]
    sizes = {"L": recipe["L"], "d_0": d_0, "d_L": d_L, "d_star": min(d_0, d_L), "r": recipe["r"]}
    rank = d_0 if case.under is None else _rank(case.under, sizes)
    return {**{k: recipe[k] for k in ("L", "widths", "r")}, "rank_xx": rank, **recipe}


def _rank(reading: Reading, sizes: dict[str, int]) -> int:
    """The rank of Sigma_xx that a reading gives. Raises BadInput where its formula is no whole number of the sizes."""
    try:
        value = reading.rank_xx.at(**sizes)
    except (Undefined, Imprecise, KeyError) as error:
        raise BadInput(f"[readings.{reading.name}] rank_xx: {reading.rank_xx} has no value at {sizes} ({error})") from None
    whole = Exact().count(value)
    if whole is None:
        raise BadInput(f"[readings.{reading.name}] rank_xx: {reading.rank_xx} is {value} at {sizes}, not a whole number")
    return whole


def untrained(domain: Any) -> bool:
    """Whether the instances are networks before any training: the values of their symbols cost little."""
    return isinstance(domain, BalancedNetworks)


def listing(case: Case, run: Run) -> list[dict[str, Any]]:
    """All recipes of a domain that lists its instances, in its own order; [] for one that is drawn from."""
    assert case.claim is not None
    listed = getattr(case.claim.domain, "listing", None)
    return listed(run) if listed else []


_POOLS: dict[Any, list[dict[str, Any]]] = {}


def pool(case: Case, run: Run, draws: int) -> list[dict[str, Any]]:
    """Drawn recipes under the case's reading, each once, in an order in which even a short run meets the rare strata.

    Of a domain that lists its instances: all of them, as listed.

    Short sessions with seeds of their own: within one session Hypothesis varies what it drew before, and strata suffer.
    """
    assert case.claim is not None and case.claim.domain is not None
    domain = case.claim.domain
    reading = case.under.rank_xx if case.under and domain.reads_covariance else None
    assumed = (*case.conventions, *case.wording.given, *(case.under.given if case.under else ()))  # not their texts: aliases
    key = (domain, run, draws, reading, assumed)
    if key not in _POOLS:
        listed = listing(case, run)
        if listed:
            _POOLS[key] = [under(case, recipe) for recipe in listed]
            return _POOLS[key]
        drawn: list[dict[str, Any]] = []
        if (domain, run, draws) not in _POOLS:
            for session in range(-(-draws // SESSION)):
                draw(domain, run, SESSION, SESSIONS * run.seed + session, drawn.append)
            _POOLS[domain, run, draws] = list({repr(recipe): recipe for recipe in drawn}.values())
        read = [under(case, recipe) for recipe in _POOLS[domain, run, draws]]
        built = [(recipe, domain.build(recipe)) for recipe in read]
        missed = [recipe for recipe, instance in built if not_admitted(case, instance) is not None]
        met = [(recipe, instance.strata) for recipe, instance in built if recipe not in missed]
        more = missing_depths(case, run, {recipe["L"] for recipe, _ in met if "L" in recipe})
        met = [*((recipe, domain.build(recipe).strata) for recipe in more), *met]
        _POOLS[key] = _shuffled(_rare_first(met), missed)
    return _POOLS[key]


def _shuffled(met: list[dict[str, Any]], missed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Recipes that miss an assumption spread among those that meet all: the counts then say how many are discarded."""
    if not met:
        return missed
    share = len(missed) / len(met)
    mixed, taken = [], 0
    for number, recipe in enumerate(met, 1):
        upto = round(number * share)
        mixed += [*missed[taken:upto], recipe]
        taken = upto
    return mixed + missed[taken:]


def _rare_first(recipes: list[tuple[dict[str, Any], list[str]]]) -> list[dict[str, Any]]:
    """Greedily, the next recipe is the first one with the stratum seen least so far (of those that many share)."""
    seen: Counter[str] = Counter()
    left, ordered = recipes[:SPREAD], []
    while left:
        best = min(left, key=lambda item: min(seen[stratum] for stratum in item[1]))
        left.remove(best)
        seen.update(best[1])
        ordered.append(best[0])
    return ordered + [recipe for recipe, _ in recipes[SPREAD:]]
