"""Lemma A.6: the functional Hessian is bounded by the square root of the loss.

Uses Lemmas A.2 and A.5. The proof's path through E|x|^2 = r needs Sigma_xx ~ I_r; the claim does not: |Omega|^2 <= 2 epsilon
for the excess loss epsilon, and the blocks add up to L - 1 times the largest, whatever Sigma_xx ~ I_k (docs/proofs/A.6.md).
"""

from __future__ import annotations

import sympy as sp
from flint import arb, fmpq, fmpq_mat

from lemmas.corner_cases import SHARP
from verify import (
    BalancedNetworks,
    Space,
    Stated,
    all_of,
    at_most,
    at_most_everywhere,
    claim,
    every,
    follows_from,
    identity,
    integer,
    kronecker,
    matrices_equal,
    nonnegative,
    positive,
    whole,
)
from verify.errors import BadInput
from verify.judge.descents import at_most_on, block_is, square_at_most_on, value_on
from verify.judge.norms import norm_at_least, norm_at_most
from verify.judge.steps import follows
from verify.nets import matrices
from verify.nets.blocks import squared_norm
from verify.nets.losses import WatchedDescent, WatchedDescents
from verify.nets.samples import CubeSample, square
from verify.nets.tilted import TiltedNetwork, TiltedNetworks
from verify.nets.training import TrainedNetworks

# notation: epsilon is the excess loss, norm = |Sigma_t^{1/L}|_2, mu one singular value > 0

L, r, k, l = (integer(name, least).symbol for name, least in (("L", 2), ("r", 1), ("k", 1), ("l", 1)))
norm, epsilon, mu = positive("norm").symbol, nonnegative("epsilon").symbol, positive("mu").symbol
BOUND_ONLY = "the stated bound against the derived one; that it bounds the operator: instances, and docs/proofs/A.6.md"
SIZES = (integer("L", 2), integer("r", 1), positive("norm"), nonnegative("epsilon"))
ALL = Space(SIZES, also=f"all widths, Sigma_xx ~ I_k for any k >= r; epsilon the excess loss; {BOUND_ONLY}")
ABOVE = Space((SIZES[0], integer("rank_above_1"), *SIZES[2:]), {"r": 1 + integer("rank_above_1").symbol}, also=ALL.also)
LAYERS = Space((integer("L", 2), integer("k", 1), integer("l", 1)))
ONE = Space((integer("L", 2), positive("mu")), {"epsilon": (mu**L - 1) ** 2 / 2}, also="r = 1, zero tail")
NETWORKS = WatchedDescents(exact_steps=(1,), real_steps=(1, 3))
RATIONAL = WatchedDescents(
    BalancedNetworks(heads=("wide", "close"), tails=("any", "zero"), reals=False, largest=2), exact_steps=(1,)
)
TAILS = BalancedNetworks(heads=("wide", "close", "uniform"), tails=("any", "zero", "small"), largest=2)
TILTED = TiltedNetworks(TrainedNetworks(TAILS, exact_steps=(1, 2), real_steps=(1, 3)))
RANK_ONE = WatchedDescents(
    BalancedNetworks(heads=("uniform",), tails=("zero",), largest=1), exact_steps=(1,), real_steps=(1, 3)
)


# derivation


def squared_bound() -> sp.Expr:
    """(L-1)^2 norm^(2L-4) 2 epsilon: blocks of norm at most c = norm^(L-2) |Omega| off the diagonal and 0 on it.

    |H x| <= |c (11^T - I) (|x_1|, …, |x_L|)| and c (11^T - I) has the eigenvalues (L-1) c and -c. With D = W^{L:1} - W_*,
    W_* a minimiser, Omega = D Sigma_xx, and |D Sigma_xx|^2 <= |Sigma_xx| tr(D Sigma_xx D^T) = 2 epsilon.
    """
    return (L - 1) ** 2 * norm ** (2 * L - 4) * 2 * epsilon


def uniform_norm() -> sp.Expr:
    """|H_f| for one singular value mu: the block omega mu^(L-2) (11^T - I) with omega = mu^L - 1 attains the bound."""
    return (L - 1) * mu ** (L - 2) * (mu**L - 1)


def off_diagonal_blocks() -> sp.Expr:
    """How many (k, l) with k != l there are."""
    return sp.expand(sp.Sum(1, (l, 1, L), (k, 1, L)).doit() - sp.Sum(1, (k, 1, L)).doit())


def made_block(net: WatchedDescent, stated: Stated, k: int, l: int) -> fmpq_mat:
    """The block (k, l) that the stated layers make: middle product times residual, and commutation matrices behind."""
    n, a = net.network, net.arithmetic
    at = {name: whole(f, "number of a layer", k=k, l=l, L=net.L) for name, f in stated.wording.parts.items()}
    low, high = min(at["from"], at["to"]), max(at["from"], at["to"])
    middle = kronecker.between(n, high + 1, low - 1) if abs(k - l) > 1 else kronecker.between(n, min(k, l) + 1, min(k, l))
    rest = a.transpose(n.above(at["above"] - 1)) * n.omega() * a.transpose(n.below(at["below"] + 1))
    factors = (a.transpose(middle), a.transpose(rest)) if k < l else (rest, middle)
    made = matrices.kronecker(a, *factors)
    left, turn = at["commutations"], kronecker.commutation(a, n.widths[l], n.widths[l - 1])
    while left > 0 and made.ncols() == n.widths[l] * n.widths[l - 1]:  # else it has another shape, and differs by that
        made, turn, left = made * turn if left % 2 else made, turn * turn, left // 2
    return a.exact(made)


def one_value(net: WatchedDescent) -> WatchedDescent:
    """The network with its first singular value alone: the user may ask for more of them."""
    one = {name: value for name, value in net.recipe.items() if name != "tail"}
    return WatchedDescent({**one, "r": 1, **({"head": one["head"][:1]} if "head" in one else {})})


# claims, in the order of the paper


@claim("A.6", "bound")
def is_above_the_sharp_bound(stated: Stated):
    """The square of the stated bound is at least the sharp bound (L-1)^2 norm^(2L-4) 2 epsilon."""
    common = norm ** (2 * L - 4)
    sharp, squared = (sp.powsimp(side / common) for side in (squared_bound(), stated.value.symbolic(**ABOVE.leaves) ** 2))
    above = at_most_everywhere(sharp, squared, ABOVE, "square of the bound, over norm^(2L-4)")
    return every(above, at_most_everywhere(sp.Integer(0), stated.value, ABOVE, "the bound"))


@claim("A.6", "bound", uses=("A.5/squared",))
def adds_the_blocks_off_the_diagonal(stated: Stated):
    """The square of the stated bound is L^2 - L times the square of the bound on one block, norm^(2L-4) 2 r epsilon."""
    total = off_diagonal_blocks() * norm ** (2 * L - 4) * 2 * r * epsilon
    squares = [(stated.value.symbolic(**ALL.leaves) ** 2, total)]
    proof = follows_from([], squares, ALL, "norm of a matrix of blocks")
    return every(proof, at_most_everywhere(sp.Integer(0), stated.value, ALL, "the bound"))


@claim("A.6", "bound", domain=NETWORKS)
def bounds_the_true_functional_hessian(stated: Stated, net: WatchedDescent):
    """No eigenvalue of the true functional Hessian lies beyond the stated bound, with the excess loss for epsilon."""
    return norm_at_most(net.functional(net.steps), stated.value.at(**net.facts), "|H_f|_2")


@claim("A.6", "bound", domain=SHARP)
def bounds_it_where_the_sharp_bound_is_met(stated: Stated, net: WatchedDescent):
    """No eigenvalue of the true functional Hessian lies beyond the stated bound, with the excess loss for epsilon. Tried
    where H_f is as large as the excess loss allows, the loss large or small."""
    return bounds_the_true_functional_hessian(stated, net)


@claim("A.6", "order")
def is_the_exact_order(stated: Stated):
    """For r = 1 and no tail, |H_f|^2 is (L-1)^2 mu^(2L-4) 2 times the squared stated order: no higher power would do."""
    order = stated.value.symbolic(**ONE.leaves) ** 2
    square = identity(2 * (L - 1) ** 2 * mu ** (2 * L - 4) * order, uniform_norm() ** 2, ONE, "|H_f|^2")
    return every(square, at_most_everywhere(sp.Integer(0), stated.value, ONE, "the order"))


@claim("A.6", "order", domain=RANK_ONE)
def is_the_order_for_one_singular_value(stated: Stated, net: WatchedDescent):
    """With one singular value and no tail, |H_f| is (L-1) sqrt(2) mu^(L-2) times the stated order, whatever the loss."""
    there = one_value(net)
    sharp = (there.L - 1) * arb(2).sqrt() * arb(there.facts["norm"]) ** (there.L - 2) * arb(stated.value.at(**there.facts))
    H = there.functional(there.steps)
    return all_of(norm_at_most(H, sharp, "|H_f|_2"), norm_at_least(H, sharp, "|H_f|_2"))


@claim("A.6", "hypothesis", domain=NETWORKS)
def gives_the_bound(stated: Stated, net: WatchedDescent):
    """No eigenvalue of H_f lies beyond the stated bound with the stated quantity for epsilon, for every noise in y."""
    return norm_at_most(
        net.functional(net.steps), stated.bound.at(**{**net.facts, "epsilon": stated.quantity.at(**net.facts)}), "|H_f|_2"
    )


@claim("A.6", "block_upper", "block_lower", domain=RATIONAL)
def is_the_block_of_the_functional_hessian(stated: Stated, net: WatchedDescent):
    """The stated product is the block of the functional Hessian that differences found, entry by entry."""
    pairs, parts = net.block_pairs(stated.name == "block_upper"), stated.wording.parts
    return all_of(*(block_is(net, made_block(net, stated, k, l), parts, k, l) for k, l in pairs))


@claim("A.6", "diagonal", domain=NETWORKS)
def is_every_entry_of_a_diagonal_block(stated: Stated, net: WatchedDescent):
    """All entries of the diagonal blocks of the true functional Hessian have the stated value."""
    H, value = net.functional(net.steps), stated.value.at(**net.facts)
    blocks = [net.functional_block(k, k) for k in range(1, net.L + 1)]
    wanted = [fmpq_mat(b.nrows(), b.ncols(), [value] * (b.nrows() * b.ncols())) for b in blocks]
    return all_of(*(matrices_equal(w, b, "a diagonal block", H.slack) for w, b in zip(wanted, blocks)))


@claim("A.6", "layers", domain=TILTED, uses=("A.2/eq_31",))
def are_the_trained_layers(stated: Stated, net: TiltedNetwork):
    """Each trained layer is the diagonal of the stated values, padded, times U or V^T at the ends."""
    return follows(net, "now", stated.value, range(1, net.L + 1), times=[net.steps], whole=True)


@claim("A.6", "reduced_upper", "reduced_lower", domain=RATIONAL)
def is_the_rank_of_a_block_of_neighbours(stated: Stated, net: WatchedDescent):
    """Each block of two neighbouring layers k, k + 1 of the true functional Hessian has the stated rank."""
    rank_omega = net.arithmetic.exact(net.network.omega()).rank()
    answers = []
    for k in range(1, net.L):
        m, n = (k, k + 1) if stated.name == "reduced_upper" else (k + 1, k)
        rank, code = fmpq(net.functional_block(m, n).rank()), f"rank(block(functional_hessian(W, Sxx, Syx), W, {m}, {n}))"
        name = f"rank of the block at {k}"
        answers.append(value_on(net, rank, stated.value, name, code, k=k, rank_omega=rank_omega))
    return all_of(*answers)


@claim("A.6", "exponents")
def add_up(stated: Stated):
    """The three stated numbers of layers are equal."""
    total = stated.total.symbolic(**LAYERS.leaves)
    return every(identity(stated.upper, total, LAYERS, "k < l"), identity(stated.lower, total, LAYERS, "k > l"))


@claim("A.6", "unit_norms", domain=NETWORKS)
def are_the_norms_of_the_singular_vectors(stated: Stated, net: WatchedDescent):
    """U^T U and V^T V are the identity of size d* times the square of the stated value."""
    exact, square_of = net.arithmetic.exact, stated.value.at(**net.facts) ** 2
    wanted = matrices.diagonal(matrices.RATIONALS, [square_of] * net.d_star, net.d_star, net.d_star)
    frames = map(exact, (net.initial.U, net.initial.V))
    return all_of(*(matrices_equal(wanted, F.transpose() * F, "U^T U or V^T V", net.slack) for F in frames))


@claim("A.6", "block_norm", domain=RATIONAL)
def bounds_every_block(stated: Stated, net: WatchedDescent):
    """The spectral norm of every block of the true functional Hessian is at most the stated bound."""
    bound = stated.value.at(**net.facts, norm_omega=net.omega_norm(net.steps))
    blocks = [net.functional_block(k, l) for k, l in (*net.block_pairs(True), *net.block_pairs(False))]
    unit = (1 + net.facts["norm"]) ** (4 * net.L)  # both sides are far below it
    return all_of(*(at_most(squared_norm(block) / unit, bound * bound / unit, "squared norm") for block in blocks))


def noise_size(noise: fmpq) -> fmpq:
    """The size of a part of y with two equally likely signs whose mean square is the noise. Raises BadInput."""
    root = fmpq(noise.p.isqrt(), noise.q.isqrt())
    if root * root != noise:
        raise BadInput(f"recipe: the noise {noise} must be the square of a rational here")
    return root


def means(net: WatchedDescent) -> dict:
    """The three means of the proof, y with its noise."""
    s = CubeSample(net.network, net.initial.rank_xx, noise_size(net.noise))
    delta, inputs = s.mean(s.squared_residual), s.mean(lambda x, _: square(x))
    return {"mean_product": s.mean(s.product_of_lengths), "mean_delta": delta, "mean_x": inputs}


@claim("A.6", "second_moment", domain=NETWORKS)
def is_the_mean_square_of_the_input(stated: Stated, net: WatchedDescent):
    """E|x|^2 has the stated value."""
    return value_on(net, means(net)["mean_x"], stated.value, "E|x|^2", "inputs")


@claim("A.6", "jensen", "residual", domain=NETWORKS)
def bounds_the_residual(stated: Stated, net: WatchedDescent):
    """The spectral norm of the true Omega is at most the stated value, with the excess loss for epsilon."""
    return at_most_on(net, net.omega_norm(net.steps), stated.value, "|Omega|_2", **means(net))


@claim("A.6", "cauchy_schwarz", domain=NETWORKS)
def bounds_the_mean_product(stated: Stated, net: WatchedDescent):
    """The stated left side is at most the stated right side."""
    values = {**net.facts, **means(net)}
    return at_most_on(net, stated.left.at(**values), stated.right, "E |delta| |x|", **means(net))


@claim("A.6", "cauchy_schwarz_value", domain=NETWORKS)
def bounds_the_product_of_second_moments(stated: Stated, net: WatchedDescent):
    """The square of the stated bound is at least E|delta|^2 E|x|^2, y noisy or not; epsilon, if stated, bounds the loss."""
    found, loss = means(net), net.facts["loss_t"]
    product, what = found["mean_delta"] * found["mean_x"], "E|delta|^2 E|x|^2"
    return square_at_most_on(net, product, stated.value, what, "moments", epsilon=loss)


@claim("A.6", "residual")
def is_above_the_sharp_residual(stated: Stated):
    """The square of the stated bound is at least 2 epsilon, which bounds |Omega|^2 for every Sigma_xx ~ I_k."""
    square = at_most_everywhere(2 * epsilon, stated.value.symbolic(**ALL.leaves) ** 2, ALL, "|Omega|^2")
    return every(square, at_most_everywhere(sp.Integer(0), stated.value, ALL, "the bound"))


@claim("A.6", "residual", domain=SHARP)
def bounds_it_where_the_loss_is_large_or_small(stated: Stated, net: WatchedDescent):
    """|Omega|_2 is at most the stated bound. Tried where |Omega| is as large as the excess loss allows."""
    return at_most_on(net, net.omega_norm(net.steps), stated.value, "|Omega|_2")
