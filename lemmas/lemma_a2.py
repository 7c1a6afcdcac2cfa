"""Lemma A.2: gradient descent keeps the singular frames of all layers; one rule for i <= r, another for i > r.

Uses Initialization 2.1, Assumptions 3.1 and 3.2, and the gradient of a deep linear network (Section 2).
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from lemmas import outer_product as gram
from verify import (
    BalancedNetworks,
    Space,
    Stated,
    TrainedNetworks,
    agrees,
    all_of,
    claim,
    differences,
    differs,
    every,
    identity,
    integer,
    matrices_equal,
    nonnegative,
    positive,
    value_is,
)
from verify.judge.conditions import ExactlyWhere
from verify.judge.steps import follows, near, off_frames
from verify.nets.tilted import Target, Targets, TiltedNetwork, TiltedNetworks
from verify.reason.words import Rule, annihilates, eigenvector, isometry, reduce

# notation: a layer is W^k = J_k Lambda J_{k-1}^T with d* columns in each frame; J_0 = V, J_L = U, J_k = [I; 0] between.
# s_i = 1 for i <= r, else 0; sigma_i is the eigenvalue of Sigma_xx on v_i: 1 for i <= rank_xx, else 0.

L, r = gram.L, gram.r
k = integer("k", 1).symbol
d_star = integer("d_star", 1).symbol
eta, lambda_t = positive("eta").symbol, nonnegative("lambda_t").symbol
sigma, s = sp.symbols("sigma s", real=True)
V, J_k, J_BELOW, U = (sp.MatrixSymbol(name, d, d_star) for name, d in zip(("J_0", "J_k", "J_{k-1}", "J_L"), sp.symbols("d_0 d_k d_{k-1} d_L")))
LAMBDA, SIGMA, TARGET = (sp.MatrixSymbol(name, d_star, d_star) for name in ("Lambda", "S", "I_r"))
SIGMA_XX = sp.MatrixSymbol("Sigma_xx", V.shape[0], V.shape[0])
E_i, OUT = sp.MatrixSymbol("e_i", d_star, 1), sp.MatrixSymbol("x", J_BELOW.shape[0], 1)

NETWORKS = BalancedNetworks(heads=("close", "wide", "uniform"), tails=("any", "any", "zero", "small"))
TRAINED = TiltedNetworks(TrainedNetworks(NETWORKS, etas=("1/2", "1", "1/10", "2"), real_steps=(3, 5)))


def place(stated: Stated, head: bool, *more, least: int = 2, value=None) -> Space:
    """All i <= r (or all r < i <= d*), any d_0 >= d*, with rank_xx under the statement's reading: i, r, d* by their gaps."""
    first, gap, wide = integer("first", 1), integer("gap"), integer("wide")
    i = first.symbol if head else r + first.symbol
    rank = i + gap.symbol if head else r
    star = rank + wide.symbol if head else i + gap.symbol
    inner = integer("input")
    variables = (integer("L", least), *(() if head else (integer("r", 1),)), first, gap, *((wide,) if head else ()), inner)
    defined = {"i": i, "r": rank, "d_star": star, "d_0": star + inner.symbol, "lambda_i": value or lambda_t}
    defined["rank_xx"] = stated.rank_xx(**defined) if stated.under is not None else star
    return Space((*variables, *more), defined, (), f"every {'i <= r' if head else 'i with r < i <= d*'}, V aligned with Sigma_xx")


def rules(stated: Stated, derived: Callable[..., sp.Expr], what: str, *, head=True, tail=True, value=positive("lambda_t"), more=(), formula=None):
    """The stated formula is the derived one with sigma_i and s_i put in, for every i that is meant."""
    questions = []
    for inside in [True] * head + [False] * tail:
        space = place(stated, inside, value, *more, value=value.symbol)
        covered = sp.Piecewise((1, sp.Le(space.defined["i"], space.defined["rank_xx"])), (0, True))
        questions.append(identity(formula or stated.value, derived(value.symbol, covered, int(inside)), space, what))
    return every(*questions)


# derivation


def aligned(a: sp.MatrixExpr, b: sp.MatrixExpr) -> tuple[sp.Expr, list[sp.MatrixExpr]] | None:
    """V^T Sigma_xx = S V^T with diagonal S: every v_i is an eigenvector of Sigma_xx (what eq. (34) needs)."""
    return (sp.Integer(1), [SIGMA, sp.Transpose(V)]) if (a, b) == (sp.Transpose(V), SIGMA_XX) else None


def gradient_words() -> tuple[sp.MatrixExpr, sp.MatrixExpr]:
    """Eq. (33): (W^{L:k+1})^T (W^{L:1} Sigma_xx - Sigma_yx) (W^{k-1:1})^T as two words in the frames."""
    gram.product_induction()
    above, below = sp.MatMul(J_k, LAMBDA ** (L - k), U.T), sp.MatMul(V, LAMBDA ** (k - 1), J_BELOW.T)
    return sp.MatMul(above, U, LAMBDA**L, V.T, SIGMA_XX, below), sp.MatMul(above, U, TARGET, V.T, below)


def gradient_entry(value: sp.Expr = lambda_t, covered: sp.Expr = sigma, target: sp.Expr = s) -> sp.Expr:
    """The chain after eq. (33), for every k at once: the gradient takes J_{k-1} e_i to this multiple of J_k e_i, and the rest to 0."""
    symbol = sp.Symbol("lambda", positive=True)
    rules_: list[Rule] = [aligned, *map(isometry, (U, V, J_k, J_BELOW))]
    rules_ += [eigenvector(M, E_i, x) for M, x in ((LAMBDA, symbol), (SIGMA, sigma), (TARGET, s))]
    scalars = []
    for word in gradient_words():
        scalar, rest = reduce(sp.MatMul(word, J_BELOW, E_i), rules_)
        outside, _ = reduce(sp.MatMul(word, OUT), [*rules_, annihilates(J_BELOW.T, OUT)])
        if rest != (J_k, E_i) or outside != 0:
            raise gram.DerivationFailed("the gradient leaves the frames")
        scalars.append(sp.powsimp(sp.expand(scalar), force=True))
    entry = scalars[0] - scalars[1]
    return entry.subs({symbol: value, sigma: covered, s: target}, simultaneous=True)


def next_value(value: sp.Expr = lambda_t, covered: sp.Expr = sigma, target: sp.Expr = s) -> sp.Expr:
    """Eqs. (31), (32), (36), (37): J_k (Lambda - eta G) J_{k-1}^T has this entry."""
    return value - eta * gradient_entry(value, covered, target)


ETA = (positive("eta"),)


def inner(net: TiltedNetwork) -> range:
    """The layers 1 < k < L."""
    return range(2, net.L)


def every_layer(net: TiltedNetwork) -> range:
    """The layers 1, …, L."""
    return range(1, net.L + 1)


# claims: the two rules


@claim("A.2", "eq_31", per_reading=True)
def is_the_derived_rule_of_the_head(stated: Stated):
    """The stated value is the diagonal entry that one gradient step makes of lambda_i, i <= r, in every layer."""
    return rules(stated, next_value, "next entry", tail=False, more=ETA)


@claim("A.2", "eq_31", domain=TRAINED)
def is_what_gradient_descent_does_to_the_head(stated: Stated, net: TiltedNetwork):
    """Entry i <= r of every layer follows the stated rule at every step of gradient descent on the matrices."""
    return follows(net, "next", stated.value, every_layer(net), range(1, net.r + 1))


@claim("A.2", "eq_32", per_reading=True)
def is_the_derived_rule_of_the_tail(stated: Stated):
    """The stated value is the entry that one gradient step makes of lambda_i, r < i <= d*, when V is aligned."""
    return rules(stated, next_value, "next entry", head=False, more=ETA)


@claim("A.2", "eq_32", domain=TRAINED)
def is_what_gradient_descent_does_to_the_tail(stated: Stated, net: TiltedNetwork):
    """Entry i > r of every layer follows the stated rule at every step of gradient descent on the matrices."""
    return follows(net, "next", stated.value, every_layer(net), range(net.r + 1, net.d_star + 1))


@claim("A.2", "eq_37", per_reading=True)
def is_the_derived_rule(stated: Stated):
    """The stated value is the entry that one gradient step makes of lambda_i, for all i <= d*, when V is aligned."""
    return rules(stated, next_value, "next entry", more=ETA)


@claim("A.2", "eq_37", "update_first", "update_last", domain=TRAINED)
def is_what_gradient_descent_does(stated: Stated, net: TiltedNetwork):
    """Every layer that is meant has the stated entries after each step, in its old frames, and no others."""
    layers = {"update_first": [1], "update_last": [net.L]}.get(stated.name, every_layer(net))
    return follows(net, "next", stated.value, layers, whole=True)


@claim("A.2", "update_first", "update_last", per_reading=True)
def is_the_derived_update(stated: Stated):
    """The stated value is the entry that one gradient step makes of lambda_i, for all i <= d*, when V is aligned."""
    return rules(stated, next_value, "next entry", more=ETA)


# claims: frames and signs


@claim("A.2", "vectors", domain=TRAINED)
def keeps_the_frames_exactly_when(stated: Stated, net: TiltedNetwork):
    """W_t^k = U_k diag V_k^T with the frames of W_0^k, for all k and t, exactly when the stated condition holds."""
    kept = off_frames(net, stated.off, every_layer(net))
    if stated.exactly_when.holds(**net.facts):
        return kept
    moved = kept.outcome is not agrees().outcome
    return agrees("the frames turn, as stated") if moved else differs("frames turn", True, False)


@claim("A.2", "singular_head", "singular_tail", per_reading=True)
def is_nonnegative_exactly_when(stated: Stated):
    """The new entry is nonnegative, so that it is a singular value, exactly when the stated condition holds."""
    head = stated.name == "singular_head"
    value = positive("lambda_t")
    space = place(stated, head, value, *ETA, value=value.symbol)
    covered = sp.Piecewise((1, sp.Le(space.defined["i"], space.defined["rank_xx"])), (0, True))
    return ExactlyWhere(stated.when, next_value(value.symbol, covered, int(head)), space, "new entry is nonnegative")


@claim("A.2", "singular_head", "singular_tail", domain=TRAINED)
def is_a_singular_value_exactly_when(stated: Stated, net: TiltedNetwork):
    """After one step the stated number is a singular value of every layer exactly when the stated condition holds."""
    indices = range(1, net.r + 1) if stated.name == "singular_head" else range(net.r + 1, net.d_star + 1)
    answers = []
    for i in indices:
        values = {**net.facts, "i": i, "lambda_t": net.initial.values[i - 1]}
        rule, when = stated.rule.at(**values), stated.when.holds(**values)
        for layer in every_layer(net):
            true = abs(net.entries(1, layer)[i - 1])
            what = f"singular value {i} of W_1^{layer}"
            same = near(rule, true, what, net.slack)
            met = same.outcome is agrees().outcome
            answers.append(agrees(what) if met == when or true <= net.slack else differs(what, f"{rule}, condition {when}", true))
    return all_of(*answers)


# claims: the steps of the proof


@claim("A.2", "initial")
def is_the_exponent_of_an_equal_share(stated: Stated):
    """L layers with Sigma to the stated power make Sigma."""
    return identity(stated.value.symbolic(L=L) * L, sp.Integer(1), Space((integer("L", 2),)), "exponent of the product")


@claim("A.2", "initial", "eq_35", domain=TRAINED)
def gives_the_initial_layers(stated: Stated, net: TiltedNetwork):
    """The layers at t = 0 are lambda_i in their frames; the product's singular values, to the stated power, are lambda_i."""
    if stated.name == "eq_35":
        return follows(net, "now", stated.value, inner(net), times=[0], whole=True)
    power = stated.value.at(**net.facts) * net.L
    product = net.initial.spectral_product([x**net.L for x in net.initial.values])
    exact, start = net.arithmetic.exact, net.trajectory[0]
    answers = [matrices_equal(exact(start.product()), exact(product), "W^{L:1}", net.slack), near(power, 1, "exponent times L", net.tolerance)]
    for layer in every_layer(net):
        made = net.on_frames(net.initial.values, layer)
        answers.append(matrices_equal(made, exact(start.layers[layer - 1]), f"W_0^{layer}", net.slack))
    return all_of(*answers)


@claim("A.2", "eq_33_gradient", domain=TRAINED)
def is_the_gradient_of_the_loss(stated: Stated, net: TiltedNetwork):
    """The formula W^{k+1:L} (W^{L:1} Sigma_xx - Sigma_yx) W^{1:k-1} gives the differences of the loss, entry by entry."""
    a, start = net.arithmetic, net.trajectory[0]
    true = a.exact(a.matrix([differences.gradient_by_differences(start)]))
    made = a.exact(a.matrix([[x for block in start.gradient() for x in a.entries(block)]]))
    return matrices_equal(made, true, "gradient", net.slack)


@claim("A.2", "eq_33")
def are_the_powers_above_and_below(stated: Stated):
    """Sigma to the stated powers is what the layers above and below layer k multiply to."""
    space = Space((integer("L", 2), integer("k", 1)), given=(k <= L,))
    lam = sp.Symbol("lambda", positive=True)
    sides = [(lam**L) ** stated.left.symbolic(L=L, k=k), (lam**L) ** stated.right.symbolic(L=L, k=k)]
    return every(
        identity(sp.powdenest(sides[0], force=True), gram.product_factor(lam, L - k), space, "layers above"),
        identity(sp.powdenest(sides[1], force=True), gram.product_factor(lam, k - 1), space, "layers below"),
    )


@claim("A.2", "rank_of_covariance", domain=TRAINED)
def is_the_rank_of_the_covariance(stated: Stated, net: TiltedNetwork):
    """Sigma_xx has the stated rank."""
    return value_is(net.arithmetic.exact(net.initial.network.sigma_xx).rank(), stated.value, net, "rank of Sigma_xx")


@claim("A.2", "chosen_V", domain=Targets())
def has_a_distribution_exactly_when(stated: Stated, target: Target):
    """For V from any A some (x, y) has the moments of eqs. (4) and (5) exactly when the stated condition holds."""
    printed = stated.possible_when.holds(**target.facts)
    what = "whether some (x, y) has these Sigma_xx and Sigma_yx"
    return agrees(what) if printed == target.realisable else differs(what, printed, target.realisable)


@claim("A.2", "support", "eq_34", domain=TRAINED)
def holds_for_the_stated_columns(stated: Stated, net: TiltedNetwork):
    """v_i^T Sigma_xx is the stated multiple of v_i^T (1 in the support of Sigma_xx) for i up to the stated number."""
    a, frame = net.arithmetic, net.initial.V
    image = a.exact(a.transpose(frame) * net.initial.network.sigma_xx)
    exact, answers = a.exact(a.transpose(frame)), []
    for i in range(int(stated.columns.at(**net.facts).p)):
        factor = stated.factor.at(**net.facts, i=i + 1)
        gap = max(abs(image[i, j] - factor * exact[i, j]) for j in range(exact.ncols()))
        answers.append(near(0, gap, f"|v_{i + 1}^T Sigma_xx - {factor} v_{i + 1}^T|", net.tolerance))
    return all_of(*answers)


@claim("A.2", "eq_34_implies", domain=TRAINED)
def passes_through_the_product(stated: Stated, net: TiltedNetwork):
    """U Sigma V^T Sigma_xx is U Sigma diag(the stated factors) V^T."""
    exact = net.arithmetic.exact
    factors = [stated.value.at(**net.facts, i=i) for i in range(1, net.d_star + 1)]
    made = net.initial.spectral_product([f * x**net.L for f, x in zip(factors, net.initial.values)])
    true = net.initial.spectral_product([x**net.L for x in net.initial.values]) * net.initial.network.sigma_xx
    return matrices_equal(exact(made), exact(true), "U Sigma V^T Sigma_xx", net.slack)


@claim("A.2", "target", "orthonormal", domain=TRAINED)
def is_diagonal_in_the_frames(stated: Stated, net: TiltedNetwork):
    """U^T Sigma_yx V (or U^T U and V^T V) is diagonal with the stated entries."""
    a, n = net.arithmetic, net.d_star
    made = a.matrix([[stated.value.at(**net.facts, i=i + 1) if i == j else 0 for j in range(n)] for i in range(n)], n)
    W, X = net.initial.U, net.initial.V
    if stated.name == "target":
        return matrices_equal(a.exact(made), a.exact(a.transpose(W) * net.initial.network.sigma_yx * X), "U^T Sigma_yx V", net.slack)
    return all_of(*(matrices_equal(a.exact(made), a.exact(a.transpose(Q) * Q), "Q^T Q", net.slack) for Q in (W, X)))


@claim("A.2", "chain_first_line", "chain_last_lines", "chain_first", "chain_last", per_reading=True)
def equals_the_next_line(stated: Stated):
    """The two stated lines of the chain are equal for every i <= d*."""
    questions = []
    for head in (True, False):
        space = place(stated, head, positive("lambda_i"), integer("k", 1), value=positive("lambda_i").symbol)
        questions.append(identity(stated.line, stated.next.symbolic(**space.leaves), space, "the line"))
    return every(*questions)


@claim("A.2", "gradient_middle", "gradient_first", "gradient_last", per_reading=True)
def is_the_derived_gradient(stated: Stated):
    """The stated value is the entry of the gradient at lambda_i, for all i <= d*, when V is aligned."""
    return rules(stated, gradient_entry, "entry of the gradient", value=positive("lambda_i"))


@claim("A.2", "gradient_middle", "gradient_first", "gradient_last", domain=TRAINED)
def is_the_true_gradient(stated: Stated, net: TiltedNetwork):
    """The gradient of the layers that are meant has the stated entries in the frames of the layer, and no others."""
    layers = {"gradient_first": [1], "gradient_last": [net.L]}.get(stated.name, inner(net))
    return follows(net, "gradient", stated.value, layers, whole=True)


@claim("A.2", "only_diagonal", domain=TRAINED)
def changes_only_diagonal_entries(stated: Stated, net: TiltedNetwork):
    """The greatest |entry| of the layers 1 < k < L off their diagonal has the stated value at every step."""
    return off_frames(net, stated.value, inner(net))


@claim("A.2", "eq_36", domain=TRAINED)
def is_the_first_step(stated: Stated, net: TiltedNetwork):
    """W_1^k, 1 < k < L, has the stated entries for i <= r and for i > r, and is diagonal."""
    head = follows(net, "next", stated.head, inner(net), range(1, net.r + 1), times=[0])
    tail = follows(net, "next", stated.tail, inner(net), range(net.r + 1, net.d_star + 1), times=[0])
    return head if net.r == net.d_star else all_of(head, tail)


@claim("A.2", "last_layer", domain=TRAINED)
def is_the_layer_that_starts_as_U_Sigma(stated: Stated, net: TiltedNetwork):
    """The layer of the stated number starts as U Sigma^{1/L}, padded to its own shape."""
    a, start = net.arithmetic, net.trajectory[0]
    layer = int(stated.value.at(**net.facts).p)
    true = a.exact(start.layers[layer - 1])
    made = a.exact(net.rebuilt(0, net.L, net.core(0, net.L)))
    return matrices_equal(made, true, f"U Sigma^(1/L) against W_0^{layer}", net.slack)
