"""The table of formal statements: tied to the whole of each statement, recorded by content, silent about other content."""

import dataclasses
import re
from dataclasses import replace

import pytest

from verify.formal import build, standing, table, trials
from verify.paper.formulas import Formula


def test_every_row_is_tied_and_the_record_is_of_just_this_content(rows, books):
    record = build.recorded(rows.folder)
    for key, entry in rows.entries.items():
        book = books[entry.paper]
        assert rows.text(entry, book), key
        assert record[key].accepted and build.standing(rows, entry, book, record[key]), f"{key}: run python -m verify formal"
        assert set(record[key].axioms) <= rows.axioms


def test_the_words_say_for_which_values_and_a_refutation_where(rows, books):
    for key, entry in rows.entries.items():
        assert entry.refutes == entry.printed, key
        words = rows.words(entry, books[entry.paper])
        if entry.refutes:
            assert re.match(r"false at \S.* = .*: ", words), f"{key}: at which network, or at which values?"
        else:
            assert words.startswith("for "), key
        assert "{" not in words


def test_the_words_hold_the_formulas_of_the_data_and_all_that_is_supposed(rows, book):
    entry, before = rows.entries["A.9/nu_diagonal"], wording(book, "A.9/nu_diagonal")
    assert before.parts["value"].text in rows.words(entry, book)
    other = replace(before, parts={"value": Formula.read("L*lambda_i**7")})
    assert "L*lambda_i**7" in rows.words(entry, trials.changed(book, entry, other))
    assert all(str(g) in rows.words(entry, book) for g in (*before.given, *book.results["A.9"].conventions))
    mu = rows.entries["A.1/eq_24.printed"]
    assert mu.domain == ("mu > 0",) and "mu > 0" in rows.words(mu, book)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [("{nu_diagonal.value}", "2", "do not show nu_diagonal.value"), ("{network}", "{nets}", "no phrase")],
)
def test_words_without_the_formula_are_refused(rows, book, old, new, why):
    entry = rows.entries["A.9/nu_diagonal"]
    with pytest.raises(table.Untied, match=why):
        rows.text(dataclasses.replace(entry, words=entry.words.replace(old, new)), book)


def test_a_domain_that_the_claim_leaves_out_is_refused(rows, book):
    entry = rows.entries["A.1/eq_24.printed"]
    with pytest.raises(table.Untied, match="domain"):
        rows.text(dataclasses.replace(entry, claim=entry.claim.replace("domain", "place")), book)


def test_the_sources_have_no_axiom_and_the_project_lists_them_all(rows):
    listed = {line for line in (rows.folder / "_CoqProject").read_text().splitlines() if line.endswith(".v")}
    assert listed == {file.name for file in rows.folder.glob("*.v")}
    for file in rows.folder.glob("*.v"):
        text = file.read_text()
        assert text.startswith("(* "), f"{file.name}: the first line says what lives there"
        assert not re.search(r"\b(Axiom|Parameter|Conjecture|Admitted|admit|bypass_check|Guard|Positivity|Universe)\b", text)


def wording(book, key):
    label, name = key.split("/")
    return table.wording_of(book.results[label].statements[name], False)


def test_a_changed_formula_is_no_longer_formal(rows, book):
    entry, before = rows.entries["A.9/nu_diagonal"], wording(book, "A.9/nu_diagonal")
    assert [item["verdict"] for item in standing.of(entry.id, book)] == ["FORMAL"]
    other = replace(before, parts={"value": Formula.read("L*lambda_i**(2*L-1)")})
    changed = trials.changed(book, entry, other)
    assert [item["verdict"] for item in standing.of(entry.id, changed)] == ["FAILED"]
    assert "FORMAL?" in standing.lines(entry.id, changed)[0]


def test_a_changed_assumption_is_refused(rows, book):
    entry, before = rows.entries["A.9/nu_diagonal"], wording(book, "A.9/nu_diagonal")
    for given in (before.given[1:], (*before.given, Formula.read("r >= 2"))):
        with pytest.raises(table.Untied, match="other assumptions"):
            rows.text(entry, trials.changed(book, entry, replace(before, given=given)))


@pytest.mark.parametrize(
    ("field", "old", "new", "why"),
    [
        ("claim", "nu_diagonal.value (L := layers S) (lambda_i := lam S i)", "0", "does not speak of nu_diagonal.value"),
        ("claim", "given", "taken", "does not have the assumptions"),
        ("proof", "move=>", "Admitted. Lemma a : True. move=>", "command of its own"),
    ],
)
def test_a_row_tied_to_a_part_only_is_refused(rows, book, field, old, new, why):
    entry = rows.entries["A.9/nu_diagonal"]
    other = dataclasses.replace(entry, **{field: getattr(entry, field).replace(old, new)})
    with pytest.raises(table.Untied, match=why):
        rows.text(other, book)


def test_a_divisor_needs_its_premise(rows, book):
    entry = rows.entries["A.9/nu_closed"]
    other = dataclasses.replace(entry, claim=re.sub(r"nu_closed\.defined [^>]*->", "", entry.claim))
    with pytest.raises(table.Untied, match="divisors"):
        rows.text(other, book)


def test_another_paper_has_no_formal_statement_here(book):
    assert standing.of("A.9/nu_sum", replace(book, paper="another")) == []


def test_a_record_of_another_content_says_nothing(rows, book):
    entry = rows.entries["A.9/nu_sum"]
    assert not build.standing(rows, entry, book, build.Verdict(entry.key, "0" * 64, True))


def test_without_the_assistant_the_build_says_so_and_the_record_is_still_shown(rows, book, monkeypatch):
    monkeypatch.setattr(build, "installed", lambda: False)
    with pytest.raises(build.BadInput, match="not installed"):
        build.library(rows.folder, 1)
    assert standing.of("A.9/nu_sum", book)[0]["verdict"] == "FORMAL"


def test_readme_says_how_many(book):
    readme = (table.FOLDER.parent / "README.md").read_text(encoding="utf-8")
    assert f"{standing.count(book)} statements and steps have a formal proof" in " ".join(readme.split())


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Closed under the global context\n", ()),
        ("Axioms:\nDeepLinear.A9.x : forall n : nat,\n  n = 0\n", ("DeepLinear.A9.x",)),
        ("Axioms:\nf is assumed to be guarded.\n", ("f",)),
        ("", ("output that cannot be read",)),
    ],
)
def test_what_print_assumptions_says_is_read(said, found):
    assert build._assumptions(said) == found


def test_the_kernel_refuses_a_changed_formula(rocq, rows, book, tmp_path):
    entry, before = rows.entries["A.9/total"], wording(book, "A.9/total")
    build.library(rows.folder, 2)
    other = replace(before, parts={**before.parts, "sum": Formula.read("r**2 + (d_0 + d_L - 3*r)*r")})
    todo = [(entry, "same", "", before), (entry, "changed", "", other)]
    assert [trial.by for trial in trials.trials(rows, book, todo, 1)] == ["nothing", "the kernel"]


def test_an_axiom_is_found_out(rocq, rows, book, tmp_path):
    entry = rows.entries["A.9/total"]
    for name in ("Definitions", "Roots", "Balanced"):
        (tmp_path / f"{name}.v").write_text((rows.folder / f"{name}.v").read_text())
    (tmp_path / "A9.v").write_text("(* a hole *)\nAxiom hole : forall P : Prop, P.\n")
    folder = dataclasses.replace(rows, folder=tmp_path)
    (tmp_path / "_CoqProject").write_text("-R . DeepLinear\nDefinitions.v\nRoots.v\nBalanced.v\nA9.v\n")
    build.library(tmp_path, 2)
    verdict = build.check(folder, dataclasses.replace(entry, proof="exact: hole."), book)
    assert not verdict.accepted and "hole" in verdict.why
