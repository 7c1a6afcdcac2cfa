"""Review, referee report and simulated rebuttal: what the closed form assumes, where it is evaluated, how far it reaches.

Uses Review 1. What is true instead of "small", "leading order" and "finite width": result_layers, result_covariance.
"""

from __future__ import annotations

import sympy as sp

from lemmas.review import kernel
from lemmas.review.kernel import L, exactly_when, ratio_is, separated
from verify import (
    Space,
    Stated,
    SymmetricMatrix,
    all_of,
    at_most,
    claim,
    distinct_nonzero_is,
    every,
    identity,
    integer,
    multiplicity_is,
)
from verify.judge.entries import entries_are
from verify.nets.chosen import Chosen
from verify.nets.critical import CriticalNetwork
from verify.nets.critical_draws import CriticalNetworks
from verify.nets.labelled import LabelledNetwork
from verify.nets.labelled_draws import LabelledNetworks
from verify.nets.matrices import identity as unit

# notation: a[l] is the common singular value of layer l; `missing` directions of the target are not learned

a, l = sp.IndexedBase("a", positive=True), kernel.l
SCALED = Space(
    (integer("L", 2),),
    {"a": a},
    also="layer l is a_l times an isometry on the r directions, all a_l > 0",
    assumes=("even == 1", "missing == 0"),
)
ANY = LabelledNetworks(largest=8, most_samples=2)
EVEN = CriticalNetworks(layers=("even", "uniform"))
UNIFORM = CriticalNetworks(layers=("uniform", "level", "even"), reals=False)
SQUARE = CriticalNetworks(layers=("level", "uniform", "balanced"), targets=("any", "identity"), largest=20)
TO_IDENTITY = CriticalNetworks(targets=("identity",), reals=False)
CRITICAL = CriticalNetworks(layers=("level",), learns=("all", "part"))
CLOSE = CriticalNetworks(layers=("close", "close", "balanced"))
ALIGNED = CriticalNetworks(layers=("level",), inputs=("aligned", "white"))
TWO_VARIANCES = Chosen(ALIGNED, kernel.opposite_variances)
ROOM = CriticalNetworks(layers=("level",), learns=("room",))


# derivation: layers a_l times an isometry; P = a_1 … a_L


def all_but(number: sp.Expr) -> sp.Expr:
    """The square of P / a_l, what the layer with this number adds; on a bulk direction only layer 1 or layer L adds it."""
    return sp.Symbol("P", positive=True) ** 2 / a[number] ** 2


# claims: major comment 1


@claim("Review 2", "chain_rule", domain=ANY)
def is_the_hessian_entry_by_entry(stated: Stated, net: LabelledNetwork):
    """The stated sum has the entries of the Hessian of the mean loss by second differences: any weights, any point."""
    return entries_are(stated.value, net.exact(net.hessian), {**net.derivatives, "n": net.samples}, "Hessian", net.slack)


@claim("Review 2", "layer_values")
def sums_all_layers_over_one(stated: Stated):
    """The stated ratios are the sum of all layer contributions over that of layer 1, and over that of layer L."""
    ends = (stated.input, sp.Integer(1)), (stated.output, L)
    sums = [(side.symbolic(**SCALED.leaves), sp.Sum(all_but(l) / all_but(end), (l, 1, L))) for side, end in ends]
    return every(*(identity(side, derived, SCALED, "all layers over one") for side, derived in sums))


@claim("Review 2", "layer_values", domain=EVEN)
def are_the_ratios_at_the_minimum(stated: Stated, net: CriticalNetwork):
    """The stated ratios are those of the dominant eigenvalue of the true Hessian to the bulk eigenvalues of both sides."""
    top = kernel.dominants(net)[0]
    answers = [kernel.has_the_derived_spectrum(net)]
    if net.d_0 > net.r:
        answers.append(ratio_is(stated.input, top, kernel.pair_value(net, 0, net.r), net, "dominant over input bulk"))
    if net.d_L > net.r:
        answers.append(ratio_is(stated.output, top, kernel.pair_value(net, net.r, 0), net, "dominant over output bulk"))
    return all_of(*answers)


@claim("Review 2", "end_to_end", domain=UNIFORM)
def counts_the_singular_values_of_the_product(stated: Stated, net: CriticalNetwork):
    """The product of the layers has the stated number of different nonzero singular values, at every depth."""
    P = net.network.product()
    return distinct_nonzero_is(SymmetricMatrix(P.transpose() * P, origin="input_gram"), stated.value, net)


# claims: rebuttal 1


@claim("Review 2", "product_is_identity", domain=SQUARE)
def holds_exactly_when_the_product_is_the_identity(stated: Stated, net: CriticalNetwork):
    """The stated condition holds exactly when the product of the layers is the identity."""
    exact, slack = net.arithmetic.exact, net.hessian.slack
    gap = [abs(x) for x in (exact(net.network.product()) - exact(unit(net.arithmetic, net.d_0))).entries()]
    code = "product(W) == [[F(i == j) for j in range(len(Sxx))] for i in range(len(Sxx))]"
    return exactly_when(stated.condition, max(gap) <= slack, net, "whether the product is the identity", code)


@claim("Review 2", "clusters_at_identity", domain=TO_IDENTITY)
def counts_the_clusters_at_the_identity(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the stated number of different nonzero eigenvalues."""
    return distinct_nonzero_is(net.hessian, stated.value, net)


@claim("Review 2", "critical_point", domain=CRITICAL)
def is_the_multiplicity_of_L_where_the_gradient_vanishes(stated: Stated, net: CriticalNetwork):
    """The gradient vanishes, and L is an eigenvalue of the true Hessian with exactly the stated multiplicity."""
    slopes = [abs(x) for G in net.network.gradient() for x in net.arithmetic.exact(G).entries()]
    if max(slopes) > net.hessian.slack:
        raise ValueError("not a critical point")
    return multiplicity_is(net.hessian, net.sigmas[0] * net.L, stated.value, net)


@claim("Review 2", "perturbation", domain=CLOSE)
def holds_exactly_when_the_clusters_are_apart(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the derived spectrum, and the condition holds exactly when its clusters are apart."""
    apart, code = separated(net)
    answer = exactly_when(stated.condition, apart, net, "whether every dominant eigenvalue exceeds the bulk", code)
    return all_of(kernel.has_the_derived_spectrum(net), answer)


# claims: rebuttal 2


@claim("Review 2", "correction", domain=ALIGNED)
def bounds_the_distance_of_the_ratio_from_L(stated: Stated, net: CriticalNetwork):
    """Every dominant over every bulk eigenvalue of the true Hessian differs from L by at most the stated bound."""
    large, small = kernel.dominants(net), kernel.bulks(net)
    answers, bound = [kernel.has_the_derived_spectrum(net)], stated.value.at(**net.facts)
    for top, low in ((max(large), min(small)), (min(large), max(small))):
        what = f"distance from L of {top} / {low}, both eigenvalues of the Hessian"
        answers.append(at_most(abs(top / low - net.L), bound, what, kernel.distance(top, low, stated.value, net)))
    return all_of(*answers)


@claim("Review 2", "correction", domain=TWO_VARIANCES)
def is_attained_by_two_variances(stated: Stated, net: CriticalNetwork):
    """With the variances 1 + eps along the target and 1 - eps beyond it the ratio is off L by just the stated bound."""
    top, low = max(kernel.dominants(net)), min(kernel.bulks(net))
    return all_of(kernel.has_the_derived_spectrum(net), kernel.equal(stated.value.at(**net.facts), abs(top / low - net.L)))


@claim("Review 2", "width", domain=ROOM, uses=("Review 1/dimensions",))
def holds_exactly_for_the_widths_that_show_the_spectrum(stated: Stated, net: CriticalNetwork):
    """The condition holds exactly when L (r^2 times), 1 (r (d_0 + d_L - 2r) times) and 0 are all eigenvalues."""
    H, bulk = net.hessian, net.r * (net.d_0 + net.d_L - 2 * net.r)
    one = net.sigmas[0]
    found = H.count(one * net.L, one * net.L), H.count(one, one), H.nullity
    code = f"(multiplicity(H, F({net.L})), multiplicity(H, F(1)), len(H) - multiplicity(H, F(0))) == "
    code += f"({net.r**2}, {bulk}, {net.r**2 + bulk})"
    truth = found == (net.r**2, bulk, H.size - net.r**2 - bulk)
    return exactly_when(stated.condition, truth, net, "whether the spectrum is that of the theorem", code)
