"""Lemma 8: the norm of the functional Hessian from both sides, and what Weyl's inequality makes of it. Uses Theorem A.

Proof in words: docs/proofs/repaired/R.9.md.
"""

from __future__ import annotations

import sympy as sp

from lemmas import aligned_blocks as blocks
from verify import Space, Stated, all_of, claim, every, identity, integer, nonnegative, positive
from verify.judge.norms import norm_at_least, norm_at_most
from verify.judge.polynomials import moved_at_most
from verify.judge.real_questions import argued
from verify.nets.courses import Course, Courses

# notation: own_t = max |omega_i| |lambda_i|^(L-2), omega_t = max |omega_i|, top_t = max |lambda_i|, at step t

L = blocks.L
COURSES = Courses(tails=("seen", "none", "both", "hidden"))
NUMBERS = Space(
    (integer("L", 2), nonnegative("own_t"), nonnegative("omega_t"), positive("top_t")), also="any head, any tail"
)
ENTRY = Space((integer("L", 2), integer("n", 2)))


# claims


@claim("R.9", "norm")
def come_from_one_block_and_from_row_sums(stated: Stated):
    """D has the eigenvalue (L-1) omega lambda^(L-2) in H_f; a row of C has L - 1 entries of degree L - 2 in the values."""
    own, omega, top = (NUMBERS.symbols[x] for x in ("own_t", "omega_t", "top_t"))
    m = sp.Symbol("most", positive=True)
    entries = (blocks.pair_coupling_below(), blocks.pair_coupling_above())
    level = [x.subs({blocks.a: m, blocks.b: m, blocks.omega_i: 1, blocks.omega_j: 1}) for x in entries]
    return argued(
        "row sums bound the spectral norm",
        *(identity(x, m ** (L - 2), ENTRY, "an entry of C at equal values") for x in level),
        identity(stated.lower, (L - 1) * own, NUMBERS, "lower end"),
        identity(stated.upper, (L - 1) * omega * top ** (L - 2), NUMBERS, "upper end"),
    )


@claim("R.9", "norm", domain=COURSES)
def enclose_the_true_norm(stated: Stated, net: Course):
    """The norm of the true functional Hessian lies between the stated ends."""
    low, high = stated.lower.at(**net.facts), stated.upper.at(**net.facts)
    room = net.rounding * 10000
    return all_of(norm_at_least(net.functional, low - room, "|H_f|"), norm_at_most(net.functional, high + room, "|H_f|"))


@claim("R.9", "shallow", domain=Courses(depths=(2,), tails=("seen", "both", "none", "hidden")))
def is_the_norm_of_two_layers(stated: Stated, net: Course):
    """For two layers the norm of the true functional Hessian is the stated value."""
    value, room = stated.value.at(**net.facts), net.rounding * 10000
    return all_of(norm_at_least(net.functional, value - room, "|H_f|"), norm_at_most(net.functional, value + room, "|H_f|"))


@claim("R.9", "shallow")
def are_both_ends_at_depth_two(stated: Stated):
    """At L = 2 both ends are max |omega_i|."""
    omega, top = nonnegative("omega_t").symbol, positive("top_t").symbol
    ends = [(L - 1) * omega * top ** (L - 2), (L - 1) * blocks.diagonal_coupling().subs(blocks.omega_i, omega)]
    space = Space((nonnegative("omega_t"), positive("top_t"), positive("lambda_i")), also="L = 2")
    return every(*(identity(stated.value, end.subs(L, 2), space, "|H_f|") for end in ends))


@claim("R.9", "moved")
def is_the_upper_end(stated: Stated):
    """The stated distance is the bound of |H_f|: Weyl's inequality."""
    omega, top = (NUMBERS.symbols[x] for x in ("omega_t", "top_t"))
    return argued("Weyl's inequality", identity(stated.value, (L - 1) * omega * top ** (L - 2), NUMBERS, "distance"))


@claim("R.9", "moved", domain=COURSES)
def bounds_every_move(stated: Stated, net: Course):
    """No eigenvalue of the true H is further than the stated distance from that of H_o with the same number."""
    bound = stated.value.at(**net.facts) + net.rounding * 10000
    return moved_at_most(net.whole, net.outer, bound, bound)
