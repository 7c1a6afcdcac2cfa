"""Lemma 7: the spectrum and the eigenvectors of the outer-product Hessian of an aligned network, any tail. Uses Lemma 1.

The derivation is that of lemmas/outer_product.py. Proof in words: docs/proofs/repaired/R.8.md.
"""

from __future__ import annotations

import sympy as sp
from flint import fmpq

from lemmas import lemma_a10 as a10
from lemmas import outer_product as gram
from lemmas.repaired import kernel
from verify import Space, Stated, agrees, all_of, claim, differs, identity, integer, nonnegative, positive
from verify.judge.polynomials import has_characteristic_polynomial, rank_equals, with_roots
from verify.judge.questions import in_cases
from verify.judge.real_questions import argued
from verify.nets.courses import Course, Courses

# notation: lambda_i = 0 for i > d_star; nu(a, b) = sum_l a^(2(L-l)) b^(2(l-1))

COURSES = Courses(tails=("seen", "both", "none", "hidden"))
STILL = Courses(tails=("seen", "none", "both"), still=True, largest=20)
VALUES = Space((integer("L", 2), positive("lambda_i"), positive("lambda_j")))


def value(net: Course, i: int) -> fmpq:
    """lambda_i at the last step, 0 beyond d_star."""
    return net.now[i] if i < net.d_star else fmpq(0)


# claims


@claim("R.8", "spectrum")
def sums_the_layer_contributions(stated: Stated):
    """The stated value is the sum of the L layer contributions on u_i x v_j."""
    return argued(
        "XY and YX share their nonzero eigenvalues",
        identity(stated.value, gram.dominant_eigenvalue(), VALUES, "nu(lambda_i, lambda_j)"),
    )


@claim("R.8", "spectrum", domain=COURSES)
def is_the_whole_spectrum(stated: Stated, net: Course):
    """The true H_o has the stated eigenvalue for every i <= d_L and every j <= rho, and zeros."""
    pairs = [(value(net, i), value(net, j)) for i in range(net.initial.d_L) for j in range(net.initial.rank_xx)]
    roots = [(stated.value.at(**{**net.facts, "lambda_i": a, "lambda_j": b}), 1) for a, b in pairs]
    return has_characteristic_polynomial(net.outer, with_roots(roots, net.outer.size))


@claim("R.8", "rank")
def counts_the_pairs_with_a_live_index(stated: Stated):
    """The stated number is that of the pairs i <= d_L, j <= rho with lambda_i or lambda_j nonzero, for all sizes."""
    names = ("rank_xx", "d_L", "alive", "alive_seen")
    space = Space(
        tuple(integer(x, 1) for x in names), also="all L >= 2; alive nonzero values, alive_seen of them with i <= rho"
    )
    rank, d_L, alive, seen = (space.symbols[x] for x in names)
    pairs = gram.pairs((1, alive), (1, rank)) + gram.pairs((alive + 1, d_L), (1, seen))
    return argued("XY and YX share their nonzero eigenvalues", identity(stated.value, pairs, space, "pairs"))


@claim("R.8", "rank", domain=COURSES)
def counts_the_nonzero_eigenvalues(stated: Stated, net: Course):
    """The true H_o has the stated number of nonzero eigenvalues; alive_seen counts the live values that Sigma_xx sees."""
    alive = [i for i in range(net.d_star) if net.now[i] != 0]
    seen = sum(i < net.initial.rank_xx for i in alive)
    printed = stated.value.at(**{**net.facts, "alive": len(alive), "alive_seen": seen})
    if net.rounding:  # tiny values are nonzero: the digits cannot tell
        return agrees("counted over Q only")
    return rank_equals(net.outer, int(printed), net) if printed >= 0 else differs("a number", printed, "not negative")


@claim("R.8", "eigenvectors")
def are_listed_where_the_gram_operator_is_positive(stated: Stated):
    """The stated condition is that of a positive eigenvalue of the Gram operator on u_i x v_j: one of nu's ends is positive
    and Sigma_xx sees v_j; elsewhere its left side is 0."""
    a, b = nonnegative("lambda_i"), nonnegative("lambda_j")
    first, gap = integer("first", 1), integer("gap")
    seen = Space((a, b, first, gap), {"j": first.symbol, "rank_xx": first.symbol + gap.symbol}, also="j <= rho")
    beyond = Space((a, b, first, gap), {"j": first.symbol + gap.symbol + 1, "rank_xx": gap.symbol + 1}, also="j > rho")
    (one, relation, bound), (other, _, _) = (stated.listed.sides(**space.leaves) for space in (seen, beyond))
    if relation != ">":
        raise ValueError("the condition is a comparison >")
    contribution, x = gram.layer_contribution(), VALUES.symbols
    return argued(
        "X maps the eigenvectors of X^T X",
        in_cases(
            identity(one, a.symbol**2 + b.symbol**2, seen, "the condition where Sigma_xx sees v_j"),
            identity(other, sp.Integer(0), beyond, "the condition where it does not"),
        ),
        identity(sp.sympify(bound), sp.Integer(0), VALUES, "its other side"),
        identity(contribution.subs(gram.l, 1), x["lambda_i"] ** (2 * gram.L - 2), VALUES, "the first term of nu"),
        identity(contribution.subs(gram.l, gram.L), x["lambda_j"] ** (2 * gram.L - 2), VALUES, "the last term of nu"),
    )


@claim("R.8", "eigenvectors", domain=STILL)
def are_all_eigenvectors_with_nonzero_eigenvalue(stated: Stated, net: Course):
    """The listed A_o(u_i x v_j) are independent eigenvectors of the true H_o, nonzero eigenvalue, as many as its rank."""
    first = net.initial
    places = a10.listed(stated, first)
    count = rank_equals(first.outer_product_hessian, len(places), first)
    return all_of(count, a10.are_eigenvectors(first, places)) if places else kernel.joined([count])
