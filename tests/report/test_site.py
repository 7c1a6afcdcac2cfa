"""The site without a browser: what is in it, that all links lead somewhere, and that no text of a file becomes markup."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from html import unescape
from xml.etree import ElementTree

import pytest

from tests.report.reading import (
    BOMBS,
    LATEX_BOMBS,
    Page,
    assert_links_lead_somewhere,
    assert_pages_forbid_the_rest,
    hostile,
    pages_of,
)
from verify import catalogue
from verify.__main__ import main
from verify.errors import BadInput
from verify.judge.run import read_run
from verify.report import saved
from verify.report.rows import as_json
from verify.report.site.extras import Extras, prose
from verify.report.site.files import MARK
from verify.report.site.graph import drawing
from verify.report.site.mathematics import ATTRIBUTES, ELEMENTS, mathml, with_formulas
from verify.report.site.model import NOT_RUN
from verify.report.site.names import Names, slug
from verify.report.site.pages import unrendered, write
from verify.report.site.sentences import assumption, sentence

BOOK = catalogue.revision("full-text")


def test_every_statement_and_verdict_appears(site, data):
    index = Page(site / "index.html")
    rows = [a for tag, a in index.elements if tag == "tr" and "data-verdict" in a]
    assert len(rows) == len(data["paper"]["statements"])
    by_hand: dict[str, set] = {}
    covered: dict[str, dict] = {}
    for row in data["results"]:
        if row["reading"] == "printed":
            by_hand.setdefault(row["id"], set()).add(row["verdict"])
            covered.setdefault(row["id"], {}).setdefault(row["under"], set()).add(row["verdict"])
    for s, row in zip(data["paper"]["statements"], rows):
        found = by_hand.get(s["id"], {NOT_RUN})
        worst = next(v for v in ("REFUTED", "ERROR", "UNDECIDED", "SUPPORTED", "PROVED", NOT_RUN) if v in found)
        readings = covered.get(s["id"], {})
        proved = {reading for reading, verdicts in readings.items() if "PROVED" in verdicts}
        if worst == "SUPPORTED" and (None in proved or (proved >= set(readings) - {None} and proved)):
            worst = "PROVED"  # the strongest evidence first, where it covers every reading of the assumptions
        assert (row["data-verdict"], row["data-kind"]) == (worst, s["kind"])
        stands = "none" if worst in ("PROVED", "SUPPORTED") else "open"
        assert row["data-severity"] == (s["finding"]["severity"] if s["finding"] else stands)
        assert s["id"].lower() in row["data-search"]


def test_no_statement_stands_beside_a_refutation_without_a_finding(data, tmp_path):
    data = copy.deepcopy(data)
    (changed,) = (s for s in data["paper"]["statements"] if s["id"] == "A.9/bulk_multiplicity")
    changed["finding"] = None
    write(data, tmp_path / "site", "made by", "checked by", Extras())
    rows = [a for tag, a in Page(tmp_path / "site/index.html").elements if tag == "tr" and "data-verdict" in a]
    (row,) = (a for s, a in zip(data["paper"]["statements"], rows) if s is changed)
    assert (row["data-verdict"], row["data-severity"]) == ("REFUTED", "open")
    assert "1 statement without a finding is not shown to stand" in Page(tmp_path / "site/results/a-9.html").text
    assert "The words count findings only" in Page(tmp_path / "site/graph.html").text


def typeset(text: str) -> str:
    """The words of a sentence as a page shows them."""
    return " ".join(unescape(re.sub("<[^>]*>", "", str(sentence(text)))).split())


def test_the_page_of_a_result_says_everything(site, data):
    page = Page(site / "results" / "a-9.html")
    for row in data["results"]:
        assert " ".join(row["scope"].split()) in page.text
        assert " ".join(row["method"].split()) in page.text
        for line in row["certificate"]:
            assert " ".join(line.split()) in page.text
        if row["replay"] and row["id"] == "A.9/bulk_multiplicity" and row["under"] == "padded":
            assert row["replay"] in page.text
    for s in data["paper"]["statements"]:
        if s["result"] == "A.9":
            assert s["printed"]["formula"] in page.text and typeset(s["where"]) in page.text
            if s["finding"]:
                assert typeset(s["finding"]["because"]) in page.text
                assert typeset(data["paper"]["causes"].get(s["finding"]["cause"], ""))[1:] in page.text
                assert s["finding"]["repaired"]["formula"] in page.text
    assert sum(tag == "math" for tag, _ in page.elements) >= 20


def test_a_page_opens_with_the_lemmas_own_words_and_leads_from_them_to_the_statements(site, data):
    page = Page(site / "results" / "a-9.html")
    assert page.text.index("Under Assumptions 3.1 and 3.2") < page.text.index("What does not hold as printed")
    said = [a for _, a in page.elements if a.get("class", "").startswith("said")]
    statements = [s for s in data["paper"]["statements"] if s["result"] == "A.9" and s["kind"] == "statement"]
    assert {a["href"] for a in said} == {f"#s-{s['name'].replace('_', '-')}" for s in statements}
    failing = {a["href"] for a in said if a["class"] != "said s-none"}
    assert failing == {"#s-bulk-multiplicity", "#s-zero-multiplicity", "#s-nonzero-count"}
    cards = [a for tag, a in page.elements if tag == "details" and a.get("class", "").startswith("card statement")]
    assert [a["id"] for a in cards if "open" in a] == ["s-zero-multiplicity", "s-bulk-multiplicity", "s-nonzero-count"]
    fails = ["s-none" not in a["class"] for a in cards]
    assert fails == sorted(fails, reverse=True), "what fails comes before what holds"


def test_counterexamples_show_their_matrices(site):
    for name in ("index.html", "findings.html", "results/a-9.html"):
        assert "Hessian = [1 1] [1 1]" in Page(site / name).text, name
    assert "zero eigenvalues of the outer-product Hessian: printed 0, true 1" in Page(site / "findings.html").text


def test_a_formal_proof_is_shown_and_only_of_the_wording_that_it_is_about(site, data):
    page = (site / "results" / "a-9.html").read_text(encoding="utf-8")
    card = page[page.index('id="s-nu-sum"') : page.index('id="s-nu-diagonal"')]
    assert data["formal"]["A.9/nu_sum"][0]["verdict"] == "FORMAL" and "v-formal" in card.partition("</summary>")[0]
    failing = page[page.index('id="s-bulk-multiplicity"') :].partition("</summary>")[0]
    assert failing.index("needs an assumption") < failing.index("repaired:")
    assert "v-formal" not in failing.partition("repaired:")[0]


@pytest.mark.parametrize(
    "text, shown",
    [
        ("d_0 must be rank Sigma_xx", "<i>d</i><sub>0</sub> must be rank <i>Σ</i><sub>xx</sub>"),
        ("lambda_{i,t+1} > 1", "<i>λ</i><sub>i,t+1</sub> &gt; 1"),
        ("A_o^T, bulk_multiplicity or A.1/ratio", "<i>A</i><sub>o</sub><sup>T</sup>, bulk_multiplicity or A.1/ratio"),
        ("mu^(2(l-1)) <script>", "<i>μ</i><sup>2(l-1)</sup> &lt;script&gt;"),
        ("lambdas and d_hidden stay", "lambdas and d_hidden stay"),
    ],
)
def test_symbols_in_sentences_are_typeset(text, shown):
    assert str(sentence(text)) == shown


def test_all_words_and_assumptions_of_the_papers_are_rendered():
    for paper in catalogue.papers().values():
        for result in catalogue.revision(paper.revision).results.values():
            for words in result.text:
                assert "<code>" not in with_formulas(words), words
            for s in result.statements.values():
                for formula in (*result.conventions, *s.printed.given):
                    assert assumption(str(formula)).startswith("<math"), formula


def test_a_statement_shows_what_replaces_it(data, site, tmp_path):
    new = catalogue.replacements()
    write(data, tmp_path / "site", "", "", Extras(replacements=new))
    page = Page(tmp_path / "site" / "results" / "a-9.html")
    shown = [s["id"] for s in data["paper"]["statements"] if s["result"] == "A.9" and s["id"] in new]
    assert len(shown) >= 4
    for heir in {heir.id: heir for id in shown for heir in new[id]}.values():
        assert f"In the repaired paper: {heir.where} {heir.id}" in page.text
        assert heir.printed.sentence.partition("Then ")[2].partition(" ")[0] in page.text
    assert "In the repaired paper" not in Page(site / "results" / "a-9.html").text


def test_scripts_run_without_this_package(site):
    script = site / "scripts" / "a-9-bulk-multiplicity.py"
    done = subprocess.run([sys.executable, "-I", str(script)], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.endswith("REFUTED\n")


def test_every_link_leads_somewhere_and_none_leaves(site):
    assert len(assert_links_lead_somewhere(site)) == len(BOOK.results) + 4


def test_every_page_forbids_what_it_does_not_need(site):
    assert_pages_forbid_the_rest(pages_of(site))


def test_all_formulas_of_the_papers_are_rendered():
    for paper in catalogue.papers().values():
        book = catalogue.revision(paper.revision)
        assert unrendered(as_json([], book, read_run())) == []


# ------------------------------------------------------------------------------------------------------- hostile text
def test_hostile_text_stays_text(data, tmp_path):
    bad = hostile(data)
    write(bad, tmp_path / "out", BOMBS[0], BOMBS[1])
    good = tmp_path / "good"
    write(data, good, "a", "b")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["good", "out"]
    usual = {tag for page in pages_of(good).values() for tag, _ in page.elements}
    pages = pages_of(tmp_path / "out")
    assert len(pages) == len(pages_of(good))
    for path, page in pages.items():
        assert re.fullmatch(r"[a-z0-9-]+\.html", path.name)
        assert {tag for tag, _ in page.elements} <= usual | {"code"}, path
        assert sum(tag == "script" for tag, _ in page.elements) == 1
        for tag, attributes in page.elements:
            assert not any(key.startswith("on") or key == "style" for key in attributes), (tag, attributes)
            for key in ("href", "src"):
                assert not attributes.get(key, "").lower().startswith(("javascript", "http", "data")), attributes
    index = pages[tmp_path / "out" / "index.html"]
    assert "{{ 7 * 7 }}" in index.text and "<script>alert(1)</script>" in index.text


@pytest.mark.parametrize("latex", LATEX_BOMBS)
def test_hostile_latex_is_refused_or_harmless(latex):
    rendered = mathml(latex)
    if rendered is not None:
        for node in ElementTree.fromstring(str(rendered)).iter():
            assert node.tag in ELEMENTS and set(node.attrib) <= ATTRIBUTES
            assert not any(re.search(r"[:()/]", value) for value in node.attrib.values())


def test_a_hostile_revision_file_makes_an_honest_site(tmp_path, edited):
    bomb = "<script>alert(1)</script>"
    copy_ = edited('because    = "', f'because    = "{bomb} ', '["A.9".bulk_multiplicity.finding]')
    book = catalogue.revision(str(copy_))
    write(json.loads(json.dumps(as_json([], book, read_run()))), tmp_path / "s", "", "")
    text = (tmp_path / "s" / "results" / "a-9.html").read_text(encoding="utf-8")
    assert bomb not in text and "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_markdown_brings_no_html_no_pictures_and_no_dangling_links():
    made = str(prose("# T\n<script>x</script> [a](b.md) [c](https://d.e) [f](javascript:g) ![h](http://i/j.png)\n\n|k|\n|-|\n|l|"))
    assert "<script" not in made and "<img" not in made and 'href="b.md"' not in made and "javascript:g\"" not in made
    assert '<a href="https://d.e">c</a>' in made and "<td>l</td>" in made


# ------------------------------------------------------------------------------------------------------- parts
def test_names_are_plain_and_never_shared():
    names = Names("page")
    made = [names.of(key) for key in ("A.9", "a 9", "A 9", "", "…", "../..", "Ä/ß", "x" * 500)]
    assert len(set(made)) == len(made) and names.of("A.9") == "a-9" == made[0]
    assert all(re.fullmatch(r"[a-z0-9-]{1,70}", name) for name in made)
    assert slug("../../etc") == "etc"


def test_formulas_keep_what_tex_means():
    assert ">rk<" in mathml(r"\operatorname{rk}\Sigma") and 'mathvariant="normal">Σ' in mathml(r"\Sigma")
    assert "𝟎" in mathml(r"\mathbf{0}") and 'display="block"' in mathml("x", "block")
    assert 'lspace="0"' in mathml("x^{l+1}") and "lspace" not in mathml("l+1")
    assert mathml("") is None and mathml(r"\nonsense x") is None


def test_the_drawing_goes_downwards_and_nothing_overlaps():
    uses = {label: list(r.used_results) for label, r in BOOK.results.items()}
    made = drawing(uses)
    spot = {node.label: node for node in made.nodes}
    assert {(e.used, e.user) for e in made.edges} == {(u, label) for label, used in uses.items() for u in used}
    assert all(spot[e.used].y < spot[e.user].y for e in made.edges)
    wide, high = made.box
    for a in made.nodes:
        assert 0 <= a.x <= made.width - wide and 0 <= a.y <= made.height - high
        assert all(a is b or a.y != b.y or abs(a.x - b.x) >= wide for b in made.nodes)


def test_the_drawing_survives_circles_and_nothing():
    made = drawing({"a": ["b", "a"], "b": ["c"], "c": ["a"], "d": ["unknown"]})
    assert {(e.used, e.user) for e in made.edges} == {("b", "a"), ("c", "b"), ("a", "c")}
    assert drawing({}).nodes == ()


def test_extra_pages(data, tmp_path):
    scores = tmp_path / "scores.json"
    scores.write_text(json.dumps({"score": 0.93, "results": [{"result": "A.9", "killed": 12, "<b>": "<i>"}]}))
    (tmp_path / "rates.md").write_text("# Rates\n\n| error | found |\n|---|---|\n| exponent | 9 of 10 |\n")
    figures = tmp_path / "figures"
    figures.mkdir()
    for name in ("figure 1.svg", "figure 1.png", "figure 1.csv", "notes.txt"):
        (figures / name).write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    extras = Extras(mutation=scores, detection=tmp_path / "rates.md", figures=figures, diff=(BOOK, BOOK))
    write(data, tmp_path / "out", "", "", extras)
    mutation, shown = Page(tmp_path / "out" / "mutation.html"), Page(tmp_path / "out" / "figures.html")
    assert "0.93" in mutation.text and "killed" in mutation.text and "<i>" in mutation.text
    assert "9 of 10" in Page(tmp_path / "out" / "detection.html").text
    assert "figures/figure-1.svg" in shown.links and "figures/figure-1.csv" in shown.links
    assert "print the same" in Page(tmp_path / "out" / "revisions.html").text
    assert {"mutation.html", "figures.html", "revisions.html"} <= set(Page(tmp_path / "out" / "index.html").links)


def test_revisions_side_by_side(data, tmp_path, edited):
    new = catalogue.revision(str(edited('"r**2"', '"r**3"', '["A.9".dominant_multiplicity]')))
    write(data, tmp_path / "out", "", "", Extras(diff=(BOOK, new)))
    text = Page(tmp_path / "out" / "revisions.html").text
    assert "A.9/dominant_multiplicity" in text and "r**2" in text and "r**3" in text


def test_revisions_with_their_verdicts(capsys, data, tmp_path, edited):
    new = str(edited('"r**2"', '"r**3"', '["A.9".dominant_multiplicity]'))
    assert main(["diff", "full-text", new, "--L", "2", "--examples", "3", "--format", "json"]) == 0
    file = tmp_path / "diff.json"
    file.write_text(capsys.readouterr().out)
    write(data, tmp_path / "out", "", "", Extras(changes=file))
    text = Page(tmp_path / "out" / "revisions.html").text
    before, after = text.index("read as r**2"), text.index("read as r**3")
    assert "SUPPORTED" in text[before:after] and "REFUTED" in text[after:]
    file.write_text("{}")
    with pytest.raises(BadInput, match="not the output of verify diff"):
        write(data, tmp_path / "out", "", "", Extras(changes=file))
    assert Page(tmp_path / "out" / "revisions.html").text == text, "bad input costs no site that is there"


def test_only_a_folder_of_our_own_is_replaced(data, tmp_path):
    out = tmp_path / "out"
    write(data, out, "", "")
    (out / "stale.html").write_text("old")
    write(data, out, "", "")
    assert not (out / "stale.html").exists()
    (out / MARK).unlink()
    with pytest.raises(BadInput, match="holds other files"):
        write(data, out, "", "")
    assert (out / "index.html").exists()


# ------------------------------------------------------------------------------------------------------- the command
def test_report_from_a_saved_run(cli, data, tmp_path):
    run = tmp_path / "run.json"
    saved.write(run, data)
    done = cli("report", "--from", str(run), "--out", str(tmp_path / "site"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "index.html" in done.stdout and (tmp_path / "site" / "trust.html").is_file()
    footer = Page(tmp_path / "site" / "index.html").text
    assert "python -m verify lemma_a9 --L 2,3 --examples 4" in footer


def test_surprises_and_unfinished_runs_are_told(data, tmp_path):
    odd = copy.deepcopy(data)
    odd["unfinished"] = ["A.9/gap/printed/x"]
    odd["results"][0].update(verdict="UNDECIDED", expected=False, surprise="UNDECIDED: balls too fat")
    write(odd, tmp_path / "out", "", "")
    index, page = Page(tmp_path / "out" / "index.html"), Page(tmp_path / "out" / "results" / "a-9.html")
    assert "Unfinished run." in index.text and "1 statement not as expected" in index.text
    assert "balls too fat" in page.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not JSON"),
        ("[]", "$"),
        ('{"schema": 2}', "schema 2, expected 4"),
        ('{"schema": 4}', "required"),
    ],
)
def test_a_file_that_is_no_run_is_one_clear_line(capsys, tmp_path, content, words):
    path = tmp_path / "run.json"
    path.write_text(content)
    assert main(["report", "--from", str(path), "--out", str(tmp_path / "site")]) == 2
    told = capsys.readouterr()
    assert words in told.err and len(told.err.splitlines()) == 1 and told.out == ""
    assert not (tmp_path / "site").exists()
