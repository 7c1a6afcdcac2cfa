"""Verdicts and evidence in a notebook: a sign besides the colour, everything in the text, nothing unescaped."""

from __future__ import annotations

import pytest

from verify.judge.verdicts import MARKS, Evidence, Verdict


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_is_a_word_with_a_sign(verdict):
    html = verdict._repr_html_()
    assert verdict.value in html and MARKS[verdict.value][1] in html


def test_verdicts_that_differ_look_different_without_colour():
    assert len({sign for _, sign in MARKS.values()}) == len(Verdict)


def test_evidence_shows_scope_counts_witness_and_certificate():
    evidence = Evidence(
        Verdict.REFUTED,
        "L = 2",
        "one exact instance",
        detail="printed 1, true 0",
        tried=3,
        trivial=2,
        discarded=1,
        strata={"L = 2": 2},
        witness={"widths": [2, 1, 1]},
        certificate=("a = a",),
    )
    html = evidence._repr_html_()
    words = (
        "REFUTED",
        "L = 2",
        "one exact instance",
        "printed 1, true 0",
        "3 tried, 2 of them trivial, 1 discarded",
        "[2, 1, 1]",
        "a = a",
    )
    for each in words:
        assert each in html


def test_no_text_becomes_markup():
    bad = "<script>alert(1)</script>&"
    html = Evidence(Verdict.PROVED, bad, bad, bad, 1, 0, {bad: 1}, {bad: bad}, (bad,))._repr_html_()
    assert "<script" not in html and "&lt;script&gt;" in html
    assert html.count("&amp;") == html.count("&lt;script&gt;")
