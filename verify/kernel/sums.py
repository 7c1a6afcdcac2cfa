"""Sums in a normal form over ranges of whole numbers; a range that runs backwards is empty."""

from __future__ import annotations

from .ring import ONE, ZERO, Fraction, constant, monomial, reduced, shown
from .terms import Refused, height, put, said

EXPANDED = 40  # the most terms of a sum that are written out
APART = 6  # the most terms by which two sums of one summand may differ to be written by one of them


def differences(value: Fraction) -> tuple:
    """The tops of value - 1 and of 1 - value."""
    return value.top - value.bottom, value.bottom - value.top


def uses(tree, name: str) -> bool:
    """Whether a name, such as the index of a sum, occurs in a tree."""
    return tree == ("var", name) or (isinstance(tree, tuple) and any(uses(part, name) for part in tree))


class Sums:
    """The part of the algebra that reads sums."""

    def series(self, kind: str, body: tuple, index: str, low: tuple, high: tuple) -> Fraction:
        length = ("+", ("-", high, low), ("num", 1))
        first, count = self.fraction(low), self.fraction(length)
        if not (self.whole(first) and self.whole(count)):
            raise Refused(f"the range from {said(low)} to {said(high)} is not shown to consist of integers")
        if self.sign(count) not in ("+", "0+", "0"):
            self.learn(length)
        if self.sign(count) not in ("+", "0+", "0"):  # a range that runs backwards is empty
            count = self.call("Max", (("num", 0), length), ("call", "Max", (("num", 0), length)))
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
        there, before = len(self.vars), bool(self.sums)
        total = self.summed(forward, backward, count, level)
        if shown(total) in self.same:
            return self.same[shown(total)]
        if before and body[0] == "Sum" and self.sums_from(there, total) and not uses(body[3:], index):
            return self.swapped(("Sum", body, index, low, high), total, there)
        return total

    def sums_from(self, place: int, value: Fraction) -> bool:
        """Whether the value uses a sum that was entered from that place on."""
        used = zip(self.vars, value.top.degrees(), value.bottom.degrees())
        return any(v.key[0] == "sum" and a + b > 0 for v, a, b in list(used)[place:])

    def swapped(self, tree: tuple, total: Fraction, there: int) -> Fraction:
        """A double sum whose ranges are free of each other, in the other order where those sums are there already."""
        _, (_, inner, i, a, b), index, low, high = tree
        other = ("Sum", ("Sum", inner, index, low, high), i, a, b)
        if other in self.asked or uses((low, high), i):
            return total
        self.asked.add(tree)
        try:
            found = self.fraction(other)
        except Refused:
            return total
        finally:
            self.asked.discard(tree)
        if self.sums_from(there, found):  # both are new: from now on the other order is read as this one
            self.same[shown(found)] = total
            return total
        return found

    def fresh_index(self, low: tuple) -> tuple:
        """A tree for any place of a range that begins at `low`."""
        self.known["#k"] = self.var(("place",), "0+", whole=True)
        return ("+", low, ("var", "#k"))

    def summed(self, forward: Fraction, backward: Fraction, count: Fraction, level: int) -> Fraction:
        """The sum in a normal form: split at plus signs, free factors outside; backward only where that sum is there."""
        first, second = (self.parted(body, level) for body in (forward, backward))
        total = Fraction(ZERO)
        for outside, key, inside in first:
            one = count
            if key != ("1", "1"):
                one = self.one_sum(inside, count, level, second[0] if len(first) == len(second) == 1 else None)
            total = self.plus(total, self.times(outside, one))
        if self.sign(forward) in ("+", "0+"):
            self.know(total, ">=")
        return total

    def one_sum(self, inside: Fraction, count: Fraction, level: int, backward: tuple | None) -> Fraction:
        """The sum of one summand: by an earlier sum of it that has a few terms more or fewer, or a variable of its own."""
        free = (self.bound(inside.top) | self.bound(inside.bottom)) - {level}
        lowest = next(k for k in range(1, level + 1) if k not in free)
        if lowest != level:
            place = self.var(("index", lowest), "0+", whole=True, bound=frozenset([lowest]))
            inside, level = self.lowered(inside, level, lowest, place)
        turned = self.turned(inside, count, level) if self.sums else None
        for outside, one in ((Fraction(ONE), inside), *([] if turned is None else [turned])):
            found = self.known_sum(one, count, level)
            if found is not None:
                return self.times(outside, found)
        if turned is None and backward is not None:
            found = self.known_sum(backward[2], count, level)
            if found is not None:
                return self.times(backward[0], found)
        return self.new_sum(inside, count, level, (str(inside.top), str(inside.bottom)))

    def turned(self, inside: Fraction, count: Fraction, level: int) -> tuple | None:
        """(factor outside, summand) of the same sum from the last place to the first; None where it cannot be read so."""
        index = self.var(("index", level), "0+", whole=True, bound=frozenset([level]))
        last = self.plus(count, Fraction(-ONE))
        try:
            other = self.at_place(inside, level, self.plus(last, Fraction(-index.top)))
        except Refused:
            return None
        found = self.parted(other, level)
        return (found[0][0], found[0][2]) if len(found) == 1 else None

    def known_sum(self, inside: Fraction, count: Fraction, level: int) -> Fraction | None:
        """The sum by one that is there already: the same, or one with a few terms more or fewer."""
        key = (str(inside.top), str(inside.bottom))
        for made, number in self.sums.get((level, key), []):
            gap = constant(self.plus(count, Fraction(-number.top, number.bottom)))
            if gap == 0:
                return made
            if gap is not None and gap.q == 1 and abs(gap) <= APART and self.sign(count) in ("+", "0+", "0"):
                try:
                    return self.prolonged(made, number, int(gap.p), inside, level)
                except Refused:
                    continue
        return None

    def lowered(self, inside: Fraction, level: int, lowest: int, place: Fraction) -> tuple:
        """The summand with the index of the lowest level that is free, where it can be moved there."""
        try:
            return self.at_place(inside, level, place), lowest
        except Refused:
            return inside, level

    def prolonged(self, made: Fraction, count: Fraction, more: int, inside: Fraction, level: int) -> Fraction:
        """A sum with `more` terms at its end than the sum `made` of `count` terms, or with so many fewer."""
        total = made
        for k in range(min(more, 0), max(more, 0)):
            term = self.at_place(inside, level, self.plus(count, Fraction(ONE * k)))
            total = self.plus(total, term if more > 0 else Fraction(-term.top, term.bottom))
        return total

    def geometric(self, inside: Fraction, count: Fraction, level: int) -> tuple | None:
        """Polynomials a, b with a sum = b, where each summand is q times the one before: (1 - q) sum = 1 - q^count."""
        used = {k for poly in (inside.top, inside.bottom) for k, d in enumerate(poly.degrees()) if d > 0}
        if any(level in self.vars[k].bound and self.vars[k].power is None for k in used):
            return None
        place = self.var(("index", level), "0+", whole=True, bound=frozenset([level]))
        try:
            first, ratio, last = (self.at_place(inside, level, x) for x in (Fraction(ZERO), Fraction(ONE), count))
            after = self.at_place(inside, level, self.plus(place, Fraction(ONE)))
        except Refused:
            return None
        grown = self.times(ratio, inside)
        if first.top != first.bottom or self.settled(after.top * grown.bottom - grown.top * after.bottom) != 0:
            return None
        if level in self.bound(ratio.top) | self.bound(ratio.bottom) or ratio.top == ratio.bottom:
            return None
        if self.bound(count.top) | self.bound(count.bottom):
            return None
        a = (ratio.bottom - ratio.top) * last.bottom
        return None if a == 0 else (a, ratio.bottom * (last.bottom - last.top))

    def new_sum(self, inside: Fraction, count: Fraction, level: int, key: tuple) -> Fraction:
        """A variable for a sum, with what is known of its sign and size."""
        bound = (self.bound(inside.top) | self.bound(inside.bottom) | self.bound(count.top)) - {level}
        signs, least, most = (self.sign(x) for x in (inside, *(Fraction(n, inside.bottom) for n in differences(inside))))
        small = signs == "+" and most in ("+", "0+", "0")
        size = ">=1" if least in ("+", "0+", "0") else "<=1" if small else ""
        filled = self.sign(count) == "+"
        sign = "+" if signs == "+" and filled else "0+" if signs in ("+", "0+") else "?"
        known = (count, size) if size and filled and constant(Fraction(count.bottom)) is not None else None
        new = ("sum", level, key, shown(count)) not in self.places
        one = self.var(("sum", level, key, shown(count)), sign, whole=self.whole(inside), bound=bound, terms=known)
        if new:
            self.vars[self.places["sum", level, key, shown(count)]].closed = self.geometric(inside, count, level)
            self.sums.setdefault((level, key), []).append((one, count))
        return one

    def parted(self, body: Fraction, level: int) -> list[tuple]:
        """(factor outside, key, summand) for every part of a sum's body."""
        split = level not in self.bound(body.bottom) or len(body.bottom) == 1
        tops = [c * monomial(m) for m, c in body.top.to_dict().items()] if split else [body.top]
        made: dict[tuple, list] = {}
        for top in tops:
            outside, inside, one = [ONE, ONE], [ONE, ONE], reduced(top, body.bottom)
            for side, part in enumerate((one.top, one.bottom)):
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
