"""What Theorem B rests on: the ends of its intervals, derived; the true Hessian on one pair; the chain of its separation.

Shared by the two modules of Theorem B. eps bounds |lambda_i^L - 1| over the head; p = 2 - 2/L, so L p = 2 (L - 1).
"""

from __future__ import annotations

import sympy as sp
from flint import arb, fmpq, fmpq_mat

from lemmas.repaired import kernel
from verify import Space, SymmetricMatrix, integer, nonnegative
from verify.judge.real_questions import Region
from verify.nets.courses import Course
from verify.reason.boxes import box

# notation

L = integer("L", 2).symbol
eps = nonnegative("eps").symbol
CLOSE = Space((integer("L", 2), nonnegative("eps")))
E = box((0, "1/2"))  # e = 1/L
ZERO, ONE = arb(0), arb(1)
QUARTER = ONE / 4


# derivation: the dominant cluster


def widening() -> sp.Expr:
    """L ((1+eps)^p - 1) + (L-1) eps (1+eps)^(p-1) with both powers replaced by what bounds them for 1 <= p <= 2.

    (1+eps)^p <= 1 + p eps + p (p-1) eps^2/2 (Taylor: the third derivative is not positive), (1+eps)^(p-1) <= 1 + (p-1) eps.
    The other end is no further away: (1-eps)^p >= 1 - p eps.
    """
    p = 2 - 2 / L
    return L * (p * eps + p * (p - 1) * eps**2 / 2) + (L - 1) * eps * (1 + (p - 1) * eps)


def narrowing() -> sp.Expr:
    """L (1 - (1 - p eps)) + (L-1) eps (1 + (p-1) eps), the same for the lower end."""
    p = 2 - 2 / L
    return L * p * eps + (L - 1) * eps * (1 + (p - 1) * eps)


def small(most: sp.Expr) -> Region:
    """0 < eps <= most."""
    h, whole = sp.Symbol("h", nonnegative=True), sp.Symbol("n", integer=True, nonnegative=True)
    bound = sp.sympify(most)
    made = {L: whole + 2, eps: bound.subs(L, whole + 2) / (1 + h)}
    return Region(f"0 < eps <= {most}", made, {whole: L - 2, h: bound / eps - 1}, L, 2)


# derivation: the separation, on balls of e = 1/L


def separated(balls: tuple[arb, ...]) -> bool:
    """With eps, theta^(2L-2) <= w = e/8: rest <= 1/4, bulk in [7/10, 7L/10], dominant >= L - 2/5, certainly.

    lambda^(2L-2) is in [1 - p w, (1 + w)^p]; y = (theta/lambda)^(2L-2) <= w/(1 - p w) <= e/7, x^L = y^(1/(2-2e)), and
    sum x^(2m) is in [1, L (1 + y)/2], because x^(2m) is convex in m. The remainder is at most
    w (x + 1 + w)/(1 - x) with x = e^-u, u >= log(7/e) e/(2-2e), and 1/(1 - x) <= 1 + 1/u.
    """
    e0, e1 = balls[0].lower().max(ZERO), balls[0].upper().min(ONE / 2)
    w = e1 / 8
    lowest = 1 - (2 - 2 * e0) * w
    y = w / lowest
    power = (y.log() / (2 - 2 * e0)).exp()  # of y < 1: largest where 1/(2 - 2e) is least
    x = (-(e0 * (7 / e1).log() / (2 - 2 * e0))).exp()
    remainder = (x + 1 + w) * (e1 / 8 + (2 - 2 * e0) / (8 * (7 / e1).log()))
    upper = ((2 - 2 * e0) * w.log1p()).exp() * (1 + power) * (1 + y) / 2 + e1 * remainder
    rest = bool((1 - e0) / 8 * (1 + w) < QUARTER) and bool(remainder < QUARTER)
    bulk = bool(lowest * (1 - power) - remainder > ONE * 7 / 10) and bool(upper < ONE * 7 / 10)
    return rest and bulk and bool((1 - e0) * (3 + e1 / 4) / 8 < ONE * 2 / 5)


# the true Hessian on one pair


def pair(net: Course, i: int, j: int, sign: int) -> SymmetricMatrix:
    """The true Hessian on the span of E^k_{ij} + sign E^(L+1-k)_{ji}, k = 1, …, L, which it keeps to itself: L x L.

    Raises ValueError where it does not.
    """
    columns = []
    for k in range(1, net.L + 1):
        one, other = _direction(net, i, j, k), _direction(net, j, i, net.L + 1 - k)
        columns.append([x + sign * y for x, y in zip(one, other)])
    return _restricted(net, columns, fmpq(2))


def whole_pair(net: Course, i: int, j: int) -> SymmetricMatrix:
    """The true Hessian on the span of all E^k_{ij} and E^k_{ji}: 2L x 2L. Raises ValueError where it leaves that span."""
    places = [(i, j, k) for k in range(1, net.L + 1)] + [(j, i, k) for k in range(1, net.L + 1)]
    return _restricted(net, [_direction(net, *place) for place in places], fmpq(1))


def _restricted(net: Course, columns: list[list[fmpq]], square: fmpq) -> SymmetricMatrix:
    """The Hessian on orthogonal columns of that squared length."""
    B = fmpq_mat(len(columns), len(columns[0]), [x for column in columns for x in column]).transpose()
    made = B.transpose() * net.whole.matrix * B / square
    if net.whole.matrix * B != B * made:
        raise ValueError("no invariant subspace")
    return SymmetricMatrix(made, fmpq(0), "hessian")


def _direction(net: Course, i: int, j: int, layer: int) -> list[fmpq]:
    """E^layer_{ij} in the order of the weights."""
    a, made = net.arithmetic, []
    core = a.zeros(net.d_star, net.d_star)
    core[i, j] = a.number(1)
    for l in range(1, net.L + 1):
        made += a.exact(net.rebuilt(net.steps, l, core * a.number(int(l == layer)))).entries()
    return made


def pair_centre(net: Course, i: int, j: int, sign: int) -> fmpq:
    """(1 + sign x^L) nu(lambda_i, tau_j), x = tau_j/lambda_i; for sign 0 also at lambda_i = 0."""
    one, other = net.now[i], net.now[j]
    return (1 + sign * (other / one) ** net.L if sign else 1) * kernel.nu(one, other, net.L)
