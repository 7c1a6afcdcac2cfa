"""Corollary 3.6: from equal singular values the Hessian has, up to a perturbation that decays, two nonzero eigenvalues.

Uses Theorem 3.5, Lemma 3.4 and A.3 (the common value mu_t), A.8 and A.9. Assumption 3.3 makes the tail zero. Beyond the
paper, the ratio of the two eigenvalues is stated exactly at every finite step.
"""

from __future__ import annotations

from flint import fmpq

from lemmas import lemma_a1 as a1
from lemmas import lemma_a3 as a3
from lemmas import lemma_a9 as a9
from lemmas import outer_product as gram
from lemmas.bifurcation import EQUAL, PAPER_EQUAL, RESTING, bulk_size, outer_spectrum, remaining
from lemmas.corner_cases import CROSSED, LARGE, THROWN
from verify import (
    Space,
    Stated,
    all_of,
    at_most,
    claim,
    count_is,
    differs,
    distinct_nonzero_is,
    every,
    holds_exactly,
    identity,
    integer,
    nullity_is,
    positive,
    value_is,
)
from verify.judge.conditions import exceeds_zero
from verify.judge.placement import holds_at_least, in_order, moves_at_most, residual_falls
from verify.nets.snapshots import Snapshot, Snapshots

# notation: mu_t is the common value of lambda_1, …, lambda_r at step t; h_f = |H_{f,t}|_2 stands for O(e^(-L alpha eta t))

L = gram.L
mu_t, eta = positive("mu_t").symbol, positive("eta").symbol
VALUE = Space((integer("L", 2), positive("mu_t")))
STEP = Space((integer("L", 2), positive("eta"), positive("mu_before")))
LIMIT = Space((integer("L", 2), positive("eta")))

MOVING = Snapshots(heads=("equal", "below"), exact_steps=(1, 2), real_steps=(1, 20))
FROM_ANYWHERE = Snapshots(heads=("levels", "equal", "crossing"), exact_steps=(1, 2), real_steps=(2, 20))
SPREAD = Snapshots(heads=("equal", "levels"), exact_steps=(0,), real_steps=(0, 2))
RATIONAL = Snapshots(heads=("equal", "one"), exact_steps=(0,), reals=False)

# derivation


def bulk_at(net: Snapshot) -> fmpq:
    """mu_t^(2(L-1)) at a network: one layer's contribution."""
    return net.head[0] ** (2 * net.L - 2)


def exact_clusters(net: Snapshot) -> tuple[list[fmpq], list[fmpq], fmpq]:
    """The dominant and the bulk eigenvalues of the Hessian, for any mu_t, and c = (mu^L - 1) mu^(L-2): the others are c, -c
    and 0. H_f adds (L-1) c on symmetric combinations of the pairs (i, j), (j, i) and takes it away on antisymmetric ones.
    """
    bulk, mu, n = bulk_at(net), net.head[0], net.L
    c = (mu**n - 1) * mu ** (n - 2)
    dominant = [n * bulk + (n - 1) * c, *([n * bulk - (n - 1) * c] if net.r > 1 else [])]
    return dominant, [bulk] if bulk_size(net) else [], c


def about(net: Snapshot, value: fmpq) -> tuple:
    """The interval of half-width |H_f|_2 around a value."""
    return value - net.facts["h_f"], value + net.facts["h_f"]


CLUSTERS = {
    "dominant_multiplicity": lambda net: net.L * bulk_at(net),
    "bulk_multiplicity_main": bulk_at,
    "bulk_multiplicity_appendix": bulk_at,
    "zero_multiplicity_appendix": lambda net: fmpq(0),
}


def next_value(value):
    """A gradient step: the loss is (lambda_1 … lambda_L - 1)^2 / 2 in the layers' values, which are equal afterwards."""
    return value - eta * (value**L - 1) * value ** (L - 1)


# claims, in the order of the paper


@claim("3.6", "distinct_nonzero", domain=RESTING)
def counts_the_values_in_the_limit(stated: Stated, net: Snapshot):
    """At the minimum, where the perturbation has died out, the true Hessian has the stated number of nonzero values."""
    return distinct_nonzero_is(net.hessian, stated.value, net)


@claim("3.6", "dominant_value_main", "dominant_value_appendix")
def is_the_sum_of_all_layers(stated: Stated):
    """The stated value is the sum of the L equal layer contributions."""
    return identity(stated.value, gram.dominant_eigenvalue(mu_t, mu_t), VALUE, "dominant eigenvalue of H_o")


@claim("3.6", "dominant_value_main", "dominant_value_appendix", domain=EQUAL)
def lies_near_the_dominant_eigenvalues(stated: Stated, net: Snapshot):
    """At least r^2 eigenvalues of the true Hessian lie within the stated remainder of the stated value."""
    value, room = stated.value.at(**net.facts), stated.remainder.at(**net.facts)
    return holds_at_least(net.hessian, value - room, value + room, net.r**2, net)


@claim("3.6", "dominant_multiplicity", "outer_dominant")
def counts_the_dominant_pairs(stated: Stated):
    """The stated number is the number of pairs (i, j) with i, j <= r."""
    return a1.counts_the_dominant_pairs(stated)


@claim("3.6", *CLUSTERS, domain=EQUAL)
def counts_its_cluster(stated: Stated, net: Snapshot):
    """The true Hessian has exactly the stated number of eigenvalues within |H_f|_2 of L mu^(2(L-1)), mu^(2(L-1)) or 0."""
    return count_is(net.hessian, *about(net, CLUSTERS[stated.name](net)), stated.value, net)


@claim("3.6", *CLUSTERS, domain=PAPER_EQUAL)
def counts_its_cluster_at_the_papers_size(stated: Stated, net: Snapshot):
    """At the paper's sizes (p = 520, 920), along a training run from equal singular values, the number is as stated."""
    return counts_its_cluster(stated, net)


@claim("3.6", "bulk_value_main", "bulk_value_appendix")
def is_one_layer_alone(stated: Stated):
    """The stated value is the contribution of the one layer that sees u_i x v_j when just one index is <= r."""
    return identity(stated.value, gram.bulk_eigenvalue(mu_t), VALUE, "bulk eigenvalue of H_o")


@claim("3.6", "bulk_value_main", "bulk_value_appendix", domain=EQUAL)
def lies_near_the_bulk_eigenvalues(stated: Stated, net: Snapshot):
    """At least (rank Sigma_xx + d_L - 2r) r eigenvalues of the true Hessian lie within the stated remainder of the value."""
    value, room = stated.value.at(**net.facts), stated.remainder.at(**net.facts)
    return holds_at_least(net.hessian, value - room, value + room, bulk_size(net), net)


@claim("3.6", "bulk_multiplicity_main", "bulk_multiplicity_appendix", "outer_bulk", per_reading=True)
def counts_the_bulk_pairs(stated: Stated):
    """The stated number is the number of pairs with just one index <= r and v_j in the range of Sigma_xx."""
    return a1.counts_the_bulk_pairs(stated)


@claim("3.6", "zero_space_main", "zero_space_appendix", domain=EQUAL)
def confines_the_remaining_eigenvalues(stated: Stated, net: Snapshot):
    """All eigenvalues of the true Hessian outside the two clusters are at most the stated value in size."""
    size = stated.value.at(**net.facts)
    return holds_at_least(net.hessian, -size, size, remaining(net), net)


@claim("3.6", "zero_space_main", "zero_space_appendix", domain=PAPER_EQUAL)
def confines_the_rest_at_the_papers_size(stated: Stated, net: Snapshot):
    """At the paper's sizes all eigenvalues outside the two clusters are at most the stated value in size."""
    return confines_the_remaining_eigenvalues(stated, net)


@claim("3.6", "remainder_decay", domain=FROM_ANYWHERE, uses=("A.8/eq_44",))
def shrinks_in_each_step(stated: Stated, net: Snapshot):
    """|H_f|_2 is the stated norm, and |Omega| falls by the stated factor or more in the last step."""
    true, norm = net.facts["h_f"], stated.norm.at(**net.facts)
    both = at_most(true - net.rounding, norm, "|H_f|_2"), at_most(norm - net.rounding, true, "stated norm over |H_f|_2")
    return all_of(*both, residual_falls(net, stated.factor))


@claim("3.6", "remainder_decay", domain=CROSSED)
def shrinks_where_a_step_crosses_one(stated: Stated, net: Snapshot):
    """|H_f|_2 is the stated norm, and |Omega| falls by the stated factor or more in the last step. Tried where the step
    passes 1, about as far as the step size allows."""
    return shrinks_in_each_step(stated, net)


@claim("3.6", "ratio_main", "ratio_appendix", domain=EQUAL)
def multiplies_the_bulk_to_the_dominant(stated: Stated, net: Snapshot):
    """The stated multiples of the bulk eigenvalue mu_t^(2(L-1)) are eigenvalues r(r+1)/2 and r(r-1)/2 times beside it."""
    bulk, r = bulk_at(net), net.r
    claimed = [(stated.symmetric.at(**net.facts) * bulk, r * (r + 1) // 2), (bulk, bulk_size(net))]
    claimed += [(stated.antisymmetric.at(**net.facts) * bulk, r * (r - 1) // 2)] if r > 1 else []
    answers = []
    for value, _ in claimed:
        together = sum(number for other, number in claimed if not (other < value or other > value))
        answers.append(holds_at_least(net.hessian, value, value, together, net))
    return all_of(*answers)


@claim("3.6", "ratio_main", "ratio_appendix", domain=THROWN)
def multiplies_it_on_either_side_of_zero(stated: Stated, net: Snapshot):
    """The stated multiples of the bulk eigenvalue mu_t^(2(L-1)) are eigenvalues r(r+1)/2 and r(r-1)/2 times beside it. Tried
    at mu_t = 2, and where a large step has made mu_t negative."""
    return multiplies_the_bulk_to_the_dominant(stated, net)


@claim("3.6", "explain_distinct", domain=RATIONAL)
def counts_the_values(stated: Stated, net: Snapshot):
    """The true Hessian has exactly the stated number of different nonzero eigenvalues."""
    return distinct_nonzero_is(net.hessian, stated.value, net)


@claim("3.6", "clean_separation")
def has_the_sign_of_the_two_gaps(stated: Stated):
    """For mu_t > 0 the stated condition holds exactly where the bulk exceeds -c, and where the dominant exceed the bulk."""
    bulk, c = mu_t ** (2 * L - 2), (mu_t**L - 1) * mu_t ** (L - 2)
    scale = 1 / (2 * mu_t ** (L - 2))
    return every(
        exceeds_zero(stated.value, bulk + c, scale, VALUE, "the bulk over -c"),
        exceeds_zero(stated.value, L * bulk + (L - 1) * c - bulk, scale / (L - 1), VALUE, "dominant over bulk"),
    )


@claim("3.6", "clean_separation", domain=SPREAD)
def decides_the_order_of_the_clusters(stated: Stated, net: Snapshot):
    """The stated condition holds exactly when all dominant eigenvalues are above the bulk's and those above all others."""
    dominant, bulk, c = exact_clusters(net)
    missing = [x for x in (*dominant, *bulk, -c) if net.hessian.count(x, x) == 0]
    if missing:
        return differs("derived eigenvalues that the true Hessian lacks", 0, missing)
    return in_order(net.hessian, stated.value, min(dominant), bulk, abs(c), net)


@claim("3.6", "clean_separation", domain=THROWN)
def decides_it_on_either_side_of_zero(stated: Stated, net: Snapshot):
    """The stated condition holds exactly when all dominant eigenvalues are above the bulk's and those above all others.
    Tried at mu_t = 2, and where a large step has made mu_t negative."""
    return decides_the_order_of_the_clusters(stated, net)


@claim("3.6", "update", uses=("3.4/eq_45",))
def is_a_gradient_step(stated: Stated):
    """The stated value is one gradient step from mu_before, for every depth."""
    return identity(stated.value, next_value(STEP.symbols["mu_before"]), STEP, "mu_t after one step")


@claim("3.6", "update", domain=MOVING)
def moves_the_matrices(stated: Stated, net: Snapshot):
    """The stated value is what the last gradient step on the matrices made of the common singular value."""
    facts = {**net.facts, "mu_before": net.trained.values(net.steps - 1)[0]}
    gap = abs(stated.value.at(**facts) - net.head[0])
    return at_most(gap, net.rounding, "distance of the stated value from the singular value of the trained matrices")


@claim("3.6", "common_value", domain=MOVING)
def stays_uniform(stated: Stated, net: Snapshot):
    """After training on the matrices, lambda_1, …, lambda_r differ by the stated amount."""
    return value_is(net.facts["spread_t"], stated.value, net, "spread of lambda_{1,t}, …, lambda_{r,t}")


@claim("3.6", "mu_limit", uses=("A.3/head_limit",))
def is_the_one_limit(stated: Stated):
    """From every positive value the steps tend to the stated one (Lemma A.3)."""
    return a3.converges_by_monotone_convergence(stated)


@claim("3.6", "mu_limit")
def rests_at_the_limit(stated: Stated):
    """A gradient step leaves the stated value where it is."""
    value = stated.value.symbolic(**LIMIT.leaves)
    return every(identity(next_value(value), value, LIMIT, "a step from the stated limit"))


@claim("3.6", "nu_values", uses=("A.9/nu_sum",))
def are_the_layer_sums(stated: Stated):
    """The stated values are the eigenvalues of H_o in the four cases, at equal singular values."""
    return every(
        identity(stated.dominant, gram.dominant_eigenvalue(mu_t, mu_t), VALUE, "i, j <= r"),
        identity(stated.bulk_1, gram.bulk_eigenvalue(mu_t), VALUE, "i <= r < j"),
        identity(stated.bulk_2, gram.bulk_eigenvalue(mu_t), VALUE, "j <= r < i"),
        identity(stated.zero, gram.zero_eigenvalue(), VALUE, "i, j > r"),
    )


@claim("3.6", "outer_distinct", domain=RATIONAL)
def counts_the_values_of_the_outer_product_hessian(stated: Stated, net: Snapshot):
    """The true outer-product Hessian has the stated number of different nonzero eigenvalues."""
    return distinct_nonzero_is(net.outer_product_hessian, stated.value, net)


@claim("3.6", "outer_dominant", domain=EQUAL)
def has_the_dominant_multiplicity(stated: Stated, net: Snapshot):
    """L mu_t^(2(L-1)) is an eigenvalue of the true outer-product Hessian with exactly the stated multiplicity."""
    value = net.L * bulk_at(net)
    return count_is(net.outer_product_hessian, value, value, stated.value, net)


@claim("3.6", "outer_bulk", domain=EQUAL)
def has_the_bulk_multiplicity(stated: Stated, net: Snapshot):
    """mu_t^(2(L-1)) is an eigenvalue of the true outer-product Hessian with exactly the stated multiplicity."""
    return count_is(net.outer_product_hessian, bulk_at(net), bulk_at(net), stated.value, net)


@claim("3.6", "outer_zero", domain=EQUAL)
def has_the_stated_nullity(stated: Stated, net: Snapshot):
    """The true outer-product Hessian has exactly the stated number of zero eigenvalues."""
    return nullity_is(net.outer_product_hessian, stated.value, net)


@claim("3.6", "bulk_sum")
def adds_up(stated: Stated):
    """The two stated expressions are equal for all widths."""
    return a9.adds_up(stated)


@claim("3.6", "weyl", domain=EQUAL, uses=("3.5/weyl",))
def moves_no_eigenvalue_further(stated: Stated, net: Snapshot):
    """The k-th largest eigenvalue of the true Hessian lies within the stated distance of the k-th of H_o, for every k."""
    return moves_at_most(net.hessian, outer_spectrum(net), stated.value.at(**net.facts), net.hessian.slack)


@claim("3.6", "ratio_expansion", domain=EQUAL)
def bounds_the_deviation_from_the_depth(stated: Stated, net: Snapshot):
    """r^2 eigenvalues of the true Hessian over the bulk's mu_t^(2(L-1)) differ from L by at most the stated value."""
    off, bulk = stated.value.at(**net.facts), bulk_at(net)
    return holds_at_least(net.hessian, (net.L - off) * bulk, (net.L + off) * bulk, net.r**2, net)


@claim("3.6", "ratio_expansion", domain=LARGE)
def bounds_it_beside_a_large_remainder(stated: Stated, net: Snapshot):
    """r^2 eigenvalues of the true Hessian over the bulk's mu_t^(2(L-1)) differ from L by at most the stated value. Tried
    where |H_f|_2 is larger than 1."""
    return bounds_the_deviation_from_the_depth(stated, net)


@claim("3.6", "ratio_limit", domain=RESTING)
def is_the_ratio_at_the_minimum(stated: Stated, net: Snapshot):
    """At the minimum the true Hessian has the stated value as an eigenvalue r^2 times, and the bulk's eigenvalue is 1."""
    value = stated.value.at(**net.facts)
    bulk = holds_exactly(net.hessian, fmpq(1), fmpq(1), bulk_size(net), net)
    return all_of(holds_exactly(net.hessian, value, value, net.r**2, net), bulk)
