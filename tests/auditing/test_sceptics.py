"""Revisions written to make the audit say something false: each was passed, refuted or ordered wrongly once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verify.auditing.auditor import Auditor
from verify.auditing.changes import Kind, changes, key_of
from verify.auditing.consistency import contradictions
from verify.auditing.detection import tried
from verify.auditing.dropped import Problem
from verify.auditing.judgement import cases_of, judge
from verify.auditing.links import Link
from verify.auditing.monotone import order
from verify.auditing.mutations import Mutant
from verify.auditing.score import Subject
from verify.auditing.separation import separate
from verify.auditing.strength import Relation, Sense, argue
from verify.auditing.trials import Printed, Truth, pointwise, trials
from verify.judge.claims import Claim
from verify.judge.questions import AtMost, every, identity
from verify.judge.run import Run
from verify.judge.runner import examine
from verify.judge.spaces import Space
from verify.judge.tested import suffices
from verify.judge.verdicts import Verdict
from verify.paper.formulas import Formula
from verify.paper.statements import Reading
from verify.reason.variables import integer, nonnegative, positive

OTHER = Reading("other", "another one", (), Formula.read("r"))


def argued(book, old, new, taken=None, questions=()):
    (change,) = changes(book({"count": old}), book({"count": new}, name="new"))
    return argue(change, questions, taken or {})


def formula(text):
    return Formula.read(text)


def claim_of(check, name="count", per_reading=False, sentence="what is checked"):
    return Claim("B.1", name, check.__name__, check, None, per_reading, sentence)


# --- relations


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("mu", "mu**2*mu**(-1)", "mu = 0"),
        ("mu**(2*L-2)", "mu**(L-3)*mu**(L+1)", "mu = 0, L = 2"),
        ("mu", "(mu**(1/2))**2", "mu = -1"),
        ("1", "0**(L-r)*0 + 1", "L < r"),
    ],
)
def test_a_power_without_a_value_is_not_equivalent(book, old, new, missing):
    argument = argued(book, f'value = "{old}"', f'value = "{new}"')
    assert argument.relation is Relation.NOT_SETTLED, f"no value at {missing}"


def test_in_a_scope_where_the_power_has_a_value_it_is_equivalent(book):
    space = Space((integer("L", 2), positive("mu")))
    asked = [identity(formula("mu**(2*L-2)"), positive("mu").symbol, space)]
    argument = argued(book, 'value = "mu**(2*L-2)"', 'value = "mu**(L-3)*mu**(L+1)"', questions=asked)
    assert argument.relation is Relation.EQUIVALENT


@pytest.mark.parametrize("term", ["mu**2*mu/mu", "mu**2*mu**(-1)*mu", "L*L**(-1)"])
def test_a_bound_without_a_value_at_some_places_is_not_weaker(book, term):
    argument = argued(book, 'value = "r"', f'value = "r + {term}"', {"value": Sense.UPPER})
    assert argument.relation is Relation.NOT_SETTLED


@pytest.mark.parametrize(("kind", "low"), [("Sum", "-3"), ("Sum", "L - 9"), ("Product", "-3")])
def test_a_series_from_below_one_has_no_known_sign(book, kind, low):
    old, new = (f"{x}*{kind}(k, (k, {low}, -1))" for x in ("r", "(r + mu**2)"))
    argument = argued(book, f'value = "{old}"', f'value = "{new}"', {"value": Sense.UPPER})
    assert argument.relation is not Relation.WEAKENED


def test_one_changed_bound_does_not_make_two_values(book):
    """The count is the same number, written in a way that nothing proves; the bound alone tells old from new."""

    def is_right(stated):
        space = Space((integer("r", 1),))
        r = integer("r", 1).symbol
        return every(
            identity(stated.count, r, space),
            AtMost(r, stated.bound, space, "the bound"),
        )

    old = book({"count": 'parts = { count = "r", bound = "r" }'})
    new = book({"count": 'parts = { count = "Floor(r + 1/2)", bound = "2*r - 2" }'}, name="new")
    (change,) = changes(old, new)
    found = separate(change, old, new, [claim_of(is_right)], Run())
    assert found.only_old is not None and found.relation is Relation.NOT_SETTLED


def test_a_bound_beyond_a_derived_one_does_not_fail_at_a_point(book):
    """A derived bound need not be sharp: a point where the stated one passes it is no counterexample."""

    def follows(stated):
        space = Space((integer("r", 1),))
        return suffices(AtMost(2 * integer("r", 1).symbol, stated.value, space, "the bound"))

    old, new = book({"count": 'value = "2*r"'}), book({"count": 'value = "2*r - 1"'}, name="new")
    (change,) = changes(old, new)
    sides = Printed(change.old, old), Printed(change.new, new)
    claims = [claim_of(follows)]
    assert not [t for t in trials(*sides, claims, Run()) if Truth.FAILS in (t.old, t.new)]
    assert separate(change, old, new, claims, Run()).witness is None
    (case,) = cases_of(change.new, claims, new)
    assert [q.replay({"r": 1}).verdict for q in pointwise(case)] == [Verdict.UNDECIDED]


# --- changes


def test_an_index_that_hides_another_one_keeps_them_apart():
    one, other = (formula(f"Sum(Sum(Sum({x} - r, (l, 1, 2)), (k, 1, 3)), (k, 1, 1))") for x in "kl")
    assert key_of(one) != key_of(other)


def test_two_symbols_do_not_become_one(book):
    symbols = {"L": "depth", "r": "rank", "d_star": "width", "mu": "a value"}
    old = book({"count": 'value = "mu*mu"'}, symbols=symbols)
    symbols = {"L": "depth", "r": "rank", "d_star": "width", "a": "a value", "b": "a value"}
    (change,) = changes(old, book({"count": 'value = "a*b"'}, name="new", symbols=symbols))
    assert change.kind is not Kind.UNCHANGED


def test_a_finding_in_renamed_symbols_is_the_same_finding(book):
    text = 'value = "mu"\nfinding = {{ severity = "false", because = "b", refuted_by = "c", '
    text += 'witness = {{ any = {{ L = 2 }} }}, repaired = {{ value = "2*{0}" }} }}'
    old = book({"count": text.format("mu")})
    symbols = {"L": "depth", "r": "rank", "d_star": "the smaller width", "l": "a layer", "nu": "a value"}
    new = book({"count": text.format("nu").replace('"mu"', '"nu"')}, name="new", symbols=symbols)
    (change,) = changes(old, new)
    assert change.kind is Kind.UNCHANGED and not change.finding


def test_a_reading_that_is_left_out_weakens_and_one_that_is_new_strengthens(book):
    one = book({"count": 'value = "r"'})
    two = replace(one, readings={**one.readings, "other": OTHER})
    fewer = book({"count": 'value = "r"\nreadings = ["padded"]'}, name="fewer")
    fewer = replace(fewer, readings={**fewer.readings, "other": OTHER})
    (added,) = changes(two, fewer)
    assert (added.kind, added.dropped) == (Kind.ASSUMPTION_ADDED, ())
    assert argue(added, [], {}).relation is Relation.WEAKENED
    (dropped,) = changes(one, two)
    assert (dropped.kind, dropped.added) == (Kind.ASSUMPTION_DROPPED, ())
    assert argue(dropped, [], {}).relation is Relation.STRENGTHENED
    assert [c.kind for c in changes(one, replace(fewer, results=fewer.results))] == [Kind.UNCHANGED]


# --- verdicts


def equals_r(stated):
    """The stated value is r."""
    return identity(stated.value, integer("r", 1).symbol, Space((integer("r", 1), nonnegative("mu"))))


@pytest.mark.parametrize(
    ("value", "given", "verdict"),
    [
        ("r + mu", '"mu == 0"', Verdict.UNDECIDED),  # true: the claim refutes it at mu = 1 only
        ("r + mu", '"mu <= 1"', Verdict.REFUTED),
        ("r + 1", '"mu == 0"', Verdict.REFUTED),
        ("r + mu", "", Verdict.REFUTED),
        ("r", '"mu == 0"', Verdict.PROVED),
    ],
)
def test_no_refutation_outside_the_printed_assumptions(book, value, given, verdict):
    made = book({"count": f'value = "{value}"\ngiven = [{given}]'})
    statement = made.results["B.1"].statements["count"]
    (case,) = cases_of(statement, [claim_of(equals_r)], made)
    assert examine(case, Run()).verdict is verdict
    assert judge(statement, [claim_of(equals_r)], made, Run(), hints=[{"r": 1, "mu": 2}]).verdict is verdict


def test_a_refutation_inside_the_assumptions_is_found_behind_one_outside(book):
    made = book({"count": 'value = "r + mu"\ngiven = ["mu > 1"]'})
    (case,) = cases_of(made.results["B.1"].statements["count"], [claim_of(equals_r)], made)
    evidence = examine(case, Run())
    assert evidence.verdict is Verdict.REFUTED and evidence.witness["mu"] == 2


def test_every_dropped_assumption_has_to_be_tried_beyond(book):
    """The claim reaches beyond mu <= 1, and knows nothing of l."""
    old = book({"count": 'value = "r"\ngiven = ["mu <= 1", "l == 1"]'})
    new = book({"count": 'value = "r"'}, name="new")
    (entry,) = Auditor(old, new, [claim_of(equals_r)], Run()).audit().entries
    (surprise,) = entry.surprises
    assert surprise.problem is Problem.UNDECIDED and surprise.text.startswith("l == 1 was dropped")
    only = book({"count": 'value = "r"\ngiven = ["mu <= 1"]'})
    assert not Auditor(only, new, [claim_of(equals_r)], Run()).audit().surprises


FINDING = 'finding = { severity = "false", because = "b", refuted_by = "equals_r", witness = { any = { r = 1, mu = 0 } } }'


def test_a_refuted_statement_under_a_new_name_still_needs_its_finding(book):
    old = book({"count": f'value = "r + 1"\n{FINDING}'})
    for finding, problem in ((FINDING, None), ("", Problem.REFUTED), (FINDING.replace("mu = 0", "mu = -1"), Problem.STALE)):
        new = book({"other_name": f'value = "r + 1"\n{finding}'}, name="new")
        (entry,) = Auditor(old, new, [claim_of(equals_r)], Run()).audit().entries
        assert entry.change.kind is Kind.RENAMED
        assert [s.problem for s in entry.surprises] == ([problem] if problem else [])


def test_a_contradiction_is_not_resolved_by_a_new_name(book):
    tables = {"count": f'value = "r + 1"\n{FINDING}', "again": 'value = "r*r"'}
    renamed = {"number": f'value = "r + 1"\n{FINDING}', "again": 'value = "r*r"'}

    def is_two_r(stated):
        r = integer("r", 1).symbol
        return identity(stated.value, 2 * r, Space((integer("r", 1),)))

    claims = [claim_of(is_two_r, "count"), claim_of(is_two_r, "again"), claim_of(equals_r)]
    made = Auditor(book(tables), book(renamed, name="new"), claims, Run()).audit()
    assert not made.resolved and len(made.known) == 1


# --- contradictions


@pytest.mark.parametrize(
    ("sense", "value", "found"), [("upper", "3*r", 0), ("upper", "r", 1), ("lower", "r", 0), ("lower", "3*r", 1)]
)
def test_a_bound_that_follows_from_the_one_it_repeats_contradicts_nothing(book, sense, value, found):
    tables = {
        "count": f'value = "2*r"\nbounds = {{ value = "{sense}" }}',
        "again": f'value = "{value}"\nbounds = {{ value = "{sense}" }}\nquotes = ["B.1/count"]',
    }
    link = Link("B.1/again", "value", "B.1/count", "value", "B.1/again repeats B.1/count")
    against, _ = contradictions(book(tables), [claim_of(equals_r), claim_of(equals_r, "again")], Run(), [link])
    assert len(against) == found


# --- mutants and seeded errors


def test_a_mutant_without_a_value_is_no_kill(book):
    made = book({"count": 'value = "r"'})
    statement = made.results["B.1"].statements["count"]
    subject = Subject(statement, statement.printed, "printed", made, [claim_of(equals_r)], Run())
    subject.judge()
    for text, status in (("r/0", "no value"), ("r/(mu*0)", "no value"), ("r + 1", "killed")):
        wording = replace(statement.printed, parts={"value": formula(text)})
        assert subject.fate(Mutant("m", "value", "a change", text, wording)).status == status


def test_a_refutation_that_the_wording_before_shares_is_no_detection(book):
    old = book({"count": 'value = "r + 1"'})
    new = replace(book({"count": 'value = "1 + r + 0*mu"'}, name="new"), change="a term of 0")
    made = tried("errors", "f", old, new, lambda label: [claim_of(equals_r)], Run())
    assert made.verdict is Verdict.UNDECIDED and made.wrong and "before the change" in made.detail


def test_a_series_below_one_orders_no_mutants():
    leaves = {"r": positive("r").symbol}
    old, new = (formula(f"{x}*Sum(k, (k, -3, 0))").tree for x in ("r", "(2*r)"))
    assert order(old, new, leaves) == -1
