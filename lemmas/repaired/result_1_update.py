"""Lemma 1: gradient and update of the layers in the singular frames, what the head never sees, and what rests.

The words in the frames are those of lemmas/gradient_step.py. Proof in words: docs/proofs/repaired/R.1.md.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp
from flint import fmpq

from lemmas import gradient_step as step
from lemmas import singular_value_step as one
from verify import Space, Stated, agrees, all_of, claim, differs, identity, integer, positive
from verify.judge.questions import Question, in_cases
from verify.judge.real_questions import argued
from verify.judge.steps import follows, near
from verify.nets.courses import Course, Courses
from verify.reason.variables import Variable
from verify.reason.words import annihilates, reduce

# notation: sigma[i] = v_i^T Sigma_xx v_i; s_i = 1 for i <= r, 0 beyond

ALIGNED = Courses(tails=("seen", "hidden", "both", "none"), beyond=True)
ANY = Courses(tails=("tilted", "seen", "both", "tilted"), beyond=True)


def moving(net: Course) -> Course:
    """The course with one step at least: at t = 0 there is nothing to follow."""
    return net if net.steps else Course({**net.recipe, "steps": 1})


def rule(stated: Stated, derived: Callable[..., sp.Expr], *more: Variable) -> Question:
    """The stated entry is the derived one with sigma_i and s_i put in, for i <= r and for r < i <= d_star."""
    questions = []
    for head in (True, False):
        space = step.place(stated, head, *more, all_i=True)
        seen = space.defined["sigma"][space.defined["i"]]
        questions.append(identity(stated.value, derived(more[0].symbol, seen, int(head)), space, "the entry"))
    return in_cases(*questions)


# claims, in the order of the paper


@claim("R.1", "gradient")
def is_the_derived_gradient(stated: Stated):
    """The stated value is what the gradient's word takes J_(k-1) e_i to, for every layer, all i <= d_star, every depth."""
    return rule(stated, step.gradient_entry, positive("lambda_i"))


@claim("R.1", "gradient", domain=ALIGNED)
def is_the_true_gradient(stated: Stated, net: Course):
    """The true gradient of every layer has the stated entries in the frames of t = 0, and no others."""
    return follows(moving(net), "gradient", stated.value, step.every_layer(net), whole=True)


@claim("R.1", "update")
def is_the_derived_rule(stated: Stated):
    """The stated value is the entry that one step makes of lambda_i, for every layer, all i <= d_star, every depth."""
    return rule(stated, step.next_value, *step.STEP)


@claim("R.1", "update", domain=ALIGNED)
def is_what_gradient_descent_does(stated: Stated, net: Course):
    """Every layer has the stated entries after each step, in its old frames, and no others."""
    return follows(moving(net), "next", stated.value, step.every_layer(net), whole=True)


@claim("R.1", "head")
def is_the_derived_rule_of_the_head(stated: Stated):
    """The stated value is the entry that one gradient step makes of lambda_i, i <= r, where Sigma_xx v_i = v_i."""
    space = step.place(stated, True, *step.STEP)
    return identity(stated.value, step.next_value(step.lambda_t, 1, 1), space, "the entry")


@claim("R.1", "head", domain=ANY)
def holds_whatever_the_tail(stated: Stated, net: Course):
    """Entry i <= r of every layer follows the stated rule at every step, also where V lies across the range of Sigma_xx."""
    return follows(moving(net), "next", stated.value, step.every_layer(net), range(1, net.r + 1))


@claim("R.1", "resting")
def is_annihilated_by_the_covariance(stated: Stated):
    """The gradient of W^1 ends in Sigma_xx, because Omega = W^(L:1) Sigma_xx - Sigma_yx and Sigma_yx = Sigma_yx Sigma_xx."""
    rest = sp.MatrixSymbol("I-Sigma_xx", *step.SIGMA_XX.shape)
    above = sp.MatrixSymbol("F", step.J_k.shape[0], step.SIGMA_XX.shape[0])
    moved, _ = reduce(sp.MatMul(above, step.SIGMA_XX, rest), [annihilates(step.SIGMA_XX, rest)])
    space = Space((integer("L", 2),), also="all weights, all Sigma_xx with Sigma_xx^2 = Sigma_xx")
    return identity(stated.value, sp.sympify(moved), space, "what a step adds beside the range")


@claim("R.1", "resting", domain=ANY)
def leaves_the_unseen_inputs_alone(stated: Stated, net: Course):
    """The greatest |entry| of (W_t^1 - W_0^1)(I - Sigma_xx) has the stated value at every step."""
    net, answers = moving(net), []
    exact, xx = net.arithmetic.exact, net.arithmetic.exact(net.initial.network.sigma_xx)
    for t in range(1, net.steps + 1):
        moved = exact(net.layer(t, 1)) - exact(net.layer(0, 1))
        rest = moved - moved * xx
        size = max((abs(x) for x in rest.entries()), default=fmpq(0))
        answers.append(near(stated.value.at(**net.facts), size, f"entries beside the range, t = {t}", net.slack))
    return all_of(*answers)


@claim("R.1", "signs")
def keeps_the_interval(stated: Stated):
    """A step from (0, 1) rises and stays below 1, a step from (1, M] falls and stays positive; M is the stated bound."""
    bound = identity(stated.value, one.M, Space((positive("M"),)), "the bound")
    return argued("induction over the steps", in_cases(one.rises_below_one(), one.falls_above_one()), bound)


@claim("R.1", "signs", domain=ANY)
def stay_positive_under_the_step_size(stated: Stated, net: Course):
    """At every step each entry i <= r is positive, and so is a singular value, and at most the stated value."""
    top = stated.value.at(**net.facts)
    values = [x for t in range(net.steps + 1) for x in net.values(t)[: net.r]]
    good = min(values) > 0 and max(values) <= top + net.rounding * 100
    return agrees("0 < lambda_i <= M") if good else differs("least and greatest entry", (0, top), (min(values), max(values)))
