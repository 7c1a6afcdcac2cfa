"""What is true instead, of targets and layers (new): how far apart their singular values may be before the gap closes.

Uses Review 1, the exact spectrum (X.1, X.2) of the first paper for points off the minimum, and Bernoulli's inequality.
Proofs in words: docs/proofs/Review layers.md.
"""

from __future__ import annotations

import sympy as sp
from flint import arb

from lemmas import outer_product as gram
from lemmas import result_spectral_distances as distances
from lemmas.review import kernel
from lemmas.review.kernel import L, exactly_when, separated
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Equivalence,
    Space,
    Stated,
    agrees,
    all_of,
    at_most,
    at_most_everywhere,
    claim,
    differs,
    distinct_nonzero_is,
    every,
    follows_from,
    identity,
    integer,
    nonnegative,
    positive,
    rising,
    truth_agrees,
)
from verify.judge.agreement import is_below
from verify.judge.conditions import exceeds_zero
from verify.judge.orders import Comparison
from verify.judge.real_questions import argued
from verify.nets.chosen import Chosen
from verify.nets.critical import CriticalNetwork
from verify.nets.critical_draws import CriticalNetworks

# notation: kappa = s_max / s_min of the target, q = high / low of the layers, q^L = kappa at a balanced minimum;
# nu a relative size of perturbation; x = log(L) / (2L - 2)

DEEP = integer("L", 2)
n, nu = L - 1, positive("nu").symbol
low, more = positive("low").symbol, nonnegative("more").symbol
ROOTS = {"high": low + more, "s_min": low**L, "s_max": (low + more) ** L}
BALANCE = ("missing == 0", "xx_min == 1", "xx_max == 1", "balanced == 1")
TARGET = Space((DEEP, positive("low"), nonnegative("more")), ROOTS, assumes=BALANCE)
AT_ZERO_LOSS = ("missing == 0", "xx_min == 1", "xx_max == 1")
ENDS = Space(
    TARGET.variables, ROOTS, also="all layer values in [low, high]: docs/proofs/Review layers.md", assumes=AT_ZERO_LOSS
)
SIZE = Space((DEEP, positive("nu")))
RATE = Space((DEEP,), {"log_L": sp.log(L)})
BALANCED = CriticalNetworks(layers=("balanced", "close", "close"))
FREE = CriticalNetworks(layers=("near", "free"))
EQUAL = CriticalNetworks(layers=("uniform",))
DEPTHS = CriticalNetworks(layers=("level",), depths=(1, 2, 3), reals=False)
MOVED = BalancedNetworks(heads=("close", "wide", "tied"), largest=3)
AROUND_HALF = Chosen(BalancedNetworks(heads=("uniform",), largest=2), kernel.around_half)
OFF = BalancedNetworks(heads=("uniform",), largest=2)


# claims: depth and target


@claim("Review layers", "by_depth", domain=DEPTHS, uses=("Review 1/dimensions",))
def counts_the_clusters_by_depth(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the stated number of different nonzero eigenvalues, one and the same product at every depth."""
    return distinct_nonzero_is(net.hessian, stated.value, net)


@claim("Review layers", "ratio_by_target")
def are_the_ratios_in_terms_of_the_target(stated: Stated):
    """With the layers the L-th roots of the target the stated ends are L (low/high)^(2L-2) and L (high/low)^(2L-2)."""
    q = (low + more) / low
    return every(
        identity(stated.least, L / q ** (2 * L - 2), TARGET, "least ratio"),
        identity(stated.most, L * q ** (2 * L - 2), TARGET, "greatest ratio"),
    )


@claim("Review layers", "ratio_by_target", domain=BALANCED)
def enclose_every_ratio(stated: Stated, net: CriticalNetwork):
    """The stated ends are the least and the greatest ratio of a dominant to a bulk eigenvalue of the true Hessian."""
    large, small = kernel.dominants(net), kernel.bulks(net)
    ends = (stated.least, min(large) / max(small)), (stated.most, max(large) / min(small))
    return all_of(kernel.has_the_derived_spectrum(net), *(kernel.equal(side.at(**net.facts), x) for side, x in ends))


@claim("Review layers", "slope")
def bound_the_ratio_over_depth(stated: Stated):
    """kappa^-2 <= kappa^-(2-2/L) <= kappa^-1 for kappa >= 1: the exponent 2 - 2/L lies in [1, 2), and rises to 2."""
    kappa = 1 + nonnegative("excess").symbol  # the greatest over the least singular value
    space = Space((DEEP, nonnegative("excess")), {"kappa": kappa})
    return every(
        identity(stated.least, kappa**-2, space, "lower end"),
        identity(stated.value, kappa ** -(2 - 2 / L), space, "slope"),
        identity(stated.most, kappa**-1, space, "upper end"),
        argued(
            "a power of a number >= 1 grows with its exponent",
            at_most_everywhere(stated.least, stated.value, space, "lower end"),
            at_most_everywhere(2 - 2 / L, sp.Integer(2), space, "exponents"),
            at_most_everywhere(sp.Integer(1), 2 - 2 / L, space, "exponents"),
        ),
    )


@claim("Review layers", "slope", domain=BALANCED)
def are_the_least_ratio_over_depth(stated: Stated, net: CriticalNetwork):
    """The middle value is the least ratio over L, between the ends, and at L = 2 it is the upper one."""
    facts = {**net.facts, "kappa": net.facts["s_max"] / net.facts["s_min"]}
    least, value, most = (side.at(**facts) for side in (stated.least, stated.value, stated.most))
    true = min(kernel.dominants(net)) / max(kernel.bulks(net)) / net.L
    ends = at_most(least, value, "lower end"), at_most(value, most, "upper end")
    return all_of(kernel.equal(value, true), *ends, *([kernel.equal(value, most)] if net.L == 2 else []))


@claim("Review layers", "target_threshold")
def is_the_same_condition_on_layers(stated: Stated):
    """The condition on the target holds exactly when (high/low)^(2L-2) < L."""
    return Equivalence(stated.condition, stated.on_layers, sp.Integer(1) / L, TARGET, "condition on the target")


@claim("Review layers", "target_threshold", "layer_threshold")
def is_where_the_least_dominant_exceeds_the_greatest_bulk_value(stated: Stated):
    """The condition on the layers holds exactly where L low^(2L-2) > high^(2L-2), equality left out."""
    condition = stated.on_layers if stated.name == "target_threshold" else stated.condition
    gap = L * low ** (2 * L - 2) - (low + more) ** (2 * L - 2)
    return exceeds_zero(condition, gap, low ** (2 - 2 * L), TARGET, "dominant over bulk")


@claim("Review layers", "target_threshold", "layer_threshold", domain=BALANCED)
def holds_exactly_when_the_clusters_are_apart(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the derived spectrum, and the condition holds exactly when its clusters are apart."""
    apart, code = separated(net)
    answer = exactly_when(stated.condition, apart, net, "whether every dominant eigenvalue exceeds the bulk", code)
    return all_of(kernel.has_the_derived_spectrum(net), answer)


# claims: layers at the minimum


@claim("Review layers", "allowed_size")
def tends_to_one_like_log_L_over_2L(stated: Stated):
    """With x = log L / (2L - 2) the quotient is e^x, and e^x - 1 lies between the stated x and x e^x."""
    x = sp.log(L) / (2 * L - 2)
    sides = [(stated.value, L ** (1 / (2 * L - 2))), (stated.lower, x), (stated.upper, x * L ** (1 / (2 * L - 2)))]
    method = "the exponential lies above its tangent"
    return follows_from([(1 / L ** (-1 / (2 * L - 2)), L ** (1 / (2 * L - 2)))], sides, RATE, method)


@claim("Review layers", "allowed_size", domain=BALANCED)
def encloses_the_edge_of_separation(stated: Stated, net: CriticalNetwork):
    """The clusters are apart exactly when high/low is below the stated quotient; less 1 it lies between the ends."""
    apart, _ = separated(net)
    facts = {**net.facts, "log_L": arb(net.L).log()}
    value, lower, upper = (arb(side.at(**facts)) for side in (stated.value, stated.lower, stated.upper))
    below = is_below(net.facts["high"] / net.facts["low"], value)
    return all_of(
        at_most(lower, value - 1, "lower end"),
        at_most(value - 1, upper, "upper end"),
        truth_agrees(below, apart, "whether the clusters are apart"),
    )


@claim("Review layers", "falls")
def expands_the_binomial(stated: Stated):
    """(L+1)^(L-1) = L^(L-1) (1 + 1/L)^(L-1); the L terms of the last factor are at most 1, all but the first less."""
    one, other = (L + 1) ** n, L**L
    method = "binomial theorem, terms at most 1"
    steps = [(one, L**n * ((L + 1) / L) ** n), (other, L**n * L)]
    return Comparison(stated.condition, Space((DEEP,)), sp.Integer(1), one, other, method, steps)


@claim("Review layers", "lost_from")
def follows_from_bernoulli(stated: Stated):
    """From the stated depth on, layer values that differ by the relative size nu close the gap: (1 + nu)^(2L-2) >= L."""
    steps = [((1 + n * nu) ** 2 - L, 2 * n * nu + n * nu**2 * (n - 1 / nu**2))]
    method = "Bernoulli's inequality"
    return follows_from(steps, [(stated.depth, 1 + 1 / nu**2)], SIZE, method)


@claim("Review layers", "any_layers")
def are_the_contributions_at_the_ends(stated: Stated):
    """Contributions rise with every singular value: L of them at the least value, one of them at the greatest."""
    above, below = (sp.Symbol(name, integer=True, nonnegative=True) for name in ("above", "below"))
    term = gram.layer_contribution().subs(L, gram.l + above).subs(gram.l, below + 1)
    rising(term, gram.lambda_i, gram.lambda_j)
    return every(
        identity(stated.least, gram.dominant_eigenvalue(low, low), ENDS, "least dominant eigenvalue"),
        identity(stated.most, gram.bulk_eigenvalue(low + more), ENDS, "largest bulk eigenvalue"),
    )


@claim("Review layers", "any_layers", domain=FREE)
def bound_the_clusters_of_layers_that_differ(stated: Stated, net: CriticalNetwork):
    """With all layer values in [low, high] the dominant eigenvalues are at least the one end, the bulk at most the other."""
    least, most = stated.least.at(**net.facts), stated.most.at(**net.facts)
    return all_of(
        kernel.has_the_derived_spectrum(net),
        at_most(least, min(kernel.dominants(net)), "least dominant eigenvalue"),
        at_most(max(kernel.bulks(net)), most, "largest bulk eigenvalue"),
    )


@claim("Review layers", "any_layers", domain=EQUAL)
def are_attained_by_equal_layers(stated: Stated, net: CriticalNetwork):
    """With low = high both stated ends are attained."""
    large, small = min(kernel.dominants(net)), max(kernel.bulks(net))
    return all_of(kernel.equal(stated.least.at(**net.facts), large), kernel.equal(stated.most.at(**net.facts), small))


# claims: layers off the minimum, data at rest


@claim("Review layers", "shift")
def has_the_sign_of_the_two_gaps_of_a_common_shift(stated: Stated):
    """The condition holds exactly where the bulk exceeds -c, and where the dominant eigenvalues exceed the bulk."""
    return distances.has_the_sign_of_the_two_gaps(stated)


@claim("Review layers", "shift", domain=OFF, per_reading=False)
def holds_exactly_when_a_common_shift_keeps_the_order(stated: Stated, net: BalancedNetwork):
    """With data at rest the condition holds exactly when dominant > bulk > the rest in size, on the true Hessian."""
    return distances.holds_exactly_when_the_clusters_are_in_order(stated, net)


@claim("Review layers", "shift", domain=AROUND_HALF, per_reading=False)
def holds_exactly_near_the_edge(stated: Stated, net: BalancedNetwork):
    """The condition holds exactly when the r^2 dominant eigenvalues exceed the bulk, and the rest is smaller in size. Tried
    with mu^L just below and just above 1/2."""
    return distances.holds_exactly_when_the_clusters_are_in_order(stated, net)


@claim("Review layers", "data_at_rest", domain=MOVED, per_reading=False)
def bounds_the_dominant_eigenvalues_from_below(stated: Stated, net: BalancedNetwork):
    """At least r^2 eigenvalues of the true Hessian are at least the stated floor, with the data of the level minimum."""
    low, high = min(net.head), max(net.head)
    omega = max(abs(x**net.L - 1) for x in net.head)
    floor = kernel.lower_end(stated.floor.at(**net.facts, low=low, high=high, omega_max=omega))
    reached = net.hessian.size - net.hessian.below(floor - net.hessian.slack)
    return agrees("floor") if reached >= net.r**2 else differs(f"eigenvalues from {floor} on", net.r**2, reached)


@claim("Review layers", "data_at_rest", domain=AROUND_HALF, per_reading=False)
def is_attained_below_one(stated: Stated, net: BalancedNetwork):
    """At a common value mu < 1 the stated floor is an eigenvalue of the true Hessian."""
    x = net.head[0]
    floor = stated.floor.at(**net.facts, low=x, high=x, omega_max=1 - x**net.L)
    return (
        agrees("floor") if net.hessian.count(floor, floor) else differs(f"times {floor} is an eigenvalue", "at least 1", 0)
    )


@claim("Review layers", "data_at_rest", domain=MOVED, per_reading=False)
def leaves_the_bulk_where_it_is(stated: Stated, net: BalancedNetwork):
    """The stated values, one for each i <= r, are eigenvalues of the true Hessian, each d_0 + d_L - 2r times or more."""
    values = [stated.bulk.at(**net.facts, lambda_i=x) for x in net.head]
    for value in values:
        found, wanted = net.hessian.count(value, value), (net.d_0 + net.d_L - 2 * net.r) * values.count(value)
        if found is None or found < wanted:
            return differs(f"times that {value} is an eigenvalue", wanted, found)
    return agrees("bulk")
