"""Theorem 3.5: the Hessian has a dominant, a bulk and a zero cluster, and the first two are a factor of order L apart.

Uses A.8 (decay of the functional Hessian), A.9 (clusters of the outer-product Hessian) and Weyl's inequality. Main text,
proof sketch and appendix are checked side by side; "main" and "appendix" in the names tell them apart.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp
from flint import fmpq

from lemmas import bifurcation as both
from lemmas import lemma_a9 as a9
from lemmas import outer_product as gram
from lemmas import sharp_clusters as sharp
from lemmas.corner_cases import SETTLED
from verify import (
    Equivalence,
    Space,
    Stated,
    all_of,
    at_most,
    at_most_everywhere,
    claim,
    count_is,
    distinct_nonzero_is,
    every,
    holds_exactly,
    identity,
    integer,
    kronecker,
    matrices_equal,
    none_between,
    nonnegative,
    positive,
    rank_is,
    same_up_to_zeros,
)
from verify.judge.orders import Comparison
from verify.judge.placement import (
    confined,
    holds_at_least,
    moves_at_most,
    number_is,
    ratio_at_least,
    ratio_at_most,
    residual_falls,
)
from verify.judge.questions import in_cases
from verify.judge.tested import suffices
from verify.nets.snapshots import Snapshot, Snapshots

# notation and derivation: lemmas/bifurcation.py

L = gram.L
k = nonnegative("k").symbol
EQUAL = Space((integer("L", 2), positive("m_t")), {"delta_t": sp.Integer(0)})
TAILED = Snapshots(tails=("zero", "any", "small"), real_steps=(0, 5))
MOVING = Snapshots(("below", "levels", "crossing", "any"), ("zero", "any", "small"), exact_steps=(1, 2), real_steps=(2, 20))
RATIONAL = Snapshots(heads=("any",), tails=("zero", "any"), exact_steps=(0,), reals=False)
MULTIPLICITIES = ("dominant_multiplicity", "bulk_multiplicity_main", "bulk_multiplicity_appendix")
DOMINANT = ("dominant_interval_main", "dominant_interval_appendix")
BULK = ("bulk_interval_main", "bulk_interval_appendix")


# claims, in the order of the paper


@claim("3.5", "dominant_multiplicity")
def counts_the_dominant_pairs(stated: Stated):
    """The stated number is the number of pairs (i, j) with i, j <= r."""
    return a9.counts_the_dominant_pairs(stated)


@claim("3.5", *MULTIPLICITIES, domain=both.PAPER, at="at_the_papers_size")
@claim("3.5", *MULTIPLICITIES, domain=SETTLED, at="beside_a_tail")
@claim("3.5", *MULTIPLICITIES, domain=both.LATE)
def counts_its_cluster(stated: Stated, net: Snapshot):
    """The true Hessian has exactly the stated number of eigenvalues in the widened dominant or bulk interval."""
    return count_is(net.hessian, *both.widened(net, net.L if stated.name.startswith("dominant") else 1), stated.value, net)


@claim("3.5", *DOMINANT, uses=("A.7/exponential_step", "A.3/interval"))
def widens_the_dominant_interval(stated: Stated):
    """The stated ends lie beyond the least and greatest nu_ij over the interval, moved apart by the head's residual."""
    low, high = (gram.dominant_eigenvalue(end, end) for end in (both.LEAST, both.MOST))
    return suffices(
        at_most_everywhere(stated.lower, low - both.head_residual(), both.HEAD_RESIDUAL, "lower end"),
        at_most_everywhere(high + both.head_residual(), stated.upper, both.HEAD_RESIDUAL, "upper end"),
    )


@claim("3.5", *DOMINANT, *BULK, domain=both.PAPER, at="at_the_papers_size")
@claim("3.5", *BULK, domain=sharp.BULK, at="at_its_ends")
@claim("3.5", *DOMINANT, domain=sharp.HEADS, at="at_its_ends")
@claim("3.5", *DOMINANT, *BULK, domain=TAILED)
def holds_its_eigenvalues(stated: Stated, net: Snapshot):
    """The stated interval holds at least r^2 or, for the bulk, (rank Sigma_xx + d_L - 2r) r eigenvalues of the Hessian."""
    number = net.r**2 if stated.name.startswith("dominant") else both.bulk_size(net)
    return holds_at_least(net.hessian, stated.lower.at(**net.facts), stated.upper.at(**net.facts), number, net)


@claim("3.5", "bulk_multiplicity_main", "bulk_multiplicity_appendix", per_reading=True)
def counts_the_bulk_pairs(stated: Stated):
    """The stated number is the number of pairs with just one index <= r and v_j in the range of Sigma_xx."""
    return a9.counts_the_bulk_pairs(stated)


@claim("3.5", *BULK)
def holds_the_bulk_of_a_zero_tail(stated: Stated):
    """The stated ends lie beyond the least and greatest lambda_i^(2L-2) over the interval: a zero tail moves none.

    Where the tail is not assumed to be zero, they also lie beyond those of nu_ij, lambda_j in the tail, moved apart by w.
    """
    least, most = gram.bulk_eigenvalue(both.LEAST), gram.bulk_eigenvalue(both.MOST)
    questions = [
        at_most_everywhere(stated.lower, least, both.NO_TAIL, "lower end"),
        at_most_everywhere(most, stated.upper, both.NO_TAIL, "upper end"),
    ]
    if not both.assumes_no_tail(stated):
        highest = gram.dominant_eigenvalue(both.MOST, both.TAIL) + both.W
        questions.append(at_most_everywhere(stated.lower, least - both.W, both.WITH_TAIL, "lower end beside a tail"))
        questions.append(at_most_everywhere(highest, stated.upper, both.WITH_TAIL, "upper end beside a tail"))
    return suffices(*questions)


@claim("3.5", "zero_space_main")
def widens_the_tail(stated: Stated):
    """The stated value is at least the greatest nu_ij with both values in the tail, plus w."""
    greatest = gram.dominant_eigenvalue(both.TAIL, both.TAIL) + both.W
    return suffices(at_most_everywhere(greatest, stated.value, both.WITH_TAIL, "greatest size"))


@claim("3.5", "zero_space_main", "zero_space_appendix", domain=sharp.TAILS)
def confines_the_pairs_in_the_tail(stated: Stated, net: Snapshot):
    """All eigenvalues on the entries (i, j), i, j > r, of the layers, which the Hessian keeps to itself, are as small."""
    size = stated.value.at(**net.facts)
    return confined(net.hessian, both.tail_entries(net), -size, size, net)


@claim("3.5", "zero_space_main", "zero_space_appendix", domain=both.PAPER, at="at_the_papers_size")
@claim("3.5", "zero_space_main", "zero_space_appendix", domain=SETTLED, at="beside_a_tail")
@claim("3.5", "zero_space_main", "zero_space_appendix", domain=sharp.TAILS, at="beside_a_loud_tail")
@claim("3.5", "zero_space_main", "zero_space_appendix", domain=TAILED)
def confines_the_remaining_eigenvalues(stated: Stated, net: Snapshot):
    """All eigenvalues of the true Hessian outside the two clusters are at most the stated value in size."""
    size = stated.value.at(**net.facts)
    return holds_at_least(net.hessian, -size, size, both.remaining(net), net)


@claim("3.5", "zero_multiplicity_appendix", domain=both.PAPER, at="at_the_papers_size")
@claim("3.5", "zero_multiplicity_appendix", domain=both.LATE)
def counts_the_zero_cluster(stated: Stated, net: Snapshot):
    """The true Hessian has exactly the stated number of eigenvalues of size at most |H_f|_2."""
    return count_is(net.hessian, -net.facts["h_f"], net.facts["h_f"], stated.value, net)


@claim("3.5", "clusters_main", domain=both.RESTING)
def counts_the_nonzero_clusters(stated: Stated, net: Snapshot):
    """Where training ends the true Hessian has the stated number of different nonzero eigenvalues."""
    return distinct_nonzero_is(net.hessian, stated.value, net)


@claim("3.5", "parts_appendix", domain=both.RESTING)
def counts_the_parts(stated: Stated, net: Snapshot):
    """Where training ends the true Hessian has the stated number of different eigenvalues, zero included."""
    different = net.hessian.distinct_nonzero() + min(1, net.hessian.nullity)
    code = "distinct_nonzero(H) + (multiplicity(H, 0) > 0)"
    return number_is(fmpq(different), stated.value, net, "different eigenvalues of the Hessian", code)


@claim("3.5", "functional_decay", domain=sharp.STEPS, at="in_the_first_step")
@claim("3.5", "functional_decay", domain=MOVING, uses=("A.8/eq_44", "3.4/eq_45"))
def shrinks_in_each_step(stated: Stated, net: Snapshot):
    """|H_f|_2 is at most the stated norm, and |Omega| falls by the stated factor or more in the last step."""
    norm = at_most(net.facts["h_f"] - net.rounding, stated.norm.at(**net.facts), "|H_f|_2")
    return all_of(norm, residual_falls(net, stated.factor))


@claim("3.5", "ratio_main", "ratio_appendix", domain=both.RESTING)
def is_the_ratio_in_the_limit(stated: Stated, net: Snapshot):
    """Where training ends the stated value is an eigenvalue of the Hessian r^2 times, and the bulk's eigenvalue is 1."""
    value = stated.value.at(**net.facts)
    dominant = holds_exactly(net.hessian, value, value, net.r**2, net)
    return all_of(dominant, holds_exactly(net.hessian, fmpq(1), fmpq(1), both.bulk_size(net), net))


@claim("3.5", "explain_orders", domain=both.LATE)
def lie_inside_the_clusters(stated: Stated, net: Snapshot):
    """The stated orders lie between the ends of the dominant and of the bulk interval."""
    cases = [(*a9.ends(net, n), value.at(**net.facts)) for value, n in ((stated.dominant, net.L), (stated.bulk, 1))]
    return all_of(*(at_most(*sides, "order") for low, high, x in cases for sides in ((low, x), (x, high))))


@claim("3.5", "explain_zero", domain=both.RESTING)
def vanish_where_training_ends(stated: Stated, net: Snapshot):
    """At the minimum, or where a tail alternates for ever, the eigenvalues outside the clusters have the stated value."""
    value = stated.value.at(**net.facts)
    return holds_exactly(net.hessian, value, value, both.remaining(net), net)


@claim("3.5", "remark_depth")
def compares_the_condition_at_two_depths(stated: Stated):
    """The stated order of L^(1/(2(L-1))) and (L+1)^(1/(2L)) is that of L^L and (L+1)^(L-1), for every L."""
    neighbours = ((L - 1 - k) / ((k + 1) * L), 1 - (k * L + k + 1) / ((k + 1) * L))
    method = "binomial theorem, terms at most 1"
    space, sides = Space((integer("L", 2),)), ((L + 1) ** (L - 1), L**L)
    return Comparison(stated.value, space, 2 * L * (L - 1), *sides, method, [neighbours], [k * L + k + 1])


@claim("3.5", "remark_uniform")
def holds_without_spread(stated: Stated):
    """The stated condition holds at delta_t = 0, for every depth."""
    return Comparison(stated.value, EQUAL, 2 * (L - 1), sp.Integer(1), L, "1 < L", (), [L - 2])


@claim("3.5", "sketch_loss", domain=sharp.STEPS, at="in_the_first_step")
@claim("3.5", "sketch_loss", domain=MOVING)
def falls_towards_its_limit(stated: Stated, net: Snapshot):
    """The loss above its stated limit falls by the stated factor or more in the last step."""
    before, after = (net.loss(t) - stated.limit.at(**net.facts) for t in (net.steps - 1, net.steps))
    return at_most(after - net.rounding, stated.factor.at(**net.facts) * before, "loss above its limit")


@claim("3.5", "sketch_loss", domain=both.RESTING, uses=("A.3/head_limit",))
def ends_at_its_limit(stated: Stated, net: Snapshot):
    """At the minimum the loss has the stated value."""
    return number_is(net.loss(net.steps), stated.limit, net, "the loss at the minimum", net.loss_source)


@claim("3.5", "sketch_factorisation", domain=TAILED)
def factorises_the_outer_product_hessian(stated: Stated, net: Snapshot):
    """A_o (I x Sigma_xx) A_o^T equals the true outer-product Hessian, entry by entry."""
    made, true = net.arithmetic.exact(kronecker.outer_product_hessian(net.network)), net.outer_product_hessian
    return matrices_equal(made, true.matrix, "A_o B_o A_o^T", true.slack)


@claim("3.5", "sketch_gram", domain=RATIONAL)
def shares_its_nonzero_eigenvalues(stated: Stated, net: Snapshot):
    """H_o has the eigenvalues of B_o^(1/2) A_o^T A_o B_o^(1/2) and the stated number of zeros more."""
    return same_up_to_zeros(net.outer_product_hessian, net.weighted_gram, stated.value, net)


@claim("3.5", "nonzero_count", domain=both.LATE)
def has_the_stated_rank(stated: Stated, net: Snapshot):
    """The true outer-product Hessian has exactly the stated number of nonzero eigenvalues."""
    return rank_is(net.outer_product_hessian, stated.value, net)


STEPS = {
    "nu_sum": a9.sums_the_layer_contributions,
    "nu_closed": a9.closes_the_geometric_sum,
    "nu_diagonal": a9.is_the_degenerate_branch,
    "nu_tied": a9.is_the_degenerate_branch,
    "zero_value": a9.vanishes_on_the_zero_space,
    "case_counts": a9.counts_basis_vectors,
    "bulk_sum": a9.adds_up,
}


@claim("3.5", *STEPS)
def agrees_with_the_derivation_of_lemma_a9(stated: Stated):
    """The stated line is the one derived for Lemma A.9: the eigenvalues nu_ij of H_o, their bounds, their numbers."""
    return STEPS[stated.name](stated)


@claim("3.5", "bulk_value")
def is_one_layer_alone(stated: Stated):
    """The stated values are what the one layer contributes that sees u_i x v_j when just one index is <= r."""
    return every(
        identity(stated.case_2, gram.bulk_eigenvalue(gram.lambda_i), a9.VALUES, "i <= r < j"),
        identity(stated.case_3, gram.bulk_eigenvalue(gram.lambda_j), a9.VALUES, "j <= r < i"),
    )


@claim("3.5", *both.EXTREMES)
def are_the_values_at_the_ends(stated: Stated):
    """The stated ends are the values at both ends of the interval: each layer's contribution rises in both values."""
    a9.nu_at(both.LEAST)  # raises unless it does
    low, high = (both.EXTREMES[stated.name](end) for end in (both.LEAST, both.MOST))
    return every(identity(stated.lower, low, both.TERMS, "lower end"), identity(stated.upper, high, both.TERMS, "upper end"))


@claim("3.5", "condition_power", "gap_equivalence")
def is_the_same_condition(stated: Stated):
    """The two stated conditions hold for the same values, for m_t > delta_t."""
    return Equivalence(stated.condition, stated.equivalent, 2 * (L - 1), a9.INTERVAL, "the gap condition")


@claim("3.5", "condition_power", "gap_equivalence")
def is_the_same_condition_below(stated: Stated):
    """The two stated conditions hold for the same values, for 0 < m_t < delta_t, which no assumption excludes."""
    return Equivalence(stated.condition, stated.equivalent, 2 * (L - 1), a9.WIDE, "the gap condition")


@claim("3.5", "gap")
def are_the_neighbouring_ends(stated: Stated):
    """The stated ends are the least nu_ij and the greatest lambda_i^(2(L-1)) over the interval."""
    return every(
        identity(stated.dominant_from, gram.dominant_eigenvalue(both.LEAST, both.LEAST), a9.INTERVAL, "least nu_ij"),
        identity(stated.bulk_to, gram.bulk_eigenvalue(both.MOST), a9.INTERVAL, "greatest bulk eigenvalue"),
    )


@claim("3.5", "gap", domain=both.LATE)
def separates_the_clusters(stated: Stated, net: Snapshot):
    """The stated ends are in order, and no eigenvalue of the true outer-product Hessian lies strictly between them."""
    high, low = (end.at(**net.facts) for end in (stated.dominant_from, stated.bulk_to))
    return all_of(at_most(low, high, "bulk below dominant"), none_between(net.outer_product_hessian, low, high, net))


@claim("3.5", "weyl", domain=TAILED)
def moves_no_eigenvalue_further(stated: Stated, net: Snapshot):
    """The k-th largest eigenvalue of the true Hessian lies within the stated distance of the k-th of H_o, for every k."""
    return moves_at_most(net.hessian, both.outer_spectrum(net), stated.value.at(**net.facts), net.hessian.slack)


@claim("3.5", "ratio_lower", "ratio_lower_late", domain=sharp.NEAR_ONE, at="at_its_end")
@claim("3.5", "ratio_lower", "ratio_lower_late", domain=both.LATE)
def bounds_the_least_ratio(stated: Stated, net: Snapshot):
    """The least dominant eigenvalue of the true Hessian is at least the stated multiple of the greatest bulk eigenvalue."""
    return ratio_at_least(net.hessian, net.r**2, net.r**2 + 1, stated.value.at(**net.facts), "least ratio", net)


@claim("3.5", *both.QUOTIENTS)
def divides_the_ends(stated: Stated):
    """The stated value lies beyond the quotient of the ends of the two intervals, widened by |H_f|_2 or by w."""
    over, under = both.QUOTIENTS[stated.name]
    least = (gram.bulk_eigenvalue(both.LEAST) > both.H_F,) if stated.name == "ratio_upper" else ()
    space = replace(both.WIDENED, given=least)  # where the lower end of the bulk stays positive
    sides = (stated.value.symbolic(**space.leaves) * under, over)
    small, large = sides if stated.name.startswith("ratio_lower") else reversed(sides)
    return suffices(at_most_everywhere(small, large, space, "dominant end"))


@claim("3.5", "ratio_upper", "ratio_upper_late", domain=sharp.NEAR_ONE, at="at_its_end")
@claim("3.5", "ratio_upper", "ratio_upper_late", domain=both.LATE)
def bounds_the_greatest_ratio(stated: Stated, net: Snapshot):
    """The greatest dominant eigenvalue of the true Hessian is at most the stated multiple of the least bulk eigenvalue."""
    return ratio_at_most(net.hessian, 1, net.r**2 + both.bulk_size(net), stated.value.at(**net.facts), "greatest ratio", net)


@claim("3.5", "both_bounds")
def follows_from_the_gap_condition(stated: Stated):
    """The stated bounds enclose L/q and L q for every q = ((m_t+delta_t)/(m_t-delta_t))^(2(L-1)), 1 < q < L, sharply."""
    depth, low, high = both.ratio_extremes()
    space = Space(both.CONDITION.variables, {"L": depth}, also=both.CONDITION.also)
    at_the_end = {both.CONDITION.symbols["gap"]: 0}
    limit = Space(both.CONDITION.variables, {"L": depth.subs(at_the_end)}, also="q = L")
    inside = every(
        at_most_everywhere(high, stated.upper, space, "greatest ratio"),
        at_most_everywhere(stated.lower, low, space, "least ratio"),
    )
    at_its_end = every(
        identity(stated.upper, high.subs(at_the_end), limit, "greatest ratio in the limit q -> L"),
        identity(stated.lower, low.subs(at_the_end), limit, "least ratio in the limit q -> L"),
    )
    return in_cases(inside, at_its_end)
