"""Refinement and cluster bounds: planted errors in each ingredient leave the enclosures, or are refused."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb

from verify.spectra import Enclosure, NotCertified, Spectrum, clusters, refinement, spectrum
from verify.spectra.enclosures import disjoint
from verify.spectra.fixed import Fixed, from_integers, total
from verify.spectra.refinement import Pair, View, started

from .samples import is_right, random_symmetric, with_eigenvalues

H = with_eigenvalues([0, 0, Fraction(1, 3), Fraction(1, 3), Fraction(1, 3), 2, 3, Fraction(31, 10)])


def enclosures_are_right() -> bool:
    return is_right(H, spectrum(H, route="structure-free")) and is_right(M, spectrum(M, route="structure-free"))


M = random_symmetric(8)


def test_nothing_planted() -> None:
    assert enclosures_are_right()


def balls_are_right(bits: int = 190) -> bool:
    """Whether the balls of the integer matrix M 2^bits hold their eigenvalues, at whatever radius they have."""
    n = M.nrows()
    values = [(int(x.p) << bits) // int(x.q) for x in M.entries()]
    balls = clusters.eigenvalues(from_integers(values, (n, n), 0), arb(n), arb(2) ** 20)
    found = [Enclosure((v - r.ceil().fmpq()) / 2**bits, (v + r.ceil().fmpq()) / 2**bits, 1, "") for v, r in balls]
    return is_right(M, Spectrum(disjoint(found), n, "", None))


def spoil_the_start(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    """Eigenvectors multiplied by I + 1e-8 * change, and no refinement that would mend them."""

    def spoiled(A: Fixed, Q: Any, places: int) -> Pair:
        return started(A, Q @ (np.eye(len(Q)) + 1e-8 * change), places)

    monkeypatch.setattr(clusters, "started", spoiled)
    monkeypatch.setattr(Pair, "step", lambda self, E: None)


TURN = np.triu(np.ones((8, 8)), 1) - np.tril(np.ones((8, 8)), -1)


def test_bad_eigenvectors_give_wide_enclosures(monkeypatch: pytest.MonkeyPatch) -> None:
    for change in (TURN, np.eye(8), np.ones((8, 8))):
        spoil_the_start(monkeypatch, change)
        assert balls_are_right()


def test_forgetting_the_coupling_between_clusters_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil_the_start(monkeypatch, TURN)
    true_coupling, true_bound = clusters.Refined._coupling, clusters.Refined._bound
    monkeypatch.setattr(clusters.Refined, "_coupling", lambda self: [arb(0) for _ in true_coupling(self)])
    monkeypatch.setattr(clusters.Refined, "_bound", lambda self: forget(self, true_bound))
    assert not balls_are_right()


def test_forgetting_the_quadratic_remainder_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil_the_start(monkeypatch, np.eye(8))
    assert balls_are_right()
    true_bound = clusters.Refined._bound
    monkeypatch.setattr(clusters.Refined, "_bound", lambda self: forget(self, true_bound))
    assert not balls_are_right()


def forget(refined: clusters.Refined, bound: Callable[[clusters.Refined], None]) -> None:
    """The bounds without their quadratic remainder."""
    bound(refined)
    refined.quadratic = refined.remainder = arb(0)


@pytest.mark.parametrize("name", ["S", "Gamma"])
def test_a_wrong_unit_in_a_transformed_matrix_is_caught(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    true_step = Pair.step

    def wrong(self: Pair, E: Fixed) -> None:
        true_step(self, E)
        matrix = getattr(self, name)
        n = self.size
        extra = from_integers([2**60 * (i == j) for i in range(n) for j in range(n)], (n, n), matrix.exponent)
        setattr(self, name, total(matrix, extra))

    monkeypatch.setattr(Pair, "step", wrong)
    assert not enclosures_are_right()


def test_wrong_corrections_cost_accuracy_never_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    true_correction: Callable[..., Fixed] = View.correction

    def spoiled(self: View, together: Any, lowest: int) -> Fixed:
        E = true_correction(self, together, lowest)
        return E.rescaled(E.exponent - 24)

    monkeypatch.setattr(View, "correction", spoiled)
    try:
        assert enclosures_are_right()
    except NotCertified as refusal:
        assert "radius" in str(refusal) or "separated" in str(refusal)


def test_swapped_clusters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    true_start = started

    def swapped(A: Fixed, Q: Any, places: int) -> Pair:
        return true_start(A, Q[:, ::-1], places)

    monkeypatch.setattr(clusters, "started", swapped)
    with pytest.raises(NotCertified, match="separated"):
        spectrum(H, route="structure-free")


def test_a_failing_eigensolver_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(A: Any) -> Any:
        raise np.linalg.LinAlgError("no convergence")

    monkeypatch.setattr(np.linalg, "eigh", failing)
    with pytest.raises(NotCertified, match="eigensolver"):
        spectrum(H, route="structure-free")


def test_useless_eigenvectors_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "decomposed", lambda A: (np.arange(len(A)) * 1.0, np.ones_like(A)))
    with pytest.raises(NotCertified):
        spectrum(H, route="structure-free")


def test_one_step_makes_the_pair_third_order_small() -> None:
    n, bits = 30, 180
    A = random_symmetric(n)
    values = [(int(A[i, j].p) << bits - 6) // int(A[i, j].q) for i in range(n) for j in range(n)]
    F, _ = from_integers(values, (n, n), 0).floats()
    _, Q = np.linalg.eigh(F)
    pair = started(from_integers(values, (n, n), 0), Q, 192)
    alone = np.eye(n, dtype=bool)
    pair.step(View.of(pair, alone).correction(alone, pair.Gamma.exponent))
    after = View.of(pair, alone)
    assert np.abs(after.Gamma).max() * 2.0**after.Gamma_exponent < 1e-28
    assert np.abs(after.Delta).max() * 2.0 ** (after.Delta_exponent - after.shift) < 1e-27
    assert refinement.START == -54
