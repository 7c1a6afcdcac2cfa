"""What the pages show: results, statements and their evidence, put together from the JSON of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from verify.auditing.judgement import WORST_FIRST
from verify.judge.runner import spoken_recipe
from verify.judge.scripts import script
from verify.judge.verdicts import Exhibit
from verify.paper.quoted import pieces
from verify.report.distinct import WORST_FIRST as WORST_SEVERITY
from verify.report.matrices import plainly
from verify.report.site.names import Names

Data = Mapping[str, Any]
NOT_RUN = "NOT RUN"
GRAVEST_FIRST = ("open", *WORST_SEVERITY)
ORDER = (*(verdict.value for verdict in WORST_FIRST), NOT_RUN)


@dataclass
class Line:
    """What one claim found about one wording, for all readings of the assumptions under which it found the same."""

    row: Data
    unders: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def witness(self) -> str:
        """The witness as a recipe; empty when there is none."""
        return spoken_recipe(self.row["witness"]) if self.row["witness"] else ""


@dataclass
class Statement:
    """One statement or step with the verdicts on its printed and on its repaired wording."""

    data: Data
    anchor: str
    page: str
    printed: list[Line]
    repaired: list[Line]
    formal: list[Data] = field(default_factory=list)  # what a proof assistant's kernel accepted, if it did
    script: str = ""  # a stand-alone program, where the refutation has one
    script_file: str = ""

    @property
    def verdict(self) -> str:
        """What is known of the printed wording: the worst, or, where all of it stands, the strongest that covers it."""
        return _known(self.printed)

    @property
    def repaired_verdict(self) -> str:
        """The same of the repaired wording; "NOT RUN" where there is none."""
        return _known(self.repaired)

    @property
    def severity(self) -> str:
        """The severity of its finding; without one "none" where the run shows that it stands, else "open"."""
        if self.data["finding"]:
            return str(self.data["finding"]["severity"])
        return "none" if self.verdict in ("PROVED", "SUPPORTED") else "open"

    @property
    def decisive(self) -> list[Line]:
        """The lines that make the verdict."""
        return [line for line in self.printed if line.row["verdict"] == self.verdict]

    @property
    def instances(self) -> int:
        """Instances tried, of the printed and of the repaired wording, each reading counted."""
        return sum(line.row["tried"] * max(len(line.unders), 1) for line in (*self.printed, *self.repaired))

    @property
    def surprises(self) -> list[str]:
        """What is not as expected, and what to do."""
        return [line.row["surprise"] for line in (*self.printed, *self.repaired) if line.row["surprise"]]

    @property
    def fails(self) -> bool:
        """Whether its printed wording does not hold, or is not shown to hold."""
        return self.severity != "none"

    @property
    def matrices(self) -> list[str]:
        """The network of its counterexample, line by line; empty where there is none."""
        return next((list(line.row["matrices"]) for line in self.printed if line.row["matrices"]), [])

    @property
    def found(self) -> str:
        """What is printed and what is true at its counterexample, long fractions as decimals; empty where there is none."""
        refuted = (line.row for line in self.printed if line.row["verdict"] == "REFUTED")
        shown = sorted(refuted, key=lambda row: not row["matrices"])
        return plainly(shown[0]["detail"]) if shown else ""

    @property
    def witness(self) -> str:
        """The recipe of its counterexample; empty where there is none."""
        return next((line.witness for line in self.printed if line.row["verdict"] == "REFUTED" and line.witness), "")

    @property
    def replay(self) -> str:
        """The command that replays the refutation; empty when there is none."""
        return next((line.row["replay"] for line in self.printed if line.row["replay"]), "")

    @property
    def searched(self) -> str:
        """What the search of the index looks through, in lower case."""
        d, finding = self.data, self.data["finding"]
        lines = [f"{x.row['scope']} {x.row['method']} {x.row['claim']}" for x in (*self.printed, *self.repaired)]
        words = [d["id"], d["where"], d["printed"]["formula"], d["printed"]["latex"], *lines]
        if finding:
            words += [finding["because"], finding["cause"] or ""]
            words += [finding["repaired"]["formula"], finding["repaired"]["latex"]] if finding["repaired"] else []
        return " ".join(dict.fromkeys(words)).lower()


@dataclass
class Result:
    """A numbered result: its data, its page, its statements."""

    data: Data
    page: str
    statements: list[Statement]

    @property
    def label(self) -> str:
        """For example A.9."""
        return str(self.data["label"])

    @property
    def checked(self) -> list[Statement]:
        """The statements that the run looked at."""
        return [s for s in self.statements if s.verdict != NOT_RUN or s.repaired]

    @property
    def failing(self) -> list[Statement]:
        """The statements that do not hold as printed, or are not shown to: claims before steps, the gravest first."""
        return _claims_first(sorted((s for s in self.statements if s.fails), key=lambda s: GRAVEST_FIRST.index(s.severity)))

    @property
    def holding(self) -> list[Statement]:
        """The statements that hold as printed, claims before steps of proofs."""
        return _claims_first(s for s in self.statements if not s.fails)

    @property
    def paragraphs(self) -> list[list[tuple[str, Statement | None]]]:
        """Its own text: paragraphs of words, each with the statement that it makes."""
        named = {s.data["name"]: s for s in self.statements}
        return [[(words, named.get(name)) for words, name in pieces(text)] for text in self.data["text"]]


@dataclass
class Report:
    """A whole run, ready to be shown."""

    data: Data
    results: list[Result]

    @property
    def statements(self) -> list[Statement]:
        """Every statement and step, in the order of the paper."""
        return [s for result in self.results for s in result.statements]

    def result(self, label: str) -> Result | None:
        """The result of a label."""
        return next((r for r in self.results if r.label == label), None)


def read(data: Data) -> Report:
    """The report of a run, from its JSON (validated before)."""
    pages, files = Names("result"), Names("statement")
    rows: dict[str, list[Data]] = {}
    for row in data["results"]:
        rows.setdefault(row["id"], []).append(row)
    results = []
    for numbered in data["paper"]["results"]:
        anchors, page = Names("statement"), pages.of(numbered["label"])
        own = [s for s in data["paper"]["statements"] if s["result"] == numbered["label"]]
        statements = [_statement(s, rows.get(s["id"], []), f"s-{anchors.of(s['name'])}", page) for s in own]
        for statement in statements:
            statement.formal = list(data.get("formal", {}).get(statement.data["id"], ()))
        for statement in statements:
            if statement.script:
                statement.script_file = f"{files.of(statement.data['id'])}.py"
        results.append(Result(numbered, page, statements))
    return Report(data, results)


def _statement(data: Data, rows: Sequence[Data], anchor: str, page: str) -> Statement:
    printed = _folded([row for row in rows if row["reading"] == "printed"])
    repaired = _folded([row for row in rows if row["reading"] == "repaired"])
    found = Statement(data, anchor, page, printed, repaired)
    shown = next((row for row in rows if row["exhibit"] and row["verdict"] == "REFUTED"), None)
    if shown is not None:
        exhibit = Exhibit(**{**shown["exhibit"], "setup": tuple(shown["exhibit"]["setup"])})
        heading = f"{data['where']}: {data['id']}\nPrinted: {shown['formula']}\nWitness: {shown['scope']}"
        found.script = script(exhibit, heading)
    return found


def _folded(rows: Sequence[Data]) -> list[Line]:
    """Rows that say the same under several readings, put together."""
    lines: dict[object, Line] = {}
    for row in rows:
        counts = (row["tried"], row["trivial"], row["discarded"], tuple(sorted(row["strata"].items())))
        told = (row["verdict"], *row["given_axioms"], row["scope"], row["method"], row["detail"], counts, row["expected"])
        line = lines.setdefault((row["claim"], *told, tuple(row["certificate"])), Line(row))
        line.unders += [row["under"]] if row["under"] else []
        line.seconds += row["seconds"]
    return sorted(lines.values(), key=lambda line: line.row["verdict"] != "REFUTED")  # the counterexample first


def _claims_first(statements: Iterable[Statement]) -> list[Statement]:
    return sorted(statements, key=lambda s: s.data["kind"] == "step")


def _known(lines: Sequence[Line]) -> str:
    """The worst verdict; but PROVED where each reading of the assumptions has a proof and nothing is worse than support."""
    worst = min((line.row["verdict"] for line in lines), key=ORDER.index, default=NOT_RUN)
    if worst != "SUPPORTED":
        return worst
    proofs = [line for line in lines if line.row["verdict"] == "PROVED"]
    proved = {name for line in proofs for name in line.unders}
    every = {name for line in lines for name in line.unders}
    covered = every <= proved if every else bool(proofs)
    return "PROVED" if proofs and (covered or any(not line.unders for line in proofs)) else worst
