"""Companion, Section 3: balanced layers, their spectrum, how many eigenvalues are not zero, and two layers (eqs. 8 to 11).

Uses eq. (5), and the layer contributions of lemmas/outer_product.py, which are derived for balanced layers of every depth.
"""

from __future__ import annotations

import sympy as sp
from flint import fmpq_mat

from lemmas import outer_product as gram
from lemmas.companion import kernel
from verify import (
    Space,
    Stated,
    all_of,
    at_most_everywhere,
    claim,
    every,
    identity,
    integer,
    matrices_equal,
    nothing,
    positive,
    whole_power,
)
from verify.judge.entries import entries_are, formulas_agree, whole_numbers_are
from verify.judge.kernels import (
    is_eigenvector,
    kernel_is,
    rank_at_most,
    rank_is,
    shows_sign,
    spectrum_is,
    top_is,
    trace_is,
    with_data,
)
from verify.judge.polynomials import has_characteristic_polynomial, with_roots
from verify.nets.kronecker import kronecker
from verify.nets.labelled import LabelledNetwork
from verify.nets.labelled_draws import LabelledNetworks
from verify.spectra.exact import SymmetricMatrix

# notation: s_i, s_j shared singular values of balanced layers; v_i right singular vectors of W_1, u_j left ones of W_L

L, l, s_i, s_j, var_x = kernel.L, kernel.l, kernel.s_i, kernel.s_j, kernel.var_x
ANY = LabelledNetworks(largest=16, most_samples=3)
BALANCED = LabelledNetworks(weights=("balanced",), most_samples=4)
SOLVED = LabelledNetworks(weights=("balanced",), inputs=("white",), residuals=("none", "orthogonal", "none"))
NEARBY = LabelledNetworks(weights=("balanced",), inputs=("white",), reals=False)
PAIRS = LabelledNetworks(weights=("factors", "balanced"), inputs=("white",), residuals=("none", "any"), depths=(2,))
OVER_Q = LabelledNetworks(weights=("factors", "balanced"), inputs=("white",), depths=(2,), reals=False)
LAYER = Space((kernel.DEPTH, integer("l", 1), positive("s_i")), given=(l <= L,))
NORMS = tuple(positive(name) for name in ("norm_1", "norm_2", "var_x"))
n_1, n_2 = (v.symbol for v in NORMS[:2])
TWO = Space(NORMS)
WIDTHS = tuple(integer(f"d_{k}", 1) for k in (0, 1, 2))
FROBENIUS = (positive("square_1"), positive("square_2"), positive("var_x"))
SHALLOW = Space((*FROBENIUS, *WIDTHS))


# derivation: two layers, from eq. (6), which is an equality at L = 2, and from eq. (7)


def shallow_top() -> sp.Expr:
    """W_2 W_2^T meets P_1 = I, and W_1^T W_1 meets S_2 = I: the largest eigenvalues add up, at v_1 and u_1 of one pair."""
    return var_x * (n_1**2 + n_2**2)


def shallow_trace() -> sp.Expr:
    """|P_1|^2 |S_1|^2 + |P_2|^2 |S_2|^2 with P_1 = I of size d_0, S_1 = W_2, P_2 = W_1, S_2 = I of size d_2."""
    (square_1, square_2, _), (d_0, _, d_2) = (tuple(v.symbol for v in group) for group in (FROBENIUS, WIDTHS))
    return var_x * (d_0 * square_2 + square_1 * d_2)


# claims: balanced layers


@claim("Companion 3", "aligned", domain=BALANCED)
def meet_between_the_layers(stated: Stated, net: LabelledNetwork):
    """The two stated Gram matrices, of layer l and of the next, agree: they have the same singular vectors."""
    tables, ranges = kernel.layer_grams(net), {"i": net.facts["d_min"], "j": net.facts["d_min"]}
    found = [{**tables, "l": number} for number in range(1, net.L)]
    what = "the Gram matrices of two layers"
    return all_of(*(formulas_agree(stated.one, stated.other, each, ranges, what, net.slack) for each in found))


@claim("Companion 3", "shared_values", domain=BALANCED)
def are_shared_by_all_layers(stated: Stated, net: LabelledNetwork):
    """Every layer has the stated rank, and W_l^T W_l has the eigenvalues s_i^2, zeros apart."""
    answers = []
    for number, W in enumerate(net.layers, 1):
        answers.append(whole_numbers_are(net.facts, f"rank of W_{number}", (stated.value, net.rank(W))))
        square = net.exactly(net.arithmetic.transpose(W) * W, f"W_{number}^T W_{number}")
        roots = [(x**2, 1) for x in net.facts["s"].values() if x != 0]
        answers.append(has_characteristic_polynomial(square, with_roots(roots, square.size)))
    return all_of(*answers)


@claim("Companion 3", "gradient_flow", domain=ANY)
def is_kept_by_the_flow(stated: Stated, net: LabelledNetwork):
    """Along minus the gradient (by differences), W_{l+1}^T W_{l+1} - W_l W_l^T changes at the stated rate."""
    t, answers = net.arithmetic.transpose, []
    slopes = [net.of_layer(net.gradient, number) for number in range(1, net.L + 1)]
    for (W, G), (V, F) in zip(zip(net.layers, slopes), zip(net.layers[1:], slopes[1:])):
        rate = G * t(W) + W * t(G) - t(F) * V - t(V) * F
        answers.append(entries_are(stated.value, net.exact(rate), net.facts, "rate of the imbalance", net.slack))
    return all_of(*answers)


@claim("Companion 3", "powers")
def count_the_layers_on_each_side(stated: Stated):
    """P_l^T P_l has l - 1 layers and S_l S_l^T has L - l layers on each side: the stated powers of s_i^2."""
    below, above = (part.symbolic(**LAYER.leaves) for part in (stated.below, stated.above))
    return every(
        identity(s_i ** (2 * below), gram.factor_inside(s_i, l - 1), LAYER, "factor of P_l^T P_l"),
        identity(s_i ** (2 * above), gram.factor_inside(s_i, L - l), LAYER, "factor of S_l S_l^T"),
    )


@claim("Companion 3", "powers", domain=BALANCED)
def are_powers_of_the_outer_layers(stated: Stated, net: LabelledNetwork):
    """P_l^T P_l and S_l S_l^T are the stated powers of W_1^T W_1 and of W_L W_L^T, entry by entry."""
    t, answers = net.arithmetic.transpose, []
    for number in range(1, net.L + 1):
        below, above = (
            whole_power(part.at(L=net.L, l=number), "power of a Gram matrix") for part in (stated.below, stated.above)
        )
        made = kernel.power(net, kernel.first_gram(net), below), kernel.power(net, kernel.last_gram(net), above)
        true = t(net.prefix(number)) * net.prefix(number), net.suffix(number) * t(net.suffix(number))
        for name, one, other in zip(("P_l^T P_l", "S_l S_l^T"), made, true):
            answers.append(matrices_equal(net.exact(one), net.exact(other), name, net.slack))
    return all_of(*answers)


@claim("Companion 3", "eq_8", domain=BALANCED, uses=("Companion 2/eq_5",))
def is_the_tangent_kernel_of_balanced_layers(stated: Stated, net: LabelledNetwork):
    """The stated sum over layers is J J^T / n with the Jacobian by differences, whitened or not."""
    return kernel_is(stated.value, net.tangent_kernel.matrix, net, kernel.powers(net), "tangent kernel")


@claim("Companion 3", "eigenvectors", domain=BALANCED)
def are_eigenvectors_of_every_summand(stated: Stated, net: LabelledNetwork):
    """The vector with the stated entries is an eigenvector of every summand of eq. (8), for all i <= d_0 and j <= d_L."""
    a, tables, answers = net.arithmetic, kernel.vectors(net), []
    X, d = net.X, net.widths
    for number in range(1, net.L + 1):
        inside = a.transpose(X) * kernel.power(net, kernel.first_gram(net), number - 1) * X
        summand = net.exact(kronecker(a, inside, kernel.power(net, kernel.last_gram(net), net.L - number)))
        for i in range(1, d[0] + 1):
            for j in range(1, d[-1] + 1):
                places = [(m, u) for m in range(1, net.samples + 1) for u in range(1, d[-1] + 1)]
                q = fmpq_mat(len(places), 1, [stated.value.at(**tables, i=i, j=j, m=m, u=u) for m, u in places])
                answers.append(is_eigenvector(summand, q, f"q_{i}{j} of summand {number}", net.slack))
    return all_of(*answers)


# claims: eigenvalues


@claim("Companion 3", "eq_9a")
def sums_the_layer_contributions(stated: Stated):
    """The stated value is the sum of the L layer contributions, equal singular values included."""
    return identity(stated.value, kernel.pair_eigenvalue(), kernel.PAIR, "lambda_ij", degenerate=[{"s_i": "s_j"}])


@claim("Companion 3", "eq_9b_distinct")
def closes_the_geometric_sum(stated: Stated):
    """The stated value is the sum of the L layer contributions wherever the singular values differ."""
    return identity(stated.value, kernel.pair_eigenvalue(), kernel.APART, "lambda_ij")


@claim("Companion 3", "eq_9b_equal")
def is_the_degenerate_branch(stated: Stated):
    """The stated value is the sum of the L layer contributions at equal singular values."""
    return identity(stated.value, kernel.pair_eigenvalue(s_i, s_i), kernel.SAME, "lambda_ii")


@claim("Companion 3", "eq_9_spectrum", domain=SOLVED)
def are_all_eigenvalues_of_the_hessian(stated: Stated, net: LabelledNetwork):
    """The true Hessian has the stated values for all i and j in the stated ranges, with multiplicity, and zeros."""
    return spectrum_is(net.whole_hessian, stated.value, stated.rows, stated.columns, net)


@claim("Companion 3", "count")
def counts_the_pairs_that_are_not_zero(stated: Stated):
    """The stated number is that of the pairs (i, j) with i or j <= m, for layers of the largest rank m."""
    return identity(stated.value, kernel.nonzero_pairs(), kernel.WIDTHS, "pairs that are not zero")


@claim("Companion 3", "count", domain=SOLVED)
def bounds_the_number_of_nonzero_eigenvalues(stated: Stated, net: LabelledNetwork):
    """The true Hessian has at most the stated number of nonzero eigenvalues."""
    return rank_at_most(net.whole_hessian, stated.value, net)


@claim("Companion 3", "count", "count_nearby", domain=SOLVED)
def is_attained_by_layers_of_full_rank(stated: Stated, net: LabelledNetwork):
    """The stated number is attained whenever the balanced layers have the largest rank that the widths allow."""
    if net.facts["rank_W"] != net.facts["d_min"]:
        return nothing("the layers have not the largest rank")
    return rank_is(net.whole_hessian, stated.value, net)


@claim("Companion 3", "count_nearby", domain=NEARBY)
def bounds_the_number_at_any_loss(stated: Stated, net: LabelledNetwork):
    """The true Hessian of balanced layers has at most the stated number of nonzero eigenvalues, at any loss."""
    return rank_at_most(net.whole_hessian, stated.value, net)


# claims: two layers


@claim("Companion 3", "eq_10")
def adds_the_two_largest(stated: Stated):
    """The stated value is the variance times the sum of both squared spectral norms."""
    return identity(stated.value, shallow_top(), TWO, "largest eigenvalue")


@claim("Companion 3", "eq_10", domain=PAIRS)
def is_the_largest_eigenvalue(stated: Stated, net: LabelledNetwork):
    """No eigenvalue of J^T J / n is larger than the stated value, and it is one."""
    return top_is(net.gauss_newton, stated.value, net, norm_1=net.facts["s_1"][1], norm_2=net.facts["s_2"][1])


@claim("Companion 3", "contradicts")
def lies_strictly_below(stated: Stated):
    """The quoted maximum is smaller than the sum by at least the smaller of both squares."""
    gap = var_x * sp.Min(n_1, n_2) ** 2
    quoted = stated.value.symbolic(**TWO.leaves)
    return at_most_everywhere(quoted + gap, shallow_top(), TWO, "the quoted maximum and the smaller square")


@claim("Companion 3", "block_diagonal", domain=PAIRS)
def is_the_largest_eigenvalue_of_the_diagonal_blocks(stated: Stated, net: LabelledNetwork):
    """The quoted maximum is the largest eigenvalue of J^T J / n with its blocks off the diagonal set to zero."""
    H, first = net.gauss_newton, net.first(2)
    kept = H.matrix.tolist()
    rows = [[x if (i < first) == (j < first) else x * 0 for j, x in enumerate(row)] for i, row in enumerate(kept)]
    blocks = SymmetricMatrix(fmpq_mat(rows), H.slack, "outer_product_hessian")
    return top_is(blocks, stated.value, net, norm_1=net.facts["s_1"][1], norm_2=net.facts["s_2"][1])


@claim("Companion 3", "eq_11", uses=("Companion 2/eq_7",))
def adds_the_two_layers(stated: Stated):
    """The stated value is eq. (7) at L = 2."""
    return identity(stated.value, shallow_trace(), SHALLOW, "trace")


@claim("Companion 3", "eq_11", domain=PAIRS)
def is_the_trace(stated: Stated, net: LabelledNetwork):
    """The stated value is the trace of the Hessian of the loss, at any loss."""
    squares = {f"square_{k}": net.square(W) for k, W in enumerate(net.layers, 1)}
    sizes = {f"d_{k}": size for k, size in enumerate(net.widths)}
    return trace_is(net.whole_hessian, stated.value, net, {**net.facts, **squares, **sizes})


@claim("Companion 3", "flattening", domain=OVER_Q)
def falls_exactly_when(stated: Stated, net: LabelledNetwork):
    """Along minus the gradient (by differences) the trace (11) falls exactly when the stated condition holds."""
    slopes = [net.of_layer(net.gradient, number) for number in (1, 2)]
    pairs = [net.exact(W).entries() for W in net.layers], [net.exact(G).entries() for G in slopes]
    inner = [sum(w * g for w, g in zip(W, G)) for W, G in zip(*pairs)]
    rate = net.widths[2] * inner[0] + net.widths[0] * inner[1]
    code = "sum((w * g for w, g in zip([x for A in W for r in A for x in r], gradient(W, Sxx, Syx))), F(0)) > 0"
    facts, what = {**net.facts, **net.moments}, "whether the trace falls"
    return shows_sign(stated.value, rate, facts, what, with_data(net), code, net.slack)
