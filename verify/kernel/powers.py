"""Powers and logarithms: products over the factors of a base, with one variable for each power of symbolic exponent."""

from __future__ import annotations

from flint import fmpq, fmpz

from .ring import ONE, RING, ZERO, Fraction, constant, monomial, scaled, shown, shown_base, variable
from .terms import Refused, said


class Powers:
    """The part of the algebra that reads powers and logarithms."""

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
                key,
                sign if sign in ("+", "0+") else "!" if sign in ("!", "-") else "?",
                whole=whole,
                bound=bound,
                power=(base, exact),
                root=q if plain and base is not None else 0,
            )
            total = scaled(total, made.top, n)
        return total

    def factors(self, value: Fraction) -> list[tuple]:
        """Primes and irreducible polynomials with exponents; each polynomial turned so that its sign is + where known."""
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
