"""Attacks that once succeeded: each wrote something false into a report, or broke it."""

from __future__ import annotations

import pytest

from verify.errors import BadInput
from verify.kernel import witness as kit
from verify.nets.blocks import BlockMatrix, squared_norm
from verify.nets.recipes import balanced
from verify.report import markdown

TINY = "1/1000000000000"
NET = {"L": 2, "widths": [1, 1, 1], "r": 1, "rank_xx": 1, "head": ["1"]}


@pytest.fixture
def altered(cli, edited):
    """Run a command on full-text.toml with one value replaced."""

    def command(place, old, new, *arguments, run=cli):
        return run(*arguments, "--examples", "20", "--revision", str(edited(old, new, place)))

    return command


@pytest.mark.parametrize(
    ("place", "old", "new", "named"),
    [
        ('["A.1".eq_27]', '"mu**(2*(L-1))"', '"mu**2 + Sum(mu**(2*l-2) - mu**(2*l-4), (l, 5, L))"', "A.1/eq_27"),
        ('["A.1".eq_27]', '"mu**(2*(L-1))"', '"mu**(2*(L-1))*(L-2)/(L-2)"', "A.1/eq_27"),
        ('["A.1".eq_27_count]', '"r*(d_0 - r)"', '"r*(d_0-r)**2/(d_0-r)"', "A.1/eq_27_count"),
        (
            '["A.9".bulk_interval]',
            'upper = "(m_t + delta_t)**(2*(L-1))"',
            'upper = "(m_t + delta_t)**(2*(L-1)) + (-1)**L*delta_t**(2*L)/10**6"',
            "A.9/bulk_interval",
        ),
        ('["A.5".spectral_norm_bound]', 'value = "Sum(', 'value = "0-Sum(', "A.5/spectral_norm_bound"),
        ('["A.5".substituted]', "N[k, l]**2", "N[k, l]**3", "A.5/substituted"),
        ('["A.9".gap]', 'bulk_to = "(m_t + delta_t)', 'bulk_to = "(m_t + spread)', "A.9/gap"),
        ('["A.9".gap]', 'dominant_from = "L*', 'dominant_from = "(1+1/10**9)*L*', "A.9/gap"),
        ('["A.1"]', 'conventions = ["L >= 2", "r >= 1"]', 'conventions = ["L >= 1", "r >= 1"]', "a1"),
    ],
)
def test_wrong_statements_do_not_pass(altered, place, old, new, named):
    assert altered(place, old, new, named).returncode == 1


BESIDE_A_TAIL = """extends = "full-text"
revision = "mine"
["3.5".bulk_interval_main]
where = "Theorem 3.5, eq. (9)"
latex = "x"
["3.5".bulk_interval_main.parts]
lower = "(m_t - delta_t)**(2*(L-1)) - (L-1)*omega_t*top_t**(L-2)*tail_t"
upper = "(m_t + delta_t)**(2*(L-1)) + L*tail_t**2*top_t**(2*L-4)"
"""


def test_a_bulk_interval_beside_a_tail_is_not_proved_at_a_zero_tail_alone(tmp_path, cli):
    """Draws rarely meet what refutes it: at L = 3 a head of 4/5 moves by almost 7 tail^2, and 3 head^2 tail^2 is stated."""
    path = tmp_path / "mine.toml"
    path.write_text(BESIDE_A_TAIL, encoding="utf-8")
    done = cli("audit", str(path), "--examples", "4")
    assert done.returncode == 1, done.stdout
    assert "UNDECIDED" in done.stdout and "beside a tail" in done.stdout and "after       SUPPORTED" not in done.stdout


@pytest.mark.parametrize("dropped", ['"tail > 0", ', ', "eta * tail**(2*L-2) < 1"'])
def test_the_rate_of_a_tail_needs_its_assumptions(altered, dropped):
    """A zero tail has no rate, and a step with eta lambda^(2L-2) = 1 takes a tail to zero at once."""
    given = 'given = ["L >= 2", "tail > 0", "rank_xx >= d_star", "eta * tail**(2*L-2) < 1"]'
    assert altered('["X.3".tail_rate]', given, given, "X.3/tail_rate").returncode == 0
    assert altered('["X.3".tail_rate]', given, given.replace(dropped, ""), "X.3/tail_rate").returncode == 1


def test_a_finding_that_nobody_replays_is_refused(altered):
    finding = '["A.1".eq_26.finding]\nseverity = "false"\nbecause = "x"\nrefuted_by = "is_the_sum_of_all_layers"\n'
    finding += 'witness = { padded = { L = 2, mu = "1" } }\n\n["A.1".eq_26_count]'
    done = altered('["A.1".eq_26]', '["A.1".eq_26_count]', finding, "a1")
    assert done.returncode == 2
    assert "no case" in done.stderr


@pytest.mark.parametrize(
    "change",
    [
        {"slack": "-1/64"},
        {"head": ["-1"]},
        {"head": ["1e999999999"]},
        {"seed": 1, "digits": 5},
        {"seed": 1, "digits": 10**9},
        {"widths": []},
        {"widths": ["a", 1, 1]},
        {"widths": [1, 10**9, 1]},
        {"U": [0.5]},
        {"head": [__import__("datetime").date(1979, 5, 27)]},
    ],
)
def test_hostile_recipes_are_bad_input(change):
    with pytest.raises(BadInput):
        _ = balanced({**NET, **change}).facts


@pytest.mark.parametrize(
    "recipe",
    [
        {"L": 1, "rows": [100000], "columns": [100000], "entries": []},
        {"L": 1, "rows": [1], "columns": [2], "entries": [], "turns": ["x"]},
        {"L": 2, "network": {"L": 2, "widths": []}},
    ],
)
def test_hostile_block_recipes_are_bad_input(recipe):
    with pytest.raises(BadInput):
        BlockMatrix(recipe)


def test_nothing_is_counted_that_the_digits_do_not_separate():
    """Eigenvalues 10^-24 apart at 30 digits: undecided, not a wrong count."""
    net = balanced({**NET, "head": [TINY], "seed": 1, "digits": 30})
    assert net.outer_product_hessian.count(2 * net.head[0] ** 2, 2 * net.head[0] ** 2) is None
    assert net.outer_product_hessian.nullity is None


def test_the_largest_of_two_close_norms():
    entries = ["1", "0", "0", "0", "1", "1/100000000000000000000", "0", "0", "99999999999999999999/100000000000000000000"]
    H = BlockMatrix({"L": 1, "rows": [3], "columns": [3], "entries": entries})
    assert squared_norm(H.matrix) > 1


def test_text_of_a_file_forges_no_line_and_no_markup(cli, edited):
    forged = edited('title       = "Outer-product Hessian, uniform', 'title = "x\\n  PROVED all', '["A.1"]')
    done = cli("a1", "--revision", str(forged))
    assert done.returncode == 2
    assert "control character" in done.stderr
    assert "<script>" not in markdown._cell("<script>alert(1)</script>")
    marks = begin, end = "<!-- x: begin -->", "<!-- x: end -->"
    page = f"a{begin}b{end}c"
    with pytest.raises(ValueError, match="once"):
        markdown.between_marks(page, f"x {end} y", marks)


@pytest.mark.parametrize("extends", ["../x", "a/b", "x\\u0000"])
def test_extends_names_a_neighbour_only(tmp_path, cli, extends):
    path = tmp_path / "r.toml"
    path.write_text(f'revision = "r"\nextends = "{extends}"\n', encoding="utf-8")
    assert cli("a1", "--revision", str(path)).returncode == 2


@pytest.mark.parametrize("rank", ["p", "1/0", "2**(1/2)", "d_star/2"])
def test_a_reading_without_a_whole_rank_is_bad_input(altered, rank):
    done = altered("[readings.padded]", 'rank_xx = "d_star"', f'rank_xx = "{rank}"', "a1")
    assert done.returncode == 2
    assert "readings.padded" in done.stderr


def test_scripts_survive_awkward_index_names(altered, tmp_path):
    script = tmp_path / "x.py"
    formula = '"Sum(F*0, (F, 1, 2)) + mu**(2*(L-l))"'
    done = altered('["A.1".eq_24]', '"mu**(2*(L-l))"', formula, "A.1/eq_24")
    assert done.returncode == 0
    assert kit.binomial(kit.F(3), kit.F(-1)) == 0
    assert not script.exists()


def test_huge_powers_end_quickly(altered, process):
    done = altered('["A.1".eq_27_count]', '"r*(d_0 - r)"', '"(r+d_0+d_L)**400"', "A.1/eq_27_count", run=process)
    assert done.returncode == 2
    assert "not expanded" in done.stderr
