"""Companion, Section 2: the model, the Gauss-Newton approximation, the tangent kernel, and two bounds (eqs. 1 to 7).

Uses nothing but definitions. Networks have arbitrary widths and samples; derivatives come from exact differences.
"""

from __future__ import annotations

from functools import partial

from lemmas.companion import kernel
from verify import Stated, agrees, all_of, claim, differs, same_up_to_zeros
from verify.judge.computed import computed
from verify.judge.entries import at_each_layer, entries_are, whole_numbers_are
from verify.judge.kernels import beyond_largest, columns_in_order, kernel_is, number_is, top_is, trace_is, with_data
from verify.judge.norms import norm_at_most
from verify.judge.scripts import python_source
from verify.judge.verdicts import Exhibit
from verify.nets import kronecker
from verify.nets.labelled import LabelledNetwork, labelled
from verify.nets.labelled_draws import LabelledNetworks

# notation: P_l = W_{l-1} … W_1, S_l = W_L … W_{l+1}; var_x is sigma_x^2

ANY = LabelledNetworks()
SMALL = LabelledNetworks(largest=16, most_samples=3)
EXACT = LabelledNetworks(reals=False)
FITTED = LabelledNetworks(largest=8, residuals=("none",), most_samples=3)
WHITE = LabelledNetworks(inputs=("white",))
SHALLOW = LabelledNetworks(inputs=("white",), depths=(1, 2, 3))
ORDINARY = LabelledNetworks(largest=10, reals=False)
# three layers whose largest directions do not meet: W_1 and W_2 W_1 stretch most along different inputs
CROSSED = {"widths": [2, 2, 2, 2], "weights": [["2", "0", "0", "1"], ["1", "0", "0", "3"], ["2", "0", "0", "1"]]}


# derivation


def jacobian_entries(net: LabelledNetwork) -> dict:
    """jac[m, u, i], the derivative of output u at sample m in parameter i, by unit differences."""
    rows, size = net.exact(net.jacobian_of_samples), net.widths[-1]
    return {(a // size + 1, a % size + 1, b + 1): rows[a, b] for a in range(rows.nrows()) for b in range(rows.ncols())}


def is_attained(depth: int) -> bool:
    """Whether the bound (6) is an equality at the crossed network cut to that depth."""
    recipe = {"L": depth, "widths": CROSSED["widths"][: depth + 1], "weights": CROSSED["weights"][:depth]}
    net = labelled({**recipe, "samples": 2, "scale": "1"})
    bound = sum(net.sizes_of_factors["top_P"][k] * net.sizes_of_factors["top_S"][k] for k in range(1, depth + 1))
    return net.gauss_newton.multiplicity(bound * net.variance) > 0


def largest_attained(_: dict) -> int:
    """The largest depth up to which (6) is an equality at the crossed network."""
    return max(depth for depth in (1, 2, 3) if all(is_attained(k) for k in range(1, depth + 1)))


# claims, in the order of the paper


@claim("Companion 2", "eq_1", domain=ANY)
def composes_from_input_to_output(stated: Stated, net: LabelledNetwork):
    """The layers have the stated shapes, and each has as many columns as the one before has rows, from x to y."""
    answers, below = [], net.arithmetic.shape(net.xs[0])[0]
    for number, W in enumerate(net.layers, 1):
        pairs = (stated.rows, net.arithmetic.shape(W)[0]), (stated.columns, below)
        answers.append(whole_numbers_are({**net.facts, "l": number}, f"shape of W_{number}", *pairs))
        below = net.arithmetic.shape(W)[0]
    return all_of(*answers)


@claim("Companion 2", "eq_2", domain=ANY)
def is_the_loss_from_the_moments(stated: Stated, net: LabelledNetwork):
    """The stated mean over the samples is the loss that the moments of inputs and labels give."""
    true = net.exact(net.arithmetic.matrix([[net.network.loss()]]))
    return entries_are(stated.value, true, net.facts, "loss", net.slack)


@claim("Companion 2", "eq_3", domain=FITTED)
def is_the_hessian_where_the_loss_is_zero(stated: Stated, net: LabelledNetwork):
    """At loss zero the stated sum is the Hessian of the loss, found by second differences of the loss alone."""
    tables = {**net.facts, "jac": jacobian_entries(net)}
    return entries_are(stated.value, net.exact(net.hessian), tables, "H", net.slack)


@claim("Companion 2", "parameters", domain=ANY)
def counts_the_weights(stated: Stated, net: LabelledNetwork):
    """The stated number is the number of entries of all layers."""
    return whole_numbers_are(net.facts, "parameters", (stated.value, len(net.network.places)))


@claim("Companion 2", "eq_3_shape", domain=SMALL)
def has_a_row_for_each_output_and_sample(stated: Stated, net: LabelledNetwork):
    """The Jacobian by differences has the stated shape."""
    rows, columns = net.arithmetic.shape(net.jacobian_of_samples)
    return whole_numbers_are(net.facts, "shape of J", (stated.rows, rows), (stated.columns, columns))


@claim("Companion 2", "eq_4", domain=SMALL)
def is_the_difference_of_the_output(stated: Stated, net: LabelledNetwork):
    """The stated product is the derivative of output u at sample m in entry (i, j) of W_l, by unit differences."""
    answers, rows = [], net.exact(net.jacobian_of_samples)
    for m in range(net.samples):
        for u in range(net.widths[-1]):
            row = [rows[m * net.widths[-1] + u, b] for b in range(rows.ncols())]
            tables = {"n": m + 1, "m": m + 1, "u": u + 1}
            answers.append(at_each_layer(stated.value, net, partial(net.of_layer, row), "df_u/dW_l", **tables))
    return all_of(*answers)


@claim("Companion 2", "eq_4_order", domain=SMALL)
def orders_the_kronecker_product(stated: Stated, net: LabelledNetwork):
    """With vec at the stated places, (P_l X)^T x S_l has the derivatives of the outputs, by unit differences, for each l."""
    answers = []
    for number in range(1, net.L + 1):
        inside = net.arithmetic.transpose(net.prefix(number) * net.X)
        product = kronecker.kronecker(net.arithmetic, inside, net.suffix(number))
        answers.append(columns_in_order(stated.value, net.exact(product), net, number))
    return all_of(*answers)


@claim("Companion 2", "eq_4_P", domain=SMALL)
def is_the_shape_of_the_product_with_the_inputs(stated: Stated, net: LabelledNetwork):
    """W_{l-1} … W_1 X, the product above the brace, has the stated shape for every l."""
    answers = []
    for number in range(1, net.L + 1):
        rows, columns = net.arithmetic.shape(net.prefix(number) * net.X)
        facts, setup = {**net.facts, "l": number}, with_data(net)
        product = f"times(span(W, 1, {number - 1}), X)"
        for part, true, code in ((stated.rows, rows, f"len({product})"), (stated.columns, columns, f"len({product}[0])")):
            what = f"shape of W_{number - 1} … W_1 X" if number > 1 else "shape of X"
            answers.append(whole_numbers_are(facts, what, (part, true), setup=setup, code=code))
    return all_of(*answers)


@claim("Companion 2", "eq_4_S", domain=SMALL)
def is_the_shape_of_the_layers_above(stated: Stated, net: LabelledNetwork):
    """W_L … W_{l+1} has the stated shape for every l."""
    answers = []
    for number in range(1, net.L + 1):
        rows, columns = net.arithmetic.shape(net.suffix(number))
        pairs = (stated.rows, rows), (stated.columns, columns)
        answers.append(whole_numbers_are({**net.facts, "l": number}, f"shape of S_{number}", *pairs))
    return all_of(*answers)


@claim("Companion 2", "same_spectrum", domain=EXACT)
def differs_from_the_kernel_by_zeros_only(stated: Stated, net: LabelledNetwork):
    """J^T J / n has the eigenvalues of J J^T / n, with multiplicities, and the stated number of zeros more."""
    return same_up_to_zeros(net.gauss_newton, net.tangent_kernel, stated.value, net)


@claim("Companion 2", "eq_5", domain=SMALL)
def is_the_tangent_kernel(stated: Stated, net: LabelledNetwork):
    """The stated sum over layers is J J^T / n with the Jacobian by differences, entry by entry."""
    return kernel_is(stated.value, net.tangent_kernel.matrix, net, kernel.factors(net), "tangent kernel")


@claim("Companion 2", "eq_5_shape", domain=SMALL)
def is_the_size_of_the_kernel(stated: Stated, net: LabelledNetwork):
    """J J^T has the stated number of rows."""
    return whole_numbers_are(net.facts, "rows of J J^T", (stated.value, net.tangent_kernel.size))


@claim("Companion 2", "overdetermined", domain=WHITE)
def follows_from_whitening(stated: Stated, net: LabelledNetwork):
    """The stated comparison holds for every whitened X, and fails for one sample fewer than features, where none exists."""
    fewer = {**net.facts, "n": net.widths[0] - 1}
    if not stated.value.holds(**net.facts):
        return differs("n >= d_0", False, True)
    return differs("n >= d_0 at n = d_0 - 1", True, False) if stated.value.holds(**fewer) else agrees("samples")


@claim("Companion 2", "uncorrelated", domain=ORDINARY)
def counts_the_variances_of_uncorrelated_features(stated: Stated, net: LabelledNetwork):
    """X X^T / n has the stated number of different eigenvalues when it is diagonal."""
    xx = net.network.sigma_xx
    entries = {(i, j): xx[i, j] for i in range(xx.nrows()) for j in range(xx.nrows())}
    if any(value != 0 for (i, j), value in entries.items() if i != j):
        return agrees("the features are correlated")
    number = len({str(value) for (i, j), value in entries.items() if i == j})
    setup, code = with_data(net), "distinct_nonzero(Sxx) + (multiplicity(Sxx, 0) > 0)"
    facts = {**net.facts, "variances": number}
    return whole_numbers_are(facts, "different variances", (stated.value, number), setup=setup, code=code)


@claim("Companion 2", "spectral_norm", domain=LabelledNetworks(largest=12, reals=False))
def is_the_largest_eigenvalue(stated: Stated, net: LabelledNetwork):
    """The stated number of eigenvalues of the Hessian of the loss exceed its largest eigenvalue in absolute value."""
    return beyond_largest(net.whole_hessian, stated.value, net)


@claim("Companion 2", "eq_6", domain=WHITE)
def bounds_the_largest_eigenvalue(stated: Stated, net: LabelledNetwork):
    """No eigenvalue of J^T J / n is larger than the stated right side."""
    facts = net.sizes_of_factors
    bound = stated.right.at(**facts)
    setup = (*with_data(net, "outer_product_hessian"), "top = 1 + max(sum(map(abs, row)) for row in H)")
    shown = Exhibit("eigenvalues above the bound", setup, "0", f"count(H, {python_source(stated.right, facts)}, top)")
    return norm_at_most(net.gauss_newton, bound, "spectral norm against eq. (6)", shown if net.slack == 0 else None)


@claim("Companion 2", "eq_6", "eq_7", domain=WHITE)
def equates_the_two_right_sides(stated: Stated, net: LabelledNetwork):
    """For whitened inputs the stated middle and right sides are equal."""
    facts = net.sizes_of_factors
    right = stated.right.at(**facts)
    return number_is(stated.middle, right, "the middle against the right side", net, facts, net.slack)


@claim("Companion 2", "not_exact", domain=SHALLOW)
def is_attained_up_to_the_stated_depth(stated: Stated, net: LabelledNetwork):
    """Up to the stated depth the right side of (6) is the largest eigenvalue, for all weights."""
    if stated.value.at() < net.L:
        return agrees("deeper")
    return top_is(net.gauss_newton, stated.bound, net, **net.sizes_of_factors)


@claim("Companion 2", "not_exact")
def is_strict_beyond_the_stated_depth(stated: Stated):
    """At three layers of width 2 the right side of (6) exceeds the largest eigenvalue; not so when they are cut."""
    where = "one network of widths 2, 2, 2, 2, and its first two layers, and its first"
    return computed(stated.value, [{"L": 3}], largest_attained, "largest depth with equality", where)


@claim("Companion 2", "eq_7", domain=WHITE)
def is_the_trace(stated: Stated, net: LabelledNetwork):
    """The stated right side is the trace of J^T J / n."""
    return trace_is(net.gauss_newton, stated.right, net, net.sizes_of_factors)


@claim("Companion 2", "fig_3", domain=WHITE)
def is_the_trace_of_the_whole_hessian_at_any_loss(stated: Stated, net: LabelledNetwork):
    """The stated sum is the trace of the Hessian of the loss, exactly, whatever the loss is."""
    return trace_is(net.whole_hessian, stated.value, net, net.sizes_of_factors)
