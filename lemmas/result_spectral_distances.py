"""What the exact spectrum says beyond bounds (new): ratios, the order of the clusters, distances from H_o, and tails.

Uses the exact spectrum of the whole Hessian, Weyl's inequality, and Bernoulli's inequality for the decay of a tail.
Proofs in words: docs/proofs/X.2.md.
"""

from __future__ import annotations

import sympy as sp
from flint import arb, fmpq, fmpq_mat

from lemmas import aligned_blocks as blocks
from lemmas.aligned_blocks import Setting, setting_at
from lemmas.corner_cases import BETWEEN, DECAYING
from lemmas.result_exact_spectrum import (
    ALIGNED,
    LEVEL,
    OMEGAS,
    PAIR,
    UNIFORM,
    L,
    a,
    bulk,
    diagonal_block,
    dominant,
    mu,
    noise,
    of,
    s_i,
    sigma_i,
)
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Space,
    Stated,
    TrainedNetwork,
    TrainedNetworks,
    agrees,
    all_of,
    at_most,
    at_most_everywhere,
    claim,
    differs,
    every,
    identity,
    integer,
    matrices_equal,
    positive,
    undecided,
)
from verify.judge.conditions import exceeds_zero
from verify.judge.polynomials import moved_at_most
from verify.judge.tested import suffices
from verify.nets.aligned import AlignedNetwork, AlignedNetworks

# notation: omega_i = sigma_i lambda_i^L - s_i; c = (mu^L - 1) mu^(L-2)

eta = positive("eta").symbol
START = ("Product(lambdas[i], (i, 1, r)) > 0", "eta < Min(1/L, 1/M**(2*L-2))", "omega_i != 0")
RATE = Space((integer("L", 2), positive("eta")), assumes=(*START, *ALIGNED))
TAIL_NUMBERS = (integer("L", 2), integer("t"), positive("eta"), positive("lambda_i"))
SEEN = ("tail > 0", "rank_xx >= d_star", "unaligned == 0")
TAIL = Space(TAIL_NUMBERS, given=(eta * a ** (2 * L - 2) < 1,), assumes=SEEN, means={"lambda_i": "tail"})
TAILED = BalancedNetworks(heads=("close", "wide"), tails=("any", "small"), largest=3)
SMALL = BalancedNetworks(heads=("wide", "uniform"), tails=("any", "small", "zero"), largest=2)
SMALL_TAILED = BalancedNetworks(heads=("wide",), tails=("any", "small"), largest=2)
TRAINED = TrainedNetworks(networks=SMALL, exact_steps=(1,))
TRAINED_TAIL = TrainedNetworks(networks=SMALL_TAILED, etas=("1/2", "1/10"), exact_steps=(1,), real_steps=(20,))


# derivation


def descent_step() -> sp.Expr:
    """One step of gradient descent on lambda_i: the gradient is the first-order change times omega_i."""
    return a - eta * blocks.diagonal_first_order() * OMEGAS["omega_i"]


def extremes(setting: Setting) -> dict[str, fmpq]:
    """max |omega_i| and max |lambda_i|."""
    return {"omega_max": max(map(abs, setting.omegas)), "lambda_max": max(map(abs, setting.values))}


@claim("X.2", "ratio_up", "ratio_down", uses=("X.1/uniform_spectrum",))
def multiplies_the_bulk_to_the_dominant(stated: Stated):
    """The stated ratio times the bulk eigenvalue is the dominant eigenvalue of the whole Hessian."""
    sign = 1 if stated.name == "ratio_up" else -1
    return identity(stated.value.symbolic(**UNIFORM.leaves) * bulk(), dominant(sign), UNIFORM, "dominant eigenvalue")


@claim("X.2", "uniform_norm")
def is_the_size_of_a_row_sum(stated: Stated):
    """The square of the stated norm is that of (L - 1) c, the eigenvalue of C on the vector 1 and its largest row sum."""
    square = identity(stated.value.symbolic(**UNIFORM.leaves) ** 2, ((L - 1) * noise()) ** 2, UNIFORM, "squared norm")
    return every(square, at_most_everywhere(sp.Integer(0), stated.value, UNIFORM, "the norm"))


@claim("X.2", "uniform_norm", domain=LEVEL)
def is_attained_and_not_exceeded(stated: Stated, net: BalancedNetwork):
    """No eigenvalue of the true functional Hessian is larger in size than the stated norm, and one is as large."""
    H, x = net.functional_hessian, stated.value.at(**net.facts)
    inside, attained = H.count(-x, x), H.count(x, x) + H.count(-x, -x)
    what = "eigenvalues of H_f within the stated norm, and of that size"
    return agrees(what) if inside == H.size and attained else differs(what, (H.size, "some"), (inside, attained))


@claim("X.2", "gaps")
def are_differences_of_eigenvalues(stated: Stated):
    """The stated distances are those of the five eigenvalues: two change sign together at mu^L = 1/2, two are positive."""
    true = {
        "up_over_bulk": dominant(1) - bulk(),
        "down_over_bulk": dominant(-1) - bulk(),
        "bulk_over_minus": bulk() + noise(),
        "bulk_over_plus": bulk() - noise(),
    }
    return every(*(identity(getattr(stated, name), value, UNIFORM, name) for name, value in true.items()))


@claim("X.2", "order")
def has_the_sign_of_the_two_gaps(stated: Stated):
    """The stated condition holds exactly where the bulk exceeds -c, and exactly where the dominant eigenvalues exceed it."""
    scale = 1 / (2 * mu ** (L - 2))
    return every(
        exceeds_zero(stated.condition, bulk() + noise(), scale, UNIFORM, "the bulk over -c"),
        exceeds_zero(stated.condition, dominant(1) - bulk(), scale / (L - 1), UNIFORM, "dominant over bulk"),
    )


@claim("X.2", "order", domain=LEVEL)
def holds_exactly_when_the_clusters_are_in_order(stated: Stated, net: BalancedNetwork):
    """The condition holds exactly when the r^2 dominant eigenvalues exceed the bulk, and the rest is smaller in size."""
    H, x, margin = net.hessian, net.head[0], net.hessian.slack
    one_layer = x ** (2 * net.L - 2)
    up = net.L * one_layer + (net.L - 1) * (x**net.L - 1) * x ** (net.L - 2)
    if not H.count(up, up):
        return differs(f"times that {up} is an eigenvalue", "at least 1", 0)
    bulk_size = net.r * (net.rank_xx + net.d_L - 2 * net.r)
    clear = H.above(one_layer + margin) == net.r**2 and H.count(one_layer, one_layer) == bulk_size
    inside = H.below(margin - one_layer) + H.count(-one_layer, -one_layer) == 0
    ordered, condition = clear and inside and up > one_layer, stated.condition.holds(**net.facts)
    what = "the clusters of the true Hessian are in order"
    return agrees(what) if ordered == condition else differs(what, condition, ordered)


@claim("X.2", "order", domain=BETWEEN)
def holds_exactly_when_they_are_between_the_powers(stated: Stated, net: BalancedNetwork):
    """The condition holds exactly when the r^2 dominant eigenvalues exceed the bulk, and the rest is smaller in size. Tried
    for mu with mu^L < 1/2 < mu^(L-1), and on either side."""
    return holds_exactly_when_the_clusters_are_in_order(stated, net)


# claims: any head, any tail


@claim("X.2", "norm_bound", "moved")
def is_attained_at_a_uniform_head(stated: Stated):
    """At a uniform head mu != 1 and a zero tail the stated bound is at least (L - 1) |c|, which an eigenvalue attains."""
    omega = sp.Symbol("omega_max", positive=True)  # |mu^L - 1|, a factor of c and of the bound
    level = {**UNIFORM.leaves, "omega_max": omega, "lambda_max": mu}
    ratio = sp.powsimp(sp.expand(stated.value.symbolic(**level) / (omega * mu ** (L - 2))))
    space = Space(UNIFORM.variables, given=(sp.Ne(mu, 1),), also=UNIFORM.also, part=True)
    return at_most_everywhere((L - 1), ratio, space, "the bound over |mu^L - 1| mu^(L-2)")


@claim("X.2", "norm_bound", domain=AlignedNetworks(), uses=("X.1/functional_spectrum",))
def bounds_the_functional_hessian(stated: Stated, net: AlignedNetwork):
    """Every eigenvalue of the true functional Hessian is at most the stated bound in size."""
    bound = stated.value.at(**net.facts, **extremes(of(net)))
    inside = net.functional_hessian.count(-bound, bound)
    what = "eigenvalues of H_f within the stated bound"
    return agrees(what) if inside == net.network.p else differs(what, net.network.p, inside)


@claim("X.2", "moved", domain=TRAINED)
def bounds_the_distance_from_the_outer_product_hessian(stated: Stated, net: TrainedNetwork):
    """At the last step no eigenvalue of H is further than the stated bound from that of H_o with the same number."""
    bound = stated.value.at(**net.facts, **extremes(setting_at(net, net.steps)))
    return moved_at_most(net.hessian(net.steps), net.outer_product_hessian(net.steps), bound, bound)


@claim("X.2", "tail_eigenvalues", uses=("X.1/diagonal_eigenvalues",))
def are_the_diagonal_block_without_a_target(stated: Stated):
    """The stated values are the eigenvalues of D at sigma_i = 1, s_i = 0."""
    once, often = (x.subs({sigma_i: 1, s_i: 0}) for x in diagonal_block())
    return every(identity(stated.simple, once, PAIR, "simple"), identity(stated.multiple, often, PAIR, "multiple"))


@claim("X.2", "tail_eigenvalues", domain=TAILED)
def are_eigenvalues_for_each_tail_value(stated: Stated, net: BalancedNetwork):
    """For each tail value the true Hessian has the stated simple eigenvalue, and the other at least L - 1 times."""
    answers = []
    for x in net.tail:
        once, often = (end.at(**net.facts, lambda_i=x) for end in (stated.simple, stated.multiple))
        found = net.hessian.count(once, once), net.hessian.count(often, often)
        if None in found:
            answers.append(undecided(f"times that {once}, {often} occur: the digits do not separate them from others"))
            continue
        ok = found[0] >= 1 and found[1] >= net.L - 1
        answers.append(agrees("") if ok else differs(f"times that {once}, {often} occur", (1, net.L - 1), found))
    return all_of(*answers)


@claim("X.2", "tail_decay", domain=TRAINED_TAIL)
def enclose_each_tail_value(stated: Stated, net: TrainedNetwork):
    """After t steps on the matrices the (2L-2)-th power of each tail value lies between the stated ends."""
    answers = []
    for start, end in zip(net.initial.tail, net.values(net.steps)[net.r :]):
        low, high = (bound.at(**net.facts, lambda_i=start) for bound in (stated.lower, stated.upper))
        y, margin = end ** (2 * net.L - 2), net.initial.gram.slack
        answers += [at_most(low - margin, y, "lower end"), at_most(y, high + margin, "upper end")]
    return all_of(*answers)


@claim("X.2", "tail_decay", domain=DECAYING)
def enclose_it_from_the_first_step_to_the_last(stated: Stated, net: TrainedNetwork):
    """After t steps on the matrices the (2L-2)-th power of each tail value lies between the stated ends. Tried before the
    first step, after one that nearly removes the tail, after small steps, and after many."""
    return enclose_each_tail_value(stated, net)


@claim("X.2", "tail_decay")
def add_up_the_steps(stated: Stated):
    """1/y grows in each step by at least m eta (Bernoulli), at most m eta (1 - eta y_0)^(-m-1) (mean value), m = 2L - 2."""
    m, steps = 2 * L - 2, integer("t").symbol
    start = a**m
    if sp.expand(descent_step().subs({sigma_i: 1, s_i: 0}) - a * (1 - eta * start)).simplify() != 0:
        raise ValueError("a tail value does not shrink by 1 - eta y")
    least, most = (1 / start + m * eta * steps * w for w in (1, (1 - eta * start) ** (-m - 1)))
    return suffices(
        at_most_everywhere(1 / stated.upper.symbolic(**TAIL.leaves), least, TAIL, "1/upper end"),
        at_most_everywhere(most, 1 / stated.lower.symbolic(**TAIL.leaves), TAIL, "1/lower end"),
    )


@claim("X.2", "tail_floor", domain=TRAINED_TAIL)
def is_an_eigenvalue_of_the_whole_hessian(stated: Stated, net: TrainedNetwork):
    """At the last step the true Hessian has the stated eigenvalue, on layer 1 against layer 2, for each tail value."""
    a, t, H, answers = net.arithmetic, net.steps, net.hessian(net.steps), []
    for i in range(net.r, net.d_star):
        unit = a.zeros(net.d_star, net.d_star)
        unit[i, i] = a.number(1)
        parts = [net.rebuilt(t, l, unit * a.number((1, -1, 0)[min(l, 3) - 1])) for l in range(1, net.L + 1)]
        x = fmpq_mat(H.size, 1, [y for part in parts for y in a.exact(part).entries()])
        value = stated.value.at(**net.facts, lambda_t=net.values(t)[i])
        if isinstance(value, arb):  # irrational as stated: against the quotient in the first entry of x
            places = [(H.matrix * x)[k, 0] / x[k, 0] for k in range(H.size) if x[k, 0] != 0][:1]
            answers += [all_of(at_most(value - H.slack, y, "H x"), at_most(y, value + H.slack, "H x")) for y in places]
            continue
        answers.append(matrices_equal(x * value, H.matrix * x, "H x", H.slack))
    return all_of(*answers)


@claim("X.2", "head_rate", uses=("A.3/head_limit",))
def is_the_slope_of_the_recurrence_at_its_limit(stated: Stated):
    """The stated factor is the derivative of lambda -> lambda - eta lambda^(L-1) (lambda^L - 1) at its limit 1."""
    slope = sp.diff(descent_step().subs({sigma_i: 1, s_i: 1}), a).subs(a, 1)
    return identity(stated.value, sp.expand(slope), RATE, "factor")
