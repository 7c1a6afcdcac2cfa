"""Companion, Appendix B: two layers without balancedness, their eigenvalues and eigenvectors (eqs. 15 and 16).

Uses eq. (5): at L = 2 the kernel is (X^T X / n) x (W_2 W_2^T) + (X^T W_1^T W_1 X / n) x I.
"""

from __future__ import annotations

from flint import fmpq_mat

from lemmas.companion import kernel
from verify import Stated, all_of, claim, nothing
from verify.judge.kernels import is_eigenvector, listed_eigenvalues, rank_at_most, rank_is, spectrum_is
from verify.nets.labelled import LabelledNetwork
from verify.nets.labelled_draws import LabelledNetworks

# notation: s_1[i], s_2[j] are singular values of W_1 and W_2, which share no singular vectors

PAIRS = LabelledNetworks(weights=("factors", "factors", "balanced"), inputs=("white",), depths=(2,))
OVER_Q = LabelledNetworks(weights=("factors", "factors", "balanced"), inputs=("white",), depths=(2,), reals=False)
ANY = LabelledNetworks(inputs=("white",), depths=(2,))


@claim("Companion B", "eq_15", domain=PAIRS, uses=("Companion 2/eq_5",))
def are_eigenvalues(stated: Stated, net: LabelledNetwork):
    """Each stated value, for i and j in the printed ranges, is an eigenvalue of J^T J / n, as often as it is listed."""
    d = net.widths
    return listed_eigenvalues(net.gauss_newton, stated.value, min(d[0], d[1]), min(d[1], d[2]), net)


@claim("Companion B", "eq_15_ranges", domain=PAIRS)
def are_all_nonzero_eigenvalues(stated: Stated, net: LabelledNetwork):
    """J^T J / n has the stated values for all i and j in the stated ranges, with multiplicity, and zeros."""
    return spectrum_is(net.gauss_newton, stated.value, stated.rows, stated.columns, net)


@claim("Companion B", "eq_16", domain=OVER_Q)
def are_eigenvectors(stated: Stated, net: LabelledNetwork):
    """The vector with the stated entries is an eigenvector of J J^T / n, for all i <= d_0 and j <= d_2."""
    tables, d, K, answers = kernel.vectors(net), net.widths, net.tangent_kernel.matrix, []
    places = [(m, u) for m in range(1, net.samples + 1) for u in range(1, d[2] + 1)]
    for i in range(1, d[0] + 1):
        for j in range(1, d[2] + 1):
            entries = [stated.value.at(**tables, i=i, j=j, m=m, u=u) for m, u in places]
            answers.append(is_eigenvector(K, fmpq_mat(len(places), 1, entries), f"q_{i}{j}", net.slack))
    return all_of(*answers)


@claim("Companion B", "count", domain=ANY)
def bounds_the_number_of_nonzero_eigenvalues(stated: Stated, net: LabelledNetwork):
    """J^T J / n has at most the stated number of nonzero eigenvalues, for all weights."""
    return rank_at_most(net.gauss_newton, stated.value, net)


@claim("Companion B", "count", domain=PAIRS)
def is_attained_by_layers_of_full_rank(stated: Stated, net: LabelledNetwork):
    """The stated number is attained whenever both layers have the largest rank that the widths allow."""
    d, facts, H = net.widths, net.facts, net.gauss_newton
    if facts["rank_1"] != min(d[0], d[1]) or facts["rank_2"] != min(d[1], d[2]):
        return nothing("the layers have not the largest rank")
    return rank_is(H, stated.value, net)
