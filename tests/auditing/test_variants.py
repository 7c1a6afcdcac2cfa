"""The corpus of variants: every edit fits its statement, and audits of some say what they ought to."""

from __future__ import annotations

import pytest

from verify import catalogue
from verify.auditing.detection import standing
from verify.auditing.variants import PASSED, REFUTED, UNDECIDED, Variant, audited, edited, variants
from verify.errors import BadInput
from verify.judge.claims import claims_of
from verify.judge.run import read_run

ROWS = variants(catalogue.paper("depth-not-data").folder / "corpus" / "variants.toml")
SOME = [  # one of each kind that once passed, or once was not left alone
    ("wrong", "Section 2/blocks", "sentence", UNDECIDED),
    ("wrong", "X.2/order", "boundary", REFUTED),
    ("wrong", "A.9/nu_sum", "deep stratum", REFUTED),
    ("wrong", "A.7/exponential", "weakened assumption", REFUTED),
    ("wrong", "Section 1/zero_directions", "dropped assumption", REFUTED),
    ("wrong", "A.1/dominant_eigenvalue", "dropped assumption", UNDECIDED),
    ("right", "A.9/nu_sum", "closed form by cases", PASSED),
    ("right", "A.9/nu_sum", "chain in cases", PASSED),
    ("right", "A.10/case_1_split", "split term", PASSED),
    ("right", "X.2/tail_eigenvalues", "superfluous assumption", UNDECIDED),
]


def book_of(variant: Variant) -> tuple[str, object]:
    paper = next(p for p in catalogue.papers() if variant.result in catalogue.revision(catalogue.paper(p).revision).results)
    return paper, standing(catalogue.revision(catalogue.paper(paper).revision))


def test_there_are_enough_of_both_sides_over_all_papers() -> None:
    assert sum(v.side == "wrong" for v in ROWS) >= 100 and sum(v.side == "right" for v in ROWS) >= 60
    assert {book_of(v)[0] for v in ROWS[::9]} >= {"depth-not-data", "companion", "review"}


@pytest.mark.parametrize("variant", ROWS, ids=lambda v: f"{v.side}{v.number}")
def test_every_edit_fits_its_statement(variant: Variant) -> None:
    _, book = book_of(variant)
    assert edited(variant, book) != book  # type: ignore[arg-type]


@pytest.mark.parametrize(("side", "of", "kind", "verdict"), SOME)
def test_the_audit_of_a_variant(side: str, of: str, kind: str, verdict: str) -> None:
    variant = next(v for v in ROWS if (v.side, v.of, v.kind) == (side, of, kind))
    paper, book = book_of(variant)
    claims = [
        c for name in catalogue.module_names(paper) for c in claims_of(catalogue.lemma(name)) if c.result == variant.result
    ]
    assert audited(variant, book, claims, read_run(examples=8)).verdict == verdict  # type: ignore[arg-type]


def test_a_variant_of_nothing_is_bad_input() -> None:
    _, book = book_of(ROWS[0])
    for variant in (
        Variant("wrong", 0, "A.9/nothing", "x", value="1"),
        Variant("wrong", 0, "A.9/nu_sum", "x", parts={"other": "1"}),
        Variant("wrong", 0, "A.9/nu_sum", "x", drop=("L >= 9",)),
    ):
        with pytest.raises(BadInput):
            edited(variant, book)  # type: ignore[arg-type]
