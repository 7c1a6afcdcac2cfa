"""Three readings of one formula: symbolic (SymPy), exact over Q with certified balls where Q ends, and ball (Arb).

Every operation bounds the size of what it makes, so a formula such as 9**9**9**9 ends in TooLarge, not in a hang.
"""

from __future__ import annotations

import math
from typing import Any, Protocol

import sympy as sp
from flint import arb, fmpq, fmpz

BITS = 200_000  # largest exact integer, in bits
STEPS = 100_000  # operations in one evaluation
EXPANSION = 64  # largest integer power of a symbolic sum or product
TERMS = 10_000  # terms in one Sum or Product


class Undefined(Exception):
    """The formula has no value at this point (a division by zero, a root of a negative number)."""


class Imprecise(Exception):
    """The balls are too wide to tell whether the formula has a value here. Raise the precision."""


class TooLarge(Exception):
    """The value would need more memory or time than a formula of a paper ever does."""


class Arithmetic(Protocol):
    """What an evaluation needs from a number system."""

    def integer(self, value: int) -> Any: ...
    def operate(self, operator: str, left: Any, right: Any) -> Any: ...
    def call(self, function: str, arguments: list[Any]) -> Any: ...
    def compare(self, relation: str, left: Any, right: Any) -> bool | None: ...
    def count(self, bound: Any) -> int | None: ...


def fits(base_bits: int, exponent: int) -> None:
    """Raise TooLarge when that power of a number of that many bits would pass the limit."""
    if base_bits * abs(exponent) > BITS:
        size = f"about 10^{len(str(base_bits * abs(exponent))) - 1}" if abs(exponent) < 10**1000 else "far too many"
        raise TooLarge(f"a number of {size} bits; the limit is {BITS:,}")


class Exact:
    """fmpq while the value is rational, a certified arb ball at the current precision where it is not."""

    def integer(self, value: int) -> fmpq:
        fits(max(1, value.bit_length()), 1)
        return fmpq(value)

    def operate(self, operator: str, left: Any, right: Any) -> Any:
        match operator:
            case "+":
                value = left + right
            case "-":
                value = left - right
            case "*":
                value = left * right
            case "/":
                value = self._divide(left, right)
            case _:
                value = self._power(left, right)
        if isinstance(value, fmpq):
            fits(max(value.p.bit_length(), value.q.bit_length()), 1)
        return _finite(value)

    def _divide(self, left: Any, right: Any) -> Any:
        if right == 0:
            raise Undefined("division by zero")
        if isinstance(right, arb) and right.contains(0):
            raise Imprecise("the divisor's ball contains zero")
        return left / right

    def _power(self, base: Any, exponent: Any) -> Any:
        if isinstance(exponent, fmpq) and exponent.q == 1:
            power = int(exponent)
            if power < 0:
                return self._divide(fmpq(1), self._power(base, fmpq(-power)))
            if isinstance(base, fmpq):
                fits(max(base.p.bit_length(), base.q.bit_length()), power)
                return fmpq(base.p**power, base.q**power)
            return base**power
        if base == 0:
            positive = self.compare("<", fmpq(0), exponent)
            if positive is None:
                raise Imprecise("zero to a power whose sign is not certain")
            if not positive:
                raise Undefined("zero to a negative power")
            return fmpq(0)
        sign = self.compare(">", base, fmpq(0))
        if sign is None:
            raise Imprecise("the base's ball reaches below zero")
        if not sign:
            raise Undefined("a fractional power of a negative number")
        return _exact_root(base, exponent) or arb(base) ** arb(exponent)

    def call(self, function: str, arguments: list[Any]) -> Any:
        if function in ("Min", "Max"):
            return self._extreme(function, arguments)
        if function == "Abs":
            return abs(arguments[0])
        if function == "Floor":
            return self._floor(arguments[0])
        if function == "Exp":
            return fmpq(1) if arguments[0] == 0 else _finite(arb(arguments[0]).exp())
        n, k = (self.count(a) for a in arguments)
        if n is None or k is None or n < 0:
            raise Undefined("Binomial takes integers, the first not negative")
        if k < 0 or k > n:
            return fmpq(0)
        k = min(k, n - k)
        fits(max(1, n.bit_length()), k)
        return fmpq(fmpz.bin_uiui(n, k) if n < 2**62 else math.comb(n, k))

    def _floor(self, value: Any) -> fmpq:
        if isinstance(value, fmpq):
            return fmpq(value.p // value.q)
        whole = value.floor().unique_fmpz()
        if whole is None:
            raise Imprecise("the ball holds a whole number: its floor is not certain")
        return fmpq(whole)

    def _extreme(self, function: str, arguments: list[Any]) -> Any:
        if all(isinstance(a, fmpq) for a in arguments):
            return min(arguments) if function == "Min" else max(arguments)
        best = arb(arguments[0])
        for other in arguments[1:]:
            best = best.min(arb(other)) if function == "Min" else best.max(arb(other))
        return best

    def compare(self, relation: str, left: Any, right: Any) -> bool | None:
        if isinstance(left, fmpq) and isinstance(right, fmpq):
            return _decide(relation, left, right)
        left, right = arb(left), arb(right)
        if relation in ("==", "!="):
            if left.overlaps(right):
                return None
            return relation == "!="
        if _decide(relation, left, right):
            return True
        opposite = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}[relation]
        return False if _decide(opposite, left, right) else None

    def count(self, bound: Any) -> int | None:
        return int(bound) if isinstance(bound, fmpq) and bound.q == 1 else None


class Symbolic:
    """SymPy expressions. Values are substituted before anything is simplified, so a printed 0/0 stays undefined."""

    def integer(self, value: int) -> sp.Expr:
        fits(max(1, value.bit_length()), 1)
        return sp.Integer(value)

    def operate(self, operator: str, left: Any, right: Any) -> Any:
        match operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                if right == 0:
                    raise Undefined("division by zero")
                return left / right
        if left.is_Rational and right.is_Integer:
            fits(max(int(left.p).bit_length(), int(left.q).bit_length()), int(right))
        elif left.is_number and right.is_number and not right.is_Rational:
            raise TooLarge("a power tower of numbers is not expanded symbolically")
        if (left.is_Add or left.is_Mul) and right.is_Integer and abs(right) > EXPANSION:
            raise TooLarge(f"a sum to the power {right} is not expanded; the limit is {EXPANSION}")
        if left.is_negative and not right.is_integer:
            raise Undefined("a fractional power of a negative number")
        if left == 0 and right.is_negative:
            raise Undefined("zero to a negative power")
        return left**right

    def call(self, function: str, arguments: list[Any]) -> Any:
        if function == "Binomial" and all(a.is_Integer for a in arguments):
            fits(max(1, int(arguments[0]).bit_length()), int(arguments[1]))
        makers = {"Min": sp.Min, "Max": sp.Max, "Binomial": sp.binomial, "Exp": sp.exp, "Abs": sp.Abs}
        makers["Floor"] = sp.floor
        return makers[function](*arguments)

    def compare(self, relation: str, left: Any, right: Any) -> bool | None:
        makers = {"<": sp.Lt, "<=": sp.Le, ">": sp.Gt, ">=": sp.Ge, "==": sp.Eq, "!=": sp.Ne}
        truth = makers[relation](left, right)
        return True if truth == sp.true else False if truth == sp.false else None

    def count(self, bound: Any) -> int | None:
        return int(bound) if bound.is_Integer else None


def _decide(relation: str, left: Any, right: Any) -> bool:
    match relation:
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case ">=":
            return bool(left >= right)
        case "==":
            return bool(left == right)
    return bool(left != right)


def _finite(value: Any) -> Any:
    if isinstance(value, arb) and not value.is_finite():
        raise Imprecise("a ball of infinite radius")
    return value


def _exact_root(base: Any, exponent: Any) -> fmpq | None:
    """base**exponent when both are rational and the value is rational too."""
    if not (isinstance(base, fmpq) and isinstance(exponent, fmpq)) or exponent.q > 64:
        return None
    degree = int(exponent.q)
    roots = []
    for part in (base.p, base.q):
        root = fmpz(part).root(degree)
        if root**degree != part:
            return None
        roots.append(root)
    return Exact()._power(fmpq(roots[0], roots[1]), fmpq(exponent.p))
