"""The block route against exact Hessians from differences, and at sizes beyond any dense matrix."""

from __future__ import annotations

import pytest
from flint import fmpq, fmpq_mat, fmpq_poly

from verify.nets.matrices import RATIONALS, diagonal
from verify.nets.networks import Network
from verify.spectra import SymmetricMatrix, aligned, aligned_spectrum

from .samples import is_right, two_routes

Q = fmpq
CASES = {
    "different variances": ((2, 3, 2), [Q(1, 2), Q(3, 4)], [Q(1), Q(2)], [Q(1), Q(1, 3)]),
    "zero value, d_0 > d_L": ((3, 4, 3, 2), [Q(1, 2), Q(0)], [Q(1), Q(2), Q(3)], [Q(1), Q(1)]),
    "four layers, d_0 < d_L": ((2, 3, 3, 4, 3), [Q(1, 2), Q(2)], [Q(1), Q(1)], [Q(1), Q(0)]),
    "equal directions": ((3, 3, 4, 3), [Q(2, 3)] * 3, [Q(1)] * 3, [Q(1)] * 3),
    "one layer": ((2, 3), [Q(1, 2), Q(2)], [Q(1), Q(5)], [Q(1), Q(0)]),
    "one layer, equal variances": ((3, 2), [], [Q(1), Q(5), Q(1)], []),
    "two layers at zero": ((2, 2, 3), [Q(0), Q(0)], [Q(1), Q(5)], [Q(1), Q(0)]),
    "near-equal values": ((2, 3, 2), [Q(1), Q(10**9 + 1, 10**9)], [Q(1), Q(1)], [Q(1), Q(1)]),
    "singular covariance": ((3, 3, 3), [Q(1), Q(1, 2)], [Q(1), Q(1), Q(0)], [Q(1), Q(1)]),
}


def hessian(d: tuple[int, ...], values: list[Q], sigma: list[Q], targets: list[Q]) -> fmpq_mat:
    L = len(d) - 1
    layers = tuple(diagonal(RATIONALS, values, d[l + 1], d[l]) for l in range(L))
    net = Network(layers, diagonal(RATIONALS, sigma, d[0], d[0]), diagonal(RATIONALS, targets, d[-1], d[0]))
    return two_routes(net)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_blocks_have_the_spectrum_of_the_hessian(case: tuple) -> None:
    H = hessian(*case)
    d, values, sigma, targets = case
    d_star = min(d[0], d[-1])
    full = [x + [Q(0)] * (d_star - len(x)) for x in (values, targets)]
    product, size = fmpq_poly([1]), 0
    for rows, times in aligned._blocks(d, full[0], sigma, full[1]):
        product *= fmpq_mat(rows).charpoly() ** times
        size += len(rows) * times
    assert product * fmpq_poly([0, 1]) ** (H.nrows() - size) == SymmetricMatrix(H).charpoly
    found = aligned_spectrum(*case)
    assert is_right(H, found)
    assert all("assuming the exact-spectrum proposition" in e.how for e in found)


def test_a_wrong_coupling_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    true = aligned.residual
    monkeypatch.setattr(aligned, "residual", lambda direction, L: true(direction, L) + Q(1, 10**40))
    case = CASES["different variances"]
    assert not is_right(hessian(*case), aligned_spectrum(*case))


def test_ninety_million_parameters() -> None:
    values = [Q(97, 100) + Q(k, 50) for k in range(3)]
    found = aligned_spectrum([3000] * 11, values, [1] * 3000, [1] * 3)
    assert found.size == 90_000_000 == sum(e.multiplicity for e in found)
    assert found.radius <= Q(1, 10**48)


def test_clear_errors() -> None:
    for words, arguments in {
        "positive integers": ([2], [], [1, 1], []),
        "hidden widths": ([3, 2, 3], [], [1, 1, 1], []),
        "entries of Sigma_xx": ([3, 3, 3], [], [1, 1], []),
        "at most": ([2, 2, 2], [1, 1, 1], [1, 1], []),
        "exact rational": ([2, 2, 2], ["x"], [1, 1], []),
    }.items():
        with pytest.raises(ValueError, match=words):
            aligned_spectrum(*arguments)
