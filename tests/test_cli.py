"""The command line: forgiving names, one clear line for bad input, exit status 0, 1, 2, silence in a pipe."""

from __future__ import annotations

import os

import pytest

from verify import catalogue
from verify.errors import BadInput


@pytest.mark.parametrize("typed", ["a9", "A.9", "lemma_a9", "Lemma A.9", "LEMMA-A9"])
def test_names_are_forgiving(typed):
    assert catalogue.module_name(typed) == "lemma_a9"


@pytest.mark.parametrize("typed", ["x3", "X.3", "result_tails", "tails"])
def test_a_new_result_goes_by_its_label_too(typed):
    assert catalogue.module_name(typed) == "result_tails"


def test_a_typo_gets_the_nearest_name():
    with pytest.raises(BadInput, match=r"did you mean .*lemma_a9"):
        catalogue.module_name("lemma_a99")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lemma_z9"], "unknown lemma"),
        (["a9", "--L", "0"], "--L 0"),
        (["a9", "--rank", "3", "--widths", "2,2,2"], "--rank 3 is above"),
        (["a9", "--widths", "2,2", "--L", "3"], "L + 1 widths are needed"),
        (["a9", "--revision", "nowhere"], "unknown revision"),
        (["a9", "--revision", "/nonexistent/x.toml"], "no such revision file"),
        (["a9", "--format", "xml"], "must be text or json"),
        (["a9", "--frmat", "json"], "No such option"),
        (["a9", "--examples", "many"], "'--examples'"),
        (["replay", "A.9/nu_sum"], "no witness to replay"),
        (["replay", "A.9/bulk"], "did you mean"),
        (["explain", "nothing"], "unknown statement"),
        (["impact", "B.7"], "unknown result"),
    ],
)
def test_bad_input_is_one_line_and_status_2(cli, arguments, words):
    done = cli(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_formula_outside_the_grammar_is_pointed_at(cli, edited):
    copy = edited('"r**2"', "\"r**__import__('os').getpid()\"", '["A.9".dominant_multiplicity]')
    done = cli("a9", "--revision", str(copy))
    assert done.returncode == 2
    assert '["A.9".dominant_multiplicity] value' in done.stderr
    assert done.stderr.splitlines()[-1].strip() == "^"


def test_explain_and_list(cli):
    told = cli("explain", "A.9/bulk_multiplicity").stdout
    for words in ("(d_0 + d_L - 2r)", "counts_the_bulk_of_the_outer_product_hessian", "padded", "repaired"):
        assert words in told
    assert "A.9/gap/printed/padded/separates_the_clusters" in cli("list", "a9", "-v").stdout
    assert "A.9/zero_multiplicity  [false]  (d_L - r)*(d_0 - r)" in cli("list", "a9").stdout.splitlines()
    results = cli("list").stdout.splitlines()
    assert "A.9" in {line.split()[0] for line in results} and len(results) < 40


def test_recheck_goes_through_every_line(cli):
    done = cli("recheck", "A.9/nu_closed")
    assert done.returncode == 0
    assert "lines of certificates, 0 failed" in done.stdout


def test_no_color_and_no_progress_in_a_pipe(process):
    done = process("a5", "--examples", "3")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert done.stdout.strip().endswith("nothing new.")


def test_three_levels_of_detail_and_words_never_broken(cli, process):
    short, evidence, drawn = (cli("a5", "--examples", "3", *more).stdout for more in ((), ("-v",), ("-vv",)))
    assert len(short.splitlines()) < 25 < len(evidence.splitlines()) < len(drawn.splitlines())
    assert "A.5/squared" in short and "strata:" not in evidence and "strata:" in drawn
    narrow = process("a5", "--examples", "3", env={**os.environ, "COLUMNS": "60"}).stdout
    assert max(len(line) for line in narrow.splitlines() if "statements  proved" not in line and line[:3] != "A.5") <= 60
    assert sorted(narrow.split()) == sorted(short.split()) or "seconds" in narrow


def test_colours_where_they_are_forced_and_plain_signs_where_a_console_has_no_others(process):
    forced = process("a5", "--examples", "3", env={**os.environ, "FORCE_COLOR": "1", "NO_COLOR": ""})
    assert "\x1b[" in forced.stdout
    ascii_only = process("a5", "--examples", "3", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert ascii_only.returncode == 0 and "  + A.5/" in ascii_only.stdout


def test_a_statement_is_taken_where_a_lemma_is(cli):
    done = cli("A.9/bulk_multiplicity", "--examples", "3")
    assert done.returncode == 0 and "because" in done.stdout and "nu_sum" not in done.stdout
    wrong = cli("A.9/bulk_multiplicty")
    assert wrong.returncode == 2 and "did you mean A.9/bulk_multiplicity" in wrong.stderr
