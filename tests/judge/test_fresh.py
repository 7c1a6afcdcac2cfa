"""Thousands of fresh instances: shared among the cases of a statement, counted, kept, and gone on with."""

from __future__ import annotations

import json

import pytest

from tests.effort import NIGHTLY
from tests.judge.test_biting import case_of
from verify import catalogue
from verify.errors import BadInput
from verify.judge.fresh import fresh, is_drawn, rests_on_instances, shared
from verify.judge.run import Run

RULE = ("a3", "A.3/eq_38", "gives_the_next_value")
TRUE = "lambda_t - eta*lambda_t**(2*L-1) + eta*lambda_t**(L-1)"


def test_instances_are_different_and_counted():
    found = fresh(case_of(*RULE, value=TRUE), Run(seed=3), 30)
    assert (found.tried, found.contradiction, found.undecided) == (30, "", 0)
    assert found.trivial < found.probed and sum(found.strata.values()) > 30
    assert fresh(case_of(*RULE, value=TRUE), Run(seed=3), 30).as_json() == found.as_json()
    assert fresh(case_of(*RULE, value=TRUE), Run(seed=4), 30).strata != found.strata


def test_a_contradiction_ends_the_search():
    found = fresh(case_of(*RULE, value=f"{TRUE} + eta/10**6"), Run(), 30)
    assert found.contradiction.startswith("L = ") and "printed" in found.contradiction
    assert found.tried < 30


def test_only_drawn_cases_take_part_and_share():
    drawn = case_of(*RULE)
    assert is_drawn(drawn, Run()) and not is_drawn(case_of("a3", "A.3/eq_38", "is_one_gradient_step"), Run())
    assert [share for _, share in shared([drawn, drawn], 2000, 4)] == [250, 250]


def test_a_statement_with_a_claim_for_all_values_does_not_rest_on_instances():
    cases = [case_of(*RULE), case_of("a3", "A.3/eq_38", "is_one_gradient_step")]
    assert rests_on_instances(cases, Run()) == []
    alone = case_of("a7", "A.7/tail_static", "moves_the_tail")
    assert rests_on_instances([alone, *cases], Run()) == [alone]


def test_the_command_goes_on_where_it_was(cli, tmp_path, monkeypatch):
    few = ["repaired.result_1_update", "repaired.result_12_equal_heads"]
    if not NIGHTLY:
        monkeypatch.setattr(catalogue, "module_names", lambda of="repaired": few)
    out = tmp_path / "fresh.jsonl"
    chosen = ("--paper", "repaired", "--everything", "--examples", "1", "--seeds", "1", "--L", "2")
    asked = ("fresh", *chosen, "--out", str(out))
    first = cli(*asked)
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert first.returncode == 0, first.stdout + first.stderr
    assert rows and all(row["tried"] > 0 and not row["contradiction"] for row in rows)
    out.write_text("".join(json.dumps(row) + "\n" for row in rows[1:]))
    again = cli(*asked)
    assert again.stdout == first.stdout
    assert len(out.read_text().splitlines()) == len(rows)
    out.write_text("[]\n")
    assert cli(*asked).returncode == 2


def test_nonsense_is_refused(tmp_path):
    from verify.commands.fresh import fresh as command

    with pytest.raises(BadInput, match="--examples"):
        command(tmp_path / "x", examples=0)
