"""A proof holds on all of its scope: evaluated at least values, far out and where variables meet; no variable is shifted."""

from __future__ import annotations

import random
import sys
from fractions import Fraction

import pytest
import sympy as sp

from lemmas import singular_value_step as one
from verify import catalogue, identity
from verify.judge.assumed import single
from verify.judge.claims import Stated
from verify.judge.runner import cases
from verify.judge.verdicts import Verdict

PAPERS = ("depth-not-data", "companion", "review")
FAR = (Fraction(7, 5), Fraction(3, 7), Fraction(19, 4), Fraction(1, 50), Fraction(1))


def asked(paper):
    """Every symbolic case that expects no refutation, with its single questions."""
    book = catalogue.revision(catalogue.paper(paper).revision)
    for module in catalogue.module_names(paper):
        for case in cases(catalogue.lemma(module), book):
            if case.claim is not None and case.claim.domain is None and not case.expects_refutation:
                yield case, list(single(case.claim.check(Stated(case.wording, case.under, case.statement.name))))


def points(variables, source):
    """The least value of each, all variables alike, and points far out, some of them at random."""
    lowest = Fraction(1, 3)  # of a real > 0
    least = {v.name: Fraction(v.least or 0) if v.integer or v.least is not None else lowest for v in variables}
    yield least
    for value in FAR:
        alike = {v.name: Fraction(max(v.least or 0, 3)) if v.integer else value for v in variables}
        yield alike
        yield {**alike, **{v.name: least[v.name] for v in variables if v.integer}}
    for _ in range(12):
        far = {v.name: source.choice(FAR) for v in variables if not v.integer}
        yield {**{v.name: Fraction((v.least or 0) + source.randrange(9)) for v in variables if v.integer}, **far}


@pytest.mark.parametrize("paper", PAPERS)
def test_no_point_of_a_scope_contradicts_a_proof(paper):
    source, contradicted, tried = random.Random(20), set(), 0
    for case, questions in asked(paper):
        for question in questions:
            space = getattr(question, "space", None)
            if space is None:
                continue
            for point in points(space.variables, source):
                if space.admits(point):
                    tried += 1
                    if question.replay(point).verdict is Verdict.REFUTED:
                        contradicted.add((case.id, str(point)))
    assert tried > 200 and contradicted == set()


@pytest.fixture
def shifts(monkeypatch):
    """The symbols that code of a folder replaces by an expression in themselves, as it makes a question."""
    seen, folders = set(), ["/lemmas/"]

    def watching(plain):
        def watched(self, *args, **options):
            if any(folder in sys._getframe(1).f_code.co_filename for folder in folders):
                pairs = dict([args]) if len(args) == 2 else dict(args[0])
                changed = {old: new for old, new in pairs.items() if isinstance(old, sp.Symbol) and old != new}
                seen.update(old for old, new in changed.items() if isinstance(new, sp.Expr) and old in new.free_symbols)
            return plain(self, *args, **options)

        return watched

    monkeypatch.setattr(sp.Basic, "subs", watching(sp.Basic.subs))
    monkeypatch.setattr(sp.Basic, "xreplace", watching(sp.Basic.xreplace))

    def of(questions):
        spaces = [question.space for question in questions if getattr(question, "space", None) is not None]
        found = {symbol.name for space in spaces for symbol in space.symbols.values() if symbol in seen}
        seen.clear()
        return found

    of.folders = folders
    return of


# what one depth more gives, less what this depth gives: both are in the question
STEPS = {"Review 1/settles"}


@pytest.mark.parametrize("paper", PAPERS)
def test_no_claim_shifts_a_variable_of_its_space(paper, shifts):
    """f(n + 1) for f(n) under a scope that says n >= 1 proves nothing at n = 1."""
    found = {case.id: shifts(questions) for case, questions in asked(paper) if case.statement.id not in STEPS}
    assert {id: names for id, names in found.items() if names} == {}


def test_a_shift_is_seen(shifts):
    """The claim that was PROVED for all L >= 1 and is false at L = 1, as it was asked."""
    shifts.folders.append("/tests/")
    moved = (one.step() - one.x).subs(one.L, one.L + 1)
    question = identity(moved.subs(one.x, 0), sp.Integer(0), one.REALS)
    assert shifts([question]) == {"L"} and question.decide().verdict is Verdict.PROVED
