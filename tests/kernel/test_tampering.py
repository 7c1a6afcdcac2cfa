"""Certificates of every kind: accepted as written, and never after a change, with the digest made new or not."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.effort import often
from verify import catalogue
from verify.commands.certificates import problem
from verify.judge.cases import cases
from verify.judge.run import Run
from verify.judge.runner import examine
from verify.judge.verdicts import Verdict
from verify.kernel.accept import AXIOMS, digest

ROOT = Path(__file__).parent.parent.parent
KINDS = {  # one claim for each kind of proof
    "identity": ("lemma_a1", "A.1/eq_27/printed/is_one_layer_alone"),
    "induction": ("lemma_a3", "A.3/factorisation/printed/telescopes"),
    "signs on a region": ("lemma_a3", "A.3/case_3_falls/printed/holds_above_one"),
    "sturm": ("lemma_a3", "A.3/stays_below/printed/holds_at_each_depth"),
    "cases": ("lemma_a3", "A.3/one_below_M/printed/holds_wherever_a_step_begins"),
    "axiom": ("lemma_a3", "A.3/head_limit/printed/converges_by_monotone_convergence"),
    "equivalence by a power": ("theorem_3_5", "3.5/condition_power/repaired/is_the_same_condition"),
    "equivalence by a factor": ("lemma_a2", "A.2/singular_tail/repaired/isotropic/is_nonnegative_exactly_when"),
    "power": ("theorem_3_5", "3.5/remark_uniform/printed/holds_without_spread"),
    "split": ("lemma_a8", "A.8/eq_44/repaired/padded/follows_from_the_excess_loss"),
    "points": ("section_4", "Section 4/bulk_dimension/printed/is_the_bulk_multiplicity_at_the_papers_sizes"),
}


def share(changes, kind):
    """The changes to try: by default every fourth of the one certificate that takes a second to check."""
    return list(changes)[:: often(1, 4) if kind == "split" else 1]


@pytest.fixture(scope="module")
def statements():
    """A certificate of each kind."""
    book, made = catalogue.revision("full-text"), {}
    for kind, (module, wanted) in KINDS.items():
        evidence = examine(next(case for case in cases(catalogue.lemma(module), book) if case.id == wanted), Run())
        assert evidence.verdict is Verdict.PROVED, wanted
        made[kind] = json.loads(json.dumps(evidence.statement))
    return made


def made_new(statement):
    """The statement with the digest that a careful forger would write."""
    return {**statement, "digest": digest(statement)}


def places(node, path=()):
    """Every text of a statement with its path, proofs and printed formulas included."""
    if isinstance(node, dict):
        for key, inner in node.items():
            yield from places(inner, (*path, key))
    elif isinstance(node, list):
        for k, inner in enumerate(node):
            yield from places(inner, (*path, k))
    else:
        yield path, node


def put(statement, path, value):
    changed = copy.deepcopy(statement)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


@pytest.mark.parametrize("kind", KINDS)
def test_accepted_as_written_and_by_nothing_but_its_own_digest(kind, statements):
    statement = statements[kind]
    assert problem(statement) == ""
    for path, value in places(statement):
        other = f"{value} " if isinstance(value, str) else (not value if isinstance(value, bool) else value + 1)
        assert problem(put(statement, path, other)), path


def goals(node, path=("proof",)):
    if node["rule"] == "goal":
        yield path, node
    else:
        for k, part in enumerate(node["parts"]):
            yield from goals(part, (*path, "parts", k))


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_number_in_a_side_is_refused_although_the_digest_is_made_new(kind, statements):
    """Each number of the printed text, one larger: the goal is false then."""
    statement, tried, open_ = statements[kind], 0, []
    for name, text in statement["printed"].items():
        for match in share(re.finditer(r"(?<![\w.])\d+(?!\w)", text), kind):
            changed = f"{text[: match.start()]}{int(match.group()) + 1}{text[match.end() :]}"
            tried += 1
            if not problem(made_new(put(statement, ("printed", name), changed))):
                open_.append(changed)
    assert tried or kind == "signs on a region"
    if kind in ("signs on a region", "sturm", "cases"):  # a comparison may stay true with a larger number
        return
    assert not open_


@pytest.mark.parametrize("kind", KINDS)
def test_a_scope_cannot_be_written_wider_than_it_is(kind, statements):
    statement = statements[kind]
    assert problem(made_new({**statement, "scope": "all L >= 1; all real x"}))
    assert problem(made_new({**statement, "axioms": ["trust me"]}))
    assert problem(made_new({**statement, "axioms": []})) or not statement["axioms"]
    for path, goal in share(goals(statement["proof"]), kind):
        for name in goal["scope"]["variables"]:
            assert problem(made_new(put(statement, (*path, "scope", "variables", name), {"any": True})))
    written = json.loads(json.dumps(statement["scope"]))
    every = {name for _, goal in goals(statement["proof"]) for name in goal["scope"]["variables"]}
    # one goal alone may be true more widely; the conclusion is what all of them give together
    for name in share(sorted(every), kind):
        changed = copy.deepcopy(statement)
        for _, goal in goals(changed["proof"]):
            domain = goal["scope"]["variables"].get(name, {})
            domain.update({key: -5 for key in ("least", "above") if key in domain})
        if changed != statement:
            assert problem(made_new(changed)) or name not in re.findall(r"\w+", written), name
    limits = {text for _, goal in goals(statement["proof"]) for text in goal["scope"]["given"]}
    for given in share(sorted(limits), kind):
        changed = copy.deepcopy(statement)
        for _, goal in goals(changed["proof"]):
            goal["scope"]["given"] = [text for text in goal["scope"]["given"] if text != given]
        assert problem(made_new(changed)), given


@pytest.mark.parametrize("kind", KINDS)
def test_no_point_no_proof(kind, statements):
    statement = statements[kind]
    assert problem(made_new({**statement, "points": []}))
    for k, point in share(enumerate(statement["points"]), kind):
        for name in point:
            assert problem(made_new(put(statement, ("points", k, name), "-1/7")))


def test_an_axiom_is_known_by_name_and_carries_what_it_says(statements):
    statement = statements["axiom"]
    assert statement["axioms"] == ["monotone convergence to the fixed point"]
    for name in ("monotone convergence", "", "Weyl's inequality", *AXIOMS):
        if name != statement["axioms"][0]:
            changed = put(put(statement, ("proof", "axiom"), name), ("axioms",), [name])
            assert name not in AXIOMS or "head_limit" in str(AXIOMS[name]["carries"]) or problem(made_new(changed)), name
    assert problem(made_new({**statement, "id": "A.3/eq_38"}))
    unnamed = copy.deepcopy(statement)
    unnamed["proof"]["rule"] = "all"
    assert problem(made_new(unnamed))  # then the axioms beside the proof are not those of the proof
    for sentence in AXIOMS.values():
        assert sentence["sentence"].endswith(".") and sentence["carries"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule", ["trust", "all", "cases", "axiom", "direct", "induction", "cover"])
def test_another_rule_is_not_accepted(kind, rule, statements):
    statement = statements[kind]
    for path, goal in share(goals(statement["proof"]), kind):
        if goal["proof"]["rule"] != rule and rule != "direct":
            assert problem(made_new(put(statement, (*path, "proof", "rule"), rule)))
        if rule in ("trust", "all"):
            assert problem(made_new(put(statement, (*path, "rule"), rule)))


def test_check_reads_a_file_alone_and_names_the_line(statements, tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    every = list(statements.values())
    good.write_text(json.dumps({"format": 1, "statements": every}, indent=1))

    def run(*args):
        command = [sys.executable, "-I", str(ROOT / "verify/kernel/check.py"), *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

    found = run(good)
    assert found.returncode == 0, found.stdout
    assert f"{len(every)} of {len(every)} accepted" in found.stdout
    broken = put(every[1], ("printed", next(iter(every[1]["printed"]))), "1")
    bad.write_text(json.dumps({"format": 1, "statements": [every[0], made_new(broken)]}, indent=1))
    found = run(bad)
    assert found.returncode == 1
    line = next(k for k, x in enumerate(bad.read_text().splitlines(), 1) if every[1]["case"] in x)
    assert found.stdout.startswith(f"{bad}:{line}: {every[1]['case']}: REFUSED: ")
    assert run().returncode != 0
    (tmp_path / "none.json").write_text('{"statements": []}')
    assert run(tmp_path / "none.json").returncode == 2
