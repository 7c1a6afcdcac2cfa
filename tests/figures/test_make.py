"""The files: CSV against exact spectra, same bytes at a second run, what is up to date skipped, interruptions, options."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from flint import fmpq

from verify.__main__ import main
from verify.errors import BadInput
from verify.figures import make
from verify.figures.draw import caption
from verify.figures.make import Maker, Shelf
from verify.figures.settings import Figure, Run, Start
from verify.figures.table import PLACES, from_csv, outward
from verify.spectra.aligned import aligned_spectrum

RISING = Run((4, 4, 4, 3), 2, Start("listed", values=("0.3", "0.2")), "0.1", 150, 3, shown=5, between=2)
SMALL = Figure(2, "a small run", "all of them are chosen for a test", (RISING,))
COMMAND = {2: "python -m verify figures --only 2"}
ENDINGS = (".svg", ".png", ".json", "_eigenvalues.csv", "_curves.csv", "_steps.csv")


def made(folder, figure, book, again=False):
    lines = []
    done = Maker(Shelf(folder, book), 1, lines.append).make([figure], COMMAND, again)
    return done, lines


def contents(folder):
    return {ending: (folder / f"figure_2{ending}").read_bytes() for ending in ENDINGS}


def test_decimals_are_rounded_outwards():
    low, high = outward(fmpq(-1, 3), fmpq(1, 3))
    assert Fraction(low) < Fraction(-1, 3) and Fraction(high) > Fraction(1, 3)
    assert Fraction(high) - Fraction(1, 3) < Fraction(1, 10**PLACES)
    assert outward(fmpq(5, 4), fmpq(5, 4)) == ("1.25", "1.25")
    assert outward(fmpq(0), fmpq(10)) == ("0", "10")


def test_the_table_holds_the_exact_spectrum(panels, computed):
    """Every row of the CSV against the block route at the singular values of that step, at 40 digits."""
    tables, facts = panels["tail"]
    run = computed["tail"].run
    for point in computed["tail"].points:
        rows = [row for row in tables["eigenvalues"] if row["t"] == str(point.t)]
        if not rows:
            continue
        assert sum(int(row["multiplicity"]) for row in rows) == run.p == facts["p"]
        true = aligned_spectrum(run.widths, point.values, [1] * run.widths[0], [1], 40)
        for row in rows:
            low, high = (Fraction(row[end]) for end in ("lower", "upper"))
            slack = fmpq(1, 10**28)  # of the alignment, whose weights have 50 digits
            ends = fmpq(low.numerator, low.denominator) - slack, fmpq(high.numerator, high.denominator) + slack
            assert true.count(*ends) == int(row["multiplicity"])
            assert high - low < Fraction(1, 10**12)
            named = sum(int(row[name]) for name in ("dominant", "bulk", "functional", "zero"))
            assert named == int(row["multiplicity"])


@pytest.fixture(scope="session")
def shelf(tmp_path_factory, book):
    """One figure made, to be copied."""
    folder = tmp_path_factory.mktemp("shelf")
    made(folder, SMALL, book)
    return folder


@pytest.fixture
def copied(shelf, tmp_path):
    """A folder with that figure."""
    return Path(shutil.copytree(shelf, tmp_path / "copy"))


def test_a_second_run_gives_the_same_bytes(copied, book):
    before = contents(copied)
    done, lines = made(copied, SMALL, book, again=True)
    assert done == [SMALL] and lines[-1].startswith("figure 2: done, 1 of 1")
    assert contents(copied) == before
    record = json.loads(before[".json"])
    assert record["command"] == COMMAND[2] and record["panels"][0]["network"]["widths"] == [4, 4, 4, 3]
    svg = before[".svg"].decode()
    assert COMMAND[2] in svg and "dc:date" not in svg
    assert "in order from t =" in svg, "the crossing of this run is marked"


def test_what_is_up_to_date_is_skipped(copied, book):
    done, lines = made(copied, SMALL, book)
    assert done == [] and "up to date" in lines[0]
    longer = replace(SMALL, runs=tuple(replace(run, steps=run.steps + 10) for run in SMALL.runs))
    assert not Shelf(copied, book).complete(longer, COMMAND[2]), "other settings are another figure"
    assert not Shelf(copied, book).complete(SMALL, "another command")


def test_a_damaged_figure_is_drawn_anew_from_its_data(copied, book):
    before = contents(copied)
    (copied / "figure_2.svg").write_text("cut")
    _, lines = made(copied, SMALL, book)
    assert "drawn anew from its data" in lines[0]
    assert contents(copied) == before


def test_damaged_data_are_not_drawn(copied, book):
    (copied / "figure_2_eigenvalues.csv").write_text("cut")
    assert Shelf(copied, book).record(SMALL) is None
    assert not Shelf(copied, book).complete(SMALL, COMMAND[2])


def test_an_interruption_leaves_finished_figures(tmp_path, book, panels, monkeypatch):
    second = replace(SMALL, number=3)

    def interrupted(place, computed, revision):
        if list(tmp_path.glob("*.json")):
            raise KeyboardInterrupt
        return panels["rising"]

    monkeypatch.setattr(make, "compute", lambda run: None)
    monkeypatch.setattr(make, "tabulated", interrupted)
    monkeypatch.setattr(make, "draw", lambda *_: (b"svg", b"png"))
    with pytest.raises(KeyboardInterrupt):
        Maker(Shelf(tmp_path, book), 1, lambda line: None).make([SMALL, second], {**COMMAND, 3: "x"}, False)
    assert Shelf(tmp_path, book).complete(SMALL, COMMAND[2])
    assert not Shelf(tmp_path, book).complete(second, "x")
    assert not list(tmp_path.glob("*.part"))


def test_the_command_says_how_to_go_on(tmp_path, monkeypatch, capsys):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(make, "compute", stopped)
    assert main(["figures", "--only", "2", "--jobs", "1", "--out", str(tmp_path / "f")]) == 130
    assert "the same command goes on" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--only", "99"), "--only 99"),
        (("--jobs", "-1"), "--jobs -1"),
        (("--revision", "nobody"), "unknown revision"),
        (("--out", "/proc/nothing"), "--out /proc/nothing"),
    ],
)
def test_bad_options_are_one_line(options, says, capsys, tmp_path):
    given = options if "--out" in options else (*options, "--out", str(tmp_path))
    assert main(["figures", *given]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ") and says in error and error.count("\n") == 1


def test_without_matplotlib_the_message_says_what_to_install(monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr("verify.figures.draw.find_spec", lambda name: None)
    assert main(["figures", "--only", "2", "--out", str(tmp_path)]) == 2
    assert "pip install '.[figures]'" in capsys.readouterr().err


def test_a_revision_without_a_drawn_formula_is_refused(tmp_path, book):
    lacking = replace(book, results={k: v for k, v in book.results.items() if k != "A.7"})
    with pytest.raises(BadInput, match=r"does not state A\.7"):
        Shelf(tmp_path, lacking)


def test_the_caption_names_parameters_and_disagreement(panels):
    facts = panels["rising"][1]
    text = " ".join(caption(SMALL, [facts], COMMAND[2]))
    for words in ("r = 2", "eta = 0.1", "chosen for a test", "dominant 4 / 4", "agrees with every", COMMAND[2]):
        assert words in text
    broken = {**facts, "marks": {**facts["marks"], "agrees": False}}
    assert "DIFFERS" in " ".join(caption(SMALL, [broken], COMMAND[2]))


def test_steps_hold_marks_at_certified_steps_only(panels):
    rows = panels["rising"][0]["steps"]
    assert {row["t"] for row in rows if "ordered" in row} == {str(t) for t in panels["rising"][1]["shown"]}
    first = from_csv(make.as_csv("steps", rows))[0]
    assert Fraction(first["loss_lower"]) <= Fraction(first["loss_upper"])


def test_the_curves_count_every_parameter_at_every_step(panels):
    for tables, facts in panels.values():
        totals = dict.fromkeys((row["t"] for row in tables["curves"]), 0)
        for row in tables["curves"]:
            totals[row["t"]] += int(row["multiplicity"])
        assert len(set(totals.values())) == 1 and max(totals.values()) <= facts["p"]
