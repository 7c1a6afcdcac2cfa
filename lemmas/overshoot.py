"""One gradient step of a layer singular value, and how much nearer lambda^L comes to 1: for every depth L >= 2 at once.

Shared by Lemmas A.7 and A.8. a = lambda, b = lambda' = a + eta a^(L-1) (1 - a^L), with 0 < eta <= 1/L and
eta a^(2L-2) <= 1. The theorem: |1 - b^L| <= e^(-L eta min(1, a, b)^(2L-2)) |1 - a^L|. Its proof in words is in
docs/proofs/A.7.md; what SymPy can carry is `steps()`, and the case a > 1 > b is `crossing`, a test on balls.

The case a > 1 > b. Put q = a^(-L) and rho = b^L, both in (0, 1), and e = 1/L. The theorem follows from
q (1 - rho) <= (1 - q) exp(-rho^(2-2e)). For a fixed rho that is hardest at the largest q that the two bounds on eta allow;
those q lie on the curve rho = q^(1/e-1) where q^(2-2e) <= e, and on rho = (1 - e kappa)^(1/e) / q where q^(2-2e) >= e,
with kappa = (1 - q) q^(2e-2). Only that curve is tested, over all q in [0, 1] and all real e in [0, 1/2].
"""

from __future__ import annotations

import sympy as sp
from flint import arb

from verify import integer, nonnegative, positive
from verify.reason.boxes import Box, box

# notation

L = integer("L", 2).symbol
a, b, eta = (positive(name).symbol for name in ("lambda_t", "lambda_t1", "eta"))
l = sp.Symbol("l", integer=True, positive=True)
i = sp.Symbol("i", integer=True, positive=True)
r, t = integer("r", 1).symbol, integer("t").symbol
alpha, excess_0, excess_t = (nonnegative(name).symbol for name in ("alpha", "excess_0", "excess_t"))
lambdas, lambdas_t = (sp.IndexedBase(name, nonnegative=True) for name in ("lambdas", "lambdas_t"))
CURVE: Box = box((0, 1), (0, "1/2"))  # q and e
ZERO, ONE, HALF = arb(0), arb(1), arb(1) / 2


# derivation: what SymPy carries


def update() -> sp.Expr:
    """One step of gradient descent on a singular value with index i <= r (Lemma A.2)."""
    return a - eta * a ** (2 * L - 1) + eta * a ** (L - 1)


def tangent_defect(depth: sp.Expr) -> sp.Expr:
    """b^n less its tangent at a: b^n - a^n - n a^(n-1) (b - a), for n = `depth`."""
    return b**depth - a**depth - depth * a ** (depth - 1) * (b - a)


def convexity_steps() -> list[tuple[sp.Expr, sp.Expr]]:
    """The defect is 0 at n = 1, and D_(n+1) = b D_n + n a^(n-1) (b - a)^2: so it is never negative for a, b > 0."""
    n = integer("n", 1).symbol
    step = b * tangent_defect(n) + n * a ** (n - 1) * (b - a) ** 2
    return [(tangent_defect(sp.Integer(1)), sp.Integer(0)), (tangent_defect(n + 1), step)]


def mixed_sum() -> sp.Expr:
    """sum over l of a^(L-l) b^(l-1): what a^L - b^L is divided by a - b."""
    return sp.Sum(a ** (L - l) * b ** (l - 1), (l, 1, L))


def contraction() -> sp.Expr:
    """1 - b^L = (1 - a^L) times this, exactly: a^L - b^L = (a - b) mixed_sum, and a - b = eta a^(L-1) (a^L - 1)."""
    return 1 - eta * a ** (L - 1) * mixed_sum()


def steps() -> list[tuple[sp.Expr, sp.Expr]]:
    """The identities of the two cases without crossing.

    a^n - b^n passes from n to n + 1 as a^(n+1) - b^(n+1) = a (a^n - b^n) + b^n (a - b), which gives the factorisation
    by induction; the update is a - b = eta a^(L-1) (a^L - 1). Where a and b lie on one side of 1, the factor
    1 - eta a^(L-1) mixed_sum lies in [0, 1 - L eta min(1, a, b)^(2L-2)], because mixed_sum has L terms of at least
    min(a, b)^(L-1).
    """
    n = integer("n", 1).symbol
    telescope = (a ** (n + 1) - b ** (n + 1), a * (a**n - b**n) + b**n * (a - b))
    return [telescope, (a - update(), eta * a ** (L - 1) * (a**L - 1))]


# derivation: the loss


def whole_bound() -> sp.Expr:
    """Eq. (43): every (1 - lambda_i^L)^2 shrinks by e^(-2 L alpha eta) a step, because alpha <= min(1, a, b)^(2L-2)."""
    return excess_0 * sp.exp(-2 * L * alpha * eta * t)


def split_bound(rank_xx: sp.Expr) -> sp.Expr:
    """Eq. (43) for the head; for the tail, lambda^-(2L-2) grows by (2L-2) eta or more a step, by Bernoulli's inequality."""
    head = sp.Sum((1 - lambdas[i] ** L) ** 2, (i, 1, r)) / 2
    grown = lambdas[i] ** (2 * L - 2) / (1 + (2 * L - 2) * eta * t * lambdas[i] ** (2 * L - 2))
    tail = sp.Sum(grown ** (L / (L - 1)), (i, r + 1, sp.Min(sp.Symbol("d_star", integer=True, positive=True), rank_xx))) / 2
    return sp.exp(-2 * L * alpha * eta * t) * head + tail


def split_step(rank_xx: sp.Expr) -> sp.Expr:
    """One step of the same, the tail's part exactly."""
    head, later = sp.Sum((1 - lambdas_t[i] ** L) ** 2, (i, 1, r)) / 2, lambdas_t[i] - eta * lambdas_t[i] ** (2 * L - 1)
    d_star = sp.Symbol("d_star", integer=True, positive=True)
    return sp.exp(-2 * L * alpha * eta) * head + sp.Sum(later ** (2 * L), (i, r + 1, sp.Min(d_star, rank_xx))) / 2


# derivation: the case a > 1 > b, on balls


def crossing(balls: tuple[arb, ...]) -> bool:
    """Whether q (1 - rho) <= (1 - q) exp(-rho^(2-2e)) certainly holds on the curve above these balls of q and e."""
    (q0, q1), (e0, e1) = (_clipped(x, top) for x, top in zip(balls, (ONE, HALF)))
    if q1 <= (1 - q1) * (-ONE).exp():
        return True  # rho <= 1 is enough
    if not q0 > 0:
        return False
    low, high = q0 ** (2 - 2 * e0), q1 ** (2 - 2 * e1)  # q^(2-2e) rises in q and in e
    steep = low > e1 or _by_step_bound(q0, q1, e0, e1)
    flat = high < e0 or _by_value_bound(q0, q1, e0, e1)
    return bool(steep and flat)


def _by_step_bound(q0: arb, q1: arb, e0: arb, e1: arb) -> bool:
    """The part q^(2-2e) <= e: rho = q^(1/e-1), which rises in q and in e."""
    if not e0 > 0:
        return False
    least, most = q0 ** (1 / e0 - 1), q1 ** (1 / e1 - 1)
    return bool(q1 * (1 - least) <= (1 - q1) * (-(most ** (2 - 2 * e1))).exp())


def _by_value_bound(q0: arb, q1: arb, e0: arb, e1: arb) -> bool:
    """The part q^(2-2e) >= e. With h = 1 - q: log rho = -h D, D = q^(2e-2) phi(e kappa) - phi(h), phi(z) = -log(1-z)/z.

    phi rises from phi(0) = 1; q^(2e-2) falls in q and in e; (1 - e^(-hD))/h rises in D, falls in h, and is at most D.
    """
    h0, h1 = 1 - q1, 1 - q0
    w0, w1 = q1 ** (2 * e1 - 2), q0 ** (2 * e0 - 2)
    z0, z1 = (e0 * h0 * w0), (e1 * h1 * w1)
    if not (z1 < 1 and h1 < 1):
        return False
    d0, d1 = w0 * _phi(z0, -1) - _phi(h1, 1), w1 * _phi(z1, 1) - _phi(h0, -1)
    if d1 <= 0:
        return True  # rho >= 1: the step does not cross
    left = q1 * ((1 - (-h0 * d1).exp()) / h0 if h0 > 0 else d1)
    rho = (-(h0 if d0 > 0 else h1) * d0).exp()
    return bool(left <= (-(rho.min(ONE) ** (2 - 2 * e1))).exp())


def _phi(z: arb, side: int) -> arb:
    """-log(1 - z)/z at the lower (side -1) or upper end of z, with 1 at and below 0."""
    end = z.lower() if side < 0 else z.upper()
    return -(-end).log1p() / end if end > 0 else ONE


def _clipped(ball: arb, top: arb) -> tuple[arb, arb]:
    """Both ends, cut to [0, top]."""
    return ball.lower().max(ZERO), ball.upper().min(top)
