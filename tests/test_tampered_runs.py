"""A saved run that was edited is not gone on with; it is shown with a banner, and what data tell is derived anew."""

from __future__ import annotations

import copy
import json

import pytest

from verify.__main__ import main
from verify.commands import again, running
from verify.report import digests, saved

ASKED = ("check", "a9", "--L", "2", "--examples", "4", "--format", "json")
BANNER = "not checked again: "


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A finished run of Lemma A.9."""
    file = tmp_path_factory.mktemp("run") / "run.json"
    assert main([*ASKED, "--save", str(file)]) == 0
    return json.loads(file.read_text())


def sealed(data):
    """The run with digests computed again, as someone who knows them would."""
    return {**data, "digests": digests.digests(data)}


def prove(data):
    row = next(row for row in data["results"] if row["verdict"] == "SUPPORTED")
    row.update(verdict="PROVED", scope="all L >= 2; all widths; all data", method="trust me")


def believe(data):
    row = next(row for row in data["results"] if row["verdict"] == "REFUTED")
    row.update(verdict="PROVED", scope="all", severity=None, replay=None, witness=None, exhibit=None)


def leave_out(data):
    del data["results"][0]


def twice(data):
    data["results"].append(data["results"][-1])


def count(data):
    data["summary"]["REFUTED"] = 0


def ask_more(data):
    data["options"]["examples"] = 4000


def reword(data):
    data["paper"]["statements"][0]["printed"]["formula"] = "0"


def other_state(data):
    data["state"]["code"] = "0" * 64


def other_library(data):
    data["state"]["versions"]["sympy"] = "0.1"


def no_state(data):
    data["state"] = {}


EDITS = [prove, believe, leave_out, twice, count, ask_more, reword]
STATES = [other_state, other_library, no_state]


@pytest.fixture
def shown(run, tmp_path, capsys):
    """Edit a copy of the run; what `report --from` tells of it: status, errors, and the text of its first page."""

    def show(*edits, seal=False):
        data = copy.deepcopy(run)
        for edit in edits:
            edit(data)
        file, out = tmp_path / "run.json", tmp_path / "site"
        saved.write(file, sealed(data) if seal else data)
        capsys.readouterr()
        code = main(["report", "--from", str(file), "--out", str(out)])
        return code, capsys.readouterr().err, (out / "index.html").read_text(encoding="utf-8")

    return show


def test_an_untouched_run_is_shown_as_it_is(shown, run):
    code, told, page = shown()
    assert code == 0 and BANNER not in told + page
    held = again.held(run)
    assert digests.canonical(held.data) == digests.canonical(run) and not held.banner


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_run_is_told(shown, edit):
    code, told, page = shown(edit)
    assert code == 1 and BANNER in told and BANNER in page and "changed after the run" in page


@pytest.mark.parametrize("edit", [believe, leave_out, twice, count, reword])
def test_what_the_data_tell_is_derived_anew_though_the_digests_fit(shown, edit):
    code, told, page = shown(edit, seal=True)
    if edit is leave_out:  # an honest unfinished run lists what is missing
        assert "Unfinished run." in page
    assert code == 1 and "changed after the run" in told and BANNER in page


@pytest.mark.parametrize("state", STATES)
def test_a_run_of_another_state_is_shown_with_a_banner(shown, state):
    code, told, page = shown(state, seal=True)
    assert code == 0 and BANNER in told and BANNER in page and "changed after the run" not in page
    assert shown(state)[0] == 1, "the state has a digest too"


@pytest.mark.parametrize("state", STATES)
def test_expected_is_not_believed_of_a_run_of_another_state(shown, state):
    def stay_green(data):
        believe(data)
        for row in data["results"]:
            row.update(expected=True, surprise="")
        data["summary"].update(expected=len(data["results"]), surprises=0)

    code, told, page = shown(stay_green, state, seal=True)
    assert code == 1 and BANNER in told and "not as expected" in page


def test_a_run_of_a_paper_that_is_not_here(run, tmp_path, capsys):
    data = copy.deepcopy(run)
    data["options"].update(revision="nowhere", lemmas=["no.such"])
    for row in data["results"]:
        row["expected"] = True
    believe(data)
    row = next(row for row in data["results"] if row["verdict"] == "REFUTED")
    row.update(verdict="PROVED")
    saved.write(tmp_path / "run.json", sealed(data))
    assert main(["report", "--from", str(tmp_path / "run.json"), "--out", str(tmp_path / "site")]) == 1
    assert BANNER in capsys.readouterr().err


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_run_is_not_gone_on_with(run, tmp_path, capsys, monkeypatch, edit):
    def never(case, run):
        raise AssertionError("nothing is examined")

    monkeypatch.setattr(running, "examine", never)
    data = copy.deepcopy(run)
    edit(data)
    saved.write(tmp_path / "run.json", data)
    assert main(["all", "--resume", str(tmp_path / "run.json")]) == 2
    assert "changed after the run" in capsys.readouterr().err


@pytest.mark.parametrize("state", STATES)
def test_a_run_of_another_state_is_not_gone_on_with(run, tmp_path, capsys, state):
    data = copy.deepcopy(run)
    state(data)
    saved.write(tmp_path / "run.json", sealed(data))
    assert main(["all", "--resume", str(tmp_path / "run.json")]) == 2
    assert "changed since" in capsys.readouterr().err


def test_a_run_says_what_it_was_made_with(run):
    assert set(run["state"]["versions"]) == {"Python", *digests.LIBRARIES}
    assert "none" not in run["state"]["versions"].values()
    assert set(run["digests"]) == set(digests.PARTS) and len(set(run["digests"].values())) == len(digests.PARTS)
