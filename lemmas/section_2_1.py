"""Initialization 2.1: balanced layers from the singular value decomposition of A.

Uses the singular value decomposition, and the product of aligned layers of lemmas/outer_product.py.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from lemmas import outer_product as gram
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Space,
    Stated,
    all_of,
    claim,
    identity,
    integer,
    matrices_equal,
    positive,
    truth_agrees,
)
from verify.judge.entries import whole_numbers_are
from verify.judge.scripts import matrix_source
from verify.judge.verdicts import Exhibit
from verify.nets.general import GeneralNetwork, GeneralNetworks
from verify.nets.matrices import diagonal, padded
from verify.nets.matrices import identity as unit

# notation: lambda_i = sigma_i^(1/L) is a layer singular value, sigma_i a singular value of A

ANY = GeneralNetworks()
INITIAL = BalancedNetworks(heads=("wide", "close", "uniform"), tails=("any", "zero", "small"))
ROOT = Space((integer("L", 1), positive("sigma_i")))


# derivation


def product_of_layers(value):
    """The singular value of a product of L layers that share the layer singular value `value`."""
    return gram.product_factor(value, ROOT.leaves["L"])


def prescriptions(net: BalancedNetwork, layer: int) -> list:
    """What step 3 says of W^l: U Lambda if it is the last, Lambda V^T if it is the first, Lambda if it is neither."""
    a, d = net.arithmetic, net.widths
    core = diagonal(a, [a.number(x) for x in net.values], net.d_star, net.d_star)
    last = [net.U * core] if layer == net.L else []
    first = [core * a.transpose(net.V)] if layer == 1 else []
    return [padded(a, block, d[layer], d[layer - 1]) for block in (last + first) or [core]]


def named_twice(net: BalancedNetwork) -> Exhibit | None:
    """At L = 1, over Q: the two prescriptions for the one layer side by side, for a stand-alone script."""
    if net.L > 1 or net.outer_product_hessian.slack:
        return None
    a = net.arithmetic
    core = diagonal(a, [a.number(x) for x in net.values], net.d_star, net.d_star)
    named = zip(("U", "V", "core"), (net.U, net.V, core))
    lines = [f"{name} = {matrix_source(a.exact(matrix))}" for name, matrix in named]
    lines.append(f"rows, columns = {net.d_L}, {net.d_0}")
    lines.append("def padded(A):\n    A = [row + [F(0)] * (columns - len(row)) for row in A]")
    lines.append("    return A + [[F(0)] * columns] * (rows - len(A))")
    what = "W^1 as the last layer (printed) and as the first (true)"
    return Exhibit(what, tuple(lines), "padded(times(U, core))", "padded(times(core, transpose(V)))")


# claims


@claim("Initialization 2.1", "width", domain=ANY)
def is_when_the_paddings_exist(stated: Stated, net: GeneralNetwork):
    """The stated condition holds exactly when each block of step 3 is no larger than the layer it is padded to."""
    d, size = net.widths, min(net.widths[0], net.widths[-1])
    blocks = [(size, d[0]), *[(size, size)] * (net.L - 2), (d[-1], size)]
    fits = all(rows <= d[u + 1] and columns <= d[u] for u, (rows, columns) in enumerate(blocks))
    holds = stated.condition.holds(**net.facts)
    return truth_agrees(holds, fits, "the paddings exist")


@claim("Initialization 2.1", "singular_vectors", domain=INITIAL)
def have_orthonormal_columns(stated: Stated, net: BalancedNetwork):
    """U and V have the stated shapes, and U^T U = V^T V = I."""
    a, answers = net.arithmetic, []
    for basis, rows in ((net.U, stated.rows_U), (net.V, stated.rows_V)):
        height, width = a.shape(basis)
        square, one = a.exact(a.transpose(basis) * basis), a.exact(unit(a, net.d_star))
        answers.append(whole_numbers_are(net.facts, "shape", (rows, height), (stated.columns, width)))
        answers.append(matrices_equal(square, one, "U^T U", net.outer_product_hessian.slack))
    return all_of(*answers)


@claim("Initialization 2.1", "layers", domain=INITIAL)
def agree_on_each_layer(stated: Stated, net: BalancedNetwork):
    """Every matrix that step 3 prescribes for a layer is that layer."""
    a, slack = net.arithmetic, net.outer_product_hessian.slack
    pairs = [(W, made) for u, W in enumerate(net.network.layers, 1) for made in prescriptions(net, u)]
    shown = partial(named_twice, net)
    return all_of(*(matrices_equal(a.exact(made), a.exact(W), "a layer", slack, shown) for W, made in pairs))


@claim("Initialization 2.1", "layer_root")
def multiplies_to_the_singular_value(stated: Stated):
    """L layers with the stated singular value multiply to the singular value sigma_i of A."""
    product = product_of_layers(stated.value.symbolic(**ROOT.leaves))
    return identity(product, ROOT.leaves["sigma_i"], ROOT, "singular value of the product")


@claim("Initialization 2.1", "end_to_end", domain=INITIAL, uses=("Section 2/layer_shape",))
def are_those_of_the_end_to_end_matrix(stated: Stated, net: BalancedNetwork):
    """The product of the layers is U diag(stated value) V^T, the tail included."""
    values = [stated.value.at(**net.facts, lambda_i=x) for x in net.values]
    made, true = net.spectral_product(values), net.network.product()
    return matrices_equal(net.arithmetic.exact(made), net.arithmetic.exact(true), "W^{L:1}", net.outer_product_hessian.slack)


@claim("Initialization 2.1", "balanced", domain=INITIAL)
def balances_neighbours(stated: Stated, net: BalancedNetwork):
    """(W^{l+1})^T W^{l+1} = W^l (W^l)^T for each pair of neighbours, entry by entry."""
    a, W, slack = net.arithmetic, net.network.layers, net.outer_product_hessian.slack
    pairs = [(a.transpose(upper) * upper, lower * a.transpose(lower)) for lower, upper in pairwise(W)]
    return all_of(*(matrices_equal(a.exact(one), a.exact(other), "balancedness", slack) for one, other in pairs))
