"""The bulk beside a tail that Sigma_xx sees (new): by how much the tail moves it, to leading order, and how fast it returns.

Uses the pair blocks of X.1, and the update of a tail value. Proof in words: docs/proofs/X.3.md.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import arb, fmpq

from lemmas import aligned_blocks as blocks
from lemmas.corner_cases import square
from lemmas.result_exact_spectrum import s_i
from lemmas.result_spectral_distances import descent_step
from verify import Space, Stated, agrees, all_of, claim, differs, every, identity, integer, positive
from verify.judge.placement import kth_largest
from verify.judge.questions import in_cases
from verify.judge.verdicts import Answer
from verify.nets.aligned import AlignedNetwork, AlignedNetworks
from verify.nets.chosen import Chosen
from verify.nets.domains import BalancedNetworks
from verify.nets.recipes import over_reals
from verify.nets.training import TrainedNetwork, TrainedNetworks

# notation: a = lambda_i of the head, tau = lambda_j of the tail; z = eta tau^(2L-2)

L, a, tau = blocks.L, blocks.a, blocks.b
eta = positive("eta").symbol
PAIRED = ("lambda_i**L > 1/2", "sigma_i == 1", "sigma_j == 1", "unaligned == 0")
SEEN = ("tail > 0", "rank_xx >= d_star", "eta * tail**(2*L-2) < 1", "unaligned == 0")
RETURNED = (*SEEN, "mu == 1", "spread == 0")
SHALLOW = Space((positive("lambda_i"),), {"L": sp.Integer(2)}, (2 * a**2 > 1,), "L = 2", PAIRED)
DEPTH = integer("more", 0).symbol + 3  # 3 and more
DEEP = Space((integer("more", 0), positive("lambda_i")), {"L": DEPTH}, (2 * a**DEPTH > 1,), "L = 3 + more", PAIRED)
RATE = Space((integer("L", 2), positive("eta")), assumes=SEEN)
SLOW = Space((), {"L": sp.Integer(2)}, (), "L = 2", RETURNED)
SLOWER = Space((integer("more", 0),), {"L": DEPTH}, (), "L = 3 + more", RETURNED)
UNIT = {blocks.sigma_i: 1, s_i: 0}  # a tail value that Sigma_xx sees, and that has no target
FINER = fmpq(1, 100)  # the second tail value, in units of the first
BITS = 150  # of the brackets around eigenvalues: far finer than tau^3
NEARER = 10  # by so much a deviation falls at least when tau falls a hundredfold, or t grows tenfold (to a third)


# derivation


def shift(sign: int, deep: bool) -> sp.Expr:
    """The coefficient of tau^2 in the eigenvalue of v v^T +- C next to v_1^2, where omega_i = lambda_i^L - 1.

    At tau = 0 the block is v_1^2 on the first unit vector and +- c, c = omega_i lambda_i^(L-2), between places k, l with
    k + l = L + 2. The entry (1, 2) is of order tau, and second-order perturbation adds its square times the entry (2, 2) of
    the resolvent: v_1^2/(v_1^4 - c^2) for L >= 3, where c couples place 2 with place L, and 1/(v_1^2 -+ c) for L = 2.
    The entry (1, 1) of C is omega_j lambda_i^(L-2) with omega_j = tau^L: of order tau^2 for L = 2 alone.
    """
    depth = DEPTH if deep else sp.Integer(2)
    first, second = (blocks.pair_vector().subs(blocks.k, k).subs(L, depth) for k in (1, 2))
    bulk, across = sp.powsimp(first**2), sp.powsimp(first * second / tau)
    if across.has(tau):
        raise ValueError("the entry (1, 2) is not of first order in tau")
    c = blocks.pair_coupling_above().subs(blocks.n, L + 2).subs(blocks.omega_i, a**L - 1).subs(L, depth)
    if deep:
        return across**2 * bulk / (bulk**2 - c**2)
    corner = blocks.pair_coupling_below().subs({blocks.n: 2, blocks.omega_j: tau**L}).subs(L, depth) / tau**2
    return sign * corner + across**2 / (bulk - sign * c)


def growth() -> sp.Expr:
    """By how much 1/y grows in a step in the limit y -> 0, y = tau^(2L-2): the slope at z = 0 of (y/y')(z), times eta."""
    z, step = sp.Symbol("z", nonnegative=True), descent_step().subs(UNIT)
    factor = sp.powsimp(sp.expand(step / a)).subs(eta * a ** (2 * L - 2), z)
    if factor != 1 - z:
        raise ValueError("a tail value does not shrink by 1 - z")
    return eta * sp.diff(factor ** (2 - 2 * L), z).subs(z, 0)


def pairs(depth: int) -> list[dict[str, Any]]:
    """A head value on either side of 1 and at 1, with a tail value of a hundredth."""
    sizes = {"L": depth, "widths": [2] * (depth + 1), "sigmas": ["1", "1"], "targets": ["1", "0"]}
    return [{**sizes, "values": [x, "1/100"]} for x in ("1", "9/10", "3/2")]


def long_runs(depth: int) -> list[dict[str, Any]]:
    """200 steps with a tail value of a half, of 1, and of 1 with a small step size; none, and one that a step takes to 0."""
    runs = (("1/2", f"1/{depth}"), ("1", f"9/{10 * depth}"), ("1", "1/20"), ("0", "1/20"), ("2", f"1/{4 ** (depth - 1)}"))
    return [over_reals(square(depth, 2, tail=[tail], eta=rate, steps=200)) for tail, rate in runs]


PAIRS = Chosen(AlignedNetworks(), pairs)
RUNS = Chosen(TrainedNetworks(networks=BalancedNetworks(heads=("uniform",), tails=("any",), largest=2)), long_runs)


def approaches(far: fmpq, near: fmpq, stated: Any, times: int, what: str) -> Answer:
    """The second value is at least so many times nearer to the stated limit than the first."""
    before, after = abs(far - stated), abs(near - stated)
    return agrees(what) if times * after <= before else differs(f"distance of {what} from the stated limit", before, after)


def moved(net: AlignedNetwork, k: int) -> fmpq:
    """By how much the k-th largest eigenvalue of the true Hessian exceeds lambda_i^(2L-2), in units of tau^2."""
    low, high = kth_largest(net.hessian, k, BITS)
    head, tail = net.values
    return ((low + high) / 2 - head ** (2 * net.L - 2)) / tail**2


# claims


@claim("X.3", "bulk_shift", uses=("X.1/pair_vector", "X.1/pair_below", "X.1/pair_above"))
def is_the_second_order_of_the_pair_block(stated: Stated):
    """The stated coefficients are those of tau^2 in the eigenvalues of v v^T + C and v v^T - C next to lambda_i^(2L-2)."""
    questions = []
    for name, sign in (("up", 1), ("down", -1)):
        for space, deep in ((SHALLOW, False), (DEEP, True)):
            questions.append(identity(getattr(stated, name), shift(sign, deep), space, name))
    return every(*(in_cases(*pair) for pair in zip(questions[::2], questions[1::2])))


@claim("X.3", "bulk_shift", domain=PAIRS)
def is_approached_as_the_tail_shrinks(stated: Stated, net: AlignedNetwork):
    """The two largest eigenvalues of the true Hessian below the dominant one move by the stated multiples of tau^2."""
    head, tail = net.values
    finer = AlignedNetworks().build({**net.recipe, "values": [str(head), str(tail * FINER)]})
    limits = sorted((getattr(stated, name).at(**net.facts) for name in ("up", "down")), reverse=True)
    found = [(moved(net, k), moved(finer, k), limit) for k, limit in zip((2, 3), limits)]
    return all_of(*(approaches(far, near, limit, NEARER, f"shift {k}") for k, (far, near, limit) in enumerate(found, 1)))


@claim("X.3", "tail_rate", uses=("X.2/tail_decay",))
def is_one_over_the_growth_of_its_inverse(stated: Stated):
    """1/y grows by 2L - 2 times eta in a step in the limit, so t y tends to the stated value (Stolz and Cesaro)."""
    return identity(stated.value, 1 / growth(), RATE, "limit of t lambda^(2L-2)")


@claim("X.3", "tail_rate", domain=RUNS)
def is_approached_by_training(stated: Stated, net: TrainedNetwork):
    """Over 200 steps on the matrices 1/(t lambda_t^(2L-2)) comes nearer to one over the stated value, and near it."""
    limit, power = 1 / stated.value.at(**net.facts), 2 * net.L - 2
    early, late = (t * net.values(t)[-1] ** power for t in (net.steps // 10, net.steps))
    if not early or not late:
        return differs("limit of t lambda_t^(2L-2)", stated.value.at(**net.facts), 0)
    early, late = 1 / early, 1 / late
    if abs(late - limit) > abs(limit):  # a tail that a step takes to 0, up to rounding, comes nearer from afar
        return differs("1/(t lambda_t^(2L-2)), off by more than its limit", limit, arb(late).str(5, radius=False))
    return approaches(early, late, limit, 3, "1/(t lambda_t^(2L-2))")


@claim("X.3", "bulk_rate")
def combines_the_shift_and_the_rate(stated: Stated):
    """At a head of 1 the shift is the coefficient of `bulk_shift` times tau^2, and tau^2 is the (L-1)-th root of y."""
    made = []
    for space, deep in ((SLOW, False), (SLOWER, True)):
        depth = DEPTH if deep else sp.Integer(2)
        root = (eta / growth()).subs(L, depth) ** (1 / (depth - 1))
        made.append(identity(stated.value, sp.simplify(shift(1, deep).subs(a, 1)) * root, space, "limit"))
    return in_cases(*made)
