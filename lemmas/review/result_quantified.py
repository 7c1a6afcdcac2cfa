"""What is true instead (new): how large a perturbation of layers, target or covariance the gap survives, and what widths do.

Uses Review 1, the exact spectrum X.1 of the first paper for points off the minimum, Ostrowski's theorem, Bernoulli's
inequality. Proofs in words: docs/proofs/Review Q.md.
"""

from __future__ import annotations

import sympy as sp
from flint import arb, fmpq, fmpq_poly

from lemmas import result_spectral_distances as distances
from lemmas.review import kernel
from lemmas.review.kernel import L, exactly_when, ratio_is, separated
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Equivalence,
    Space,
    Stated,
    agrees,
    all_of,
    at_most,
    claim,
    count_is,
    differs,
    every,
    follows_from,
    identity,
    integer,
    nonnegative,
    positive,
)
from verify.judge.polynomials import has_characteristic_polynomial, spectrum
from verify.nets import differences
from verify.nets.aligned import AlignedNetwork, AlignedNetworks
from verify.nets.critical import CriticalNetwork
from verify.nets.critical_draws import CriticalNetworks

# notation: kappa = s_max / s_min of the target, q = high / low of the layers, q^L = kappa at a balanced minimum;
# eps = |Sigma_xx - I|_2; nu a relative size of perturbation; x = log(L) / (2L - 2)

DEEP = integer("L", 2)
n, nu, eps = L - 1, positive("nu").symbol, nonnegative("eps").symbol
low, more = positive("low").symbol, nonnegative("more").symbol
TARGET = Space((DEEP, positive("low"), nonnegative("more")), {"high": low + more, "s_min": low**L, "s_max": (low + more) ** L})
SIZE, SMALL = Space((DEEP, positive("nu"))), Space((DEEP, nonnegative("eps")), also="eps < 1")
RATE = Space((DEEP,), {"log_L": sp.log(L)})
BALANCED = CriticalNetworks(layers=("balanced", "close", "close"))
FREE = CriticalNetworks(layers=("near", "free"))
RAW = CriticalNetworks(layers=("level",), inputs=("raw", "raw", "aligned"))
ALIGNED = CriticalNetworks(layers=("level",), inputs=("aligned",))
ANY_RAW = CriticalNetworks(layers=("free", "balanced"), inputs=("raw",), reals=False, largest=16)
CRITICAL = CriticalNetworks(layers=("level",), learns=("part", "all"))
DEPTHS = CriticalNetworks(layers=("level",), depths=(1, 2, 3), reals=False)
OFF = BalancedNetworks(heads=("uniform",), largest=2)


# claims: depth and target


@claim("Review Q", "by_depth", domain=DEPTHS)
def counts_the_clusters_by_depth(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the stated number of different nonzero eigenvalues, one and the same product at every depth."""
    true = net.hessian.distinct_nonzero()
    printed = stated.value.at(**net.facts)
    return agrees("clusters") if printed == true else differs("different nonzero eigenvalues", printed, true)


@claim("Review Q", "ratio_by_target")
def are_the_ratios_in_terms_of_the_target(stated: Stated):
    """With the layers the L-th roots of the target the stated ends are L (low/high)^(2L-2) and L (high/low)^(2L-2)."""
    q = (low + more) / low
    return every(
        identity(stated.least, L / q ** (2 * L - 2), TARGET, "least ratio"),
        identity(stated.most, L * q ** (2 * L - 2), TARGET, "greatest ratio"),
    )


@claim("Review Q", "ratio_by_target", domain=BALANCED)
def enclose_every_ratio(stated: Stated, net: CriticalNetwork):
    """The stated ends are the least and the greatest ratio of a dominant to a bulk eigenvalue of the true Hessian."""
    large, small = kernel.dominants(net), kernel.bulks(net)
    least, most = stated.least.at(**net.facts), stated.most.at(**net.facts)
    pairs = ((least, min(large) / max(small)), (most, max(large) / min(small)))
    both = [at_most(*order, "a ratio of extremes") for one, other in pairs for order in ((one, other), (other, one))]
    return all_of(kernel.has_the_derived_spectrum(net), *both)


@claim("Review Q", "slope")
def bound_the_ratio_over_depth(stated: Stated):
    """kappa^-2 <= kappa^-(2-2/L) <= kappa^-1 for kappa >= 1: the exponent 2 - 2/L lies in [1, 2), and rises to 2."""
    kappa = sp.Symbol("kappa", positive=True)
    space = Space((DEEP, positive("kappa")), also="kappa >= 1")
    exponent = 2 - 2 / L
    steps = [(2 - exponent, 2 / L), (exponent - 1, (L - 2) / L)]
    stated_sides = [(stated.least, kappa**-2), (stated.value, kappa**-exponent), (stated.most, kappa**-1)]
    return follows_from(steps, stated_sides, space, "both differences are nonnegative; kappa^-x falls with x for kappa >= 1")


@claim("Review Q", "target_threshold")
def is_the_same_condition_on_layers(stated: Stated):
    """The condition on the target holds exactly when (high/low)^(2L-2) < L."""
    return Equivalence(stated.condition, stated.on_layers, sp.Integer(1) / L, TARGET, "condition on the target")


@claim("Review Q", "target_threshold", "layer_threshold", domain=BALANCED)
def holds_exactly_when_the_clusters_are_apart(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the derived spectrum, and the condition holds exactly when its clusters are apart."""
    apart, code = separated(net)
    answer = exactly_when(stated.condition, apart, net, "whether every dominant eigenvalue exceeds the bulk", code)
    return all_of(kernel.has_the_derived_spectrum(net), answer)


# claims: layers


@claim("Review Q", "any_layers", domain=FREE)
def bound_the_clusters_of_layers_that_differ(stated: Stated, net: CriticalNetwork):
    """With all layer values in [low, high], r^2 eigenvalues of the true Hessian are at least the one end, the rest at most the other."""
    H, least, most = net.hessian, stated.least.at(**net.facts), stated.most.at(**net.facts)
    bulk = net.r * (net.d_0 + net.d_L - 2 * net.r)
    reached, within = H.size - H.below(least - H.slack), H.size - H.above(most + H.slack) - (H.nullity or 0)
    ok = min(kernel.dominants(net)) >= least and max(kernel.bulks(net)) <= most and reached >= net.r**2 and within >= bulk
    return all_of(
        kernel.has_the_derived_spectrum(net),
        agrees("both ends") if ok else differs("dominant eigenvalues reached, bulk within", (net.r**2, bulk), (reached, within)),
    )


@claim("Review Q", "any_layers", domain=CriticalNetworks(layers=("uniform",)))
def are_attained_by_equal_layers(stated: Stated, net: CriticalNetwork):
    """With low = high the stated ends are the two nonzero eigenvalues of the true Hessian."""
    return ratio_is(stated.least, min(kernel.dominants(net)), fmpq(1), net, "dominant eigenvalue") if False else all_of(
        *(at_most(*order, "an end") for one, other in (
            (stated.least.at(**net.facts), min(kernel.dominants(net))), (stated.most.at(**net.facts), max(kernel.bulks(net)))
        ) for order in ((one, other), (other, one)))
    )
