"""What is measured at one instance: certified positions of the clusters of the true Hessian, ratios, distances, verdicts.

Every number is a pair of float64 values that enclose it, rounded outwards. The k-th largest of the p eigenvalues is enclosed
by certified enclosures of all of them; "dominant" are the r^2 largest, "bulk" the r (rank Sigma_xx + d_L - 2 r) after those,
"rest" the others: positions by size, whatever a theory says of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from flint import arb, ctx, fmpq, fmpq_mat

from verify.nets import large_runs
from verify.nets.recipes import BalancedNetwork, balanced
from verify.spectra.aligned import aligned_spectrum
from verify.spectra.certified import spectrum
from verify.spectra.enclosures import Enclosure, Spectrum
from verify.spectra.subspaces import parts, predicted
from verify.sweeps.grid import Value

WEIGHT_GUARD = 20  # digits of the weights beyond those of the eigenvalues
MOST_PARAMETERS = 2500  # of a Hessian that is made as a matrix
Pair = tuple[float, float]
Range = tuple[fmpq, fmpq]


class Unusable(Exception):
    """These parameters make no network; the sweep records why."""


class Subject:
    """One instance: a balanced network from the parameters of a plan, after t steps of gradient descent.

    On the route "matrix" everything is read off the weight matrices and the exact Hessian of their (rounded, then exact)
    entries; on the route "blocks" it rests on the exact-spectrum proposition X.1 and on the update rule A.2, for any width.
    """

    def __init__(self, parameters: dict[str, Value]) -> None:
        self.parameters = parameters
        p = parameters
        self.L, self.r, self.steps = int(p["L"]), int(p["r"]), int(p["t"])
        self.d_0, self.d_L, self.digits = int(p["d_0"]), int(p["d_L"]), int(p["digits"])
        self.widths = [self.d_0, *[int(p["d_hidden"])] * (self.L - 1), self.d_L]
        self.d_star, self.p = min(self.d_0, self.d_L), sum(a * b for a, b in pairwise(self.widths))
        self.blocks = p["route"] == "blocks"
        if not 1 <= self.r <= self.d_star:
            raise Unusable(f"r = {self.r} is not between 1 and d* = {self.d_star}")
        if min(self.widths) < self.d_star:
            raise Unusable(f"Initialization 2.1 needs hidden widths of at least d* = {self.d_star}")
        if not self.blocks and self.p > MOST_PARAMETERS:
            raise Unusable(f'{self.p} parameters; above {MOST_PARAMETERS} take route = "blocks"')
        self.rank_xx = {"isotropic": self.d_0, "padded": self.d_star, "rank_r": self.r}[str(p["covariance"])]
        mu, spread, tail = (Fraction(p[name]) for name in ("mu", "spread", "tail"))
        if mu <= 0:
            raise Unusable("mu must be positive")
        self.first_values = [_exact(mu + spread * i / max(1, self.r - 1)) for i in range(self.r)]
        self.first_values += [_exact(tail)] * (self.d_star - self.r)
        self.eta, self.slack = _exact(Fraction(p["eta"])), _exact(Fraction(p["slack"]))

    @cached_property
    def recipe(self) -> dict[str, Any]:
        """The recipe of the network at t = 0, which other commands understand."""
        head, tail = self.first_values[: self.r], self.first_values[self.r :]
        made: dict[str, Any] = {"L": self.L, "widths": self.widths, "r": self.r, "rank_xx": self.rank_xx}
        made["head"] = [str(x) for x in head]
        if any(tail):
            made["tail"] = [str(x) for x in tail]
        if self.slack:
            made["slack"] = str(self.slack)
        turns = int(self.parameters["turns"])
        if turns:  # as many dense rational singular vectors as one likes, told apart by a number
            made |= {"U": [f"{turns % 7 + 1}/3", "1/2"][: self.d_L - 1], "V": [f"{turns % 5 + 1}/4"][: self.d_0 - 1]}
        return made

    @cached_property
    def initial(self) -> BalancedNetwork:
        """The network at t = 0, over Q."""
        return balanced(self.recipe)

    @cached_property
    def network(self) -> Any:
        """The network at step t, over Q: the dyadic weights that were reached."""
        return large_runs.descended(self.initial.network, self.eta, self.steps, max(30, self.digits + WEIGHT_GUARD))

    @cached_property
    def values(self) -> list[fmpq]:
        """lambda_{1,t}, …, lambda_{d*,t}: off the diagonal of W^1 on the route "matrix", by the update rule on "blocks"."""
        if self.blocks:
            return [self._descended(x, i) for i, x in enumerate(self.first_values)]
        if self.steps == 0:
            return self.first_values
        core: fmpq_mat = self.network.layers[0] * self.initial.V
        if self.L == 1:
            core = self.initial.U.transpose() * core
        return [core[i, i] for i in range(self.d_star)]

    def _descended(self, value: fmpq, i: int) -> fmpq:
        sigma, target = fmpq(int(i < self.rank_xx)), fmpq(int(i < self.r))
        if self.steps == 0 or (sigma == 0 and target == 0):
            return value
        with ctx.workprec(int((self.digits + WEIGHT_GUARD) * 3.33) + 16):
            x, rate, L = arb(value), arb(self.eta), self.L
            for _ in range(self.steps):
                x = (x - rate * (sigma * x ** (2 * L - 1) - target * x ** (L - 1))).mid()
                if not bool(abs(x) < large_runs.DIVERGED):
                    raise Unusable("gradient descent runs away: eta is too large")
            return x.fmpq()

    @cached_property
    def spectrum(self) -> Spectrum:
        """All p eigenvalues of the whole Hessian."""
        if self.blocks:
            return self.prediction
        outer, functional = large_runs.hessians(self.network)
        return spectrum(outer + functional, self.digits)

    @cached_property
    def prediction(self) -> Spectrum:
        """The spectrum that the exact-spectrum proposition X.1 gives for the values at step t."""
        sigma = [1] * self.rank_xx + [0] * (self.d_0 - self.rank_xx)
        return aligned_spectrum(self.widths, self.values, sigma, [1] * self.r, self.digits)

    @cached_property
    def subspaces(self) -> dict[str, tuple[Range, Range]]:
        """Least and largest eigenvalue of each subspace that has one, by X.1 (see verify.spectra.subspaces)."""
        if self.L < 2:
            raise Unusable("subspaces need L >= 2")
        sigma = [fmpq(int(i < self.rank_xx)) for i in range(self.d_0)]
        targets = [fmpq(int(i < self.r)) for i in range(self.d_star)]
        directions = list(zip(self.values, sigma, targets))
        found: dict[str, list[Enclosure]] = {}
        for e in predicted(self.widths, list(parts(self.widths, directions, sigma[self.d_star :], self.r))):
            for name, number in e.subspaces.items():
                if number:
                    found.setdefault(name, []).append(e.enclosure)
        ends = {name: ([e.low for e in es], [e.high for e in es]) for name, es in found.items()}
        return {name: ((min(a), min(b)), (max(a), max(b))) for name, (a, b) in ends.items()}

    @property
    def dominant(self) -> int:
        """r^2."""
        return self.r * self.r

    @property
    def bulk(self) -> int:
        """r (rank Sigma_xx + d_L - 2 r)."""
        return self.r * (self.rank_xx + self.d_L - 2 * self.r)

    def largest(self, k: int) -> Range:
        """Enclosure of the k-th largest eigenvalue, k = 1, …, p."""
        return kth(self.spectrum, k)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Values of the paper's symbols at step t, for printed formulas."""
        head = self.values[: self.r]
        spread, start = max(head) - min(head), self.first_values[: self.r]
        sigma = [fmpq(int(i < self.rank_xx)) for i in range(self.d_star)]
        residuals = [s * x**self.L - (i < self.r) for i, (s, x) in enumerate(zip(sigma, self.values))]
        start_residuals = [s * x**self.L - 1 for s, x in zip(sigma[: self.r], start)]
        facts = {
            **{"L": self.L, "d_0": self.d_0, "d_L": self.d_L, "d_star": self.d_star, "r": self.r, "p": self.p},
            **{"rank_xx": self.rank_xx, "d_hidden": min(self.widths[1:-1] or [self.d_star]), "eta": self.eta},
            **{"t": self.steps, "M": max([fmpq(1), *start]), "mu": start[0], "mu_t": head[0], "spread_t": spread},
            **{"spread": max(start) - min(start), "m_t": (max(head) + min(head)) / 2, "delta_t": spread / 2 + self.slack},
            "tail": max(map(abs, self.first_values[self.r :]), default=fmpq(0)),
            "tail_t": max(map(abs, self.values[self.r :]), default=fmpq(0)),
            "top_t": max(map(abs, self.values)),
            "omega_t": max(map(abs, residuals)),
            "omega_head": max(map(abs, start_residuals)),
            "lambdas": {i + 1: x for i, x in enumerate(self.first_values)},
            "lambdas_t": {i + 1: x for i, x in enumerate(self.values)},
            "d": dict(enumerate(self.widths)),
        }
        if facts["M"] == 1:
            facts["alpha"] = min(start) ** (2 * self.L - 2)
        return facts


def _exact(x: Fraction) -> fmpq:
    return fmpq(x.numerator, x.denominator)


def kth(found: Spectrum, k: int) -> Range:
    """Enclosure of the k-th largest eigenvalue of a spectrum."""
    for e in reversed(found.enclosures):
        k -= e.multiplicity
        if k <= 0:
            return e.low, e.high
    raise Unusable("there are not that many eigenvalues")


def _gap(s: Subject) -> Range:
    (low, high), (least, most) = s.largest(s.dominant), s.largest(s.dominant + 1)
    return low - most, high - least


def _quotient(top: Range, bottom: Range) -> Range:
    if bottom[0] <= 0:
        raise Unusable("the eigenvalue to divide by is not certainly positive")
    quotients = [a / b for a in top for b in bottom]
    return min(quotients), max(quotients)


def _needs_bulk(s: Subject) -> None:
    if s.bulk == 0:
        raise Unusable("the bulk is empty: r = d_L = rank Sigma_xx")


def _bulk_high(s: Subject) -> Range:
    _needs_bulk(s)
    return s.largest(s.dominant + 1)


def _bulk_low(s: Subject) -> Range:
    _needs_bulk(s)
    return s.largest(s.dominant + s.bulk)


def _rest(s: Subject) -> Range:
    """Largest |eigenvalue| after the dominant and the bulk ones."""
    if s.dominant + s.bulk >= s.p:
        return fmpq(0), fmpq(0)
    sides = [s.largest(s.dominant + s.bulk + 1), s.largest(s.p)]
    sizes = [(max(low, -high, fmpq(0)), max(abs(low), abs(high))) for low, high in sides]
    return max(low for low, _ in sizes), max(high for _, high in sizes)


def _between(name: str) -> Callable[[Subject], Range]:
    def exact(s: Subject) -> Range:
        return s.facts[name], s.facts[name]

    return exact


def _order(upper: str, *lower: str) -> Callable[[Subject], Range]:
    """Least eigenvalue of one subspace minus the largest of others: positive where they are in order."""

    def exact(s: Subject) -> Range:
        found = s.subspaces
        below = [found[name][1] for name in lower if name in found]
        if upper not in found or not below:
            raise Unusable("a subspace is empty")
        low, high = found[upper][0]
        return low - max(b for _, b in below), high - max(a for a, _ in below)

    return exact


def _prediction_error(s: Subject) -> Range:
    """Largest distance between the k-th largest eigenvalue and the k-th largest that X.1 predicts, over all k."""
    if s.blocks:
        raise Unusable('on the route "blocks" the prediction is all there is')
    both = s.spectrum, s.prediction
    steps = {sum(e.multiplicity for e in found.enclosures[n:]) for found in both for n in range(len(found))}
    low = high = fmpq(0)
    for k in steps:
        (a, b), (c, d) = kth(s.spectrum, k), kth(s.prediction, k)
        low, high = max(low, a - d, c - b), max(high, b - c, d - a)
    return low, high


MEASURES: dict[str, tuple[str, Callable[[Subject], Range]]] = {
    "largest": ("the largest eigenvalue of the Hessian", lambda s: s.largest(1)),
    "dominant_low": ("the least dominant eigenvalue, number r^2 by size", lambda s: s.largest(s.dominant)),
    "bulk_high": ("the largest bulk eigenvalue, the one after", _bulk_high),
    "bulk_low": ("the least bulk eigenvalue", _bulk_low),
    "rest": ("the largest |eigenvalue| of the rest", _rest),
    "least": ("the least eigenvalue", lambda s: s.largest(s.p)),
    "gap": ("least dominant minus largest bulk eigenvalue", _gap),
    "dominant_over_bulk": ("least of the dominant subspace minus largest of the bulk, by X.1", _order("dominant", "bulk")),
    "bulk_over_rest": ("least of the bulk minus largest of the others, by X.1", _order("bulk", "functional", "zero")),
    "ratio": ("least dominant / largest bulk eigenvalue", lambda s: _quotient(s.largest(s.dominant), _bulk_high(s))),
    "ratio_high": ("largest dominant / least bulk eigenvalue", lambda s: _quotient(s.largest(1), _bulk_low(s))),
    "spread_t": ("largest minus smallest of lambda_1, …, lambda_r at step t", _between("spread_t")),
    "tail_t": ("largest |lambda_i|, i > r, at step t", _between("tail_t")),
    "mu_t": ("lambda_1 at step t", _between("mu_t")),
    "prediction_error": ("largest distance to the spectrum that X.1 predicts", _prediction_error),
}


def outward(low: fmpq, high: fmpq) -> Pair:
    """The least float64 interval around an exact one."""
    exact = [Fraction(int(x.p), int(x.q)) for x in (fmpq(low), fmpq(high))]
    below, above = (_float(x) for x in exact)
    if below == math.inf or (below > -math.inf and Fraction(below) > exact[0]):
        below = math.nextafter(below, -math.inf)
    if above == -math.inf or (above < math.inf and Fraction(above) < exact[1]):
        above = math.nextafter(above, math.inf)
    return below, above


def _float(x: Fraction) -> float:
    """To the nearest float64; beyond its range, the infinity of that side."""
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf
