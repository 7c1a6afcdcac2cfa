"""Lemma 2: the layers keep a common singular value decomposition exactly when Sigma_xx commutes with A^T A. Uses Lemma 1.

Proof in words: docs/proofs/repaired/R.2.md.
"""

from __future__ import annotations

import sympy as sp

from lemmas import gradient_step as step
from lemmas import outer_product as gram
from verify import Space, Stated, claim, identity, integer, nonnegative, positive
from verify.judge.real_questions import argued
from verify.nets.chosen import Chosen
from verify.nets.courses import Course, Courses

# notation: A = W_0^(L:1), a = lambda_i, b = lambda_j

L, a, b = gram.L, positive("lambda_i").symbol, nonnegative("lambda_j").symbol
K_ij = sp.Symbol("K_ij", real=True)

COURSES = Courses(tails=("tilted", "seen", "tilted", "both"), beyond=True, reals=False)


def tied_tails(depth: int) -> list[dict]:
    """Two tail values turned across the range of Sigma_xx: equal ones keep a common decomposition, different ones do not."""
    sizes = {
        "L": depth,
        "widths": [4, *[3] * depth],
        "r": 1,
        "rank_xx": 3,
        "head": ["3/4"],
        "eta": f"1/{2 * depth}",
        "steps": 2,
    }
    turns = ["0", "1/2", "1/3"]
    tails = (["1/2", "1/2"], ["1/2", "1/3"], ["3/4", "3/4"], ["1/2", "0"])
    return [{**sizes, "steps": 2 if depth < 4 else 1, "tail": tail, "tilt": turns} for tail in tails]


TIED = Chosen(COURSES, tied_tails)


# derivation


def off_diagonal() -> tuple[sp.Expr, sp.Expr]:
    """Entry (i, j), i != j, of the gradient of W^1 in frames that the layers share, and of K Lambda^(2L) - Lambda^(2L) K.

    K = V^T Sigma_xx V has the entry `K_ij`; U^T Sigma_yx V has none at (i, j) where lambda_i != lambda_j.
    """
    above = gram.product_factor(a, L - 1)  # of W^(L:2) at u_i
    whole = gram.product_factor(a, L)
    return above * whole * K_ij, K_ij * (gram.factor_inside(b, L) - gram.factor_inside(a, L))


# claims


@claim("R.2", "common")
def compares_one_step_with_the_commutator(stated: Stated):
    """Where lambda_i != lambda_j the gradient of W^1 has no entry at (i, j) and (j, i) exactly when K_ij = 0, and so has the
    commutator of Sigma_xx and A^T A; the stated condition is that the commutator is 0."""
    entry, commutator = off_diagonal()
    numbers = (integer("L", 2), positive("lambda_i"), nonnegative("lambda_j"))
    space = Space(numbers, {"K_ij": K_ij}, also="all Sigma_xx, all V")
    rank = Space((integer("commutator"),), also="the rank of the commutator")
    left, relation, right = stated.exactly_when.sides(**rank.leaves)
    if relation not in ("==", "<="):  # a rank is never negative
        raise ValueError("the condition is an equation")
    return argued(
        "commuting symmetric matrices share eigenvectors",
        identity(entry, a ** (2 * L - 1) * K_ij, space, "the gradient of W^1 at (i, j)"),
        identity(commutator, (b ** (2 * L) - a ** (2 * L)) * K_ij, space, "the commutator at (i, j)"),
        identity(left - right, rank.symbols["commutator"], rank, "what the condition says to be 0"),
        identity(stated.off, sp.Integer(0), Space((integer("L", 2),)), "what the frames leave over"),
    )


@claim("R.2", "common", domain=COURSES)
@claim("R.2", "common", domain=TIED, at="with_tied_tails")
def keeps_the_frames_exactly_when(stated: Stated, net: Course):
    """The layers keep a common W_t^k = U_k diag V_k^T, for all k and t, exactly when the stated condition holds."""
    net = net if net.steps else Course({**net.recipe, "steps": 1})
    return step.frames_kept_exactly_when(stated, net)
