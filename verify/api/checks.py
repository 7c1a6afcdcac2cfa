"""check and try_formula: a lemma, a statement or a formula of the user's own, held against the truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from verify import catalogue
from verify.api.selection import cases_of, named, revision_name
from verify.errors import BadInput
from verify.judge.cases import Case
from verify.judge.run import Run, read_run
from verify.judge.runner import examine
from verify.judge.verdicts import Verdict
from verify.paper import grammar
from verify.paper.formulas import Formula
from verify.paper.statements import Revision
from verify.report import rows as rows_of
from verify.report.brief import Summed, brief, sentence, summed
from verify.report.rows import Row


@dataclass(frozen=True)
class Report:
    """What was found of some statements, in their order. Its repr is the text that the command prints."""

    rows: tuple[Row, ...]
    revision: Revision
    run: Run

    @property
    def statements(self) -> tuple[Summed, ...]:
        """Each statement with its verdicts."""
        return tuple(summed(self.rows))

    @property
    def failures(self) -> tuple[Summed, ...]:
        """The statements that do not hold as printed, and those whose verdict is not as expected."""
        return tuple(s for s in self.statements if s.finding is not None or s.surprises)

    @property
    def as_expected(self) -> bool:
        """Whether no verdict is a surprise: exit status 0 of the command."""
        return all(row.expected for row in self.rows)

    def __getitem__(self, name: str) -> Summed:
        """A statement by name, "zero_multiplicity", or by id, "A.9/zero_multiplicity". Raises KeyError."""
        for s in self.statements:
            if name in (s.statement.name, s.statement.id):
                return s
        raise KeyError(name)

    def __iter__(self) -> Iterator[Summed]:
        return iter(self.statements)

    def __len__(self) -> int:
        return len(self.statements)

    def to_dict(self) -> dict[str, Any]:
        """The JSON report of `--format json` as plain data."""
        return rows_of.as_json(list(self.rows), self.revision, self.run)

    def __repr__(self) -> str:
        return "\n".join(brief(self.rows, self.revision)).lstrip("\n")

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        from html import escape

        lines = "".join(f"<li>{escape(s.line())}</li>" for s in self.statements)
        return f"<ul style='list-style:none'>{lines}</ul><p>{escape(sentence(self.statements, self.revision))}</p>"


def check(
    *names: str,
    L: int | str | Sequence[int] | None = None,
    widths: Sequence[int] | None = None,
    rank: int | None = None,
    examples: int | None = None,
    dps: int = 50,
    seed: int = 0,
    revision: str | None = None,
    paper: str | None = None,
    wording: str = "both",
) -> Report:
    """Check lemmas, "A.9", or statements, "A.9/bulk_multiplicity"; the options are those of python -m verify.

    L: depths of the instances (6, "2..8" or [2, 3]); proofs always cover their own scope. widths, rank: sizes of the
    instances. examples: instances for each sampled check. dps: digits of the mpmath instances. wording: "printed",
    "repaired" or "both". Raises BadInput for names and options that do not fit.

    >>> report = check("A.5/squared", seed=1)
    >>> len(report), report.failures, report["squared"].state
    (1, (), 'proved')
    """
    if not names:
        raise BadInput('name at least one lemma or statement, for example check("A.9")')
    depths = None if L is None else str(L) if isinstance(L, int | str) else ",".join(map(str, L))
    sizes = None if widths is None else ",".join(map(str, widths))
    todo: list[Case] = []
    book: Revision | None = None
    used = revision
    for name in names:
        if "/" in name and not name.startswith(tuple(f"{p}/" for p in catalogue.papers())):
            used, found, cases = named(name, revision, paper)
        else:
            module = catalogue.module_name(name, paper)
            used = revision_name(revision, paper or (catalogue.paper_of(module) if revision is None else None))
            found = catalogue.revision(used)
            cases = list(cases_of([module], found, wording))
        if book is not None and book.name != found.name:
            raise BadInput(f"{', '.join(names)} belong to several papers: check one at a time")
        book = found
        todo += [case for case in cases if wording == "both" or case.reading == wording or "/" not in name]
    assert book is not None and used is not None
    if not todo:
        raise BadInput(f"revision {book.name} states nothing that {', '.join(names)} checks")
    run = read_run(depths, sizes, rank, examples, dps, seed, used, wording)
    return Report(tuple(Row(case, examine(case, run)) for case in todo), book, run)


def try_formula(
    id: str,
    formula: str | dict[str, str],
    *,
    examples: int | None = None,
    L: int | str | None = None,
    revision: str | None = None,
    paper: str | None = None,
) -> Report:
    """Hold a formula of your own in place of a printed one: what the statement's own checks say of it.

    formula: a text in the grammar of the revision files, or one for each part of a statement that has several
    ({"lower": …, "upper": …}). Raises BadInput for text outside the grammar, with the place.

    >>> try_formula("A.9/bulk_multiplicity", "(rank_xx + d_L - 2*r)*r").as_expected
    True
    """
    used, book, found = named(id, revision, paper)
    statement = found[0].statement
    given = {"value": formula} if isinstance(formula, str) else dict(formula)
    if set(given) - set(statement.printed.parts):
        names = ", ".join(statement.printed.parts) or "none"
        raise BadInput(f"{statement.id} has the parts {names}: give a formula for those")
    parts = dict(statement.printed.parts)
    for name, text in given.items():
        try:
            read = Formula.read(text, frozenset(book.symbols), None, book.aliases)
        except grammar.NotInGrammar as error:
            raise BadInput(f"{statement.id}, {name}: {error.pointing()}") from None
        if read.is_relation != parts[name].is_relation:
            raise BadInput(f"{statement.id}, {name}: must be {'a comparison' if parts[name].is_relation else 'a value'}")
        parts[name] = read
    bare = replace(statement, printed=replace(statement.printed, parts=parts, latex=""), finding=None)
    todo = [replace(case, statement=bare) for case in _every(book, statement.id)]
    run = read_run(None if L is None else str(L), None, None, examples, 50, 0, used, "printed")
    return Report(tuple(Row(case, examine(case, run)) for case in todo), book, run)


def _every(book: Revision, id: str) -> Iterator[Case]:
    """Every claim about a statement, as if nothing had been found of it."""
    from verify.auditing.judgement import cases_of as plainly
    from verify.judge.claims import claims_of

    result, name = id.split("/", 1)
    statement = book.results[result].statements[name]
    for module in catalogue.module_names(book.paper):
        claims = [c for c in claims_of(catalogue.lemma(module)) if c.result == result and c.statement == name]
        yield from plainly(statement, claims, book)


def refuted(report: Report) -> bool:
    """Whether a formula that was tried is contradicted."""
    return any(row.evidence.verdict is Verdict.REFUTED for row in report.rows)
