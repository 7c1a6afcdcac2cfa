"""Review, headline, summary, core claim, premise, what would settle it, and the captions that the page repeats.

Uses the layer contributions of lemmas/outer_product.py, summed for layers that may differ in lemmas/review/kernel.py.
"""

from __future__ import annotations

import sympy as sp

from lemmas import outer_product as gram
from lemmas.review import kernel
from lemmas.review.kernel import LEVEL, L, bulk, dominant, exactly_when, ratio_is
from verify import (
    Space,
    Stated,
    all_of,
    claim,
    distinct_nonzero_is,
    every,
    holds_exactly,
    identity,
    integer,
    multiplicity_is,
    rank_is,
)
from verify.judge.conditions import ExactlyWhere
from verify.nets.critical import CriticalNetwork
from verify.nets.critical_draws import CriticalNetworks
from verify.nets.labelled import LabelledNetwork
from verify.nets.labelled_draws import LabelledNetworks

# notation: level networks have all values 1 and covariance I, the point that the paper's training tends to

SIZES = tuple(integer(name, 1) for name in ("r", "d_0", "d_L"))
COUNTS = Space(
    SIZES,
    given=(gram.r <= gram.d_0, gram.r <= gram.d_L),
    also="all L >= 2, all hidden widths >= r",
    assumes=("d_hidden >= r",),
)
AT_ONE = CriticalNetworks(layers=("level",))
EXACT = CriticalNetworks(layers=("level",), reals=False)
UNIFORM = CriticalNetworks(layers=("uniform", "level"))
BALANCED = CriticalNetworks(layers=("balanced", "close", "uniform"))
ANY = LabelledNetworks(largest=12, most_samples=3)


# claims, in the order of the paper


@claim("Review 1", "clusters", domain=EXACT)
def counts_the_clusters(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the stated number of different nonzero eigenvalues."""
    return distinct_nonzero_is(net.hessian, stated.value, net)


@claim("Review 1", "dimensions", domain=AT_ONE)
def are_the_multiplicities_of_L_and_one(stated: Stated, net: CriticalNetwork):
    """L and 1 are eigenvalues of the true Hessian with exactly the stated multiplicities."""
    H, one = net.hessian, net.values[0][0]
    return all_of(multiplicity_is(H, one * net.L, stated.dominant, net), multiplicity_is(H, one, stated.bulk, net))


@claim("Review 1", "dimensions")
def count_the_pairs(stated: Stated):
    """The stated numbers are those of the pairs (i, j) with both indices, and with exactly one index, at most r."""
    return every(
        identity(stated.dominant, gram.dominant_pairs(), COUNTS, "dominant pairs"),
        identity(stated.bulk, gram.bulk_pairs(gram.d_0), COUNTS, "bulk pairs"),
    )


@claim("Review 1", "few")
def is_that_more_pairs_are_in_the_bulk(stated: Stated):
    """The condition is equivalent to bulk pairs - dominant pairs >= 1, divided by r."""
    derived = sp.cancel((gram.bulk_pairs(gram.d_0) - gram.dominant_pairs()) / gram.r) - 1
    return ExactlyWhere(stated.condition, derived, sp.Integer(1), COUNTS, "whether the dominant eigenvalues are fewer")


@claim("Review 1", "few", domain=AT_ONE)
def holds_exactly_when_the_large_ones_are_fewer(stated: Stated, net: CriticalNetwork):
    """The condition holds exactly when fewer eigenvalues of the true Hessian are L than are 1."""
    H, one = net.hessian, net.values[0][0]
    fewer = H.count(one * net.L, one * net.L) < H.count(one, one)
    code = f"multiplicity(H, F({net.L})) < multiplicity(H, F(1))"
    return exactly_when(stated.condition, fewer, net, "whether the dominant eigenvalues are fewer", code)


@claim("Review 1", "combined")
def adds_both_kinds_of_pairs(stated: Stated):
    """The stated number is that of all pairs (i, j) with an index of at most r."""
    return identity(stated.value, gram.dominant_pairs() + gram.bulk_pairs(gram.d_0), COUNTS, "pairs")


@claim("Review 1", "combined", domain=AT_ONE)
def is_the_rank_of_the_hessian(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the stated number of nonzero eigenvalues."""
    return rank_is(net.hessian, stated.value, net)


@claim("Review 1", "ratio")
def multiplies_the_bulk_to_the_dominant(stated: Stated):
    """The stated multiple of the bulk eigenvalue is the dominant one, for every depth, mu and variance of the inputs."""
    return identity(stated.value.symbolic(**LEVEL.leaves) * bulk(), dominant(), LEVEL, "dominant eigenvalue")


@claim("Review 1", "ratio", domain=UNIFORM)
def is_the_dominant_eigenvalue_of_the_true_hessian(stated: Stated, net: CriticalNetwork):
    """The stated multiple of the bulk eigenvalue mu^(2L-2) is an eigenvalue of the true Hessian, r^2 times."""
    value = stated.value.at(**net.facts) * net.values[0][0] ** (2 * net.L - 2)
    return holds_exactly(net.hessian, value, value, net.r**2, net)


@claim("Review 1", "settles")
def grows_by_the_stated_step(stated: Stated):
    """The ratio at depth L + 1 exceeds that at depth L by the stated step, and equals the stated first value at L = 2."""

    def ratio(depth: sp.Expr) -> sp.Expr:
        return (dominant(depth) / bulk(depth)).doit()

    return every(
        identity(stated.step, ratio(L + 1) - ratio(L), LEVEL, "ratio at L + 1 minus ratio at L"),
        identity(stated.first, ratio(sp.Integer(2)), LEVEL, "ratio at L = 2"),
    )


@claim("Review 1", "settles", domain=UNIFORM)
def is_observed_on_the_true_hessian(stated: Stated, net: CriticalNetwork):
    """With the stated first value and step the ratio at the network's depth times mu^(2L-2) is an eigenvalue, r^2 times."""
    ratio = stated.first.at(**net.facts) + (net.L - 2) * stated.step.at(**net.facts)
    value = ratio * net.values[0][0] ** (2 * net.L - 2)
    return holds_exactly(net.hessian, value, value, net.r**2, net)


@claim("Review 1", "any_target", domain=BALANCED)
def are_the_extreme_ratios(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the derived spectrum, and the stated ends are the least and greatest dominant over bulk value."""
    large, small = kernel.dominants(net), kernel.bulks(net)
    return all_of(
        kernel.has_the_derived_spectrum(net),
        ratio_is(stated.least, min(large), max(small), net, "least dominant over largest bulk eigenvalue"),
        ratio_is(stated.most, max(large), min(small), net, "largest dominant over least bulk eigenvalue"),
    )


@claim("Review 1", "premise", domain=ANY)
def is_the_hessian_of_any_network(stated: Stated, net: LabelledNetwork):
    """Every block of the true Hessian has the stated entries: any weights, data, residual; no assumption is used."""
    return all_of(*(kernel.block_is(stated.value, net, k, l) for k in range(1, net.L + 1) for l in range(1, k + 1)))
