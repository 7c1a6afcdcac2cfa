"""One claim on one instance: is the instance admitted by the assumptions, and what does the check say of it."""

from __future__ import annotations

from typing import Any

from verify.errors import BadInput
from verify.judge.cases import Case
from verify.judge.claims import Stated
from verify.judge.verdicts import Answer, Evidence, Verdict, differs, undecided
from verify.paper.formulas import Imprecise, TooLarge, Undefined


def check(case: Case, instance: Any) -> Answer | Evidence:
    """The claim's answer on one instance; ERROR evidence when the check itself breaks."""
    assert case.claim is not None
    try:
        answer: Answer = case.claim.check(Stated(case.wording, case.under, case.statement.name), instance)
        return answer
    except Undefined as error:
        return differs("the stated formula", f"no value ({error})", "a value is claimed")
    except Imprecise as error:
        return undecided(str(error))
    except (TooLarge, BadInput):
        raise
    except Exception as error:
        return broken(error)


def broken(error: Exception) -> Evidence:
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
