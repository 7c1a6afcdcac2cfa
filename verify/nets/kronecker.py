"""The oracle's second voice, route (b): closed Kronecker blocks of the Hessian, derived here for the row-wise vec_r.

With A_l = W^{L:l+1} (d_L x d_l) and B_l = W^{l-1:1} (d_{l-1} x d_0), vec_r(A W B) = (A x B^T) vec_r(W), hence

    H_o^{kl} = (A_k^T A_l) x (B_k Sigma_xx B_l^T).

For k < l the product is A_l W^l M W^k B_k with M = W^{l-1:k+1} (d_{l-1} x d_k), and the derivative of <Omega, W^{L:1}> in
W^l_{ab} and W^k_{cd} is G_{ad} M_{bc} with G = A_l^T Omega B_k^T (d_l x d_{k-1}). As a matrix with rows (a, b) and columns
(c, d) this is (G x M) K, where K is the commutation matrix vec_r(X) -> vec_r(X^T) for X of the shape of W^k.
"""

from __future__ import annotations

from verify.nets.matrices import Arithmetic, Matrix, assembled, identity, kronecker
from verify.nets.networks import Network


def commutation(arithmetic: Arithmetic, rows: int, columns: int) -> Matrix:
    """K with K vec_r(X) = vec_r(X^T) for X of shape rows x columns; square of size rows*columns."""
    made = arithmetic.zeros(rows * columns, rows * columns)
    for i in range(rows):
        for j in range(columns):
            made[j * rows + i, i * columns + j] = arithmetic.number(1)
    return made


def jacobian(net: Network) -> Matrix:
    """d vec_r(W^{L:1}) / d vec_r(W), d_L d_0 x p: the blocks W^{L:l+1} x W^{1:l-1} side by side (A_o^T in the paper)."""
    a = net.arithmetic
    return assembled(a, [[kronecker(a, net.above(l), a.transpose(net.below(l))) for l in range(1, net.L + 1)]])


def gram(net: Network) -> Matrix:
    """J J^T for that Jacobian, d_L d_0 square (A_o^T A_o in the paper); it does not involve Sigma_xx."""
    J = jacobian(net)
    return J * net.arithmetic.transpose(J)


def gram_of_layer(net: Network, l: int) -> Matrix:
    """What layer l adds to that matrix: (A_l A_l^T) x (B_l^T B_l) with A_l = W^{L:l+1}, B_l = W^{l-1:1}."""
    a, above, below = net.arithmetic, net.above(l), net.below(l)
    return kronecker(a, above * a.transpose(above), a.transpose(below) * below)


def outer_product_blocks(net: Network) -> list[list[Matrix]]:
    """The L x L grid of blocks H_o^{kl}, of shapes d_k d_{k-1} x d_l d_{l-1}."""
    transpose = net.arithmetic.transpose
    above = [net.above(l) for l in range(1, net.L + 1)]
    below = [net.below(l) for l in range(1, net.L + 1)]
    return [
        [
            kronecker(net.arithmetic, transpose(above[k]) * above[l], below[k] * net.sigma_xx * transpose(below[l]))
            for l in range(net.L)
        ]
        for k in range(net.L)
    ]


def functional_blocks(net: Network) -> list[list[Matrix]]:
    """The L x L grid of blocks H_f^{kl}; the diagonal blocks are zero because the product is affine in each layer."""
    a, d = net.arithmetic, net.widths
    sizes = [d[l] * d[l - 1] for l in range(1, net.L + 1)]
    grid = [[a.zeros(rows, columns) for columns in sizes] for rows in sizes]
    omega = net.omega()
    for k in range(1, net.L + 1):
        for l in range(k + 1, net.L + 1):
            G = a.transpose(net.above(l)) * omega * a.transpose(net.below(k))
            block = kronecker(a, G, between(net, l, k)) * commutation(a, d[k], d[k - 1])
            grid[l - 1][k - 1], grid[k - 1][l - 1] = block, a.transpose(block)
    return grid


def between(net: Network, l: int, k: int) -> Matrix:
    """W^{l-1:k+1} for k < l, of shape d_{l-1} x d_k; the identity when the layers are neighbours."""
    product = identity(net.arithmetic, net.widths[k])
    for W in net.layers[k : l - 1]:
        product = W * product
    return product


def outer_product_hessian(net: Network) -> Matrix:
    """H_o, p x p, from its blocks."""
    return assembled(net.arithmetic, outer_product_blocks(net))


def functional_hessian(net: Network) -> Matrix:
    """H_f, p x p, from its blocks."""
    return assembled(net.arithmetic, functional_blocks(net))


def hessian(net: Network) -> Matrix:
    """H = H_o + H_f, p x p."""
    return outer_product_hessian(net) + functional_hessian(net)
