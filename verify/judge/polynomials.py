"""Comparison of whole spectra through characteristic polynomials: exact over Q, certified for rounded matrices."""

from __future__ import annotations

from collections.abc import Iterable
from math import comb
from typing import Any

from flint import arb, fmpq, fmpq_poly

from verify.judge.compare import Instance
from verify.judge.scripts import fraction, setup_of
from verify.judge.verdicts import Answer, Exhibit, agrees, differs, undecided
from verify.spectra.exact import SymmetricMatrix


def has_characteristic_polynomial(H: SymmetricMatrix, made: fmpq_poly) -> Answer:
    """H has exactly the roots of `made` as eigenvalues, with multiplicities.

    Over Q the two polynomials must be equal. A matrix with a slack s has eigenvalues within s of the true ones, so each
    coefficient may differ by at most Binomial(n, k) ((R + s)^k - R^k), R a bound of all eigenvalues.
    """
    what = f"characteristic polynomial of the {H.label}"
    true = H.charpoly
    if true.degree() != made.degree():
        return differs(f"degree of the {what}", made.degree(), true.degree())
    n, s = H.size, H.slack
    rows = ([abs(H.matrix[i, j]) for j in range(n)] for i in range(n))
    R = max((sum(row, fmpq(0)) for row in rows), default=fmpq(0))
    for k in range(1, n + 1):
        allowed = comb(n, k) * ((R + s) ** k - R**k) if s else fmpq(0)
        if abs(true[n - k] - made[n - k]) > allowed:
            return differs(f"coefficient of x^{n - k} of the {what}", made[n - k], true[n - k])
    return agrees(f"{what}, {n} coefficients")


def rank_equals(H: SymmetricMatrix, number: int, net: Instance) -> Answer:
    """H has exactly `number` nonzero eigenvalues."""
    nullity, what = H.nullity, f"nonzero eigenvalues of the {H.label}"
    if nullity is None:
        return undecided(f"{what}: the digits do not separate them from zero")
    rank = H.size - nullity
    if rank == number:
        return agrees(what)
    exhibit = Exhibit(what, setup_of(net, H.origin), str(number), "len(H) - multiplicity(H, 0)")
    return differs(what, number, rank, exhibit)


def with_roots(roots: Iterable[tuple[Any, int]], size: int) -> fmpq_poly:
    """The monic polynomial of degree `size` with the given roots and multiplicities, and zeros for the rest.

    Raises ValueError when there are too many roots, or a negative multiplicity.
    """
    made, used = fmpq_poly([1]), 0
    for value, copies in roots:
        if copies < 0:
            raise ValueError(f"{value} {copies} times")
        made *= fmpq_poly([-value, 1]) ** copies
        used += copies
    if used > size:
        raise ValueError(f"{used} eigenvalues for a matrix of {size} rows")
    return made * fmpq_poly([0, 1]) ** (size - used)


def has_eigenvalues(H: SymmetricMatrix, roots: Iterable[tuple[Any, int]]) -> Answer:
    """H has exactly the listed eigenvalues with the listed multiplicities, and zeros."""
    listed, what = list(roots), f"eigenvalues of the {H.label}"
    try:
        made = with_roots([(value, copies) for value, copies in listed if copies], H.size)
    except ValueError as error:
        return differs(f"{what}, as listed", str(error), f"{H.size} in all")
    except TypeError:
        return undecided(f"{what}: one of those listed is irrational here")
    return has_characteristic_polynomial(H, made)


def moved_at_most(H: SymmetricMatrix, base: SymmetricMatrix, down: Any, up: Any, net: Instance | None = None) -> Answer:
    """lambda_k(base) - down <= lambda_k(H) <= lambda_k(base) + up for every k, the k-th largest eigenvalues of both.

    Decided by counting: at each eigenvalue x of the base (rational, or a certified ball), as many eigenvalues of H are
    >= x - down as of the base >= x, and as many are <= x + up as of the base <= x. `net` makes the stand-alone script.
    """
    slack = 2 * (H.slack + base.slack)
    for point in spectrum(base):
        low, high = _lower(point), _upper(point)
        least, most = _lower(low - down) - slack, _upper(high + up) + slack
        for name, need, have, end, reach in (
            ("lower", base.size - base.below(high), H.size - H.below(least), high, least),
            ("upper", base.size - base.above(low), H.size - H.above(most), low, most),
        ):
            if have < need:
                exhibit = _moved(H, base, name, end, reach, net) if net is not None and slack == 0 else None
                return differs(f"eigenvalues of the {H.label} kept by the {name} bound at {point}", need, have, exhibit)
    return agrees("every eigenvalue keeps within the bounds")


def _moved(H: SymmetricMatrix, base: SymmetricMatrix, name: str, end: fmpq, reach: fmpq, net: Instance) -> Exhibit:
    """A script that counts the eigenvalues of the base beyond `end`, and those of H beyond the bound `reach`."""
    setup = (
        *setup_of(net, H.origin),
        f"B = {base.origin}(W, Sxx, Syx)",
        "top = 1 + sum(max(sum(map(abs, row)) for row in M) for M in (H, B))  # beyond all eigenvalues",
        f"R, bound = [[x - y for x, y in zip(r, s)] for r, s in zip(H, B)], {fraction(abs(end - reach))}",
        "print('eigenvalues of the difference <= -bound:', count(R, -top, -bound), '>= bound:', count(R, bound, top))",
    )
    below = name == "lower"
    ends = [f"{fraction(x)}, top" if below else f"-top, {fraction(x)}" for x in (end, reach)]
    side = ">=" if below else "<="
    what = f"eigenvalues {side} {end} of the {base.label}, and those {side} {reach} of the {H.label}, at least as many"
    return Exhibit(what, setup, f"count(B, {ends[0]})", f"count(H, {ends[1]})", "true < printed")


def spectrum(H: SymmetricMatrix) -> list[Any]:
    """The different eigenvalues: exact where rational, certified balls elsewhere."""
    found: list[Any] = []
    for factor, _ in H.charpoly.factor()[1]:
        if factor.degree() == 1:
            found.append(-factor[0] / factor[1])
        else:
            found += [root.real for root, _ in fmpq_poly(factor).complex_roots()]
    return found


def _lower(x: Any) -> fmpq:
    return x.lower().fmpq() if isinstance(x, arb) else x


def _upper(x: Any) -> fmpq:
    return x.upper().fmpq() if isinstance(x, arb) else x
