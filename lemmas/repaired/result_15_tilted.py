"""Theorem F: a tail value whose v lies across the range of Sigma_xx: it is forgotten exponentially, and the layers freeze.

Uses Lemma 1 for the head. Proof in words: docs/proofs/repaired/R.15.md.
"""

from __future__ import annotations

import sympy as sp
from flint import fmpq, fmpq_mat

from verify import Space, Stated, agrees, all_of, at_most, claim, differs, every, identity, integer, nonnegative, positive
from verify.judge.real_questions import argued
from verify.nets.chosen import Chosen
from verify.nets.courses import Course, Courses

# notation: q is row i of the first layer, p^2 = q Sigma_xx q^T; lambda is the entry i of the other layers

L = integer("L", 2).symbol
NUMBERS = Space((integer("L", 2), nonnegative("p_t"), positive("lambda_t"), positive("eta")))
p, lam, eta = (NUMBERS.symbols[x] for x in ("p_t", "lambda_t", "eta"))


def turned(depth: int) -> list[dict]:
    """One live tail value with v turned across the range, by three angles; a head away from 1; two exact steps."""
    sizes = {"L": depth, "widths": [3, *[2] * depth], "r": 1, "rank_xx": 2, "steps": 2 if depth < 4 else 1}
    runs = [("1/2", "1", "3/4"), ("1", "1/2", "1"), ("-1/3", "3/4", "5/4"), ("2", "3/2", "1/2")]
    return [{**sizes, "tilt": [x], "tail": [tail], "head": [head], "eta": f"1/{5 * depth}"} for x, tail, head in runs]


TURNED = Chosen(Courses(tails=("tilted",), reals=False), turned)


# derivation


def seen_part(net: Course, t: int) -> fmpq:
    """p_t^2 of the one live tail value, from the matrices."""
    i = next(k for k in range(net.r, net.d_star) if net.initial.values[k] != 0)
    W, xx = (net.arithmetic.exact(x) for x in (net.layer(t, 1), net.initial.network.sigma_xx))
    row = fmpq_mat(1, W.ncols(), [W[i, j] for j in range(W.ncols())])
    return (row * xx * row.transpose())[0, 0]


def upper_part(net: Course, t: int) -> fmpq:
    """lambda_t of the one live tail value, from the last layer."""
    i = next(k for k in range(net.r, net.d_star) if net.initial.values[k] != 0)
    return net.entries(t, net.L)[i]


def gradient_of_one(moved: bool) -> sp.Expr:
    """The derivative of (x_2 … x_L)^2 p^2 / 2 in one x_l (moved), or in the length p of the seen part, at x_l = lambda."""
    x = sp.Symbol("x", positive=True)
    loss = (x * lam ** (L - 2)) ** 2 * p**2 / 2 if moved else (lam ** (L - 1)) ** 2 * p**2 / 2
    return sp.diff(loss, x).subs(x, lam) if moved else sp.diff(loss, p)


# claims


@claim("R.15", "step")
def are_gradient_steps(stated: Stated):
    """The stated values are a gradient step of (x_2 … x_L)^2 p^2 / 2 in p and in each x_l, all x_l = lambda."""
    return argued(
        "the gradient of the first layer",
        identity(stated.seen_next, p - eta * gradient_of_one(False), NUMBERS, "the seen part"),
        identity(stated.upper_next, lam - eta * gradient_of_one(True), NUMBERS, "the other layers"),
    )


@claim("R.15", "step", domain=TURNED)
def are_what_gradient_descent_does(stated: Stated, net: Course):
    """At every step on the matrices p^2 follows the square of the stated p, and lambda the stated lambda."""
    answers = []
    for t in range(net.steps):
        square, upper = seen_part(net, t), upper_part(net, t)
        one = stated.seen_next.at(**{**net.facts, "p_t": fmpq(1), "lambda_t": upper})  # linear in p: its factor
        made = square * one**2, kept_linear(stated, net, square, upper)
        true = seen_part(net, t + 1), upper_part(net, t + 1)
        what = f"(p^2, lambda) at step {t + 1}"
        answers.append(agrees(what) if made == true else differs(what, made, true))
    return all_of(*answers)


def kept_linear(stated: Stated, net: Course, square: fmpq, upper: fmpq) -> fmpq:
    """The stated next lambda, which depends on p^2 alone and linearly: by its values at p = 0 and p = 1."""
    at = [stated.upper_next.at(**{**net.facts, "p_t": fmpq(x), "lambda_t": upper}) for x in (0, 1, 2)]
    if at[2] - at[0] != 4 * (at[1] - at[0]):
        return fmpq(-1)
    return at[0] + (at[1] - at[0]) * square


@claim("R.15", "gap")
def is_the_difference_of_squares_after_a_step(stated: Stated):
    """lambda^2 - p^2 is multiplied by the stated factor in a step."""
    seen = p * (1 - eta * lam ** (2 * L - 2))
    upper = lam - eta * lam ** (2 * L - 3) * p**2
    made = stated.value.symbolic(**NUMBERS.leaves) * (lam**2 - p**2)
    return identity(made, sp.expand(upper**2) - sp.expand(seen**2), NUMBERS, "lambda^2 - p^2")


@claim("R.15", "start")
def is_the_share_that_the_covariance_sees(stated: Stated):
    """At the start lambda^2 - p^2 is the stated share of lambda_0^2: p_0^2 = sigma lambda_0^2; gradient flow keeps it."""
    space = Space((positive("sigma_i"), positive("lambda_0")))
    sigma, start = space.symbols["sigma_i"], space.symbols["lambda_0"]
    change = 2 * p * gradient_of_one(False) - 2 * lam * gradient_of_one(True)
    return every(
        identity(stated.value, start**2 - sigma * start**2, space, "lambda_0^2 - p_0^2"),
        identity(change, sp.Integer(0), NUMBERS, "the change of lambda^2 - p^2 under the flow"),
    )


@claim("R.15", "start", domain=TURNED)
def is_what_the_layers_begin_with(stated: Stated, net: Course):
    """On the matrices lambda_0^2 - p_0^2 has the stated value with sigma = v^T Sigma_xx v."""
    i = next(k for k in range(net.r, net.d_star) if net.initial.values[k] != 0)
    facts = {**net.facts, "sigma_i": net.facts["sigma"][i + 1], "lambda_0": net.initial.values[i]}
    made, true = stated.value.at(**facts), upper_part(net, 0) ** 2 - seen_part(net, 0)
    return agrees("lambda^2 - p^2 at the start") if made == true else differs("lambda^2 - p^2 at the start", made, true)


@claim("R.15", "kept")
def adds_up_what_the_factors_lack(stated: Stated):
    """A factor of (b) lacks eta lambda^(2L-3) times what lambda loses in the step, and lambda loses lambda_0 at most."""
    space = Space((integer("L", 2), positive("tail"), positive("eta"), positive("sigma_i")), also="0 <= sigma <= 1")
    start, rate, sigma = (space.symbols[x] for x in ("tail", "eta", "sigma_i"))
    lost = lam - (lam - eta * lam ** (2 * L - 3) * p**2)
    most = rate * start ** (2 * L - 3) * start
    return argued(
        "a product of factors below 1",
        identity(eta**2 * lam ** (4 * L - 6) * p**2, eta * lam ** (2 * L - 3) * lost, NUMBERS, "what a factor lacks"),
        identity(stated.value, (1 - most) * (start**2 - sigma * start**2), space, "g"),
    )


@claim("R.15", "kept", domain=TURNED)
def stays_above_on_the_matrices(stated: Stated, net: Course):
    """At every step on the matrices lambda^2 - p^2 is at least the stated value."""
    i = next(k for k in range(net.r, net.d_star) if net.initial.values[k] != 0)
    least = stated.value.at(**{**net.facts, "sigma_i": net.facts["sigma"][i + 1]})
    gaps = [upper_part(net, t) ** 2 - seen_part(net, t) for t in range(net.steps + 1)]
    return all_of(*(at_most(least, gap, f"lambda^2 - p^2 at step {t}") for t, gap in enumerate(gaps)))
