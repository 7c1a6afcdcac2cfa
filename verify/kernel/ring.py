"""Polynomials over Q in up to 64 variables, fractions of them, and signs as words: "+", "-", "0", "0+", "0-", "!", "?"."""

from __future__ import annotations

from dataclasses import dataclass, field

from flint import Ordering, fmpq, fmpq_mpoly_ctx

SIZE = 64
RING = fmpq_mpoly_ctx.get([f"x{k}" for k in range(SIZE)], Ordering.lex)
ONE, ZERO = RING.constant(1), RING.constant(0)
TURNED = {"+": "-", "-": "+", "0+": "0-", "0-": "0+", "0": "0", "!": "!", "?": "?"}


GIVEN = [({"=="}, "0"), ({">"}, "+"), ({">=", "!="}, "+"), ({"<"}, "-"), ({"<=", "!="}, "-")]
GIVEN += [({">="}, "0+"), ({"<="}, "0-"), ({"!="}, "!")]


@dataclass
class Fraction:
    """A fraction of polynomials; the bottom is different from zero on the scope."""

    top: object
    bottom: object = field(default_factory=lambda: ONE)


def no(relation: str) -> str:
    """The relation that holds exactly where this one does not."""
    return {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}[relation]


def constant(value: Fraction) -> fmpq | None:
    """The number, where the fraction is one."""
    if not (value.top.is_constant() and value.bottom.is_constant()):
        return None
    return fmpq(value.top.leading_coefficient() if value.top != 0 else 0) / fmpq(value.bottom.leading_coefficient())


def monomial(powers: tuple):
    return RING.from_dict({powers: 1})


def joined(a: str, b: str) -> str:
    """The sign of a product."""
    if "0" in (a, b):
        return "0"
    if "?" in (a, b) or ("!" in (a, b) and {a, b} & {"0+", "0-"}):
        return "?"
    if "!" in (a, b):
        return "!"
    sign = "-" if (a in ("-", "0-")) != (b in ("-", "0-")) else "+"
    return sign if len(a) == len(b) == 1 else "0" + sign


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


def replaced(poly, k: int, top, bottom):
    """The polynomial with top/bottom for variable k, times a power of the bottom that clears it."""
    degree, made = poly.degrees()[k], ZERO
    for powers, c in poly.to_dict().items():
        rest = (*powers[:k], 0, *powers[k + 1 :])
        made += c * monomial(rest) * top ** powers[k] * bottom ** (degree - powers[k])
    return made
