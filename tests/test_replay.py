"""A pinned witness of which the statement does not speak refutes nothing: replay ends with 1 and writes no script."""

from __future__ import annotations

import pytest

from verify.__main__ import main

TRUE_FROM_FOUR = 'value = "Piecewise((0, L < 4), mu**(2*(L-1)))"'
FINDING = """

["A.1".eq_27.finding]
severity   = "{severity}"
because    = "it is 0 below four layers"
refuted_by = "is_one_layer_alone"
witness    = {{ any = {{ L = {L}, mu = "2" }} }}
"""


@pytest.fixture
def pinned(edited):
    """A revision in which A.1 starts at four layers, or states so for eq. (27), with a witness at L layers."""

    def make(L, severity="false", convention="L >= 4", given="", value=TRUE_FROM_FOUR):
        more = f'\ngiven = ["{given}"]' if given else ""
        finding = FINDING.format(severity=severity, L=L)
        copy = edited('value = "mu**(2*(L-1))"', value + more + finding, '["A.1".eq_27]')
        text, start = copy.read_text(encoding="utf-8"), '["A.1"]\n'
        at = text.index('conventions = ["L >= 2"', text.index(start))
        copy.write_text(text[:at] + text[at:].replace("L >= 2", convention, 1), encoding="utf-8")
        return str(copy)

    return make


def replayed(capsys, revision, path):
    code = main(["replay", "A.1/eq_27", "--revision", revision, "--script", str(path)])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize("severity", ["false", "misprint", "gap"])
def test_a_witness_outside_the_conventions(capsys, tmp_path, pinned, severity):
    code, out, err = replayed(capsys, pinned(2, severity), tmp_path / "x.py")
    assert code == 1 and "UNDECIDED" in out and "REFUTED" not in out
    assert "no script written" in err and not (tmp_path / "x.py").exists()


@pytest.mark.parametrize("given", ["L >= 4", "mu < 2", "L > mu + 1"])
def test_a_witness_outside_an_assumption_of_the_statement(capsys, tmp_path, pinned, given):
    code, out, _ = replayed(capsys, pinned(2, convention="L >= 2", given=given), tmp_path / "x.py")
    assert code == 1 and "UNDECIDED" in out and "REFUTED" not in out
    assert not (tmp_path / "x.py").exists()


def test_a_witness_that_does_not_refute(capsys, tmp_path, pinned):
    code, out, err = replayed(capsys, pinned(4), tmp_path / "x.py")
    assert code == 1 and "REFUTED" not in out and "no script written" in err
    assert not (tmp_path / "x.py").exists()


def test_a_witness_inside_refutes(capsys, tmp_path, pinned):
    code, out, err = replayed(capsys, pinned(3, convention="L >= 3"), tmp_path / "x.py")
    assert code == 0 and "REFUTED" in out and "wrote" in err
    assert (tmp_path / "x.py").exists()
