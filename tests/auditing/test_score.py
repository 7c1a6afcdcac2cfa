"""The score of a statement's claims: a blind claim leaves survivors, a claim that sees everything leaves none."""

from __future__ import annotations

import textwrap
from types import ModuleType

import pytest
from flint import fmpq

from verify import BalancedNetworks, Space, agrees, at_most_everywhere, claim, differs, identity, integer, rank_is
from verify.auditing.score import ASSUMPTION_STATUSES, STATUSES, Fate, Subject, subjects
from verify.auditing.tally import OPEN, read, tally, total
from verify.auditing.workers import Scored, score
from verify.judge.claims import claims_of
from verify.judge.run import Run
from verify.judge.verdicts import undecided
from verify.paper.revisions import load
from verify.report import mutation

PAPER = """
    revision = "toy"
    title = "a toy"
    [symbols]
    r = { means = "rank", kinds = ["size"] }
    d_0 = { means = "columns", kinds = ["size"] }
    d_L = { means = "rows", kinds = ["size"] }
    d_star = { means = "the smaller", kinds = ["size"] }
    rank_xx = { means = "rank of Sigma_xx", kinds = ["size"] }
    tail = "largest |lambda_i|, i > r"
    n = "a number"
    spread = "largest minus smallest of lambda_1, …, lambda_r"
    [readings.isotropic]
    text = "Sigma_xx = I"
    rank_xx = "d_0"
    [readings.padded]
    text = "Sigma_xx = I_{d*} padded"
    rank_xx = "d_star"
    ["T.1"]
    title = "a lemma"
    [ "T.1".seen ]
    where = "here"
    latex = ""
    value = "r*(d_0 + d_L - r)"
    [ "T.1".blind ]
    where = "here"
    latex = ""
    value = "r*(d_0 + d_L - r)"
    [ "T.1".bound ]
    where = "here"
    latex = ""
    bounds = { value = "upper" }
    value = "d_0*d_L + r"
    [ "T.1".sampled ]
    where = "here"
    latex = ""
    given = ["tail == 0", "spread == 0", "d_0 >= 1"]
    readings = ["isotropic", "padded"]
    value = "(rank_xx + d_L - r)*r"
    [ "T.1".words ]
    where = "here"
    latex = ""
    sentence = "no formula"
    [ "T.1".evaluated ]
    where = "here"
    latex = ""
    value = "d_0/1"
    [ "T.1".evaluated_in_places ]
    where = "here"
    latex = ""
    value = "r/(d_0 - r + 1)"
    [ "T.1".compared_in_places ]
    where = "here"
    latex = ""
    value = "r/(d_0 - r + 1)"
    [ "T.1".breaking ]
    where = "here"
    latex = ""
    value = "d_0"
    [ "T.1".unsettled ]
    where = "here"
    latex = ""
    value = "d_0"
    [ "T.1".slow ]
    where = "here"
    latex = ""
    value = "d_0"
"""
SIZES = Space((integer("r", 1), integer("d_0", 1), integer("d_L", 1)))
r, d_0, d_L = (v.symbol for v in SIZES.variables)
ORDERED = Space(SIZES.variables, given=(r <= d_0, r <= d_L))
NETS = BalancedNetworks(heads=("uniform", "close"), tails=("zero", "any"), reals=False, largest=3, saddle=False)


@claim("T.1", "seen")
def sees_everything(stated):
    """The stated value is the derived one."""
    return identity(stated.value, r * (d_0 + d_L - r), SIZES)


@claim("T.1", "blind")
def sees_nothing(stated):
    """A true identity that has nothing to do with the stated value."""
    return identity(r + d_0, d_0 + r, SIZES)


@claim("T.1", "bound")
def is_at_least(stated):
    """d_0 d_L + r is at most the stated value."""
    return at_most_everywhere(d_0 * d_L + r, stated.value, ORDERED, "the bound")


@claim("T.1", "sampled", domain=NETS)
def has_the_rank(stated, net):
    """The true outer-product Hessian has the stated rank."""
    return rank_is(net.outer_product_hessian, stated.value, net)


@claim("T.1", "evaluated", "evaluated_in_places", domain=NETS)
def has_a_value(stated, net):
    """The stated formula has a value, and one of a size that widths can have: a claim that could not fail is no support."""
    value = stated.value.at(**net.facts)
    return agrees("a value") if abs(value) < 1000 else differs("a value", value, "of the size of a width")


@claim("T.1", "compared_in_places", domain=NETS)
def is_the_quotient(stated, net):
    """The stated value is r over d_0 - r + 1."""
    printed, true = stated.value.at(**net.facts), fmpq(net.r, net.d_0 - net.r + 1)
    return agrees("the quotient") if printed == true else differs("the quotient", printed, true)


@claim("T.1", "breaking", domain=NETS)
def breaks(stated, net):
    """Knows one text, its value, and values that are far too large; breaks at any other."""
    value = stated.value.at(**net.facts)
    if stated.value.text != "d_0" and value != net.d_0 and abs(value) < 1000:
        raise KeyError(stated.value.text)
    return agrees("the text") if value == net.d_0 else differs("the text", value, net.d_0)


@claim("T.1", "unsettled", domain=NETS)
def settles_nothing(stated, net):
    """Tells the text from others, and nothing else."""
    return agrees("the text") if stated.value.text == "d_0" else undecided("another text")


@claim("T.1", "slow")
def never_ends(stated):
    """Takes for ever when the value is not d_0."""
    while stated.value.text != "d_0":
        pass
    return identity(stated.value, d_0, SIZES)


MODULE = ModuleType(__name__)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("toy") / "toy.toml"
    path.write_text(textwrap.dedent(PAPER))
    return load(path)


def subject(book, name) -> Subject:
    return next(s for s in subjects(claims_of(MODULE), book, Run(examples=8, depths=(2, 3))) if s.statement.name == name)


FOUND: dict[str, list[Fate]] = {}


def fates(book, name) -> list[Fate]:
    if name not in FOUND:
        one = subject(book, name)
        one.judge()
        FOUND[name] = [one.fate(mutant) for mutant in one.mutants()]
    return FOUND[name]


def statuses(book, name) -> set[str]:
    return {fate.status for fate in fates(book, name)}


def test_a_claim_that_sees_everything_kills_every_mutant(book):
    found = fates(book, "seen")
    assert len(found) > 15
    assert {fate.status for fate in found} == {"killed"}
    assert all(fate.witness and fate.by == "T.1/seen/printed/sees_everything" for fate in found)


def test_a_blind_claim_leaves_survivors(book):
    assert len(fates(book, "blind")) >= 2
    assert {fate.status for fate in fates(book, "blind")} == {"survived"}
    assert all("PROVED" in fate.detail for fate in fates(book, "blind"))


def test_a_weaker_bound_survives_and_is_not_excused(book):
    by_change = {fate.change: fate for fate in fates(book, "bound")}
    assert by_change["d_0*d_L + r -> d_0*d_L"].status == "killed"
    weaker = [fate for fate in by_change.values() if fate.status == "survived"]
    assert weaker and all("PROVED" in fate.detail for fate in weaker)


def test_readings_and_assumptions_of_a_sampled_claim(book):
    found = {fate.change: fate for fate in fates(book, "sampled")}
    other = next(fate for change, fate in found.items() if change.endswith("(d_0 + d_L - r)*r"))
    assert other.status == "killed" and "/padded/" in other.by  # under the other reading it says the same
    assert found["without tail == 0"].status == "needed"
    assert found["without spread == 0"].status == "possibly superfluous"
    assert found["without d_0 >= 1"].status == "out of reach"
    assert {fate.status for fate in found.values() if fate.kind.startswith("assumption")} <= set(ASSUMPTION_STATUSES)


def by_change(book, name) -> dict[str, Fate]:
    return {fate.change: fate for fate in fates(book, name)}


def test_what_says_the_same_survives_and_what_has_no_value_anywhere_is_no_kill(book):
    found = by_change(book, "evaluated")
    assert found["d_0/1 -> d_0"].status == found["d_0/1 -> d_0*1"].status == "survived"
    assert found["d_0/1 -> d_0/0"].status == "no value"
    assert found["d_0/1 -> d_0/2"].status == "survived"
    assert not found["d_0/1 -> d_0/0"].by


def test_a_value_that_is_missing_in_places_hides_no_claim_that_is_blind_elsewhere(book):
    """1/(d_0 - r) has no value at r = d_0 only: the claim that only evaluates it accepts it everywhere else."""
    blind, sees = by_change(book, "evaluated_in_places"), by_change(book, "compared_in_places")
    partial = [change for change, fate in blind.items() if fate.status == "no value in places"]
    assert partial and all(blind[change].witness for change in partial)
    assert {sees[change].status for change in partial} == {"killed"}
    assert all("no value" not in sees[change].detail for change in partial)
    assert "killed" not in {fate.status for fate in blind.values()}


def test_a_claim_that_breaks_or_does_not_settle_is_no_kill(book):
    assert statuses(book, "breaking") == {"not understood"}
    assert statuses(book, "unsettled") == {"undecided"}


def test_only_kills_count_for_the_score_and_nothing_is_left_out(book):
    names = ("evaluated", "evaluated_in_places", "breaking", "unsettled", "bound")
    counts = tally(book.results["T.1"], [Scored(subject(book, name), fates(book, name)) for name in names], "default")
    found = [fate for name in names for fate in fates(book, name) if fate.status in STATUSES]
    assert counts.mutants == len(found)
    assert counts.score == sum(fate.status == "killed" for fate in found) / len(found) < 1
    assert {entry["id"] for entry in counts.open} == {fate.id for fate in found if fate.status != "killed"}
    assert {"no value", "no value in places", "survived", "undecided"} <= set(OPEN)


def test_sentences_have_no_mutants(book):
    assert "words" not in {s.statement.name for s in subjects(claims_of(MODULE), book, Run())}


def test_a_mutant_without_end_is_no_kill(book):
    (scored,) = score([[subject(book, "slow"), subject(book, "seen")]], jobs=1, limit=1.0)
    slow, seen = scored
    assert slow.fates and {fate.status for fate in slow.fates} == {"undecided (time)"}
    assert {fate.status for fate in seen.fates} == {"killed"}


def test_the_tally_counts_what_ought_to_be_killed(book):
    (scored,) = score([[subject(book, "seen"), subject(book, "bound")]], jobs=1, limit=60.0)
    made = tally(book.results["T.1"], scored, "default")
    assert made.statements == 2 and made.without == len(book.results["T.1"].statements) - 2
    assert made.mutants == made.counts["killed"] + made.counts["survived"] and made.score < 1
    assert read(made.data()).counts == made.counts
    assert total([made, made]).mutants == 2 * made.mutants
    document = mutation.document({"T.1": made}, "toy", "command", {"T.2": "not measured"})
    assert f"{made.counts['killed']} of {made.mutants} mutants" in document and "| survived |" in document
    assert "not measured: T.2" in document


def test_the_line_in_readme_needs_its_marks():
    text = f"a\n{mutation.BEGIN}\nold\n{mutation.END}\nb"
    assert mutation.between_marks(text, "new") == f"a\n{mutation.BEGIN}\nnew\n{mutation.END}\nb"
    with pytest.raises(ValueError):
        mutation.between_marks("nothing", "new")
