"""Comparisons for networks with data: each agrees with the truth, differs from its neighbours, and has a script."""

from __future__ import annotations

import subprocess
import sys

import pytest
from flint import fmpq, fmpq_mat

from verify.judge import kernels as compare
from verify.judge.scripts import script
from verify.judge.verdicts import Outcome
from verify.nets.labelled import labelled
from verify.paper.formulas import Formula

NET = labelled({"L": 2, "widths": [2, 1, 1], "values": ["2"], "samples": 3, "scale": "3"})  # J J^T / n = diag(24, 12, 0)
REAL = labelled({"L": 2, "widths": [2, 1, 1], "values": ["2"], "balanced": 1, "samples": 3, "scale": "3", "seed": 4})
SADDLE = labelled({"L": 3, "widths": [1, 1, 1, 1], "weights": [["1/2"]] * 3, "x": [["1"]], "y": [["1"]]})
H = NET.gauss_newton


def read(text: str) -> Formula:
    return Formula.read(text)


def outcomes(check, *texts):
    return [check(read(text)).outcome for text in texts]


YES, NO = Outcome.AGREES, Outcome.DIFFERS


def test_the_largest_eigenvalue():
    for net in (NET, REAL):
        found = outcomes(lambda f, net=net: compare.top_is(net.gauss_newton, f, net), "24", "23", "25", "12")
        assert found == [YES, NO, NO, NO]
    assert outcomes(lambda f: compare.top_is(H, f, NET), "24*2**(1/2)*2**(-1/2)") == [YES]


def test_ranks_and_traces():
    assert outcomes(lambda f: compare.rank_at_most(H, f, NET), "2", "3", "1") == [YES, YES, NO]
    assert outcomes(lambda f: compare.rank_is(H, f, NET), "2", "3", "1") == [YES, NO, NO]
    assert outcomes(lambda f: compare.trace_is(H, f, NET, NET.facts), "36", "35") == [YES, NO]
    assert outcomes(lambda f: compare.trace_is(REAL.gauss_newton, f, REAL, REAL.facts), "36", "35") == [YES, NO]


def test_whole_spectra():
    value = read("var_x*(s_1[i]**2 + s_2[j]**2)")

    def check(rows, columns, net=NET):
        return compare.spectrum_is(net.gauss_newton, value, read(rows), read(columns), net).outcome

    assert [check("2", "1"), check("1", "1"), check("2", "2")] == [YES, NO, NO]
    assert check("2", "1", REAL) is YES
    assert compare.listed_eigenvalues(H, value, 2, 1, NET).outcome is YES
    assert compare.listed_eigenvalues(H, read("var_x*s_1[1]**2*2"), 2, 1, NET).outcome is NO  # 24 is there once


def test_negative_eigenvalues_beyond_the_largest():
    assert outcomes(lambda f: compare.beyond_largest(SADDLE.whole_hessian, f, SADDLE), "1", "0") == [YES, NO]
    assert outcomes(lambda f: compare.beyond_largest(H, f, NET), "0") == [YES]


def test_eigenvectors():
    K = fmpq_mat(2, 2, [2, 0, 0, 1])
    assert compare.is_eigenvector(K, fmpq_mat(2, 1, [3, 0]), "q", fmpq(0)).outcome is YES
    assert compare.is_eigenvector(K, fmpq_mat(2, 1, [1, 1]), "q", fmpq(0)).outcome is NO
    assert compare.is_eigenvector(K, fmpq_mat(2, 1, [0, 0]), "q", fmpq(0)).outcome is NO


def test_signs_near_zero_are_left_open():
    def check(rate, slack):
        return compare.shows_sign(read("0 < 1"), fmpq(rate), {}, "falls", (), "", fmpq(slack)).outcome

    assert [check(1, 0), check(-1, 0), check(0, 0), check(1, 2)] == [YES, NO, NO, Outcome.UNDECIDED]


@pytest.mark.parametrize(
    "answer",
    [
        compare.top_is(H, read("23"), NET),
        compare.rank_at_most(H, read("1"), NET),
        compare.rank_is(H, read("3"), NET),
        compare.spectrum_is(H, read("var_x*(s_1[i]**2 + s_2[j]**2)"), read("1"), read("1"), NET),
        compare.listed_eigenvalues(H, read("23"), 1, 1, NET),
        compare.beyond_largest(SADDLE.whole_hessian, read("0"), SADDLE),
        compare.is_eigenvector(fmpq_mat(2, 2, [2, 0, 0, 1]), fmpq_mat(2, 1, [1, 1]), "q", fmpq(0)),
    ],
    ids=lambda answer: answer.what.split(":")[0],
)
def test_a_difference_is_shown_by_a_script(answer):
    done = subprocess.run([sys.executable, "-I", "-c", script(answer.exhibit, "x")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "REFUTED" in done.stdout
