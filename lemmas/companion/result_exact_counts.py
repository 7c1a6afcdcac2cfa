"""Exact counts (new): how many eigenvalues are not zero, for any weights and data; what holds at any loss; raw inputs.

Uses eq. (5), in which the ranges of the summands are nested. Proofs in words: docs/proofs/Companion X.md.
"""

from __future__ import annotations

from flint import fmpq

from lemmas.companion import kernel
from verify import Stated, all_of, at_most, claim, identity
from verify.judge.conditions import ExactlyWhere
from verify.judge.entries import entries_are
from verify.judge.kernels import number_is, rank_at_most, rank_is, top_is, trace_is
from verify.judge.norms import norm_at_least, norm_at_most
from verify.nets.blocks import squared_norm
from verify.nets.labelled import LabelledNetwork
from verify.nets.labelled_draws import LabelledNetworks

# notation: m = d_min; P_l = W_{l-1} … W_1, S_l = W_L … W_{l+1}; Omega = W_L … W_1 X X^T / n - Y X^T / n

ANY = LabelledNetworks(depths=(1, 2, 3, 4, 5))
WHITE = LabelledNetworks(inputs=("white",), depths=(1, 2, 3, 4, 5))
BALANCED = LabelledNetworks(weights=("balanced",), most_samples=4)
SOLVED = LabelledNetworks(weights=("balanced",), inputs=("white",), residuals=("none", "orthogonal", "none"))
NOISY = LabelledNetworks(residuals=("orthogonal",), largest=24)
STEPPED = LabelledNetworks(largest=16, most_samples=3, etas=("1/2", "1", "1/10", "3"))
m, d_0, d_L = kernel.d_min, kernel.d_0, kernel.d_L


# claims: counts


@claim("Companion X", "rank", "rank_balanced_raw", domain=ANY, uses=("Companion 2/eq_5",))
def is_the_number_of_nonzero_eigenvalues(stated: Stated, net: LabelledNetwork):
    """J^T J / n has exactly the stated number of nonzero eigenvalues."""
    return rank_is(net.gauss_newton, stated.value, net, net.ranks_of_factors)


@claim("Companion X", "rank", "rank_balanced_raw", domain=BALANCED)
def is_the_rank_of_the_tangent_kernel(stated: Stated, net: LabelledNetwork):
    """J J^T / n with the Jacobian by differences at every sample has exactly the stated number of nonzero eigenvalues."""
    return rank_is(net.tangent_kernel, stated.value, net, net.ranks_of_factors)


@claim("Companion X", "rank_balanced", uses=("Companion 3/eq_9a",))
def counts_the_pairs_that_are_not_zero(stated: Stated):
    """The stated number is that of the pairs (i, j) with i or j <= rank W."""
    space = kernel.WIDTHS
    at_rank = stated.value.symbolic(rank_W=m, **space.leaves)
    return identity(at_rank, kernel.nonzero_pairs(), space, "pairs that are not zero")


@claim("Companion X", "rank_balanced", domain=SOLVED)
def is_the_rank_of_the_true_hessian(stated: Stated, net: LabelledNetwork):
    """The true Hessian has exactly the stated number of nonzero eigenvalues."""
    return rank_is(net.whole_hessian, stated.value, net)


@claim("Companion X", "rank_shallow", domain=LabelledNetworks(inputs=("white",), weights=("factors",), depths=(2,)))
def is_the_rank_for_two_layers(stated: Stated, net: LabelledNetwork):
    """J^T J / n of two layers has exactly the stated number of nonzero eigenvalues."""
    return rank_is(net.gauss_newton, stated.value, net)


@claim("Companion X", "largest_rank", domain=WHITE)
def bounds_the_rank_for_all_weights(stated: Stated, net: LabelledNetwork):
    """J^T J / n has at most the stated number of nonzero eigenvalues, balanced or not, from one layer on."""
    return rank_at_most(net.gauss_newton, stated.value, net)


@claim("Companion X", "largest_rank", domain=WHITE)
def is_attained_by_normal_weights(stated: Stated, net: LabelledNetwork):
    """Normal random weights attain the stated number."""
    H = net.gauss_newton
    normal = "mpmath" in net.strata and not net.balanced
    return rank_is(H, stated.value, net) if normal else rank_at_most(H, stated.value, net)


@claim("Companion X", "printed_bound")
def holds_for_square_ends_alone(stated: Stated):
    """The true number is within the printed bound exactly when d_0 + d_L <= 2 m, that is d_0 = d_L = m."""
    return ExactlyWhere(stated.value, 2 * m - d_0 - d_L, m, kernel.WIDTHS, "the printed bound")


# claims: at any loss


@claim("Companion X", "gauss_newton", domain=NOISY)
def vanishes_where_the_normal_equations_hold(stated: Stated, net: LabelledNetwork):
    """Where Omega = 0, at any loss, every entry of the Hessian less J^T J / n has the stated value."""
    difference = net.whole_hessian.matrix - net.gauss_newton.matrix
    return entries_are(stated.value, difference, net.facts, "H - J^T J / n", net.slack)


@claim("Companion X", "trace", domain=ANY, uses=("Companion 2/eq_7",))
def is_the_trace_of_the_hessian(stated: Stated, net: LabelledNetwork):
    """The stated sum is the trace of the true Hessian, for any weights, inputs, labels and loss."""
    return trace_is(net.whole_hessian, stated.value, net, net.sizes_of_factors)


@claim("Companion X", "balance_step", domain=STEPPED)
def is_what_one_step_adds(stated: Stated, net: LabelledNetwork):
    """One step of gradient descent (gradient by differences) adds the stated entries to W_{l+1}^T W_{l+1} - W_l W_l^T."""
    t, answers = net.arithmetic.transpose, []
    for number in range(1, net.L):
        slopes = [net.of_layer(net.gradient, number + k) for k in (0, 1)]
        before, after = net.layers[number - 1 : number + 1], [net.after_one_step(number + k) for k in (0, 1)]
        added = (t(after[1]) * after[1] - after[0] * t(after[0])) - (t(before[1]) * before[1] - before[0] * t(before[0]))
        tables = {"upper": net.table(t(slopes[1]) * slopes[1]), "lower": net.table(slopes[0] * t(slopes[0]))}
        answers.append(entries_are(stated.value, net.exact(added), {**net.facts, **tables}, "imbalance", net.slack))
    return all_of(*answers)


@claim("Companion X", "labels", domain=SOLVED)
def share_the_labels_with_the_loss(stated: Stated, net: LabelledNetwork):
    """The stated number is the sum of s_i^(2L), and sigma_i^2(Y) / (n sigma_x^2) is at least s_i^(2L) for each i."""
    facts = net.with_labels
    loss = net.exact(net.arithmetic.matrix([[net.loss(net.layers)]]))[0, 0]
    powers = {i: value ** (2 * net.L) for i, value in facts["s"].items()}
    made = sum(powers.values(), fmpq(0))
    total = number_is(stated.value, made, "sum of s_i^(2L)", net, {**facts, "loss": loss}, net.slack)
    size = net.samples * net.variance
    pairs = [(powers[i], facts["y_2"][i] / size) for i in range(1, net.facts["d_min"] + 1)]
    return all_of(total, *(at_most(small - net.slack, large, "s_i^(2L)") for small, large in pairs))


@claim("Companion X", "sharpness", domain=SOLVED)
def bounds_the_sharpness_at_any_loss(stated: Stated, net: LabelledNetwork):
    """Where Omega = 0, at any loss, no eigenvalue of the true Hessian exceeds the stated value; at loss 0 one reaches it."""
    value, what = stated.value.at(**net.with_labels), "eq. (14)"
    above = norm_at_most(net.whole_hessian, value, what)
    return all_of(norm_at_least(net.whole_hessian, value, what), above) if net.fits else above


# claims: raw inputs


@claim("Companion X", "raw_sharpness", domain=BALANCED)
def encloses_the_largest_eigenvalue(stated: Stated, net: LabelledNetwork):
    """The largest eigenvalue of J^T J / n of balanced layers lies between the stated values, for any inputs."""
    xx, v = net.exact(net.network.sigma_xx), net.exact(net.right_vectors)
    along = sum((v[i, 0] * xx[i, j] * v[j, 0] for i in range(v.nrows()) for j in range(v.nrows())), fmpq(0))
    facts = {**net.facts, "along": along, "xx_max": squared_norm(net.exact(net.X)) / net.samples}
    lower, upper = (part.at(**facts) for part in (stated.lower, stated.upper))
    H = net.gauss_newton
    return all_of(norm_at_least(H, lower - net.slack, "lower end"), norm_at_most(H, upper + net.slack, "upper end"))


@claim("Companion X", "raw_sharpness", domain=SOLVED)
def meet_for_whitened_inputs(stated: Stated, net: LabelledNetwork):
    """For whitened inputs both stated values are the largest eigenvalue."""
    facts = {"along": net.variance, "xx_max": net.variance}
    return all_of(*(top_is(net.gauss_newton, part, net, **facts) for part in (stated.lower, stated.upper)))
