"""Each repaired wording of the first paper follows from the statements of the repaired paper that are said to replace it.

A wording is held against what those statements' own formulas give in its place, at fifty exact points; a change of either
formula, or of what replaces what, breaks this. Where both are words, or the same condition, the texts are compared.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from flint import arb, fmpq

from verify import catalogue

BOOK, FIRST = catalogue.revision("repaired"), catalogue.revision("full-text")
NEW = {s.id: s for r in BOOK.results.values() for s in r.statements.values()}
OLD = {s.id: s for r in FIRST.results.values() for s in r.statements.values()}
REPAIRED = {id: s.finding.repaired for id, s in OLD.items() if s.finding is not None and s.finding.repaired is not None}
REPLACED = {id: {s.id for s in NEW.values() if id in s.replaces} for id in REPAIRED}
POINTS = 50


class Point:
    """Facts of one setting over Q, and the values of stated formulas there."""

    def __init__(self, seed: int) -> None:
        pick = random.Random(seed)
        L, r = pick.randrange(2, 7), pick.randrange(1, 4)
        star = r + pick.randrange(3)
        rank = pick.choice([r, star, star + 2])
        size = lambda low, high: fmpq(pick.randrange(low, high), 60)  # noqa: E731
        values = {i + 1: size(20, 80) if i < r else size(1, 50) for i in range(star)}
        later = {i: x * size(40, 60) for i, x in values.items()}
        i = pick.randrange(1, star + 1)
        self.facts: dict[str, Any] = {
            "L": L,
            "r": r,
            "d_star": star,
            "d_0": star + 2,
            "d_L": star + pick.randrange(3),
            "rank_xx": rank,
            "p": 200,
            "i": i,
            "k": pick.randrange(1, L + 1),
            "l": pick.randrange(1, L + 1),
            "j": pick.randrange(1, star + 3),
            "t": pick.randrange(9),
            "eta": size(1, 10),
            "lambda_t": size(2, 59),
            "lambda_t1": size(2, 80),
            "lambda_0": size(1, 90),
            "mu": size(30, 80),
            "lambdas": values,
            "lambdas_t": later,
            "lambda_i": values[i],
            "lambda_j": size(1, 60),
            "alpha": size(10, 60),
            "M": fmpq(1),
            "sigma": {n: fmpq(int(n <= rank)) for n in range(1, star + 3)},
            "E_yy": fmpq(r + 2),
            "excess_0": fmpq(1),
            "tail": size(1, 50),
            "m_t": fmpq(1),
            "delta_t": size(1, 9),
            "omega_t": size(1, 60),
            "top_t": size(40, 80),
            "mu_t": size(20, 80),
            "tail_t": size(1, 50),
        }

    def old(self, id: str, part: str = "value", **more: Any) -> Any:
        """A part of a repaired wording of the first paper."""
        return REPAIRED[id].parts[part].at(**{**self.facts, **more})

    def new(self, id: str, part: str = "value", **more: Any) -> Any:
        """A part of a statement of the repaired paper."""
        return NEW[id].printed.parts[part].at(**{**self.facts, **more})

    def old_holds(self, id: str, part: str, **more: Any) -> bool:
        """Whether a condition of a repaired wording holds."""
        return REPAIRED[id].parts[part].holds(**{**self.facts, **more})

    def new_holds(self, id: str, part: str, **more: Any) -> bool:
        """Whether a condition of a statement of the repaired paper holds."""
        return NEW[id].printed.parts[part].holds(**{**self.facts, **more})

    def __getattr__(self, name: str) -> Any:
        return self.facts[name]


def same(one: Any, other: Any) -> bool:
    """Equal over Q, or balls that meet and are narrow."""
    if isinstance(one, arb) or isinstance(other, arb):
        return bool(arb(one).overlaps(arb(other))) and bool(arb(one).rad() < 1e-9)
    return fmpq(one) == fmpq(other)


def below(one: Any, other: Any) -> bool:
    """one <= other up to the width of balls."""
    return bool(arb(one) <= arb(other) + arb(fmpq(1, 10**12)))


# what each wording says, from the formulas of the statements that replace it


def nonzero(p: Point, id: str) -> list[Any]:
    """The nonzero eigenvalues at the minimum without a tail, from a statement that is said to replace the wording."""
    by, ones = REPLACED[id], {i: fmpq(int(i <= p.r)) for i in range(1, max(p.d_L, p.rank_xx) + 1)}
    pairs = [(ones[i], ones[j], j) for i in range(1, p.d_L + 1) for j in range(1, p.rank_xx + 1)]
    if "R.8/spectrum" in by:
        return [x for a, b, _ in pairs if (x := p.new("R.8/spectrum", lambda_i=a, lambda_j=b)) != 0]
    if "R.8/eigenvectors" in by:
        listed = [a * b for a, b, j in pairs if p.new_holds("R.8/eigenvectors", "listed", lambda_i=a, lambda_j=b, j=j)]
        return [p.L if both else 1 for both in listed]
    if "R.7/uniform" in by:
        parts = ("up", "down", "bulk")
        return [p.new("R.7/uniform", x, mu=1) for x in parts for _ in range(int(p.new("R.7/uniform", f"{x}_count")))]
    return [p.L] * p.r**2 + [1] * int(p.r * p.new("R.10/bulk", "times", seen=0))


def count(p: Point, id: str) -> Any:
    """Their number: Lemma 7 (b) at r live values, all seen, where it is named."""
    return p.new("R.8/rank", alive=p.r, alive_seen=p.r) if "R.8/rank" in REPLACED[id] else len(nonzero(p, id))


def bulk(p: Point, id: str) -> int:
    """The number of those that are not dominant."""
    return sum(x != p.L for x in nonzero(p, id))


def entry(p: Point, seen: bool | None = None) -> Any:
    """Lemma 1 (b) at lambda_t; beyond r with the given sigma."""
    if seen is None:
        return p.new("R.1/update")
    return p.new("R.1/update", i=p.r + 1, sigma={p.r + 1: fmpq(int(seen))})


def excess_bound(p: Point) -> Any:
    """Lemma 6 (b) for the head and Lemma 5 (b) for the seen tail."""
    head = sum(((1 - p.lambdas[i] ** p.L) ** 2 for i in range(1, p.r + 1)), fmpq(0)) / 2
    c = arb(p.alpha).root(2 * p.L - 2)
    made = arb(p.new("R.6/bound", c=c, head_0=head))
    for i in range(p.r + 1, min(p.d_star, p.rank_xx) + 1):
        made += arb(p.new("R.5/decay", "upper", lambda_i=p.lambdas[i])) ** (arb(p.L) / (p.L - 1)) / 2
    return made


def tail_part(p: Point, values: dict[int, fmpq]) -> fmpq:
    """Lemma 6 (a) with the head at 1."""
    return p.new("R.6/closed", lambdas_t={i: fmpq(1) if i <= p.r else x for i, x in values.items()})


Check = Callable[[Point, str], bool]
RULES = ("A.2/eq_37", "A.2/update_first", "A.2/update_last", "3.4/update_first", "3.4/update_last", "3.4/all_entries")
GRADIENTS = (
    "A.2/gradient_middle",
    "A.2/gradient_first",
    "A.2/gradient_last",
    *(f"3.4/gradient_{x}" for x in ("middle", "first", "last")),
)
TAILS = ("A.2/eq_32", "3.4/tail", "3.4/constant_tail")
RANKS = (
    "A.1/nonzero_count",
    "A.9/nonzero_count",
    "A.11/value_count",
    "3.5/nonzero_count",
    "Section 1/remaining_zero",
    "Section 4/caption_combined",
)
BULKS = (
    "A.1/bulk_multiplicity",
    "A.9/bulk_multiplicity",
    "A.10/bulk_span",
    "A.10/bulk_count",
    "3.6/outer_bulk",
    "3.6/bulk_multiplicity_main",
    "3.6/bulk_multiplicity_appendix",
)
ZEROS = (
    "A.9/zero_multiplicity",
    "3.5/zero_multiplicity_appendix",
    "3.6/zero_multiplicity_appendix",
    "3.6/outer_zero",
    "Section 1/zero_directions",
)
DISTINCT = (
    "A.1/distinct_nonzero",
    "3.6/distinct_nonzero",
    "3.6/explain_distinct",
    "3.6/outer_distinct",
    "Section 1/two_clusters",
)
NUS = ("A.10/case_2", "A.10/case_3", "A.10/case_4")
FRAMES = ("A.2/vectors", "3.4/constant", "3.4/invariant")
STATIC = ("A.7/tail_static", "A.8/tail_static", "A.3/eq_40")
CHECKS: dict[str, Check] = {
    **dict.fromkeys(RULES, lambda p, id: same(p.old(id), entry(p))),
    **dict.fromkeys(GRADIENTS, lambda p, id: same(p.old(id), p.new("R.1/gradient"))),
    "3.4/zero_gradients": lambda p, id: same(p.old(id, i=p.r + 1), p.new("R.1/gradient", i=p.r + 1)),
    **dict.fromkeys(
        TAILS, lambda p, id: all(same(p.old(id, i=p.r + 1, sigma={p.r + 1: fmpq(s)}), entry(p, bool(s))) for s in (0, 1))
    ),
    **dict.fromkeys(STATIC, lambda p, id: same(p.old(id, i=p.r + 1), entry(p, p.r + 1 <= p.rank_xx))),
    "A.2/eq_36": lambda p, id: all(
        same(p.old(id, part, i=i, sigma={i: fmpq(1)}), p.new("R.1/update", i=i, sigma={i: fmpq(1)}, lambda_t=p.lambdas[i]))
        for part, i in (("head", 1), *((("tail", p.r + 1),) if p.d_star > p.r else ()))
    ),
    "A.2/chain_first_line": lambda p, id: same(
        p.old(id, "next", i=1, lambda_i=p.lambdas[1]), p.new("R.1/gradient", i=1, lambda_i=p.lambdas[1])
    ),
    "A.2/singular_head": lambda p, id: (
        same(p.old(id, "rule"), p.new("R.1/head")) and p.old_holds(id, "when") == (p.new("R.1/head") >= 0)
    ),
    "A.2/singular_tail": lambda p, id: (
        same(p.old(id, "rule", i=p.r + 1, sigma={p.r + 1: fmpq(1)}), entry(p, True))
        and p.old_holds(id, "when", i=p.r + 1, sigma={p.r + 1: fmpq(1)}) == (entry(p, True) >= 0)
    ),
    "3.4/tail_stays": lambda p, id: all(
        p.old_holds(id, "stays_when", i=p.r + 1, sigma={p.r + 1: fmpq(s)}) == (entry(p, bool(s)) == p.lambda_t)
        for s in (0, 1)
    ),
    "A.3/case_1_slip": lambda p, id: same(p.new("R.1/head", eta=p.old(id)), 1),
    "A.3/fixed_points": lambda p, id: all(
        same(p.new("R.1/head", lambda_t=p.old(id, x)), p.old(id, x)) for x in ("first", "second")
    ),
    "A.3/tail_limit": lambda p, id: (
        p.old_holds(id, "for_which", i=p.r + 1) == (p.r + 1 <= p.rank_xx and p.new_holds("R.5/limit", "for_which"))
    ),
    "A.3/tail_decreasing": lambda p, id: (
        p.old_holds(id, "for_which", i=1) == (p.new("R.1/update", i=2, r=1, sigma={2: fmpq(1)}, lambda_t=p.lambda_0) > 0)
    ),
    "A.3/tail_bounded": lambda p, id: (
        p.old_holds(id, "for_which", i=1) == (p.new("R.1/update", i=2, r=1, sigma={2: fmpq(1)}, lambda_t=p.lambda_0) >= 0)
    ),
    **dict.fromkeys(
        ("A.3/input_directions", "A.3/updated", "3.4/only_first_r"),
        lambda p, id: p.old(id) == sum(p.new("R.1/update", i=i) != p.lambda_t for i in range(1, p.d_star + 1)),
    ),
    "A.7/squared": lambda p, id: same(p.old(id, "left"), (1 - p.lambda_t1**p.L) ** 2),
    "A.7/exponential_step": lambda p, id: same(
        p.old(id, "right"), arb(p.new("R.4/contraction", lambda_next=p.lambda_t1)) ** 2 * (1 - p.lambda_t**p.L) ** 2
    ),
    **dict.fromkeys(("A.7/eq_43", "A.8/excess_decay"), lambda p, id: same(p.old(id), excess_bound(p))),
    "A.7/excess": lambda p, id: same(p.old(id), p.new("R.6/closed")),
    "A.7/loss": lambda p, id: same(p.old(id), p.new("R.6/closed") + (p.E_yy - p.r) / 2),
    "A.7/square": lambda p, id: same(
        p.old(id) / 2 - sum((p.lambdas_t[i] ** p.L for i in range(1, p.r + 1)), fmpq(0)) + fmpq(p.r) / 2, p.new("R.6/closed")
    ),
    "A.7/minimiser": lambda p, id: same(p.old(id), tail_part(p, p.lambdas)),
    "A.8/no_contribution": lambda p, id: same(p.old(id), tail_part(p, p.lambdas) - tail_part(p, p.lambdas_t)),
    **dict.fromkeys(RANKS, lambda p, id: same(p.old(id), count(p, id))),
    **dict.fromkeys(BULKS, lambda p, id: same(p.old(id), bulk(p, id))),
    **dict.fromkeys(ZEROS, lambda p, id: same(p.old(id), p.p - count(p, id))),
    **dict.fromkeys(DISTINCT, lambda p, id: p.old(id) == len(set(nonzero(p, id)))),
    "3.5/clusters_main": lambda p, id: p.old(id) == 1 + (bulk(p, id) > 0),
    "3.5/parts_appendix": lambda p, id: p.old(id) == 2 + (bulk(p, id) > 0),
    **dict.fromkeys(
        ("3.5/bulk_multiplicity_main", "3.5/bulk_multiplicity_appendix"),
        lambda p, id: same(p.old(id), p.r * p.new("R.10/bulk", "times", seen=0)),
    ),
    **dict.fromkeys(
        ("3.5/bulk_interval_main", "3.5/bulk_interval_appendix"),
        lambda p, id: all(
            same(p.old(id, x), p.new("R.10/bulk", lambda_i=p.m_t + s * p.delta_t)) for x, s in (("lower", -1), ("upper", 1))
        ),
    ),
    **dict.fromkeys(NUS, lambda p, id: same(p.old(id), p.new("R.8/spectrum"))),
    "A.11/f_value": lambda p, id: p.j > p.d_star or same(p.old(id), p.new("R.8/spectrum", lambda_j=p.lambdas[p.j])),
    "A.10/gram_formula": lambda p, id: same(
        sum((p.old(id, "above", l=l) * p.old(id, "below", l=l) for l in range(1, p.L + 1)), fmpq(0)), p.new("R.8/spectrum")
    ),
    "A.1/eq_24": lambda p, id: same(p.L * p.old(id), p.new("R.8/spectrum", lambda_i=p.mu, lambda_j=p.mu)),
    "A.10/eigenvector_count": lambda p, id: same(
        p.old(id, rank_W=p.d_star), p.new("R.8/rank", alive=p.d_star, alive_seen=min(p.d_star, p.rank_xx))
    ),
    **dict.fromkeys(
        ("A.11/rate", "A.11/norm_rate", "A.11/conclusion_rate"), lambda p, id: same(1 - p.old(id), p.new("R.3/slope"))
    ),
    **dict.fromkeys(
        ("3.5/zero_space_main", "3.5/zero_space_appendix"),
        lambda p, id: same(p.old(id), p.new("R.8/spectrum", lambda_i=p.tail_t, lambda_j=p.tail_t) + p.new("R.9/moved")),
    ),
    **dict.fromkeys(
        ("3.5/functional_decay",), lambda p, id: same(p.old(id, "norm"), p.new("R.9/norm", "upper")) and decays(p, id, 1)
    ),
    "3.5/sketch_loss": lambda p, id: decays(p, id, 2),
    "3.6/remainder_decay": lambda p, id: (
        same(p.old(id, "norm", omega_t=abs(p.mu_t**p.L - 1)), p.new("R.12/norm", mu=p.mu_t)) and decays(p, id, 1)
    ),
    "3.5/ratio_lower_late": lambda p, id: same(p.old(id), ratio(p, -1)),
    "3.5/ratio_upper_late": lambda p, id: same(p.old(id), ratio(p, 1)),
    **dict.fromkeys(
        ("3.6/ratio_main", "3.6/ratio_appendix"),
        lambda p, id: all(
            same(p.old(id, one), p.new(f"R.12/ratio_{other}", mu=p.mu_t))
            for one, other in (("symmetric", "up"), ("antisymmetric", "down"))
        ),
    ),
    "3.6/clean_separation": lambda p, id: p.old_holds(id, "value") == p.new_holds("R.12/order", "condition", mu=p.mu_t),
    "3.5/remark_depth": lambda p, id: p.old_holds(id, "value") == p.new_holds("R.11/depth", "value"),
    "A.8/eq_44": lambda p, id: below(decayed(p), p.old(id, "upper")),
    "A.8/bounded": lambda p, id: same(p.old(id), max(p.new("R.1/signs"), p.tail) ** (p.L - 2)),
    "A.7/one_step": lambda p, id: same(p.old(id), next_bound(p)),
    **dict.fromkeys(
        FRAMES, lambda p, id: REPAIRED[id].parts["exactly_when"].text == NEW["R.2/common"].printed.parts["exactly_when"].text
    ),
    "A.10/eigenvectors": lambda p, id: p.old_holds(id, "listed") == p.new_holds("R.8/eigenvectors", "listed"),
}
IN_WORDS = {  # what no formula of the new statement says, but its sentence
    "A.1/same_spectrum": ("R.8/spectrum", "and zeros"),
    "A.9/same_spectrum": ("R.8/spectrum", "and zeros"),
    "A.10/same_spectrum": ("R.8/spectrum", "and zeros"),
    "A.10/factorisation": ("R.8/spectrum", "j <= rho"),
    "A.11/index_set": ("R.8/spectrum", "i <= d_L and j <= rho"),
    "A.6/layers": ("R.1/update", "every layer keeps its frames"),
    "A.7/product": ("R.1/update", "every layer keeps its frames"),
    "3.4/structure_first": ("R.1/update", "every layer keeps its frames"),
    "3.4/structure_middle": ("R.1/update", "every layer keeps its frames"),
    "3.4/structure_last": ("R.1/update", "every layer keeps its frames"),
    "A.7/projection": ("R.6/closed", "numbered so that Sigma_xx sees v_1, …, v_rho"),
    "3.5/both_bounds": ("R.8/spectrum", "nu(lambda_i, lambda_j)"),
    "3.5/ratio_main": ("R.11/ratio", "within 7 L eps of L"),
    "3.5/ratio_appendix": ("R.11/ratio", "within 7 L eps of L"),
    "3.5/explain_zero": ("R.11/rest_any", "at every t all"),
}


def decays(p: Point, id: str, power: int) -> bool:
    """The stated factor of one step is that of Lemma 4 (b), or (b') from below 1, at the least value alpha = c^(2L-2)."""
    c = arb(p.alpha).root(2 * p.L - 2)
    above = arb(p.new("R.4/contraction", lambda_t=c, lambda_next=c))
    under = 1 - p.L * p.eta * p.alpha
    good = same(p.new("R.4/one_side", lambda_t=c), under)
    return good and same(p.old(id, "factor", M=fmpq(2)), above**power) and same(p.old(id, "factor", M=fmpq(1)), under**power)


def ratio(p: Point, sign: int) -> Any:
    """Lemma 7 (a) at the ends of the interval, each dominant one moved as Lemma 8 (c) allows (Theorem B (e))."""
    top, low = p.m_t + sign * p.delta_t, p.m_t - sign * p.delta_t
    return (p.new("R.8/spectrum", lambda_i=top, lambda_j=top) + sign * p.new("R.9/moved")) / p.new("R.10/bulk", lambda_i=low)


def decayed(p: Point) -> Any:
    """Lemma 8 (a) with the residuals that Theorem B (a) and Lemma 5 (b) leave."""
    c = arb(p.alpha).root(2 * p.L - 2)
    w = max(abs(1 - p.lambdas[i] ** p.L) for i in range(1, p.r + 1))
    seen = [p.new("R.5/decay", "upper", lambda_i=p.lambdas[i]) for i in range(p.r + 1, min(p.d_star, p.rank_xx) + 1)]
    found = [arb(p.new("R.10/values", w_0=w, c=c)), *(arb(y) ** (arb(p.L) / (2 * p.L - 2)) for y in seen)]
    largest = found[0]
    for x in found[1:]:
        largest = largest.max(x)
    return p.new("R.9/norm", "upper", omega_t=largest, top_t=max(p.M, p.tail))


def next_bound(p: Point) -> Any:
    """Lemma 6 (a) after a step: the head by Lemma 4 (b), squared, the tail by Lemma 1 (b)."""
    c = arb(p.alpha).root(2 * p.L - 2)
    head = sum(((1 - p.lambdas_t[i] ** p.L) ** 2 for i in range(1, p.r + 1)), fmpq(0)) / 2
    later = {i: x if i <= p.r else p.new("R.1/update", i=i, lambda_t=x) for i, x in p.lambdas_t.items()}
    return arb(p.new("R.4/contraction", lambda_t=c, lambda_next=c)) ** 2 * head + tail_part(p, later)


@pytest.mark.parametrize("id", [id for id in REPAIRED if REPLACED[id]])
def test_a_repaired_wording_follows_from_what_replaces_it(id):
    if id in IN_WORDS:
        by, words = IN_WORDS[id]
        assert by in REPLACED[id] and words in NEW[by].printed.sentence
        return
    assert all(CHECKS[id](Point(seed), id) for seed in range(POINTS)), id


def test_a_derivation_uses_only_statements_that_are_said_to_replace_the_wording(monkeypatch):
    asked: set[str] = set()
    new, holds = Point.new, Point.new_holds
    monkeypatch.setattr(Point, "new", lambda self, by, *rest, **more: (asked.add(by), new(self, by, *rest, **more))[1])
    monkeypatch.setattr(
        Point, "new_holds", lambda self, by, *rest, **more: (asked.add(by), holds(self, by, *rest, **more))[1]
    )
    for id, check in CHECKS.items():
        asked.clear()
        check(Point(1), id)
        assert asked <= REPLACED[id], id


@pytest.mark.parametrize("id", CHECKS)
def test_a_changed_formula_is_noticed(id, monkeypatch):
    """With the values of the repaired paper a little larger, much larger, negated or 0, a check that asks for one fails."""
    new, asked = Point.new, []
    changes = (lambda x: x * fmpq(1001, 1000) + fmpq(1, 1000), lambda x: 9 * x + 9, lambda x: -x - 1, lambda x: x * 0)
    for change in changes:
        monkeypatch.setattr(Point, "new", lambda *a, change=change, **more: (asked.append(a), change(new(*a, **more)))[1])
        if not all(CHECKS[id](Point(seed), id) for seed in range(POINTS)):
            return
    assert not asked
