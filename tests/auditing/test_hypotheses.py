"""What the proofs and the instances of repaired and new statements assume is printed with them, and the other way round."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verify import catalogue
from verify.auditing.hypotheses import implied, of_instances, of_proof, only_words, printed
from verify.judge.run import Run
from verify.judge.runner import cases
from verify.nets.settled import Settled
from verify.nets.tilted import TiltedNetworks
from verify.paper.formulas import Formula

POSITIVE_START = "Product(lambdas[i], (i, 1, r)) > 0"
STEP = "eta < Min(1/L, 1/M**(2*L-2))"
FEW, MORE = Run(examples=12, depths=(2, 3)), Run(examples=60, depths=(2, 3))

# what a symbol means, or a definition of the paper says, for every statement
SIZES = [
    *(f"{name} >= 1" for name in ("L", "r", "d_0", "d_L", "d_star", "rank_xx", "p", "l", "k", "i", "n", "m", "C")),
    *("l <= L", "k <= L", "r <= d_star", "d_star <= d_0", "d_star <= d_L", "r <= d_0", "r <= d_L", "r <= rank_xx"),
    *("rank_xx <= d_0", "t >= 0", "eta > 0"),
]
FITS = "Piecewise((1 - solves, fits == 1), 0) == 0"  # an exact fit solves the least-squares problem
BOUNDS = ("alpha", "tail", "tail_t", "epsilon", "excess_0", "omega_head", "h_f", "sigma_i", "sigma_j")
MEANT = {
    "depth-not-data": [
        *SIZES,
        "d_hidden >= d_star",  # Initialization 2.1: each layer holds a d* x d* block
        "M >= 1",  # a maximum with 1
        *(f"{name} >= 0" for name in BOUNDS),
        *("tilted <= misplaced", "tilted <= unaligned"),
        "Piecewise((misplaced, tail == 0), 0) == 0",  # v_1, …, v_r lie in the range of Sigma_xx: realisability
        "Piecewise((misplaced, unaligned == 0), 0) == 0",  # instances number the v_i as Sigma_xx sees them
    ],
    "companion": [*SIZES, "var_x > 0", "d_min >= 1", "d_min <= d_0", "d_min <= d_L", "alpha > 0", FITS],
    "review": [
        *SIZES,
        *("xx_min > 0", "low > 0", "kappa > 0", "nu > 0", "var_x > 0"),
        "d_hidden >= r",  # no product of narrower layers is the target
        "Piecewise((Piecewise((1 - even, s_min == s_max), 0), balanced == 1), 0) == 0",
        "Piecewise((s_max - s_min, even == 1), 0) == 0",
        "Piecewise((s_max - s_min, low == high), 0) == 0",
        "Piecewise((1 - even, low == high), 0) == 0",
    ],
}

# singular values, which proofs take positive: the sides are powers of them, and instances meet zeros
SINGULAR = {"lambda_i", "lambda_j", "lambda_t", "lambda_t1", "lambda_0", "mu", "mu_t", "s_i", "s_j"}
SIZES_OF_BOUNDS = {"omega_t", "top_t", "tail_t"}  # in intervals that end where they end at 0

# words beside a space that limit nothing: they define its variables, or say where the rest of the proof is
NO_LIMIT = {
    "delta_t = m_t + excess",
    "q = ((m_t+delta_t)/(m_t-delta_t))^(2(L-1)) = 1 + q_1, real L = q + gap",
    "q = L",
    "every i <= r, every layer",
    "every i <= d* (i <= r, then i > r), every layer",
    "all L >= 2, all hidden widths >= d_min",
    "docs/proofs/X.1.md",
    "kappa >= 1",
}

# what all instances may share without being printed
SHARED = {
    "depth-not-data": ["tail == 0", "mu_t == 1", "mu == 1", "misplaced == 0", "d_0 <= d_L"],
    "companion": ["balanced == 1", "whitened == 1", "solves == 1", "L >= 2"],
    "review": ["balanced == 1", "even == 1", "missing == 0", "low == 1", "high == 1", "s_min == s_max", "xx_min == xx_max"],
}
OF_SIGMA = "the statement is about Sigma_xx and Sigma_yx alone"
ANY_V = "true for every V: docs/proofs/A.2.md, section 3; A.6.md; H_o = A_o (I x Sigma_xx) A_o^T for any layers"
NUMBERING = "V is aligned, as printed; how the v_i are numbered does not enter"
CASES = ("factorisation", "gram_formula", "case_2", "case_3", "case_4", "same_spectrum")
NOT_OF_THE_STATEMENT = {
    **dict.fromkeys(("Section 1/balanced_input", "Section 1/cross_covariance", "Section 3/realisable"), OF_SIGMA),
    **dict.fromkeys(("A.2/chosen_V", "A.3/sigma_xx", "A.3/v_gram", "A.3/v_rank", "A.6/second_moment"), OF_SIGMA),
    **dict.fromkeys(("A.6/hypothesis", "A.6/block_upper", "A.6/block_lower", "A.6/cauchy_schwarz_value"), ANY_V),
    **dict.fromkeys(("A.7/squared", "A.7/exponential_step", "A.8/epsilon", "Initialization 2.1/layers"), ANY_V),
    **dict.fromkeys((*(f"A.10/{name}" for name in CASES), "A.11/f_value", "A.11/weyl"), ANY_V),
    **dict.fromkeys(("3.5/bulk_interval_main", "3.5/bulk_interval_appendix"), "a tail of 0 at t acts as one that was 0"),
    **dict.fromkeys(("X.3/bulk_shift", "X.3/tail_rate"), "pairs (i, j) with i, j <= d*: widths beyond d* do not enter"),
    **dict.fromkeys(("3.5/zero_space_main", "3.5/zero_space_appendix"), NUMBERING),
    **dict.fromkeys(("A.6/reduced_upper", "A.6/reduced_lower"), NUMBERING),
    "3.6/explain_distinct": "before the first step, so that mu is mu_t, which is printed",
    "Companion 1/samples": "about the inputs alone",
    "Companion 1/widths": "about the labels that an exact fit allows",
    "Companion 3/flattening": "the trace of Assumption 2, eq. (11)",
    "Companion X/gauss_newton": "least-squares solutions are drawn for whitened inputs; the identity is linear in Omega",
}


def asked(paper):
    """All cases of the repaired and of the new statements of a paper."""
    book = catalogue.revision(catalogue.paper(paper).revision)
    for module in catalogue.module_names(paper):
        for case in cases(catalogue.lemma(module), book, "repaired"):
            if case.claim is not None and (case.statement.finding or "(new)" in book.results[case.statement.result].title):
                yield book, case


def meant(paper):
    return [Formula.read(text) for text in MEANT[paper]]


def missing(paper, book, case):
    """What the case's proof assumes and its statement does not print."""
    given, found = printed(case, meant(paper)), []
    for text in sorted(of_proof(case, book.symbols)):
        name, _, bound = text.partition(" ")
        if not (name in SINGULAR | SIZES_OF_BOUNDS and bound == "> 0") and not implied(Formula.read(text), given):
            found.append(text)
    return found


papers = pytest.mark.parametrize("paper", MEANT)


@papers
def test_what_a_proof_assumes_is_printed(paper):
    proofs = [(book, case) for book, case in asked(paper) if case.claim.domain is None]
    found = {case.id: missing(paper, book, case) for book, case in proofs}
    assert len(found) > 8 and {id: texts for id, texts in found.items() if texts} == {}


@papers
def test_words_beside_a_space_that_limit_it_have_a_comparison(paper):
    words = {text for _, case in asked(paper) if case.claim.domain is None for text in only_words(case)}
    assert words <= NO_LIMIT


@papers
def test_what_is_printed_is_used(paper):
    """By the instances of a sampled claim, which all satisfy it; or else by a proof."""
    together = {}
    for book, case in asked(paper):
        together.setdefault(case.statement.id, []).append((book, case))
    unused = {}
    for id, found in together.items():
        if all(case.claim.domain is None for _, case in found):
            used = [Formula.read(text) for book, case in found for text in of_proof(case, book.symbols)]
            wording = found[0][1].wording
            old = found[0][1].statement.printed.given if found[0][1].statement.finding else ()
            left = [f.text for f in wording.given if f not in old and not implied(f, (*used, *meant(paper)))]
            unused |= {id: left} if left else {}
    assert unused == {}


@papers
def test_what_all_instances_share_is_printed(paper):
    candidates, shared, given = [Formula.read(text) for text in SHARED[paper]], {}, {}
    for _, case in asked(paper):
        id = case.statement.id
        if case.claim.domain is None or id in NOT_OF_THE_STATEMENT:
            continue
        found = set(of_instances(case, candidates, FEW, 12))
        if any(not implied(Formula.read(text), printed(case, meant(paper))) for text in found):  # by chance, of so few
            found = set(of_instances(case, candidates, MORE, 60))
        if isinstance(getattr(case.claim.domain, "domain", case.claim.domain), TiltedNetworks):
            found.discard("misplaced == 0")  # drawn on purpose, if not among so few
        if isinstance(case.claim.domain, Settled):  # the limit of training from a start and with a step size of Lemma A.3
            assert implied(Formula.read(STEP), printed(case)), id
            starts = [Formula.read(POSITIVE_START), Formula.read("m_t > delta_t")]
            assert any(implied(start, printed(case)) for start in starts), id
            found -= {"mu == 1", "mu_t == 1", "tail == 0"}
        shared[id] = shared.get(id, found) & found
        given[id] = printed(case, meant(paper))
    unsaid = {id: [t for t in sorted(texts) if not implied(Formula.read(t), given[id])] for id, texts in shared.items()}
    assert len(shared) > 10 and {id: texts for id, texts in unsaid.items() if texts} == {}


def test_a_statement_without_its_hypothesis_is_found():
    """The wordings as they were: a rate for a zero tail alone, and one of a step size for no step size at all."""
    before = {"A.11/rate": ["tail == 0"], "X.2/head_rate": ["L >= 2"], "A.3/case_1_slip": [], "X.1/pair_above": ["L >= 2"]}
    seen = {}
    for book, case in asked("depth-not-data"):
        if case.statement.id in before and case.claim.domain is None:
            wording = replace(case.wording, given=tuple(map(Formula.read, before[case.statement.id])))
            statement = replace(case.statement, printed=wording)
            if statement.finding:
                statement = replace(statement, finding=replace(statement.finding, repaired=wording))
            seen[case.statement.id] = missing("depth-not-data", book, replace(case, statement=statement))
    assert POSITIVE_START in seen["A.11/rate"] and STEP in seen["A.11/rate"]
    assert STEP in seen["X.2/head_rate"] and "lambda_t < 1" in seen["A.3/case_1_slip"]
    assert "n <= 2*L" in seen["X.1/pair_above"]


def test_what_is_printed_in_other_words_counts():
    given = [Formula.read(text) for text in ("eta < Min(1/L, 1/M**(2*L-2))", "L >= 2", "M >= 1", "eta > 0")]
    assert implied(Formula.read("L*eta < 1"), given)
    assert not implied(Formula.read("L*eta < 1/2"), given)
    assert not implied(Formula.read("tail == 0"), given)
