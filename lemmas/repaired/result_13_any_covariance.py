"""Theorem D: the exact spectrum at a balanced minimum for any covariance, and when it separates. No whitening, no alignment.

H = H_o there, because no residual is left. Proof in words: docs/proofs/repaired/R.13.md.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import fmpq, fmpq_mat, fmpq_poly

from lemmas import outer_product as gram
from verify import Space, Stated, SymmetricMatrix, agrees, all_of, claim, differs, identity, integer, nonnegative, positive
from verify.judge.placement import kth_largest
from verify.judge.polynomials import has_characteristic_polynomial
from verify.judge.real_questions import argued
from verify.nets.critical import CriticalNetwork
from verify.nets.critical_draws import CriticalNetworks
from verify.nets.matrices import RATIONALS
from verify.nets.matrices import identity as unit

# notation: K = (Phi^T Phi)^(1/L) = (W^1)^T W^1 at balanced layers; Pi the projector on the rows of Phi

L, l = gram.L, gram.l
BALANCED = CriticalNetworks(layers=("balanced", "close"), inputs=("raw", "raw", "aligned", "white"), reals=False, largest=26)
LEVEL = CriticalNetworks(layers=("level",), inputs=("raw", "raw", "aligned"), reals=False, largest=26)
BITS = 60  # of the brackets around the extreme eigenvalues


# derivation


def power(K: fmpq_mat, exponent: int) -> fmpq_mat:
    """K to a whole power; the identity for 0."""
    made = unit(RATIONALS, K.nrows())
    for _ in range(exponent):
        made = made * K
    return made


def rows(net: CriticalNetwork) -> fmpq_mat:
    """K, the Gram matrix of the first layer's rows."""
    first = net.network.layers[0]
    return first.transpose() * first


def from_stated(stated: Stated, net: CriticalNetwork, i: int) -> fmpq_mat:
    """Sigma sum_l weight K^power, for the output number i (from 0)."""
    values = net.values[0]
    value, K = values[i] if i < len(values) else fmpq(0), rows(net)
    made = 0 * K
    for layer in range(1, net.L + 1):
        facts = {**net.facts, "lambda_i": value, "l": layer}
        exponent = stated.power.at(**facts)
        made += power(K, int(exponent)) * stated.weight.at(**facts)
    return net.network.sigma_xx * made


def extremes(net: CriticalNetwork) -> dict[str, Any]:
    """Brackets of the least and greatest variance along the target, and the greatest conditional one beyond it."""
    xx, Pi = net.network.sigma_xx, rows(net)
    rest = unit(RATIONALS, net.d_0) - Pi
    inside, beyond = SymmetricMatrix(Pi * xx * Pi), SymmetricMatrix(rest * xx.inv() * rest)
    facts: dict[str, Any] = {
        "low_11": kth_largest(inside, net.r, BITS)[0],
        "high_11": kth_largest(inside, 1, BITS)[1],
        "high_22": fmpq(0),
    }
    if net.d_0 > net.r:
        facts["high_22"] = 1 / kth_largest(beyond, net.d_0 - net.r, BITS)[0]
    return facts


# claims


@claim("R.13", "spectrum")
def are_the_factors_of_the_layers(stated: Stated):
    """S_l S_l^T has the eigenvalue weight on u_i, and P_l^T P_l is K to the stated power, for symbolic depth and layer."""
    space = Space((integer("L", 2), integer("l", 1), positive("lambda_i")), given=(l <= L,))
    value = space.symbols["lambda_i"]
    return argued(
        "XY and YX share their nonzero eigenvalues",
        identity(stated.weight, gram.factor_inside(value, L - l), space, "S_l S_l^T on u_i"),
        identity(
            value ** (2 * stated.power.symbolic(**space.leaves)), gram.factor_inside(value, l - 1), space, "P_l^T P_l on v_i"
        ),
    )


@claim("R.13", "spectrum", domain=BALANCED)
def is_the_whole_spectrum(stated: Stated, net: CriticalNetwork):
    """The true Hessian has the eigenvalues of Sigma sum_l weight K^power for every output, and zeros."""
    made, size = fmpq_poly([1]), 0
    for i in range(net.d_L):
        made *= from_stated(stated, net, i).charpoly()
        size += net.d_0
    surplus = net.hessian.size - size
    if surplus < 0:
        made, rest = divmod(made, fmpq_poly([0] * -surplus + [1]))
        if rest != 0:
            return differs("zeros among the stated eigenvalues, at least", -surplus, "fewer")
    else:
        made *= fmpq_poly([0] * surplus + [1])
    return has_characteristic_polynomial(net.hessian, made)


@claim("R.13", "level")
def adds_equal_layers(stated: Stated):
    """At layers of 1 the sum over l >= 2 of Pi^(l-1) is L - 1 times Pi: a projector has equal powers."""
    return identity(stated.value, sp.Sum(sp.Integer(1), (l, 2, L)).doit(), Space((integer("L", 2),)), "how often Pi occurs")


@claim("R.13", "level", domain=LEVEL)
def is_the_spectrum_at_layers_of_one(stated: Stated, net: CriticalNetwork):
    """The true Hessian has r times the eigenvalues of Sigma (I + c Pi), d_L - r times those of Sigma Pi, and zeros."""
    xx, Pi = net.network.sigma_xx, rows(net)
    times = stated.value.at(**net.facts)
    large, small = xx * (unit(RATIONALS, net.d_0) + Pi * times), xx * Pi
    made = large.charpoly() ** net.r * small.charpoly() ** (net.d_L - net.r)
    surplus = net.hessian.size - net.d_0 * net.d_L
    if surplus >= 0:
        return has_characteristic_polynomial(net.hessian, made * fmpq_poly([0] * surplus + [1]))
    return has_characteristic_polynomial(net.hessian, divmod(made, fmpq_poly([0] * -surplus + [1]))[0])


@claim("R.13", "separation")
def weighs_the_blocks_of_the_covariance(stated: Stated):
    """T = I + (L-1) Pi weighs Sigma_11 by L, which gives the stated dominant end; the Schur complement keeps no L, and a
    block i > r has the layer L alone: the other two ends."""
    names = ("low_11", "high_11", "high_22")
    space = Space((integer("L", 2), *map(nonnegative, names)), also="all covariances")
    low, high, rest = (space.symbols[x] for x in names)
    weight = 1 + sp.Sum(sp.Integer(1), (l, 2, L)).doit()
    schur = sp.sqrt(weight) * (1 / weight) * sp.sqrt(weight)
    return argued(
        "the theorem of Courant and Fischer",
        identity(stated.dominant, weight * low, space, "the first block, weighted"),
        identity(schur, sp.Integer(1), space, "what the weights leave of Sigma_21 Sigma_11^-1 Sigma_12"),
        identity(stated.inputs, schur * rest, space, "the Schur complement"),
        identity(stated.outputs, gram.factor_inside(sp.Integer(1), L - 1) * high, space, "a block i > r"),
    )


@claim("R.13", "separation", domain=LEVEL)
def bounds_both_clusters(stated: Stated, net: CriticalNetwork):
    """The true Hessian has at least r^2 eigenvalues from the dominant end on, and all but r^2 up to the larger other end."""
    facts = {**net.facts, **extremes(net)}
    top = stated.dominant.at(**facts)
    ends = [stated.inputs.at(**facts), *([stated.outputs.at(**facts)] if net.d_L > net.r else [])]
    H, rest = net.hessian, max(ends)
    found, wanted = (H.size - H.below(top) >= net.r**2, H.above(rest) <= net.r**2), (True, True)
    what = f"r^2 eigenvalues >= {float(top):.5g}, all but r^2 <= {float(rest):.5g}"
    return agrees(what) if found == wanted else differs(what, wanted, found)


@claim("R.13", "separation", domain=LEVEL, at="and_names_the_gap")
def separates_where_the_ends_are_in_order(stated: Stated, net: CriticalNetwork):
    """Where the dominant end exceeds the others, exactly r^2 eigenvalues of the true Hessian lie above them."""
    facts = {**net.facts, **extremes(net)}
    ends = [stated.inputs.at(**facts), *([stated.outputs.at(**facts)] if net.d_L > net.r else [])]
    if stated.dominant.at(**facts) <= max(ends):
        return agrees("the ends are not in order")
    found = net.hessian.above(max(ends))
    what = "eigenvalues above the other ends"
    return all_of(agrees(what) if found == net.r**2 else differs(what, net.r**2, found))
