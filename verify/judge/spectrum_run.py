"""The question of `python -m verify spectrum`: all eigenvalues of the whole Hessian of one balanced network, with proof."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import fmpq

from verify.errors import BadInput
from verify.judge.run import _integers
from verify.nets import large_runs
from verify.nets.matrices import Rationals
from verify.nets.networks import Network
from verify.nets.recipes import balanced
from verify.spectra.certified import MOST_DIGITS, ROUTES, spectrum
from verify.spectra.enclosures import Enclosure, NotCertified, disjoint

MOST_PARAMETERS = 2000
MOST_STEPS = 100_000
WEIGHT_GUARD = 20  # digits of the weights beyond those of the eigenvalues
NUMBER = re.compile(r"[+-]?\d{1,400}(?:/\d{1,400}|\.\d{1,400})?")
Progress = Callable[[str], None]


@dataclass(frozen=True)
class SpectrumQuestion:
    """A balanced network by its recipe, `steps` steps of gradient descent with step size eta, a route and digits."""

    recipe: dict[str, Any]
    eta: fmpq
    steps: int
    route: str
    digits: int

    @property
    def p(self) -> int:
        """Number of parameters."""
        return sum(a * b for a, b in pairwise(self.recipe["widths"]))


@dataclass(frozen=True)
class SpectrumAnswer:
    """Disjoint enclosures in increasing order, their multiplicities adding up to p; `weights` says what they belong to."""

    question: SpectrumQuestion
    clusters: tuple[Enclosure, ...]
    weights: str
    network: Network | None = None


def read_question(
    widths: str,
    rank: int,
    rank_xx: int | None = None,
    head: str = "sampled",
    seed: int | None = None,
    steps: int = 0,
    eta: str | None = None,
    route: str = "components",
    digits: int = 50,
) -> SpectrumQuestion:
    """A SpectrumQuestion from the texts of the options. Raises BadInput with one line that says what was expected."""
    sizes = _integers("--widths", widths, 1, MOST_PARAMETERS)
    if len(sizes) < 2:
        raise BadInput("--widths needs at least two numbers, d_0,…,d_L; for example --widths 10,20,20,16")
    p, d_star = sum(a * b for a, b in pairwise(sizes)), min(sizes[0], sizes[-1])
    if p > MOST_PARAMETERS:
        raise BadInput(f"--widths {widths}: {p} parameters; the whole spectrum is offered up to {MOST_PARAMETERS}")
    if min(sizes) < d_star:
        raise BadInput(f"--widths {widths}: Initialization 2.1 needs every hidden width to be at least d* = {d_star}")
    if not 1 <= rank <= d_star:
        raise BadInput(f"--rank {rank}: must be an integer from 1 to d* = min(d_0, d_L) = {d_star}")
    if rank_xx is not None and not rank <= rank_xx <= sizes[0]:
        raise BadInput(f"--rank-xx {rank_xx}: must be an integer from the rank {rank} to d_0 = {sizes[0]}")
    if route not in ROUTES:
        raise BadInput(f"--route {route}: must be one of {', '.join(ROUTES)}")
    for name, value, least, most in (
        ("digits", digits, 1, MOST_DIGITS),
        ("t", steps, 0, MOST_STEPS),
        ("seed", seed or 0, 0, 2**63),
    ):
        if not least <= value <= most:
            raise BadInput(f"--{name} {value}: must be an integer from {least} to {most}")
    if (eta is None) != (steps == 0):
        raise BadInput("--t and --eta belong together: so many steps of gradient descent, with that step size")
    rate = fmpq(0) if eta is None else _number("--eta", eta)
    if eta is not None and rate <= 0:
        raise BadInput(f"--eta {eta}: must be positive")
    recipe: dict[str, Any] = {"L": len(sizes) - 1, "widths": list(sizes), "r": rank, "rank_xx": rank_xx or sizes[0]}
    if head != "sampled":
        values = [_number("--head", part) for part in head.split(",")]
        if len(values) not in (1, rank) or min(values) <= 0:
            raise BadInput(f"--head {head[:40]}: must be sampled, one positive number, or {rank} of them")
        recipe["head"] = [str(x) for x in (values if len(values) == rank else values * rank)]
    if head == "sampled" or seed is not None:
        recipe |= {"seed": seed or 0, "digits": max(30, digits + WEIGHT_GUARD)}
    return SpectrumQuestion(recipe, rate, steps, route, digits)


def _number(option: str, text: str) -> fmpq:
    """An exact rational from "1/20", "3" or the decimal "0.05"."""
    try:
        if NUMBER.fullmatch(text.strip()) is None:
            raise ValueError
        fraction = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        raise BadInput(f"{option} {text[:40]}: not a number such as 0.05 or 1/20") from None
    return fmpq(fraction.numerator, fraction.denominator)


def trained(question: SpectrumQuestion, progress: Progress | None = None) -> tuple[Network, str]:
    """The network of a question, exact, after its steps; and what kind of numbers its weights are. Raises BadInput."""
    first = balanced(question.recipe)
    weight_digits = max(30, question.digits + WEIGHT_GUARD)
    net = large_runs.descended(first.network, question.eta, question.steps, weight_digits, progress)
    rational = isinstance(first.arithmetic, Rationals) and question.steps == 0
    reached = f"dyadic: the numbers of {weight_digits} digits that were reached, taken as exact"
    return net, "rational, as given" if rational else reached


def certified(question: SpectrumQuestion, progress: Progress | None = None) -> SpectrumAnswer:
    """All eigenvalues. Raises BadInput where the network cannot be made or the accuracy cannot be proved."""
    net, kind = trained(question, progress)
    if progress is not None:
        progress("the spectrum")
    outer, functional = large_runs.hessians(net)
    try:
        found = spectrum(outer + functional, question.digits, question.route)
    except (NotCertified, ValueError) as error:
        raise BadInput(f"not certified by the route {question.route}: {error}") from None
    return SpectrumAnswer(question, found.enclosures, kind, net)


def decimal_clusters(answer: SpectrumAnswer) -> list[tuple[str, str, Enclosure]]:
    """Decimal texts of low and high, rounded outwards, with what they enclose; intervals that then meet are joined.

    So that the printed interval, too, holds exactly the number of eigenvalues beside it.
    """
    largest = max((max(abs(e.low), abs(e.high)) for e in answer.clusters), default=fmpq(0))
    places = max(1, (17 if answer.question.route == "float" else answer.question.digits + 3) - _magnitude(largest))
    unit = fmpq(10) ** places
    rounded = [
        Enclosure((e.low * unit).floor() / unit, (e.high * unit).ceil() / unit, e.multiplicity, e.how)
        for e in answer.clusters
    ]
    return [(_decimal(e.low, places), _decimal(e.high, places), e) for e in disjoint(rounded)]


def _magnitude(x: fmpq) -> int:
    """Some k with x < 10^k, about the least; 0 for 0."""
    return len(str(int(x.ceil()))) if x >= 1 else 1 - len(str(int((1 / x).floor()))) if x > 0 else 0


def _decimal(x: fmpq, places: int) -> str:
    """A multiple of 10^-places as decimal text."""
    whole = int((x * fmpq(10) ** places).p)
    digits = str(abs(whole)).rjust(places + 1, "0")
    return f"{'-' if whole < 0 else ''}{digits[:-places]}.{digits[-places:]}" if whole else "0"
