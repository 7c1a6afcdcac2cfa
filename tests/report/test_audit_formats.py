"""The two machine formats of an audit: each against its schema, with places that exist and baselines that mean something."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from verify import catalogue
from verify.auditing.auditor import Auditor
from verify.judge.claims import claims_of
from verify.judge.run import Run
from verify.paper.places import Index
from verify.report import audit_json, sarif

ROOT = Path(__file__).parent.parent.parent
SARIF = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json"
OWN = ROOT / "verify" / "report" / "audit.schema.json"

# a false slip, a fix whose finding stays, a fix whose finding is gone, a removed step, and a statement nobody checks
REVISION = """extends = "full-text"
revision = "mixed"

["A.9".nu_diagonal]
where = "Lemma A.9, proof"
latex = 'x'
value = "L*lambda_i**(2*L - 1)"

["A.9".nonzero_count]
where = "Lemma A.9, last sentence"
latex = 'x'
value = "d_0*r + d_L*r - r*r"

["A.9".bulk_multiplicity]
where = "Lemma A.9, item 2"
latex = 'x'
value = "(rank_xx + d_L - 2*r)*r"

["A.9".bulk_multiplicity.finding]
severity = "reading"
because = "the finding that stayed"
refuted_by = "counts_the_bulk_of_the_outer_product_hessian"
witness = { padded = { L = 2, widths = [2, 1, 1], r = 1, rank_xx = 1, head = ["1"], slack = "1/64" } }

["A.9".brand_new]
where = "Lemma A.9"
latex = 'x'
value = "r"

["A.2".last_layer]
where = "Lemma A.2"
latex = 'x'
value = "L"

["A.2"]
eq_35 = false
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    file = tmp_path_factory.mktemp("audit") / "mixed.toml"
    last = '["A.2"]\neq_35 = false\n'
    text = REVISION.replace(last, "").replace('["A.2".last_layer]', f'{last}\n["A.2".last_layer]')
    file.write_text(text, encoding="utf-8")
    claims = [c for name in catalogue.module_names() for c in claims_of(catalogue.lemma(name))]
    run = Run(examples=4)
    audit = Auditor(catalogue.revision("full-text"), catalogue.revision(str(file)), claims, run).audit()
    return file, audit, run


@pytest.fixture(scope="module")
def log(done):
    file, audit, _ = done
    shelves = (catalogue.paper("depth-not-data").shelf,)
    return sarif.log(audit, Index(file, shelves))


def results(log, rule):
    return [r for r in log["runs"][0]["results"] if r["ruleId"] == rule]


def test_sarif_obeys_the_schema_of_oasis(log):
    jsonschema.Draft4Validator(json.loads(SARIF.read_text(encoding="utf-8"))).validate(log)
    json.dumps(log)


def test_the_schema_refuses_what_is_wrong(log):
    broken = json.loads(json.dumps(log))
    broken["runs"][0]["results"][0]["baselineState"] = "stale"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(json.loads(SARIF.read_text(encoding="utf-8"))).validate(broken)


def test_a_new_error_is_new_at_its_line(done, log):
    file, _, _ = done
    (found,) = [r for r in results(log, "refuted") if "A.9/nu_diagonal" in r["message"]["text"]]
    assert (found["baselineState"], found["level"], found["kind"]) == ("new", "error", "fail")
    place = found["locations"][0]["physicalLocation"]
    line = place["region"]["startLine"]
    assert file.read_text(encoding="utf-8").splitlines()[line - 1] == '["A.9".nu_diagonal]'
    assert place["artifactLocation"]["uri"].endswith("mixed.toml")


def test_what_stands_was_mended_or_is_gone_makes_no_alert(log):
    found = log["runs"][0]["results"]
    assert found and {r["kind"] for r in found} == {"fail"} and "absent" not in {r["baselineState"] for r in found}
    told = " ".join(r["message"]["text"] for r in found)
    assert "A.2/eq_35" not in told and not [r for r in results(log, "refuted") if "A.2/last_layer" in r["message"]["text"]]


def test_what_nobody_checks_is_a_warning(log):
    (found,) = results(log, "undecided")
    assert (found["kind"], found["level"], found["baselineState"]) == ("fail", "warning", "new")


def test_a_code_host_finds_what_it_asks_for(log):
    """What GitHub requires of a log: texts of each rule, a place inside the checkout, a fingerprint."""
    (run,) = log["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help")), rule["id"]
    for found in run["results"]:
        assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == found["ruleId"]
        assert found["message"]["text"] and found["partialFingerprints"] and len(found["locations"]) == 1
        place = found["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] >= 1
        assert ":" not in place["artifactLocation"]["uri"] and not place["artifactLocation"]["uri"].startswith(("/", ".."))


def test_contradictions_name_both_places(log):
    found = [r for r in results(log, "contradiction") if r["baselineState"] == "new"]
    assert found and all(len(r["relatedLocations"]) == 1 for r in found)


def test_json_obeys_its_schema(done):
    _, audit, run = done
    made = audit_json.as_json(audit, run)
    jsonschema.Draft202012Validator(json.loads(OWN.read_text(encoding="utf-8"))).validate(json.loads(json.dumps(made)))
    assert made["summary"]["surprises"] == audit.surprises > 0
    kinds = {s["id"]: s["change"] for s in made["statements"]}
    assert (kinds["A.2/eq_35"], kinds["A.9/brand_new"], kinds["A.9/nu_sum"]) == ("removed", "added", "unchanged")


def test_every_reading_is_named_with_its_verdict(log):
    refuted = [r for r in results(log, "refuted") if r["baselineState"] != "absent"]
    (found,) = [r for r in refuted if "A.9/nonzero_count" in r["message"]["text"]]
    assert {r["under"]: r["verdict"] for r in found["properties"]["readings"]} == {
        "padded": "REFUTED",
        "isotropic": "SUPPORTED",
        "rank_r": "REFUTED",
    }
    text = found["message"]["text"]
    assert "REFUTED under padded, rank_r" in text or ("REFUTED under padded" in text and "REFUTED under rank_r" in text)
    assert "SUPPORTED under isotropic" in text


def test_a_stale_finding_names_its_reading(log):
    told = [r["message"]["text"] for r in results(log, "stale-finding")]
    assert [text.split(":")[0] for text in told] == ["A.9/bulk_multiplicity under padded"]
