"""Trees as fractions of polynomials over Q: every power b**n with a symbolic exponent, every sum, root and array entry
becomes a variable of its own. A tree becomes a fraction only where it certainly has a value: each divisor, base of a power,
root, logarithm, Binomial and range is shown to be in order as it is met, before anything could cancel.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq, fmpz
from .signs import ONE, RING, SIZE, ZERO, Fraction, Signs, constant, joined, monomial, no
from .terms import Refused, height, put

EXPANDED = 40  # the most terms of a sum that are written out


@dataclass
class Var:
    """What a variable of the ring stands for. `power`: (base, unit exponent) with value base**unit; `root`: value**q = base."""

    key: tuple
    sign: str  # "+", "0+" (not negative), "!" (not zero), "?"
    whole: bool = False
    bound: frozenset = frozenset()  # the indices of sums on which it depends
    power: tuple | None = None
    root: int = 0
    terms: tuple | None = None  # of a sum: (count, how large its terms are: ">=1", "<=1" or "")


class Algebra(Signs):
    """Converts trees under one scope. `known` gives a fraction to each name; `facts` are signs of polynomials that are given."""

    def __init__(self) -> None:
        self.vars: list[Var] = []
        self.places: dict[tuple, int] = {}
        self.known: dict[str, Fraction] = {}
        self.arrays: dict[str, str] = {}
        self.facts: dict[str, set[str]] = {}

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
        return self.var((*key, *map(shown, values)), sign, whole=whole, bound=bound)

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
                return self.atom((name,), tuple(sorted(arguments, key=lambda a: shown(self.fraction(a)))), sign, all(map(self.whole, values)))
            return self.fraction(best)
        if name == "Abs":
            value = self.fraction(arguments[0])
            sign = self.sign(value)
            if sign in ("+", "0+", "0"):
                return value
            return Fraction(-value.top, value.bottom) if sign in ("-", "0-") else self.atom(("Abs",), arguments, "0+")
        if name == "Binomial":
            values = [self.fraction(a) for a in arguments]
            if not all(map(self.whole, values)):
                raise Refused(f"Binomial takes integers: {said(tree)}")
            self.demand(values[0], "0+", "the first argument of Binomial", arguments[0])
            return self.atom((name,), arguments, "0+", True)
        number = constant(self.fraction(arguments[0]))
        if number is not None:
            return Fraction(RING.constant(number.p // number.q))
        return self.atom((name,), arguments, "?", True)

    # powers

    def power(self, base: Fraction, exponent: Fraction, tree: tuple) -> Fraction:
        number = constant(exponent)
        if number is not None and number.q == 1:
            n = int(number.p)
            if abs(n) > 400:
                raise Refused(f"the power {said(tree)} is too high")
            if n < 0:
                self.demand(base, "!", "the base", tree[1])
                base = Fraction(base.bottom, base.top)
            return Fraction(base.top ** abs(n), base.bottom ** abs(n))
        if self.sign(base) not in ("+", "-"):
            self.learn(tree[1])
        if base.top == 0:
            self.demand(exponent, "+", "the exponent of zero", tree[2])
            return base
        return self.powers(base, exponent, tree)

    def powers(self, base: Fraction | None, exponent: Fraction, tree: tuple) -> Fraction:
        """base**exponent (base None: e) as a product over the factors of the base, which must have the signs it needs."""
        if base is None:
            return self.product(None, "+", self.units(exponent))
        total, whole = Fraction(ONE), self.whole(exponent)
        for factor, m in self.factors(base):
            sign, up = self.sign(Fraction(factor)), Fraction(exponent.top * m, exponent.bottom)
            if sign != "+" and not whole and m % 2 == 0:  # f**2 is |f|**2
                about = {"bound": self.bound(factor), "power": (factor**2, Fraction(ONE / 2)), "root": 2}
                sign = "+" if sign in ("-", "!") else "0+"
                factor = self.var(("abs", str(factor)), sign, **about).top
            units, safe = self.units(up), sign == "+" or (whole and sign in ("!", "-"))
            if not safe and not self.counted(units, whole, sign):
                units = self.units(up, False)
                if m < 0 or not self.counted(units, whole, sign):
                    need = "different from zero" if whole else "positive"
                    raise Refused(f"the base of {said(tree)} is not shown to be {need}")
            place = variable(factor)
            inner = self.vars[place].power if place is not None and safe else None
            if inner is not None:
                units = self.units(Fraction(up.top * inner[1].top, up.bottom * inner[1].bottom))
                factor = inner[0]
            total = self.times(total, self.product(factor, sign, units))
        return total

    def counted(self, units: list, whole: bool, sign: str) -> bool:
        """Whether each part of an exponent is >= 0, as a base that may be zero needs; 0**0 is 1."""
        good = all(n > 0 and self.sign(u) in ("+", "0+") for n, u in units)
        return good and (sign in ("0+", "0") or (whole and all(n.q == 1 and self.whole(u) for n, u in units)))

    def units(self, exponent: Fraction, divided: bool = True) -> list[tuple[fmpq, Fraction]]:
        """An exponent as a sum of rational numbers times unit exponents, each a monomial over one polynomial."""
        whole, rest = divmod(exponent.top, exponent.bottom) if divided else (ZERO, exponent.top)
        found = [(c, Fraction(monomial(m))) for m, c in sorted(whole.to_dict().items())]
        lead = exponent.bottom.leading_coefficient()
        return found + [(c / lead, Fraction(monomial(m), exponent.bottom / lead)) for m, c in sorted(rest.to_dict().items())]

    def product(self, base, sign: str, units: list) -> Fraction:
        """base**exponent for one base of known sign (None: e) and the units of the exponent."""
        total = Fraction(ONE)
        for number, unit in units:
            plain = unit.top == 1 and unit.bottom == 1
            n, q = int(number.p), int(number.q)
            if plain and base is not None:
                up, n = divmod(n, q)
                total = scaled(total, base, up)
                if n == 0:
                    continue
            key = ("power", shown_base(base), shown(unit), q)
            bound = (self.bound(base) if base is not None else frozenset()) | self.bound(unit.top) | self.bound(unit.bottom)
            exact = Fraction(unit.top, unit.bottom * q)
            whole = base is not None and self.whole(Fraction(base)) and self.whole(exact) and self.sign(unit) in ("+", "0+")
            made = self.var(
                key, sign if sign in ("+", "0+") else "!" if sign in ("!", "-") else "?", whole=whole, bound=bound,
                power=(base, exact), root=q if plain and base is not None else 0,
            )
            total = scaled(total, made.top, n)
        return total

    def factors(self, value: Fraction) -> list[tuple]:
        """Primes and irreducible polynomials with their exponents; each polynomial turned so that its sign is + where known."""
        made: dict[str, list] = {}
        number = fmpq(1)
        for part, side in ((value.top, 1), (value.bottom, -1)):
            content, found = part.factor()
            number *= fmpq(content) if side > 0 else 1 / fmpq(content)
            for f, m in found:
                if self.sign(Fraction(f)) in ("-", "0-"):
                    f, number = -f, number * (-1) ** m
                made.setdefault(str(f), [f, 0])[1] += side * int(m)
        if number < 0:
            odd = next((x for x in made.values() if x[1] % 2 and self.sign(Fraction(x[0])) in ("!", "?")), None)
            if odd is None:
                raise Refused("a symbolic power of a number that may be negative")
            odd[0], number = -odd[0], -number
        for part, side in ((number.p, 1), (number.q, -1)):
            if abs(part) > 10**12:
                raise Refused("a symbolic power of a number too large to factor")
            for prime, m in fmpz(part).factor():
                made.setdefault(str(prime), [RING.constant(prime), 0])[1] += side * int(m)
        return [(f, m) for f, m in made.values() if m]

    def log(self, value: Fraction, tree: tuple) -> Fraction:
        """The logarithm of a positive value, as a sum over its factors."""
        total = Fraction(ZERO)
        for factor, m in self.factors(value):
            if self.sign(Fraction(factor)) != "+":
                raise Refused(f"{said(tree)}: the argument, or a factor of it, is not shown to be positive")
            place = variable(factor)
            inner = self.vars[place].power if place is not None else None
            base, unit = inner if inner is not None else (factor, Fraction(ONE))
            one = Fraction(ONE) if base is None else self.var(("log", shown_base(base)), "?", bound=self.bound(base))
            total = self.plus(total, Fraction(one.top * unit.top * m, unit.bottom))
        return total

    # sums

    def series(self, kind: str, body: tuple, index: str, low: tuple, high: tuple) -> Fraction:
        first, count = self.fraction(low), self.fraction(("+", ("-", high, low), ("num", 1)))
        if not (self.whole(first) and self.whole(count)):
            raise Refused(f"the range from {said(low)} to {said(high)} is not shown to consist of integers")
        self.demand(count, "0+", "the number of terms of the range, one more than", ("-", high, low))
        number = constant(count)
        if number is not None and number <= EXPANDED:
            made = Fraction(ZERO if kind == "Sum" else ONE)
            for k in range(int(number.p)):
                term = self.fraction(put(body, {index: ("+", low, ("num", k))}))
                made = self.plus(made, term) if kind == "Sum" else Fraction(made.top * term.top, made.bottom * term.bottom)
            return made
        level, name = height(body) + 1, f"#i{height(body) + 1}"
        place = self.var(("index", level), "0+", whole=True, bound=frozenset([level]))
        before, self.known[name] = self.known.get(name), place
        forward = self.fraction(put(body, {index: ("+", low, ("var", name))}))
        try:
            backward = self.fraction(put(body, {index: ("-", high, ("var", name))}))
        except Refused:
            backward = forward  # the range of an inner sum is not shown to be in order this way round
        if before is not None:
            self.known[name] = before
        if kind == "Product":
            if level in self.bound(forward.top) | self.bound(forward.bottom):
                raise Refused("a Product whose factors depend on its index")
            return self.powers(forward, count, ("Product",))
        return self.summed(forward, backward, count, level)

    def fresh_index(self, low: tuple) -> tuple:
        """A tree for any place of a range that begins at `low`."""
        self.known["#k"] = self.var(("place",), "0+", whole=True)
        return ("+", low, ("var", "#k"))

    def summed(self, forward: Fraction, backward: Fraction, count: Fraction, level: int) -> Fraction:
        """The sum in a normal form: split at the plus signs, free factors outside, in the one of both directions that sorts first."""
        first, second = (self.parted(body, level) for body in (forward, backward))
        if sorted(k for _, k, _ in second) < sorted(k for _, k, _ in first):
            first, forward = second, backward
        total = Fraction(ZERO)
        for outside, key, inside in first:
            one = count
            if key != ("1", "1"):
                bound = (self.bound(inside.top) | self.bound(inside.bottom) | self.bound(count.top)) - {level}
                signs = self.sign(inside)
                size = ">=1" if self.sign(Fraction(inside.top - inside.bottom, inside.bottom)) in ("+", "0+", "0") else ""
                if not size and signs == "+" and self.sign(Fraction(inside.bottom - inside.top, inside.bottom)) in ("+", "0+", "0"):
                    size = "<=1"
                filled = self.sign(count) == "+"
                sign = "+" if signs == "+" and filled else "0+" if signs in ("+", "0+") else "?"
                one = self.var(
                    ("sum", level, key, shown(count)), sign, whole=self.whole(inside), bound=bound,
                    terms=(count, size) if size and filled and constant(Fraction(count.bottom)) is not None else None,
                )
            total = self.plus(total, Fraction(outside.top * one.top, outside.bottom * one.bottom))
        if self.sign(forward) in ("+", "0+"):
            self.know(total, ">=")
        return total

    def parted(self, body: Fraction, level: int) -> list[tuple]:
        """(factor outside, key, summand) for every part of a sum's body."""
        split = level not in self.bound(body.bottom)
        tops = [c * monomial(m) for m, c in body.top.to_dict().items()] if split else [body.top]
        made: dict[tuple, list] = {}
        for top in tops:
            outside, inside = [ONE, ONE], [ONE, ONE]
            for side, part in enumerate((top, body.bottom)):
                if part == 0:
                    outside[side] = ZERO
                    continue
                content, found = part.factor()
                outside[side] = outside[side] * content
                for f, m in found:
                    (inside if level in self.bound(f) else outside)[side] *= f ** int(m)
            if outside[0] == 0:
                continue
            key = (str(inside[0]), str(inside[1]))
            before = made.setdefault(key, [Fraction(ZERO), Fraction(*inside)])
            before[0] = self.plus(before[0], Fraction(*outside))
        return [(outside, key, inside) for key, (outside, inside) in made.items()]

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
        """Whether both fractions are the same; no is no proof of the contrary."""
        return self.settled(a.top * b.bottom - b.top * a.bottom) == 0


WORDS = {"!": "different from zero", "+": "positive", "0+": ">= 0"}


def decided(sign: str, relation: str) -> bool | None:
    """Whether a difference of that sign makes the relation to zero true everywhere, or false everywhere."""
    true = {"<": "-", ">": "+", "<=": "- 0- 0", ">=": "+ 0+ 0", "==": "0", "!=": "+ - !"}
    if sign in true[relation].split():
        return True
    return False if sign in true[no(relation)].split() else None


def reduced(top, bottom) -> Fraction:
    """The fraction in lowest terms; the cancelled factors have been shown to be different from zero."""
    if bottom.is_constant():
        return Fraction(top / bottom.leading_coefficient())
    common = top.gcd(bottom)
    return Fraction(top / common, bottom / common) if not common.is_constant() else Fraction(top, bottom)


def scaled(value: Fraction, base, power: int) -> Fraction:
    if power < 0:
        return Fraction(value.top, value.bottom * base**-power)
    return Fraction(value.top * base**power, value.bottom)


def variable(poly) -> int | None:
    """The place of the only variable of which the polynomial consists, or None."""
    if poly.total_degree() != 1 or len(poly) != 1 or poly.leading_coefficient() != 1:
        return None
    return next(k for k, d in enumerate(poly.degrees()) if d > 0)


def shown(value: Fraction) -> str:
    return f"{value.top}|{value.bottom}"


def shown_base(base) -> str:
    return "e" if base is None else str(base)


def said(tree) -> str:
    """The tree as text, for a message."""
    if not isinstance(tree, tuple):
        return str(tree)
    if tree[0] in ("num", "var"):
        return str(tree[1])
    if tree[0] in ("+", "-", "*", "/", "**"):
        return f"({said(tree[1])} {tree[0]} {said(tree[2])})"
    return f"{tree[0]}({', '.join(map(said, tree[1:]))})"
