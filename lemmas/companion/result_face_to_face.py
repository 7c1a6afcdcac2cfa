"""Face to face (new): the two papers on the same network, with inputs of covariance I, which both of them assume.

Uses the companion's eqs. (9) and (14), and the derivations of Lemmas A.1 and A.9 of the first paper.
"""

from __future__ import annotations

import sympy as sp

from lemmas import lemma_a1
from lemmas import outer_product as gram
from lemmas.companion import kernel
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Space,
    Stated,
    agrees,
    all_of,
    claim,
    every,
    identity,
    integer,
    multiplicity_is,
    positive,
    rank_is,
)
from verify.judge.compare import differs
from verify.judge.conditions import ExactlyWhere
from verify.judge.scripts import python_source, setup_of
from verify.judge.verdicts import Exhibit

# notation: mu = s_i is the common singular value of all layers, r their rank; sigma_x = 1 and d_min = d_star here

L, mu = kernel.L, positive("mu").symbol
VALUE = Space((kernel.DEPTH, positive("mu")))
SAMPLES = Space((kernel.DEPTH, integer("n", 1)), {"var_x": sp.Integer(1), "y_max": integer("n", 1).symbol})
SIZES = tuple(integer(name, 1) for name in ("r", "d_0", "d_L"))
r, d_0, d_L = (v.symbol for v in SIZES)
COUNTS = Space(
    SIZES, given=(r <= d_0, r <= d_L), also="all L >= 2, all hidden widths >= r", assumes=("tail == 0", "spread == 0")
)
LEVEL = BalancedNetworks(heads=("uniform",), saddle=False)
FULL = BalancedNetworks(heads=("uniform", "wide", "close", "tied"), saddle=False)


# derivation


def companion_at_zero() -> sp.Expr:
    """The closed form (9b), sigma_i != sigma_j, at sigma_i = mu and sigma_j = 0."""
    return (mu ** (2 * L) - 0) / (mu**2 - 0)


# claims


@claim("Face to face", "dominant", "bulk", uses=("Companion 3/eq_9a",))
def is_the_eigenvalue_of_both_papers(stated: Stated):
    """The stated value is what eq. (9) of the companion gives, and what Lemma A.1 of the first paper gives."""
    first, second = {
        "dominant": (kernel.pair_eigenvalue(mu, mu).subs(kernel.var_x, 1), lemma_a1.dominant()),
        "bulk": (companion_at_zero(), lemma_a1.bulk()),
    }[stated.name]
    return every(identity(stated.value, first, VALUE, "companion"), identity(stated.value, second, VALUE, "first paper"))


@claim("Face to face", "multiplicities")
def count_the_same_pairs(stated: Stated):
    """The stated numbers are those of the pairs with both, and with one, index <= r."""
    bulk = gram.bulk_pairs(gram.d_0).subs({gram.r: r, gram.d_0: d_0, gram.d_L: d_L}, simultaneous=True)
    both = gram.dominant_pairs().subs(gram.r, r)
    return every(
        identity(stated.dominant, both, COUNTS, "pairs with both indices <= r"),
        identity(stated.bulk, bulk, COUNTS, "pairs with one index <= r"),
    )


@claim("Face to face", "multiplicities", domain=LEVEL, per_reading=False)
def are_those_of_the_true_hessian(stated: Stated, net: BalancedNetwork):
    """The true outer-product Hessian has the eigenvalues L mu^(2(L-1)) and mu^(2(L-1)) with the stated multiplicities."""
    H = net.outer_product_hessian
    return all_of(
        multiplicity_is(H, lemma_a1.at(net, net.L), stated.dominant, net),
        multiplicity_is(H, lemma_a1.at(net, 1), stated.bulk, net),
    )


@claim("Face to face", "count", domain=FULL, per_reading=False)
def agree_with_the_true_hessian(stated: Stated, net: BalancedNetwork):
    """The first paper's number is that of the nonzero eigenvalues; the companion's bound is not below it."""
    H = net.outer_product_hessian
    exact, bound = rank_is(H, stated.first, net), stated.companion.at(**net.facts)
    rank = H.size - (H.nullity or 0)
    what = "nonzero eigenvalues, against the companion's bound"
    if rank <= bound or H.nullity is None:
        return all_of(exact, agrees(what))
    printed, code = python_source(stated.companion, net.facts), "len(H) - multiplicity(H, 0)"
    exhibit = Exhibit(what, setup_of(net, H.origin), printed, code, "true > printed")
    return all_of(exact, differs(what, bound, rank, exhibit if H.slack == 0 else None))


@claim("Face to face", "agreement")
def agree_exactly_when(stated: Stated):
    """The first paper's number is within the companion's bound exactly when d_0 + d_L <= 2 m, that is d_0 = d_L = m."""
    bound = 2 * kernel.d_min - kernel.d_0 - kernel.d_L
    return ExactlyWhere(stated.value, bound, kernel.d_min, kernel.WIDTHS, "the two counts")


@claim("Face to face", "sharpness", uses=("Companion 4/eq_14",))
def is_the_dominant_eigenvalue_at_the_minimum(stated: Stated):
    """At sigma_x = 1 and sigma_max^2(Y) = n the stated value is the first paper's dominant eigenvalue at lambda_i = 1."""
    true = lemma_a1.dominant().subs(lemma_a1.mu, 1)
    return identity(stated.value, true, SAMPLES, "largest eigenvalue")
