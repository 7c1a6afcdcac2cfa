"""Section 2 (and Appendix A.1, "Notation and Problem Setup"): notation, derivatives, Gauss-Newton, initialisation, descent.

Uses nothing but definitions. The identities are for all networks, so their instances have arbitrary weights, widths and
samples; gradients and Hessians come from exact differences of the loss at each sample.
"""

from __future__ import annotations

import sympy as sp

from lemmas import outer_product as gram
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Space,
    Stated,
    agrees,
    all_of,
    at_most,
    claim,
    differences,
    differs,
    every,
    identity,
    integer,
    kronecker,
    matrices_equal,
    positive,
    value_is,
)
from verify.judge.entries import entries_are, formulas_agree
from verify.nets import descent
from verify.nets.general import GeneralNetwork, GeneralNetworks
from verify.nets.matrices import diagonal, identity as unit, padded

# notation: at layer l, above = W^L … W^{l+1} and below = W^{l-1} … W^1; samples are numbered n = 1, …, N

ANY = GeneralNetworks()
SMALL = GeneralNetworks(largest=8)
FITTED = GeneralNetworks(largest=8, fits=True)
INITIAL = BalancedNetworks(heads=("wide", "close", "uniform"), tails=("any", "zero", "small"))

L, l = integer("L", 1).symbol, integer("l", 1).symbol
LAYER = Space((integer("L", 1), integer("l", 1)), given=(l <= L,))
ROOT = Space((integer("L", 1), positive("sigma_i")))
SHAPES = Space(tuple(integer(name, 0) for name in "mnpq"), also="p <= m, q <= n")
i, j, k, o, p, q, m, n = (sp.Symbol(name, integer=True, positive=True) for name in "ijkopqmn")
A, B = sp.IndexedBase("A"), sp.IndexedBase("B")
ENTRY = Space(tuple(integer(name, 1) for name in "ijkl"), {"A": A, "B": B}, also="all shapes of A, W and B")


# derivation


def layers_between(first: sp.Expr, last: sp.Expr) -> sp.Expr:
    """How many layers there are from number `first` to number `last`."""
    return sp.Sum(1, (o, first, last)).doit()


def derivative_of_product() -> sp.Expr:
    """The derivative of sum_{m, n} A_im W_mn B_nj in W_kl: the one term that contains W_kl."""
    weight = sp.Symbol("W_kl")
    return sp.diff(A[i, k] * weight * B[l, j], weight)


def layers(net: GeneralNetwork) -> range:
    """The numbers of the layers."""
    return range(1, net.L + 1)


def step(net: GeneralNetwork, number: int):
    """W^l after one step of gradient descent, the gradient by differences of the loss."""
    W, gradient = net.layers[number - 1], net.of_layer(net.gradient, number)
    return net.exact(W - gradient * net.arithmetic.number(net.eta))


def prescriptions(net: BalancedNetwork, number: int) -> list:
    """The matrices that step 3 of Initialization 2.1 gives to W^l: one for each line that names it."""
    a, d = net.arithmetic, net.widths
    core = diagonal(a, [a.number(x) for x in net.values], net.d_star, net.d_star)
    lines = {net.L: net.U * core} if number == net.L else {}
    lines |= {1 - net.L: core * a.transpose(net.V)} if number == 1 else {}
    return [padded(a, line, d[number], d[number - 1]) for line in lines.values() or [core]]


# claims: notation


@claim("Section 2", "factors")
def counts_the_layers_in_each_product(stated: Stated):
    """W^{L:l+1} has the stated number of factors, one for each layer above l; W^{1:l-1} one for each layer below."""
    return every(
        identity(stated.above, layers_between(l + 1, L), LAYER, "factors of W^{L:l+1}"),
        identity(stated.below, layers_between(1, l - 1), LAYER, "factors of W^{1:l-1}"),
    )


@claim("Section 2", "one_factor", domain=ANY)
def has_one_meaning(stated: Stated, net: GeneralNetwork):
    """The stated entries of W^{L:L} are what the layer L - 1 of each display needs: W^L above it, or its transpose."""
    upper, transpose = net.network.above(net.L - 1), net.arithmetic.transpose
    tables = net.at_layer(net.L)
    return all_of(
        entries_are(stated.derivative, net.exact(upper), tables, "W^{L:L} in dF/dW^{L-1}"),
        entries_are(stated.gradient, net.exact(transpose(upper)), tables, "W^{L:L} in the gradient"),
    )


@claim("Section 2", "vec_r", domain=ANY)
def orders_the_kronecker_product(stated: Stated, net: GeneralNetwork):
    """At the stated places A x B^T has the derivatives of A W B, found by differences, for A = W^{L:l+1}, B = W^{l-1:1}."""
    a, answers, first = net.arithmetic, [], 0
    found = differences.derivatives_of_product(net.network)
    for number in layers(net):
        product = net.exact(unit_kronecker(net, number))
        rows, columns = net.widths[number], net.widths[number - 1]
        for u in range(rows * columns):
            column = int(stated.value.at(i=u // columns + 1, j=u % columns + 1, n=columns)) - 1
            d_L, d_0 = a.shape(found[first + u])
            places = [[int(stated.value.at(i=v + 1, j=w + 1, n=d_0)) - 1 for w in range(d_0)] for v in range(d_L)]
            made = a.matrix([[a.number(product[row, column]) for row in line] for line in places], d_0)
            answers.append(matrices_equal(net.exact(made), net.exact(found[first + u]), "d(AWB)/dW", net.slack))
        first += rows * columns
    return all_of(*answers)


def unit_kronecker(net: GeneralNetwork, number: int):
    """W^{L:l+1} x (W^{l-1:1})^T."""
    from verify.nets.matrices import kronecker as times

    a = net.arithmetic
    return times(a, net.network.above(number), a.transpose(net.network.below(number)))


@claim("Section 2", "derivative_of_AWB")
def is_the_one_term_with_that_weight(stated: Stated):
    """Entry (i, j) of A W B is sum A_im W_mn B_nj; its derivative in W_kl is the stated product, for all shapes."""
    return identity(stated.value, derivative_of_product(), ENTRY, "derivative")


@claim("Section 2", "derivative_of_AWB", domain=ANY)
def is_the_difference_of_the_product(stated: Stated, net: GeneralNetwork):
    """The stated product is the derivative of A W^l B, found by unit differences, for A = W^{L:l+1} and B = W^{l-1:1}."""
    answers = []
    found = differences.derivatives_of_product(net.network)
    for (layer, row, column), derivative in zip(net.network.places, found):
        tables = net.at_layer(layer + 1)
        tables = {**tables, "A": tables["above"], "B": tables["below"], "k": row + 1, "l": column + 1}
        answers.append(entries_are(stated.value, net.exact(derivative), tables, "d(AWB)/dW_kl", net.slack))
    return all_of(*answers)


@claim("Section 2", "padding")
def tiles_the_matrix(stated: Stated):
    """The stated blocks and the p x q block fit beside and below each other and fill an m x n matrix."""
    m_, n_, p_, q_ = (SHAPES.symbols[name] for name in "mnpq")
    part = {name: getattr(stated, name).symbolic(**SHAPES.leaves) for name in stated.wording.parts}
    return every(
        identity(part["right_rows"], p_, SHAPES, "height of the right block"),
        identity(part["below_columns"], q_, SHAPES, "width of the lower block"),
        identity(q_ + part["right_columns"], n_, SHAPES, "width of the upper row"),
        identity(p_ + part["below_rows"], m_, SHAPES, "height of the left column"),
        identity(part["corner_rows"], part["below_rows"], SHAPES, "height of the corner"),
        identity(part["corner_columns"], part["right_columns"], SHAPES, "width of the corner"),
    )


@claim("Section 2", "hidden_neurons", domain=ANY)
def counts_the_hidden_neurons(stated: Stated, net: GeneralNetwork):
    """The stated number is the number of outputs of all layers but the last."""
    heights = [net.arithmetic.shape(W)[0] for W in net.layers[:-1]]
    return value_is(sum(heights, 0), stated.value, net, "hidden neurons")


@claim("Section 2", "layer_shape", domain=ANY)
def compose_from_input_to_output(stated: Stated, net: GeneralNetwork):
    """Matrices of the stated shapes take x in R^{d_0} to y in R^{d_L}: each layer's columns are the rows below it."""
    answers, size = [], len(net.xs[0].tolist())
    for number in layers(net):
        W = net.at_layer(number)
        answers.append(shape_is(net, number, (stated.rows.at(**W), stated.columns.at(**W)), (None, size)))
        size = net.arithmetic.shape(net.layers[number - 1])[0]
    return all_of(*answers)


def shape_is(net: GeneralNetwork, number: int, stated_shape: tuple, true: tuple):
    """The stated shape is that of W^l, and its columns are the outputs of the layer below."""
    actual = net.arithmetic.shape(net.layers[number - 1])
    fits = tuple(map(int, stated_shape)) == actual and actual[1] == true[1]
    return agrees("shape") if fits else differs(f"shape of W^{number}", stated_shape, actual)


# claims: loss and derivatives


@claim("Section 2", "population_loss", domain=ANY)
def is_the_loss_from_the_moments(stated: Stated, net: GeneralNetwork):
    """The stated mean is the loss that the moments of (x, y) give."""
    a = net.arithmetic
    return entries_are(stated.value, a.exact(a.matrix([[net.network.loss()]])), net.facts, "loss", net.slack)


@claim("Section 2", "residual", domain=ANY)
def is_the_slope_of_the_loss(stated: Stated, net: GeneralNetwork):
    """The stated residual is the derivative of the loss at a sample in the output, found by differences."""
    a, answers = net.arithmetic, []
    for number in range(net.samples):
        column = a.matrix([[s] for s in net.slope_and_curvature(number)[0]], 1)
        answers.append(entries_are(stated.value, net.exact(column), net.facts, "dL_W/dF", net.slack, n=number + 1))
    return all_of(*answers)


@claim("Section 2", "derivative_of_F", domain=ANY)
def is_the_difference_of_the_output(stated: Stated, net: GeneralNetwork):
    """The stated entry is the derivative of one output at one sample in one weight, found by unit differences."""
    answers = []
    for number in layers(net):
        tables = net.at_layer(number)
        answers.append(value_is(net.widths[-1], stated.rows, net, "rows"))
        size = net.widths[number] * net.widths[number - 1]
        answers.append(agrees() if stated.columns.at(**tables) == size else differs("columns", stated.columns, size))
        for sample in range(net.samples):
            jacobian = net.jacobian(sample)
            for output in range(net.widths[-1]):
                true = net.exact(net.of_layer([column[output, 0] for column in jacobian], number))
                answers.append(entries_are(stated.entry, true, tables, "dF_k/dW", net.slack, n=sample + 1, k=output + 1))
    return all_of(*answers)


@claim("Section 2", "sample_gradient", "sample_gradient_2", domain=ANY)
def is_the_gradient_at_a_sample(stated: Stated, net: GeneralNetwork):
    """The stated entry is the derivative of the loss at one sample in one weight, found by differences."""
    answers = []
    for number in layers(net):
        for sample in range(net.samples):
            true = net.exact(net.of_layer(net.sample_gradients[sample], number))
            tables = net.at_layer(number)
            answers.append(entries_are(stated.value, true, tables, "dL_W/dW", net.slack, n=sample + 1))
    return all_of(*answers)


@claim("Section 2", "gradient_eta", "gradient_expectation", domain=ANY)
def equates_its_two_sides(stated: Stated, net: GeneralNetwork):
    """Both stated sides are equal at every sample and in every weight."""
    answers = []
    for number in layers(net):
        ranges = {"n": net.samples, "i": net.widths[number], "j": net.widths[number - 1]}
        answers.append(formulas_agree(stated.left, stated.right, net.at_layer(number), ranges, "the gradient", net.slack))
    return all_of(*answers)


@claim("Section 2", "population_gradient", domain=ANY)
def is_the_mean_gradient(stated: Stated, net: GeneralNetwork):
    """The stated entry is the mean over the samples of the derivative of the loss in one weight, found by differences."""
    answers = []
    for number in layers(net):
        true = net.exact(net.of_layer(net.gradient, number))
        answers.append(entries_are(stated.value, true, net.at_layer(number), "dL/dW", net.slack))
    return all_of(*answers)


@claim("Section 2", "omega", domain=ANY)
def pairs_residual_and_input(stated: Stated, net: GeneralNetwork):
    """Both stated expressions of Omega are equal."""
    ranges = {"i": net.widths[-1], "j": net.widths[0]}
    return formulas_agree(stated.definition, stated.expanded, net.facts, ranges, "Omega", net.slack)


# claims: the Gauss-Newton decomposition


@claim("Section 2", "gauss_newton", domain=SMALL)
def is_the_hessian_of_the_loss(stated: Stated, net: GeneralNetwork):
    """The stated sum is the Hessian of the mean loss, found by second differences of the loss alone."""
    return entries_are(stated.value, net.exact(net.hessian), net.derivatives, "H", net.slack)


@claim("Section 2", "outer_product", domain=SMALL)
def is_the_outer_product_hessian_of_the_moments(stated: Stated, net: GeneralNetwork):
    """The stated mean over the samples is the outer-product Hessian that Sigma_xx gives."""
    true = net.exact(differences.outer_product_hessian_of_product(net.network))
    return entries_are(stated.value, true, net.derivatives, "H_o", net.slack)


@claim("Section 2", "functional", domain=SMALL)
def is_the_functional_hessian_of_the_moments(stated: Stated, net: GeneralNetwork):
    """The stated mean over the samples is the functional Hessian that Omega gives."""
    true = net.exact(differences.functional_hessian_of_product(net.network))
    return entries_are(stated.value, true, net.derivatives, "H_f", net.slack)


@claim("Section 2", "squared_loss", domain=SMALL)
def is_the_curvature_of_the_loss(stated: Stated, net: GeneralNetwork):
    """The stated entry is the second derivative of the loss at a sample in the output, found by differences."""
    true = [net.exact(net.slope_and_curvature(number)[1]) for number in range(net.samples)]
    return all_of(*(entries_are(stated.value, matrix, net.facts, "d^2 L_W/dF^2", net.slack) for matrix in true))


@claim("Section 2", "blocks", domain=SMALL)
def are_the_kronecker_blocks(stated: Stated, net: GeneralNetwork):
    """The Kronecker blocks of [21] add up to the Hessian of the mean loss; those of H_o are its outer-product part."""
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


@claim("Section 2", "vanishing", domain=ANY)
def is_bounded_by_the_loss(stated: Stated, net: GeneralNetwork):
    """H_f is linear in Omega, and |Omega|^2 <= 2 L tr Sigma_xx: H_f goes to 0 with the loss while the weights stay bounded."""
    size = sum((x * x for x in net.exact(net.network.omega()).entries()), start=net.slack * 0)
    xx = net.exact(net.network.sigma_xx)
    loss = net.exact(net.arithmetic.matrix([[net.loss(net.layers)]]))[0, 0]
    bound = 2 * loss * sum((xx[u, u] for u in range(xx.nrows())), start=net.slack * 0)
    return at_most(size, bound + net.slack, "|Omega|^2")


# claims: initialisation and gradient descent


@claim("Section 2", "initial_width", domain=ANY)
def is_when_the_paddings_exist(stated: Stated, net: GeneralNetwork):
    """The stated condition holds exactly when each block of step 3 is no larger than the layer it is padded to."""
    d, size = net.widths, min(net.widths[0], net.widths[-1])
    blocks = [(size, d[0]), *[(size, size)] * (net.L - 2), (d[-1], size)]
    fits = all(rows <= d[u + 1] and columns <= d[u] for u, (rows, columns) in enumerate(blocks))
    holds = stated.condition.holds(**net.facts)
    return agrees("paddings exist") if holds == fits else differs("the paddings exist", holds, fits)


@claim("Section 2", "singular_vectors", domain=INITIAL)
def have_orthonormal_columns(stated: Stated, net: BalancedNetwork):
    """U and V have the stated shapes, and U^T U = V^T V = I."""
    a, answers = net.arithmetic, []
    for basis, rows in ((net.U, stated.rows_U), (net.V, stated.rows_V)):
        shape = tuple(int(side.at(**net.facts)) for side in (rows, stated.columns))
        answers.append(agrees() if a.shape(basis) == shape else differs("shape", shape, a.shape(basis)))
        square = a.exact(a.transpose(basis) * basis)
        answers.append(matrices_equal(square, a.exact(unit(a, net.d_star)), "U^T U", net.outer_product_hessian.slack))
    return all_of(*answers)


@claim("Section 2", "initial_layers", domain=INITIAL)
def agree_on_each_layer(stated: Stated, net: BalancedNetwork):
    """Every matrix that step 3 prescribes for a layer is that layer, and the layers multiply to A = U Sigma_0 V^T."""
    a, slack = net.arithmetic, net.outer_product_hessian.slack
    given = [(W, made) for u, W in enumerate(net.network.layers, 1) for made in prescriptions(net, u)]
    return all_of(*(matrices_equal(a.exact(made), a.exact(W), "a layer", slack) for W, made in given))


@claim("Section 2", "layer_root")
def multiplies_to_the_singular_value(stated: Stated):
    """L layers with the stated singular value multiply to the singular value sigma_i of A."""
    return identity(gram.product_factor(stated.value.symbolic(**ROOT.leaves), L), ROOT.leaves["sigma_i"], ROOT, "product")


@claim("Section 2", "initial_product", domain=INITIAL)
def are_those_of_the_end_to_end_matrix(stated: Stated, net: BalancedNetwork):
    """The product of the layers is U diag(stated value) V^T, the tail included."""
    values = [stated.value.at(**net.facts, lambda_i=x) for x in net.values]
    made, true = net.spectral_product(values), net.network.product()
    return matrices_equal(net.arithmetic.exact(made), net.arithmetic.exact(true), "W^{L:1}", net.outer_product_hessian.slack)


@claim("Section 2", "balanced", domain=INITIAL)
def balances_neighbours(stated: Stated, net: BalancedNetwork):
    """(W^{l+1})^T W^{l+1} = W^l (W^l)^T for each pair of neighbours, entry by entry."""
    a, W, slack = net.arithmetic, net.network.layers, net.outer_product_hessian.slack
    pairs = [(a.transpose(upper) * upper, lower * a.transpose(lower)) for lower, upper in zip(W, W[1:])]
    return all_of(*(matrices_equal(a.exact(one), a.exact(other), "balancedness", slack) for one, other in pairs))


@claim("Section 2", "eq_2", domain=ANY)
def steps_down_the_gradient(stated: Stated, net: GeneralNetwork):
    """With the gradient by differences, the stated entry is that of the layer after one step with the closed gradient."""
    moved = descent.step(net.network, net.eta).layers
    pairs = [(net.exact(W), net.at_layer(u)) for u, W in enumerate(moved, 1)]
    return all_of(*(entries_are(stated.value, W, tables, "W_{t+1}", net.slack) for W, tables in pairs))


@claim("Section 2", "eq_3", domain=ANY)
def steps_down_the_difference_gradient(stated: Stated, net: GeneralNetwork):
    """The stated entry is that of the layer after one step with the gradient by differences of the mean loss."""
    answers = [entries_are(stated.value, step(net, u), net.at_layer(u), "W_{t+1}", net.slack) for u in layers(net)]
    return all_of(*answers)
