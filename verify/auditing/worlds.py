"""What the symbols of a formula stand for under its assumptions: orders of the sizes, signs and ranges, and exact points.

The symbols are read as the paper defines them: d_star = min(d_0, d_L), r <= d_star, rank_xx as the reading says, L at least
as large as the assumptions ask. A sign that only some statements assume is taken from their assumptions, not from here.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import sympy as sp

from verify.auditing.definedness import RANGES
from verify.auditing.monotone import FRACTIONS, below_one
from verify.paper.arithmetic import Imprecise, TooLarge, Undefined
from verify.paper.formulas import Formula
from verify.paper.grammar import Integer, Name, walk
from verify.paper.grammar import Relation as Comparison
from verify.paper.statements import Reading

SIZES = {"d_0", "d_L", "d_star", "d_hidden", "r", "rank_xx", "rank_W", "rank_omega", "samples", "d", "p", "q"}
INDICES = {"l", "k", "i", "j", "u", "v"}  # they count from 1
COUNTS = {"n", "t", "T", "q", "tilted", "misplaced", "outside", "rank_omega"}  # whole numbers that may be 0
WHOLE = SIZES | INDICES | COUNTS | {"L"}
NORMS = {"N", "X", "a", "b", "lambdas", "sigma"}  # families of nonnegative numbers
POSITIVE = {"mu", "eta", "M", "alpha", "C_min"}  # lambda_1 at t = 0, the step size, a maximum with 1, and lower bounds
MAY_VANISH = COUNTS | {  # never negative, and 0 for some networks: "== 0" of one of them is no contradiction
    *("tail", "tail_t", "spread", "spread_t", "delta", "delta_t", "sigma_i", "sigma_j", "epsilon", "h_f", "norm_omega"),
    *("omega_t", "omega_head", "omega_max", "excess_0", "excess_t", "L_min", "E_yy", "square", "norm", "lambda_max"),
    *("mean_product", "mean_delta", "mean_x", "lambda_0", "lambda_t", "a", "m"),
}
# every other number may have any sign: the next value of a singular value, residuals, centres of intervals
STEP = "eta<Min(1/L,1/M**(2*L-2))"  # for these step sizes Lemma A.3 keeps lambda_1, …, lambda_r positive
STAYS_POSITIVE = {"mu_t", "mu_before", "lambda_t1", "top_t"}  # values of the head at later steps


class _Family:
    """Made-up values of an indexed symbol, one for each place, the same in every evaluation."""

    def __init__(self, name: str, salt: int) -> None:
        self.name, self.salt = name, salt

    def __getitem__(self, place: Any) -> Fraction:
        number = zlib.crc32(f"{self.name}{place}{self.salt}".encode())
        if self.name in FRACTIONS:
            return Fraction(number % 8, 7)
        if self.name in WHOLE:
            return Fraction(1 + number % 11)
        size = Fraction(number % 23, 1 + number % 7)
        return size if self.name in NORMS or number % 3 else -size


@dataclass(frozen=True)
class World:
    """One case of the order of the sizes: what each symbol stands for, in free parameters."""

    leaves: Mapping[str, sp.Expr]
    label: str
    given: tuple[Formula, ...] = ()
    points: dict[int, dict[str, Any]] = field(default_factory=dict, compare=False)

    @cached_property
    def known(self) -> Mapping[str, Any]:
        """The leaves, and what the assumptions say besides."""
        return below_one(self.given, self.leaves)

    def admits(self, values: Mapping[str, Any]) -> bool:
        """Whether no assumption about these symbols alone is certainly broken."""
        return all(evaluated(f, values) is not False for f in self.given if f.is_relation and f.names <= set(values))

    def values(self, seed: int) -> dict[str, Any]:
        """An exact point: small whole numbers and simple fractions for the parameters, 0 where they may vanish."""
        if seed not in self.points:
            self.points[seed] = self._drawn(seed)
        return self.points[seed]

    def _drawn(self, seed: int) -> dict[str, Any]:
        draw = random.Random(seed)
        free = sorted({s for e in self.leaves.values() for s in e.free_symbols if isinstance(s, sp.Symbol)}, key=str)
        point: dict[Any, Any] = {}
        for s in free:
            if s.is_integer:
                point[s] = sp.Integer(draw.choice((0, 0, 1, 2, 3)) + (1 if s.is_positive else 0))
            elif not s.is_positive and draw.random() < 1 / 3:
                point[s] = sp.Integer(0)
            else:
                sign = 1 if s.is_nonnegative else draw.choice((1, -1))
                point[s] = sign * sp.Rational(draw.randint(1, 9), draw.randint(1, 4))
        made: dict[str, Any] = {}
        for name, expression in self.leaves.items():
            if isinstance(expression, sp.IndexedBase):
                made[name] = _Family(name, seed)
            else:
                value = expression.subs(point)
                made[name] = Fraction(int(value.p), int(value.q))
        return made


def evaluated(formula: Formula, values: Mapping[str, Any]) -> Any:
    """The value or truth at a point; None where there is none, or it is not certain."""
    try:
        return formula.holds(**values) if formula.is_relation else formula.at(**values)
    except (Undefined, Imprecise, TooLarge, KeyError, ValueError, ArithmeticError):
        return None


_MADE: dict[Any, list[World]] = {}


def worlds_of(formulas: Sequence[Formula], given: Sequence[Formula], reading: Reading | None) -> list[World]:
    """The worlds of formulas with these symbols, made once: the same points serve every mutant of a statement."""
    nodes = [(node, f.names) for f in formulas for node in walk(f.tree) if isinstance(node, Name)]
    used = {(node.name, bool(node.indices)) for node, names in nodes if node.name in names}
    key = (frozenset(used), tuple(f.text for f in given), reading.rank_xx.text if reading else None)
    if key not in _MADE:
        ends = {end for name, _ in used for ranges in RANGES.get(name, ()) for end in ranges if isinstance(end, str)}
        names = {name for name, _ in used} | ends
        assumed = (*given, *_of_tail_values(given))
        _MADE[key] = [
            World({name: leaf for name, leaf in world.leaves.items() if name in names}, world.label, assumed)
            for world in worlds(formulas, given, reading)
        ]
    return _MADE[key]


def _of_tail_values(given: Sequence[Formula]) -> Iterator[Formula]:
    """What bounds of the largest tail value say of lambda_i, where a statement assumes a tail: there lambda_i is one of it.

    Of the form eta tail^(2L-2) < 1 only: a rising function of the tail, and even in it.
    """
    if not any(formula.text.replace(" ", "") == "tail>0" for formula in given):
        return
    for formula in given:
        if formula.text.replace(" ", "") == "eta*tail**(2*L-2)<1":
            yield Formula.read(formula.text.replace("tail", "lambda_i"))


def worlds(formulas: Sequence[Formula], given: Sequence[Formula], reading: Reading | None) -> Iterator[World]:
    """The orders of 0, r, d_0 and d_L that the assumptions admit, each with the leaves of the formulas."""
    texts = frozenset(formula.text.replace(" ", "") for formula in given)
    ranks: tuple[sp.Expr, ...] = (sp.Symbol("r", integer=True, positive=True),)
    if "r>=1" not in texts:
        ranks = (*ranks, sp.Integer(0))
    for r in ranks:
        if not r and "r==d_star" in texts:
            continue
        for label in ("d_0 <= d_L", "d_0 >= d_L"):
            if "d_0<=d_L" in texts and label != "d_0 <= d_L":
                continue
            yield World(_leaves(formulas, given, reading, texts, r, label), label + ("" if r else ", r = 0"))


def _leaves(
    formulas: Sequence[Formula],
    given: Sequence[Formula],
    reading: Reading | None,
    texts: frozenset[str],
    r: sp.Expr,
    label: str,
) -> dict[str, Any]:
    whole: dict[str, Any] = {"integer": True, "nonnegative": True}
    depth = max([1, *(_least(f) for f in given if f.names == {"L"})])
    extra = 1 if "r<d_star" in texts or not r else 0  # widths are at least 1
    small = sp.Integer(0) if "r==d_star" in texts else sp.Symbol("(d_star-r)", **whole) + extra
    gap = sp.Symbol("(larger-smaller)", **whole)
    star = r + small
    d_0, d_L = (star, star + gap) if label == "d_0 <= d_L" else (star + gap, star)
    leaves: dict[str, Any] = {
        "r": r,
        "d_0": d_0,
        "d_L": d_L,
        "d_star": star,
        "d_hidden": star + sp.Symbol("(d_hidden-d_star)", **whole),
        "L": sp.Integer(1) if "L==1" in texts else depth + sp.Symbol(f"(L-{depth})", **whole),
    }
    leaves["rank_xx"] = r + sp.Symbol("(rank_xx-r)", **whole)  # v_1, …, v_r lie in the range of Sigma_xx
    leaves["rank_W"] = r if "tail==0" in texts else r + sp.Symbol("(rank_W-r)", **whole)  # lambda_i != 0 for i <= r
    norm, slack = sp.Symbol("hf_norm", nonnegative=True), {"nonnegative": True}  # the larger of hf_max and -hf_min
    leaves |= {"hf_norm": norm, "hf_max": norm - sp.Symbol("(hf_norm-hf_max)", **slack)}
    leaves["hf_min"] = sp.Symbol("(hf_min+hf_norm)", **slack) - norm
    leaves |= _constants(leaves["L"], texts)
    if "m_t>delta_t" in texts:
        delta = sp.Symbol("delta_t", **({"positive": True} if "delta_t>0" in texts else {"nonnegative": True}))
        leaves |= {"delta_t": delta, "m_t": delta + sp.Symbol("(m_t-delta_t)", positive=True)}
    if reading is not None:
        leaves["rank_xx"] = reading.rank_xx.symbolic(**leaves)
    signs = _signs(given)
    for formula in formulas:
        for node in walk(formula.tree):
            if isinstance(node, Name) and node.name not in leaves and node.name in formula.names:
                leaves[node.name] = _leaf(node, signs)
    for formula in given:  # tail == 0, spread == 0, mu == 1: a symbol that the assumptions fix
        match formula.tree:
            case Comparison(relations=("==",), sides=(Name(name=name, indices=()), Integer(value=value))):
                leaves[name] = sp.Integer(value)
    return leaves


def _constants(L: sp.Expr, texts: frozenset[str]) -> dict[str, sp.Expr]:
    """M >= 1 and C_min <= 1/2 by definition; what the step sizes of Lemma A.3 give, where they are assumed."""
    more = [sp.Symbol(f"({name})", nonnegative=True) for name in ("M-1", "1/alpha-1", "1/C_min-2", "1/eta-L")]
    made = {"M": 1 + more[0], "C_min": 1 / (2 + more[2])}
    if STEP in texts:  # step sizes are positive, and the head tends to 1
        made |= {name: sp.Symbol(name, positive=True) for name in STAYS_POSITIVE}
        made |= {"eta": 1 / (L + more[3]), "alpha": 1 / (1 + more[1])}
        if {"tail==0", "spread==0"} <= texts:
            made["top_t"] = made["mu_t"]
    elif "m_t>delta_t" in texts:
        made["top_t"] = sp.Symbol("top_t", positive=True)
    return made


def _least(formula: Formula) -> int:
    match formula.tree:
        case Comparison(relations=(">=",), sides=(Name(), Integer(value=value))):
            return value
        case Comparison(relations=(">",), sides=(Name(), Integer(value=value))):
            return value + 1
    return 1


def _signs(given: Sequence[Formula]) -> dict[str, dict[str, bool]]:
    """The signs that assumptions such as tail > 0 give to symbols."""
    signs: dict[str, dict[str, bool]] = {}
    for formula in given:
        match formula.tree:
            case Comparison(relations=(">" | ">=" as sign,), sides=(Name(name=name, indices=()), Integer(value=value))):
                if value > 0 or (value == 0 and sign == ">"):
                    signs[name] = {"positive": True}
                elif value == 0:
                    signs.setdefault(name, {"nonnegative": True})
    return signs


def _leaf(node: Name, signs: Mapping[str, dict[str, bool]]) -> Any:
    if node.indices:
        sign = {"nonnegative": True} if node.name in NORMS else {"positive": True} if node.name in WHOLE else {"real": True}
        return sp.IndexedBase(node.name, **sign, **({"integer": True} if node.name in WHOLE else {}))
    whole = {"integer": True} if node.name in WHOLE else {}
    if node.name in signs:
        return sp.Symbol(node.name, **whole, **signs[node.name])
    if node.name in MAY_VANISH:
        return sp.Symbol(node.name, nonnegative=True, **whole)
    if node.name in WHOLE or node.name in POSITIVE:
        return sp.Symbol(node.name, positive=True, **whole)
    return sp.Symbol(node.name, real=True)
