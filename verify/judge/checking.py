"""One claim on one instance: is the instance admitted by the assumptions, and what does the check say of it."""

from __future__ import annotations

from typing import Any

from verify.errors import BadInput
from verify.judge.agreement import NotWhole
from verify.judge.cases import Case
from verify.judge.claims import Stated
from verify.judge.verdicts import Answer, Evidence, Verdict, differs, undecided
from verify.paper.formulas import Imprecise, NoValue, TooLarge, Undefined
from verify.paper.statements import Statement, Wording

NOT_ASKED = "not asked"  # the method of a verdict on a statement that claims cannot read


def misread(case: Case) -> Evidence | None:
    """UNDECIDED where a symbol of the statement, or of the reading, means something else here than for the claims.

    So does one in a stated formula that the verifier does not have: a claim may use its name for a quantity of its own.
    """
    told = case.statement.misread or (case.under.misread if case.under else "") or unread(case.statement, case.wording)
    return Evidence(Verdict.UNDECIDED, "nothing", NOT_ASKED, told) if told else None


def unread(statement: Statement, wording: Wording) -> str:
    """What to do about a symbol in the formulas of a wording that the verifier does not have; empty when it has them all."""
    names = frozenset().union(*(formula.names for formula in wording.parts.values()))
    return next((told for name, told in statement.unknown.items() if name in names), "")


def check(case: Case, instance: Any) -> Answer | Evidence:
    """The claim's answer on one instance; ERROR evidence when the check itself breaks, UNDECIDED for a misread statement."""
    assert case.claim is not None
    told = misread(case)
    if told is not None:
        return told
    try:
        answer: Answer = case.claim.check(Stated(case.wording, case.under, case.statement.name), instance)
        return answer
    except Undefined as error:
        return differs("the stated formula", f"no value ({error})", "a value is claimed")
    except NotWhole as error:
        return error.answer
    except Imprecise as error:
        return undecided(str(error))
    except (TooLarge, BadInput):
        raise
    except Exception as error:
        return broken(case, error)


def broken(case: Case, error: Exception) -> Evidence:
    """ERROR; but UNDECIDED, with what to do, where the data use a symbol that the verifier does not have."""
    if isinstance(error, NoValue) and error.symbol in case.statement.unknown:
        return Evidence(Verdict.UNDECIDED, "nothing", NOT_ASKED, case.statement.unknown[error.symbol])
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
    return Evidence(Verdict.ERROR, "nothing", "the check broke", f"{type(error).__name__}: {error}{place}")


def not_admitted(case: Case, instance: Any) -> str | None:
    """The first assumption that the instance does not certainly satisfy; None when it satisfies all."""
    facts = instance.facts
    assumed = [*case.conventions, *case.wording.given, *(case.under.given if case.under else ())]
    for formula in assumed:
        try:
            holds = formula.holds(**facts)
        except (Undefined, Imprecise, KeyError, TypeError):
            holds = None
        if holds is not True:
            return str(formula)
    if case.under is not None and "rank_xx" in facts and case.under.rank_xx.at(**facts) != facts["rank_xx"]:
        return f"rank_xx == {case.under.rank_xx}"
    return None
