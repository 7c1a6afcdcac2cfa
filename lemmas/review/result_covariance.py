"""What is true instead, of covariances, widths and other critical points (new): bounds that do not depend on depth, counts.

Uses Review 1, Ostrowski's theorem on congruence, and the exact spectrum X.1 of the first paper for hidden units.
Proofs in words: docs/proofs/Review covariance.md.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import fmpq, fmpq_poly

from lemmas import aligned_blocks as blocks
from lemmas import outer_product as gram
from lemmas.review import kernel
from lemmas.review.kernel import L, exactly_when, separated
from verify import (
    Space,
    Stated,
    SymmetricMatrix,
    agrees,
    all_of,
    claim,
    count_agrees,
    differs,
    follows_from,
    identity,
    integer,
    nonnegative,
    nothing,
    positive,
    truth_agrees,
)
from verify.judge.agreement import is_below
from verify.judge.polynomials import has_characteristic_polynomial
from verify.nets import differences
from verify.nets.aligned import AlignedNetwork, AlignedNetworks
from verify.nets.chosen import Chosen
from verify.nets.critical import CriticalNetwork
from verify.nets.critical_draws import CriticalNetworks
from verify.nets.matrices import RATIONALS
from verify.nets.matrices import identity as unit
from verify.nets.networks import Network

# notation: xx_min, xx_max are the extreme eigenvalues of Sigma_xx, eps = |Sigma_xx - I|_2, layers are at 1 unless said

eps = nonnegative("eps").symbol
least, excess = positive("xx_min").symbol, nonnegative("excess").symbol
greatest = least + excess
ALSO = "any directions of Sigma_xx, all widths; docs/proofs/Review covariance.md"
DEPTH = Space((integer("L", 2),))
LEVEL = ("missing == 0", "balanced == 1", "low == 1", "high == 1")
VARIANCES = Space(
    (integer("L", 2), positive("xx_min"), nonnegative("excess")), {"xx_max": greatest}, also=ALSO, assumes=LEVEL
)
PAIRS = Space(
    (integer("r", 1),), also="all L >= 2; xx_max < L xx_min; " + ALSO, assumes=("L >= 2", "xx_max < L*xx_min", *LEVEL)
)
HIDDEN = Space((integer("L", 2), positive("lambda_i"), nonnegative("omega_i")), also="docs/proofs/X.1.md")
RAW = CriticalNetworks(layers=("level",), inputs=("raw", "raw", "aligned"))
ALIGNED = CriticalNetworks(layers=("level",), inputs=("aligned",))
MULTIPLE = CriticalNetworks(layers=("level",), inputs=("multiple",))
INVERSE = CriticalNetworks(layers=("balanced", "close"), inputs=("inverse",), reals=False)
ANY_RAW = CriticalNetworks(layers=("free", "balanced"), inputs=("raw",), reals=False, largest=16)
CRITICAL = CriticalNetworks(layers=("level",), learns=("part", "part", "all"), depths=(2, 2, 2, 2, 3, 4))


def two_variances(depth: int) -> list[dict[str, Any]]:
    """One input along the target and one beyond it, their variances 1 -+ eps with eps around (L - 1) / (L + 1)."""
    edge = fmpq(depth - 1, depth + 1)
    sizes = (edge, edge * fmpq(9, 10), edge + (1 - edge) / 10, edge / 2)
    plain = {"L": depth, "widths": [2, *[1] * depth], "values": ["1"], "aligned": 1}
    return [{**plain, "sigmas": [str(1 - size), str(1 + size)]} for size in sizes]


MEETING = Chosen(ALIGNED, two_variances)


# derivation


def at_one(eigenvalue: sp.Expr) -> sp.Expr:
    """An eigenvalue at lambda_i = lambda_j = 1."""
    return eigenvalue.subs({gram.lambda_i: 1, gram.lambda_j: 1}).doit()


def largest_imbalance() -> sp.Expr:
    """The eps at which the lower end L (1 - eps) of the dominant cluster meets the upper end 1 + eps of the bulk."""
    return sp.solve(L * (1 - eps) - (1 + eps), eps)[0]


def narrowest(net: AlignedNetwork) -> AlignedNetwork:
    """Drop the hidden units of a network beyond d_star."""
    widths = [net.d_0, *[net.d_star] * (net.L - 1), net.d_L]
    return AlignedNetwork({**net.recipe, "widths": widths})


# claims: covariance


@claim("Review covariance", "clusters_by_covariance", uses=("Review 1/dimensions",))
def follow_from_ostrowski(stated: Stated):
    """The ends are L and 1, the eigenvalues at covariance I, times the least and the greatest eigenvalue of Sigma_xx."""
    ends = [
        (stated.dominant_from, least * at_one(gram.dominant_eigenvalue())),
        (stated.dominant_to, greatest * at_one(gram.dominant_eigenvalue())),
        (stated.bulk_from, least * at_one(gram.bulk_eigenvalue())),
        (stated.bulk_to, greatest * at_one(gram.bulk_eigenvalue())),
    ]
    return follows_from([], ends, VARIANCES, "Ostrowski's theorem")


@claim("Review covariance", "clusters_by_covariance", domain=RAW)
def enclose_the_clusters(stated: Stated, net: CriticalNetwork):
    """For every Sigma_xx > 0, r^2 eigenvalues of the true Hessian lie in the first interval, others in the second."""
    H, square, all_nonzero = net.hessian, net.r**2, net.r * (net.d_0 + net.d_L - net.r)
    top, first, last, least = (
        side.at(**net.facts) for side in (stated.dominant_to, stated.dominant_from, stated.bulk_to, stated.bulk_from)
    )
    slack = H.slack
    found = {
        "above the first interval": (H.above(top + slack), 0, 0),
        "from the first interval on": (H.size - H.below(first - slack), square, H.size),
        "above the second interval": (H.above(last + slack), 0, square),
        "from the second interval on": (H.size - H.below(least - slack), all_nonzero, all_nonzero),
    }
    for what, (count, fewest, most) in found.items():
        if not fewest <= count <= most:
            return differs(f"eigenvalues {what}", (fewest, most), count)
    return agrees("both intervals")


@claim("Review covariance", "clusters_by_covariance", domain=MULTIPLE)
def are_attained(stated: Stated, net: CriticalNetwork):
    """With Sigma_xx a multiple of I all four ends are eigenvalues of the true Hessian."""
    ends = [side.at(**net.facts) for side in stated.wording.parts.values()]
    missed = [x for x in ends if not net.hessian.count(x, x)]
    return differs("ends that are eigenvalues", "all", f"all but {missed}") if missed else agrees("ends")


@claim("Review covariance", "any_weights", domain=ANY_RAW)
def multiply_each_eigenvalue(stated: Stated, net: CriticalNetwork):
    """Each eigenvalue of the true Hessian is that at covariance I (same place in the order) times a factor in between."""
    one = unit(RATIONALS, net.d_0)
    plain = Network(net.network.layers, one, net.network.product())
    base = SymmetricMatrix(differences.outer_product_hessian_of_product(plain))
    return kernel.multiplied(net.hessian, base, stated.lower.at(**net.facts), stated.upper.at(**net.facts))


@claim("Review covariance", "condition_number")
def counts_the_pairs_above(stated: Stated):
    """The dominant interval holds the stated number of pairs, and lies above the bulk when L xx_min > xx_max."""
    return identity(stated.value, gram.dominant_pairs(), PAIRS, "pairs with both indices at most r")


@claim("Review covariance", "condition_number", domain=RAW)
def counts_what_exceeds_the_bulk(stated: Stated, net: CriticalNetwork):
    """The stated number of eigenvalues of the true Hessian exceed the largest variance, and no bulk eigenvalue does."""
    return kernel.number_beyond(net, net.facts["xx_max"] + 2 * net.hessian.slack, stated.value, "eigenvalues", "")


@claim("Review covariance", "fixed_cross", domain=INVERSE)
def are_the_eigenvalues_at_fixed_cross_covariance(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the derived spectrum, and the stated values are its eigenvalues on u_i x v_j, pair by pair."""
    answers, r, sigmas = [kernel.has_the_derived_spectrum(net)], net.r, net.sigmas
    if any(x * y != 1 for x, y in zip(net.products, sigmas)):
        raise ValueError("Sigma_yx has moved")
    for i in range(r):
        for j in range(net.d_0):
            value = (stated.dominant if j < r else stated.input).at(**net.facts, sigma_i=sigmas[i], sigma_j=sigmas[j])
            answers.append(kernel.equal(value, kernel.pair_value(net, i, j)))
        if net.d_L > r:
            value = stated.output.at(**net.facts, sigma_i=sigmas[i], sigma_j=sigmas[i])
            answers.append(kernel.equal(value, kernel.pair_value(net, r, i)))
    return all_of(*answers)


@claim("Review covariance", "imbalance")
def is_where_the_clusters_meet(stated: Stated):
    """L (1 - eps) = 1 + eps exactly at the stated eps."""
    return identity(stated.value, largest_imbalance(), DEPTH, "eps")


@claim("Review covariance", "imbalance", domain=MEETING)
def is_attained_by_two_variances(stated: Stated, net: CriticalNetwork):
    """The variances 1 - eps along the target and 1 + eps beyond it: apart exactly when eps is below the stated one."""
    apart, _ = separated(net)
    below = is_below(net.facts["eps"], stated.value.at(**net.facts))
    return truth_agrees(below, apart, "whether the clusters are apart")


@claim("Review covariance", "aligned_threshold", domain=ALIGNED)
def holds_exactly_when_aligned_clusters_are_apart(stated: Stated, net: CriticalNetwork):
    """With v_1, …, v_{d_0} eigenvectors of Sigma_xx the condition holds exactly when the clusters are apart."""
    head, beyond = net.sigmas[: net.r], net.sigmas[net.r :]
    seen = beyond + (head if net.d_L > net.r else [])
    apart, code = separated(net)
    what = "whether every dominant eigenvalue exceeds the bulk"
    answer = exactly_when(stated.condition, apart, net, what, code, head_min=min(head), bulk_max=max(seen))
    return all_of(kernel.has_the_derived_spectrum(net), answer)


# claims: widths and other critical points


@claim("Review covariance", "finite_width")
def is_the_coupling_across_a_hidden_unit(stated: Stated):
    """The stated value couples the weights into and out of a hidden unit that carries no singular value (X.1, family R3)."""
    symbols = HIDDEN.symbols
    coupling = blocks.outer_coupling().subs({blocks.a: symbols["lambda_i"], blocks.omega_i: symbols["omega_i"]})
    return identity(stated.value, coupling, HIDDEN, "coupling")


@claim("Review covariance", "finite_width", domain=AlignedNetworks())
def are_all_that_hidden_units_add(stated: Stated, net: AlignedNetwork):
    """Each hidden unit beyond d_star adds plus and minus the stated value for every i <= d_star, and zeros."""
    if net.L < 2:
        return nothing("no hidden layer")
    thin, units = narrowest(net), sum(net.widths[1:-1]) - (net.L - 1) * net.d_star
    made = thin.hessian.charpoly
    for x, sigma, target in zip(net.values, net.sigmas, net.targets):
        value = stated.value.at(L=net.L, lambda_i=x, omega_i=sigma * x**net.L - target)
        made *= (fmpq_poly([-value, 1]) * fmpq_poly([value, 1])) ** units
    return has_characteristic_polynomial(net.hessian, made * fmpq_poly([0, 1]) ** (net.hessian.size - made.degree()))


@claim("Review covariance", "negative", domain=CRITICAL)
def counts_the_negative_eigenvalues(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the stated number of negative eigenvalues, all of them -1."""
    H, true = net.hessian, net.hessian.below(-net.hessian.slack)
    minus = H.count(-net.sigmas[0], -net.sigmas[0])
    printed = stated.value.at(**net.facts)
    if true != minus:
        return differs("negative eigenvalues that are -1", true, minus)
    return count_agrees(printed, true, "negative eigenvalues")
