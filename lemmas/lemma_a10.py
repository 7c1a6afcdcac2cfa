"""Lemma A.10: the eigenvectors of the outer-product Hessian with nonzero eigenvalue are A_o(u_i x v_j).

Uses A.9 (the eigenvalues), and that M maps the eigenvectors of M^T M with nonzero eigenvalue onto those of M M^T.
A.9's zero tail is not among the printed assumptions, so instances have tails of every kind.
"""

from __future__ import annotations

import sympy as sp
from flint import fmpq, fmpq_mat

from lemmas import outer_product as gram
from lemmas.corner_cases import LEVEL
from lemmas.lemma_a1 import widths
from lemmas.lemma_a9 import LAYER, ONE_VALUE, VALUES, ends, nu
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Stated,
    SymmetricMatrix,
    agrees,
    all_of,
    certain,
    claim,
    count_is,
    differs,
    every,
    identity,
    kronecker,
    matrices_equal,
    rank_is,
    same_up_to_zeros,
    value_is,
    whole,
)
from verify.judge.grams import acts_as, factorises, gram_is
from verify.judge.polynomials import rank_equals
from verify.judge.verdicts import Answer
from verify.nets.bases import extended
from verify.nets.matrices import RATIONALS
from verify.nets.matrices import identity as one
from verify.nets.matrices import kronecker as tensor

# notation: u_i, v_j extend the columns of U, V to orthonormal bases; the first rank_xx of the v_j span the range of Sigma_xx

L, l, r, d_0, d_L = gram.L, gram.l, gram.r, gram.d_0, gram.d_L
lambda_i, lambda_j = gram.lambda_i, gram.lambda_j
ANY = BalancedNetworks(heads=("close", "wide", "uniform", "tied"), tails=("any", "small", "any", "zero"))
NEAR = BalancedNetworks(heads=("close", "tied", "uniform"), tails=("zero",))
RATIONAL = BalancedNetworks(heads=("close", "tied", "wide"), tails=("zero", "any"), reals=False)


# derivation


def bases(net: BalancedNetwork) -> tuple[fmpq_mat, fmpq_mat]:
    """u_1, …, u_{d_L} and v_1, …, v_{d_0} as columns, V extended inside the range of Sigma_xx first."""
    exact, seen = net.arithmetic.exact, net.rank_xx
    return extended(exact(net.U), range(net.d_L)), extended(exact(net.V), range(seen), range(seen, net.d_0))


def vectors(net: BalancedNetwork, places: list[tuple[int, int]]) -> list[fmpq_mat]:
    """u_i x v_j for the given pairs (numbered from 0)."""
    U, V = bases(net)
    rows, columns = range(net.d_L), range(net.d_0)
    return [fmpq_mat(net.d_L * net.d_0, 1, [U[a, i] * V[b, j] for a in rows for b in columns]) for i, j in places]


def singular_values(net: BalancedNetwork, i: int, j: int) -> dict[str, fmpq]:
    """lambda_i and lambda_j, zero beyond d*."""
    padded = [*net.values, *[fmpq(0)] * max(net.d_0, net.d_L)]
    return {"lambda_i": padded[i], "lambda_j": padded[j]}


def eigenvalue(net: BalancedNetwork, i: int, j: int) -> fmpq:
    """sigma_j nu_ij: the sum of the layers, for v_j in the range of Sigma_xx."""
    x, y = singular_values(net, i, j).values()
    layers = (x ** (2 * (net.L - k)) * y ** (2 * (k - 1)) for k in range(1, net.L + 1))
    return sum(layers, fmpq(0)) if j < net.rank_xx else fmpq(0)


def are_eigenvectors(net: BalancedNetwork, places: list[tuple[int, int]]) -> Answer:
    """The A_o(u_i x v_j) are independent eigenvectors of the true H_o with nonzero eigenvalues."""
    H, A = net.outer_product_hessian, net.arithmetic.exact(kronecker.jacobian(net.network)).transpose()
    columns, answers = [A * x for x in vectors(net, places)], []
    for (i, j), x in zip(places, columns):
        value, name = eigenvalue(net, i, j), f"A_o(u_{i + 1} x v_{j + 1})"
        answers.append(agrees() if value != 0 else differs(f"eigenvalue of H_o on {name}", "not zero", 0))
        answers.append(matrices_equal(x * value, H.matrix * x, f"H_o {name}", H.slack * (1 + value)))
    table = fmpq_mat(len(columns), H.size, [y for x in columns for y in x.entries()])
    dependent = SymmetricMatrix(table * table.transpose(), H.slack, "gram").nullity
    answers.append(agrees() if dependent == 0 else differs("linear relations among the A_o(u_i x v_j)", 0, dependent))
    return all_of(*answers)


def listed(stated: Stated, net: BalancedNetwork) -> list[tuple[int, int]]:
    """The pairs (i, j), numbered from 0, for which the stated condition holds."""
    pairs = [(i, j) for i in range(net.d_L) for j in range(net.d_0)]
    at = ({**net.facts, **singular_values(net, i, j), "i": i + 1, "j": j + 1} for i, j in pairs)
    return [pair for pair, values in zip(pairs, at) if certain(stated.listed.holds(**values), "which vectors are listed")]


def both_small(net: BalancedNetwork) -> list[tuple[int, int]]:
    """Pairs with i, j <= r."""
    return [(i, j) for i in range(net.r) for j in range(net.r)]


def one_small(net: BalancedNetwork) -> list[tuple[int, int]]:
    """Pairs with just one index <= r and v_j in the range of Sigma_xx."""
    return [(i, j) for i in range(net.d_L) for j in range(net.rank_xx) if (i < net.r) != (j < net.r)]


# claims, in the order of the paper


@claim("A.10", "eigenvectors", domain=ANY)
def are_all_eigenvectors_with_nonzero_eigenvalue(stated: Stated, net: BalancedNetwork):
    """The listed A_o(u_i x v_j) are independent eigenvectors of the true H_o, nonzero eigenvalue, as many as its rank."""
    places = listed(stated, net)
    return all_of(rank_equals(net.outer_product_hessian, len(places), net), are_eigenvectors(net, places))


@claim("A.10", "dominant_span", domain=NEAR)
def counts_the_vectors_that_span_the_dominant_eigenspace(stated: Stated, net: BalancedNetwork):
    """The A_o(u_i x v_j), i, j <= r, are eigenvectors, and the dominant interval holds the stated number of eigenvalues."""
    H, places = net.outer_product_hessian, both_small(net)
    found = value_is(fmpq(len(places)), stated.value, net, "independent eigenvectors A_o(u_i x v_j), i, j <= r")
    return all_of(are_eigenvectors(net, places), found, count_is(H, *ends(net, net.L), stated.value, net))


@claim("A.10", "dominant_span", domain=LEVEL)
def counts_them_beside_a_tail(stated: Stated, net: BalancedNetwork):
    """The A_o(u_i x v_j), i, j <= r, are eigenvectors, and the dominant interval holds the stated number of eigenvalues.
    Tried at the minimum, where a tail may be as large as the head."""
    return counts_the_vectors_that_span_the_dominant_eigenspace(stated, net)


@claim("A.10", "dominant_span", "dominant_count")
def counts_the_dominant_pairs(stated: Stated):
    """The stated number is the number of pairs (i, j) with i, j <= r."""
    return identity(stated.value, gram.dominant_pairs(), widths(), "dominant pairs")


@claim("A.10", "bulk_span", domain=NEAR)
def counts_the_vectors_that_span_the_bulk_eigenspace(stated: Stated, net: BalancedNetwork):
    """The A_o(u_i x v_j), one index <= r, are eigenvectors, and the bulk interval holds the stated number of eigenvalues."""
    H, places = net.outer_product_hessian, one_small(net)
    found = value_is(fmpq(len(places)), stated.value, net, "independent eigenvectors A_o(u_i x v_j), one index <= r")
    return all_of(are_eigenvectors(net, places), count_is(H, *ends(net, 1), stated.value, net), found)


@claim("A.10", "bulk_span", "bulk_count", per_reading=True)
def counts_the_bulk_pairs(stated: Stated):
    """The stated number is the number of pairs with just one index <= r and v_j in the range of Sigma_xx."""
    space = widths(stated)
    return identity(stated.value, gram.bulk_pairs(space.defined["rank_xx"]), space, "bulk pairs")


@claim("A.10", "same_spectrum", domain=RATIONAL)
def differs_from_the_gram_matrix_by_zeros_only(stated: Stated, net: BalancedNetwork):
    """H_o has the eigenvalues of A_o^T A_o and the stated number of zeros more."""
    return same_up_to_zeros(net.outer_product_hessian, net.gram, stated.value, net)


@claim("A.10", "factorisation", domain=ANY)
def factorises_the_outer_product_hessian(stated: Stated, net: BalancedNetwork):
    """The true H_o is A_o (I x S) A_o^T, S the identity on the stated number of input directions."""
    J, seen = net.arithmetic.exact(kronecker.jacobian(net.network)), whole(stated.value, "input directions", **net.facts)
    weights = [fmpq(int(k % net.d_0 < seen)) for k in range(J.nrows())]
    weighted = fmpq_mat(J.nrows(), J.ncols(), [w * J[k, m] for k, w in enumerate(weights) for m in range(J.ncols())])
    return factorises(net, J.transpose() * weighted, stated.value)


@claim("A.10", "gram_formula", domain=ANY)
def builds_the_gram_matrix(stated: Stated, net: BalancedNetwork):
    """A_o^T A_o is the stated sum over layers of U diag U^T x V diag V^T, identities at the two ends; for L >= 2."""
    (U, V), kept, n, total = bases(net), whole(stated.kept, "singular vectors", **net.facts), net.facts, None
    if kept > net.d_star:
        return differs("singular vectors kept", kept, f"at most {net.d_star}")
    for layer in range(1, net.L + 1):
        above, below = fmpq_mat(net.d_L, net.d_L), fmpq_mat(net.d_0, net.d_0)
        for i, x in enumerate(net.values[:kept]):
            u, v = (fmpq_mat(M.nrows(), 1, [M[k, i] for k in range(M.nrows())]) for M in (U, V))
            above += u * u.transpose() * stated.above.at(**n, l=layer, lambda_i=x)
            below += v * v.transpose() * stated.below.at(**n, l=layer, lambda_j=x)
        above = one(RATIONALS, net.d_L) if layer == net.L else above
        below = one(RATIONALS, net.d_0) if layer == 1 else below
        term = tensor(RATIONALS, above, below)
        total = term if total is None else total + term
    return gram_is(net, total, U, V, stated.wording.parts)


@claim("A.10", "inside")
def are_powers_of_the_singular_values(stated: Stated):
    """The stated values are the eigenvalues of U_1 Lambda U_1^T and V_1 Lambda V_1^T on the kept singular vectors."""
    return every(
        identity(stated.above, gram.factor_inside(lambda_i, L - l), LAYER, "eigenvalue above"),
        identity(stated.below, gram.factor_inside(lambda_j, l - 1), LAYER, "eigenvalue below"),
    )


@claim("A.10", "outside")
def vanishes_off_the_kept_vectors(stated: Stated):
    """The stated value is the eigenvalue of U_1 Lambda U_1^T and V_1 Lambda V_1^T on vectors orthogonal to the kept ones."""
    return identity(stated.value, gram.factor_outside(), ONE_VALUE, "eigenvalue")


@claim("A.10", "case_1", "case_1_split", "case_2", "case_3", "case_4", domain=ANY)
def acts_on_the_basis(stated: Stated, net: BalancedNetwork):
    """The true A_o^T A_o multiplies every u_i x v_j of the case by the stated value."""
    cases = {"case_2": (True, False), "case_3": (False, True), "case_4": (False, False)}
    every_pair = [(i, j) for i in range(net.d_L) for j in range(net.d_0)]
    places = [(i, j) for i, j in every_pair if (i < net.r, j < net.r) == cases.get(stated.name, (True, True))]
    answers, frames = [], bases(net)
    for (i, j), x in zip(places, vectors(net, places)):
        answers.append(acts_as(net, stated.value, x, *frames, i, j, **singular_values(net, i, j)))
    return all_of(*answers)


@claim("A.10", "case_1", "case_2", "case_3", "case_4", uses=("A.9/nu_sum", "A.9/bulk_value", "A.9/zero_value"))
def sums_the_layers(stated: Stated):
    """The stated value is the sum of the layers: all of them for i, j <= r; one or none where a singular value is zero."""
    zero_tail = {"case_2": gram.bulk_eigenvalue(lambda_i), "case_3": gram.bulk_eigenvalue(lambda_j), "case_4": sp.Integer(0)}
    true = zero_tail.get(stated.name) if not stated.value.symbolic(**VALUES.leaves).has(sp.Sum) else None
    return identity(stated.value, nu() if true is None else true, VALUES, "eigenvalue of A_o^T A_o")


@claim("A.10", "case_1_split")
def writes_the_two_ends_apart(stated: Stated):
    """The stated value is the contribution of layer 1, that of layer L, and the sum over the layers between."""
    layer = gram.layer_contribution()
    apart = layer.subs(l, 1) + layer.subs(l, L) + sp.Sum(layer, (l, 2, L - 1))
    return identity(stated.value, apart, VALUES, "eigenvalue of A_o^T A_o")


@claim("A.10", "case_counts")
def counts_basis_vectors(stated: Stated):
    """The stated numbers are the numbers of basis vectors u_i x v_j of the four cases."""
    inside, left, right = (1, r), (r + 1, d_L), (r + 1, d_0)
    return every(
        identity(stated.dominant, gram.pairs(inside, inside), widths(), "i, j <= r"),
        identity(stated.bulk_1, gram.pairs(inside, right), widths(), "i <= r < j"),
        identity(stated.bulk_2, gram.pairs(left, inside), widths(), "j <= r < i"),
        identity(stated.zero, gram.pairs(left, right), widths(), "i, j > r"),
    )


@claim("A.10", "bulk_sum")
def adds_up(stated: Stated):
    """The two stated expressions are equal for all widths."""
    return identity(stated.sum, stated.total, widths(), "the sum")


@claim("A.10", "eigenvector_count", domain=ANY)
def is_the_rank_of_the_outer_product_hessian(stated: Stated, net: BalancedNetwork):
    """The stated number is the rank of the true outer-product Hessian."""
    return rank_is(net.outer_product_hessian, stated.value, net)
