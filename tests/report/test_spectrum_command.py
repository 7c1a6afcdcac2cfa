"""python -m verify spectrum: certified clusters that add up, exact decimals, routes that agree, one line for bad input."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from flint import fmpq

from verify.errors import BadInput
from verify.judge.spectrum_run import SpectrumAnswer, certified, decimal_clusters, read_question
from verify.spectra.enclosures import Enclosure

SMALL = ("--widths", "3,3,2", "--rank", "1")


def clusters(answer):
    return [(Fraction(low), Fraction(high), e.multiplicity) for low, high, e in decimal_clusters(answer)]


def test_the_clusters_at_the_minimum(cli):
    done = cli("spectrum", *SMALL, "--head", "1", "--digits", "20")
    assert done.returncode == 0
    assert done.stderr == ""
    # L = 2: the dominant eigenvalue 2 once, the bulk's 1 (3 + 2 - 2) times, zeros up to p = 15
    lines = [line.split() for line in done.stdout.splitlines() if line[:5].strip().isdigit()]
    assert [line[:2] for line in lines[:3]] == [["1", "2"], ["3", "1"], ["11", "0"]]
    assert all(name in line for name, line in zip(("dominant", "bulk", "zero"), lines))
    assert "15 eigenvalues in 3 clusters" in done.stdout
    for words in ("route      components", "weights    rational", "guarantee  each interval"):
        assert words in done.stdout


def test_json_after_training_with_a_decimal_rate(cli):
    done = cli("spectrum", *SMALL, "--t", "30", "--eta", "0.05", "--digits", "30", "--format", "json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["eta"] == "1/20"
    assert sum(c["multiplicity"] for c in found["clusters"]) == found["p"] == 15
    ends = [Fraction(c[side]) for c in found["clusters"] for side in ("low", "high")]
    assert ends == sorted(ends)
    assert max(Fraction(c["high"]) - Fraction(c["low"]) for c in found["clusters"]) < Fraction(1, 10**27)


def test_the_routes_agree():
    asked = [read_question("3,4,3", 2, 2, "3/4,5/4", 7, 20, "0.05", route, 25) for route in ("components", "structure-free")]
    one, other = (clusters(certified(question)) for question in asked)
    floats = clusters(certified(read_question("3,4,3", 2, 2, "3/4,5/4", 7, 20, "0.05", "float", 25)))
    for found in (one, other, floats):
        assert sum(m for _, _, m in found) == 24
    for low, high, m in floats:
        for finer in (one, other):
            assert sum(k for a, b, k in finer if low <= a and b <= high) == m


def test_the_exact_route_on_rational_weights():
    exact, refined = (clusters(certified(read_question("3,3,2", 1, head="3/4", route=r))) for r in ("exact", "components"))
    assert [m for _, _, m in exact] == [m for _, _, m in refined]
    assert all((a <= low and high <= b) or (low <= a and b <= high) for (a, b, _), (low, high, _) in zip(exact, refined))


def test_a_decimal_is_the_same_number_as_its_fraction():
    assert read_question("2,2", 1, steps=1, eta="0.05") == read_question("2,2", 1, steps=1, eta="1/20")


def test_decimals_are_rounded_outwards_and_joined_when_they_meet():
    third, near = fmpq(1, 3), fmpq(1, 3) + fmpq(1, 10**30)
    made = (
        Enclosure(-third, -third, 2, "exact"),
        Enclosure(third, third, 3, "exact"),
        Enclosure(near, near, 4, "exact"),
        Enclosure(fmpq(5000), fmpq(5000), 1, "exact"),
    )
    question = read_question("2,2", 1, digits=10)
    rows = decimal_clusters(SpectrumAnswer(question, made, ""))
    assert [(low, high, e.multiplicity) for low, high, e in rows] == [
        ("-0.333333334", "-0.333333333", 2),
        ("0.333333333", "0.333333334", 7),
        ("5000.000000000", "5000.000000000", 1),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--widths", "3,x", "--rank", "1"), "'x' is not an integer"),
        (("--widths", "3", "--rank", "1"), "at least two numbers"),
        (("--rank", "1"), "spectrum needs --widths and --rank"),
        (("--widths", "3,3"), "--widths needs --rank"),
        (("--weights", "none.npz"), "none.npz: cannot be read"),
        (("--matrix", "none.csv"), "none.csv: cannot be read"),
        (("--widths", "3,2,3", "--rank", "1"), "every hidden width"),
        (("--widths", "99,99", "--rank", "1"), "9801 parameters"),
        (("--widths", "2,2", "--rank", "3"), "--rank 3"),
        ((*SMALL, "--rank-xx", "9"), "--rank-xx 9"),
        ((*SMALL, "--t", "5"), "belong together"),
        ((*SMALL, "--t", "5", "--eta", "1/0"), "--eta 1/0"),
        ((*SMALL, "--t", "5", "--eta", "nan"), "--eta nan"),
        ((*SMALL, "--t", "5", "--eta", "-1/2"), "must be positive"),
        ((*SMALL, "--t", "200", "--eta", "9"), "runs away"),
        ((*SMALL, "--head", "1,2"), "--head 1,2"),
        ((*SMALL, "--digits", "0"), "--digits 0"),
        ((*SMALL, "--route", "guess"), "--route guess"),
        ((*SMALL, "--format", "xml"), "must be text or json"),
    ],
)
def test_bad_input_is_one_line_and_status_2(cli, arguments, words):
    done = cli("spectrum", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.strip().splitlines()) == 1


def test_what_is_not_proved_is_refused(monkeypatch):
    def refuse(*_):
        raise ValueError("no")

    monkeypatch.setattr("verify.judge.spectrum_run.spectrum", refuse)
    with pytest.raises(BadInput, match="not certified by the route components"):
        certified(read_question("2,2", 1))
