"""What several results of the repaired paper share: settings of aligned networks, and the rank-one normal form of a pair.

For a pair i < j with sigma_i = sigma_j = 1 the block of the Hessian splits into v v^T +- C (aligned_blocks). With
a = lambda_i, b = lambda_j, P = omega_j/a^L and Q = omega_i/b^L its entries are v_k v_l (1 +- P) for k + l <= L, v_k v_l for
k + l = L + 1 and v_k v_l (1 +- Q) beyond: the normal form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb, fmpq, fmpq_mat

from lemmas.aligned_blocks import Setting
from verify import SymmetricMatrix, all_of, at_most, integer, positive
from verify.judge.verdicts import Answer
from verify.nets.aligned import AlignedNetwork
from verify.nets.courses import Course

# notation: a = lambda_i, b = lambda_j, w_i, w_j their residuals; x = b/a

L = integer("L", 2).symbol
a, b = positive("lambda_i").symbol, positive("lambda_j").symbol


def setting(net: AlignedNetwork | Course) -> Setting:
    """The setting of an aligned network, or of a course at its last step."""
    if isinstance(net, AlignedNetwork):
        return Setting(net.widths, tuple(net.values), tuple(net.sigmas), tuple(net.targets))
    first = net.initial
    sigmas = tuple(fmpq(int(i < first.rank_xx)) for i in range(first.d_0))
    return Setting(first.widths, tuple(net.now), sigmas, tuple(fmpq(int(i < net.r)) for i in range(net.d_star)))


def nu(one: fmpq, other: fmpq, depth: int) -> fmpq:
    """sum_l one^(2(L-l)) other^(2(l-1))."""
    return sum((one ** (2 * (depth - m)) * other ** (2 * (m - 1)) for m in range(1, depth + 1)), fmpq(0))


def pair_vector(one: fmpq, other: fmpq, depth: int) -> list[fmpq]:
    """v_k = one^(L-k) other^(k-1)."""
    return [one ** (depth - k) * other ** (k - 1) for k in range(1, depth + 1)]


def coupling(one: fmpq, other: fmpq, residuals: tuple[fmpq, fmpq], depth: int) -> fmpq_mat:
    """C: omega_j a^(L-n) b^(n-2) for n = k + l <= L, omega_i a^(2L-n) b^(n-L-2) for n >= L + 2, 0 between."""
    made = fmpq_mat(depth, depth)
    for k in range(1, depth + 1):
        for l in range(1, depth + 1):
            n = k + l
            if n <= depth:
                made[k - 1, l - 1] = residuals[1] * one ** (depth - n) * other ** (n - 2)
            elif n >= depth + 2:
                made[k - 1, l - 1] = residuals[0] * one ** (2 * depth - n) * other ** (n - depth - 2)
    return made


def outer(vector: Sequence[fmpq]) -> fmpq_mat:
    """v v^T."""
    return fmpq_mat(len(vector), len(vector), [x * y for x in vector for y in vector])


def block(one: fmpq, other: fmpq, residuals: tuple[fmpq, fmpq], depth: int, sign: int) -> SymmetricMatrix:
    """v v^T + sign C."""
    return SymmetricMatrix(outer(pair_vector(one, other, depth)) + sign * coupling(one, other, residuals, depth))


def upper(bound: Any) -> fmpq:
    """A stated upper bound as a rational: itself, or the upper end of the certified ball."""
    return bound.upper().fmpq() if isinstance(bound, arb) else fmpq(bound)


def lower(bound: Any) -> fmpq:
    """A stated lower bound as a rational: itself, or the lower end of the certified ball."""
    return bound.lower().fmpq() if isinstance(bound, arb) else fmpq(bound)


def at_most_in(net: Course, small: Any, large: Any, what: str) -> Answer:
    """small <= large within what is known of the course's last step."""
    return at_most(small if net.rounding == 0 else small - net.rounding * 100, large, what)


def joined(answers: Sequence[Answer]) -> Answer:
    """All of them, one at least."""
    return all_of(*answers)
