"""Lemma 3.4: all weight matrices share one diagonal core Sigma_t^{1/L} in constant frames; entries beyond r stay put.

Uses Lemma A.2 (frames and update rules) and, as printed, Lemma A.3. The main text and the appendix print the same
lemma, eqs. (7) and (45); both wordings are checked by the same claims.
"""

from __future__ import annotations

import sympy as sp

from lemmas import gradient_step as step
from lemmas import outer_product as gram
from lemmas.corner_cases import TILTED
from verify import Space, Stated, all_of, claim, count_agrees, identity, integer, matrices_equal, positive, undecided
from verify.judge.steps import covariance_acts, follows, near, number_is, off_frames
from verify.nets.tilted import TiltedNetwork

# notation and derivation: lemmas/gradient_step.py, shared with Lemma A.2

L = gram.L


def layers(stated: Stated, net: TiltedNetwork) -> list[int]:
    """The layers that a statement means, by the end of its name: first, last, middle, or all."""
    kinds = {"first": [1], "last": [net.L], "middle": list(step.inner(net))}
    return kinds.get(stated.name.rsplit("_", 1)[-1], list(step.every_layer(net)))


def tail(net: TiltedNetwork) -> range:
    """The indices r + 1, …, d*."""
    return range(net.r + 1, net.d_star + 1)


# claims: the shared structure


@claim("3.4", "structure_middle", "structure_first", "structure_last", "shared", domain=step.TRAINED)
def has_the_shared_core(stated: Stated, net: TiltedNetwork):
    """The layers that are meant have the stated entries (lambda_{i,t} read off layer 1) in the frames of t = 0."""
    return follows(net, "now", stated.value, layers(stated, net), whole=True, shared=True)


@claim("3.4", "structure_middle", "structure_first", "structure_last", "shared", domain=TILTED)
def has_it_with_any_tail(stated: Stated, net: TiltedNetwork):
    """The layers that are meant have the stated entries (lambda_{i,t} read off layer 1) in the frames of t = 0. Tried with a
    tail, in three input dimensions."""
    return has_the_shared_core(stated, net)


@claim("3.4", "constant", "invariant", domain=step.TRAINED)
def keeps_the_frames_exactly_when(stated: Stated, net: TiltedNetwork):
    """All W_t^k = U_k diag V_k^T with frames that do not depend on t, exactly when the stated condition holds."""
    return step.frames_kept_exactly_when(stated, net)


@claim("3.4", "constant", "invariant", domain=TILTED)
def keeps_them_exactly_when_with_any_tail(stated: Stated, net: TiltedNetwork):
    """All W_t^k = U_k diag V_k^T with frames that do not depend on t, exactly when the stated condition holds. Tried with a
    tail in more than d* input dimensions, equal tail values in turned directions among them."""
    return step.frames_kept_exactly_when(stated, net)


# claims: the entries


@claim("3.4", "eq_7", "eq_45", per_reading=True)
def is_the_derived_rule_of_the_head(stated: Stated):
    """The stated value is the entry that one gradient step makes of lambda_i, i <= r, in every layer."""
    return step.rules(stated, step.next_value, *step.STEP, parts=(True,))


@claim("3.4", "eq_7", "eq_45", domain=step.TRAINED)
def is_what_gradient_descent_does_to_the_head(stated: Stated, net: TiltedNetwork):
    """Entry i <= r of every layer follows the stated rule at every step of gradient descent on the matrices."""
    return follows(net, "next", stated.value, step.every_layer(net), range(1, net.r + 1))


@claim("3.4", "tail", "constant_tail", per_reading=True)
def is_the_derived_rule_of_the_tail(stated: Stated):
    """The stated value is the entry that one gradient step makes of lambda_i, r < i <= d*, when V is aligned."""
    return step.rules(stated, step.next_value, *step.STEP, parts=(False,))


@claim("3.4", "tail", "constant_tail", domain=step.TRAINED)
def is_what_gradient_descent_does_to_the_tail(stated: Stated, net: TiltedNetwork):
    """Entry i > r of every layer goes from step to step as stated (unchanged: it stays at its initial value)."""
    return follows(net, "next", stated.value, step.every_layer(net), tail(net))


@claim("3.4", "tail_stays", domain=step.TRAINED)
def moves_exactly_when(stated: Stated, net: TiltedNetwork):
    """Entry i > r of every layer is at its initial value after one step exactly when the stated condition holds."""
    answers = []
    for i in tail(net):
        start, after = net.entries(0, 1)[i - 1], net.entries(1, 1)[i - 1]
        stays, moved = stated.stays_when.holds(**net.facts, i=i, lambda_t=start), abs(start - after) > net.slack
        if stays is None:
            answers.append(undecided(f"whether entry {i} stays: the condition is not certain"))
            continue
        code = f"int(times(W[0], V)[{i - 1}][{i - 1}] == times(after[0], V)[{i - 1}][{i - 1}])"
        what = f"whether entry {i} stays (1: yes)"
        answers.append(number_is(net, int(stays), int(not moved), what, code, "next"))
    return all_of(*answers)


# claims: the steps of the proof


@claim("3.4", "initial", "roots")
def is_the_exponent_of_an_equal_share(stated: Stated):
    """L layers with Sigma to the stated power make Sigma."""
    return identity(stated.value.symbolic(L=L) * L, sp.Integer(1), Space((integer("L", 2),)), "exponent of the product")


@claim("3.4", "initial", "roots", domain=step.TRAINED)
def starts_from_the_roots(stated: Stated, net: TiltedNetwork):
    """The layers at t = 0 are lambda_i in their frames, and the product has the singular values lambda_i^L."""
    power = stated.value.at(**net.facts) * net.L
    exact, start, values = net.arithmetic.exact, net.trajectory[0], net.initial.values
    product = net.initial.spectral_product([x**net.L for x in values])
    pairs = [(net.on_frames(values, l), exact(start.layers[l - 1])) for l in step.every_layer(net)]
    made = [matrices_equal(on, true, "W_0^l", net.slack) for on, true in pairs]
    whole = matrices_equal(exact(product), exact(start.product()), "W^{L:1}", net.slack)
    return all_of(near(power, 1, "exponent times L", net.slack), *made, whole)


@claim("3.4", "gradient_middle", "gradient_first", "gradient_last", per_reading=True)
def is_the_derived_gradient(stated: Stated):
    """The stated value is the entry of the gradient at lambda_i, for all i <= d*, when V is aligned."""
    return step.rules(stated, step.gradient_entry, positive("lambda_i"))


@claim("3.4", "gradient_middle", "gradient_first", "gradient_last", domain=step.TRAINED)
def is_the_true_gradient(stated: Stated, net: TiltedNetwork):
    """The gradient of the layers that are meant has the stated entries in the frames of the layer, and no others."""
    return follows(net, "gradient", stated.value, layers(stated, net), whole=True)


@claim("3.4", "only_diagonal", domain=step.TRAINED)
def changes_only_diagonal_entries(stated: Stated, net: TiltedNetwork):
    """The greatest |entry| of the layers 1 < k < L off their diagonal has the stated value at every step."""
    return off_frames(net, stated.value, step.inner(net))


@claim("3.4", "update_first", "update_last", "all_entries", per_reading=True)
def is_the_derived_update(stated: Stated):
    """The stated value is the entry that one gradient step makes of lambda_i, for all i <= d*, when V is aligned."""
    return step.rules(stated, step.next_value, *step.STEP)


@claim("3.4", "update_first", "update_last", "all_entries", domain=step.TRAINED)
def is_what_gradient_descent_does(stated: Stated, net: TiltedNetwork):
    """The layers that are meant have the stated entries after each step, in their old frames, and no others."""
    return follows(net, "next", stated.value, layers(stated, net), whole=True)


@claim("3.4", "only_first_r", domain=step.TRAINED)
def bounds_the_number_of_moving_entries(stated: Stated, net: TiltedNetwork):
    """At most the stated number of the entries lambda_1, …, lambda_{d*} ever leave their initial values."""
    paths = zip(*(net.entries(t, 1) for t in range(net.steps + 1)))
    moving = sum(any(abs(value - path[0]) > net.slack for value in path) for path in paths)
    bound = stated.value.at(**net.facts)
    code = "sum(times(W[0], V)[i][i] != times(after[0], V)[i][i] for i in range(len(V[0])))"
    what = "entries that move"
    shown = number_is(net, bound, moving, what, code, "next").exhibit
    return count_agrees(bound, moving, what, shown, ">=")


@claim("3.4", "rank_of_covariance", domain=step.TRAINED)
def is_the_rank_of_the_covariance(stated: Stated, net: TiltedNetwork):
    """Sigma_xx has the stated rank."""
    rank = net.arithmetic.exact(net.initial.network.sigma_xx).rank()
    code = "len(Sxx) - multiplicity(Sxx, 0)"
    return number_is(net, stated.value.at(**net.facts), rank, "rank of Sigma_xx", code)


@claim("3.4", "orthogonal", domain=step.TRAINED)
def is_the_action_on_the_tail(stated: Stated, net: TiltedNetwork):
    """Sigma_xx v_i is the stated multiple of v_i for every i > r with lambda_i != 0."""
    return covariance_acts(net, stated.value, [i for i in tail(net) if net.initial.values[i - 1] != 0])


@claim("3.4", "zero_gradients", domain=step.TRAINED)
def is_the_gradient_on_the_tail(stated: Stated, net: TiltedNetwork):
    """Entry i > r of the gradient has the stated value in every layer at every step."""
    return follows(net, "gradient", stated.value, step.every_layer(net), tail(net))


@claim("3.4", "zero_gradients", per_reading=True)
def is_the_derived_gradient_on_the_tail(stated: Stated):
    """The stated value is the entry of the gradient at lambda_i, r < i <= d*, when V is aligned."""
    return step.rules(stated, step.gradient_entry, positive("lambda_i"), parts=(False,))
