"""Section 4, the captions of Figures 1 to 16 (Appendix B) and Section 5: dimensions and ratio of the clusters.

Uses the eigenvalues of Lemma A.1 at the minimum that training tends to. The counts of Section 4 are proved at the
paper's own sizes, on the true Hessian with p = 520 and p = 920 rows, by exact ranks of H - value I.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sympy as sp
from flint import fmpq, fmpq_mat

from lemmas import outer_product as gram
from verify import (
    BalancedNetwork,
    BalancedNetworks,
    Space,
    Stated,
    claim,
    every,
    holds_exactly,
    identity,
    integer,
    kronecker,
    multiplicity_is,
    rank_is,
)
from verify.judge.computed import computed
from verify.nets.matrices import RATIONALS
from verify.nets.matrices import identity as unit
from verify.nets.minimum import NetworksAtTheMinimum
from verify.nets.recipes import balanced

# notation: the sizes of Section 4; the minimum has lambda_i = 1 for i <= r and tail 0

PAPER = [{"L": L, "d_0": 10, "d_L": 16, "d_star": 10, "r": 4, "d_hidden": 20} for L in (2, 3)]
ALSO = "hidden widths 20, U and V the first columns of I (others turn the eigenvectors only)"
DEPTH = Space((integer("L", 2),))
MINIMUM = NetworksAtTheMinimum(BalancedNetworks(heads=("uniform",), largest=3))


# derivation


@lru_cache(maxsize=2)
def hessian(L: int) -> fmpq_mat:
    """The Hessian at the minimum at the paper's sizes: Omega = 0, so that H = H_o, from its Kronecker blocks."""
    net = balanced({"L": L, "widths": [10, *[20] * (L - 1), 16], "r": 4, "rank_xx": 10, "head": ["1"] * 4}).network
    if any(x != 0 for x in net.omega().entries()):
        raise ValueError("not at the minimum")
    return kronecker.outer_product_hessian(net)


@lru_cache(maxsize=8)
def multiplicity(L: int, value: int) -> int:
    """How often a value is an eigenvalue of that Hessian: p minus the rank of H - value I."""
    H = hessian(L)
    return int(H.nrows() - (H - unit(RATIONALS, H.nrows()) * value).rank())


def dominant(point: Mapping[str, Any]) -> int:
    """The multiplicity of the eigenvalue L."""
    return multiplicity(point["L"], point["L"])


def bulk(point: Mapping[str, Any]) -> int:
    """The multiplicity of the eigenvalue 1."""
    return multiplicity(point["L"], 1)


def ratio(point: Mapping[str, Any]) -> fmpq:
    """The quotient of the only two nonzero eigenvalues L and 1: with 0 they fill all p places."""
    L = point["L"]
    if dominant(point) + bulk(point) + multiplicity(L, 0) != hessian(L).nrows() or not dominant(point) * bulk(point):
        raise ValueError("there are other eigenvalues, or one of the two is missing")
    return fmpq(L)


def at_one(eigenvalue: sp.Expr) -> sp.Expr:
    """An eigenvalue at lambda_i = lambda_j = 1."""
    return eigenvalue.subs({gram.lambda_i: 1, gram.lambda_j: 1}).doit()


# claims, in the order of the paper


@claim("Section 4", "dominant_dimension")
def is_the_dominant_multiplicity_at_the_papers_sizes(stated: Stated):
    """Formula and number are the multiplicity of the eigenvalue L of the true Hessian at the paper's sizes."""
    return every(
        *(computed(side, PAPER, dominant, "multiplicity of L", ALSO) for side in (stated.formula, stated.number))
    )


@claim("Section 4", "bulk_dimension")
def is_the_bulk_multiplicity_at_the_papers_sizes(stated: Stated):
    """Formula and number are the multiplicity of the eigenvalue 1 of the true Hessian at the paper's sizes."""
    return every(*(computed(side, PAPER, bulk, "multiplicity of 1", ALSO) for side in (stated.formula, stated.number)))


@claim("Section 4", "ratio", uses=("A.1/dominant_eigenvalue", "A.1/bulk_eigenvalue", "A.3/head_limit"))
def divides_the_only_two_nonzero_eigenvalues(stated: Stated):
    """The stated ratio is that of the only two nonzero eigenvalues of the true Hessian at the paper's sizes."""
    return computed(stated.value, PAPER, ratio, "dominant over bulk eigenvalue", ALSO)


@claim("Section 4", "bulk_formula", domain=MINIMUM)
def is_the_multiplicity_of_one(stated: Stated, net: BalancedNetwork):
    """1 is an eigenvalue of the true Hessian at the minimum with the stated multiplicity."""
    return multiplicity_is(net.hessian, fmpq(1), stated.value, net)


@claim("Section 4", "growth", "caption_ratio")
def counts_all_layers_against_one(stated: Stated):
    """At the minimum the dominant eigenvalue is the stated multiple of the bulk eigenvalue 1, for every depth."""
    return every(
        identity(stated.value, at_one(gram.dominant_eigenvalue()), DEPTH, "dominant eigenvalue"),
        identity(sp.Integer(1), at_one(gram.bulk_eigenvalue()), DEPTH, "bulk eigenvalue"),
    )


@claim("Section 4", "growth", "caption_ratio", domain=MINIMUM)
def is_the_dominant_eigenvalue(stated: Stated, net: BalancedNetwork):
    """The stated multiple of 1 is an eigenvalue of the true Hessian at the minimum, r^2 times."""
    value = stated.value.at(**net.facts)
    return holds_exactly(net.hessian, value, value, net.r**2, net)


@claim("Section 4", "caption_dominant", domain=MINIMUM)
def is_the_multiplicity_of_L(stated: Stated, net: BalancedNetwork):
    """L is an eigenvalue of the true Hessian at the minimum with the stated multiplicity."""
    return multiplicity_is(net.hessian, fmpq(net.L), stated.value, net)


@claim("Section 4", "caption_combined", domain=MINIMUM)
def is_the_rank_of_the_hessian(stated: Stated, net: BalancedNetwork):
    """The true Hessian at the minimum has the stated number of nonzero eigenvalues."""
    return rank_is(net.hessian, stated.value, net)


@claim("Section 4", "layers_inside", uses=("Initialization 2.1/layer_root",))
def counts_the_contributing_layers(stated: Stated):
    """At lambda = 1 each contributing layer adds 1: the dominant and the bulk eigenvalue count them."""
    return every(
        identity(stated.inside, at_one(gram.dominant_eigenvalue()), DEPTH, "layers that see a dominant direction"),
        identity(stated.outside, at_one(gram.bulk_eigenvalue()), DEPTH, "layers that see a bulk direction"),
    )
