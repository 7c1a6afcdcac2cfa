"""Lemma A.5: the spectral norm of a block matrix is at most the root of the sum of its squared block norms.

Uses that the spectral norm obeys the triangle inequality and |Bx| <= |B| |x| (its definition). Proved here for every
number of blocks and all block sizes: the Cauchy-Schwarz step, by induction on Lagrange's identity. The norm inequalities
that lead to it and the final bound are held against certified spectral norms of block matrices.
"""

from __future__ import annotations

import sympy as sp
from flint import fmpq

from lemmas.corner_cases import BLOCKS as ADDING
from verify import (
    BlockMatrices,
    BlockMatrix,
    Space,
    Stated,
    all_of,
    at_most,
    at_most_everywhere,
    claim,
    every,
    follows_from,
    integer,
    square_at_most,
    value_is,
)

# notation: N[k, l] is the spectral norm of block (k, l), X[l] the norm of the part x_l of a unit vector

L = integer("L", 1).symbol
k, l = sp.symbols("k l", integer=True, positive=True)
N, X, a, b = (sp.IndexedBase(name, nonnegative=True) for name in "NXab")
TABLES = {"N": N, "X": X, "a": a, "b": b}
BLOCKS = Space((integer("L", 1),), TABLES, also="all block sizes")
ZERO = sp.Integer(0)
LAGRANGE = "induction on the number of terms"
ANY = BlockMatrices()
EQUALITY = (fmpq(1), fmpq(2), fmpq(1, 2))  # b a multiple of a: Cauchy-Schwarz is an equality


# derivation


def lagrange_step() -> tuple[sp.Expr, sp.Expr]:
    """One step of Lagrange's identity, from n terms to n + 1, with A, B, C the sums of a_l^2, b_l^2, a_l b_l so far.

    (A + x^2)(B + y^2) - (C + xy)^2 = (AB - C^2) + (A y^2 - 2 C x y + B x^2), and the last bracket is the sum of the
    squares (a_l y - b_l x)^2. So the defect of Cauchy-Schwarz never falls from one step to the next; it starts at 0.
    """
    A, B, C, x, y = sp.symbols("A B C x y", real=True)
    new_squares = A * y**2 - 2 * C * x * y + B * x**2
    return (A + x**2) * (B + y**2) - (C + x * y) ** 2, (A * B - C**2) + new_squares


def sum_of_new_squares() -> tuple[sp.Expr, sp.Expr]:
    """The summand of that last bracket: (a_l y - b_l x)^2 = a_l^2 y^2 - 2 a_l b_l x y + b_l^2 x^2."""
    x, y = sp.symbols("x y", real=True)
    return (a[l] * y - b[l] * x) ** 2, a[l] ** 2 * y**2 - 2 * a[l] * b[l] * x * y + b[l] ** 2 * x**2


def row_bound() -> sp.Expr:
    """What bounds |y_k|: the triangle inequality and |Bx| <= |B| |x|, block by block."""
    return sp.Sum(N[k, l] * X[l], (l, 1, L))


def frobenius() -> sp.Expr:
    """The sum over k of Cauchy-Schwarz applied to each row, for |x| = 1."""
    return sp.Sum(N[k, l] ** 2, (l, 1, L), (k, 1, L))


# claims, in the order of the paper


@claim("A.5", "spectral_norm_bound")
def squares_to_the_sum_of_squares(stated: Stated):
    """The square of the stated bound is the sum of the rows' Cauchy-Schwarz bounds: every |Hx| with |x| = 1 obeys it."""
    square = stated.value.symbolic(**BLOCKS.leaves) ** 2
    steps = [lagrange_step(), sum_of_new_squares()]
    proof = follows_from(steps, [(square, frobenius())], BLOCKS, "norm of a matrix of blocks")
    return every(proof, at_most_everywhere(ZERO, stated.value, BLOCKS, "the bound"))


@claim("A.5", "spectral_norm_bound", domain=ANY)
def bounds_the_true_spectral_norm(stated: Stated, H: BlockMatrix):
    """The true spectral norm, from the characteristic polynomial of H^T H, is at most the stated bound."""
    return square_at_most(H.matrix, stated.value, H)


@claim("A.5", "unit_partition", domain=ANY)
def adds_up_to_the_unit_vector(stated: Stated, H: BlockMatrix):
    """The squared norms of the parts of a unit vector add up to the stated value."""
    return value_is(H.squared_length(H.parts_of_x), stated.value, H, "sum of |x_l|^2")


@claim("A.5", "triangle", domain=ANY)
def bounds_each_part(stated: Stated, H: BlockMatrix):
    """Each |y_k|^2 is at most the square of the stated bound."""
    answers = []
    for row, part in enumerate(H.parts_of_y, 1):
        bound = stated.value.at(**H.facts, k=row)
        answers.append(at_most(H.squared_length([part]), bound * bound, f"|y_{row}|^2"))
    return all_of(*answers)


@claim("A.5", "squared", "substituted", domain=ANY)
def bounds_the_whole_vector(stated: Stated, H: BlockMatrix):
    """|Hx|^2 is at most the stated bound, for a unit vector x."""
    return at_most(H.squared_length(H.parts_of_y), stated.value.at(**H.facts), "|Hx|^2")


@claim("A.5", "squared", "substituted", domain=ADDING)
def bounds_it_where_the_blocks_add_up(stated: Stated, H: BlockMatrix):
    """|Hx|^2 is at most the stated bound, for a unit vector x. Tried on blocks whose contributions point the same way."""
    return bounds_the_whole_vector(stated, H)


@claim("A.5", "squared")
def sums_the_rows(stated: Stated):
    """The stated bound is the sum over k of the squared row bounds."""
    return follows_from([], [(stated.value, sp.Sum(row_bound() ** 2, (k, 1, L)))], BLOCKS, "triangle inequality for blocks")


@claim("A.5", "cauchy_schwarz")
def follows_from_lagranges_identity(stated: Stated):
    """The stated sides are those of Cauchy-Schwarz, which Lagrange's identity proves for every number of terms."""
    left, right = sp.Sum(a[l] * b[l], (l, 1, L)) ** 2, sp.Sum(a[l] ** 2, (l, 1, L)) * sp.Sum(b[l] ** 2, (l, 1, L))
    steps = [lagrange_step(), sum_of_new_squares()]
    return follows_from(steps, [(stated.left, left), (stated.right, right)], BLOCKS, LAGRANGE)


@claim("A.5", "cauchy_schwarz", domain=ANY)
def holds_for_norms(stated: Stated, H: BlockMatrix):
    """The stated left side is at most the right one for a row of norms N[k, l] and X[l], or a multiple of that row."""
    answers = []
    for row in range(1, H.facts["L"] + 1):
        norms = {column: value for (k, column), value in H.facts["N"].items() if k == row}
        multiples = [{column: value * factor for column, value in norms.items()} for factor in EQUALITY]
        for other in (*multiples, H.facts["X"]):
            sides = [side.at(L=H.facts["L"], a=norms, b=other) for side in (stated.left, stated.right)]
            answers.append(at_most(*sides, f"row {row} of the norms"))
    return all_of(*answers)


@claim("A.5", "cauchy_schwarz", domain=ANY)
def holds_for_the_norms_of_two_rows(stated: Stated, H: BlockMatrix):
    """The stated inequality holds for a and b the block norms of one row, and of two rows that follow each other."""
    norms = [{l: H.facts["N"][k, l] for l in range(1, H.facts["L"] + 1)} for k in range(1, H.facts["L"] + 1)]
    answers = []
    for a, b in [(row, other) for k, row in enumerate(norms) for other in norms[k : k + 2]]:
        facts = {**H.facts, "a": a, "b": b}
        answers.append(at_most(stated.left.at(**facts), stated.right.at(**facts), "the square of the sum"))
    return all_of(*answers)
