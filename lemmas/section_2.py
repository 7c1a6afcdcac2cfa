"""Section 2 (and Appendix A.1, "Notation and Problem Setup"): notation, derivatives, Gauss-Newton, gradient descent.

Uses nothing but definitions. The identities are for all networks, so their instances have arbitrary weights, widths and
samples; gradients and Hessians come from exact differences of the loss at each sample.
"""

from __future__ import annotations

from functools import partial
from itertools import combinations
from math import prod

from flint import fmpq

from lemmas.backpropagation import DERIVED, ENTRY, layers_between
from lemmas.corner_cases import all_sizes_alike
from verify import (
    Space,
    Stated,
    all_of,
    at_most,
    claim,
    differences,
    every,
    identity,
    integer,
    kronecker,
    matrices_equal,
)
from verify.judge.entries import at_each_layer, entries_are, formulas_agree, vectorised_in_order, whole_numbers_are
from verify.judge.scripts import setup_of
from verify.nets import descent
from verify.nets.chosen import Chosen
from verify.nets.general import GeneralNetwork, GeneralNetworks

# derivation: lemmas/backpropagation.py
# notation: at layer l, above = W^L … W^{l+1} and below = W^{l-1} … W^1; samples are numbered n = 1, …, N

ANY = GeneralNetworks()
SMALL = GeneralNetworks(largest=8)
FITTED = GeneralNetworks(largest=8, fits=True)
ALIKE = Chosen(ANY, all_sizes_alike)  # as many samples as every layer has rows and columns, and no matrix symmetric

L, l = integer("L", 1).symbol, integer("l", 1).symbol
LAYER = Space((integer("L", 1), integer("l", 1)), given=(l <= L,))
SHAPES = Space(tuple(integer(name, 0) for name in "mnpq"), also="p <= m, q <= n")
PARTS = {"derivative_of_F": "entry", "omega": "expanded"}


# claims, in the order of the paper


@claim("Section 2", "factors")
def counts_the_layers_in_each_product(stated: Stated):
    """W^{L:l+1} has the stated number of factors, one for each layer above l; W^{1:l-1} one for each layer below."""
    return every(
        identity(stated.above, layers_between(l + 1, L), LAYER, "factors of W^{L:l+1}"),
        identity(stated.below, layers_between(1, l - 1), LAYER, "factors of W^{1:l-1}"),
    )


@claim("Section 2", "one_factor", domain=ANY)
def has_one_meaning(stated: Stated, net: GeneralNetwork):
    """The stated entries of W^{L:L} are what layer L - 1 needs in dF/dW (W^L) and in the gradient (its transpose)."""
    upper, tables, lines = net.network.above(net.L - 1), net.at_layer(net.L), setup_of(net, "")
    one, other = ((lines, code) for code in ("span(W, len(W), len(W))", "transpose(span(W, len(W), len(W)))"))
    below = net.exact(net.arithmetic.transpose(upper))
    return all_of(
        entries_are(stated.derivative, net.exact(upper), tables, "W^{L:L} in dF/dW^{L-1}", source=one),
        entries_are(stated.gradient, below, tables, "W^{L:L} in the gradient", source=other),
    )


@claim("Section 2", "vec_r", domain=ANY)
def orders_the_kronecker_product(stated: Stated, net: GeneralNetwork):
    """At the stated places A x B^T has the derivatives of A W^l B, by differences; A = W^{L:l+1}, B = W^{l-1:1}."""
    jacobian = net.exact(kronecker.jacobian(net.network))
    return vectorised_in_order(stated.value, jacobian, differences.derivatives_of_product(net.network), net)


@claim("Section 2", *DERIVED)
def follows_from_the_chain_rule(stated: Stated):
    """The stated entry is derived from the definitions in lemmas/backpropagation.py, for all depths and widths."""
    side = getattr(stated, PARTS.get(stated.name, "value"))
    return identity(side, DERIVED[stated.name](), ENTRY, "the derived entry")


@claim("Section 2", "derivative_of_AWB", domain=ANY)
def is_the_difference_of_the_product(stated: Stated, net: GeneralNetwork):
    """The stated product is the derivative of A W^l B, by unit differences, for A = W^{L:l+1} and B = W^{l-1:1}."""
    answers, found = [], differences.derivatives_of_product(net.network)
    for (layer, row, column), derivative in zip(net.network.places, found):
        tables = net.at_layer(layer + 1)
        values = {"A": tables["above"], "B": tables["below"], "k": row + 1, "l": column + 1}
        answers.append(entries_are(stated.value, net.exact(derivative), values, "d(AWB)/dW_kl", net.slack))
    return all_of(*answers)


@claim("Section 2", "padding")
def tiles_the_matrix(stated: Stated):
    """The stated blocks and the p x q block fit beside and below each other and fill an m x n matrix."""
    m, n, p, q = (SHAPES.symbols[name] for name in "mnpq")
    size = {name: part.symbolic(**SHAPES.leaves) for name, part in stated.wording.parts.items()}
    beside = [(size["right_rows"], p), (q + size["right_columns"], n), (size["corner_rows"], size["below_rows"])]
    under = [(size["below_columns"], q), (p + size["below_rows"], m), (size["corner_columns"], size["right_columns"])]
    return every(*(identity(one, other, SHAPES, "size of a block") for one, other in beside + under))


@claim("Section 2", "hidden_neurons", domain=ANY)
def counts_the_hidden_neurons(stated: Stated, net: GeneralNetwork):
    """The stated number is the number of outputs of all layers but the last."""
    heights = [net.arithmetic.shape(W)[0] for W in net.layers[:-1]]
    return whole_numbers_are(net.facts, "hidden neurons", (stated.value, sum(heights)))


@claim("Section 2", "layer_shape", domain=ANY)
def composes_from_input_to_output(stated: Stated, net: GeneralNetwork):
    """The layers have the stated shapes, and each has as many columns as the one before has rows, from x to y."""
    answers, below = [], net.arithmetic.shape(net.xs[0])[0]
    for number, W in enumerate(net.layers, 1):
        pairs = (stated.rows, net.arithmetic.shape(W)[0]), (stated.columns, below)
        answers.append(whole_numbers_are({**net.facts, "l": number}, f"shape of W^{number}", *pairs))
        below = net.arithmetic.shape(W)[0]
    return all_of(*answers)


@claim("Section 2", "population_loss", domain=ALIKE, at="with_all_sizes_alike")
@claim("Section 2", "population_loss", domain=ANY)
def is_the_loss_from_the_moments(stated: Stated, net: GeneralNetwork):
    """The stated mean is the loss that the moments of (x, y) give."""
    true = net.exact(net.arithmetic.matrix([[net.network.loss()]]))
    return entries_are(stated.value, true, net.facts, "loss", net.slack)


@claim("Section 2", "residual", domain=ALIKE, at="with_all_sizes_alike")
@claim("Section 2", "residual", domain=ANY)
def is_the_slope_of_the_loss(stated: Stated, net: GeneralNetwork):
    """The stated residual is the derivative of the loss at a sample in the output, found by differences."""
    answers = []
    for n in range(net.samples):
        slope = net.exact(net.arithmetic.matrix([[s] for s in net.slope_and_curvature(n)[0]]))
        answers.append(entries_are(stated.value, slope, net.facts, "dL_W/dF", net.slack, n=n + 1))
    return all_of(*answers)


@claim("Section 2", "derivative_of_F", domain=ALIKE, at="with_all_sizes_alike")
@claim("Section 2", "derivative_of_F", domain=ANY)
def is_the_difference_of_the_output(stated: Stated, net: GeneralNetwork):
    """The stated entry is the derivative of one output at one sample in one weight, by unit differences."""
    answers = []
    for layer in range(1, net.L + 1):
        pairs = (stated.rows, net.widths[-1]), (stated.columns, net.first(layer + 1) - net.first(layer))
        answers.append(whole_numbers_are({**net.facts, "l": layer}, "shape of dF/dW", *pairs))
    for n in range(net.samples):
        outputs = zip(*(net.exact(column).entries() for column in net.jacobian(n)))
        for c, row in enumerate(outputs, 1):
            true = partial(net.of_layer, row)
            answers.append(at_each_layer(stated.entry, net, true, "dF_k/dW", n=n + 1, k=c))
    return all_of(*answers)


@claim("Section 2", "sample_gradient", "sample_gradient_2", domain=ALIKE, at="with_all_sizes_alike")
@claim("Section 2", "sample_gradient", "sample_gradient_2", domain=ANY)
def is_the_gradient_at_a_sample(stated: Stated, net: GeneralNetwork):
    """The stated entry is the derivative of the loss at one sample in one weight, found by differences."""
    found = [(n, partial(net.of_layer, gradient)) for n, gradient in enumerate(net.sample_gradients, 1)]
    return all_of(*(at_each_layer(stated.value, net, true, "dL_W/dW", n=n) for n, true in found))


@claim("Section 2", "gradient_eta", "gradient_expectation", domain=ANY)
def equates_its_two_sides(stated: Stated, net: GeneralNetwork):
    """Both stated sides are equal at every sample and in every weight."""
    answers = []
    for layer in range(1, net.L + 1):
        ranges = {"n": net.samples, "i": net.widths[layer], "j": net.widths[layer - 1]}
        answers.append(formulas_agree(stated.left, stated.right, net.at_layer(layer), ranges, "the gradient", net.slack))
    return all_of(*answers)


@claim("Section 2", "population_gradient", domain=ALIKE, at="with_all_sizes_alike")
@claim("Section 2", "population_gradient", domain=ANY)
def is_the_mean_gradient(stated: Stated, net: GeneralNetwork):
    """The stated entry is the mean over the samples of the derivative of the loss in one weight, by differences."""
    return at_each_layer(stated.value, net, partial(net.of_layer, net.gradient), "dL/dW")


@claim("Section 2", "omega", domain=ALIKE, at="with_all_sizes_alike")
@claim("Section 2", "omega", domain=ANY)
def pairs_residual_and_input(stated: Stated, net: GeneralNetwork):
    """Both stated expressions of Omega are equal."""
    ranges = {"i": net.widths[-1], "j": net.widths[0]}
    return formulas_agree(stated.definition, stated.expanded, net.facts, ranges, "Omega", net.slack)


@claim("Section 2", "gauss_newton", domain=SMALL)
def is_the_hessian_of_the_loss(stated: Stated, net: GeneralNetwork):
    """The stated sum is the Hessian of the mean loss, found by second differences of the loss alone."""
    return entries_are(stated.value, net.exact(net.hessian), net.derivatives, "H", net.slack)


@claim("Section 2", "outer_product", "functional", domain=SMALL)
def is_what_the_moments_give(stated: Stated, net: GeneralNetwork):
    """The stated mean over the samples is H_o as Sigma_xx gives it, or H_f as Omega gives it, found by differences."""
    oracle = {"H_o": differences.outer_product_hessian_of_product, "H_f": differences.functional_hessian_of_product}
    name = "H_o" if stated.name == "outer_product" else "H_f"
    return entries_are(stated.value, net.exact(oracle[name](net.network)), net.derivatives, name, net.slack)


@claim("Section 2", "squared_loss", domain=SMALL)
def is_the_curvature_of_the_loss(stated: Stated, net: GeneralNetwork):
    """The stated entry is the second derivative of the loss at a sample in the output, found by differences."""
    true = [net.exact(net.slope_and_curvature(n)[1]) for n in range(net.samples)]
    return all_of(*(entries_are(stated.value, matrix, net.facts, "d^2 L_W/dF^2", net.slack) for matrix in true))


@claim("Section 2", "blocks", domain=SMALL)
def are_the_kronecker_blocks(stated: Stated, net: GeneralNetwork):
    """The Kronecker blocks of [21] make the Hessian of the mean loss; those of H_o make its outer-product part."""
    outer = differences.outer_product_hessian_of_product(net.network)
    return all_of(
        matrices_equal(net.exact(kronecker.hessian(net.network)), net.exact(net.hessian), "H", net.slack),
        matrices_equal(net.exact(kronecker.outer_product_hessian(net.network)), net.exact(outer), "H_o", net.slack),
    )


@claim("Section 2", "vanishing", domain=FITTED)
def is_an_entry_of_the_functional_hessian_at_loss_zero(stated: Stated, net: GeneralNetwork):
    """At loss zero every entry of the functional Hessian has the stated value."""
    true = net.exact(differences.functional_hessian_of_product(net.network))
    return entries_are(stated.value, true, net.facts, "H_f", net.slack)


@claim("Section 2", "vanishing", domain=SMALL)
def is_bounded_by_the_loss(stated: Stated, net: GeneralNetwork):
    """At any loss, an entry of H_f less the stated value is in square at most |Omega|^2 <= 2 L E|x|^2 times other layers."""
    loss = net.exact(net.arithmetic.matrix([[net.loss(net.layers)]]))[0, 0]
    bound = 2 * loss * net.square(*net.xs) / net.samples
    sizes = [net.square(layer) for layer in net.layers]
    left_out = combinations(range(net.L), 2)
    others = [prod((x for i, x in enumerate(sizes) if i not in pair), start=fmpq(1)) for pair in left_out]
    true = net.exact(differences.functional_hessian_of_product(net.network))
    furthest = max((x - stated.value.at(**net.facts)) ** 2 for x in true.entries())
    return all_of(
        at_most(net.square(net.network.omega()), bound + net.slack, "|Omega|^2"),
        at_most(furthest, bound * max(others, default=fmpq(0)) + net.slack, "squared entry of H_f less the stated value"),
    )


@claim("Section 2", "eq_2", domain=ANY)
def steps_down_the_gradient(stated: Stated, net: GeneralNetwork):
    """With the gradient by differences, the stated entry is that of the layer after a step with the closed gradient."""
    moved = descent.step(net.network, net.eta).layers
    return at_each_layer(stated.value, net, lambda layer: moved[layer - 1], "W_{t+1}")


@claim("Section 2", "eq_3", domain=ALIKE, at="with_all_sizes_alike")
@claim("Section 2", "eq_3", domain=ANY)
def steps_down_the_difference_gradient(stated: Stated, net: GeneralNetwork):
    """The stated entry is that of the layer after one step with the gradient by differences of the mean loss."""
    return at_each_layer(stated.value, net, net.after_one_step, "W_{t+1}")
