"""Lemma A.9: with unequal singular values the outer-product Hessian still has a dominant, a bulk and a zero cluster.

Uses A.2 (aligned balanced weights at every step), and that XY and YX share their nonzero eigenvalues with multiplicity.
"""

from __future__ import annotations

import sympy as sp

from lemmas import outer_product as gram
from lemmas.lemma_a1 import widths
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Equivalence,
    Space,
    Stated,
    all_of,
    at_most,
    at_most_everywhere,
    claim,
    count_is,
    every,
    holds_exactly,
    identity,
    integer,
    matrices_equal,
    none_between,
    nonnegative,
    nullity_is,
    positive,
    rank_is,
    rising,
    same_up_to_zeros,
)
from verify.judge.placement import holds_at_least

# notation: lambda_i, lambda_j are layer singular values in [least, least + 2 delta_t], so m_t = least + delta_t

L, l, r = gram.L, gram.l, gram.r
lambda_i, lambda_j = gram.lambda_i, gram.lambda_j
VALUES = Space((integer("L", 2), positive("lambda_i"), positive("lambda_j")))
ONE_VALUE = Space((integer("L", 2), positive("lambda_i")))
LAYER = Space((*VALUES.variables, integer("l", 1)), given=(l <= L,))
least, delta = positive("least").symbol, nonnegative("delta_t").symbol
INTERVAL = Space(
    (integer("L", 2), positive("least", "5"), nonnegative("delta_t")),
    {"m_t": least + delta},
    also="least = m_t - delta_t, every lambda_i in [m_t - delta_t, m_t + delta_t]",
    assumes=("m_t > delta_t",),
)
WIDE = Space(
    (integer("L", 2), positive("m_t"), positive("excess")),
    {"delta_t": positive("m_t").symbol + positive("excess").symbol},
    also="delta_t = m_t + excess",
)
NEAR = BalancedNetworks(heads=("close", "edge", "tied", "uniform", "wide"), tails=("zero", "zero", "zero", "any"))
RATIONAL = BalancedNetworks(heads=("close", "tied", "uniform"), tails=("zero",), reals=False)


# derivation


def nu(a: sp.Expr = lambda_i, b: sp.Expr = lambda_j) -> sp.Expr:
    """The eigenvalue on u_i x v_j, i, j <= r: the sum of L layer contributions."""
    return gram.dominant_eigenvalue(a, b)


def nu_at(end: sp.Expr) -> sp.Expr:
    """The extreme of nu over a box, at the corner lambda_i = lambda_j = end: every layer's term rises in both values."""
    later = sp.Symbol("k", integer=True, nonnegative=True)  # L - l
    rising(gram.layer_contribution().subs(L, l + later), lambda_i, lambda_j)
    return nu(end, end)


def bulk_at(end: sp.Expr) -> sp.Expr:
    """The extreme of the bulk eigenvalue over an interval."""
    rising(gram.bulk_eigenvalue(), lambda_i)
    return gram.bulk_eigenvalue(end)


def ends(net: BalancedNetwork, layers: int) -> tuple:
    """`layers` times the (2L-2)-th powers of m_t - delta_t and m_t + delta_t: the derived interval at a network."""
    m, d = net.facts["m_t"], net.facts["delta_t"]
    return layers * (m - d) ** (2 * net.L - 2), layers * (m + d) ** (2 * net.L - 2)


# claims, in the order of the paper


@claim("A.9", "dominant_interval", "nu_bounds")
def bounds_every_dominant_eigenvalue(stated: Stated):
    """The stated ends enclose nu_ij for all lambda_i, lambda_j in the interval."""
    return every(
        at_most_everywhere(stated.lower, nu_at(least), INTERVAL, "lower end against the least nu_ij"),
        at_most_everywhere(nu_at(least + 2 * delta), stated.upper, INTERVAL, "greatest nu_ij against the upper end"),
    )


@claim("A.9", "dominant_interval", domain=NEAR)
def holds_the_dominant_eigenvalues(stated: Stated, net: BalancedNetwork):
    """The stated interval holds exactly r^2 eigenvalues of the true outer-product Hessian."""
    low, high = (stated_end.at(**net.facts) for stated_end in (stated.lower, stated.upper))
    return holds_exactly(net.outer_product_hessian, low, high, net.r**2, net)


@claim("A.9", "dominant_multiplicity")
def counts_the_dominant_pairs(stated: Stated):
    """The stated number is the number of pairs (i, j) with i, j <= r."""
    return identity(stated.value, gram.dominant_pairs(), widths(), "eigenvalues in the dominant interval")


@claim("A.9", "dominant_multiplicity", domain=NEAR)
def counts_the_dominant_cluster_of_the_outer_product_hessian(stated: Stated, net: BalancedNetwork):
    """The true outer-product Hessian has exactly the stated number of eigenvalues in the dominant interval."""
    return count_is(net.outer_product_hessian, *ends(net, net.L), stated.value, net)


@claim("A.9", "bulk_interval")
def bounds_every_bulk_eigenvalue(stated: Stated):
    """The stated ends enclose lambda_i^(2(L-1)) for all lambda_i in the interval."""
    return every(
        at_most_everywhere(stated.lower, bulk_at(least), INTERVAL, "lower end against the least bulk eigenvalue"),
        at_most_everywhere(
            bulk_at(least + 2 * delta), stated.upper, INTERVAL, "greatest bulk eigenvalue against the end"
        ),
    )


@claim("A.9", "bulk_interval", domain=NEAR)
def holds_the_bulk_eigenvalues(stated: Stated, net: BalancedNetwork):
    """The stated interval holds exactly (rank Sigma_xx + d_L - 2r) r eigenvalues of the true outer-product Hessian."""
    low, high = (stated_end.at(**net.facts) for stated_end in (stated.lower, stated.upper))
    bulk = (net.rank_xx + net.d_L - 2 * net.r) * net.r
    return holds_exactly(net.outer_product_hessian, low, high, bulk, net)


@claim("A.9", "bulk_multiplicity", per_reading=True)
def counts_the_bulk_pairs(stated: Stated):
    """The stated number is the number of pairs with just one index <= r and v_j in the range of Sigma_xx."""
    space = widths(stated)
    return identity(stated.value, gram.bulk_pairs(space.defined["rank_xx"]), space, "eigenvalues in the bulk interval")


@claim("A.9", "bulk_multiplicity", domain=NEAR)
def counts_the_bulk_of_the_outer_product_hessian(stated: Stated, net: BalancedNetwork):
    """The true outer-product Hessian has exactly the stated number of eigenvalues in the bulk interval."""
    return count_is(net.outer_product_hessian, *ends(net, 1), stated.value, net)


@claim("A.9", "zero_multiplicity", domain=NEAR)
def counts_the_zeros_of_the_outer_product_hessian(stated: Stated, net: BalancedNetwork):
    """The true outer-product Hessian has exactly the stated number of zero eigenvalues."""
    return nullity_is(net.outer_product_hessian, stated.value, net)


@claim("A.9", "nonzero_count", per_reading=True)
def counts_all_nonzero_pairs(stated: Stated):
    """The stated number is the number of dominant and bulk pairs."""
    space = widths(stated)
    true = gram.dominant_pairs() + gram.bulk_pairs(space.defined["rank_xx"])
    return identity(stated.value, true, space, "number of nonzero eigenvalues")


@claim("A.9", "nonzero_count", domain=NEAR)
def has_the_stated_rank(stated: Stated, net: BalancedNetwork):
    """The true outer-product Hessian has exactly the stated number of nonzero eigenvalues."""
    return rank_is(net.outer_product_hessian, stated.value, net)


@claim("A.9", "product", domain=NEAR, uses=("A.2/eq_31",))
def multiplies_to_the_powers(stated: Stated, net: BalancedNetwork):
    """The product of the weight matrices is U diag(lambda^L) V^T, entry by entry."""
    made, true = net.spectral_product([x**net.L for x in net.values]), net.network.product()
    return matrices_equal(
        net.arithmetic.exact(made), net.arithmetic.exact(true), "W^{L:1}", net.outer_product_hessian.slack
    )


@claim("A.9", "same_spectrum", domain=RATIONAL)
def differs_from_the_gram_matrix_by_zeros_only(stated: Stated, net: BalancedNetwork):
    """H_o has the eigenvalues of A_o^T A_o and the stated number of zeros more."""
    return same_up_to_zeros(net.outer_product_hessian, net.gram, stated.value, net)


@claim("A.9", "layer_factors")
def are_powers_of_the_layers_above_and_below(stated: Stated):
    """L - l layers above and l - 1 layers below layer l, times their transposes, have the stated eigenvalues."""
    return every(
        identity(stated.above, gram.factor_inside(lambda_i, L - l), LAYER, "eigenvalue above"),
        identity(stated.below, gram.factor_inside(lambda_j, l - 1), LAYER, "eigenvalue below"),
    )


@claim("A.9", "nu_sum")
def sums_the_layer_contributions(stated: Stated):
    """The stated value is the sum of the L layer contributions, lambda_i = lambda_j included."""
    return identity(stated.value, nu(), VALUES, "nu_ij", degenerate=[{"lambda_i": "lambda_j"}])


@claim("A.9", "nu_diagonal")
def is_the_degenerate_branch(stated: Stated):
    """The stated value is the sum of the L layer contributions at lambda_i = lambda_j."""
    return identity(stated.value, nu(lambda_i, lambda_i), ONE_VALUE, "nu_ii")


@claim("A.9", "nu_closed")
def closes_the_geometric_sum(stated: Stated):
    """The stated value is the sum of the L layer contributions wherever lambda_i and lambda_j differ."""
    space = Space(VALUES.variables, given=(sp.Ne(lambda_i, lambda_j),))
    return identity(stated.value, nu(), space, "nu_ij")


@claim("A.9", "nu_bounds", domain=NEAR)
def enclose_the_dominant_eigenvalues(stated: Stated, net: BalancedNetwork):
    """The stated bounds enclose at least r^2 eigenvalues of the true outer-product Hessian."""
    low, high = (stated_end.at(**net.facts) for stated_end in (stated.lower, stated.upper))
    return holds_at_least(net.outer_product_hessian, low, high, net.r**2, net)


@claim("A.9", "bulk_value")
def is_one_layer_alone(stated: Stated):
    """The stated value is what the one layer contributes that sees u_i x v_j when just one index is <= r."""
    return identity(stated.value, gram.bulk_eigenvalue(), ONE_VALUE, "bulk eigenvalue")


@claim("A.9", "zero_value")
def vanishes_on_the_zero_space(stated: Stated):
    """The stated value is the eigenvalue on u_i x v_j with i, j > r."""
    return identity(stated.value, gram.zero_eigenvalue(), ONE_VALUE, "eigenvalue on the zero space")


@claim("A.9", "part_counts")
def counts_basis_vectors(stated: Stated):
    """The stated multiplicities in A_o^T A_o are the numbers of basis vectors u_i x v_j of the four cases."""
    inside, left, right = (1, r), (r + 1, gram.d_L), (r + 1, gram.d_0)
    return every(
        identity(stated.dominant, gram.pairs(inside, inside), widths(), "i, j <= r"),
        identity(stated.bulk_1, gram.pairs(inside, right), widths(), "i <= r < j"),
        identity(stated.bulk_2, gram.pairs(left, inside), widths(), "j <= r < i"),
        identity(stated.zero, gram.pairs(left, right), widths(), "i, j > r"),
    )


@claim("A.9", "bulk_sum", "total")
def adds_up(stated: Stated):
    """The two stated expressions are equal for all widths."""
    return identity(stated.sum, stated.total, widths(), "the sum")


@claim("A.9", "gap_equivalence")
def is_the_same_condition(stated: Stated):
    """The two stated conditions hold for the same values, for m_t > delta_t."""
    return Equivalence(stated.condition, stated.equivalent, 2 * (L - 1), INTERVAL, "the gap condition")


@claim("A.9", "gap_equivalence")
def is_the_same_condition_below(stated: Stated):
    """The two stated conditions hold for the same values, for 0 < m_t < delta_t, which no assumption excludes."""
    return Equivalence(stated.condition, stated.equivalent, 2 * (L - 1), WIDE, "the gap condition")


@claim("A.9", "gap", domain=NEAR)
def separates_the_clusters(stated: Stated, net: BalancedNetwork):
    """The stated ends are in order, and no eigenvalue of the true outer-product Hessian lies strictly between them."""
    high, low = (end.at(**net.facts) for end in (stated.dominant_from, stated.bulk_to))
    return all_of(at_most(low, high, "bulk below dominant"), none_between(net.outer_product_hessian, low, high, net))
