"""Forged proofs: blocks, scopes and printed formulas of which something false was concluded once, or might be."""

from __future__ import annotations

import pytest

from verify import catalogue
from verify.judge.cases import cases
from verify.judge.run import Run
from verify.judge.runner import examine
from verify.judge.verdicts import Verdict
from verify.kernel.accept import accept, try_goal
from verify.kernel.terms import Refused

DIRECT = {"rule": "direct"}
ABOVE_5 = {"v": "x >= 5"}
STATED = {"left": {"printed": "v", "side": 0}, "relation": ">=", "right": {"printed": "v", "side": 1}}


def scope(variables, given=(), defined=None):
    return {"variables": variables, "given": list(given), "defined": defined or {}}


WIDE, NARROW = scope({"x": {"above": 0}}), scope({"x": {"least": 5}})


def goal(on, claim=STATED, proof=DIRECT):
    return {"rule": "goal", "scope": on, "claim": claim, "proof": proof}


def block(on, point, *goals, axioms=()):
    """One case: all goals, given the axioms, with the point that is claimed to lie in their scope."""
    node = {"rule": "all", "parts": list(goals)} if len(goals) != 1 else goals[0]
    for axiom in axioms:
        node = {"rule": "axiom", "axiom": axiom, "parts": [node]}
    return point, node


def accepted(printed, *blocks, **more):
    parts = [node for _, node in blocks]
    proof = parts[0] if len(parts) == 1 else {"rule": "cases", "parts": parts}
    return accept({"id": "A.1/eq_27", "printed": printed, "proof": proof, "points": [p for p, _ in blocks], **more})


def region(parameters, made, back):
    return {"rule": "direct", "region": {"parameters": parameters, "made": made, "back": back}}


def test_a_good_proof_is_accepted():
    assert accepted(ABOVE_5, block(NARROW, {"x": "5"}, goal(NARROW))).scopes == (NARROW,)
    twice = {"first": STATED, "second": {"left": "2*x", "relation": ">=", "right": "10"}}
    half = {"rule": "factor", "number": "1/2", "equal": DIRECT}
    assert accepted(ABOVE_5, block(WIDE, {"x": "1"}, goal(WIDE, twice, half))).scopes == (WIDE,)


def test_what_a_condition_reaches_through_definitions_stays_in_the_conclusion():
    for defined in ({"z": "x"}, {"y": "x", "z": "y"}, {"z": "x + 0*y", "y": "x"}):
        on = scope({"x": {"above": 0}}, ["z >= 5"], defined)
        try:
            found = accepted(ABOVE_5, block(on, {"x": "7"}, goal(on)))
        except Refused:
            continue
        assert found.scopes[0]["given"] == ["z >= 5"] and found.scopes[0]["defined"] == defined


EMPTY = scope({"x": {"least": 0}, "y": {"least": 5}}, ["y == 0"])  # y is no part of the claim
WITH_Y = region({"p": {"least": 5}}, {"x": "p"}, {"p": "x + y"})
CASES = {
    "a second case in which nothing is shown": [
        block(NARROW, {"x": "5"}, goal(NARROW)),
        block(WIDE, {"x": "1"}, goal(WIDE, {"left": "1", "relation": "==", "right": "1"})),
    ],
    "a second case that reads one side": [
        block(NARROW, {"x": "5"}, goal(NARROW)),
        block(WIDE, {"x": "1"}, goal(WIDE, {"left": {"printed": "v", "side": 0}, "relation": "==", "right": "x"})),
    ],
    "a second case that reads both sides": [
        block(NARROW, {"x": "5"}, goal(NARROW)),
        block(
            WIDE,
            {"x": "1"},
            goal(WIDE, {"left": {"printed": "v", "side": 0}, "relation": "==", "right": "x"}),
            goal(WIDE, {"left": {"printed": "v", "side": 1}, "relation": "==", "right": "5"}),
        ),
    ],
    "no value of what the claim does not name": [block(EMPTY, {"x": "7", "y": "5"}, goal(EMPTY, STATED, WITH_Y))],
    "a point outside": [block(EMPTY, {"x": "7", "y": "0"}, goal(EMPTY, STATED, WITH_Y))],
    "no blocks": [],
    "no goals": [block(NARROW, {"x": "5"})],
    "an axiom of another statement": [block(NARROW, {"x": "5"}, goal(NARROW), axioms=["Weyl's inequality"])],
    "a condition that is no text": [
        block(WIDE, {"x": "5"}, goal({**WIDE, "given": [["rel", [">="], [["var", "x"], ["num", 5]]]]}))
    ],
    "a region that does not reach": [
        block(WIDE, {"x": "5"}, goal(WIDE, STATED, region({"p": {"least": 0}}, {"x": "p + 5"}, {"p": "x - 5"})))
    ],
    "a region that does not lead back": [
        block(WIDE, {"x": "5"}, goal(WIDE, STATED, region({"p": {"least": 0}}, {"x": "p + 5"}, {"p": "x"})))
    ],
    "a region of one point": [block(WIDE, {"x": "7"}, goal(WIDE, STATED, region({}, {"x": "7"}, {})))],
    "a region of integers": [
        block(WIDE, {"x": "5"}, goal(WIDE, STATED, region({"p": {"integer": True, "least": 1}}, {"x": "5*p"}, {"p": "x/5"})))
    ],
    "a condition that contradicts": [block(WIDE, {"x": "5"}, goal(scope({"x": {"above": 0}}, ["x < 0"])))],
    "another comparison, said to fail": [
        block(WIDE, {"x": "7"}, goal(NARROW, {**STATED, "relation": "<", "nowhere": True}))
    ],
}


@pytest.mark.parametrize("kind", CASES)
def test_a_forged_proof_is_refused(kind):
    with pytest.raises(Refused):
        accepted(ABOVE_5, *CASES[kind])


@pytest.mark.parametrize(
    "domain",
    [
        {"least": 5, "above": 0},  # once said to be all x > 0
        {"integer": True},
        {"integer": False, "least": 5},
        {"integer": True, "least": "11/2"},
        {"is": "7", "least": 0},
        {"above": "y"},
        {"least": "1/0"},
        {"array": "+"},
        [],
        None,
    ],
)
def test_a_domain_is_one_of_six_forms(domain):
    with pytest.raises(Refused):
        accepted(ABOVE_5, block(scope({"x": domain}), {"x": "7"}, goal(scope({"x": domain}))))


@pytest.mark.parametrize(
    ("left", "relation", "right"), [("x", ">", "5"), ("x", ">=", "6"), ("(x - 5)/(x - 9)", ">=", "0"), ("x", "!=", "5")]
)
def test_conditions_that_are_not_equivalent(left, relation, right):
    claim = {"first": STATED, "second": {"left": left, "relation": relation, "right": right}}
    with pytest.raises(Refused):
        accepted(ABOVE_5, block(WIDE, {"x": "7"}, goal(WIDE, claim, {"rule": "factor", "number": "1", "equal": DIRECT})))


def test_every_printed_formula_is_shown_and_every_comparison_of_a_chain():
    with pytest.raises(Refused, match="no goal is about the printed u"):
        accepted({**ABOVE_5, "u": "x < 1"}, block(NARROW, {"x": "5"}, goal(NARROW)))
    first = {"left": {"printed": "v", "side": 0}, "relation": "<=", "right": {"printed": "v", "side": 1}}
    with pytest.raises(Refused, match="not about all of it"):
        accepted({"v": "5 <= x <= 9"}, block(NARROW, {"x": "5"}, goal(NARROW, first)))
    with pytest.raises(Refused):
        accepted(ABOVE_5, block(NARROW, {"x": "5"}, goal(NARROW)), aliases={"x": "y"})


def test_a_value_for_a_symbol_is_a_part_of_the_scope():
    claim = {"left": {"printed": "v", "with": {"x": "7"}}, "relation": "==", "right": "7"}
    with pytest.raises(Refused, match="stand for something else"):
        accepted({"v": "x"}, block(WIDE, {"x": "5"}, goal(WIDE, claim)))
    found = accepted({"v": "x"}, block(scope({"y": {"above": 0}}), {"y": "5"}, goal(scope({"y": {"above": 0}}), claim)))
    assert found.scopes[0]["defined"] == {"x": "7"}


OUTSIDE = ["x if x else x", "x and y", "not x", "x // 2", "x % 2", "x @ x", "~x", "x.y", "x is y", "[x]", "{x}", "lambda: x"]
OUTSIDE += [
    "x[1:2]",
    "(x, y)",
    "Sum(x, (l, 1, 3), (k, 1, 3))",
    "Sum(x)",
    "Min()",
    "Exp(x, x)",
    "f(x)",
    "Min(*x)",
    "Min(x=1)",
]
OUTSIDE += ["1.5", "1e5", "'x'", "True", "None", "x := 1", "x; x", "x\nx", "x # x", "x²", "Sum(x, (1, 1, 3))", "(x < 1) + 1"]
OUTSIDE += [
    "Piecewise((x, x))",
    "Piecewise((x, x), x)",
    "x < 1",
    "a[1]",
    "Min",
    "",
]


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_text_outside_the_language_is_refused(text):
    with pytest.raises(Refused):
        try_goal({"printed": {}}, goal(WIDE, {"left": text, "relation": "==", "right": text}))


TAIL = """extends = "full-text"
revision = "mine"
[symbols]
tail = { is = "delta_t" }
["A.11".rate]
where = "x"
latex = "x"
value = "L*eta"
given = ["tail == 0", "Product(lambdas[i], (i, 1, r)) > 0", "eta < Min(1/L, 1/M**(2*L-2))"]
"""


def test_another_name_spelt_like_an_assumption_is_none(tmp_path):
    (tmp_path / "mine.toml").write_text(TAIL, encoding="utf-8")
    book = catalogue.revision(str(tmp_path / "mine.toml"))
    asked = [c for c in cases(catalogue.lemma("lemma_a11"), book) if c.statement.id == "A.11/rate" and c.claim is not None]
    wanted = [c for c in asked if c.claim.check.__name__ == "decays_at_least_at_the_stated_rate"]
    found = {c.id.split("/")[-2]: examine(c, Run()).verdict for c in wanted}
    assert found and not any(verdict is Verdict.PROVED for name, verdict in found.items() if name != "rank_r")
