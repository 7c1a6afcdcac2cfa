"""Theorem B: the bifurcation of the Hessian's spectrum along training, every constant from the start. Uses R.3 to R.9.

(S) stands for: Sigma_xx sees every live tail value; (F): rho = r, so that the tail rests. Proof in words:
docs/proofs/repaired/R.10.md. The late half of the theorem is in result_11_late_clusters.py.
"""

from __future__ import annotations

import sympy as sp
from flint import fmpq

from lemmas import aligned_blocks as blocks
from lemmas import outer_product as gram
from lemmas import overshoot
from lemmas.repaired import bifurcation as both
from lemmas.repaired.bifurcation import CLOSE, L, eps
from verify import (
    Space,
    Stated,
    agrees,
    all_of,
    at_most,
    at_most_everywhere,
    claim,
    differs,
    follows_from,
    identity,
    integer,
    nonnegative,
    positive,
)
from verify.judge.box_questions import on_boxes
from verify.judge.placement import holds_at_least
from verify.judge.real_questions import argued
from verify.judge.tested import besides
from verify.nets.courses import Course, Courses

# notation: eps = w_0 e^(-L c^(2L-2) eta t); a = lambda_i of the head, b = lambda_j of the tail

a, b = blocks.a, blocks.b
CONSTANTS = Space(
    (integer("L", 2), positive("c"), nonnegative("w_0"), positive("eta"), integer("t")),
    also="all widths, any tail; eta <= 1/L and eta M^(2L-2) <= 1; c = min(1, lambda_{i,0}, f(M))",
)
SLOPE = Space((integer("L", 2), positive("share")))
COUNTS = Space(tuple(integer(x, 1) for x in ("r", "rank_xx", "d_L")) + tuple(integer(x) for x in ("seen", "hidden")))
PAIR = Space((integer("L", 2), positive("lambda_i"), positive("lambda_j"), nonnegative("eps")), given=(b < a,))
ANY = Courses(tails=("seen", "none", "tilted", "hidden", "both"))
SEEN, FROZEN = Courses(tails=("seen", "seen", "none")), Courses(tails=("hidden", "hidden", "none"))
EXACT, STILL = Courses(tails=("seen",), reals=False, largest=20), Courses(tails=("hidden",), reals=False, largest=20)


def near(net: Course, value: fmpq) -> int:
    """How many eigenvalues of the true Hessian equal the value, within what is known of both."""
    H, room = net.whole, net.whole.slack + net.rounding * 100
    return H.size - H.below(value - room) - H.above(value + room)


# claims: the values


@claim("R.10", "values")
def iterates_the_contraction(stated: Stated):
    """The stated bound is w_0 shrunk t times by e^(-L eta c^(2L-2)): the contraction of each step, over all depths."""
    named = CONSTANTS.leaves
    bound = named["w_0"] * sp.exp(-L * named["c"] ** (2 * L - 2) * named["eta"] * named["t"])
    words = "contraction of each singular value"
    scope = "all real L >= 2; all real lambda > 1 > lambda' > 0; eta <= 1/L and eta lambda^(2L-2) <= 1"
    crossing = on_boxes(overshoot.crossing, overshoot.CURVE, scope, "a step that crosses 1")
    return besides(follows_from(overshoot.steps(), [(stated.value, bound)], CONSTANTS, words), crossing)


@claim("R.10", "values", domain=ANY)
def bounds_every_head_value_at_every_step(stated: Stated, net: Course):
    """At every step of gradient descent on the matrices each |lambda_i^L - 1|, i <= r, is at most the stated value."""
    found = []
    for t in range(net.steps + 1):
        bound = stated.value.at(**{**net.facts, "t": t})
        worst = max(abs(x**net.L - 1) for x in net.values(t)[: net.r])
        found.append(at_most(max(worst - net.rounding * 100, fmpq(0)), bound, f"|lambda_i^L - 1| at step {t}"))
    return all_of(*found)


# claims: the dominant cluster


@claim("R.10", "dominant")
def widens_by_both_parts(stated: Stated):
    """The stated ends are L moved by nu over the interval and by |H_f| of the head alone, each to second order in eps."""
    up, down = L + both.widening(), L - both.narrowing()
    return argued(
        "Weyl's inequality, and powers near 1",
        identity(stated.upper, up, CLOSE, "upper end"),
        at_most_everywhere(stated.lower, down, CLOSE, "lower end"),
    )


@claim("R.10", "dominant", domain=ANY)
def holds_the_dominant_eigenvalues(stated: Stated, net: Course):
    """The stated interval holds at least r^2 eigenvalues of the true Hessian, whatever the tail and V."""
    ends = stated.lower.at(**net.facts), stated.upper.at(**net.facts)
    return holds_at_least(net.whole, *ends, net.r**2, net)


@claim("R.10", "best_constant")
def is_the_slope_of_a_dominant_eigenvalue(stated: Stated):
    """The stated value is the slope of (2L-1) s^(2-2/L) - (L-1) s^(1-2/L), s = lambda^L, at s = 1."""
    s = SLOPE.symbols["share"]
    slope = sp.diff((2 * L - 1) * s ** (2 - 2 / L) - (L - 1) * s ** (1 - 2 / L), s).subs(s, 1)
    return identity(stated.value, sp.simplify(slope), Space((integer("L", 2),)), "slope at the minimum")


@claim("R.10", "level")
def is_the_eigenvalue_of_one_direction(stated: Stated):
    """The stated value is the eigenvalue of D on the vector 1, at sigma_i = 1 and omega_i = lambda_i^L - 1."""
    value = L * blocks.diagonal_first_order() ** 2 + (L - 1) * blocks.diagonal_coupling()
    return identity(stated.value, value.subs(blocks.omega_i, a**L - 1), Space((integer("L", 2), positive("lambda_i"))), "D")


@claim("R.10", "level", domain=ANY)
def are_eigenvalues_of_the_hessian(stated: Stated, net: Course):
    """For each i <= r the stated value is an eigenvalue of the true Hessian, as often as lambda_i occurs in the head."""
    head, answers = net.now[: net.r], []
    for x in head:
        value = stated.value.at(**{**net.facts, "lambda_i": x})
        often, found = head.count(x), near(net, value)
        what = f"multiplicity of {float(value):.6g}"
        answers.append(agrees(what) if found >= often else differs(what, often, found))
    return all_of(*answers)


# claims: the bulk


@claim("R.10", "bulk", "bulk_frozen")
def counts_the_pairs_without_a_live_partner(stated: Stated):
    """The stated number is that of the inputs and of the outputs beyond r that carry no live tail value."""
    r, rank, d_L, seen, hidden = (COUNTS.symbols[x] for x in ("r", "rank_xx", "d_L", "seen", "hidden"))
    if stated.name == "bulk":
        return identity(stated.times, rank - r - seen + d_L - r - seen, COUNTS, "how often")
    return identity(stated.times, d_L - r - hidden, COUNTS, "how often")


@claim("R.10", "bulk", "bulk_frozen")
def is_one_layer_alone(stated: Stated):
    """The stated value is what the one layer contributes that sees u_i x v_j when just one index is <= r."""
    return identity(stated.value, gram.bulk_eigenvalue(a), Space((integer("L", 2), positive("lambda_i"))), "bulk")


@claim("R.10", "bulk", domain=SEEN)
@claim("R.10", "bulk_frozen", domain=FROZEN)
def does_not_move(stated: Stated, net: Course):
    """For each i <= r the true Hessian has the stated eigenvalue at least the stated number of times."""
    head, answers = net.now[: net.r], []
    for x in head:
        facts = {**net.facts, "lambda_i": x}
        value, often = stated.value.at(**facts), stated.times.at(**facts) * head.count(x)
        found = near(net, value)
        what = f"multiplicity of {float(value):.6g}"
        answers.append(agrees(what) if found >= often else differs(what, often, found))
    return all_of(*answers)


@claim("R.10", "bulk_range")
def bounds_a_power(stated: Stated):
    """(1-eps)^p >= 1 - p eps and (1+eps)^p <= (1+eps)^2 for p = 2 - 2/L in [1, 2)."""
    p = 2 - 2 / L
    return argued(
        "Bernoulli's inequality",
        at_most_everywhere(stated.lower, 1 - p * eps, CLOSE, "lower end"),
        identity(stated.upper, (1 + eps) ** 2, CLOSE, "upper end"),
    )


@claim("R.10", "bulk_range", domain=ANY)
def holds_the_powers_of_the_head(stated: Stated, net: Course):
    """Every lambda_i^(2L-2), i <= r, lies between the stated ends."""
    low, high = stated.lower.at(**net.facts), stated.upper.at(**net.facts)
    powers = [x ** (2 * net.L - 2) for x in net.now[: net.r]]
    room = net.rounding * 100
    return all_of(at_most(low - room, min(powers), "lower end"), at_most(max(powers) - room, high, "upper end"))


@claim("R.10", "bulk_seen")
def is_the_remainder_of_the_normal_form(stated: Stated):
    """The stated value is the bound of Theorem A (e) with eps for |omega_i|; the centres are (1 +- x^L) |v|^2."""
    bound = (b ** (2 * L - 1) / a + eps * a ** (L - 2)) / (1 - b / a)
    v, k = blocks.pair_vector(), blocks.k
    square = sp.Sum((v**2).subs(k, gram.l), (gram.l, 1, L))
    return argued(
        "Weyl's inequality",
        identity(stated.value, bound, PAIR, "e"),
        identity(square, gram.dominant_eigenvalue(a, b), PAIR, "|v|^2 = nu"),
    )


@claim("R.10", "bulk_seen", domain=EXACT)
def encloses_both_eigenvalues_of_the_pair(stated: Stated, net: Course):
    """On each half of a pair the true Hessian has one eigenvalue within e of (1 +- x^L) nu, and all others within e of 0."""
    answers = [agrees("no pair with a smaller live tail value")]
    for i in range(net.r):
        for j in net.seen:
            if not 0 < net.now[j] < net.now[i]:
                continue
            bound = stated.value.at(**{**net.facts, "lambda_i": net.now[i], "lambda_j": net.now[j]})
            for sign in (1, -1):
                H, centre = both.pair(net, i, j, sign), both.pair_centre(net, i, j, sign)
                answers.append(holds_at_least(H, centre - bound, centre + bound, 1, net))
                answers.append(holds_at_least(H, -bound, bound, net.L - 1, net))
    return all_of(*answers)


@claim("R.10", "bulk_hidden")
def is_a_row_sum_of_the_couplings(stated: Stated):
    """Each row of C has at most L - 1 entries omega_i a^(2L-n) b^(n-L-2), of total degree L - 2: the stated value."""
    m = sp.Symbol("most", positive=True)
    entry = blocks.pair_coupling_above().subs({a: m, b: m})
    level = identity(entry, blocks.omega_i * m ** (L - 2), Space((integer("L", 2), integer("n", 4))), "an entry")
    made = (L - 1) * eps * sp.Max(a, b) ** (L - 2)
    rows = argued("row sums bound the spectral norm", level, identity(stated.value, made, PAIR, "|C|"))
    return argued("Weyl's inequality", rows)


@claim("R.10", "bulk_hidden", domain=STILL)
def encloses_the_eigenvalue_of_the_pair(stated: Stated, net: Course):
    """On a pair of a head and a hidden value the true Hessian has one eigenvalue this near to nu, the others to 0."""
    answers = [agrees("no live hidden value")]
    for i in range(net.r):
        for j in net.hidden:
            bound = stated.value.at(**{**net.facts, "lambda_i": net.now[i], "lambda_j": net.now[j]})
            H, centre = both.whole_pair(net, i, j), both.pair_centre(net, i, j, 0)
            answers.append(holds_at_least(H, centre - bound, centre + bound, 1, net))
            answers.append(holds_at_least(H, -bound, bound, 2 * net.L - 1, net))
    return all_of(*answers)
