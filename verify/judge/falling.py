"""Whether what training leaves over falls by a stated factor: the least eigenvalue of the Hessian, or the norm of H_f."""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from verify.judge.compare import at_most
from verify.judge.placement import BITS, kth_largest
from verify.judge.scripts import fraction, python_source, setup_of
from verify.judge.verdicts import Answer, Exhibit
from verify.nets.snapshots import Snapshot, Snapshots
from verify.paper.formulas import Formula
from verify.spectra.exact import SymmetricMatrix


def least_eigenvalue_falls(net: Snapshot, exponent: Formula) -> Answer:
    """The least eigenvalue of the Hessian, 0 or negative, falls in size by e^(-exponent) or more in the last step.

    H_o has the eigenvalue 0 and none below it, so this is the distance of the least eigenvalues of H and H_o.
    """
    before = _one_step_before(net)
    sizes = [below_zero(n.hessian, *_left_below_zero(n)) for n in (before, net)]
    return _falls(net, before, sizes, exponent, "hessian", "the least eigenvalue of the Hessian, in size")


def functional_norm_falls(net: Snapshot, exponent: Formula) -> Answer:
    """|H_f|_2 falls by e^(-exponent) or more in the last step."""
    before = _one_step_before(net)
    return _falls(net, before, [before.functional_norm, net.functional_norm], exponent, "functional_hessian", "|H_f|_2")


def _left_below_zero(net: Snapshot) -> list[fmpq]:
    """What the largest tail value leaves below zero, and what each head value that is not 1 does."""
    return [net.facts["tail_t"] ** (2 * net.L - 2), *(abs(x**net.L - 1) * abs(x) ** (net.L - 2) for x in net.head)]


def below_zero(H: SymmetricMatrix, *guesses: fmpq) -> fmpq | arb:
    """How far the least eigenvalue lies below zero (0 when none does): exact where it is 0 or a guess, else a ball."""
    if H.below(-H.slack) == 0:
        return fmpq(0)
    for guess in guesses:
        if H.slack == 0 and H.below(-guess) == 0 and H.multiplicity(-guess) > 0:
            return guess
    low, high = kth_largest(H, H.size, BITS[-1])
    return arb(-(low + high) / 2, (high - low) / 2)


def _one_step_before(net: Snapshot) -> Snapshot:
    return Snapshots().build({**net.recipe, "steps": net.steps - 1})


def _falls(net: Snapshot, before: Snapshot, sizes: list[Any], exponent: Formula, origin: str, what: str) -> Answer:
    first, last = sizes
    factor = (-arb(exponent.at(**net.facts))).exp()
    exhibit = None
    if all(isinstance(x, fmpq) for x in sizes) and net.rounding == 0:
        most = fraction(first) if origin == "functional_hessian" else "10**9"
        within = f"count(H, -{fraction(first)}, {most}) == len(H)"
        reached = f"multiplicity(later, -{fraction(last)}) > 0"  # H_f has both signs, so this is its norm too
        setup = (
            *setup_of(before, origin),
            f"W = descend(W, Sxx, Syx, {fraction(net.eta)})",
            f"later = {origin}(W, Sxx, Syx)",
        )
        printed = f"exponential(-{python_source(exponent, net.facts)}) * {fraction(first)}"
        fails = f"true > printed and {within} and {reached}"
        exhibit = Exhibit(f"{what}, after one step", setup, printed, fraction(last), fails)
    return at_most(last, factor * first, f"{what}, after one step", exhibit)
