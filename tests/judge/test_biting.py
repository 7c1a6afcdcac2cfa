"""Support that tests nothing is no support: trivial instances are told apart, and too few others leave a case undecided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verify import catalogue
from verify.api.selection import cases_of
from verify.judge.run import Run
from verify.judge.runner import examine
from verify.judge.verdicts import Verdict
from verify.paper.formulas import Formula

RUN = Run(examples=6)


def case_of(module, statement, claim, under=None, given=None, paper="depth-not-data", **parts):
    """The case of a printed statement with other formulas, or else of its repaired wording, as one without a finding."""
    book = catalogue.revision(catalogue.paper(paper).revision)
    found = next(
        case
        for case in cases_of([catalogue.module_name(module, paper)], book, "both")
        if case.statement.id == statement
        and case.claim
        and case.claim.name == claim
        and (under is None or case.under.name == under)
    )
    finding = found.statement.finding
    printed = found.statement.printed if parts or finding is None or finding.repaired is None else finding.repaired
    wording = replace(printed, parts={**printed.parts, **{name: Formula.read(text) for name, text in parts.items()}})
    if given is not None:
        wording = replace(wording, given=tuple(map(Formula.read, given)))
    statement = replace(found.statement, printed=wording, finding=None)
    return replace(found, reading="printed", expects_refutation=False, statement=statement)


def judged(*names, run=RUN, **more):
    return examine(case_of(*names, **more), run, shrink=False)


@pytest.mark.parametrize(
    ("module", "statement", "claim", "more"),
    [
        ("a11", "A.11/rate", "is_kept_by_the_least_eigenvalue", {"value": "10**6", "given": ["tail == 0"]}),
        ("a11", "A.11/norm_rate", "is_kept_by_the_norm", {"value": "10**6", "given": ["tail == 0"]}),
        ("a8", "A.8/tail_static", "moves_the_tail", {"value": "lambda_t + 10**6"}),
        ("a7", "A.7/tail_static", "moves_the_tail", {"value": "lambda_t + 10**6"}),
        ("section_2", "Section 2/vanishing", "is_bounded_by_the_loss", {"value": "10**6"}),
        ("a3", "A.3/tail_limit", "falls_like_a_power_of_t", {"limit": "1/3", "for_which": "rank_xx > r"}),
    ],
)
def test_a_rate_or_a_jump_of_a_million_is_refuted(module, statement, claim, more):
    assert judged(module, statement, claim, **more).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("statement", "claim", "module"),
    [
        ("Companion 3/count", "is_attained_by_layers_of_full_rank", "section_3"),
        ("Companion B/count", "is_attained_by_layers_of_full_rank", "appendix_b"),
    ],
)
def test_layers_without_full_rank_are_trivial(statement, claim, module):
    found = judged(module, statement, claim, paper="companion", run=Run(revision="companion"))
    assert found.verdict is Verdict.SUPPORTED and found.trivial > 0 and f"{found.trivial} of them trivial" in found.scope


def test_one_wanted_instance_is_still_three():
    found = judged("a1", "A.1/same_spectrum", "differs_from_the_gram_matrix_by_zeros_only", run=Run(examples=1))
    assert found.verdict is Verdict.SUPPORTED and found.tried - found.trivial == 3


@pytest.mark.parametrize(("value", "verdict"), [("7*lambda_t", Verdict.UNDECIDED), ("lambda_t", Verdict.UNDECIDED)])
def test_nothing_to_compare_is_undecided_and_counted(value, verdict):
    case = case_of("a8", "A.8/tail_static", "moves_the_tail", value=value, given=["tail == 0", "d_star == r"])
    found = examine(case, RUN, shrink=False)
    assert found.verdict is verdict and found.trivial == found.tried > 0
    assert "trivial" in found.detail and "trivial" in found.scope


@pytest.mark.parametrize(
    ("module", "statement", "claim", "more", "verdict"),
    [
        ("a2", "A.2/last_layer", "is_the_layer_that_starts_as_U_Sigma", {"value": "L/(L+1)"}, Verdict.REFUTED),
        ("a10", "A.10/factorisation", "factorises_the_outer_product_hessian", {"value": "rank_xx + 1/2"}, Verdict.REFUTED),
        ("a10", "A.10/gram_formula", "builds_the_gram_matrix", {"kept": "d_star + 1/2"}, Verdict.REFUTED),
        ("a11", "A.11/index_set", "gives_all_nonzero_eigenvalues", {"i_to": "d_L + 1/3"}, Verdict.REFUTED),
        ("a2", "A.2/support", "holds_for_the_stated_columns", {"columns": "r - 1/2"}, Verdict.REFUTED),
        ("a2", "A.2/eq_33", "gives_the_first_gradient", {"left": "(k - 1)/L + 1/(2*L)"}, Verdict.UNDECIDED),
        ("a6", "A.6/block_upper", "is_the_block_of_the_functional_hessian", {"above": "l + 1 + 1/2"}, Verdict.REFUTED),
    ],
)
def test_a_fraction_is_no_whole_number(module, statement, claim, more, verdict):
    found = judged(module, statement, claim, **more)
    assert found.verdict is verdict and "whole number" in found.detail


@pytest.mark.parametrize(
    ("module", "statement", "claim", "more", "verdict"),
    [
        ("section_3", "Companion 3/powers", "are_powers_of_the_outer_layers", {"below": "l - 1/2"}, Verdict.UNDECIDED),
        ("section_4", "Companion 4/figure_1", "counts_what_the_labels_make", {"value": "d_0 + 1/2"}, Verdict.REFUTED),
        ("appendix_c", "Companion C/balanced_sampling", "makes_balanced_layers", {"left": "l + 1/2"}, Verdict.REFUTED),
        ("appendix_b", "Companion B/count", "is_attained_by_layers_of_full_rank", {"value": "1/2"}, Verdict.REFUTED),
    ],
)
def test_nor_is_it_in_the_companion(module, statement, claim, more, verdict):
    assert judged(module, statement, claim, paper="companion", run=Run(revision="companion"), **more).verdict is verdict


NEXT = "(lambda_t - eta*lambda_t**(2*L-1) + eta*lambda_t**(L-1))"
ROOT = "(2**(1/2))**2/2"  # a ball around 1


@pytest.mark.parametrize(
    ("module", "statement", "claim", "more"),
    [
        (
            "a3",
            "A.3/eq_38",
            "gives_the_next_value",
            {"value": f"{NEXT}*{ROOT}"},
        ),
        ("a1", "A.1/same_spectrum", "differs_from_the_gram_matrix_by_zeros_only", {"value": f"(p - d_0*d_L)*{ROOT}"}),
    ],
)
def test_a_ball_around_the_true_value_is_no_difference(module, statement, claim, more):
    assert judged(module, statement, claim, **more).verdict is Verdict.UNDECIDED


def test_a_point_outside_the_assumptions_refutes_nothing():
    def asked(value, given):
        return judged("a1", "A.1/eq_27", "is_one_layer_alone", value=value, given=given)

    only_two = ["L <= r", "r <= 2"]  # together they say L = 2, though no point of the claim has r
    assert asked("mu**2", only_two).verdict is Verdict.UNDECIDED
    assert asked("mu**3", only_two).verdict is Verdict.REFUTED  # false at L = 2 too
    assert asked("mu**2", []).verdict is Verdict.REFUTED
