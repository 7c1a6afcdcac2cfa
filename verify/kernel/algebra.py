"""Trees as fractions of polynomials over Q: every power b**n with a symbolic exponent, every sum, root and array entry
becomes a variable of its own. A tree becomes a fraction only where it certainly has a value: each divisor, base of a power,
root, logarithm, Binomial and range is shown to be in order as it is met, before anything could cancel.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq

from .powers import Powers
from .ring import ONE, RING, SIZE, ZERO, Fraction, constant, decided, joined, monomial, reduced, replaced, shown
from .signs import Signs
from .sums import Sums
from .terms import Refused, said

WORDS = {"!": "different from zero", "+": "positive", "0+": ">= 0"}


@dataclass
class Var:
    """What a variable of the ring stands for. `power`: (base, exponent) whose power it is; `root`: q, value**q = base."""

    key: tuple
    sign: str  # "+", "0+" (not negative), "!" (not zero), "?"
    whole: bool = False
    bound: frozenset = frozenset()  # the indices of sums on which it depends
    power: tuple | None = None
    root: int = 0
    terms: tuple | None = None  # of a sum: (count, how large its terms are: ">=1", "<=1" or "")
    arguments: tuple = ()  # of an atom: the fractions that it is made of
    closed: tuple | None = None  # of a geometric sum: polynomials a, b with a sum = b, a not the zero polynomial


class Algebra(Powers, Sums, Signs):
    """Converts trees under one scope. `known` gives a fraction to each name, `facts` signs of polynomials that are given."""

    def __init__(self) -> None:
        self.vars: list[Var] = []
        self.places: dict[tuple, int] = {}
        self.known: dict[str, Fraction] = {}
        self.arrays: dict[str, str] = {}
        self.facts: dict[str, set[str]] = {}
        self.sums: dict[tuple, list] = {}  # (level, summand): the sums of it, each with its number of terms
        self.asked: set[tuple] = set()  # double sums that are being read in the other order
        self.same: dict[str, Fraction] = {}  # double sums in the order that is not kept, by the same in the one that is

    def var(self, key: tuple, sign: str, **more) -> Fraction:
        """The ring's variable of that key; a new one where there is none."""
        if key not in self.places:
            if len(self.vars) == SIZE:
                raise Refused(f"more than {SIZE} different variables, powers and sums")
            self.places[key] = len(self.vars)
            self.vars.append(Var(key, sign, **more))
        return Fraction(RING.gen(self.places[key]))

    # values of trees

    def fraction(self, tree: tuple) -> Fraction:
        kind = tree[0]
        if kind == "num":
            return Fraction(RING.constant(tree[1]))
        if kind == "var":
            if tree[1] not in self.known:
                raise Refused(f"{tree[1]} is no variable of the scope")
            return self.known[tree[1]]
        if kind in ("+", "-", "*", "/", "**"):
            a, b = self.fraction(tree[1]), self.fraction(tree[2])
            if kind == "*":
                return self.times(a, b)
            if kind == "/":
                self.demand(b, "!", "the divisor", tree[2])
                return reduced(a.top * b.bottom, a.bottom * b.top)
            if kind == "**":
                return self.power(a, b, tree)
            return self.plus(a, b if kind == "+" else Fraction(-b.top, b.bottom))
        if kind == "at":
            if tree[1] not in self.arrays:
                raise Refused(f"{tree[1]} is no array of the scope")
            return self.atom(("at", tree[1]), tree[2], self.arrays[tree[1]])
        if kind == "call":
            return self.call(tree[1], tree[2], tree)
        if kind in ("Sum", "Product"):
            return self.series(*tree)
        if kind == "Piecewise":
            for value, condition in tree[1]:
                if self.truth(condition):
                    return self.fraction(value)
            return self.fraction(tree[2])
        raise Refused("a comparison has no value")

    def plus(self, a: Fraction, b: Fraction) -> Fraction:
        return reduced(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom)

    def times(self, a: Fraction, b: Fraction) -> Fraction:
        return reduced(a.top * b.top, a.bottom * b.bottom)

    def minus(self, a: tuple, b: tuple) -> Fraction:
        return self.fraction(("-", a, b))

    def demand(self, value: Fraction, wanted: str, what: str, tree: tuple) -> None:
        """Raise Refused unless the sign is shown: a sign "+" is also "0+" and "!"."""
        sign = self.sign(value)
        if sign not in ("+", wanted):
            self.learn(tree)
            sign = self.sign(value)
        if sign != wanted and not (sign in ("+", "-") and wanted == "!") and not (sign in ("+", "0") and wanted == "0+"):
            raise Refused(f"{what} {said(tree)} is not shown to be {WORDS[wanted]}")

    def learn(self, tree: tuple) -> None:
        """Enter that the tree's value is positive, or not negative, where the signs of its parts show it."""
        sign = self.shape(tree)
        if sign in ("+", "0+"):
            self.know(self.fraction(tree), ">" if sign == "+" else ">=")

    def shape(self, tree: tuple) -> str:
        """The sign of a sum, product, quotient or power from the signs of its parts; else that of the value."""
        kind = tree[0]
        if kind in ("+", "*", "/"):
            a, b = self.shape(tree[1]), self.shape(tree[2])
            if kind != "+":
                return joined(a, b)
            if {a, b} <= {"+", "0+"}:
                return min(a, b)
        if kind == "**" and self.shape(tree[1]) == "+":
            return "+"
        return self.sign(self.fraction(tree))

    def truth(self, condition: tuple) -> bool:
        """Whether the condition holds everywhere (True) or nowhere (False); Refused where that is not shown."""
        answers = [
            decided(self.sign(self.minus(a, b)), relation)
            for relation, a, b in zip(condition[1], condition[2], condition[2][1:])
        ]
        if False in answers:
            return False
        if None in answers:
            raise Refused(f"the condition {said(condition)} is not decided")
        return True

    def atom(self, key: tuple, arguments: tuple, sign: str, whole: bool = False) -> Fraction:
        values = [self.fraction(a) for a in arguments]
        bound = frozenset().union(*(self.bound(v.top) | self.bound(v.bottom) for v in values))
        return self.var((*key, *map(shown, values)), sign, whole=whole, bound=bound, arguments=(key, tuple(values)))

    def call(self, name: str, arguments: tuple, tree: tuple) -> Fraction:
        if name == "Exp":
            return self.powers(None, self.fraction(arguments[0]), tree)
        if name == "Log":
            return self.log(self.fraction(arguments[0]), tree)
        if name in ("Min", "Max"):
            best = arguments[0]
            for other in arguments[1:]:
                sign = self.sign(self.minus(best, other))
                if sign in ("+", "0+", "0", "-", "0-"):
                    best = other if (sign in ("+", "0+")) == (name == "Min") else best
                    continue
                values = [self.fraction(a) for a in arguments]
                signs = [self.sign(v) for v in values]
                sign = next((s for s in ("+", "0+") if all(x in ("+", s) for x in signs)), "?")
                return self.atom(
                    (name,),
                    tuple(sorted(arguments, key=lambda a: shown(self.fraction(a)))),
                    sign,
                    all(map(self.whole, values)),
                )
            return self.fraction(best)
        if name == "Abs":
            value = self.fraction(arguments[0])
            sign = self.sign(value)
            if sign in ("+", "0+", "0"):
                return value
            if sign in ("-", "0-"):
                return Fraction(-value.top, value.bottom)
            return self.powers(Fraction(value.top**2, value.bottom**2), Fraction(ONE / 2), tree)
        if name == "Binomial":
            values = [self.fraction(a) for a in arguments]
            if not all(map(self.whole, values)):
                raise Refused(f"Binomial takes integers: {said(tree)}")
            self.demand(values[0], "0+", "the first argument of Binomial", arguments[0])
            number = constant(values[1])
            if number is not None and 0 <= number <= 6:  # n (n - 1) … / k!
                made = Fraction(ONE)
                for k in range(int(number.p)):
                    made = self.times(made, Fraction((values[0].top - k * values[0].bottom) / (k + 1), values[0].bottom))
                return made
            return self.atom((name,), arguments, "0+", True)
        number = constant(self.fraction(arguments[0]))
        if number is not None:
            return Fraction(RING.constant(number.p // number.q))
        return self.atom((name,), arguments, "?", True)

    # questions about polynomials

    def bound(self, poly) -> frozenset:
        """The indices of sums on which a polynomial depends."""
        return frozenset().union(*(self.vars[k].bound for k, d in enumerate(poly.degrees()) if d > 0))

    def whole(self, value: Fraction) -> bool:
        """Whether the value is certainly an integer."""
        bottom = constant(Fraction(value.bottom))
        if bottom is None:
            return False
        whole = all((c / bottom).q == 1 for c in map(fmpq, value.top.coeffs()))
        return whole and all(self.vars[k].whole for k, d in enumerate(value.top.degrees()) if d > 0)

    def settled(self, poly):
        """The polynomial with z**q = base used for every root z."""
        for k, v in enumerate(self.vars):
            if v.root and poly.degrees()[k] >= v.root:
                made = ZERO
                for powers, c in poly.to_dict().items():
                    rest = list(powers)
                    up, rest[k] = divmod(powers[k], v.root)
                    made += c * monomial(tuple(rest)) * v.power[0] ** up
                return self.settled(made)
        return poly

    def equal(self, a: Fraction, b: Fraction) -> bool:
        """Whether both fractions are the same; no is no proof of the contrary.

        Where a geometric sum is left, a sum = b is used for it: a d = 0 shows d = 0 where a is not zero, and so, as both
        sides are continuous in the bases of the powers, everywhere.
        """
        d = self.settled(a.top * b.bottom - b.top * a.bottom)
        for k, v in enumerate(self.vars):
            if d != 0 and v.closed is not None and d.degrees()[k] == 1:
                rest = replaced(d, k, ZERO, ONE)
                d = self.settled(d.derivative(k) * v.closed[1] + rest * v.closed[0])
        return d == 0

    def at_place(self, value: Fraction, level: int, place: Fraction) -> Fraction:
        """The value with `place` for the index of that level. Raises Refused where a part of it cannot be read there."""
        made = {}

        def put(poly) -> Fraction:
            total = Fraction(ZERO)
            for powers, c in poly.to_dict().items():
                term = Fraction(RING.constant(c))
                for k, n in enumerate(powers):
                    if n:
                        if k not in made:
                            made[k] = variable_at(k)
                        term = self.times(term, Fraction(made[k].top ** int(n), made[k].bottom ** int(n)))
                total = self.plus(total, term)
            return total

        def fraction_at(one: Fraction) -> Fraction:
            top, bottom = put(one.top), put(one.bottom)
            if self.sign(bottom) not in ("+", "-", "!"):
                raise Refused("a divisor is not shown to be different from zero at that place")
            return reduced(top.top * bottom.bottom, top.bottom * bottom.top)

        def variable_at(k: int) -> Fraction:
            v = self.vars[k]
            if level not in v.bound:
                return Fraction(RING.gen(k))
            if v.key == ("index", level):
                return place
            if v.power is not None and v.power[0] is not None:
                base, exponent = fraction_at(Fraction(v.power[0])), fraction_at(v.power[1])
                return self.power(base, exponent, ("var", "a power"))
            if v.arguments:
                key, values = v.arguments
                moved = [fraction_at(x) for x in values]
                bound = frozenset().union(*(self.bound(x.top) | self.bound(x.bottom) for x in moved))
                return self.var(
                    (*key, *map(shown, moved)), v.sign, whole=v.whole, bound=bound, arguments=(key, tuple(moved))
                )
            raise Refused("a part of the summand that cannot be moved to another place")

        return fraction_at(value)
