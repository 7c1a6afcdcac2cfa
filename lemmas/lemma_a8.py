"""Lemma A.8: the functional Hessian decays like e^(-L alpha eta t).

Uses Lemmas A.6 and A.7. True, with an explicit constant, if and only if Sigma_xx sees no tail that survives the
first step; with a tail and eta tau^(2L-2) < 1 the exact order is t^(-L/(2L-2)), bounded here
from both sides (docs/proofs/A.8.md).
"""

from __future__ import annotations

import sympy as sp

from lemmas import lemma_a6, lemma_a7, overshoot
from lemmas.corner_cases import SHARP, SHARP_FUNCTIONALS, STARTS, TIGHT
from verify import Space, Stated, all_of, at_most_everywhere, claim, every, follows_from, integer, nonnegative, positive
from verify.judge.descents import at_most_on, each_next_is, functional_exhibit, value_on
from verify.judge.norms import norm_at_least, norm_at_most
from verify.nets.domains import BalancedNetworks
from verify.nets.losses import WatchedDescent, WatchedDescents

# notation: top = max(M, tail) bounds |Sigma_t^{1/L}|, excess_0 is the excess loss at t = 0

L, r, eta, alpha, t = overshoot.L, overshoot.r, overshoot.eta, overshoot.alpha, overshoot.t
M, tail, excess_0 = positive("M").symbol, nonnegative("tail").symbol, overshoot.excess_0
d_star = sp.Symbol("d_star", integer=True, positive=True)
VARIABLES = (
    *(integer(name, least) for name, least in (("L", 2), ("r", 1), ("t", 0))),
    *(positive(name) for name in ("eta", "M")),
    *(nonnegative(name) for name in ("alpha", "tail", "excess_0")),
)
LIMITS = (
    "all widths; eta < min(1/L, 1/M^(2L-2)); eta tail^(2L-2) < 1; alpha as in Lemma A.4; the stated bounds against the "
    "derived ones; that they bound the operator: instances, and docs/proofs/A.6.md, A.8.md"
)
BOUND = Space(
    (integer("L", 2), integer("r", 1), positive("norm"), nonnegative("epsilon")),
    also=f"epsilon the excess loss; {lemma_a6.BOUND_ONLY}",
)
DESCENTS = WatchedDescents(exact_steps=(1,), real_steps=(5, 20))
TAILS = WatchedDescents(BalancedNetworks(heads=("wide", "uniform"), tails=("any", "small"), largest=2), exact_steps=(1,))


# derivation


def squared_upper(rank_xx: sp.Expr) -> sp.Expr:
    """Lemma A.6 with Lemma A.7: (L-1)^2 top^(2L-4) times twice the bound on the excess loss."""
    doubled = sp.Add(*(2 * part for part in overshoot.split_bound(rank_xx).args))
    return (L - 1) ** 2 * sp.Max(M, tail) ** (2 * L - 4) * doubled


def printed_upper() -> sp.Expr:
    """The square of the proof's own bound: L^2 - L blocks, each top^(L-2) |Omega|, with |Omega|^2 <= 2 r epsilon."""
    return sp.factor(lemma_a6.off_diagonal_blocks()) * sp.Max(M, tail) ** (2 * L - 4) * 2 * r * overshoot.whole_bound()


def lower(rank_xx: sp.Expr) -> sp.Expr:
    """|H_f| is at least its entry lambda_m^L lambda_i^(L-2) in W^L_{mi}, W^1_{im}, i <= r < m, where Sigma_xx sees m.

    lambda_i^(2L-2) >= alpha, and y = lambda_m^-(2L-2) grows by at most (2L-2) eta / (1 - eta/y_0)^(2L-1) a step.
    """
    slowed = (1 - eta * tail ** (2 * L - 2)) ** (2 * L - 1)
    value = tail ** (2 * L - 2) / (1 + (2 * L - 2) * eta * t * tail ** (2 * L - 2) / slowed)
    least = alpha ** ((L - 2) / (2 * L - 2)) * value ** (L / (2 * L - 2))
    return sp.Integer(0) if rank_xx == r else sp.Piecewise((0, sp.Eq(rank_xx, r)), (least, True))


# claims, in the order of the paper


@claim("A.8", "eq_44", per_reading=True, uses=("A.3/interval", "A.4/alpha_positive"))
def follows_from_the_excess_loss(stated: Stated):
    """The stated bounds are those that Lemmas A.6 and A.7 give, whatever L, the widths and t."""
    rank_xx = stated.rank_xx(r=r, d_star=d_star, d_0=integer("d_0", 1).symbol)
    named = {"lambdas": overshoot.lambdas, "d_star": d_star, "rank_xx": rank_xx}
    assumes = ("eta < Min(1/L, 1/M**(2*L-2))", "eta*tail**(2*L-2) < 1", "misplaced == 0")
    given = (r <= d_star, d_star <= integer("d_0", 1).symbol, eta * tail ** (2 * L - 2) < 1)
    space = Space(VARIABLES, named, given, also=LIMITS, assumes=assumes)
    seen = "excess_0" not in stated.upper.names
    bound = squared_upper(rank_xx) if seen else printed_upper() if rank_xx == r else sp.Symbol("no_bound_without_the_tail")
    below = lower(rank_xx) if seen else sp.Integer(0)
    square = stated.upper.symbolic(**space.leaves) ** 2
    sides = [(square, bound), (stated.lower, below)]
    proof = lemma_a7.proof_of_contraction(sides, space, "bounds of the functional Hessian")
    return every(proof, at_most_everywhere(sp.Integer(0), stated.upper, space, "the upper bound"))


@claim("A.8", "eq_44", domain=DESCENTS)
def encloses_the_true_functional_hessian(stated: Stated, net: WatchedDescent):
    """After t steps on the matrices, the spectral norm of the true functional Hessian lies between the stated bounds."""
    H, above, below = net.functional(net.steps), stated.upper.at(**net.facts), stated.lower.at(**net.facts)
    exhibit = functional_exhibit(net, above)
    return all_of(norm_at_most(H, above, "|H_f,t|_2", exhibit), norm_at_least(H, below, "|H_f,t|_2"))


@claim("A.8", "eq_44", domain=TAILS)
def encloses_it_with_a_tail(stated: Stated, net: WatchedDescent):
    """After t steps on the matrices, the spectral norm of the true functional Hessian lies between the stated bounds. Tried
    on networks with a tail."""
    return encloses_the_true_functional_hessian(stated, net)


@claim("A.8", "eq_44", domain=TIGHT)
def encloses_it_where_the_bound_is_tight(stated: Stated, net: WatchedDescent):
    """After t steps on the matrices, the spectral norm of the true functional Hessian lies between the stated bounds. Tried
    one step from below 1, from near 1, and with tails that decay slowly or overshoot."""
    return encloses_the_true_functional_hessian(stated, net)


@claim("A.8", "eq_44", domain=SHARP)
def encloses_it_where_a_bound_is_met(stated: Stated, net: WatchedDescent):
    """After t steps on the matrices, the spectral norm of the true functional Hessian lies between the stated bounds. Tried
    where one of the bounds is met, or nearly: at t = 0, after small steps, and after many."""
    return encloses_the_true_functional_hessian(stated, net)


@claim("A.8", "eq_44", domain=SHARP_FUNCTIONALS)
def encloses_it_where_one_entry_is_all(stated: Stated, net: WatchedDescent):
    """After t steps on the matrices, the spectral norm of the true functional Hessian lies between the stated bounds. Tried
    where H_f is no larger than the entry that the lower bound is, where tails have long decayed, and at once."""
    return encloses_the_true_functional_hessian(stated, net)


@claim("A.8", "tail_static", domain=TAILS)
def moves_the_tail(stated: Stated, net: WatchedDescent):
    """One step of gradient descent on the matrices takes each of lambda_{r+1}, …, lambda_{d*} to the stated value."""
    return each_next_is(net, stated.value, tail=True)


@claim("A.8", "no_contribution", domain=TAILS)
def is_the_loss_that_the_tail_gives_up(stated: Stated, net: WatchedDescent):
    """The decrease of the population loss in t steps, less the decrease of the head's part, is the stated value."""
    heads = [sum((1 - x**net.L) ** 2 for x in net.values(k)[: net.r]) / 2 for k in (0, net.steps)]
    rest = net.loss(0) - net.loss(net.steps) - (heads[0] - heads[1])
    return value_on(net, rest, stated.value, "decrease due to the tail", "beside the head")


@claim("A.8", "functional_bound", domain=DESCENTS)
def bounds_the_true_functional_hessian(stated: Stated, net: WatchedDescent):
    """No eigenvalue of the true functional Hessian at step t lies beyond the stated bound, epsilon the excess loss."""
    return norm_at_most(net.functional(net.steps), stated.value.at(**net.facts), "|H_f,t|_2")


@claim("A.8", "functional_bound", domain=SHARP)
def bounds_it_where_the_sharp_bound_is_met(stated: Stated, net: WatchedDescent):
    """No eigenvalue of the true functional Hessian at step t lies beyond the stated bound, epsilon the excess loss. Tried
    where H_f is as large as the excess loss allows, the loss large or small."""
    return bounds_the_true_functional_hessian(stated, net)


@claim("A.8", "functional_bound")
def adds_the_blocks_off_the_diagonal(stated: Stated):
    """The square of the stated bound is L^2 - L times the square of the bound on one block."""
    norm, epsilon = BOUND.symbols["norm"], BOUND.symbols["epsilon"]
    total = lemma_a6.off_diagonal_blocks() * norm ** (2 * L - 4) * 2 * r * epsilon
    squares = [(stated.value.symbolic(**BOUND.leaves) ** 2, total)]
    proof = follows_from([], squares, BOUND, "norm of a matrix of blocks")
    return every(proof, at_most_everywhere(sp.Integer(0), stated.value, BOUND, "the bound"))


@claim("A.8", "epsilon", domain=DESCENTS)
def is_the_excess_loss(stated: Stated, net: WatchedDescent):
    """The stated value is the population loss at step t less its least value."""
    return value_on(net, net.excess(net.steps), stated.value, "excess loss", "excess")


@claim("A.8", "bounded", domain=DESCENTS)
def bounds_the_layers(stated: Stated, net: WatchedDescent):
    """At every step the largest |lambda_{i,t}| to the power L - 2 is at most the stated bound."""
    sizes = [max(abs(x) for x in net.values(k)) ** (net.L - 2) for k in range(net.steps + 1)]
    found = (at_most_on(net, size, stated.value, "power of the norm", "size", k) for k, size in enumerate(sizes))
    return all_of(*found)


@claim("A.8", "bounded", domain=TIGHT)
def bounds_the_layers_beside_a_large_tail(stated: Stated, net: WatchedDescent):
    """At every step the largest |lambda_{i,t}| to the power L - 2 is at most the stated bound. Tried one step from below 1,
    from near 1, and with tails below and above the head."""
    return bounds_the_layers(stated, net)


@claim("A.8", "excess_decay", per_reading=True)
def follows_from_the_contraction_of_each_value(stated: Stated):
    """The stated bound is the one that Lemma A.7 gives, whatever L, the widths and t."""
    return lemma_a7.follows_from_the_contraction_of_each_value(stated)


@claim("A.8", "excess_decay", domain=DESCENTS)
def bounds_the_excess_loss_of_the_real_network(stated: Stated, net: WatchedDescent):
    """After t steps of gradient descent on the matrices the excess loss is at most the stated bound."""
    return at_most_on(net, net.excess(net.steps), stated.value, "excess loss at step t", "excess")


@claim("A.8", "excess_decay", domain=STARTS)
def bounds_it_where_training_starts(stated: Stated, net: WatchedDescent):
    """After t steps of gradient descent on the matrices the excess loss is at most the stated bound. Tried at t = 0, where
    both sides are equal."""
    return bounds_the_excess_loss_of_the_real_network(stated, net)


@claim("A.8", "excess_decay", domain=SHARP)
def bounds_it_where_the_bound_is_met(stated: Stated, net: WatchedDescent):
    """After t steps of gradient descent on the matrices the excess loss is at most the stated bound. Tried where both sides
    agree, or nearly: at t = 0, and after small steps."""
    return bounds_the_excess_loss_of_the_real_network(stated, net)
