"""Expectations: known errors are replayed, new ones shrunk, stale findings and empty checks are red."""

from __future__ import annotations

import types

import pytest
from flint import fmpq, fmpq_mat

from verify import catalogue
from verify.errors import BadInput
from verify.judge.claims import claim, claims_of
from verify.judge.compare import matrices_equal, nullity_is, value_is
from verify.judge.run import read_run
from verify.judge.runner import cases, examine
from verify.judge.verdicts import Verdict, agrees
from verify.nets.chosen import Chosen
from verify.nets.domains import BalancedNetworks
from verify.paper.revisions import load

BOOK = """
revision = "toy"
title = "t"
[symbols]
L = "depth"
r = "rank"
p = "parameters"
d_0 = "in"
d_L = "out"
d_star = "min"
rank_xx = "rank"
[readings.isotropic]
text = "identity"
rank_xx = "d_0"
["T.1"]
title = "toy"
conventions = ["L >= 2"]
readings = ["isotropic"]
given = ["r >= 1"]
["T.1".parameters]
where = "w"
latex = "l"
value = "FORMULA"
"""

toy = types.ModuleType("toy_lemma")


def _count(stated, net):
    """The stated number is the number of parameters."""
    return value_is(fmpq(net.network.p), stated.value, net, "parameters")


_count.__module__ = "toy_lemma"
claim("T.1", "parameters", domain=BalancedNetworks(reals=False))(_count)


@pytest.fixture
def toy_case(tmp_path):
    def make(formula, more="", run=None):
        path = tmp_path / "toy.toml"
        path.write_text(BOOK.replace("FORMULA", formula) + more, encoding="utf-8")
        found = list(cases(toy, load(path)))
        return found[0], examine(found[0], run or read_run(L="2,3", examples=8))

    return make


FINDING = """
["T.1".parameters.finding]
severity = "false"
because = "b"
refuted_by = "_count"
witness = { any = { L = 2, widths = [1, 1, 1], r = 1, rank_xx = 1, head = ["1"] } }
"""


def test_true_statement_is_supported_with_counts(toy_case):
    case, evidence = toy_case("p")
    assert evidence.verdict is Verdict.SUPPORTED
    assert evidence.tried == 8
    assert evidence.strata["L = 2"] and evidence.strata["L = 3"]
    assert case.as_expected(evidence)


LISTED = types.ModuleType("listed_lemma")


def _counts_listed(stated, net):
    """The stated number is the number of parameters."""
    return value_is(fmpq(net.network.p), stated.value, net, "parameters")


def listed(L):
    return [{"L": L, "widths": [n] * (L + 1), "r": 1, "head": ["1"]} for n in (1, 2, 3, 4)]


_counts_listed.__module__ = "listed_lemma"
claim("T.1", "parameters", domain=Chosen(BalancedNetworks(), listed))(_counts_listed)


def _listed_case(tmp_path, formula):
    path = tmp_path / "toy.toml"
    path.write_text(BOOK.replace("FORMULA", formula), encoding="utf-8")
    return examine(next(iter(cases(LISTED, load(path)))), read_run(L="2,3", examples=2))


def test_listed_instances_are_all_checked(tmp_path):
    assert _listed_case(tmp_path, "p").tried == 8


def test_the_last_listed_instance_refutes_too(tmp_path):
    evidence = _listed_case(tmp_path, "p + Max(0, d_0 - 3)*(L - 2)")  # wrong for the widths 4, 4, 4, 4 alone
    assert evidence.verdict is Verdict.REFUTED
    assert evidence.witness["widths"] == [4, 4, 4, 4] and evidence.tried == 8


def test_a_check_may_be_entered_again_for_other_instances():
    @claim("T.1", "parameters", domain=BalancedNetworks(heads=("uniform",)), at="at_equal_values")
    @claim("T.1", "parameters", domain=BalancedNetworks())
    def counts(stated, net):
        """The stated number is right."""

    counts_twice = types.ModuleType(__name__)
    found = [(c.name, c.sentence) for c in claims_of(counts_twice) if c.check is counts]
    assert found == [
        ("counts", "The stated number is right."),
        ("counts_at_equal_values", "The stated number is right. Tried at equal values."),
    ]


def test_new_error_is_shrunk_to_the_smallest_network(toy_case):
    case, evidence = toy_case("p + 1")
    assert evidence.verdict is Verdict.REFUTED
    assert evidence.witness["L"] == 2
    assert evidence.witness["widths"] == [1, 1, 1]
    assert not case.as_expected(evidence)
    assert "new refutation" in case.surprise(evidence)


def test_an_error_only_in_a_corner_is_found(toy_case):
    _, evidence = toy_case("p + Max(0, d_0 - d_L)")
    assert evidence.verdict is Verdict.REFUTED
    assert evidence.witness["widths"][0] > evidence.witness["widths"][-1]


def test_known_error_is_replayed(toy_case):
    case, evidence = toy_case("p + 1", FINDING)
    assert case.expects_refutation
    assert case.as_expected(evidence)
    assert evidence.tried == 1


def test_stale_finding_is_a_surprise(toy_case):
    case, evidence = toy_case("p", FINDING)
    assert evidence.verdict is Verdict.SUPPORTED
    assert not case.as_expected(evidence)
    assert "stale" in case.surprise(evidence)


def test_witness_outside_the_assumptions_bears_no_witness(toy_case):
    case, evidence = toy_case("p + 1", FINDING.replace("L = 2, widths = [1, 1, 1]", "L = 1, widths = [1, 1]"))
    assert evidence.verdict is Verdict.UNDECIDED
    assert "L >= 2" in evidence.detail
    assert not case.as_expected(evidence)


def test_assumptions_that_nothing_meets_are_undecided(toy_case):
    case, evidence = toy_case("p", run=read_run(L="1", examples=8))
    assert evidence.verdict is Verdict.UNDECIDED
    assert evidence.tried == 0
    assert not case.as_expected(evidence)


def test_no_value_refutes(toy_case):
    _, evidence = toy_case("p/(d_0 - d_0)")
    assert evidence.verdict is Verdict.REFUTED
    assert "no value" in evidence.detail


def test_a_formula_too_large_is_bad_input(toy_case):
    with pytest.raises(BadInput, match=r'\["T.1".parameters\].*limit'):
        toy_case("2**(3**(40**L))")


def test_a_broken_check_is_an_error_not_a_verdict(toy_case):
    case, evidence = toy_case("p + 0*wrong".replace("wrong", "Binomial(L, 1)*0"))
    assert evidence.verdict is Verdict.SUPPORTED
    broken = types.ModuleType("broken_lemma")

    def explodes(stated, net):
        """A check with a fault."""
        return 1 / 0

    explodes.__module__ = "broken_lemma"
    claim("T.1", "parameters", domain=BalancedNetworks(reals=False))(explodes)
    assert broken is not None
    from dataclasses import replace

    from verify.judge.claims import claims_of

    case = replace(case, claim=claims_of(broken)[0])
    evidence = examine(case, read_run(examples=4))
    assert evidence.verdict is Verdict.ERROR
    assert "ZeroDivisionError" in evidence.detail
    assert not case.as_expected(evidence)


def test_finding_that_names_no_claim_is_refused(toy_case):
    with pytest.raises(BadInput, match="no claim 'nobody'"):
        toy_case("p", FINDING.replace("_count", "nobody"))


def test_statement_without_a_claim_is_undecided(tmp_path):
    path = tmp_path / "toy.toml"
    extra = '["T.1".orphan]\nwhere = "w"\nlatex = "l"\nvalue = "L"\n'
    path.write_text(BOOK.replace("FORMULA", "p") + extra, encoding="utf-8")
    orphan = next(c for c in cases(toy, load(path)) if c.statement.name == "orphan")
    assert examine(orphan, read_run()).verdict is Verdict.UNDECIDED


def test_repaired_reading_checks_the_repaired_paper_alone(tmp_path):
    path = tmp_path / "toy.toml"
    repaired = FINDING + 'repaired = { value = "p" }\n'
    path.write_text(BOOK.replace("FORMULA", "p + 1") + repaired, encoding="utf-8")
    book = load(path)
    assert [c.reading for c in cases(toy, book)] == ["printed", "repaired"]
    (only,) = cases(toy, book, "repaired")
    assert only.reading == "repaired"
    assert examine(only, read_run(examples=4)).verdict is Verdict.SUPPORTED


def test_the_same_run_gives_the_same_witness(toy_case):
    first, second = (toy_case("p + r - 1")[1] for _ in range(2))
    assert first.witness == second.witness


def test_matrices_equal_names_the_entry():
    one, other = fmpq_mat(1, 2, [1, 2]), fmpq_mat(1, 2, [1, 3])
    assert "entry (1, 2)" in matrices_equal(one, other, "W").what
    assert "shape" in matrices_equal(one, one.transpose(), "W").what
    assert matrices_equal(one, one, "W").outcome is agrees().outcome
    assert nullity_is is not None


@pytest.mark.parametrize("conventions", ['conventions = ["L >= 2"]', "conventions = []"])
def test_a_proof_for_two_and_for_deeper_networks_does_not_cover_one_layer(tmp_path, conventions):
    """The scope of such a proof reads "L = 2 | L = 3 + more", with no "L >=" in it."""
    path = tmp_path / "mine.toml"
    path.write_text(f'revision = "mine"\nextends = "full-text"\n["X.3"]\n{conventions}\n', encoding="utf-8")
    found = cases(catalogue.lemma(catalogue.module_name("X.3")), catalogue.revision(str(path)))
    (case,) = [case for case in found if case.statement.name == "bulk_rate"]
    evidence = examine(case, read_run(L="2,3"))
    if "L >= 2" in conventions:
        assert evidence.verdict is Verdict.PROVED
    else:
        assert evidence.verdict is Verdict.UNDECIDED and "also admit L = 1" in evidence.detail
