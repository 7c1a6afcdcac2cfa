"""One site of several papers, through the public command: what the front page counts, where links lead, what is refused."""

from __future__ import annotations

import copy
import json
import re
import shlex
from pathlib import Path

import pytest

from tests.effort import nightly
from tests.report.reading import (
    BOMBS,
    Page,
    assert_links_lead_somewhere,
    assert_pages_forbid_the_rest,
    hostile,
    pages_of,
)
from verify import catalogue
from verify.__main__ import main
from verify.api.selection import cases_of
from verify.commands import running
from verify.report import saved
from verify.report.distinct import WORDS

THREE = ("depth-not-data", "companion", "review")
PLAN = """
sweep = "small sweep"
title = "ratio of a small sweep"
measures = ["ratio"]
[axes]
spread = ["0", "1/16"]
L = [2, 3]
[[plots]]
name = "curve"
x = "L"
y = ["ratio"]
by = "spread"
"""


def cards(page: Path) -> list[str]:
    """The text of the front page paper by paper."""
    text = page.read_text(encoding="utf-8")
    parts = re.findall(r'<article class="card paper-card".*?</article>', text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in parts]


def counted(run):
    """How many statements have each severity, or stand, or are not shown to, from the JSON alone."""
    found: dict[str, set] = {}
    for row in run["results"]:
        if row["reading"] == "printed":
            found.setdefault(row["id"], set()).add(row["verdict"])
    stands = {id for id, verdicts in found.items() if verdicts <= {"PROVED", "SUPPORTED"}}
    statements = run["paper"]["statements"]
    told = [s["finding"]["severity"] if s["finding"] else ("open", "none")[s["id"] in stands] for s in statements]
    return {severity: told.count(severity) for severity in told}


def test_the_front_page_counts_every_paper_and_leads_to_it(front, runs):
    papers = [json.loads((runs / f"{name}.json").read_text()) for name in catalogue.papers()]
    shown, page = cards(front / "index.html"), Page(front / "index.html")
    assert len(shown) == len(papers) == 4
    for name, run, text in zip(catalogue.papers(), papers, shown):
        assert run["revision"]["title"].replace("'", "&#39;") in text and f"revision {run['revision']['name']}" in text
        for severity, n in counted(run).items():
            word = {"none": "hold as printed", "open": "not shown"}.get(severity) or WORDS[severity]
            assert re.search(rf"\b{n} \S {word}", text), (name, severity)
            assert f"{name}/index.html#severity={severity}" in page.links
        assert f"Nothing new in {run['summary']['cases']} verdicts." in text
        assert f"{name}/index.html" in page.links
        index = (front / name / "index.html").read_text(encoding="utf-8")
        assert index.count("<tr data-verdict") == len(run["paper"]["statements"])


def test_every_page_leads_back_to_the_front_and_none_leaves(front):
    pages = assert_links_lead_somewhere(front)
    assert_pages_forbid_the_rest(pages)
    assert not list(front.glob("*/assets")), "style and font are there once"
    for path, page in pages.items():
        targets = {(path.parent / link.partition("#")[0]).resolve() for link in page.links if not link.startswith("#")}
        assert (front / "index.html").resolve() in targets, path


def test_what_docs_say_of_the_first_paper_stands_beside_the_front_page(front, runs, tmp_path):
    assert {"mutation.html", "detection.html", "sweeps.html", "trust.html"} <= set(Page(front / "index.html").links)
    sweeps = Page(front / "sweeps.html")
    assert len([link for link in sweeps.links if link.endswith(".svg")]) == 10, "five pictures, each with a link"
    assert "docs/sweeps/decay_of_zero_space.toml" in sweeps.text and "Computed by the exact-spectrum" in sweeps.text
    out = tmp_path / "site"
    two = [x for name in ("companion", "review") for x in ("--from", str(runs / f"{name}.json"))]
    assert main(["report", *two, "--out", str(out)]) == 0
    assert [path.name for path in sorted(out.glob("*.html"))] == ["index.html", "trust.html"]
    assert len(cards(out / "index.html")) == 2 and (out / "companion" / "index.html").is_file()


def test_one_run_makes_the_site_of_one_paper(runs, tmp_path):
    out = tmp_path / "site"
    assert main(["report", "--from", str(runs / "companion.json"), "--out", str(out)]) == 0
    page = Page(out / "index.html")
    assert cards(out / "index.html") == [] and "All papers" not in page.text and "sweeps.html" not in page.links


@pytest.fixture
def small(monkeypatch):
    """Every paper has one small module."""
    modules = {"depth-not-data": ["lemma_a5"], "companion": ["companion.appendix_b"], "review": ["review.section_3"]}
    modules["repaired"] = ["repaired.result_12_equal_heads"]
    monkeypatch.setattr(catalogue, "module_names", lambda of="depth-not-data": modules[of])


def test_a_paper_that_no_run_is_given_of_is_run_and_kept(capsys, runs, tmp_path, small):
    out, kept = tmp_path / "site", tmp_path / "kept"
    given = [x for name in ("review", "repaired", "depth-not-data") for x in ("--from", str(runs / f"{name}.json"))]
    asked = ["--examples", "2", "--save", str(kept), "--out", str(out)]
    assert main(["report", "--paper", "all", *given, *asked]) == 0
    assert "checking companion (1 of 1)" in capsys.readouterr().err
    assert [path.name for path in kept.iterdir()] == ["companion.json"]
    again = saved.load(kept / "companion.json")
    assert again["options"]["examples"] == 2 and again["options"]["revision"] == "companion" and again["results"]
    assert len(cards(out / "index.html")) == 4


INTERRUPTIONS = [(0, False), (1, True), *(pytest.param(n, False, marks=nightly) for n in (1, 2))]


@pytest.mark.parametrize(("finished", "save"), INTERRUPTIONS)
def test_after_an_interruption_the_printed_commands_finish_the_site(capsys, monkeypatch, tmp_path, small, finished, save):
    papers = list(catalogue.papers().values())
    books = [(catalogue.module_names(paper.name), catalogue.revision(paper.revision)) for paper in papers[:finished]]
    before = sum(len(list(cases_of(modules, book))) for modules, book in books)
    real, count = running.examine, iter(range(before + 1))

    def examine(case, run):
        if next(count, None) is None:
            raise KeyboardInterrupt
        return real(case, run)

    monkeypatch.setattr(running, "examine", examine)
    out = tmp_path / "site"
    asked = ["--examples", "1", "--out", str(out), *(["--save", str(tmp_path / "runs")] if save else [])]
    assert main(["report", "--paper", "all", *asked]) == 130
    told = capsys.readouterr().err
    assert told.count("checking ") == finished + 1 and not out.exists()
    lines = [line.partition("python -m verify ")[2] for line in told.splitlines()]
    commands = [shlex.split(line) for line in lines if line]
    (resume,) = (command for command in commands if "--resume" in command)
    (site,) = (command for command in commands if "--paper" in command)
    monkeypatch.setattr(running, "examine", real)
    assert main(resume) == 0
    capsys.readouterr()
    assert main(site) == 0
    assert capsys.readouterr().err.count("checking ") == 3 - finished, "what is finished is not run again"
    assert all("Nothing new in" in text for text in cards(out / "index.html"))
    assert Page(out / "index.html").text.count(", 1 instances for each sampled claim") == 4


def test_what_is_not_as_expected_is_told_in_front(runs, tmp_path):
    folder = tmp_path / "runs"
    folder.mkdir()
    first, companion, review = (saved.load(runs / f"{name}.json") for name in THREE)
    first["results"][0].update(verdict="UNDECIDED", expected=False, surprise="UNDECIDED: balls too fat")
    first["summary"]["surprises"] = 1
    companion["unfinished"] = [companion["results"].pop()["case"]]
    review.update(results=[], summary={key: 0 for key in review["summary"]})
    for name, run in (("a", first), ("b", companion), ("c", review)):
        saved.write(folder / f"{name}.json", run)
    out = tmp_path / "site"
    assert main(["report", "--from", str(folder), "--out", str(out)]) == 1
    shown = cards(out / "index.html")
    assert "1 statement not as expected" in shown[0] and "Nothing new" not in shown[0] and "not shown" in shown[0]
    assert "Unfinished run." in shown[1] and re.search(r"Nothing new in \d+ verdicts so far\.", shown[1])
    assert "Nothing was examined in this run." in shown[2] and "Nothing new" not in shown[2]
    assert any(link.startswith("depth-not-data/results/a-9.html#s-") for link in Page(out / "index.html").links)


def test_hostile_text_stays_text_in_front(runs, tmp_path):
    first, companion, review = (saved.load(runs / f"{name}.json") for name in THREE)
    names = ["../../etc/passwd", "<script>alert(1)</script>", ".."]
    folder = tmp_path / "runs"
    folder.mkdir()
    for n, (run, name) in enumerate(zip((first, companion, review), names)):
        bad = hostile(copy.deepcopy(run))
        bad["options"].update(revision=BOMBS[n], lemmas=["no.such"])
        bad["revision"]["name"] = name
        saved.write(folder / f"{n}.json", bad)
    out = tmp_path / "below" / "site"
    main(["report", "--from", str(folder), "--out", str(out)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["below", "runs"]
    assert [path.name for path in (tmp_path / "below").iterdir()] == ["site"]
    assert all(re.fullmatch(r"[a-z0-9-]+", path.name) for path in out.iterdir() if path.is_dir())
    for path, page in pages_of(out).items():
        assert sum(tag == "script" for tag, _ in page.elements) == 1, path
        assert not any(key.startswith("on") or key == "style" for _, a in page.elements for key in a), path
        assert not any(link.lower().startswith(("javascript", "http", "data")) for link in page.links), path
    assert len(cards(out / "index.html")) == 3


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--paper", "nosuch"], "unknown paper 'nosuch': there are depth-not-data, companion, repaired, review; or all"),
        (["--paper", "all", "--revision", "excerpt"], "leave --revision out"),
        (["--paper", "all", "--resume", "RUNS/review.json"], "python -m verify all --resume"),
        (["--paper", "all", "--from", "RUNS", "--examples", "3"], "leave --save, --examples"),
        (["--paper", "all", "--save", "RUNS/review.json"], "with --paper all it is a folder"),
        (["--paper", "companion", "--from", "RUNS"], "--from brings a finished run"),
        (["--from", "RUNS/review.json", "--from", "RUNS"], "a site shows one run of each paper"),
        (["--from", "EMPTY"], "holds no .json file"),
        (["--from", "EMPTY/none.json"], "No such file"),
        (["--from", "RUNS", "--sweep", "RUNS/review.json"], "not the table of a sweep"),
        (["--from", "RUNS", "--sweep", "EMPTY/none.sqlite"], "no such table of a sweep"),
    ],
)
def test_what_makes_no_site_is_one_clear_line(capsys, runs, tmp_path, asked, words):
    (tmp_path / "empty").mkdir()
    asked = [word.replace("RUNS", str(runs)).replace("EMPTY", str(tmp_path / "empty")) for word in asked]
    assert main(["report", *asked, "--out", str(tmp_path / "site")]) == 2
    told = capsys.readouterr()
    assert words in told.err and len(told.err.splitlines()) == 1 and told.out == ""
    assert not (tmp_path / "site").exists()


def test_a_table_of_a_sweep_is_summed_up_and_drawn(runs, tmp_path):
    pytest.importorskip("matplotlib")
    plan, table, out = tmp_path / "plan.toml", tmp_path / "small.sqlite", tmp_path / "site"
    plan.write_text(PLAN)
    assert main(["sweep", str(plan), "--out", str(table), "--jobs", "1"]) == 0
    assert main(["report", "--from", str(runs / "review.json"), "--sweep", str(table), "--out", str(out)]) == 0
    page = Page(out / "sweeps.html")
    assert "small sweep: 4 of 4 instances, 0 failed" in page.text and "spread = 1/16: 2 instances" in page.text
    (picture,) = {link for link in page.links if link.endswith(".svg")}
    assert "ratio of a small sweep" in (out / picture).read_text(encoding="utf-8")
    assert "sweeps.html" in Page(out / "index.html").links and "Computed by the exact-spectrum" not in page.text
    assert_links_lead_somewhere(out)
