"""README's picture: three certified bands and the law of the tail; the file that is shown is of these numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify.figures import hero
from verify.figures.runs import compute

SHOWN = Path(__file__).parents[2] / "docs" / "figures" / "hero.svg"


@pytest.fixture(scope="module")
def computed():
    return compute(hero.RUN)


def test_certified_eigenvalues_lie_in_their_bands(computed):
    bands = {band: {t: (low, high) for t, low, high in rows} for band, rows in hero.bands(computed).items()}
    points = [(band, t, size) for band, found in hero.certified(computed).items() for t, size in found]
    assert len(points) > 300
    for band, t, size in points:
        low, high = bands[band][t]
        assert low * (1 - 1e-9) - 1e-30 <= size <= high * (1 + 1e-9), (band, t)


def test_the_tail_falls_like_one_over_t_and_the_others_settle(computed):
    last = {band: rows[-1] for band, rows in hero.bands(computed).items()}
    assert last["dominant"][1:] == pytest.approx((3, 3), rel=1e-3)
    assert last["bulk"][1:] == pytest.approx((1, 1), rel=0.02)
    (t, law), others = hero.law(computed)[-1], hero.bands(computed)["zero"]
    assert last["zero"][0] == t and last["zero"][2] == pytest.approx(law, rel=0.02)
    early = next(row for row in others if row[0] > 2000)
    assert early[2] / last["zero"][2] == pytest.approx(t / early[0], rel=0.1), "a power of 1/t, not an exponential"


def test_the_picture_that_is_shown_is_of_these_numbers(computed):
    assert f"numbers {hero.digest(computed)}" in SHOWN.read_text(encoding="utf-8")
