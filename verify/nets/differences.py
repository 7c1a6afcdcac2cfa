"""The oracle, route (a): Hessians by exact differences of the definition. No calculus, no formula of a paper.

The loss has degree at most 2 in each single weight and the end-to-end product degree 1, so central differences with
step 1 are not approximations: they are the derivatives. Over mpmath reals only the rounding of the arithmetic remains.
"""

from __future__ import annotations

from typing import Any

from verify.nets.matrices import Matrix
from verify.nets.networks import Network


def gradient_by_differences(net: Network) -> list[Any]:
    """dL/dw for each parameter w, from (L(w + 1) - L(w - 1)) / 2. Length p."""
    return [(net.bumped((a, 1)).loss() - net.bumped((a, -1)).loss()) / 2 for a in range(net.p)]


def hessian_of_loss(net: Network) -> Matrix:
    """The p x p Hessian from second differences of the loss alone. O(p^2) losses: for small p."""
    loss = {0: net.loss()}
    made = net.arithmetic.zeros(net.p, net.p)
    for a in range(net.p):
        made[a, a] = net.bumped((a, 1)).loss() + net.bumped((a, -1)).loss() - 2 * loss[0]
        for b in range(a):
            corners = [s * t * net.bumped((a, s), (b, t)).loss() for s in (1, -1) for t in (1, -1)]
            made[a, b] = made[b, a] = sum(corners[1:], corners[0]) / 4
    return made


def hessian_of_gradient(net: Network) -> Matrix:
    """The p x p Hessian from central differences of the gradient: p pairs of gradients."""
    return _differences(net, lambda moved: _flat(moved, moved.gradient()))


def functional_hessian_of_product(net: Network) -> Matrix:
    """H_f: second derivatives of <Omega, W^{L:1}> with Omega frozen at this network, by differences."""
    omega = net.omega()
    return _differences(net, lambda m: _flat(m, tuple(m.pull_back(omega, l) for l in range(1, m.L + 1))))


def derivatives_of_product(net: Network) -> list[Matrix]:
    """dW^{L:1}/dw for each parameter w, each d_L x d_0, by unit differences."""
    base = net.product()
    return [net.bumped((a, 1)).product() - base for a in range(net.p)]


def jacobian_of_product(net: Network) -> Matrix:
    """d vec_r(W^{L:1}) / d vec_r(W), of shape d_L d_0 x p."""
    rows = [net.arithmetic.entries(d) for d in derivatives_of_product(net)]
    return net.arithmetic.transpose(net.arithmetic.matrix(rows, net.widths[0] * net.widths[-1]))


def outer_product_hessian_of_product(net: Network) -> Matrix:
    """H_o: E[(dF/dW)^T dF/dW], from unit differences of the end-to-end product."""
    entries, width = net.arithmetic.entries, net.widths[0] * net.widths[-1]
    found = derivatives_of_product(net)
    plain = net.arithmetic.matrix([entries(d) for d in found], width)
    weighted = net.arithmetic.matrix([entries(d * net.sigma_xx) for d in found], width)
    return weighted * net.arithmetic.transpose(plain)


def _differences(net: Network, field: Any) -> Matrix:
    """Columns (g(w + 1) - g(w - 1)) / 2 of a field g of degree at most 2 in each single weight."""
    made = net.arithmetic.zeros(net.p, net.p)
    for b in range(net.p):
        up, down = field(net.bumped((b, 1))), field(net.bumped((b, -1)))
        for a in range(net.p):
            made[a, b] = (up[a] - down[a]) / 2
    return made


def _flat(net: Network, blocks: tuple[Matrix, ...]) -> list[Any]:
    """Entries layer by layer, each layer row by row (vec_r)."""
    return [x for block in blocks for x in net.arithmetic.entries(block)]
