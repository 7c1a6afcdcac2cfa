"""Lemma A.2: gradient descent keeps the singular frames of all layers; one rule for i <= r, another for i > r.

Uses Initialization 2.1, Assumptions 3.1 and 3.2, and the gradient of a deep linear network (Section 2). What is proved
in words, the if-and-only-if of the invariance and the range of step sizes among it, is in docs/proofs/A.2.md.
"""

from __future__ import annotations

import sympy as sp

from lemmas import gradient_step as step
from lemmas import outer_product as gram
from lemmas.corner_cases import EDGE, TILTED
from verify import (
    Space,
    Stated,
    all_of,
    claim,
    differences,
    differs,
    every,
    identity,
    integer,
    matrices_equal,
    positive,
    truth_agrees,
    whole,
    whole_power,
)
from verify.judge.conditions import ExactlyWhere
from verify.judge.questions import in_cases
from verify.judge.steps import covariance_acts, follows, is_next_singular_value, near, number_is, off_frames
from verify.judge.verdicts import Exhibit
from verify.nets.matrices import diagonal
from verify.nets.tilted import Target, Targets, TiltedNetwork

# notation and derivation: lemmas/gradient_step.py, shared with Lemma 3.4

L, k = gram.L, step.k


# claims, in the order of the paper


@claim("A.2", "eq_31", "eq_32", "eq_37", "update_first", "update_last", per_reading=True)
def is_the_derived_rule(stated: Stated):
    """The stated value is the entry that one gradient step makes of lambda_i, for the i that are meant, V aligned."""
    parts = {"eq_31": (True,), "eq_32": (False,)}.get(stated.name, (True, False))
    return step.rules(stated, step.next_value, *step.STEP, parts=parts)


@claim("A.2", "eq_31", domain=step.TRAINED)
def is_what_gradient_descent_does_to_the_head(stated: Stated, net: TiltedNetwork):
    """Entry i <= r of every layer follows the stated rule at every step of gradient descent on the matrices."""
    return follows(net, "next", stated.value, step.every_layer(net), range(1, net.r + 1))


@claim("A.2", "eq_32", domain=step.TRAINED)
def is_what_gradient_descent_does_to_the_tail(stated: Stated, net: TiltedNetwork):
    """Entry i > r of every layer follows the stated rule at every step of gradient descent on the matrices."""
    return follows(net, "next", stated.value, step.every_layer(net), range(net.r + 1, net.d_star + 1))


@claim("A.2", "vectors", domain=step.TRAINED)
def keeps_the_frames_exactly_when(stated: Stated, net: TiltedNetwork):
    """All W_t^k = U_k diag V_k^T with frames that do not depend on t, exactly when the stated condition holds."""
    return step.frames_kept_exactly_when(stated, net)


@claim("A.2", "vectors", domain=TILTED)
def keeps_them_exactly_when_with_any_tail(stated: Stated, net: TiltedNetwork):
    """All W_t^k = U_k diag V_k^T with frames that do not depend on t, exactly when the stated condition holds. Tried with a
    tail in more than d* input dimensions, equal tail values in turned directions among them."""
    return step.frames_kept_exactly_when(stated, net)


@claim("A.2", "singular_head", "singular_tail", per_reading=True)
def is_nonnegative_exactly_when(stated: Stated):
    """The new entry is nonnegative, so that it is a singular value, exactly when the stated condition holds."""
    head = stated.name == "singular_head"
    space = step.place(stated, head, *step.STEP)
    true = step.next_value(step.lambda_t, step.eigenvalue(stated, space), int(head))
    return ExactlyWhere(stated.when, true, 1 / step.lambda_t, space, "new entry is nonnegative")


@claim("A.2", "singular_head", "singular_tail", domain=step.TRAINED)
def is_a_singular_value_exactly_when(stated: Stated, net: TiltedNetwork):
    """After one step the stated number is a singular value of every layer exactly when the stated condition holds."""
    indices = range(1, net.r + 1) if stated.name == "singular_head" else range(net.r + 1, net.d_star + 1)
    pairs = [(i, layer) for i in indices for layer in step.every_layer(net)]
    return all_of(*(is_next_singular_value(net, stated.rule, stated.when, i, layer) for i, layer in pairs))


@claim("A.2", "singular_tail", domain=EDGE)
def is_a_singular_value_at_the_edge(stated: Stated, net: TiltedNetwork):
    """After one step the stated number is a singular value of every layer exactly when the stated condition holds. Tried
    where the step takes the value to 0 exactly, and where it takes it a little beyond."""
    return is_a_singular_value_exactly_when(stated, net)


@claim("A.2", "singular_tail", domain=step.TRAINED)
def stays_nonnegative_exactly_when(stated: Stated, net: TiltedNetwork):
    """Entry i > r is nonnegative at all steps exactly when the stated condition holds at t = 0."""
    answers = []
    for i in range(net.r + 1, net.d_star + 1):
        path = [net.entries(t, 1)[i - 1] for t in range(net.steps + 1)]
        printed, true = stated.when.holds(**net.facts, i=i, lambda_t=path[0]), min(path) >= -net.slack
        what = f"whether entry {i} stays nonnegative"
        answers.append(truth_agrees(printed, bool(true), what))
    return all_of(*answers)


@claim("A.2", "initial", uses=("Initialization 2.1/layer_root",))
def is_the_exponent_of_an_equal_share(stated: Stated):
    """L layers with Sigma to the stated power make Sigma."""
    return identity(stated.value.symbolic(L=L) * L, sp.Integer(1), Space((integer("L", 2),)), "exponent of the product")


@claim("A.2", "initial", "eq_35", domain=step.TRAINED)
def gives_the_initial_layers(stated: Stated, net: TiltedNetwork):
    """The layers at t = 0 are lambda_i in their frames, the stated power of the singular values of the product."""
    if stated.name == "eq_35":
        return follows(net, "now", stated.value, step.inner(net), times=[0], whole=True)
    power = stated.value.at(**net.facts) * net.L
    product = net.initial.spectral_product([x**net.L for x in net.initial.values])
    exact, start = net.arithmetic.exact, net.trajectory[0]
    answers = [near(power, 1, "exponent times L", net.slack)]
    answers.append(matrices_equal(exact(start.product()), exact(product), "W^{L:1}", net.slack))
    for layer in step.every_layer(net):
        made = net.on_frames(net.initial.values, layer)
        answers.append(matrices_equal(made, exact(start.layers[layer - 1]), f"W_0^{layer}", net.slack))
    return all_of(*answers)


@claim("A.2", "eq_33_gradient", domain=step.TRAINED, uses=("Section 2/population_gradient",))
def is_the_gradient_of_the_loss(stated: Stated, net: TiltedNetwork):
    """W^{k+1:L} (W^{L:1} Sigma_xx - Sigma_yx) W^{1:k-1} gives the differences of the loss, entry by entry."""
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


@claim("A.2", "eq_33", domain=step.TRAINED)
def gives_the_first_gradient(stated: Stated, net: TiltedNetwork):
    """Sigma^left U^T (U Sigma V^T Sigma_xx - Sigma_yx) V Sigma^right is the gradient's core at t = 0, 1 < k < L."""
    a, start, n, answers = net.arithmetic, net.trajectory[0], net.d_star, []
    residual = net.initial.spectral_product([x**net.L for x in net.initial.values]) * start.sigma_xx - start.sigma_yx
    for layer in step.inner(net):
        sides = (side.at(**net.facts, k=layer) * net.L for side in (stated.left, stated.right))
        powers = [whole_power(side, "power of the layer singular values") for side in sides]
        left, right = (diagonal(a, [x**power for x in net.initial.values], n, n) for power in powers)
        made = a.exact(left * a.transpose(net.initial.U) * residual * net.initial.V * right)
        true = net.projected(net.gradient(0, layer), layer)
        answers.append(matrices_equal(made, true, f"gradient at W_0^{layer}", net.slack))
    return all_of(*answers)


@claim("A.2", "rank_of_covariance", domain=step.TRAINED)
def is_the_rank_of_the_covariance(stated: Stated, net: TiltedNetwork):
    """Sigma_xx has the stated rank."""
    rank = net.arithmetic.exact(net.initial.network.sigma_xx).rank()
    code = "len(Sxx) - multiplicity(Sxx, 0)"
    return number_is(net, stated.value.at(**net.facts), rank, "rank of Sigma_xx", code)


@claim("A.2", "chosen_V", domain=Targets())
def has_a_distribution_exactly_when(stated: Stated, target: Target):
    """For V from any A some (x, y) has the moments of eqs. (4) and (5) exactly when the stated condition holds."""
    printed = stated.possible_when.holds(**target.facts)
    what = "whether some (x, y) has these Sigma_xx and Sigma_yx: Sigma_yx has its rows in the range of Sigma_xx"
    exhibit = Exhibit(what, target.setup, str(printed), "times(Syx, Sxx) == Syx")
    return truth_agrees(printed, target.realisable, what, exhibit)


@claim("A.2", "support", "eq_34", domain=step.TRAINED)
def holds_for_the_stated_columns(stated: Stated, net: TiltedNetwork):
    """Sigma_xx v_i is the stated multiple of v_i (1 in the support of Sigma_xx) for i up to the stated number."""
    columns = whole(stated.columns, "the stated number of columns of V", **net.facts)
    if columns > net.d_star:
        return differs("the stated number of columns of V", columns, f"at most {net.d_star}")
    return covariance_acts(net, stated.factor, range(1, columns + 1))


@claim("A.2", "eq_34_implies", domain=step.TRAINED)
def passes_through_the_product(stated: Stated, net: TiltedNetwork):
    """U Sigma V^T Sigma_xx is U Sigma diag(the stated factors) V^T: so row by row, wherever lambda_i != 0."""
    return covariance_acts(net, stated.value, [i for i, x in enumerate(net.initial.values, 1) if x != 0])


@claim("A.2", "target", "orthonormal", domain=step.TRAINED)
def is_diagonal_in_the_frames(stated: Stated, net: TiltedNetwork):
    """U^T Sigma_yx V (or U^T U and V^T V) is diagonal with the stated entries."""
    a, n = net.arithmetic, net.d_star
    made = a.matrix([[stated.value.at(**net.facts, i=i + 1) if i == j else 0 for j in range(n)] for i in range(n)], n)
    W, X = net.initial.U, net.initial.V
    target = a.transpose(W) * net.initial.network.sigma_yx * X
    forms = [target] if stated.name == "target" else [a.transpose(W) * W, a.transpose(X) * X]
    return all_of(*(matrices_equal(a.exact(made), a.exact(form), "form in the frames", net.slack) for form in forms))


@claim("A.2", "chain_first_line", "chain_last_lines", "chain_first", "chain_last")
def equals_the_next_line(stated: Stated):
    """The two stated lines of the chain are equal, for every i <= r and for every i > r."""
    more = positive("lambda_i"), integer("k", 1)
    spaces = [step.place(stated, head, *more, all_i=True, aligned=False) for head in (True, False)]
    return in_cases(*(identity(stated.line, stated.next, space, "the line of the chain") for space in spaces))


@claim("A.2", "gradient_middle", "gradient_first", "gradient_last", per_reading=True)
def is_the_derived_gradient(stated: Stated):
    """The stated value is the entry of the gradient at lambda_i, for all i <= d*, when V is aligned."""
    return step.rules(stated, step.gradient_entry, positive("lambda_i"))


@claim("A.2", "gradient_middle", "gradient_first", "gradient_last", domain=step.TRAINED)
def is_the_true_gradient(stated: Stated, net: TiltedNetwork):
    """The gradient of the layers that are meant has the stated entries in the frames of t = 0, and no others."""
    layers = {"gradient_first": [1], "gradient_last": [net.L]}.get(stated.name, step.inner(net))
    return follows(net, "gradient", stated.value, layers, whole=True)


@claim("A.2", "only_diagonal", domain=step.TRAINED)
def changes_only_diagonal_entries(stated: Stated, net: TiltedNetwork):
    """The greatest |entry| of the layers 1 < k < L off their diagonal has the stated value at every step."""
    return off_frames(net, stated.value, step.inner(net))


@claim("A.2", "eq_36", domain=step.TRAINED)
def is_the_first_step(stated: Stated, net: TiltedNetwork):
    """W_1^k, 1 < k < L, has the stated entries for i <= r and for i > r, and is diagonal."""
    head = follows(net, "next", stated.head, step.inner(net), range(1, net.r + 1), times=[0])
    tail = follows(net, "next", stated.tail, step.inner(net), range(net.r + 1, net.d_star + 1), times=[0])
    return head if net.r == net.d_star else all_of(head, tail)


@claim("A.2", "eq_37", "update_first", "update_last", domain=step.TRAINED)
def is_what_gradient_descent_does(stated: Stated, net: TiltedNetwork):
    """Every layer that is meant has the stated entries after each step, in its old frames, and no others."""
    layers = {"update_first": [1], "update_last": [net.L]}.get(stated.name, step.every_layer(net))
    return follows(net, "next", stated.value, layers, whole=True)


@claim("A.2", "last_layer", domain=step.TRAINED)
def is_the_layer_that_starts_as_U_Sigma(stated: Stated, net: TiltedNetwork):
    """The layer of the stated number starts as U Sigma^{1/L}, padded to its own shape."""
    exact, layer = net.arithmetic.exact, whole(stated.value, "number of a layer", **net.facts)
    if not 1 <= layer <= net.L:
        return differs("number of a layer", layer, f"between 1 and {net.L}")
    made, true = net.on_frames(net.initial.values, net.L), exact(net.trajectory[0].layers[layer - 1])
    what, code = f"rows of U Sigma^(1/L) and of W_0^{layer}", f"len(W[{layer - 1}])"
    rows = number_is(net, made.nrows(), true.nrows(), what, code)
    return all_of(rows, matrices_equal(made, true, f"U Sigma^(1/L) against W_0^{layer}", net.slack))
