"""Companion, Section 4: how labels fix the singular values and the sharpness at a balanced solution (eqs. 12 to 14).

Uses the eigenvalues of Section 3. Section 5 prints experiments only: python -m verify experiments shows some of them again.
"""

from __future__ import annotations

import sympy as sp

from lemmas.companion import kernel
from verify import Equivalence, Space, Stated, all_of, claim, identity, integer, positive, whole_power
from verify.judge.entries import entries_are, formulas_agree
from verify.judge.kernels import number_is, rank_is, top_is
from verify.nets.labelled import LabelledNetwork, labelled
from verify.nets.labelled_draws import LabelledNetworks, OneHotNetworks
from verify.nets.matrices import rational

# notation: y_max is sigma_max^2(Y), alpha_max the largest share of a class; s^L is a singular value of the product

L, var_x = kernel.L, kernel.var_x
FITTED = LabelledNetworks(inputs=("white",), residuals=("none",))
SOLUTIONS = LabelledNetworks(weights=("balanced",), inputs=("white",), residuals=("none",))
SQUARE = LabelledNetworks(weights=("balanced",), inputs=("white",), residuals=("none",), least=2, depths=(2, 3, 4))
ONE_HOT = OneHotNetworks()
SHARES = (kernel.DEPTH, positive("var_x"), positive("alpha"), positive("beta"))
DEPTHS, TWO_SHARES = Space(SHARES[:3]), Space(SHARES)
LABELS = Space((kernel.DEPTH, positive("var_x"), integer("n", 1), positive("y_max")))
SHARE = Space((kernel.DEPTH, positive("var_x"), positive("alpha_max")))


# derivation


def sharpness(square: sp.Expr) -> sp.Expr:
    """L sigma_x^2 s^(2(L-1)) at the largest s, where s^(2L) is the given largest eigenvalue of P^T P: eqs. (9b), (13)."""
    return L * var_x * square ** ((L - 1) / L)


# claims: the labels fix the singular values


@claim("Companion 4", "eq_12", domain=FITTED)
def is_the_product(stated: Stated, net: LabelledNetwork):
    """At loss zero and with whitened inputs the stated entry is that of W_L … W_1."""
    return entries_are(stated.value, net.exact(net.network.product()), net.facts, "W_L … W_1", net.slack)


@claim("Companion 4", "eq_13_gram", domain=SOLUTIONS)
def is_a_power_of_the_first_layer(stated: Stated, net: LabelledNetwork):
    """The stated power of W_1^T W_1 has the stated entries."""
    a = net.arithmetic
    crossed = a.transpose(net.Y * a.transpose(net.X)) * (net.Y * a.transpose(net.X))
    made = kernel.power(net, kernel.first_gram(net), whole_power(stated.power.at(**net.facts), "power of W_1^T W_1"))
    tables = {**net.facts, "crossed": net.table(crossed)}
    return entries_are(stated.entry, net.exact(made), tables, "(W_1^T W_1)^L", net.slack)


@claim("Companion 4", "eq_13", domain=SOLUTIONS)
def are_the_values_of_the_labels(stated: Stated, net: LabelledNetwork):
    """The two stated sides agree for i = 1, …, min(d_0, …, d_L), both in falling order."""
    ranges = {"i": net.facts["d_min"]}
    return formulas_agree(stated.left, stated.right, net.with_labels, ranges, "sigma_i^L", net.slack)


@claim("Companion 4", "figure_1", domain=SQUARE)
def counts_what_the_labels_make(stated: Stated, net: LabelledNetwork):
    """At a solution the Hessian has the stated number of nonzero eigenvalues."""
    return rank_is(net.whole_hessian, stated.value, net)


# claims: sharpness


@claim("Companion 4", "eq_14_middle", domain=SOLUTIONS)
def is_the_largest_eigenvalue_for_every_index(stated: Stated, net: LabelledNetwork):
    """The stated value is the largest eigenvalue of the true Hessian, for every i <= rank W that it may contain."""
    facts, answers = net.with_labels, []
    for i in range(1, net.facts["rank_W"] + 1):
        answers.append(top_is(net.whole_hessian, stated.value, net, **facts, y_i=facts["y_2"][i]))
    return all_of(*answers)


@claim("Companion 4", "eq_14", uses=("Companion 3/eq_9a",))
def follows_from_the_sum_over_layers(stated: Stated):
    """The stated value is L sigma_x^2 s^(2(L-1)) at s^(2L) = y_max / (n sigma_x^2)."""
    n, y_max = (LABELS.symbols[name] for name in ("n", "y_max"))
    return identity(stated.value, sharpness(y_max / (n * var_x)), LABELS, "largest eigenvalue")


@claim("Companion 4", "eq_14", domain=SOLUTIONS)
def is_the_largest_eigenvalue(stated: Stated, net: LabelledNetwork):
    """The stated value is the largest eigenvalue of the true Hessian at a balanced solution."""
    return top_is(net.whole_hessian, stated.value, net, **net.with_labels)


@claim("Companion 4", "one_hot", domain=ONE_HOT)
def are_the_shares_of_the_classes(stated: Stated, net: LabelledNetwork):
    """For one-hot labels the stated numbers are the shares of the classes, in falling order."""
    facts = net.with_labels
    shares = [facts["alpha"][i] for i in range(1, net.widths[-1] + 1)]
    return all_of(
        *(number_is(stated.value, x, f"share {i}", net, {**facts, "i": i}, net.slack) for i, x in enumerate(shares, 1))
    )


@claim("Companion 4", "one_hot_sharpness")
def puts_the_largest_share(stated: Stated):
    """The stated value is eq. (14) at sigma_max^2(Y) = n alpha_max: no n is left."""
    share = SHARE.symbols["alpha_max"]
    return identity(stated.value, sharpness(share / var_x), SHARE, "sharpness")


@claim("Companion 4", "one_hot_sharpness", domain=ONE_HOT)
def is_the_sharpness_of_a_one_hot_solution(stated: Stated, net: LabelledNetwork):
    """The stated value is the largest eigenvalue of the true Hessian of balanced layers that fit one-hot labels."""
    return top_is(net.whole_hessian, stated.value, net, **net.with_labels)


@claim("Companion 4", "independent_of_n", domain=ONE_HOT)
def is_the_growth_with_four_times_the_samples(stated: Stated, net: LabelledNetwork):
    """With as many samples of each class, and with four times as many, sigma_x kept, the largest eigenvalue is as stated."""
    scale = str(2 * rational(net.recipe["scale"]))
    larger = labelled({**net.recipe, "classes": [4 * count for count in net.recipe["classes"]], "scale": scale})
    facts, pairs = net.with_labels, ((net, 1), (larger, 4))
    return all_of(*(top_is(each.whole_hessian, stated.value, each, **facts, more=times) for each, times in pairs))


# claims: depth and imbalance


@claim("Companion 4", "depth")
def rises_with_depth_exactly_when(stated: Stated):
    """At fixed sigma_x and share, one more layer makes the solution sharper exactly when the stated condition holds."""
    return Equivalence(stated.effect, stated.when, L * (L + 1), DEPTHS, "one more layer makes the solution sharper")


@claim("Companion 4", "slope")
def is_the_derivative_in_the_share(stated: Stated):
    """The stated value is the derivative of eq. (14) for one-hot labels in the largest share."""
    alpha = DEPTHS.symbols["alpha"]
    return identity(stated.value, sp.diff(sharpness(alpha / var_x), alpha), DEPTHS, "growth with the share")


@claim("Companion 4", "depth_slope")
def amplifies_the_share_exactly_when(stated: Stated):
    """At fixed sigma_x and share, one more layer makes the slope larger exactly when the stated condition holds."""
    return Equivalence(stated.effect, stated.when, L * (L + 1), DEPTHS, "one more layer makes the slope larger")


@claim("Companion 4", "imbalance")
def rises_with_the_largest_share(stated: Stated):
    """Of two label distributions the one with the larger largest share has the sharper balanced solution, L >= 2."""
    return Equivalence(stated.effect, stated.when, L / (L - 1), TWO_SHARES, "a larger share makes the solution sharper")

