"""Comparisons of a stated formula with the truth on one instance. Each returns an Answer with both values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from flint import arb, ctx, fmpq, fmpq_mat, fmpq_poly

from verify.judge.agreement import count_agrees
from verify.judge.scripts import fraction, python_source, setup_of
from verify.judge.verdicts import Answer, Exhibit, Outcome, agrees, differs, nothing, undecided
from verify.nets.blocks import squared_norm
from verify.paper.arithmetic import Exact, Undefined
from verify.paper.formulas import Formula
from verify.spectra.exact import SymmetricMatrix


class Instance(Protocol):
    """What a comparison needs of an instance."""

    @property
    def facts(self) -> dict[str, Any]: ...


def count_is(H: SymmetricMatrix, low: Any, high: Any, stated: Formula, net: Instance) -> Answer:
    """H has exactly the stated number of eigenvalues in [low, high]."""
    true = H.count(low, high)
    what = f"eigenvalues of the {H.label} in [{low}, {high}]"
    code = f"count(H, {fraction(low)}, {fraction(high)})"
    return _number_is(true, stated, net, what, code, H)


def multiplicity_is(H: SymmetricMatrix, value: fmpq, stated: Formula, net: Instance) -> Answer:
    """The value is an eigenvalue of H with exactly the stated multiplicity (0: it is none)."""
    what = f"multiplicity of {value} as eigenvalue of the {H.label}"
    return _number_is(H.count(value, value), stated, net, what, f"multiplicity(H, {fraction(value)})", H)


def is_eigenvalue(H: SymmetricMatrix, stated: Formula, net: Instance, **more: Any) -> Answer:
    """The stated value exists and is an eigenvalue of H; `more` are further facts, such as indices."""
    facts = {**net.facts, **more}
    what = "".join([f"the stated eigenvalue of the {H.label}", *(f", {name} = {x}" for name, x in more.items())])
    setup = (
        *setup_of(net, H.origin),
        "try:",
        f"    stated = {python_source(stated, facts)}",
        "except (KeyError, ZeroDivisionError) as error:",
        "    stated = f'no value: {error!r}'",
    )
    true = "f'one of the {len(H) - multiplicity(H, 0)} eigenvalues that are not zero, or 0'"
    exhibit = Exhibit(what, setup, "stated", true, "not isinstance(stated, F) or multiplicity(H, stated) == 0")
    try:
        value = stated.at(**facts)
    except Undefined as error:
        return differs(what, f"no value ({error})", "a value is claimed", exhibit)
    found = H.count(value, value)
    if found is None:
        return undecided(f"the ball {value} is too wide to count eigenvalues in it")
    if found:
        return agrees(f"{value} is an eigenvalue")
    shown = exhibit if H.slack == 0 and not isinstance(value, arb) else None
    return differs(f"times that the stated value {value} is an eigenvalue of the {H.label}", "at least 1", 0, shown)


def distinct_nonzero_is(H: SymmetricMatrix, stated: Formula, net: Instance) -> Answer:
    """H has exactly the stated number of different nonzero eigenvalues."""
    true = H.distinct_nonzero()
    if true is None:
        return undecided("a matrix known up to rounding has no exact number of different eigenvalues")
    what = f"different nonzero eigenvalues of the {H.label}"
    return _number_is(true, stated, net, what, "distinct_nonzero(H)", H)


def rank_is(H: SymmetricMatrix, stated: Formula, net: Instance) -> Answer:
    """H has exactly the stated number of nonzero eigenvalues."""
    what = f"nonzero eigenvalues of the {H.label}"
    rank = None if H.nullity is None else H.size - H.nullity
    return _number_is(rank, stated, net, what, "len(H) - multiplicity(H, 0)", H)


def nullity_is(H: SymmetricMatrix, stated: Formula, net: Instance) -> Answer:
    """H has exactly the stated number of zero eigenvalues."""
    what = f"zero eigenvalues of the {H.label}"
    return _number_is(H.nullity, stated, net, what, "multiplicity(H, 0)", H)


def _number_is(true: int | None, stated: Formula, net: Instance, what: str, code: str, H: SymmetricMatrix) -> Answer:
    printed = stated.at(**net.facts)
    if true is None:
        return undecided(f"{what}: the digits do not separate what is inside from what is outside")
    # a script has no widening
    exhibit = Exhibit(what, setup_of(net, H.origin), python_source(stated, net.facts), code) if H.slack == 0 else None
    return count_agrees(printed, true, what, exhibit)


def same_up_to_zeros(H: SymmetricMatrix, G: SymmetricMatrix, stated: Formula, net: Instance) -> Answer:
    """H has the eigenvalues of G, with multiplicities, and the stated number of zeros more. Exact matrices only."""
    if H.slack != 0 or G.slack != 0:
        return undecided("matrices known up to rounding: characteristic polynomials cannot be compared")
    surplus = H.size - G.size
    more, less = fmpq_poly([0] * max(0, -surplus) + [1]), fmpq_poly([0] * max(0, surplus) + [1])
    what = f"zero eigenvalues of the {H.label} beyond those of the {G.label}"
    if H.charpoly * more != G.charpoly * less:
        return differs(f"nonzero eigenvalues of {H.origin} and {G.origin}", "equal", "different")
    setup = (*setup_of(net, H.origin), f"G = {G.origin}(W, Sxx, Syx)")
    exhibit = Exhibit(what, setup, python_source(stated, net.facts), "len(H) - len(G)")
    return count_agrees(stated.at(**net.facts), surplus, what, exhibit)


def value_is(true: Any, stated: Formula, net: Instance, what: str, code: str = "") -> Answer:
    """An exactly known quantity has the stated value. `code` computes it in a stand-alone script from W, Sxx, Syx."""
    printed = stated.at(**net.facts)
    same = Exact().compare("==", printed, true)
    if same is None:
        return undecided(f"{what}: printed {printed}, true {true}")
    if same:
        return agrees(what)
    exhibit = Exhibit(what, setup_of(net, ""), python_source(stated, net.facts), code) if code else None
    return differs(what, printed, true, exhibit)


def at_most(small: Any, large: Any, what: str, exhibit: Exhibit | None = None) -> Answer:
    """small <= large, for fmpq or certified balls."""
    truth = Exact().compare("<=", small, large)
    if truth is None:
        # equality cannot be seen by balls: the statement then holds as far as half of the working digits reach
        excess, size = (arb(small) - arb(large)).upper().fmpq(), 1 + abs(arb(large)).upper().fmpq()
        if excess * 2 ** (min(ctx.prec // 2, 100)) > size:
            return undecided(f"{what}: balls {small} and {large} overlap")
        return agrees(f"{what}, to within 2^-{min(ctx.prec // 2, 100)}")
    return (
        agrees(what)
        if truth
        else differs(f"{what} (left side, which should be at most the right)", large, small, exhibit)
    )


def square_at_most(M: fmpq_mat, stated: Formula, instance: Instance) -> Answer:
    """The spectral norm of M is at most the stated bound; exact when the bound is rational."""
    bound = stated.at(**instance.facts)
    what = "square of the spectral norm against the square of the stated bound"
    if isinstance(bound, fmpq):
        squares = SymmetricMatrix(M.transpose() * M)
        over = squares.above(bound * bound) if bound >= 0 else squares.size
        if not over:
            return agrees(what)
        code = f"count(times(transpose(M), M), 0, power({python_source(stated, instance.facts)}, F(2)))"
        exhibit = Exhibit(
            "eigenvalues of M^T M up to the square of the bound", setup_of(instance, ""), str(squares.size), code
        )
        return differs(f"eigenvalues of M^T M above the squared bound {bound * bound}", 0, over, exhibit)
    return at_most(squared_norm(M), bound * bound, what)


def holds_exactly(H: SymmetricMatrix, low: Any, high: Any, number: int, net: Instance) -> Answer:
    """The stated interval [low, high] holds exactly the derived number of eigenvalues of H."""
    found = H.count(low, high)
    what = f"eigenvalues of the {H.label} in the stated interval [{low}, {high}]"
    if found is None:
        return undecided(f"{what}: the ends are not certain enough")
    if found == number:
        return agrees(f"{what}: {number}")
    exhibit = Exhibit(what, setup_of(net, H.origin), str(number), f"count(H, {fraction(low)}, {fraction(high)})")
    return differs(f"{what} (should be all of one cluster)", number, found, exhibit)


def none_between(H: SymmetricMatrix, low: fmpq, high: fmpq, net: Instance) -> Answer:
    """No eigenvalue of H lies strictly between the two ends (further from them than H is known)."""
    margin = 2 * H.slack
    inside = H.above(low + margin) - (H.size - H.below(high - margin)) if low + margin < high - margin else 0
    what = f"eigenvalues of the {H.label} strictly between {low} and {high}"
    return agrees(what) if inside == 0 else differs(what, 0, inside)


def matrices_equal(
    printed: fmpq_mat,
    true: fmpq_mat,
    what: str,
    slack: fmpq | None = None,
    exhibit: Callable[[], Exhibit | None] = lambda: None,
) -> Answer:
    """Two matrices agree entry by entry: exactly, or within `slack` for networks over mpmath reals."""
    if (printed.nrows(), printed.ncols()) != (true.nrows(), true.ncols()):
        shapes = f"{printed.nrows()} x {printed.ncols()}", f"{true.nrows()} x {true.ncols()}"
        return differs(f"shape of {what}", *shapes, exhibit())
    for i in range(true.nrows()):
        for j in range(true.ncols()):
            if abs(printed[i, j] - true[i, j]) > (slack or 0):
                return differs(f"entry ({i + 1}, {j + 1}) of {what}", printed[i, j], true[i, j], exhibit())
    return agrees(what)


def all_of(*answers: Answer) -> Answer:
    """The first answer that differs, else the first that is undecided, else the last that compared anything."""
    for outcome in (Outcome.DIFFERS, Outcome.UNDECIDED):
        for answer in answers:
            if answer.outcome is outcome:
                return answer
    return next((answer for answer in reversed(answers) if answer.outcome is Outcome.AGREES), nothing("nothing to compare"))
