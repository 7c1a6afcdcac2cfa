"""audit: what a revision changed, and whether that is still true, as an object."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from verify import catalogue
from verify.auditing.auditor import Audit, Auditor, Entry
from verify.auditing.consistency import Contradiction
from verify.errors import BadInput
from verify.judge.claims import claims_of
from verify.judge.run import Run, read_run
from verify.paper.places import header
from verify.paper.statements import FIRST_PAPER, Revision
from verify.report import audit_text


@dataclass(frozen=True)
class AuditReport:
    """What an audit found; its repr is the text that the command prints."""

    audit: Audit
    file: str

    @property
    def fixed(self) -> tuple[str, ...]:
        """Statements that were false before and stand now."""
        return tuple(_id(e) for e in self.audit.examined if e.fixed)

    @property
    def broken(self) -> tuple[str, ...]:
        """Statements with a new problem: refuted, undecided, a stale finding, or a repair that does not stand."""
        return tuple(_id(e) for e in self.audit.examined if e.surprises)

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Pairs of statements of the revision that contradict each other and did not before."""
        return self.audit.fresh

    @property
    def clean(self) -> bool:
        """Whether nothing new is wrong: exit status 0 of the command."""
        return not self.audit.surprises

    def __repr__(self) -> str:
        lines = [*audit_text.beginning(self.audit.old, self.audit.new, self.file)]
        for entry in self.audit.examined:
            lines += audit_text.block(entry, self.audit.new)
        return "\n".join([*lines, *audit_text.ending(self.audit)]).lstrip("\n")


def _id(entry: Entry) -> str:
    statement = entry.change.new or entry.change.old
    assert statement is not None
    return statement.id


def audit(file: str, against: str | None = None, *, everything: bool = False, examples: int | None = None) -> AuditReport:
    """Audit a revision file: what changed against its base, is it true, was an error fixed, did a fix break something else.

    file: the path of a .toml file, or the name of a revision. against: the revision to compare with; unless given, the one
    that the file extends, else the shipped one of the same name, else the paper's own. Raises BadInput.

    >>> audit("excerpt", examples=3).clean
    True
    """
    base = against or base_of(file)
    run = read_run(None, None, None, examples, 50, 0, file, "both", "default")
    before, after = catalogue.revision(base), catalogue.revision(file)
    return AuditReport(auditor(before, after, base, file, run).audit(everything), file)


def auditor(before: Revision, after: Revision, old: str, new: str, run: Run) -> Auditor:
    """What audits two revisions of one paper, with all claims of the paper. Raises BadInput for two papers."""
    if before.paper != after.paper:
        raise BadInput(f"{old} is a revision of {before.paper}, {new} of {after.paper}: compare revisions of one paper")
    claims = [c for name in catalogue.module_names(after.paper) for c in claims_of(catalogue.lemma(name))]
    return Auditor(before, after, claims, run)


def base_of(name: str) -> str:
    """The revision that a file is held against when none is named."""
    path = path_of(name)
    top = header(path)
    extends = top.get("extends")
    if isinstance(extends, str):
        file = extends if extends.endswith(".toml") else f"{extends}.toml"
        found = next((folder / file for folder in (path.parent, *shelves()) if (folder / file).exists()), None)
        if found is not None:
            return str(found)
    own = str(top.get("revision"))
    shipped = next((shelf / f"{own}.toml" for shelf in shelves() if (shelf / f"{own}.toml").exists()), None)
    if shipped is not None and not _same(shipped, path):
        return own
    return catalogue.paper(str(top.get("paper", FIRST_PAPER))).revision


def path_of(name: str) -> Path:
    """The file of a revision that the catalogue knows, by name or path."""
    if name.endswith(".toml"):
        return Path(name)
    found = next((shelf / f"{name}.toml" for shelf in shelves() if (shelf / f"{name}.toml").exists()), None)
    if found is None:
        catalogue.revision(name)  # says which revisions there are
        raise BadInput(f"unknown revision {name!r}")
    return found


def shelves() -> tuple[Path, ...]:
    """The folders of all revisions."""
    return tuple(paper.shelf for paper in catalogue.papers().values())


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
