"""Lemma A.1: under uniform singular values the outer-product Hessian has the eigenvalues L mu^(2(L-1)) and mu^(2(L-1)).

Uses Initialization 2.1, Assumptions 3.1 to 3.3, and that XY and YX share their nonzero eigenvalues with multiplicity.
"""

from __future__ import annotations

import sympy as sp

from lemmas import outer_product as gram
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Space,
    Stated,
    all_of,
    claim,
    differences,
    distinct_nonzero_is,
    every,
    identity,
    integer,
    is_eigenvalue,
    kronecker,
    matrices_equal,
    multiplicity_is,
    nullity_is,
    positive,
    rank_is,
    same_up_to_zeros,
)

# notation: mu is the common layer singular value; u_i, v_j extend the columns of U_1, V_1 to orthonormal bases

L, l, r = gram.L, gram.l, gram.r
mu = positive("mu").symbol
DEPTH = Space((integer("L", 2), positive("mu")))
LAYER = Space((integer("L", 2), integer("l", 1), positive("mu")), given=(l <= L,))
SIZES = tuple(integer(name, 1) for name in ("r", "d_0", "d_L"))
UNIFORM = BalancedNetworks(heads=("uniform",), tails=("zero", "zero", "zero", "any"))
RATIONAL = BalancedNetworks(heads=("uniform",), tails=("zero", "zero", "zero", "any"), reals=False)


def widths(stated: Stated | None = None) -> Space:
    """All r <= min(d_0, d_L), with the rank of Sigma_xx under the statement's reading."""
    defined = {"d_star": sp.Min(gram.d_0, gram.d_L)}
    if stated is not None and stated.under is not None:
        symbols = {v.name: v.symbol for v in SIZES}
        defined["rank_xx"] = stated.rank_xx(**symbols, **defined)
    limits = (r <= gram.d_0, r <= gram.d_L)
    return Space(SIZES, defined, limits, "all L >= 2, all hidden widths >= min(d_0, d_L)", ("d_hidden >= d_star",))


# derivation: every layer is mu times a partial isometry, so the sums of lemmas/outer_product.py count layers


def dominant() -> sp.Expr:
    """Eq. (26): the sum of L equal layer contributions."""
    return gram.dominant_eigenvalue(mu, mu)


def bulk() -> sp.Expr:
    """Eqs. (27), (28): one layer alone."""
    return gram.bulk_eigenvalue(mu)


def middle_layers() -> sp.Expr:
    """Eq. (25): what the layers 2, …, L - 1 add up to."""
    first, last = (gram.layer_contribution(mu, mu).subs(l, end) for end in (1, L))
    return dominant() - first - last


def at(net: BalancedNetwork, layers: int):
    """`layers` times mu^(2(L-1)) at a network: the derived dominant (L) or bulk (1) eigenvalue."""
    return layers * net.head[0] ** (2 * net.L - 2)


# claims, in the order of the paper


@claim("A.1", "dominant_eigenvalue", "eq_26")
def is_the_sum_of_all_layers(stated: Stated):
    """The stated value is the sum of the L layer contributions on u_i x v_j, i, j <= r."""
    return identity(stated.value, dominant(), DEPTH, "eigenvalue on the dominant space")


@claim("A.1", "dominant_eigenvalue", "bulk_eigenvalue", domain=UNIFORM)
def is_an_eigenvalue_of_the_true_outer_product_hessian(stated: Stated, net: BalancedNetwork):
    """The stated value is an eigenvalue of the outer-product Hessian found by differences of the network."""
    return is_eigenvalue(net.outer_product_hessian, stated.value, net)


@claim("A.1", "bulk_eigenvalue", "eq_27", "eq_28")
def is_one_layer_alone(stated: Stated):
    """The stated value is the contribution of the one layer that sees u_i x v_j when just one index is <= r."""
    return identity(stated.value, bulk(), DEPTH, "eigenvalue on the bulk space")


@claim("A.1", "ratio")
def multiplies_the_bulk_to_the_dominant(stated: Stated):
    """The dominant eigenvalue is the stated multiple of the bulk eigenvalue."""
    return identity(stated.value.symbolic(**DEPTH.leaves) * bulk(), dominant(), DEPTH, "dominant eigenvalue")


@claim("A.1", "distinct_nonzero", domain=RATIONAL)
def counts_the_different_nonzero_eigenvalues(stated: Stated, net: BalancedNetwork):
    """The true outer-product Hessian has the stated number of different nonzero eigenvalues."""
    return distinct_nonzero_is(net.outer_product_hessian, stated.value, net)


@claim("A.1", "dominant_multiplicity")
def counts_the_dominant_pairs(stated: Stated):
    """The stated number is the number of pairs (i, j) with i, j <= r."""
    return identity(stated.value, gram.dominant_pairs(), widths(), "multiplicity of the dominant eigenvalue")


@claim("A.1", "dominant_multiplicity", domain=UNIFORM)
def has_the_dominant_multiplicity(stated: Stated, net: BalancedNetwork):
    """L mu^(2(L-1)) is an eigenvalue of the true outer-product Hessian with exactly the stated multiplicity."""
    return multiplicity_is(net.outer_product_hessian, at(net, net.L), stated.value, net)


@claim("A.1", "bulk_multiplicity", per_reading=True)
def counts_the_bulk_pairs(stated: Stated):
    """The stated number is the number of pairs with just one index <= r and v_j in the range of Sigma_xx."""
    space = widths(stated)
    return identity(
        stated.value, gram.bulk_pairs(space.defined["rank_xx"]), space, "multiplicity of the bulk eigenvalue"
    )


@claim("A.1", "bulk_multiplicity", domain=UNIFORM)
def has_the_bulk_multiplicity(stated: Stated, net: BalancedNetwork):
    """mu^(2(L-1)) is an eigenvalue of the true outer-product Hessian with exactly the stated multiplicity."""
    return multiplicity_is(net.outer_product_hessian, at(net, 1), stated.value, net)


@claim("A.1", "eq_12", domain=BalancedNetworks())
def jacobian_factorises_the_outer_product_hessian(stated: Stated, net: BalancedNetwork):
    """A_o (I x Sigma_xx) A_o^T equals the true outer-product Hessian, entry by entry."""
    n, true = net.network, net.outer_product_hessian
    made = n.arithmetic.exact(kronecker.outer_product_hessian(n))
    return matrices_equal(made, true.matrix, "A_o B_o A_o^T", true.slack)


@claim("A.1", "eq_13", domain=BalancedNetworks())
def blocks_are_the_derivatives_of_the_product(stated: Stated, net: BalancedNetwork):
    """The blocks W^{L:l+1} x W^{1:l-1} are the derivatives of the product, found by differences, in the order of vec_r."""
    n = net.network
    made, true = (n.arithmetic.exact(f(n)) for f in (kronecker.jacobian, differences.jacobian_of_product))
    return matrices_equal(made, true, "A_o^T", net.outer_product_hessian.slack)


@claim("A.1", "same_spectrum", domain=RATIONAL)
def differs_from_the_gram_matrix_by_zeros_only(stated: Stated, net: BalancedNetwork):
    """H_o has the eigenvalues of A_o^T A_o and the stated number of zeros more."""
    return same_up_to_zeros(net.outer_product_hessian, net.gram, stated.value, net)


@claim("A.1", "eq_14", domain=UNIFORM)
def is_the_one_singular_value_of_every_layer(stated: Stated, net: BalancedNetwork):
    """W W^T W = mu^2 W for every layer, with the stated mu: a multiple of a partial isometry."""
    a, square = net.arithmetic, stated.value.at(**net.facts) ** 2
    layers = [(W * a.transpose(W) * W, W * a.number(square)) for W in net.network.layers]
    slack = net.outer_product_hessian.slack
    return all_of(*(matrices_equal(a.exact(made), a.exact(true), "W W^T W", slack) for made, true in layers))


@claim("A.1", "eq_15", "eq_17")
def scales_a_partial_isometry(stated: Stated):
    """A product of L - 1 layers takes one basis of singular vectors to the stated multiple of the next."""
    return identity(stated.value, gram.product_factor(mu, L - 1), DEPTH, "factor")


@claim("A.1", "eq_16", "eq_18", "eq_22", "eq_23")
def is_the_square_of_an_outer_product(stated: Stated):
    """A product of L - 1 layers times its transpose is the stated multiple of a projector."""
    return identity(stated.value, gram.factor_inside(mu, L - 1), DEPTH, "coefficient of the projector")


@claim("A.1", "eq_19")
def scale_partial_isometries(stated: Stated):
    """L - l layers above and l - 1 layers below layer l scale by the stated factors."""
    return every(
        identity(stated.above, gram.product_factor(mu, L - l), LAYER, "factor above"),
        identity(stated.below, gram.product_factor(mu, l - 1), LAYER, "factor below"),
    )


@claim("A.1", "eq_20")
def are_squares_of_products(stated: Stated):
    """L - l layers above and l - 1 layers below layer l, times their transposes, are the stated multiples of projectors."""
    return every(
        identity(stated.above, gram.factor_inside(mu, L - l), LAYER, "coefficient above"),
        identity(stated.below, gram.factor_inside(mu, l - 1), LAYER, "coefficient below"),
    )


@claim("A.1", "eq_21", domain=UNIFORM)
def sums_the_layers(stated: Stated, net: BalancedNetwork):
    """A_o^T A_o from all blocks at once equals the sum over layers, the two ends written apart; for L >= 2."""
    n = net.network
    a = n.arithmetic
    terms = [kronecker.gram_of_layer(n, l) for l in range(1, n.L + 1)]
    total = terms[0] + terms[-1]
    for term in terms[1:-1]:
        total = total + term
    return matrices_equal(a.exact(total), a.exact(kronecker.gram(n)), "A_o^T A_o", net.gram.slack)


@claim("A.1", "eq_24_product", "eq_24")
def is_the_contribution_of_one_layer(stated: Stated):
    """Layer l adds the stated multiple of U_1 U_1^T x V_1 V_1^T."""
    return identity(stated.value, gram.layer_contribution(mu, mu), LAYER, "coefficient of layer l")


@claim("A.1", "eq_25")
def collects_the_layers(stated: Stated):
    """The stated coefficients of U_1 U_1^T x I, I x V_1 V_1^T and U_1 U_1^T x V_1 V_1^T are those of A_o^T A_o."""
    return every(
        identity(stated.left, bulk(), DEPTH, "coefficient of layer 1"),
        identity(stated.right, bulk(), DEPTH, "coefficient of layer L"),
        identity(stated.both, middle_layers(), DEPTH, "coefficient of the layers between"),
    )


@claim("A.1", "eq_26_count", "eq_27_count", "eq_28_count", "eq_29_count")
def counts_basis_vectors(stated: Stated):
    """The stated multiplicity in A_o^T A_o is the number of basis vectors u_i x v_j with i and j in the stated ranges."""
    ranges = {
        "eq_26_count": ((1, r), (1, r)),
        "eq_27_count": ((1, r), (r + 1, gram.d_0)),
        "eq_28_count": ((r + 1, gram.d_L), (1, r)),
        "eq_29_count": ((r + 1, gram.d_L), (r + 1, gram.d_0)),
    }
    return identity(stated.value, gram.pairs(*ranges[stated.name]), widths(), "number of basis vectors")


@claim("A.1", "eq_29")
def vanishes_on_the_zero_space(stated: Stated):
    """The stated value is the eigenvalue on u_i x v_j with i, j > r."""
    return identity(stated.value, gram.zero_eigenvalue(), DEPTH, "eigenvalue on the zero space")


@claim("A.1", "eq_29_count", domain=UNIFORM)
def is_the_nullity_of_the_gram_matrix(stated: Stated, net: BalancedNetwork):
    """A_o^T A_o has exactly the stated number of zero eigenvalues."""
    return nullity_is(net.gram, stated.value, net)


@claim("A.1", "eq_30", "total")
def adds_up(stated: Stated):
    """The two stated expressions are equal for all widths."""
    return identity(stated.sum, stated.total, widths(), "the sum")


@claim("A.1", "nonzero_count", per_reading=True)
def counts_all_nonzero_pairs(stated: Stated):
    """The stated number is the number of dominant and bulk pairs."""
    space = widths(stated)
    true = gram.dominant_pairs() + gram.bulk_pairs(space.defined["rank_xx"])
    return identity(stated.value, true, space, "number of nonzero eigenvalues")


@claim("A.1", "nonzero_count", domain=UNIFORM)
def has_the_stated_rank(stated: Stated, net: BalancedNetwork):
    """The true outer-product Hessian has exactly the stated number of nonzero eigenvalues."""
    return rank_is(net.outer_product_hessian, stated.value, net)
