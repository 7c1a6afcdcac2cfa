"""Section 1: the bifurcation of eq. (1), the key question, contributions C1 and C2, and the abstract.

Uses the eigenvalues of Lemma A.1 at the minimum that training tends to (lambda_i = 1 for i <= r, tail 0).
"""

from __future__ import annotations

from lemmas import outer_product as gram
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Space,
    Stated,
    SymmetricMatrix,
    all_of,
    at_most_everywhere,
    claim,
    distinct_nonzero_is,
    every,
    holds_exactly,
    identity,
    integer,
    matrices_equal,
    nonnegative,
    nullity_is,
    positive,
    rank_is,
)
from verify.judge.entries import whole_numbers_are
from verify.judge.scripts import setup_of
from verify.nets.matrices import diagonal
from verify.nets.minimum import NetworksAtTheMinimum

# notation: a and a + delta are the ends of the bulk, delta < a, m is the gap; excess = m - 2, room = a - delta

delta, room, excess = positive("delta").symbol, positive("room").symbol, nonnegative("excess").symbol
WIDE = Space(
    (positive("delta"), positive("room"), nonnegative("excess")),
    {"a": delta + room, "m": 2 + excess},
    also="a = delta + room, m = 2 + excess: all 0 < delta < a and m >= 2",
)
low, part = positive("low").symbol, positive("part").symbol
NARROW = Space(
    (positive("low"), positive("part")),
    {"a": low, "m": 1 + part, "delta": part * low},
    (part < 1,),
    "a = low, m = 1 + part, delta = part*a: for each 1 < m < 2 a delta < a",
)
least, spread, L = positive("least").symbol, nonnegative("spread").symbol, gram.L
POWERS = Space(
    (integer("L", 2), positive("least"), nonnegative("spread")),
    {
        "m": L,
        "a": gram.bulk_eigenvalue(least),
        "delta": gram.bulk_eigenvalue(least + spread) - gram.bulk_eigenvalue(least),
    },
    also="all lambda_i, i <= r, in [least, least + spread]",
)
DEPTH = Space((integer("L", 2),))
NEAR = BalancedNetworks(heads=("uniform",), largest=3)
EXACT = BalancedNetworks(heads=("uniform",), largest=3, reals=False)
MINIMUM, RATIONAL = NetworksAtTheMinimum(NEAR), NetworksAtTheMinimum(EXACT)
BEFORE = NetworksAtTheMinimum(NEAR, share=2)


# derivation


def ratio():
    """Dominant over bulk eigenvalue at lambda_i = 1: L layers against one."""
    one = L / L
    return gram.dominant_eigenvalue(one, one).doit() / gram.bulk_eigenvalue(one)


# claims, in the order of the paper


@claim("Section 1", "eq_1")
def leaves_a_gap(stated: Stated):
    """For every m >= 2 the stated intervals are apart, by at least a - delta > 0."""
    upper = stated.bulk_to.symbolic(**WIDE.leaves)
    return at_most_everywhere(upper + room, stated.dominant_from, WIDE, "end of the bulk, and a - delta more")


@claim("Section 1", "eq_1")
def closes_for_smaller_m(stated: Stated):
    """For every m between 1 and 2 some delta < a makes the stated intervals touch: m >= 2 is sharp."""
    return identity(stated.bulk_to, stated.dominant_from.symbolic(**NARROW.leaves), NARROW, "end of the bulk")


@claim("Section 1", "eq_1")
def is_the_structure_at_m_equal_to_L(stated: Stated):
    """With m = L the stated ends are the extreme dominant and bulk eigenvalues of the outer-product Hessian."""
    ends = (least, least + spread)
    return every(
        *(
            identity(side, gram.bulk_eigenvalue(x), POWERS, "bulk")
            for side, x in zip((stated.bulk_from, stated.bulk_to), ends)
        ),
        *(
            identity(side, gram.dominant_eigenvalue(x, x), POWERS, "dominant")
            for side, x in zip((stated.dominant_from, stated.dominant_to), ends)
        ),
    )


@claim("Section 1", "cross_correlation", domain=EXACT)
def is_the_target_of_a_linear_map(stated: Stated, net: BalancedNetwork):
    """For y = Phi x with Phi ~ I_r, E[y x^T] = Phi Sigma_xx is Phi, and has the stated rank."""
    phi = diagonal(net.arithmetic, [1] * net.r, net.d_L, net.d_0)
    yx = net.arithmetic.exact(phi * net.network.sigma_xx)
    return all_of(
        matrices_equal(yx, net.arithmetic.exact(phi), "E[y x^T]"),
        whole_numbers_are(net.facts, "rank of E[y x^T]", (stated.value, int(yx.rank()))),
    )


@claim("Section 1", "key_question", "two_clusters", domain=RATIONAL)
def counts_the_clusters_at_the_minimum(stated: Stated, net: BalancedNetwork):
    """The true Hessian at the minimum has the stated number of different nonzero eigenvalues."""
    return distinct_nonzero_is(net.hessian, stated.value, net)


@claim("Section 1", "balanced_input", domain=MINIMUM)
def counts_the_eigenvalues_of_the_input_covariance(stated: Stated, net: BalancedNetwork):
    """Sigma_xx has the stated number of different eigenvalues."""
    xx = SymmetricMatrix(net.arithmetic.exact(net.network.sigma_xx))
    number = (xx.distinct_nonzero() or 0) + (xx.nullity > 0)
    setup, code = setup_of(net, ""), "distinct_nonzero(Sxx) + (multiplicity(Sxx, 0) > 0)"
    return whole_numbers_are(net.facts, "eigenvalues of Sigma_xx", (stated.value, number), setup=setup, code=code)


@claim("Section 1", "cross_covariance", domain=EXACT, per_reading=False)
def is_the_rank_of_the_cross_covariance(stated: Stated, net: BalancedNetwork):
    """Sigma_yx of Assumption 3.2 has the stated rank."""
    rank, setup = int(net.network.sigma_yx.rank()), setup_of(net, "")
    code = "len(Sxx) - multiplicity(times(transpose(Syx), Syx), 0)"
    return whole_numbers_are(net.facts, "rank of Sigma_yx", (stated.value, rank), setup=setup, code=code)


@claim("Section 1", "zero_directions", domain=MINIMUM)
def counts_the_zero_eigenvalues_at_the_minimum(stated: Stated, net: BalancedNetwork):
    """The true Hessian at the minimum has the stated number of zero eigenvalues."""
    return nullity_is(net.hessian, stated.value, net)


@claim("Section 1", "remaining_zero", domain=BEFORE)
def counts_the_nonzero_eigenvalues(stated: Stated, net: BalancedNetwork):
    """The true Hessian has the stated number of nonzero eigenvalues, whatever the common singular value."""
    return rank_is(net.hessian, stated.value, net)


@claim("Section 1", "ratio", uses=("A.1/dominant_eigenvalue", "A.1/bulk_eigenvalue", "A.3/head_limit"))
def divides_all_layers_by_one(stated: Stated):
    """At the minimum the dominant eigenvalue is the stated multiple of the bulk eigenvalue, for every depth."""
    return identity(stated.value, ratio(), DEPTH, "ratio")


@claim("Section 1", "ratio", domain=MINIMUM)
def is_the_dominant_eigenvalue_at_the_minimum(stated: Stated, net: BalancedNetwork):
    """The stated multiple of the bulk eigenvalue 1 is an eigenvalue of the true Hessian at the minimum, r^2 times."""
    value = stated.value.at(**net.facts)
    return holds_exactly(net.hessian, value, value, net.r**2, net)
