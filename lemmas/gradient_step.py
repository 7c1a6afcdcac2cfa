"""One gradient step of a balanced network in its singular frames, for symbolic depth, layer and widths.

Shared by Lemmas A.2 and 3.4. With W^l = J_l Lambda J_{l-1}^T (d* columns in each frame) the gradient in W^k is a word
in the frames; where every v_i is an eigenvector of Sigma_xx it takes J_{k-1} e_i to a multiple of J_k e_i and the rest
to zero, so the step W^k - eta gradient keeps the frames and changes lambda_i to the same new value in every layer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import sympy as sp

from lemmas import outer_product as gram
from verify import BalancedNetworks, Space, Stated, TrainedNetworks, agrees, differs, identity, integer, positive
from verify.judge.common_frames import asymmetry_is
from verify.judge.questions import Every, in_cases
from verify.judge.steps import off_frames
from verify.judge.verdicts import Answer, Outcome
from verify.nets.tilted import TiltedNetwork, TiltedNetworks
from verify.reason.variables import Variable
from verify.reason.words import Rule, annihilates, eigenvector, isometry, reduce

# notation: a layer is W^k = J_k Lambda J_{k-1}^T with d* columns in each frame; J_0 = V, J_L = U, J_k = [I; 0] between.
# s_i = 1 for i <= r, else 0; sigma_i is the eigenvalue of Sigma_xx on v_i: [i <= rank_xx] for V inside the support.

L, r = gram.L, gram.r
k = integer("k", 1).symbol
d_star = integer("d_star", 1).symbol
eta, lambda_t = positive("eta").symbol, positive("lambda_t").symbol
sigma, s = sp.symbols("sigma s", real=True)
ON_FRAMES = sp.Symbol("lambda", positive=True)
WIDTHS = {"J_0": "d_0", "J_k": "d_k", "J_{k-1}": "d_{k-1}", "J_L": "d_L"}
V, J_k, J_BELOW, U = (sp.MatrixSymbol(J, sp.Symbol(d, integer=True, positive=True), d_star) for J, d in WIDTHS.items())
LAMBDA, SIGMA, TARGET = (sp.MatrixSymbol(name, d_star, d_star) for name in ("Lambda", "S", "I_r"))
SIGMA_XX = sp.MatrixSymbol("Sigma_xx", V.shape[0], V.shape[0])
E_i, OUT = sp.MatrixSymbol("e_i", d_star, 1), sp.MatrixSymbol("x", J_BELOW.shape[0], 1)

NETWORKS = BalancedNetworks(heads=("close", "wide", "uniform"), tails=("any", "any", "zero", "small"))
TRAINED = TiltedNetworks(TrainedNetworks(NETWORKS, etas=("1/2", "1", "1/10", "2"), real_steps=(3, 5)))


def place(stated: Stated, head: bool, *more: Variable, all_i: bool = False, aligned: bool = True) -> Space:
    """All i <= r (or all r < i <= d*), rank_xx under the statement's reading; i, r, d*, d_0 are given by their gaps."""
    first, gap, wide, extra = integer("first", 1), integer("gap"), integer("wide"), integer("extra")
    i = first.symbol if head else r + first.symbol
    rank = i + gap.symbol if head else r
    star = rank + wide.symbol if head else i + gap.symbol
    gaps = (first, gap, wide, extra) if head else (integer("r", 1), first, gap, extra)
    defined = {"i": i, "r": rank, "d_star": star, "d_0": star + extra.symbol}
    if names_sigma(stated):
        defined["sigma"] = sp.IndexedBase("sigma")
    if stated.under is not None:
        defined["rank_xx"] = stated.rank_xx(**defined)
    meant = "i <= d* (i <= r, then i > r)" if all_i else "i <= r" if head else "i with r < i <= d*"
    if not aligned or (head and not all_i):  # the head never sees the tail: docs/proofs/A.2.md, section 3
        return Space((integer("L", 2), *gaps, *more), defined, (), f"every {meant}, every layer")
    lies = "tilted == 0" if names_sigma(stated) else "misplaced == 0"  # sigma_i as it is, or as rank_xx numbers it
    said = f"every {meant}, every layer, V aligned with Sigma_xx"
    return Space((integer("L", 2), *gaps, *more), defined, (), said, (lies,))


def names_sigma(stated: Stated) -> bool:
    """Whether the statement itself speaks of sigma_i."""
    return any("sigma" in formula.names for formula in stated.wording.parts.values())


def eigenvalue(stated: Stated, space: Space) -> sp.Expr:
    """sigma_i where the statement names it; or else 1 for i <= rank_xx and 0 beyond, for V inside the support."""
    i, rank = space.defined["i"], space.defined["rank_xx"]
    return space.defined["sigma"][i] if names_sigma(stated) else sp.Piecewise((1, i <= rank), (0, True))


def rules(
    stated: Stated, derived: Callable[..., sp.Expr], *more: Variable, parts: tuple[bool, ...] = (True, False)
) -> Every:
    """The stated formula is the derived one with sigma_i and s_i put in, for i <= r (True) and for i > r (False)."""
    value, questions = more[0].symbol, []
    for head in parts:
        space = place(stated, head, *more, all_i=len(parts) == 2)
        true = derived(value, eigenvalue(stated, space), int(head))
        questions.append(identity(stated.value, true, space, "the entry"))
    return in_cases(*questions)


# derivation


def aligned(a: sp.MatrixExpr, b: sp.MatrixExpr) -> tuple[sp.Expr, list[sp.MatrixExpr]] | None:
    """V^T Sigma_xx = S V^T with diagonal S: every v_i is an eigenvector of Sigma_xx (what eq. (34) needs)."""
    return (sp.Integer(1), [SIGMA, sp.Transpose(V)]) if (a, b) == (sp.Transpose(V), SIGMA_XX) else None


def gradient_words() -> tuple[sp.MatrixExpr, sp.MatrixExpr]:
    """Eq. (33): (W^{L:k+1})^T (W^{L:1} Sigma_xx - Sigma_yx) (W^{k-1:1})^T as two words in the frames."""
    gram.product_induction()
    above, below = sp.MatMul(J_k, LAMBDA ** (L - k), U.T), sp.MatMul(V, LAMBDA ** (k - 1), J_BELOW.T)
    return sp.MatMul(above, U, LAMBDA**L, V.T, SIGMA_XX, below), sp.MatMul(above, U, TARGET, V.T, below)


def gradient_entry(value: sp.Expr = lambda_t, covered: sp.Expr = sigma, target: sp.Expr = s) -> sp.Expr:
    """The chain after eq. (33), every k at once: J_{k-1} e_i goes to this multiple of J_k e_i, the rest to 0."""
    return reduced_chain().subs({ON_FRAMES: value, sigma: covered, s: target}, simultaneous=True)


@cache
def reduced_chain() -> sp.Expr:
    """That multiple for a layer with the entry `lambda`, in sigma and s."""
    symbol = ON_FRAMES
    rules_: list[Rule] = [aligned, *map(isometry, (U, V, J_k, J_BELOW))]
    rules_ += [eigenvector(M, E_i, x) for M, x in ((LAMBDA, symbol), (SIGMA, sigma), (TARGET, s))]
    scalars = []
    for word in gradient_words():
        scalar, rest = reduce(sp.MatMul(word, J_BELOW, E_i), rules_)
        outside, _ = reduce(sp.MatMul(word, OUT), [*rules_, annihilates(J_BELOW.T, OUT)])
        if rest != (J_k, E_i) or outside != 0:
            raise gram.DerivationFailed("the gradient leaves the frames")
        scalars.append(sp.powsimp(sp.expand(scalar), force=True))
    return scalars[0] - scalars[1]


def next_value(value: sp.Expr = lambda_t, covered: sp.Expr = sigma, target: sp.Expr = s) -> sp.Expr:
    """Eqs. (31), (32), (36), (37): J_k (Lambda - eta G) J_{k-1}^T has this entry."""
    return value - eta * gradient_entry(value, covered, target)


STEP = (positive("lambda_t"), positive("eta"))


def inner(net: TiltedNetwork) -> range:
    """The layers 1 < k < L."""
    return range(2, net.L)


def every_layer(net: TiltedNetwork) -> range:
    """The layers 1, …, L."""
    return range(1, net.L + 1)


def frames_kept_exactly_when(stated: Stated, net: TiltedNetwork) -> Answer:
    """The layers keep a common W_t^k = U_k diag V_k^T, for all k and t, exactly when the stated condition holds.

    Where every v_i with lambda_i != 0 is an eigenvector of Sigma_xx, it is the one of the recipe, compared entry by entry;
    else any: singular values that are equal leave the choice of their vectors open.
    """
    own = net.facts["tilted"] == 0
    kept = off_frames(net, stated.off, every_layer(net)) if own else asymmetry_is(net, stated.off)
    if stated.exactly_when.holds(**net.facts):
        return kept
    moved = kept.outcome is Outcome.DIFFERS
    return agrees("the frames turn, as stated") if moved else differs("whether the frames turn", True, False)
