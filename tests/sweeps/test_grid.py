"""Plans of sweeps: what they mean, and that every refusal names file, table and key."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verify.errors import BadInput
from verify.sweeps.grid import parse, read

GOOD = """
sweep = "a plan"
measures = ["ratio"]
[fixed]
r = 2
d_0 = 3
[axes]
L = [2, 3]
spread = { from = "0", to = "1", count = 3 }
tail = { from = "1/8", factor = "1/2", count = 2 }
"""


def test_a_grid_is_every_combination_with_the_last_axis_fastest():
    plan = parse(GOOD, "plan.toml")
    assert plan.instances == 12
    assert plan.axes["spread"] == (0, Fraction(1, 2), 1)
    assert plan.axes["tail"] == (Fraction(1, 8), Fraction(1, 16))
    every = [tuple(plan.varied(i).values()) for i in range(12)]
    assert every[:3] == [(2, 0, Fraction(1, 8)), (2, 0, Fraction(1, 16)), (2, Fraction(1, 2), Fraction(1, 8))]
    assert len(set(every)) == 12 and every[-1] == (3, 1, Fraction(1, 16))
    assert plan.parameters(0)["r"] == 2 and plan.parameters(0)["eta"] == Fraction(1, 20)


def test_a_random_design_follows_from_its_seed_and_the_index_alone():
    plans = [parse(GOOD.replace("[fixed]", f"samples = 500\nseed = {seed}\n[fixed]"), "p") for seed in (0, 0, 1)]
    drawn = [[tuple(plan.varied(i).values()) for i in (400, 3, 3, 0)] for plan in plans]
    assert drawn[0] == drawn[1] != drawn[2]
    assert plans[0].instances == 500
    assert {plan.varied(i)["L"] for plan in plans for i in range(20)} == {2, 3}


def test_the_identity_is_that_of_what_decides_the_results():
    plan = parse(GOOD, "p")
    same = parse(GOOD.replace("a plan", "another name").replace("[fixed]", "# a remark\n[fixed]"), "q")
    assert plan.identity == same.identity
    for changed in (GOOD.replace('"ratio"', '"gap"'), GOOD.replace("r = 2", "r = 3"), GOOD.replace("[2, 3]", "[3, 2]")):
        assert parse(changed, "p").identity != plan.identity


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('sweep = "a plan"', "", "sweep"),
        ('measures = ["ratio"]', "", "measures"),
        ('measures = ["ratio"]', 'measures = "ratio"', "measures"),
        ('measures = ["ratio"]', "measures = [1]", "measures"),
        ("r = 2", "r = 0", r"\[fixed\] r"),
        ("r = 2", "r = true", r"\[fixed\] r"),
        ("r = 2", "rr = 2", r"\[fixed\] rr"),
        ("r = 2", "L = 2", r"\[fixed\] L"),
        ("r = 2", "eta = 0.05", r"\[fixed\] eta"),
        ("r = 2", 'eta = "1/0"', r"\[fixed\] eta"),
        ("r = 2", 'eta = "1e999999999"', r"\[fixed\] eta"),
        ("r = 2", 'covariance = "other"', r"\[fixed\] covariance"),
        ("L = [2, 3]", "L = []", r"\[axes\] L"),
        ("L = [2, 3]", "L = [2, 2]", r"\[axes\] L"),
        ("L = [2, 3]", 'L = "2"', r"\[axes\] L"),
        ("L = [2, 3]", "L = { from = 2, to = 3, count = 3 }", r"\[axes\] L"),
        ("count = 3", "count = 10000000", r"\[axes\] spread.count"),
        ("count = 3", "count = 1", r"\[axes\] spread.count"),
        (", count = 3", "", r"\[axes\] spread"),
        ('factor = "1/2"', 'factor = "1"', r"\[axes\] tail.factor"),
        ("[fixed]", "samples = 0\n[fixed]", "samples"),
        ("[fixed]", "seed = 3\n[fixed]", "seed"),
        ("[fixed]", 'reading = "both"\n[fixed]', "reading"),
        ("[fixed]", "unknown = 3\n[fixed]", "unknown"),
        ("[fixed]", "[fixed]\n[[plots]]\n[fixed2]", "fixed2"),
    ],
)
def test_refusals_name_the_file_and_the_key(old, new, place):
    with pytest.raises(BadInput, match=rf"^my/plan\.toml: .*{place}"):
        parse(GOOD.replace(old, new), "my/plan.toml")


@pytest.mark.parametrize(
    ("plot", "place"),
    [
        ('x = "L"\ny = "ratio"', "name"),
        ('name = "../x"\nx = "L"\ny = "ratio"', "name"),
        ('name = "x"\ny = "ratio"', "x"),
        ('name = "x"\nx = "r"\ny = "ratio"', "x"),
        ('name = "x"\nx = "L"\ny = "gap"', "y"),
        ('name = "x"\nx = "L"\ny = "ratio"\nlog = "z"', "log"),
        ('name = "x"\nx = "L"\ny = "ratio"\nwhere = { spread = "1/3" }', "where.spread"),
        ('name = "x"\nx = "L"\ny = "spread"\ncolour = "gap"', "colour"),
        ('name = "x"\nx = "L"\ny = "ratio"\nsize = 3', "size"),
    ],
)
def test_plots_name_what_is_there(plot, place):
    with pytest.raises(BadInput, match=rf"p: \[\[plots\]\] 1 '?{place}"):
        parse(f"{GOOD}\n[[plots]]\n{plot}\n", "p")


def test_a_plot_fixes_what_it_leaves_open():
    plan = parse(f'{GOOD}\n[[plots]]\nname = "x"\nx = "L"\ny = ["ratio"]\nby = "tail"\nwhere = {{ spread = "1/2" }}\n', "p")
    assert plan.plots[0]["where"] == {"spread": Fraction(1, 2)}


@pytest.mark.parametrize("text", [b"\xff\xfe", b"sweep = ", b"[" * 3000, b"a = 1\na = 2"])
def test_files_that_are_no_plans_are_refused_in_one_line(tmp_path, text):
    file = tmp_path / "plan.toml"
    file.write_bytes(text)
    with pytest.raises(BadInput) as refusal:
        read(file)
    assert str(file) in str(refusal.value) and "\n" not in str(refusal.value)
    with pytest.raises(BadInput, match="no such plan"):
        read(tmp_path / "none.toml")


def test_a_plan_of_too_many_instances_is_refused():
    axes = "\n".join(f"{n} = {{ from = 1, to = 5000, count = 5000 }}" for n in ("d_0", "d_L", "d_hidden"))
    with pytest.raises(BadInput, match="125,000,000,000 instances"):
        parse(f'sweep = "x"\nmeasures = ["ratio"]\n[axes]\n{axes}', "p")
