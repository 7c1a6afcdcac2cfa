"""Is a changed formula never smaller, or never larger, than the formula it came from? Shown by signs, from inside out.

Where two trees differ in one place only, the order of the two parts there passes outwards through sums, products with
factors of one sign, quotients, powers, Min, Max and Exp, as each of them rises or falls in the part that changed.
Ranges come from the signs of the symbols.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from verify.auditing.around_one import same_side
from verify.paper.formulas import Formula
from verify.paper.grammar import Call, Integer, Node, Operation, Piecewise, Relation, Series
from verify.paper.printing import bare
from verify.reason.signs import never_negative

Leaves = Mapping[str, Any]
SMALL = 40  # operations in an expression with a series or a symbolic power of a sum that is still expanded and factored
LARGEST = 120  # operations in an expression that is still expanded and factored
FRACTIONS = {"X"}  # families whose members lie between 0 and 1, both ends included: norms of the parts of a unit vector


def order(old: Node, new: Node, leaves: Leaves) -> int | None:
    """1 where new >= old is shown everywhere, -1 for new <= old, 0 for the same tree; None where nothing is shown."""
    if bare(old) == bare(new):
        return 0
    old, new = _decided(old, leaves), _decided(new, leaves)
    match old, new:
        case Operation(operator=a), Operation(operator=b) if a == b:
            inner = _operation(old, new, leaves)
        case Operation(left=a, right=b), Operation(left=c, right=d) if bare(a) == bare(c) and bare(b) == bare(d):
            inner = _other_operator(old, new, leaves)
        case Operation(operator="**", left=left, right=right), _ if bare(left) == bare(new):  # a lost exponent
            inner = _operation(old, Operation(0, "**", left, Integer(0, 1)), leaves) if right != Integer(0, 1) else 0
        case Operation(left=left, right=right), _ if bare(new) in (bare(left), bare(right)):
            inner = _lost_operand(old, bare(new) == bare(left), leaves)
        case Call(function=a), Call(function=b) if a == b and a in ("Min", "Max", "Exp"):
            inner = _one_sense([order(x, y, leaves) for x, y in zip(old.arguments, new.arguments)])
            inner = inner if len(old.arguments) == len(new.arguments) else None
        case Series(kind="Sum"), Series(kind="Sum"):
            inner = _sum(old, new, leaves)
        case Piecewise(), Piecewise() if len(old.branches) == len(new.branches):
            same = all(bare(x[1]) == bare(y[1]) for x, y in zip(old.branches, new.branches))
            pairs = [(x[0], y[0]) for x, y in zip(old.branches, new.branches)] + [(old.otherwise, new.otherwise)]
            inner = _one_sense([order(x, y, leaves) for x, y in pairs]) if same else None
        case Piecewise(), _:
            inner = _one_sense([order(value, new, leaves) for value in (*(v for v, _ in old.branches), old.otherwise)])
        case _:
            inner = None
    return inner if inner is not None else _outright(old, new, leaves)


def _operation(old: Operation, new: Operation, leaves: Leaves) -> int | None:
    if old.operator in ("*", "**") and (way := _around_one(old, new, leaves)) is not None:
        return way
    left, right = order(old.left, new.left, leaves), order(old.right, new.right, leaves)
    if left is None or right is None:
        return None
    if left and right:
        return _one_sense([left, right if old.operator == "+" else -right]) if old.operator in "+-" else None
    way = left or right
    match old.operator:
        case "+":
            return way
        case "-":
            return left if left else -right
        case "*":
            sign = _sign(old.right if left else old.left, leaves)
            return None if sign is None else way * sign
        case "/" if left:
            sign = _sign(old.right, leaves)
            return None if sign is None else way * sign
        case "/":
            sign = _sign(old.left, leaves)
            positive = _positive(old.right, leaves) and _positive(new.right, leaves)
            return -way * sign if sign is not None and positive else None
        case "**" if left and _even(old.right, leaves):
            both = _sign(Operation(0, "+", old.left, new.left), leaves)  # b^2 - a^2 = (b - a)(b + a)
            return None if both is None else way * both
        case "**" if left:
            sign = _sign(old.right, leaves)
            bases = _positive(old.left, leaves) and _positive(new.left, leaves)
            if sign == 1 and not bases:
                bases = _sign(old.left, leaves) == 1 and _sign(new.left, leaves) == 1
            return way * sign if sign is not None and bases else None
    powers = _positive(old.right, leaves) and _positive(new.right, leaves)
    if not _positive(old.left, leaves) and not (powers and _sign(old.left, leaves) == 1):
        return None  # 0 to a power that is not positive has no value, or the value 1
    return way if _at_least_one(old.left, leaves) else -way if _at_most_one(old.left, leaves) else None


def _around_one(old: Operation, new: Operation, leaves: Leaves) -> int | None:
    """What becomes of x*y or x^n, n even, where the change, and y or the sum of both x, change sign at one place, 1."""
    kept = bare(old.right) == bare(new.right)
    if not kept and (old.operator == "**" or bare(old.left) != bare(new.left)):
        return None
    if old.operator == "**" and not _even(old.right, leaves):
        return None
    pair = (old.left, new.left) if kept else (old.right, new.right)
    first, second = (_value(side, leaves) for side in pair)
    if first is None or second is None:
        return None
    if old.operator == "**":
        way = same_side(second - first, first + second)
        return 1 if way is None and _nonnegative(sp.powsimp(sp.expand(second**2 - first**2))) else way
    other = _value(old.right if kept else old.left, leaves)
    return same_side(second - first, other) if other is not None else None


def _even(node: Node, leaves: Leaves) -> bool:
    """Whether the exponent is shown to be an even number above 0."""
    value = _value(node, leaves)
    return value is not None and value.is_even is True and value.is_positive is True


def _other_operator(old: Operation, new: Operation, leaves: Leaves) -> int | None:
    """What becomes of x*y, x/y or x^y, as x + y, x*y, or x*y; x, y >= 0."""
    if _sign(old.left, leaves) != 1 or _sign(old.right, leaves) != 1:
        return None
    if (old.operator, new.operator) == ("*", "+"):  # x*y <= x where y <= 1
        return 1 if _at_most_one(old.left, leaves) or _at_most_one(old.right, leaves) else None
    if (old.operator, new.operator) == ("/", "-"):  # x - y <= x/y where x <= 1 <= y
        return -1 if _at_most_one(old.left, leaves) and _at_least_one(old.right, leaves) else None
    if (old.operator, new.operator) == ("/", "*") and _positive(old.right, leaves):
        return 1 if _at_least_one(old.right, leaves) else -1 if _at_most_one(old.right, leaves) else None
    if (old.operator, new.operator) == ("**", "*") and _positive(old.left, leaves) and _at_most_one(old.right, leaves):
        if _at_most_one(old.left, leaves):
            return -1  # x^y >= x >= x*y
        base, power = _value(old.left, leaves), _value(old.right, leaves)
        if base is not None and power is not None and power.is_Rational and 0 < power < 1:
            least = sp.ceiling((1 / power) ** (1 / (1 - power)))  # from there on x*y >= x^y
            return 1 if _nonnegative(_from_one(base) - least) else None
    return None


def _from_one(value: sp.Expr) -> sp.Expr:
    """The value with whole numbers above 0 written as 1 + n."""
    whole = [s for s in value.free_symbols if s.is_integer and s.is_positive]
    return value.subs({s: 1 + sp.Symbol(f"({s}-1)", integer=True, nonnegative=True) for s in whole})


def _decided(node: Node, leaves: Leaves) -> Node:
    """A Piecewise without first branches whose condition is never true; the value of the first one that is always true."""
    match node:
        case Piecewise(branches=((value, Relation(relations=(sign,), sides=(left, right))), *later)):
            first, second = _value(left, leaves), _value(right, leaves)
            if first is None or second is None:
                return node
            gap = sp.expand(first - second)
            if (
                (sign in ("==", ">=", "<=") and gap == 0)
                or (sign == ">=" and gap.is_nonnegative is True)
                or (sign == "<=" and gap.is_nonpositive is True)
            ):
                return value
            never = {"==": gap.is_nonzero, "<": gap.is_nonnegative, ">": gap.is_nonpositive}.get(sign)
            if never is True:
                return _decided(Piecewise(0, tuple(later), node.otherwise), leaves) if later else node.otherwise
    return node


def _lost_operand(old: Operation, kept_left: bool, leaves: Leaves) -> int | None:
    """What becomes of x + y, x - y, x*y or x/y when only x (or y) is left."""
    kept, lost = (old.left, old.right) if kept_left else (old.right, old.left)
    sign, gone = _sign(kept, leaves), _sign(lost, leaves)
    if old.operator == "+" or (old.operator == "-" and kept_left):
        return None if gone is None else -gone if old.operator == "+" else gone
    if sign is None or not (old.operator == "*" or (old.operator == "/" and kept_left)):
        return None
    grown = 1 if _at_least_one(lost, leaves) else -1 if gone == 1 and _at_most_one(lost, leaves) else None
    if grown is None:
        return None
    return -grown * sign if old.operator == "*" else grown * sign


def _sum(old: Series, new: Series, leaves: Leaves) -> int | None:
    inside = {**leaves, old.index: sp.Symbol(old.index, integer=True, positive=True)}
    if old.index != new.index or not _counts_from_one(old, leaves) or not _counts_from_one(new, leaves):
        return None
    body, low, high = order(old.body, new.body, inside), order(old.low, new.low, leaves), order(old.high, new.high, leaves)
    if body is None or low is None or high is None:
        return None
    if (low or high) and (body or _sign(old.body, inside) != 1):
        return None
    return _one_sense([body, -low, high])


def _counts_from_one(series: Series, leaves: Leaves) -> bool:
    low = _value(series.low, leaves)
    return low is not None and bool(low.is_positive)


def _one_sense(ways: list[int | None]) -> int | None:
    """The common sense of several changes."""
    if None in ways:
        return None
    senses = {way for way in ways if way}
    return senses.pop() if len(senses) == 1 else 0 if not senses else None


def _outright(old: Node, new: Node, leaves: Leaves) -> int | None:
    if isinstance(new, Integer) and new.value == 0:
        sign = _sign(old, leaves)
        return None if sign is None else -sign
    first, second = _value(old, leaves), _value(new, leaves)
    if first is None or second is None:
        return None
    return 1 if _nonnegative(second - first) else -1 if _nonnegative(first - second) else None


def _sign(node: Node, leaves: Leaves) -> int | None:
    """1 where the part is shown never to be negative, -1 where never positive."""
    match node:
        case Series(body=body, index=index):
            if not _counts_from_one(node, leaves):
                return None  # the body is read at positive indices
            sign = _sign(body, {**leaves, index: sp.Symbol(index, integer=True, positive=True)})
            return sign if sign == 1 or node.kind == "Sum" else None
        case Operation(operator="*" | "/", left=left, right=right):
            signs = _sign(left, leaves), _sign(right, leaves)
            return signs[0] * signs[1] if signs[0] is not None and signs[1] is not None else None
        case Operation(operator="+", left=left, right=right):
            signs = _sign(left, leaves), _sign(right, leaves)
            if signs[0] is not None and signs[0] == signs[1]:
                return signs[0]
        case Operation(operator="**", left=left, right=right):
            if _sign(left, leaves) == 1 or (isinstance(right, Integer) and right.value % 2 == 0) or _even(right, leaves):
                return 1
        case Call(function="Exp"):
            return 1
        case Call(function="Max", arguments=parts) if any(_sign(part, leaves) == 1 for part in parts):
            return 1
        case Call(function="Min", arguments=parts) if all(_sign(part, leaves) == 1 for part in parts):
            return 1
    value = _value(node, leaves)
    if value is None:
        return None
    return 1 if _nonnegative(value) else -1 if _nonnegative(-value) else None


def _positive(node: Node, leaves: Leaves) -> bool:
    match node:
        case Operation(operator="+", left=left, right=right):
            for one, other in ((left, right), (right, left)):
                if _positive(one, leaves) and _sign(other, leaves) == 1:
                    return True
        case Operation(operator="*" | "/", left=left, right=right):
            if _positive(left, leaves) and _positive(right, leaves):
                return True
        case Operation(operator="**", left=left) if _positive(left, leaves):
            return True
        case Call(function="Exp"):
            return True
        case Call(function="Max", arguments=parts) if any(_positive(part, leaves) for part in parts):
            return True
        case Call(function="Min", arguments=parts) if all(_positive(part, leaves) for part in parts):
            return True
    value = _value(node, leaves, ends=True)
    return value is not None and any(e.is_positive is True for e in _forms(value))


def _forms(value: sp.Expr) -> list[sp.Expr]:
    """The value as it stands, expanded, and over one denominator."""
    return [value] if value.count_ops() > LARGEST else [value, sp.expand(value), sp.factor(value)]


def _at_least_one(node: Node, leaves: Leaves) -> bool:
    match node:
        case Operation(operator="+", left=left, right=right):
            for one, other in ((left, right), (right, left)):
                if _at_least_one(one, leaves) and _sign(other, leaves) == 1:
                    return True
        case Operation(operator="*", left=left, right=right):
            if _at_least_one(left, leaves) and _at_least_one(right, leaves):
                return True
        case Operation(operator="**", left=left, right=right):
            if _sign(right, leaves) == 1 and _at_least_one(left, leaves):
                return True
        case Call(function="Max", arguments=parts) if any(_at_least_one(part, leaves) for part in parts):
            return True
    value = _value(node, leaves)
    return value is not None and _nonnegative(value - 1)


def _at_most_one(node: Node, leaves: Leaves) -> bool:
    match node:
        case Operation(operator="*", left=left, right=right):
            if all(_sign(part, leaves) == 1 and _at_most_one(part, leaves) for part in (left, right)):
                return True
        case Operation(operator="**", left=left, right=right):
            if _sign(right, leaves) == 1 and _positive(left, leaves) and _at_most_one(left, leaves):
                return True
        case Call(function="Min", arguments=parts) if any(_at_most_one(part, leaves) for part in parts):
            return True
    value = _value(node, leaves)
    return value is not None and _nonnegative(1 - value)


def _nonnegative(value: sp.Expr) -> bool:
    if value.is_nonnegative is True:
        return True
    if value.count_ops() > (SMALL if value.has(sp.Sum) or any(map(_is_power_of_sum, value.atoms(sp.Pow))) else LARGEST):
        return False
    if never_negative(value) or _above_tangent(value):
        return True
    small = value.replace(_is_decay, lambda e: 1 / (1 + sp.Symbol(f"1/{e}-1", nonnegative=True)))
    return small != value and never_negative(small)


def _is_power_of_sum(e: sp.Pow) -> bool:
    """(x + y)^n with n a symbol: its factors are sought among polynomials of too many variables."""
    return isinstance(e.base, sp.Add) and not e.exp.is_number


def _is_decay(e: sp.Basic) -> bool:
    """exp of something that is never positive: a number in (0, 1]."""
    return isinstance(e, sp.exp) and (-e.args[0]).is_nonnegative is True


def _above_tangent(value: sp.Expr) -> bool:
    """exp(y) plus a rest that is at least -(1 + y): e^y >= 1 + y."""
    found = list(value.atoms(sp.exp))
    if len(found) != 1:
        return False
    (power,) = found
    rest = sp.expand(value - power + 1 + power.args[0])
    return not rest.has(sp.exp) and bool(rest.is_nonnegative is True or never_negative(rest))


def _value(node: Node, leaves: Leaves, ends: bool = False) -> sp.Expr | None:
    """The part as an expression; `ends` where the ends of a closed range matter, as they do for strict signs."""
    try:
        value = Formula("", node).symbolic(**leaves)
    except Exception:  # no value, a symbol that nothing stands for, an operation SymPy refuses: nothing is shown
        return None
    if value.has(sp.nan, sp.zoo, sp.oo):
        return None
    return value if ends else value.replace(_is_fraction, _as_fraction)


def _is_fraction(e: sp.Basic) -> bool:
    return isinstance(e, sp.Indexed) and str(e.base) in FRACTIONS


def _as_fraction(e: sp.Indexed) -> sp.Expr:
    """y / (1 + y), y >= 0: a number in [0, 1) whose signs SymPy can follow; what is not strict holds at 1 as well."""
    y = sp.IndexedBase(f"{e.base}/(1-{e.base})", nonnegative=True)[e.indices]
    return y / (1 + y)


sign_of, is_positive, value_of = _sign, _positive, _value  # for other arguments about the same parts
