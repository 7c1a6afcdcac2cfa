"""The settings: every run satisfies the theorem's assumptions, Section 4's numbers are Section 4's, --only reads ranges."""

from __future__ import annotations

import pytest
from flint import fmpq

from verify.errors import BadInput
from verify.figures.runs import as_float
from verify.figures.settings import FIGURES, numbers, quick

RUNS = [(n, run) for n, figure in FIGURES.items() for run in figure.runs]


@pytest.mark.parametrize(("number", "run"), RUNS, ids=lambda x: str(x) if isinstance(x, int) else f"L{x.L}")
def test_every_run_is_within_the_theorem(number, run):
    recipe = run.recipe()
    head = [fmpq(*map(int, (x + "/1").split("/")[:2])) for x in recipe["head"]]
    eta = fmpq(int(run.eta.replace(".", "")), 10 ** len(run.eta.split(".")[1]))
    M = max([fmpq(1), *head])
    assert eta < min(fmpq(1, run.L), 1 / M ** (2 * run.L - 2)), "the step size of the theorem"
    assert len(head) == run.r <= run.d_star <= min(run.widths[1:-1])
    assert head == sorted(head, reverse=True)
    assert min(head) > 0
    assert run.r <= run.rank_xx <= run.widths[0]
    assert run.p <= 1800
    assert set(run.moments) <= set(run.times)
    assert run.moments[0] == 0 and run.moments[-1] == run.steps


def test_section_4_is_shown_at_its_own_sizes():
    assert [run.widths for run in FIGURES[2].runs] == [(10, 20, 16), (10, 20, 20, 16)]
    assert {(run.r, run.rank_xx) for run in FIGURES[2].runs} == {(4, 10)}
    for number in range(3, 17):
        assert [run.L for run in FIGURES[number].runs] == [3, 4, 5], "the depths that Appendix B names"
    assert len({run.widths[0] - run.widths[-1] for figure in FIGURES.values() for run in figure.runs}) >= 3
    assert {run.r for figure in FIGURES.values() for run in figure.runs} >= {2, 3, 4, 8, 10}


def test_a_start_is_the_same_for_each_depth():
    three, five = ([as_float(fmpq(*map(int, x.split("/")))) for x in FIGURES[3].runs[k].recipe()["head"]] for k in (0, 2))
    for a, b in zip(three, five):
        assert a**3 == pytest.approx(b**5, rel=1e-9)


def test_only_reads_lists_and_ranges():
    assert numbers("2") == [2]
    assert numbers("1,2, 3-5,4") == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("text", ["0", "18", "3-2", "", "two", "1,,2", "1-99"])
def test_only_refuses_the_rest(text):
    with pytest.raises(BadInput, match="--only"):
        numbers(text)


def test_quick_shows_fewer_spectra():
    assert len(quick(FIGURES[3]).runs[0].moments) < len(FIGURES[3].runs[0].moments)
