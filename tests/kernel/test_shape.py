"""The shape of the kernel: it imports nothing of ours, its files are documented, and PROVED is made at one place."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import jsonschema
import pytest

from verify import catalogue
from verify.judge.cases import cases
from verify.judge.run import Run
from verify.judge.runner import examine
from verify.kernel.accept import AXIOMS
from verify.report.axioms import MARKS, listed, weighed
from verify.report.markdown import between_marks

ROOT = Path(__file__).parent.parent.parent
KERNEL = ROOT / "verify" / "kernel"
LIBRARY = {"json", "hashlib", "sys", "time", "re", "collections", "dataclasses", "itertools", "pathlib", "__future__"}
LIBRARY |= {"fractions", "functools", "math"}


@pytest.mark.parametrize("path", sorted(KERNEL.glob("*.py")), ids=lambda p: p.name)
def test_the_kernel_needs_flint_and_the_standard_library_only(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        assert {name.split(".")[0] for name in names} <= LIBRARY | {"flint", "kernel"}
    assert not re.search(r"\b(eval|exec|sympify|parse_expr)\(", path.read_text(encoding="utf-8"))


def test_proved_is_made_at_one_place():
    made = []
    for path in [*(ROOT / "verify").rglob("*.py"), *(ROOT / "lemmas").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Evidence", "replace"):
                told = [ast.unparse(a) for a in (*node.args, *(k.value for k in node.keywords))]
                made += [f"{path.relative_to(ROOT)}:{node.lineno}"] * ("Verdict.PROVED" in told)
    assert len(made) == 1
    assert made[0].startswith("verify/judge/proving.py:")


def test_certificates_have_the_form_of_the_schema():
    schema = json.loads((KERNEL / "certificates.schema.json").read_text(encoding="utf-8"))
    known = [c for c in cases(catalogue.lemma("lemma_a3"), catalogue.revision("full-text")) if c.claim]
    asked = [case for case in known if case.claim.domain is None and not case.expects_refutation]
    statements = [examine(case, Run()).statement for case in asked[:12]]
    jsonschema.validate(json.loads(json.dumps({"format": 1, "statements": statements})), schema)


def test_axioms_are_sentences_with_statements_that_exist_and_the_page_lists_them():
    books = [catalogue.revision(paper.revision) for paper in catalogue.papers().values()]
    known = {s.id for book in books for result in book.results.values() for s in result.statements.values()}
    for name, axiom in AXIOMS.items():
        assert axiom["sentence"].endswith("."), name
        assert axiom["carries"] and set(axiom["carries"]) <= known, name
    assert (ROOT / "docs" / "axioms.md").read_text(encoding="utf-8").splitlines() == list(listed())


def test_the_page_of_trust_has_the_lines_of_the_kernel():
    page = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    assert between_marks(page, "\n".join(weighed()), MARKS) == page
