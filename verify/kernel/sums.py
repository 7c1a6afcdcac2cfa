"""Sums in a normal form, and their ranges: whole numbers that do not run backwards."""

from __future__ import annotations

from .ring import ONE, ZERO, Fraction, constant, monomial, shown
from .terms import Refused, height, put, said

EXPANDED = 40  # the most terms of a sum that are written out


class Sums:
    """The part of the algebra that reads sums."""

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
        """The sum in a normal form: split at plus signs, free factors outside, in the direction that sorts first."""
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
                if (
                    not size
                    and signs == "+"
                    and self.sign(Fraction(inside.bottom - inside.top, inside.bottom)) in ("+", "0+", "0")
                ):
                    size = "<=1"
                filled = self.sign(count) == "+"
                sign = "+" if signs == "+" and filled else "0+" if signs in ("+", "0+") else "?"
                one = self.var(
                    ("sum", level, key, shown(count)),
                    sign,
                    whole=self.whole(inside),
                    bound=bound,
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
