"""Review, circularity check and ledger: the steps of the derivation, its free parameters, and what it rests on.

Uses Review 1 and Review 2.
"""

from __future__ import annotations

from lemmas.review import kernel
from lemmas.review.kernel import LEVEL, bulk, dominant, ratio_is
from verify import Stated, all_of, claim, holds_exactly, identity, whole
from verify.judge.polynomials import has_eigenvalues
from verify.judge.scripts import fraction
from verify.nets.critical import CriticalNetwork
from verify.nets.critical_draws import CriticalNetworks

# notation: uniform layers have one singular value mu, which is a free parameter, as is the variance of the inputs

FREE_SCALE = CriticalNetworks(layers=("uniform",), inputs=("multiple", "white"))
LEVEL_POINT = CriticalNetworks(layers=("level",))
ANY_COVARIANCE = CriticalNetworks(layers=("level",), inputs=("raw", "aligned", "multiple", "white"))
ANY_LAYERS = CriticalNetworks(layers=("free", "even", "balanced", "uniform"))


# claims


@claim("Review 3", "parameter_free", uses=("Review 1/ratio",))
def does_not_depend_on_scales(stated: Stated):
    """The stated multiple of the bulk eigenvalue is the dominant one, whatever mu and the variance of the inputs are."""
    return identity(stated.value.symbolic(**LEVEL.leaves) * bulk(), dominant(), LEVEL, "dominant eigenvalue")


@claim("Review 3", "parameter_free", domain=FREE_SCALE)
def is_the_ratio_at_every_scale(stated: Stated, net: CriticalNetwork):
    """The stated multiple of the bulk eigenvalue is an eigenvalue of the true Hessian, r^2 times, at any scale and width."""
    value = stated.value.at(**net.facts) * net.sigmas[0] * net.values[0][0] ** (2 * net.L - 2)
    return holds_exactly(net.hessian, value, value, net.r**2, net)


@claim("Review 3", "direct_spectrum", domain=LEVEL_POINT, uses=("Review 1/dimensions",))
def is_the_whole_spectrum(stated: Stated, net: CriticalNetwork):
    """The true Hessian has exactly the stated eigenvalues with the stated multiplicities, and zeros."""
    counts = [whole(part, "multiplicity", **net.facts) for part in (stated.dominant_count, stated.bulk_count)]
    return has_eigenvalues(net.hessian, zip((stated.dominant.at(**net.facts), stated.bulk.at(**net.facts)), counts))


@claim("Review 3", "one_axiom", domain=ANY_LAYERS, uses=("Review 2/layer_values",))
def are_the_extreme_ratios_without_more_assumptions(stated: Stated, net: CriticalNetwork):
    """The stated ends are the least and the greatest ratio of a dominant to a bulk eigenvalue of the true Hessian."""
    large, small = kernel.dominants(net), kernel.bulks(net)
    return all_of(
        kernel.has_the_derived_spectrum(net),
        ratio_is(stated.least, min(large), max(small), net, "least dominant over largest bulk eigenvalue"),
        ratio_is(stated.most, max(large), min(small), net, "largest dominant over least bulk eigenvalue"),
    )


@claim("Review 3", "rests_on_covariance", domain=ANY_COVARIANCE)
def counts_what_exceeds_the_largest_variance(stated: Stated, net: CriticalNetwork):
    """The stated number of eigenvalues exceed the largest variance of the inputs, which bounds the bulk: both are apart."""
    edge, margin = net.facts["xx_max"], 2 * net.hessian.slack
    code = f"count(H, {fraction(edge)}, top) - multiplicity(H, {fraction(edge)})"
    return kernel.number_beyond(net, edge + margin, stated.value, f"eigenvalues above {edge}", code)
