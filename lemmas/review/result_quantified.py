"""What is true instead (new): how large a perturbation of layers, target or covariance the gap survives, and what widths do.

Uses Review 1, the exact spectrum X.1 of the first paper for points off the minimum, Ostrowski's theorem, Bernoulli's
inequality. Proofs in words: docs/proofs/Review Q.md.
"""

from __future__ import annotations

import sympy as sp
from flint import arb, fmpq, fmpq_poly

from lemmas import result_spectral_distances as distances
from lemmas.review import kernel
from lemmas.review.kernel import L, exactly_when, separated
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Equivalence,
    Space,
    Stated,
    SymmetricMatrix,
    agrees,
    all_of,
    at_most,
    claim,
    differs,
    distinct_nonzero_is,
    every,
    follows_from,
    identity,
    integer,
    nonnegative,
    positive,
)
from verify.judge.polynomials import has_characteristic_polynomial
from verify.nets import differences
from verify.nets.aligned import AlignedNetwork, AlignedNetworks
from verify.nets.chosen import Chosen
from verify.nets.critical import CriticalNetwork
from verify.nets.critical_draws import CriticalNetworks
from verify.nets.matrices import RATIONALS
from verify.nets.matrices import identity as unit
from verify.nets.networks import Network

def two_variances(depth: int) -> list[dict]:
    """One input along the target and one beyond it, their variances 1 -+ eps with eps around (L - 1) / (L + 1)."""
    edge = fmpq(depth - 1, depth + 1)
    found = []
    for e in (edge, edge * fmpq(9, 10), edge + (1 - edge) / 10, edge / 2):
        found.append({"L": depth, "widths": [2, *[1] * depth], "values": ["1"], "sigmas": [str(1 - e), str(1 + e)], "aligned": 1})
    return found


# notation: kappa = s_max / s_min of the target, q = high / low of the layers, q^L = kappa at a balanced minimum;
# eps = |Sigma_xx - I|_2; nu a relative size of perturbation; x = log(L) / (2L - 2)

DEEP = integer("L", 2)
n, nu, eps = L - 1, positive("nu").symbol, nonnegative("eps").symbol
low, more = positive("low").symbol, nonnegative("more").symbol
TARGET = Space((DEEP, positive("low"), nonnegative("more")), {"high": low + more, "s_min": low**L, "s_max": (low + more) ** L})
SIZE = Space((DEEP, positive("nu")))
RATE = Space((DEEP,), {"log_L": sp.log(L)})
BALANCED = CriticalNetworks(layers=("balanced", "close", "close"))
FREE = CriticalNetworks(layers=("near", "free"))
RAW = CriticalNetworks(layers=("level",), inputs=("raw", "raw", "aligned"))
ALIGNED = CriticalNetworks(layers=("level",), inputs=("aligned",))
ANY_RAW = CriticalNetworks(layers=("free", "balanced"), inputs=("raw",), reals=False, largest=16)
CRITICAL = CriticalNetworks(layers=("level",), learns=("part", "all"))
DEPTHS = CriticalNetworks(layers=("level",), depths=(1, 2, 3), reals=False)
EQUAL = CriticalNetworks(layers=("uniform",))
MULTIPLE = CriticalNetworks(layers=("level",), inputs=("multiple",))
MEETING = Chosen(ALIGNED, two_variances)
OFF = BalancedNetworks(heads=("uniform",), largest=2)


# derivation


def equal(one: object, other: object):
    """Two numbers agree: exactly, or both ways as certified balls."""
    return all_of(at_most(one, other, "lower end"), at_most(other, one, "upper end"))


def largest_imbalance() -> sp.Expr:
    """The eps at which the lower end L (1 - eps) of the dominant cluster meets the upper end 1 + eps of the bulk."""
    return sp.solve(L * (1 - eps) - (1 + eps), eps)[0]


def narrowest(net: AlignedNetwork) -> AlignedNetwork:
    """The same network without the hidden units beyond d_star."""
    widths = [net.d_0, *[net.d_star] * (net.L - 1), net.d_L]
    return AlignedNetwork({**net.recipe, "widths": widths})


# claims: depth and target


@claim("Review Q", "by_depth", domain=DEPTHS)
def counts_the_clusters_by_depth(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the stated number of different nonzero eigenvalues, one and the same product at every depth."""
    return distinct_nonzero_is(net.hessian, stated.value, net)


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
    ends = (stated.least, min(large) / max(small)), (stated.most, max(large) / min(small))
    return all_of(kernel.has_the_derived_spectrum(net), *(equal(side.at(**net.facts), x) for side, x in ends))


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


@claim("Review Q", "allowed_size")
def tends_to_one_like_log_L_over_2L(stated: Stated):
    """With x = log L / (2L - 2) the quotient is e^x, and e^x - 1 lies between the stated x and x e^x."""
    x = sp.log(L) / (2 * L - 2)
    sides = [(stated.value, L ** (1 / (2 * L - 2))), (stated.lower, x), (stated.upper, x * L ** (1 / (2 * L - 2)))]
    method = "e^x - 1 >= x and 1 - e^-x <= x, for x = log L / (2L - 2) >= 0; so (e^x - 1) / x tends to 1"
    return follows_from([(1 / L ** (-1 / (2 * L - 2)), L ** (1 / (2 * L - 2)))], sides, RATE, method)


@claim("Review Q", "allowed_size", domain=BALANCED)
def encloses_the_edge_of_separation(stated: Stated, net: CriticalNetwork):
    """The clusters are apart exactly when high/low is below the stated quotient, which less 1 lies between the stated ends."""
    apart, _ = separated(net)
    facts = {**net.facts, "log_L": arb(net.L).log()}
    value, lower, upper = (arb(side.at(**facts)) for side in (stated.value, stated.lower, stated.upper))
    below = bool(arb(net.facts["high"] / net.facts["low"]) < value)
    return all_of(
        at_most(lower, value - 1, "lower end"),
        at_most(value - 1, upper, "upper end"),
        agrees("edge") if below == apart else differs("whether the clusters are apart", below, apart),
    )


@claim("Review Q", "lost_from")
def follows_from_bernoulli(stated: Stated):
    """From the stated depth on, layer values that differ by the relative size nu close the gap: (1 + nu)^(2L-2) >= L."""
    steps = [((1 + n * nu) ** 2 - L, 2 * n * nu + n * nu**2 * (n - 1 / nu**2))]
    method = "(1 + nu)^(2n) >= (1 + n nu)^2 (Bernoulli, n = L - 1); the difference to L is positive for n >= 1/nu^2"
    return follows_from(steps, [(stated.depth, 1 + 1 / nu**2)], SIZE, method)


@claim("Review Q", "any_layers", domain=FREE)
def bound_the_clusters_of_layers_that_differ(stated: Stated, net: CriticalNetwork):
    """With all layer values in [low, high] the dominant eigenvalues are at least the one end, the bulk at most the other."""
    least, most = stated.least.at(**net.facts), stated.most.at(**net.facts)
    return all_of(
        kernel.has_the_derived_spectrum(net),
        at_most(least, min(kernel.dominants(net)), "least dominant eigenvalue"),
        at_most(max(kernel.bulks(net)), most, "largest bulk eigenvalue"),
    )


@claim("Review Q", "any_layers", domain=EQUAL)
def are_attained_by_equal_layers(stated: Stated, net: CriticalNetwork):
    """With low = high both stated ends are attained."""
    large, small = min(kernel.dominants(net)), max(kernel.bulks(net))
    return all_of(equal(stated.least.at(**net.facts), large), equal(stated.most.at(**net.facts), small))


@claim("Review Q", "shift", domain=OFF, per_reading=False)
def holds_exactly_when_a_common_shift_keeps_the_order(stated: Stated, net: BalancedNetwork):
    """With data at rest the condition holds exactly when dominant > bulk > the rest in size, on the true Hessian."""
    return distances.holds_exactly_when_the_clusters_are_in_order(stated, net)


# claims: covariance


@claim("Review Q", "clusters_by_covariance", domain=RAW)
def enclose_the_clusters(stated: Stated, net: CriticalNetwork):
    """For every Sigma_xx > 0, r^2 eigenvalues of the true Hessian lie in the first interval, the other nonzero in the second."""
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


@claim("Review Q", "clusters_by_covariance", domain=MULTIPLE)
def are_attained(stated: Stated, net: CriticalNetwork):
    """With Sigma_xx a multiple of I all four ends are eigenvalues of the true Hessian."""
    ends = [side.at(**net.facts) for side in stated.wording.parts.values()]
    missed = [x for x in ends if not net.hessian.count(x, x)]
    return differs("ends that are eigenvalues", "all", f"all but {missed}") if missed else agrees("ends")


@claim("Review Q", "any_weights", domain=ANY_RAW)
def multiply_each_eigenvalue(stated: Stated, net: CriticalNetwork):
    """Each eigenvalue of H_o is that at Sigma_xx = I (same weights, same place in the order) times a factor in the interval."""
    one = unit(RATIONALS, net.d_0)
    plain = Network(net.network.layers, one, net.network.product())
    base = SymmetricMatrix(differences.outer_product_hessian_of_product(plain))
    return kernel.multiplied(net.hessian, base, stated.lower.at(**net.facts), stated.upper.at(**net.facts))


@claim("Review Q", "imbalance")
def is_where_the_clusters_meet(stated: Stated):
    """L (1 - eps) = 1 + eps exactly at the stated eps."""
    return identity(stated.value, largest_imbalance(), Space((DEEP,)), "eps")


@claim("Review Q", "imbalance", domain=MEETING)
def is_attained_by_two_variances(stated: Stated, net: CriticalNetwork):
    """The variances 1 - eps along the target and 1 + eps beyond it: apart exactly when eps is below the stated one."""
    apart, _ = separated(net)
    below = bool(net.facts["eps"] < stated.value.at(**net.facts))
    return agrees("edge") if below == apart else differs("whether the clusters are apart", below, apart)


@claim("Review Q", "aligned_threshold", domain=ALIGNED)
def holds_exactly_when_aligned_clusters_are_apart(stated: Stated, net: CriticalNetwork):
    """With v_1, …, v_{d_0} eigenvectors of Sigma_xx the condition holds exactly when the clusters are apart."""
    head, beyond = net.sigmas[: net.r], net.sigmas[net.r :]
    seen = beyond + (head if net.d_L > net.r else [])
    apart, code = separated(net)
    what = "whether every dominant eigenvalue exceeds the bulk"
    answer = exactly_when(stated.condition, apart, net, what, code, head_min=min(head), bulk_max=max(seen))
    return all_of(kernel.has_the_derived_spectrum(net), answer)


# claims: widths and other critical points


@claim("Review Q", "finite_width", domain=AlignedNetworks())
def are_all_that_hidden_units_add(stated: Stated, net: AlignedNetwork):
    """Each hidden unit beyond d_star adds plus and minus the stated value for every i <= d_star to the spectrum, and zeros."""
    if net.L < 2:
        return agrees("no hidden layer")
    thin, units = narrowest(net), sum(net.widths[1:-1]) - (net.L - 1) * net.d_star
    made = thin.hessian.charpoly
    for x, sigma, target in zip(net.values, net.sigmas, net.targets):
        value = stated.value.at(L=net.L, lambda_i=x, omega_i=sigma * x**net.L - target)
        made *= (fmpq_poly([-value, 1]) * fmpq_poly([value, 1])) ** units
    return has_characteristic_polynomial(net.hessian, made * fmpq_poly([0, 1]) ** (net.hessian.size - made.degree()))


@claim("Review Q", "negative", domain=CRITICAL)
def counts_the_negative_eigenvalues(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the stated number of negative eigenvalues, all of them -1."""
    H, true = net.hessian, net.hessian.below(-net.hessian.slack)
    minus = H.count(-net.sigmas[0], -net.sigmas[0])
    printed = stated.value.at(**net.facts)
    return agrees("negative") if printed == true == minus else differs("negative eigenvalues", printed, (true, minus))
