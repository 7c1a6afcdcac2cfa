"""Theorem E: two layers: the whole spectrum in closed form along the whole training, and the sharpness. Uses Theorem A.

Proof in words: docs/proofs/repaired/R.14.md.
"""

from __future__ import annotations

from math import isqrt

import sympy as sp
from flint import fmpq, fmpq_poly

from lemmas import aligned_blocks as blocks
from verify import Space, Stated, agrees, all_of, at_most_everywhere, claim, differs, every, identity, positive
from verify.judge.polynomials import has_characteristic_polynomial
from verify.judge.real_questions import argued
from verify.nets.courses import Course, Courses

# notation: s_i = lambda_i^2; the halves of a pair are v v^T +- C, 2 x 2

S = Space((positive("s_i"), positive("s_j")), also="L = 2, i, j <= r")
s_i, s_j = S.symbols["s_i"], S.symbols["s_j"]
TIME = Space((positive("s_0"), positive("tau_0"), positive("t")), also="L = 2, gradient flow")
ZERO_TAIL = Courses(depths=(2,), tails=("none",), largest=60)


# derivation


def half(sign: int) -> sp.Matrix:
    """v v^T + sign C at L = 2, from the derived vector and couplings, with omega = s - 1."""
    k, n, L = blocks.k, blocks.n, blocks.L
    v = [blocks.pair_vector().subs(k, place).subs(L, 2) for place in (1, 2)]
    C = sp.diag(blocks.pair_coupling_below().subs(n, 2).subs(L, 2), blocks.pair_coupling_above().subs(n, 4).subs(L, 2))
    made = sp.Matrix(2, 2, lambda i, j: v[i] * v[j]) + sign * C
    roots = {blocks.omega_i: s_i - 1, blocks.omega_j: s_j - 1, blocks.a: sp.sqrt(s_i), blocks.b: sp.sqrt(s_j)}
    return made.subs(roots)


def quadratic(centre: fmpq, square: fmpq) -> fmpq_poly:
    """(x - centre)^2 - square."""
    return fmpq_poly([centre**2 - square, -2 * centre, 1])


# claims, in the order of the paper


@claim("R.14", "singles")
def are_the_blocks_of_one_value(stated: Stated):
    """D has 3 s - 1 on 1 and 1 - s beside; one layer alone gives s; a coupling without a partner gives +-(1 - s)."""
    L = blocks.L
    root = {blocks.a: sp.sqrt(s_i)}
    first, coupling = blocks.diagonal_first_order() ** 2, blocks.diagonal_coupling().subs(blocks.omega_i, s_i - 1)
    put = lambda e: sp.expand(e.subs(L, 2).subs(root))  # noqa: E731
    return every(
        identity(stated.up, put(2 * first + coupling), S, "on 1"),
        identity(stated.down, put(-coupling), S, "beside 1"),
        identity(stated.bulk, put(first), S, "one layer alone"),
        identity(stated.rim, put(-blocks.outer_coupling().subs(blocks.omega_i, s_i - 1)), S, "without a partner"),
    )


@claim("R.14", "singles", domain=ZERO_TAIL)
def are_eigenvalues_of_two_layers(stated: Stated, net: Course):
    """For each i <= r the true Hessian has the stated eigenvalues, the bulk rho + d_L - 2r times, +-rim d_1 - r."""
    H, first, answers = net.whole, net.initial, []
    bulk, rim = first.rank_xx + first.d_L - 2 * net.r, first.widths[1] - net.r
    room = H.slack + net.rounding * 100
    for x in net.now[: net.r]:
        at = {name: part.at(**{**net.facts, "s_i": x**2}) for name, part in stated.wording.parts.items()}
        wanted = [(at["up"], 1), (at["down"], 1 + rim), (at["bulk"], bulk), (at["rim"], rim), (-at["rim"], rim)]
        for value, often in wanted:
            found = H.size - H.below(value - room) - H.above(value + room)
            what = f"multiplicity of {float(value):.6g}, at least"
            answers.append(agrees(what) if found >= often else differs(what, often, found))
    return all_of(*answers)


@claim("R.14", "pairs")
def are_the_eigenvalues_of_both_halves(stated: Stated):
    """v v^T +- C has trace 2 c and determinant c^2 - q, c and q the stated centre and square."""
    questions = []
    for sign, centre, square in ((1, stated.centre, stated.square), (-1, stated.skew_centre, stated.skew_square)):
        N, (c, q) = half(sign), (part.symbolic(**S.leaves) for part in (centre, square))
        questions.append(identity(2 * c, sp.expand(N.trace()), S, "trace"))
        questions.append(identity(c**2 - q, sp.expand(N.det()), S, "determinant"))
    return every(*questions)


@claim("R.14", "pairs", domain=ZERO_TAIL)
def complete_the_spectrum_of_two_layers(stated: Stated, net: Course):
    """With 3s-1, 1-s, s and +-(1-s) the stated pairs are the whole spectrum of the true Hessian, and zeros."""
    s = [x**2 for x in net.now[: net.r]]
    made, first = fmpq_poly([1]), net.initial
    bulk, rim = first.rank_xx + first.d_L - 2 * net.r, first.widths[1] - net.r
    for i, x in enumerate(s):
        made *= fmpq_poly([1 - 3 * x, 1]) * fmpq_poly([x - 1, 1]) * fmpq_poly([-x, 1]) ** bulk
        made *= fmpq_poly([-((1 - x) ** 2), 0, 1]) ** rim
        for y in s[i + 1 :]:
            facts = {**net.facts, "s_i": x, "s_j": y}
            at = {name: part.at(**facts) for name, part in stated.wording.parts.items()}
            made *= quadratic(at["centre"], at["square"]) * quadratic(at["skew_centre"], at["skew_square"])
    surplus = net.whole.size - made.degree()
    return has_characteristic_polynomial(net.whole, made * fmpq_poly([0] * surplus + [1]))


@claim("R.14", "sharpness")
def is_the_larger_root_of_the_skew_half(stated: Stated):
    """The stated square is that of v v^T - C, in [0, 1] for s_i, s_j in (0, 1]; the other value is that of D, at most 2."""
    m, w = (positive(x).symbol for x in ("m", "w"))
    square = stated.square.symbolic(**S.leaves)
    inside = Space((positive("m"), positive("w")), also="s_i = 1/(1+m), s_j = s_i/(1+w): 0 < s_j <= s_i <= 1")
    put = square.subs({s_i: 1 / (1 + m), s_j: 1 / ((1 + m) * (1 + w))}, simultaneous=True)
    beyond = ((2 * s_i - s_j) ** 2 - s_i * s_j).subs(s_j, s_i / (1 + w)).subs(s_i, 1 / (1 + m))
    return argued(
        "the larger eigenvalue of the skew half",
        identity(stated.square, s_i**2 + s_j**2 - s_i * s_j, S, "the square"),
        at_most_everywhere(sp.Integer(0), sp.factor(put), inside, "not negative"),
        at_most_everywhere(sp.Integer(0), sp.factor(1 - put), inside, "at most 1"),
        identity(stated.alone, 3 * s_i - 1, S, "the value of one head value alone"),
        # the larger eigenvalue of v v^T + C, s_i + s_j - 1 + (s_i s_j)^(1/2), is no larger: (2 s_i - s_j)^2 >= s_i s_j
        at_most_everywhere(sp.Integer(0), sp.factor(beyond), inside, "the other half"),
    )


@claim("R.14", "sharpness", domain=ZERO_TAIL)
def is_the_largest_eigenvalue(stated: Stated, net: Course):
    """The true Hessian's largest eigenvalue is 1 plus the root of the largest stated square, or `alone`, for s_i <= 1."""
    s = [x**2 for x in net.now[: net.r]]
    if max(s) > 1 + net.rounding:
        return agrees("some s_i > 1 at this step")
    squares = [stated.square.at(**{**net.facts, "s_i": x, "s_j": y}) for i, x in enumerate(s) for y in s[i + 1 :]]
    H, room, best = net.whole, net.whole.slack + net.rounding * 100, max(squares)
    # the greater of the two is an eigenvalue and none is larger: count those beyond rational ends around it
    alone = max(stated.alone.at(**{**net.facts, "s_i": x}) for x in s)
    low, high = (max(1 + end, alone) for end in bracket(best))
    found = H.above(high + room), H.size - H.below(low - room)
    what = "eigenvalues above the stated one, and from it on"
    return agrees(what) if found[0] == 0 and found[1] >= 1 else differs(what, (0, "some"), found)


def bracket(square: fmpq) -> tuple[fmpq, fmpq]:
    """Rational ends around the square root, 2^-80 apart."""
    scale = fmpq(2) ** 80
    whole = isqrt(int((square * scale * scale).floor()))
    return fmpq(whole) / scale, fmpq(whole + 1) / scale


@claim("R.14", "flow")
def solve_the_gradient_flow(stated: Stated):
    """The stated s and tau^2 solve s' = 2 s (1 - s) and (tau^2)' = -2 tau^4, gradient flow, from s_0 and tau_0^2."""
    t = TIME.symbols["t"]
    s, tau = (getattr(stated, name).symbolic(**TIME.leaves) for name in ("head", "tail"))
    start = {t: 0}
    return argued(
        "solutions of the gradient flow are unique",
        identity(sp.diff(s, t), 2 * s * (1 - s), TIME, "the head's equation"),
        identity(sp.diff(tau, t), -2 * tau**2, TIME, "the tail's equation"),
        identity(sp.simplify(s.subs(start)), TIME.symbols["s_0"], TIME, "the head's start"),
        identity(sp.simplify(tau.subs(start)), TIME.symbols["tau_0"] ** 2, TIME, "the tail's start"),
    )
