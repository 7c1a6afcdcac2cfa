"""Signs of polynomials in variables of known sign: all coefficients of one sign, after powers and sums are written as 1 + g.

A power b**n with b >= 1 and n >= 0 is 1 + g with g >= 0 (and 1/(1 + g) where b <= 1); a sum of N terms, each >= 1, is
N (1 + g). Signs are "+", "-", "0", "0+" (not negative), "0-" (not positive), "!" (not zero) and "?". Sound, not complete.
"""

from __future__ import annotations

from flint import fmpq

from . import sturm
from .ring import GIVEN, ONE, RING, TURNED, Fraction, joined, monomial, replaced


class Signs:
    """The sign of a fraction under the signs of the variables and the facts of a scope."""

    sturm = False  # whether Sturm sequences may decide the coefficients in one variable

    def sign(self, value: Fraction) -> str:
        bottom = self.sign_of(value.bottom)
        return joined(self.sign_of(value.top), bottom[-1] if bottom in ("0+", "0-") else bottom)

    def sign_of(self, poly) -> str:
        """The sign of a polynomial from those of its factors."""
        poly = self.settled(poly)
        if poly == 0:
            return "0"
        content, found = poly.factor()
        total = "+" if fmpq(content) > 0 else "-"
        for f, m in found:
            sign = self.factor_sign(f)
            if m % 2 == 0:
                sign = "+" if sign in ("+", "-", "!") else "0" if sign == "0" else "0+"
            total = joined(total, sign)
        return total

    def factor_sign(self, f) -> str:
        lead = fmpq(f.leading_coefficient())
        facts = self.facts.get(str(f / lead), set())
        sign = self.coefficients(f, {})
        given = next((s for wanted, s in GIVEN if wanted <= facts), "?")
        given = given if lead > 0 else TURNED[given]
        if given in ("+", "-", "0"):
            return given
        if sign in ("+", "-"):
            return sign
        if "!=" in facts and sign in ("0+", "0-"):
            return sign[1]
        if sign == "?" or given == "?":
            sign = given if sign == "?" else sign
        if sign in ("?", "0+", "0-"):
            grown = self.grown(f)
            sign = grown if sign == "?" or grown in ("+", "-") else sign
        if sign == "?" and self.sturm:
            sign = self.by_sturm(f)
        return sign

    def coefficients(self, poly, changed: dict) -> str:
        """The sign that all monomials have; strict where one of them is never zero."""
        found = set()
        for powers, c in poly.to_dict().items():
            sign = "+" if c > 0 else "-"
            for k, d in enumerate(powers):
                if d:
                    own = changed.get(k) or self.vars[k].sign
                    own = own if d % 2 else "+" if own in ("+", "!") else "0+"
                    sign = joined(sign, own)
            found.add(sign)
        for strict, loose in (("+", "0+"), ("-", "0-")):
            if found <= {strict, loose}:
                return strict if strict in found else loose
        return found.pop() if found == {"!"} else "?"

    def grown(self, f) -> str:
        """The sign after every power and sum of known size is written as 1 + g; g takes the variable's place."""
        changed: dict[int, str] = {}
        used = [k for k, d in enumerate(f.degrees()) if d > 0]
        for k in sorted(used, key=lambda k: self.vars[k].terms is None):  # sums first: their counts may hold powers
            v = self.vars[k]
            more = ONE + RING.gen(k)
            if v.terms is not None and not any(d > 0 and self.vars[j].terms for j, d in enumerate(v.terms[0].top.degrees())):
                count = v.terms[0].top / v.terms[0].bottom.leading_coefficient()
                f, changed[k] = replaced(f, k, *((count * more, ONE) if v.terms[1] == ">=1" else (count, more))), "0+"
            elif v.power is not None and v.sign == "+":
                base, exponent = v.power
                over = "+" if base is None else self.sign(Fraction(base - 1))
                up = self.sign(exponent)
                if up in ("+", "0+") and over in ("+", "0+", "-", "0-"):
                    changed[k] = "+" if up == "+" and over in ("+", "-") else "0+"
                    f = replaced(f, k, *((more, ONE) if over in ("+", "0+") else (ONE, more)))
        for k in used:
            v, facts = self.vars[k], self.facts.get(str(RING.gen(k) - 1), set())
            if k not in changed and v.sign == "+" and facts & {">", ">=", "<", "<="}:
                up = bool(facts & {">", ">="})
                changed[k] = "+" if facts & {">", "<", "!="} else "0+"
                f = replaced(f, k, *((ONE + RING.gen(k), ONE) if up else (ONE, ONE + RING.gen(k))))
        if not changed or f == 0:
            return "?" if f != 0 else "0"
        content, found = f.factor()
        total = "+" if fmpq(content) > 0 else "-"
        for g, m in found:
            sign = self.coefficients(g, changed)
            total = joined(total, sign if m % 2 else "+" if sign in ("+", "-", "!") else "0+")
        return total

    def by_sturm(self, f) -> str:
        """The sign that every coefficient in one variable has by a Sturm sequence; the other variables are not negative."""
        used = [k for k, d in enumerate(f.degrees()) if d > 0]
        if any(self.vars[k].sign not in ("+", "0+") for k in used):
            return "?"
        for main in used:
            parts: dict[tuple, dict] = {}
            for powers, c in f.to_dict().items():
                rest = (*powers[:main], 0, *powers[main + 1 :])
                parts.setdefault(rest, {})[powers[main]] = fmpq(c)
            found = set()
            for rest, terms in parts.items():
                sign = sturm.sign([terms.get(k, fmpq(0)) for k in range(max(terms) + 1)], self.vars[main].sign == "+")
                found.add(joined(sign, self.coefficients(monomial(rest), {}) if any(rest) else "+"))
            for strict, loose in (("+", "0+"), ("-", "0-")):
                if found <= {strict, loose}:
                    return strict if strict in found else loose
        return "?"

    def know(self, difference: Fraction, relation: str) -> None:
        """Enter what `difference relation 0` says of the one factor whose sign is not known."""
        top, sign = self.settled(difference.top), self.sign_of(difference.bottom)
        if top == 0 or sign not in ("+", "0+", "-", "0-", "!"):
            return
        content, found = top.factor()
        sign = joined(sign[-1], "+" if fmpq(content) > 0 else "-")
        unknown = []
        for f, m in found:
            own = self.factor_sign(f)
            if own in ("+", "-"):
                sign = joined(sign, own if m % 2 else "+")
            else:
                unknown.append((f, m))
        if relation == "!=":
            for f, _ in unknown:
                self.facts.setdefault(str(f / f.leading_coefficient()), set()).add("!=")
        elif len(unknown) == 1 and (unknown[0][1] % 2 or relation == "=="):
            f = unknown[0][0]
            flip = (sign == "-") != (fmpq(f.leading_coefficient()) < 0)
            if sign == "!" and relation != "==":
                return
            turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(relation, relation) if flip else relation
            self.facts.setdefault(str(f / f.leading_coefficient()), set()).add(turned)
