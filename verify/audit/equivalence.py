"""Does a changed formula say the same as the wording, or less? Settled from the two formulas and the assumptions alone.

The symbols are read as the paper defines them: d_star = min(d_0, d_L), r <= d_star, rank_xx as the reading says, L at least
as large as the assumptions ask. Values at exact points rule most changes out; what is left needs a proof.
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

from verify.audit.monotone import FRACTIONS, below_one, order
from verify.paper.arithmetic import Exact, Imprecise, TooLarge, Undefined
from verify.paper.formulas import Formula
from verify.paper.grammar import Integer, Name, Node, Operation, Piecewise, Series, children, walk
from verify.paper.grammar import Relation as Comparison
from verify.paper.printing import bare, text_of
from verify.paper.statements import Reading, Wording
from verify.reason.algebra import prove_equal
from verify.reason.signs import never_negative

POINTS = 40
SIZES = {"d_0", "d_L", "d_star", "d_hidden", "r", "rank_xx", "rank_W", "rank_omega", "samples", "d", "p", "q", "m"}
WHOLE = SIZES | {"L", "l", "k", "i", "j", "n", "u", "v", "t", "T", "tilted", "misplaced", "outside"}
SYMMETRIC = {"Sxx", "outer", "functional", "curvature", "second", "N"}  # in the last two indices
NORMS = {"N", "X", "a", "b", "lambdas", "lambdas_t", "sigma"}  # families of nonnegative numbers
SIGNED = {"omega_i", "omega_j", "hf_min", "lambda_i", "lambda_j", "x", "loss_t", "cross"}  # reals that may be negative
COUNTS = {"t", "tilted", "misplaced", "outside", "rank_omega"}  # whole numbers that may be 0
MAY_VANISH = COUNTS | {  # never negative, and 0 for some networks: "== 0" of one of them is no contradiction
    *("tail", "tail_t", "spread", "spread_t", "delta", "delta_t", "sigma_i", "sigma_j", "epsilon", "h_f", "norm_omega"),
    *("omega_t", "omega_head", "omega_max", "excess_0", "excess_t", "L_min", "E_yy", "square"),
    *("mean_product", "mean_delta", "mean_x"),
}
LOWER = {"lower", "dominant_from", "bulk_from"}  # parts that are lower bounds of something
WANTED = {"<": (-1, 1), "<=": (-1, 1), ">": (1, -1), ">=": (1, -1)}  # which way each side may move, to say less
UPPER = {"upper", "dominant_to", "bulk_to"}


@dataclass(frozen=True)
class Relation:
    """How a change relates to the wording: "equivalent", "implied" (it says less), or "open"; and the proof in words."""

    kind: str
    why: str = ""


OPEN = Relation("open")


class _Family:
    """Made-up positive values of an indexed symbol, one for each place, the same in every evaluation."""

    def __init__(self, name: str, salt: int) -> None:
        self.name, self.salt = name, salt

    def __getitem__(self, place: Any) -> Fraction:
        number = zlib.crc32(f"{self.name}{place}{self.salt}".encode())
        if self.name in FRACTIONS:
            return Fraction(1 + number % 7, 7)
        return Fraction(1 + number % 11) if self.name in WHOLE else Fraction(1 + number % 23, 1 + number % 7)


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
        return all(_evaluated(f, values) is not False for f in self.given if f.is_relation and f.names <= set(values))

    def values(self, seed: int) -> dict[str, Any]:
        """An exact point: small whole numbers and simple positive fractions for the parameters."""
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
            elif s.is_nonnegative and not s.is_positive and draw.random() < 1 / 3:
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


def compared(
    old: Wording, new: Wording, part: str, reading: Reading | None, conventions: Sequence[Formula] = ()
) -> Relation:
    """How the changed part of `new` relates to that of `old` under the assumptions both share."""
    one, other = old.parts[part], new.parts[part]
    if _sorted(bare(one.tree)) == _sorted(bare(other.tree)):
        return Relation("equivalent", "a symmetric family with its last two indices exchanged")
    every = _worlds((one, other), (*conventions, *old.given), reading)
    if one.is_relation:
        found = [_relations(one, other, part, world) for world in every]
    else:
        bound = old.bounds.get(part) or ("lower" if part in LOWER else "upper" if part in UPPER else "")
        found = [_values(one, other, bound, world) for world in every]
    kinds = {relation.kind for relation in found}
    if not found or "open" in kinds:
        return OPEN
    kind = "implied" if "implied" in kinds else "equivalent"
    return Relation(kind, "; ".join(dict.fromkeys(relation.why for relation in found)))


_MADE: dict[Any, list[World]] = {}


def _worlds(formulas: Sequence[Formula], given: Sequence[Formula], reading: Reading | None) -> list[World]:
    """The worlds of formulas with these symbols, made once: the same points serve every mutant of a statement."""
    nodes = [(node, f.names) for f in formulas for node in walk(f.tree) if isinstance(node, Name)]
    used = {(node.name, bool(node.indices)) for node, names in nodes if node.name in names}
    key = (frozenset(used), tuple(f.text for f in given), reading.rank_xx.text if reading else None)
    if key not in _MADE:
        names = {name for name, _ in used}
        _MADE[key] = [
            World({name: leaf for name, leaf in world.leaves.items() if name in names}, world.label, tuple(given))
            for world in worlds(formulas, given, reading)
        ]
    return _MADE[key]


def worlds(formulas: Sequence[Formula], given: Sequence[Formula], reading: Reading | None) -> Iterator[World]:
    """The orders of d_0 and d_L that the assumptions admit, each with the leaves of the formulas."""
    texts = {formula.text.replace(" ", "") for formula in given}
    depth = max([1, *(_bound(f) for f in given if f.names == {"L"})])
    whole: dict[str, Any] = {"integer": True, "nonnegative": True}
    r = sp.Symbol("r", integer=True, positive=True)
    extra = 1 if "r<d_star" in texts else 0
    small = sp.Integer(0) if "r==d_star" in texts else sp.Symbol("(d_star-r)", **whole) + extra
    gap = sp.Symbol("(larger-smaller)", **whole)
    star = r + small
    for label, d_0, d_L in (("d_0 <= d_L", star, star + gap), ("d_0 >= d_L", star + gap, star)):
        if "d_0<=d_L" in texts and label != "d_0 <= d_L":
            continue
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
        for formula in formulas:
            for node in walk(formula.tree):
                if isinstance(node, Name) and node.name not in leaves and node.name in formula.names:
                    leaves[node.name] = _leaf(node)
        for formula in given:  # tail == 0, spread == 0, mu == 1: a symbol that the assumptions fix
            match formula.tree:
                case Comparison(relations=("==",), sides=(Name(name=name, indices=()), Integer(value=value))):
                    leaves[name] = sp.Integer(value)
        yield World(leaves, label)


def _constants(L: sp.Expr, texts: set[str]) -> dict[str, sp.Expr]:
    """M >= 1, alpha <= 1 and C_min <= 1/2 by definition; eta below 1/L, and one value for all, where that is assumed."""
    more = [sp.Symbol(f"({name})", nonnegative=True) for name in ("M-1", "1/alpha-1", "1/C_min-2", "1/eta-L")]
    made = {"M": 1 + more[0], "alpha": 1 / (1 + more[1]), "C_min": 1 / (2 + more[2])}
    if "eta<Min(1/L,1/M**(2*L-2))" in texts:  # step sizes are positive
        made["eta"] = 1 / (L + more[3])
    if {"tail==0", "spread==0"} <= texts:
        made["top_t"] = made["mu_t"] = sp.Symbol("mu_t", positive=True)
    return made


def _bound(formula: Formula) -> int:
    match formula.tree:
        case Comparison(relations=(">=",), sides=(Name(), Integer(value=value))):
            return value
        case Comparison(relations=(">",), sides=(Name(), Integer(value=value))):
            return value + 1
    return 1


def _leaf(node: Name) -> Any:
    if node.indices:
        return sp.IndexedBase(node.name, nonnegative=True) if node.name in NORMS else sp.IndexedBase(node.name)
    if node.name in MAY_VANISH:
        return sp.Symbol(node.name, nonnegative=True, **({"integer": True} if node.name in COUNTS else {}))
    if node.name in WHOLE:
        return sp.Symbol(node.name, integer=True, positive=True)
    return sp.Symbol(node.name, **({"real": True} if node.name in SIGNED else {"positive": True}))


def _evaluated(formula: Formula, values: Mapping[str, Any]) -> Any:
    """The value or truth at a point; None where there is none, or it is not certain."""
    try:
        return formula.holds(**values) if formula.is_relation else formula.at(**values)
    except (Undefined, Imprecise, TooLarge, KeyError, ValueError, ArithmeticError):
        return None


def _values(old: Formula, new: Formula, bound: str, world: World) -> Relation:
    """Equal values everywhere; or, for a bound, values that never pass the old ones."""
    orders = set()
    for seed in range(POINTS):
        values = world.values(seed)
        if not world.admits(values):
            continue
        a, b = _evaluated(old, values), _evaluated(new, values)
        if a is None and b is None:
            continue
        if a is None or b is None:
            return OPEN
        orders.add("=" if Exact().compare("==", a, b) is not False else "<" if Exact().compare("<", a, b) else ">")
    if orders == {"="} and (same := _equal(old, new, world)).kind == "equivalent":
        return same
    if (bound == "lower" and orders <= {"=", ">"}) or (bound == "upper" and orders <= {"=", "<"}):
        return _looser(old, new, bound, world)
    return OPEN


def _equal(old: Formula, new: Formula, world: World) -> Relation:
    try:
        left, right = old.symbolic(**world.leaves), new.symbolic(**world.leaves)
        if not left.has(sp.Piecewise) and not right.has(sp.Piecewise):
            proof = prove_equal(left, right)
            return Relation("equivalent", proof.method) if proof is not None else OPEN
    except (Undefined, TooLarge, KeyError, TypeError, ValueError, AttributeError, NotImplementedError):
        return OPEN
    pairs = _differing(old.tree, new.tree)
    if pairs is not None and isinstance(pairs[0], Comparison) and isinstance(pairs[1], Comparison):
        return _same_truth(pairs[0], pairs[1], world)
    return OPEN


def _looser(old: Formula, new: Formula, bound: str, world: World) -> Relation:
    wanted = -1 if bound == "lower" else 1
    if order(old.tree, new.tree, world.known) in (wanted, 0):
        return Relation("implied", f"a {bound} bound that is never tighter, by signs")
    return OPEN


def _relations(old: Formula, new: Formula, part: str, world: World) -> Relation:
    """The same truth everywhere; or, where the comparison is what is stated, truth wherever the old one is true."""
    for seed in range(3 * POINTS):
        values = world.values(seed)
        a, b = _evaluated(old, values), _evaluated(new, values)
        if a is True and b is not True:
            return OPEN
    first, second = old.relation, new.relation
    same = _same_truth(first, second, world)
    if same.kind == "equivalent":
        return same
    if part == "value" and _always_holds(second, world):
        return Relation("implied", "always true, by signs")
    if part == "value" and _weaker_sides(first, second, world):
        return Relation("implied", "the smaller side is never larger, the larger one never smaller, by signs")
    if (branches := _same_branches(first, second, world)).kind == "equivalent":
        return branches
    if part == "value" and len(first.relations) == 1 and [*map(bare, first.sides)] == [*map(bare, second.sides)]:
        pair = (first.relations[0], second.relations[0])
        if pair in (("<", "<="), (">", ">="), ("==", "<="), ("==", ">=")):
            return Relation("implied", f"{pair[0]} says more than {pair[1]}")
    return OPEN


def _always_holds(relation: Comparison, world: World) -> bool:
    if len(relation.sides) != 2:
        return False
    left, right = (_symbolic(side, world) for side in relation.sides)
    return left is not None and right is not None and _always(relation.relations[0], sp.expand(left - right)) is True


def _weaker_sides(old: Comparison, new: Comparison, world: World) -> bool:
    if old.relations != new.relations or old.relations[0] not in WANTED or len(old.sides) != 2:
        return False
    ways = [order(a, b, world.known) for a, b in zip(old.sides, new.sides)]
    return all(way is not None and way * wanted >= 0 for way, wanted in zip(ways, WANTED[old.relations[0]]))


def _symbolic(node: Node, world: World) -> sp.Expr | None:
    try:
        return Formula("", node).symbolic(**world.leaves)
    except (Undefined, TooLarge, KeyError, TypeError, ValueError, AttributeError, NotImplementedError):
        return None


def _same_branches(old: Comparison, new: Comparison, world: World) -> Relation:
    """Piecewise(…) < b, in which each branch alone compares with b as it did before."""
    match old.sides, new.sides:
        case (Piecewise() as one, bound), (Piecewise() as other, same) if old.relations == new.relations:
            conditions = [[bare(c) for _, c in side.branches] for side in (one, other)]
            if bare(bound) != bare(same) or conditions[0] != conditions[1]:
                return OPEN
            values = [[*(v for v, _ in side.branches), side.otherwise] for side in (one, other)]
            for a, b in zip(*values):
                pair = [Comparison(0, old.relations, (v, bound)) for v in (a, b)]
                if bare(a) != bare(b) and _same_truth(pair[0], pair[1], world).kind != "equivalent":
                    return OPEN
            return Relation("equivalent", "each branch compares as before")
    return OPEN


def _same_truth(old: Comparison, new: Comparison, world: World) -> Relation:
    """The same truth everywhere, from the sign of left - right: both sides rational functions of the parameters."""
    if len(old.relations) != 1 or len(new.relations) != 1:
        return OPEN
    try:
        (a, b), (c, d) = ([Formula("", side).symbolic(**world.leaves) for side in x.sides] for x in (old, new))
        first, second = sp.expand(a - b), sp.expand(c - d)
    except (Undefined, TooLarge, KeyError, TypeError, ValueError, AttributeError, NotImplementedError):
        return OPEN
    if sp.simplify(first - second) == 0:
        possible = {-1, 0, 1}
        if never_negative(first):
            possible -= {-1}
        if never_negative(-first):
            possible -= {1}
        if all(_true(old.relations[0], s) == _true(new.relations[0], s) for s in possible):
            return Relation("equivalent", f"left - right = {first} has only the signs {sorted(possible)}")
        return OPEN
    one, other = _always(old.relations[0], first), _always(new.relations[0], second)
    if one is not None and one == other:
        return Relation("equivalent", f"both are always {'true' if one else 'false'}: signs of {first} and {second}")
    return OPEN


def _true(relation: str, sign: int) -> bool:
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0, "==": sign == 0, "!=": sign != 0}[relation]


def _always(relation: str, difference: sp.Expr) -> bool | None:
    possible = {-1, 0, 1}
    if never_negative(difference):
        possible -= {-1}
    if never_negative(-difference):
        possible -= {1}
    if difference.is_nonzero:
        possible -= {0}
    truths = {_true(relation, s) for s in possible}
    return truths.pop() if len(truths) == 1 else None


def _sorted(node: Node) -> Node:
    """The tree with the last two indices of symmetric families in alphabetical order."""
    match node:
        case Name(name=name, indices=indices) if name in SYMMETRIC:
            return Name(0, name, (*indices[:-2], *sorted(indices[-2:], key=text_of)))
        case Operation(operator=operator, left=left, right=right):
            return Operation(0, operator, _sorted(left), _sorted(right))
        case Series(kind=kind, body=body, index=index, low=low, high=high):
            return Series(0, kind, _sorted(body), index, low, high)
    return node


def _differing(old: Node, new: Node) -> tuple[Node, Node] | None:
    """The smallest pair of comparisons, at the same place in both trees, outside which the trees agree."""
    if bare(old) == bare(new) or type(old) is not type(new):
        return None
    if isinstance(old, Comparison):
        return old, new
    if children(old):
        one, other = children(old), children(new)
        if len(one) != len(other):
            return None
        different = [(a, b) for a, b in zip(one, other) if bare(a) != bare(b)]
        return _differing(*different[0]) if len(different) == 1 else None
    return None
