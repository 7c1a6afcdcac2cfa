"""Which depths a run draws: all the usual ones, a deep one that changes with the seed, and what the user fixes."""

from __future__ import annotations

import json

import pytest

from verify import catalogue
from verify.__main__ import main
from verify.commands.running import asked
from verify.judge.cases import cases
from verify.judge.checking import not_admitted
from verify.judge.draws import pool
from verify.judge.run import DEEP, DEPTHS, Run, read_run
from verify.judge.search import DRAWS

INTERVAL = """extends = "full-text"
revision = "mine"

["A.9".dominant_interval]
where = "Lemma A.9, item 1"
latex = "x"
parts = {{ lower = "L*(m_t - delta_t)**(2*(L-1))*Piecewise((2, L == {}), 1)", upper = "L*(m_t + delta_t)**(2*(L-1))" }}
"""


@pytest.fixture(scope="module")
def sampled():
    """The sampled cases of Lemma A.9."""
    found = cases(catalogue.lemma("lemma_a9"), catalogue.revision("full-text"), "repaired")
    return [case for case in found if case.claim and case.claim.domain and "interval" in case.id]


@pytest.mark.parametrize(("depth", "seed"), [(7, 0), (5, 3), (12, 0), (11, 3)])
def test_an_error_at_one_depth_is_found(tmp_path, capsys, depth, seed):
    file = tmp_path / "mine.toml"
    file.write_text(INTERVAL.format(depth), encoding="utf-8")
    assert main(["audit", str(file), "--format", "json", "--seed", str(seed)]) == 1
    (found,) = [s for s in json.loads(capsys.readouterr().out)["statements"] if s["after"]]
    assert {v["verdict"] for v in found["after"]} == {"REFUTED"}
    assert {v["witness"]["L"] for v in found["after"]} == {depth}


@pytest.mark.parametrize("seed", range(4))
def test_every_usual_depth_is_met_whatever_the_seed(sampled, seed):
    for case in sampled:
        run = Run(seed=seed)
        drawn = pool(case, run, DRAWS[0] * run.examples)
        admitted = [recipe for recipe in drawn if not_admitted(case, case.claim.domain.build(recipe)) is None]
        met = {recipe["L"] for recipe in admitted[: run.examples]}
        assert met == {*DEPTHS, DEEP[seed]}, case.id


def test_what_the_user_fixes_is_all_that_is_drawn(sampled):
    for run in (read_run("2..8"), read_run("3,5"), read_run(widths="2,2,1"), read_run(rank=1)):
        drawn = {recipe["L"] for recipe in pool(sampled[0], run, 60)}
        assert run.deep is None and drawn <= set(run.depths)


@pytest.mark.parametrize("typed", [{}, {"L": "2..8"}, {"L": "3"}, {"widths": "2,2,1"}, {"rank": 1}, {"seed": 3}])
def test_a_run_is_asked_for_again_as_it_was(typed):
    run = read_run(**typed)
    options = {"L": list(run.depths), "deep": run.deep, "widths": run.widths and list(run.widths), "rank": run.rank}
    more = {"examples": run.examples, "dps": run.dps, "seed": run.seed, "revision": run.revision, "reading": run.reading}
    again = asked({"options": {**options, **more}})
    assert (again.depths, again.deep, again.options()) == (run.depths, run.deep, run.options())
    assert ("--L" in run.options()) == ("L" in typed)


def test_the_same_text_in_another_name_is_another_assumption(tmp_path):
    """Revisions in one process, with aliases of their own: each draws as one that writes the symbol itself."""
    text = 'extends = "full-text"\nrevision = "mine"\n[symbols]\ns = {{ is = "{}" }}\n["A.9"]\ngiven = ["{} == 0"]\n'

    def drawn(symbol, written):
        file = tmp_path / f"{symbol}_{written}.toml"
        file.write_text(text.format(symbol, written), encoding="utf-8")
        found = cases(catalogue.lemma("lemma_a9"), catalogue.revision(str(file)), "printed")
        case = next(c for c in found if c.claim and c.claim.domain and c.statement.name == "dominant_interval")
        return pool(case, Run(), DRAWS[0] * Run().examples)

    assert drawn("tail", "s") == drawn("tail", "tail")
    assert drawn("spread", "s") == drawn("spread", "spread") != drawn("tail", "s")
