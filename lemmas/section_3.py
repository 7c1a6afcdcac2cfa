"""Section 3, Assumptions 3.1 to 3.3: width, whitened input, aligned target, uniform initial singular values.

Uses Initialization 2.1, and that moments exist exactly when the rows of Sigma_yx lie in the range of Sigma_xx.
"""

from __future__ import annotations

import sympy as sp

from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Space,
    Stated,
    SymmetricMatrix,
    agrees,
    all_of,
    claim,
    differs,
    identity,
    integer,
    matrices_equal,
    multiplicity_is,
)
from verify.judge.entries import entries_are, exists_exactly_when, whole_numbers_are
from verify.judge.scripts import setup_of
from verify.nets.general import GeneralNetwork, GeneralNetworks
from verify.nets.matrices import RATIONALS, diagonal, padded
from verify.nets.matrices import identity as unit
from verify.nets.tilted import Target, Targets

# notation

d_0, d_L = integer("d_0", 1).symbol, integer("d_L", 1).symbol
SIZES = Space((integer("d_0", 1), integer("d_L", 1)), {"d_star": sp.Min(d_0, d_L)})
ANY = GeneralNetworks()
UNIFORM = BalancedNetworks(heads=("uniform",), largest=4)
RATIONAL = BalancedNetworks(heads=("uniform",), largest=4, reals=False)


# derivation


def isotropic_rank() -> sp.Expr:
    """The rank of a multiple of the identity of R^{d_0}."""
    return sp.Sum(1, (sp.Symbol("o", integer=True), 1, d_0)).doit()


def largest_rank(widths: tuple[int, ...]) -> int:
    """The rank of the product of padded identities; no product has more, because its rank is at most each width."""
    shapes = zip(widths[1:], widths[:-1])
    product = unit(RATIONALS, widths[0])
    for rows, columns in shapes:
        product = diagonal(RATIONALS, [1] * min(rows, columns), rows, columns) * product
    return int(product.rank())


def input_gram(net: BalancedNetwork) -> SymmetricMatrix:
    """P^T P for the end-to-end matrix P: its eigenvalues are the squares of how much inputs are stretched."""
    product = net.network.product()
    return net.exactly(net.arithmetic.transpose(product) * product, "input_gram")


# claims: Assumption 3.1


@claim("Section 3", "width", domain=ANY)
def is_the_largest_rank(stated: Stated, net: GeneralNetwork):
    """The stated number is the largest rank of a product of matrices of these shapes; this one has no larger."""
    top = largest_rank(net.widths)
    rank = int(net.exact(net.network.product()).rank())
    no_more = agrees("rank") if rank <= top else differs("rank of the product", top, rank)
    return all_of(no_more, whole_numbers_are(net.facts, "largest rank", (stated.value, top)))


@claim("Section 3", "eq_4")
def is_the_rank_of_an_isotropic_covariance(stated: Stated):
    """The stated number is the rank of an isotropic covariance of x in R^{d_0}."""
    return identity(stated.value, isotropic_rank(), SIZES, "rank of an isotropic covariance")


# claims: Assumption 3.2


@claim("Section 3", "realisable", domain=Targets())
def has_a_distribution_exactly_when(stated: Stated, target: Target):
    """Some distribution of (x, y) has these Sigma_xx and Sigma_yx exactly when the stated condition holds."""
    return exists_exactly_when(stated.possible_when, target)


@claim("Section 3", "eq_5", domain=RATIONAL, per_reading=False)
def is_the_rank_of_the_cross_covariance(stated: Stated, net: BalancedNetwork):
    """Sigma_yx has the stated rank."""
    return whole_numbers_are(net.facts, "rank of Sigma_yx", (stated.value, int(net.network.sigma_yx.rank())))


@claim("Section 3", "core", domain=UNIFORM, per_reading=False, uses=("Initialization 2.1/end_to_end",))
def is_the_padded_identity(stated: Stated, net: BalancedNetwork):
    """The stated entries are those of the d* x d* matrix that pads I_r, and U^T Sigma_yx V."""
    a = net.arithmetic
    core = a.exact(padded(a, unit(a, net.r), net.d_star, net.d_star))
    seen = a.exact(a.transpose(net.U) * net.network.sigma_yx * net.V)
    return all_of(
        entries_are(stated.value, core, net.facts, "I_r padded"),
        matrices_equal(core, seen, "U^T Sigma_yx V", net.outer_product_hessian.slack),
    )


# claims: Assumption 3.3


@claim("Section 3", "uniform", domain=RATIONAL, per_reading=False)
def counts_the_singular_values(stated: Stated, net: BalancedNetwork):
    """The d* singular values of the initial product take the stated number of different values."""
    H = input_gram(net)
    number = (H.distinct_nonzero() or 0) + (H.size - H.nullity < net.d_star)
    setup = setup_of(net, "input_gram")
    code = "distinct_nonzero(H) + (len(H) - multiplicity(H, 0) < min(len(Syx), len(Sxx)))"
    return whole_numbers_are(net.facts, "different singular values", (stated.value, number), setup=setup, code=code)


@claim("Section 3", "scale", domain=UNIFORM, per_reading=False)
def stretches_the_right_singular_vectors(stated: Stated, net: BalancedNetwork):
    """The initial network takes v_i to the stated multiple of u_i, i <= r, and every other v_i to 0."""
    a, factor = net.arithmetic, stated.value.at(**net.facts)
    made = net.U * diagonal(a, [a.number(factor)] * net.r, net.d_star, net.d_star)
    true = net.network.product() * net.V
    return matrices_equal(a.exact(made), a.exact(true), "W^{L:1} V", net.outer_product_hessian.slack)


@claim("Section 3", "isometry", domain=UNIFORM, per_reading=False)
def is_the_dimension_of_the_isometry(stated: Stated, net: BalancedNetwork):
    """The inputs that are stretched by exactly mu^L form a space of the stated dimension (d_0: an isometry)."""
    return multiplicity_is(input_gram(net), net.head[0] ** (2 * net.L), stated.value, net)
