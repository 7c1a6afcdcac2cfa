"""One gradient step of one layer singular value, for symbolic depth, and the regions in which Lemmas A.3 and A.4 use it.

For i <= r a step takes 1 - x to (1 - x)(1 - eta S(x)) with S(x) = x^(L-1) + … + x^(2L-2). For i > r it takes x to x (1 - u)
and u = eta x^(2L-2) to u ((1 - u)^2)^(L-1). That the matrices follow these rules is Lemma A.2.
"""

from __future__ import annotations

import sympy as sp

from verify import Space, Stated, every, identity, integer, nonnegative, positive
from verify.judge.questions import in_cases
from verify.judge.real_questions import Region, argued, holds_everywhere, nowhere, order

# notation: x is a singular value; n, s, m, w, h write regions through numbers that are only known to be >= 0 or > 0

DEPTH, VALUE, RATE = integer("L", 1), positive("lambda_t", "1/3"), positive("eta")
L, x, eta, M, start = DEPTH.symbol, VALUE.symbol, RATE.symbol, positive("M").symbol, positive("lambda_0").symbol
l = sp.Symbol("l", integer=True, positive=True)
n = sp.Symbol("n", integer=True, nonnegative=True)
m, w = sp.symbols("m w", nonnegative=True)
s, h = sp.symbols("s h", positive=True)
REALS = Space((DEPTH, VALUE, RATE))
NOT_ONE = Space((DEPTH, VALUE, RATE), given=(sp.Ne(x, 1),))
UNDER_ONE = Space((DEPTH, VALUE), given=(x < 1,))
WHOLE = {L: n + 1}, {n: L - 1}
BOUNDS = ("eta > 0", "eta < Min(1/L, 1/M**(2*L-2))")
SEEN = ("misplaced == 0",)  # the tail values that Sigma_xx sees are those with i <= rank_xx


def below(bound: sp.Expr = 1 / L) -> Region:
    """0 < x < 1, and eta below the bound."""
    made = {**WHOLE[0], x: 1 / (1 + s), eta: sp.sympify(bound).subs(L, n + 1) / (1 + h), M: 1 + m}
    back = {**WHOLE[1], s: 1 / x - 1, h: bound / eta - 1, m: M - 1}
    scope = f"all real 0 < lambda_t < 1, 0 < eta < {bound}"
    return Region(scope, made, back, L, also=(eta * M ** (2 * L - 2) < 1,), assumes=BOUNDS)


def above(bound: sp.Expr = M ** (2 - 2 * L)) -> Region:
    """1 < x <= M, and eta below the bound."""
    top = (1 + s) * (1 + m)
    rate = sp.sympify(bound).subs({L: n + 1, M: top}, simultaneous=True) / (1 + h)
    back = {**WHOLE[1], s: x - 1, m: M / x - 1, h: bound / eta - 1}
    scope = f"all real 1 < lambda_t <= M, 0 < eta < {bound}"
    return Region(scope, {**WHOLE[0], x: 1 + s, M: top, eta: rate}, back, L, also=(eta * L < 1,), assumes=BOUNDS)


def from_above() -> Space:
    """Points with 1 < x <= M, and eta below both bounds: some of them, in whole numbers and fractions."""
    over, room, halt = positive("over"), nonnegative("room"), positive("halt")
    value = 1 + over.symbol
    top = value * (1 + room.symbol)
    rate = 1 / (L * top ** (2 * L - 2) * (1 + halt.symbol))
    return Space((DEPTH, over, room, halt), {"lambda_t": value, "M": top, "eta": rate}, also="1 < lambda_t <= M")


FROM_ABOVE = from_above()


def tail_region(scope: str, rate: sp.Expr, parameter: sp.Symbol, back: sp.Expr) -> Region:
    """A tail value lambda_0 > 0, with eta written through the parameter."""
    made = {**WHOLE[0], start: start, eta: rate}
    undone = {**WHOLE[1], start: start, parameter: back}
    return Region(f"all real lambda_0, eta > 0{scope}", made, undone, L, also=(eta * L < 1,), assumes=SEEN)


def tail_regions(limit: int, at_limit: bool) -> tuple[Region, Region]:
    """u = eta lambda_0^(2L-2) below the limit (or up to it, if at_limit), and the rest."""
    power, ratio = start ** (2 * n), eta * start ** (2 * L - 2) / limit
    small, large = (w, h) if at_limit else (h, w)
    signs = ("<=", ">") if at_limit else ("<", ">=")
    texts = [f" with eta lambda_0^(2L-2) {sign} {limit}" for sign in signs]
    inside = tail_region(texts[0], limit / (power * (1 + small)), small, 1 / ratio - 1)
    return inside, tail_region(texts[1], limit * (1 + large) / power, large, ratio - 1)


ANY_TAIL = tail_region("", h, h, eta)

# derivation


def step(target: int = 1) -> sp.Expr:
    """Eqs. (38), (40): a gradient step in x_1 of (x_1 … x_L - target)^2 / 2 from x_l = x (target 1 for i <= r, else 0)."""
    moved = sp.Symbol("x_1", positive=True)
    return x - eta * sp.diff((moved * x ** (L - 1) - target) ** 2 / 2, moved).subs(moved, x)


def geometric() -> sp.Expr:
    """S(x) = x^(L-1) + … + x^(2L-2)."""
    return sp.Sum(x ** (L + l - 2), (l, 1, L))


def geometric_closed() -> sp.Expr:
    """The closed form of the geometric sum, for x != 1."""
    return x ** (L - 1) * (1 - x**L) / (1 - x)


def fixed_point_depths(stated: Stated) -> Space:
    """All step sizes, and the depths that the statement admits: from 2 on where it says so, else from 1 on."""
    if not any(given.names == {"L"} and given.holds(L=1) is False for given in stated.wording.given):
        return Space((DEPTH, RATE))
    more = integer("more")
    return Space((more, RATE), {"L": 2 + more.symbol}, also="L = 2 + more", assumes=("L >= 2",))


def moved(value: sp.Expr, depths: Space) -> sp.Expr:
    """How far a step moves the value: f(x) - x there."""
    depth = depths.leaves["L"]
    return eta * value ** (depth - 1) - eta * value ** (2 * depth - 1)


def step_through_sum() -> sp.Expr:
    """The step for i <= r as 1 - (1 - x)(1 - eta S(x))."""
    return 1 - (1 - x) * (1 - eta * geometric())


def through_sum():
    """That the two forms of the step agree: S by induction on L, the rest as rational functions."""
    closed = 1 - (1 - x) * (1 - eta * geometric_closed())
    return every(identity(geometric(), geometric_closed(), NOT_ONE, "S(x)"), identity(closed, step(), NOT_ONE, "the step"))


def critical_eta() -> sp.Expr:
    """The step size at which a step from x lands on 1: beyond it, a step from x < 1 passes 1."""
    return sp.solve(sp.Eq(step(), 1), eta)[0]


# arguments


def rises_below_one():
    """A step from (0, 1) goes up and stays below 1."""
    stays = order(step_through_sum(), "<", sp.Integer(1), below(), "a step stays below 1")
    return every(through_sum(), order(x, "<", step(), below(), "a step rises below 1"), stays)


def falls_above_one():
    """A step from (1, M] goes down and stays positive."""
    stays = order(sp.Integer(0), "<", step(), above(), "a step stays positive")
    return every(order(step(), "<", x, above(), "a step falls above 1"), stays)


def bounded_below():
    """The step is concave above 1, so from (1, M] it is at least the least of 1 (its value at 1) and its value at M > 0."""
    concave = order(sp.diff(step(), x, 2), "<=", sp.Integer(0), above(), "concave above 1")
    return every(concave, identity(step().subs(x, 1), sp.Integer(1), REALS, "a step from 1"), falls_above_one())


def contracts():
    """0 < 1 - eta S(x) below 1, where S rises; L <= S(x) <= L x^(2L-2) above 1, so -(L - 1) < 1 - eta S(x) <= 1 - L eta."""
    turned = sp.Sum(x ** (1 - l), (l, 1, L))  # S(x) / x^(2L-2), summed from the other end
    under = every(through_sum(), order(sp.Integer(0), "<", 1 - eta * geometric(), below(), "1 - eta S(x) below 1"))
    over = every(
        through_sum(),
        identity(turned, geometric_closed() / x ** (2 * L - 2), NOT_ONE, "S(x)/x^(2L-2)"),
        order(L, "<=", geometric(), above(), "S(x) above 1"),
        order(turned, "<=", L, above(), "S(x)/x^(2L-2) above 1"),
        order(eta * x ** (2 * L - 2), "<", sp.Integer(1), above(), "eta x^(2L-2)"),
        bounded_below(),
    )
    return in_cases(under, over)


def sharp_size() -> sp.Expr:
    """The step size at which a step from M > 1 lands on 0, where it stays for L >= 2: 1/(M^(L-2) (M^L - 1))."""
    return sp.solve(sp.Eq(step().subs(x, M), 0), eta)[0]


def bernoulli():
    """(1 - u)^k >= 1 - k u and (1 - u)^k (1 + k u) <= 1 for 0 < u < 1, by induction on k: what a step adds has one sign.

    With k = 2L - 2 a step takes 1/u to 1/(u (1 - u)^k), which is therefore between 1/u + k and 1/u + k/(1 - k u).
    """
    k, u = integer("k", 1), positive("u")
    kk, uu = k.symbol, u.symbol
    space = Space((k, u), given=(uu < 1,))

    def excess(power: sp.Expr) -> sp.Expr:
        return (1 - uu) ** power - (1 - power * uu)

    def product(power: sp.Expr) -> sp.Expr:
        return (1 - uu) ** power * (1 + power * uu)

    grows = identity(excess(kk + 1), (1 - uu) * excess(kk) + kk * uu**2, space, "from k to k + 1")
    falls = identity(product(kk) - product(kk + 1), (1 - uu) ** kk * (kk + 1) * uu**2, space, "from k to k + 1")
    return grows, falls


def lowest(first, eta, depth: int):
    """The lowest value a path can reach or tend to: its start, 1, or one step from its start (see bounded_below)."""
    return min(1, first, first - eta * first ** (2 * depth - 1) + eta * first ** (depth - 1))


def contraction(low, eta, depth: int):
    """1 - eta S(low): a step from x >= low that does not pass 1 keeps at most this part of the distance to 1."""
    return 1 - eta * sum(low**j for j in range(depth - 1, 2 * depth - 1))


def tail_in_terms_of_u():
    """x goes to x (1 - u), of size x left_over: the next u is u (left_over^2)^(L-1), an even power that sees no sign."""
    left, u = positive("left_over"), eta * x ** (2 * L - 2)
    before, after = eta * (x * left.symbol) ** (2 * L - 2), u * (left.symbol**2) ** (L - 1)
    moved = identity(before, after, Space((*REALS.variables, left)), "the next u")
    return identity(x * (1 - u), step(0), REALS, "the step"), moved


def tail_tends_to_zero(for_which, limit, space: Space, moves: bool):
    """`for_which` holds exactly where u_0 < 2; a value that never moves tends to 0 only if it is 0."""
    if not moves:
        return nowhere(for_which, ANY_TAIL, "a value that never moves tends to 0", space.defined)
    inside, outside = tail_regions(2, at_limit=False)
    square = (1 - eta * start ** (2 * L - 2)) ** 2
    whole = sp.Integer(1)
    exactly = in_cases(
        every(
            holds_everywhere(for_which, inside, "tends to 0", space.defined),
            order(square, "<", whole, inside, "(1 - u)^2"),
        ),
        every(
            nowhere(for_which, outside, "tends to 0", space.defined),
            order(square, ">=", whole, outside, "(1 - u)^2"),
        ),
    )
    return argued("a falling sequence with one fixed point", limit, *tail_in_terms_of_u(), exactly, *bernoulli())


def tail_keeps_its_sign(for_which, bounded: bool, space: Space, moves: bool):
    """`for_which` holds exactly where u_0 < 1 (`bounded`: u_0 <= 1), where a step keeps the sign and falls."""
    if not moves:
        return (holds_everywhere if bounded else nowhere)(for_which, ANY_TAIL, "no move", space.defined)
    inside, outside = tail_regions(1, at_limit=bounded)
    zero, after, (kept, lost) = sp.Integer(0), step(0).subs(x, start), ("<=", "<") if bounded else ("<", "<=")
    return in_cases(
        every(
            holds_everywhere(for_which, inside, "keeps its sign", space.defined),
            order(zero, kept, after, inside, "the sign"),
            order(after, "<", start, inside, "a step falls"),
        ),
        every(
            nowhere(for_which, outside, "keeps its sign", space.defined),
            order(after, lost, zero, outside, "the sign is lost"),
        ),
    )
