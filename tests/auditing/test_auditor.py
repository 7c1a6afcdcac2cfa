"""Whole audits: what is new and wrong, what was fixed, what a revision of assumptions alone does."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify import catalogue
from verify.auditing.auditor import Auditor
from verify.auditing.changes import Kind
from verify.auditing.dropped import Problem
from verify.auditing.strength import Relation
from verify.judge.verdicts import Verdict


@pytest.fixture
def audited(full_text, claims, run):
    """Audit a revision against full-text; of the contradictions only those that touch the given statement."""

    def make(new):
        return Auditor(full_text, new, claims, run).audit()

    return make


def only(audit):
    (entry,) = audit.examined
    return entry


def test_nothing_changed(full_text, audited):
    audit = audited(full_text)
    assert (audit.examined, audit.surprises, audit.fresh) == ((), 0, ())


def test_a_new_error_is_refuted_and_contradicts_its_copy(reworded, audited):
    audit = audited(reworded("A.9/nu_diagonal", value="L*lambda_i**(2*L - 1)"))
    entry = only(audit)
    assert (entry.before.verdict, entry.after.verdict) == (Verdict.PROVED, Verdict.REFUTED)
    assert [s.problem for s in entry.surprises] == [Problem.REFUTED]
    assert frozenset(("A.9/nu_diagonal", "3.5/nu_diagonal")) in {frozenset((c.link.one, c.link.other)) for c in audit.fresh}
    assert audit.surprises >= 2


def test_a_fix_makes_the_finding_stale_until_it_is_removed(reworded, audited):
    id, fix = "A.9/bulk_multiplicity", "(rank_xx + d_L - 2*r)*r"
    entry = only(audited(reworded(id, value=fix)))
    assert entry.fixed
    assert {(s.problem, s.under) for s in entry.surprises} == {(Problem.STALE, "padded"), (Problem.STALE, "rank_r")}
    entry = only(audited(reworded(id, value=fix, finding=False)))
    assert entry.fixed and entry.surprises == ()


def test_a_fix_elsewhere_leaves_stale_lemmas_behind(reworded, audited):
    audit = audited(reworded("A.9/bulk_multiplicity", value="(rank_xx + d_L - 2*r)*r", finding=False))
    others = {c.link.other for c in audit.fresh} | {c.link.one for c in audit.fresh}
    assert {"A.10/bulk_count", "3.5/bulk_multiplicity_appendix"} <= others
    assert all(c.point for c in audit.fresh)
    assert any("widths" in c.within and "meets every assumption of both" in c.text for c in audit.fresh)


def test_a_false_fix_keeps_the_finding_and_is_no_surprise_twice(reworded, audited):
    entry = only(audited(reworded("A.9/bulk_multiplicity", value="(d_0 + d_L - r)*r")))
    assert entry.wrong_before and entry.wrong_after and not entry.fixed
    assert Problem.REFUTED in {s.problem for s in entry.surprises}  # false under isotropic now, too


def test_an_equal_wording_changes_nothing(reworded, audited):
    entry = only(audited(reworded("A.9/dominant_multiplicity", value="r*(r + 1) - r")))
    assert entry.separation.relation is Relation.EQUIVALENT
    assert entry.surprises == ()


def test_a_weaker_true_bound_follows_from_the_old_one(reworded, audited):
    entry = only(audited(reworded("A.6/bound", value="norm**(L-2)*(3*L*(L-1)*r)**(1/2)*epsilon**(1/2)")))
    assert entry.separation.relation is Relation.WEAKENED
    assert entry.implied and entry.surprises == ()


def test_an_added_assumption_alone_is_audited(reworded, audited):
    """Where the tail is zero, the tail rule holds under every reading: symbolic claims that ask for more are set aside."""
    entry = only(audited(reworded("A.2/eq_32", given=["r < d_star", "tail == 0"], finding=False)))
    assert entry.change.kind is Kind.ASSUMPTION_ADDED
    assert entry.wrong_before and entry.after.verdict is Verdict.SUPPORTED
    assert entry.surprises == ()


def test_a_dropped_assumption_alone_is_audited(reworded, audited):
    """V inside the support is what the gradient in W^1 needs: without it eq. (4) lets the tail lie across."""
    entry = only(audited(reworded("A.2/gradient_first", given=[])))
    assert entry.change.kind is Kind.ASSUMPTION_DROPPED
    assert entry.separation.relation is Relation.STRENGTHENED
    assert "padded" in {s.under for s in entry.surprises if s.problem is Problem.REFUTED}
    assert entry.separation.only_old.under == "padded"


def test_a_reading_alone_is_audited(tmp_path, full_text, claims, run):
    """Redefining what Sigma_xx is, in data: the rank that Assumption 3.1 gives is then r, as the proofs quote it."""
    file = tmp_path / "read.toml"
    file.write_text(
        'extends = "full-text"\nrevision = "read"\n[readings.padded]\ntext = "Sigma_xx ~ I_r"\nrank_xx = "r"\n',
        encoding="utf-8",
    )
    new = catalogue.revision(str(file))
    auditor = Auditor(full_text, new, claims, run)
    (change,) = [c for c in auditor.todo() if c.id == "A.2/rank_of_covariance"]
    assert change.readings and change.kind is Kind.ASSUMPTIONS_CHANGED
    entry = auditor.entry(change)
    assert entry.wrong_before and entry.after.verdict is Verdict.SUPPORTED
    assert {s.problem for s in entry.surprises} == {Problem.STALE}
    assert not any(c.statement.result == "A.5" for c in auditor.todo())  # no claim of A.5 depends on a reading


def test_a_statement_that_no_claim_checks_is_red(tmp_path, full_text, claims, run):
    file = tmp_path / "more.toml"
    text = 'extends = "full-text"\nrevision = "more"\n["A.9".brand_new]\nwhere = "x"\nlatex = "y"\nvalue = "r"\n'
    file.write_text(text, encoding="utf-8")
    audit = Auditor(full_text, catalogue.revision(str(file)), claims, run).audit()
    (entry,) = audit.examined
    assert entry.change.kind is Kind.ADDED
    assert [s.problem for s in entry.surprises] == [Problem.UNDECIDED]


def test_the_excerpt_tells_the_story_of_the_tail(full_text, claims, run):
    excerpt = catalogue.revision("excerpt")
    audit = Auditor(excerpt, full_text, claims, run).audit()
    entries = {e.change.id: e for e in audit.examined}
    tail = entries["A.2/eq_32"]
    assert (str(tail.change.old.printed), str(tail.change.new.printed)) == ("lambda_t", "lambda_t - eta*lambda_t**(2*L-1)")
    assert tail.separation.relation is Relation.INCOMPARABLE
    assert tail.separation.only_new.under == "padded" and tail.separation.only_old.under == "rank_r"
    found = {frozenset((c.link.one, c.link.other)) for c in audit.fresh}
    assert frozenset(("3.4/tail", "A.2/eq_32")) in found
    assert frozenset(("3.4/gradient_first", "A.2/gradient_first")) in found
    assert entries["A.2/last_layer"].wrong_after and not entries["A.2/last_layer"].wrong_before
    kinds = [e.change.kind for e in audit.entries]
    assert Kind.REMOVED not in kinds and Kind.ADDED not in kinds and kinds.count(Kind.NOT_SHOWN) > 300


def test_the_shipped_files_exist():
    shelf = Path(catalogue.paper("depth-not-data").shelf)
    assert {"full-text.toml", "excerpt.toml"} <= {p.name for p in shelf.glob("*.toml")}
